package desk

import (
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

// SignIn is what somebody shows to be let in.
type SignIn struct {
	Division string `json:"division"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Agent    string `json:"-"`
	Address  string `json:"-"`
}

// Opened is a session that was opened. Secret is for the cookie and kept nowhere.
type Opened struct {
	Secret     string `json:"-"`
	ExpiresAt  int64  `json:"expires_at"`
	MustChange bool   `json:"must_change"`
}

var wrongSignIn = func() error {
	return fault.New(fault.Forbidden, "登录名或口令不对。", "连错 5 次会锁 15 分钟；忘了口令请找安全管理员重设。").At("password")
}

// OpenSession lets a person in by password.
func (w *Workspace) OpenSession(ctx context.Context, in SignIn) (Opened, error) {
	var person staff.Person
	var password store.Credential
	login := strings.ToLower(strings.TrimSpace(in.Login))
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if person, err = tx.PersonByLogin(in.Division, login); err != nil {
			return err
		}
		password, err = passwordOf(tx, in.Division, person.ID)
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Opened{}, faulted(err)
	}
	now := w.now()
	if state := lockOf(password, now); state.Locked() {
		return Opened{}, lockedLogin(state, now)
	}
	if err := w.barred(ctx, in, login, person.ID != ""); err != nil {
		return Opened{}, err
	}
	// an unknown login costs as much time as a wrong password
	right, _, err := w.means.Passwords.Verify(ctx, string(password.Secret), in.Password)
	if err != nil {
		return Opened{}, err
	}
	if !right || person.Stopped || person.ID == "" {
		if err := w.failed(ctx, in, login, person.ID != ""); err != nil {
			return Opened{}, err
		}
		if person.ID != "" {
			if err := w.refuse(ctx, in, person, password); err != nil {
				return Opened{}, err
			}
		}
		return Opened{}, wrongSignIn()
	}
	secret, err := credential.NewSecret(credential.SessionSecret, w.means.Random)
	if err != nil {
		return Opened{}, err
	}
	by := staff.Actor{Division: in.Division, Person: person.ID}
	out, err := performed(ctx, w, by, "session.open", Call{}, func(d *deed) (Opened, error) {
		d.object = "person/" + person.ID
		holding, err := d.holdingToday(person.ID, "")
		if err != nil {
			return Opened{}, err
		}
		if password.Failures > 0 {
			password.Failures, password.FailedAt, password.UsedAt = 0, 0, d.now
			if err := d.tx.SetCredential(password); err != nil {
				return Opened{}, err
			}
		}
		s := store.SignIn{Division: in.Division, ID: sessionID(secret), Person: person.ID, Holding: holding.ID,
			OpenedAt: d.now, SeenAt: d.now, ExpiresAt: d.now + idleTime, Agent: cut(in.Agent, 200), Address: in.Address}
		return Opened{ExpiresAt: d.now + wholeTime, MustChange: password.State == "first"}, d.tx.AddSignIn(s)
	})
	out.Secret = secret.Reveal()
	return out, err
}

func lockedLogin(state credential.LockState, now int64) error {
	return fault.New(fault.Forbidden, "连着输错口令，这个登录名锁住了。", fmt.Sprintf("还要等 %d 分钟，或找安全管理员解锁。", state.Until.Sub(time.UnixMicro(now))/time.Minute+1)).At("password")
}

// refuse counts a wrong password; the ledger keeps that somebody tried.
func (w *Workspace) refuse(ctx context.Context, in SignIn, person staff.Person, password store.Credential) error {
	_, err := performed(ctx, w, machine(in.Division), "session.refuse", Call{}, func(d *deed) (struct{}, error) {
		d.object = "person/" + person.ID
		if password.ID == "" {
			return struct{}{}, nil
		}
		password.Failures = int64(lockOf(password, d.now).Failures) + 1
		password.FailedAt = d.now
		return struct{}{}, d.tx.SetCredential(password)
	})
	if f, ok := fault.As(err); ok && f.Kind == fault.Conflict {
		return nil // another wrong try was counted at the same moment
	}
	return err
}

func passwordOf(tx *store.Tx, division, person string) (store.Credential, error) {
	all, err := tx.Credentials(division, person)
	for _, c := range all {
		if c.Kind == "password" {
			return c, nil
		}
	}
	return store.Credential{}, err
}

func sessionID(secret credential.Secret) string {
	sum := secret.Digest()
	return hex.EncodeToString(sum[:])
}

// lockOf is what the wrong passwords so far come to.
func lockOf(password store.Credential, now int64) credential.LockState {
	return credential.LoginLockout.State(int(password.Failures), time.UnixMicro(password.FailedAt), time.UnixMicro(now))
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
