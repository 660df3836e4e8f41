package store

import (
	"database/sql"

	"duban/internal/base/quantity"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
)

// IndicatorUse is an indicator with how much is stated of it: by the division's
// own reports, and of how many other places.
type IndicatorUse struct {
	Code     string
	Entered  int // figures in the register
	Waiting  int // figures that are not, and were not rejected
	From, To int // years
	Reports  int
	Others   int
}

// IndicatorUses are the indicators that reports state figures of, as far as a
// scope may see them. own is the name of the division; a report of another
// place that was handed in for comparison names that place.
func (t *Tx) IndicatorUses(s staff.Scope, own string) ([]IndicatorUse, error) {
	return memo(t, s.Division(), figureKey{"use", s.Pattern(), own}, func() ([]IndicatorUse, error) { return t.indicatorUses(s, own) })
}

func (t *Tx) indicatorUses(s staff.Scope, own string) ([]IndicatorUse, error) {
	return list(t, "indicator_use", func(r row) (x IndicatorUse, err error) {
		var from, to sql.NullInt64
		err = r.Scan(&x.Code, &x.Entered, &x.Waiting, &from, &to, &x.Reports, &x.Others)
		x.From, x.To = int(from.Int64), int(to.Int64)
		return x, err
	}, s.Division(), s.Pattern(), own)
}

type figureKey struct{ what, pattern, own string }

// LatestFigure is the figure of a single year that a list shows of an
// indicator: of the newest report, a level before a growth rate.
type LatestFigure struct {
	Code           string
	Status         statement.Status
	Kind           statement.Kind
	Year           int
	Value          quantity.Decimal
	Unit           string
	Report, Record string
	Entered        bool
}

// LatestFigures are the last result and the next promise of each indicator by
// the division's own reports.
func (t *Tx) LatestFigures(s staff.Scope, own string) ([]LatestFigure, error) {
	return memo(t, s.Division(), figureKey{"latest", s.Pattern(), own}, func() ([]LatestFigure, error) { return t.latestFigures(s, own) })
}

func (t *Tx) latestFigures(s staff.Scope, own string) ([]LatestFigure, error) {
	return list(t, "indicator_latest", func(r row) (x LatestFigure, err error) {
		var coef, digits, entered int64
		err = r.Scan(&x.Code, &x.Status, &x.Kind, &x.Year, &coef, &digits, &x.Unit, &x.Report, &x.Record, &entered)
		x.Value, x.Entered = quantity.New(coef, int(digits)), entered == 1
		return x, err
	}, s.Division(), s.Pattern(), own)
}

// FiguresOf are all records about an indicator but those that were replaced. A
// scope of a unit sees those in the register: their reports are open to it.
func (t *Tx) FiguresOf(s staff.Scope, indicator string) ([]review.Record, error) {
	return list(t, "figure_by_indicator", scanRecord(s.Division()), s.Division(), indicator, s.Pattern())
}

// OpenRecords calls f for the records of a sort that a report has in the register.
func (t *Tx) OpenRecords(division, report string, sort review.Sort, f func(review.Record) (bool, error)) error {
	return each(t, "record_entered", scanRecord(division), f, division, report, string(sort))
}
