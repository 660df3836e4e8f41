package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/project"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// Drawn is a snapshot that was drawn and not published yet, with what whoever
// publishes it has to look at.
type Drawn struct {
	*snapshot.Snapshot
	Before   *snapshot.Snapshot // the one that the public sees now, nil for none
	Withheld int                // tasks and projects kept from the public
	Named    []string           // where the name of a person of the office stands: 2026-017 标题
}

// drawSnapshot draws the year's snapshot as of an instant.
func (w *Workspace) drawSnapshot(tx *store.Tx, by staff.Actor, year int, at civil.Instant) (Drawn, error) {
	out := Drawn{Snapshot: &snapshot.Snapshot{Format: snapshot.Format, Division: by.Division, Year: year, TakenAt: at, On: at.Date(), Promises: []snapshot.Promise{}, Projects: []snapshot.Project{}}}
	division, err := tx.Division(by.Division)
	if err != nil {
		return out, err
	}
	out.Place = division.Name
	named, err := namesIn(tx, by.Division)
	if err != nil {
		return out, err
	}
	units, err := unitsOf(tx, by.Division)
	if err != nil {
		return out, err
	}
	unit := func(code string) string {
		if u, ok := units[code]; ok {
			return u.Name
		}
		return ""
	}
	if err := out.drawPromises(w, tx, by, unit, named); err != nil {
		return out, err
	}
	if err := out.drawVoices(tx, by.Division); err != nil {
		return out, err
	}
	if err := out.drawProjects(tx, by.Division, unit); err != nil {
		return out, err
	}
	for _, p := range out.Promises {
		if slices.ContainsFunc(p.Texts(), named) {
			out.Named = append(out.Named, p.Number+" "+p.Title)
		}
	}
	for _, p := range out.Projects {
		if slices.ContainsFunc(p.Texts(), named) {
			out.Named = append(out.Named, p.Name)
		}
	}
	row, err := tx.NewestSnapshot(by.Division)
	if missing(err) {
		out.Number = 1
		out.Follow(nil)
		return out, nil
	}
	if err != nil {
		return out, err
	}
	if out.Before, err = snapshot.Read([]byte(row.Content)); err != nil {
		return out, fmt.Errorf("desk: snapshot %d: %w", row.Number, err)
	}
	out.Number = row.Number + 1
	out.Follow(out.Before)
	return out, nil
}

func (d *Drawn) drawPromises(w *Workspace, tx *store.Tx, by staff.Actor, unit func(string) string, named func(string) bool) error {
	practice, err := tx.PracticeOf(by.Division)
	if err != nil {
		return err
	}
	scope, err := staff.ScopeOf(by, "snapshot.publish")
	if err != nil {
		return err
	}
	before, _, err := w.ended.of(tx, scope, d.Year-1, civil.MonthOf(d.On))
	if err != nil {
		return err
	}
	d.Profile, d.ReportDay = practice.Profile, practice.ReportDay
	reports := map[string]struct {
		title string
		on    civil.Date
	}{}
	given := snapshot.Given{On: d.On, Profile: task.ProfileNamed(practice.Profile), ReportDay: practice.ReportDay, Unit: unit, Named: named, Before: before,
		Report: func(id string) (string, civil.Date) { return reports[id].title, reports[id].on }}
	all, err := tasksOfYear(tx, by.Division, d.Year, d.TakenAt)
	if err != nil {
		return err
	}
	for _, t := range all {
		if !snapshot.Open(t) {
			if t.Terms.Private {
				d.Withheld++
			}
			continue
		}
		if id := t.Origin.Report; id != "" {
			if _, known := reports[id]; !known {
				r, err := tx.Report(scope, id)
				if err != nil && !missing(err) {
					return err
				}
				of := reports[id]
				of.title = r.Title
				if r.DatedOn != 0 {
					of.on = civil.OfDays(r.DatedOn)
				}
				reports[id] = of
			}
		}
		d.Promises = append(d.Promises, snapshot.PromiseOf(t, given))
	}
	return nil
}

// tasksOfYear folds all tasks of a year as known at an instant, by number;
// allocated ones have what their parts reached.
func tasksOfYear(tx *store.Tx, division string, year int, at civil.Instant) ([]*task.Task, error) {
	events := map[string][]task.Event{}
	var ids []string
	err := tx.TaskEventsOfYear(division, year, func(id string, e task.Event) error {
		if events[id] == nil {
			ids = append(ids, id)
		}
		events[id] = append(events[id], e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []*task.Task
	parts := map[string][]*task.Task{}
	for _, id := range ids {
		known := task.KnownAt(events[id], at)
		if len(known) == 0 {
			continue
		}
		t, err := task.Fold(id, known)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
		if t.Parent != "" {
			parts[t.Parent] = append(parts[t.Parent], t)
		}
	}
	for _, t := range all {
		if len(t.Allocation) > 0 {
			if err := t.Gather(parts[t.ID]); err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *task.Task) int { return cmp.Compare(a.Number, b.Number) })
	return all, nil
}

// drawVoices adds what polls that were closed came to, the newest of each promise.
// Remarks stay inside.
func (d *Drawn) drawVoices(tx *store.Tx, division string) error {
	all, err := tx.PollsOf(division, d.Year)
	if err != nil {
		return err
	}
	voices := map[string]*snapshot.Voice{}
	for _, x := range all {
		closed := civil.Instant(x.ClosedAt).Date()
		if x.ClosedAt == 0 || d.TakenAt < civil.Instant(x.ClosedAt) {
			continue
		}
		for _, t := range x.Totals {
			v := &snapshot.Voice{OpensOn: x.OpensOn, ClosesOn: x.ClosesOn, Satisfied: t.Satisfied, Fair: t.Fair, Dissatisfied: t.Dissatisfied, Least: poll.Least(closed)}
			if closed.Before(v.ClosesOn) {
				v.ClosesOn = closed
			}
			if s, ok := t.Share(closed); ok {
				v.Share = snapshot.Of(&s)
			}
			voices[t.Item] = v
		}
	}
	for i := range d.Promises {
		d.Promises[i].Voice = voices[d.Promises[i].Number]
	}
	return nil
}

func (d *Drawn) drawProjects(tx *store.Tx, division string, unit func(string) string) error {
	rows, err := tx.EveryProject(division)
	if err != nil {
		return err
	}
	months := map[string][]project.Progress{}
	err = tx.EveryProjectMonth(division, func(m store.ProjectMonth) (bool, error) {
		months[m.Project] = append(months[m.Project], m.Progress)
		return true, nil
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		p, err := project.Read(r.Facts, nil)
		if err != nil {
			return err
		}
		if p.Withheld {
			d.Withheld++
			continue
		}
		d.Projects = append(d.Projects, snapshot.ProjectOf(r.ID, p, months[r.ID], d.Year, d.On, unit))
	}
	return nil
}

// namesIn says whether a text holds the name of a person of the office. Names of
// one character are none.
func namesIn(tx *store.Tx, division string) (func(string) bool, error) {
	people, err := tx.EveryPerson(division)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range people {
		if utf8.RuneCountInString(p.Name) > 1 {
			names = append(names, p.Name)
		}
	}
	return func(text string) bool {
		return text != "" && slices.ContainsFunc(names, func(n string) bool { return strings.Contains(text, n) })
	}, nil
}
