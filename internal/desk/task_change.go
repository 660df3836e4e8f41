package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// Ground (依据) is on what an issued task is changed.
type Ground struct {
	Reason   string
	Document string // 文号
	Case     string // whose outcome it is, "" for none
}

func (g Ground) of(in task.Deed) task.Deed {
	in.Reason, in.Document, in.Case = g.Reason, g.Document, g.Case
	return in
}

// ExtendTask sets a later deadline.
func (w *Workspace) ExtendTask(ctx context.Context, by staff.Actor, call Call, id string, until civil.Date, g Ground) (TaskKept, error) {
	return w.onTask(ctx, by, "task.extend", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.Extending(until, g.of(in))
	})
}

// RetargetTask changes what is to be reached.
func (w *Workspace) RetargetTask(ctx context.Context, by staff.Actor, call Call, id string, to task.Terms, g Ground) (TaskKept, error) {
	return w.onTask(ctx, by, "task.retarget", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.Retargeting(to, g.of(in))
	})
}

// ReleadTask gives the task to another lead unit.
func (w *Workspace) ReleadTask(ctx context.Context, by staff.Actor, call Call, id, lead string, g Ground) (TaskKept, error) {
	return w.onTask(ctx, by, "task.relead", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.Releading(lead, g.of(in))
	})
}

// SuspendTask lets the task stand still.
func (w *Workspace) SuspendTask(ctx context.Context, by staff.Actor, call Call, id string, g Ground) (TaskKept, error) {
	return w.onTask(ctx, by, "task.suspend", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.Suspending(g.of(in))
	})
}

// ResumeTask lets it go on.
func (w *Workspace) ResumeTask(ctx context.Context, by staff.Actor, call Call, id string, g Ground) (TaskKept, error) {
	return w.onTask(ctx, by, "task.resume", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.Resuming(g.of(in))
	})
}
