package desk

import (
	"context"
	"time"

	"duban/internal/store"
)

// Health is how the program stands. It names nobody and tells of no content:
// whoever watches machines may read it.
type Health struct {
	Database          error // why it does not answer
	Schema            int   // the newest migration that was applied
	SchemaMisfit      error // why this program may not work on it
	Unsequenced       int64 // acts that wait for their place in the log
	SequencerLag      time.Duration
	DeliveriesWaiting int64
	DeliveriesFailed  int64
	OldestDelivery    time.Duration // how long the oldest of those waiting has waited
}

// mostLag is how long an act may wait for its place before something is wrong:
// it takes a second, and a lease of a program that died half a minute.
const mostLag = 5 * time.Minute

// SequencerStands says that acts have waited too long for their place.
func (h Health) SequencerStands() bool { return h.SequencerLag > mostLag }

// Bad says that work should not come here.
func (h Health) Bad() bool {
	return h.Database != nil || h.SchemaMisfit != nil || h.SequencerStands()
}

// Health looks at the database. Addresses that fail are an administrator's
// matter and make no health bad: another program would fail at them too.
func (w *Workspace) Health(ctx context.Context) Health {
	var kept store.Health
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { kept, err = tx.Health(); return err })
	if err != nil {
		return Health{Database: err}
	}
	now := w.means.Clock()
	since := func(at int64) time.Duration {
		if at == 0 || at > now {
			return 0
		}
		return time.Duration(now-at) * time.Microsecond
	}
	return Health{
		Schema: kept.Schema, SchemaMisfit: store.Fit(kept.Schema, kept.RunsFrom),
		Unsequenced: kept.Unsequenced, SequencerLag: since(kept.UnsequencedSince),
		DeliveriesWaiting: kept.DeliveriesWaiting, DeliveriesFailed: kept.DeliveriesFailed, OldestDelivery: since(kept.WaitingSince),
	}
}
