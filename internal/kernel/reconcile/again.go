package reconcile

import (
	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// again finds a promise's figure set anew as a target of the year after, for
// the same thing. It is -1 where it is not.
func again(later *statement.Report, p *promise, t text, year int, y *rarity) int {
	for i := range later.Measures {
		m := &later.Measures[i]
		if m.Status != statement.Target || m.Kind != p.measure.Kind || !m.Period.Zero() && m.Period != civil.YearOf(year+1) {
			continue
		}
		a := amountOf(m)
		if a.of != p.amount.of || a.low.Cmp(p.amount.low) != 0 || a.top.Cmp(p.amount.top) != 0 || parted(p.subject, m.Subject) {
			continue
		}
		if l := y.alike(p.about, y.thingOf(m.Subject+"，"+t.words(t.around(m)))); l.recall >= leastAgain {
			return i
		}
	}
	return -1
}

const leastAgain = 0.5 // of the promised thing, in the clause that sets it anew

// once says that a promise is of a definite whole to be finished once, which
// is not finished if the year after sets it again.
func (p *promise) once() bool {
	return p.measure.Kind == statement.Level && hasAny(p.words, "全部") && hasAny(p.words, "投产", "投用", "投入使用", "竣工", "通车", "建成", "完工")
}

// unfinished answers a promise to finish a definite whole that nothing reports
// and the year after sets as a target again.
func (a *Answer) unfinished(later *statement.Report, p *promise, t text, year int, y *rarity) {
	if !p.once() {
		return
	}
	n := again(later, p, t, year, y)
	if n < 0 {
		return
	}
	m := &later.Measures[n]
	a.byFigure(t, t.around(m), n)
	a.Verdict = Missed
	a.Reason = "目标" + bare(p.subject) + figure(p.measure) + "，后一年报告没有报结果，又列为下一年任务：判为未完成。"
}
