package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// ShownTask is a task with all that its page shows.
type ShownTask struct {
	*task.Task
	Version  int64
	Pace     task.Pace
	Practice task.Practice
	Today    civil.Date
	Units    map[string]staff.Unit
	People   map[string]string // names by id, of who stands in the story
	Parts    []ListedTask      // of an allocated task
	Whole    *ListedTask       // the task that it has a part of
	From     *review.Report    // the report of its sentence
	seen     map[string]bool   // records taken as proof that the actor sees, by noun and object
}

// ShowTask opens a task with its story.
func (w *Workspace) ShowTask(ctx context.Context, by staff.Actor, id string) (ShownTask, error) {
	out := ShownTask{Today: civil.Instant(w.now()).Date(), People: map[string]string{}}
	scope, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Task(scope, id)
		if err != nil {
			return err
		}
		out.Version = row.Version
		if out.Task, err = foldTask(tx, by.Division, id); err != nil {
			return err
		}
		p, err := tx.PracticeOf(by.Division)
		if err != nil {
			return err
		}
		out.Practice = p.Practice
		if out.Units, err = unitsOf(tx, by.Division); err != nil {
			return err
		}
		if len(out.Allocation) > 0 {
			parts, err := tx.TaskParts(by.Division, id)
			if err != nil {
				return err
			}
			for _, r := range parts {
				out.Parts = append(out.Parts, ListedTask{Task: r.Task, Version: r.Version, Pace: r.Task.PaceOn(out.Today, task.ProfileNamed(p.Profile), p.ReportDay)})
			}
		}
		out.Pace = out.PaceOn(out.Today, task.ProfileNamed(p.Profile), p.ReportDay)
		if out.Parent != "" {
			whole, err := tx.Task(scope, out.Parent)
			if err == nil {
				out.Whole = &ListedTask{Task: whole.Task}
			} else if !missing(err) {
				return err
			}
		}
		if out.Origin.Report != "" {
			if s, err := staff.ScopeOf(by, "report.read"); err == nil {
				r, err := tx.Report(s, out.Origin.Report)
				if err == nil {
					out.From = &r
				} else if !missing(err) {
					return err
				}
			}
		}
		if out.seen, err = seenRecords(tx, by, out.Events); err != nil {
			return err
		}
		return doersOf(tx, by.Division, out.Events, out.People)
	})
	return out, faulted(err)
}

// Seen says that what a proof names can be opened by who the task is shown to:
// whoever does not see a record has the words that were kept of it.
func (t ShownTask) Seen(p task.Proof) bool { return !p.Held() || t.seen[p.Noun+"/"+p.Object] }

// doersOf gives the names of who did the events.
func doersOf(tx *store.Tx, division string, events []task.Event, names map[string]string) error {
	for _, e := range events {
		if _, known := names[e.Person]; known || e.Person == "" {
			continue
		}
		p, err := tx.Person(division, e.Person)
		if err != nil && !missing(err) {
			return err
		}
		names[e.Person] = p.Name
	}
	return nil
}

// foldTask is a task from its events; that of an allocated one has what its parts reached.
func foldTask(tx *store.Tx, division, id string) (*task.Task, error) {
	events, err := tx.TaskEvents(division, id)
	if err != nil {
		return nil, err
	}
	t, err := task.Fold(id, events)
	if err != nil {
		return nil, err
	}
	return t, gather(tx, division, t)
}

// gather adds up the parts of an allocated task.
func gather(tx *store.Tx, division string, t *task.Task) error {
	if len(t.Allocation) == 0 {
		return nil
	}
	rows, err := tx.TaskParts(division, t.ID)
	if err != nil {
		return err
	}
	parts := make([]*task.Task, len(rows))
	for i, r := range rows {
		parts[i] = r.Task
	}
	return t.Gather(parts)
}

func unitsOf(tx *store.Tx, division string) (map[string]staff.Unit, error) {
	all, err := tx.Units(division)
	return byCode(all), err
}

func byCode(all []staff.Unit) map[string]staff.Unit {
	of := make(map[string]staff.Unit, len(all))
	for _, u := range all {
		of[u.Code] = u
	}
	return of
}

// MayOnTask says whether the actor may do an act on a task, for a page to show
// or leave out its button; the act itself decides.
func MayOnTask(by staff.Actor, act string, t *task.Task) bool {
	a, ok := staff.Named(act)
	if !ok || !by.May(act) {
		return false
	}
	if a.Grants[by.Role] == staff.OwnUnit {
		return slices.Contains(by.Units, t.Terms.Lead)
	}
	return true
}
