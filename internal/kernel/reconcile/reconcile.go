package reconcile

import (
	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// Knowledge (知识) is what other rooms know and Reconcile asks. A function left
// out knows nothing.
type Knowledge struct {
	// LowerIsBetter says that less of an indicator is better: 失业率. code is ""
	// where the indicator is not known.
	LowerIsBetter func(code, subject string) bool
	// AtConstantPrices says that the indicator's growth is stated at constant
	// prices, so that levels at current prices do not give it.
	AtConstantPrices func(code, subject string) bool
}

// Reconcile (对账) answers each promise that the earlier report makes for its
// coming year with what the later one reports of that year, in the order of
// the promises.
func Reconcile(earlier, later *statement.Report, k Knowledge) []Answer {
	before, after := textOf(earlier), textOf(later)
	year := promisedYear(earlier, later)
	y := learned(before, after)
	promises := promisesOf(earlier, before, year, y)
	results := resultsOf(later, after, year, y)
	deeds := deedsOf(clausesOf(later, after, func(s statement.Section) bool { return s.Role == statement.Review }), after, later.Measures, y)
	given, rest := couple(promises, results, y)
	out := make([]Answer, 0, len(promises))
	for i := range promises {
		p := &promises[i]
		a := Answer{Promise: before.quote(p.span), Measure: p.index, ByResult: -1, Verdict: Unanswered}
		q, ok := given[i]
		if s, shared := rest[i]; !ok && shared {
			if v, _ := compare(p, &results[s.result], s, k); v == Unclear {
				q, ok = s, true
			}
		}
		if !ok {
			if s, joint := twin(promises, i, results, given, earlier, later, before, after); joint {
				q, ok, given[i] = s, true, s
			}
		}
		switch {
		case p.measure == nil:
			a.inWords(p, before, after, deeds, y)
		case (!ok || q.relation != direct || narrower(p.naming.canon, results[q.result].naming.canon)) && a.byParts(earlier, p, results, before, after, year, y, k):
		case (!ok || !q.equal) && a.bySum(p, results, after, y, k):
		case ok:
			r := &results[q.result]
			a.byFigure(after, after.named(r, y), r.index)
			a.Likeness = min(q.like.both(), 1)
			switch q.relation {
			case direct:
				a.Verdict, a.Reason = compare(p, r, q, k)
				if a.Verdict == Unclear && p.measure.Kind == statement.Level && r.amount.top.Cmp(p.amount.low) < 0 && hasAny(p.said, "达到", "达") && aimOf(p.measure, k) == higher && again(later, p, after, year, y) >= 0 {
					say := sayer{promise: p.measure, result: r.measure, to: higher}
					a.Verdict, a.Reason = Missed, say.sentence("后一年报告又以同一数为下一年目标，判为未达目标")
				}
				if a.Verdict == Unclear {
					if v, why, ok := risen(earlier, before, p, r, year, y, k); ok {
						a.Verdict, a.Reason = v, why
					}
				}
				if r.wider && (a.Verdict == Unclear || a.Verdict == Met && !q.equal && allDone(r.words)) {
					// words about the year tell more than a figure of several
					b := Answer{Promise: a.Promise, Measure: a.Measure, ByResult: -1, Verdict: Unanswered}
					if b.echoed(p, after, deeds, y, k); b.Result != nil && b.Verdict != Unclear {
						a = b
					}
				}
			case planned:
				a.Verdict, a.Reason = overPlan(p, r, k)
			case reckoned:
				a.Verdict, a.Reason = reckon(earlier, before, p, r, year, y, k)
			default:
				say := sayer{promise: p.measure, result: r.measure, to: aimOf(p.measure, k)}
				a.Verdict, a.Reason = Unclear, say.sentence("两处说法不同类（总量、增幅或比例），不能比较")
			}
		default:
			if n, why := implied(later, p, after, year, y); n >= 0 {
				a.byFigure(after, after.around(&later.Measures[n]), n)
				a.Verdict, a.Reason = Met, why+"。"
				break
			}
			if a.echoed(p, after, deeds, y, k); a.Result == nil {
				a.byLead(p, after, deeds, y)
			}
			if a.Result == nil || a.Verdict == Unclear {
				a.byNames(p, before, after, deeds, y)
			}
			if a.Result == nil {
				a.harvested(p, after, deeds)
			}
			if a.Result == nil {
				a.unfinished(later, p, after, year, y)
			}
		}
		if a.Result == nil && i > 0 && len(out) == i {
			a.besides(p, &promises[i-1], &out[i-1], y)
		}
		if a.Verdict == Unanswered {
			a.Reason = "承诺“" + brief(a.Promise.Text) + "”：后一年报告没有回应。"
		}
		out = append(out, a)
	}
	return out
}

func textOf(r *statement.Report) text {
	if r.Document == nil {
		return nil
	}
	return text([]rune(r.Document.Text))
}

func (a *Answer) byFigure(t text, s cite.Span, index int) {
	quote := t.quote(s)
	a.Result, a.ByResult = &quote, index
}

// inWords answers a promise without a figure. Of an undertaking of several
// clauses the best answered one decides.
func (a *Answer) inWords(p *promise, before, after text, ds *deeds, y *rarity) {
	best, top, part := -1, 0.0, ""
	for _, c := range p.parts {
		w := before.words(c)
		if i, s := ds.inWords(y.thingOf(w), y); i >= 0 && s >= leastDeed && s > top {
			best, top, part = i, s, w
		}
	}
	if best < 0 {
		return
	}
	d := &ds.list[best]
	quote := after.quote(d.span)
	a.Result, a.Likeness = &quote, min(top, 1)
	a.Verdict, a.Reason = weighWords(part, d, y)
}

// learned knows how rare the words of the texts are.
func learned(texts ...text) *rarity {
	y := newRarity()
	for _, t := range texts {
		for _, c := range t.clauses(cite.Span{End: len(t)}, true) {
			y.learn(t.words(c))
		}
	}
	y.weigh()
	return y
}
