package api_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/api"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

func TestAReportGoesFromUploadToTheRegister(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Standard)
		token := o.tokens[staff.Supervisor]
		example, err := os.ReadFile("../../../examples/report.txt")
		if err != nil {
			t.Fatal(err)
		}
		send := func(key, declared, name string, files ...[]byte) reply {
			body, media := form(declared, name, files...)
			return o.ask(token, "POST", "/reports", body, "Content-Type", media, "Idempotency-Key", key)
		}
		if r := send("u0", "", "a.txt", example).want(t, 403); r.code() != "refused" {
			t.Errorf("without the declaration: %s", r.body)
		}
		send("u1", "yes", "a.txt", example, example).want(t, 422)
		first := send("u2", "yes", "a.txt", example).want(t, 201)
		var report api.Report
		first.into(t, &report)
		if first.Header.Get("Location") != "/api/v1/reports/"+report.ID || first.Header.Get("ETag") != `"1"` || report.State != "waiting" {
			t.Errorf("uploaded: %v %s", first.Header, first.body)
		}
		if again := send("u2", "yes", "a.txt", example).want(t, 201); !bytes.Equal(again.body, first.body) {
			t.Errorf("a retry answered otherwise: %s", again.body)
		}
		if r := send("u2", "yes", "a.txt", []byte("另一份")).want(t, 422); r.code() != "key-reused" {
			t.Errorf("the key for another file: %s", r.body)
		}
		if n, err := o.ReadWaiting(t.Context()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		at := "/reports/" + report.ID
		got := o.ask(token, "GET", at, nil).want(t, 200)
		got.into(t, &report)
		if report.State != "review" || got.Header.Get("ETag") != report.ETag {
			t.Errorf("read: %s", got.body)
		}
		o.ask(token, "GET", at, nil, "If-None-Match", report.ETag).want(t, 304)
		if file := o.ask(token, "GET", at+"/file", nil).want(t, 200); !bytes.Equal(file.body, example) || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
			t.Error("the file is not the one that was sent")
		}
		var records []api.Record
		for next := at + "/records?limit=20"; next != ""; {
			r := o.ask(token, "GET", next, nil).want(t, 200)
			var p api.Page[api.Record]
			r.into(t, &p)
			if link := r.Header.Get("Link"); p.Next != "" && link != "<"+p.Next+`>; rel="next"` {
				t.Errorf("Link %q beside next %q", link, p.Next)
			}
			records, next = append(records, p.Items...), p.Next
		}
		if len(records) < 40 {
			t.Fatalf("%d records", len(records))
		}
		seen := map[string]bool{}
		var task, figure api.Record
		for _, r := range records {
			if seen[r.ID] {
				t.Errorf("%s stands on two pages", r.ID)
			}
			seen[r.ID] = true
			if r.Sort == "undertaking" && task.ID == "" && len([]rune(r.Words)) > 12 {
				task = r
			}
			if r.Sort == "measure" && figure.ID == "" {
				figure = r
			}
		}
		change := func(path, key, tag string, body any) reply {
			return o.ask(token, "POST", at+path, body, "Idempotency-Key", key, "If-Match", tag)
		}
		record := "/records/" + figure.ID
		o.ask(token, "POST", at+record+"/accept", nil, "Idempotency-Key", "x").want(t, 428)
		if r := o.ask(token, "POST", at+record+"/accept", nil, "If-Match", figure.ETag).want(t, 400); r.code() != "malformed" {
			t.Errorf("without a key: %s", r.body)
		}
		accepted := change(record+"/accept", "a1", figure.ETag, nil).want(t, 200)
		again := change(record+"/accept", "a1", figure.ETag, nil).want(t, 200)
		if !bytes.Equal(accepted.body, again.body) || accepted.Header.Get("ETag") != again.Header.Get("ETag") {
			t.Errorf("a retry answered otherwise:\n%s%s", accepted.body, again.body)
		}
		if r := change("/records/"+task.ID+"/accept", "a1", task.ETag, nil).want(t, 422); r.code() != "key-reused" {
			t.Errorf("the key for another record: %s", r.body)
		}
		if r := change(record+"/reject", "a2", figure.ETag, map[string]any{"reason": "读错了"}).want(t, 412); r.code() != "stale" {
			t.Errorf("an old version: %s", r.body)
		}
		accepted.into(t, &figure)
		content := figure.Content
		content.Value = "四百"
		r := change(record+"/correct", "a3", figure.ETag, map[string]any{"content": content}).want(t, 422)
		if !strings.Contains(string(r.body), `"pointer":"#/content/value"`) || !strings.Contains(string(r.body), `"hint":"只写`) {
			t.Errorf("a value in words: %s", r.body)
		}
		content.Value, content.Subject = "412", "改过的名称"
		change(record+"/correct", "a4", figure.ETag, map[string]any{"content": content}).want(t, 200).into(t, &figure)
		if !figure.Corrected || figure.Content.Subject != "改过的名称" {
			t.Errorf("corrected: %+v", figure)
		}
		change(record+"/correct", "a5", figure.ETag, map[string]any{"content": map[string]any{"no_such": 1}}).want(t, 422)
		var split, merged api.Decided
		change("/records/"+task.ID+"/split", "s1", task.ETag, map[string]any{"at": 6}).want(t, 200).into(t, &split)
		change("/records/"+split.Records[1].ID+"/merge", "m1", split.Records[1].ETag, map[string]any{"with": split.Records[2].ID}).want(t, 200).into(t, &merged)
		whole := merged.Records[2]
		if whole.Start != task.Start || whole.End != task.End {
			t.Errorf("merged %d–%d, want %d–%d again", whole.Start, whole.End, task.Start, task.End)
		}
		change("/records/"+whole.ID+"/reject", "r1", whole.ETag, map[string]any{"reason": "不是任务"}).want(t, 200).into(t, &whole)
		change("/records/"+whole.ID+"/reopen", "r2", whole.ETag, nil).want(t, 200).into(t, &whole)
		if whole.State != "found" {
			t.Errorf("reopened: %s", whole.State)
		}
		added := o.ask(token, "POST", at+"/records", map[string]any{"sort": "mechanism", "start": task.Start, "end": task.Start + 4, "content": map[string]any{}}, "Idempotency-Key", "n1").want(t, 201)
		o.ask(token, "GET", added.Header.Get("Location"), nil).want(t, 200)
		var alarms api.Page[api.Alarm]
		o.ask(token, "GET", at+"/alarms", nil).want(t, 200).into(t, &alarms)
		for _, a := range alarms.Items {
			o.ask(token, "GET", at+"/alarms/"+a.ID, nil).want(t, 200)
			change("/alarms/"+a.ID+"/settle", "al"+a.ID, a.ETag, map[string]any{"reason": "核过，没有错"}).want(t, 204)
			change("/alarms/"+a.ID+"/settle", "al2"+a.ID, a.ETag, map[string]any{"reason": "核过，没有错"}).want(t, 412)
		}
		var entry api.Entry
		change("/enter", "e1", report.ETag, nil).want(t, 200).into(t, &entry)
		var register api.Page[api.Record]
		o.ask(token, "GET", "/register?sort=measure", nil).want(t, 200).into(t, &register)
		if entry.Entered != 2 || len(register.Items) != 1 || register.Items[0].Content.Subject != "改过的名称" {
			t.Errorf("entered %d, the register holds %+v", entry.Entered, register.Items)
		}
		var hits api.Page[api.Hit]
		o.ask(token, "GET", "/search?q=%E5%B8%82&limit=1", nil).want(t, 200).into(t, &hits)
		if len(hits.Items) != 1 || hits.Next == "" {
			t.Errorf("found %+v", hits)
		}
		before := hits.Items[0].Paragraph.N
		o.ask(token, "GET", hits.Next, nil).want(t, 200).into(t, &hits)
		if len(hits.Items) != 1 || hits.Items[0].Paragraph.N == before {
			t.Errorf("the second page is the first: %+v", hits.Items)
		}
		var acts api.Page[api.Act]
		o.ask(token, "GET", at+"/history", nil).want(t, 200).into(t, &acts)
		if len(acts.Items) < 8 || acts.Items[0].Act != "report.enter" {
			t.Errorf("history: %+v", acts.Items)
		}
		o.ask(token, "GET", at+"/paragraphs?limit=3", nil).want(t, 200)
		o.ask(token, "GET", "/home", nil).want(t, 200)
		if err := o.SequenceAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		var v api.Verification
		o.ask(o.tokens[staff.AuditAdmin], "GET", "/ledger/verification", nil).want(t, 200).into(t, &v)
		var c api.Checkpoint
		o.ask(o.tokens[staff.AuditAdmin], "GET", "/ledger/checkpoint", nil).want(t, 200).into(t, &c)
		if !v.Intact || v.Size == 0 || c.Size != v.Size || !strings.Contains(c.Note, "— ") {
			t.Errorf("verification %+v, checkpoint %+v", v, c)
		}
		if bad := o.incidents(); bad != "" {
			t.Error(bad)
		}
	})
}

func TestUnitsPostsPeopleAndHoldingsAreSet(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Standard)
		system, security := o.tokens[staff.SystemAdmin], o.tokens[staff.SecurityAdmin]
		key := 0
		send := func(token, method, path, tag string, body any) reply {
			key++
			h := []string{"Idempotency-Key", "k" + frame.Itoa(key)}
			if tag != "" {
				h = append(h, "If-Match", tag)
			}
			return o.ask(token, method, path, body, h...)
		}
		tag := func(path string) string {
			return o.ask(system, "GET", path, nil).want(t, 200).Header.Get("ETag")
		}
		unit := map[string]any{"code": "wj", "parent": city, "name": "云泽市卫生健康局", "kind": "department", "rank": 20}
		if r := send(system, "POST", "/units", "", unit).want(t, 201); r.Header.Get("Location") != "/api/v1/units/wj" {
			t.Errorf("made at %s", r.Header.Get("Location"))
		}
		if r := send(system, "POST", "/units", "", unit).want(t, 409); r.code() != "conflict" {
			t.Errorf("made twice: %s", r.body)
		}
		delete(unit, "code")
		unit["short"] = "市卫健局"
		old := tag("/units/wj")
		send(system, "PUT", "/units/wj", old, unit).want(t, 204)
		send(system, "PUT", "/units/wj", old, unit).want(t, 412)
		send(system, "PUT", "/units/wj", "", unit).want(t, 428)
		send(system, "PUT", "/units/wj", "*", unit).want(t, 400)
		send(system, "PUT", "/units/nowhere", `"1"`, unit).want(t, 404)
		send(system, "POST", "/posts", "", map[string]any{"code": "wj-1", "unit": "wj", "name": "卫健局经办", "proposed": "clerk"}).want(t, 201)
		send(security, "POST", "/posts/wj-1/empower", tag("/posts/wj-1"), nil).want(t, 204)
		made := send(system, "POST", "/persons", "", map[string]any{"login": "weijian", "name": "周宁"}).want(t, 201)
		var person api.Named
		made.into(t, &person)
		if r := send(system, "POST", "/persons", "", map[string]any{"login": "weijian", "name": "另一位"}).want(t, 409); r.code() != "conflict" {
			t.Errorf("a login twice: %s", r.body)
		}
		send(system, "PUT", "/persons/"+person.ID, tag("/persons/"+person.ID), map[string]any{"login": "weijian", "name": "周宁宁"}).want(t, 204)
		var holding api.Named
		send(system, "POST", "/holdings", "", map[string]any{"person": person.ID, "post": "wj-1", "from_on": "2026-02-30"}).want(t, 422)
		send(system, "POST", "/holdings", "", map[string]any{"person": person.ID, "post": "wj-1", "manner": "acting"}).want(t, 201).into(t, &holding)
		send(security, "POST", "/holdings/"+holding.ID+"/confirm", tag("/holdings/"+holding.ID), nil).want(t, 204)
		unlocked := send(security, "POST", "/persons/"+person.ID+"/unlock", tag("/persons/"+person.ID), nil).want(t, 200)
		var first api.FirstPassword
		unlocked.into(t, &first)
		if !o.signIn("weijian", first.Password).MustChange {
			t.Error("a first password need not be changed")
		}
		var found api.Page[api.Holding]
		o.ask(system, "GET", "/holdings?state=confirmed&person="+person.ID, nil).want(t, 200).into(t, &found)
		if len(found.Items) != 1 || found.Items[0].Manner != "acting" {
			t.Errorf("holdings: %+v", found.Items)
		}
		send(security, "POST", "/holdings/"+holding.ID+"/end", found.Items[0].ETag, map[string]any{"reason": "调走"}).want(t, 204)
		// every page of a list, and nothing twice
		var codes []string
		for next := "/units?limit=2"; next != ""; {
			var p api.Page[api.Unit]
			o.ask(o.tokens[staff.Clerk], "GET", next, nil).want(t, 200).into(t, &p)
			for _, u := range p.Items {
				codes = append(codes, u.Code)
			}
			next = p.Next
		}
		if !slices.Equal(codes, []string{city, "dcs", "kj", "wj"}) {
			t.Errorf("units page by page: %v", codes)
		}
		if bad := o.incidents(); bad != "" {
			t.Error(bad)
		}
	})
}

func TestATokenIsAllThatOpensTheAPI(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Limits{})
		good := o.tokens[staff.Supervisor]
		for name, header := range map[string][]string{
			"nothing":          {},
			"a word":           {"Authorization", "Bearer x"},
			"basic":            {"Authorization", "Basic " + good},
			"another city's":   {"Authorization", "Bearer 429098" + good[6:]},
			"a changed one":    {"Authorization", "Bearer " + good[:len(good)-1] + "~"},
			"a quoted one":     {"Authorization", `Bearer "` + good + `"`},
			"a session":        {"Cookie", frame.CookieName + "=" + city + ".duban_ses_x"},
			"no city":          {"Authorization", "Bearer " + good[7:]},
			"a statement":      {"Authorization", "Bearer ' or 1=1 --.duban_pat_"},
			"in two languages": {"Authorization", "Bearer 区划.令牌"},
		} {
			r := o.ask("", "GET", "/reports", nil, header...)
			if r.StatusCode != 401 || r.code() != "unauthorized" || !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Bearer ") {
				t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
			}
		}
		var self api.Self
		o.ask(good, "GET", "/me", nil).want(t, 200).into(t, &self)
		if self.Role != staff.Supervisor || slices.Contains(self.May, "token.issue") || !slices.Contains(self.May, "report.upload") {
			t.Errorf("self: %+v", self)
		}
		narrow := o.token(o.actors[staff.Supervisor], "report.list", "token.*")
		o.ask(narrow, "GET", "/reports", nil).want(t, 200)
		if r := o.ask(narrow, "GET", "/register", nil).want(t, 403); r.code() != "forbidden" {
			t.Errorf("beyond its scopes: %s", r.body)
		}
		var mine api.Page[api.Token]
		o.ask(narrow, "GET", "/tokens", nil).want(t, 200).into(t, &mine)
		if len(mine.Items) != 2 || mine.Items[0].UsedAt == nil {
			t.Fatalf("tokens: %+v", mine.Items)
		}
		o.ask(narrow, "POST", "/tokens/"+mine.Items[0].ID+"/revoke", nil, "Idempotency-Key", "r", "If-Match", mine.Items[0].ETag).want(t, 204)
		o.ask(narrow, "GET", "/reports", nil).want(t, 401)
		// the security administrator's view of sessions, a page at a time
		guard := o.tokens[staff.SecurityAdmin]
		var watched api.Page[api.WatchedSession]
		seen := map[string]api.WatchedSession{}
		for from := "/oversight/sessions?limit=2"; ; from = strings.TrimPrefix(watched.Next, api.Root) {
			watched = api.Page[api.WatchedSession]{}
			o.ask(guard, "GET", from, nil).want(t, 200).into(t, &watched)
			for _, s := range watched.Items {
				if _, twice := seen[s.ID]; twice {
					t.Errorf("%s is listed twice", s.ID)
				}
				seen[s.ID] = s
			}
			if watched.Next == "" {
				break
			}
		}
		theirs := seen[o.actors[staff.Clerk].Session]
		if theirs.Person != o.actors[staff.Clerk].Person || theirs.Proof != "password" {
			t.Fatalf("the clerk's session is listed as %+v", theirs)
		}
		o.ask(good, "GET", "/oversight/sessions", nil).want(t, 403)
		o.ask(guard, "GET", "/oversight/sessions/"+theirs.ID, nil).want(t, 200)
		o.ask(guard, "POST", "/oversight/sessions/"+theirs.ID+"/end", map[string]string{"reason": "电脑遗失"}, "Idempotency-Key", "w1", "If-Match", `"7"`).want(t, 412)
		o.ask(guard, "POST", "/oversight/sessions/"+theirs.ID+"/end", map[string]string{"reason": "电脑遗失"}, "Idempotency-Key", "w2", "If-Match", theirs.ETag).want(t, 204)
		o.ask(guard, "GET", "/oversight/sessions/"+theirs.ID, nil).want(t, 404)
		// one's sessions in browsers
		var sessions api.Page[api.Session]
		o.ask(good, "GET", "/sessions", nil).want(t, 200).into(t, &sessions)
		s := sessions.Items[0]
		o.ask(good, "GET", "/sessions/"+s.ID, nil).want(t, 200)
		o.ask(good, "POST", "/sessions/"+s.ID+"/end", nil, "Idempotency-Key", "s1", "If-Match", `"7"`).want(t, 412)
		o.ask(good, "POST", "/sessions/"+s.ID+"/end", nil, "Idempotency-Key", "s2", "If-Match", s.ETag).want(t, 204)
		o.ask(good, "GET", "/sessions/"+s.ID, nil).want(t, 404)
	})
}

func TestTooManyRequestsAreToldWhenToComeBack(t *testing.T) {
	e := sqliteEngine(t)
	o := open(t, e, rate.Limits{Token: rate.Limit{Most: 3, Every: time.Hour}, Address: rate.Limit{Most: 2, Every: time.Hour}})
	token := o.tokens[staff.Clerk]
	for left := 2; left >= 0; left-- {
		r := o.ask(token, "GET", "/units", nil).want(t, 200)
		if got := r.Header.Get("RateLimit"); !strings.HasPrefix(got, `"token";r=`+frame.Itoa(left)+";t=") || r.Header.Get("RateLimit-Policy") != `"token";q=3;w=3600` {
			t.Errorf("RateLimit %q, policy %q", got, r.Header.Get("RateLimit-Policy"))
		}
	}
	r := o.ask(token, "GET", "/units", nil).want(t, 429)
	if after := r.Header.Get("Retry-After"); r.code() != "too-many-requests" || (after != "1200" && after != "1199") {
		t.Errorf("the fourth: Retry-After %q: %s", after, r.body)
	}
	o.ask(o.tokens[staff.Head], "GET", "/units", nil).want(t, 200)
	for _, want := range []int{401, 404, 429, 429} {
		path := "/units"
		if want == 404 {
			path = "/nowhere"
		}
		o.ask("", "GET", path, nil).want(t, want)
	}
	o.ask(o.tokens[staff.Head], "GET", "/units", nil).want(t, 200)
}

func TestWhatDoesNotFitIsSaidAsAProblem(t *testing.T) {
	o := open(t, sqliteEngine(t), rate.Limits{})
	token := o.tokens[staff.SystemAdmin]
	for _, c := range []struct {
		name, method, path string
		body               any
		header             []string
		status             int
		code, says         string
	}{
		{"no such operation", "GET", "/nothing", nil, nil, 404, "not-found", ""},
		{"another method", "DELETE", "/units", nil, nil, 405, "method-not-allowed", "GET"},
		{"an unknown parameter", "GET", "/units?sart=1", nil, nil, 422, "invalid", `"parameter":"sart"`},
		{"a page too long", "GET", "/units?limit=1000", nil, nil, 422, "invalid", "不能大于 200"},
		{"a cursor of one's own", "GET", "/units?cursor=eA", nil, nil, 409, "conflict", "列表变了"},
		{"a cursor that is none", "GET", "/persons?cursor=%21", nil, nil, 422, "invalid", `"parameter":"cursor"`},
		{"no JSON", "POST", "/units", []byte("{"), nil, 400, "malformed", "JSON"},
		{"no body", "POST", "/units", nil, nil, 400, "malformed", ""},
		{"another format", "POST", "/units", []byte("code=1"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "unreadable", ""},
		{"a missing field", "POST", "/units", map[string]any{"code": "x"}, nil, 422, "invalid", "缺 name 这一栏"},
		{"an unknown field", "POST", "/units", map[string]any{"code": "x", "name": "甲", "kind": "town", "colour": 1}, nil, 422, "invalid", `"pointer":"#/colour"`},
		{"not of the list", "POST", "/units", map[string]any{"code": "x", "name": "甲", "kind": "moon"}, nil, 422, "invalid", "只能是这几个之一"},
		{"a null character", "POST", "/units", []byte(`{"code":"x","name":"a\u0000","kind":"town"}`), nil, 400, "malformed", "空字符"},
		{"not UTF-8", "POST", "/units", []byte("{\"code\":\"\xff\"}"), nil, 400, "malformed", ""},
		{"a null in the path", "GET", "/units/%00", nil, nil, 400, "malformed", ""},
		{"too large", "POST", "/units", bytes.Repeat([]byte(" "), 300<<10), nil, 413, "too-large", ""},
		{"a key with blanks", "POST", "/units", map[string]any{}, []string{"Idempotency-Key", "a b"}, 400, "malformed", "Idempotency-Key"},
		{"a key too long", "POST", "/units", map[string]any{}, []string{"Idempotency-Key", strings.Repeat("a", 200)}, 400, "malformed", ""},
		{"no multipart", "POST", "/reports", map[string]any{}, nil, 403, "forbidden", ""},
	} {
		header := c.header
		if c.method == "POST" && !slices.Contains(header, "Idempotency-Key") {
			header = append(header, "Idempotency-Key", "k")
		}
		r := o.ask(token, c.method, c.path, c.body, header...)
		if r.StatusCode != c.status || r.code() != c.code || !strings.Contains(string(r.body), c.says) {
			t.Errorf("%s: %d %s; want %d %s with %q", c.name, r.StatusCode, r.body, c.status, c.code, c.says)
		}
	}
	for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Cross-Origin-Resource-Policy", "X-Request-Id"} {
		if o.ask(token, "GET", "/units", nil).Header.Get(h) == "" {
			t.Errorf("no %s", h)
		}
	}
	body, media := form("yes", "a.txt", []byte("一、"))
	whole, _ := io.ReadAll(body)
	cut := o.ask(o.tokens[staff.Supervisor], "POST", "/reports", whole[:len(whole)-20], "Content-Type", media, "Idempotency-Key", "c")
	if cut.StatusCode != 422 || !strings.Contains(string(cut.body), "没有传完") {
		t.Errorf("a form that breaks off: %d %s", cut.StatusCode, cut.body)
	}
	if bad := o.incidents(); bad != "" {
		t.Error(bad)
	}
	if r := o.ask("", http.MethodOptions, "/units", nil, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET"); r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another site's page is let in")
	}
}

func TestAProblemIsSaidInTheCallersLanguage(t *testing.T) {
	o := open(t, sqliteEngine(t), rate.Limits{})
	system, clerk := o.tokens[staff.SystemAdmin], o.tokens[staff.Clerk]
	for _, c := range []struct {
		token, method, path, accept string
		tag, title, detail          string
	}{
		{"", "GET", "/persons", "", "zh-CN", "没有令牌", "没有令牌。"},
		{"", "GET", "/persons", "en-GB,zh;q=0.5", "en", "Unauthorized", "No token is shown."},
		{"", "GET", "/nothing", "en", "en", "Not found", "There is no such operation."},
		{"", "GET", "/nothing", "fr, zh", "zh-CN", "没有", "没有这个接口。"},
		{system, "GET", "/persons/nobody", "en", "en", "Not found", "It was not found, or it is not for you to see."},
		{system, "GET", "/units?limit=1000", "en", "en", "Invalid", "“limit”: Has to be 200 or less."},
		{system, "GET", "/units?sart=1", "en", "en", "Invalid", "“sart”: There is no such query parameter."},
		{system, "POST", "/units", "en", "en", "Malformed", "The Idempotency-Key is missing."},
		{clerk, "POST", "/units", "en", "en", "Forbidden", "Your post does not allow this: Set a unit."},
	} {
		r := o.ask(c.token, c.method, c.path, nil, "Accept-Language", c.accept)
		var p api.Problem
		r.into(t, &p)
		if p.Title != c.title || p.Detail != c.detail || r.Header.Get("Content-Language") != c.tag || !slices.Contains(r.Header.Values("Vary"), "Accept-Language") {
			t.Errorf("%s %s in %q: %s; %v", c.method, c.path, c.accept, r.body, r.Header)
		}
		if c.tag == "en" && strings.ContainsFunc(string(r.body), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s %s: Chinese in %s", c.method, c.path, r.body)
		}
	}
}
