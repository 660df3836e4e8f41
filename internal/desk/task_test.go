package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

const twoPromises = `云泽市2026年政府工作报告
2026年1月20日在云泽市第七届人民代表大会第六次会议上
一、2026年主要工作
推进科技创新。新建改建农村公路120公里，改造农村危桥20座。制定科技成果转化管理办法。建成城北污水处理厂。
`

// dutiful is an office with the tasks of a small report, drafted.
func dutiful(t *testing.T, e store.Engine) (o *office, by, head staff.Actor, tasks []desk.ListedTask) {
	t.Helper()
	o, by = found(t, e)
	head, tasks = duties(t, o, by)
	return o, by, head, tasks
}

func duties(t *testing.T, o *office, by staff.Actor) (head staff.Actor, tasks []desk.ListedTask) {
	t.Helper()
	r, err := o.UploadReport(t.Context(), by, desk.Call{}, desk.UploadReport{Name: "报告.txt", Data: strings.NewReader(twoPromises), Declared: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ReadWaiting(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.acceptAll(by, r.ID)
	if _, err := o.EnterReport(t.Context(), by, desk.Call{}, r.ID); err != nil {
		t.Fatal(err)
	}
	drafted, err := o.DraftTasks(t.Context(), by, desk.Call{ActID: "draft"}, r.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := o.DraftTasks(t.Context(), by, desk.Call{ActID: "draft"}, r.ID, nil); err != nil || len(again.Tasks) != len(drafted.Tasks) {
		t.Fatal("the same act twice", again, err)
	}
	if _, err := o.DraftTasks(t.Context(), by, desk.Call{}, r.ID, nil); err == nil {
		t.Fatal("what has tasks already got others")
	}
	l, err := o.ListTasks(t.Context(), by, desk.TaskPage{Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	return worker(o, "kejizhang", "kj", staff.Head), l.Tasks
}

func find(t *testing.T, all []desk.ListedTask, words string) desk.ListedTask {
	t.Helper()
	for _, x := range all {
		if strings.Contains(x.Terms.Title, words) {
			return x
		}
	}
	t.Fatalf("no task says %q", words)
	return desk.ListedTask{}
}

func TestAReportBecomesTasksThatAreIssuedReportedOnAndClosedOut(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, head, all := dutiful(t, e)
		ctx := t.Context()
		roads, plan := find(t, all, "农村公路"), find(t, all, "管理办法")
		if f := roads.Terms.Figure; f == nil || f.Target != quantity.Must("120") || f.Unit != "公里" || roads.Origin.Words == "" {
			t.Fatalf("the figure of the sentence is not the task's: %+v", roads.Terms)
		}
		if f := find(t, all, "危桥20座").Terms.Figure; f == nil || len(all) != 4 || find(t, all, "农村危桥20座").Terms.Lead != roads.Terms.Lead {
			t.Fatalf("the second figure of a sentence has no task of its own: %d tasks", len(all))
		}
		if d := plan.Terms.Deliverables; len(d) != 2 || d[1].Evidence != statement.Issued {
			t.Fatalf("no deliverables by the verb: %+v", d)
		}
		if _, err := o.ShowTask(ctx, head, roads.ID); err == nil {
			t.Error("a unit sees a draft that it was not asked about")
		}
		lead := func(x desk.ListedTask) {
			terms := x.Terms.Clone()
			terms.Lead, terms.Supports, terms.Leader = "kj", []string{"dcs"}, "分管副市长"
			if _, err := o.AmendTask(ctx, by, desk.Call{Version: x.Version}, x.ID, terms, ""); err != nil {
				t.Fatal(err)
			}
		}
		lead(roads)
		lead(plan)
		if _, err := o.AmendTask(ctx, by, desk.Call{Version: roads.Version}, roads.ID, roads.Terms, ""); !desk.Stale(err) {
			t.Error("a change of what was changed meanwhile:", err)
		}
		terms := roads.Terms.Clone()
		terms.Lead = "nowhere"
		if _, err := o.AmendTask(ctx, by, desk.Call{}, roads.ID, terms, ""); err == nil || !strings.Contains(err.Error(), "nowhere") {
			t.Error("a lead that there is none of:", err)
		}
		i := task.Issuance{Number: "云政办发〔2026〕3号", Title: "关于印发任务分解的通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{roads.ID, plan.ID}}
		sewage := find(t, all, "污水")
		sewage.Terms.Lead = ""
		if _, err := o.AmendTask(ctx, by, desk.Call{}, sewage.ID, sewage.Terms, ""); err != nil {
			t.Fatal(err)
		}
		bad := i
		bad.Tasks = append([]string{sewage.ID}, i.Tasks...)
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, bad); err == nil || !strings.Contains(err.Error(), "没有牵头单位") {
			t.Error("issued without a lead:", err)
		}
		if x, err := o.ShowTask(ctx, by, roads.ID); err != nil || x.State != task.Drafted {
			t.Error("half of a refused issue was kept", x.State, err)
		}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, i); err != nil {
			t.Fatal(err)
		}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, i); err == nil || !strings.Contains(err.Error(), "已经用过") {
			t.Error("one document number twice:", err)
		}
		clerk := worker(o, "kejiyuan", "kj", staff.Clerk)
		other := worker(o, "dcsyuan", "dcs", staff.Clerk)
		if _, err := o.SignForTask(ctx, other, desk.Call{}, roads.ID); err == nil {
			t.Error("who supports signs for the lead")
		}
		if _, err := o.ShowTask(ctx, other, roads.ID); err != nil {
			t.Error("who supports does not see the task", err)
		}
		for _, id := range []string{roads.ID, plan.ID} {
			if _, err := o.SignForTask(ctx, clerk, desk.Call{}, id); err != nil {
				t.Fatal(err)
			}
		}
		month := civil.MonthOf(civil.Instant(o.means.Clock()).Date())
		figure := quantity.Must("120")
		if _, err := o.FillProgress(ctx, clerk, desk.Call{ActID: "fill"}, roads.ID, task.Report{Month: month, Figure: &figure, Steps: "全部通车", Proofs: []task.Proof{{Title: "交工验收", Link: "https://example.org/1"}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.FillProgress(ctx, other, desk.Call{}, roads.ID, task.Report{Month: month, Figure: &figure}); err == nil {
			t.Error("another unit reports")
		}
		if _, err := o.SignProgress(ctx, clerk, desk.Call{}, roads.ID, month.String()); err == nil {
			t.Error("a clerk signs")
		}
		if _, err := o.SignProgress(ctx, head, desk.Call{}, roads.ID, month.String()); err != nil {
			t.Fatal(err)
		}
		f, err := o.HandFile(ctx, clerk, desk.Call{}, "办法.pdf", strings.NewReader(onePage))
		if err != nil {
			t.Fatal(err)
		}
		claim := task.Report{Month: month, Steps: "印发", Claims: []int{1, 2}, Proofs: []task.Proof{{Title: "办法", File: f.Name}}}
		if _, err := o.FillProgress(ctx, head, desk.Call{}, plan.ID, claim); err == nil {
			t.Error("somebody else's file was taken")
		}
		if _, err := o.FillProgress(ctx, clerk, desk.Call{}, plan.ID, claim); err != nil {
			t.Fatal(err)
		}
		if _, err := o.SignProgress(ctx, head, desk.Call{}, plan.ID, month.String()); err != nil {
			t.Fatal(err)
		}
		if got, err := o.OpenProof(ctx, other, plan.ID, f.Name); err != nil || got.Media != "application/pdf" || got.Title != "办法" {
			t.Error(got.Media, err)
		}
		if _, err := o.OpenProof(ctx, other, roads.ID, f.Name); err == nil {
			t.Error("a file was opened under another task")
		}
		if _, err := o.VerifyDeliverables(ctx, head, desk.Call{}, plan.ID, []int{1}); err == nil {
			t.Error("a unit verifies its own deliverables")
		}
		if _, err := o.VerifyDeliverables(ctx, by, desk.Call{}, plan.ID, []int{1, 2}); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{roads.ID, plan.ID} {
			if _, err := o.ApplyToCloseTask(ctx, head, desk.Call{}, id, nil, "已经完成"); err != nil {
				t.Fatal(err)
			}
			if _, err := o.CloseTask(ctx, by, desk.Call{}, id, desk.Ground{}); err != nil {
				t.Fatal(err)
			}
		}
		l, err := o.ListTasks(ctx, by, desk.TaskPage{Year: 2026, Colour: task.Blue})
		if err != nil || len(l.Tasks) != 2 || len(l.All) != len(all) {
			t.Fatal(len(l.Tasks), err)
		}
		if x := l.Tasks[0]; x.Terms.Leader != "分管副市长" || x.Document != i.Number || x.ClosedOn != l.Today {
			t.Error(x.Terms, x.Document, x.ClosedOn)
		}
		if mine, err := o.ListTasks(ctx, other, desk.TaskPage{Year: 2026}); err != nil || len(mine.Tasks) != 2 {
			t.Error("a supporting unit's list", len(mine.Tasks), err)
		}
		o.intact()
	})
}

// onePage is the smallest PDF that opens.
const onePage = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/MediaBox[0 0 72 72]/Parent 2 0 R>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"

func TestATasksFigureIsAllocatedToTownsThatReportIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, all := dutiful(t, e)
		ctx := t.Context()
		system := worker(o, "sys", "", staff.SystemAdmin)
		for _, u := range []string{"town-a", "town-b"} {
			if err := o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: u, Name: u, Kind: staff.Town, Rank: 40}); err != nil {
				t.Fatal(err)
			}
		}
		roads := find(t, all, "农村公路")
		terms := roads.Terms.Clone()
		terms.Lead = "kj"
		if _, err := o.AmendTask(ctx, by, desk.Call{}, roads.ID, terms, ""); err != nil {
			t.Fatal(err)
		}
		i := task.Issuance{Number: "云政办发〔2026〕3号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{roads.ID}}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, i); err != nil {
			t.Fatal(err)
		}
		part := func(unit, amount string) task.Part { return task.Part{Lead: unit, Amount: quantity.Must(amount)} }
		_, err := o.AllocateTask(ctx, by, desk.Call{}, roads.ID, []task.Part{part("town-a", "70"), part("town-b", "49")})
		if f, ok := fault.As(err); !ok || !strings.Contains(f.Sentence, "还差 1公里") {
			t.Fatal(err)
		}
		if l, err := o.ListTasks(ctx, by, desk.TaskPage{Year: 2026}); err != nil || len(l.All) != len(all) {
			t.Fatal("a refused allocation left parts", len(l.All), err)
		}
		if _, err := o.AllocateTask(ctx, by, desk.Call{}, roads.ID, []task.Part{part("town-a", "70"), part("town-b", "50")}); err != nil {
			t.Fatal(err)
		}
		month := civil.MonthOf(civil.Instant(o.means.Clock()).Date())
		l, err := o.ListTasks(ctx, by, desk.TaskPage{Year: 2026, Unit: "town-a"})
		if err != nil || len(l.Tasks) != 1 || l.Tasks[0].State != task.Issued || l.Tasks[0].Document != i.Number {
			t.Fatal(l.Tasks, err)
		}
		town := worker(o, "zhen", "town-a", staff.Head)
		if _, err := o.SignForTask(ctx, town, desk.Call{}, l.Tasks[0].ID); err != nil {
			t.Fatal(err)
		}
		figure := quantity.Must("33.5")
		if _, err := o.FillProgress(ctx, town, desk.Call{}, l.Tasks[0].ID, task.Report{Month: month, Figure: &figure}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.SignProgress(ctx, town, desk.Call{}, l.Tasks[0].ID, month.String()); err != nil {
			t.Fatal(err)
		}
		for who, by := range map[string]staff.Actor{"the office": by, "the lead unit, which sees no town's task": worker(o, "kejizhang", "kj", staff.Head)} {
			x, err := o.ListTasks(ctx, by, desk.TaskPage{Year: 2026, Unit: "kj"})
			if err != nil || find(t, x.Tasks, "农村公路").Pace.Done != figure {
				t.Errorf("%s: %v %v", who, x.Tasks, err)
			}
			shown, err := o.ShowTask(ctx, by, roads.ID)
			if err != nil || len(shown.Parts) != 2 || shown.Pace.Done != figure {
				t.Errorf("%s: %v %v", who, shown.Pace.Done, err)
			}
		}
		o.intact()
	})
}

func TestAnOfficeSetsItsReportDayAndItsColours(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, head, _ := dutiful(t, e)
		ctx := t.Context()
		for _, p := range []task.Practice{{ReportDay: 0, Profile: "standard"}, {ReportDay: 25, Profile: "rainbow"}, {ReportDay: 25, Profile: "sheet", Minutes: -1}} {
			if _, err := o.SetPractice(ctx, by, desk.Call{}, p); err == nil {
				t.Errorf("%+v was taken", p)
			}
		}
		if _, err := o.SetPractice(ctx, head, desk.Call{}, task.Practice{ReportDay: 25, Profile: "sheet"}); err == nil {
			t.Error("a unit sets the office's practice")
		}
		for day := 24; day < 26; day++ {
			if _, err := o.SetPractice(ctx, by, desk.Call{}, task.Practice{ReportDay: day, Profile: "sheet", Minutes: 180}); err != nil {
				t.Fatal(err)
			}
		}
		if p, v, err := o.ReadPractice(ctx, head); err != nil || p.ReportDay != 25 || p.Profile != "sheet" || v != 2 {
			t.Error(p, v, err)
		}
		o.intact()
	})
}
