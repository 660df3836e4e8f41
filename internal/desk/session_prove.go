package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ProveSession has the actor prove once more who they are: by a second factor
// where they have one, else by the password. For a while they may then change
// what lets them in.
func (w *Workspace) ProveSession(ctx context.Context, by staff.Actor, call Call, password string, shown Shown) error {
	if err := staff.Permit(by, "session.prove", ""); err != nil {
		return err
	}
	var all []store.Credential
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.Credentials(by.Division, by.Person); return err })
	if err != nil {
		return faulted(err)
	}
	own := passwordAmong(all)
	if err := locked(own, w.now()); err != nil {
		return err
	}
	byFactor := len(secondFactors(all)) > 0
	if !byFactor {
		right, _, err := w.means.Passwords.Verify(ctx, string(own.Secret), password)
		if err != nil {
			return err
		}
		if !right {
			return w.countWrong(ctx, by.Division, by.Person, true, fault.New(fault.Refused, "口令不对。", "请再写一遍；从统一身份认证进来、没有口令的，请退出后重新登录。").At("password"))
		}
	}
	wrong := false
	_, err = perform(ctx, w, by, "session.prove", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		wrong = false
		s, err := d.tx.SignIn(by.Division, by.Session)
		if err != nil {
			return struct{}{}, err
		}
		// what was locked or changed in the meantime counts
		now, err := passwordOf(d.tx, by.Division, by.Person)
		if err == nil {
			err = locked(now, d.now)
		}
		if err != nil {
			return struct{}{}, err
		}
		if byFactor {
			kind, err := d.show(by.Person, shown)
			if err != nil {
				wrong = isWrong(err)
				return struct{}{}, err
			}
			s.Proof = s.Proof.And(kind)
		} else if string(now.Secret) != string(own.Secret) {
			return struct{}{}, fault.New(fault.Conflict, "口令刚刚改过。", "请再写一遍。").At("password")
		}
		return struct{}{}, d.tx.ProveSignIn(by.Division, by.Session, s.Proof, d.now)
	})
	w.forget()
	return w.countWrong(ctx, by.Division, by.Person, wrong, err)
}
