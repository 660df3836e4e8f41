package desk

import (
	"context"
	"strings"

	"duban/internal/kernel/staff"
)

// SetPerson makes a person, or changes the one with its id. Stopping a person
// ends their sessions.
func (w *Workspace) SetPerson(ctx context.Context, by staff.Actor, call Call, p staff.Person) (string, error) {
	p.Division, p.Login, p.Name = by.Division, strings.ToLower(strings.TrimSpace(p.Login)), strings.TrimSpace(p.Name)
	if err := p.Check(); err != nil {
		return "", err
	}
	id, err := perform(ctx, w, by, "person.set", call, func(d *deed) (string, error) {
		p := p // the act may be tried twice
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return "", err
		}
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
		if err := d.mayChange(p, old); err != nil {
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
