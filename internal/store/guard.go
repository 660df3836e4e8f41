package store

import "duban/internal/kernel/staff"

// Requirement is a role whose holders must show a second factor.
type Requirement struct {
	staff.Mark
	Division string
	Role     staff.Role
	SinceAt  int64
}

// Requirements are a division's.
func (t *Tx) Requirements(division string) ([]Requirement, error) {
	return list(t, "requirement_all", func(r row) (Requirement, error) {
		x := Requirement{Division: division}
		err := r.Scan(&x.Role, &x.SinceAt, &x.Version, &x.Seal)
		return x, err
	}, division)
}

// AddRequirement keeps one.
func (t *Tx) AddRequirement(r Requirement) error {
	return t.put("requirement_insert", r.Division, string(r.Role), r.SinceAt, r.Seal)
}

// DropRequirement takes one away.
func (t *Tx) DropRequirement(division string, role staff.Role) error {
	return t.versioned("requirement_delete", division, string(role))
}

// IdentityService is where a division's people may sign in instead of here.
// Secret is sealed.
type IdentityService struct {
	staff.Mark
	Division              string
	Issuer, Client        string
	Secret                []byte
	LoginClaim, NameClaim string
	Scopes                string // with blanks between
	Stopped               bool
}

// IdentityService finds a division's.
func (t *Tx) IdentityService(division string) (IdentityService, error) {
	return one(t, "identity_service_by_division", func(r row) (IdentityService, error) {
		s := IdentityService{Division: division}
		var stopped int64
		err := r.Scan(&s.Issuer, &s.Client, &s.Secret, &s.LoginClaim, &s.NameClaim, &s.Scopes, &stopped, &s.Version, &s.Seal)
		s.Stopped = stopped == 1
		return s, err
	}, division)
}

// SetIdentityService keeps a division's, at its version; 0 is a new one.
func (t *Tx) SetIdentityService(s IdentityService) error {
	if s.Version == 0 {
		_, err := t.run("identity_service_insert", s.Division, s.Issuer, s.Client, s.Secret, s.LoginClaim, s.NameClaim, s.Scopes, flag(s.Stopped), s.Seal)
		return err
	}
	return t.versioned("identity_service_update", s.Division, s.Issuer, s.Client, s.Secret, s.LoginClaim, s.NameClaim, s.Scopes, flag(s.Stopped), s.Seal, s.Version)
}

// Spend uses up what may be used once, until an instant from when it could not
// be used anyway. It says whether it was there to be used.
func (t *Tx) Spend(division, what string, until, now int64) (bool, error) {
	if err := t.put("spent_delete", division, now); err != nil {
		return false, err
	}
	n, err := t.run("spent_insert", division, what, until)
	return n == 1, err
}
