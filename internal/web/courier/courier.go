// Package courier carries signed events to other systems over HTTP.
//
// Every number is looked at when it is dialled, after its name was resolved, so
// that no name can lead into this machine or its network; no redirect is
// followed, no proxy is asked, no connection is shared, and of the answer only
// the status counts, but for robots of chat groups, which say in a few words
// whether they took the message. The room refuses to know what is told and when it is
// tried again.
package courier

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"syscall"
	"time"

	"duban/internal/desk"
	"duban/internal/kernel/webhook"
)

// Limits of one try.
const (
	dialTime   = 5 * time.Second
	wholeTime  = 10 * time.Second
	mostHeader = 16 << 10
	mostWords  = 4 << 10 // of an answer that is listened to
)

// Courier sends parcels. The zero value sends nothing; New makes one.
type Courier struct {
	client *http.Client
	agent  string
	whole  time.Duration
}

// New makes a courier that calls itself by the program's version.
func New(version string) *Courier {
	dialer := &net.Dialer{Timeout: dialTime, KeepAlive: -1, ControlContext: guard}
	return &Courier{agent: "duban/" + version, whole: wholeTime, client: &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTime, MaxResponseHeaderBytes: mostHeader,
			// what may be called depends on the parcel: a connection serves one
			DisableKeepAlives: true, DisableCompression: true,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// terms are what the guard holds a number to.
type terms struct {
	networks  []netip.Prefix
	encrypted bool
}

type termsKey struct{}

// refusal is what the guard says; it names the number for the administrator.
type refusal struct{ number netip.Addr }

func (r refusal) Error() string { return "courier: " + r.number.String() + " may not be called" }

// guard looks at the number that is about to be dialled.
func guard(ctx context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	t, _ := ctx.Value(termsKey{}).(terms)
	if !webhook.Allowed(at.Addr(), t.networks, t.encrypted) {
		return refusal{at.Addr()}
	}
	return nil
}

// Send posts a parcel once.
func (c *Courier) Send(ctx context.Context, p desk.Parcel) webhook.Answer {
	ctx, cancel := context.WithTimeout(ctx, c.whole)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Address, bytes.NewReader(p.Body))
	if err != nil {
		return webhook.Answer{Trouble: "推送地址写得不对。", Refused: true}
	}
	encrypted := r.URL.Scheme == "https"
	r = r.WithContext(context.WithValue(ctx, termsKey{}, terms{p.Networks, encrypted}))
	h := r.Header
	h.Set("Content-Type", p.ContentType)
	h.Set("User-Agent", c.agent)
	if p.Head.ID != "" {
		h.Set("Webhook-Id", p.Head.ID)
		h.Set("Webhook-Timestamp", p.Head.Timestamp)
		h.Set("Webhook-Signature", p.Head.Signature)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return trouble(ctx, err, encrypted)
	}
	defer answer.Body.Close()
	a := webhook.Answer{Status: answer.StatusCode}
	if p.Listen { // else what it says is nobody's business
		if a.Body, err = io.ReadAll(io.LimitReader(answer.Body, mostWords)); err != nil {
			return trouble(ctx, err, encrypted)
		}
	}
	switch s := answer.StatusCode; {
	case s >= 200 && s < 300:
	case s >= 300 && s < 400:
		a.Trouble = fmt.Sprintf("接收方要转到别的地址（%d）；转向一律不跟。", s)
	case s == http.StatusGone:
		a.Trouble = "接收方说这个地址已经撤销（410）。"
	default:
		a.Trouble = fmt.Sprintf("接收方没有收下（%d）。", s)
	}
	return a
}

// trouble puts into words why no answer came.
func trouble(ctx context.Context, err error, encrypted bool) webhook.Answer {
	var no refusal
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &no) && !encrypted && !webhook.Inner(no.number):
		return webhook.Answer{Refused: true, Trouble: fmt.Sprintf("%s 在外网，不用 https 不推。", no.number)}
	case errors.As(err, &no):
		return webhook.Answer{Refused: true, Trouble: fmt.Sprintf("地址落在没有许可的内网 %s。", no.number)}
	case errors.As(err, &name):
		return webhook.Answer{Trouble: "查不到推送地址的域名。"}
	case errors.As(err, &certificate):
		return webhook.Answer{Trouble: "接收方的证书不可信。"}
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded):
		return webhook.Answer{Trouble: "接收方没有按时答复。"}
	case errors.Is(err, syscall.ECONNREFUSED):
		return webhook.Answer{Trouble: "接收方拒绝连接，也许没有开。"}
	}
	return webhook.Answer{Trouble: "连不上接收方，或它的答复不合规矩。"}
}
