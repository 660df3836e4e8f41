package desk

import (
	"context"
	"net/url"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// AskIdentity gives the address of a division's identity service to send the
// browser to, and the ticket to come back with.
func (w *Workspace) AskIdentity(ctx context.Context, division, back string) (address, ticketText string, err error) {
	s, err := w.openService(ctx, division)
	if err != nil {
		return "", "", err
	}
	address, kept, err := w.means.Identities.Begin(ctx, s, back, time.UnixMicro(w.now()))
	if err != nil {
		return "", "", err
	}
	ticketText, err = w.ticket(forIdentity, ticket{Division: division, Origin: back, Kept: kept})
	return address, ticketText, err
}

// IdentitySignIn is the way back from an identity service.
type IdentitySignIn struct {
	Division, Ticket string
	Query            url.Values
	Agent, Address   string
}

// OpenSessionByIdentity lets a person in whom the division's identity service
// vouches for. It stands for the password alone: a second factor is asked of
// whoever has one.
func (w *Workspace) OpenSessionByIdentity(ctx context.Context, in IdentitySignIn) (Opened, error) {
	t, err := w.readTicket(in.Division, forIdentity, in.Ticket)
	if err != nil {
		return Opened{}, err
	}
	s, err := w.openService(ctx, in.Division)
	if err != nil {
		return Opened{}, err
	}
	who, err := w.means.Identities.Finish(ctx, s, t.Origin, t.Kept, in.Query, time.UnixMicro(w.now()))
	if err != nil {
		return Opened{}, err
	}
	var p staff.Person
	linked := false
	var all []store.Credential
	now := w.now()
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if p, linked, err = personOf(tx, in.Division, who, dayOf(now)); err != nil {
			return err
		}
		all, err = tx.Credentials(in.Division, p.ID)
		return err
	})
	if err != nil {
		return Opened{}, w.turnedAway(ctx, in.Division, err)
	}
	if !linked {
		if err := w.linkIdentity(ctx, in.Division, p.ID, who); err != nil {
			return Opened{}, err
		}
	}
	prove := func(d *deed) error {
		if err := d.spend(t); err != nil {
			return err
		}
		// what was decided before must hold still
		now, linked, err := personOf(d.tx, in.Division, who, dayOf(d.now))
		if err == nil && (!linked || now.ID != p.ID) {
			err = stale()
		}
		return err
	}
	if len(secondFactors(all)) > 0 {
		return w.halfOpen(ctx, in.Division, p.ID, staff.ByIdentity, prove)
	}
	return w.letIn(ctx, in.Division, p.ID, in.Agent, in.Address, func(d *deed) (staff.Proof, error) { return staff.ByIdentity, prove(d) })
}

// turnedAway keeps that the identity service vouched for somebody whom we do
// not let in, and gives the reason on.
func (w *Workspace) turnedAway(ctx context.Context, division string, why error) error {
	if _, ok := fault.As(why); !ok {
		return faulted(why)
	}
	_, err := performed(ctx, w, machine(division), "session.refuse", Call{}, func(d *deed) (struct{}, error) {
		d.object = "identity-service/" + division
		return struct{}{}, nil
	})
	if err != nil {
		return err
	}
	return why
}

// LeaveIdentity gives the address where one signs out of a division's identity
// service itself, "" where it offers none or cannot be reached.
func (w *Workspace) LeaveIdentity(ctx context.Context, division, to string) string {
	s, err := w.openService(ctx, division)
	if err != nil {
		return ""
	}
	address, err := w.means.Identities.Leave(ctx, s, to, time.UnixMicro(w.now()))
	if err != nil {
		return ""
	}
	return address
}
