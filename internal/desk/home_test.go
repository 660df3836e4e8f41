package desk_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestAUnitsHomeSaysWhatIsDueLateReturnedAndAddressedToIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		home := func(actor staff.Actor) desk.Duties {
			t.Helper()
			h, err := o.Home(ctx, actor)
			if err != nil {
				t.Fatal(err)
			}
			return h.Duties
		}
		if h, err := o.Home(ctx, who["clerk"]); err != nil || len(h.Duties.ToReport) != 0 {
			t.Fatal(h.Duties, err)
		}
		on := today(o)
		draft := func(title, lead string, due civil.Date) string {
			t.Helper()
			x := task.Annual(on.Year)
			x.Title, x.Lead, x.DueOn = title, lead, due
			x.Deliverables = []task.Deliverable{{Words: "印发文件", Evidence: statement.Issued, DueOn: due, Weight: 1}}
			k, err := o.DraftTask(ctx, by, desk.Call{}, task.Origin{}, x)
			if err != nil {
				t.Fatal(err)
			}
			return k.ID
		}
		end, first := civil.Date{Year: on.Year, Month: 12, Day: 31}, civil.Date{Year: on.Year, Month: 1, Day: 1}
		late, taken, asked, others := draft("早该办结的", "housing", first), draft("等签收的", "housing", end), draft("征求意见的", "housing", end), draft("别的单位的", "finance", end)
		if d := home(by); d.Drafts != 4 || d.Own {
			t.Errorf("the office sees %d drafts", d.Drafts)
		}
		if _, err := o.AskOnTasks(ctx, by, desk.Call{}, []string{asked}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕3号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{late, taken, others}}); err != nil {
			t.Fatal(err)
		}
		did := func(_ desk.TaskKept, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		did(o.SignForTask(ctx, who["clerk"], desk.Call{}, late))
		d := home(who["clerk"])
		if !d.Own || len(d.ToTake) != 1 || d.ToTake[0].ID != taken || len(d.Late) != 1 || d.Late[0].ID != late || d.Late[0].Pace.Sentence == "" || len(d.ToOpine) != 1 || d.ToOpine[0].ID != asked || len(d.ToSign) != 0 {
			t.Errorf("take %d late %d opine %d", len(d.ToTake), len(d.Late), len(d.ToOpine))
		}
		if d.DueOn.Day != min(28, civil.MonthOf(on).Last().Day) || d.DueOn.Month != on.Month {
			t.Error("reports are due", d.DueOn)
		}
		owed := 2 // of the month of the issue a report is owed where it came before the middle
		if on.Day > 15 {
			owed = 0
		}
		if len(d.ToReport) != owed {
			t.Errorf("%d to report, want %d", len(d.ToReport), owed)
		}
		month := civil.MonthOf(on)
		did(o.FillProgress(ctx, who["clerk"], desk.Call{}, late, task.Report{Month: month, Steps: "印发了", Claims: []int{1}, Proofs: []task.Proof{{Title: "文件", Link: "https://example.org/1"}}}))
		if d = home(who["chief"]); len(d.ToSign) != 1 || len(home(who["clerk"]).ToSign) != 0 {
			t.Error("who may sign is told what waits", len(d.ToSign))
		}
		did(o.SignProgress(ctx, who["chief"], desk.Call{}, late, month.String()))
		if d = home(by); len(d.Claimed) != 1 || d.Claimed[0].ID != late {
			t.Error("deliverables to verify", len(d.Claimed))
		}
		did(o.ReturnProgress(ctx, by, desk.Call{}, late, month.String(), "佐证打不开"))
		if d = home(who["clerk"]); len(d.Returned) != 1 || d.Returned[0].ID != late {
			t.Error("what was returned", len(d.Returned))
		}
		did(o.OpineOnTask(ctx, who["clerk"], desk.Call{}, asked, false, "职责在财政局"))
		if d = home(by); len(d.Objections) != 1 || len(home(who["clerk"]).ToOpine) != 0 {
			t.Error("objections to answer", len(d.Objections))
		}
		if l, err := o.ListTasks(ctx, by, desk.TaskPage{Which: "objected"}); err != nil || len(l.Tasks) != 1 {
			t.Error("the list that the number leads to", len(l.Tasks), err)
		}
		told := home(who["clerk"]).Unread
		k, err := o.AddDirective(ctx, by, desk.Call{}, instruction(o, "请市住建局抓紧办理。"))
		if err != nil {
			t.Fatal(err)
		}
		if d = home(who["clerk"]); len(d.Addressed) != 1 || d.Addressed[0].ID != k.ID || d.Unread != told+1 {
			t.Error("directives addressed to it, told once", len(d.Addressed), d.Unread-told)
		}
		if d = home(who["purse"]); len(d.Addressed) != 0 || len(d.Late) != 0 || len(d.ToTake) != 1 {
			t.Error("another unit's home", len(d.Addressed), len(d.Late), len(d.ToTake))
		}
		if _, err := o.AddDirective(ctx, who["mayor"], desk.Call{}, desk.GiveDirective{On: on, Words: "请市财政局研究。"}); err != nil {
			t.Fatal(err)
		}
		if d = home(by); len(d.ToHandOut) != 1 || len(home(who["deputy"]).CameBack) != 0 {
			t.Error("directives to hand out", len(d.ToHandOut))
		}
		did(o.SignForTask(ctx, who["chief"], desk.Call{}, k.Task))
		if x, err := o.ShowTask(ctx, by, k.Task); err != nil || len(x.Terms.Deliverables) != 1 || x.Terms.Deliverables[0].Words != "办理情况报告" {
			t.Error("what answers an instruction that names nothing", x.Terms.Deliverables, err)
		}
		did(o.FillProgress(ctx, who["clerk"], desk.Call{}, k.Task, task.Report{Month: month, Steps: "已办理", Claims: []int{1}, Proofs: []task.Proof{{Title: "报告", Link: "https://example.org/2"}}}))
		did(o.SignProgress(ctx, who["chief"], desk.Call{}, k.Task, month.String()))
		did(o.VerifyDeliverables(ctx, by, desk.Call{}, k.Task, []int{1}))
		did(o.ApplyToCloseTask(ctx, who["chief"], desk.Call{}, k.Task, []task.Proof{{Title: "报告", Link: "https://example.org/2"}}, "已办理"))
		if d = home(by); len(d.Applied) != 1 {
			t.Error("close-outs applied for", len(d.Applied))
		}
		did(o.CloseTask(ctx, by, desk.Call{}, k.Task, desk.Ground{Reason: "核过"}))
		if d = home(who["mayor"]); len(d.CameBack) != 1 || d.CameBack[0].ID != k.ID {
			t.Error("what came back to the mayor", len(d.CameBack))
		}
	})
}
