package desk

import (
	"context"
	"slices"

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
	if err := d.tx.HoldStaff(u.Division); err != nil {
		return err
	}
	old, err := d.tx.Unit(u.Division, u.Code)
	if missing(err) {
		if err := call.absent(); err != nil {
			return err
		}
		return d.addUnit(u)
	}
	if err != nil {
		return err
	}
	if u.Parent != "" && u.Parent != old.Parent {
		under, err := d.tx.UnitsBelow(u.Division, u.Code)
		if err != nil {
			return err
		}
		if slices.Contains(under, u.Parent) {
			return fault.New(fault.Invalid, "“"+u.Name+"”的上级不能是它自己的下级。", "请另选上级。").At("parent")
		}
	}
	if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
		return err
	}
	object, bytes := canonUnit(u)
	u.Version, u.Seal = old.Version, d.seal(object, old.Seal, bytes)
	return d.tx.SetUnit(u)
}
