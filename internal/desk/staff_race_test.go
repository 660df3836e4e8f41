package desk_test

import (
	"fmt"
	"sync"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// raced does two acts at once.
func raced(one, other func() error) (a, b error) {
	var wg sync.WaitGroup
	wg.Go(func() { a = one() })
	wg.Go(func() { b = other() })
	wg.Wait()
	return a, b
}

// onlyOne holds that of two acts one was done and the other refused in words.
func onlyOne(t *testing.T, what string, kind fault.Kind, a, b error) {
	t.Helper()
	if a != nil {
		a, b = b, a
	}
	if a != nil || !is(b, kind) {
		t.Errorf("%s: %v and %v", what, a, b)
	}
}

// TestTwoAtOnceDoNotMakeOnePersonSecurityAndAudit tries many times what each
// alone would be granted.
func TestTwoAtOnceDoNotMakeOnePersonSecurityAndAudit(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		propose := func(person, post string) string {
			t.Helper()
			id, err := o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: person, Post: post})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		for i := range 25 {
			person, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: fmt.Sprintf("ren%d", i), Name: "林一人"})
			if err != nil {
				t.Fatal(err)
			}
			one, other := propose(person, "security"), propose(person, "audit")
			a, b := raced(
				func() error { return o.ConfirmHolding(ctx, security, desk.Call{}, one) },
				func() error { return o.ConfirmHolding(ctx, security, desk.Call{}, other) })
			onlyOne(t, "two confirmed", fault.Refused, a, b)

			post := staff.Post{Code: fmt.Sprintf("p%d", i), Unit: "kj", Name: "新岗位", Proposed: staff.AuditAdmin}
			if err := o.SetPost(ctx, system, desk.Call{}, post); err != nil {
				t.Fatal(err)
			}
			second, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: fmt.Sprintf("er%d", i), Name: "林二人"})
			if err != nil {
				t.Fatal(err)
			}
			if err := o.ConfirmHolding(ctx, security, desk.Call{}, propose(second, "security")); err != nil {
				t.Fatal(err)
			}
			waits := propose(second, post.Code)
			a, b = raced(
				func() error { return o.EmpowerPost(ctx, security, desk.Call{}, post.Code) },
				func() error { return o.ConfirmHolding(ctx, security, desk.Call{}, waits) })
			onlyOne(t, "a post empowered and held at once", fault.Refused, a, b)
		}
		o.intact()
	})
}

// TestTwoMovesAtOnceMakeNoCircleOfUnits has two units be put below one another.
func TestTwoMovesAtOnceMakeNoCircleOfUnits(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		for i := range 25 {
			a, b := fmt.Sprintf("a%d", i), fmt.Sprintf("b%d", i)
			under := func(code, parent string) error {
				return o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: code, Parent: parent, Name: "云泽市某局", Kind: staff.Department, Rank: 50})
			}
			for _, code := range []string{a, b} {
				if err := under(code, city); err != nil {
					t.Fatal(err)
				}
			}
			for _, m := range [][2]string{{a, b}, {b, a}} {
				if err := under(m[0], m[1]); err != nil {
					t.Fatal(err)
				}
			}
			x, y := raced(
				func() error { return o.MoveUnit(ctx, security, desk.Call{}, a) },
				func() error { return o.MoveUnit(ctx, security, desk.Call{}, b) })
			onlyOne(t, "two moves", fault.Invalid, x, y)
		}
		o.intact()
	})
}
