package reconcile

import (
	"math/big"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// places are what stands between two figures of one deed: 43个村、1.6万户.
var places = strings.NewReplacer("、", "", "村", "", "庄", "", "小区", "", "社区", "", "乡镇", "", "学校", "", "共", "", "，", "|", ",", "|", " ", "", "\n", "", "\r", "", "以上", "", "余", "")

// joined says that two neighbouring figures tell of one deed in two ways, the
// places and the households, with nothing of their own between them.
func joined(r *statement.Report, t text, i, j int) bool {
	i, j = min(i, j), max(i, j)
	if i < 0 || j >= len(r.Measures) {
		return false
	}
	a, b := &r.Measures[i], &r.Measures[j]
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

// twin answers a promise without a result of its own by the figure that is
// joined to the answer of the figure it is joined to.
func twin(promises []promise, i int, results []result, given map[int]pair, earlier, later *statement.Report, before, after text) (pair, bool) {
	p := &promises[i]
	if p.measure == nil || p.measure.Kind != statement.Level || p.amount.of == "元" {
		return pair{}, false
	}
	for _, step := range []int{-1, 1} {
		n := p.index + step
		if !joined(earlier, before, p.index, n) {
			continue
		}
		for j, q := range given {
			if promises[j].index != n || q.relation != direct {
				continue
			}
			first := results[q.result].index
			for k := range results {
				r := &results[k]
				if r.index != first-step || !joined(later, after, r.index, first) || taken(given, k) || before.noun(p.measure) != after.noun(r.measure) ||
					r.amount.of != p.amount.of || oddCounts(p.measure.Unit, r.measure.Unit) {
					continue
				}
				equal := p.amount.low.Cmp(r.amount.low) == 0 && p.amount.top.Cmp(r.amount.top) == 0
				return pair{promise: i, result: k, relation: direct, like: likeness{1, 1}, own: 1, equal: equal}, true
			}
		}
	}
	return pair{}, false
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

// asTaken is a result that tells of a fall (贫困人口减少1200人), where so many
// were promised to be taken away (1000名贫困人口脱贫): the number taken.
func (r *result) asTaken(p *promise) *result {
	if p.measure.Kind != statement.Level || r.measure.Kind != statement.Change || r.measure.Value.Sign() >= 0 || !hasAny(p.said, "脱贫", "减少", "减贫", "压减", "淘汰", "化解", "退出") {
		return r
	}
	m, out := *r.measure, *r
	m.Kind, m.Value, m.Indicator, m.Subject = statement.Level, m.Value.Neg(), "", "减少"+m.Subject
	if m.To != nil {
		to := m.To.Neg()
		m.To = &to
	}
	out.measure, out.amount = &m, amountOf(&m)
	return &out
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
