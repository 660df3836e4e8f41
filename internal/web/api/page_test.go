package api_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/web/browsertest"
	"duban/internal/web/rate"
)

// fair holds that a page is easy to use, fits and makes the browser complain of nothing.
func fair(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	if dir := os.Getenv("DUBAN_SHOTS"); dir != "" {
		p.Screenshot(filepath.Join(dir, name+".png"))
	}
	for _, v := range p.Axe() {
		t.Errorf("%s: %s", name, v)
	}
	for _, c := range p.Complaints() {
		t.Errorf("%s: the browser complains: %s", name, c)
	}
	for _, w := range p.WiderThanWindow() {
		t.Errorf("%s: wider than the window: %s", name, w)
	}
}

func TestThePageOfTheAPIIsForEverybody(t *testing.T) {
	o := open(t, sqliteEngine(t), rate.Limits{})
	b := browsertest.Start(t)
	for name, options := range map[string]browsertest.Options{"api-360-en": {Width: 360}, "api-1440-zh": {Width: 1440}, "api-1440-dark": {Width: 1440, Dark: true}} {
		lang := "zh"
		if strings.HasSuffix(name, "en") {
			lang = "en"
		}
		p := b.Open(t, o.server.URL+"/api/v1?lang="+lang, options)
		fair(t, p, name)
		if got := p.Text("#post-reports-report-records-record-accept"); !strings.Contains(got, "record.accept") {
			t.Errorf("%s: the operation says %q", name, got)
		}
		if p.Text("#problem-stale .num") != "412" {
			t.Errorf("%s: no row of the problem", name)
		}
	}
}

func TestATokenIsIssuedAndRevokedOnOnesOwnPageWithoutScript(t *testing.T) {
	o := open(t, sqliteEngine(t), rate.Limits{})
	b := browsertest.Start(t)
	p := b.Open(t, o.server.URL+"/sign-in?next=/me", browsertest.Options{Width: 360, NoScript: true})
	p.Fill("#f-login", "ducha")
	p.Fill("#f-password", password)
	p.Submit("main button[type=submit]")
	p.Wait("#tokens summary")
	p.Click("#tokens summary")
	p.Submit("#tokens form[action='/me/tokens'] button[type=submit]") // without saying what for
	p.Wait(".errsum")
	if got := p.Text(".errsum"); !strings.Contains(got, "没有写令牌的用处") {
		t.Errorf("an empty form: %q", got)
	}
	p.Fill("#f-label", "统计局 <b>交换</b>")
	p.Submit("#tokens form[action='/me/tokens'] button[type=submit]")
	p.Wait("code.secret")
	secret := p.Text("code.secret")
	o.ask(secret, "GET", "/reports", nil).want(t, 200)
	o.ask(secret, "POST", "/reports", nil, "Idempotency-Key", "k").want(t, 403)
	if got := p.Text("#tokens"); !strings.Contains(got, "统计局 <b>交换</b>") {
		t.Errorf("the label became markup: %q", got)
	}
	p.Submit("#tokens form[action$='/revoke'] button")
	p.Wait(".toast")
	o.ask(secret, "GET", "/reports", nil).want(t, 401)
	wide := b.Open(t, o.server.URL+"/sign-in?next=/me&lang=en", browsertest.Options{Width: 1440})
	wide.Fill("#f-login", "xitong")
	wide.Fill("#f-password", password)
	wide.Submit("main button[type=submit]")
	wide.Wait("#tokens summary")
	wide.Click("#tokens summary")
	fair(t, wide, "me-1440-admin")
	wide.Fill("#f-label", "exchange")
	wide.Submit("#tokens form[action='/me/tokens'] button[type=submit]")
	wide.Wait("code.secret")
	fair(t, wide, "me-1440-issued")
}
