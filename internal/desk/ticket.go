package desk

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ticket is what the browser carries from one step to the next: sealed, short
// of life and no session. It lets nobody in; it says what was shown so far.
type ticket struct {
	ID       string      `json:"i"`
	Division string      `json:"d"`
	Person   string      `json:"p,omitempty"`
	Session  string      `json:"s,omitempty"` // that it was given to
	Proof    staff.Proof `json:"f,omitempty"` // what was shown before
	Stamp    string      `json:"m,omitempty"` // of the password then
	Origin   string      `json:"o,omitempty"` // of the page
	Handle   []byte      `json:"h,omitempty"`
	Kept     []byte      `json:"k,omitempty"` // of the challenge
	Until    int64       `json:"u"`
}

// What a ticket is for; one is never taken for another.
const (
	forFactor   = "factor"   // the second step of a sign-in
	forEnrol    = "enrol"    // a passkey being registered
	forDevice   = "device"   // a passkey being asked
	forIdentity = "identity" // the way to the identity service and back
)

// ticketTime is how long a ticket lasts, in microseconds.
const ticketTime = 10 * 60 * 1_000_000

func (w *Workspace) ticket(purpose string, t ticket) (string, error) {
	if w.means.Keys == nil {
		return "", errors.New("desk: no keys to seal with")
	}
	t.ID, t.Until = w.draw(), w.now()+ticketTime
	plain, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	b, err := w.means.Keys.Seal(w.means.Random, plain, t.Division+"/ticket/"+purpose)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// stale is said of a ticket that cannot be used, whyever.
func stale() error {
	return fault.New(fault.Refused, "这一步等得太久，已作废。", "请从登录页重新开始。")
}

func (w *Workspace) readTicket(division, purpose, text string) (ticket, error) {
	var t ticket
	if w.means.Keys == nil {
		return t, errors.New("desk: no keys to seal with")
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > 8<<10 {
		return t, stale()
	}
	plain, err := w.means.Keys.Open(b, division+"/ticket/"+purpose)
	if err != nil {
		return t, stale()
	}
	if err := json.Unmarshal(plain, &t); err != nil {
		return t, err
	}
	if t.Until < w.now() || t.Division != division {
		return t, stale()
	}
	return t, nil
}

// spend uses a ticket up: it is good for one success.
func (d *deed) spend(t ticket) error {
	first, err := d.tx.Spend(t.Division, t.ID, t.Until, d.now)
	if err == nil && !first {
		err = fault.New(fault.Refused, "这一步已经办过了。", "请从登录页重新开始。")
	}
	return err
}

// stampOf changes when the password does.
func stampOf(password store.Credential) string {
	sum := sha256.Sum256(append([]byte(password.State+"/"), password.Secret...))
	return hex.EncodeToString(sum[:8])
}
