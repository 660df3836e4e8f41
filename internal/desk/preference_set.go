package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Preference is how the actor wants notices.
type Preference struct {
	notice.Setting
	NextAt  int64 // of the next digest, 0 where each goes at once
	Version int64
	Mailed  bool // he has a mailbox and there is a mail server
}

// ReadPreference is how the actor wants notices.
func (w *Workspace) ReadPreference(ctx context.Context, by staff.Actor) (Preference, error) {
	var out Preference
	scope, err := staff.ScopeOf(by, "notice.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.PreferenceOf(scope.Division(), scope.Person())
		if err != nil {
			return err
		}
		person, err := tx.Person(scope.Division(), scope.Person())
		out = Preference{p.Setting, p.NextAt, p.Version, person.Mail != "" && w.means.Postman != nil}
		return err
	})
	return out, faulted(err)
}

// SetPreference sets how the actor wants notices. What was told since the last
// digest goes out with the next one; who wants each at once gets those that
// waited now.
func (w *Workspace) SetPreference(ctx context.Context, by staff.Actor, call Call, s notice.Setting) (Preference, error) {
	return perform(ctx, w, by, "preference.set", call, func(d *deed) (Preference, error) {
		if err := s.Check(); err != nil {
			return Preference{}, err
		}
		p, err := d.tx.PreferenceOf(by.Division, by.Person)
		if err != nil {
			return Preference{}, err
		}
		if err := call.only(p.Version, "通知的送达方式"); err != nil {
			return Preference{}, err
		}
		cal, err := d.calendar()
		if err != nil {
			return Preference{}, err
		}
		was := p
		p.Setting, p.NextAt = s, int64(s.Next(cal, civil.Instant(d.now)))
		if was.NextAt == 0 {
			p.SinceAt = d.now
		} else if p.NextAt == 0 {
			if err := d.digest(by.Person, messageID(by.Person, "left\x00"+d.id), was.SinceAt); err != nil {
				return Preference{}, err
			}
		}
		d.object = "person/" + by.Person
		object, bytes := canonPreference(p)
		p.Seal = d.seal(object, was.Seal, bytes)
		return Preference{Setting: s, NextAt: p.NextAt, Version: p.Version + 1}, d.tx.SetPreference(p)
	})
}

// canonPreference leaves out when the next digest goes: that moves by itself.
func canonPreference(p store.Preference) (string, []byte) {
	return "preference/" + p.Person, canonical(struct {
		V      int        `json:"v"`
		How    notice.How `json:"how"`
		Minute int64      `json:"minute"`
	}{1, p.How, p.Minute})
}
