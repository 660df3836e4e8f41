package store

import "errors"

// Attempt is the failed sign-ins of a login that does not exist, or of an
// address. Name is a digest: what was typed may have been a password.
type Attempt struct {
	Division, Kind, Name string
	Failures             int64
	FailedAt             int64
}

// The kinds of attempts.
const (
	AttemptLogin   = "login"
	AttemptAddress = "address"
)

// Attempt finds the failures so far; none are no error.
func (t *Tx) Attempt(division, kind, name string) (Attempt, error) {
	a, err := one(t, "attempt_by_name", func(r row) (Attempt, error) {
		a := Attempt{Division: division, Kind: kind, Name: name}
		err := r.Scan(&a.Failures, &a.FailedAt)
		return a, err
	}, division, kind, name)
	if errors.Is(err, ErrNotFound) {
		return Attempt{Division: division, Kind: kind, Name: name}, nil
	}
	return a, err
}

// SetAttempt keeps the failures so far.
func (t *Tx) SetAttempt(a Attempt) error {
	return t.put("attempt_upsert", a.Division, a.Kind, a.Name, a.Failures, a.FailedAt)
}

// ForgetAttempts drops those whose last failure lies before an instant.
func (t *Tx) ForgetAttempts(division string, before int64) error {
	return t.put("attempt_forget", division, before)
}
