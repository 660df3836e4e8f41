package erasure_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/folder"
	"duban/internal/store/sqlite"
	"duban/internal/web"
	"duban/internal/web/browsertest"
	"duban/internal/web/frame"
)

const (
	city     = "429099"
	password = "Correct.Horse.9b"
)

// office is the site of a city with one report under review.
type office struct {
	t        *testing.T
	desk     *desk.Workspace
	at       string
	verifier ledger.Verifier
	report   string
}

func open(t *testing.T) *office {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	e, err := sqlite.Create(ctx, filepath.Join(t.TempDir(), "duban.db"))
	must(err)
	t.Cleanup(func() { e.Close() })
	files, err := folder.Open(t.TempDir())
	must(err)
	private, public, err := ledger.GenerateKey(rand.Reader, "test")
	must(err)
	signer, err := ledger.NewSigner(private)
	must(err)
	verifier, err := ledger.NewVerifier(public)
	must(err)
	hashes, err := credential.NewPasswords(credential.HashCost{Scheme: credential.Argon2id, Memory: 64, Passes: 1, Lanes: 1}, 4, rand.Reader)
	must(err)
	d := desk.Work(store.New(e), desk.Means{
		Clock: func() int64 { return time.Now().UnixMicro() }, Random: rand.Reader, Signers: []ledger.Signer{signer}, Verifiers: []ledger.Verifier{verifier}, PublicKeys: []string{public},
		Files: files, Passwords: credential.Proof{Passwords: hashes, Policy: credential.DefaultPolicy}, Holder: "test",
		Open: func(_ context.Context, name string, data io.Reader) (*document.Document, error) {
			b, err := io.ReadAll(data)
			if err != nil {
				return nil, err
			}
			return intake.Read(name, b)
		},
		Report: func(what string, err error) { t.Errorf("%s: %v", what, err) },
	})
	admin := func(login string) desk.Founder {
		return desk.Founder{Login: login, Name: "管理员", Password: password}
	}
	must(d.FoundDivision(ctx, desk.Call{}, desk.FoundDivision{Code: city, Name: "云泽市", System: admin("xitong"), Security: admin("anquan"), Audit: admin("shenji")}))
	actor := func(login, with string) staff.Actor {
		s, err := d.OpenSession(ctx, desk.SignIn{Division: city, Login: login, Password: with})
		must(err)
		a, err := d.Actor(ctx, city, s.Secret)
		must(err)
		return a
	}
	system, security := actor("xitong", password), actor("anquan", password)
	for login, p := range map[string]staff.Post{"ducha": {Code: "dc", Name: "督查室科员", Proposed: staff.Supervisor}, "lingdao": {Code: "ld", Name: "副市长", Proposed: staff.Leader}} {
		p.Unit = city
		must(d.SetPost(ctx, system, desk.Call{}, p))
		must(d.EmpowerPost(ctx, security, desk.Call{}, p.Code))
		person, err := d.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: login, Name: "林" + p.Code})
		must(err)
		holding, err := d.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: person, Post: p.Code})
		must(err)
		must(d.ConfirmHolding(ctx, security, desk.Call{}, holding))
		issued, err := d.UnlockPerson(ctx, security, desk.Call{}, person)
		must(err)
		must(d.ChangePassword(ctx, actor(login, issued.Password), desk.Call{}, desk.ChangePassword{Old: issued.Password, New: password, Again: password}))
	}
	r, err := d.UploadReport(ctx, actor("ducha", password), desk.Call{}, desk.UploadReport{Name: "report.txt", Data: strings.NewReader("云泽市2026年政府工作报告\n\n一、今年工作\n新建学校3所，地区生产总值增长6%。\n"), Declared: true})
	must(err)
	_, err = d.ReadWaiting(ctx)
	must(err)
	site := httptest.NewServer(web.Site(&frame.House{Desk: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}))
	t.Cleanup(site.Close)
	return &office{t, d, site.URL, verifier, r.ID}
}

// send asks as somebody, with a form where there is one, and follows to the page.
func (o *office) send(login, path string, form url.Values) (int, string) {
	o.t.Helper()
	s, err := o.desk.OpenSession(o.t.Context(), desk.SignIn{Division: city, Login: login, Password: password})
	if err != nil {
		o.t.Fatal(err)
	}
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(o.t.Context(), method, o.at+path, body)
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: city + "." + s.Secret})
	answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func TestOnePersonProposesAndAnotherErases(t *testing.T) {
	o := open(t)
	page := "/reports/" + o.report + "/erasure"
	if status, body := o.send("ducha", page, nil); status != 200 || !strings.Contains(body, "理由会留在账本里") {
		t.Fatalf("the page: %d %s", status, body)
	}
	if status, body := o.send("ducha", page, url.Values{"reason": {" "}}); status != 422 || !strings.Contains(body, "没有写理由") {
		t.Errorf("without a reason: %d", status)
	}
	if status, _ := o.send("lingdao", page, url.Values{"reason": {"传错"}}); status != 403 {
		t.Errorf("a leader proposed: %d", status)
	}
	if status, _ := o.send("xitong", page, nil); status != 403 {
		t.Errorf("an administrator saw it: %d", status)
	}
	if status, _ := o.send("ducha", page, url.Values{"reason": {"传错了文件<b>"}}); status != 303 {
		t.Fatalf("proposed: %d", status)
	}
	_, body := o.send("lingdao", page, nil)
	_, rest, ok := strings.Cut(body, page+"/")
	id, _, _ := strings.Cut(rest, "/approve")
	if !ok || !strings.Contains(body, "传错了文件&lt;b&gt;") {
		t.Fatalf("nothing to approve: %s", body)
	}
	if _, own := o.send("ducha", page, nil); strings.Contains(own, "/approve") || !strings.Contains(own, "可以撤回") {
		t.Error("who proposed is offered to approve")
	}
	if _, home := o.send("lingdao", "/", nil); !strings.Contains(home, "有人提请删除") {
		t.Error("the home of who may approve says nothing")
	}
	if _, home := o.send("ducha", "/", nil); strings.Contains(home, "有人提请删除") {
		t.Error("who proposed is asked to approve")
	}
	if status, _ := o.send("ducha", page+"/"+id+"/approve", url.Values{}); status != 403 {
		t.Errorf("who proposed approved: %d", status)
	}
	if status, _ := o.send("lingdao", page+"/"+id+"/decline", url.Values{"answer": {""}}); status != 422 {
		t.Errorf("declined without a word: %d", status)
	}
	if status, _ := o.send("lingdao", page+"/"+id+"/approve", url.Values{}); status != 303 {
		t.Errorf("approved: %d", status)
	}
	if _, body := o.send("lingdao", page, nil); !strings.Contains(body, "这份报告已经删除") {
		t.Error("the page does not say that it is erased")
	}
	if status, _ := o.send("ducha", "/reports/"+o.report, nil); status != 404 {
		t.Errorf("the review of an erased report: %d", status)
	}

	status, archive := o.send("shenji", "/ledger/bundle", nil)
	z, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if status != 200 || err != nil {
		t.Fatalf("the bundle: %d, %v", status, err)
	}
	report, err := ledger.Verify(t.Context(), inZip{z}, []ledger.Verifier{o.verifier}, 1)
	if err != nil || !report.Intact() || report.Entries < 10 {
		t.Errorf("the bundle: %+v, %v", report, err)
	}
	if bytes.Contains([]byte(archive), []byte("传错了文件")) {
		t.Error("the bundle tells a reason")
	}
	if status, _ := o.send("ducha", "/ledger/bundle", nil); status != 403 {
		t.Errorf("a supervisor took the bundle: %d", status)
	}
}

type inZip struct{ fs.FS }

func (b inZip) File(name string) ([]byte, error) { return fs.ReadFile(b, name) }

func TestTheErasurePageInABrowser(t *testing.T) {
	o := open(t)
	b := browsertest.Start(t)
	page := "/reports/" + o.report + "/erasure"
	for _, c := range []browsertest.Options{{NoScript: true}, {Width: 360, Height: 740}} {
		p := b.Open(t, o.at+"/sign-in?next="+url.QueryEscape(page), c)
		p.Fill("#f-login", "ducha")
		p.Fill("#f-password", password)
		p.Click("main button[type=submit]")
		p.Wait(`form[action^="` + page + `"]`) // the page of signing in has a heading, too
		if c.NoScript {
			p.Fill("#f-reason", "传错了文件，另传了一份")
			p.Click("main .btn.stop")
			p.Wait(".story")
		}
		if !strings.Contains(p.Text("main"), "可以撤回") {
			t.Errorf("the page says %s", p.Text("main"))
		}
		if !c.NoScript {
			if wide := p.WiderThanWindow(); len(wide) > 0 {
				t.Errorf("wider than the window: %v", wide)
			}
			for _, v := range p.Axe() {
				t.Errorf("axe: %s", v)
			}
		}
		p.Screenshot(filepath.Join(t.ArtifactDir(), "erasure.png"))
	}
}
