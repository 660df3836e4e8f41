package desk

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/credential/passkey"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

const (
	mostFactors = 10
	// pendingTime is how long a drawn secret waits for its first code, in microseconds.
	pendingTime = 30 * 60 * 1_000_000
)

func nameFactor(name, otherwise string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return otherwise, nil
	}
	if utf8.RuneCountInString(name) > 40 {
		return "", fault.New(fault.Invalid, "名称超过 40 字。", "请写短一些，例：办公室的手机。").At("name")
	}
	return name, nil
}

func room(all []store.Credential) error {
	if len(secondFactors(all)) >= mostFactors {
		return fault.New(fault.Refused, "已经登记了 10 个第二因子。", "先去掉不用的。")
	}
	return nil
}

// EnrolOneTime draws the secret of a one-time code. It counts for nothing until
// ConfirmOneTime has seen a code of it; an earlier one that was not confirmed
// goes away.
func (w *Workspace) EnrolOneTime(ctx context.Context, by staff.Actor, call Call, name string) (string, error) {
	name, err := nameFactor(name, "手机验证器")
	if err != nil {
		return "", err
	}
	return perform(ctx, w, by, "factor.enrol", call, func(d *deed) (string, error) {
		d.object = "person/" + by.Person
		if err := d.fresh(); err != nil {
			return "", err
		}
		all, err := d.tx.Credentials(by.Division, by.Person)
		if err == nil {
			err = room(all)
		}
		if err != nil {
			return "", err
		}
		for _, c := range all {
			if c.Kind == "totp" && c.State == "pending" {
				if err := d.dropCredential(c); err != nil {
					return "", err
				}
			}
		}
		o, err := credential.NewOneTime(w.means.Random)
		if err != nil {
			return "", err
		}
		c := store.Credential{Division: by.Division, Person: by.Person, ID: "totp-" + d.newID(), Kind: "totp", Label: name, State: "pending"}
		if c.Secret, err = w.means.Keys.Seal(w.means.Random, o.Secret, aboutOneTime(c)); err != nil {
			return "", err
		}
		return c.ID, d.addCredential(c)
	})
}

// Pending is a one-time code that waits for its first code: what the phone
// scans, and the same to be typed.
type Pending struct{ ID, Name, URI, Groups string }

// PendingOneTime shows the actor's own secret while it waits to be confirmed,
// and never after.
func (w *Workspace) PendingOneTime(ctx context.Context, by staff.Actor, id string) (Pending, error) {
	if err := staff.Permit(by, "factor.enrol", ""); err != nil {
		return Pending{}, err
	}
	var c store.Credential
	now := w.now()
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		fresh, err := isFresh(tx, by, now)
		if err == nil && !fresh {
			err = NotFresh()
		}
		if err == nil {
			c, err = pendingOf(tx, by, id, now)
		}
		return err
	})
	if err != nil {
		return Pending{}, faulted(err)
	}
	o, err := w.oneTime(c)
	if err != nil {
		return Pending{}, err
	}
	return Pending{c.ID, c.Label, o.URI("督办 "+by.DivisionName, by.Login), o.Groups()}, nil
}

func pendingOf(tx *store.Tx, by staff.Actor, id string, now int64) (store.Credential, error) {
	all, err := tx.Credentials(by.Division, by.Person)
	if err != nil {
		return store.Credential{}, err
	}
	for _, c := range all {
		if c.ID == id && c.Kind == "totp" && c.State == "pending" && now-c.CreatedAt < pendingTime {
			return c, nil
		}
	}
	return store.Credential{}, fault.New(fault.NotFound, "这次登记已经确认过，或等得太久已作废。", "回到“账号安全”看看，需要就重新登记。")
}

// ConfirmOneTime takes the first code of a one-time code, which counts from then on.
func (w *Workspace) ConfirmOneTime(ctx context.Context, by staff.Actor, call Call, id, code string) error {
	_, err := perform(ctx, w, by, "factor.confirm", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		if err := d.fresh(); err != nil {
			return struct{}{}, err
		}
		old, err := pendingOf(d.tx, by, id, d.now)
		if err != nil {
			return struct{}{}, err
		}
		o, err := w.oneTime(old)
		if err != nil {
			return struct{}{}, err
		}
		step, err := o.Verify(code, time.UnixMicro(d.now), 0)
		if f, ok := fault.As(err); ok {
			return struct{}{}, f.At("code")
		}
		if err != nil {
			return struct{}{}, err
		}
		c := old
		c.State, c.Step, c.UsedAt = "active", step, d.now
		if err := d.setCredential(c, old); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.enrolled("totp")
	})
	w.forget()
	return err
}

// enrolled has the actor's session count as proved by what was just enrolled,
// and ends those that came in without a second factor.
func (d *deed) enrolled(kind string) error {
	s, err := d.tx.SignIn(d.by.Division, d.by.Session)
	if err != nil {
		return err
	}
	if err := d.tx.ProveSignIn(d.by.Division, s.ID, s.Proof.And(kind), d.now); err != nil {
		return err
	}
	open, err := d.tx.SignIns(d.by.Division, d.by.Person, d.now, d.now-wholeTime, allOfThem)
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.ID != s.ID && !o.Proof.Second() {
			if err := d.tx.EndSignIn(d.by.Division, o.ID, d.now, "登记了第二因子"); err != nil {
				return err
			}
		}
	}
	return nil
}

// AskNewPasskey asks the actor's browser to make a passkey.
func (w *Workspace) AskNewPasskey(ctx context.Context, by staff.Actor, origin string) (Challenge, error) {
	if err := staff.Permit(by, "factor.enrol", ""); err != nil {
		return Challenge{}, err
	}
	party, err := w.party(origin)
	if err != nil {
		return Challenge{}, err
	}
	var h passkey.Holder
	now := w.now()
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		fresh, err := isFresh(tx, by, now)
		if err == nil && !fresh {
			err = NotFresh()
		}
		if err != nil {
			return err
		}
		all, err := tx.Credentials(by.Division, by.Person)
		if err == nil {
			err = room(all)
		}
		if err == nil {
			h, err = holderOf(by.Login, by.Name, all)
		}
		return err
	})
	if err != nil {
		return Challenge{}, faulted(err)
	}
	if h.Handle == nil {
		if h.Handle, err = passkey.NewHandle(w.means.Random); err != nil {
			return Challenge{}, err
		}
	}
	options, kept, err := party.BeginRegistration(h, time.UnixMicro(now))
	if err != nil {
		return Challenge{}, err
	}
	t, err := w.ticket(forEnrol, ticket{Division: by.Division, Person: by.Person, Session: by.Session, Origin: origin, Handle: h.Handle, Kept: kept})
	return Challenge{options, t}, err
}

// EnrolPasskey keeps the passkey that the actor's browser has made.
func (w *Workspace) EnrolPasskey(ctx context.Context, by staff.Actor, call Call, name, ticketText string, reply []byte) error {
	name, err := nameFactor(name, "通行密钥")
	if err != nil {
		return err
	}
	t, err := w.readTicket(by.Division, forEnrol, ticketText)
	if err != nil {
		return err
	}
	if t.Person != by.Person || t.Session != by.Session {
		return stale()
	}
	party, err := w.party(t.Origin)
	if err != nil {
		return err
	}
	_, err = perform(ctx, w, by, "factor.enrol", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		if err := d.fresh(); err != nil {
			return struct{}{}, err
		}
		all, err := d.tx.Credentials(by.Division, by.Person)
		if err == nil {
			err = room(all)
		}
		if err != nil {
			return struct{}{}, err
		}
		h, err := holderOf(by.Login, by.Name, all)
		if err != nil {
			return struct{}{}, err
		}
		if h.Handle == nil {
			h.Handle = t.Handle
			if err := d.addCredential(store.Credential{Person: by.Person, ID: "handle", Kind: "handle", Label: base64.RawURLEncoding.EncodeToString(h.Handle), Secret: []byte{}, State: "active"}); err != nil {
				return struct{}{}, err
			}
		}
		k, err := party.FinishRegistration(h, t.Kept, reply, time.UnixMicro(d.now))
		if err != nil {
			return struct{}{}, err
		}
		label := labelOf(k.ID)
		same, err := d.tx.CredentialsLabelled(by.Division, "passkey", label)
		if err != nil {
			return struct{}{}, err
		}
		if len(same) > 0 {
			return struct{}{}, fault.New(fault.Conflict, "这把通行密钥已经登记过。", "换一把，或直接用它登录。")
		}
		if err := d.spend(t); err != nil {
			return struct{}{}, err
		}
		secret, err := json.Marshal(keptPasskey{Name: name, ID: k.ID, PublicKey: k.PublicKey, Model: k.Model, Transports: k.Transports, Eligible: k.BackupEligible})
		if err != nil {
			return struct{}{}, err
		}
		c := store.Credential{Person: by.Person, ID: "passkey-" + label[:22], Kind: "passkey", Label: label, Secret: secret, State: "active", Step: int64(k.SignCount), UsedAt: d.now}
		if err := d.addCredential(c); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.enrolled("passkey")
	})
	w.forget()
	return err
}
