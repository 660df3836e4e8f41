package desk

import (
	"context"
	"fmt"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// Decided is what an act on records leaves: the records as they now stand.
type Decided struct {
	Records []review.Record `json:"records"`
}

// decide does an act on one record and keeps what the kernel made of it.
func (w *Workspace) decide(ctx context.Context, by staff.Actor, act string, call Call, report, record string, f func(d *deed, r *review.Record) error) (review.Record, error) {
	return perform(ctx, w, by, act, call, func(d *deed) (review.Record, error) {
		d.object = "report/" + report
		r, err := d.record(by, act, report, record)
		if err != nil {
			return r, err
		}
		if err := call.current(r.Version, "“"+r.Title()+"”"); err != nil {
			return r, err
		}
		was := r
		if err := f(d, &r); err != nil {
			return r, err
		}
		d.reason = r.Reason
		return d.decided(&was, r)
	})
}

// record finds a record of a report that the actor may work on.
func (d *deed) record(by staff.Actor, act, report, id string) (review.Record, error) {
	scope, err := staff.ScopeOf(by, act)
	if err != nil {
		return review.Record{}, err
	}
	return d.tx.RecordIn(scope, report, id)
}

// decided keeps a record with who decided and when; was is how it was
// read, nil where that is not known.
func (d *deed) decided(was *review.Record, r review.Record) (review.Record, error) {
	r.DecidedBy, r.DecidedAt = d.by.Person, d.now
	if r.State == review.Found {
		r.DecidedBy, r.DecidedAt = "", 0
	}
	if r.Version == 0 {
		if err := d.addRecord(r); err != nil {
			return r, err
		}
		r.Version = 1
		return r, nil
	}
	if err := d.saveRecord(was, r); err != nil {
		return r, err
	}
	r.Version++
	return r, nil
}

// AcceptRecord takes a record as it stands.
func (w *Workspace) AcceptRecord(ctx context.Context, by staff.Actor, call Call, report, record string) (review.Record, error) {
	return w.decide(ctx, by, "record.accept", call, report, record, func(_ *deed, r *review.Record) error { return r.Accept() })
}

// CorrectRecord sets what a record says, and accepts it.
func (w *Workspace) CorrectRecord(ctx context.Context, by staff.Actor, call Call, report, record string, c review.Content, reason string) (review.Record, error) {
	return w.decide(ctx, by, "record.correct", call, report, record, func(d *deed, r *review.Record) error {
		if c.Lead != "" {
			if _, err := d.tx.Unit(by.Division, c.Lead); missing(err) {
				return fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的单位。", c.Lead), "请从列表里选牵头单位。").At("lead")
			} else if err != nil {
				return err
			}
		}
		if c.Indicator != "" {
			if _, ok := w.indicators.Indicator(c.Indicator); !ok {
				return fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的指标。", c.Indicator), "不知道代码就留空。").At("indicator")
			}
		}
		return r.Correct(c, reason)
	})
}

// RejectRecord leaves a record out, with a reason.
func (w *Workspace) RejectRecord(ctx context.Context, by staff.Actor, call Call, report, record, reason string) (review.Record, error) {
	return w.decide(ctx, by, "record.reject", call, report, record, func(_ *deed, r *review.Record) error { return r.Reject(reason) })
}

// ReopenRecord takes a decision back.
func (w *Workspace) ReopenRecord(ctx context.Context, by staff.Actor, call Call, report, record string) (review.Record, error) {
	return w.decide(ctx, by, "record.reopen", call, report, record, func(_ *deed, r *review.Record) error { return r.Reopen() })
}
