package oidc

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"duban/internal/base/fault"
	"duban/internal/web/oidc/oidctest"
)

const back = "http://localhost/signin/back"

var wang = oidctest.Person{Subject: "8c1f", Login: "wangke", Name: "王科"}

func start(t *testing.T, alg jose.SignatureAlgorithm) (*oidctest.Platform, *Party) {
	t.Helper()
	o, err := oidctest.Start(alg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	o.RedirectURL, o.People = back, []oidctest.Person{wang}
	return o, join(t, o)
}

func join(t *testing.T, o *oidctest.Platform) *Party {
	t.Helper()
	p, err := New(Settings{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.Secret, RedirectURL: back, Scopes: []string{"profile"}}, nil, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// visit fills the platform's page and gives the query it sends the browser back with.
func visit(t *testing.T, address, login, act string) url.Values {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := browser.PostForm(address, url.Values{"login": {login}, "act": {act}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	to, err := r.Location()
	if err != nil || !strings.HasPrefix(to.String(), back+"?") {
		t.Fatalf("%s, %v, %v", r.Status, to, err)
	}
	return to.Query()
}

// signIn goes all the way; between may change what was kept and what came back.
func signIn(t *testing.T, p *Party, between func(*Pending, url.Values)) (Identity, error) {
	t.Helper()
	address, kept, err := p.Begin(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	query := visit(t, address, "wangke", "yes")
	if between != nil {
		between(&kept, query)
	}
	return p.Finish(t.Context(), kept, query, time.Now())
}

func TestThePlatformSaysWhoItIs(t *testing.T) {
	for _, alg := range []jose.SignatureAlgorithm{jose.RS256, jose.ES256} {
		o, p := start(t, alg)
		want := Identity{Issuer: o.Issuer, Subject: "8c1f", Login: "wangke", Name: "王科"}
		for range 2 {
			if id, err := signIn(t, p, nil); err != nil || id != want {
				t.Errorf("%s: %+v, %v", alg, id, err)
			}
		}
	}
}

func TestTheSecretIsShownAsThePlatformAsksOrNotAtAll(t *testing.T) {
	for name, set := range map[string]func(*oidctest.Platform){
		"in the form": func(o *oidctest.Platform) { o.PostSecret = true },
		"none":        func(o *oidctest.Platform) { o.Secret = "" },
		"with signs":  func(o *oidctest.Platform) { o.Secret = "a:b+c/d %&=密" },
	} {
		o, _ := start(t, jose.ES256)
		set(o)
		if _, err := signIn(t, join(t, o), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoginAndNameMayBeToldApart(t *testing.T) {
	o, p := start(t, jose.ES256)
	o.Apart = true
	if id, err := signIn(t, p, nil); err != nil || id.Subject != "8c1f" || id.Login != "wangke" || id.Name != "王科" {
		t.Errorf("%+v, %v", id, err)
	}
	o.Turn = func(c map[string]any) { c["preferred_username"] = "signed" } // what was signed stands
	if id, err := signIn(t, p, nil); err != nil || id.Login != "signed" || id.Name != "王科" {
		t.Errorf("%+v, %v", id, err)
	}
	for _, sub := range []any{"another", "", nil} {
		o.TurnInfo = func(c map[string]any) { c["sub"] = sub }
		id, err := signIn(t, p, nil)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Refused || id != (Identity{}) {
			t.Errorf("told of %v: %+v, %v", sub, id, err)
		}
	}
}

func TestOtherClaimsMayHoldTheLogin(t *testing.T) {
	o, _ := start(t, jose.ES256)
	o.Turn = func(c map[string]any) { c["uid"], c["cn"] = "004217", 5 }
	p, err := New(Settings{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.Secret, RedirectURL: back, LoginClaim: "uid", NameClaim: "cn"}, nil, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := signIn(t, p, nil); err != nil || id.Login != "004217" || id.Name != "" {
		t.Errorf("%+v, %v", id, err)
	}
}

func TestAWrongIdentityIsRefused(t *testing.T) {
	for name, turn := range map[string]func(map[string]any){
		"another nonce":     func(c map[string]any) { c["nonce"] = "another" },
		"no nonce":          func(c map[string]any) { delete(c, "nonce") },
		"another audience":  func(c map[string]any) { c["aud"] = "another system" },
		"several audiences": func(c map[string]any) { c["aud"] = []string{"duban", "another system"} },
		"issued to another": func(c map[string]any) { c["azp"] = "another system" },
		"another issuer":    func(c map[string]any) { c["iss"] = "https://evil.example" },
		"no subject":        func(c map[string]any) { delete(c, "sub") },
		"a long subject":    func(c map[string]any) { c["sub"] = strings.Repeat("x", 256) },
		"expired":           func(c map[string]any) { c["exp"] = time.Now().Add(-time.Minute).Unix() },
		"no expiry":         func(c map[string]any) { delete(c, "exp") },
		"of tomorrow":       func(c map[string]any) { c["nbf"] = time.Now().Add(24 * time.Hour).Unix() },
	} {
		o, p := start(t, jose.ES256)
		o.Turn = turn
		id, err := signIn(t, p, nil)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Refused || id != (Identity{}) {
			t.Errorf("%s: %+v, %v", name, id, err)
		} else if name == "expired" && !strings.Contains(f.Sentence, "过期") {
			t.Errorf("%s", f.Sentence)
		}
	}
}

func TestAnAnswerToAnotherQuestionIsRefused(t *testing.T) {
	for name, between := range map[string]func(*Pending, url.Values){
		"another state":          func(_ *Pending, q url.Values) { q.Set("state", "another") },
		"no state":               func(k *Pending, q url.Values) { k.State = ""; q.Del("state") },
		"another code":           func(_ *Pending, q url.Values) { q.Set("code", "another") },
		"no code":                func(_ *Pending, q url.Values) { q.Del("code") },
		"another PKCE verifier":  func(k *Pending, _ url.Values) { k.Verifier = strings.Repeat("x", 43) },
		"another nonce was kept": func(k *Pending, _ url.Values) { k.Nonce = "another" },
		"another platform":       func(_ *Pending, q url.Values) { q.Set("iss", "https://evil.example") },
		"a nameless platform":    func(_ *Pending, q url.Values) { q.Del("iss") },
		"too late":               func(k *Pending, _ url.Values) { k.Until = time.Now() },
	} {
		_, p := start(t, jose.ES256)
		if _, err := signIn(t, p, between); err == nil || func() bool { f, ok := fault.As(err); return !ok || f.Kind != fault.Refused }() {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, p := start(t, jose.ES256)
	var kept Pending
	var query url.Values
	if _, err := signIn(t, p, func(k *Pending, q url.Values) { kept, query = *k, q }); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Finish(t.Context(), kept, query, time.Now()); err == nil {
		t.Error("one code signed in twice")
	}
}

func TestWhoeverThePlatformTurnsAwayIsToldSo(t *testing.T) {
	_, p := start(t, jose.ES256)
	address, kept, err := p.Begin(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Finish(t.Context(), kept, visit(t, address, "wangke", "no"), time.Now())
	if f, ok := fault.As(err); !ok || !strings.Contains(f.Sentence, "没有同意") || !strings.Contains(f.Cause.Error(), "access_denied") {
		t.Errorf("%v", err)
	}
}

func TestAKeyThatWasRotatedIsFetched(t *testing.T) {
	o, p := start(t, jose.RS256)
	if _, err := signIn(t, p, nil); err != nil {
		t.Fatal(err)
	}
	if err := o.Rotate(jose.ES256); err != nil {
		t.Fatal(err)
	}
	if _, err := signIn(t, p, nil); err != nil {
		t.Errorf("after the rotation: %v", err)
	}
}

func TestAForgedIdentityIsRefused(t *testing.T) {
	for _, alg := range []jose.SignatureAlgorithm{jose.RS256, jose.ES256} {
		o, p := start(t, alg)
		if err := o.Forge(); err != nil {
			t.Fatal(err)
		}
		_, err := signIn(t, p, nil)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Refused {
			t.Errorf("%s: %v", alg, err)
		}
	}
	_, p := start(t, jose.ES256)
	at, err := p.look(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"", "x", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"} { // none, HS256
		_, err := p.identify(t.Context(), at, raw, "nonce", time.Now())
		if f, ok := fault.As(err); !ok || f.Kind != fault.Refused {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestAPlatformThatIsDownIsSaidToBeDown(t *testing.T) {
	down := func(name string, err error) {
		t.Helper()
		if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "统一身份认证平台") || f.Cause == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	o, p := start(t, jose.ES256)
	o.Close()
	_, _, err := p.Begin(t.Context(), time.Now())
	down("from the beginning", err)

	o, p = start(t, jose.ES256)
	_, err = signIn(t, p, func(*Pending, url.Values) { o.Close() })
	down("before the code was exchanged", err)

	o, p = start(t, jose.ES256)
	o.KeysDown = true
	_, err = signIn(t, p, nil)
	down("without keys", err)
	o.KeysDown = false
	if _, err := signIn(t, p, nil); err != nil {
		t.Errorf("does not recover: %v", err)
	}

	var sent atomic.Int64
	flood := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for {
			n, err := w.Write(bytes.Repeat([]byte(" "), 1<<16))
			if err != nil {
				return
			}
			sent.Add(int64(n))
		}
	}))
	defer flood.Close()
	o.Issuer = flood.URL
	_, _, err = join(t, o).Begin(t.Context(), time.Now())
	down("answering without end", err)
	if sent.Load() > 64<<20 { // what buffers on the way may hold, with room
		t.Errorf("%d bytes were taken", sent.Load())
	}
}

func TestWhatDiscoveryToldLastsAnHourAndLongerInNeed(t *testing.T) {
	o, p := start(t, jose.ES256)
	now := time.Now()
	if _, _, err := p.Begin(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	first := p.platform
	p.Begin(t.Context(), now.Add(59*time.Minute))
	if p.platform != first {
		t.Error("asked again within the hour")
	}
	p.Begin(t.Context(), now.Add(time.Hour))
	if p.platform == first {
		t.Error("not asked again after an hour")
	}
	o.Close()
	if _, _, err := p.Begin(t.Context(), now.Add(3*time.Hour)); err != nil {
		t.Errorf("what is known was thrown away: %v", err)
	}
}

func TestAPlatformThatCallsItselfOtherwiseIsRefused(t *testing.T) {
	o, _ := start(t, jose.ES256)
	o.Issuer += "/"
	p := join(t, o)
	o.Issuer = strings.TrimSuffix(o.Issuer, "/")
	_, _, err := p.Begin(t.Context(), time.Now())
	if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Sentence, "自报的地址") {
		t.Errorf("%v", err)
	}
}

func TestSettingsThatWouldBetrayTheSecretAreRefused(t *testing.T) {
	good := Settings{Issuer: "https://sso.example", ClientID: "duban", RedirectURL: "https://duban.example/back"}
	if _, err := New(good, nil, rand.Reader); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Settings){
		"not https": func(s *Settings) { s.Issuer = "http://sso.example" }, "no address": func(s *Settings) { s.Issuer = "sso.example" },
		"address with a login": func(s *Settings) { s.Issuer = "https://a:b@sso.example" }, "no client": func(s *Settings) { s.ClientID = "" },
		"way back not https": func(s *Settings) { s.RedirectURL = "http://duban.example/back" },
	} {
		s := good
		change(&s)
		if _, err := New(s, nil, rand.Reader); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	o, _ := start(t, jose.ES256)
	p, err := New(Settings{Issuer: o.Issuer, ClientID: o.ClientID, RedirectURL: back}, nil, bytes.NewReader(nil))
	if err != nil {
		t.Fatal(err)
	}
	if address, _, err := p.Begin(t.Context(), time.Now()); err == nil {
		t.Errorf("began without randomness: %s", address)
	}
	if s := (Settings{ClientSecret: "hidden"}); strings.Contains(s.String(), "hidden") {
		t.Error(s)
	}
}
