package desk

import (
	"context"
	"slices"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// AskOnTasks puts drafts before the units that are to answer for them, all or none.
func (w *Workspace) AskOnTasks(ctx context.Context, by staff.Actor, call Call, ids []string) (DraftedTasks, error) {
	return perform(ctx, w, by, "task.ask", call, func(d *deed) (DraftedTasks, error) {
		return d.onTasks(by, "task.ask", call, ids, func(t *task.Task, in task.Deed) (task.Event, error) { return t.Asking(in) })
	})
}

// onTasks does one act on several tasks, all or none.
func (d *deed) onTasks(by staff.Actor, act string, call Call, ids []string, decide func(*task.Task, task.Deed) (task.Event, error)) (DraftedTasks, error) {
	var out DraftedTasks
	in, err := d.taskDeed(call)
	if err != nil {
		return out, err
	}
	for _, id := range ids {
		row, t, err := d.task(by, act, id)
		if err != nil {
			return out, err
		}
		e, err := decide(t, in)
		if err != nil {
			return out, err
		}
		if err := d.keepTask(row, t, e); err != nil {
			return out, err
		}
		out.Tasks = append(out.Tasks, TaskKept{id, t.Number, e.Seq})
	}
	d.object = "tasks"
	return out, nil
}

// OpineOnTask is what a unit says of a draft that it is asked about.
func (w *Workspace) OpineOnTask(ctx context.Context, by staff.Actor, call Call, id string, claim bool, words string) (TaskKept, error) {
	return w.onTask(ctx, by, "task.opine", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = words
		if i := slices.IndexFunc(by.Units, t.Terms.Answers); i >= 0 { // who sits below a unit speaks for it
			in.Unit = by.Units[i]
		}
		return t.Opining(claim, in)
	})
}

// SettleOpinion answers an objection; the draft itself is amended by an act of its own.
func (w *Workspace) SettleOpinion(ctx context.Context, by staff.Actor, call Call, id string, objection int, accepted bool, words string) (TaskKept, error) {
	return w.onTask(ctx, by, "task.settle", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = words
		return t.Settling(objection, accepted, in)
	})
}
