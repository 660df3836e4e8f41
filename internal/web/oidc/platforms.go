package oidc

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	lib "github.com/coreos/go-oidc/v3/oidc"

	"duban/internal/desk"
)

// Platforms are the identity platforms of all divisions, as the desk asks for
// them: one party for each that is set.
type Platforms struct {
	transport http.RoundTripper
	random    io.Reader
	mu        sync.Mutex // guards parties
	parties   map[string]*Party
}

// NewPlatforms speaks to platforms over a transport; nil is the ordinary one.
func NewPlatforms(transport http.RoundTripper, random io.Reader) *Platforms {
	return &Platforms{transport: transport, random: random, parties: map[string]*Party{}}
}

func (p *Platforms) party(s desk.IdentityService, back string) (*Party, error) {
	settings := Settings{Issuer: s.Issuer, ClientID: s.Client, ClientSecret: s.Secret, RedirectURL: back, Scopes: s.Scopes, LoginClaim: s.LoginClaim, NameClaim: s.NameClaim}
	key := fmt.Sprintf("%q", []any{s.Issuer, s.Client, s.Secret, back, s.Scopes, s.LoginClaim, s.NameClaim})
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := p.parties[key]; at != nil {
		return at, nil
	}
	at, err := New(settings, p.transport, p.random)
	if err != nil {
		return nil, err
	}
	if len(p.parties) > 1000 {
		clear(p.parties)
	}
	p.parties[key] = at
	return at, nil
}

// Check says what is wrong with the settings, without asking the platform.
func (p *Platforms) Check(s desk.IdentityService, back string) error {
	_, err := p.party(s, back)
	return err
}

// Begin gives the address to send the browser to, and what to keep meanwhile.
func (p *Platforms) Begin(ctx context.Context, s desk.IdentityService, back string, now time.Time) (string, []byte, error) {
	at, err := p.party(s, back)
	if err != nil {
		return "", nil, err
	}
	address, pending, err := at.Begin(ctx, now)
	if err != nil {
		return "", nil, err
	}
	kept, err := json.Marshal(pending)
	return address, kept, err
}

// Finish takes the query that the browser came back with.
func (p *Platforms) Finish(ctx context.Context, s desk.IdentityService, back string, kept []byte, query url.Values, now time.Time) (desk.Identity, error) {
	var pending Pending
	if err := json.Unmarshal(kept, &pending); err != nil {
		return desk.Identity{}, err
	}
	at, err := p.party(s, back)
	if err != nil {
		return desk.Identity{}, err
	}
	id, err := at.Finish(ctx, pending, query, now)
	return desk.Identity{Issuer: id.Issuer, Subject: id.Subject, Login: id.Login, Name: id.Name}, err
}

// Leave gives the address where one signs out of the platform (OpenID Connect
// RP-Initiated Logout 1.0), "" where it offers none.
func (p *Platforms) Leave(ctx context.Context, s desk.IdentityService, to string, now time.Time) (string, error) {
	at, err := p.party(s, to)
	if err != nil {
		return "", err
	}
	return at.Leave(ctx, to, now)
}

// Leave gives the address where one signs out of the platform, "" where it offers none.
func (p *Party) Leave(ctx context.Context, to string, now time.Time) (string, error) {
	at, err := p.look(ctx, now)
	if err != nil {
		return "", err
	}
	return endOf(at.provider, p.settings.ClientID, to)
}

func endOf(provider *lib.Provider, client, to string) (string, error) {
	var told struct {
		End string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&told); err != nil || told.End == "" {
		return "", err
	}
	if err := safeAddress(told.End); err != nil {
		return "", err
	}
	u, err := url.Parse(told.End)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("client_id", client)
	q.Set("post_logout_redirect_uri", to)
	u.RawQuery = q.Encode()
	return u.String(), nil
}
