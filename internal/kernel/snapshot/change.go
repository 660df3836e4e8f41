package snapshot

import (
	"slices"
	"strconv"

	"duban/internal/base/civil"
)

// Step (公开的更新) is what a snapshot changed against the one before it.
type Step struct {
	Number  int64         `json:"number"`
	At      civil.Instant `json:"at"`
	On      civil.Date    `json:"on"`
	Changes []Change      `json:"changes"`
}

// Aspect (变化的方面) is what of a promise or a project became different.
type Aspect string

// The aspects.
const (
	IsNew    Aspect = "new"
	Result   Aspect = "verdict"
	Reported Aspect = "figure"
	Target   Aspect = "target"
	Deadline Aspect = "deadline"
	Found    Aspect = "deliverable"
	Stage    Aspect = "stage"
	Voiced   Aspect = "voice"
)

// Change (公开的变化) is one thing that became different.
type Change struct {
	Promise string `json:"promise,omitempty"` // its number
	Project string `json:"project,omitempty"` // its id
	Title   string `json:"title"`
	Aspect  Aspect `json:"aspect"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Unit    string `json:"unit,omitempty"` // of a figure
}

// mostSteps is how far back a snapshot tells what changed.
const mostSteps = 24

// Follow gives a snapshot its history: what changed against the one before, and
// what that one told. Of what the public may no longer see nothing is told.
func (s *Snapshot) Follow(before *Snapshot) {
	s.History = []Step{{s.Number, s.TakenAt, s.On, s.Changes(before)}}
	if before == nil {
		return
	}
	shown := map[string]string{}
	for _, p := range s.Promises {
		shown["promise "+p.Number] = p.Title
	}
	for _, p := range s.Projects {
		shown["project "+p.ID] = p.Name
	}
	for _, step := range before.History {
		if len(s.History) == mostSteps {
			break
		}
		kept := []Change{}
		for _, c := range step.Changes {
			key := "promise " + c.Promise
			if c.Project != "" {
				key = "project " + c.Project
			}
			if title, ok := shown[key]; ok {
				c.Title = title
				kept = append(kept, c)
			}
		}
		step.Changes = kept
		s.History = append(s.History, step)
	}
}

// Changes are what is different from an earlier snapshot of the same year; of
// the first one, and of a new year, nothing is told one by one.
func (s *Snapshot) Changes(before *Snapshot) []Change {
	all := []Change{}
	if before == nil || before.Year != s.Year {
		return all
	}
	for _, p := range s.Promises {
		all = append(all, p.since(before)...)
	}
	for _, p := range s.Projects {
		i := slices.IndexFunc(before.Projects, func(q Project) bool { return q.ID == p.ID })
		c := Change{Project: p.ID, Title: p.Name}
		switch {
		case i < 0:
			c.Aspect, c.To = IsNew, p.Stage
		case before.Projects[i].Stage != p.Stage:
			c.Aspect, c.From, c.To = Stage, before.Projects[i].Stage, p.Stage
		default:
			continue
		}
		all = append(all, c)
	}
	return all
}

func (p Promise) since(before *Snapshot) (all []Change) {
	add := func(a Aspect, from, to, unit string) {
		all = append(all, Change{Promise: p.Number, Title: p.Title, Aspect: a, From: from, To: to, Unit: unit})
	}
	was, ok := before.Promise(p.Number)
	if !ok {
		add(IsNew, "", string(p.Verdict), "")
		return all
	}
	if was.Verdict != p.Verdict {
		add(Result, string(was.Verdict), string(p.Verdict), "")
	}
	if was.DueOn != p.DueOn {
		add(Deadline, was.DueOn.String(), p.DueOn.String(), "")
	}
	if f := p.Figure; f != nil {
		if w := was.Figure; w != nil && (w.Target.Cmp(f.Target.Decimal) != 0 || w.Unit != f.Unit) {
			add(Target, w.Target.String(), f.Target.String(), f.Unit)
		}
		if f.Done != nil && (was.Figure == nil || was.Figure.Done == nil || was.Figure.Done.Cmp(f.Done.Decimal) != 0 || was.Figure.Of != f.Of) {
			from := ""
			if was.Figure != nil && was.Figure.Done != nil {
				from = was.Figure.Done.String()
			}
			add(Reported, from, f.Done.String(), f.Unit)
		}
	}
	for _, d := range p.Deliverables {
		if d.VerifiedOn.Zero() || slices.ContainsFunc(was.Deliverables, func(e Deliverable) bool { return e.Words == d.Words && !e.VerifiedOn.Zero() }) {
			continue
		}
		add(Found, "", d.Words, "")
	}
	if v := p.Voice; v != nil && (was.Voice == nil || was.Voice.ClosesOn != v.ClosesOn || was.Voice.OpensOn != v.OpensOn) {
		add(Voiced, "", strconv.FormatInt(v.N(), 10), "")
	}
	return all
}
