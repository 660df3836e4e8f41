package desk

import (
	"cmp"
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/kernel/indicator"
	"duban/internal/kernel/review"
	"duban/internal/kernel/series"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// IndicatorView is an indicator with every figure that reports state of it.
type IndicatorView struct {
	indicator.Indicator
	Own    PlaceFigures
	Others []PlaceFigures // places whose public reports were handed in for comparison
	Plan   *indicator.Item
}

// PlaceFigures are the figures of one place on their axes.
type PlaceFigures struct {
	Name string
	All  []series.Figure // in the order of reports and their text, the newest report first
	Axes []series.Axis
}

// ofPlace says that a report is the division's own: it names the division, or
// no place at all.
func ofPlace(r review.Report, by staff.Actor) bool {
	return r.Place == "" || r.Place == by.DivisionName || r.PlaceCode == by.Division
}

// ReadIndicator gives one indicator with all its figures that the actor may see.
func (w *Workspace) ReadIndicator(ctx context.Context, by staff.Actor, code string) (IndicatorView, error) {
	var v IndicatorView
	scope, err := staff.ScopeOf(by, "indicator.read")
	if err != nil {
		return v, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { v, err = w.indicatorIn(tx, scope, by, code); return err })
	return v, faulted(err)
}

func (w *Workspace) indicatorIn(tx *store.Tx, scope staff.Scope, by staff.Actor, code string) (IndicatorView, error) {
	var v IndicatorView
	var ok bool
	if v.Indicator, ok = w.indicators.Indicator(code); !ok {
		return v, fault.New(fault.NotFound, "没有代码是“"+code+"”的指标。", "回指标清单找找。")
	}
	records, err := tx.FiguresOf(scope, code)
	if err != nil {
		return v, err
	}
	reports := map[string]review.Report{}
	places := map[string]*PlaceFigures{}
	var names []string
	last := 0
	for _, r := range records {
		from, ok := reports[r.Report]
		if !ok {
			if from, err = tx.Report(scope, r.Report); missing(err) {
				continue // not his to see
			} else if err != nil {
				return v, err
			}
			reports[r.Report] = from
		}
		f, ok := series.Of(r, from)
		if !ok {
			continue
		}
		name := from.Place
		if ofPlace(from, by) {
			name = ""
			last = max(last, from.Year)
		}
		if places[name] == nil {
			places[name] = &PlaceFigures{Name: cmp.Or(name, by.DivisionName)}
			names = append(names, name)
		}
		places[name].All = append(places[name].All, f)
	}
	slices.Sort(names)
	v.Own.Name = by.DivisionName
	for _, name := range names {
		p := places[name]
		p.Axes = series.Axes(p.All)
		slices.SortStableFunc(p.All, func(a, b series.Figure) int {
			return cmp.Or(b.Report.Year-a.Report.Year, cmp.Compare(a.Record.Report, b.Record.Report), a.Record.Span.Start-b.Record.Span.Start)
		})
		if name == "" {
			v.Own = *p
		} else {
			v.Others = append(v.Others, *p)
		}
	}
	if item, ok := w.indicators.Planned(code, last); ok {
		v.Plan = &item
	}
	return v, nil
}

// ExportIndicator hands out every figure of an indicator that ReadIndicator gives.
func (w *Workspace) ExportIndicator(ctx context.Context, by staff.Actor, code string, h Handout) error {
	in, ok := w.indicators.Indicator(code)
	if !ok {
		return fault.New(fault.NotFound, "没有代码是“"+code+"”的指标。", "回指标清单找找。")
	}
	l := press.List{Title: in.Name, Columns: append([]press.Column{{Key: "place", Title: "地方", English: "Place"}}, figureColumns...)}
	return w.handOut(ctx, by, "indicator.read", "indicators/"+code, l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		v, err := w.indicatorIn(tx, scope, by, code)
		if err != nil {
			return err
		}
		for _, p := range append([]PlaceFigures{v.Own}, v.Others...) {
			for _, f := range p.All {
				if err := add(append([]press.Value{p.Name}, figureRow(f, h)...)...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// figureColumns are how a figure is handed out, figureRow is one of them.
var figureColumns = []press.Column{
	{Key: "period", Title: "时期", English: "Period"}, {Key: "status", Title: "性质", English: "Status"}, {Key: "kind", Title: "类型", English: "Kind"},
	{Key: "bound", Title: "口径", English: "Bound"}, {Key: "value", Title: "数", English: "Value", Kind: press.Quantity}, {Key: "to", Title: "区间上限", English: "Upper end", Kind: press.Quantity},
	{Key: "unit", Title: "单位", English: "Unit"}, {Key: "subject", Title: "报告里的说法", English: "In the report's words"}, {Key: "standing", Title: "核对", English: "Review"},
	{Key: "report_year", Title: "报告年份", English: "Year of the report", Kind: press.Number}, {Key: "report", Title: "报告", English: "Report", Kind: press.Link}, {Key: "section", Title: "章节", English: "Section"},
	{Key: "words", Title: "原文", English: "Words"}, {Key: "start", Title: "起字位", English: "Start", Kind: press.Number}, {Key: "end", Title: "止字位", English: "End", Kind: press.Number},
}

func figureRow(f series.Figure, h Handout) []press.Value {
	r := f.Record
	var to press.Value
	if f.To != nil {
		to = *f.To
	}
	return []press.Value{r.Content.Period, press.StatusWord(r.Content.Status), press.KindWord(r.Content.Kind), press.BoundWord(f.Bound()), f.Value, to, r.Content.Unit, r.Content.Subject, standingWord[f.Standing()],
		year(f.Report.Year), h.link(f.Report.Place+" "+f.Report.Title, placeOf(r.Report, r.ID)), r.Section, r.Words, r.Span.Start, r.Span.End}
}

// placeOf is where a record stands in its report, on the page of the review.
func placeOf(report, record string) string {
	return "/reports/" + report + "?at=" + record + "#r-" + record
}

var standingWord = map[series.Standing]string{series.Entered: "已入册", series.Agreed: "已采纳，未入册", series.Waiting: "待核", series.Rejected: "不采"}

func year(y int) press.Value {
	if y == 0 {
		return nil
	}
	return y
}
