package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"

	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Factor (登录凭据) is one thing that lets a person in beside the password, as
// its owner may see it.
type Factor struct {
	ID, Kind, Name    string
	CreatedAt, UsedAt int64
}

// Security is what guards the actor's own account.
type Security struct {
	Factors  []Factor // those in force
	Codes    int      // recovery codes that are left
	Password bool     // there is one
	Required bool     // the role asks for a second factor
	Fresh    bool     // the actor has proved lately who they are
	Asks     []string // kinds by which the actor may prove it; none: by the password
}

// Guarded says what guards the actor's own account.
func (w *Workspace) Guarded(ctx context.Context, by staff.Actor) (Security, error) {
	var s Security
	scope, err := staff.ScopeOf(by, "factor.list")
	if err != nil {
		return s, err
	}
	now := w.now()
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Credentials(scope.Division(), scope.Person())
		if err != nil {
			return err
		}
		s.Factors, s.Codes = factorsOf(all)
		if len(secondFactors(all)) > 0 {
			s.Asks = asksFor(all)
		}
		p := passwordAmong(all)
		s.Password = len(p.Secret) > 0
		if s.Fresh, err = isFresh(tx, by, now); err != nil {
			return err
		}
		s.Required, err = requires(tx, by.Division, by.Role)
		return err
	})
	return s, faulted(err)
}

func factorsOf(all []store.Credential) (list []Factor, codes int) {
	for _, c := range all {
		f := Factor{ID: c.ID, Kind: c.Kind, Name: c.Label, CreatedAt: c.CreatedAt, UsedAt: c.UsedAt}
		switch {
		case c.Kind == "recovery":
			codes = len(c.Secret) / sha256.Size
			continue
		case c.State != "active" || c.Kind == "handle" || c.Kind == "password":
			continue
		case c.Kind == "passkey":
			var k keptPasskey
			if json.Unmarshal(c.Secret, &k) == nil {
				f.Name = k.Name
			}
		case c.Kind == "identity":
			f.Name = string(c.Secret)
		}
		list = append(list, f)
	}
	slices.SortStableFunc(list, func(a, b Factor) int { return int(min(max(a.CreatedAt-b.CreatedAt, -1), 1)) })
	return list, codes
}

// requires says that a role's holders must show a second factor.
func requires(tx *store.Tx, division string, role staff.Role) (bool, error) {
	all, err := tx.Requirements(division)
	return slices.ContainsFunc(all, func(r store.Requirement) bool { return r.Role == role }), err
}
