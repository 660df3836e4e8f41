package procedure

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
)

// Total (累计用时) is the workdays of a case and of those under it on which at
// least one of the clocks named ran: what ran side by side counts once.
type Total struct {
	ID    string
	Title string
	Of    []ClockOf
	Limit *LimitTable
	Basis string
	at    place
}

// ClockOf (计时所指) names a clock of a procedure of the mechanism.
type ClockOf struct{ Procedure, Clock string }

// Spending (用时账) is a total with every day of it.
type Spending struct {
	Total *Total
	Row   *LimitRow // nil where no limit applies
	Used  int
	Days  []SpentDay // workdays, in order
}

// SpentDay (用时的一日) is a workday that counts, and what ran on it.
type SpentDay struct {
	Date civil.Date
	N    int
	Ran  []Ran
}

// Ran (在走的钟) is a clock that ran on a day: of which case, in whose hands.
type Ran struct {
	Case, Number, Title string
	Unit                string
	Clock               string
}

// Left is how many workdays are left, negative once they are used up; ok is
// false without a limit.
func (s Spending) Left() (n int, ok bool) {
	if s.Row == nil {
		return 0, false
	}
	return s.Row.Limit.N - s.Used, true
}

// Spent is what a case and those under it have used of a total by a moment.
func (c *Case) Spent(x *Total, below []*Case, cal *civil.Calendar, now civil.Instant) Spending {
	s := Spending{Total: x}
	if x.Limit != nil {
		env, day := c.values(nil), c.OpenedBy.HappenedAt.Date()
		for i, row := range x.Limit.Rows {
			if inForce(day, row.From, row.Until) && (row.When == nil || row.When.Holds(env)) {
				s.Row = &x.Limit.Rows[i]
				break
			}
		}
	}
	days := map[int64]*SpentDay{}
	for _, k := range append([]*Case{c}, below...) {
		for _, r := range k.Clocks {
			if !slices.Contains(x.Of, ClockOf{k.Procedure.ID, r.Rule.ID}) {
				continue
			}
			unit := k.holder(r)
			for _, d := range r.Days(cal, now) {
				if d.Role != civil.Counted || !d.Kind.Works() {
					continue
				}
				n := d.Date.Days()
				if days[n] == nil {
					days[n] = &SpentDay{Date: d.Date}
				}
				days[n].Ran = append(days[n].Ran, Ran{k.ID, k.Number, k.Title(), unit, r.Rule.Title})
			}
		}
	}
	for _, d := range days {
		s.Days = append(s.Days, *d)
	}
	slices.SortFunc(s.Days, func(a, b SpentDay) int { return int(a.Date.Days() - b.Date.Days()) })
	for i := range s.Days {
		s.Days[i].N = i + 1
	}
	s.Used = len(s.Days)
	return s
}

// holder is the unit in whose hands a clock runs: the branch's, else the one
// that did what started it.
func (c *Case) holder(r *Running) string {
	if b := c.Branch(r.Branch); b != nil {
		return b.Unit
	}
	if r.Rule.Hands == "发起单位" {
		return c.OpenedBy.Unit
	}
	if u, ok := c.Data[r.Rule.Hands].(string); ok && u != "" {
		return u
	}
	unit := c.OpenedBy.Unit
	for _, e := range c.Events {
		if e.HappenedAt > r.Clock.Start {
			break
		}
		if e.Unit != "" && e.Kind != Migrated { // which hands the case to nobody
			unit = e.Unit
		}
	}
	return unit
}

func (r *reader) total(m *Mechanism, p *Procedure, n *yaml.Node) *Total {
	x, basis, limit := &Total{at: at(n)}, (*Basis)(nil), ""
	var of []string
	r.mapping(n, "累计", keyed{"total": r.code(&x.ID), "title": r.text(&x.Title), "of": r.texts(&of), "basis": r.basisOf(m, &basis, &x.Basis), "limit": func(n *yaml.Node) {
		r.code(&limit)(n)
		if x.Limit = find(p.Limits, func(l *LimitTable) bool { return l.ID == limit }); x.Limit == nil {
			r.wrong(at(n), "期限里没有“%s”", limit)
			return
		}
		for _, row := range x.Limit.Rows {
			if row.Of != "" || row.Limit.Unit != civil.Workdays {
				r.wrong(at(n), "累计的期限要写明多少个工作日")
			}
		}
	}}, "total", "title", "of", "basis")
	for _, name := range of {
		x.Of = append(x.Of, clockOf(p, name))
	}
	return x
}

// clockOf reads clock, or procedure/clock.
func clockOf(p *Procedure, name string) ClockOf {
	procedure, clock, ok := strings.Cut(name, "/")
	if !ok {
		return ClockOf{p.ID, name}
	}
	return ClockOf{procedure, clock}
}

func (r *reader) checkTotals(m *Mechanism, p *Procedure) {
	for _, x := range p.Totals {
		for _, k := range x.Of {
			q := m.Procedure(k.Procedure)
			if q == nil || q.Clock(k.Clock) == nil || q != p && (q.Under == nil || q.Under.Procedure != p.ID) {
				r.wrong(x.at, "累计“%s”的计时“%s/%s”，不是本流程或其下级件的", x.Title, k.Procedure, k.Clock)
			}
		}
	}
}
