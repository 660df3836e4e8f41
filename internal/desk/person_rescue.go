package desk

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// RescueAdministrator gives an administrator a way in again: for whoever has the
// machine, where no administrator is left who could. It gives a first password,
// takes the second factors away and undoes a stop. A role that nobody can act in
// any more may be given to a person; one that somebody holds may not.
func (w *Workspace) RescueAdministrator(ctx context.Context, division, login string, role staff.Role) (Issued, error) {
	password := firstPassword(w.draw())
	hash, err := w.means.Passwords.Hash(ctx, password)
	if err != nil {
		return Issued{}, err
	}
	out, err := performed(ctx, w, machine(division), "person.rescue", Call{}, func(d *deed) (Issued, error) {
		var none Issued
		if err := d.tx.HoldStaff(division); err != nil {
			return none, err
		}
		p, err := d.tx.PersonByLogin(division, strings.ToLower(strings.TrimSpace(login)))
		if missing(err) {
			return none, fault.New(fault.NotFound, "没有登录名是“"+login+"”的人。", "看看登录名和区划代码是不是写错了。")
		}
		if err != nil {
			return none, err
		}
		d.object = "person/" + p.ID
		if role != "" {
			if err := d.seat(p, role); err != nil {
				return none, err
			}
		}
		administers, err := d.holdsRole(p.ID, staff.Role.Administers)
		if err != nil {
			return none, err
		}
		if !administers {
			return none, fault.New(fault.Refused, "“"+p.Name+"”不是管理员。", "别的人请安全管理员重设；三员中缺了人的，用 --role 写明补哪一个。")
		}
		if p.Stopped {
			old := p
			p.Stopped = false
			object, bytes := canonPerson(p)
			p.Seal = d.seal(object, old.Seal, bytes)
			if err := d.tx.SetPerson(p); err != nil {
				return none, err
			}
		}
		if err := d.resetFactors(p.ID); err != nil {
			return none, err
		}
		return Issued{Person: p.ID}, d.firstPassword(p, hash)
	})
	w.forget()
	if err == nil {
		out.Password = password
	}
	return out, err
}

// seat puts a person into an administrator's role that nobody can act in.
func (d *deed) seat(p staff.Person, role staff.Role) error {
	if !role.Administers() {
		return fault.New(fault.Usage, "“"+string(role)+"”不是管理员的角色。", "可写 system、security、audit。")
	}
	if has, err := d.holdsRole(p.ID, func(r staff.Role) bool { return r == role }); has || err != nil {
		return err
	}
	others, err := d.othersWho(role, p.ID)
	if err != nil {
		return err
	}
	if others {
		return fault.New(fault.Refused, roleTitle[role]+"还有人在任。", "请三员照常报、确认；在任的人进不来的，救在任的人。")
	}
	if err := d.together(p.ID, "", role); err != nil {
		return err
	}
	posts, err := d.tx.Posts(d.by.Division)
	if err != nil {
		return err
	}
	post, ok := find(posts, func(x staff.Post) bool { return x.Role == role && !x.Closed })
	if !ok {
		units, err := d.tx.Units(d.by.Division)
		if err != nil {
			return err
		}
		root, _ := find(units, func(u staff.Unit) bool { return u.Parent == "" && !u.Closed })
		post = staff.Post{Division: d.by.Division, Code: "rescue-" + string(role), Unit: root.Code, Name: roleTitle[role], Proposed: role, Role: role}
		if err := d.addPost(post); err != nil {
			return err
		}
	}
	return d.addHolding(staff.Holding{Division: d.by.Division, ID: d.newID(), Person: p.ID, Post: post.Code, Manner: staff.Regular, From: dayOf(d.now), State: staff.Confirmed})
}
