package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Limits of a session, in microseconds (等级保护: an idle session ends).
const (
	idleTime   = 2 * 3600 * 1_000_000
	wholeTime  = 12 * 3600 * 1_000_000
	touchEvery = 60 * 1_000_000
	trustTime  = 1_000_000 // how long an actor may be taken from memory
)

// How many open sessions of a person are asked for.
const (
	mostSignIns = 100 // that the person's page lists
	allOfThem   = 1 << 30
)

// SignIn is what somebody shows to be let in.
type SignIn struct {
	Division string `json:"division"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Agent    string `json:"-"`
	Address  string `json:"-"`
}

// Opened is a session that was opened, or half of one: where Half is set the
// person must show a second factor, one of the kinds in Asks, and is not in.
// Secret and Half are for cookies and kept nowhere.
type Opened struct {
	Secret     string   `json:"-"`
	ExpiresAt  int64    `json:"expires_at"`
	MustChange bool     `json:"must_change"`
	Half       string   `json:"-"`
	Asks       []string `json:"-"`
}

var wrongSignIn = func() error {
	return fault.New(fault.Forbidden, "登录名或口令不对。", "连错 5 次会锁 15 分钟；忘了口令请找安全管理员重设。").At("password")
}

// OpenSession lets a person in by password, or asks for the second factor of
// whoever has one.
func (w *Workspace) OpenSession(ctx context.Context, in SignIn) (Opened, error) {
	var person staff.Person
	var password store.Credential
	var all []store.Credential
	login := strings.ToLower(strings.TrimSpace(in.Login))
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if person, err = tx.PersonByLogin(in.Division, login); err != nil {
			return err
		}
		if all, err = tx.Credentials(in.Division, person.ID); err == nil {
			password = passwordAmong(all)
		}
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Opened{}, faulted(err)
	}
	if err := locked(password, w.now()); err != nil {
		return Opened{}, err
	}
	if err := w.barred(ctx, in, login, person.ID != ""); err != nil {
		return Opened{}, err
	}
	// an unknown login costs as much time as a wrong password
	right, old, err := w.means.Passwords.Verify(ctx, string(password.Secret), in.Password)
	if err != nil {
		return Opened{}, err
	}
	if !right || person.Stopped || person.ID == "" {
		if err := w.failed(ctx, in, login, person.ID != ""); err != nil {
			return Opened{}, err
		}
		if person.ID != "" {
			if err := w.refuse(ctx, in.Division, person.ID); err != nil {
				return Opened{}, err
			}
		}
		return Opened{}, wrongSignIn()
	}
	hash := ""
	if old { // the cost or the algorithm has changed since
		if hash, err = w.means.Passwords.Hash(ctx, in.Password); err != nil {
			return Opened{}, err
		}
	}
	known := func(d *deed) error {
		now, err := passwordOf(d.tx, in.Division, person.ID)
		switch {
		case err != nil:
			return err
		case !bytes.Equal(now.Secret, password.Secret):
			return wrongSignIn() // changed in the meantime
		case hash != "":
			next := now
			next.Secret = []byte(hash)
			return d.setCredential(next, now)
		}
		return nil
	}
	if len(secondFactors(all)) > 0 {
		return w.halfOpen(ctx, in.Division, person.ID, staff.ByPassword, known)
	}
	return w.letIn(ctx, in.Division, person.ID, in.Agent, in.Address, func(d *deed) (staff.Proof, error) { return staff.ByPassword, known(d) })
}

// halfOpen keeps that a person has shown the first means, and gives the ticket
// to show the second one with.
func (w *Workspace) halfOpen(ctx context.Context, division, person string, first staff.Proof, known func(*deed) error) (Opened, error) {
	t := ticket{Division: division, Person: person, Proof: first}
	var asks []string
	_, err := performed(ctx, w, staff.Actor{Division: division, Person: person}, "session.begin", Call{}, func(d *deed) (struct{}, error) {
		d.object = "person/" + person
		if err := known(d); err != nil {
			return struct{}{}, err
		}
		all, err := d.tx.Credentials(division, person)
		t.Stamp, asks = stampOf(passwordAmong(all)), asksFor(all)
		return struct{}{}, err
	})
	if err != nil {
		return Opened{}, err
	}
	half, err := w.ticket(forFactor, t)
	return Opened{Half: half, Asks: asks}, err
}

// letIn opens a session for a person once prove says by what.
func (w *Workspace) letIn(ctx context.Context, division, person, agent, address string, prove func(*deed) (staff.Proof, error)) (Opened, error) {
	return w.begin(ctx, division, person, agent, address, true, prove)
}

// begin is the one place where sessions begin, whatever the way in. What can be
// guessed is refused while the lock of wrong guesses holds, and takes the count
// back when it is right; a passkey has nothing to do with either.
func (w *Workspace) begin(ctx context.Context, division, person, agent, address string, guessed bool, prove func(*deed) (staff.Proof, error)) (Opened, error) {
	secret, err := credential.NewSecret(credential.SessionSecret, w.means.Random)
	if err != nil {
		return Opened{}, err
	}
	out, err := performed(ctx, w, staff.Actor{Division: division, Person: person}, "session.open", Call{}, func(d *deed) (Opened, error) {
		d.object = "person/" + person
		p, err := d.tx.Person(division, person)
		if err != nil {
			return Opened{}, err
		}
		if p.Stopped {
			return Opened{}, wrongSignIn()
		}
		password, err := passwordOf(d.tx, division, person)
		if err != nil {
			return Opened{}, err
		}
		// those that were under way when it locked come too late
		if err := locked(password, d.now); err != nil && guessed {
			return Opened{}, err
		}
		proof, err := prove(d)
		if err != nil {
			return Opened{}, err
		}
		if password, err = passwordOf(d.tx, division, person); err != nil {
			return Opened{}, err
		}
		if password.Failures > 0 && guessed {
			password.Failures, password.FailedAt, password.UsedAt = 0, 0, d.now
			if err := d.tx.SetCredential(password); err != nil {
				return Opened{}, err
			}
		}
		holding, err := d.holdingToday(person, "")
		if err != nil {
			return Opened{}, err
		}
		s := store.SignIn{Division: division, ID: sessionID(secret), Person: person, Holding: holding.ID, Proof: proof, ProvedAt: d.now,
			OpenedAt: d.now, SeenAt: d.now, ExpiresAt: d.now + idleTime, Agent: cut(agent, 200), Address: address}
		return Opened{ExpiresAt: d.now + wholeTime, MustChange: mustChange(password, proof)}, d.tx.AddSignIn(s)
	})
	if err == nil {
		out.Secret = secret.Reveal()
	}
	return out, err
}

// mustChange says that somebody came in by a first password, which another knows.
func mustChange(password store.Credential, proof staff.Proof) bool {
	return password.State == "first" && proof.First() == staff.ByPassword
}

// noPassword is the state of a password that nobody has set: it counts wrong
// tries for those who come in by other means, or have not come in yet.
const noPassword = "none"

// refuse counts a wrong password or a wrong second factor, both to one lock;
// the ledger keeps that somebody tried.
func (w *Workspace) refuse(ctx context.Context, division, person string) error {
	for range 20 {
		_, err := performed(ctx, w, machine(division), "session.refuse", Call{}, func(d *deed) (struct{}, error) {
			d.object = "person/" + person
			password, err := passwordOf(d.tx, division, person)
			if err != nil {
				return struct{}{}, err
			}
			if password.ID == "" { // comes in by other means only, and is counted all the same
				return struct{}{}, d.addCredential(store.Credential{Person: person, ID: "password", Kind: "password", Secret: []byte{}, State: noPassword, Failures: 1, FailedAt: d.now})
			}
			password.Failures = int64(lockOf(password, d.now).Failures) + 1
			password.FailedAt = d.now
			return struct{}{}, d.tx.SetCredential(password)
		})
		if f, ok := fault.As(err); !ok || f.Kind != fault.Conflict {
			return err
		}
		// another wrong try was counted at the same moment: count this one too
	}
	return fault.New(fault.Unavailable, "同时登录的人太多。", "稍等片刻再登录。")
}

func passwordOf(tx *store.Tx, division, person string) (store.Credential, error) {
	all, err := tx.Credentials(division, person)
	return passwordAmong(all), err
}

func passwordAmong(all []store.Credential) store.Credential {
	for _, c := range all {
		if c.Kind == "password" {
			return c
		}
	}
	return store.Credential{}
}

func sessionID(secret credential.Secret) string {
	sum := secret.Digest()
	return hex.EncodeToString(sum[:])
}

// lockOf is what the failures so far come to.
func lockOf(password store.Credential, now int64) credential.LockState {
	return credential.LoginLockout.State(int(password.Failures), time.UnixMicro(password.FailedAt), time.UnixMicro(now))
}

func locked(password store.Credential, now int64) error {
	return lockedLogin(lockOf(password, now), now)
}

func lockedLogin(state credential.LockState, now int64) error {
	if !state.Locked() {
		return nil
	}
	return fault.New(fault.Forbidden, "连着几次没有登录成，这个登录名锁住了。", fmt.Sprintf("还要等 %d 分钟，或找安全管理员解锁。", state.Until.Sub(time.UnixMicro(now))/time.Minute+1)).At("password")
}

func cut(s string, most int) string {
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// EndSession ends the actor's own session.
func (w *Workspace) EndSession(ctx context.Context, by staff.Actor, call Call) error {
	_, err := perform(ctx, w, by, "session.end", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		return struct{}{}, d.tx.EndSignIn(by.Division, by.Session, d.now, "退出")
	})
	w.forget()
	return err
}
