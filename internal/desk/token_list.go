package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// TokenState says whether a token still opens anything.
type TokenState string

// The states of a token.
const (
	Usable  TokenState = "usable"  // 在用
	Expired TokenState = "expired" // 到期
	Revoked TokenState = "revoked" // 已收回
	Dormant TokenState = "dormant" // 停用: the holding has ended or the post has another role
)

// MyToken is one of the actor's tokens, without its secret.
type MyToken struct {
	store.Token
	State TokenState
}

// ListTokens lists the actor's own tokens, newest first.
func (w *Workspace) ListTokens(ctx context.Context, by staff.Actor) ([]MyToken, error) {
	scope, err := staff.ScopeOf(by, "token.list")
	if err != nil {
		return nil, err
	}
	now := w.now()
	var list []MyToken
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.TokensOf(scope.Division(), scope.Person())
		for _, k := range all {
			if err != nil {
				return err
			}
			m := MyToken{k, Usable}
			switch {
			case k.EndedAt != 0:
				m.State = Revoked
			case k.ExpiresAt <= now:
				m.State = Expired
			default:
				_, seated := seat(tx, k, now)
				if missing(seated) {
					m.State = Dormant
				} else if seated != nil {
					return seated
				}
			}
			list = append(list, m)
		}
		return err
	})
	return list, faulted(err)
}

// ShowToken gives one of the actor's own tokens.
func (w *Workspace) ShowToken(ctx context.Context, by staff.Actor, id string) (MyToken, error) {
	all, err := w.ListTokens(ctx, by)
	if err != nil {
		return MyToken{}, err
	}
	for _, k := range all {
		if k.ID == id {
			return k, nil
		}
	}
	return MyToken{}, faulted(store.ErrNotFound)
}
