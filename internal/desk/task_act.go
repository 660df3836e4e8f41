package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// TaskKept is a task after an act, and which event of it that was.
type TaskKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Event  int    `json:"event"`
}

// onTask does an act on a task: by whom it may be done, the table of permission
// says; what may be done to it now, the kernel.
func (w *Workspace) onTask(ctx context.Context, by staff.Actor, act string, call Call, id string, decide func(*deed, *task.Task, task.Deed) (task.Event, error)) (TaskKept, error) {
	return perform(ctx, w, by, act, call, func(d *deed) (TaskKept, error) {
		row, t, err := d.task(by, act, id)
		if err != nil {
			return TaskKept{}, err
		}
		if err := call.current(row.Version, "“"+t.Number+"”"); err != nil {
			return TaskKept{}, err
		}
		in, err := d.taskDeed(call)
		if err != nil {
			return TaskKept{}, err
		}
		e, err := decide(d, t, in)
		if err != nil {
			return TaskKept{}, err
		}
		d.reason = e.Reason
		return TaskKept{id, t.Number, e.Seq}, d.keepTask(row, t, e)
	})
}

// task finds a task that the actor may do an act on: a unit only what it leads.
func (d *deed) task(by staff.Actor, act, id string) (store.TaskRow, *task.Task, error) {
	scope, err := staff.ScopeOf(by, act)
	if err != nil {
		return store.TaskRow{}, nil, err
	}
	row, err := d.tx.Task(scope, id)
	if err != nil {
		return row, nil, err
	}
	t, err := foldTask(d.tx, by.Division, id)
	if err != nil {
		return row, nil, err
	}
	if act != "task.opine" {
		if err := staff.Permit(by, act, t.Terms.Lead); err != nil {
			return row, nil, err
		}
	}
	d.object = "task/" + id
	return row, t, nil
}

// taskDeed is who does something to a task, and when.
func (d *deed) taskDeed(call Call) (task.Deed, error) {
	at := call.HappenedAt
	if at == 0 {
		at = d.now
	}
	if at > d.now {
		return task.Deed{}, fault.New(fault.Invalid, "办理时间 "+civil.Instant(at).String()+" 还没有到。", "请填已经发生的时间。").At("at")
	}
	return task.Deed{At: civil.Instant(at), Person: d.by.Person, Post: d.by.Post, Unit: d.by.Unit}, nil
}

// keepTask keeps an event of a task, with all that follows from it. t is the
// task before it; row is how it stood, without version for a new one.
func (d *deed) keepTask(row store.TaskRow, t *task.Task, e task.Event) error {
	e.RecordedAt = civil.Instant(d.now)
	if e.Terms != nil {
		if err := d.unitsStand(append([]string{e.Terms.Lead}, e.Terms.Supports...)); err != nil {
			return err
		}
	}
	if err := d.takeProofs(t, e); err != nil {
		return err
	}
	if err := t.Take(e); err != nil {
		return err
	}
	row, err := row.Becomes(t)
	if err != nil {
		return err
	}
	row.Division = d.by.Division
	d.object = "task/" + t.ID
	object, bytes := canonTask(row)
	row.Seal = d.seal(object, row.Seal, bytes)
	if err := d.tx.SetTask(row); err != nil {
		return err
	}
	kept := store.TaskEvent{Event: e, Task: t.ID}
	if object, bytes, err = canonTaskEvent(kept); err != nil {
		return err
	}
	kept.Seal = d.seal(object, nil, bytes)
	if err := d.tx.AddTaskEvent(d.by.Division, kept); err != nil {
		return err
	}
	if err := d.tidings(t, e); err != nil {
		return err
	}
	return d.bringBack(t, e)
}

// unitsStand refuses units that the division does not have, or has closed.
func (d *deed) unitsStand(codes []string) error {
	for _, c := range codes {
		if c == "" {
			continue
		}
		u, err := d.tx.Unit(d.by.Division, c)
		if missing(err) || err == nil && u.Closed {
			return fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的单位，或它已经撤销。", c), "请从列表里选单位。").At("lead")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// proofsOf are the proofs that an event names.
func proofsOf(e task.Event) []task.Proof {
	if e.Report != nil {
		return e.Report.Proofs
	}
	return e.Proofs
}

// takeProofs makes the files that an event names the task's: handed in by the
// same person, or the task's already.
func (d *deed) takeProofs(t *task.Task, e task.Event) error {
	for _, p := range proofsOf(e) {
		if p.File == "" {
			continue
		}
		if slices.Contains(d.taken, p.File) || slices.ContainsFunc(t.Events, func(old task.Event) bool {
			return slices.ContainsFunc(proofsOf(old), func(o task.Proof) bool { return o.File == p.File })
		}) {
			continue
		}
		taken, err := d.tx.TakePhoto(d.by.Division, d.by.Person, p.File)
		if err != nil {
			return err
		}
		if !taken {
			return fault.New(fault.Invalid, "“"+p.Title+"”还没有传上来。", "请重新选这个文件，再提交。").At("proofs")
		}
		d.taken = append(d.taken, p.File)
	}
	return nil
}

// newTask keeps a task's first event.
func (d *deed) newTask(e task.Event) (*task.Task, error) {
	t, err := task.Fold(d.newID(), nil)
	if err != nil {
		return nil, err
	}
	return t, d.keepTask(store.TaskRow{}, t, e)
}

// taskNumber is the next number of a year's tasks.
func (d *deed) taskNumber(year int) (string, error) {
	n, err := d.tx.NextNumber(d.by.Division, fmt.Sprintf("任务 %d", year))
	return fmt.Sprintf("%d-%04d", year, n), err
}

// says that a task's words hold what somebody looks for.
func says(t *task.Task, words string) bool {
	return strings.Contains(t.Terms.Title, words) || strings.Contains(t.Terms.Goal, words) || strings.Contains(t.Number, words)
}

// Differs says that the unit sees itself better than the reckoning does.
func Differs(t ListedTask) bool {
	for i := len(t.Reports) - 1; i >= 0; i-- {
		if r := t.Reports[i]; r.Counts() {
			return r.View != "" && (t.Pace.Colour == task.Green || t.Pace.Colour == task.Yellow || t.Pace.Colour == task.Red) && slices.Index(task.Colours, r.View) > slices.Index(task.Colours, t.Pace.Colour)
		}
	}
	return false
}
