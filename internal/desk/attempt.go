package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"duban/internal/credential"
	"duban/internal/store"
)

// attempts are what failed sign-ins are counted on beside the credential: the
// address always, the login where nobody has it. Without the second a lock
// would tell which logins there are.
func attempts(in SignIn, login string, known bool) map[string]string {
	m := map[string]string{}
	if in.Address != "" {
		m[store.AttemptAddress] = in.Address
	}
	if !known {
		m[store.AttemptLogin] = login
	}
	for kind, name := range m {
		sum := sha256.Sum256([]byte(name))
		m[kind] = hex.EncodeToString(sum[:16])
	}
	return m
}

// attemptState is what the failures come to now.
func attemptState(a store.Attempt, now int64) credential.LockState {
	limit := credential.LoginLockout
	if a.Kind == store.AttemptAddress {
		limit = credential.AddressLockout
	}
	return limit.State(int(a.Failures), time.UnixMicro(a.FailedAt), time.UnixMicro(now))
}

// barred refuses whoever has guessed too often, before a password is looked at.
func (w *Workspace) barred(ctx context.Context, in SignIn, login string, known bool) error {
	now := w.now()
	return faulted(w.store.Read(ctx, func(tx *store.Tx) error {
		for kind, name := range attempts(in, login, known) {
			a, err := tx.Attempt(in.Division, kind, name)
			if err != nil {
				return err
			}
			switch state := attemptState(a, now); {
			case !state.Locked():
			case kind == store.AttemptAddress:
				return state.Refuse("这个地址", time.UnixMicro(now)).At("password")
			default:
				return lockedLogin(state, now)
			}
		}
		return nil
	}))
}

// failed counts a sign-in that was refused, and forgets those of long ago.
func (w *Workspace) failed(ctx context.Context, in SignIn, login string, known bool) error {
	now := w.now()
	return faulted(w.store.Write(ctx, func(tx *store.Tx) error {
		// only a division that is there has people who may be guessed at
		if _, err := tx.Division(in.Division); errors.Is(err, store.ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		for kind, name := range attempts(in, login, known) {
			a, err := tx.Attempt(in.Division, kind, name)
			if err != nil {
				return err
			}
			a.Failures, a.FailedAt = int64(attemptState(a, now).Failures)+1, now
			if err := tx.SetAttempt(a); err != nil {
				return err
			}
		}
		return tx.ForgetAttempts(in.Division, now-2*day)
	}))
}
