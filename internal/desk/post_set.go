package desk

import (
	"context"

	"duban/internal/kernel/staff"
)

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
	if err := d.tx.HoldStaff(p.Division); err != nil {
		return err
	}
	p.Role = ""
	old, err := d.tx.Post(p.Division, p.Code)
	if missing(err) {
		if err := call.absent(); err != nil {
			return err
		}
		return d.addPost(p)
	}
	if err != nil {
		return err
	}
	if err := call.current(old.Version, "“"+old.Name+"”"); err != nil {
		return err
	}
	if err := d.mayRepurpose(p, old); err != nil {
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
