package desk

import (
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// RequireFactor says whether the holders of a role must show a second factor.
// From then on a session without one is good for enrolling one only.
func (w *Workspace) RequireFactor(ctx context.Context, by staff.Actor, call Call, role staff.Role, must bool) error {
	if !slices.Contains(staff.Roles, role) {
		return fault.New(fault.Invalid, "没有“"+string(role)+"”这种角色。", "请从列表里选。").At("role")
	}
	_, err := perform(ctx, w, by, "factor.require", call, func(d *deed) (struct{}, error) {
		d.object = "requirement/" + string(role)
		if err := d.fresh(); err != nil {
			return struct{}{}, err
		}
		all, err := d.tx.Requirements(by.Division)
		if err != nil {
			return struct{}{}, err
		}
		i := slices.IndexFunc(all, func(r store.Requirement) bool { return r.Role == role })
		switch {
		case must && i < 0:
			r := store.Requirement{Division: by.Division, Role: role, SinceAt: d.now}
			object, bytes := canonRequirement(r)
			r.Seal = d.seal(object, nil, bytes)
			return struct{}{}, d.tx.AddRequirement(r)
		case !must && i >= 0:
			d.unseal(d.object, all[i].Seal)
			return struct{}{}, d.tx.DropRequirement(by.Division, role)
		}
		return struct{}{}, nil
	})
	w.forget()
	return err
}
