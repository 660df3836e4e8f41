package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	virtual "github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/browsertest"
	"duban/internal/web/frame"
)

// named is a server's address by name: a passkey is bound to a name.
func named(address string) string { return strings.Replace(address, "127.0.0.1", "localhost", 1) }

// withDevice puts a device that holds passkeys into a page's browser.
func withDevice(t *testing.T, p *browsertest.Page) {
	t.Helper()
	if _, err := chromedp.Call(p.Context(), virtual.Enable, virtual.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(p.Context(), virtual.AddVirtualAuthenticator, virtual.AddVirtualAuthenticatorParams{Options: &virtual.VirtualAuthenticatorOptions{
		Protocol: virtual.AuthenticatorProtocolCtap2, Transport: virtual.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}); err != nil {
		t.Fatal(err)
	}
}

func goTo(t *testing.T, p *browsertest.Page, address string) {
	t.Helper()
	if err := chromedp.Do(p.Context(), chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
}

func says(t *testing.T, p *browsertest.Page, selector, words string) {
	t.Helper()
	p.Wait(selector)
	if got := p.Text(selector); !strings.Contains(got, words) {
		t.Fatalf("%s says %q, want %q", selector, got, words)
	}
}

const byPasskey = `form[action="/sign-in/passkey"] button`

func TestSomebodySignsInByAPasskey(t *testing.T) {
	tn := settled(t)
	b := browsertest.Start(t)
	home := named(tn.URL)
	login := tn.actors[staff.Supervisor].Login
	p := b.Open(t, home+"/sign-in", browsertest.Options{})
	withDevice(t, p)
	signOut := func() {
		t.Helper()
		p.Click(`form[action="/sign-out"] button`)
		p.Wait("#f-login")
	}
	signIn := func() {
		t.Helper()
		p.Fill("#f-login", login)
		p.Fill("#f-password", password)
		p.Click(`form[action="/sign-in"] button`)
	}

	// a device without a passkey of this site has nothing to show
	p.Click(byPasskey)
	says(t, p, "[data-told]", "设备上没有确认，或没有这里的通行密钥")

	signIn()
	p.Wait(`form[action="/sign-out"]`)
	goTo(t, p, home+"/me/security")
	p.Fill("#f-device", "办公室的电脑")
	p.Click("form[data-passkey=create] button")
	says(t, p, ".message .toast", "通行密钥登记好了")
	says(t, p, ".lines", "通行密钥 · 办公室的电脑")
	p.Click("form[data-passkey=create] button")
	says(t, p, "[data-passkey=create] [data-told]", "已经有这个账号的通行密钥")

	signOut()
	// whoever guesses at the password locks the password, not the passkey
	for range 6 {
		if _, err := tn.work.OpenSession(t.Context(), desk.SignIn{Division: tn.actors[staff.Supervisor].Division, Login: login, Password: "wrong"}); err == nil {
			t.Fatal("a wrong password opens")
		}
	}
	p.Click(byPasskey)
	p.Wait(`form[action="/sign-out"]`)
	tn.later.Add(16 * 60 * 1_000_000)
	if got := browsertest.Eval[string](p, "location.pathname"); got != "/" {
		t.Errorf("after the passkey one is at %s", got)
	}

	// after the password it is the second factor, and the only thing asked
	signOut()
	signIn()
	p.Wait("form[data-passkey=get]")
	if browsertest.Eval[bool](p, `!!document.querySelector("#f-code")`) {
		t.Error("a code is asked of somebody who has none")
	}
	p.Click("form[data-passkey=get] button")
	p.Wait(`form[action="/sign-out"]`)

	// a reply is good for one sign-in: whoever kept it gets nowhere
	signOut()
	kept := browsertest.Eval[string](p, `new Promise(done => {
		HTMLFormElement.prototype.submit = function () { done(new URLSearchParams(new FormData(this)).toString()); };
		document.querySelector('`+byPasskey+`').click();
	})`)
	send := func() (int, string) {
		t.Helper()
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		a, err := client.Post(tn.URL+"/sign-in/passkey", "application/x-www-form-urlencoded", strings.NewReader(kept))
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
	if code, text := send(); code != http.StatusSeeOther {
		t.Errorf("the reply is answered %d: %s", code, text)
	}
	if code, text := send(); code != http.StatusUnprocessableEntity || !strings.Contains(text, "这一步已经办过了") && !strings.Contains(text, "可能被复制过") {
		t.Errorf("the same reply once more is answered %d: %s", code, text)
	}

	// what a page of another origin was answered is refused
	elsewhere := httptest.NewServer(Site(&frame.House{Desk: tn.work, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Origin: "http://localhost:1"}))
	defer elsewhere.Close()
	goTo(t, p, named(elsewhere.URL)+"/sign-in")
	p.Click(byPasskey)
	says(t, p, ".errsum", "通行密钥没有核对通过")

	// one that was removed lets nobody in, whatever the device still holds
	goTo(t, p, home+"/sign-in")
	p.Click(byPasskey)
	p.Wait(`form[action="/sign-out"]`)
	goTo(t, p, home+"/me/security")
	p.Click(".lines .btn.stop")
	says(t, p, ".message .toast", "已去掉")
	signOut()
	p.Click(byPasskey)
	says(t, p, ".errsum", "这把通行密钥没有登记，或已经停用")
	for _, c := range p.Complaints() {
		if !strings.Contains(c, "422") {
			t.Errorf("the browser complains: %s", c)
		}
	}
}

func TestAPasskeyIsProofToChangeOnesAccount(t *testing.T) {
	tn := settled(t)
	b := browsertest.Start(t)
	home := named(tn.URL)
	p := b.Open(t, home+"/me/security", browsertest.Options{Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Clerk]}})
	withDevice(t, p)
	p.Click("form[data-passkey=create] button")
	says(t, p, ".message .toast", "通行密钥登记好了")
	tn.later.Store((11 * time.Minute).Microseconds())
	goTo(t, p, home+"/me/security?next=/me")
	if browsertest.Eval[bool](p, `!!document.querySelector("form[data-passkey=create]")`) {
		t.Error("an old proof is taken for a fresh one")
	}
	p.Click("form[data-passkey=get] button")
	says(t, p, ".message .toast", "已证明身份")
	if got := browsertest.Eval[string](p, "location.pathname"); got != "/me" {
		t.Errorf("the proof leads to %s", got)
	}
	goTo(t, p, home+"/me/security")
	p.Wait("form[data-passkey=create]")
}

func TestWithoutScriptNoPasskeyIsOffered(t *testing.T) {
	tn := settled(t)
	b := browsertest.Start(t)
	p := b.Open(t, named(tn.URL)+"/sign-in", browsertest.Options{NoScript: true})
	if !browsertest.Eval[bool](p, `document.querySelector('`+byPasskey+`').offsetParent === null`) {
		t.Error("a button that does nothing is shown")
	}
	p.Fill("#f-login", tn.actors[staff.Clerk].Login)
	p.Fill("#f-password", password)
	p.Click(`form[action="/sign-in"] button`)
	p.Wait(`form[action="/sign-out"]`)
	// an address of figures has no passkeys, and the page says so
	q := b.Open(t, tn.URL+"/me/security", browsertest.Options{Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Clerk]}})
	says(t, q, "main", "这个地址上不能登记通行密钥")
	if browsertest.Eval[bool](q, `!!document.querySelector("[data-passkey]")`) {
		t.Error("a passkey is offered where none can be used")
	}
}
