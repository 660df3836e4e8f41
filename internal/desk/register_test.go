package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func gridOf(code, street, phone string) map[string]any {
	return map[string]any{"网格编码": code, "网格名称": "第" + code[len(code)-2:] + "网格", "所属街道": street, "社区": "青年社区", "类型": "社区网格", "网格员": "甲", "户数": json.Number("320"), "联系电话": phone}
}

func on(y, m, d int) civil.Date { return civil.Date{Year: y, Month: m, Day: d} }

func TestAnEntryIsKeptWithItsVersionsAndItsLedger(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, urban, _ := manned(t, e)
		ctx := t.Context()
		const code, phone = "429004001001", "13800000000"
		k, err := o.AddEntry(ctx, grid, desk.Call{ActID: "add"}, "grid", register.Deed{On: on(2021, 1, 1), Data: gridOf(code, "street-a", phone)})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.AddEntry(ctx, grid, desk.Call{ActID: "add"}, "grid", register.Deed{On: on(2021, 1, 1), Data: gridOf(code, "street-a", phone)}); err != nil || again != k {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		refused := func(what string, err error, kind fault.Kind) {
			t.Helper()
			if !isKind(err, kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = o.AddEntry(ctx, grid, desk.Call{}, "grid", register.Deed{Data: gridOf(code, "street-a", phone)})
		refused("the same key once more", err, fault.Conflict)
		_, err = o.AddEntry(ctx, urban, desk.Call{}, "grid", register.Deed{Data: gridOf("429004001002", "street-a", phone)})
		refused("another unit's entry", err, fault.Forbidden)
		_, err = o.AddEntry(ctx, grid, desk.Call{}, "nothing", register.Deed{})
		refused("no such register", err, fault.NotFound)
		nobody := worker(o, "sup", "office", staff.Supervisor)
		_, err = o.AddEntry(ctx, nobody, desk.Call{}, "grid", register.Deed{Data: gridOf("429004001003", "nowhere", phone)})
		refused("a unit that is none", err, fault.Invalid)
		_, err = o.AddEntry(ctx, worker(o, "sys", "", staff.SystemAdmin), desk.Call{}, "grid", register.Deed{Data: gridOf("429004001004", "street-a", phone)})
		refused("an administrator", err, fault.Forbidden)

		changed := gridOf(code, "street-a", "138****0000")
		changed["网格员"] = "乙"
		_, err = o.ChangeEntry(ctx, grid, desk.Call{Version: 7}, k.ID, register.Deed{On: on(2021, 3, 1), Data: changed, Reason: "换人"})
		if !desk.Stale(err) {
			t.Errorf("an older version is taken: %v", err)
		}
		if _, err = o.ChangeEntry(ctx, grid, desk.Call{Version: 1}, k.ID, register.Deed{On: on(2021, 3, 1), Data: changed, Reason: "换人"}); err != nil {
			t.Fatal(err)
		}
		s, err := o.ShowEntry(ctx, urban, k.ID, on(2021, 2, 1), 0)
		if err != nil || s.Now.Data["网格员"] != "甲" || s.MayKeep || len(s.Versions) != 2 {
			t.Fatalf("%+v, %v", s, err)
		}
		if d := s.Versions[1].Differs; len(d) != 1 || d[0].Field.Name != "网格员" || d[0].After != "乙" {
			t.Errorf("changed in %+v", d)
		}
		if said, _ := json.Marshal(s); strings.Contains(string(said), phone) {
			t.Error("what is masked is shown")
		}
		if before, err := o.ShowEntry(ctx, urban, k.ID, on(2021, 4, 1), s.Versions[0].RecordedAt); err != nil || before.Now.Data["网格员"] != "甲" {
			t.Errorf("as it was known before: %+v, %v", before.Now, err)
		}

		if _, err := o.UnmaskEntry(ctx, head, desk.Call{}, k.ID, "联系电话", civil.Date{}, " "); !isKind(err, fault.Invalid) {
			t.Errorf("unmasked without a reason: %v", err)
		}
		_, err = o.UnmaskEntry(ctx, grid, desk.Call{}, k.ID, "联系电话", civil.Date{}, "找网格员")
		refused("a clerk, whom the register does not let", err, fault.Forbidden)
		_, err = o.UnmaskEntry(ctx, head, desk.Call{}, k.ID, "网格员", civil.Date{}, "找网格员")
		refused("what is not masked", err, fault.NotFound)
		for range 2 {
			if v, err := o.UnmaskEntry(ctx, head, desk.Call{ActID: "look"}, k.ID, "联系电话", civil.Date{}, "找网格员"); err != nil || v != phone {
				t.Errorf("unmasked it says %q, %v", v, err)
			}
		}
		err = e.Read(ctx, func(tx *store.Session) error {
			rows, err := tx.Ask("select outcome from act where division = $1 and act_id = $2", city, "look")
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var kept string
				if err := rows.Scan(&kept); err != nil {
					return err
				}
				if strings.Contains(kept, phone) {
					t.Errorf("the act keeps what it showed: %s", kept)
				}
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.EndEntry(ctx, grid, desk.Call{}, k.ID, register.Deed{On: on(2021, 6, 1), Reason: "并入别的网格"}); err != nil {
			t.Fatal(err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
		// whoever alters what lists show is found
		if err := e.Write(ctx, func(tx *store.Session) error {
			_, err := tx.Run("update register_span set name = $1 where division = $2", "别的", city)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || v.Intact() {
			t.Errorf("an altered span is not found: %+v, %v", v.Findings, err)
		}
	})
}

func TestARegisterIsListedByDayFilterAndWhoMaySee(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, urban, housing := manned(t, e)
		ctx := t.Context()
		ids := map[string]string{}
		for _, code := range []string{"429004001001", "429004001002", "429004001003", "429004002001"} {
			g := gridOf(code, "street-a", "13800000000")
			if code == "429004001002" {
				g["类型"] = "专属网格"
			}
			k, err := o.AddEntry(ctx, grid, desk.Call{}, "grid", register.Deed{On: on(2021, 1, 1), Data: g})
			if err != nil {
				t.Fatal(err)
			}
			ids[code] = k.ID
		}
		if _, err := o.EndEntry(ctx, head, desk.Call{}, ids["429004001003"], register.Deed{On: on(2021, 2, 1), Reason: "撤"}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			page store.EntryPage
			want string
		}{
			"today":          {store.EntryPage{Most: 9}, "01001 01002 02001"},
			"in January":     {store.EntryPage{Most: 9, On: on(2021, 1, 31)}, "01001 01002 01003 02001"},
			"before":         {store.EntryPage{Most: 9, On: on(2020, 12, 31)}, ""},
			"ended":          {store.EntryPage{Most: 9, Which: "ended"}, "01003"},
			"all":            {store.EntryPage{Most: 9, Which: "all"}, "01001 01002 01003 02001"},
			"a page":         {store.EntryPage{Most: 2}, "01001 01002"},
			"the next":       {store.EntryPage{Most: 2, After: "429004001002", AfterDay: on(2021, 1, 1).Days()}, "02001"},
			"by kind":        {store.EntryPage{Most: 9, Filters: map[string]string{"类型": "专属网格"}}, "01002"},
			"by two":         {store.EntryPage{Most: 1, Filters: map[string]string{"类型": "社区网格", "社区": "青年社区"}, After: "429004001001", AfterDay: 99999}, "02001"},
			"by another":     {store.EntryPage{Most: 9, Filters: map[string]string{"网格员": "甲"}}, "01001 01002 02001"}, // no filter of the register
			"by key":         {store.EntryPage{Most: 9, Begins: "429004002"}, "02001"},
			"by unit":        {store.EntryPage{Most: 9, Unit: "street-a"}, "01001 01002 02001"},
			"by one unknown": {store.EntryPage{Most: 9, Unit: "housing"}, ""},
		} {
			c.page.Register = "grid"
			l, err := o.ReadRegister(ctx, urban, c.page)
			got := ""
			for _, s := range l.Entries {
				got += " " + s.Key[len(s.Key)-5:]
			}
			if err != nil || strings.TrimSpace(got) != c.want {
				t.Errorf("%s: %s, want %s, %v", name, got, c.want, err)
			}
		}
		// a sensitive register is its keepers' alone
		m, err := o.AddEntry(ctx, head, desk.Call{}, "members", register.Deed{Data: map[string]any{"报到编号": "Q-1", "姓名": "甲", "所在单位": "住建局", "街道": "street-a", "报到社区": "青年社区", "报到日期": "2021-03-01", "服务时长": json.Number("3.5")}})
		if err != nil {
			t.Fatal(err)
		}
		for by, want := range map[*staff.Actor]int{&head: 1, &housing: 0} {
			l, err := o.ReadRegister(ctx, *by, store.EntryPage{Register: "members", Most: 9})
			if err != nil || len(l.Entries) != want {
				t.Errorf("%s sees %d, %v", by.Name, len(l.Entries), err)
			}
		}
		if _, err := o.ShowEntry(ctx, housing, m.ID, civil.Date{}, 0); !isKind(err, fault.NotFound) {
			t.Errorf("another unit sees a sensitive entry: %v", err)
		}
		all, _, err := o.ListRegisters(ctx, urban)
		counts := map[int]int{}
		for _, x := range all {
			counts[int(x.Count)]++
		}
		if err != nil || counts[3] != 1 || counts[0] != len(all)-1 || len(all) < 2 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestACaseNamesAnEntryThatIsThereAndTheEntryListsIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, urban, _ := manned(t, e)
		ctx := t.Context()
		in := reported()
		in.Deed.Data["网格"] = "429004001001"
		in.Deed.Data["联系电话"] = "13900000000"
		if _, err := o.OpenCase(ctx, grid, desk.Call{}, in); !isKind(err, fault.Invalid) {
			t.Fatalf("an entry that is none is named: %v", err)
		}
		k, err := o.AddEntry(ctx, grid, desk.Call{}, "grid", register.Deed{On: on(2021, 1, 1), Data: gridOf("429004001001", "street-a", "13800000000")})
		if err != nil {
			t.Fatal(err)
		}
		c, err := o.OpenCase(ctx, grid, desk.Call{}, in)
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.ShowEntry(ctx, grid, k.ID, civil.Date{}, 0)
		if err != nil || len(s.Cases) != 1 || s.Cases[0].ID != c.ID {
			t.Errorf("the entry lists %+v, %v", s.Cases, err)
		}
		if s, err := o.ShowEntry(ctx, urban, k.ID, civil.Date{}, 0); err != nil || len(s.Cases) != 0 {
			t.Errorf("whoever has no part in the case sees it there: %+v, %v", s.Cases, err)
		}
		shown, err := o.ShowCase(ctx, grid, c.ID)
		if err != nil || len(shown.Entries) != 1 || shown.Entries[0].Entry != k.ID || shown.Entries[0].Field != "网格" {
			t.Errorf("the case leads to %+v, %v", shown.Entries, err)
		}
		if v, err := o.UnmaskCase(ctx, grid, desk.Call{}, c.ID, "", "联系电话", "回电话"); err != nil || v != "13900000000" {
			t.Errorf("unmasked it says %q, %v", v, err)
		}
		for what, err := range map[string]error{
			"without a reason": failed(o.UnmaskCase(ctx, grid, desk.Call{}, c.ID, "", "联系电话", "")),
			"what is open":     failed(o.UnmaskCase(ctx, grid, desk.Call{}, c.ID, "", "事由", "看看")),
			"by another unit":  failed(o.UnmaskCase(ctx, urban, desk.Call{}, c.ID, "", "联系电话", "看看")),
		} {
			if !isKind(err, fault.Invalid) && !isKind(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := o.ActOnCase(ctx, grid, desk.Call{}, c.ID, procedure.Deed{Act: "take-over"}); err != nil {
			t.Fatal(err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func failed(_ string, err error) error { return err }
