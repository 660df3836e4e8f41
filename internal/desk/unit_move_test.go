package desk_test

import (
	"slices"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// TestAUnitMovesOnlyWhenTheSecurityAdministratorAgrees has the system
// administrator put a unit under the one whose head would then see its records.
func TestAUnitMovesOnlyWhenTheSecurityAdministratorAgrees(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		sees := func() bool { return slices.Contains(o.actor("ducha", password).Units, "kj") }
		unit := staff.Unit{Code: "kj", Parent: by.Unit, Name: "云泽市科学技术局", Kind: staff.Department, Rank: 9}
		if err := o.SetUnit(ctx, system, desk.Call{}, unit); err != nil {
			t.Fatal(err)
		}
		if sees() {
			t.Error("the unit moved at one hand")
		}
		if err := o.MoveUnit(ctx, system, desk.Call{}, "kj"); !is(err, fault.Forbidden) {
			t.Errorf("who proposed also agreed: %v", err)
		}
		unit.Parent = city
		if err := o.SetUnit(ctx, system, desk.Call{}, unit); err != nil {
			t.Fatal(err)
		}
		if err := o.MoveUnit(ctx, security, desk.Call{}, "kj"); !is(err, fault.Invalid) {
			t.Errorf("agreed to what was withdrawn: %v", err)
		}
		unit.Parent = by.Unit
		if err := o.SetUnit(ctx, system, desk.Call{}, unit); err != nil {
			t.Fatal(err)
		}
		if err := o.MoveUnit(ctx, security, desk.Call{}, "kj"); err != nil {
			t.Fatal(err)
		}
		if !sees() {
			t.Error("it has not moved")
		}
		o.intact()
	})
}
