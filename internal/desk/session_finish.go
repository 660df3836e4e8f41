package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SecondStep is the second step of a sign-in: the ticket of the first one, and
// the second factor.
type SecondStep struct {
	Division string
	Half     string
	Shown
	Agent, Address string
}

// HalfOpened says which kinds of second factor the person of a ticket has.
func (w *Workspace) HalfOpened(ctx context.Context, division, half string) ([]string, error) {
	t, err := w.readTicket(division, forFactor, half)
	if err != nil {
		return nil, err
	}
	var asks []string
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Credentials(division, t.Person)
		asks = asksFor(all)
		return err
	})
	return asks, faulted(err)
}

// FinishSession lets a person in who has shown the second factor after the first.
func (w *Workspace) FinishSession(ctx context.Context, in SecondStep) (Opened, error) {
	t, err := w.readTicket(in.Division, forFactor, in.Half)
	if err != nil {
		return Opened{}, err
	}
	wrong := false
	out, err := w.letIn(ctx, t.Division, t.Person, in.Agent, in.Address, func(d *deed) (staff.Proof, error) {
		wrong = false
		password, err := passwordOf(d.tx, t.Division, t.Person)
		if err != nil {
			return "", err
		}
		if t.Stamp != stampOf(password) {
			return "", stale()
		}
		if err := d.spend(t); err != nil {
			return "", err
		}
		kind, err := d.show(t.Person, in.Shown)
		wrong = isWrong(err)
		return t.Proof.And(kind), err
	})
	return out, w.countWrong(ctx, t.Division, t.Person, wrong, err)
}

// isWrong says that what was shown was refused, rather than not understood.
func isWrong(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.Refused
}

// countWrong counts a refused proof and gives its fault on.
func (w *Workspace) countWrong(ctx context.Context, division, person string, wrong bool, err error) error {
	if err != nil && wrong {
		if counting := w.refuse(ctx, division, person); counting != nil {
			return counting
		}
	}
	return err
}
