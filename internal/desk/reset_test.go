package desk_test

import (
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// TestOneAdministratorAloneCannotSignInAsAnother has the security administrator
// try each way to a password or past the factors of those who see or run the
// whole division, and another agree.
func TestOneAdministratorAloneCannotSignInAsAnother(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system, security, audit := o.actor("xitong", password), o.actor("anquan", password), o.actor("shenji", password)
		for _, other := range []staff.Actor{system, audit, by} {
			issued, err := o.UnlockPerson(ctx, security, desk.Call{}, other.Person)
			if err != nil || !issued.Waits || issued.Password != "" {
				t.Errorf("%s: one hand got %+v, %v", other.Login, issued, err)
			}
			o.actor(other.Login, password) // still good
			if _, err := o.UnlockPerson(ctx, security, desk.Call{}, other.Person); !is(err, fault.Conflict) {
				t.Errorf("asked twice: %v", err)
			}
			if _, err := o.IssueInvitations(ctx, security, desk.Call{}, []string{other.Person}); !is(err, fault.Refused) {
				t.Errorf("%s: a slip beside the password: %v", other.Login, err)
			}
			if waits, err := o.ResetFactors(ctx, security, desk.Call{}, other.Person, "手机丢失"); !waits || err != nil {
				t.Errorf("%s: factors by one hand: %v, %v", other.Login, waits, err)
			}
			if _, err := o.ConfirmReset(ctx, security, desk.Call{}, other.Person, desk.ResetPassword); !is(err, fault.Forbidden) {
				t.Errorf("%s: both hands of one: %v", other.Login, err)
			}
		}
		if _, err := o.ConfirmReset(ctx, system, desk.Call{}, system.Person, desk.ResetPassword); !is(err, fault.Refused) {
			t.Errorf("confirmed one's own: %v", err)
		}
		list, err := o.WaitingResets(ctx, audit)
		if err != nil || len(list) != 6 || list[0].By != security.Name || !list[1].Mine && list[1].Login == "shenji" {
			t.Errorf("what waits: %+v, %v", list, err)
		}
		issued, err := o.ConfirmReset(ctx, audit, desk.Call{ActID: "yes"}, by.Person, desk.ResetPassword)
		if err != nil || issued.Password == "" {
			t.Fatal(issued, err)
		}
		if again, err := o.ConfirmReset(ctx, audit, desk.Call{ActID: "yes"}, by.Person, desk.ResetPassword); err != nil || again.Password != "" {
			t.Errorf("a retry: %+v, %v", again, err)
		}
		if a := o.actor("ducha", issued.Password); !a.MustChange {
			t.Error("not a first password")
		}
		if err := o.DeclineReset(ctx, audit, desk.Call{}, system.Person, desk.ResetPassword); err != nil {
			t.Error(err)
		}
		if _, err := o.ConfirmReset(ctx, audit, desk.Call{}, system.Person, desk.ResetPassword); !is(err, fault.Conflict) {
			t.Errorf("confirmed what was declined: %v", err)
		}
		o.intact()
	})
}

// TestOneHandDoesNotResetBothPasswordAndFactorsWithinAWeek is about a clerk, whom
// one administrator may help with either.
func TestOneHandDoesNotResetBothPasswordAndFactorsWithinAWeek(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		o.minutes(8 * 24 * 60) // since the first password
		clerk := o.actor("keji", password)
		o.enrol(clerk)
		security := o.actor("anquan", password)
		if waits, err := o.ResetFactors(ctx, security, desk.Call{}, clerk.Person, "手机丢失"); waits || err != nil {
			t.Fatal(waits, err)
		}
		if issued, err := o.UnlockPerson(ctx, security, desk.Call{}, clerk.Person); err != nil || !issued.Waits {
			t.Errorf("the password by the same hand: %+v, %v", issued, err)
		}
		o.minutes(8 * 24 * 60)
		security = o.actor("anquan", password)
		if err := o.DeclineReset(ctx, security, desk.Call{}, clerk.Person, desk.ResetPassword); err != nil {
			t.Fatal(err)
		}
		if issued, err := o.UnlockPerson(ctx, security, desk.Call{}, clerk.Person); err != nil || issued.Waits {
			t.Errorf("a week later: %+v, %v", issued, err)
		}
		if waits, err := o.ResetFactors(ctx, security, desk.Call{}, clerk.Person, "手机丢失"); !waits || err != nil {
			t.Errorf("and the factors by the same hand: %v, %v", waits, err)
		}
		o.intact()
	})
}
