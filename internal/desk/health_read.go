package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duban/internal/base/civil"
	"duban/internal/kernel/ledger"
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
	YearMissing       int           // the year to come, from December on, where calendars lack it; 0 for none
	CalendarsWithout  int64         // divisions whose calendar lacks it
	Files             error         // why they cannot be had
	LedgersAdrift     int           // logs that do not fit their checkpoint, and take nothing more
}

// mostLag is how long an act may wait for its place before something is wrong:
// it takes a second, and a lease of a program that died half a minute.
const mostLag = 5 * time.Minute

// SequencerStands says that acts have waited too long for their place.
func (h Health) SequencerStands() bool { return h.SequencerLag > mostLag }

// Bad says that work should not come here.
func (h Health) Bad() bool {
	return h.Database != nil || h.SchemaMisfit != nil || h.SequencerStands() || h.LedgersAdrift > 0
}

// Health looks at the database. A calendar that lacks the year to come is somebody's
// matter and makes no health bad. Addresses that fail are an administrator's
// matter and make no health bad: another program would fail at them too. So it is with
// a store of files that is away, without which all but files can be read.
func (w *Workspace) Health(ctx context.Context) Health {
	var kept store.Health
	var adrift []error
	year, without := missingYear(w.means.Mechanisms.law, civil.Instant(w.means.Clock()).Date()), int64(0)
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if kept, err = tx.Health(); err == nil {
			adrift, err = w.adrift(tx)
		}
		if err == nil && year != 0 {
			without, err = tx.WithoutYear(year)
		}
		return err
	})
	if err != nil {
		return Health{Database: err}
	}
	if without == 0 {
		year = 0
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
		DeliveriesWaiting: kept.DeliveriesWaiting, DeliveriesFailed: kept.DeliveriesFailed, OldestDelivery: since(kept.WaitingSince), LedgersAdrift: len(adrift),
		YearMissing: year, CalendarsWithout: without, Files: w.filesAway(ctx),
	}
}

// filesTime is how long a store of files may take to say that it is there.
const filesTime = 2 * time.Second

func (w *Workspace) filesAway(ctx context.Context) error {
	if w.means.Files == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, filesTime)
	defer cancel()
	return w.means.Files.Check(ctx)
}

// FilesAway says why files cannot be had, for who starts the program.
func (w *Workspace) FilesAway(ctx context.Context) error { return faulted(w.filesAway(ctx)) }

// FilesLinger says why what is removed stays where files are kept, or nil where it goes.
func (w *Workspace) FilesLinger(ctx context.Context) error {
	v, ok := w.means.Files.(interface{ Lingers(context.Context) error })
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, filesTime)
	defer cancel()
	return v.Lingers(ctx)
}

// LedgersAdrift says of each log that does not fit its checkpoint what is wrong. It
// looks at the ends alone; verification looks at everything.
func (w *Workspace) LedgersAdrift(ctx context.Context) (found []error, err error) {
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { found, err = w.adrift(tx); return err })
	return found, faulted(err)
}

func (w *Workspace) adrift(tx *store.Tx) (found []error, err error) {
	all, err := tx.Reaches()
	for _, r := range all {
		if r.Placed != r.Size {
			found = append(found, adrift(r.Division, fmt.Errorf("the checkpoint covers %d acts, %d have a place", r.Size, r.Placed)))
			continue
		}
		if r.Size == 0 {
			continue
		}
		c, err := ledger.OpenCheckpoint([]byte(r.Note), w.means.Verifiers...)
		if err == nil && (c.Size != r.Size || c.Root != r.Root || c.Origin != ledger.Origin(r.Division)) {
			err = errors.New("the signed checkpoint says otherwise")
		}
		if err != nil {
			found = append(found, adrift(r.Division, err))
		}
	}
	return found, err
}

// Ledgers are the divisions that have a log, whether or not they have a row, and
// last the log of logs.
func (w *Workspace) Ledgers(ctx context.Context) (divisions []string, err error) {
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Reaches()
		divisions = nil
		for _, r := range all {
			if r.Division != LogOfLogs {
				divisions = append(divisions, r.Division)
			}
		}
		if len(divisions) < len(all) {
			divisions = append(divisions, LogOfLogs)
		}
		return err
	})
	return divisions, faulted(err)
}
