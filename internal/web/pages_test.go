package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/intake"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/register"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
	"duban/internal/store/folder"
	"duban/internal/store/sqlite"
	"duban/internal/web/browsertest"
	"duban/internal/web/courier"
	"duban/internal/web/frame"
	"duban/internal/web/meter"
	"duban/internal/web/oidc"
)

const password = "Yunze.Test-2026"

// town is the invented city behind a real server on loopback, with somebody of
// every role signed in.
type town struct {
	*httptest.Server
	work    *desk.Workspace
	cookies map[staff.Role]string
	actors  map[staff.Role]staff.Actor
	log     *bytes.Buffer
	later   atomic.Int64      // by how much the house's clock is ahead, in microseconds
	close   func()            // lets go of the database
	paths   map[string]string // what stands for the wildcards of a pattern
}

// small keeps of the city what the roles need, and the beginning of its
// reports: axe takes minutes for what a browser shows at once.
func small(c democity.City) democity.City {
	units, posts, roles := map[string]bool{"government": true}, map[string]bool{}, map[string]int{}
	byCode := map[string]democity.Post{}
	for _, p := range c.Posts {
		byCode[p.Code] = p
	}
	var holdings []democity.Holding
	for _, h := range c.Holdings {
		role := byCode[h.Post].Role
		if roles[role] < 2 && h.Until.Zero() && h.Manner == democity.Appointed {
			roles[role]++
			holdings = append(holdings, h)
			posts[h.Post], units[byCode[h.Post].Unit] = true, true
		}
	}
	for i := len(c.Units) - 1; i >= 0; i-- { // what is above stands before
		if u := c.Units[i]; units[u.Code] {
			units[u.Parent] = true
		}
	}
	c.Holdings = holdings
	c.Units = slices.DeleteFunc(slices.Clone(c.Units), func(u democity.Unit) bool { return !units[u.Code] })
	c.Posts = slices.DeleteFunc(slices.Clone(c.Posts), func(p democity.Post) bool { return !posts[p.Code] })
	c.Reports = slices.Clone(c.Reports[len(c.Reports)-2:])
	for i, r := range c.Reports {
		lines := strings.SplitAfter(r.Text, "\n")
		c.Reports[i].Text = strings.Join(lines[:min(len(lines), 24)], "")
	}
	return c
}

// ground is a site with nobody in it.
func ground(t *testing.T, with ...func(*desk.Means)) *town {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	dir := t.TempDir()
	e, err := sqlite.Create(ctx, filepath.Join(dir, "duban.db"))
	must(err)
	s := store.New(e)
	t.Cleanup(func() { s.Close() })
	counts := &meter.Meter{}
	files, err := folder.Open(filepath.Join(dir, "files"))
	must(err)
	private, public, err := ledger.GenerateKey(rand.Reader, ledger.Origin("test"))
	must(err)
	signer, err := ledger.NewSigner(private)
	must(err)
	verifier, err := ledger.NewVerifier(public)
	must(err)
	hashes, err := credential.NewPasswords(credential.HashCost{Scheme: credential.Argon2id, Memory: 64, Passes: 1, Lanes: 1}, 4, rand.Reader)
	must(err)
	line, err := credential.NewKeyLine("test", credential.AES256GCM, rand.Reader)
	must(err)
	keys, err := credential.ParseKeyRing([]byte(line))
	must(err)
	tn := &town{cookies: map[staff.Role]string{}, actors: map[staff.Role]staff.Actor{}, log: &bytes.Buffer{}, close: func() { s.Close() }}
	means := desk.Means{
		Keys: keys, Identities: oidc.NewPlatforms(nil, rand.Reader),
		Clock: func() int64 { return time.Now().UnixMicro() + tn.later.Load() }, Random: rand.Reader, Signers: []ledger.Signer{signer}, Verifiers: []ledger.Verifier{verifier},
		Files: files, Passwords: credential.Proof{Passwords: hashes, Policy: credential.DefaultPolicy}, Holder: "test", Courier: courier.New("test"),
		Open: func(_ context.Context, name string, data io.Reader) (*document.Document, error) {
			b, err := io.ReadAll(data)
			if err != nil {
				return nil, err
			}
			return intake.Read(name, b)
		},
		Pages: func(_ context.Context, name string, data io.Reader) (int, error) {
			b, err := io.ReadAll(data)
			if err != nil {
				return 0, err
			}
			return intake.Pages(name, b)
		},
		Report:    func(what string, err error) { t.Errorf("%s: %v", what, err) },
		Performed: counts.Performed,
	}
	for _, f := range with {
		f(&means)
	}
	tn.work = desk.Work(s, means)
	tn.Server = httptest.NewServer(Site(&frame.House{Desk: tn.work, Log: slog.New(slog.NewJSONHandler(tn.log, nil)), Meter: counts}))
	t.Cleanup(tn.Close)
	return tn
}

func settled(t *testing.T, with ...func(*desk.Means)) *town {
	t.Helper()
	tn, ctx := ground(t, with...), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	city := small(democity.Invented())
	who, err := democity.Settle(ctx, tn.work, city, password)
	must(err)
	for _, x := range who {
		o, err := tn.work.OpenSession(ctx, desk.SignIn{Division: city.Division.Code, Login: x.Login, Password: password, Agent: "test", Address: "127.0.0.1"})
		must(err)
		tn.cookies[x.Role] = city.Division.Code + "." + o.Secret
		tn.actors[x.Role], err = tn.work.Actor(ctx, city.Division.Code, o.Secret)
		must(err)
	}
	list, err := tn.work.ListReports(ctx, tn.actors[staff.Supervisor], desk.ReportPage{Most: 10})
	must(err)
	tn.paths = map[string]string{"indicator": "accounts.gdp", "item": "open-company", "mechanism": "whistle", "procedure": "whistle", "scenario": "joint", "division": city.Division.Code, "year": strconv.Itoa(civil.Instant(time.Now().UnixMicro()).Date().Year),
		"subscription": city.Division.Code + ".duban_sub_nobodys"}
	for _, r := range list {
		if r.State == review.Entered {
			tn.paths["report"] = r.ID
		}
	}
	v, err := tn.work.ReviewReport(ctx, tn.actors[staff.Supervisor], tn.paths["report"])
	must(err)
	for _, r := range v.Records {
		if tn.paths["record"] == "" || r.Sort == review.Undertaking {
			tn.paths["record"] = r.ID
		}
	}
	// an address that leads inside, which is refused and paused when it is tried
	hook, err := tn.work.SetWebhook(ctx, tn.actors[staff.SecurityAdmin], desk.Call{}, desk.SetWebhook{Label: "市政务数据平台", Address: "https://127.0.0.1/duban", Kinds: []string{webhook.All}})
	must(err)
	tn.paths["webhook"] = hook.ID
	street := tn.actors[staff.Clerk].Unit
	kept, err := tn.work.AddEntry(ctx, tn.actors[staff.Clerk], desk.Call{}, "grid", register.Deed{Data: map[string]any{"网格编码": "429004001001", "网格名称": "青年社区第一网格", "所属街道": street, "社区": "青年社区", "类型": "社区网格", "网格员": "某某某", "联系电话": "13800000000"}})
	must(err)
	tn.paths["register"], tn.paths["entry"] = "grid", kept.ID
	today := civil.Instant(time.Now().UnixMicro()).Date()
	begun := civil.Date{Year: today.Year - 1, Month: 1, Day: 5}
	works, err := tn.work.AddProject(ctx, tn.actors[staff.Clerk], desk.Call{}, desk.AddProject{Stage: project.Started, Since: begun, Note: "桩基施工",
		Facts: project.Facts{"name": "青年路排水管网改造", "category": "基础设施", "unit": street, "town": street, "investment": "8600", "fund.本级财政": "8600", "plan." + strconv.Itoa(today.Year): "6000", "need.用地.amount": "12.5", "permit.立项.state": "已办", "content": "管网 12 公里"}})
	must(err)
	due := project.DueMonth(today)
	tn.paths["project"], tn.paths["period"] = works.ID, due.String()
	_, err = tn.work.ReportProject(ctx, tn.actors[staff.Clerk], desk.Call{}, works.ID, project.Filling{Month: due, Invested: "420.50", Visual: "完成沟槽开挖 3 公里", Problem: "交通导改方案待批"})
	must(err)
	year, err := tn.work.RunSettlement(ctx, tn.actors[staff.Supervisor], desk.Call{}, desk.RunSettlement{Card: "units", Year: today.Year})
	must(err)
	_, err = tn.work.ConfirmSettlement(ctx, tn.actors[staff.Leader], desk.Call{}, year.ID)
	must(err)
	tn.paths["settlement"], tn.paths["subject"] = year.ID, street
	built, err := tn.work.RunSettlement(ctx, tn.actors[staff.Supervisor], desk.Call{}, desk.RunSettlement{Card: "projects", Year: today.Year})
	must(err)
	_, err = tn.work.ConfirmSettlement(ctx, tn.actors[staff.Leader], desk.Call{}, built.ID)
	must(err)
	tn.paths["settled-projects"] = built.ID
	tn.tasked(t)
	tn.toured(t)
	tn.voiced(t)
	must(tn.work.TestWebhook(ctx, tn.actors[staff.SecurityAdmin], desk.Call{}, hook.ID))
	_, err = tn.work.SendDue(ctx)
	must(err)
	err = tn.work.SequenceAll(ctx)
	must(err)
	return tn
}

var wildcard = regexp.MustCompile(`\{([a-z]+)\}`)

// address is a pattern's path with somebody's things in it; what is not known is nobody's.
func (tn *town) address(pattern string) string {
	_, path, _ := strings.Cut(pattern, " ")
	path = strings.TrimSuffix(path, "{$}")
	return wildcard.ReplaceAllStringFunc(path, func(w string) string {
		if p, ok := tn.paths[w[1:len(w)-1]]; ok {
			return p
		}
		return "nobodys"
	})
}

func (tn *town) ask(t *testing.T, pattern, cookie string) (int, string, http.Header) {
	t.Helper()
	method, _, _ := strings.Cut(pattern, " ")
	r, err := http.NewRequest(method, tn.URL+tn.address(pattern), strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: cookie})
	}
	answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b), answer.Header
}

// ending routes end the session that asks; they are walked by nobody else's.
var ending = map[string]bool{"POST /sign-out": true}

func TestEveryRouteLetsInWhoTheTableOfPermissionLetsIn(t *testing.T) {
	t.Parallel()
	tn := settled(t)
	for _, r := range routes {
		if r.act == open || ending[r.pattern] {
			continue
		}
		act, _ := staff.Named(r.act)
		for _, role := range staff.Roles {
			code, body, _ := tn.ask(t, r.pattern, tn.cookies[role])
			allowed := act.Grants[role] != staff.Nowhere
			switch {
			case code >= 500:
				t.Errorf("%s by %s breaks: %d %s", r.pattern, role, code, body)
			case allowed && (code == http.StatusUnauthorized || strings.Contains(body, "您的岗位不能")):
				t.Errorf("%s by %s is refused, the table allows it: %s", r.pattern, role, body)
			case !allowed && (code != http.StatusForbidden || !strings.Contains(body, "您的岗位不能")):
				t.Errorf("%s by %s is answered %d, the table does not allow it", r.pattern, role, code)
			}
		}
		code, _, h := tn.ask(t, r.pattern, "")
		if get := strings.HasPrefix(r.pattern, "GET"); get && (code != http.StatusSeeOther || !strings.HasPrefix(h.Get("Location"), "/sign-in")) || !get && code != http.StatusUnauthorized {
			t.Errorf("%s by nobody is answered %d %s", r.pattern, code, h.Get("Location"))
		}
		if code, _, _ := tn.ask(t, r.pattern, "429099.not-a-secret"); code != http.StatusSeeOther && code != http.StatusUnauthorized {
			t.Errorf("%s with a made-up session is answered %d", r.pattern, code)
		}
	}
}

// handled is a case that was brought to its end, so that there is something to count.
func (tn *town) handled(t *testing.T) {
	t.Helper()
	by := tn.actors[staff.Clerk]
	c, err := tn.work.OpenCase(t.Context(), by, desk.Call{}, desk.OpenCase{Procedure: "whistle", Deed: procedure.Deed{Act: "report", Data: map[string]any{"事由": "井盖不见", "类别": "井盖缺失", "位置": "青年路 18 号", "急缓": "应急", "街道能办": "办得了"}}})
	for _, d := range []procedure.Deed{{Act: "take-over"}, {Act: "own-done", Data: map[string]any{"自办结果": "已换"}}, {Act: "call-back", Data: map[string]any{"联系上": "是", "解决": "已解决", "评价": "满意"}}} {
		if err == nil {
			_, err = tn.work.ActOnCase(t.Context(), by, desk.Call{}, c.ID, d)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// shown are the pages that a browser is asked to show, with who looks.
func (tn *town) shown() map[string]staff.Role {
	all := map[string]staff.Role{}
	for _, r := range routes {
		path := tn.address(r.pattern)
		if !strings.HasPrefix(r.pattern, "GET ") || strings.Contains(path, "nobodys") || file(r.pattern) {
			continue
		}
		if r.act == open {
			all[path] = ""
			continue
		}
		act, _ := staff.Named(r.act)
		for _, role := range []staff.Role{staff.Supervisor, staff.SystemAdmin, staff.SecurityAdmin, staff.AuditAdmin, staff.Clerk, staff.Head, staff.Leader} {
			if act.Grants[role] != staff.Nowhere {
				all[path] = role
				break
			}
		}
	}
	all["/search?q=医"] = staff.Supervisor
	all["/register?sort=measure"] = staff.Clerk
	all["/reports/"+tn.paths["report"]+"?at="+tn.paths["record"]] = staff.Supervisor
	all["/units#security"] = staff.SecurityAdmin
	all["/units#system"] = staff.SystemAdmin
	all["/webhooks?change="+tn.paths["webhook"]] = staff.SecurityAdmin
	all["/webhooks?queue=delivered"] = staff.SystemAdmin
	all["/cases/phone/whistle"] = staff.Clerk
	all["/guide/food-licence/apply?q.%E8%B0%81%E6%9D%A5%E5%8A%9E=%E6%9C%AC%E4%BA%BA"] = ""
	all["/cases/receive/item"] = staff.Supervisor
	all["/rates/whistle/cases?of=rate/solved"] = staff.Supervisor
	all["/rates/whistle/cases?of=stage/triage&period=month"] = staff.Clerk
	all["/mechanisms/whistle/rehearsal/joint?step=20"] = staff.Head
	all["/mechanisms/services/rehearsal/deemed?at=2027-09-27T00:30"] = staff.Leader
	all["/settlements/trial?settlement="+tn.paths["settlement"]] = staff.Supervisor
	all["/settlements/"+tn.paths["settlement"]+"/diff?with="+tn.paths["settlement"]] = staff.Leader
	all["/settlements/"+tn.paths["settled-projects"]] = staff.Clerk
	all["/settlements/"+tn.paths["settled-projects"]+"/"+tn.paths["project"]] = staff.Clerk
	all["/settlements/"+tn.paths["settled-projects"]+"/"+tn.paths["project"]+"/amend"] = staff.Supervisor
	all["/settlements/trial?settlement="+tn.paths["settled-projects"]] = staff.Supervisor
	all["/tours/"+tn.paths["tour-draft"]] = staff.Supervisor
	all["/tours/"+tn.paths["tour-closed"]] = staff.Leader
	all["/tasks?which=drafts"] = staff.Supervisor
	all["/tasks?colour=grey&q=没有"] = staff.Leader
	all["/tasks/"+tn.paths["task-asked"]] = staff.Clerk
	all["/tasks/"+tn.paths["task-given"]] = staff.Clerk
	all["/tasks/"+tn.paths["task-asked"]+"/edit"] = staff.Supervisor
	all["/tasks/"+tn.paths["task-applied"]] = staff.Supervisor
	all["/tasks/"+tn.paths["task-verified"]] = staff.Head
	all["/tasks/"+tn.paths["task-verified"]+"/target"] = staff.Leader
	all["/tasks/"+tn.paths["task-verified"]+"/progress"] = staff.Head
	all["/tasks/"+tn.paths["task-suspended"]] = staff.Leader
	if parted := tn.paths["task-parted"]; parted != "" {
		all["/tasks/"+parted] = staff.Supervisor
	}
	all["/nowhere"] = staff.Clerk
	return all
}

// file says that a route answers with a file rather than a page.
func file(pattern string) bool {
	return slices.ContainsFunc([]string{"/file", "/bundle", "/template", "/import/present", "/worker.js"}, func(s string) bool { return strings.HasSuffix(pattern, s) })
}

// refused are pages that say no, and the status with which they do.
var refused = map[string]string{"/nowhere": "404", "/set-up": "403", "/sign-in/identity": "404", "/sign-in/identity/return": "403", "/cases/days/whistle": "404", "/rates/whistle/cases": "404", "/cases/receive/whistle": "403"}

// The two ways of looking share a browser and a city and go at the same time,
// each in one tab.
func TestEveryPageCanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	tn := settled(t)
	tn.handled(t)
	b := browsertest.Start(t)
	pages := tn.shown()
	for _, way := range []struct {
		name, lang string
		look       browsertest.Options
	}{
		{"1440", "zh", browsertest.Options{}},
		{"360", "en", browsertest.Options{Width: 360, Height: 780, Dark: true}},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			p := b.Tab(t, way.look)
			for _, path := range slices.Sorted(maps.Keys(pages)) {
				t.Run(strings.ReplaceAll(path, "/", " "), func(t *testing.T) {
					cookies := map[string]string{"lang": way.lang}
					if role := pages[path]; role != "" {
						cookies[frame.CookieName] = tn.cookies[role]
					}
					p.Visit(t, tn.URL+path, cookies)
					for _, v := range p.Axe() {
						t.Errorf("axe: %s", v)
					}
					if wide := p.WiderThanWindow(); len(wide) > 0 {
						t.Errorf("it scrolls sideways: %v", wide)
					}
					for _, c := range p.Complaints() {
						if refused[path] == "" || !strings.Contains(c, refused[path]) {
							t.Errorf("the browser complains: %s", c)
						}
					}
					if dir := os.Getenv("DUBAN_SCREENSHOTS"); dir != "" {
						p.Screenshot(filepath.Join(dir, strings.NewReplacer("/", "_", "?", "_", "#", "_").Replace(path)+"-"+way.name+".png"))
					}
				})
			}
		})
	}
}

func TestTheOfficeReviewsAReportWithoutScript(t *testing.T) {
	tn := settled(t)
	tn.handled(t)
	b := browsertest.Start(t)
	list, err := tn.work.ListReports(t.Context(), tn.actors[staff.Supervisor], desk.ReportPage{Most: 10})
	if err != nil {
		t.Fatal(err)
	}
	var report string
	for _, r := range list {
		if r.State == review.InReview {
			report = r.ID
		}
	}
	v, err := tn.work.ReviewReport(t.Context(), tn.actors[staff.Supervisor], report)
	if err != nil {
		t.Fatal(err)
	}
	var waiting []review.Record
	for _, r := range v.Records {
		if r.State == review.Found && r.Sort == review.Measure {
			waiting = append(waiting, r)
		}
	}
	for i, script := range []bool{false, true} {
		record := waiting[i]
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			p := b.Open(t, tn.URL+"/reports/"+report+"?at="+record.ID, browsertest.Options{NoScript: !script, Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Supervisor]}})
			p.Fill("#f-subject-"+record.ID, "改过的名字"+fmt.Sprint(script))
			p.Click("#r-" + record.ID + " .cells ~ .acts button")
			p.Wait("#r-" + record.ID + ".ok")
			got, err := tn.work.ReviewReport(t.Context(), tn.actors[staff.Supervisor], report)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got.Records {
				if r.ID == record.ID && (r.State != review.Accepted || r.Content.Subject != "改过的名字"+fmt.Sprint(script)) {
					t.Errorf("it is kept as %s %q", r.State, r.Content.Subject)
				}
			}
		})
	}
}
