package api_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/api"
	"duban/internal/web/rate"
)

// errand sends acts on tasks, each with a key of its own and the version that
// is there.
type errand struct {
	*office
	n     int
	today civil.Date
}

func (x *errand) send(role staff.Role, path string, body any, header ...string) reply {
	x.t.Helper()
	x.n++
	return x.ask(x.tokens[role], http.MethodPost, path, body, append(header, "Idempotency-Key", fmt.Sprint("errand-", x.n))...)
}

func (x *errand) task(id string) (w api.WholeTask) {
	x.t.Helper()
	x.ask(x.tokens[staff.Supervisor], http.MethodGet, "/tasks/"+id, nil).want(x.t, http.StatusOK).into(x.t, &w)
	return w
}

func (x *errand) does(role staff.Role, id, act string, body any) reply {
	x.t.Helper()
	return x.send(role, "/tasks/"+id+"/"+act, body, "If-Match", x.task(id).ETag)
}

type m = map[string]any

// terms are those of a new task of the unit kj, with what else is said.
func (x *errand) terms(title string, more m) m {
	body := m{"year": x.today.Year, "title": title, "category": "priority", "lead": "kj", "leader": "分管副市长", "due_on": fmt.Sprintf("%d-12-31", x.today.Year)}
	for k, v := range more {
		body[k] = v
	}
	return body
}

func (x *errand) draft(title string, more m) string {
	x.t.Helper()
	r := x.send(staff.Supervisor, "/tasks", x.terms(title, more)).want(x.t, http.StatusCreated)
	var k api.TaskKept
	r.into(x.t, &k)
	if at := r.Header.Get("Location"); at != "/api/v1/tasks/"+k.ID || k.Number == "" || k.Event != 1 {
		x.t.Errorf("%s at %s", r.body, at)
	}
	return k.ID
}

// issue gives tasks out under a number.
func (x *errand) issue(number string, ids ...string) reply {
	x.t.Helper()
	return x.send(staff.Supervisor, "/issuances", m{"number": number, "title": "关于印发任务分解的通知", "issuer": "云泽市人民政府办公室", "to": "各单位", "words": "现印发给你们。", "tasks": ids})
}

// refusedAt holds where in what was sent a problem is.
func (r reply) refusedAt(t testing.TB, status int, pointer string) {
	t.Helper()
	var p struct{ Errors []struct{ Pointer string } }
	r.want(t, status).into(t, &p)
	if len(p.Errors) != 1 || p.Errors[0].Pointer != pointer {
		t.Errorf("not at %s: %s", pointer, r.body)
	}
}

func roads() m {
	return m{"figure": m{"subject": "新建改建农村公路", "unit": "公里", "target": "120", "course": "line"}, "supports": []string{"dcs"}}
}

func running(t *testing.T, e store.Engine) *errand {
	return &errand{office: open(t, e, rate.Limits{}), today: civil.Instant(time.Now().UnixMicro()).Date()}
}

func TestATaskGoesFromItsDraftToItsEndByTheAPI(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x := running(t, e)
		month := civil.MonthOf(x.today).String()
		last := fmt.Sprintf("%d-12-31", x.today.Year)
		paper := m{"words": "印发办法", "evidence": "document", "due_on": last}

		bad := x.terms("修路", m{"figure": m{"unit": "公里", "target": "许多", "course": "line"}})
		x.send(staff.Supervisor, "/tasks", bad).refusedAt(t, 422, "#/figure/target")
		x.send(staff.Supervisor, "/tasks", x.terms("定办法", m{"deliverables": []m{paper, {"words": "晚了", "evidence": "document", "due_on": fmt.Sprintf("%d-01-01", x.today.Year+1)}}})).refusedAt(t, 422, "#/deliverables/1")
		x.send(staff.Supervisor, "/tasks", x.terms("修路", m{"nodes": []m{{}, {"figure": "60"}}})).refusedAt(t, 422, "#/nodes/1/figure")
		x.send(staff.Clerk, "/tasks", x.terms("修路", nil)).want(t, 403)

		road := x.draft("新建改建农村公路", roads())
		plan := x.draft("制定科技成果转化管理办法", m{"deliverables": []m{{"words": "形成征求意见稿", "evidence": "document", "due_on": last}, paper}, "origin": m{"words": "要有一个办法", "reference": "常务会议纪要〔2026〕3号", "giver": "市长", "on": "2026-01-06"}})
		old := x.task(plan)
		if len(old.Terms.Deliverables) != 2 || old.Terms.Deliverables[1].N != 2 || old.Pace != nil || old.State != "drafted" || old.Origin.On != "2026-01-06" {
			t.Errorf("%+v", old)
		}
		x.ask(x.tokens[staff.Clerk], "GET", "/tasks/"+plan, nil).want(t, 404) // nobody asked its unit yet
		more := x.terms("制定科技成果转化管理办法", m{"deliverables": []m{{"n": 2, "words": "印发办法", "evidence": "document", "due_on": last}, {"words": "开一次会", "evidence": "meeting", "due_on": last, "weight": 2}}})
		x.does(staff.Supervisor, plan, "amend", more).want(t, 200)
		if d := x.task(plan).Terms.Deliverables; len(d) != 2 || d[0].N != 2 || d[1].N != 3 || d[1].Weight != 2 {
			t.Errorf("a number is used again: %+v", d)
		}
		x.send(staff.Supervisor, "/tasks/"+plan+"/amend", more, "If-Match", old.ETag).want(t, 412)
		x.send(staff.Supervisor, "/tasks/"+plan+"/amend", more).want(t, 428)

		x.send(staff.Supervisor, "/tasks/ask", m{"tasks": []string{road, plan}}).want(t, 200)
		x.does(staff.Clerk, road, "opine", m{"claim": false}).refusedAt(t, 422, "#/reason")
		x.does(staff.Clerk, road, "opine", m{"claim": false, "reason": "高于上级下达数"}).want(t, 200)
		x.does(staff.Clerk, plan, "opine", m{"claim": true}).want(t, 200)
		if r := x.issue("云政办发〔2026〕3号", road, plan); r.code() != "refused" || x.task(plan).State != "asked" {
			t.Errorf("issued with an objection: %s", r.body)
		}
		said := x.task(road).Opinions
		if len(said) != 1 || said[0].Claim || said[0].Unit != "kj" {
			t.Fatalf("%+v", said)
		}
		x.does(staff.Supervisor, road, "settle", m{"objection": said[0].Event, "accepted": false, "reason": "按下达数"}).want(t, 200)
		var named api.Named
		x.issue("云政办发〔2026〕3号", road, plan).want(t, 201).into(t, &named)
		x.issue("云政办发〔2026〕3号", road).want(t, 409)
		var notice api.WholeIssuance
		x.ask(x.tokens[staff.Clerk], "GET", "/issuances/"+named.ID, nil).want(t, 200).into(t, &notice)
		var notices api.Page[api.ListedIssuance]
		x.ask(x.tokens[staff.Clerk], "GET", fmt.Sprint("/issuances?year=", x.today.Year), nil).want(t, 200).into(t, &notices)
		if len(notice.Table) != 2 || notice.Tasks != 2 || len(notices.Items) != 1 || notices.Items[0].ID != named.ID {
			t.Errorf("%+v %+v", notice, notices)
		}
		if r := x.ask(x.tokens[staff.Clerk], "GET", "/issuances/"+named.ID+"/file?as=docx", nil).want(t, 200); !bytes.HasPrefix(r.body, []byte("PK")) || !strings.Contains(r.Header.Get("Content-Type"), "wordprocessingml") {
			t.Errorf("the notice is a %s", r.Header.Get("Content-Type"))
		}

		x.does(staff.Supervisor, road, "sign", nil).want(t, 403)
		for _, id := range []string{road, plan} {
			x.does(staff.Clerk, id, "sign", nil).want(t, 200)
		}
		x.does(staff.Clerk, road, "progress/2026-13", m{"figure": "24.5"}).refusedAt(t, 422, "#/month")
		x.does(staff.Clerk, road, "progress/"+month, m{"figure": "二十"}).refusedAt(t, 422, "#/figure")
		x.does(staff.Clerk, road, "progress/"+month, m{"figure": "24.50", "steps": "路基", "view": "green", "expected": last}).want(t, 200)
		x.does(staff.Clerk, road, "progress/"+month+"/sign", nil).want(t, 403)
		x.does(staff.Head, road, "progress/"+month+"/sign", nil).want(t, 200)
		x.does(staff.Supervisor, road, "progress/"+month+"/return", m{"reason": "数和上报的不一致"}).want(t, 200)
		x.does(staff.Clerk, road, "progress/"+month, m{"figure": "25", "steps": "路基"}).want(t, 200)
		x.does(staff.Head, road, "progress/"+month+"/sign", nil).want(t, 200)
		w := x.task(road)
		if len(w.Reports) != 1 || w.Reports[0].Figure != "25" || w.Reports[0].State != "signed" || w.Pace == nil || w.Pace.Done != "25" || w.Pace.Of != month || w.Pace.Reckoning == "" || w.Document != "云政办发〔2026〕3号" {
			t.Errorf("%+v %+v", w.Reports, w.Pace)
		}
		acts := []string{}
		for _, e := range w.Events {
			acts = append(acts, e.Act)
		}
		if want := []string{"draft", "ask", "object", "settle", "issue", "sign-for", "fill", "sign", "return", "fill", "sign"}; !slices.Equal(acts, want) || w.Events[6].Report.Figure != "24.50" && w.Events[6].Report.Figure != "24.5" || w.Events[2].Who == "" {
			t.Errorf("%v", acts)
		}

		proof := x.handed()
		x.does(staff.Clerk, plan, "progress/"+month, m{"steps": "已经印发", "claims": []int{2, 3}}).refusedAt(t, 422, "#/proofs")
		x.does(staff.Clerk, plan, "progress/"+month, m{"steps": "已经印发", "claims": []int{2, 3}, "proofs": []m{{"file": "没有传"}}}).refusedAt(t, 422, "#/proofs")
		x.does(staff.Clerk, plan, "progress/"+month, m{"steps": "已经印发", "claims": []int{2, 3}, "proofs": []m{{"file": proof}, {"link": "https://example.org/1"}}}).want(t, 200)
		if r := x.does(staff.Supervisor, plan, "verify", m{"items": []int{2}}); r.code() != "refused" {
			t.Errorf("verified before it was signed: %s", r.body)
		}
		x.does(staff.Head, plan, "progress/"+month+"/sign", nil).want(t, 200)
		x.does(staff.Supervisor, plan, "dispute", m{"items": []int{3}, "reason": "只有通知"}).want(t, 200)
		x.does(staff.Supervisor, plan, "verify", m{"items": []int{2}}).want(t, 200)
		w = x.task(plan)
		if f := w.Found; len(f) != 2 || f[0].State != "verified" || f[0].On != x.today.String() || f[1].State != "refused" || w.Reports[0].Proofs[0].Title != "验收单.png" {
			t.Errorf("%+v %+v", w.Found, w.Reports)
		}
		name, _, _ := strings.Cut(proof, " ")
		r := x.ask(x.tokens[staff.Supervisor], "GET", "/tasks/"+plan+"/proofs/"+name, nil).want(t, 200)
		if r.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(r.Header.Get("Content-Disposition"), "attachment") || !bytes.HasPrefix(r.body, []byte("\x89PNG")) {
			t.Errorf("%v", r.Header)
		}
		x.ask(x.tokens[staff.Supervisor], "GET", "/tasks/"+road+"/proofs/"+name, nil).want(t, 404)
		if r := x.does(staff.Head, plan, "apply", m{"reason": "做完了"}); r.code() != "refused" {
			t.Errorf("applied with a disputed deliverable: %s", r.body)
		}

		x.does(staff.Clerk, road, "apply", m{"reason": "做完了"}).want(t, 403)
		apply := m{"reason": "完成 25 公里", "proofs": []m{{"title": "验收单", "link": "https://example.org/2"}}}
		x.does(staff.Head, road, "apply", apply).want(t, 200)
		x.does(staff.Supervisor, road, "send-back", m{"reason": "还差 95 公里"}).want(t, 200)
		if w := x.task(road); w.State != "underway" || w.SentBack != "还差 95 公里" {
			t.Errorf("%s %s", w.State, w.SentBack)
		}
		x.does(staff.Head, road, "apply", apply).want(t, 200)
		x.does(staff.Supervisor, road, "close", m{}).refusedAt(t, 403, "#/document")
		x.does(staff.Supervisor, road, "close", m{"reason": "上级调减", "document": "云政办函〔2026〕9号"}).want(t, 200)
		var closed api.Page[api.ListedTask]
		x.ask(x.tokens[staff.Clerk], "GET", "/tasks?state=closed&limit=1", nil).want(t, 200).into(t, &closed)
		if len(closed.Items) != 1 || closed.Items[0].ID != road || closed.Items[0].Pace.Colour != "blue" || closed.Next != "" {
			t.Errorf("%+v", closed)
		}
		if bad := x.incidents(); bad != "" {
			t.Error(bad)
		}
	})
}

// handed takes a picture in and gives what a proof says of it.
func (x *errand) handed() string {
	x.t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16))); err != nil {
		x.t.Fatal(err)
	}
	var sent bytes.Buffer
	w := multipart.NewWriter(&sent)
	p, err := w.CreateFormFile("file", "验收单.png")
	if err == nil {
		_, err = p.Write(b.Bytes())
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		x.t.Fatal(err)
	}
	var f api.File
	x.send(staff.Clerk, "/files", &sent, "Content-Type", w.FormDataContentType()).want(x.t, 201).into(x.t, &f)
	return f.File
}

func TestAnIssuedTaskChangesWithAReasonAndADocument(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x := running(t, e)
		road, square := x.draft("新建改建农村公路", roads()), x.draft("改造老旧小区", roads())
		ground := func(more m) m {
			more["reason"], more["document"] = "政策调整", "云政办函〔2026〕12号"
			return more
		}
		next := fmt.Sprintf("%d-03-31", x.today.Year+1)
		if r := x.does(staff.Leader, road, "extend", ground(m{"until": next})); r.code() != "refused" {
			t.Errorf("a draft is extended: %s", r.body)
		}
		x.issue("云政办发〔2026〕3号", road, square).want(t, 201)
		x.does(staff.Supervisor, road, "withdraw", m{"reason": "不做了"}).want(t, 403)
		x.does(staff.Leader, road, "extend", m{"until": next, "reason": "政策调整"}).want(t, 422)
		x.does(staff.Clerk, road, "extend", ground(m{"until": next})).want(t, 403)
		x.does(staff.Leader, road, "extend", ground(m{"until": next})).want(t, 200)
		x.does(staff.Leader, road, "retarget", ground(m{"figure": m{"subject": "新建改建农村公路", "unit": "公里", "target": "100.5", "course": "line"}, "goal": "修路"})).want(t, 200)
		x.does(staff.Leader, road, "retarget", ground(m{"goal": "没有数"})).refusedAt(t, 403, "#/deliverables")
		w := x.task(road)
		if w.DueOn != next || w.Terms.Figure.Target != "100.5" || w.Terms.Goal != "修路" || w.Events[0].Terms.Figure.Target != "120" || w.Events[2].Document == "" {
			t.Errorf("%+v", w.Terms)
		}
		x.does(staff.Supervisor, road, "suspend", ground(m{})).want(t, 200)
		x.does(staff.Clerk, road, "sign", nil).want(t, 403)
		x.does(staff.Supervisor, road, "resume", m{"reason": "选址已定"}).want(t, 200)
		x.does(staff.Leader, road, "relead", ground(m{"lead": "nowhere"})).refusedAt(t, 422, "#/lead")
		x.does(staff.Leader, road, "relead", ground(m{"lead": "dcs"})).want(t, 200)
		if w := x.task(road); w.Lead != "dcs" || len(w.Supports) != 0 || w.State != "issued" {
			t.Errorf("%+v", w.ListedTask)
		}

		x.does(staff.Head, square, "allocate", m{"parts": []m{{"lead": "kj", "amount": "100"}, {"lead": "dcs", "amount": "19.5"}}}).refusedAt(t, 422, "#/parts")
		x.does(staff.Head, square, "allocate", m{"parts": []m{{"lead": "kj", "amount": "100"}, {"lead": "dcs", "amount": "20"}}}).want(t, 200)
		parts := x.task(square).Parts
		if len(parts) != 2 || parts[0].Amount != "100" || x.task(parts[0].Task).Parent != square || x.task(parts[1].Task).State != "issued" {
			t.Fatalf("%+v", parts)
		}
		month := civil.MonthOf(x.today).String()
		x.does(staff.Clerk, parts[0].Task, "sign", nil).want(t, 200)
		x.does(staff.Clerk, parts[0].Task, "progress/"+month, m{"figure": "12.5"}).want(t, 200)
		x.does(staff.Head, parts[0].Task, "progress/"+month+"/sign", nil).want(t, 200)
		if w := x.task(square); len(w.Sums) != 1 || w.Sums[0].Figure != "12.5" || w.Pace.Done != "12.5" {
			t.Errorf("%+v", w.Sums)
		}
		draft := x.draft("并到别处", nil)
		x.does(staff.Supervisor, draft, "withdraw", m{"reason": "并入另一项"}).want(t, 200)
		if w := x.task(draft); w.State != "withdrawn" || w.Pace != nil {
			t.Errorf("%s", w.State)
		}
	})
}

func TestAReportsSentencesBecomeTasksByTheAPI(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x, by := running(t, e), staff.Supervisor
		text := "云泽市2026年政府工作报告\n2026年1月20日在云泽市第七届人民代表大会第六次会议上\n一、2026年主要工作\n推进科技创新。新建改建农村公路120公里，制定科技成果转化管理办法。\n"
		r, err := x.UploadReport(t.Context(), x.actors[by], desk.Call{}, desk.UploadReport{Name: "报告.txt", Data: strings.NewReader(text), Declared: true})
		if err == nil {
			_, err = x.ReadWaiting(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		at := "/reports/" + r.ID + "/tasks"
		x.send(by, at, m{}).want(t, 422)
		v, err := x.ReviewReport(t.Context(), x.actors[by], r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range v.Records {
			if _, err := x.AcceptRecord(t.Context(), x.actors[by], desk.Call{}, r.ID, rec.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := x.EnterReport(t.Context(), x.actors[by], desk.Call{}, r.ID); err != nil {
			t.Fatal(err)
		}
		var kept api.TasksKept
		x.send(by, at, m{}).want(t, 200).into(t, &kept)
		if len(kept.Tasks) < 2 {
			t.Fatalf("%+v", kept)
		}
		if w := x.task(kept.Tasks[0].ID); w.Origin.Report != r.ID || w.Origin.Record == "" || w.Origin.Words == "" {
			t.Errorf("%+v", w.Origin)
		}
		x.send(by, at, m{}).want(t, 422)
		x.send(staff.Clerk, at, m{}).want(t, 403)
		var first api.Page[api.ListedTask]
		x.ask(x.tokens[by], "GET", "/tasks?year=2026&which=drafts&limit=1", nil).want(t, 200).into(t, &first)
		var second api.Page[api.ListedTask]
		x.ask(x.tokens[by], "GET", first.Next, nil).want(t, 200).into(t, &second)
		if len(first.Items) != 1 || len(second.Items) != 1 || first.Items[0].Number >= second.Items[0].Number {
			t.Errorf("%+v %+v", first, second)
		}
	})
}

func TestTheOfficesPracticeIsSetByTheAPI(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x := running(t, e)
		set := func(role staff.Role, tag string, body m) reply {
			t.Helper()
			x.n++
			return x.ask(x.tokens[role], http.MethodPut, "/practice", body, "If-Match", tag, "Idempotency-Key", fmt.Sprint("practice-", x.n))
		}
		tag := func() string {
			t.Helper()
			return x.ask(x.tokens[staff.Clerk], http.MethodGet, "/practice", nil).want(t, 200).Header.Get("ETag")
		}
		first, want := tag(), m{"report_day": 25, "profile": "sheet", "minutes": 180}
		set(staff.Clerk, first, want).want(t, 403)
		set(staff.Supervisor, first, m{"report_day": 25, "profile": "rainbow", "minutes": 180}).refusedAt(t, 422, "#/profile")
		set(staff.Supervisor, first, want).want(t, 200)
		set(staff.Supervisor, first, want).want(t, 409) // it was not set when that was seen
		second := tag()
		want["report_day"] = 24
		set(staff.Supervisor, second, want).want(t, 200)
		set(staff.Supervisor, second, want).want(t, 412)
		var now api.KeptPractice
		x.ask(x.tokens[staff.Clerk], http.MethodGet, "/practice", nil).want(t, 200).into(t, &now)
		if now.ReportDay != 24 || now.Profile != "sheet" || now.Minutes != 180 {
			t.Errorf("%+v", now)
		}
	})
}
