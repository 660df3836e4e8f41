package reconcile

import (
	"math/big"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// atConstantPrices says that growth of the indicator is stated at constant
// prices, so that two levels at current prices do not give it. The statistics
// office does so for product and value added; revenue, sales, investment and
// incomes are compared as they stand.
func atConstantPrices(m *statement.Measure, k Knowledge) bool {
	if k.AtConstantPrices != nil && k.AtConstantPrices(m.Indicator, m.Subject) {
		return true
	}
	return hasAny(m.Subject, "生产总值", "GDP", "增加值", "经济增长", "经济总量", "能耗")
}

// baseLevel finds what the earlier report says the promised thing stood at the
// year before.
func baseLevel(earlier *statement.Report, before text, p *promise, like *statement.Measure, year int, y *rarity) *statement.Measure {
	var found *statement.Measure
	best := 0.8
	for i := range earlier.Measures {
		m := &earlier.Measures[i]
		if !isBase(m, like, before, year) {
			continue
		}
		s := y.alike(p.about, y.thingOf(m.Subject)).both()
		if c := p.measure.Indicator; c != "" && c == m.Indicator {
			s = max(s, 0.95)
		}
		if s > best && !parted(p.subject, m.Subject) {
			found, best = m, s
		}
	}
	return found
}

// isBase says that a measure is a level like another, of the year before or of
// the end of some years up to it.
func isBase(m, like *statement.Measure, before text, year int) bool {
	if m.Status != statement.Done || m.Kind != like.Kind || m.From || m.Value.Sign() == 0 || m.Period.To != year-1 {
		return false
	}
	if m.Unit != like.Unit {
		a, _ := unitOf(m.Unit)
		if b, _ := unitOf(like.Unit); a != b {
			return false
		}
	}
	if m.Period == civil.YearOf(year-1) {
		return true
	}
	words := before.words(before.around(m))
	return !hasAny(words, flowWords...) && hasAny(words, "达到", "达", "突破", "增长到", "增至", "增加到", "发展到", "提高到")
}

// percentage writes a reckoned growth to one place.
func percentage(r *big.Rat) string { return quantity.FromRat(r, 1).String() + "%" }

// leeway is how far a reckoned growth may pass its target before it is called
// exceeded: the base year is often revised after its report.
var leeway = big.NewRat(1, 1)

// farOff is the growth, in per cent, past which two levels are not of one thing.
var farOff = big.NewRat(500, 1)

// reckon judges a level against a promised growth or change, over the base
// year's level in the earlier report.
func reckon(earlier *statement.Report, before text, p *promise, r *result, year int, y *rarity, k Knowledge) (Verdict, string) {
	say := sayer{promise: p.measure, result: r.measure, to: aimOf(p.measure, k)}
	if cumulative(r) {
		return Unclear, say.sentence("结果是累计数，目标是一年的，口径不同，不能比较")
	}
	if r.wider && !endState(p, r) {
		return Unclear, say.sentence("结果是" + r.measure.Period.String() + "年的数，目标是一年的，口径不同，不能比较")
	}
	from := baseLevel(earlier, before, p, r.measure, year, y)
	if from == nil {
		return Unclear, say.sentence("目标是增幅、结果只有总量，上年报告没有可比的基数，不能换算")
	}
	a, b, c := amountOf(p.measure), amountOf(r.measure), amountOf(from)
	got := new(big.Rat).Sub(b.low, c.low)
	unit := p.measure.Unit
	if p.measure.Kind == statement.Growth {
		got.Mul(got.Quo(got, c.low), hundred)
		unit = "%"
	}
	shown := quantity.FromRat(new(big.Rat).Quo(got, a.factor), 1).String() + unit
	how := "按上年报告的" + from.Value.String() + from.Unit + "推算变动" + shown
	if p.measure.Kind == statement.Growth && atConstantPrices(p.measure, k) {
		return Unclear, say.sentence(how + "，但目标按可比价、推算按现价，口径不同，不能比较")
	}
	if narrower(p.naming.canon, r.naming.canon) {
		return Unclear, say.sentence(how + "，但两处范围不同，不能比较")
	}
	if p.measure.Kind == statement.Growth {
		switch {
		case hasAny(p.words, "可比"):
			return Unclear, say.sentence(how + "，但目标按可比口径，不能比较")
		case new(big.Rat).Abs(got).Cmp(farOff) > 0:
			return Unclear, say.sentence(how + "，相去过远，基数口径已变，不能比较")
		}
	}
	v := judge(p.measure, a, got, got, say.to)
	if v == Exceeded && new(big.Rat).Abs(new(big.Rat).Sub(got, a.low)).Cmp(leeway) <= 0 && p.measure.Kind == statement.Growth {
		v = Met
	}
	return v, say.sentence(how + "，" + sayVerdict[v] + "（推算，基数可能已修订）")
}

// stockWords say that a figure tells what stands.
var stockWords = []string{"已", "累计", "达到", "达", "总数", "总量", "拥有", "现有", "发展到", "保有量"}

// risen judges a stock against a promise of so many anew, over the stock that
// the earlier report gave. ok is false where it gave none.
func risen(earlier *statement.Report, before text, p *promise, r *result, year int, y *rarity, k Knowledge) (Verdict, string, bool) {
	fresh := added(p.said) || hasAny(p.said, "新建", "新改建", "再建", "再增")
	if !fresh || p.measure.Kind != statement.Level || r.measure.Kind != statement.Level || added(r.said) || hasAny(r.said, "新建") || !hasAny(r.said, stockWords...) || threshold(r.measure.Subject) != threshold(p.said) {
		return "", "", false
	}
	from := baseLevel(earlier, before, p, r.measure, year, y)
	if from == nil {
		return "", "", false
	}
	if c := before.words(before.around(from)); added(c) || hasAny(c, "新建") || !hasAny(c, stockWords...) {
		return "", "", false
	}
	got := new(big.Rat).Sub(r.amount.low, amountOf(from).low)
	if got.Sign() <= 0 {
		return "", "", false
	}
	say := sayer{promise: p.measure, result: r.measure, to: aimOf(p.measure, k)}
	v := judge(p.measure, p.amount, got, got, say.to)
	shown := quantity.FromRat(new(big.Rat).Quo(got, p.amount.factor), 2).String() + p.measure.Unit
	return v, say.sentence("按上年报告的" + from.Value.String() + from.Unit + "推算新增" + shown + "，" + sayVerdict[v] + "（推算，基数可能已修订）"), true
}

// overPlan judges by the share of the year's plan that was done.
func overPlan(p *promise, r *result, k Knowledge) (Verdict, string) {
	say := sayer{promise: p.measure, result: r.measure, to: aimOf(p.measure, k)}
	if amountOf(r.measure).low.Cmp(hundred) >= 0 {
		return Met, say.sentence("未给完成数，只给完成计划的比例，已过100%，间接判为完成")
	}
	return Missed, say.sentence("未给完成数，只给完成计划的比例，不到100%")
}

// implied finds a promise's figure again in the later report's new plan: this
// year's figure less its stated change over last year is last year's plan.
func implied(later *statement.Report, p *promise, t text, year int, y *rarity) (int, string) {
	if p.measure.Kind != statement.Level && p.measure.Kind != statement.Share {
		return -1, ""
	}
	a := amountOf(p.measure)
	for i := range later.Measures {
		c := &later.Measures[i]
		if c.Status != statement.Target || c.Kind != statement.Change || !c.Period.Zero() && c.Period != civil.YearOf(year+1) || parted(p.subject, c.Subject) {
			continue
		}
		subject := y.thingOf(c.Subject)
		if (c.Indicator == "" || c.Indicator != p.measure.Indicator) && y.alike(p.about, subject).both() < 0.8 && y.alike(subject, p.told).recall < 0.8 {
			continue
		}
		clause := t.around(c)
		if i == 0 || !clause.Contains(later.Measures[i-1].Span) || !hasAny(t.words(clause), "上年", "去年") {
			continue
		}
		n := &later.Measures[i-1]
		d, b := amountOf(c), amountOf(n)
		if n.Kind != p.measure.Kind || n.Status != statement.Target || b.of != a.of || d.of != a.of && !(d.of == points && a.of == percent) {
			continue
		}
		if new(big.Rat).Sub(b.low, d.low).Cmp(a.low) == 0 {
			return i, "目标" + bare(p.subject) + figure(p.measure) + "，后一年报告安排" + figure(n) + "、比上年变动" + figure(c) + "，倒推上年安排正是" + figure(p.measure) + "；执行结果未另报，按安排判为完成"
		}
	}
	return -1, ""
}
