package task

import (
	"fmt"
	"math/big"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// Forecast (年底预计) is what a figure comes to by the deadline at the pace it has,
// within bounds that hold in about eight cases of ten.
type Forecast struct {
	Low, High quantity.Decimal
	Missed    bool // even the upper bound stays short of the target
	Doubtful  bool // the lower bound does
	Sentence  string
}

// leastMonths is how many months a series needs before anything is told from it.
const leastMonths = 3

// leastBefore is how many earlier tasks it takes to go by how such tasks went.
const leastBefore = 5

// ForecastOn goes on with the increments of the last months to the deadline. The
// bounds are those that the increments' spread gives; where enough tasks of
// earlier years are known, how much they ended above or below the same reckoning
// widens or moves them. before are these, ended ÷ told, for the same month, the least first.
func (t *Task) ForecastOn(on civil.Date, before []quantity.Decimal) (f Forecast, ok bool) {
	if !t.Foretellable(on) {
		return f, false
	}
	x := t.Terms.Figure
	series := t.series(civil.MonthOf(on))
	if len(series) < leastMonths {
		return f, false
	}
	last := series[len(series)-1]
	left := civil.MonthOf(t.Terms.DueOn).Number() - last.month.Number()
	if left < 1 {
		return f, false
	}
	steps := increments(series)
	told, sigma := ahead(last.figure, steps, left)
	low, high := new(big.Rat).Sub(told, sigma), new(big.Rat).Add(told, sigma)
	ground := fmt.Sprintf("最近 %d 个月每月的增量", len(steps))
	if len(before) >= leastBefore {
		least, most := before[len(before)/10], before[len(before)-1-len(before)/10]
		grown := new(big.Rat).Sub(told, x.Base.Rat())
		at := func(factor quantity.Decimal) *big.Rat {
			v := new(big.Rat).Mul(grown, factor.Rat())
			return v.Add(v, x.Base.Rat())
		}
		if v := at(least); v.Cmp(low) < 0 {
			low = v
		}
		if v := at(most); v.Cmp(high) > 0 {
			high = v
		}
		ground += fmt.Sprintf("和往年 %d 项同类任务后来的结果", len(before))
	}
	// what is reached does not go away, whichever way the figure goes
	up := x.Base.Cmp(x.Target) < 0
	if reached := last.figure.Rat(); up && low.Cmp(reached) < 0 {
		low = reached
	} else if !up && high.Cmp(reached) > 0 {
		high = reached
	}
	n := x.Target.Places()
	f.Low, f.High = round(low, n), round(high, n)
	if up {
		f.Missed, f.Doubtful = f.High.Cmp(x.Target) < 0, f.Low.Cmp(x.Target) < 0
	} else {
		f.Missed, f.Doubtful = f.Low.Cmp(x.Target) > 0, f.High.Cmp(x.Target) > 0
	}
	f.Sentence = fmt.Sprintf("按%s，到 %d 月预计 %s～%s%s", ground, t.Terms.DueOn.Month, f.Low, f.High, x.Unit)
	return f, true
}

// Foretellable says that a task has a figure on its way, with days left for it.
func (t *Task) Foretellable(on civil.Date) bool {
	x := t.Terms.Figure
	return x != nil && x.Course != Constant && !x.AtMost && !t.State.Ended() && on.Before(t.Terms.DueOn)
}

// Told is the middle of a forecast at the end of a month, for the tasks of later
// years to compare with; ok is false where the series was too short.
func (t *Task) Told(month civil.Month) (middle quantity.Decimal, ok bool) {
	x := t.Terms.Figure
	if x == nil || x.Course == Constant || x.AtMost {
		return middle, false
	}
	series := t.series(month)
	if len(series) < leastMonths {
		return middle, false
	}
	last := series[len(series)-1]
	left := civil.MonthOf(t.Terms.DueOn).Number() - last.month.Number()
	if left < 1 {
		return middle, false
	}
	told, _ := ahead(last.figure, increments(series), left)
	return round(told, x.Target.Places()+2), true
}

type reached struct {
	month  civil.Month
	figure quantity.Decimal
}

// series are the figures that count, month by month up to one, from the base on.
func (t *Task) series(by civil.Month) (all []reached) {
	all = append(all, reached{civil.MonthOf(t.Terms.BeginsOn).Plus(-1), t.Terms.Figure.Base})
	if len(t.Allocation) > 0 {
		for _, s := range t.Sums {
			if !by.Before(s.Month) {
				all = append(all, reached{s.Month, s.Figure})
			}
		}
		return all
	}
	for i := range t.Reports {
		if r := &t.Reports[i]; r.Counts() && r.Figure != nil && !by.Before(r.Month) {
			all = append(all, reached{r.Month, *r.Figure})
		}
	}
	return all
}

// increments are those of the last six steps of a series, each by the month.
func increments(series []reached) (steps []*big.Rat) {
	for i := max(1, len(series)-6); i < len(series); i++ {
		months := series[i].month.Number() - series[i-1].month.Number()
		if months < 1 {
			continue
		}
		d := minus(series[i].figure, series[i-1].figure)
		steps = append(steps, d.Quo(d, big.NewRat(months, 1)))
	}
	return steps
}

// ahead goes on from a figure by the mean of steps for so many months; sigma is
// 1.28 standard deviations of that sum, which holds eight cases of ten.
func ahead(from quantity.Decimal, steps []*big.Rat, months int64) (told, sigma *big.Rat) {
	n := big.NewRat(int64(len(steps)), 1)
	mean, square := new(big.Rat), new(big.Rat)
	for _, s := range steps {
		mean.Add(mean, s)
		square.Add(square, new(big.Rat).Mul(s, s))
	}
	mean.Quo(mean, n)
	square.Quo(square, n)
	square.Sub(square, new(big.Rat).Mul(mean, mean))
	told = new(big.Rat).Mul(mean, big.NewRat(months, 1))
	told.Add(told, from.Rat())
	square.Mul(square, big.NewRat(months, 1))
	return told, root(square).Mul(root(square), big.NewRat(128, 100))
}

// root is the square root, to six digits after the point; 0 of what is below.
func root(r *big.Rat) *big.Rat {
	if r.Sign() <= 0 {
		return new(big.Rat)
	}
	scaled := new(big.Int).Mul(r.Num(), big.NewInt(1_000_000_000_000))
	scaled.Quo(scaled, r.Denom())
	return new(big.Rat).SetFrac(scaled.Sqrt(scaled), big.NewInt(1_000_000))
}
