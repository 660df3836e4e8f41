package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// VerifyDeliverables finds that what was claimed is there.
func (w *Workspace) VerifyDeliverables(ctx context.Context, by staff.Actor, call Call, id string, items []int) (TaskKept, error) {
	return w.onTask(ctx, by, "deliverable.verify", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		return t.Verifying(items, in)
	})
}

// DisputeDeliverables finds that what was claimed is not there.
func (w *Workspace) DisputeDeliverables(ctx context.Context, by staff.Actor, call Call, id string, items []int, found string) (TaskKept, error) {
	return w.onTask(ctx, by, "deliverable.dispute", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = found
		return t.Disputing(items, in)
	})
}
