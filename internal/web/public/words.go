package public

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/task"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// verdicts are in the order in which they are told.
var verdicts = []task.Verdict{task.Missed, task.Behind, task.OnTrack, task.Met, task.Exceeded, task.Waiting, task.Halted}

var verdictWord = map[task.Verdict]say.Text{
	task.Missed: say.Text("没有完成"), task.Behind: say.Text("比计划慢"), task.OnTrack: say.Text("按计划"), task.Met: say.Text("完成了"),
	task.Exceeded: say.Text("超额完成"), task.Waiting: say.Text("还没有到期的目标"), task.Halted: say.Text("中止"),
}

// verdictWhat says how each verdict is come by.
var verdictWhat = map[task.Verdict]say.Text{
	task.Missed:   say.Text("期限已过或已办结，数没有到目标，或成果没有都核实。"),
	task.Behind:   say.Text("还没有到期，已完成的少于到这一天应完成的。"),
	task.OnTrack:  say.Text("还没有到期，已完成的不少于到这一天应完成的。"),
	task.Met:      say.Text("期限已过或已办结，正好到目标，或成果都已核实。"),
	task.Exceeded: say.Text("期限已过或已办结，超过目标。"),
	task.Waiting:  say.Text("到这一天还没有应完成的数或成果。"),
	task.Halted:   say.Text("经批准中止，中止期间不计进度。"),
}

var categoryWord = map[task.Category]say.Text{
	task.Expected: say.Text("主要预期目标"), task.Priority: say.Text("重点工作"), task.Livelihood: say.Text("民生实事"), task.KeyProject: say.Text("重点项目"),
}

// categories are those that the public sees.
var categories = []task.Category{task.Livelihood, task.Expected, task.Priority, task.KeyProject}

var stageWord = map[string]say.Text{
	"planned": say.Text("谋划"), "signed": say.Text("签约"), "landed": say.Text("落地"), "started": say.Text("开工"), "enrolled": say.Text("入库"),
	"building": say.Text("在建"), "completed": say.Text("竣工"), "producing": say.Text("投产"), "capacity": say.Text("达产"),
}

var evidenceWord = map[string]say.Text{
	"document": say.Text("文件"), "meeting": say.Text("会议"), "start": say.Text("开工"), "acceptance": say.Text("验收"), "figures": say.Text("统计数据"),
	"certificate": say.Text("授牌批复"), "contract": say.Text("签约合同"), "inspection": say.Text("检查整改"), "roster": say.Text("名单台账"),
}

// known says a word of a table, or the code itself where the table has none.
func known[K ~string](ctx context.Context, words map[K]say.Text, code K) string {
	if w, ok := words[code]; ok {
		return say.T(ctx, w)
	}
	return string(code)
}

// state is the shape and colour that a promise is told with.
func state(p snapshot.Promise) part.State {
	if p.Verdict == task.Halted {
		return part.Suspended
	}
	return colourState(string(p.Colour))
}

func colourState(colour string) part.State {
	switch task.Colour(colour) {
	case task.Red:
		return part.Red
	case task.Yellow, task.Orange:
		return part.Yellow
	case task.Green:
		return part.Green
	case task.Blue:
		return part.Blue
	}
	return part.NotDue
}

// verdictState is the shape of a verdict where many promises are told at once.
func verdictState(v task.Verdict) part.State {
	switch v {
	case task.Missed:
		return part.Red
	case task.Behind:
		return part.Yellow
	case task.OnTrack:
		return part.Green
	case task.Met, task.Exceeded:
		return part.Blue
	case task.Halted:
		return part.Suspended
	}
	return part.NotDue
}

// day writes a date.
func day(ctx context.Context, d civil.Date) string {
	switch {
	case d.Zero():
		return ""
	case say.Lang(ctx) == say.English:
		return d.String()
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

func month(ctx context.Context, m civil.Month) string {
	if say.Lang(ctx) == say.English {
		return m.String()
	}
	return fmt.Sprintf("%d年%d月", m.Year, m.Month)
}

// lead is how far a promise has come, in a sentence.
func lead(ctx context.Context, s *snapshot.Snapshot, p snapshot.Promise) string {
	f := p.Figure
	if f == nil {
		due, found := 0, 0
		for _, d := range p.Deliverables {
			if !s.On.Before(d.DueOn) {
				due++
			}
			if !d.VerifiedOn.Zero() {
				found++
			}
		}
		return say.T(ctx, "一共 %d 件成果，到 %s 应有 %d 件，已核实 %d 件。", len(p.Deliverables), day(ctx, s.On), due, found)
	}
	unit := f.Unit
	if f.Done == nil {
		return say.T(ctx, "目标 %s %s，还没有审签过的数。", f.Target, unit)
	}
	text := ""
	switch {
	case f.Course == task.Constant && f.AtMost:
		text = say.T(ctx, "到 %s 是 %s %s，每期都不应超过 %s %s。", month(ctx, f.Of), f.Done, unit, f.Target, unit)
	case f.Course == task.Constant:
		text = say.T(ctx, "到 %s 是 %s %s，每期都应达到 %s %s。", month(ctx, f.Of), f.Done, unit, f.Target, unit)
	default:
		text = say.T(ctx, "到 %s 累计 %s %s，到 %s 应有 %s %s；目标 %s %s。", month(ctx, f.Of), f.Done, unit, day(ctx, s.On), f.Due, unit, f.Target, unit)
	}
	if f.Low != nil && f.High != nil {
		text += say.T(ctx, "照现在的速度，到期预计 %s～%s %s。", f.Low, f.High, unit)
	}
	return text
}

var eventWord = map[snapshot.Kind]say.Text{
	snapshot.Said: say.Text("写进报告"), snapshot.Issued: say.Text("交给单位办"), snapshot.Retargeted: say.Text("调整目标"), snapshot.Extended: say.Text("延期"), snapshot.Releaded: say.Text("换了牵头单位"),
	snapshot.Suspended: say.Text("中止"), snapshot.Resumed: say.Text("恢复"), snapshot.Verified: say.Text("成果经核实"), snapshot.Disputed: say.Text("成果没有核实"), snapshot.Closed: say.Text("办结"),
}

// story is what happened, the oldest first, the signed months among it, and the deadline.
func story(ctx context.Context, s *snapshot.Snapshot, p snapshot.Promise) (all []part.Event) {
	type dated struct {
		on civil.Date
		part.Event
	}
	var list []dated
	for _, e := range p.Events {
		by := e.Words
		if e.From != "" || e.To != "" {
			by = say.T(ctx, "从 %s 到 %s", e.From, e.To)
		}
		if e.Document != "" {
			if by != "" {
				by += "　"
			}
			by += e.Document
		}
		list = append(list, dated{e.On, part.Event{What: known(ctx, eventWord, e.Kind), By: by}})
	}
	for _, m := range p.Months {
		if m.Figure != nil && !m.SignedOn.Zero() {
			list = append(list, dated{m.SignedOn, part.Event{What: say.T(ctx, "%s的数审签：%s %s", month(ctx, m.Month), m.Figure, p.Figure.Unit), By: say.T(ctx, "月底应有 %s %s", m.Due, p.Figure.Unit)}})
		}
	}
	for i := range list { // stable: what stands first stays first on one day
		for j := i; j > 0 && list[j].on.Before(list[j-1].on); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	for _, e := range list {
		e.When, e.ISO = day(ctx, e.on), e.on.String()
		all = append(all, e.Event)
	}
	if s.On.Before(p.DueOn) && p.ClosedOn.Zero() {
		all = append(all, part.Event{When: day(ctx, p.DueOn), ISO: p.DueOn.String(), What: say.T(ctx, "完成的期限"), Coming: true})
	}
	return all
}

// told is a change in a sentence.
func told(ctx context.Context, c snapshot.Change) string {
	switch c.Aspect {
	case snapshot.IsNew:
		return say.T(ctx, "新列出")
	case snapshot.Result:
		return say.T(ctx, "从“%s”到“%s”", known(ctx, verdictWord, task.Verdict(c.From)), known(ctx, verdictWord, task.Verdict(c.To)))
	case snapshot.Reported:
		if c.From == "" {
			return say.T(ctx, "累计 %s %s", c.To, c.Unit)
		}
		return say.T(ctx, "累计从 %s 到 %s %s", c.From, c.To, c.Unit)
	case snapshot.Target:
		return say.T(ctx, "目标从 %s 调整为 %s %s", c.From, c.To, c.Unit)
	case snapshot.Deadline:
		return say.T(ctx, "期限从 %s 改到 %s", c.From, c.To)
	case snapshot.Found:
		return say.T(ctx, "成果经核实：%s", c.To)
	case snapshot.Voiced:
		return say.T(ctx, "群众评价有了结果，%s 人评", c.To)
	case snapshot.Stage:
		return say.T(ctx, "从%s到%s", known(ctx, stageWord, c.From), known(ctx, stageWord, c.To))
	}
	return ""
}

// profileWord says the lines of the shipped profiles.
var profileWord = map[string]say.Text{
	"不到应完成的八成": say.Text("不到应完成的八成"),
	"不到应完成的六成": say.Text("不到应完成的六成"),
	"中止":       say.Text("中止"),
	"临近时限":     say.Text("临近时限"),
	"已办结":      say.Text("已办结"),
	"没有达到序时进度": say.Text("没有达到序时进度"),
	"达到序时进度":   say.Text("达到序时进度"),
	"过了时限没有办结": say.Text("过了时限没有办结"),
	"还没有到期的目标": say.Text("还没有到期的目标"),
}
