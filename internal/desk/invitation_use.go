package desk

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// UseInvitation is what somebody types from a slip, with a password of their own.
type UseInvitation struct {
	Division string `json:"division"`
	Login    string `json:"login"`
	Code     string `json:"code"`
	New      string `json:"new"`
	Again    string `json:"again"`
}

func wrongSlip() error {
	return fault.New(fault.Forbidden, "登录名或开通码不对，或开通单已经用过、过期。", "照开通单再写一遍；还不行，请找安全管理员重发。").At("code")
}

// UseInvitation sets a person's first password of their own. The slip is used
// up; other sessions of the person end.
func (w *Workspace) UseInvitation(ctx context.Context, call Call, in UseInvitation) error {
	var person staff.Person
	var slip store.Credential
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if person, err = tx.PersonByLogin(in.Division, strings.ToLower(strings.TrimSpace(in.Login))); err != nil {
			return err
		}
		slip, err = slipOf(tx, in.Division, person.ID)
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return faulted(err)
	}
	now := w.now()
	right := subtle.ConstantTimeCompare(slipDigest(in.Division, person.ID, in.Code), slip.Secret) == 1
	if !right || person.ID == "" || person.Stopped || slip.CreatedAt+invitationTime < now {
		return wrongSlip()
	}
	if in.New != in.Again {
		return fault.New(fault.Invalid, "两次写的口令不一样。", "请再写一遍。").At("again")
	}
	if err := w.means.Passwords.Check(in.New, person.Login, person.Name); err != nil {
		if f, ok := fault.As(err); ok && f.Field == "" {
			f.Field = "new"
		}
		return err
	}
	hash, err := w.means.Passwords.Hash(ctx, in.New)
	if err != nil {
		return err
	}
	_, err = performed(ctx, w, staff.Actor{Division: in.Division, Person: person.ID}, "invitation.use", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + person.ID
		var none struct{}
		held, err := slipOf(d.tx, in.Division, person.ID)
		if err != nil {
			return none, err
		}
		if subtle.ConstantTimeCompare(held.Secret, slip.Secret) != 1 {
			return none, wrongSlip() // used or drawn anew meanwhile
		}
		if err := d.dropCredential(held); err != nil {
			return none, err
		}
		old, err := passwordOf(d.tx, in.Division, person.ID)
		switch {
		case err != nil:
		case old.ID == "":
			err = d.addPassword(person, hash, "active")
		default:
			set := old
			set.Secret, set.State, set.Failures, set.FailedAt = []byte(hash), "active", 0, 0
			err = d.setCredential(set, old)
		}
		if err == nil {
			_, err = d.tx.EndSignInsOf(in.Division, person.ID, d.now, "重设了口令")
		}
		return none, err
	})
	w.forget()
	return err
}

// slipOf is the slip that a person has, the zero value if none.
func slipOf(tx *store.Tx, division, person string) (store.Credential, error) {
	all, err := tx.Credentials(division, person)
	slip, _ := find(all, func(c store.Credential) bool { return c.Kind == "invitation" })
	return slip, err
}
