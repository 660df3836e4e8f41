package parts

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk/democity"
	"duban/internal/kernel/basemap"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// The samples are of 云泽市, a city that does not exist. A city's words stay
// Chinese in both languages, so samples are not translated.

const longName = "推进城乡供水一体化二期工程（含云台、白鹭、柳河、北闸、三汊、马渡六镇老旧管网改造和第二水质净化厂扩容）并同步完成农村饮水安全巩固提升"

func decimal(s string) *quantity.Decimal { return part.Of(quantity.Must(s)) }

func sentence() []part.Piece {
	return []part.Piece{
		{Text: "做强工业支撑。"},
		{Mark: part.MarkTask, No: "47", Href: "#marks", Inside: []part.Piece{
			{Text: "力争实施亿元以上技改项目"}, {Text: "20个", Mark: part.MarkMeasure, Href: "#marks"},
		}},
		{Text: "，加快"}, {Text: "第二水质净化厂", Mark: part.MarkProject, Href: "#marks"},
		{Text: "建设，健全"}, {Text: "“每月现场办公、季度集中签约和开工”的项目调度机制", Mark: part.MarkMechanism, Href: "#marks"},
		{Text: "。"},
		{Mark: part.MarkTask, No: "48", Accepted: true, Inside: []part.Piece{{Text: "新建城市公厕"}, {Text: "57座", Mark: part.MarkMeasure, Href: "#marks", Flagged: true}}},
		{Text: "，"}, {Mark: part.MarkMeasure, Text: "技改投资占工业投资比重达40%以上", Href: "#marks", Now: true}, {Text: "。"},
	}
}

func pace(done, due, low, high int, reading string) templ.Component {
	return part.PaceBar(part.Pace{Done: done, Due: due, Low: low, High: high, Reading: reading})
}

func tasks(ctx context.Context) part.Table {
	row := func(no, name, unit, done, target string, bar templ.Component, state part.State, detail string) part.Row {
		return part.Row{Cells: []part.Cell{
			{Text: no, Index: true}, {Text: name, Href: "#table", Head: true}, {Text: unit},
			{Text: done, Unit: "个"}, {Text: target, Unit: "个"},
			{Content: bar}, {Content: part.ChipPlain(state, detail)},
		}}
	}
	t := part.Table{
		Caption: say.T(ctx, "任务 %d 项", 5), Quiet: true, Fold: true,
		Columns: []part.Column{
			{Title: say.T(ctx, "号")}, {Title: say.T(ctx, "任务")}, {Title: say.T(ctx, "牵头单位"), Short: say.T(ctx, "牵头")}, {Title: say.T(ctx, "完成"), Numeric: true}, {Title: say.T(ctx, "目标"), Numeric: true},
			{Title: say.T(ctx, "进度"), Bars: true}, {Title: say.T(ctx, "颜色"), Sort: &part.Sorting{Href: "?sort=colour", Order: part.Descending}},
		},
		Rows: []part.Row{
			row("6-03", "改造老旧小区 42 个", "市住建局", "31", "42", pace(738, 720, 940, 1000, "完成 31，今天应到 30.2，目标 42"), part.Green, ""),
			row("6-17", "新建城市公厕 57 座", "市城管局", "24", "57", pace(421, 598, 630, 770, "完成 24，今天应到 34.1，目标 57"), part.Red, "慢"),
			row("2-08", "新增规上工业企业 50 家", "市经信局", "27", "50", pace(540, 667, 820, 940, "完成 27，今天应到 33.4，目标 50"), part.Yellow, "慢"),
			row("3-02", longName, "市水利和湖泊局（牵头），市住建局、市发改委、市财政局配合", "1", "1", pace(1000, 1000, 0, 0, "完成 1，目标 1"), part.Blue, "9月11日"),
			row("3-11", "科创中心二期", "高新区", "0", "1", part.PaceBar(part.Pace{NotDue: true, Reading: "还没有到节点"}), part.NotDue, "10月31日"),
		},
		Foot: []part.Cell{{}, {Text: "5 项"}, {Text: "数据截至 8月28日"}, {Text: "83"}, {Text: "151"}, {}, {}},
	}
	return t
}

func emptyTasks(ctx context.Context, empty templ.Component) part.Table {
	t := tasks(ctx)
	t.Rows, t.Empty = nil, empty
	return t
}

func events() []part.Event {
	return []part.Event{
		{When: "9月1日", ISO: "2026-09-01", What: "发督办通知　云政督〔2026〕17号", By: "督查室拟，分管城建副市长批", Mark: "doc", Href: "#story"},
		{When: "8月28日", Hour: "17:20", ISO: "2026-08-28", What: "报送 8 月进度：24 座", By: "市城管局科员填，局长签", State: part.Red, Body: part.Words("累计比上月少 1 座：马渡镇 1 座因用地未批退回，附退回单。" + strings.Repeat("其余点位按计划推进。", 3))},
		{When: "12月", What: "核验、办结销号", By: "督查室", Coming: true},
	}
}

func enterprises() part.Chart {
	return part.Chart{
		ID: "plot-enterprises", Title: "规上工业企业连续三年没有达到当年目标", Note: "新增，家。浅带是目标，点是结果", Unit: "家",
		Labels: []string{"2022", "2023", "2024", "2025", "2026"},
		Series: []part.Series{{Name: "新增", Values: []*quantity.Decimal{decimal("41"), decimal("43"), decimal("42"), decimal("46"), decimal("27")}}},
		Band:   []part.Band{{To: decimal("40")}, {To: decimal("45")}, {To: decimal("48")}, {To: decimal("50")}, {To: decimal("50")}},
	}
}

func approvals() part.Chart {
	return part.Chart{
		ID: "plot-approvals", Title: "项目审批用时比上年少 7.7 个工作日，仍高于全省平均", Note: "平均用时，工作日", Unit: "日", Draw: part.Bars,
		Labels: []string{"一季度", "二季度", "三季度"},
		Series: []part.Series{
			{Name: "本市", Values: []*quantity.Decimal{decimal("58.4"), decimal("54.1"), decimal("52.3")}},
			{Name: "全省", Values: []*quantity.Decimal{decimal("51.0"), decimal("50.2"), nil}},
		},
	}
}

func townMap(ctx context.Context) (part.Map, error) {
	areas, err := basemap.Read(democity.Boundaries, "name")
	if err != nil {
		return part.Map{}, err
	}
	late := map[string]part.MapArea{
		"城关街道": {Level: 2, State: part.Red, Mark: "3"}, "大垸镇": {Level: 2, State: part.Red, Mark: "2"}, "梅岭镇": {Level: 2, State: part.Red, Mark: "1"},
		"高新区": {Level: 1, State: part.Yellow, Mark: "4"}, "柳河镇": {Level: 1, State: part.Yellow, Mark: "2"},
	}
	m := part.Map{ID: "towns", Title: "红的集中在城关、大垸、梅岭", Note: "晚了的任务，项"}
	t := part.Table{Caption: say.T(ctx, "晚了的任务，按镇街"), Quiet: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "镇街")}, {Title: say.T(ctx, "项"), Numeric: true}, {Title: say.T(ctx, "颜色")}}}
	for _, a := range areas {
		shown := late[a.Name]
		shown.Area = a
		m.Areas = append(m.Areas, shown)
		if shown.Mark != "" {
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: a.Name, Head: true}, {Text: shown.Mark, Unit: "项"}, {Content: part.ChipPlain(shown.State, "")}}})
		}
	}
	m.Table = t
	return m, nil
}

func reckoning() part.Reckoning {
	var r part.Reckoning
	add := func(month, day int, d part.Day) {
		d.On = civil.Date{Year: 2026, Month: month, Day: day}
		r.Days = append(r.Days, d)
	}
	add(9, 16, part.Day{Kind: part.Starting, Word: "受理"})
	add(9, 17, part.Day{Kind: part.Counted, Ordinal: 1})
	add(9, 18, part.Day{Kind: part.Halted})
	add(9, 19, part.Day{Kind: part.Rest})
	add(9, 20, part.Day{Kind: part.Counted, Ordinal: 2, MakeUp: true})
	add(9, 21, part.Day{Kind: part.Counted, Ordinal: 3})
	add(9, 22, part.Day{Kind: part.Counted, Ordinal: 4})
	add(9, 23, part.Day{Kind: part.Counted, Ordinal: 5, Today: true})
	add(9, 24, part.Day{Kind: part.Awaited, Ordinal: 6})
	for d := 25; d <= 27; d++ {
		add(9, d, part.Day{Kind: part.Holiday})
	}
	for d := 28; d <= 30; d++ {
		add(9, d, part.Day{Kind: part.Awaited, Ordinal: d - 21})
	}
	for d := 1; d <= 7; d++ {
		add(10, d, part.Day{Kind: part.Holiday})
	}
	add(10, 8, part.Day{Kind: part.Due, Ordinal: 10})
	r.Sum = []part.SumRow{
		{What: "受理", Ground: "9月16日，次日起算", Value: "9月16日"},
		{What: "限 10 个工作日", Ground: "云泽市服务指南 2026", Value: "10 日"},
		{What: "停 9月18日", Ground: "补正", Value: "+1"},
		{What: "9月20日上班", Ground: "调休，计入", Value: "计 1 日"},
		{What: "到期", Value: "10月8日", Total: true},
	}
	return r
}

func trouble() *fault.Fault {
	return fault.New(fault.Conflict, "第 57 条刚才被综合科改过", "请先看改了什么，再决定照谁的。")
}

// form is the sample form; what was posted comes back with what is wrong in it.
type form struct {
	total, finish, month, unit, reason, file, lead, sure part.Field
}

func newForm(ctx context.Context) form {
	return form{
		total:  part.Field{Name: "total", Label: say.T(ctx, "累计完成"), Hint: say.T(ctx, "从 1月1日起，已验收的"), Value: "24"},
		finish: part.Field{Name: "finish", Label: say.T(ctx, "预计完成日期"), Value: "2026-12-20"},
		month:  part.Field{Name: "month", Label: say.T(ctx, "报送说明"), Optional: true, Attributes: templ.Attributes{"maxlength": "200"}},
		unit:   part.Field{Name: "unit", Label: say.T(ctx, "填报单位"), Value: "cg"},
		reason: part.Field{Name: "reason", Label: say.T(ctx, "问题"), Optional: true},
		file:   part.Field{Name: "file", Label: say.T(ctx, "验收单"), Hint: say.T(ctx, "PDF 或照片，一份不超过 20 MB"), Optional: true},
		lead:   part.Field{Name: "lead", Label: say.T(ctx, "建议牵头单位"), Value: "jx"},
		sure:   part.Field{Name: "sure", Label: say.T(ctx, "数和验收单逐份对过")},
	}
}

func units() []part.Option {
	return []part.Option{{Value: "cg", Text: "市城管局"}, {Value: "zj", Text: "市住建局"}, {Value: "long", Text: "市自然资源和规划局（市林业局、市不动产登记中心）"}}
}

func leads() []part.Option {
	return []part.Option{
		{Value: "jx", Text: "市经济和信息化局", Reason: "三定规定“指导工业企业技术改造”；去年同一任务由其牵头"},
		{Value: "fg", Text: "市发展和改革委员会", Reason: "重大项目调度"},
	}
}

// What the samples say, in the words of the city.
const (
	signed      = "市经信局 8月28日报送"
	slips       = "24 张验收单"
	twoFigures  = "第 12 段写“169个重点项目”，这里写 171 个。"
	growthOff   = "上年 372 亿元增长 8% 是 401.8 亿元，文中是 412 亿元，差 10.2 亿元。"
	onTime      = "达到序时"
	slow        = "慢"
	overdue     = "逾期 46 天"
	closed      = "9月11日办结"
	waiting     = "等规划批复"
	reread      = "重读比上次多读出 4 条"
	unlike      = "这个数和第 12 段不一样"
	answerBy    = "答复期 9月15日 24 时满"
	signedFor   = "146 项都已签收"
	accepted    = "已采纳第 50 条"
	noTarget    = "没有可核验的目标"
	paceSlow    = "完成 27 家，今天应到 33.4 家，年底预计 41 至 47 家，目标 50 家"
	paceAhead   = "完成 41 家，今天应到 38 家，目标 50 家"
	paceOver    = "完成 70 家，目标 50 家"
	fieldOfWork = "城建与环卫"
	livelihood  = "民生实事"
	sought      = "公厕"
	firms       = "家"
	seats       = "座"
	money       = "亿元"
	untouched   = "已采纳的没有动。"
	elsewhere   = "那里是 169 个，这里是 171 个。"
	meeting     = "市政府常务会议，4月9日"
	was         = "60 座"
	is          = "57 座"
	vague       = "“进一步强化服务意识”"
)

func dialog(ctx context.Context) part.Dialog {
	return part.Dialog{ID: "reject", Title: say.T(ctx, "不采第 %d 条？", 57), Action: "?", Verb: say.T(ctx, "不采"), Back: "?"}
}

// languages names each language in itself.
func languages(now say.Language) []part.Link {
	return []part.Link{{Text: "中文", Href: "?lang=zh", Current: now == say.Chinese}, {Text: "English", Href: "?lang=en", Current: now == say.English}}
}
