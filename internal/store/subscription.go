package store

import (
	"strings"

	"duban/internal/kernel/snapshot"
)

// Subscription (邮件订阅) is somebody who wants to hear by mail of what is
// published. Address is sealed; Mark tells the same mailbox apart from others
// without opening it.
type Subscription struct {
	Division, ID string
	Confirmed    bool
	Address      []byte
	Mark, Hash   string
	Topics       []snapshot.Topic
	Told         int64 // the newest publication that he was told of
	CreatedAt    int64
}

func scanSubscription(division string) func(row) (Subscription, error) {
	return func(r row) (Subscription, error) {
		x := Subscription{Division: division}
		var state, topics string
		err := r.Scan(&x.ID, &state, &x.Address, &x.Mark, &x.Hash, &topics, &x.Told, &x.CreatedAt)
		x.Confirmed = state == "confirmed"
		for _, t := range strings.Fields(topics) {
			x.Topics = append(x.Topics, snapshot.Topic(t))
		}
		return x, err
	}
}

// MailboxKey is the sealed key that mailboxes are marked with.
func (t *Tx) MailboxKey(division string) ([]byte, error) {
	return one(t, "mailbox_key_of", secret, division)
}

// AddMailboxKey keeps it; ErrDuplicate where there is one.
func (t *Tx) AddMailboxKey(division string, key []byte) error {
	return t.put("mailbox_key_insert", division, key)
}

// AddSubscription keeps a subscription that waits to be confirmed.
func (t *Tx) AddSubscription(x Subscription) error {
	words := make([]string, len(x.Topics))
	for i, s := range x.Topics {
		words[i] = string(s)
	}
	return t.put("subscription_insert", x.Division, x.ID, x.Address, x.Mark, x.Hash, strings.Join(words, " "), x.CreatedAt)
}

// SubscriptionByHash finds a subscription by the hash of its secret.
func (t *Tx) SubscriptionByHash(division, hash string) (Subscription, error) {
	return one(t, "subscription_by_hash", scanSubscription(division), division, hash)
}

// SubscriptionsOf are those of one mailbox.
func (t *Tx) SubscriptionsOf(division, mark string) ([]Subscription, error) {
	return list(t, "subscription_by_mark", scanSubscription(division), division, mark)
}

// ConfirmSubscription confirms one that waits, as told of a publication, and says
// whether it waited.
func (t *Tx) ConfirmSubscription(division, id string, told int64) (bool, error) {
	n, err := t.run("subscription_confirm", division, id, told)
	return n == 1, err
}

// DueSubscriptions are confirmed ones that were not told of a publication.
func (t *Tx) DueSubscriptions(division string, snapshot int64, most int) ([]Subscription, error) {
	return list(t, "subscription_due", scanSubscription(division), division, snapshot, most)
}

// ToldSubscription notes that a subscription was told of a publication, and says
// whether nobody else had done so.
func (t *Tx) ToldSubscription(x Subscription, snapshot int64) (bool, error) {
	n, err := t.run("subscription_told", x.Division, x.ID, snapshot, x.Told)
	return n == 1, err
}

// CountSubscriptions counts the confirmed ones.
func (t *Tx) CountSubscriptions(division string) (int64, error) {
	return one(t, "subscription_count", number, division)
}

// EraseSubscription removes a subscription with its letters.
func (t *Tx) EraseSubscription(division, id string) error {
	if _, err := t.run("subscription_letters_delete", division, id); err != nil {
		return err
	}
	_, err := t.run("subscription_delete", division, id)
	return err
}

// sweepSubscriptions removes those that nobody confirmed.
func (t *Tx) sweepSubscriptions(division string, before int64) (int64, error) {
	old, err := list(t, "subscription_old", func(r row) (id string, err error) { err = r.Scan(&id); return id, err }, division, before, sweptAtOnce)
	for _, id := range old {
		if err == nil {
			err = t.EraseSubscription(division, id)
		}
	}
	return int64(len(old)), err
}

// AddSubscriptionLetter puts a letter to a subscriber into the outbox; ErrDuplicate
// where it lies there already.
func (t *Tx) AddSubscriptionLetter(m Mail, now int64) error {
	return t.put("subscription_letter_insert", m.Division, m.Notice, m.Subscription, shard(m.Notice), m.Kind, m.Subject, m.Words, now)
}

// Publication is a snapshot that subscribers are to be told of.
type Publication struct {
	Division string
	Snapshot int64
}

// AddPublication notes that subscribers are to be told of a snapshot.
func (t *Tx) AddPublication(p Publication) error {
	return t.put("publication_insert", p.Division, p.Snapshot)
}

// DuePublications are the newest of which somebody may have to be told, of all divisions.
func (t *Tx) DuePublications() ([]Publication, error) {
	return list(t, "publication_due", func(r row) (p Publication, err error) { err = r.Scan(&p.Division, &p.Snapshot); return p, err })
}

// DonePublication notes that everybody was told of it, and of those before.
func (t *Tx) DonePublication(p Publication) error {
	_, err := t.run("publication_done", p.Division, p.Snapshot)
	return err
}
