package tasks

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

var evidenceWord = map[statement.Evidence]say.Text{
	statement.Issued: say.Text("文件"), statement.Meeting: say.Text("会议"), statement.Started: say.Text("开工"), statement.Acceptance: say.Text("验收"),
	statement.Figures: say.Text("统计数据"), statement.Certificate: say.Text("授牌批复"), statement.Contract: say.Text("签约合同"),
	statement.Inspection: say.Text("检查整改"), statement.Roster: say.Text("名单台账"),
}

var reportWord = map[task.ReportState]say.Text{task.Filled: say.Text("待审签"), task.Signed: say.Text("已审签"), task.Returned: say.Text("已退回")}

// tabled are the texts of the table of profiles.
var tabled = []say.Text{
	say.Text("绿黄红蓝"), say.Text("蓝黄红（临近、滞后、逾期）"), say.Text("蓝橙红（三色督查单）"),
	say.Text("已办结"), say.Text("中止"), say.Text("过了时限没有办结"), say.Text("还没有到期的目标"), say.Text("不到应完成的八成"), say.Text("不到应完成的六成"),
	say.Text("没有达到序时进度"), say.Text("达到序时进度"), say.Text("临近时限"),
}

// profiled says a text of the table of profiles; what is not known here stays as it is.
func profiled(ctx context.Context, text string) string {
	for _, t := range tabled {
		if string(t) == text {
			return say.T(ctx, t)
		}
	}
	return text
}

// day writes a date, with its year where it is not this one.
func day(ctx context.Context, d, today civil.Date) string {
	if d.Zero() {
		return ""
	}
	if say.Lang(ctx) == say.English {
		return d.String()
	}
	if d.Year == today.Year {
		return fmt.Sprintf("%d月%d日", d.Month, d.Day)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

// MonthWord writes a month.
func MonthWord(ctx context.Context, m civil.Month) string {
	if say.Lang(ctx) == say.English {
		return m.String()
	}
	return fmt.Sprintf("%d年%d月", m.Year, m.Month)
}

func whichOptions(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, w := range whiches {
		all = append(all, part.Option{Value: w.value, Text: say.T(ctx, w.word)})
	}
	return all
}
