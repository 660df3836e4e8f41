package reconcile

import (
	"math/big"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// wholes are means over two parts, which reports give in turn with them: the
// whole lies between its parts.
var wholes = []struct{ whole, one, other string }{
	{"居民收入", "城镇居民收入", "农村居民收入"},
}

// byParts answers a promise for a whole by what is reported of its parts. What
// both parts attain the whole attains, what neither attains it does not.
func (a *Answer) byParts(earlier *statement.Report, p *promise, results []result, before, after text, year int, y *rarity, k Knowledge) bool {
	if p.measure.Kind != statement.Growth {
		return false
	}
	subject := canonical(p.subject)
	for _, w := range wholes {
		if !strings.Contains(subject, w.whole) || strings.Contains(subject, w.one) || strings.Contains(subject, w.other) {
			continue
		}
		one, by := partGrowth(earlier, before, p, results, w.one, year)
		other, byOther := partGrowth(earlier, before, p, results, w.other, year)
		if one == nil || other == nil {
			return false
		}
		to := aimOf(p.measure, k)
		v := bothParts(judge(p.measure, p.amount, one, one, to), judge(p.measure, p.amount, other, other, to))
		first, last := by, byOther
		if first.clause.Start > last.clause.Start {
			first, last = last, first
		}
		s := first.clause
		if after.sentence(first.clause) == after.sentence(last.clause) {
			s = cite.Span{Start: first.clause.Start, End: last.clause.End}
		}
		a.byFigure(after, s, by.index)
		say := sayer{promise: p.measure, result: by.measure, to: to}
		end := sayVerdict[v]
		if v == Partly {
			end = "一头达到、一头未达，全体在两者之间，判为部分完成"
		}
		a.Verdict = v
		a.Reason = "目标" + bare(p.subject) + figure(p.measure) + "，结果只分报两部分：" + growthOf(by, one) + "，" + growthOf(byOther, other) + "，" + say.margin() + "：" + end + "。"
		return true
	}
	return false
}

// bothParts is the verdict on a whole from those on its two parts.
func bothParts(a, b Verdict) Verdict {
	switch {
	case a == b:
		return a
	case a == Missed || b == Missed:
		return Partly
	}
	return Met
}

// partGrowth is the growth of a part in the year, as reported or else reckoned
// from its levels in the two reports.
func partGrowth(earlier *statement.Report, before text, p *promise, results []result, name string, year int) (*big.Rat, *result) {
	var level *result
	for i := range results {
		r := &results[i]
		if r.wider || canonical(r.measure.Subject) != name {
			continue
		}
		switch r.measure.Kind {
		case statement.Growth:
			return r.amount.low, r
		case statement.Level:
			if level == nil {
				level = r
			}
		}
	}
	if level == nil {
		return nil, nil
	}
	for i := range earlier.Measures {
		m := &earlier.Measures[i]
		if canonical(m.Subject) != name || !isBase(m, level.measure, before, year) {
			continue
		}
		base := amountOf(m)
		got := new(big.Rat).Sub(level.amount.low, base.low)
		return got.Mul(got.Quo(got, base.low), hundred), level
	}
	return nil, nil
}

func growthOf(r *result, growth *big.Rat) string {
	out := bare(r.measure.Subject) + figure(r.measure)
	if r.measure.Kind == statement.Level {
		out += "（按上年报告推算变动" + percentage(growth) + "）"
	}
	return out
}

// bySum answers a promise for several things together (泵站和调蓄池6座) by
// the sum of what one sentence reports of each.
func (a *Answer) bySum(p *promise, results []result, after text, y *rarity, k Knowledge) bool {
	if p.measure.Kind != statement.Level {
		return false
	}
	heads := headsOf(p.subject)
	if len(heads) < 2 {
		return false
	}
	things := make([]thing, len(heads))
	for i, h := range heads {
		if things[i] = y.thingOf(h); !things[i].named() {
			return false
		}
	}
	for i := range results {
		if !counts(things[0], p, &results[i], y) {
			continue
		}
		found := []*result{&results[i]}
		for h := 1; h < len(things); h++ {
			for j := range results {
				r := &results[j]
				if r != found[0] && len(found) == h && r.measure.Sentence == found[0].measure.Sentence && counts(things[h], p, r, y) {
					found = append(found, r)
				}
			}
		}
		if len(found) < len(heads) {
			continue
		}
		sum, parts := new(big.Rat), make([]string, len(found))
		s := found[0].clause
		for n, r := range found {
			sum.Add(sum, r.amount.low)
			parts[n] = bare(r.measure.Subject) + figure(r.measure)
			s = cite.Span{Start: min(s.Start, r.clause.Start), End: max(s.End, r.clause.End)}
		}
		to := aimOf(p.measure, k)
		v := judge(p.measure, p.amount, sum, sum, to)
		a.byFigure(after, s, found[0].index)
		shown := quantity.FromRat(new(big.Rat).Quo(sum, p.amount.factor), 4).String() + p.measure.Unit
		a.Verdict = v
		a.Reason = "目标" + bare(p.subject) + figure(p.measure) + "，结果分报" + strings.Join(parts, "、") + "，合计" + shown + "，" + to.String() + "：" + sayVerdict[v] + "。"
		return true
	}
	return false
}

// headsOf are the things that a subject names together.
func headsOf(subject string) []string {
	return strings.FieldsFunc(string(bareName(subject)), func(r rune) bool { return r == '、' || r == '和' || r == '及' })
}

// counts says that a result counts one of the things alone, in the promise's unit and year.
func counts(head thing, p *promise, r *result, y *rarity) bool {
	if r.wider || r.measure.Kind != p.measure.Kind || r.amount.of != p.amount.of || oddCounts(p.measure.Unit, r.measure.Unit) || len(headsOf(r.measure.Subject)) > 1 {
		return false
	}
	l := y.alike(head, r.about)
	return l.recall >= 0.6 && l.both() >= 0.6
}
