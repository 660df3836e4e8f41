package web

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
)

func TestTheLogNamesTheRequestAndItsActsAndNoSecret(t *testing.T) {
	tn := settled(t)
	login, division := tn.actors[staff.SystemAdmin].Login, tn.actors[staff.SystemAdmin].Division
	tn.log.Reset()
	post := func(path, cookie string, form url.Values) *http.Response {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, tn.URL+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: cookie})
		}
		answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer
	}
	secrets := []string{password, "Wrong.Guess-2026"}
	post("/sign-in", "", url.Values{"division": {division}, "login": {login}, "password": {"Wrong.Guess-2026"}})
	answer := post("/sign-in?next=%2Fme", "", url.Values{"division": {division}, "login": {login}, "password": {password}})
	cookie := ""
	for _, c := range answer.Cookies() {
		if c.Name == frame.CookieName {
			cookie = c.Value
		}
	}
	_, secret, ok := strings.Cut(cookie, ".")
	if !ok || secret == "" {
		t.Fatalf("nobody is signed in: %d %v", answer.StatusCode, answer.Header)
	}
	answer = post("/units", cookie, url.Values{"act": {"an-act-of-mine"}, "code": {"newunit"}, "name": {"云泽市新设局"}, "short": {"新设局"}, "kind": {string(staff.Department)}, "parent": {tn.actors[staff.SystemAdmin].Unit}, "rank": {"9"}})
	id := answer.Header.Get("X-Request-Id")
	secrets = append(secrets, secret, cookie, tn.cookies[staff.SystemAdmin])
	tn.Close() // a line is written after its answer
	log := tn.log.String()
	for _, s := range secrets {
		if strings.Contains(log, s) {
			t.Errorf("the log shows a secret of %d signs", len(s))
		}
	}
	found := false
	for line := range strings.Lines(log) {
		var l struct {
			Request, Path string
			Acts          []string
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		found = found || l.Request == id && l.Path == "/units" && len(l.Acts) == 1 && l.Acts[0] == "an-act-of-mine"
	}
	if !found {
		t.Errorf("no line of request %s names its act:\n%s", id, log)
	}
}

func TestHealthIsToldInDetailAndTurnsBad(t *testing.T) {
	tn := settled(t)
	ask := func() (int, string) {
		t.Helper()
		answer, err := http.Get(tn.URL + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		b, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(b)
	}
	code, body := ask()
	for _, name := range []string{`"ok":true`, `"database"`, `"schema"`, `"sequencer"`, `"ledger","ok":true`, `"files","ok":true`, `"deliveries"`} {
		if code != http.StatusOK || !strings.Contains(body, name) {
			t.Errorf("%d, no %s in %s", code, name, body)
		}
	}
	tn.close()
	if code, body := ask(); code != http.StatusServiceUnavailable || !strings.Contains(body, `{"name":"database","ok":false}`) {
		t.Errorf("with its database gone: %d %s", code, body)
	}
}
