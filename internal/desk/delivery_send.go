package desk

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"duban/internal/credential"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
)

// Courier carries a parcel to its address, and refuses numbers that the
// parcel's networks do not allow at the moment it calls them. It gives up
// within courierTime.
type Courier interface {
	Send(ctx context.Context, p Parcel) webhook.Answer
}

// Parcel is a signed event on its way, or a message of a robot, which has no head.
type Parcel struct {
	Address     string
	Networks    []netip.Prefix
	Head        credential.WebhookHead
	Listen      bool // to what the receiver says
	ContentType string
	Body        []byte
}

// sending is what this process sends just now.
type sending struct {
	once sync.Once
	bell chan struct{}

	mu   sync.Mutex // guards busy
	busy map[store.Outbox]bool
}

func (s *sending) ring() chan struct{} {
	s.once.Do(func() { s.bell = make(chan struct{}, 1) })
	return s.bell
}

func (s *sending) wake() {
	select {
	case s.ring() <- struct{}{}:
	default:
	}
}

const (
	courierTime   = 15 * time.Second // the longest a courier takes
	sendLease     = 60 * 1_000_000   // longer than that, in microseconds
	addressesBusy = 8                // addresses served at once, so that a slow one keeps nobody waiting
	mostInARow    = 100              // deliveries to an address before others have their turn
	keepDelivered = 30 * day
)

// RunCourier sends what is due while the context lasts. Of several processes
// one holds the lease of an address at a time.
func (w *Workspace) RunCourier(ctx context.Context) {
	if w.means.Courier == nil {
		return
	}
	var beside sync.WaitGroup
	defer beside.Wait()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	forgotten := int64(0)
	for {
		due, err := w.outboxes(ctx)
		for _, o := range due {
			if !w.sending.begin(o) {
				continue
			}
			beside.Go(func() {
				defer w.sending.end(o)
				if _, err := w.sendOutbox(ctx, o); err != nil && ctx.Err() == nil {
					w.means.Report("sending to webhook "+o.Webhook, err)
				}
			})
		}
		if now := w.means.Clock(); err == nil && now-forgotten > 3600*1_000_000 {
			forgotten, err = now, w.forgetDelivered(ctx, now)
		}
		if err != nil && ctx.Err() == nil {
			w.means.Report("looking for deliveries", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.sending.ring():
		case <-tick.C:
		}
	}
}

func (s *sending) begin(o store.Outbox) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[o] || len(s.busy) >= addressesBusy {
		return false
	}
	if s.busy == nil {
		s.busy = map[store.Outbox]bool{}
	}
	s.busy[o] = true
	return true
}

func (s *sending) end(o store.Outbox) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, o)
}

func (w *Workspace) outboxes(ctx context.Context) (due []store.Outbox, err error) {
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { due, err = tx.Outboxes(w.means.Clock()); return err })
	return due, err
}

// SendDue sends what is due now, and says how many tries that took.
func (w *Workspace) SendDue(ctx context.Context) (int, error) {
	due, err := w.outboxes(ctx)
	tries := 0
	for _, o := range due {
		if err != nil {
			break
		}
		var n int
		n, err = w.sendOutbox(ctx, o)
		tries += n
	}
	return tries, err
}

// sendOutbox sends to one address until nothing is due, a try fails or others
// should have their turn.
func (w *Workspace) sendOutbox(ctx context.Context, o store.Outbox) (tries int, err error) {
	for tries < mostInARow {
		var h webhook.Webhook
		var x webhook.Delivery
		mine := false
		err := w.store.Write(ctx, func(tx *store.Tx) (err error) {
			now := w.means.Clock()
			if mine, err = tx.TakeLease(o.Division, "send/"+o.Webhook, w.means.Holder, now+sendLease, now); err != nil || !mine {
				return err
			}
			if h, err = tx.Webhook(o.Division, o.Webhook); err != nil || !h.Open() || h.NextAt > now {
				mine = false
				return err
			}
			x, err = tx.DueDelivery(o, now)
			return err
		})
		if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrStale) {
			return tries, nil
		}
		if err != nil || !mine {
			return tries, err
		}
		answer, err := w.send(ctx, h, x)
		if err != nil {
			return tries, err
		}
		if ctx.Err() != nil {
			return tries, nil // the try was cut off, and counts for nothing
		}
		tries++
		if err := w.tried(ctx, h, x, answer); err != nil {
			return tries, err
		}
		if !answer.OK() {
			return tries, nil
		}
	}
	return tries, nil
}

// send signs a delivery with the secret, and with the one before while that
// lasts, and has it carried.
func (w *Workspace) send(ctx context.Context, h webhook.Webhook, x webhook.Delivery) (webhook.Answer, error) {
	now := w.means.Clock()
	sealed := [][]byte{h.Secret}
	if len(h.Older) > 0 && h.OlderUntil > now {
		sealed = append(sealed, h.Older)
	}
	if w.means.Keys == nil {
		return webhook.Answer{}, errors.New("desk: no key to open the secret of a webhook with")
	}
	var keys []credential.WebhookKey
	for _, s := range sealed {
		text, err := w.means.Keys.Open(s, aboutWebhook(h))
		if err != nil {
			return webhook.Answer{}, fmt.Errorf("secret of webhook %s: %w", h.ID, err)
		}
		k, err := credential.ParseWebhookKey(string(text))
		if err != nil {
			return webhook.Answer{}, err
		}
		keys = append(keys, k)
	}
	at, body := time.UnixMicro(now), []byte(x.Body)
	head, err := credential.SignWebhook(credential.SignSHA256, x.Event, at, body, keys...)
	if err != nil {
		return webhook.Answer{}, err
	}
	if w.means.National {
		also, err := credential.SignWebhook(credential.SignSM3, x.Event, at, body, keys...)
		if err != nil {
			return webhook.Answer{}, err
		}
		head.Signature += " " + also.Signature
	}
	networks, err := webhook.Prefixes(h.Networks)
	if err != nil {
		return webhook.Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, courierTime)
	defer cancel()
	return w.means.Courier.Send(ctx, Parcel{Address: h.Address, Networks: networks, Head: head, ContentType: webhook.ContentType, Body: body}), nil
}

// tried keeps what a try came to. An address that fails for good is paused, by
// an act of the program's own that the ledger holds.
func (w *Workspace) tried(ctx context.Context, h webhook.Webhook, x webhook.Delivery, a webhook.Answer) error {
	now := w.means.Clock()
	x.Tries++
	x.Trouble = a.Trouble
	if a.OK() {
		x.State, x.NextAt = webhook.Delivered, now
		return late(w.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.SetDelivery(x); err != nil || (h.Failures == 0 && h.NextAt == 0) {
				return err
			}
			return tx.TriedWebhook(h.Division, h.ID, 0, 0)
		}))
	}
	jitter := w.salt()[0]
	wait, again := webhook.Wait(x.Tries, jitter)
	if again && !a.Gone() {
		x.NextAt = now + wait.Microseconds()
		// the address as a whole is left alone for as long as its row of failures asks
		whole, more := webhook.Wait(h.Failures+1, jitter)
		if !more {
			whole = wait
		}
		return late(w.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.SetDelivery(x); err != nil {
				return err
			}
			return tx.TriedWebhook(h.Division, h.ID, h.Failures+1, now+min(whole, time.Hour).Microseconds())
		}))
	}
	x.State, x.NextAt = webhook.Failed, now
	_, err := performed(ctx, w, machine(h.Division), "webhook.pause", Call{}, func(d *deed) (struct{}, error) {
		d.object = "webhook/" + h.ID
		if err := d.tx.SetDelivery(x); err != nil {
			return struct{}{}, err
		}
		h, err := d.tx.Webhook(h.Division, h.ID)
		if err != nil || !h.Open() {
			return struct{}{}, err
		}
		h.PausedAt, h.PausedFor, h.Failures = d.now, a.Trouble, h.Failures+1
		return struct{}{}, d.saveWebhook(h)
	})
	return late(err)
}

// late passes over that somebody else changed the row meanwhile: a person put
// it back, or another process took over. The receiver knows a second telling by its id.
func late(err error) error {
	if errors.Is(err, store.ErrStale) {
		return nil
	}
	return err
}

func (w *Workspace) forgetDelivered(ctx context.Context, now int64) error {
	return w.store.Write(ctx, func(tx *store.Tx) error {
		divisions, err := tx.Divisions()
		for _, d := range divisions {
			if err == nil {
				_, err = tx.ForgetDelivered(d.Code, now-keepDelivered)
			}
		}
		return err
	})
}
