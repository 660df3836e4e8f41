package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"duban/internal/base/fault"
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

// Lock-out: after so many wrong passwords in a row, for so long, doubling with each further one.
const (
	mostFailures = 5
	lockTime     = 15 * 60 * 1_000_000
	longestLock  = 24 * 3600 * 1_000_000
)

type cachedActor struct {
	actor staff.Actor
	until int64
}

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
	if until := lockedUntil(password.Failures, password.FailedAt); until > now {
		return Opened{}, fault.New(fault.Forbidden, "连着输错口令，这个登录名锁住了。", fmt.Sprintf("还要等 %d 分钟，或找安全管理员解锁。", (until-now)/60_000_000+1)).At("password")
	}
	// an unknown login costs as much time as a wrong password
	right, _, err := w.means.Passwords.Verify(ctx, string(password.Secret), in.Password)
	if err != nil {
		return Opened{}, err
	}
	if !right || person.Stopped || person.ID == "" {
		if person.ID != "" {
			if err := w.refuse(ctx, in, person, password); err != nil {
				return Opened{}, err
			}
		}
		return Opened{}, wrongSignIn()
	}
	var secret [32]byte
	if _, err := io.ReadFull(w.means.Random, secret[:]); err != nil {
		return Opened{}, err
	}
	text := base64.RawURLEncoding.EncodeToString(secret[:])
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
		s := store.SignIn{Division: in.Division, ID: sessionID(text), Person: person.ID, Holding: holding.ID,
			OpenedAt: d.now, SeenAt: d.now, ExpiresAt: d.now + idleTime, Agent: cut(in.Agent, 200), Address: in.Address}
		return Opened{ExpiresAt: d.now + wholeTime, MustChange: password.State == "first"}, d.tx.AddSignIn(s)
	})
	out.Secret = text
	return out, err
}

// refuse counts a wrong password; the ledger keeps that somebody tried.
func (w *Workspace) refuse(ctx context.Context, in SignIn, person staff.Person, password store.Credential) error {
	_, err := performed(ctx, w, machine(in.Division), "session.refuse", Call{}, func(d *deed) (struct{}, error) {
		d.object = "person/" + person.ID
		if password.ID == "" {
			return struct{}{}, nil
		}
		password.Failures++
		password.FailedAt = d.now
		return struct{}{}, d.tx.SetCredential(password)
	})
	if f, ok := fault.As(err); ok && f.Kind == fault.Conflict {
		return nil // another wrong try was counted at the same moment
	}
	return err
}

// lockedUntil is when a login may be tried again.
func lockedUntil(failures, failedAt int64) int64 {
	if failures < mostFailures {
		return 0
	}
	lock := int64(lockTime)
	for i := failures; i > mostFailures && lock < longestLock; i-- {
		lock *= 2
	}
	return failedAt + min(lock, longestLock)
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

// holdingToday is the holding a person acts in: the wished one if it is in
// force, else a regular one before an acting or delegated one.
func (d *deed) holdingToday(person, wish string) (staff.Holding, error) {
	h, err := holdingOn(d.tx, d.by.Division, person, wish, dayOf(d.now))
	return h, err
}

func holdingOn(tx *store.Tx, division, person, wish string, today int64) (staff.Holding, error) {
	all, err := tx.HoldingsOf(division, person)
	if err != nil {
		return staff.Holding{}, err
	}
	all = slices.DeleteFunc(all, func(h staff.Holding) bool { return !h.Holds(today) })
	if len(all) == 0 {
		return staff.Holding{}, fault.New(fault.Forbidden, "您现在没有任职，不能进。", "请联系系统管理员报任职，由安全管理员确认。")
	}
	order := map[staff.Manner]int{staff.Regular: 0, staff.Acting: 1, staff.Delegated: 2}
	slices.SortStableFunc(all, func(a, b staff.Holding) int {
		if (a.ID == wish) != (b.ID == wish) {
			if a.ID == wish {
				return -1
			}
			return 1
		}
		return order[a.Manner] - order[b.Manner]
	})
	return all[0], nil
}

func sessionID(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func cut(s string, most int) string {
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// Actor is who a session's secret stands for, and in which post.
func (w *Workspace) Actor(ctx context.Context, division, secret string) (staff.Actor, error) {
	id := sessionID(secret)
	now := w.now()
	w.mu.Lock()
	c, ok := w.actors[id]
	w.mu.Unlock()
	if ok && c.until > now {
		return c.actor, nil
	}
	var a staff.Actor
	var s store.SignIn
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if s, err = tx.SignIn(division, id); err != nil {
			return err
		}
		if s.EndedAt != 0 || s.ExpiresAt < now || s.OpenedAt+wholeTime < now {
			return store.ErrNotFound
		}
		a, err = actorIn(tx, division, s.Person, s.Holding, now)
		a.Session = s.ID
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return staff.Actor{}, fault.New(fault.Forbidden, "还没有登录，或登录已经到时。", "请登录。")
	}
	if err != nil {
		return staff.Actor{}, faulted(err)
	}
	if now-s.SeenAt > touchEvery {
		err := w.store.Write(ctx, func(tx *store.Tx) error {
			return tx.TouchSignIn(division, id, now, min(now+idleTime, s.OpenedAt+wholeTime))
		})
		if err != nil {
			return staff.Actor{}, faulted(err)
		}
	}
	w.mu.Lock()
	if len(w.actors) > 10_000 {
		clear(w.actors)
	}
	w.actors[id] = cachedActor{a, now + trustTime}
	w.mu.Unlock()
	return a, nil
}

// actorIn is a person in a holding today.
func actorIn(tx *store.Tx, division, person, wish string, now int64) (staff.Actor, error) {
	var a staff.Actor
	p, err := tx.Person(division, person)
	if err != nil {
		return a, err
	}
	if p.Stopped {
		return a, store.ErrNotFound
	}
	h, err := holdingOn(tx, division, person, wish, dayOf(now))
	if err != nil {
		return a, err
	}
	post, err := tx.Post(division, h.Post)
	if err != nil {
		return a, err
	}
	units, err := tx.Units(division)
	if err != nil {
		return a, err
	}
	place, err := tx.Division(division)
	if err != nil {
		return a, err
	}
	password, err := passwordOf(tx, division, person)
	if err != nil {
		return a, err
	}
	a = staff.Actor{Division: division, DivisionName: place.Name, Person: p.ID, Name: p.Name, Login: p.Login, Holding: h.ID, Post: post.Code, PostName: post.Name,
		Role: post.Role, Unit: post.Unit, Units: below(units, post.Unit), MustChange: password.State == "first", Armed: password.State != "first"}
	for _, u := range units {
		if u.Code == post.Unit {
			a.UnitName = u.Name
			if u.Short != "" {
				a.UnitName = u.Short
			}
		}
	}
	return a, nil
}

// below is a unit and those under it.
func below(units []staff.Unit, root string) []string {
	list := []string{root}
	for i := 0; i < len(list); i++ {
		for _, u := range units {
			if u.Parent == list[i] && !slices.Contains(list, u.Code) {
				list = append(list, u.Code)
			}
		}
	}
	return list
}

// forget drops what is remembered of all actors: somebody's post has changed.
func (w *Workspace) forget() {
	w.mu.Lock()
	clear(w.actors)
	w.mu.Unlock()
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
	right, _, err := w.means.Passwords.Verify(ctx, string(old.Secret), in.Old)
	if err != nil {
		return err
	}
	if !right {
		return fault.New(fault.Invalid, "原来的口令不对。", "请再写一遍。").At("old")
	}
	hash, err := w.means.Passwords.Hash(ctx, in.New)
	if err != nil {
		return err
	}
	_, err = perform(ctx, w, by, "password.change", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		old.Secret, old.State, old.Failures, old.FailedAt = []byte(hash), "active", 0, 0
		if err := d.tx.SetCredential(old); err != nil {
			return struct{}{}, err
		}
		sessions, err := d.tx.SignIns(by.Division, by.Person, d.now)
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
