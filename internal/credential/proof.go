package credential

import "context"

// Proof is hashes and the policy together, as sign-in asks for them.
type Proof struct {
	*Passwords
	Policy PasswordPolicy
}

// Verify says whether a password is right, and whether its hash should be made anew.
func (p Proof) Verify(ctx context.Context, stored, password string) (right, stale bool, err error) {
	v, err := p.Passwords.Verify(ctx, stored, password)
	return v.OK, v.Rehash, err
}

// Check refuses a weak password by the first thing that is wrong with it.
func (p Proof) Check(password, login, name string) error {
	if all := p.Policy.Check(password, PasswordOwner{Login: login, Name: name}); len(all) > 0 {
		return all[0].At("password")
	}
	return nil
}
