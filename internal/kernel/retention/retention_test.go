package retention

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

func on(y, m, d int) int64 { return civil.Date{Year: y, Month: m, Day: d}.Days() }

func TestADivisionsOwnRuleHoldsFromItsDay(t *testing.T) {
	own := []Rule{{Kind: Session, FromOn: on(2027, 1, 1), Days: 500}, {Kind: Session, FromOn: on(2026, 6, 1), Days: 450}}
	for _, c := range []struct {
		day  int64
		kind Kind
		want int64
	}{
		{on(2026, 5, 31), Session, 400}, // the program's own
		{on(2026, 6, 1), Session, 450},
		{on(2026, 12, 31), Session, 450},
		{on(2027, 1, 1), Session, 500},
		{on(2027, 1, 1), Delivery, 90},
	} {
		if r, ok := InForce(own, c.kind, c.day); !ok || r.Days != c.want {
			t.Errorf("%s on %v: %d days, want %d", c.kind, civil.OfDays(c.day), r.Days, c.want)
		}
	}
	if _, ok := InForce(nil, Delivery, on(2020, 1, 1)); ok {
		t.Error("a rule holds before it begins")
	}
}

func TestARuleIsCheckedBeforeItIsKept(t *testing.T) {
	today := on(2026, 11, 25)
	good := Rule{Kind: Session, FromOn: today, Days: 183, Basis: "市档案局通知"}
	if err := good.Check(today); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*Rule){
		"kind":  func(r *Rule) { r.Kind = "report" },
		"days":  func(r *Rule) { r.Days = 182 },
		"from":  func(r *Rule) { r.FromOn-- },
		"basis": func(r *Rule) { r.Basis = " " },
	} {
		r := good
		spoil(&r)
		if f, ok := fault.As(r.Check(today)); !ok || f.Field != field {
			t.Errorf("%s: %v", field, r.Check(today))
		}
	}
}

func TestEveryKindHasARuleWithABasis(t *testing.T) {
	for _, k := range Kinds {
		r, ok := InForce(nil, k, on(2026, 11, 25))
		if !ok || r.Days < least[k].Days || strings.TrimSpace(r.Basis) == "" {
			t.Errorf("%s: %+v", k, r)
		}
	}
}
