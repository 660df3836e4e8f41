package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/web/browsertest"
)

// voiced has the public asked about a livelihood promise of this year.
func (tn *town) voiced(t *testing.T) {
	t.Helper()
	ctx, by := t.Context(), tn.actors[staff.Supervisor]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	today := civil.Instant(time.Now().UnixMicro()).Date()
	x := task.Annual(today.Year)
	x.Title, x.Lead, x.Leader, x.Category = "加装居民楼电梯", tn.actors[staff.Clerk].Unit, "分管副市长", task.Livelihood
	x.Deliverables = []task.Deliverable{{Words: "竣工验收", Evidence: statement.Issued, DueOn: x.DueOn, Weight: 1}}
	k, err := tn.work.DraftTask(ctx, by, desk.Call{}, task.Origin{Words: "报告里的话", Reference: "政府工作报告", On: civil.Date{Year: today.Year, Month: 1, Day: 6}}, x)
	must(err)
	_, err = tn.work.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕6号", Title: "民生实事", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{k.ID}})
	must(err)
	_, err = tn.work.PublishSnapshot(ctx, by, desk.Call{}, desk.PublishSnapshot{Seen: true})
	must(err)
	p, err := tn.work.OpenPoll(ctx, by, desk.Call{}, desk.OpenPoll{OpensOn: today, ClosesOn: today})
	must(err)
	tn.paths["poll"] = p.ID
}

func TestSomebodyVotesOnAPhoneWithoutScriptAndOnceADay(t *testing.T) {
	tn := settled(t)
	path := "/voice/" + tn.paths["division"] + "/" + tn.paths["year"]
	p := browsertest.Start(t).Open(t, tn.URL+path, browsertest.Options{Width: 360, Height: 780, NoScript: true})
	p.Click(".voice input[value=dissatisfied]")
	p.Click(".voice summary")
	p.Fill(".voice textarea", "电梯没装，打 13800001234")
	p.Submit("main form button")
	p.Wait(".voice .chip")
	if text := p.Text("main"); !strings.Contains(text, "今天评过了") || strings.Contains(text, "交上去") {
		t.Error(text)
	}
	if wide := p.WiderThanWindow(); len(wide) > 0 {
		t.Error(wide)
	}
	got, err := tn.work.ShowPoll(t.Context(), tn.actors[staff.Supervisor], tn.paths["poll"], "", 0)
	if err != nil || got.Votes != 1 || len(got.PollRow.Totals) != 0 || got.Remarks[0].Words != "电梯没装，打 〔号码略〕" {
		t.Errorf("%+v, %v", got, err)
	}
	if code, text := tn.post(t, "", path, map[string]string{"a.x": "fair"}); code != http.StatusForbidden || !strings.Contains(text, "没有收下今天的记号") {
		t.Errorf("a program without a cookie: %d", code)
	}
	if _, page, _ := tn.ask(t, "GET /subscribe", ""); !strings.Contains(page, "没有接邮件服务器") {
		t.Error("it is not said that there is no mail")
	}
}
