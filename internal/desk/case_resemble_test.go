package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func at(spot, what string) desk.OpenCase {
	in := reported()
	in.Deed.Data["坐标"], in.Deed.Data["事由"] = spot, what
	return in
}

func TestTwoReportsOfOneMatterAreFoundJoinedAndParted(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, urban, _ := manned(t, e)
		ctx := t.Context()
		system := worker(o, "sys", "", staff.SystemAdmin)
		if err := o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "street-b", Name: "street-b", Kind: "street", Rank: 9}); err != nil {
			t.Fatal(err)
		}
		other := worker(o, "other", "street-b", staff.Clerk)
		open := func(by staff.Actor, in desk.OpenCase) desk.CaseKept {
			t.Helper()
			k, err := o.OpenCase(ctx, by, desk.Call{}, in)
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		first := open(grid, at("113.454321,30.362211", "青年路井盖不见了"))
		far := open(grid, at("113.494321,30.362211", "青年路井盖不见了"))
		again := at("113.454421,30.362231", "小学门口下水井盖丢失")
		found, err := o.ResemblingCases(ctx, other, "whistle", again.Deed.Data)
		if err != nil || len(found) != 1 || found[0].Row.ID != first.ID || found[0].Seen || found[0].Like.Metres != 10 {
			t.Fatalf("found %+v, %v", found, err)
		}
		if _, err := o.ShowCase(ctx, other, first.ID); !isKind(err, fault.NotFound) {
			t.Errorf("what is alike is open to whoever asks: %v", err)
		}

		// joined at once by who opens it: one act, two events, both see both
		again.Same = first.ID
		second := open(other, again)
		s, err := o.ShowCase(ctx, grid, second.ID)
		if err != nil || s.Stage.ID != "merged" || s.Open() || s.Into == nil || s.Into.ID != first.ID || second.Event != 2 {
			t.Fatalf("joined it is %+v, %v", s.Row, err)
		}
		if s, err = o.ShowCase(ctx, other, first.ID); err != nil || len(s.Joined) != 1 || s.Joined[0].ID != second.ID || len(s.Alike) != 0 {
			t.Fatalf("the other one shows %+v %+v, %v", s.Joined, s.Alike, err)
		}

		join := func(by staff.Actor, id, number string) error {
			_, err := o.ActOnCase(ctx, by, desk.Call{}, id, procedure.Deed{Act: "merge", Data: map[string]any{"并入编号": number}, Reason: "同一处"})
			return err
		}
		third := open(other, at("113.454321,30.362211", "井盖没有了"))
		for _, c := range []struct{ what, number, want string }{
			{"itself", third.Number, "就是这一件"},
			{"none", "哨20210101-9999", "没有编号是"},
			{"one that was joined itself", second.Number, "已经并入 " + first.Number},
			{"one that it may not see and that is not like it", far.Number, "没有编号是"},
		} {
			if err := join(other, third.ID, c.number); !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("joined to %s: %v", c.what, err)
			}
		}
		if err := join(grid, first.ID, far.Number); !isKind(err, fault.Conflict) {
			t.Errorf("a case that others were joined to is joined: %v", err)
		}
		if s, err := o.ShowCase(ctx, other, third.ID); err != nil || len(s.Alike) != 1 || s.Alike[0].Row.ID != first.ID || !s.Alike[0].Seen {
			t.Errorf("who receives it is shown %+v, %v", s.Alike, err)
		}

		// parted again, by who may and with a reason
		part := procedure.Deed{Act: "unmerge", Reason: "去看了，是另一处"}
		if _, err := o.ActOnCase(ctx, other, desk.Call{}, second.ID, part); !isKind(err, fault.Forbidden) {
			t.Errorf("a clerk parts them: %v", err)
		}
		seen, err := o.ShowCase(ctx, grid, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.ActOnCase(ctx, worker(o, "chief", "street-b", staff.Head), desk.Call{}, second.ID, part); err != nil {
			t.Fatal(err)
		}
		// who calls a unit to the other one at the same moment is not to lose it
		if _, err := o.ActOnCase(ctx, head, desk.Call{Version: seen.Row.Version}, first.ID, procedure.Deed{Act: "call", Data: map[string]any{"应哨单位": []any{"street-b"}}}); !isKind(err, fault.Conflict) {
			t.Errorf("a unit is called to a case as it was before the other was parted from it: %v", err)
		}
		if s, err := o.ShowCase(ctx, other, second.ID); err != nil || !s.Open() || s.Into != nil || s.Stage.ID != "triage" {
			t.Errorf("parted it is %+v, %v", s.Row, err)
		}
		if _, err := o.ShowCase(ctx, grid, second.ID); !isKind(err, fault.NotFound) {
			t.Errorf("parted, the one street sees the other's: %v", err)
		}
		if _, err := o.ShowCase(ctx, other, first.ID); !isKind(err, fault.NotFound) {
			t.Errorf("parted, the other street sees the one's: %v", err)
		}

		// what ended long ago is not asked for
		if _, err := o.ActOnCase(ctx, head, desk.Call{}, first.ID, procedure.Deed{Act: "drop", Reason: "看错了"}); err != nil {
			t.Fatal(err)
		}
		all := func() int {
			list, err := o.ResemblingCases(ctx, urban, "whistle", at("113.454321,30.362211", "青年路井盖不见了").Deed.Data)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		before := all()
		o.clock += 15 * 24 * 3600 * 1_000_000
		if after := all(); before != 3 || after != 2 {
			t.Errorf("%d are alike, %d a fortnight later", before, after)
		}
		o.sound()
	})
}
