package desk

import (
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SetUnit makes a unit, or changes the one with its code. Another parent is only
// proposed here; with the old one a proposal is withdrawn.
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
	if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
		return err
	}
	u.Proposed = ""
	if u.Parent != old.Parent {
		if u.Parent == "" {
			return fault.New(fault.Invalid, "没有选“"+u.Name+"”的上级。", "已有的单位不能改成没有上级。").At("parent")
		}
		if err := d.below(u, u.Parent); err != nil {
			return err
		}
		u.Proposed, u.Parent = u.Parent, old.Parent
	}
	return d.saveUnit(u, old)
}

// below refuses that a unit be put under itself or one below it.
func (d *deed) below(u staff.Unit, parent string) error {
	if _, err := d.tx.Unit(d.by.Division, parent); err != nil {
		if missing(err) {
			err = store.ErrReference
		}
		return err
	}
	under, err := d.tx.UnitsBelow(d.by.Division, u.Code)
	if err == nil && slices.Contains(under, parent) {
		err = fault.New(fault.Invalid, "“"+u.Name+"”的上级不能是它自己的下级。", "请另选上级。").At("parent")
	}
	return err
}

func (d *deed) saveUnit(u, old staff.Unit) error {
	object, bytes := canonUnit(u)
	u.Version, u.Seal = old.Version, d.seal(object, old.Seal, bytes)
	return d.tx.SetUnit(u)
}
