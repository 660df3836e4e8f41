package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ShownProject is a project with its months, what was done to it, the cases
// that bear its code, and what the actor may do.
type ShownProject struct {
	Row     ProjectRow
	Project project.Project
	Months  []project.Progress // oldest first
	Pace    project.Pace
	Dwells  []project.Dwell
	Events  []ToldProjectEvent // oldest first
	Cases   []ProjectCase
	Units   []staff.Unit
	Choices project.Choices
	Today   civil.Date
	Due     project.Month // whose progress is due
	Known   civil.Instant // as known then; 0 for now
	May     map[string]bool
}

// ToldProjectEvent is an event with the name of who did it.
type ToldProjectEvent struct {
	project.Event
	Name string
}

// ProjectCase is a case that bears a project's code: it is asked, not typed again.
type ProjectCase struct {
	Row    store.CaseRow
	Permit string // that it answers, "" for none
	Stage  string // in words
}

// codeField is the field in which cases bear a project's code.
const codeField = "项目代码"

// mostProjectCases is how many cases of a procedure a project's page names.
const mostProjectCases = 50

// ShowProject shows a project, as it was known at a moment; 0 is now.
func (w *Workspace) ShowProject(ctx context.Context, by staff.Actor, id string, known civil.Instant) (ShownProject, error) {
	s := ShownProject{Today: civil.Instant(w.now()).Date(), Known: known, May: map[string]bool{}}
	s.Due = project.DueMonth(s.Today)
	scope, err := staff.ScopeOf(by, "project.list")
	if err != nil {
		return s, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if s.Row, err = tx.Project(scope, id); err != nil {
			return err
		}
		kept, err := tx.ProjectEvents(by.Division, id)
		if err != nil {
			return err
		}
		events := make([]project.Event, len(kept))
		for i, e := range kept {
			events[i] = e.Event
		}
		facts := s.Row.Facts
		if known != 0 {
			if events = project.KnownAt(events, known); len(events) == 0 {
				return store.ErrNotFound
			}
			facts = project.Fold(events)
			if s.Months, err = facts.Months(); err != nil {
				return err
			}
		} else {
			months, err := tx.ProjectMonths(by.Division, id)
			if err != nil {
				return err
			}
			s.Months = progressOf(months)
		}
		if s.Project, err = project.Read(facts, nil); err != nil {
			return err
		}
		if s.Events, err = toldProject(tx, by.Division, events); err != nil {
			return err
		}
		if s.Choices, err = choicesOf(tx, by.Division); err != nil {
			return err
		}
		if s.Cases, err = w.projectCases(tx, by, s.Project.Code); err != nil {
			return err
		}
		s.Units, err = tx.Units(by.Division)
		return err
	})
	if err != nil {
		return s, faulted(err)
	}
	done, through := project.DoneIn(s.Due.Year(), s.Months)
	s.Pace = project.PaceIn(s.Due.Year(), s.Project.Plan(s.Due.Year()), done, through, s.Today)
	s.Dwells = s.Project.Dwells(s.Today)
	d := &deed{by: by}
	for _, act := range []string{"project.change", "project.advance", "project.retreat", "project.report", "project.sign", "project.return"} {
		s.May[act] = known == 0 && d.mayOnProject(act, s.Row.Unit, s.Row.Town) == nil
	}
	return s, nil
}

// Month finds the progress of a month, nil where it was not filled in.
func (s ShownProject) Month(m project.Month) *project.Progress {
	i := slices.IndexFunc(s.Months, func(g project.Progress) bool { return g.Month == m })
	if i < 0 {
		return nil
	}
	return &s.Months[i]
}

// toldProject are events with the names of those who did them.
func toldProject(tx *store.Tx, division string, events []project.Event) ([]ToldProjectEvent, error) {
	names := map[string]string{}
	all := make([]ToldProjectEvent, len(events))
	for i, e := range events {
		if _, ok := names[e.Person]; !ok {
			p, err := tx.Person(division, e.Person)
			if err != nil && !missing(err) {
				return nil, err
			}
			names[e.Person] = p.Name
		}
		all[i] = ToldProjectEvent{e, names[e.Person]}
	}
	return all, nil
}

// projectCases are the cases that bear a code, of every procedure that is
// narrowed by it, as far as the actor sees them.
func (w *Workspace) projectCases(tx *store.Tx, by staff.Actor, code string) ([]ProjectCase, error) {
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil || code == "" {
		return nil, nil //nolint:nilerr // who sees no cases sees none here
	}
	var all []ProjectCase
	for _, m := range w.means.Mechanisms.InForce(civil.Instant(w.means.Clock()).Date()) {
		for _, p := range m.Procedures {
			if !slices.Contains(p.Filters, codeField) {
				continue
			}
			rows, err := tx.Cases(scope, store.CasePage{Procedure: p.ID, Fields: []store.FieldIs{{Field: codeField, Value: code}}, Most: mostProjectCases})
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				all = append(all, ProjectCase{r, project.PermitOf(r.Title), w.stageWord(r, p)})
			}
		}
	}
	return all, nil
}

// stageWord is the stage of a case in words.
func (w *Workspace) stageWord(c store.CaseRow, p *procedure.Procedure) string {
	if own, err := w.means.Mechanisms.procedure(c.Mechanism, c.Procedure, c.Declared); err == nil {
		p = own
	}
	if s := p.Stage(c.Stage); s != nil {
		return s.Title
	}
	return c.Stage
}

// OpenProjectPhoto opens a photograph of a project's month for who may see the project.
func (w *Workspace) OpenProjectPhoto(ctx context.Context, by staff.Actor, id, name string, small bool) (OpenedPhoto, error) {
	s, err := w.ShowProject(ctx, by, id, 0)
	if err != nil {
		return OpenedPhoto{}, err
	}
	if !slices.ContainsFunc(s.Months, func(g project.Progress) bool { return slices.Contains(g.Photos, name) }) {
		return OpenedPhoto{}, faulted(store.ErrNotFound)
	}
	return w.openPhoto(ctx, by.Division, name, small)
}
