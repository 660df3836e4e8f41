package cases

import (
	"context"
	"fmt"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// Units are what codes of units are looked up in.
type Units = []staff.Unit

// Days is the board of a procedure whose cases have a total: where each one's
// days went, and whose they were.
func Days(v *frame.Visit) error {
	s, err := v.House.Desk.SpentCases(v.Ctx, v.Actor, v.At("procedure"), listed(desk.CasePage{Which: v.Text("which"), Before: int64(v.Number("before")), BeforeID: v.Text("id")}))
	if err != nil {
		return err
	}
	if s.Next != "" {
		s.Next = "/cases/days/" + s.Procedure.ID + "?which=" + v.Text("which") + s.Next
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "日子用在哪里"), At: "/cases", Styles: []string{style}}, daysBoard(v, s))
}

func spentOf(ctx context.Context, s procedure.Spending) string {
	left, ok := s.Left()
	switch {
	case !ok:
		return say.T(ctx, "个工作日；没有总期限")
	case left < 0:
		return say.T(ctx, "/ %s，超了 %d 个工作日", s.Row.Limit.String(), -left)
	}
	return say.T(ctx, "/ %s，还剩 %d 个工作日", s.Row.Limit.String(), left)
}

func spentState(ctx context.Context, s procedure.Spending, ended bool) (part.State, string) {
	left, ok := s.Left()
	switch {
	case !ok:
		return part.NotDue, say.T(ctx, "没有总期限")
	case left < 0:
		return part.Red, say.T(ctx, "超期")
	case ended:
		return part.Blue, say.T(ctx, "按时")
	case left*5 <= s.Row.Limit.N:
		return part.Yellow, say.T(ctx, "将到期")
	}
	return part.Green, say.T(ctx, "在限内")
}

func spentDays(ctx context.Context, units Units, s procedure.Spending) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: s.Total.Title, Columns: []part.Column{{Title: say.T(ctx, "第几天"), Numeric: true}, {Title: say.T(ctx, "日期")}, {Title: say.T(ctx, "在走的钟")}}}
	for _, d := range s.Days {
		var ran []string
		for _, r := range d.Ran {
			ran = append(ran, UnitName(units, r.Unit)+"　"+r.Title+"（"+r.Clock+"）")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: fmt.Sprint(d.N), Index: true}, {Text: frame.Date(ctx, int64(d.Date.At(12, 0))), Head: true}, {Text: strings.Join(ran, "；")}}})
	}
	return t
}

const (
	nameWidth = 152
	tickWidth = 8
	rowHeight = 20
)

// days is a total drawn: a row a unit, a tick a workday that its clock ran.
type days struct {
	rows  []daysRow
	w, h  int
	limit int // where the limit ends, 0 for none
}

type daysRow struct {
	name string
	y    int
	days []tick
}

type tick struct {
	x    int
	over bool
	said string
}

func drawDays(units Units, s procedure.Spending) days {
	var d days
	columns := len(s.Days)
	if s.Row != nil {
		columns = max(columns, s.Row.Limit.N)
		d.limit = nameWidth + s.Row.Limit.N*tickWidth
	}
	at := map[string]int{}
	for i, day := range s.Days {
		said := map[string][]string{}
		for _, r := range day.Ran {
			said[r.Unit] = append(said[r.Unit], r.Title)
		}
		for _, r := range day.Ran {
			what, ok := said[r.Unit]
			if !ok {
				continue
			}
			delete(said, r.Unit)
			n, ok := at[r.Unit]
			if !ok {
				n = len(d.rows)
				at[r.Unit] = n
				d.rows = append(d.rows, daysRow{name: UnitName(units, r.Unit), y: n * rowHeight})
			}
			d.rows[n].days = append(d.rows[n].days, tick{nameWidth + i*tickWidth, s.Row != nil && i >= s.Row.Limit.N, day.Date.String() + " " + strings.Join(what, "、")})
		}
	}
	d.w, d.h = nameWidth+columns*tickWidth+2, max(len(d.rows)*rowHeight, 1)
	return d
}

func (d days) box() string { return fmt.Sprintf("0 0 %d %d", d.w, d.h) }

func (d days) said(ctx context.Context) string {
	var list []string
	for _, r := range d.rows {
		list = append(list, say.T(ctx, "%s %d 天", r.name, len(r.days)))
	}
	return strings.Join(list, say.T(ctx, "，"))
}

func parts(ctx context.Context, c desk.ShownCase) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "下级件"), Columns: []part.Column{{Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "编号")}, {Title: say.T(ctx, "发起单位")}, {Title: say.T(ctx, "环节")}, {Title: say.T(ctx, "时效")}}}
	for _, b := range c.Below {
		state, word := part.Blue, say.T(ctx, "办完")
		if r, s, _ := b.Case.Pressing(c.Calendar, c.Now); b.Case.Open() && r != nil {
			state, word = Signal(ctx, s)
		} else if b.Case.Open() {
			state, word = part.NotDue, say.T(ctx, "没有钟")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: b.Row.Title, Href: "/cases/" + b.Row.ID, Head: true}, {Text: b.Row.Number}, {Text: UnitName(c.Units, b.Row.OpenedUnit)},
			{Text: b.Case.Stage.Title}, {Content: part.ChipSaid(state, word)}}})
	}
	return t
}

func spentCases(ctx context.Context, s desk.SpentListing) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "每一件"), Columns: []part.Column{{Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "环节")}, {Title: s.Total.Title, Numeric: true}, {Title: say.T(ctx, "期限"), Numeric: true}, {Title: say.T(ctx, "还剩"), Numeric: true}, {Title: say.T(ctx, "用得最多的单位")}, {Title: say.T(ctx, "时效")}},
		Empty: part.Empty(say.T(ctx, "没有这样的办件"), say.T(ctx, "换一个种类或状态看看。"))}
	for _, c := range s.Cases {
		limit, left := "", ""
		if n, ok := c.Spending.Left(); ok {
			limit, left = fmt.Sprint(c.Spending.Row.Limit.N), fmt.Sprint(n)
		}
		state, word := spentState(ctx, c.Spending, c.Row.EndedAt != 0)
		most := ""
		if list := desk.DaysByUnit([]desk.SpentCase{c}); len(list) > 0 {
			most = say.T(ctx, "%s %d 天", UnitName(s.Units, list[0].Unit), list[0].Days)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: c.Row.Title, Sub: c.Row.Number, Href: "/cases/" + c.Row.ID, Head: true}, {Text: c.Stage}, {Text: fmt.Sprint(c.Spending.Used)}, {Text: limit}, {Text: left}, {Text: most}, {Content: part.ChipSaid(state, word)}}})
	}
	return t
}

func byUnit(ctx context.Context, s desk.SpentListing) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "各单位的工作日"), Columns: []part.Column{{Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "工作日"), Numeric: true}, {Title: say.T(ctx, "其中独自在办"), Numeric: true}, {Title: say.T(ctx, "涉及件数"), Numeric: true}},
		Empty: part.Empty(say.T(ctx, "还没有用掉一天"), "")}
	for _, u := range desk.DaysByUnit(s.Cases) {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: UnitName(s.Units, u.Unit), Head: true}, {Text: fmt.Sprint(u.Days)}, {Text: fmt.Sprint(u.Alone)}, {Text: fmt.Sprint(u.Cases)}}})
	}
	return t
}
