package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// whispers are what units write and nobody outside may read.
var whispers = []string{"拆迁户不肯搬", "等财政拨款", "路基做完一半", "谢绝公开的工程", "秘密的任务", "赵分管", "kejizhang", "kejiyuan"}

// telling is an office whose year has something to show and much to keep.
func telling(t *testing.T, e store.Engine) (o *office, by staff.Actor, roads, plan desk.ListedTask) {
	t.Helper()
	o, by, head, all := dutiful(t, e)
	ctx := t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	roads, plan = find(t, all, "农村公路"), find(t, all, "管理办法")
	private := roads
	for _, x := range all {
		if f := x.Terms.Figure; f != nil && f.Target == quantity.Must("20") {
			private = x
		}
	}
	system := worker(o, "sys", "", staff.SystemAdmin)
	if _, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: "zhaofenguan", Name: "赵分管"}); err != nil {
		t.Fatal(err)
	}
	for _, x := range []desk.ListedTask{roads, plan, private} {
		terms := x.Terms.Clone()
		terms.Lead, terms.Leader = "kj", "赵分管"
		if x.ID == private.ID {
			terms.Private, terms.Title = true, "秘密的任务"
		}
		if x.ID == plan.ID {
			terms.Leader = "分管副市长"
		}
		must(o.AmendTask(ctx, by, desk.Call{}, x.ID, terms, ""))
	}
	must(o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕3号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{roads.ID, plan.ID, private.ID}}))
	clerk := worker(o, "kejiyuan", "kj", staff.Clerk)
	month := civil.MonthOf(civil.Instant(o.means.Clock()).Date())
	for _, x := range []desk.ListedTask{roads, plan, private} {
		must(o.SignForTask(ctx, clerk, desk.Call{}, x.ID))
	}
	figure := quantity.Must("63.5")
	must(o.FillProgress(ctx, clerk, desk.Call{}, roads.ID, task.Report{Month: month, Figure: &figure, Steps: "路基做完一半", Problem: "拆迁户不肯搬", Next: "等财政拨款"}))
	must(o.SignProgress(ctx, head, desk.Call{}, roads.ID, month.String()))
	must(o.FillProgress(ctx, clerk, desk.Call{}, plan.ID, task.Report{Month: month, Steps: "路基做完一半", Problem: "拆迁户不肯搬", Claims: []int{1}, Proofs: []task.Proof{{Title: "通知", Link: "https://example.org/2"}}}))
	must(o.SignProgress(ctx, head, desk.Call{}, plan.ID, month.String()))
	must(o.VerifyDeliverables(ctx, by, desk.Call{}, plan.ID, []int{1}))
	must(o.AddProject(ctx, by, desk.Call{}, desk.AddProject{Facts: project.Facts{"name": "街心公园", "category": "基础设施", "unit": "kj", "investment": "1200", "owner": "赵分管", "leader": "赵分管"}, Stage: project.Signed, Since: on(2025, 11, 1), Note: "签约仪式"}))
	must(o.AddProject(ctx, by, desk.Call{}, desk.AddProject{Facts: project.Facts{"name": "谢绝公开的工程", "category": "基础设施", "unit": "kj", "investment": "900", "withheld": project.Yes}, Stage: project.Signed, Since: on(2025, 11, 1), Note: "签约仪式"}))
	return o, by, roads, plan
}

func TestASnapshotShowsWhatWasSignedAndNothingThatIsKept(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, plan := telling(t, e)
		ctx := t.Context()
		if _, err := o.PublicSnapshot(ctx, city); err == nil {
			t.Fatal("there is something to see before anything was published")
		}
		clerk := worker(o, "kejiyuan", "kj", staff.Clerk)
		if _, err := o.PublishSnapshot(ctx, clerk, desk.Call{}, desk.PublishSnapshot{Year: 2026}); err == nil {
			t.Error("a clerk publishes")
		}
		if _, err := o.PublishSnapshot(ctx, by, desk.Call{}, desk.PublishSnapshot{Year: 2031}); err == nil {
			t.Error("a year without tasks was published")
		}
		k, err := o.PublishSnapshot(ctx, by, desk.Call{ActID: "first"}, desk.PublishSnapshot{Year: 2026})
		if err != nil || k.Number != 1 || k.Promises != 2 || k.Projects != 1 {
			t.Fatalf("%+v, %v", k, err)
		}
		if again, err := o.PublishSnapshot(ctx, by, desk.Call{ActID: "first"}, desk.PublishSnapshot{Year: 2026}); err != nil || again != k {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		s, err := o.PublicSnapshot(ctx, city)
		if err != nil {
			t.Fatal(err)
		}
		text := string(s.Canonical())
		for _, w := range whispers {
			if strings.Contains(text, w) {
				t.Errorf("the public reads %q", w)
			}
		}
		if snapshot.Digest([]byte(text)) != k.Digest {
			t.Error("the digest is that of something else")
		}
		traced(t, o, by, s)
		got, _ := s.Promise(plan.Number)
		if roads.Number == plan.Number || len(got.Deliverables) != 2 || got.Deliverables[0].VerifiedOn.Zero() || !got.Deliverables[1].VerifiedOn.Zero() || got.Leader != "分管副市长" || got.Document != "云政办发〔2026〕3号" {
			t.Errorf("%+v", got)
		}
		// another month makes another snapshot, and the first one stays
		head := worker(o, "kejizhang", "kj", staff.Head)
		if _, err := o.ReturnProgress(ctx, by, desk.Call{}, roads.ID, s.Promises[0].Figure.Of.String(), "少报了"); err != nil {
			t.Fatal(err)
		}
		more := quantity.Must("70")
		if _, err := o.FillProgress(ctx, clerk, desk.Call{}, roads.ID, task.Report{Month: s.Promises[0].Figure.Of, Figure: &more, Steps: "路基做完一半"}); err != nil {
			t.Fatal(err)
		}
		if k, err = o.PublishSnapshot(ctx, by, desk.Call{}, desk.PublishSnapshot{Year: 2026}); err != nil {
			t.Fatal(err)
		}
		if s, err = o.PublicSnapshot(ctx, city); err != nil || s.Number != 2 {
			t.Fatal(s, err)
		}
		if p, _ := s.Promise(roads.Number); p.Figure.Done != nil {
			t.Error("a figure that nobody signed is shown:", p.Figure.Done)
		}
		if _, err := o.SignProgress(ctx, head, desk.Call{}, roads.ID, civil.MonthOf(civil.Instant(o.means.Clock()).Date()).String()); err != nil {
			t.Fatal(err)
		}
		if _, err = o.PublishSnapshot(ctx, by, desk.Call{}, desk.PublishSnapshot{Year: 2026}); err != nil {
			t.Fatal(err)
		}
		if s, err = o.PublicSnapshot(ctx, city); err != nil || len(s.History) != 3 || len(s.History[0].Changes) == 0 {
			t.Fatalf("%+v, %v", s.History, err)
		}
		traced(t, o, by, s)
		l, err := o.ListSnapshots(ctx, by, 2026, 0)
		if err != nil || len(l.Snapshots) != 3 || l.Snapshots[2].Digest != snapshotDigest(t, o, by, 1) || l.Next.Number != 4 || l.Next.Withheld != 2 {
			t.Fatalf("%+v, %v", l.Snapshots, err)
		}
		o.intact()
	})
}

func snapshotDigest(t *testing.T, o *office, by staff.Actor, number int64) string {
	t.Helper()
	r, err := o.ReadSnapshot(t.Context(), by, number)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot.Digest([]byte(r.Content))
}

// traced takes every figure of a snapshot back to the signed report that it comes from.
func traced(t *testing.T, o *office, by staff.Actor, s *snapshot.Snapshot) {
	t.Helper()
	l, err := o.ListTasks(t.Context(), by, desk.TaskPage{Year: s.Year})
	if err != nil {
		t.Fatal(err)
	}
	figures := 0
	for _, p := range s.Promises {
		var inside *desk.ListedTask
		for i := range l.All {
			if l.All[i].Number == p.Number {
				inside = &l.All[i]
			}
		}
		if inside == nil {
			t.Fatalf("%s is no task", p.Number)
		}
		whole, err := o.ShowTask(t.Context(), by, inside.ID)
		if err != nil {
			t.Fatal(err)
		}
		if p.Verdict != whole.Result(whole.Pace) || p.Colour != whole.Pace.Colour {
			t.Errorf("%s: %s %s outside, %s %s inside", p.Number, p.Verdict, p.Colour, whole.Result(whole.Pace), whole.Pace.Colour)
		}
		for _, m := range p.Months {
			r := whole.ReportOf(m.Month.String())
			if signed := r != nil && r.State == task.Signed && r.Figure != nil; signed != (m.Figure != nil) {
				t.Errorf("%s %s: signed %v, shown %v", p.Number, m.Month, signed, m.Figure)
			} else if signed && (r.Figure.Cmp(m.Figure.Decimal) != 0 || r.SignedAt.Date() != m.SignedOn) {
				t.Errorf("%s %s: %s on %s, signed %s", p.Number, m.Month, m.Figure, m.SignedOn, r.Figure)
			} else if signed {
				figures++
			}
		}
		if f := p.Figure; f != nil && f.Done != nil {
			if r := whole.ReportOf(f.Of.String()); r == nil || r.State != task.Signed || r.Figure.Cmp(f.Done.Decimal) != 0 {
				t.Errorf("%s: %s of %s is in no signed report", p.Number, f.Done, f.Of)
			}
		}
	}
	if figures == 0 {
		t.Error("no figure was compared")
	}
}

func TestASnapshotThatNamesSomebodyIsLookedAtFirst(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, all := dutiful(t, e)
		ctx := t.Context()
		system := worker(o, "sys", "", staff.SystemAdmin)
		if _, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: "zhaofenguan", Name: "赵分管"}); err != nil {
			t.Fatal(err)
		}
		roads := find(t, all, "农村公路")
		terms := roads.Terms.Clone()
		terms.Lead, terms.Title = "kj", "修好赵分管门前的路"
		if _, err := o.AmendTask(ctx, by, desk.Call{}, roads.ID, terms, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕3号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{roads.ID}}); err != nil {
			t.Fatal(err)
		}
		_, err := o.PublishSnapshot(ctx, by, desk.Call{}, desk.PublishSnapshot{Year: 2026})
		if f, ok := fault.As(err); !ok || f.Field != "seen" || !strings.Contains(f.Sentence, "赵分管门前") {
			t.Fatal(err)
		}
		k, err := o.PublishSnapshot(ctx, by, desk.Call{}, desk.PublishSnapshot{Year: 2026, Seen: true})
		if err != nil || k.Number != 1 {
			t.Fatal(k, err)
		}
		r, err := o.ReadSnapshot(ctx, by, 0)
		if err != nil || !json.Valid([]byte(r.Content)) {
			t.Fatal(err)
		}
		if _, err := snapshot.Read([]byte(strings.Replace(r.Content, "门前", "门後", 1) + " ")); err == nil {
			t.Error("a changed snapshot is read")
		}
	})
}
