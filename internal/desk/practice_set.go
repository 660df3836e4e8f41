package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// SetPractice sets how the office of the division does things.
func (w *Workspace) SetPractice(ctx context.Context, by staff.Actor, call Call, p task.Practice) (task.Practice, error) {
	return perform(ctx, w, by, "practice.set", call, func(d *deed) (task.Practice, error) {
		if err := p.Check(); err != nil {
			return p, err
		}
		row, err := d.tx.PracticeOf(by.Division)
		if err != nil {
			return p, err
		}
		if err := call.only(row.Version, "督办口径"); err != nil {
			return p, err
		}
		row.Practice = p
		d.object = "practice"
		object, bytes := canonPractice(row)
		row.Seal = d.seal(object, row.Seal, bytes)
		return p, d.tx.SetPractice(row)
	})
}

// ReadPractice is how the office of the division does things, with its version.
func (w *Workspace) ReadPractice(ctx context.Context, by staff.Actor) (p task.Practice, version int64, err error) {
	if err := staff.Permit(by, "task.list", ""); err != nil {
		return p, 0, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.PracticeOf(by.Division)
		p, version = row.Practice, row.Version
		return err
	})
	return p, version, faulted(err)
}
