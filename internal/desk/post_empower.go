package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// EmpowerPost grants a post the role that was proposed for it.
func (w *Workspace) EmpowerPost(ctx context.Context, by staff.Actor, call Call, code string) error {
	_, err := perform(ctx, w, by, "post.empower", call, func(d *deed) (struct{}, error) {
		d.object = "post/" + code
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return struct{}{}, err
		}
		holdings, err := d.tx.Holdings(by.Division)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.empower(call, code, holdings)
	})
	w.forget()
	return err
}

// EmpowerPosts grants posts the roles that were proposed for them, all of them
// or none: those that an import brought.
func (w *Workspace) EmpowerPosts(ctx context.Context, by staff.Actor, call Call, codes []string) (int, error) {
	if len(codes) == 0 {
		return 0, fault.New(fault.Invalid, "没有选岗位。", "请先勾选要授权的岗位。")
	}
	n, err := perform(ctx, w, by, "post.empower", call, func(d *deed) (int, error) {
		d.object = "division/" + by.Division
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return 0, err
		}
		holdings, err := d.tx.Holdings(by.Division)
		if err != nil {
			return 0, err
		}
		for _, code := range codes {
			if err := d.empower(Call{}, code, holdings); err != nil {
				return 0, err
			}
		}
		return len(codes), nil
	})
	w.forget()
	return n, err
}

// empower grants one post its role and ends the sessions of those who hold it.
// They may not hold what does not go together with it.
func (d *deed) empower(call Call, code string, holdings []staff.Holding) error {
	old, err := d.tx.Post(d.by.Division, code)
	if err != nil {
		return err
	}
	if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
		return err
	}
	if old.Proposed == "" {
		return fault.New(fault.Invalid, "“"+old.Name+"”还没有报角色。", "请系统管理员先报。")
	}
	p := old
	p.Role = old.Proposed
	for _, h := range holdings {
		if h.Post != code || h.State != staff.Confirmed {
			continue
		}
		if err := d.together(h.Person, h.ID, p.Role); err != nil {
			return err
		}
		if _, err := d.tx.EndSignInsOf(d.by.Division, h.Person, d.now, "岗位的权限改了"); err != nil {
			return err
		}
	}
	return d.savePost(p, old)
}

// together refuses a role beside those of a person's other holdings that are or will be in force.
func (d *deed) together(person, except string, role staff.Role) error {
	all, err := d.tx.HoldingsOf(d.by.Division, person)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.ID == except || h.State != staff.Confirmed || (h.Until != 0 && h.Until < dayOf(d.now)) {
			continue
		}
		p, err := d.tx.Post(d.by.Division, h.Post)
		if err != nil {
			return err
		}
		if err := staff.Together(role, p.Role); err != nil {
			return err
		}
	}
	return nil
}
