package store

import (
	"strings"

	"duban/internal/kernel/webhook"
)

func scanWebhook(division string) func(row) (webhook.Webhook, error) {
	return func(r row) (webhook.Webhook, error) {
		w := webhook.Webhook{Division: division}
		var kinds, networks string
		var stopped int64
		err := r.Scan(&w.ID, &w.Label, &w.Address, &kinds, &networks, &stopped, &w.Secret, &w.Older, &w.OlderUntil, &w.PausedAt, &w.PausedFor, &w.Failures, &w.NextAt, &w.Version, &w.Seal)
		w.Kinds, w.Networks, w.Stopped = webhook.KindsOf(kinds), strings.Fields(networks), stopped == 1
		return w, err
	}
}

// Webhooks are all addresses that a division pushes to.
func (t *Tx) Webhooks(division string) ([]webhook.Webhook, error) {
	return list(t, "webhook_all", scanWebhook(division), division)
}

// Webhook finds an address.
func (t *Tx) Webhook(division, id string) (webhook.Webhook, error) {
	return one(t, "webhook_by_id", scanWebhook(division), division, id)
}

// AddWebhook keeps a new address.
func (t *Tx) AddWebhook(w webhook.Webhook) error {
	return t.put("webhook_insert", w.Division, w.ID, w.Label, w.Address, webhook.KindsText(w.Kinds), strings.Join(w.Networks, " "), flag(w.Stopped), w.Secret, w.Older, w.OlderUntil, w.Seal)
}

// SetWebhook changes an address at its version.
func (t *Tx) SetWebhook(w webhook.Webhook) error {
	return t.versioned("webhook_update", w.Division, w.ID, w.Label, w.Address, webhook.KindsText(w.Kinds), strings.Join(w.Networks, " "), flag(w.Stopped), w.Secret, w.Older, w.OlderUntil,
		w.PausedAt, w.PausedFor, w.Failures, w.NextAt, w.Seal, w.Version)
}

// TriedWebhook notes how often in a row an address failed and when it is next
// called. That is no change of the address: its version stays.
func (t *Tx) TriedWebhook(division, id string, failures, next int64) error {
	return t.versioned("webhook_tried", division, id, failures, next)
}

// Announce puts an event into the outbox of every address that wants it.
func (t *Tx) Announce(e webhook.Event, now int64) error {
	return t.put("delivery_announce", e.Division, e.ID(), e.Kind, e.Object, string(e.Body()), now)
}

// Listens says whether a division has an address that events go to.
func (t *Tx) Listens(division string) (bool, error) {
	n, err := one(t, "webhook_listens", number, division)
	return n > 0, err
}

// AddDelivery puts one delivery into the outbox.
func (t *Tx) AddDelivery(d webhook.Delivery) error {
	return t.put("delivery_insert", d.Division, d.ID, d.Webhook, d.Event, d.Kind, d.Object, d.Body, string(d.State), d.Tries, d.NextAt, d.CreatedAt)
}

// Outbox names an address with something to send.
type Outbox struct{ Division, Webhook string }

// Outboxes are the addresses, of all divisions, that something is due for.
func (t *Tx) Outboxes(now int64) ([]Outbox, error) {
	return list(t, "delivery_webhooks_due", func(r row) (o Outbox, err error) { err = r.Scan(&o.Division, &o.Webhook); return o, err }, now)
}

func scanDelivery(division string) func(row) (webhook.Delivery, error) {
	return func(r row) (webhook.Delivery, error) {
		d := webhook.Delivery{Division: division}
		err := r.Scan(&d.ID, &d.Webhook, &d.Event, &d.Kind, &d.Object, &d.Body, &d.State, &d.Tries, &d.NextAt, &d.Trouble, &d.CreatedAt, &d.Version)
		return d, err
	}
}

// DueDelivery is what is to be sent next to an address, or ErrNotFound.
func (t *Tx) DueDelivery(o Outbox, now int64) (webhook.Delivery, error) {
	return one(t, "delivery_due", scanDelivery(o.Division), o.Division, o.Webhook, now)
}

// Delivery finds a delivery.
func (t *Tx) Delivery(division, id string) (webhook.Delivery, error) {
	return one(t, "delivery_by_id", scanDelivery(division), division, id)
}

// Deliveries are those in a state before an instant, newest first, without their bodies.
func (t *Tx) Deliveries(division string, s webhook.State, before int64, id string, most int) ([]webhook.Delivery, error) {
	return list(t, "delivery_by_state", scanDelivery(division), division, string(s), before, id, most)
}

// SetDelivery changes a delivery at its version.
func (t *Tx) SetDelivery(d webhook.Delivery) error {
	return t.versioned("delivery_update", d.Division, d.ID, string(d.State), d.Tries, d.NextAt, d.Trouble, d.Version)
}

// DeliveryTally is how many deliveries of an address are in a state, and since when.
type DeliveryTally struct {
	Webhook string
	State   webhook.State
	Count   int64
	Oldest  int64
}

// DeliveryTallies count a division's deliveries.
func (t *Tx) DeliveryTallies(division string) ([]DeliveryTally, error) {
	return list(t, "delivery_tally", func(r row) (n DeliveryTally, err error) {
		err = r.Scan(&n.Webhook, &n.State, &n.Count, &n.Oldest)
		return n, err
	}, division)
}

// ForgetDelivered drops what was delivered before an instant.
func (t *Tx) ForgetDelivered(division string, before int64) (int64, error) {
	return t.run("delivery_forget", division, before)
}
