package indicators

import (
	"context"
	"fmt"
	"slices"

	"duban/internal/desk"
	"duban/internal/kernel/series"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

func compared(x desk.IndicatorView) []series.Comparison {
	names, all := []string{x.Own.Name}, [][]series.Figure{x.Own.All}
	for _, p := range x.Others {
		names, all = append(names, p.Name), append(all, p.All)
	}
	return series.Compare(names, all)
}

// mostBars is how many places are drawn side by side; more are a table.
const mostBars = 8

// bars draws the places in the year that most of them tell of, the greatest first.
func bars(ctx context.Context, c series.Comparison, n int) (part.Chart, bool) {
	type bar struct {
		name string
		year series.Year
	}
	var list []bar
	for _, p := range c.Places {
		if y, ok := p.In(c.Latest); ok {
			list = append(list, bar{p.Name, y})
		}
	}
	if len(list) < 2 || len(list) > mostBars {
		return part.Chart{}, false
	}
	slices.SortStableFunc(list, func(a, b bar) int { return b.year.Result.Value.Cmp(a.year.Result.Value) })
	s := part.Series{Name: say.T(ctx, "%d 年结果", c.Latest)}
	chart := part.Chart{ID: fmt.Sprintf("places-%d", n), Unit: c.Unit, Draw: part.Bars}
	for _, b := range list {
		chart.Labels = append(chart.Labels, b.name)
		s.Values, s.Links = append(s.Values, part.Of(b.year.Result.Value)), append(s.Links, place(b.year.Result.Figure))
	}
	chart.Series = []part.Series{s}
	top, end := list[0], list[len(list)-1]
	chart.Title = say.T(ctx, "%d 年%s %s%s，%s %s%s", c.Latest, top.name, top.year.Result.Value, c.Unit, end.name, end.year.Result.Value, c.Unit)
	chart.Note = say.T(ctx, "各地报告自己说的数；柱能点开，看报告里的原话")
	return chart, true
}

// placeTable has a row for each place and a column for each year.
func placeTable(ctx context.Context, x desk.IndicatorView, c series.Comparison) part.Table {
	t := part.Table{Caption: say.T(ctx, "各地%s", axisTitle(ctx, x, c.Axis)), Quiet: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "地方")}}}
	var years []int
	for _, p := range c.Places {
		for _, y := range p.Years {
			if !slices.Contains(years, y.Year) {
				years = append(years, y.Year)
			}
		}
	}
	slices.Sort(years)
	for _, y := range years {
		t.Columns = append(t.Columns, part.Column{Title: frame.Itoa(y), Numeric: true})
	}
	for _, p := range c.Places {
		row := part.Row{Cells: []part.Cell{{Text: p.Name, Head: true}}, Current: p.Name == x.Own.Name}
		for _, at := range years {
			y, _ := p.In(at)
			row.Cells = append(row.Cells, cellOf(ctx, y.Result, c.Unit))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
