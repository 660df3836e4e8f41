package store

import (
	"database/sql"

	"duban/internal/kernel/staff"
)

// Credential is one proof of who somebody is. Secret is a hash, or sealed.
type Credential struct {
	Division, Person, ID string
	Kind                 string // password, totp, passkey, recovery, identity, handle
	Label                string
	Secret               []byte
	State                string // first, active, none
	Step                 int64  // the last time step or counter that was used
	Failures             int64
	FailedAt             int64
	CreatedAt, UsedAt    int64
	Version              int64
	Seal                 []byte
}

func scanCredential(division string) func(row) (Credential, error) {
	return func(r row) (Credential, error) {
		c := Credential{Division: division}
		err := r.Scan(&c.Person, &c.ID, &c.Kind, &c.Label, &c.Secret, &c.State, &c.Step, &c.Failures, &c.FailedAt, &c.CreatedAt, &c.UsedAt, &c.Version, &c.Seal)
		return c, err
	}
}

// Credentials are a person's.
func (t *Tx) Credentials(division, person string) ([]Credential, error) {
	return list(t, "credential_by_person", scanCredential(division), division, person)
}

// CredentialsLabelled are those of a kind that are found by a label.
func (t *Tx) CredentialsLabelled(division, kind, label string) ([]Credential, error) {
	return list(t, "credential_by_label", scanCredential(division), division, kind, label)
}

// EveryCredential is all credentials of a division, for the ledger.
func (t *Tx) EveryCredential(division string) ([]Credential, error) {
	return list(t, "credential_all", scanCredential(division), division)
}

// CredentialsOfKind are those of all persons: to see who has none.
func (t *Tx) CredentialsOfKind(division, kind string) ([]Credential, error) {
	return list(t, "credential_of_kind", scanCredential(division), division, kind)
}

// AddCredential keeps a new credential.
func (t *Tx) AddCredential(c Credential) error {
	return t.put("credential_insert", c.Division, c.Person, c.ID, c.Kind, c.Label, c.Secret, c.State, c.Step, c.Failures, c.FailedAt, c.CreatedAt, c.UsedAt, c.Seal)
}

// SetCredential changes a credential at its version.
func (t *Tx) SetCredential(c Credential) error {
	return t.versioned("credential_update", c.Division, c.Person, c.ID, c.Label, c.Secret, c.State, c.Step, c.Failures, c.FailedAt, c.UsedAt, c.Seal, c.Version)
}

// DropCredential removes a credential.
func (t *Tx) DropCredential(division, person, id string) error {
	return t.versioned("credential_delete", division, person, id)
}

// SignIn is a session: a sign-in that lasts.
type SignIn struct {
	Division, ID, Person, Holding string
	OpenedAt, SeenAt, ExpiresAt   int64
	EndedAt                       int64
	EndedFor                      string
	Agent, Address                string
	Proof                         staff.Proof
	ProvedAt                      int64
}

func scanSignIn(division string) func(row) (SignIn, error) {
	return func(r row) (SignIn, error) {
		s := SignIn{Division: division}
		var ended sql.NullInt64
		err := r.Scan(&s.ID, &s.Person, &s.Holding, &s.OpenedAt, &s.SeenAt, &s.ExpiresAt, &ended, &s.EndedFor, &s.Agent, &s.Address, &s.Proof, &s.ProvedAt)
		s.EndedAt = ended.Int64
		return s, err
	}
}

// SignIn finds a session by the hash of its secret.
func (t *Tx) SignIn(division, id string) (SignIn, error) {
	return one(t, "session_by_id", scanSignIn(division), division, id)
}

// SignIns are a person's open sessions, newest first, at most so many. None that was opened
// before since can be open.
func (t *Tx) SignIns(division, person string, now, since int64, most int) ([]SignIn, error) {
	return list(t, "session_by_person", scanSignIn(division), division, person, now, since, most)
}

// SignInsIn are the open sessions that a scope may see, newest first, before one.
func (t *Tx) SignInsIn(s staff.Scope, now, opened int64, id string, most int) ([]SignIn, error) {
	return list(t, "session_in_scope", scanSignIn(s.Division()), s.Division(), s.Pattern(), now, opened, id, most)
}

// ProveSignIn says by what a session is proved, and that it was just shown.
func (t *Tx) ProveSignIn(division, id string, proof staff.Proof, at int64) error {
	return t.versioned("session_prove", division, id, string(proof), at)
}

// AddSignIn keeps a new session.
func (t *Tx) AddSignIn(s SignIn) error {
	return t.put("session_insert", s.Division, s.ID, s.Person, s.Holding, s.OpenedAt, s.SeenAt, s.ExpiresAt, s.Agent, s.Address, string(s.Proof), s.ProvedAt)
}

// TouchSignIn says that a session was used.
func (t *Tx) TouchSignIn(division, id string, seen, expires int64) error {
	return t.put("session_touch", division, id, seen, expires)
}

// SwitchSignIn has a session act in another holding.
func (t *Tx) SwitchSignIn(division, id, holding string) error {
	return t.versioned("session_switch", division, id, holding)
}

// EndSignIn ends a session.
func (t *Tx) EndSignIn(division, id string, at int64, reason string) error {
	return t.versioned("session_end", division, id, at, reason)
}

// EndSignInsOf ends all sessions of a person.
func (t *Tx) EndSignInsOf(division, person string, at int64, reason string) (int64, error) {
	return t.run("session_end_of_person", division, person, at, reason)
}
