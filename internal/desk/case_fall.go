package desk

import (
	"context"
	"errors"
	"time"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// fallsAtOnce is how many cases one look takes up.
const fallsAtOnce = 200

// RunDeadlines does what falls due by itself, while the context lasts.
func (w *Workspace) RunDeadlines(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if _, err := w.SweepDeadlines(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("sweeping deadlines", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SweepDeadlines does the acts that declarations leave to the program once a
// clock is due, each exactly once however many programs sweep: the case's
// version decides. It says how many it did.
func (w *Workspace) SweepDeadlines(ctx context.Context) (int, error) {
	n := 0
	for {
		var due []store.Falling
		err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.FallingCases(w.now(), fallsAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return n, faulted(err)
		}
		did := 0
		for _, f := range due {
			done, err := w.fall(ctx, f)
			if err != nil && !errors.Is(err, store.ErrStale) {
				return n, faulted(err)
			}
			if done {
				did++
			}
		}
		n += did
		if did == 0 || len(due) < fallsAtOnce {
			return n, nil
		}
	}
}

func (w *Workspace) fall(ctx context.Context, f store.Falling) (bool, error) {
	by := staff.Actor{Division: f.Division}
	return performed(ctx, w, by, "case.fall", Call{}, func(d *deed) (bool, error) {
		c, err := d.tx.CaseOf(f.Division, f.Case)
		if err != nil {
			return false, err
		}
		p, x, events, err := w.fold(d.tx, c)
		if err != nil {
			return false, err
		}
		falls := x.Fall(w.means.Mechanisms.Calendar, civil.Instant(d.now))
		if len(falls) == 0 {
			return true, d.remind(&c, x)
		}
		first := falls[0]
		for _, e := range falls {
			if e.HappenedAt < first.HappenedAt {
				first = e
			}
		}
		first.Seq = len(events) + 1
		return true, d.add(&c, p, events, procedure.Event(first))
	})
}

// remind keeps the reminders that have come due while nothing of the case
// itself follows. Where nothing has come due another program was quicker, or a
// clock was stopped since.
func (d *deed) remind(c *store.CaseRow, f *procedure.Case) error {
	before := *c
	stand(c, f, d.w.means.Mechanisms.Calendar, civil.Instant(d.now))
	if before.FallsAt == c.FallsAt {
		return store.ErrStale
	}
	d.object = "case/" + c.ID
	object, bytes := canonCase(*c)
	c.Seal = d.seal(object, c.Seal, bytes)
	if err := d.tx.SetCase(*c); err != nil {
		return err
	}
	return d.tell(*c, f, 0, "")
}
