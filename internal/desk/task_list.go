package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// ListedTask is a task in a list, with its pace today.
type ListedTask struct {
	*task.Task
	Version int64
	Pace    task.Pace
}

// TaskPage says which tasks a list shows; zero values leave open.
type TaskPage struct {
	Year     int // 0 for the latest that there are tasks of
	Category task.Category
	State    task.State
	Colour   task.Colour
	Unit     string // that leads or supports
	Leader   string
	Document string // 文号 that it was issued under
	Which    string // running, late, stale, claimed, applied, objected, drafts: what the office looks for
	Words    string // in the title, the goal or the number
}

// TaskList is the tasks of a year, as far as the actor sees them.
type TaskList struct {
	Year     int
	Years    []int64
	Tasks    []ListedTask // that the page asks for
	All      []ListedTask // that the actor may see, of the year
	Units    map[string]staff.Unit
	Practice task.Practice
	Today    civil.Date
}

// ListTasks lists the tasks of a year in the order of their numbers, each with
// its pace today.
func (w *Workspace) ListTasks(ctx context.Context, by staff.Actor, p TaskPage) (TaskList, error) {
	out := TaskList{Today: civil.Instant(w.now()).Date(), Year: p.Year}
	scope, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if out.Years, err = tx.TaskYears(by.Division); err != nil {
			return err
		}
		if out.Year == 0 {
			out.Year = out.Today.Year
			if n := len(out.Years); n > 0 && !slices.Contains(out.Years, int64(out.Year)) {
				out.Year = int(out.Years[n-1])
			}
		}
		if out.Units, err = unitsOf(tx, by.Division); err != nil {
			return err
		}
		out.All, out.Practice, err = w.pacedTasks(tx, scope, out.Year, out.Today)
		return err
	})
	if err != nil {
		return out, faulted(err)
	}
	for _, t := range out.All {
		if p.holds(t) {
			out.Tasks = append(out.Tasks, t)
		}
	}
	return out, nil
}

// pacedTasks are the tasks of a year that a scope sees, each with its pace on a day.
func (w *Workspace) pacedTasks(tx *store.Tx, scope staff.Scope, year int, on civil.Date) ([]ListedTask, task.Practice, error) {
	y, err := w.years.of(tx, scope.Division(), year, on)
	if err != nil {
		return nil, task.Practice{}, err
	}
	return y.seen(scope), y.practice.Practice, nil
}

// summed are the rows of a year's tasks, those that were given out in parts with
// what the parts have reached; whole says that all of it is of the year itself.
func summed(tx *store.Tx, division string, year int) (rows []store.TaskRow, whole bool, err error) {
	if rows, err = tx.TasksOf(division, year); err != nil {
		return nil, false, err
	}
	parts := map[string][]*task.Task{}
	for _, r := range rows {
		if r.Task.Parent != "" {
			parts[r.Task.Parent] = append(parts[r.Task.Parent], r.Task)
		}
	}
	whole = true
	for _, r := range rows {
		t := r.Task
		if own := parts[t.ID]; len(own) == len(t.Allocation) {
			err = t.Gather(own)
		} else { // a part was moved to another year
			whole = false
			err = gather(tx, division, t)
		}
		if err != nil {
			return nil, false, err
		}
	}
	return rows, whole, nil
}

// holds says whether a task is one that the page asks for.
func (p TaskPage) holds(t ListedTask) bool {
	return (p.Category == "" || t.Terms.Category == p.Category) &&
		(p.State == "" || t.State == p.State) &&
		(p.Colour == "" || t.State != task.Drafted && t.State != task.Asked && t.Pace.Colour == p.Colour) &&
		(p.Unit == "" || t.Terms.Answers(p.Unit)) &&
		(p.Leader == "" || t.Terms.Leader == p.Leader) &&
		(p.Document == "" || t.Document == p.Document) &&
		(p.Words == "" || says(t.Task, p.Words)) && p.which(t)
}

func (p TaskPage) which(t ListedTask) bool {
	switch p.Which {
	case "running":
		return t.State.Running()
	case "late":
		return t.Pace.Overdue
	case "stale":
		return t.Pace.Stale > 0
	case "claimed":
		return slices.ContainsFunc(t.Terms.Deliverables, func(d task.Deliverable) bool { return t.State.Running() && t.Claimed(d.N) })
	case "applied":
		return t.State == task.Applied
	case "objected":
		return objected(t.Task)
	case "drafts":
		return t.State == task.Drafted || t.State == task.Asked
	case "differs":
		return Differs(t)
	}
	return true
}
