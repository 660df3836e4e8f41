package desk

import (
	"context"
	"fmt"
	"math/big"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// Percent is the share of what is met, what is partly met by its own share, to a tenth; ok is false where nothing counts.
func (p Parts) Percent() (d quantity.Decimal, ok bool) {
	if p.Over() == 0 {
		return d, false
	}
	return quantity.FromRat(big.NewRat(int64(p.Met)*100+int64(p.Shares), int64(p.Over())), 1), true
}

func (p Parts) percent() press.Value {
	if d, ok := p.Percent(); ok {
		return d
	}
	return nil
}

// ExportRates hands the figures of ReadRates out, a row a figure.
func (w *Workspace) ExportRates(ctx context.Context, by staff.Actor, page RatePage, h Handout) error {
	r, err := w.ReadRates(ctx, by, page)
	if err != nil {
		return err
	}
	l := press.List{Title: r.Procedure.Title + "指标", Columns: []press.Column{
		{Key: "kind", Title: "类别", English: "Kind"}, {Key: "title", Title: "指标", English: "Figure"}, {Key: "unit", Title: "单位", English: "Unit", Width: 24},
		{Key: "met", Title: "达到", English: "Met", Kind: press.Number}, {Key: "partly", Title: "部分达到", English: "Partly met", Kind: press.Number}, {Key: "over", Title: "计入", English: "Counted", Kind: press.Number},
		{Key: "percent", Title: "比率", English: "Rate", Kind: press.Quantity, Unit: "%"}, {Key: "weight", Title: "计入的权重", English: "Weight counted", Kind: press.Number, Unit: "%"},
		{Key: "left_out", Title: "不计", English: "Left out", Kind: press.Number}, {Key: "why", Title: "不计的原因", English: "Why left out"}, {Key: "waiting", Title: "未到时候", English: "Not yet", Kind: press.Number},
		{Key: "ended", Title: "用时件次", English: "Timed", Kind: press.Number}, {Key: "measure", Title: "用时单位", English: "Measured in"},
		{Key: "mean", Title: "平均", English: "Mean", Kind: press.Quantity}, {Key: "median", Title: "中位", English: "Median", Kind: press.Quantity},
		{Key: "quarter", Title: "四分之一以内", English: "A quarter within", Kind: press.Quantity}, {Key: "three_quarters", Title: "四分之三以内", English: "Three quarters within", Kind: press.Quantity},
		{Key: "nine_tenths", Title: "九成以内", English: "Nine tenths within", Kind: press.Quantity}, {Key: "longest", Title: "最长", English: "Longest", Kind: press.Quantity},
	}}
	names := namesOf(r.Units)
	return w.handOut(ctx, by, "case.list", "rates-"+page.Procedure, l, h, func(_ *store.Tx, _ staff.Scope, add func(...press.Value) error) error {
		parts := func(kind, title, unit string, p Parts) []press.Value {
			why := ""
			for i, x := range p.Why {
				if i > 0 {
					why += "；"
				}
				why += fmt.Sprintf("%s %d", x.Why, x.N)
			}
			return []press.Value{kind, title, unit, p.Met, p.Partly, p.Over(), p.percent(), nil, p.Out, why, p.Wait}
		}
		for _, x := range r.Rates {
			if err := add(append(parts("比率", x.Rate.Title, "", x.Parts), make([]press.Value, 8)...)...); err != nil {
				return err
			}
			for _, u := range x.Units {
				if err := add(append(parts("比率", x.Rate.Title, name(names, u.Unit), u.Parts), make([]press.Value, 8)...)...); err != nil {
					return err
				}
			}
		}
		for _, x := range r.Composites {
			for _, u := range append([]UnitPut{{"", x.Put}}, x.Units...) {
				var percent press.Value
				if u.Counted > 0 {
					percent = u.Percent
				}
				row := []press.Value{"综合", x.Composite.Title, "", nil, nil, nil, percent, u.Counted, nil, nil, nil}
				if u.Unit != "" {
					row[2] = name(names, u.Unit)
				}
				if err := add(append(row, make([]press.Value, 8)...)...); err != nil {
					return err
				}
			}
		}
		for _, d := range append(append([]DaysCounted{r.Whole}, r.Stages...), r.Clocks...) {
			row := []press.Value{"环节", d.Title, "", nil, nil, nil, nil, nil, d.Out, nil, nil}
			spread, measure := &d.Took, "分钟"
			switch d.Of.Kind {
			case procedure.OfClock:
				row, measure = parts("计时", d.Title, "", d.Parts), d.Unit.String()
			case procedure.OfWhole:
				row[0], row[1] = "全程", "全程"
			}
			row = append(row, spread.N, measure, spread.Mean(), spread.Median(), quantity.Int(int64(spread.Within(25))), quantity.Int(int64(spread.Within(75))), quantity.Int(int64(spread.Within(90))), quantity.Int(int64(spread.Most())))
			if err := add(row...); err != nil {
				return err
			}
		}
		return nil
	})
}

// partWords say how something counts.
var partWords = map[procedure.Part]string{procedure.Met: "达到", procedure.Partly: "部分达到", procedure.Unmet: "没达到", procedure.Out: "不计", procedure.Wait: "未到时候"}

// ExportBehindRate hands out the cases behind a number, without paging.
func (w *Workspace) ExportBehindRate(ctx context.Context, by staff.Actor, b Behind, h Handout) error {
	b.Before, b.BeforeID = 0, "" // the whole list, whichever page it was taken from
	p, title, err := w.behind(&b)
	if err != nil {
		return err
	}
	n := 0
	tooMany := fault.New(fault.TooLarge, fmt.Sprintf("超过 %d 条，一个文件装不下。", MostExported), "请先筛选，分几次导出。")
	count := func(c BehindCase) (bool, error) {
		if n += len(c.Gauges); n > MostExported {
			return false, tooMany
		}
		return true, nil
	}
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return err
	}
	if err := w.store.Read(ctx, func(tx *store.Tx) error { return w.eachBehind(tx, scope, b, count) }); err != nil {
		return faulted(err)
	}
	l := press.List{Title: p.Title + "指标：" + title, Columns: []press.Column{
		{Key: "number", Title: "编号", English: "Number", Kind: press.Link}, {Key: "title", Title: "事由", English: "Subject", Width: 30}, {Key: "units", Title: "单位", English: "Units", Width: 24},
		{Key: "opened_at", Title: "立件", English: "Opened", Kind: press.Instant}, {Key: "ended_at", Title: "办结", English: "Ended", Kind: press.Instant},
		{Key: "counts", Title: "怎么算", English: "Counts"}, {Key: "why", Title: "不计的原因", English: "Why left out"},
		{Key: "took", Title: "用时", English: "Took", Kind: press.Number}, {Key: "measure", Title: "用时单位", English: "Measured in"},
	}}
	return w.handOut(ctx, by, "case.list", "rates-"+b.Procedure+"-cases", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := tx.Units(by.Division)
		if err != nil {
			return err
		}
		names := namesOf(units)
		return w.eachBehind(tx, scope, b, func(c BehindCase) (bool, error) {
			for _, x := range c.Gauges {
				said := ""
				for i, u := range x.Units {
					if i > 0 {
						said += "、"
					}
					said += name(names, u)
				}
				var took, measure press.Value
				switch {
				case x.Of.Kind == procedure.OfRate || x.N == procedure.Goes:
				case x.Of.Kind == procedure.OfClock:
					took, measure = x.N, x.Unit.String()
				default:
					took, measure = x.Took, "分钟"
				}
				if err := add(h.link(c.Case.Number, "/cases/"+c.Case.ID), c.Case.Title, said, instant(c.Case.OpenedAt), instant(c.Case.EndedAt), partWords[x.Part], x.Why, took, measure); err != nil {
					return false, err
				}
			}
			return true, nil
		})
	})
}

func namesOf(units []staff.Unit) map[string]string {
	names := make(map[string]string, len(units))
	for _, u := range units {
		names[u.Code] = u.Name
	}
	return names
}

// name is what a unit is called here, or its code.
func name(names map[string]string, code string) string {
	if n := names[code]; n != "" {
		return n
	}
	return code
}
