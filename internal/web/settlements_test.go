package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// actor is somebody of the invented city, signed in beside the browser.
func (j *journey) actor(login string) staff.Actor {
	j.Helper()
	code := democity.Invented().Division.Code
	o, err := j.tn.work.OpenSession(j.Context(), desk.SignIn{Division: code, Login: login, Password: password, Agent: "test", Address: "127.0.0.1"})
	if err != nil {
		j.Fatal(err)
	}
	a, err := j.tn.work.Actor(j.Context(), code, o.Secret)
	if err != nil {
		j.Fatal(err)
	}
	return a
}

func TestAYearIsSettledAndACellOpensToItsFormulaAndSource(t *testing.T) {
	j := begun(t)
	sup, head := j.actor("jianwenlan"), j.actor("xiangshoutian")
	today := civil.Instant(time.Now().UnixMicro()).Date()
	terms := task.Annual(today.Year)
	terms.Title, terms.Lead = "老旧小区改造40个", head.Unit
	terms.Figure = &task.Figure{Subject: "改造小区", Unit: "个", Target: quantity.Int(40), Course: task.Constant}
	x, err := j.tn.work.DraftTask(t.Context(), sup, desk.Call{}, task.Origin{}, terms)
	if err != nil {
		t.Fatal(err)
	}
	_, err = j.tn.work.IssueTasks(t.Context(), sup, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕9号", Title: "任务分解", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{x.ID}})
	if err == nil {
		_, err = j.tn.work.SignForTask(t.Context(), head, desk.Call{}, x.ID)
	}
	month, figure := civil.MonthOf(today), quantity.Int(30)
	if err == nil {
		_, err = j.tn.work.FillProgress(t.Context(), head, desk.Call{}, x.ID, task.Report{Month: month, Figure: &figure, Steps: "开工"})
	}
	if err == nil {
		_, err = j.tn.work.SignProgress(t.Context(), head, desk.Call{}, x.ID, month.String())
	}
	if err != nil {
		t.Fatal(err)
	}
	j.as("jianwenlan")
	j.at("/settlements/facts")
	j.do("录入", fields{"单位或项目", "市住建局", "事实", "社会评价得分", "值", "90", "文件", "云考办〔2026〕2号", "理由", "年度调查"}, "云考办〔2026〕2号", "90")
	j.picture("facts")
	j.at("/settlements")
	text := j.do("结算", fields{"考核表", "市直单位年度绩效考核", "年度", strconv.Itoa(today.Year)}, "待确认", "逐字节一样", "缺的事实", "市住建局")
	if !strings.Contains(text, "市财政局") {
		t.Error("a unit is not there")
	}
	j.picture("matrix")
	j.follow("市住建局")
	j.sees("a cell", j.text(), "min(1, 30 ÷ 40)", "每期都应达到 40个；截至", "云考办〔2026〕2号", "总分和等次")
	j.picture("subject")
	j.follow("试算")
	j.do("试算", fields{}, "只填要换的")
	j.picture("trial")
	j.at("/settlements")
	j.picture("list")
}

func TestAnAppealIsOfferedWhileItWouldBeTaken(t *testing.T) {
	tn := settled(t)
	ctx, id, unit := t.Context(), tn.paths["settlement"], tn.actors[staff.Head].Unit
	offered := func(id string) bool {
		t.Helper()
		code, text, _ := tn.ask(t, "GET /settlements/"+id, tn.cookies[staff.Head])
		if code != http.StatusOK {
			t.Fatal(code, text)
		}
		return strings.Contains(text, "提出申诉")
	}
	s, err := tn.work.ShowSettlement(ctx, tn.actors[staff.Head], id)
	if err != nil {
		t.Fatal(err)
	}
	if offered(id) != (len(s.Result.Subjects) > 0) {
		t.Errorf("an appeal is offered to %s, of which there are %d rows", unit, len(s.Result.Subjects))
	}
	year := civil.Instant(time.Now().UnixMicro()).Date().Year
	if _, err := tn.work.AddProject(ctx, tn.actors[staff.Head], desk.Call{}, desk.AddProject{Facts: project.Facts{"name": "沿河步道", "category": "基础设施", "unit": unit, "town": unit, "plan." + strconv.Itoa(year): "900"}}); err != nil {
		t.Fatal(err)
	}
	run, err := tn.work.RunSettlement(ctx, tn.actors[staff.Supervisor], desk.Call{}, desk.RunSettlement{Card: "projects", Year: year})
	if err == nil {
		_, err = tn.work.ConfirmSettlement(ctx, tn.actors[staff.Leader], desk.Call{}, run.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	built := run.ID
	if !offered(built) {
		t.Error("no appeal is offered in time")
	}
	p, err := tn.work.ShowSettlement(ctx, tn.actors[staff.Supervisor], built)
	if err != nil {
		t.Fatal(err)
	}
	k, err := tn.work.AmendSettlement(ctx, tn.actors[staff.Supervisor], desk.Call{}, built, []desk.Supposed{{Subject: p.Result.Subjects[0].ID, Fact: "年度完成投资", Value: "700"}}, "云考办决〔2026〕1号", "审计认定")
	if err == nil {
		_, err = tn.work.ConfirmSettlement(ctx, tn.actors[staff.Leader], desk.Call{}, k.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	if offered(built) || !offered(k.ID) {
		t.Error("an appeal belongs to the last that was confirmed")
	}
}
