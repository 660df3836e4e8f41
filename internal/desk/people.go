package desk

import (
	"context"
	"fmt"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Staff (机构人员) is the units, posts and people of a division, as far as the actor may see them.
type Staff struct {
	Units    []staff.Unit
	Posts    []staff.Post
	Persons  []staff.Person
	Holdings []staff.Holding
}

// ListStaff lists units and posts, and the persons within the actor's scope.
func (w *Workspace) ListStaff(ctx context.Context, by staff.Actor) (Staff, error) {
	var s Staff
	if _, err := staff.ScopeOf(by, "unit.list"); err != nil {
		return s, err
	}
	scope, err := staff.ScopeOf(by, "person.list")
	if err != nil {
		return s, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if s.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		if s.Posts, err = tx.Posts(by.Division); err != nil {
			return err
		}
		if s.Persons, err = tx.Persons(scope, "", 100_000); err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, p := range s.Persons {
			seen[p.ID] = true
		}
		all, err := tx.Holdings(by.Division)
		for _, h := range all {
			if seen[h.Person] {
				s.Holdings = append(s.Holdings, h)
			}
		}
		return err
	})
	return s, faulted(err)
}

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
		return d.addUnit(u)
	}
	if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
		return err
	}
	object, bytes := canonUnit(u)
	u.Version, u.Seal = old.Version, d.seal(object, old.Seal, bytes)
	return d.tx.SetUnit(u)
}

// SetPost makes a post, or changes its name and place. A role is only
// proposed here; a changed proposal takes the granted role away.
func (w *Workspace) SetPost(ctx context.Context, by staff.Actor, call Call, p staff.Post) error {
	p.Division = by.Division
	if err := p.Check(); err != nil {
		return err
	}
	_, err := perform(ctx, w, by, "post.set", call, func(d *deed) (struct{}, error) { return struct{}{}, d.setPost(call, p) })
	w.forget()
	return err
}

func (d *deed) setPost(call Call, p staff.Post) error {
	d.object = "post/" + p.Code
	p.Role = ""
	old, err := d.tx.Post(p.Division, p.Code)
	if missing(err) {
		return d.addPost(p)
	}
	if err != nil {
		return err
	}
	if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
		return err
	}
	if p.Proposed == old.Proposed && p.Unit == old.Unit {
		p.Role = old.Role
	} else if err := d.endSignInsAt(p.Code, "岗位改了"); err != nil {
		return err
	}
	return d.savePost(p, old)
}

func (d *deed) savePost(p, old staff.Post) error {
	object, bytes := canonPost(p)
	p.Version, p.Seal = old.Version, d.seal(object, old.Seal, bytes)
	return d.tx.SetPost(p)
}

// endSignInsAt ends the sessions of all who hold a post.
func (d *deed) endSignInsAt(post, reason string) error {
	all, err := d.tx.Holdings(d.by.Division)
	for _, h := range all {
		if err == nil && h.Post == post && h.State == staff.Confirmed {
			_, err = d.tx.EndSignInsOf(d.by.Division, h.Person, d.now, reason)
		}
	}
	return err
}

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

// Issued is a first password, shown once and kept nowhere.
type Issued struct {
	Person   string `json:"person"`
	Password string `json:"-"`
}

// SetPerson makes a person, or changes the one with its id. Stopping a person
// ends their sessions.
func (w *Workspace) SetPerson(ctx context.Context, by staff.Actor, call Call, p staff.Person) (string, error) {
	p.Division, p.Login, p.Name = by.Division, strings.ToLower(strings.TrimSpace(p.Login)), strings.TrimSpace(p.Name)
	if err := p.Check(); err != nil {
		return "", err
	}
	id, err := perform(ctx, w, by, "person.set", call, func(d *deed) (string, error) {
		if p.ID == "" {
			p.ID = d.newID()
			d.object = "person/" + p.ID
			return p.ID, d.addPerson(p)
		}
		d.object = "person/" + p.ID
		old, err := d.tx.Person(by.Division, p.ID)
		if err != nil {
			return "", err
		}
		if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
			return "", err
		}
		object, bytes := canonPerson(p)
		p.Version, p.Seal = old.Version, d.seal(object, old.Seal, bytes)
		if err := d.tx.SetPerson(p); err != nil {
			return "", err
		}
		if p.Stopped && !old.Stopped {
			_, err = d.tx.EndSignInsOf(by.Division, p.ID, d.now, "已停用")
		}
		return p.ID, err
	})
	w.forget()
	return id, err
}

// UnlockPerson gives a person a new first password, to be changed at its first
// use, and ends their sessions.
func (w *Workspace) UnlockPerson(ctx context.Context, by staff.Actor, call Call, person string) (Issued, error) {
	password := firstPassword(w.draw())
	hash, err := w.means.Passwords.Hash(ctx, password)
	if err != nil {
		return Issued{}, err
	}
	fresh := false
	out, err := perform(ctx, w, by, "person.unlock", call, func(d *deed) (Issued, error) {
		d.object = "person/" + person
		p, err := d.tx.Person(by.Division, person)
		if err != nil {
			return Issued{}, err
		}
		old, err := passwordOf(d.tx, by.Division, person)
		if err != nil {
			return Issued{}, err
		}
		if old.ID == "" {
			err = d.addPassword(p, hash, "first")
		} else {
			old.Secret, old.State, old.Failures, old.FailedAt = []byte(hash), "first", 0, 0
			err = d.tx.SetCredential(old)
		}
		if err == nil {
			_, err = d.tx.EndSignInsOf(by.Division, person, d.now, "重设了口令")
		}
		fresh = true
		return Issued{Person: person}, err
	})
	w.forget()
	if err == nil && fresh {
		out.Password = password
	}
	return out, err
}

// firstPassword is a password that can be read over the telephone.
func firstPassword(drawn string) string {
	return fmt.Sprintf("%s-%s-%s-7K", drawn[:4], drawn[4:8], drawn[8:12])
}

// ProposeHolding puts a person into a post, to be confirmed by the security administrator.
func (w *Workspace) ProposeHolding(ctx context.Context, by staff.Actor, call Call, h staff.Holding) (string, error) {
	if h.Until != 0 && h.Until < h.From {
		return "", fault.New(fault.Invalid, "任职的止日在起日之前。", "请看看两个日期。").At("until")
	}
	return perform(ctx, w, by, "holding.propose", call, func(d *deed) (string, error) { return d.propose(h) })
}

func (d *deed) propose(h staff.Holding) (string, error) {
	h.Division, h.ID, h.State = d.by.Division, d.newID(), staff.Proposed
	if h.From == 0 {
		h.From = dayOf(d.now)
	}
	if h.Manner == "" {
		h.Manner = staff.Regular
	}
	d.object = "holding/" + h.ID
	return h.ID, d.addHolding(h)
}

// ConfirmHolding puts a proposed holding in force.
func (w *Workspace) ConfirmHolding(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "holding.confirm", call, func(d *deed) (struct{}, error) {
		d.object = "holding/" + id
		h, err := d.tx.Holding(by.Division, id)
		if err != nil {
			return struct{}{}, err
		}
		if h.State != staff.Proposed {
			return struct{}{}, fault.New(fault.Conflict, "这次任职已经办过了。", "请刷新看看。")
		}
		post, err := d.tx.Post(by.Division, h.Post)
		if err != nil {
			return struct{}{}, err
		}
		if h.Person == by.Person {
			return struct{}{}, fault.New(fault.Refused, "不能确认自己的任职。", "请另一位安全管理员确认。")
		}
		if err := d.together(h.Person, h.ID, post.Role); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.moveHolding(h, staff.Confirmed, h.Until)
	})
	w.forget()
	return err
}

func (d *deed) moveHolding(old staff.Holding, state staff.HoldingState, until int64) error {
	h := old
	h.State, h.Until = state, until
	object, bytes := canonHolding(h)
	h.Seal = d.seal(object, old.Seal, bytes)
	return d.tx.SetHolding(h)
}

// EndHolding ends a holding today, and the person's sessions with it.
func (w *Workspace) EndHolding(ctx context.Context, by staff.Actor, call Call, id, reason string) error {
	_, err := perform(ctx, w, by, "holding.end", call, func(d *deed) (struct{}, error) {
		d.object, d.reason = "holding/"+id, reason
		h, err := d.tx.Holding(by.Division, id)
		if err != nil {
			return struct{}{}, err
		}
		if h.State == staff.Ended {
			return struct{}{}, fault.New(fault.Conflict, "这次任职已经结束了。", "请刷新看看。")
		}
		if err := d.moveHolding(h, staff.Ended, dayOf(d.now)); err != nil {
			return struct{}{}, err
		}
		_, err = d.tx.EndSignInsOf(by.Division, h.Person, d.now, "任职结束")
		return struct{}{}, err
	})
	w.forget()
	return err
}
