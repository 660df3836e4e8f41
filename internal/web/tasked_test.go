package web

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
)

// tasked gives the town tasks in the states that its pages have something to say of.
func (tn *town) tasked(t *testing.T) {
	t.Helper()
	ctx, by, clerk, head := t.Context(), tn.actors[staff.Supervisor], tn.actors[staff.Clerk], tn.actors[staff.Head]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	did := func(_ desk.TaskKept, err error) { t.Helper(); must(err) }
	today := civil.Instant(time.Now().UnixMicro()).Date()
	terms := func(title, lead string) task.Terms {
		x := task.Annual(today.Year)
		x.Title, x.Lead, x.Leader = title, lead, "分管副市长"
		return x
	}
	counted := func(title, lead, target, unit string) task.Terms {
		x := terms(title, lead)
		x.Figure = &task.Figure{Subject: title, Unit: unit, Target: quantity.Must(target), Course: task.Line}
		return x
	}
	shown := func(title, lead string) task.Terms {
		x := terms(title, lead)
		for _, words := range []string{"形成征求意见稿", "印发文件"} {
			x.Deliverables = append(x.Deliverables, task.Deliverable{Words: words, Evidence: statement.Issued, DueOn: x.DueOn, Weight: 1})
		}
		return x
	}
	draft := func(x task.Terms) string {
		t.Helper()
		k, err := tn.work.DraftTask(ctx, by, desk.Call{}, task.Origin{Words: "会上说的话", Reference: "市政府常务会议纪要〔2026〕3号", Giver: "市长", On: civil.Date{Year: today.Year, Month: 1, Day: 6}}, x)
		must(err)
		return k.ID
	}
	draft(terms("还没有定谁来办的一件事", ""))
	asked := draft(shown("制定公共停车管理办法", clerk.Unit))
	_, err := tn.work.AskOnTasks(ctx, by, desk.Call{}, []string{asked})
	must(err)
	did(tn.work.OpineOnTask(ctx, clerk, desk.Call{}, asked, false, "职责在市城管局"))

	filled, applied, verified := draft(counted("新建改建农村公路", clerk.Unit, "120", "公里")), draft(counted("新增绿化面积", head.Unit, "30", "公顷")), draft(shown("编制城市更新规划", head.Unit))
	suspended, harvest := draft(shown("迁建老车站", clerk.Unit)), draft(shown("举办农民丰收节", clerk.Unit))
	issue := task.Issuance{Number: "云政办发〔2026〕5号", Title: "关于印发重点任务责任分解的通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们，请认真组织实施。", Tasks: []string{filled, applied, verified, suspended, harvest}}
	parted := ""
	if clerk.Unit != head.Unit {
		parted = draft(counted("改造老旧小区", head.Unit, "20.5", "个"))
		issue.Tasks = append(issue.Tasks, parted)
	}
	i, err := tn.work.IssueTasks(ctx, by, desk.Call{}, issue)
	must(err)
	month := civil.MonthOf(today)
	number := func(s string) *quantity.Decimal { d := quantity.Must(s); return &d }

	var picture bytes.Buffer
	must(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 32, 24))))
	file, err := tn.work.HandFile(ctx, clerk, desk.Call{}, "验收单.png", &picture)
	must(err)
	did(tn.work.SignForTask(ctx, clerk, desk.Call{}, filled))
	did(tn.work.FillProgress(ctx, clerk, desk.Call{}, filled, task.Report{Month: month, Figure: number("24.5"), Steps: "完成路基 30 公里", Problem: "征地慢", Next: "加班", View: task.Green,
		Proofs: []task.Proof{{Title: file.Title, File: file.Name}, {Title: "施工日志", Link: "https://example.org/log"}}}))

	for id, r := range map[string]task.Report{applied: {Month: month, Figure: number("31"), Steps: "全部完成"}, verified: {Month: month, Steps: "已经印发", Claims: []int{1, 2}, Proofs: []task.Proof{{Title: "文件", Link: "https://example.org/paper"}}}} {
		did(tn.work.SignForTask(ctx, head, desk.Call{}, id))
		did(tn.work.FillProgress(ctx, head, desk.Call{}, id, r))
		did(tn.work.SignProgress(ctx, head, desk.Call{}, id, month.String()))
	}
	did(tn.work.ApplyToCloseTask(ctx, head, desk.Call{}, applied, []task.Proof{{Title: "验收单", Link: "https://example.org/done"}}, "全部完成并验收"))
	did(tn.work.VerifyDeliverables(ctx, by, desk.Call{}, verified, []int{1}))
	did(tn.work.DisputeDeliverables(ctx, by, desk.Call{}, verified, []int{2}, "只有会议通知，没有印发的文件"))
	did(tn.work.SuspendTask(ctx, by, desk.Call{}, suspended, desk.Ground{Reason: "选址没有定", Document: "云政办函〔2026〕12号"}))
	if parted != "" {
		did(tn.work.AllocateTask(ctx, head, desk.Call{}, parted, []task.Part{{Lead: head.Unit, Amount: quantity.Must("12.5")}, {Lead: clerk.Unit, Amount: quantity.Must("8")}}))
		tn.paths["task-parted"] = parted
	}
	given, err := tn.work.AddDirective(ctx, by, desk.Call{}, desk.GiveDirective{By: "市长", On: today, Words: "青年路积水群众反映强烈，请抓紧改造，10个工作日内报结果。", Paper: "信访专报第 3 期", Lead: clerk.Unit})
	must(err)
	tn.paths["directive"] = given.ID
	tn.paths["task"], tn.paths["issuance"], tn.paths["month"], tn.paths["proof"] = filled, i.ID, month.String(), file.Name
	tn.paths["task-asked"], tn.paths["task-applied"], tn.paths["task-verified"], tn.paths["task-suspended"], tn.paths["task-given"] = asked, applied, verified, suspended, harvest
}
