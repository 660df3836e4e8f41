package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
)

// ListedWebhook is an address with how its deliveries stand. It holds no secret.
type ListedWebhook struct {
	webhook.Webhook
	Waiting, Failed, Delivered int64
	OldestWaiting              int64
}

// ListWebhooks are the addresses of the division.
func (w *Workspace) ListWebhooks(ctx context.Context, by staff.Actor) ([]ListedWebhook, error) {
	scope, err := staff.ScopeOf(by, "webhook.list")
	if err != nil {
		return nil, err
	}
	var list []ListedWebhook
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { list, err = listedWebhooks(tx, scope.Division()); return err })
	return list, faulted(err)
}

func listedWebhooks(tx *store.Tx, division string) ([]ListedWebhook, error) {
	all, err := tx.Webhooks(division)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	tallies, err := tx.DeliveryTallies(division)
	if err != nil {
		return nil, err
	}
	var list []ListedWebhook
	for _, h := range all {
		l := ListedWebhook{Webhook: h}
		l.Secret, l.Older = nil, nil
		for _, t := range tallies {
			if t.Webhook != h.ID {
				continue
			}
			switch t.State {
			case webhook.Waiting:
				l.Waiting, l.OldestWaiting = t.Count, t.Oldest
			case webhook.Failed:
				l.Failed = t.Count
			case webhook.Delivered:
				l.Delivered = t.Count
			}
		}
		list = append(list, l)
	}
	return list, nil
}

// ShowDelivery gives one delivery.
func (w *Workspace) ShowDelivery(ctx context.Context, by staff.Actor, id string) (webhook.Delivery, error) {
	scope, err := staff.ScopeOf(by, "webhook.list")
	if err != nil {
		return webhook.Delivery{}, err
	}
	var x webhook.Delivery
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { x, err = tx.Delivery(scope.Division(), id); return err })
	return x, faulted(err)
}

// ListDeliveries are the deliveries in a state, newest first.
func (w *Workspace) ListDeliveries(ctx context.Context, by staff.Actor, s webhook.State, before int64, id string, most int) ([]webhook.Delivery, error) {
	scope, err := staff.ScopeOf(by, "webhook.list")
	if err != nil {
		return nil, err
	}
	if before == 0 {
		before = 1 << 62
	}
	var list []webhook.Delivery
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.Deliveries(scope.Division(), s, before, id, most)
		return err
	})
	return list, faulted(err)
}
