package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

type cachedActor struct {
	actor staff.Actor
	until int64
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

// Actor is who a session's secret stands for, and in which post.
func (w *Workspace) Actor(ctx context.Context, division, secret string) (staff.Actor, error) {
	shown, err := credential.ParseSecret(credential.SessionSecret, secret)
	if err != nil {
		return staff.Actor{}, notSignedIn()
	}
	id := sessionID(shown)
	now := w.now()
	key := division + "/" + id // a session opens its own division and no other
	w.mu.Lock()
	c, ok := w.actors[key]
	w.mu.Unlock()
	if ok && c.until > now {
		return c.actor, nil
	}
	var a staff.Actor
	var s store.SignIn
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if s, err = tx.SignIn(division, id); err != nil {
			return err
		}
		if s.EndedAt != 0 || s.ExpiresAt < now || s.OpenedAt+wholeTime < now {
			return store.ErrNotFound
		}
		if a, err = actorIn(tx, division, s.Person, s.Holding, now); err != nil {
			return err
		}
		a.Session = s.ID
		return armed(tx, &a, s.Proof)
	})
	if errors.Is(err, store.ErrNotFound) {
		return staff.Actor{}, notSignedIn()
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
	w.actors[key] = cachedActor{a, now + trustTime}
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
	unit, err := tx.Unit(division, post.Unit)
	if err != nil {
		return a, err
	}
	units, err := tx.UnitsBelow(division, post.Unit)
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
		Role: post.Role, Unit: post.Unit, Units: units, UnitName: cmp.Or(unit.Short, unit.Name), MustChange: password.State == "first", Armed: password.State != "first"}
	return a, nil
}

// armed says whether what a session shows is enough for the actor's role.
func armed(tx *store.Tx, a *staff.Actor, proof staff.Proof) error {
	a.Proof = proof
	// who did not come in by the first password is not asked to change it
	a.MustChange = a.MustChange && proof.First() == staff.ByPassword
	must, err := requires(tx, a.Division, a.Role)
	a.MustEnrol = must && !proof.Second()
	a.Armed = !a.MustChange && !a.MustEnrol
	return err
}

// forget drops what is remembered of all actors: somebody's post has changed.
func (w *Workspace) forget() {
	w.mu.Lock()
	clear(w.actors)
	w.mu.Unlock()
}

func notSignedIn() error {
	return fault.New(fault.Forbidden, "还没有登录，或登录已经到时。", "请登录。")
}
