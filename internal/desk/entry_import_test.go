package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/store"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

func csvFile(lines ...string) desk.SheetFile {
	return desk.SheetFile{Name: "表.csv", Data: []byte(strings.Join(lines, "\n"))}
}

func TestATableGoesIntoARegisterWholeOrNotAtAll(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, urban, _ := manned(t, e)
		ctx := t.Context()
		const head = "网格编码,网格名称,所属街道,社区,类型,网格员,户数,联系电话,有效起"
		first := desk.ImportEntries{Register: "grid", On: on(2021, 1, 1), Reason: "建台账", File: csvFile(head,
			"429004001001,第一网格,street-a,青年社区,社区网格,甲,320,13800000000,",
			"429004001002,第二网格,street-a,青年社区,社区网格,乙,280,13800000001,2021-02-01")}
		plan, err := o.PlanEntries(ctx, grid, first)
		if err != nil || plan.Count(desk.NewRow) != 2 || len(plan.Refused) > 0 {
			t.Fatalf("%+v, %v", plan, err)
		}
		first.Digest = plan.Digest
		for range 2 { // sent twice it is taken once
			if got, err := o.ImportEntries(ctx, grid, desk.Call{ActID: "load"}, first); err != nil || got != (desk.EntriesImported{Added: 2}) {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		if _, err := o.ImportEntries(ctx, grid, desk.Call{}, first); !isKind(err, fault.Conflict) {
			t.Errorf("a plan that is past: %v", err)
		}
		first.Digest = ""
		if _, err := o.ImportEntries(ctx, grid, desk.Call{}, first); !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), "完全一样") {
			t.Errorf("the same once more: %v", err)
		}

		// an empty cell leaves what stands, and so does what came back masked
		later := desk.ImportEntries{Register: "grid", On: on(2021, 3, 1), Reason: "换人", File: csvFile("网格编码,网格员,户数,联系电话", "429004001001,丙,,138****0000", "429004001002,乙,280,138****0001")}
		if plan, err = o.PlanEntries(ctx, grid, later); err != nil || plan.Count(desk.ChangedRow) != 1 || plan.Count(desk.SameRow) != 1 {
			t.Fatalf("%+v, %v", plan, err)
		}
		if d := plan.Rows[0].Differs; len(d) != 1 || d[0].Field.Name != "网格员" || d[0].Before != "甲" || d[0].After != "丙" {
			t.Errorf("changes %+v", d)
		}
		if _, err := o.ImportEntries(ctx, grid, desk.Call{}, later); err != nil {
			t.Fatal(err)
		}
		l, err := o.ReadRegister(ctx, urban, store.EntryPage{Register: "grid", On: on(2021, 3, 1), Most: 10})
		if err != nil || len(l.Entries) != 2 || l.Entries[0].Data["网格员"] != "丙" {
			t.Fatalf("%+v, %v", l.Entries, err)
		}

		bad := desk.ImportEntries{Register: "grid", On: on(2021, 4, 1), Reason: "再登记", File: csvFile(head,
			"429004001003,第三网格,street-a,青年社区,社区网格,丁,300,13800000003,",
			"429004001004,第四网格,nowhere,青年社区,社区网格,丁,300,13800000003,",
			"429004001005,第五网格,street-a,青年社区,别的网格,丁,三百,13800000003,",
			"429004001003,第三网格,street-a,青年社区,社区网格,丁,300,13800000003,",
			",无码,street-a,青年社区,社区网格,丁,300,13800000003,",
			"429004001006,第六网格,street-a,青年社区,社区网格,丁,300,13800000003,某日")}
		plan, err = o.PlanEntries(ctx, grid, bad)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, r := range plan.Refused {
			told = append(told, strings.Join([]string{r.Column, r.Sentence}, " "))
		}
		if got := strings.Join(told, "\n"); len(plan.Refused) != 5 || !strings.Contains(got, "nowhere") || !strings.Contains(got, "户数 “户数”里的“三百”不是数。") || !strings.Contains(got, "和第 2 行重复") || !strings.Contains(got, "没有填全") || !strings.Contains(got, "“某日”不是日子") {
			t.Errorf("told:\n%s", got)
		}
		if _, err := o.ImportEntries(ctx, grid, desk.Call{}, bad); !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), "一条也没有导入") {
			t.Errorf("%v", err)
		}
		if l, err := o.ReadRegister(ctx, grid, store.EntryPage{Register: "grid", On: on(2021, 4, 2), Most: 10}); err != nil || len(l.Entries) != 2 {
			t.Errorf("%d entries after a table that was refused, %v", len(l.Entries), err)
		}

		theirs := desk.ImportEntries{Register: "grid", On: on(2021, 5, 1), Reason: "改", File: csvFile("网格编码,网格员", "429004001001,戊")}
		if plan, err := o.PlanEntries(ctx, urban, theirs); err == nil && (len(plan.Refused) != 1 || len(plan.Rows) > 0) {
			t.Errorf("another unit's entry: %+v", plan)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestTheTemplateOfARegisterIsTakenAsItWasFilledIn(t *testing.T) {
	e, err := sqlite.Create(t.Context(), t.TempDir()+"/duban.db")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	o, grid, _, _, _ := manned(t, e)
	var b bytes.Buffer
	if err := o.EntryTemplate(grid, "grid", &b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("网格台账")
	if err != nil || rows[0][0] != "网格编码" || !strings.HasPrefix(rows[1][0], "说明：必填。") {
		t.Fatalf("%q, %v", rows, err)
	}
	if err := f.SetSheetRow("网格台账", "A3", &[]any{"429004001001", "第一网格", "street-a", "青年社区", "社区网格", "", 320, "甲", "13800000000", 44200}); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	plan, err := o.PlanEntries(t.Context(), grid, desk.ImportEntries{Register: "grid", File: desk.SheetFile{Name: "网格台账.xlsx", Data: b.Bytes()}})
	if err != nil || plan.Count(desk.NewRow) != 1 || len(plan.Refused) > 0 || plan.Rows[0].On != on(2021, 1, 4) {
		t.Errorf("%+v, %v", plan, err)
	}
}

func TestEventsOfAnotherSystemComeInAsATable(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, supervisor := builders(t, e)
		ctx := t.Context()
		var b bytes.Buffer
		if err := o.EventsTemplate(supervisor, "job", &b); err != nil {
			t.Fatal(err)
		}
		file := csvFile("工单,流水,状态,时间,单位,房号,活,备注", "F1,1,1,2021/3/1 9:00,housing,H1,上梁,x", "F1,2,11,2021年3月5日 10:30,housing,,,", "F2,1,99,2021-03-01 09:00,housing,H1,盖瓦,", "F3,1,1,某时,housing,H1,砌墙,")
		got, unread, err := o.ReceiveFile(ctx, supervisor, desk.Call{}, "job", file)
		if err != nil || got.Taken != 2 || got.Cases != 1 || len(got.Refused) != 2 || got.Refused[0].Line != 4 || got.Refused[1].Column != "时间" || len(unread) != 1 || unread[0] != "备注" {
			t.Fatalf("%+v, %q, %v", got, unread, err)
		}
		if again, _, err := o.ReceiveFile(ctx, supervisor, desk.Call{}, "job", file); err != nil || again.Taken != 0 || again.Known != 2 || again.Cases != 0 {
			t.Errorf("handed in again: %+v, %v", again, err)
		}
		if _, _, err := o.ReceiveFile(ctx, supervisor, desk.Call{}, "house", file); !isKind(err, fault.Refused) {
			t.Errorf("a procedure without an exchange: %v", err)
		}
	})
}
