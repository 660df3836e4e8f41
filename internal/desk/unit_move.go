package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// MoveUnit puts a unit under the parent that was proposed for it: from then on
// that one's people see what the unit has.
func (w *Workspace) MoveUnit(ctx context.Context, by staff.Actor, call Call, code string) error {
	_, err := perform(ctx, w, by, "unit.move", call, func(d *deed) (struct{}, error) {
		var none struct{}
		d.object = "unit/" + code
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return none, err
		}
		old, err := d.tx.Unit(by.Division, code)
		if err != nil {
			return none, err
		}
		if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
			return none, err
		}
		if old.Proposed == "" {
			return none, fault.New(fault.Invalid, "“"+old.Name+"”没有报改隶。", "请系统管理员先报。")
		}
		if err := d.below(old, old.Proposed); err != nil {
			return none, err
		}
		u := old
		u.Parent, u.Proposed = old.Proposed, ""
		return none, d.saveUnit(u, old)
	})
	w.forget()
	return err
}
