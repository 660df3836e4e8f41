package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// FillProgress reports a month of a task.
func (w *Workspace) FillProgress(ctx context.Context, by staff.Actor, call Call, id string, r task.Report) (TaskKept, error) {
	r.Migrated = false
	if err := task.Bounded(r.Proofs); err != nil {
		return TaskKept{}, err
	}
	return w.onTask(ctx, by, "progress.fill", call, id, func(d *deed, t *task.Task, in task.Deed) (e task.Event, err error) {
		if r.Proofs, err = w.takeRecords(d.tx, by, t, t.ReportOf(r.Month.String()), r.Proofs); err != nil {
			return e, err
		}
		return t.Filling(r, in)
	})
}

// SignProgress lets the head of the lead unit answer for a report.
func (w *Workspace) SignProgress(ctx context.Context, by staff.Actor, call Call, id, month string) (TaskKept, error) {
	return w.onTask(ctx, by, "progress.sign", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.Signing(month, in)
	})
}

// ReturnProgress sends a report back with the reason.
func (w *Workspace) ReturnProgress(ctx context.Context, by staff.Actor, call Call, id, month, reason string) (TaskKept, error) {
	return w.onTask(ctx, by, "progress.return", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = reason
		return t.Returning(month, in)
	})
}
