package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// RevokeToken ends one of the actor's own tokens.
func (w *Workspace) RevokeToken(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "token.revoke", call, func(d *deed) (struct{}, error) {
		d.object = "token/" + id
		k, err := d.tx.Token(by.Division, id)
		if err != nil {
			return struct{}{}, err
		}
		if k.Person != by.Person {
			return struct{}{}, store.ErrNotFound
		}
		if err := call.current(k.Version, "“"+k.Label+"”"); err != nil {
			return struct{}{}, err
		}
		if k.EndedAt != 0 {
			return struct{}{}, fault.New(fault.Conflict, "“"+k.Label+"”已经收回了。", "请刷新看看。")
		}
		return struct{}{}, d.endToken(k)
	})
	w.forget()
	return err
}

func (d *deed) endToken(k store.Token) error {
	k.EndedAt = d.now
	object, bytes := canonToken(k)
	k.Seal = d.seal(object, k.Seal, bytes)
	return d.tx.EndToken(k)
}

// endTokens ends all tokens of a person, and the address of his calendar: where somebody else had to reset the
// password, nobody knows who holds them.
func (d *deed) endTokens(person string) error {
	all, err := d.tx.TokensOf(d.by.Division, person)
	for _, k := range all {
		if err == nil && k.EndedAt == 0 {
			err = d.endToken(k)
		}
	}
	if err != nil {
		return err
	}
	return d.endFeeds(person)
}
