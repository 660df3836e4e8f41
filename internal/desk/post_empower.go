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
		old, err := d.tx.Post(by.Division, code)
		if err != nil {
			return struct{}{}, err
		}
		if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
			return struct{}{}, err
		}
		if old.Proposed == "" {
			return struct{}{}, fault.New(fault.Invalid, "“"+old.Name+"”还没有报角色。", "请系统管理员先报。")
		}
		p := old
		p.Role = old.Proposed
		// those who hold the post may not hold what does not go together with it
		holdings, err := d.tx.Holdings(by.Division)
		if err != nil {
			return struct{}{}, err
		}
		for _, h := range holdings {
			if h.Post == code && h.State == staff.Confirmed {
				if err := d.together(h.Person, h.ID, p.Role); err != nil {
					return struct{}{}, err
				}
			}
		}
		if err := d.savePost(p, old); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.endSignInsAt(code, "岗位的权限改了")
	})
	w.forget()
	return err
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
