package desk

import (
	"context"
	"strings"

	"duban/internal/kernel/indicator"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/press"
	"duban/internal/store"
)

// IndicatorPage says which indicators a list wants; zero values leave open.
type IndicatorPage struct {
	Words  string // in its name or another name of it
	Domain string // the first part of its code
}

// IndicatorLine is an indicator with how much reports state of it, the last
// result and the next promise by the division's own reports.
type IndicatorLine struct {
	indicator.Indicator
	store.IndicatorUse
	Result  *store.LatestFigure
	Promise *store.LatestFigure
}

// Domain of an indicator is the first part of its code.
func Domain(code string) string {
	d, _, _ := strings.Cut(code, ".")
	return d
}

// ListIndicators lists the indicators that reports state figures of, in the
// order of the catalogue, as far as the actor may see them.
func (w *Workspace) ListIndicators(ctx context.Context, by staff.Actor, p IndicatorPage) ([]IndicatorLine, error) {
	scope, err := staff.ScopeOf(by, "indicator.read")
	if err != nil {
		return nil, err
	}
	var list []IndicatorLine
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { list, err = w.indicatorsIn(tx, scope, by.DivisionName, p); return err })
	return list, faulted(err)
}

func (w *Workspace) indicatorsIn(tx *store.Tx, scope staff.Scope, own string, p IndicatorPage) ([]IndicatorLine, error) {
	uses, err := tx.IndicatorUses(scope, own)
	if err != nil {
		return nil, err
	}
	latest, err := tx.LatestFigures(scope, own)
	if err != nil {
		return nil, err
	}
	of := map[string]*IndicatorLine{}
	for _, u := range uses {
		of[u.Code] = &IndicatorLine{IndicatorUse: u}
	}
	for i := range latest {
		f := &latest[i]
		switch line := of[f.Code]; {
		case line == nil:
		case f.Status == statement.Target:
			line.Promise = f
		default:
			line.Result = f
		}
	}
	var list []IndicatorLine
	for _, in := range w.indicators.Indicators() {
		line := of[in.Code]
		if line == nil || p.Domain != "" && Domain(in.Code) != p.Domain || !called(in, p.Words) {
			continue
		}
		line.Indicator = in
		list = append(list, *line)
	}
	return list, nil
}

// called says that the words stand in one of the indicator's names.
func called(in indicator.Indicator, words string) bool {
	want := string(searched(words))
	for _, name := range append([]string{in.Name}, in.Aliases...) {
		if strings.Contains(string(searched(name)), want) {
			return true
		}
	}
	return false
}

// ExportIndicators hands out what ListIndicators lists.
func (w *Workspace) ExportIndicators(ctx context.Context, by staff.Actor, p IndicatorPage, h Handout) error {
	l := press.List{Title: "指标", Columns: []press.Column{
		{Key: "code", Title: "代码", English: "Code"}, {Key: "indicator", Title: "指标", English: "Indicator", Kind: press.Link}, {Key: "unit", Title: "常用单位", English: "Usual unit"},
		{Key: "result", Title: "最近的结果", English: "Latest result", Kind: press.Quantity}, {Key: "result_unit", Title: "结果单位", English: "Unit of the result"}, {Key: "result_year", Title: "结果年份", English: "Year of the result", Kind: press.Number},
		{Key: "target", Title: "目标", English: "Target", Kind: press.Quantity}, {Key: "target_unit", Title: "目标单位", English: "Unit of the target"}, {Key: "target_year", Title: "目标年份", English: "Year of the target", Kind: press.Number},
		{Key: "entered", Title: "入册的数", English: "Figures in the register", Kind: press.Number}, {Key: "waiting", Title: "没入册的数", English: "Figures not in the register", Kind: press.Number},
		{Key: "reports", Title: "报告", English: "Reports", Kind: press.Number}, {Key: "others", Title: "可比的别处", English: "Other places", Kind: press.Number}, {Key: "basis", Title: "依据", English: "Basis"},
	}}
	return w.handOut(ctx, by, "indicator.read", "indicators", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		list, err := w.indicatorsIn(tx, scope, by.DivisionName, p)
		if err != nil {
			return err
		}
		for _, x := range list {
			row := []press.Value{x.Indicator.Code, h.link(x.Name, "/indicators/"+x.Indicator.Code), x.Unit}
			for _, f := range []*store.LatestFigure{x.Result, x.Promise} {
				if f == nil {
					row = append(row, nil, "", nil)
				} else {
					row = append(row, f.Value, f.Unit, f.Year)
				}
			}
			if err := add(append(row, x.Entered, x.Waiting, x.Reports, x.Others, x.Basis)...); err != nil {
				return err
			}
		}
		return nil
	})
}
