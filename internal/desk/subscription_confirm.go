package desk

import (
	"context"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/store"
)

// subscriber reads the secret of a letter: division.secret.
func subscriber(text string) (division, hash string, err error) {
	division, text, _ = strings.Cut(text, ".")
	secret, err := credential.ParseSecret(credential.SubscriptionSecret, text)
	if err != nil || !divisionCode.MatchString(division) {
		return "", "", unsubscribed()
	}
	return division, hashOf(secret), nil
}

func unsubscribed() error {
	return fault.New(fault.NotFound, "这个订阅没有，或已经作废。", "没有确认的 7 天作废；要订请重新订。")
}

// ConfirmSubscription confirms a subscription by the secret of the letter. Others
// of the same mailbox end with it; doing it again changes nothing.
func (w *Workspace) ConfirmSubscription(ctx context.Context, letter string) error {
	division, hash, err := subscriber(letter)
	if err != nil {
		return err
	}
	err = w.store.Write(ctx, func(tx *store.Tx) error {
		x, err := tx.SubscriptionByHash(division, hash)
		if missing(err) {
			return unsubscribed()
		}
		if err != nil || x.Confirmed {
			return err
		}
		now := w.now()
		days, err := unconfirmedDays(tx, division, civil.Instant(now).Date())
		if err != nil {
			return err
		}
		if now-x.CreatedAt > days*day {
			return unsubscribed()
		}
		s, err := newestSnapshot(tx, division)
		if err != nil {
			return err
		}
		if _, err := tx.ConfirmSubscription(division, x.ID, numberOf(s)); err != nil {
			return err
		}
		others, err := tx.SubscriptionsOf(division, x.Mark)
		for _, o := range others {
			if err == nil && o.ID != x.ID {
				err = tx.EraseSubscription(division, o.ID)
			}
		}
		return err
	})
	return faulted(err)
}

// Unsubscribe erases a subscription by the secret of any letter. Where it is gone
// already nothing is wrong: mailbox programs ask more than once.
func (w *Workspace) Unsubscribe(ctx context.Context, letter string) error {
	division, hash, err := subscriber(letter)
	if err != nil {
		return err
	}
	err = w.store.Write(ctx, func(tx *store.Tx) error {
		x, err := tx.SubscriptionByHash(division, hash)
		if missing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.EraseSubscription(division, x.ID)
	})
	return faulted(err)
}
