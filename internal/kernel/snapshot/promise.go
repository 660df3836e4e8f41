package snapshot

import (
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/task"
)

// Given (公开所据) is what a promise is drawn by beside its task.
type Given struct {
	On        civil.Date
	Profile   task.Profile
	ReportDay int
	Unit      func(code string) string                      // the name of a unit
	Report    func(id string) (title string, on civil.Date) // a report
	Before    map[task.Category][]quantity.Decimal          // how earlier tasks ended, for forecasts
	Named     func(text string) bool                        // a text holds the name of a person of the office
}

// promised are the categories that stand in the report: what a meeting, a leader
// or a superior body asked for was not promised to the public.
var promised = []task.Category{task.Expected, task.Priority, task.Livelihood, task.KeyProject}

// Open says that a task may be seen by the public: issued, whole, of the report,
// and not kept private.
func Open(t *task.Task) bool {
	switch t.State {
	case task.Drafted, task.Asked, task.Withdrawn:
		return false
	}
	return !t.Terms.Private && t.Parent == "" && slices.Contains(promised, t.Terms.Category)
}

// PromiseOf draws a promise from a task with its events. Its figures are those
// that were signed; of what units wrote it takes nothing.
func PromiseOf(t *task.Task, g Given) Promise {
	k := t.PaceOn(g.On, g.Profile, g.ReportDay)
	x := &t.Terms
	p := Promise{Number: t.Number, Title: x.Title, Category: x.Category, Lead: g.Unit(x.Lead), Goal: x.Goal, Sentence: t.Origin.Words, Section: t.Origin.Section,
		Document: t.Document, IssuedOn: t.IssuedOn, BeginsOn: x.BeginsOn, DueOn: x.DueOn, ClosedOn: t.ClosedOn,
		Colour: k.Colour, Verdict: t.Result(k), Overdue: k.Overdue, Reckoning: k.Sentence, Why: k.Why}
	for _, u := range x.Supports {
		p.Supports = append(p.Supports, g.Unit(u))
	}
	if !g.Named(x.Leader) {
		p.Leader = x.Leader
	}
	p.SaidOn = t.Origin.On
	if t.Origin.Report != "" {
		var on civil.Date
		if p.Report, on = g.Report(t.Origin.Report); !on.Zero() {
			p.SaidOn = on
		}
	}
	if f := x.Figure; f != nil {
		p.Figure = &Figure{Subject: f.Subject, Unit: f.Unit, Base: Number{f.Base}, Target: Number{f.Target}, AtMost: f.AtMost, Course: f.Course, Due: Number{k.Due}}
		if !k.Of.Zero() {
			p.Figure.Done, p.Figure.Of = &Number{k.Done}, k.Of
		}
		if c, ok := t.ForecastOn(g.On, g.Before[x.Category]); ok {
			p.Figure.Low, p.Figure.High = &Number{c.Low}, &Number{c.High}
		}
		p.Months = months(t, g)
	}
	for _, d := range x.Deliverables {
		o := Deliverable{Words: d.Words, Evidence: string(d.Evidence), DueOn: d.DueOn, Weight: d.Weight}
		if m, there := t.Verified[d.N]; there {
			o.VerifiedOn = m.On
		} else {
			o.Late = d.DueOn.Before(g.On) && !t.State.Ended() && t.State != task.Suspended
		}
		p.Deliverables = append(p.Deliverables, o)
	}
	p.Events = events(t, p, g)
	return p
}

// months are what was signed for each month that has begun, and what was due at its end.
func months(t *task.Task, g Given) (all []Month) {
	last := civil.MonthOf(g.On)
	if end := civil.MonthOf(t.Terms.DueOn); end.Before(last) {
		last = end
	}
	for m := civil.MonthOf(t.Terms.BeginsOn); !last.Before(m); m = m.Plus(1) {
		on := m.Last()
		if g.On.Before(on) {
			on = g.On
		}
		row := Month{Month: m, Due: Number{t.DueBy(on)}}
		if of, figure, ok := t.Reached(m); ok && of == m {
			row.Figure = &Number{figure}
			if r := t.ReportOf(m.String()); r != nil && r.Counts() && len(t.Allocation) == 0 {
				row.SignedOn = r.SignedAt.Date()
			}
		}
		all = append(all, row)
	}
	return all
}

// events are what happened to a task as far as the public is told, the oldest first.
func events(t *task.Task, p Promise, g Given) []Event {
	all := []Event{}
	if !p.SaidOn.Zero() {
		all = append(all, Event{On: p.SaidOn, Kind: Said, Words: p.Report})
	}
	var was *task.Terms
	for _, e := range t.Events {
		out := Event{On: e.HappenedAt.Date(), Document: e.Document}
		switch e.Act {
		case task.Issue, task.Migrate:
			out.Kind, out.On = Issued, t.IssuedOn
		case task.Retarget:
			out.Kind, out.From, out.To = Retargeted, goal(was), goal(e.Terms)
		case task.Extend:
			out.Kind = Extended
			if was != nil && e.Terms != nil {
				out.From, out.To = was.DueOn.String(), e.Terms.DueOn.String()
			}
		case task.Relead:
			out.Kind = Releaded
			if was != nil && e.Terms != nil {
				out.From, out.To = g.Unit(was.Lead), g.Unit(e.Terms.Lead)
			}
		case task.Suspend:
			out.Kind = Suspended
		case task.Resume:
			out.Kind = Resumed
		case task.Verify, task.Dispute:
			out.Kind = map[task.Act]Kind{task.Verify: Verified, task.Dispute: Disputed}[e.Act]
			var words []string
			for _, n := range e.Items {
				if d, ok := t.Terms.Deliverable(n); ok {
					words = append(words, d.Words)
				}
			}
			out.Words = strings.Join(words, "；")
		case task.CloseOut:
			out.Kind = Closed
		}
		if e.Terms != nil {
			was = e.Terms
		}
		if out.Kind != "" {
			all = append(all, out)
		}
	}
	slices.SortStableFunc(all, func(a, b Event) int { return int(a.On.Days() - b.On.Days()) })
	return all
}

func goal(x *task.Terms) string {
	if x == nil {
		return ""
	}
	return x.Target()
}

// Texts are all words of a promise that somebody wrote, for a look at whom they name.
func (p Promise) Texts() []string {
	all := []string{p.Title, p.Goal, p.Sentence, p.Section, p.Document}
	for _, d := range p.Deliverables {
		all = append(all, d.Words)
	}
	for _, e := range p.Events {
		all = append(all, e.Words, e.Document)
	}
	return all
}
