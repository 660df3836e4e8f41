package proofread

import (
	"fmt"
	"math"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// A year's price change outside the first band (per cent) is worth a look: the
// GDP deflator of the PRC has hardly left it since 1998. Outside the second it
// is absurd, and the figures cannot all be right.
const (
	leastPrice, mostPrice      = -3.0, 8.0
	absurdFall, absurdIncrease = -6.0, 15.0
)

// targets: a level to be reached, the base it starts from and a yearly growth
// must agree. Levels are at current prices and growth at constant ones where
// the indicator says so; then the price change they imply is told.
func targets(r *statement.Report, k Knowledge, name string) []Alarm {
	var out []Alarm
	for i := range r.Measures {
		level := &r.Measures[i]
		if level.Status != statement.Target || level.Kind != statement.Level || level.Value.Sign() <= 0 {
			continue
		}
		for j := max(0, i-3); j < min(len(r.Measures), i+4); j++ {
			growth := &r.Measures[j]
			if growth.Kind != statement.Growth || growth.Status != statement.Target || growth.To != nil || growth.Value.Sign() <= 0 || !sameThing(level, growth) || growth.Sentence != level.Sentence || !beside(r, i, j) {
				continue
			}
			years := growth.Period.Years()
			end := level.Period.To
			if end == 0 || years < 1 || years > 1 && growth.Period.To != end {
				continue
			}
			base := baseOf(r, level, end-years)
			if base == nil {
				continue
			}
			if a, ok := judge(k, name, base, level, growth, years); ok {
				out = append(out, a)
			}
			break
		}
	}
	return out
}

// beside says that two measures of a sentence belong together: no other level
// or growth and no semicolon stands between them.
func beside(r *statement.Report, i, j int) bool {
	if i > j {
		i, j = j, i
	}
	for n := i + 1; n < j; n++ {
		if k := r.Measures[n].Kind; k == statement.Level || k == statement.Growth {
			return false
		}
	}
	between := words(r, r.Measures[i].Span.End, r.Measures[j].Span.Start)
	return between != "" && !strings.ContainsAny(between, "；。")
}

// baseOf finds the level of the same thing in a year, in the same unit.
func baseOf(r *statement.Report, level *statement.Measure, year int) *statement.Measure {
	for i := range r.Measures {
		b := &r.Measures[i]
		if b.Kind == statement.Level && b.Status == statement.Done && b.Period.To == year && b.Period.From == year && b.Unit == level.Unit && sameThing(b, level) && b.Value.Sign() > 0 {
			return b
		}
	}
	return nil
}

func judge(k Knowledge, name string, base, level, growth *statement.Measure, years int) (Alarm, bool) {
	ratio := level.Value.Float() / base.Value.Float()
	implied := (math.Pow(ratio, 1/float64(years)) - 1) * 100
	g := growth.Value.Float()
	price := ((1+implied/100)/(1+g/100) - 1) * 100
	reached := base.Value.Float() * math.Pow(1+g/100, float64(years))
	yearly := "年均"
	a := Alarm{Rule: name, Places: []cite.Span{level.Span, growth.Span, base.Span}}
	if years == 1 {
		yearly = ""
		a.Sum = fmt.Sprintf("%s × (1 + %s) = %.1f，文中 %s；由 %s 到 %s 是增长 %.2f%%", show(base), show(growth), reached, show(level), show(base), show(level), implied)
	} else {
		a.Sum = fmt.Sprintf("%s × (1 + %s)^%d = %.1f，文中 %s；由 %s 到 %s，%d 年年均 %.2f%%", show(base), show(growth), years, reached, show(level), show(base), show(level), years, implied)
	}
	if k.constant(level) {
		if math.Abs(price) < 0.05 {
			return a, false
		}
		a.Sum += fmt.Sprintf("；隐含价格%s变动 %.1f%%", yearly, price)
		switch {
		case price < absurdFall || price > absurdIncrease:
			a.Grade = Wrong
			a.Sentence = fmt.Sprintf("%s的目标 %s 与%s增长 %s 对不上：价格要%s变动 %.1f%% 才成立。", level.Subject, bounded(level), yearly, bounded(growth), yearly, price)
		case price < leastPrice || price > mostPrice:
			a.Grade = Doubt
			a.Sentence = fmt.Sprintf("%s的目标 %s 与%s增长 %s 可能对不上：价格要%s变动 %.1f%% 才成立，请核基数是否修订过。", level.Subject, bounded(level), yearly, bounded(growth), yearly, price)
		default:
			a.Grade = Note
			a.Sentence = fmt.Sprintf("%s从 %s 到 %s，%s增长 %s，隐含价格%s变动 %.1f%%，属正常。", level.Subject, show(base), bounded(level), yearly, bounded(growth), yearly, price)
		}
		return a, true
	}
	// one price basis: only rounding and the words of bound may part them
	if r := reached / level.Value.Float(); r > 2 || r < 0.5 {
		return a, false // another scope: a sum over years beside one year's level
	}
	gap := math.Abs(reached-level.Value.Float()) / level.Value.Float() * 100
	open := growth.Bound != statement.Exact || level.Bound != statement.Exact
	if gap < 3 || open && gap < 8 {
		return a, false
	}
	a.Grade = Doubt // never more: the base may have been revised since
	a.Sentence = fmt.Sprintf("%s的目标 %s 与%s增长 %s 可能对不上：按增速应为 %.1f%s。", level.Subject, bounded(level), yearly, bounded(growth), reached, level.Unit)
	return a, true
}
