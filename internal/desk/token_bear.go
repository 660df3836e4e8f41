package desk

import (
	"context"
	"errors"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Bearer is who a token's secret stands for, in the one post it was issued for
// and with no more than its scopes.
func (w *Workspace) Bearer(ctx context.Context, division, secret string) (staff.Actor, error) {
	shown, err := credential.ParseSecret(credential.AccessToken, secret)
	if err != nil || !divisionCode.MatchString(division) {
		return staff.Actor{}, noToken()
	}
	hash := hashOf(shown)
	key := "token/" + division + "/" + hash
	now := w.now()
	w.mu.Lock()
	c, ok := w.actors[key]
	w.mu.Unlock()
	if ok && c.until > now {
		return c.actor, nil
	}
	var a staff.Actor
	var k store.Token
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if k, err = tx.TokenByHash(division, hash); err != nil {
			return err
		}
		if k.EndedAt != 0 || k.ExpiresAt <= now {
			return store.ErrNotFound
		}
		a, err = seat(tx, k, now)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return staff.Actor{}, noToken()
	}
	if err != nil {
		return staff.Actor{}, faulted(err)
	}
	if now-k.UsedAt > touchEvery {
		err := w.store.Write(ctx, func(tx *store.Tx) error { return tx.TouchToken(division, k.ID, now) })
		if err != nil {
			return staff.Actor{}, faulted(err)
		}
	}
	w.mu.Lock()
	if len(w.actors) > 10_000 {
		clear(w.actors)
	}
	w.actors[key] = cachedActor{a, min(now+trustTime, k.ExpiresAt)}
	w.mu.Unlock()
	return a, nil
}

// seat puts a token's bearer into its post. store.ErrNotFound says that the
// holding is over, or that the post no longer has the role it had.
func seat(tx *store.Tx, k store.Token, now int64) (staff.Actor, error) {
	a, err := actorIn(tx, k.Division, k.Person, k.Holding, now)
	if f, ok := fault.As(err); ok && f.Kind == fault.Forbidden {
		return a, store.ErrNotFound // no holding at all
	}
	if err == nil && (a.Holding != k.Holding || a.Role != k.Role) {
		err = store.ErrNotFound
	}
	a.Token, a.Scopes = k.ID, k.Scopes
	return a, err
}

func noToken() error {
	return fault.New(fault.Forbidden, "令牌不对，或已经到期、收回、停用。", "在“我的”里看令牌的状态，或另发一个；写成 Authorization: Bearer 区划代码.duban_pat_…")
}
