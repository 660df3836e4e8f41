package desk

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// IssueTasks gives tasks out under a document, all or none. The tasks of the
// document stand in the order of their numbers.
func (w *Workspace) IssueTasks(ctx context.Context, by staff.Actor, call Call, i task.Issuance) (task.Issuance, error) {
	return perform(ctx, w, by, "task.issue", call, func(d *deed) (task.Issuance, error) {
		return d.issue(by, call, i)
	})
}

// issue gives tasks out under a document.
func (d *deed) issue(by staff.Actor, call Call, i task.Issuance) (task.Issuance, error) {
	if i.IssuedOn.Zero() {
		i.IssuedOn = civil.Instant(d.now).Date()
	}
	if err := i.Check(); err != nil {
		return i, err
	}
	if civil.Instant(d.now).Date().Before(i.IssuedOn) {
		return i, fault.New(fault.Invalid, fmt.Sprintf("印发日期 %s 还没有到。", i.IssuedOn), "写文件上的成文日期，不晚于今天。").At("issued_on")
	}
	if _, err := d.tx.IssuanceNumbered(by.Division, i.Number); err == nil {
		return i, fault.New(fault.Conflict, "文号“"+i.Number+"”已经用过。", "请换一个文号，或看看是不是已经印发了。").At("number")
	} else if !missing(err) {
		return i, err
	}
	if call.HappenedAt == 0 && i.IssuedOn != civil.Instant(d.now).Date() {
		call.HappenedAt = int64(i.IssuedOn.At(12, 0))
	}
	if err := d.bearable(i.Tasks); err != nil {
		return i, err
	}
	i.ID, i.Year = d.newID(), i.IssuedOn.Year
	_, err := d.onTasks(by, "task.issue", call, i.Tasks, func(t *task.Task, in task.Deed) (task.Event, error) {
		in.Document = i.Number
		return t.Issuing(in)
	})
	if err != nil {
		return i, err
	}
	row := store.IssuanceRow{Division: by.Division, Issuance: i}
	d.object = "issuance/" + i.ID
	object, bytes := canonIssuance(row)
	row.Seal = d.seal(object, nil, bytes)
	return i, d.tx.AddIssuance(row)
}

// SignForTask is the lead unit's word that it has the task.
func (w *Workspace) SignForTask(ctx context.Context, by staff.Actor, call Call, id string) (TaskKept, error) {
	return w.onTask(ctx, by, "task.sign", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) { return t.SigningFor(in) })
}
