package desk_test

import (
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// TestASessionOpensItsOwnDivisionEvenWhileItIsRemembered: what is remembered of a
// session for some seconds must not answer for another division.
func TestASessionOpensItsOwnDivisionEvenWhileItIsRemembered(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		s, err := o.OpenSession(t.Context(), desk.SignIn{Division: city, Login: "xitong", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Actor(t.Context(), city, s.Secret); err != nil {
			t.Fatal(err)
		}
		if a, err := o.Actor(t.Context(), "429098", s.Secret); !is(err, fault.Forbidden) {
			t.Errorf("the session of %s opened another division: %v", a.Division, err)
		}
	})
}
