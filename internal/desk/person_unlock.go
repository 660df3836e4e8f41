package desk

import (
	"context"
	"fmt"

	"duban/internal/kernel/staff"
)

// Issued is a first password, shown once and kept nowhere.
type Issued struct {
	Person   string `json:"person"`
	Waits    bool   `json:"waits"` // for a second administrator; there is no password yet
	Password string `json:"-"`
}

// UnlockPerson gives a person a new first password, to be changed at its first
// use, and ends their sessions. Where one hand alone may not, the reset waits
// for another administrator.
func (w *Workspace) UnlockPerson(ctx context.Context, by staff.Actor, call Call, person string) (Issued, error) {
	password := firstPassword(w.draw())
	hash, err := w.means.Passwords.Hash(ctx, password)
	if err != nil {
		return Issued{}, err
	}
	fresh := false // neither a retry nor one that waits
	out, err := perform(ctx, w, by, "person.unlock", call, func(d *deed) (Issued, error) {
		d.object = "person/" + person
		p, err := d.tx.Person(by.Division, person)
		if err != nil {
			return Issued{}, err
		}
		if err := call.current(p.Version, "“"+p.Name+"”"); err != nil {
			return Issued{}, err
		}
		second, err := d.needsSecond(person, "factor.reset")
		if err != nil {
			return Issued{}, err
		}
		fresh = !second
		if second {
			return Issued{Person: person, Waits: true}, d.ask(p, ResetPassword, "")
		}
		return Issued{Person: person}, d.firstPassword(p, hash)
	})
	w.forget()
	if err == nil && fresh {
		out.Password = password
	}
	return out, err
}

// firstPassword sets a password that must be changed at its first use, and ends
// the person's sessions.
func (d *deed) firstPassword(p staff.Person, hash string) error {
	old, err := passwordOf(d.tx, p.Division, p.ID)
	if err != nil {
		return err
	}
	if old.ID == "" {
		err = d.addPassword(p, hash, "first")
	} else {
		next := old
		next.Secret, next.State, next.Failures, next.FailedAt = []byte(hash), "first", 0, 0
		err = d.setCredential(next, old)
	}
	if err == nil {
		_, err = d.tx.EndSignInsOf(p.Division, p.ID, d.now, "重设了口令")
	}
	if err == nil {
		err = d.endTokens(p.ID)
	}
	return err
}

// firstPassword is a password that can be read over the telephone.
func firstPassword(drawn string) string {
	return fmt.Sprintf("%s-%s-%s-7K", drawn[:4], drawn[4:8], drawn[8:12])
}
