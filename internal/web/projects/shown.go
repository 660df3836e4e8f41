package projects

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

func (l listed) table(ctx context.Context) part.Table {
	t := part.Table{ID: "projects", Quiet: true, Fold: true, Tight: true, Caption: say.T(ctx, "项目"), Columns: []part.Column{{Title: say.T(ctx, "项目")}, {Title: say.T(ctx, "阶段")}, {Title: say.T(ctx, "责任单位")},
		{Title: say.T(ctx, "总投资，万元"), Short: say.T(ctx, "总投资"), Numeric: true}, {Title: say.T(ctx, "今年计划，万元"), Short: say.T(ctx, "今年计划"), Numeric: true}, {Title: say.T(ctx, "今年完成，万元"), Short: say.T(ctx, "今年完成"), Numeric: true},
		{Title: say.T(ctx, "完成率减时间进度")}},
		Empty: part.Empty(say.T(ctx, "没有这样的项目"), say.T(ctx, "换个条件看看；还没有登记的，从上面登记或导入台账。"))}
	for _, p := range l.Projects {
		under := p.Category
		if p.Town != "" {
			under += " · " + cases.UnitName(l.Units, p.Town)
		}
		if p.Code != "" {
			under += " · " + p.Code
		}
		stage := part.Cell{Text: stageOf(ctx, p.Stage)}
		if !p.Since.Zero() {
			stage.Sub = say.T(ctx, "%s 起", p.Since)
		}
		if p.Over > 0 {
			stage.Content = overdue(stage.Text, p.Over)
		}
		row := part.Row{Cells: []part.Cell{{Text: p.Name, Href: "/projects/" + p.ID, Sub: under, Head: true}, stage, {Text: cases.UnitName(l.Units, p.Unit)}, {Text: money(p.Investment.Sign() != 0, wan(p.Investment))},
			{Text: wanOf(p.Year.Plan)}, {Text: money(p.Year.Through != 0, wan(p.Year.Done))}, {Content: standing(p.Pace, p.Owed)}}}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func money(known bool, s string) string {
	if !known {
		return ""
	}
	return s
}

// sums are what all pages come to, each with how many projects it is over.
func (l listed) sums(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Tight: true, Caption: say.T(ctx, "合计"), Columns: []part.Column{{Title: say.T(ctx, "合计")}, {Title: say.T(ctx, "万元"), Numeric: true}, {Title: say.T(ctx, "几个项目有"), Numeric: true}}}
	s := l.Sums
	for _, x := range []struct {
		name string
		sum  desk.ProjectSum
	}{{say.T(ctx, "总投资"), s.Investment}, {say.T(ctx, "今年计划投资"), s.Plan}, {say.T(ctx, "今年已签完成"), s.Done}, {say.T(ctx, "协议投资"), s.Agreed}, {say.T(ctx, "到位资金"), s.Paid}} {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.name, Head: true}, {Text: wan(x.sum.Amount)}, {Text: say.T(ctx, "%d 个", x.sum.Of)}}})
	}
	return t
}

func (l listed) shares(r *http.Request) []part.Share {
	var all []part.Share
	for _, c := range []project.Colour{project.Green, project.Yellow, project.Red, project.NoColour} {
		name := c.Name()
		if name == "" {
			name = "none"
		}
		all = append(all, part.Share{State: stateOf[c], Count: l.Colours[c], Href: frame.With(r, "colour", name)})
	}
	return all
}

func (l listed) towns(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Tight: true, Caption: say.T(ctx, "各镇办"), Columns: []part.Column{{Title: say.T(ctx, "镇办")}, {Title: say.T(ctx, "项目"), Numeric: true}, {Title: say.T(ctx, "红"), Numeric: true}}}
	codes := make([]string, 0, len(l.Towns))
	for c := range l.Towns {
		codes = append(codes, c)
	}
	at := map[string]int{}
	for i, u := range l.Units {
		at[u.Code] = i + 1
	}
	slices.SortFunc(codes, func(a, b string) int { return at[a] - at[b] })
	for _, c := range codes {
		x := l.Towns[c]
		red := ""
		if x.Red > 0 {
			red = strconv.Itoa(x.Red)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: cases.UnitName(l.Units, c), Href: "/projects?town=" + url.QueryEscape(c), Head: true}, {Text: strconv.Itoa(x.Projects)}, {Text: red}}})
	}
	return t
}

func (l listed) picked(v *frame.Visit) []part.Picked {
	var all []part.Picked
	ctx := v.Ctx
	add := func(key, text string) {
		if v.Text(key) != "" && text != "" {
			all = append(all, part.Picked{Text: text, Without: frame.Without(v.R, key)})
		}
	}
	q := l.query
	if q.Stage != project.NoStage {
		add("stage", stageOf(ctx, q.Stage))
	}
	add("category", q.Category)
	add("list", q.List)
	add("town", cases.UnitName(l.Units, q.Town))
	add("unit", cases.UnitName(l.Units, q.Unit))
	for _, o := range colours(ctx) {
		if o.Value == q.Colour {
			add("colour", o.Text)
		}
	}
	add("over", say.T(ctx, "超过停留期限"))
	add("owed", say.T(ctx, "该报没签"))
	return all
}

func anyOf(ctx context.Context) []part.Option { return []part.Option{{Text: say.T(ctx, "全部")}} }

func stageChoices(ctx context.Context, any bool) []part.Option {
	var all []part.Option
	if any {
		all = anyOf(ctx)
	}
	for _, s := range project.Stages() {
		all = append(all, part.Option{Value: s.ID(), Text: stageOf(ctx, s)})
	}
	return all
}

func texts(first []part.Option, names []string) []part.Option {
	for _, n := range names {
		first = append(first, part.Option{Value: n, Text: n})
	}
	return first
}

func unitChoices(first []part.Option, units []staff.Unit, grounds bool) []part.Option {
	for _, u := range units {
		if u.Closed || grounds && u.Kind != staff.Town && u.Kind != staff.Street && u.Kind != staff.Institution && u.Kind != staff.Council {
			continue
		}
		first = append(first, part.Option{Value: u.Code, Text: cases.UnitName(units, u.Code)})
	}
	return first
}

func colours(ctx context.Context) []part.Option {
	return append(anyOf(ctx), part.Option{Value: "green", Text: say.T(ctx, "绿：不落后")}, part.Option{Value: "yellow", Text: say.T(ctx, "黄：落后不多")}, part.Option{Value: "red", Text: say.T(ctx, "红：落后多")}, part.Option{Value: "none", Text: say.T(ctx, "没有今年计划")})
}

// reckoned is how the colour came about, step by step.
func reckoned(ctx context.Context, p project.Pace) []part.SumRow {
	return []part.SumRow{
		{What: say.T(ctx, "今年完成 ÷ 今年计划"), Ground: say.T(ctx, "%s ÷ %s 万元，签过的月份", wan(p.Done), wan(p.Plan)), Value: p.Rate.String() + "%"},
		{What: say.T(ctx, "时间进度"), Ground: say.T(ctx, "%d ÷ 12 个月，到了日子没签的月份也算", p.Month), Value: p.Due.String() + "%"},
		{What: say.T(ctx, "完成率减时间进度"), Ground: p.Basis, Value: say.T(ctx, "%s 个百分点", p.Lead), Total: true},
	}
}

// monthName is a month in words: 2021年3月.
func monthName(ctx context.Context, m project.Month) string {
	return say.T(ctx, "%d年%d月", m.Year(), m.Number())
}

func (s shown) monthly(ctx context.Context) part.Table {
	t := part.Table{ID: "months", Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "月进度"), Columns: []part.Column{{Title: say.T(ctx, "月份")}, {Title: say.T(ctx, "本月，万元"), Short: say.T(ctx, "本月"), Numeric: true}, {Title: say.T(ctx, "本年累计"), Numeric: true},
		{Title: say.T(ctx, "开工以来累计"), Numeric: true}, {Title: say.T(ctx, "形象进度")}, {Title: say.T(ctx, "状态")}},
		Empty: part.Empty(say.T(ctx, "还没有报过进度"), say.T(ctx, "开工以后每月报一次。"))}
	for _, g := range slices.Backward(s.Months) {
		state := say.T(ctx, monthState[g.State])
		if g.Migrated {
			state += " · " + say.T(ctx, "迁入")
		}
		c := part.Cell{Text: g.Visual, Sub: g.Problem}
		if g.Problem != "" {
			c.Sub = say.T(ctx, "问题：%s", g.Problem)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: monthName(ctx, g.Month), Href: s.at("/progress/" + g.Month.String()), Head: true}, {Text: wan(g.Invested)}, {Text: wan(g.Year)}, {Text: wan(g.Total)}, c, {Text: state}}})
	}
	return t
}

var monthState = map[project.MonthState]say.Text{project.Filled: say.Text("待签"), project.Endorsed: say.Text("已签"), project.Returned: say.Text("退回")}

// chart draws the months of the year against the line of its plan.
func (s shown) chart(ctx context.Context) (part.Chart, bool) {
	plan := s.Project.Plan(s.Due.Year())
	done := part.Series{Name: say.T(ctx, "已签累计")}
	open := part.Series{Name: say.T(ctx, "待签累计"), Hollow: true}
	due := part.Series{Name: say.T(ctx, "时间进度")}
	c := part.Chart{ID: "year", Unit: say.T(ctx, "万元"), Note: say.T(ctx, "%d 年累计完成投资，万元", s.Due.Year())}
	any, rings := 0, false
	for n := 1; n <= 12; n++ {
		m := project.Month(s.Due.Year()*100 + n)
		c.Labels = append(c.Labels, say.T(ctx, "%d月", n))
		g := s.Month(m)
		done.Values, open.Values, due.Values = append(done.Values, nil), append(open.Values, nil), append(due.Values, nil)
		done.Links, open.Links = append(done.Links, ""), append(open.Links, "")
		if plan != nil {
			due.Values[n-1] = part.Of(dueOf(*plan, n))
		}
		if g == nil {
			continue
		}
		any++
		if g.State == project.Endorsed {
			done.Values[n-1], done.Links[n-1] = part.Of(g.Year), s.at("/progress/"+m.String())
		} else {
			open.Values[n-1], open.Links[n-1], rings = part.Of(g.Year), s.at("/progress/"+m.String()), true
		}
	}
	if any == 0 {
		return c, false
	}
	c.Series = []part.Series{done}
	if rings {
		c.Series = append(c.Series, open)
	}
	c.Title = say.T(ctx, "%d 年累计完成 %s 万元", s.Due.Year(), wan(s.Pace.Done))
	if plan != nil {
		c.Series = append(c.Series, due)
		c.Title = say.T(ctx, "%d 年累计完成 %s 万元，%s", s.Due.Year(), wan(s.Pace.Done), lead(ctx, s.Pace))
	}
	return c, true
}

// milestone is a stage on the line.
type milestone struct {
	stage   project.Stage
	on      string
	note    string
	class   string // reached, now, skipped, ahead
	waiting string // on the day it is due by a limit
	over    bool
}

func (s shown) line(ctx context.Context) []milestone {
	var all []milestone
	for _, x := range project.Stages() {
		m := milestone{stage: x, class: "ahead"}
		for _, r := range s.Project.Reached {
			switch {
			case r.Stage != x:
			case r.Skipped != "":
				m.class, m.note = "skipped", say.T(ctx, "越过：%s", r.Skipped)
			default:
				m.class, m.on, m.note = "reached", r.On.String(), r.Note
			}
		}
		if x < s.Project.Stage && m.class == "ahead" {
			m.class, m.note = "reached", say.T(ctx, "日子没有记")
		}
		if x == s.Project.Stage {
			m.class = "now"
		}
		for _, d := range s.Dwells {
			if d.Until != x {
				continue
			}
			m.over = d.Over > 0
			m.waiting = say.T(ctx, "应在 %s 前", d.DueOn)
			if m.over {
				m.waiting = say.T(ctx, "应在 %s 前，已过 %d 天", d.DueOn, d.Over)
			}
		}
		all = append(all, m)
	}
	return all
}

func (s shown) permits(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "前期手续"), Columns: []part.Column{{Title: say.T(ctx, "手续")}, {Title: say.T(ctx, "状态")}, {Title: say.T(ctx, "文号")}, {Title: say.T(ctx, "日期")}}}
	for _, kind := range project.PermitKinds() {
		row := part.Row{Cells: []part.Cell{{Text: kind, Head: true}, {Text: "—"}, {}, {}}}
		for _, p := range s.Project.Permits {
			if p.Kind == kind {
				row.Cells = []part.Cell{{Text: kind, Head: true}, {Text: p.State}, {Text: p.Number}, {Text: day(p.On)}}
			}
		}
		for _, c := range s.Cases {
			if c.Permit == kind { // what the case says is shown, whatever was typed
				row.Cells = []part.Cell{{Text: kind, Head: true}, {Text: c.Stage, Sub: say.T(ctx, "照办件")}, {Text: c.Row.Number, Href: "/cases/" + c.Row.ID}, {Text: frame.ISO(c.Row.OpenedAt)}}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func day(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	return d.String()
}

func (s shown) cases(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "用这个代码的办件"), Columns: []part.Column{{Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "到哪一步")}, {Title: say.T(ctx, "立件")}}}
	for _, c := range s.Cases {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: c.Row.Title, Sub: c.Row.Number, Href: "/cases/" + c.Row.ID, Head: true}, {Text: c.Stage}, {Text: frame.Date(ctx, c.Row.OpenedAt)}}})
	}
	return t
}

func (s shown) needs(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "要素需求"), Columns: []part.Column{{Title: say.T(ctx, "要素")}, {Title: say.T(ctx, "需要"), Numeric: true}, {Title: say.T(ctx, "落实")}}}
	for _, n := range s.Project.Needs {
		amount := ""
		if n.Amount != nil {
			amount = grouped(n.Amount.String())
		}
		unit := ""
		for _, k := range project.NeedKinds() {
			if k[0] == n.Kind {
				unit = k[1]
			}
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: n.Kind, Head: true}, {Text: amount, Unit: unit}, {Text: n.Met, Sub: n.Note}}})
	}
	return t
}

var kindWord = map[project.Kind]say.Text{
	project.Added: say.Text("登记"), project.Changed: say.Text("改了要素"), project.Advanced: say.Text("推进阶段"), project.Retreated: say.Text("退回阶段"), project.Reported: say.Text("报了月进度"),
	project.Endorsing: say.Text("签了月进度"), project.SentBack: say.Text("退回月进度"), project.Imported: say.Text("从台账导入"), project.Taken: say.Text("从报告立为项目"),
}

// mostTold is how many changes of one event are told in full.
const mostTold = 12

// story is what was done to the project, newest first.
func (s shown) story(ctx context.Context) []part.Event {
	var list []part.Event
	for _, e := range slices.Backward(s.Events) {
		at := int64(e.RecordedAt)
		x := part.Event{When: frame.Date(ctx, at), Hour: frame.Clock(at), ISO: frame.ISO(at), Mark: "i", What: say.T(ctx, kindWord[e.Kind])}
		if e.On.Days() != e.RecordedAt.DayNumber() {
			x.What = say.T(ctx, "%s，%s 的事", x.What, e.On)
		}
		x.By = cases.UnitName(s.Units, e.Unit) + " " + e.Name
		x.Body = told(s, e)
		list = append(list, x)
	}
	return list
}

// factText is a fact as it is read.
func factText(ctx context.Context, units []staff.Unit, key, s string) string {
	switch {
	case key == "stage":
		return stageOf(ctx, project.StageOf(s))
	case key == "unit" || key == "town":
		return cases.UnitName(units, s)
	case strings.HasPrefix(key, "month.") && strings.HasSuffix(key, ".state"):
		return say.T(ctx, monthState[project.MonthState(s)])
	case strings.HasSuffix(key, ".photos"):
		return say.T(ctx, "%d 张", len(strings.Fields(s)))
	}
	return s
}
