// Package mayor is the page for five minutes: what is late and who moves it, how
// the main targets go, what the year will miss, where it lies, what changed.
package mayor

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/tasks"
)

//go:embed mayor.css
var css []byte

var style = asset.Add("mayor.css", css)

// How much each section shows; the rest is a link away.
const (
	mostLate    = 10
	mostFigures = 12
	mostMissed  = 8
	mostChanged = 10
)

type data struct{ desk.Outlook }

// Show is the page.
func Show(v *frame.Visit) error {
	o, err := v.House.Desk.ReadOutlook(v.Ctx, v.Actor, v.Number("year"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "今日要紧的事"), At: "/mayor", Styles: []string{style}}, page(v, data{o}))
}

// lede is the day and the counts, in a sentence.
func (d data) lede(ctx context.Context) string {
	missed := 0
	for _, m := range d.Missed {
		if m.Missed {
			missed++
		}
	}
	return say.T(ctx, "%d 月 %d 日。%d 项任务里 %d 项红；照现在的速度，%d 项年底完不成，还有 %d 项说不准。", d.Today.Month, d.Today.Day, len(d.Tasks), len(d.Late), missed, len(d.Missed)-missed+d.Untold)
}

func (d data) shares() []part.Share {
	n := map[task.Colour]int{}
	for _, t := range d.Tasks {
		n[t.Pace.Colour]++
	}
	var all []part.Share
	for _, c := range task.Colours {
		if n[c] > 0 {
			all = append(all, part.Share{State: tasks.StateOf(nil, c), Count: n[c], Href: fmt.Sprintf("/tasks?year=%d&colour=%s", d.Year, c)})
		}
	}
	return all
}

// last is the newest report that says something.
func last(t desk.ListedTask) (problem, next string, of civil.Month) {
	for i := len(t.Reports) - 1; i >= 0; i-- {
		if r := t.Reports[i]; r.Counts() {
			return r.Problem, r.Next, r.Month
		}
	}
	return "", "", of
}

func (d data) late(ctx context.Context) part.Table {
	t := part.Table{ID: "late", Caption: say.T(ctx, "晚了的，谁来推"), Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "任务")}, {Title: say.T(ctx, "现状")}, {Title: say.T(ctx, "卡在哪里")}, {Title: say.T(ctx, "谁来推")}, {Title: say.T(ctx, "下一步")}},
		Empty: part.EmptyPage(say.T(ctx, "没有红的任务"), "")}
	for _, x := range d.Late[:min(len(d.Late), mostLate)] {
		problem, next, of := last(x)
		stuck := part.Cell{Text: orNone(problem)}
		if of.Zero() {
			stuck.Sub = say.T(ctx, "还没有报过进展")
		} else if x.Pace.Stale > 0 {
			stuck.Sub = say.T(ctx, "%d 个月没报", x.Pace.Stale)
		}
		how := reading(ctx, x)
		if x.Pace.Overdue {
			how = say.T(ctx, "过了时限 %d 日", d.Today.Days()-x.Terms.DueOn.Days())
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: x.Terms.Title, Href: "/tasks/" + x.ID, Head: true},
			{Content: part.ChipPlain(tasks.StateOf(x.Task, x.Pace.Colour), ""), Sub: how}, stuck,
			{Text: orNone(x.Terms.Leader), Sub: say.T(ctx, "%s牵头", tasks.UnitName(d.Units, x.Terms.Lead))}, {Text: orNone(next)}}})
	}
	return t
}

// reading is what was reached and what was due, in a few words.
func reading(ctx context.Context, x desk.ListedTask) string {
	if x.Terms.Figure == nil {
		return say.T(ctx, "核实 %s，应有 %s", x.Pace.Done, x.Pace.Due)
	}
	return say.T(ctx, "%s%s，应到 %s%s", x.Pace.Done, x.Pace.Unit, x.Pace.Due, x.Pace.Unit)
}

func orNone(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func (d data) figures(ctx context.Context) part.Table {
	t := part.Table{ID: "figures", Caption: say.T(ctx, "主要指标走得怎样"), Quiet: true, Fold: true, Tight: true, Columns: []part.Column{
		{Title: say.T(ctx, "指标")}, {Title: say.T(ctx, "现在"), Numeric: true}, {Title: say.T(ctx, "目标"), Numeric: true}, {Title: say.T(ctx, "进度"), Bars: true}, {Title: say.T(ctx, "颜色")}},
		Empty: part.EmptyPage(say.T(ctx, "没有主要预期目标"), say.T(ctx, "任务的类别选“主要预期目标”，就列在这里。"))}
	for _, x := range d.Figures[:min(len(d.Figures), mostFigures)] {
		now := part.Cell{Text: "—"}
		if !x.Pace.Of.Zero() {
			now = part.Cell{Text: x.Pace.Done.String(), Unit: x.Pace.Unit}
		}
		sub := tasks.UnitName(d.Units, x.Terms.Lead)
		if !x.Pace.Of.Zero() {
			sub = say.T(ctx, "%s · %s", tasks.MonthWord(ctx, x.Pace.Of), sub)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Terms.Figure.Subject, Href: "/tasks/" + x.ID, Head: true, Sub: sub}, now,
			{Text: x.Terms.Figure.Target.String(), Unit: x.Terms.Figure.Unit}, {Content: part.PaceBar(tasks.Bar(ctx, x))}, {Content: tasks.Chip(x)}}})
	}
	return t
}

func (d data) missed(ctx context.Context) part.Table {
	t := part.Table{ID: "missed", Caption: say.T(ctx, "照这样年底完不成的"), Quiet: true, Fold: true, Tight: true, Columns: []part.Column{
		{Title: say.T(ctx, "任务")}, {Title: say.T(ctx, "年底预计"), Numeric: true}, {Title: say.T(ctx, "目标"), Numeric: true}},
		Empty: part.EmptyPage(say.T(ctx, "照现在的速度，有数的任务都能完成"), "")}
	if d.Untold > 0 {
		t.Empty = part.EmptyPage(say.T(ctx, "还看不出哪一项完不成"), say.T(ctx, "%d 项报的数还太少，说不准。", d.Untold))
	}
	for _, x := range d.Missed[:min(len(d.Missed), mostMissed)] {
		word := say.T(ctx, "说不准")
		if x.Missed {
			word = say.T(ctx, "完不成")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Terms.Figure.Subject, Href: "/tasks/" + x.ID, Head: true, Sub: word}, {Text: interval(x.Low, x.High), Unit: x.Terms.Figure.Unit}, {Text: x.Terms.Figure.Target.String(), Unit: x.Terms.Figure.Unit}}})
	}
	return t
}

func interval(low, high quantity.Decimal) string {
	if low.Cmp(high) == 0 {
		return low.String()
	}
	return low.String() + "～" + high.String()
}

func (d data) towns(ctx context.Context) part.Table {
	t := part.Table{ID: "towns", Caption: say.T(ctx, "红黄在哪些镇街"), Quiet: true, Tight: true, Columns: []part.Column{
		{Title: say.T(ctx, "镇街")}, {Title: say.T(ctx, "红"), Numeric: true}, {Title: say.T(ctx, "黄"), Numeric: true}, {Title: say.T(ctx, "任务"), Numeric: true}},
		Empty: part.EmptyPage(say.T(ctx, "没有镇街牵头的任务"), "")}
	for _, x := range d.Towns {
		if x.Red+x.Yellow == 0 {
			continue
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: tasks.UnitName(d.Units, x.Unit), Href: fmt.Sprintf("/tasks?year=%d&unit=%s", d.Year, x.Unit), Head: true}, {Text: count(x.Red)}, {Text: count(x.Yellow)}, {Text: count(x.All)}}})
	}
	return t
}

// townMap is the map of the towns: the tint and the mark say which have red tasks,
// and which only yellow ones.
func (d data) townMap(ctx context.Context) (part.Map, bool) {
	if len(d.Basemap.Areas) == 0 {
		return part.Map{}, false
	}
	at := map[int]desk.TownColours{}
	red := 0
	for _, x := range d.Towns {
		if x.Red > 0 {
			red++
		}
		for _, t := range d.Basemap.Towns {
			if t.Unit.Code == x.Unit && t.Area >= 0 {
				at[t.Area] = x
			}
		}
	}
	m := part.Map{ID: "town-map", Title: say.T(ctx, "%d 个镇街有红的任务", red), Note: say.T(ctx, "只算镇街牵头的；方块是红，三角是黄，里面是项数"), Approval: d.Basemap.Approval, Table: d.towns(ctx)}
	for i, a := range d.Basemap.Areas {
		x, area := at[i], part.MapArea{Area: a}
		switch {
		case x.Red > 0:
			area.Level, area.State, area.Mark = 2, part.Red, count(x.Red)
		case x.Yellow > 0:
			area.Level, area.State, area.Mark = 1, part.Yellow, count(x.Yellow)
		}
		if x.Unit != "" {
			area.Href = fmt.Sprintf("/tasks?year=%d&unit=%s", d.Year, x.Unit)
		}
		m.Areas = append(m.Areas, area)
	}
	return m, true
}

func count(n int) string {
	if n == 0 {
		return "—"
	}
	return frame.Itoa(n)
}

// trend is how many tasks were red and yellow at the end of each month.
func (d data) trend(ctx context.Context) (part.Chart, bool) {
	if len(d.Trend) < 2 {
		return part.Chart{}, false
	}
	c := part.Chart{ID: "trend", Note: say.T(ctx, "各月末的任务数，按当时审签过的数推算"), Unit: say.T(ctx, "项"), Draw: part.Lines}
	red, yellow, done := part.Series{Name: say.T(ctx, "红")}, part.Series{Name: say.T(ctx, "黄")}, part.Series{Name: say.T(ctx, "已办结"), Hollow: true}
	for _, s := range d.Trend {
		c.Labels = append(c.Labels, say.T(ctx, "%d月", s.Month.Month))
		red.Values = append(red.Values, part.Of(quantity.Int(int64(s.Count[task.Red]))))
		yellow.Values = append(yellow.Values, part.Of(quantity.Int(int64(s.Count[task.Yellow]+s.Count[task.Orange]))))
		done.Values = append(done.Values, part.Of(quantity.Int(int64(s.Count[task.Blue]))))
	}
	c.Series = []part.Series{red, yellow, done}
	was, is := d.Trend[len(d.Trend)-2].Count[task.Red], d.Trend[len(d.Trend)-1].Count[task.Red]
	switch {
	case is > was:
		c.Title = say.T(ctx, "红的比上个月末多 %d 项", is-was)
	case is < was:
		c.Title = say.T(ctx, "红的比上个月末少 %d 项", was-is)
	default:
		c.Title = say.T(ctx, "红的和上个月末一样多，%d 项", is)
	}
	return c, true
}

// changed are the words under a change: what was reported since.
func changed(ctx context.Context, x desk.Changed) string {
	if !x.ClosedOn.Zero() && x.Pace.Colour == task.Blue {
		return say.T(ctx, "办结销号")
	}
	problem, _, of := last(x.ListedTask)
	return strings.TrimSpace(reading(ctx, x.ListedTask) + orDot(problem, of))
}

func orDot(problem string, of civil.Month) string {
	if problem == "" || of.Zero() {
		return ""
	}
	return "。" + problem
}
