package reconcile

import (
	"math/big"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// places are what stands between two figures of one deed: 43个村、1.6万户.
var places = strings.NewReplacer("、", "", "村", "", "庄", "", "小区", "", "社区", "", "乡镇", "", "学校", "", "共", "", "，", "|", ",", "|", " ", "", "\n", "", "\r", "", "以上", "", "余", "")

// joint says that two figures tell of one deed in two ways, the places and
// the households, with nothing of their own between them.
func (t text) joint(a, b *statement.Measure) bool {
	if a.Span.End > b.Span.Start || b.Span.Start-a.Span.End > 4 || a.Kind != statement.Level || b.Kind != statement.Level || a.Unit == b.Unit {
		return false
	}
	return places.Replace(t.words(cite.Span{Start: a.Span.End, End: b.Span.Start})) == ""
}

// noun is the character that a counting word counts: 村 in 43个村.
func (t text) noun(m *statement.Measure) rune {
	if m.Unit == "个" && m.Span.End < len(t) {
		return t[m.Span.End]
	}
	return 0
}

// byTwin answers a promise without a result of its own by the figure that is
// joined to the answer of the figure it is joined to.
func (a *Answer) byTwin(earlier, later *statement.Report, p *promise, i int, promises []promise, results []result, given map[int]pair, before, after text, k Knowledge) bool {
	if p.measure.Kind != statement.Level || p.amount.of == "元" {
		return false
	}
	for _, step := range []int{-1, 1} {
		n := p.index + step
		if n < 0 || n >= len(earlier.Measures) || !before.joint(&earlier.Measures[min(n, p.index)], &earlier.Measures[max(n, p.index)]) {
			continue
		}
		for j, q := range given {
			if promises[j].index != n || q.relation != direct {
				continue
			}
			by := results[q.result].index - step
			for r := range results {
				m := results[r].measure
				if results[r].index != by || !after.joint(&later.Measures[min(by, by+step)], &later.Measures[max(by, by+step)]) || before.noun(p.measure) != after.noun(m) ||
					results[r].amount.of != p.amount.of || oddCounts(p.measure.Unit, m.Unit) || taken(given, r) {
					continue
				}
				sure := pair{promise: i, result: r, relation: direct, like: likeness{1, 1}, own: 1}
				sure.equal = p.amount.low.Cmp(results[r].amount.low) == 0 && p.amount.top.Cmp(results[r].amount.top) == 0
				given[i] = sure
				a.byFigure(after, results[r].clause, by)
				a.Verdict, a.Reason = compare(p, &results[r], sure, k)
				return true
			}
		}
	}
	return false
}

// besides answers a promise by the words that answered the one joined to it in
// its clause, where they name its thing as well: 完成A和B, and A、B都已成景.
func (a *Answer) besides(p, first *promise, by *Answer, y *rarity) {
	if p.measure == nil || first.measure == nil || p.words != first.words || by.Result == nil || by.ByResult >= 0 || by.Verdict != Unclear {
		return
	}
	if l := y.alike(p.about, y.thingOf(by.Result.Text)); l.recall < leastBesides || parted(p.subject, by.Result.Text) {
		return
	}
	quote := *by.Result
	a.Result, a.Verdict = &quote, Unclear
	a.Reason = "目标" + bare(p.subject) + figure(p.measure) + "，结果“" + brief(quote.Text) + "”：事已报告，数没有报告，不能比较。"
}

const leastBesides = 0.33 // of what is promised, in words that answer what it is joined to

func taken(given map[int]pair, result int) bool {
	for _, q := range given {
		if q.result == result {
			return true
		}
	}
	return false
}

// size is the other figure of what is counted and summed at once: of
// 总投资9亿元的10个项目 the sum for the count, the count for the sum.
func (t text) size(all []statement.Measure, i int) *big.Rat {
	describes := func(a, b int) bool {
		if a < 0 || b >= len(all) || !strings.HasSuffix(all[a].Unit, "元") || all[a].Span.End > all[b].Span.Start {
			return false
		}
		at := t.describes(t.around(&all[b]), &all[a])
		return at > 0 && at <= all[b].Span.Start && t.trim(cite.Span{Start: at, End: all[b].Span.Start}).Empty()
	}
	switch {
	case describes(i-1, i):
		return amountOf(&all[i-1]).low
	case describes(i, i+1):
		return amountOf(&all[i+1]).low
	}
	return nil
}

// otherSize says that two figures are of other things, by the figures that go
// with them, though they may be the same.
func otherSize(p, r *big.Rat) bool { return p != nil && r != nil && p.Cmp(r) != 0 }
