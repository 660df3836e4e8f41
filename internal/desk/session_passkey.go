package desk

import (
	"context"
	"encoding/base64"
	"time"

	"duban/internal/base/fault"
	"duban/internal/credential/passkey"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Challenge is what a browser is asked to answer with a passkey: the options
// for its script, and the ticket to come back with.
type Challenge struct {
	Options []byte
	Ticket  string
}

// AskPasskey asks for any passkey of a division's people; with half, the ticket
// of a first step, for one of that person's.
func (w *Workspace) AskPasskey(ctx context.Context, division, half, origin string) (Challenge, error) {
	if half == "" {
		return w.challenge(division, origin, "", func(p *passkey.Party, now time.Time) ([]byte, []byte, error) { return p.BeginSignIn(now) })
	}
	t, err := w.readTicket(division, forFactor, half)
	if err != nil {
		return Challenge{}, err
	}
	return w.challengeFor(ctx, division, t.Person, origin)
}

// AskOwnPasskey asks the actor for one of their passkeys, to prove who they are once more.
func (w *Workspace) AskOwnPasskey(ctx context.Context, by staff.Actor, origin string) (Challenge, error) {
	if err := staff.Permit(by, "session.prove", ""); err != nil {
		return Challenge{}, err
	}
	return w.challengeFor(ctx, by.Division, by.Person, origin)
}

func (w *Workspace) challengeFor(ctx context.Context, division, person, origin string) (Challenge, error) {
	var h passkey.Holder
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Credentials(division, person)
		if err == nil {
			h, err = holderOf("", "", all)
		}
		return err
	})
	if err != nil {
		return Challenge{}, faulted(err)
	}
	return w.challenge(division, origin, person, func(p *passkey.Party, now time.Time) ([]byte, []byte, error) { return p.BeginAssertion(h, now) })
}

func (w *Workspace) challenge(division, origin, person string, begin func(*passkey.Party, time.Time) (options, kept []byte, err error)) (Challenge, error) {
	party, err := w.party(origin)
	if err != nil {
		return Challenge{}, err
	}
	options, kept, err := begin(party, time.UnixMicro(w.now()))
	if err != nil {
		return Challenge{}, err
	}
	t, err := w.ticket(forDevice, ticket{Division: division, Person: person, Origin: origin, Kept: kept})
	return Challenge{options, t}, err
}

// PasskeySignIn is a sign-in by a passkey alone.
type PasskeySignIn struct {
	Division string
	Shown
	Agent, Address string
}

// OpenSessionByPasskey lets a person in by a passkey alone: the device has made
// sure of its holder, so that it is both factors.
func (w *Workspace) OpenSessionByPasskey(ctx context.Context, in PasskeySignIn) (Opened, error) {
	t, err := w.readTicket(in.Division, forDevice, in.Device)
	if err != nil {
		return Opened{}, err
	}
	party, err := w.party(t.Origin)
	if err != nil {
		return Opened{}, err
	}
	// first whose it says it is; show then checks it where it is counted
	person := ""
	find := func(handle []byte) (passkey.Holder, error) {
		var h passkey.Holder
		err := w.store.Read(ctx, func(tx *store.Tx) error {
			found, err := tx.CredentialsLabelled(in.Division, "handle", base64.RawURLEncoding.EncodeToString(handle))
			if err != nil {
				return err
			}
			if len(found) != 1 {
				return fault.New(fault.Refused, "这把通行密钥没有登记，或已经停用。", "换一把登记过的，或用口令登录后重新登记。")
			}
			person = found[0].Person
			all, err := tx.Credentials(in.Division, person)
			if err == nil {
				h, err = holderOf("", "", all)
			}
			return err
		})
		return h, faulted(err)
	}
	if _, _, err := party.FinishAssertion(t.Kept, in.Reply, find, time.UnixMicro(w.now())); err != nil {
		return Opened{}, err
	}
	return w.begin(ctx, in.Division, person, in.Agent, in.Address, false, func(d *deed) (staff.Proof, error) {
		_, err := d.show(person, in.Shown)
		return staff.ByPasskey, err
	})
}
