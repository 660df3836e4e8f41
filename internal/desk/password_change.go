package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ChangePassword sets the actor's own password. All other sessions end.
func (w *Workspace) ChangePassword(ctx context.Context, by staff.Actor, call Call, in ChangePassword) error {
	if in.New != in.Again {
		return fault.New(fault.Invalid, "两次写的新口令不一样。", "请再写一遍。").At("again")
	}
	if in.New == in.Old {
		return fault.New(fault.Invalid, "新口令和原来的一样。", "请换一个。").At("new")
	}
	if err := w.means.Passwords.Check(in.New, by.Login, by.Name); err != nil {
		return err
	}
	var old store.Credential
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { old, err = passwordOf(tx, by.Division, by.Person); return err })
	if err != nil {
		return faulted(err)
	}
	if err := locked(old, w.now()); err != nil {
		return err
	}
	right, _, err := w.means.Passwords.Verify(ctx, string(old.Secret), in.Old)
	if err != nil {
		return err
	}
	if !right {
		return w.countWrong(ctx, by.Division, by.Person, true, fault.New(fault.Invalid, "原来的口令不对。", "请再写一遍。").At("old"))
	}
	hash, err := w.means.Passwords.Hash(ctx, in.New)
	if err != nil {
		return err
	}
	_, err = perform(ctx, w, by, "password.change", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		next := old
		next.Secret, next.State, next.Failures, next.FailedAt = []byte(hash), "active", 0, 0
		if err := d.setCredential(next, old); err != nil {
			return struct{}{}, err
		}
		sessions, err := d.tx.SignIns(by.Division, by.Person, d.now, d.now-wholeTime, allOfThem)
		for _, s := range sessions {
			if err == nil && s.ID != by.Session {
				err = d.tx.EndSignIn(by.Division, s.ID, d.now, "改了口令")
			}
		}
		return struct{}{}, err
	})
	w.forget()
	return err
}

// ChangePassword is what a person writes to change a password.
type ChangePassword struct {
	Old   string `json:"old"`
	New   string `json:"new"`
	Again string `json:"again"`
}
