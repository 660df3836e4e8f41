package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duban/internal/kernel/retention"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SetRetention says how long a kind of record is kept from a day on.
func (w *Workspace) SetRetention(ctx context.Context, by staff.Actor, call Call, r retention.Rule) error {
	_, err := perform(ctx, w, by, "retention.set", call, func(d *deed) (struct{}, error) {
		var none struct{}
		r.Division = by.Division
		if r.FromOn == 0 {
			r.FromOn = dayOf(d.now)
		}
		if err := r.Check(dayOf(d.now)); err != nil {
			return none, err
		}
		object, bytes := canonRetention(r)
		d.object, r.Seal = object, d.seal(object, nil, bytes)
		return none, d.tx.AddRetention(r)
	})
	return err
}

// ListRetention gives a division's own rules, then the program's.
func (w *Workspace) ListRetention(ctx context.Context, by staff.Actor) ([]retention.Rule, error) {
	scope, err := staff.ScopeOf(by, "retention.read")
	if err != nil {
		return nil, err
	}
	var all []retention.Rule
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.Retentions(scope.Division()); return err })
	return append(all, retention.Standard()...), faulted(err)
}

// RunSweeper applies retention once a day in every division, while the context
// lasts; several programs share the work.
func (w *Workspace) RunSweeper(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := w.SweepAll(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("sweeping what need not be kept", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Swept counts what one sweep removed, by kind.
type Swept map[retention.Kind]int64

// sweepTime is how long one program may take over a division's sweep.
const sweepTime = 3600 * 1_000_000

// SweepAll applies retention in every division that was not swept today. What goes
// wrong in one keeps none of the others from it.
func (w *Workspace) SweepAll(ctx context.Context) error {
	var all []store.DivisionRow
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.Divisions(); return err })
	if err != nil {
		return err
	}
	var trouble error
	for _, d := range all {
		mine := false
		now := w.now()
		err := w.store.Write(ctx, func(tx *store.Tx) (err error) {
			mine, err = tx.TakeLease(d.Code, "sweep", w.means.Holder, now+sweepTime, now)
			return err
		})
		if err == nil && mine {
			err = errors.Join(w.sweep(ctx, d.Code, now), w.dropUnused(ctx, d.Code), w.forgetBallots(ctx, d.Code, now))
		}
		if trouble = errors.Join(trouble, err); ctx.Err() != nil {
			break
		}
	}
	return trouble
}

// sweep removes what is past its time, some at once, each with its entry.
func (w *Workspace) sweep(ctx context.Context, division string, now int64) error {
	var own []retention.Rule
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { own, err = tx.Retentions(division); return err })
	if err != nil {
		return err
	}
	for _, kind := range retention.Kinds {
		rule, ok := retention.InForce(own, kind, dayOf(now))
		if !ok {
			continue
		}
		before := now - rule.Days*day
		for round, n := 0, int64(1); n > 0; round++ {
			call := Call{ActID: fmt.Sprintf("sweep/%s/%d/%d", kind, now, round)}
			out, err := performed(ctx, w, machine(division), "retention.sweep", call, func(d *deed) (Swept, error) {
				d.object, d.reason = "retention/"+string(kind), rule.Basis
				n, err := d.tx.Sweep(division, kind, before)
				if err == nil && n == 0 {
					err = errNothingDue
				}
				return Swept{kind: n}, err
			})
			if err != nil && !errors.Is(err, errNothingDue) {
				return err
			}
			n = out[kind]
		}
	}
	return nil
}

// errNothingDue undoes a sweep that found nothing, so that it leaves no entry.
var errNothingDue = errors.New("desk: nothing is past its time")
