package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// AllocateTask gives a task's figure out in parts, each a task of its own of the
// unit that has it. The parts of an issued task are issued under its document.
func (w *Workspace) AllocateTask(ctx context.Context, by staff.Actor, call Call, id string, parts []task.Part) (TaskKept, error) {
	return w.onTask(ctx, by, "task.allocate", call, id, func(d *deed, t *task.Task, in task.Deed) (task.Event, error) {
		if _, err := t.Allocating(parts, in); err != nil {
			return task.Event{}, err
		}
		for i := range parts {
			kept, err := d.draft(call, t.Origin, t.ID, t.PartTerms(parts[i]))
			if err != nil {
				return task.Event{}, err
			}
			parts[i].Task = kept.ID
			if t.Document == "" {
				continue
			}
			row, err := d.tx.TaskOf(d.by.Division, kept.ID)
			if err != nil {
				return task.Event{}, err
			}
			part, err := foldTask(d.tx, d.by.Division, kept.ID)
			if err != nil {
				return task.Event{}, err
			}
			in := in
			in.Document = t.Document
			e, err := part.Issuing(in)
			if err != nil {
				return task.Event{}, err
			}
			if err := d.keepTask(row, part, e); err != nil {
				return task.Event{}, err
			}
		}
		return t.Allocating(parts, in)
	})
}
