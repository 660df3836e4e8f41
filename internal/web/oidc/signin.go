package oidc

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	lib "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"duban/internal/base/fault"
)

// Pending is what is kept between Begin and Finish. It must be bound to the
// browser that began and be used once.
type Pending struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // of PKCE
	Until    time.Time `json:"until"`
}

// Begin gives the address to send the browser to.
func (p *Party) Begin(ctx context.Context, now time.Time) (address string, kept Pending, err error) {
	at, err := p.look(ctx, now)
	if err != nil {
		return "", Pending{}, err
	}
	kept.Until = now.Add(signInLasts)
	for _, word := range []*string{&kept.State, &kept.Nonce, &kept.Verifier} {
		var b [32]byte
		if _, err := io.ReadFull(p.random, b[:]); err != nil {
			return "", Pending{}, fmt.Errorf("oidc: randomness: %w", err)
		}
		*word = base64.RawURLEncoding.EncodeToString(b[:])
	}
	return p.exchange(at).AuthCodeURL(kept.State, lib.Nonce(kept.Nonce), oauth2.S256ChallengeOption(kept.Verifier)), kept, nil
}

func same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// Finish takes the query that the browser came back with, fetches the identity
// and checks it.
func (p *Party) Finish(ctx context.Context, kept Pending, query url.Values, now time.Time) (Identity, error) {
	if !same(kept.State, query.Get("state")) {
		return Identity{}, fault.New(fault.Refused, "这次登录不是从这个浏览器开始的。", "回到登录页，重新点统一身份认证登录。")
	}
	if !now.Before(kept.Until) {
		return Identity{}, fault.New(fault.Refused, "登录等得太久，已作废。", "回到登录页，重新点统一身份认证登录。")
	}
	if code := query.Get("error"); code != "" {
		return Identity{}, fault.New(fault.Refused, "统一身份认证平台没有同意这次登录。", "重新登录；仍不行请平台的管理员查看您的权限。").
			Because(fmt.Errorf("oidc: %q %q", code, query.Get("error_description")))
	}
	at, err := p.look(ctx, now)
	if err != nil {
		return Identity{}, err
	}
	if iss := query.Get("iss"); (at.named || iss != "") && iss != p.settings.Issuer {
		return Identity{}, refused(fmt.Errorf("oidc: answered by %q", iss))
	}
	if query.Get("code") == "" {
		return Identity{}, refused(errors.New("oidc: no code"))
	}
	ctx = lib.ClientContext(ctx, p.client)
	token, err := p.exchange(at).Exchange(ctx, query.Get("code"), oauth2.VerifierOption(kept.Verifier))
	if err != nil {
		var answer *oauth2.RetrieveError
		if errors.As(err, &answer) && answer.Response.StatusCode < 500 {
			return Identity{}, refused(err)
		}
		return Identity{}, unreachable(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.identify(ctx, at, raw, kept.Nonce, now)
	if err == nil && (id.Login == "" || id.Name == "") && at.provider.UserInfoEndpoint() != "" {
		err = p.ask(ctx, at, token, &id)
	}
	if err != nil {
		return Identity{}, err
	}
	return id, nil
}

// ask fills in what the identity token leaves to the userinfo endpoint: the
// standard lets a platform tell login and name there alone (Core, 5.4).
func (p *Party) ask(ctx context.Context, at *platform, token *oauth2.Token, id *Identity) error {
	info, err := at.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return unreachable(err)
	}
	if !same(id.Subject, info.Subject) {
		return refused(fmt.Errorf("oidc: asked about %q and told of %q", id.Subject, info.Subject))
	}
	claims := map[string]any{}
	if err := info.Claims(&claims); err != nil {
		return refused(err)
	}
	p.name(id, claims)
	return nil
}

// name takes login and name where they are not known yet.
func (p *Party) name(id *Identity, claims map[string]any) {
	if id.Login == "" {
		id.Login, _ = claims[p.settings.LoginClaim].(string)
	}
	if id.Name == "" {
		id.Name, _ = claims[p.settings.NameClaim].(string)
	}
}

// heard remembers what the key set said, which the library makes into text.
type heard struct {
	lib.KeySet
	err error
}

func (h *heard) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := h.KeySet.VerifySignature(ctx, jwt)
	h.err = err
	return payload, err
}

// algorithms are the signatures we take, whatever the platform offers.
var algorithms = []string{lib.RS256, lib.ES256, lib.PS256, lib.EdDSA}

func (p *Party) identify(ctx context.Context, at *platform, raw, nonce string, now time.Time) (Identity, error) {
	keys := &heard{KeySet: at.keys}
	verifier := lib.NewVerifier(p.settings.Issuer, keys, &lib.Config{
		ClientID: p.settings.ClientID, SupportedSigningAlgs: algorithms, Now: func() time.Time { return now },
	})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		var expired *lib.TokenExpiredError
		switch {
		case errors.As(err, &expired):
			return Identity{}, fault.New(fault.Refused, "统一身份认证平台交来的凭证已经过期。", "重新登录；仍不行请管理员核对两边的时钟。").Because(err)
		case errors.Unwrap(keys.err) != nil: // a wrong signature wraps nothing, keys that cannot be fetched do
			return Identity{}, unreachable(err)
		}
		return Identity{}, refused(err)
	}
	if !same(nonce, token.Nonce) {
		return Identity{}, refused(errors.New("oidc: another nonce"))
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return Identity{}, refused(err)
	}
	azp, _ := claims["azp"].(string)
	if azp != "" && azp != p.settings.ClientID || azp == "" && len(token.Audience) > 1 {
		return Identity{}, refused(fmt.Errorf("oidc: issued to %q for %q", azp, token.Audience))
	}
	if token.Subject == "" || len(token.Subject) > 255 {
		return Identity{}, refused(errors.New("oidc: no subject, or one longer than the standard allows"))
	}
	id := Identity{Issuer: token.Issuer, Subject: token.Subject}
	p.name(&id, claims)
	return id, nil
}
