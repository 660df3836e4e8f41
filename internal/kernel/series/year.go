package series

import (
	"math/big"
	"slices"

	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// Year (一年的说法) is what is said of one year on an axis: the result and the
// promise that count, and what else was said.
type Year struct {
	Year    int
	Result  *Placed
	Promise *Placed
	Others  []Placed // results that disagree with the one that counts
	Moved   []Placed // promises that differ from the one that counts
}

// ByYear tells an axis of single years year by year, oldest first. Years
// without a figure between are not listed. A figure in the register counts before an accepted
// one, that before a waiting one; an exact one before a bound; a newer report
// before an older; the first in the text before a later one. What was rejected never counts.
func (a Axis) ByYear() []Year {
	if a.Years != 1 {
		return nil
	}
	at := map[int]int{}
	var years []Year
	for _, f := range slices.SortedStableFunc(slices.Values(a.Figures), weight) {
		if f.Standing() == Rejected {
			continue
		}
		i, ok := at[f.Period.From]
		if !ok {
			i = len(years)
			at[f.Period.From] = i
			years = append(years, Year{Year: f.Period.From})
		}
		y := &years[i]
		switch f := f; {
		case f.Target() && y.Promise == nil:
			y.Promise = &f
		case f.Target():
			if !agree(*y.Promise, f) {
				y.Moved = append(y.Moved, f)
			}
		case y.Result == nil:
			y.Result = &f
		case !agree(*y.Result, f):
			y.Others = append(y.Others, f)
		}
	}
	slices.SortFunc(years, func(a, b Year) int { return a.Year - b.Year })
	return years
}

func weight(a, b Placed) int {
	exact := func(p Placed) int {
		if p.Bound() == statement.Exact {
			return 0
		}
		return 1
	}
	for _, d := range []int{int(a.Standing()) - int(b.Standing()), exact(a) - exact(b), b.Report.Year - a.Report.Year} {
		if d != 0 {
			return d
		}
	}
	if a.Record.Report == b.Record.Report {
		return a.Record.Span.Start - b.Record.Span.Start
	}
	return 0
}

// about is the width that 左右 and 约 leave on each side, as a share of the value:
// one twentieth, as reconciling takes it. No rule of the statistics office says how wide 左右 is.
var about = big.NewRat(1, 20)

// Band (目标带) is where a promise is kept: from Low, or below without end
// where it is nil, to High, or above without end where it is nil.
type Band struct{ Low, High *quantity.Decimal }

// Band tells where a promise is kept. less says that less of the indicator is
// better; an exact promise is then kept from it downwards, else upwards.
func (f Placed) Band(less bool) Band {
	v, top := f.Value, f.Value
	if f.To != nil {
		top = *f.To
	}
	if v.Cmp(top) > 0 {
		v, top = top, v
	}
	switch f.Bound() {
	case statement.AtLeast, statement.Over:
		return Band{Low: &v}
	case statement.AtMost, statement.Under:
		return Band{High: &top}
	case statement.About:
		w := new(big.Rat).Mul(new(big.Rat).Abs(v.Rat()), about)
		low, high := quantity.FromRat(new(big.Rat).Sub(v.Rat(), w), v.Places()+2), quantity.FromRat(new(big.Rat).Add(top.Rat(), w), top.Places()+2)
		return Band{Low: &low, High: &high}
	}
	if f.To != nil {
		return Band{Low: &v, High: &top}
	}
	if less || f.Record.Content.Kind == statement.Rank || v.Sign() < 0 && (f.Record.Content.Kind == statement.Growth || f.Record.Content.Kind == statement.Change) {
		return Band{High: &v}
	}
	return Band{Low: &v}
}

// Holds says that a value lies in the band.
func (b Band) Holds(v quantity.Decimal) bool {
	return (b.Low == nil || v.Cmp(*b.Low) >= 0) && (b.High == nil || v.Cmp(*b.High) <= 0)
}

// agree says that two figures of one year can both be true.
func agree(a, b Placed) bool {
	if a.Target() || a.Bound() == b.Bound() {
		return a.Bound() == b.Bound() && a.Value == b.Value && (a.To == nil) == (b.To == nil) && (a.To == nil || *a.To == *b.To)
	}
	if a.Bound() != statement.Exact {
		a, b = b, a
	}
	return a.Bound() == statement.Exact && b.Band(false).Holds(a.Value)
}

// Beside finds the growth rate that the report of a figure states for the same
// year, result with result and promise with promise: the nearest in the text.
// It is stated, never computed.
func Beside(f Placed, growth Axis) (Placed, bool) {
	var best *Placed
	far := func(p *Placed) int {
		return max(p.Record.Span.Start-f.Record.Span.Start, f.Record.Span.Start-p.Record.Span.Start)
	}
	for i := range growth.Figures {
		g := &growth.Figures[i]
		if g.Record.Report != f.Record.Report || g.Period != f.Period || g.Target() != f.Target() || g.Standing() == Rejected {
			continue
		}
		if best == nil || far(g) < far(best) {
			best = g
		}
	}
	if best == nil {
		return Placed{}, false
	}
	return *best, true
}
