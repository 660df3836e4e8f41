// Package oidctest is a small identity platform on loopback for tests of
// sign-in: discovery, keys, a login page, tokens with PKCE, userinfo. It follows
// OpenID Connect Core and RFC 7636 where they bind a platform; a test may turn
// its answers wrong, which no honest platform lets one do.
package oidctest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Person may sign in at the platform.
type Person struct{ Subject, Login, Name string }

// Platform is a running one. Change its fields only while no request is under way.
type Platform struct {
	Issuer      string
	ClientID    string
	Secret      string // empty: a public client
	RedirectURL string
	People      []Person
	Now         func() time.Time
	Turn        func(claims map[string]any) // makes the next tokens wrong; nil leaves them
	Apart       bool                        // login and name are told at the userinfo endpoint alone
	TurnInfo    func(claims map[string]any) // makes those answers wrong; nil leaves them
	KeysDown    bool
	PostSecret  bool // the secret is taken in the form alone

	server *httptest.Server
	mu     sync.Mutex
	codes  map[string]grant
	tokens map[string]Person
	signer jose.Signer
	public jose.JSONWebKey
	made   int
}

type grant struct {
	person                     Person
	redirect, nonce, challenge string
	until                      time.Time
}

// Start opens a platform that signs by RS256 or ES256.
func Start(alg jose.SignatureAlgorithm) (*Platform, error) {
	p := &Platform{ClientID: "duban", Secret: "a secret of the test", Now: time.Now, codes: map[string]grant{}, tokens: map[string]Person{}}
	if err := p.Rotate(alg); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userinfo)
	p.server = httptest.NewServer(mux)
	p.Issuer = p.server.URL
	return p, nil
}

// Close ends the platform.
func (p *Platform) Close() { p.server.Close() }

// Rotate signs with a new key from now on and forgets the old one.
func (p *Platform) Rotate(alg jose.SignatureAlgorithm) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made++
	public, err := p.signBy(alg, fmt.Sprintf("key-%d", p.made))
	p.public = public
	return err
}

// Forge signs with a key that is not published, under the id of the one that is.
func (p *Platform) Forge() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.signBy(jose.SignatureAlgorithm(p.public.Algorithm), p.public.KeyID)
	return err
}

func (p *Platform) signBy(alg jose.SignatureAlgorithm, id string) (public jose.JSONWebKey, err error) {
	var private crypto.Signer
	if alg == jose.ES256 {
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	} else {
		private, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		return public, err
	}
	p.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: private, KeyID: id}}, nil)
	return jose.JSONWebKey{Key: private.Public(), KeyID: id, Algorithm: string(alg), Use: "sig"}, err
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func (p *Platform) discovery(w http.ResponseWriter, _ *http.Request) {
	method := "client_secret_basic"
	if p.PostSecret {
		method = "client_secret_post"
	}
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.server.URL + "/authorize", "token_endpoint": p.server.URL + "/token",
		"jwks_uri": p.server.URL + "/keys", "userinfo_endpoint": p.server.URL + "/userinfo",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256", "ES256"}, "code_challenge_methods_supported": []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{method}, "authorization_response_iss_parameter_supported": true,
	})
}

func (p *Platform) keys(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.KeysDown {
		http.Error(w, "down", http.StatusInternalServerError)
		return
	}
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{p.public}})
}

var page = template.Must(template.New("").Parse(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>统一身份认证平台</title>
<form method="post"><label>登录名 <input name="login" autofocus></label> <button name="act" value="yes">登录</button>
<button name="act" value="no">不同意</button></form>`))

// authorize shows the login page, and sends whoever filled it back with a code.
func (p *Platform) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != p.ClientID || p.RedirectURL == "" || q.Get("redirect_uri") != p.RedirectURL {
		http.Error(w, "unknown client or address", http.StatusBadRequest) // never sent on
		return
	}
	back := url.Values{"state": {q.Get("state")}, "iss": {p.Issuer}}
	send := func() { http.Redirect(w, r, p.RedirectURL+"?"+back.Encode(), http.StatusSeeOther) }
	if q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 {
		back.Set("error", "invalid_request")
		send()
		return
	}
	if r.Method == http.MethodGet {
		page.Execute(w, nil)
		return
	}
	at := slices.IndexFunc(p.People, func(who Person) bool { return who.Login == r.PostFormValue("login") })
	if at < 0 || r.PostFormValue("act") == "no" {
		back.Set("error", "access_denied")
		send()
		return
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = grant{person: p.People[at], redirect: q.Get("redirect_uri"), nonce: q.Get("nonce"),
		challenge: q.Get("code_challenge"), until: p.Now().Add(time.Minute)}
	p.mu.Unlock()
	back.Set("code", code)
	send()
}

// token gives an identity for a code, once.
func (p *Platform) token(w http.ResponseWriter, r *http.Request) {
	client, secret, basic := r.BasicAuth()
	if basic { // RFC 6749, 2.3.1
		client, _ = url.QueryUnescape(client)
		secret, _ = url.QueryUnescape(secret)
	} else {
		client, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if client != p.ClientID || subtle.ConstantTimeCompare([]byte(secret), []byte(p.Secret)) != 1 || p.Secret != "" && basic == p.PostSecret {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	g, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || r.PostFormValue("grant_type") != "authorization_code" || r.PostFormValue("redirect_uri") != g.redirect ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge || !p.Now().Before(g.until) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss": p.Issuer, "sub": g.person.Subject, "aud": p.ClientID, "nonce": g.nonce,
		"iat": p.Now().Unix(), "exp": p.Now().Add(5 * time.Minute).Unix(),
	}
	if !p.Apart {
		claims["preferred_username"], claims["name"] = g.person.Login, g.person.Name
	}
	if p.Turn != nil {
		p.Turn(claims)
	}
	body, _ := json.Marshal(claims)
	signed, err := p.signer.Sign(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	access := rand.Text()
	p.tokens[access] = g.person
	answer(w, http.StatusOK, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": token})
}

// userinfo tells about whoever the access token was given for.
func (p *Platform) userinfo(w http.ResponseWriter, r *http.Request) {
	access, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	p.mu.Lock()
	defer p.mu.Unlock()
	who, known := p.tokens[access]
	if !bearer || !known {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "no such token", http.StatusUnauthorized)
		return
	}
	claims := map[string]any{"sub": who.Subject, "preferred_username": who.Login, "name": who.Name}
	if p.TurnInfo != nil {
		p.TurnInfo(claims)
	}
	answer(w, http.StatusOK, claims)
}
