package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ActOnCase does an act on a case. call.Version is the case's as the person saw it.
func (w *Workspace) ActOnCase(ctx context.Context, by staff.Actor, call Call, id string, in procedure.Deed) (CaseKept, error) {
	return w.onCase(ctx, by, call, id, func(d *deed, c *procedure.Case) (procedure.Event, error) {
		in, said := in, in.At != 0 // it may be tried again
		if _, err := d.moment(&in); err != nil {
			return procedure.Event{}, err
		}
		if last := c.Events[len(c.Events)-1].HappenedAt; !said {
			in.At = max(in.At, last) // somebody who began later may have been quicker
		}
		if err := d.fillIn(c.Procedure, c, &in); err != nil {
			return procedure.Event{}, err
		}
		return c.Do(whoIs(by), in)
	})
}

// CaseAnswer says yes or no to what waits for agreement.
type CaseAnswer struct {
	Request int // the event that asked
	Agree   bool
	Reason  string        // needed to decline
	At      civil.Instant // when it was answered, 0 for now
}

// AnswerCase agrees to or declines an act that waits.
func (w *Workspace) AnswerCase(ctx context.Context, by staff.Actor, call Call, id string, in CaseAnswer) (CaseKept, error) {
	return w.onCase(ctx, by, call, id, func(d *deed, c *procedure.Case) (procedure.Event, error) {
		when := procedure.Deed{At: in.At}
		at, err := d.moment(&when)
		if err != nil {
			return procedure.Event{}, err
		}
		return c.Answer(whoIs(by), in.Request, in.Agree, in.Reason, at)
	})
}

func (w *Workspace) onCase(ctx context.Context, by staff.Actor, call Call, id string, decide func(*deed, *procedure.Case) (procedure.Event, error)) (CaseKept, error) {
	return w.onCaseBy(ctx, by, "case.act", call, id, decide)
}

func (w *Workspace) onCaseBy(ctx context.Context, by staff.Actor, act string, call Call, id string, decide func(*deed, *procedure.Case) (procedure.Event, error)) (CaseKept, error) {
	return perform(ctx, w, by, act, call, func(d *deed) (CaseKept, error) {
		scope, err := staff.ScopeOf(by, act)
		if err != nil {
			return CaseKept{}, err
		}
		c, err := d.tx.Case(scope, id)
		if err != nil {
			return CaseKept{}, err
		}
		if err := call.current(c.Version, "“"+c.Number+"”"); err != nil {
			return CaseKept{}, err
		}
		p, f, events, err := w.fold(d.tx, c)
		if err != nil {
			return CaseKept{}, err
		}
		e, err := decide(d, f)
		if err != nil {
			return CaseKept{}, err
		}
		d.reason = e.Reason
		return CaseKept{c.ID, c.Number, e.Seq}, d.add(&c, p, events, e)
	})
}

// fold is a case from its events, and the version that it is under.
func (w *Workspace) fold(tx *store.Tx, c store.CaseRow) (*procedure.Procedure, *procedure.Case, []store.CaseEvent, error) {
	return w.foldBy(w.means.Mechanisms, tx, c)
}

func (w *Workspace) foldBy(all *Mechanisms, tx *store.Tx, c store.CaseRow) (*procedure.Procedure, *procedure.Case, []store.CaseEvent, error) {
	p, err := all.procedure(c.Mechanism, c.Procedure, c.Declared)
	if err != nil {
		return nil, nil, nil, err
	}
	events, err := tx.CaseEvents(c.Division, c.ID)
	if err != nil {
		return nil, nil, nil, err
	}
	plain := make([]procedure.Event, len(events))
	for i, e := range events {
		plain[i] = e.Event
	}
	f, err := procedure.Fold(p, plain)
	if err != nil {
		return nil, nil, nil, err
	}
	f.ID, f.Number = c.ID, c.Number
	if p.Exchange != nil {
		if f.Foreign, err = tx.KeyOfCase(c.Division, c.ID, store.AlienKey); err != nil && !missing(err) {
			return nil, nil, nil, err
		}
	}
	return p, f, events, nil
}
