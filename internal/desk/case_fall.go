package desk

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

const (
	fallsInAPage  = 2000           // cases that one look takes up
	fallsAtOnce   = 32             // done at once, to share transactions
	fallsAlone    = 8              // so few are done without a lease
	fallParts     = 8              // into which the cases fall, by the end of their names
	fallsInALease = 128            // cases done before the lease is renewed
	fallLease     = 10 * 1_000_000 // longer than those take, in microseconds
)

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
// clock is due, and tells whom a clock is to be told of, each exactly once
// however many programs sweep: the case's version decides. So that they do not
// meet at every case, each takes parts of them on lease. It says how many
// cases something followed for.
func (w *Workspace) SweepDeadlines(ctx context.Context) (int, error) {
	sum := 0
	for {
		did, err := w.sweepOnce(ctx)
		sum += did
		if err != nil || did == 0 {
			return sum, faulted(err)
		}
	}
}

// sweepOnce looks at every case that is due once.
func (w *Workspace) sweepOnce(ctx context.Context) (sum int, err error) {
	var after store.Falling
	for {
		var due []store.Falling
		err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.FallingCases(w.now(), after, fallsInAPage)
			return err
		})
		if err != nil || len(due) == 0 {
			return sum, err
		}
		after = due[len(due)-1]
		did, err := w.sweepPage(ctx, due)
		sum += did
		if err != nil || len(due) < fallsInAPage {
			return sum, err
		}
	}
}

// fallPart is a part of a division's cases.
type fallPart struct {
	division string
	part     byte
}

func (w *Workspace) sweepPage(ctx context.Context, due []store.Falling) (sum int, err error) {
	if w.seq.alone || len(due) < fallsAlone {
		return w.fallTogether(ctx, due)
	}
	parts := map[fallPart][]store.Falling{}
	for _, f := range due {
		p := fallPart{f.Division, f.Case[len(f.Case)-1] % fallParts}
		parts[p] = append(parts[p], f)
	}
	order := slices.Collect(maps.Keys(parts))
	rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for _, p := range order {
		did, err := w.sweepPart(ctx, p, parts[p])
		sum += did
		if err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// sweepPart does a part of the cases while it holds the lease; where another
// program holds it, that one sees to them.
func (w *Workspace) sweepPart(ctx context.Context, p fallPart, due []store.Falling) (sum int, err error) {
	lease := fmt.Sprintf("fall/%d", p.part)
	hold := func(until int64) (mine bool, err error) {
		err = w.store.Write(ctx, func(tx *store.Tx) (err error) {
			now := w.means.Clock()
			mine, err = tx.TakeLease(p.division, lease, w.means.Holder, now+until, now)
			return err
		})
		return mine, err
	}
	for some := range slices.Chunk(due, fallsInALease) {
		if mine, err := hold(fallLease); err != nil || !mine {
			return sum, err
		}
		did, err := w.fallTogether(ctx, some)
		sum += did
		if err != nil {
			return sum, err
		}
	}
	_, err = hold(-1) // for the next
	return sum, err
}

// fallTogether does cases several at once, so that they share transactions.
func (w *Workspace) fallTogether(ctx context.Context, due []store.Falling) (int, error) {
	var (
		mu    sync.Mutex
		group sync.WaitGroup
		sum   int
		first error
	)
	next := make(chan store.Falling)
	for range min(fallsAtOnce, len(due)) {
		group.Go(func() {
			for f := range next {
				done, err := w.fall(ctx, f)
				if Stale(err) {
					continue
				}
				mu.Lock()
				if done {
					sum++
				}
				if err != nil && first == nil {
					first = err
				}
				mu.Unlock()
			}
		})
	}
	for _, f := range due {
		next <- f
	}
	close(next)
	group.Wait()
	return sum, first
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
		cal, err := d.calendar()
		if err != nil {
			return false, err
		}
		falls := x.Fall(cal, civil.Instant(d.now))
		if len(falls) == 0 {
			return true, d.remind(&c, p, events, x)
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
func (d *deed) remind(c *store.CaseRow, p *procedure.Procedure, events []store.CaseEvent, f *procedure.Case) error {
	before := *c
	if err := d.date(c, p, events, f); err != nil {
		return err
	}
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
