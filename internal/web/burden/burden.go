// Package burden shows what units are asked to fill in: by unit and month in
// minutes, what makes it up, and the budgets.
package burden

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	asked "duban/internal/kernel/burden"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/tasks"
	"duban/internal/web/units"
)

// mostForms is how many forms the page names; the file has all.
const mostForms = 20

type shown struct {
	desk.Burden
	page   desk.BurdenPage
	files  []part.Link
	values map[string]string
	fault  *fault.Fault
	query  func(key, value string) string
}

func pageOf(v *frame.Visit) desk.BurdenPage {
	p := desk.BurdenPage{Unit: v.Text("unit"), Only: v.Text("only"), Months: v.Number("months")}
	p.Until, _ = civil.ParseMonth(v.Text("until"))
	return p
}

// Show is the burden of the units that the visitor sees.
func Show(v *frame.Visit) error { return showing(v, nil, nil) }

func showing(v *frame.Visit, f *fault.Fault, values map[string]string) error {
	d := shown{page: pageOf(v), files: frame.Files(v, "/burden/file"), fault: f, values: values, query: func(key, value string) string { return frame.With(v.R, key, value) }}
	if f != nil {
		d.page = desk.BurdenPage{}
	}
	var err error
	if d.Burden, err = v.House.Desk.ReadBurden(v.Ctx, v.Actor, d.page); err != nil {
		return err
	}
	if d.values == nil {
		d.values = map[string]string{"from": d.last().String(), "kind": string(staff.Town)}
	}
	status := 200
	if f != nil {
		status = frame.StatusOf(f.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "填报负担"), At: "/burden"}, page(v, d))
}

// File hands out what the page reckons.
func File(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("burden", strings.Join(strings.Fields(p.Unit+" "+p.Until.String()), " "), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportBurden(ctx, v.Actor, p, h)
	})
}

// SetBudget sets a budget.
func SetBudget(v *frame.Visit) error {
	values := map[string]string{}
	for _, k := range []string{"kind", "from", "minutes", "refuses", "document"} {
		values[k] = v.Text(k)
	}
	b := asked.Budget{Kind: values["kind"], Refuses: values["refuses"] == "yes", Document: values["document"]}
	var err error
	if b.From, err = civil.ParseMonth(values["from"]); err != nil {
		err = fault.New(fault.Invalid, "预算从哪个月起写的“"+values["from"]+"”不是月份。", "例：2026-09。").At("from")
	} else if b.Minutes, err = strconv.ParseInt(values["minutes"], 10, 64); err != nil {
		err = fault.New(fault.Invalid, "填报预算“"+values["minutes"]+"”不是数。", "写分钟数；不设上限写 0。").At("minutes")
	} else {
		_, err = v.House.Desk.SetBudget(v.Ctx, v.Actor, v.Call(), b)
	}
	if err == nil {
		v.Back("/burden", say.T(v.Ctx, "填报预算已经设好。"))
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return showing(v, f, values)
}

func (d shown) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: d.values[name], Optional: optional}
	if d.fault != nil && d.fault.Field == name {
		x.Error = say.Whole(ctx, d.fault)
	}
	return x
}

func (d shown) last() civil.Month { return d.Months[len(d.Months)-1] }

func (d shown) total() asked.Sum { return d.Totals[len(d.Totals)-1] }

// hours writes minutes as people say them.
func hours(ctx context.Context, minutes int64) string {
	if minutes < 60 {
		return say.T(ctx, "%d 分钟", minutes)
	}
	return say.T(ctx, "%d 小时 %d 分", minutes/60, minutes%60)
}

// signed writes a change with its sign.
func signed(n int64) string {
	switch {
	case n > 0:
		return fmt.Sprintf("+%d", n)
	case n < 0:
		return fmt.Sprintf("−%d", -n)
	}
	return "0"
}

func (d shown) grid(ctx context.Context) part.Table {
	t := part.Table{ID: "units", Caption: say.T(ctx, "各单位每月要填的分钟"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "单位")}},
		Empty: part.EmptyPage(say.T(ctx, "这几个月没有要报的"), say.T(ctx, "任务印发、项目开工以后，每月要报的就算在这里。"))}
	for _, m := range d.Months {
		t.Columns = append(t.Columns, part.Column{Title: tasks.MonthWord(ctx, m), Numeric: true})
	}
	t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "比上月"), Numeric: true}, part.Column{Title: say.T(ctx, "预算"), Numeric: true}, part.Column{Title: say.T(ctx, "超没超")})
	for _, l := range d.Lines {
		r := part.Row{Cells: []part.Cell{{Text: l.Unit.Called(), Href: d.query("unit", l.Unit.Code), Head: true}}, Current: d.page.Unit == l.Unit.Code}
		for _, s := range l.Sums {
			r.Cells = append(r.Cells, minutes(ctx, s))
		}
		budget, over := part.Cell{Text: "—"}, part.Cell{Text: "—"}
		if n := l.Budget.Minutes; n > 0 {
			budget.Text = strconv.FormatInt(n, 10)
			took := l.Sums[len(l.Sums)-1].Took
			if over.Content = part.ChipSaid(part.Green, say.T(ctx, "余 %d 分钟", n-took)); l.Over {
				over.Content = part.ChipSaid(part.Red, say.T(ctx, "超 %d 分钟", took-n))
			}
		}
		t.Rows = append(t.Rows, part.Row{Cells: append(r.Cells, part.Cell{Text: signed(l.Change)}, budget, over), Current: r.Current})
	}
	if len(d.Lines) > 1 {
		t.Foot = []part.Cell{{Text: say.T(ctx, "合计"), Head: true}}
		var change int64
		for i := range d.Months {
			var sum asked.Sum // of the lines that stand there
			for _, l := range d.Lines {
				sum.Times, sum.Filled, sum.Took, sum.Done = sum.Times+l.Sums[i].Times, sum.Filled+l.Sums[i].Filled, sum.Took+l.Sums[i].Took, sum.Done+l.Sums[i].Done
			}
			t.Foot = append(t.Foot, minutes(ctx, sum))
		}
		for _, l := range d.Lines {
			change += l.Change
		}
		t.Foot = append(t.Foot, part.Cell{Text: signed(change)}, part.Cell{}, part.Cell{})
	}
	return t
}

func (d shown) change() int64 {
	if n := len(d.Totals); n > 1 {
		return d.Totals[n-1].Took - d.Totals[n-2].Took
	}
	return 0
}

func minutes(ctx context.Context, s asked.Sum) part.Cell {
	if s.Times == 0 {
		return part.Cell{Text: "—"}
	}
	return part.Cell{Text: strconv.FormatInt(s.Took, 10), Sub: say.T(ctx, "报 %d/%d 项", s.Filled, s.Times)}
}

// forms is what makes a month up: of one unit by form, of all the heaviest.
func (d shown) forms(ctx context.Context) part.Table {
	t := part.Table{ID: "forms", Caption: say.T(ctx, "哪些表"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "表")}, {Title: say.T(ctx, "几个单位"), Numeric: true}, {Title: say.T(ctx, "要报"), Numeric: true}, {Title: say.T(ctx, "已报"), Numeric: true}, {Title: say.T(ctx, "每项分钟"), Numeric: true}, {Title: say.T(ctx, "共分钟"), Numeric: true}},
		Empty: part.EmptyPage(say.T(ctx, "这个月没有要报的"), "")}
	for _, w := range d.Heavy[:min(len(d.Heavy), mostForms)] {
		f := d.Forms[w.Form]
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: f.Title, Href: f.Href, Head: true}, {Text: strconv.FormatInt(w.Units, 10)}, {Text: strconv.FormatInt(w.Times, 10)}, {Text: strconv.FormatInt(w.Filled, 10)}, {Text: each(w.Sum)}, {Text: strconv.FormatInt(w.Took, 10)}}})
	}
	return t
}

// each is the minutes of one form; where they differ, about how many.
func each(s asked.Sum) string {
	if s.Took%s.Times == 0 {
		return strconv.FormatInt(s.Took/s.Times, 10)
	}
	return "≈" + strconv.FormatInt((s.Took+s.Times/2)/s.Times, 10)
}

// declared is how long each sort of field takes.
func (d shown) declared(ctx context.Context) part.Table {
	t := part.Table{ID: "declared", Caption: say.T(ctx, "每栏按几分钟算"), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "栏的种类")}, {Title: say.T(ctx, "分钟"), Numeric: true}, {Title: say.T(ctx, "依据")}}}
	for _, s := range asked.Sorts {
		n, basis := asked.Declared(s, d.Today)
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: say.T(ctx, sortWord[s]), Head: true}, {Text: n.String()}, {Text: basis}}})
	}
	return t
}

var sortWord = map[asked.Sort]say.Text{
	asked.Text: say.Text("一行字"), asked.Lines: say.Text("一段话"), asked.Number: say.Text("数"), asked.Choice: say.Text("选一个"), asked.Several: say.Text("选几个"), asked.Date: say.Text("日子"),
	asked.Flag: say.Text("是不是"), asked.Unit: say.Text("单位"), asked.Link: say.Text("网址"), asked.Place: say.Text("地点"), asked.File: say.Text("附件、照片"), asked.Sign: say.Text("负责人签"),
}

func (d shown) budgets(ctx context.Context) part.Table {
	t := part.Table{ID: "budgets", Caption: say.T(ctx, "填报预算"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "哪种单位")}, {Title: say.T(ctx, "从哪个月起")}, {Title: say.T(ctx, "每月至多分钟"), Numeric: true}, {Title: say.T(ctx, "超了怎样")}, {Title: say.T(ctx, "依据")}}}
	does := map[bool]string{true: say.T(ctx, "不准再加"), false: say.T(ctx, "提示")}
	limit := func(n int64) string {
		if n == 0 {
			return say.T(ctx, "不限")
		}
		return strconv.FormatInt(n, 10)
	}
	t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: say.T(ctx, "没有另设的"), Href: "/practice", Head: true}, {Text: "—"}, {Text: limit(d.Usual)}, {Text: does[false]}, {Text: say.T(ctx, "督办口径")}}})
	for _, b := range d.Budgets {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: units.KindWord(ctx, staff.Kind(b.Kind)), Head: true}, {Text: b.From.String()}, {Text: limit(b.Minutes)}, {Text: does[b.Refuses]}, {Text: b.Document}}})
	}
	return t
}

func kinds(ctx context.Context) (all []part.Option) {
	for _, k := range staff.Kinds {
		all = append(all, part.Option{Value: string(k), Text: units.KindWord(ctx, k)})
	}
	return all
}

func (d shown) months(ctx context.Context) (all []part.Option) {
	for i := range 12 {
		m := civil.MonthOf(d.Today).Plus(-i)
		all = append(all, part.Option{Value: m.String(), Text: m.String()})
	}
	return all
}

func (d shown) picked(ctx context.Context) (all []part.Picked) {
	if d.page.Unit != "" {
		all = append(all, part.Picked{Text: tasks.UnitName(d.Units, d.page.Unit), Without: d.query("unit", "")})
	}
	if d.page.Only != "" {
		all = append(all, part.Picked{Text: say.T(ctx, "超预算的"), Without: d.query("only", "")})
	}
	return all
}

// share says how fields count that need not be filled in, and what a case that waits counts as.
func share(ctx context.Context, d shown) string {
	n, basis := asked.OptionalShare(d.Today)
	return say.T(ctx, "选填的栏按百分之 %d 算：%s。办件当月按每件接下来一步里最长的一张表算，过去的月份按办了的算；同一张表用 xlsx 报不另算。", n, basis)
}

// kept is what the filter's form passes on.
func (d shown) kept() []part.Option {
	if d.page.Unit == "" {
		return nil
	}
	return []part.Option{{Value: "unit", Text: d.page.Unit}}
}
