package desk

import (
	"context"
	"sync"
	"time"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

const (
	datedInAPage = 200
	datedAtOnce  = 2000 // cases that the act itself looks at before it answers
	datesAtOnce  = 32   // acts at once, to share transactions
	// an act that began before an edition may end after it, with the dates of the
	// one before: so long an edition is looked after
	lateDates = 2 * 60 * 1_000_000
	dateLease = 30 * 1_000_000 // longer than a page takes, in microseconds
)

// date writes what a case stands at into its row, by the newest calendar. Where
// an edition before dated it, what that changes of its clocks is kept too.
func (d *deed) date(c *store.CaseRow, p *procedure.Procedure, before []store.CaseEvent, f *procedure.Case) error {
	cal, err := d.calendar()
	if err != nil {
		return err
	}
	if len(before) > 0 && c.EndedAt == 0 && c.Edition < d.dates.edition {
		events := make([]procedure.Event, len(before))
		for i, e := range before {
			events[i] = e.Event
		}
		was, err := procedure.Fold(p, events)
		if err != nil {
			return err
		}
		if err := d.moved(*c, was); err != nil {
			return err
		}
	}
	stand(c, f, cal, civil.Instant(d.now))
	c.Edition = d.dates.edition
	c.Gauges = f.GaugeText(cal, civil.Instant(d.now))
	return nil
}

// moved keeps what the newest edition changes of a case's running clocks.
func (d *deed) moved(c store.CaseRow, f *procedure.Case) error {
	clocks := f.Redated(d.dates.at(c.Edition), d.dates.newest, civil.Instant(d.now))
	if len(clocks) == 0 {
		return nil
	}
	m := store.Move{Division: c.Division, Edition: d.dates.edition, Case: c.ID, RecordedAt: d.now, Clocks: clocks}
	object, bytes := canonMove(m)
	m.Seal = d.seal(object, nil, bytes)
	return d.tx.AddMove(m)
}

// redates says whether an edition changes anything of a case: a date of a
// running clock, whether it is sure, or when something follows.
func redates(c store.CaseRow, f *procedure.Case, before, after *civil.Calendar, now civil.Instant) bool {
	if len(f.Redated(before, after, now)) > 0 {
		return true
	}
	x, y := c, c
	stand(&x, f, before, now)
	stand(&y, f, after, now)
	return x.Clock != y.Clock || x.DueAt != y.DueAt || x.FallsAt != y.FallsAt
}

// RunCalendars takes over what a newer program knows of the country's days, and
// dates open cases by calendars that have changed, while the context lasts.
func (w *Workspace) RunCalendars(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for turn := 0; ; turn++ {
		if turn%600 == 0 { // divisions may have been founded since
			if err := w.TakeLaws(ctx); err != nil && ctx.Err() == nil {
				w.means.Report("taking the country's days", err)
			}
		}
		if _, err := w.SweepCalendars(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("dating cases by a new calendar", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SweepCalendars dates the open cases of all divisions whose calendar has
// changed, and says how many it changed. Each case says by which edition it is
// dated, so whoever comes after a program that was killed goes on where it stood.
func (w *Workspace) SweepCalendars(ctx context.Context) (int, error) {
	newest := map[string]store.Unsettled{}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.UnsettledEditions()
		for _, u := range all { // in order
			newest[u.Division] = u
		}
		return err
	})
	sum := 0
	for division, u := range newest {
		if err != nil {
			break
		}
		var did int
		did, err = w.redateDivision(ctx, division, u.Edition, 0)
		if sum += did; err != nil || w.now()-u.RecordedAt < lateDates {
			continue
		}
		err = w.store.Write(ctx, func(tx *store.Tx) error {
			left, err := tx.UndatedCases(division, u.Edition, store.Undated{Edition: -1}, 1)
			if err != nil || len(left) > 0 {
				return err
			}
			return tx.SettleEditions(division, u.Edition, w.now())
		})
	}
	return sum, faulted(err)
}

// redateDivision looks at the open cases that an edition is still to date, most
// of them or, by 0, all, and says how many it changed.
func (w *Workspace) redateDivision(ctx context.Context, division string, edition int64, most int) (sum int, err error) {
	if !w.seq.alone {
		var mine bool
		if mine, err = w.leaseDates(ctx, division, dateLease); err != nil || !mine {
			return 0, err // another program sees to them
		}
		defer w.leaseDates(context.WithoutCancel(ctx), division, -1)
	}
	after := store.Undated{Edition: -1}
	for looked := 0; most == 0 || looked < most; {
		var same []store.CaseRow
		var change []string
		n := 0
		err = w.store.Read(ctx, func(tx *store.Tx) error {
			same, change = nil, nil
			a, err := w.almanac(tx, division)
			if err != nil {
				return err
			}
			due, err := tx.UndatedCases(division, a.edition, after, datedInAPage)
			if n = len(due); err != nil || n == 0 {
				return err
			}
			for _, u := range due {
				c, err := tx.CaseOf(division, u.Case)
				if err != nil {
					return err
				}
				_, f, _, err := w.fold(tx, c)
				if err != nil { // its declaration is gone, there is nothing to date it by
					w.means.Report("dating case "+c.Number, err)
				}
				if err == nil && redates(c, f, a.at(c.Edition), a.newest, civil.Instant(w.now())) {
					change = append(change, c.ID)
				} else {
					c.Edition = a.edition
					same = append(same, c)
				}
			}
			after = due[n-1]
			return nil
		})
		if err != nil || n == 0 {
			return sum, err
		}
		looked += n
		if err = w.store.Write(ctx, func(tx *store.Tx) error {
			for _, c := range same {
				if _, err := tx.DateCase(division, c.ID, c.Edition, c.Version); err != nil {
					return err // one that changed meanwhile is found again
				}
			}
			return nil
		}); err != nil {
			return sum, err
		}
		did, err := w.redateTogether(ctx, division, change)
		if sum += did; err != nil {
			return sum, err
		}
		if !w.seq.alone {
			if mine, err := w.leaseDates(ctx, division, dateLease); err != nil || !mine {
				return sum, err
			}
		}
	}
	return sum, nil
}

func (w *Workspace) leaseDates(ctx context.Context, division string, until int64) (mine bool, err error) {
	err = w.store.Write(ctx, func(tx *store.Tx) (err error) {
		now := w.means.Clock()
		mine, err = tx.TakeLease(division, "calendar", w.means.Holder, now+until, now)
		return err
	})
	return mine, err
}

// redateTogether does cases several at once, so that they share transactions.
func (w *Workspace) redateTogether(ctx context.Context, division string, cases []string) (sum int, first error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	next := make(chan string)
	for range min(datesAtOnce, len(cases)) {
		group.Go(func() {
			for id := range next {
				did, err := w.redate(ctx, division, id)
				mu.Lock()
				if did {
					sum++
				}
				if first == nil {
					first = err
				}
				mu.Unlock()
			}
		})
	}
	for _, id := range cases {
		next <- id
	}
	close(next)
	group.Wait()
	return sum, first
}

// redate dates a case by the newest calendar, with a ledger entry of its own.
// Somebody who acts on it at the same time dates it too.
func (w *Workspace) redate(ctx context.Context, division, id string) (bool, error) {
	_, err := performed(ctx, w, staff.Actor{Division: division}, "case.redate", Call{}, func(d *deed) (struct{}, error) {
		c, err := d.tx.CaseOf(division, id)
		if err != nil {
			return struct{}{}, err
		}
		if _, err := d.calendar(); err != nil {
			return struct{}{}, err
		}
		if c.EndedAt != 0 || c.Edition >= d.dates.edition {
			return struct{}{}, store.ErrStale // done
		}
		p, f, events, err := w.fold(d.tx, c)
		if err != nil {
			return struct{}{}, err
		}
		if err := d.date(&c, p, events, f); err != nil {
			return struct{}{}, err
		}
		d.object = "case/" + c.ID
		object, bytes := canonCase(c)
		c.Seal = d.seal(object, c.Seal, bytes)
		if err := d.tx.SetCase(c); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.tell(c, f, 0, "")
	})
	if Stale(err) {
		return false, nil // whoever was quicker dated it, or it is found again
	}
	return err == nil, err
}
