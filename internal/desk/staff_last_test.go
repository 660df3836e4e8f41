package desk_test

import (
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// TestNoAdministratorRemovesTheLastOfAnother tries every way there was to be
// rid of the only security administrator, and of an only one of the others.
func TestNoAdministratorRemovesTheLastOfAnother(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system, security, audit := o.actor("xitong", password), o.actor("anquan", password), o.actor("shenji", password)
		refused := func(what string, err error) {
			t.Helper()
			if !is(err, fault.Refused) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, other := range []staff.Actor{security, audit, system} {
			refused("the system administrator ends a holding", o.EndHolding(ctx, system, desk.Call{}, other.Holding, "试"))
			refused("the security administrator ends the last", o.EndHolding(ctx, security, desk.Call{}, other.Holding, "试"))
			p := staff.Person{ID: other.Person, Login: other.Login, Name: other.Name, Stopped: true}
			_, err := o.SetPerson(ctx, system, desk.Call{}, p)
			refused("an administrator stopped", err)
			p.Login, p.Stopped = "bieren", false
			_, err = o.SetPerson(ctx, system, desk.Call{}, p)
			refused("an administrator's login changed", err)
			post := staff.Post{Code: other.Post, Unit: other.Unit, Name: other.PostName, Proposed: staff.Clerk}
			refused("the post turned into another", o.SetPost(ctx, system, desk.Call{}, post))
			post.Proposed, post.Unit = other.Role, "kj"
			refused("the post put elsewhere", o.SetPost(ctx, system, desk.Call{}, post))
			post.Unit, post.Closed = other.Unit, true
			refused("the post closed", o.SetPost(ctx, system, desk.Call{}, post))
		}
		// a successor who cannot come in does not count; one who can does
		heir := o.seated(system, security, "jieren", "audit")
		refused("the last who can come in", o.EndHolding(ctx, security, desk.Call{}, audit.Holding, "调走"))
		if _, err := o.UnlockPerson(ctx, security, desk.Call{}, heir); err != nil {
			t.Fatal(err)
		}
		if err := o.EndHolding(ctx, security, desk.Call{}, audit.Holding, "调走"); err != nil {
			t.Errorf("with a successor in place: %v", err)
		}
		o.intact()
	})
}

// TestWhoeverHasTheMachineRescuesAnAdministrator does it for one who is stopped,
// and for a role that nobody holds.
func TestWhoeverHasTheMachineRescuesAnAdministrator(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		security := o.actor("anquan", password)
		phone := o.enrol(security)
		_ = phone
		if _, err := o.RescueAdministrator(ctx, city, "ducha", ""); !is(err, fault.Refused) {
			t.Errorf("somebody who is no administrator: %v", err)
		}
		if _, err := o.RescueAdministrator(ctx, city, by.Login, staff.SecurityAdmin); !is(err, fault.Refused) {
			t.Errorf("a role that somebody holds: %v", err)
		}
		issued, err := o.RescueAdministrator(ctx, city, "anquan", "")
		if err != nil {
			t.Fatal(err)
		}
		if a := o.actor("anquan", issued.Password); !a.MustChange || a.Role != staff.SecurityAdmin {
			t.Errorf("came in as %+v", a)
		}
		// as an older program could leave it: nobody is the auditor
		err = e.Write(ctx, func(s *store.Session) error {
			_, err := s.Run("update holding set until_on = 1 where division = '429099' and post = 'audit'")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		person, err := o.SetPerson(ctx, o.actor("xitong", password), desk.Call{}, staff.Person{Login: "bushang", Name: "林补上"})
		if err != nil {
			t.Fatal(err)
		}
		issued, err = o.RescueAdministrator(ctx, city, "bushang", staff.AuditAdmin)
		if err != nil || issued.Person != person {
			t.Fatal(issued, err)
		}
		if a := o.actor("bushang", issued.Password); a.Role != staff.AuditAdmin {
			t.Errorf("came in as %+v", a)
		}
	})
}
