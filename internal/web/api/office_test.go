package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/folder"
	"duban/internal/store/storetest"
	"duban/internal/web"
	"duban/internal/web/courier"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const (
	city     = "429099"
	password = "Correct.Horse.9b"
)

// office is a workspace behind a real server, with a person and a token for every role.
type office struct {
	*desk.Workspace
	t      testing.TB
	server *httptest.Server
	means  desk.Means
	engine store.Engine
	site   atomic.Pointer[http.Handler]
	rates  rate.Limits
	tokens map[staff.Role]string
	actors map[staff.Role]staff.Actor
	mu     sync.Mutex // guards log
	log    bytes.Buffer
}

func (o *office) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.log.Write(b)
}

// incidents are the internal errors that were logged.
func (o *office) incidents() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var bad []string
	for _, line := range strings.Split(o.log.String(), "\n") {
		if strings.Contains(line, "level=ERROR") {
			bad = append(bad, line)
		}
	}
	return strings.Join(bad, "\n")
}

// now puts the office's own database under a workspace with other means, as
// after an upgrade.
func (o *office) now(change func(*desk.Means)) {
	m := o.means
	change(&m)
	o.Workspace = desk.Work(store.New(o.engine), m)
	site := web.Site(&frame.House{Desk: o.Workspace, Log: slog.New(slog.NewTextHandler(o, nil)), Rates: &o.rates})
	o.site.Store(&site)
}

func open(t testing.TB, e store.Engine, rates rate.Limits, first ...func(*desk.Means)) *office {
	t.Helper()
	o := &office{t: t, engine: e, rates: rates, tokens: map[staff.Role]string{}, actors: map[staff.Role]staff.Actor{}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	files, err := folder.Open(t.TempDir())
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
	o.means = desk.Means{
		Clock: func() int64 { return time.Now().UnixMicro() }, Random: rand.Reader, Signers: []ledger.Signer{signer}, Verifiers: []ledger.Verifier{verifier},
		Files: files, Passwords: credential.Proof{Passwords: hashes, Policy: credential.DefaultPolicy}, Holder: "test",
		Keys: keys, Courier: courier.New("test"),
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
		Report: func(what string, err error) { t.Errorf("%s: %v", what, err) },
	}
	o.now(func(m *desk.Means) {
		for _, f := range first {
			f(m)
		}
	})
	o.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*o.site.Load()).ServeHTTP(w, r) }))
	t.Cleanup(o.server.Close)

	ctx := t.Context()
	founder := func(login string) desk.Founder {
		return desk.Founder{Login: login, Name: "管理员" + login, Password: password}
	}
	must(o.FoundDivision(ctx, desk.Call{}, desk.FoundDivision{Code: city, Name: "云泽市", System: founder("xitong"), Security: founder("anquan"), Audit: founder("shenji")}))
	for login, role := range map[string]staff.Role{"xitong": staff.SystemAdmin, "anquan": staff.SecurityAdmin, "shenji": staff.AuditAdmin} {
		o.actors[role] = o.signIn(login, password)
	}
	system, security := o.actors[staff.SystemAdmin], o.actors[staff.SecurityAdmin]
	must(o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "dcs", Parent: city, Name: "云泽市人民政府督查室", Short: "市政府督查室", Kind: staff.Bureau, Rank: 2}))
	must(o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "kj", Parent: city, Name: "云泽市科学技术局", Short: "市科技局", Kind: staff.Department, Rank: 9}))
	for _, p := range []struct {
		role        staff.Role
		login, unit string
	}{{staff.Leader, "lingdao", "dcs"}, {staff.Supervisor, "ducha", "dcs"}, {staff.Head, "juzhang", "kj"}, {staff.Clerk, "keji", "kj"}} {
		post := p.unit + "-" + p.login
		must(o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: post, Unit: p.unit, Name: "岗位" + p.login, Proposed: p.role}))
		must(o.EmpowerPost(ctx, security, desk.Call{}, post))
		person, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: p.login, Name: "林" + p.login})
		must(err)
		holding, err := o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: person, Post: post})
		must(err)
		must(o.ConfirmHolding(ctx, security, desk.Call{}, holding))
		issued, err := o.UnlockPerson(ctx, security, desk.Call{}, person)
		must(err)
		must(o.ChangePassword(ctx, o.signIn(p.login, issued.Password), desk.Call{}, desk.ChangePassword{Old: issued.Password, New: password, Again: password}))
		o.actors[p.role] = o.signIn(p.login, password)
	}
	for role, actor := range o.actors {
		o.tokens[role] = o.token(actor, "*")
	}
	return o
}

func (o *office) signIn(login, password string) staff.Actor {
	o.t.Helper()
	s, err := o.OpenSession(o.t.Context(), desk.SignIn{Division: city, Login: login, Password: password, Address: "127.0.0.1"})
	if err != nil {
		o.t.Fatal(err)
	}
	a, err := o.Actor(o.t.Context(), city, s.Secret)
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

func (o *office) token(by staff.Actor, scopes ...string) string {
	o.t.Helper()
	k, err := o.IssueToken(o.t.Context(), by, desk.Call{}, desk.IssueToken{Label: "试", Scopes: scopes, Days: 30})
	if err != nil {
		o.t.Fatal(err)
	}
	return k.Secret
}

// reply is an answer with its body read.
type reply struct {
	*http.Response
	body []byte
}

// code is the machine's word for a problem, "" for none.
func (r reply) code() string {
	var p struct{ Type string }
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/problem+json") || json.Unmarshal(r.body, &p) != nil {
		return ""
	}
	_, code, _ := strings.Cut(p.Type, "#problem-")
	return code
}

func (r reply) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
}

// ask sends a request; header holds pairs of names and values.
func (o *office) ask(token, method, path string, body any, header ...string) reply {
	o.t.Helper()
	var data io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		data = bytes.NewReader(b)
	case io.Reader:
		data = b
	default:
		text, err := json.Marshal(b)
		if err != nil {
			o.t.Fatal(err)
		}
		data = bytes.NewReader(text)
	}
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/api/") {
		path = "/api/v1" + path
	}
	q, err := http.NewRequestWithContext(o.t.Context(), method, o.server.URL+path, data)
	if err != nil {
		o.t.Fatal(err)
	}
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	if data != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		o.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return reply{r, b}
}

// want holds a status.
func (r reply) want(t testing.TB, status int) reply {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("%s %s: %d, want %d: %s", r.Request.Method, r.Request.URL.Path, r.StatusCode, status, r.body)
	}
	return r
}

// form is a file with its declaration, as a form.
func form(declared, name string, files ...[]byte) (io.Reader, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if declared != "" {
		w.WriteField("declared", declared)
	}
	for _, data := range files {
		p, err := w.CreateFormFile("file", name)
		if err != nil {
			panic(err)
		}
		p.Write(data)
	}
	w.Close()
	return &b, w.FormDataContentType()
}

// uploaded takes the example report in and has it read.
func (o *office) uploaded() review.Report {
	o.t.Helper()
	b, err := os.ReadFile("../../../examples/report.txt")
	if err != nil {
		o.t.Fatal(err)
	}
	r, err := o.UploadReport(o.t.Context(), o.actors[staff.Supervisor], desk.Call{}, desk.UploadReport{Name: "report.txt", Data: bytes.NewReader(b), Declared: true})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.ReadWaiting(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	return r
}
