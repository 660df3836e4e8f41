package rates

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

func rateOf(x *procedure.Rate) procedure.GaugeOf {
	return procedure.GaugeOf{Kind: procedure.OfRate, ID: x.ID}
}

func (f figures) period() string { return cmp.Or(f.Page.Period, "days") }

func (f figures) by() string {
	if f.Page.Ended {
		return "ended"
	}
	return "opened"
}

// rates are the rates in total, with why things do not count.
func (f figures) rates(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "比率"), Columns: []part.Column{{Title: say.T(ctx, "指标")}, {Title: say.T(ctx, "比率"), Numeric: true}, {Title: say.T(ctx, "达到"), Numeric: true}, {Title: say.T(ctx, "部分达到"), Numeric: true}, {Title: say.T(ctx, "没达到"), Numeric: true}, {Title: say.T(ctx, "计入"), Numeric: true}, {Title: say.T(ctx, "不计")}, {Title: say.T(ctx, "未到时候"), Numeric: true}}}
	for _, x := range f.Rates.Rates {
		of := rateOf(x.Rate)
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Rate.Title, Sub: f.basis(x.Rate.Basis), Head: true}, {Text: percent(x.Parts)}, number(x.Met, f.to(of, "", "part", "met")), partly(f, x), number(x.Unmet, f.to(of, "", "part", "unmet")),
			number(x.Over(), f.to(of, "", "part", "met,partly,unmet")), {Content: whys(f, x)}, number(x.Wait, f.to(of, "", "part", "wait"))}})
	}
	return t
}

// partly is how many are met in part, of a rate that knows such.
func partly(f figures, x desk.RateCounted) part.Cell {
	if len(x.Rate.Partly) == 0 {
		return part.Cell{Text: "—"}
	}
	return number(x.Partly, f.to(rateOf(x.Rate), "", "part", "partly"))
}

// composites are several rates put together, with their weights.
func (f figures) composites(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "综合"), Columns: []part.Column{{Title: say.T(ctx, "指标")}, {Title: say.T(ctx, "合成"), Numeric: true}, {Title: say.T(ctx, "权重")}}}
	for _, x := range f.Composites {
		var list []string
		for _, w := range x.Weights.Of {
			i := slices.IndexFunc(f.Procedure.Rates, func(r *procedure.Rate) bool { return r.ID == w.Rate })
			list = append(list, say.T(ctx, "%s %d%%", f.Procedure.Rates[i].Title, w.N))
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Composite.Title, Sub: f.basis(x.Weights.Basis), Head: true}, {Text: put(x.Put), Sub: short(ctx, x.Put)}, {Text: strings.Join(list, say.T(ctx, "、"))}}})
	}
	return t
}

// put is what rates come to together.
func put(p desk.Put) string {
	if p.Counted == 0 {
		return "—"
	}
	return p.Percent.String()
}

// short says that a part of the weight did not count.
func short(ctx context.Context, p desk.Put) string {
	if p.Counted == 0 || p.Counted == 100 {
		return ""
	}
	return say.T(ctx, "按 %d%% 的权重折算", p.Counted)
}

// basis is what a rate rests on.
func (f figures) basis(id string) string {
	for _, b := range f.Procedure.Mechanism.Basis {
		if b.ID == id {
			return b.Title
		}
	}
	return ""
}

// told are the units that any rate is told by.
func (f figures) told() []string {
	count := map[string]int{}
	for _, x := range f.Rates.Rates {
		for _, u := range x.Units {
			count[u.Unit] += u.Over()
		}
	}
	var list []string
	for u, n := range count {
		if n > 0 {
			list = append(list, u)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	return list
}

// byUnit is a unit a row, a rate a column.
func (f figures) byUnit(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "各单位"), Columns: []part.Column{{Title: say.T(ctx, "单位")}}}
	for _, x := range f.Rates.Rates {
		t.Columns = append(t.Columns, part.Column{Title: x.Rate.Title, Numeric: true})
	}
	for _, x := range f.Composites {
		t.Columns = append(t.Columns, part.Column{Title: x.Composite.Title, Numeric: true})
	}
	for _, u := range f.told() {
		row := []part.Cell{{Text: unitName(f.Units, u), Head: true}}
		for _, x := range f.Rates.Rates {
			cell := part.Cell{Text: "—"}
			if i := slices.IndexFunc(x.Units, func(p desk.UnitParts) bool { return p.Unit == u }); i >= 0 && x.Units[i].Over() > 0 {
				cell = part.Cell{Content: share(f, x.Rate, u, x.Units[i].Parts)}
			}
			row = append(row, cell)
		}
		for _, x := range f.Composites {
			cell := part.Cell{Text: "—"}
			if i := slices.IndexFunc(x.Units, func(p desk.UnitPut) bool { return p.Unit == u }); i >= 0 {
				cell = part.Cell{Text: put(x.Units[i].Put), Sub: short(ctx, x.Units[i].Put)}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, part.Row{Cells: row})
	}
	return t
}

func pageOf(l desk.BehindListing) desk.RatePage { return l.Behind.RatePage }

func heading(ctx context.Context, l desk.BehindListing) string {
	if s := said(ctx, l.Behind); s != "" {
		return titleOf(ctx, l) + "：" + s
	}
	return titleOf(ctx, l)
}

func lede(ctx context.Context, l desk.BehindListing) string {
	list := []string{span(ctx, l.Behind.RatePage)}
	if u := l.Behind.Unit; u != "" {
		list = append(list, unitName(l.Units, u))
	}
	if l.Behind.Of.Kind == procedure.OfClock && l.Behind.Clock != 0 {
		list = append(list, say.T(ctx, "期限按%s", unitWord(ctx, l.Behind.Clock)))
	}
	return strings.Join(list, say.T(ctx, "；"))
}

// met is how many are met, a share of those that are met in part.
func met(p desk.Parts) string {
	if p.Partly == 0 {
		return strconv.Itoa(p.Met)
	}
	return quantity.FromRat(big.NewRat(int64(p.Met)*100+int64(p.Shares), 100), 1).String()
}
