package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// SetUnit makes a unit, or changes the one with its code.
func (w *Workspace) SetUnit(ctx context.Context, by staff.Actor, call Call, u staff.Unit) error {
	u.Division = by.Division
	if err := u.Check(); err != nil {
		return err
	}
	_, err := perform(ctx, w, by, "unit.set", call, func(d *deed) (struct{}, error) { return struct{}{}, d.setUnit(call, u) })
	w.forget()
	return err
}

func (d *deed) setUnit(call Call, u staff.Unit) error {
	d.object = "unit/" + u.Code
	units, err := d.tx.Units(u.Division)
	if err != nil {
		return err
	}
	var old *staff.Unit
	for i := range units {
		if units[i].Code == u.Code {
			old = &units[i]
		}
	}
	if u.Parent != "" {
		for _, c := range below(units, u.Code) {
			if old != nil && c == u.Parent {
				return fault.New(fault.Invalid, "“"+u.Name+"”的上级不能是它自己的下级。", "请另选上级。").At("parent")
			}
		}
	}
	if old == nil {
		if err := call.absent(); err != nil {
			return err
		}
		return d.addUnit(u)
	}
	if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
		return err
	}
	object, bytes := canonUnit(u)
	u.Version, u.Seal = old.Version, d.seal(object, old.Seal, bytes)
	return d.tx.SetUnit(u)
}
