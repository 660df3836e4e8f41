package desk

import (
	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

var roleTitle = map[staff.Role]string{staff.SystemAdmin: "系统管理员", staff.SecurityAdmin: "安全管理员", staff.AuditAdmin: "审计管理员"}

// mayLeave refuses the end of an administrator's holding by the wrong hand, or
// of the last one: without any of the three nobody could put another in place.
func (d *deed) mayLeave(h staff.Holding) error {
	post, err := d.tx.Post(d.by.Division, h.Post)
	if err != nil || h.State != staff.Confirmed || !post.Role.Administers() {
		return err
	}
	if d.by.Role != staff.SecurityAdmin {
		return fault.New(fault.Refused, "管理员的任职不由系统管理员结束。", "请安全管理员结束。")
	}
	others, err := d.othersWho(post.Role, h.Person)
	if err == nil && !others && h.Holds(dayOf(d.now)) {
		err = fault.New(fault.Refused, "这是最后一位"+roleTitle[post.Role]+"，任职不能结束。", "先报、确认接任的人，等接任的人设好口令，再结束。")
	}
	return err
}

// othersWho says that somebody else can act in a role today: holds a post of
// it, is not stopped, and has something to sign in with.
func (d *deed) othersWho(role staff.Role, person string) (bool, error) {
	all, err := d.tx.Holdings(d.by.Division)
	if err != nil {
		return false, err
	}
	for _, h := range all {
		if h.Person == person || !h.Holds(dayOf(d.now)) {
			continue
		}
		post, err := d.tx.Post(d.by.Division, h.Post)
		if err != nil {
			return false, err
		}
		if post.Role != role {
			continue
		}
		p, err := d.tx.Person(d.by.Division, h.Person)
		if err != nil {
			return false, err
		}
		able, err := d.proven(h.Person)
		if err != nil {
			return false, err
		}
		if able && !p.Stopped {
			return true, nil
		}
	}
	return false, nil
}

// proven says that a person has something to sign in with already, so that a
// new password would be a second way in and not the first.
func (d *deed) proven(person string) (bool, error) {
	all, err := d.tx.Credentials(d.by.Division, person)
	_, ok := find(all, opens)
	return ok, err
}

// holdsRole says that a person holds a post of such a role, today or later.
func (d *deed) holdsRole(person string, of func(staff.Role) bool) (bool, error) {
	all, err := d.tx.HoldingsOf(d.by.Division, person)
	if err != nil {
		return false, err
	}
	for _, h := range all {
		if h.State != staff.Confirmed || (h.Until != 0 && h.Until < dayOf(d.now)) {
			continue
		}
		post, err := d.tx.Post(d.by.Division, h.Post)
		if err != nil {
			return false, err
		}
		if of(post.Role) {
			return true, nil
		}
	}
	return false, nil
}

// mayChange refuses that an administrator be stopped, or signs in by another name.
func (d *deed) mayChange(p, old staff.Person) error {
	if p.Login == old.Login && (!p.Stopped || old.Stopped) {
		return nil
	}
	administers, err := d.holdsRole(p.ID, staff.Role.Administers)
	if err == nil && administers {
		err = fault.New(fault.Refused, "“"+old.Name+"”是管理员，不能停用，也不能改登录名。", "先请安全管理员结束这个人的管理员任职。")
	}
	return err
}

// mayRepurpose refuses that an administrator's post be turned into another
// while somebody holds it.
func (d *deed) mayRepurpose(p, old staff.Post) error {
	if !old.Role.Administers() || (p.Proposed == old.Proposed && p.Unit == old.Unit && (!p.Closed || old.Closed)) {
		return nil
	}
	all, err := d.tx.Holdings(d.by.Division)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.Post == p.Code && h.State == staff.Confirmed && (h.Until == 0 || h.Until >= dayOf(d.now)) {
			return fault.New(fault.Refused, "“"+old.Name+"”是管理员的岗位，还有人任着，不能改角色、单位，也不能撤销。", "先请安全管理员结束任职。")
		}
	}
	return nil
}
