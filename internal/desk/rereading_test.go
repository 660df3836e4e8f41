package desk_test

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/statement"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// early knows no indicators and no units, as a first version of the rules did;
// it parts some undertakings at other places.
func early(m *desk.Means) {
	m.Reader = desk.PresentReader{Version: "2025.01", Knowledge: func(statement.Knowledge) statement.Knowledge { return statement.Knowledge{} }}
}

func states(v desk.Reviewed) map[string]string {
	m := map[string]string{}
	for _, r := range v.Records {
		m[r.ID] = string(r.State) + r.Content.Subject + r.Content.Indicator + r.Content.Value + r.Content.Object
	}
	return m
}

func TestANewerReaderProposesAndChangesNothingByItself(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		old := o.again(early)
		by := old.actor("ducha", password)
		r := old.upload(by, "../../examples/report.txt")
		before, err := old.ReviewReport(ctx, by, r.ID)
		if err != nil || before.Report.Reader != "2025.01" || before.Reader != "2025.01" {
			t.Fatalf("read by %q: %v", before.Report.Reader, err)
		}
		if x, err := old.RereadReport(ctx, by, desk.Call{}, r.ID); err != nil || x.Differences != 0 {
			t.Fatalf("the same reader finds %+v, %v", x, err)
		}
		// half is accepted and entered
		byID := map[string]review.Record{}
		for i, x := range before.Records {
			byID[x.ID] = x
			if i%2 == 0 {
				if _, err := old.AcceptRecord(ctx, by, desk.Call{}, r.ID, x.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := old.EnterReport(ctx, by, desk.Call{}, r.ID); err != nil {
			t.Fatal(err)
		}
		if before, err = old.ReviewReport(ctx, by, r.ID); err != nil {
			t.Fatal(err)
		}

		now := o.again(func(*desk.Means) {})
		call := desk.Call{ActID: "reread"}
		x, err := now.RereadReport(ctx, by, call, r.ID)
		if err != nil || x.Differences < 10 || x.Reader != desk.Reader {
			t.Fatalf("%+v, %v", x, err)
		}
		if again, err := now.RereadReport(ctx, by, call, r.ID); err != nil || again != x {
			t.Errorf("a retry gave %+v, %v", again, err)
		}
		after, err := now.ReviewReport(ctx, by, r.ID)
		if err != nil || after.Rereads != x.Differences || after.Report.Reader != "2025.01" {
			t.Fatalf("%d wait, read by %s, %v", after.Rereads, after.Report.Reader, err)
		}
		if a, b := states(before), states(after); len(a) != len(b) || !slices.EqualFunc(before.Records, after.Records, func(p, q review.Record) bool { return a[p.ID] == b[q.ID] && p.Version == q.Version }) {
			t.Error("a rereading changed records by itself")
		}
		v, err := now.ShowRereading(ctx, by, r.ID)
		if err != nil || len(v.Open) != x.Differences {
			t.Fatal(len(v.Open), err)
		}
		kinds := map[string]int{}
		var choices []desk.Choice
		entered := false
		for _, d := range v.Open {
			kinds[d.Kind]++
			if d.Words == "" || d.Paragraph == 0 || (d.Kind != "added" && d.Held.ID == "") {
				t.Fatalf("no place for %+v", d)
			}
			entered = entered || d.Entered()
			choices = append(choices, desk.Choice{Rereading: d.ID, Take: !d.Decided, Version: d.Held.Version})
		}
		if kinds["added"] == 0 || kinds["gone"] == 0 || kinds["changed"] == 0 || !entered {
			t.Fatalf("kinds %v, of the register %v", kinds, entered)
		}
		// what people decided is left, all else taken
		settled, err := now.SettleRereading(ctx, by, desk.Call{}, r.ID, choices, "")
		if err != nil || settled.Open != 0 || settled.Taken == 0 || settled.Left == 0 {
			t.Fatalf("%+v, %v", settled, err)
		}
		end, err := now.ReviewReport(ctx, by, r.ID)
		if err != nil || end.Report.Reader != desk.Reader || end.Rereads != 0 {
			t.Fatalf("read by %s, %d wait, %v", end.Report.Reader, end.Rereads, err)
		}
		was := states(before)
		for _, x := range end.Records {
			if old, ok := byID[x.ID]; ok && x.State == review.Accepted && states(end)[x.ID] != was[x.ID] {
				t.Errorf("what was accepted changed: %q", old.Words)
			}
		}
		if x, err := now.RereadReport(ctx, by, desk.Call{}, r.ID); err != nil || x.Differences != 0 {
			t.Errorf("what was left is proposed again: %+v, %v", x, err)
		}
		now.intact()
	})
}

func TestTheRegisterIsRereadOnlyWithAReasonAndAsItWasSeen(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		old := o.again(early)
		by := old.actor("ducha", password)
		r := old.upload(by, "../../examples/report.txt")
		v, err := old.ReviewReport(ctx, by, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range v.Records {
			if _, err := old.AcceptRecord(ctx, by, desk.Call{}, r.ID, x.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := old.EnterReport(ctx, by, desk.Call{}, r.ID); err != nil {
			t.Fatal(err)
		}
		now := o.again(func(*desk.Means) {})
		if _, err := now.RereadReport(ctx, by, desk.Call{}, r.ID); err != nil {
			t.Fatal(err)
		}
		w, err := now.ShowRereading(ctx, by, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(w.Open, func(d desk.Reading) bool { return d.Kind == "changed" && d.To.Indicator != "" })
		d := w.Open[i]
		take := []desk.Choice{{Rereading: d.ID, Take: true, Version: d.Held.Version}}
		if _, err := now.SettleRereading(ctx, by, desk.Call{}, r.ID, take, ""); !is(err, fault.Invalid) {
			t.Errorf("the register changed without a reason: %v", err)
		}
		stale := []desk.Choice{{Rereading: d.ID, Take: true, Version: d.Held.Version - 1}}
		if _, err := now.SettleRereading(ctx, by, desk.Call{}, r.ID, stale, "核过原文"); !is(err, fault.Conflict) {
			t.Errorf("somebody else's change was written over: %v", err)
		}
		if _, err := now.SettleRereading(ctx, by, desk.Call{}, r.ID, take, "核过原文"); err != nil {
			t.Fatal(err)
		}
		if _, err := now.SettleRereading(ctx, by, desk.Call{}, r.ID, take, "核过原文"); !is(err, fault.Conflict) {
			t.Errorf("decided twice: %v", err)
		}
		rec, err := now.ReviewReport(ctx, by, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		k := slices.IndexFunc(rec.Records, func(x review.Record) bool { return x.ID == d.Held.ID })
		if x := rec.Records[k]; x.Content.Indicator != d.To.Indicator || x.EnteredAt == 0 || x.Reason != "核过原文" {
			t.Errorf("taken as %+v", x)
		}
		// reading once more makes what still waits void, and proposes it anew
		again, err := now.RereadReport(ctx, by, desk.Call{}, r.ID)
		if err != nil || again.Differences != len(w.Open)-1 {
			t.Errorf("%d differ, %v; want %d", again.Differences, err, len(w.Open)-1)
		}
		now.intact()
	})
}

func TestAFileThatCouldNotBeReadIsTriedAgain(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		r, err := o.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: "坏.docx", Data: strings.NewReader("PK\x03\x04 no more"), Declared: true})
		if err != nil {
			t.Fatal(err)
		}
		read := func(want review.ReportState) {
			t.Helper()
			if n, err := o.ReadWaiting(ctx); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			list, err := o.ListReports(ctx, by, store.ReportPage{Most: 1})
			if err != nil || list[0].State != want {
				t.Fatalf("state %s, %v", list[0].State, err)
			}
		}
		read(review.Failed)
		for range 2 {
			x, err := o.RereadReport(ctx, by, desk.Call{}, r.ID)
			if err != nil || !x.Waiting {
				t.Fatal(x, err)
			}
			if _, err := o.RereadReport(ctx, by, desk.Call{}, r.ID); !is(err, fault.Conflict) {
				t.Errorf("while it waits: %v", err)
			}
			read(review.Failed)
		}
		o.intact()
	})
}

func TestWhatHoldsTooMuchToBeAReportFailsInWordsAndHoldsNobodyUp(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		many, err := o.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: "汇编.txt", Data: strings.NewReader("一、工作\n" + strings.Repeat("粮食产量增长5%，新建学校5所，", 11_000)), Declared: true})
		if err != nil {
			t.Fatal(err)
		}
		after, err := o.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: "报告.txt", Data: strings.NewReader("云泽市政府工作报告\n一、工作\n粮食产量增长5%。"), Declared: true})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := o.ReadWaiting(ctx); n != 2 || err != nil {
			t.Fatalf("%d read, %v", n, err)
		}
		list, err := o.ListReports(ctx, by, store.ReportPage{Most: 3})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]review.ReportState{many.ID: review.Failed, after.ID: review.InReview}
		for _, r := range list {
			if r.State != want[r.ID] || r.State == review.Failed && !strings.Contains(r.Trouble, "超过 20000 条") {
				t.Errorf("%s stands at %s (%s)", r.File, r.State, r.Trouble)
			}
		}
		if len(list) != 2 {
			t.Errorf("%d reports", len(list))
		}
	})
}
