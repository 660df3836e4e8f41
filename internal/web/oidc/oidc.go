// Package oidc signs people in by the city's own identity platform
// (统一身份认证平台), over OpenID Connect: authorization code with PKCE, state and
// nonce. It says who the platform says it is, and refuses to know accounts,
// cookies and pages.
package oidc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	lib "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"duban/internal/base/fault"
)

// Settings are data of the city; the platform's administrator gives them out.
type Settings struct {
	Issuer       string // exactly as the platform writes it
	ClientID     string
	ClientSecret string   // empty for a public client
	RedirectURL  string   // our page that the platform sends people back to
	Scopes       []string // besides openid
	LoginClaim   string   // claim that holds the login; preferred_username if empty
	NameClaim    string   // claim that holds the name; name if empty
}

// Identity (身份) is who the platform says it is. Issuer and Subject together
// name the person for ever; login and name are words that may change.
type Identity struct {
	Issuer, Subject string
	Login, Name     string
}

// Party is this house towards the platform.
type Party struct {
	settings Settings
	client   *http.Client
	random   io.Reader
	turn     chan struct{} // held while platform is looked at or fetched
	platform *platform
}

// platform is what discovery told.
type platform struct {
	provider *lib.Provider
	keys     *lib.RemoteKeySet
	style    oauth2.AuthStyle
	named    bool // it says in its answer who it is (RFC 9207)
	readAt   time.Time
}

const (
	answerMost  = 1 << 20
	patience    = 10 * time.Second
	staleAfter  = time.Hour
	signInLasts = 10 * time.Minute
)

// New takes the settings without asking the platform, which may be down while
// we start. transport carries the city's own certificates and proxies; nil is
// the ordinary one.
func New(s Settings, transport http.RoundTripper, random io.Reader) (*Party, error) {
	for _, address := range []string{s.Issuer, s.RedirectURL} {
		if err := safeAddress(address); err != nil {
			return nil, err
		}
	}
	if s.ClientID == "" {
		return nil, errors.New("oidc: no client id")
	}
	if s.LoginClaim == "" {
		s.LoginClaim = "preferred_username"
	}
	if s.NameClaim == "" {
		s.NameClaim = "name"
	}
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &Party{
		settings: s, random: random, turn: make(chan struct{}, 1),
		client: &http.Client{
			Transport: bounded{transport}, Timeout: patience,
			// what the platform told us stays where it told us
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// safeAddress wants https, but for this machine itself.
func safeAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("oidc: %q is no address", address)
	}
	host := u.Hostname()
	loopback := host == "localhost" || net.ParseIP(host).IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback) {
		return fmt.Errorf("oidc: %q is not https", address)
	}
	return nil
}

// bounded cuts off an answer that never ends.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, answerMost)
	}
	return answer, err
}

func unreachable(err error) error {
	return fault.New(fault.Unavailable, "连不上统一身份认证平台。", "稍后再试，或用本系统的账号和口令登录。").Because(err)
}

func refused(err error) error {
	return fault.New(fault.Refused, "统一身份认证平台交来的凭证没有通过核对。", "重新登录；仍不行请管理员核对平台的设置。").Because(err)
}

// look gives what discovery told, at most an hour old; an older one is better
// than none.
func (p *Party) look(ctx context.Context, now time.Time) (*platform, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, unreachable(ctx.Err())
	}
	if p.platform != nil && now.Before(p.platform.readAt.Add(staleAfter)) {
		return p.platform, nil
	}
	fresh, err := p.discover(ctx, now)
	if err != nil && p.platform != nil {
		return p.platform, nil
	}
	if err == nil {
		p.platform = fresh
	}
	return fresh, err
}

func (p *Party) discover(ctx context.Context, now time.Time) (*platform, error) {
	ctx = lib.ClientContext(ctx, p.client)
	provider, err := lib.NewProvider(ctx, p.settings.Issuer)
	var other *lib.IssuerMismatchError
	if errors.As(err, &other) {
		return nil, fault.New(fault.Invalid, "统一身份认证平台自报的地址和设置的不一样。", "请管理员照平台给出的地址逐字核对，末尾的斜线也算。").Because(err)
	}
	if err != nil {
		return nil, unreachable(err)
	}
	var told struct {
		Keys    string   `json:"jwks_uri"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
		Named   bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&told); err != nil {
		return nil, unreachable(err)
	}
	addresses := []string{provider.Endpoint().AuthURL, provider.Endpoint().TokenURL, told.Keys}
	if info := provider.UserInfoEndpoint(); info != "" {
		addresses = append(addresses, info)
	}
	for _, address := range addresses {
		if err := safeAddress(address); err != nil {
			return nil, unreachable(err)
		}
	}
	// Said outright: trying one after the other would spend the code.
	style := oauth2.AuthStyleInHeader
	if p.settings.ClientSecret == "" || len(told.Methods) > 0 && !slices.Contains(told.Methods, "client_secret_basic") {
		style = oauth2.AuthStyleInParams
	}
	return &platform{provider: provider, keys: lib.NewRemoteKeySet(ctx, told.Keys), style: style, named: told.Named, readAt: now}, nil
}

func (p *Party) exchange(at *platform) *oauth2.Config {
	endpoint := at.provider.Endpoint()
	endpoint.AuthStyle = at.style
	return &oauth2.Config{
		ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret, RedirectURL: p.settings.RedirectURL,
		Scopes: append([]string{lib.ScopeOpenID}, p.settings.Scopes...), Endpoint: endpoint,
	}
}

// String leaves the secret out.
func (s Settings) String() string {
	return strings.Join([]string{s.Issuer, s.ClientID, s.RedirectURL}, " ")
}
