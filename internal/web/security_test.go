package web

import (
	"encoding/base32"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/oidc/oidctest"
)

func TestTheSecurityAdministratorWatchesOverSignIns(t *testing.T) {
	tn := settled(t)
	ctx := t.Context()
	security, clerk := tn.actors[staff.SecurityAdmin], tn.actors[staff.Clerk]
	post := func(path string, fields map[string]string) (int, string) {
		t.Helper()
		return tn.post(t, staff.SecurityAdmin, path, fields)
	}
	refused := func(code int, text, words string) {
		t.Helper()
		if code != http.StatusUnprocessableEntity || !strings.Contains(text, words) {
			t.Errorf("answered %d, without %q: %s", code, words, text)
		}
	}

	// a role is asked for a second factor, and no longer
	code, text := post("/security/requirements/clerk", map[string]string{"must": "yes"})
	if a := actorOf(t, tn, staff.Clerk); code != http.StatusSeeOther || !a.MustEnrol {
		t.Errorf("required: %d, %+v: %s", code, a, text)
	}
	if code, _ = post("/security/requirements/clerk", map[string]string{"must": "no"}); code != http.StatusSeeOther || actorOf(t, tn, staff.Clerk).MustEnrol {
		t.Errorf("no longer required: %d", code)
	}
	code, text = post("/security/requirements/nobody", map[string]string{"must": "yes"})
	refused(code, text, "没有“nobody”这种角色")

	// somebody lost the telephone; their codes go and so do their sessions
	id, err := tn.work.EnrolOneTime(ctx, clerk, desk.Call{}, "办公室的手机")
	if err != nil {
		t.Fatal(err)
	}
	pending, err := tn.work.PendingOneTime(ctx, clerk, id)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(pending.Groups, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	now, err := credential.OneTime{Secret: secret, Hash: credential.SHA1, Digits: 6}.Code(time.Now().Unix() / 30)
	if err != nil {
		t.Fatal(err)
	}
	if err := tn.work.ConfirmOneTime(ctx, clerk, desk.Call{}, id, now); err != nil {
		t.Fatal(err)
	}
	if _, err := tn.work.DrawRecoveryCodes(ctx, clerk, desk.Call{}); err != nil {
		t.Fatal(err)
	}
	guardsOf := func() int {
		t.Helper()
		o, err := tn.work.Oversee(ctx, security, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range o.People {
			if p.ID == clerk.Person {
				return p.Codes + len(p.Factors)
			}
		}
		t.Fatal("the clerk is not listed")
		return 0
	}
	if guardsOf() == 0 {
		t.Fatal("there is nothing to reset")
	}
	code, text = post("/security/people/"+clerk.Person+"/reset", map[string]string{"reason": " "})
	refused(code, text, "没有写原因")
	if guardsOf() == 0 {
		t.Error("it was reset without a reason")
	}
	if code, text = post("/security/people/"+clerk.Person+"/reset", map[string]string{"reason": "手机丢失，已当面核对"}); code != http.StatusSeeOther || guardsOf() == 0 {
		t.Errorf("reset by the hand that gave the first password this week: %d: %s", code, text)
	}
	if code, text = tn.post(t, staff.AuditAdmin, "/units/persons/"+clerk.Person+"/resets/reset-factors/confirm", map[string]string{"act": "agreed"}); code != http.StatusSeeOther || guardsOf() != 0 {
		t.Errorf("reset: %d: %s", code, text)
	}
	if code, _, _ = tn.ask(t, "GET /me", tn.cookies[staff.Clerk]); code != http.StatusSeeOther {
		t.Errorf("after the reset the old session is answered %d", code)
	}
	code, text = post("/security/people/"+security.Person+"/reset", map[string]string{"reason": "丢了"})
	refused(code, text, "不能重设自己的第二因子")

	// somebody's session is ended
	head := tn.actors[staff.Head]
	code, text = post("/security/sessions/"+head.Session+"/end", map[string]string{"reason": ""})
	refused(code, text, "没有写原因")
	if code, text = post("/security/sessions/"+head.Session+"/end", map[string]string{"reason": "电脑遗失"}); code != http.StatusSeeOther {
		t.Errorf("ended: %d: %s", code, text)
	}
	if code, _, _ = tn.ask(t, "GET /me", tn.cookies[staff.Head]); code != http.StatusSeeOther {
		t.Errorf("the ended session is answered %d", code)
	}
	code, text = post("/security/sessions/"+head.Session+"/end", map[string]string{"reason": "电脑遗失"})
	refused(code, text, "那处登录已经结束了")

	// an old proof is not enough to change what lets people in
	tn.later.Store((11 * time.Minute).Microseconds())
	for path, fields := range map[string]map[string]string{
		"/security/requirements/clerk":                {"must": "yes"},
		"/security/people/" + clerk.Person + "/reset": {"reason": "丢了"},
		"/security/identity":                          {"issuer": "https://id.example.gov.cn", "client": "duban"},
	} {
		code, text = post(path, fields)
		refused(code, text, "要先再证明一次身份")
		if !strings.Contains(text, `href="/me/security?next=/security`) {
			t.Errorf("%s leads nowhere to prove it", path)
		}
	}
	if _, body, _ := tn.ask(t, "GET /security", tn.cookies[staff.SecurityAdmin]); strings.Contains(body, `name="must"`) {
		t.Error("without a proof the buttons are shown")
	}
}

// post sends a form as a browser does.
func (tn *town) post(t *testing.T, by staff.Role, path string, fields map[string]string) (int, string) {
	t.Helper()
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tn.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: tn.cookies[by]})
	a, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(text)
}

func actorOf(t *testing.T, tn *town, role staff.Role) staff.Actor {
	t.Helper()
	division, secret, _ := strings.Cut(tn.cookies[role], ".")
	a, err := tn.work.Actor(t.Context(), division, secret)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnIdentityServiceIsSetOnItsPageAndLeadsInFromTheSignInPage(t *testing.T) {
	tn := settled(t)
	p, err := oidctest.Start(jose.ES256)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	settings := map[string]string{"issuer": "http://id.example.gov.cn", "client": p.ClientID, "secret": p.Secret}
	code, text := tn.post(t, staff.SecurityAdmin, "/security/identity", settings)
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "平台的地址“http://id.example.gov.cn”不对") || !strings.Contains(text, `value="http://id.example.gov.cn"`) || strings.Contains(text, p.Secret) {
		t.Errorf("plain http: %d: %s", code, text)
	}
	if _, body, _ := tn.ask(t, "GET /sign-in", ""); strings.Contains(body, "/sign-in/identity?") {
		t.Error("the sign-in page leads to a service that is not set")
	}
	settings["issuer"] = p.Issuer
	if code, text = tn.post(t, staff.SecurityAdmin, "/security/identity", settings); code != http.StatusSeeOther {
		t.Fatalf("set: %d: %s", code, text)
	}
	if _, body, _ := tn.ask(t, "GET /sign-in", ""); !strings.Contains(body, "/sign-in/identity?division="+tn.actors[staff.Clerk].Division) {
		t.Error("the sign-in page does not lead to the service")
	}
	_, body, _ := tn.ask(t, "GET /security/identity", tn.cookies[staff.SecurityAdmin])
	if strings.Contains(body, p.Secret) || !strings.Contains(body, p.Issuer) || !strings.Contains(body, tn.URL+"/sign-in/identity/return") {
		t.Errorf("the page shows %s", body)
	}
	settings["version"] = "99"
	if code, text = tn.post(t, staff.SecurityAdmin, "/security/identity", settings); code != http.StatusUnprocessableEntity || !strings.Contains(text, "刚被别人改过") {
		t.Errorf("over a newer one: %d: %s", code, text)
	}
	delete(settings, "version")
	settings["stopped"] = "yes"
	if code, text = tn.post(t, staff.SecurityAdmin, "/security/identity", settings); code != http.StatusSeeOther {
		t.Fatalf("stopped: %d: %s", code, text)
	}
	if _, body, _ := tn.ask(t, "GET /sign-in", ""); strings.Contains(body, "/sign-in/identity?") {
		t.Error("the sign-in page leads to a stopped service")
	}
}
