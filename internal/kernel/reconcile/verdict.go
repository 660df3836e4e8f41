package reconcile

import (
	"math/big"
	"strings"
	"unicode/utf8"

	"duban/internal/kernel/statement"
)

var (
	one     = big.NewRat(1, 1)
	ten     = big.NewRat(10, 1)
	hundred = big.NewRat(100, 1)
)

// aim is the side on which a result is better than promised.
type aim int8

const (
	lower  aim = -1
	steady aim = 0 // neither side: prices
	higher aim = 1
)

func (a aim) String() string {
	return map[aim]string{lower: "越低越好", steady: "以接近目标为准", higher: "越高越好"}[a]
}

// aimOf reads the side from the promise itself: a promised fall and a ceiling
// ask for less, a floor for more; else from what is known of the indicator.
func aimOf(m *statement.Measure, k Knowledge) aim {
	low := k.LowerIsBetter != nil && k.LowerIsBetter(m.Indicator, m.Subject) || hasAny(m.Subject, lowWords...)
	fall := (m.Kind == statement.Growth || m.Kind == statement.Change) && m.Value.Sign() < 0
	switch {
	case hasAny(m.Subject, "消费价格", "CPI", "物价"):
		return steady
	case m.Kind == statement.Rank:
		return lower
	case fall:
		return lower
	case m.Bound == statement.AtLeast || m.Bound == statement.Over:
		return higher
	case m.Bound == statement.AtMost || m.Bound == statement.Under || low:
		return lower
	}
	return higher
}

var lowWords = []string{"失业率", "能耗", "能源消耗", "浓度", "死亡", "事故", "发生率", "发案", "排放", "赤字", "不良", "贫困发生", "综合指数", "办理时限", "办结时限", "审批时间", "债务率"}

// band is the width that 左右 and 约 leave on each side, in hundredths of the
// target: one twentieth. No rule of the statistics office says how wide 左右 is.
const band = 5

// spread is that width for a target, never under a tenth of a point for rates.
func spread(target *big.Rat, of family) *big.Rat {
	w := new(big.Rat).Mul(new(big.Rat).Abs(target), big.NewRat(band, 100))
	if tenth := big.NewRat(1, 10); (of == percent || of == points) && w.Cmp(tenth) < 0 {
		return tenth
	}
	return w
}

// judge compares a result with a target in the same unit.
func judge(m *statement.Measure, target amount, value, top *big.Rat, to aim) Verdict {
	low, high := target.low, target.top
	if m.Bound == statement.About {
		low = new(big.Rat).Sub(low, spread(low, target.of))
		high = new(big.Rat).Add(high, spread(high, target.of))
	}
	above, below := value.Cmp(high) > 0, top.Cmp(low) < 0
	switch to {
	case steady:
		switch {
		case above, below && m.Bound != statement.AtMost && m.Bound != statement.Under:
			return Missed
		}
		return Met
	case lower:
		above, below = below, above
	}
	switch {
	case below:
		return Missed
	case above:
		return Exceeded
	}
	return Met
}

// compare judges a direct answer and says why.
func compare(p *promise, r *result, q pair, k Knowledge) (Verdict, string) {
	r = r.asTaken(p)
	a, b := p.amount, r.amount
	to := aimOf(p.measure, k)
	say := sayer{promise: p.measure, result: r.measure, to: to}
	say.difference(a, b)
	if apart(p, r) && p.measure.Kind != statement.Level {
		return Unclear, say.sentence("结果是“" + r.topic + "”的，目标是全体的，不能比较")
	}
	if !q.equal && otherSize(p.size, r.size) && a.low.Cmp(b.low) == 0 {
		return Unclear, say.sentence("数字相同，但所说项目的个数或投资不同，当是别的项目，不能比较")
	}
	if p.measure.Kind == statement.Share && hasAny(p.words, "全年", "年均", "平均") && hasAny(r.words, "年末", "年底") {
		return Unclear, say.sentence("目标是全年的，结果是年末的，口径不同，不能比较")
	}
	if r.wider && !q.equal && takenIn(p, r, q) {
		return Met, say.sentence("结果包括目标在内，全部办成")
	}
	if r.wider && !q.equal && tooFew(p, r, q, to) {
		return Missed, say.sentence("结果是" + r.measure.Period.String() + "年累计，尚不及一年的目标")
	}
	if r.wider && !q.equal && !endState(p, r) {
		return Unclear, say.sentence("结果是" + r.measure.Period.String() + "年累计或年均数，目标是一年的，口径不同，不能比较")
	}
	if cumulative(r) && p.measure.Kind == statement.Growth {
		return Unclear, say.sentence("结果是累计增幅，目标是一年的，口径不同，不能比较")
	}
	if r.wider && q.equal && p.measure.Kind == statement.Growth {
		return Unclear, say.sentence("数字相同，但结果是" + r.measure.Period.String() + "年的数，目标是一年的，口径不同，不能比较")
	}
	if r.wider && q.equal {
		return Met, say.sentence("数字与目标相同（出自" + r.measure.Period.String() + "年的回顾）")
	}
	if q.equal && !q.sibling && !narrower(p.naming.canon, r.naming.canon) {
		if shortfall(r.measure, to) {
			return Missed, say.sentence("结果接近而未到目标")
		}
		return Met, say.sentence("与目标相同")
	}
	if to == higher && rounded(a, b) && !otherScope(p, r, q) {
		return Met, say.sentence("结果是整数，与目标取整后相同")
	}
	if otherScope(p, r, q) {
		return Unclear, say.sentence("两处对象不尽相同（目标“" + bare(p.subject) + "”，结果“" + bare(r.measure.Subject) + "”），口径不同，不能比较")
	}
	v := judge(p.measure, a, b.low, b.top, to)
	if v == Missed && headless(p, r, q) {
		return Unclear, say.sentence("结果没有提到目标所说之物，只提到它的定语，不能比较")
	}
	part, whole := q.part || apart(p, r) || threshold(r.measure.Subject) && !threshold(p.said) || q.kin > 0 || r.scope.grade.within(p.scope.grade), q.kin < 0 || r.scope.grade != 0 && p.scope.grade.within(r.scope.grade)
	switch {
	case part && v == Missed:
		return Unclear, say.sentence("结果只报了其中一级或一类，是目标的一部分，不能比较")
	case whole && allDone(r.words):
		return Met, say.sentence("结果包括目标在内，全部办成")
	case whole && v != Missed:
		return Unclear, say.sentence("结果包括目标以外的级别或类别，不能比较")
	case v == Missed && allDone(r.words):
		return Unclear, say.sentence("后一年报告说全部办成，但个数与目标不符，不能比较")
	}
	if v == Missed && r.begun != nil && p.measure.Kind == statement.Level && judge(p.measure, a, new(big.Rat).Add(b.low, r.begun), new(big.Rat).Add(b.top, r.begun), to) != Missed {
		return Partly, say.sentence("加上在建的才到目标，判为部分完成")
	}
	if (v == Met || v == Exceeded) && onlyBegun(p, r) {
		return Partly, say.sentence("数量已到，但结果只说开工或推进，尚未完成")
	}
	return v, say.sentence(sayVerdict[v])
}

// shortfall says that the bound puts the truth on the bad side of its value.
func shortfall(m *statement.Measure, to aim) bool {
	return to == higher && m.Bound == statement.Under || to == lower && m.Bound == statement.Over && m.Kind == statement.Level
}

// takenIn says that a run of years has done all of a kind, and so those that
// were promised, which are not more.
func takenIn(p *promise, r *result, q pair) bool {
	return p.measure.Kind == statement.Level && r.measure.Kind == statement.Level && allDone(r.words) && r.amount.low.Cmp(p.amount.top) >= 0 &&
		(allDone(p.words) || !otherScope(p, r, q))
}

// tooFew says that several years together did not do what one was to do.
func tooFew(p *promise, r *result, q pair, to aim) bool {
	return to == higher && p.measure.Kind == statement.Level && r.measure.Kind == statement.Level && r.amount.top.Cmp(p.amount.low) < 0 &&
		!hasAny(r.words, "年均", "平均", "每年") && !apart(p, r) && !threshold(r.measure.Subject) && !otherScope(p, r, q)
}

// threshold says that only what passes a size is counted: 营业收入超百亿元的集群.
func threshold(words string) bool {
	for _, w := range []string{"超百亿", "超十亿", "超亿元", "超千万", "超百万", "过亿元", "过百亿", "过十亿", "过千万", "亿元以上", "万元以上"} {
		if strings.Contains(words, w) {
			return true
		}
	}
	return false
}

// cumulative says that a figure adds up years, though it names none.
func cumulative(r *result) bool {
	return strings.Contains(r.words, "累计") && !hasAny(r.words, "全年", "今年", "一年")
}

// flowWords tell of what was done in a time, not of what stands at its end.
var flowWords = []string{"累计", "新增", "新建", "新改建", "建设", "改造", "完成", "实施", "年均", "投入", "争取", "引进", "培育", "转移", "培训", "治理", "发放", "举办", "开展", "新发展", "净增", "出栏", "建成"}

// endState says that a figure over several years tells how things stood at
// their end, so that the promised year's stock can be read from it.
func endState(p *promise, r *result) bool {
	switch r.measure.Kind {
	case statement.Share, statement.Rank:
		return true
	case statement.Level:
		if hasAny(p.said, "达到", "达", "保持在", "稳定在") && !added(p.subject) && !hasAny(r.said, flowWords...) {
			return true
		}
		return !added(p.subject) && !hasAny(r.words, "累计", "新增", "新建", "建设", "改造", "完成", "实施", "年均", "投入", "争取") &&
			hasAny(r.words, "达到", "达", "突破", "超过", "增至", "增加到", "提高到", "稳定在", "保持在", "上升到", "降至", "下降到")
	}
	return false
}

// otherScope says that the result names clearly less or clearly other than was
// promised. The same indicator is the same scope.
func otherScope(p *promise, r *result, q pair) bool {
	if narrower(p.naming.canon, r.naming.canon) {
		return true
	}
	if sameFactory(p, r) || around(p, r, q) {
		return false
	}
	if c := p.measure.Indicator; c != "" && c == r.measure.Indicator {
		return false
	}
	if hasAny(p.said, "新开工", "新安排") && hasAny(r.said, "基本建成", "竣工交付") {
		return true // of what takes years those begun in a year are not those finished in it
	}
	if q.sibling || assigned(r.said) && !assigned(p.said) || strings.Contains(p.said, "指标") != strings.Contains(r.said, "指标") {
		return true // a quota of land is not the land
	}
	if added(p.subject) && !added(r.measure.Subject) && !added(r.words) && standing(r.words) && p.measure.Kind == statement.Level {
		return true
	}
	if hasAny(p.subject, "和", "、", "及") && q.own < 0.7 {
		return true
	}
	if strings.Contains(p.words, "分别") && !strings.Contains(r.words, "分别") && strings.Contains(r.said, "、") && hasAny(r.said, "两大", "三大", "四大", "五大", "合计", "共") {
		return true // one figure of all, where each was promised its own
	}
	if utf8.RuneCountInString(r.naming.bare) >= 4 && strings.HasSuffix(p.naming.bare, r.naming.bare) {
		return false // 全网销售额 answers 电商全网销售额
	}
	return !q.part && p.naming.plain != r.naming.plain && (q.like.recall < 0.6 || q.like.precision < 0.4)
}

// allDone says that all of what is counted was done: 20项民生实事全部办结.
func allDone(words string) bool {
	return hasAny(words, "全线") && hasAny(words, "通水", "通车", "贯通", "完工", "投用") || hasAny(words, "全部", "均已", "悉数") && hasAny(words, "完成", "办结", "办成", "兑现", "落实到位", "建成", "脱贫", "清零", "销号", "投用")
}

// rounded says that a result is the target in fewer figures, and within a
// hundredth of it: 360亩 of 359亩.
func rounded(target, value amount) bool {
	t, v := target.low, value.low
	if t.Sign() <= 0 || v.Sign() <= 0 || t.Cmp(v) == 0 || target.top.Cmp(t) != 0 || value.top.Cmp(v) != 0 {
		return false
	}
	gap := new(big.Rat).Sub(t, v)
	if gap.Abs(gap).Cmp(new(big.Rat).Mul(t, big.NewRat(1, 100))) > 0 {
		return false
	}
	// the place of the result's last figure that is not nought
	place := new(big.Rat).Set(value.factor)
	for new(big.Rat).Quo(v, place).IsInt() {
		place.Mul(place, ten)
	}
	for !new(big.Rat).Quo(v, place).IsInt() {
		place.Quo(place, ten)
	}
	if new(big.Rat).Quo(t, place).IsInt() {
		return false
	}
	half := new(big.Rat).Quo(place, big.NewRat(2, 1))
	return gap.Cmp(half) < 0
}

// onlyBegun says that a finish or an addition was promised and only a beginning
// is reported.
func onlyBegun(p *promise, r *result) bool {
	if p.measure.Kind != statement.Level || hasAny(r.words, finishWords...) {
		return false
	}
	return hasAny(p.subject, finishWords...) && hasAny(r.words, begunWords...) || added(p.subject) && !added(r.words) && hasAny(r.words, "加快建设", "正在建设", "在建", "抓紧建设")
}
