package desk_test

import (
	"context"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// folderBundle is an exported log in memory.
type folderBundle map[string][]byte

func (b folderBundle) File(name string) ([]byte, error) {
	data, ok := b[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

func (o *office) exported() folderBundle {
	o.t.Helper()
	b := folderBundle{}
	_, err := o.ExportDivision(o.t.Context(), city, true, func(name string, data []byte) error { b[name] = slices.Clone(data); return nil })
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// holds says in which tables of a database a text stands.
func (o *office) holds(e store.Engine, text string) []string {
	var where []string
	for name, part := range parts(o.t.(*testing.T), archived(o.t.(*testing.T), e, o.files.Open)) {
		if strings.Contains(part, text) {
			where = append(where, name)
		}
	}
	return where
}

func TestAReportIsErasedByTwoAndVerifiesAsErased(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		kept, gone := o.upload(by, "../../examples/next-year.txt"), o.upload(by, "../../examples/report.txt")
		v, err := o.ReviewReport(ctx, by, gone.ID)
		if err != nil {
			t.Fatal(err)
		}
		figure := v.Records[0]
		if _, err := o.AcceptRecord(ctx, by, desk.Call{ActID: "once"}, gone.ID, figure.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.RejectRecord(ctx, by, desk.Call{}, gone.ID, v.Records[1].ID, "这是一条说得出口的理由"); err != nil {
			t.Fatal(err)
		}
		o.intact()
		words := v.Records[2].Words
		if len(o.holds(e, words)) < 2 || len(o.holds(e, "说得出口")) < 2 {
			t.Fatal("the test looks for words that are nowhere")
		}

		leader := staff.Actor{Division: city, Person: "lingdao", Role: staff.Leader, Armed: true}
		if _, err := o.ProposeErasure(ctx, leader, desk.Call{}, gone.ID, "传错了"); !is(err, fault.Forbidden) {
			t.Errorf("a leader proposed: %v", err)
		}
		if _, err := o.ProposeErasure(ctx, by, desk.Call{}, gone.ID, " "); !is(err, fault.Invalid) {
			t.Errorf("no reason: %v", err)
		}
		first, err := o.ProposeErasure(ctx, by, desk.Call{}, gone.ID, "不再需要")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.ProposeErasure(ctx, by, desk.Call{}, gone.ID, "再提一次"); !is(err, fault.Conflict) {
			t.Errorf("a second proposal: %v", err)
		}
		if err := o.DeclineErasure(ctx, leader, desk.Call{}, gone.ID, first.ID, "还要用"); err != nil {
			t.Error(err)
		}
		if err := o.EraseReport(ctx, leader, desk.Call{}, gone.ID, first.ID); !is(err, fault.Conflict) {
			t.Errorf("what was declined was approved: %v", err)
		}
		second, err := o.ProposeErasure(ctx, by, desk.Call{}, gone.ID, "传错了文件")
		if err != nil {
			t.Fatal(err)
		}
		if err := o.EraseReport(ctx, by, desk.Call{}, gone.ID, second.ID); !is(err, fault.Refused) {
			t.Errorf("one person did both: %v", err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if err := o.EraseReport(ctx, leader, desk.Call{ActID: "erase"}, gone.ID, second.ID); err != nil {
			t.Fatal(err)
		}
		if err := o.EraseReport(ctx, leader, desk.Call{ActID: "erase"}, gone.ID, second.ID); err != nil {
			t.Errorf("a retry: %v", err)
		}

		for _, w := range []string{words, "说得出口", gone.SHA256, v.Alarms[0].Sentence} {
			if where := o.holds(e, w); len(where) > 0 {
				t.Errorf("“%s” still stands in %v", w, where)
			}
		}
		if _, err := o.files.Open(ctx, city, gone.SHA256); !is(err, fault.Unreadable) {
			t.Errorf("the file is still there: %v", err)
		}
		if r, err := o.ShowErasures(ctx, by, gone.ID); err != nil || r.Report.State != review.Erased || r.All[0].State != review.ErasureApproved || len(r.All) != 2 {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := o.AcceptRecord(ctx, by, desk.Call{ActID: "once"}, gone.ID, figure.ID); !is(err, fault.Conflict) {
			t.Errorf("a retry of what was done on the erased report: %v", err)
		}

		lawful := func(what string, r ledger.Report) {
			t.Helper()
			objects := map[string]bool{}
			for _, f := range r.Findings {
				if f.Kind != ledger.ErasedLawfully {
					t.Errorf("%s: %s", what, f.Sentence())
				}
				objects[f.Object] = true
			}
			for _, want := range []string{"report/" + gone.ID, "text/" + gone.ID, "record/" + gone.ID + "/" + figure.ID} {
				if !objects[want] {
					t.Errorf("%s: %s is not told as erased: %v", what, want, slices.Sorted(maps.Keys(objects)))
				}
			}
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		verified, err := o.VerifyDivision(ctx, city)
		if err != nil {
			t.Fatal(err)
		}
		lawful("the database", verified.Report)
		report, err := ledger.Verify(ctx, o.exported(), o.means.Verifiers, 1)
		if err != nil {
			t.Fatal(err)
		}
		lawful("the bundle", report)

		// the same file may come again, and another report is untouched
		o.upload(by, "../../examples/report.txt")
		if again, err := o.ReviewReport(ctx, by, kept.ID); err != nil || len(again.Records) == 0 {
			t.Error(err)
		}
		// what somebody removes by himself is not excused
		write(t, e, "update act set changes = replace(changes, '\"s\":', '\"x\":') where act = 'unit.set'")
		verified, err = o.VerifyDivision(context.Background(), city)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(verified.Findings, func(f ledger.Finding) bool {
			return f.Kind == ledger.AlteredPayload && strings.HasPrefix(f.Object, "unit/")
		}) {
			t.Errorf("a salt that was removed is not named: %v", verified.Findings)
		}
	})
}

func write(t *testing.T, e store.Engine, text string) {
	t.Helper()
	if err := e.Write(t.Context(), func(s *store.Session) error { _, err := s.Run(text); return err }); err != nil {
		t.Fatal(err)
	}
}
