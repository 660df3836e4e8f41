package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

func TestWhatTheSystemHoldsIsChosenAsProofInAFormWithoutScript(t *testing.T) {
	tn := settled(t)
	ctx, by, head, clerk := t.Context(), tn.actors[staff.Supervisor], tn.actors[staff.Head], tn.actors[staff.Clerk]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	today := civil.Instant(time.Now().UnixMicro()).Date()
	month := civil.MonthOf(today)
	p, err := tn.work.AddProject(ctx, head, desk.Call{}, desk.AddProject{Stage: project.Started, Since: civil.Date{Year: today.Year - 1, Month: 3, Day: 1}, Note: "打桩",
		Facts: project.Facts{"name": "城北泵站", "category": "基础设施", "unit": head.Unit, "investment": "1200"}})
	must(err)
	_, err = tn.work.ReportProject(ctx, head, desk.Call{}, p.ID, project.Filling{Month: project.MonthOf(today), Invested: "120.5", Visual: "主体封顶"})
	must(err)
	terms := task.Annual(today.Year)
	terms.Title, terms.Lead, terms.Figure = "城北泵站完成投资", head.Unit, &task.Figure{Subject: "城北泵站完成投资", Unit: "万元", Target: quantity.Must("600"), Course: task.Line}
	if clerk.Unit == head.Unit {
		t.Fatal("the clerk is to be of another unit, who does not see the head's project")
	}
	terms.Supports = []string{clerk.Unit}
	k, err := tn.work.DraftTask(ctx, by, desk.Call{}, task.Origin{Words: "建好泵站", Reference: "常务会议纪要〔2026〕9号"}, terms)
	must(err)
	_, err = tn.work.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕99号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{k.ID}})
	must(err)
	_, err = tn.work.SignForTask(ctx, head, desk.Call{}, k.ID)
	must(err)

	at, ref := "/tasks/"+k.ID+"/progress", "project/"+p.ID+"/"+month.String()
	box := `type="checkbox" name="records" value="` + ref + `"`
	ask := at + "?month=" + month.String()
	if code, text, _ := tn.sent(t, staff.Head, ask, nil); code != http.StatusOK || strings.Contains(text, box) {
		t.Fatalf("a month that nobody signed is offered: %d", code)
	}
	form := url.Values{"month": {month.String()}, "records": {ref}, "figure": {"120.5"}, "act": {"record-0"}}
	if code, text, _ := tn.sent(t, staff.Head, at, form); code != http.StatusForbidden || !strings.Contains(text, `id="f-records"`) || !strings.Contains(text, "城北泵站”"+month.String()+" 的月报没有签") || !strings.Contains(text, `value="120.5"`) {
		t.Fatalf("a month that nobody signed is taken: %d %s", code, text)
	}
	_, err = tn.work.SignProject(ctx, head, desk.Call{}, p.ID, project.MonthOf(today))
	must(err)
	if code, text, _ := tn.sent(t, staff.Head, ask, nil); code != http.StatusOK || !strings.Contains(text, box) || !strings.Contains(text, "本年累计 120.5 万元") || strings.Contains(text, "填入") {
		t.Fatalf("the signed month is not offered: %d", code)
	}

	form = url.Values{"month": {month.String()}, "records": {ref}, "steps": {"主体封顶"}, "then": {"reckon"}, "act": {"record-1"}}
	code, text, _ := tn.sent(t, staff.Head, at, form)
	if code != http.StatusOK || !strings.Contains(text, "取自项目月报：") || !strings.Contains(text, "填入 120.5万元") || !strings.Contains(text, box+" checked") || !strings.Contains(text, ">主体封顶</textarea>") || strings.Contains(text, `value="120.5"`) {
		t.Fatalf("the figure is not suggested, or it is filled in unasked: %d", code)
	}
	form.Del("records")
	form.Set("figure", "不是数")
	if code, text, _ = tn.sent(t, staff.Head, at, form); code != http.StatusOK || !strings.Contains(text, "没有选能算出万元数的记录") || !strings.Contains(text, `value="不是数"`) {
		t.Fatalf("nothing is chosen, and nothing is said of it: %d", code)
	}
	form.Set("records", ref)
	form.Set("figure", "")
	form.Set("then", "take")
	if code, text, _ = tn.sent(t, staff.Head, at, form); code != http.StatusOK || !strings.Contains(text, `value="120.5"`) {
		t.Fatalf("the figure is not filled in: %d", code)
	}
	form.Set("then", "find")
	form.Set("find", "没有这样的")
	if code, text, _ = tn.sent(t, staff.Head, at, form); code != http.StatusOK || !strings.Contains(text, "没有找到含“没有这样的”的记录") || !strings.Contains(text, box+" checked") {
		t.Fatalf("what was chosen is lost in the search: %d", code)
	}
	if s, err := tn.work.ShowTask(ctx, head, k.ID); err != nil || len(s.Reports) != 0 {
		t.Fatalf("something was reported: %v", err)
	}
	form.Del("then")
	form.Set("figure", "120.5")
	if code, text, _ = tn.sent(t, staff.Head, at, form); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, text)
	}
	page, link, words := "/tasks/"+k.ID, `href="/projects/`+p.ID+`"`, "形象进度：主体封顶"
	if _, text, _ = tn.sent(t, staff.Head, page, nil); !strings.Contains(text, link) || !strings.Contains(text, words) {
		t.Error("the record is not on the task's page")
	}
	if code, text, _ = tn.sent(t, staff.Clerk, page, nil); code != http.StatusOK || strings.Contains(text, link) || !strings.Contains(text, words) {
		t.Errorf("who does not see the record has the words, and no link: %d", code)
	}
	// more than a report may have are refused, and what was filled in stays
	form.Set("steps", "写了不能丢")
	for i := range 30 {
		form.Add("records", "project/"+p.ID+"/2020-"+strconv.Itoa(i))
	}
	for _, then := range []string{"", "reckon"} {
		form.Set("then", then)
		form.Set("act", "record-many"+then)
		if code, text, _ = tn.sent(t, staff.Head, at, form); code != http.StatusUnprocessableEntity || !strings.Contains(text, "佐证材料有 31 件，至多 20 件") || !strings.Contains(text, "写了不能丢") || !strings.Contains(text, box+" checked") {
			t.Errorf("%q: %d", then, code)
		}
	}
}
