package rates

import (
	"context"
	"math/big"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// lasting is so many minutes as people say it.
func lasting(ctx context.Context, minutes quantity.Decimal) string {
	in := func(n int64) string {
		return quantity.FromRat(new(big.Rat).Quo(minutes.Rat(), big.NewRat(n, 1)), 1).String()
	}
	switch {
	case minutes.Cmp(quantity.Int(60)) < 0:
		return say.T(ctx, "%s 分钟", minutes.String())
	case minutes.Cmp(quantity.Int(24*60)) < 0:
		return say.T(ctx, "%s 小时", in(60))
	}
	return say.T(ctx, "%s 天", in(24*60))
}

func lastingInt(ctx context.Context, minutes int) string {
	return lasting(ctx, quantity.Int(int64(minutes)))
}

// took is how long one thing took.
func took(ctx context.Context, g procedure.Gauge) string {
	switch {
	case g.Of.Kind == procedure.OfRate || g.N == procedure.Goes:
		return ""
	case g.Of.Kind == procedure.OfClock:
		return strconv.Itoa(g.N) + " " + unitWord(ctx, g.Unit)
	}
	return lastingInt(ctx, g.Took)
}

var unitWords = map[civil.Unit]say.Text{civil.Workdays: say.Text("工作日"), civil.Days: say.Text("自然日"), civil.Months: say.Text("自然日"), civil.Hours: say.Text("小时"), civil.Minutes: say.Text("分钟"), civil.WorkHours: say.Text("工作小时"), civil.WorkMinutes: say.Text("工作分钟")}

func unitWord(ctx context.Context, u civil.Unit) string { return say.T(ctx, unitWords[u]) }

// ended are the things that took their time and are over.
func (f figures) ended(d desk.DaysCounted, pairs ...string) string {
	pairs = append(pairs, "over", "1", "part", "met,unmet")
	if d.Unit != 0 {
		pairs = append(pairs, "clock", strconv.Itoa(int(d.Unit)))
	}
	return f.to(d.Of, "", pairs...)
}

// stages is how long the stages took, as on a wall clock.
func (f figures) stages(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "各环节用了多久"), Columns: []part.Column{{Title: say.T(ctx, "环节")}, {Title: say.T(ctx, "件次"), Numeric: true}, {Title: say.T(ctx, "平均"), Numeric: true}, {Title: say.T(ctx, "中位"), Numeric: true}, {Title: say.T(ctx, "居中的一半"), Numeric: true}, {Title: say.T(ctx, "九成不超过"), Numeric: true}, {Title: say.T(ctx, "最长"), Numeric: true}, {Title: say.T(ctx, "平均工作日"), Numeric: true}},
		Empty: part.Empty(say.T(ctx, "还没有走完的环节"), "")}
	for _, d := range append([]desk.DaysCounted{f.Whole}, f.Stages...) {
		if d.Took.N == 0 {
			continue
		}
		title := d.Title
		if d.Of.Kind == procedure.OfWhole {
			title = say.T(ctx, "全程")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: title, Head: true}, {Text: strconv.Itoa(d.Took.N), Href: f.ended(d)}, {Text: lasting(ctx, d.Took.Mean())}, {Text: lasting(ctx, d.Took.Median())},
			{Text: between(lastingInt(ctx, d.Took.Within(25)), lastingInt(ctx, d.Took.Within(75)))}, {Text: lastingInt(ctx, d.Took.Within(90))}, {Text: lastingInt(ctx, d.Took.Most()), Href: f.longest(d)}, {Text: d.Days.Mean().String()}}})
	}
	return t
}

// longest are those that took most.
func (f figures) longest(d desk.DaysCounted) string {
	if d.Took.Most() == 0 {
		return ""
	}
	return f.ended(d, "least", strconv.Itoa(d.Took.Most()))
}

func between(a, b string) string {
	if a == b {
		return a
	}
	return a + "～" + b
}

// clocks is how the clocks were kept, and what of their unit they took.
func (f figures) clocks(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "各口钟"), Columns: []part.Column{{Title: say.T(ctx, "钟")}, {Title: say.T(ctx, "按时率"), Numeric: true}, {Title: say.T(ctx, "按时"), Numeric: true}, {Title: say.T(ctx, "超期办结"), Numeric: true}, {Title: say.T(ctx, "超了还在走"), Numeric: true}, {Title: say.T(ctx, "平均"), Numeric: true}, {Title: say.T(ctx, "中位"), Numeric: true}, {Title: say.T(ctx, "居中的一半"), Numeric: true}, {Title: say.T(ctx, "九成不超过"), Numeric: true}, {Title: say.T(ctx, "最长"), Numeric: true}},
		Empty: part.Empty(say.T(ctx, "还没有停下的钟"), "")}
	for _, d := range f.Clocks {
		unit := strconv.Itoa(int(d.Unit))
		row := []part.Cell{{Text: d.Title, Sub: unitWord(ctx, d.Unit), Head: true}, {Text: percent(d.Parts)},
			number(d.Met, f.to(d.Of, "", "clock", unit, "part", "met")), number(d.Late, f.to(d.Of, "", "clock", unit, "part", "unmet", "over", "1")), number(d.Goes, f.to(d.Of, "", "clock", unit, "goes", "1"))}
		if d.Took.N > 0 {
			row = append(row, part.Cell{Text: d.Took.Mean().String()}, part.Cell{Text: d.Took.Median().String()}, part.Cell{Text: between(strconv.Itoa(d.Took.Within(25)), strconv.Itoa(d.Took.Within(75)))}, part.Cell{Text: strconv.Itoa(d.Took.Within(90))}, part.Cell{Text: strconv.Itoa(d.Took.Most()), Href: f.longest(d)})
		} else {
			row = append(row, part.Cell{}, part.Cell{}, part.Cell{}, part.Cell{}, part.Cell{})
		}
		t.Rows = append(t.Rows, part.Row{Cells: row})
	}
	return t
}

// number is a count that leads to its cases.
func number(n int, to string) part.Cell {
	if n == 0 {
		return part.Cell{Text: "0"}
	}
	return part.Cell{Text: strconv.Itoa(n), Href: to}
}
