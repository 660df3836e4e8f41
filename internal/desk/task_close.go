package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// ApplyToCloseTask asks that a task be closed out, with what shows that it is done.
func (w *Workspace) ApplyToCloseTask(ctx context.Context, by staff.Actor, call Call, id string, proofs []task.Proof, words string) (TaskKept, error) {
	if err := task.Bounded(proofs); err != nil {
		return TaskKept{}, err
	}
	return w.onTask(ctx, by, "task.apply", call, id, func(d *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = words
		taken, err := w.takeRecords(d.tx, by, t, nil, proofs)
		if err != nil {
			return task.Event{}, err
		}
		return t.Applying(taken, in)
	})
}

// SendTaskBack returns the application with the reason.
func (w *Workspace) SendTaskBack(ctx context.Context, by staff.Actor, call Call, id, reason string) (TaskKept, error) {
	return w.onTask(ctx, by, "task.return", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = reason
		return t.SendingBack(in)
	})
}

// CloseTask closes a task out.
func (w *Workspace) CloseTask(ctx context.Context, by staff.Actor, call Call, id string, g Ground) (TaskKept, error) {
	return w.onTask(ctx, by, "task.close", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.ClosingOut(g.of(in))
	})
}
