package desk_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestWhatIsReportedFromOutsideIsReadByEverybodyAndTellsNoMoreThanItMay(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, _, _ := manned(t, e)
		ctx := t.Context()
		in := procedure.Report{Description: "垃圾没人收", Address: "老街 3 号", At: &procedure.Spot{East: 1134543210, North: 303622110}}
		if _, err := o.OpenReported(ctx, worker(o, "sys2", "", staff.SystemAdmin), desk.Call{}, "rubbish", in); !isKind(err, fault.Forbidden) {
			t.Errorf("an administrator opens a case: %v", err)
		}
		if _, err := o.OpenReported(ctx, grid, desk.Call{}, "dragons", in); !isKind(err, fault.NotFound) {
			t.Errorf("what nobody offers: %v", err)
		}
		k, err := o.OpenReported(ctx, grid, desk.Call{ActID: "one"}, "rubbish", in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.OpenReported(ctx, grid, desk.Call{ActID: "one"}, "rubbish", in); err != nil || again != k {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		if _, err := o.OpenCase(ctx, grid, desk.Call{}, reported()); err != nil {
			t.Fatal(err)
		}
		read := func(p desk.OutwardPage) []procedure.Outward {
			t.Helper()
			if p.Most == 0 {
				p.Page, p.Most = 1, desk.OutwardMost
			}
			all, err := o.OutwardCases(ctx, grid.Division, p)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		if all := read(desk.OutwardPage{}); len(all) != 2 {
			t.Fatalf("listed %+v", all)
		}
		first, second := read(desk.OutwardPage{Page: 1, Most: 1}), read(desk.OutwardPage{Page: 2, Most: 1})
		if len(first) != 1 || len(second) != 1 || first[0].Number == second[0].Number || len(read(desk.OutwardPage{Page: 3, Most: 1})) != 0 {
			t.Errorf("pages hold %+v and %+v", first, second)
		}
		x, err := o.OutwardCase(ctx, grid.Division, k.Number)
		if err != nil || x.Closed || x.Service.Code != "rubbish" || x.Description != "" || x.Expected != 0 || !x.Placed || x.At != *in.At || x.Address != in.Address {
			t.Errorf("it reads %+v, %v", x, err)
		}
		if _, err := o.ActOnCase(ctx, head, desk.Call{}, k.ID, procedure.Deed{Act: "call", Data: map[string]any{"应哨单位": []any{"housing"}}}); err != nil {
			t.Fatal(err)
		}
		if x, err = o.OutwardCase(ctx, grid.Division, k.Number); err != nil || x.Expected <= x.Requested {
			t.Errorf("once a department is called it is expected at %v, %v", x.Expected, err)
		}
		if all := read(desk.OutwardPage{Codes: []string{"rubbish", "street-light"}, Which: "open"}); len(all) != 1 || all[0].Number != k.Number {
			t.Errorf("narrowed to its service: %+v", all)
		}
		if all := read(desk.OutwardPage{Which: "ended"}); len(all) != 0 {
			t.Errorf("ended are %+v", all)
		}
		if all := read(desk.OutwardPage{Until: x.Requested - civil.Day}); len(all) != 0 {
			t.Errorf("of the days before: %+v", all)
		}
		if _, err := o.OutwardCase(ctx, "420000", k.Number); !isKind(err, fault.NotFound) {
			t.Errorf("in another division: %v", err)
		}
		o.sound()
	})
}
