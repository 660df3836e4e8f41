package desk

import (
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// A reset lets whoever does it sign in as the person. So one hand resets the
// password or the factors of people in one unit, but not both within a week;
// and for administrators and those who see the whole division a reset waits for
// the hand of another administrator (docs/operations/guide.md).

// What waits is a credential of the kind "reset": its label is who asks, its
// secret the reason, its id one of these.
const (
	ResetPassword = "reset-password"
	ResetFactors  = "reset-factors"
)

// apart is how long both resets of one person need two hands.
const apart = 7 * day

// Reset (重设) is a person's reset that waits for a second administrator.
type Reset struct {
	ID      string // ResetPassword or ResetFactors
	Person  string
	Name    string
	Login   string
	By      string // the name of who asks
	Reason  string
	AskedAt int64
	Mine    bool // the actor asks for it, or it is about the actor
}

// needsSecond says that a reset may not be one hand's: other is the act that
// would together with it let one hand in.
func (d *deed) needsSecond(person, other string) (bool, error) {
	wide, err := d.holdsRole(person, staff.Role.Wide)
	if wide && err == nil {
		wide, err = d.proven(person)
	}
	if wide || err != nil {
		return wide, err
	}
	return d.tx.DidLately(d.by.Division, "person/"+person, other, d.by.Person, d.now-apart)
}

// ask keeps that a reset is wanted.
func (d *deed) ask(p staff.Person, id, reason string) error {
	all, err := d.tx.Credentials(d.by.Division, p.ID)
	if err != nil {
		return err
	}
	if _, waits := find(all, func(c store.Credential) bool { return c.ID == id }); waits {
		return fault.New(fault.Conflict, "已经有人提请重设，还没有同意。", "请另一位管理员在“单位和人员”里同意或不同意。")
	}
	return d.addCredential(store.Credential{Person: p.ID, ID: id, Kind: "reset", Label: d.by.Person, Secret: []byte(reason), State: "proposed"})
}

// WaitingResets are the resets that wait for a second administrator, oldest first.
func (w *Workspace) WaitingResets(ctx context.Context, by staff.Actor) ([]Reset, error) {
	if err := staff.Permit(by, "reset.decline", ""); err != nil {
		return nil, err
	}
	var list []Reset
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.CredentialsOfKind(by.Division, "reset")
		for _, c := range all {
			if err != nil {
				return err
			}
			var p, asks staff.Person
			if p, err = tx.Person(by.Division, c.Person); err != nil {
				return err
			}
			if asks, err = tx.Person(by.Division, c.Label); err != nil {
				return err
			}
			list = append(list, Reset{ID: c.ID, Person: p.ID, Name: p.Name, Login: p.Login, By: asks.Name, Reason: string(c.Secret), AskedAt: c.CreatedAt, Mine: by.Person == c.Person || by.Person == c.Label})
		}
		return err
	})
	slices.SortFunc(list, func(a, b Reset) int { return int(a.AskedAt - b.AskedAt) })
	return list, faulted(err)
}

// ConfirmReset carries out a reset that another administrator asked for. The
// first password is shown to whoever confirms, so that no one of the two knows
// both that it is wanted and what it is without the other.
func (w *Workspace) ConfirmReset(ctx context.Context, by staff.Actor, call Call, person, id string) (Issued, error) {
	if err := staff.Permit(by, "reset.confirm", ""); err != nil {
		return Issued{}, err
	}
	password := firstPassword(w.draw())
	hash, err := w.means.Passwords.Hash(ctx, password)
	if err != nil {
		return Issued{}, err
	}
	fresh := false
	out, err := perform(ctx, w, by, "reset.confirm", call, func(d *deed) (Issued, error) {
		p, c, err := d.asked(person, id)
		if err != nil {
			return Issued{}, err
		}
		if by.Person == person || by.Person == c.Label {
			return Issued{}, fault.New(fault.Refused, "自己提请的、给自己的重设，不能自己同意。", "请另一位管理员同意。")
		}
		if err := d.dropCredential(c); err != nil {
			return Issued{}, err
		}
		fresh = id == ResetPassword
		if id == ResetPassword {
			return Issued{Person: person}, d.firstPassword(p, hash)
		}
		return Issued{Person: person}, d.resetFactors(person)
	})
	w.forget()
	if err == nil && fresh {
		out.Password = password
	}
	return out, err
}

// DeclineReset takes a reset that waits away.
func (w *Workspace) DeclineReset(ctx context.Context, by staff.Actor, call Call, person, id string) error {
	_, err := perform(ctx, w, by, "reset.decline", call, func(d *deed) (struct{}, error) {
		_, c, err := d.asked(person, id)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.dropCredential(c)
	})
	return err
}

// asked finds a reset that waits.
func (d *deed) asked(person, id string) (staff.Person, store.Credential, error) {
	d.object = "person/" + person
	p, err := d.tx.Person(d.by.Division, person)
	if err != nil {
		return p, store.Credential{}, err
	}
	all, err := d.tx.Credentials(d.by.Division, person)
	c, ok := find(all, func(c store.Credential) bool { return c.Kind == "reset" && c.ID == id })
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这次重设已经办过，或已经撤回。", "请刷新看看。")
	}
	return p, c, err
}
