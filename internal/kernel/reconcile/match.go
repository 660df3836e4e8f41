package reconcile

import (
	"math"
	"math/big"
	"sort"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// relation says how a result's figure can speak to a promise's.
type relation uint8

const (
	foreign  relation = iota // says nothing to it
	direct                   // same kind, units convert
	reckoned                 // another kind, to be reckoned over the base year
	planned                  // share of the year's plan done
	adjacent                 // same thing, not comparable
)

// result is one figure of the later report about the promised year.
type result struct {
	measure *statement.Measure
	index   int
	clause  cite.Span
	amount  amount
	words   string // of the clause
	about   thing
	own     thing  // of the figure's part of the clause
	full    thing  // of both
	said    string // in its words
	context thing  // of the clause and the one before it
	scope   scope
	naming  naming
	vague   bool     // named by the words around it alone
	wider   bool     // covers more years than the promised one
	purpose thing    // what money is spent on
	topic   string   // the zone, firm or project that its sentence is about
	begun   *big.Rat // what the same words report as under way besides
	listed  []string // the examples named before the figure
	size    *big.Rat // the sum that describes what is counted
}

// resultsOf lists the figures that report the promised year, alone or within a
// run of years.
func resultsOf(r *statement.Report, t text, year int, y *rarity) []result {
	var out []result
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Status != statement.Done || m.From || !m.Period.Zero() && !m.Period.Contains(year) {
			continue
		}
		if name := t.income(r.Measures, i); name != "" {
			renamed := *m
			renamed.Subject, m = name, &renamed
		}
		c := t.around(m)
		v := result{
			measure: m, index: i, clause: c, words: t.words(c), amount: amountOf(m),
			about: y.thingOf(m.Subject), context: y.thingOf(t.words(t.before(c)) + "，" + t.words(c)),
			wider: !m.Period.Zero() && m.Period != civil.YearOf(year) && !overLast(t, c, m, year), scope: scopeOf(t.sized(c, m, m.Subject)),
		}
		v.naming = namingOf(m.Subject)
		v.topic, v.begun, v.listed = t.topic(c, r.Measures, i), t.begun(r.Measures, i), t.examples(m)
		v.size = t.size(r.Measures, i)
		v.said = t.ownWords(c, t.own(c, r.Measures, i), m)
		v.own, v.full = y.thingOf(v.said), y.thingOf(m.Subject+"，"+v.said)
		if v.amount.of == "元" {
			v.purpose = y.thingOf(t.purpose(c, m))
		}
		if !v.about.named() {
			// 投入2亿元加强开发区建设: the clause names the thing
			v.about = y.thingOf(v.words)
		}
		if !v.about.named() {
			v.about, v.vague = v.context, true
		}
		out = append(out, v)
	}
	return out
}

// named is the clause of a result, with the clause before it where only that
// one names the thing: 一般公共预算收入完成8亿元，增长9%.
func (t text) named(r *result, y *rarity) cite.Span {
	if y.alike(r.about, y.thingOf(r.words)).recall > 0.3 {
		return r.clause
	}
	if b := t.before(r.clause); !b.Empty() && y.alike(r.about, y.thingOf(t.words(b))).recall > 0.3 {
		return cite.Span{Start: b.Start, End: r.clause.End}
	}
	return r.clause
}

// relate finds how a result's figure can speak to a promise's.
func relate(p *promise, r *result) relation {
	a, b := p.amount.of, r.amount.of
	pk, rk := p.measure.Kind, r.measure.Kind
	switch {
	case pk == rk && oddCounts(p.measure.Unit, r.measure.Unit):
		return foreign
	case pk == rk && a.comparable(b):
		if a != b && tooFar(p.amount, r.amount) {
			return foreign // 万亿级产业 is no count of industries
		}
		return direct
	case pk == rk:
		return foreign
	case a.comparable(b) && (pk == statement.Level && rk == statement.Change && added(p.subject) || pk == statement.Change && rk == statement.Level && added(r.measure.Subject)):
		return direct // 新增 and 净增: one reader's count is another's change
	case pk == statement.Rank || rk == statement.Rank:
		return foreign
	case planShare(r):
		if pk == statement.Level && b == percent && !hasAny(p.subject, "总投资") {
			return planned
		}
		return foreign
	case pk == statement.Growth && rk == statement.Level:
		return reckoned
	case pk == statement.Change && (rk == statement.Level && a.comparable(b) || rk == statement.Share && a == points):
		return reckoned
	case pk == statement.Level && rk == statement.Growth, pk == statement.Level && rk == statement.Change && a.comparable(b),
		pk == statement.Share && (rk == statement.Change && b == points || rk == statement.Level), pk == statement.Level && rk == statement.Share:
		return adjacent
	case a == b && a == percent && (rk == statement.Growth || rk == statement.Share):
		return adjacent
	}
	return foreign
}

// tooFar says that one of two amounts is a million times the other.
func tooFar(a, b amount) bool {
	if a.low.Sign() <= 0 || b.low.Sign() <= 0 {
		return false
	}
	q := new(big.Rat).Quo(a.low, b.low)
	million := big.NewRat(1000000, 1)
	return q.Cmp(million) >= 0 || q.Inv(q).Cmp(million) >= 0
}

// planShare says that a percentage is of a plan, not of a whole: 完成年度计划的149.5%.
func planShare(r *result) bool {
	if r.measure.Kind != statement.Share && r.measure.Kind != statement.Growth {
		return false
	}
	s := r.measure.Subject
	return hasAny(s, "完成率", "年度计划", "年计划", "目标任务", "年度任务", "完成比例", "年度目标") ||
		hasAny(r.words, "完成率", "年度计划", "投资计划", "年计划的", "目标任务的", "年度任务的", "任务的", "计划的", "年度目标的")
}

// pair is a promise with a figure that may answer it.
type pair struct {
	promise, result int
	relation        relation
	like            likeness
	own             float64 // recall of the result's own subject, without its clause
	equal           bool
	kin             int  // as kin says
	part            bool // the result counts some of what was promised
	sibling         bool // another indicator of the same thing
	score           float64
}

// Least likeness that answers. A round coincidence of small numbers proves
// little, one of larger numbers much.
const (
	leastAlike     = 0.50
	leastEqual     = 0.30
	leastSmall     = 0.42
	leastAdjacent  = 0.72
	leastWider     = 0.55
	leastWhole     = 0.25 // the same figure, and all of what was promised is named
	leastNamedMass = 5.0  // of a name that tells a thing: one rare pair
	leastVague     = 0.75 // of what was promised, in words that stand around a sum of the same sort
	leastRecall    = 0.40 // of what was promised: a bare 4个示范区 may be of anything
)

// weigh says how well a result answers a promise; ok is false if it does not.
func weigh(p *promise, r *result, y *rarity) (q pair, ok bool) {
	r = r.asTaken(p)
	q.relation = relate(p, r)
	if q.relation == foreign || p.amount.of == "元" && q.relation == direct && p.scope.purse != 0 && r.scope.purse != 0 && p.scope.purse&r.scope.purse == 0 || p.scope.parted(&r.scope) {
		return q, false
	}
	if q.relation == reckoned && added(p.subject) != added(r.measure.Subject) {
		return q, false
	}
	if c := p.measure.Indicator; !p.about.named() && (c == "" || c != r.measure.Indicator) {
		return q, false
	}
	a, b := p.amount, r.amount
	q.equal = q.relation == direct && a.low.Cmp(b.low) == 0 && a.top.Cmp(b.top) == 0 && !otherSize(p.size, r.size)
	if !q.equal && othersNamed(p.listed, r.listed) {
		return q, false
	}
	q.like = y.alike(p.about, r.about)
	q.own = q.like.recall
	for _, l := range []likeness{y.alike(p.own, r.own), y.alike(p.full, r.full)} {
		if p.own.named() && r.own.named() && l.both()*0.95 > q.like.both() {
			q.like = likeness{l.recall * 0.95, l.precision * 0.95}
			q.own = max(q.own, q.like.recall)
		}
	}
	if q.equal && p.purpose.named() && r.purpose.named() {
		if l := y.alike(p.purpose, r.purpose); l.both()*0.95 > q.like.both() {
			q.like = likeness{l.recall * 0.95, l.precision * 0.95}
		}
	}
	if wide := y.alike(p.about, r.context).recall; (q.like.recall > 0.25 || q.equal && q.like.recall > 0.15) && wide*0.9 > q.like.recall {
		q.like.recall = wide * 0.9
	}
	f := q.like.both()
	q.kin = kin(p.naming.canon, r.naming.canon)
	q.sibling = sibling(p.subject, r.measure.Subject)
	q.part = q.relation == direct && qualified(p.naming.bare, r.naming.bare) && p.about.mass >= leastNamedMass
	// the catalogue tells apart what may still be a part or the whole of the other
	related := q.kin != 0 || q.sibling || q.part || q.equal && f >= leastSmall || kindred(p.measure.Indicator, r.measure.Indicator) || narrower(p.naming.canon, r.naming.canon) || p.naming.plain == r.naming.plain
	if pc, rc := p.measure.Indicator, r.measure.Indicator; pc != "" && rc != "" {
		switch {
		case pc == rc:
			f = max(f, 0.9)
			q.like = likeness{max(q.like.recall, 0.9), max(q.like.precision, 0.9)}
		case f < 0.9 && !related:
			return q, false
		}
	}
	if p.measure.Kind == statement.Level && f < 0.99 && (added(p.subject) && standing(r.words) && !added(r.words) || added(r.measure.Subject) && !added(p.subject) && standing(p.said)) {
		f *= 0.75
	}
	if q.part {
		f = max(f, 0.6)
	}
	if assigned(p.said) != assigned(r.said) {
		f *= 0.8
	}
	if otherSize(p.size, r.size) {
		f *= 0.8
	}
	if otherDeed(p.subject, r.measure.Subject) {
		f *= 0.6
	}
	if q.kin != 0 && f < leastAlike && q.relation == direct {
		f = leastAlike
	}
	if q.sibling {
		f = leastAlike
	}
	if q.relation == direct && oneOf(p.heads, r.about, y) {
		f, q.like.recall = max(f, leastAlike), max(q.like.recall, leastRecall)
	}
	if around(p, r, q) {
		f = max(f, leastAlike)
	}
	if q.relation == direct && q.like.recall >= leastRecall && sameFactory(p, r) {
		f = max(f, leastWider)
	}
	least := leastAlike
	switch {
	case q.equal && q.like.recall >= 0.9 && p.about.mass >= leastNamedMass:
		least = leastWhole
	case q.equal && (p.measure.Kind != statement.Level || a.low.Cmp(ten) < 0):
		least = leastSmall
	case q.equal:
		least = leastEqual
	case q.relation == adjacent || q.relation == reckoned:
		least = leastAdjacent
	case r.wider:
		least = leastWider
	}
	if f < least || q.relation == direct && !q.equal && q.kin == 0 && !q.sibling && q.like.recall < leastRecall {
		return q, false
	}
	q.score = f
	switch q.relation {
	case direct:
		q.score += 0.3
	case reckoned:
		q.score += 0.15
	case planned:
		q.score += 0.1
	}
	if q.relation == direct {
		q.score += 0.1 * nearness(a, b)
	}
	switch {
	case q.equal:
		q.score += 0.45
	case r.measure.Period.Zero():
		q.score += 0.15
	case !r.wider:
		q.score += 0.3
	}
	return q, true
}

// around says that a sum without a name of its own stands in words that name
// the promised one, of the same sort: 主导产业壮大，实现产值85亿元.
func around(p *promise, r *result, q pair) bool {
	return q.relation == direct && r.vague && q.like.recall >= leastVague && p.scope.purse&r.scope.purse != 0
}

// oneOf says that a result is of one of the things of which each was promised the same.
func oneOf(heads []thing, about thing, y *rarity) bool {
	for _, h := range heads {
		if h.named() && h.mass >= leastNamedMass && y.alike(h, about).both() >= 0.9 {
			return true
		}
	}
	return false
}

// sameCount says that one sentence promises two counts of one thing, of two
// ranks: 省重点项目1个，市重点项目9个.
func sameCount(p, q *promise, y *rarity) bool {
	return p.amount.countable() && q.amount.countable() && p.measure.Sentence == q.measure.Sentence && y.alike(p.about, q.about).both() >= 0.6
}

// sameFactory says that a capacity named by the factory that its sentence
// began with meets a capacity.
func sameFactory(p *promise, r *result) bool {
	return p.borrowed && strings.Contains(p.naming.canon, "产能") && strings.Contains(r.naming.canon, "产能")
}

// nearness is 1 for the same size and 0 for ten times as much or another sign:
// of two promises of one thing, five years' and one's, the nearer is meant.
func nearness(a, b amount) float64 {
	x, _ := a.low.Float64()
	y, _ := b.low.Float64()
	if x*y <= 0 {
		return 0
	}
	return max(0, 1-math.Abs(math.Log10(y/x)))
}

// couple gives each promise its best figure and each figure to one promise,
// the surest pairs first. rest holds the best pair of a promise whose figure
// went to another promise of the same sentence: one total may answer several.
func couple(promises []promise, results []result, y *rarity) (given, rest map[int]pair) {
	var pairs []pair
	for i := range promises {
		if promises[i].measure == nil {
			continue
		}
		for j := range results {
			if q, ok := weigh(&promises[i], &results[j], y); ok {
				q.promise, q.result = i, j
				pairs = append(pairs, q)
			}
		}
	}
	sort.SliceStable(pairs, func(i, j int) bool { return pairs[i].score > pairs[j].score+1e-9 })
	given, rest = map[int]pair{}, map[int]pair{}
	taken := map[int]int{}
	for _, q := range pairs {
		if _, ok := given[q.promise]; ok {
			continue
		}
		by, ok := taken[q.result]
		switch {
		case !ok:
			given[q.promise], taken[q.result] = q, q.promise
		case q.relation == direct && !q.equal && sameCount(&promises[by], &promises[q.promise], y):
			if _, ok := rest[q.promise]; !ok {
				rest[q.promise] = q
			}
		}
	}
	return given, rest
}
