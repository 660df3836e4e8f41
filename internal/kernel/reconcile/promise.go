package reconcile

import (
	"sort"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// promise is one promise of the earlier report for its coming year.
type promise struct {
	span     cite.Span          // the words that promise
	measure  *statement.Measure // nil without a figure
	index    int                // of the measure, -1
	amount   amount
	words    string // of the clause
	borrowed bool   // its name is another figure's
	alone    bool   // no other figure stands in the clause
	subject  string
	about    thing
	own      thing  // of the figure's part of the clause
	full     thing  // of both
	said     string // in its words
	wide     thing  // of the clause
	told     thing  // of the sentence
	scope    scope
	naming   naming
	sentence string
	heads    []thing     // the things that the same is promised of
	lead     string      // what the paragraph says it is about
	purpose  thing       // what money is spent on
	listed   []string    // the examples named before the figure
	parts    []cite.Span // clauses of an undertaking
}

// promisedYear is the year whose tasks the earlier report sets: what it says of
// itself, else the year most of its targets are for, else the year before the
// later report's.
func promisedYear(earlier, later *statement.Report) int {
	if y := earlier.Outline.Year; y != 0 {
		return y
	}
	count := map[int]int{}
	best := 0
	for i := range earlier.Measures {
		m := &earlier.Measures[i]
		if m.Status == statement.Target && m.Period.Years() == 1 {
			y := m.Period.From
			count[y]++
			if best == 0 || count[y] > count[best] || count[y] == count[best] && y < best {
				best = y
			}
		}
	}
	if best == 0 && later.Outline.Year != 0 {
		best = later.Outline.Year - 1
	}
	return best
}

// promisesOf lists the promises for a year in reading order: target measures,
// and undertakings of the tasks without a figure. A promise given again is
// listed once, where it stands first.
func promisesOf(r *statement.Report, t text, year int, y *rarity) []promise {
	var out []promise
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Status != statement.Target || m.From || !promisedFor(r, m.Section, m.Period, year) {
			continue
		}
		c := t.around(m)
		own := t.own(c, r.Measures, i)
		p := promise{span: own, words: t.words(c), alone: own == c, measure: m, index: i, amount: amountOf(m), subject: m.Subject, about: y.thingOf(m.Subject)}
		if !p.about.named() {
			p.borrow(r, t, y)
		}
		p.sentence, p.listed = t.words(m.Sentence), t.examples(m)
		p.told = y.thingOf(p.sentence)
		if p.lead = t.lead(own); p.amount.of == "元" {
			p.purpose = y.thingOf(t.purpose(c, m))
		}
		p.naming = namingOf(p.subject)
		if heads := headsOf(p.subject); len(heads) > 1 && m.Kind != statement.Level {
			for _, h := range heads {
				p.heads = append(p.heads, y.thingOf(h))
			}
		}
		p.said = t.ownWords(c, own, m)
		p.own, p.full, p.wide, p.scope = y.thingOf(p.said), y.thingOf(p.subject+"，"+p.said), y.thingOf(p.words), scopeOf(t.sized(c, m, p.subject))
		if !restated(out, &p, y) {
			out = append(out, p)
		}
	}
	for i := range r.Undertakings {
		u := &r.Undertakings[i]
		if u.Quantified || len(u.Measures) > 0 || u.Span.Empty() || !promisedFor(r, u.Section, civil.Period{}, year) {
			continue
		}
		out = append(out, promise{span: u.Span, index: -1, subject: u.Object, parts: t.clauses(u.Span, false)})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].at() < out[j].at() })
	return out
}

// at is where a promise stands: figures that share a head begin at one place.
func (p *promise) at() int {
	if p.measure != nil {
		return p.measure.Span.Start
	}
	return p.span.Start
}

// borrow names a promise whose subject names nothing (投资) by the rest of its
// clause, or else by what its sentence began with.
func (p *promise) borrow(r *statement.Report, t text, y *rarity) {
	m := p.measure
	c := t.around(m)
	rest := t.words(cite.Span{Start: c.Start, End: m.Span.Start}) + "，" + t.words(cite.Span{Start: m.Span.End, End: c.End})
	for i := 0; i < p.index && !y.thingOf(rest).named(); i++ {
		if first := &r.Measures[i]; first.Sentence == m.Sentence && !m.Sentence.Empty() && y.thingOf(first.Subject).named() {
			rest, p.borrowed = first.Subject+"，"+rest, true
		}
	}
	p.about = y.thingOf(rest)
	p.subject = strings.Trim(strings.NewReplacer("不少于", "", "不低于", "", "以上", "", "，", "").Replace(rest), "，、 ")
}

// promisedFor says that a period is the promised year, or, where none is
// stated, that the section sets that year's tasks.
func promisedFor(r *statement.Report, section int, p civil.Period, year int) bool {
	if !p.Zero() {
		return p == civil.YearOf(year)
	}
	if section < 0 || section >= len(r.Outline.Sections) {
		return section < 0 && len(r.Outline.Sections) == 0
	}
	s := r.Outline.Sections[section]
	return s.Role == statement.Tasks && (s.Period.Zero() || s.Period == civil.YearOf(year))
}

// restated says that a promise with the same figure for the same thing is listed already.
func restated(listed []promise, p *promise, y *rarity) bool {
	a := p.amount
	for i := range listed {
		q := &listed[i]
		b := q.amount
		if q.measure.Kind != p.measure.Kind || a.of != b.of || a.low.Cmp(b.low) != 0 || a.top.Cmp(b.top) != 0 || q.scope.parted(&p.scope) || assigned(q.said) != assigned(p.said) {
			continue
		}
		if q.measure.Bound != p.measure.Bound && q.measure.Bound != statement.Exact && p.measure.Bound != statement.Exact {
			continue
		}
		code := p.measure.Indicator
		if code != "" && code == q.measure.Indicator && p.measure.Kind != statement.Level || y.alike(q.about, p.about).both() >= 0.75 {
			return true
		}
	}
	return false
}

// bare is a subject without blanks and quotes, to be read in a sentence.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }
