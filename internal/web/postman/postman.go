// Package postman carries letters to the mail server that the operator named.
//
// It encrypts unless it was told not to, shows its password to nobody it has
// not proved, and says of each letter what became of it. The room refuses to
// know whom is written to and why, and when a letter is tried again.
package postman

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"duban/internal/base/fault"
	"duban/internal/desk"
)

// Security (加密方式) is how the connection to the mail server is encrypted.
type Security string

// The ways.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	Plain    Security = "none" // inside an inner network alone
)

// Server (邮件服务器) is where letters are handed in, as the operator says it.
type Server struct {
	Address  string // host:port
	Security Security
	User     string // "" where it asks for none
	Password string
	From     string         // the address that letters come from
	Roots    *x509.CertPool // nil for the system's
}

const dialTime = 10 * time.Second

// Postman hands letters in.
type Postman struct {
	server Server
	host   string
	from   *mail.Address
}

// New makes a postman, or says what of the server is written wrong.
func New(s Server) (*Postman, error) {
	host, port, err := net.SplitHostPort(s.Address)
	if err != nil || host == "" || port == "" {
		return nil, fault.New(fault.Usage, fmt.Sprintf("邮件服务器“%s”写得不对。", s.Address), "写成 主机:端口，例 mail.example.gov.cn:587。")
	}
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return nil, fault.New(fault.Usage, fmt.Sprintf("发件地址“%s”不是邮箱。", s.From), "例：duban@example.gov.cn。")
	}
	if s.Security == "" {
		s.Security = StartTLS
	}
	switch s.Security {
	case StartTLS, TLS:
	case Plain:
		if s.User != "" && !loopback(host) {
			return nil, fault.New(fault.Usage, "不加密的连接上不送邮件口令。", "请用 starttls 或 tls，或不写邮件账号。")
		}
	default:
		return nil, fault.New(fault.Usage, fmt.Sprintf("没有“%s”这种加密方式。", s.Security), "只有 starttls、tls、none。")
	}
	return &Postman{server: s, host: host, from: from}, nil
}

func loopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }

// Carry hands letters in over one connection. The error says that the server
// could not be used at all: what was handed in before stands.
func (p *Postman) Carry(ctx context.Context, letters []desk.Letter, told func(i int, a desk.MailAnswer)) error {
	conn, err := (&net.Dialer{Timeout: dialTime}).DialContext(ctx, "tcp", p.server.Address)
	if err != nil {
		return fmt.Errorf("postman: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	c, err := p.open(conn)
	if err != nil {
		return fmt.Errorf("postman: %w", err)
	}
	for i, l := range letters {
		err := p.hand(c, l)
		var refusal *smtp.SMTPError
		switch {
		case err == nil:
			told(i, desk.MailAnswer{})
		case errors.As(err, &refusal) && refusal.Code != 421:
			told(i, desk.MailAnswer{Trouble: fmt.Sprintf("邮件服务器没有收下（%d）。", refusal.Code), Refused: refusal.Code >= 500})
			if err := c.Reset(); err != nil {
				return fmt.Errorf("postman: %w", err)
			}
		case errors.Is(err, errAddress):
			told(i, desk.MailAnswer{Trouble: "邮箱写得不对。", Refused: true})
		default:
			return fmt.Errorf("postman: %w", err)
		}
	}
	_ = c.Quit() // all is handed in
	return nil
}

func (p *Postman) open(conn net.Conn) (*smtp.Client, error) {
	secure := &tls.Config{ServerName: p.host, RootCAs: p.server.Roots, MinVersion: tls.VersionTLS12}
	var c *smtp.Client
	var err error
	switch p.server.Security {
	case TLS:
		c = smtp.NewClient(tls.Client(conn, secure))
	case StartTLS:
		if c, err = smtp.NewClientStartTLS(conn, secure); err != nil {
			return nil, err
		}
	default:
		c = smtp.NewClient(conn)
	}
	c.CommandTimeout, c.SubmissionTimeout = 30*time.Second, time.Minute
	if p.server.User == "" {
		return c, nil
	}
	if c.SupportsAuth(sasl.Plain) {
		return c, c.Auth(sasl.NewPlainClient("", p.server.User, p.server.Password))
	}
	return c, c.Auth(sasl.NewLoginClient(p.server.User, p.server.Password))
}

var errAddress = errors.New("postman: no address")

func (p *Postman) hand(c *smtp.Client, l desk.Letter) error {
	to, err := mail.ParseAddress(l.To)
	if err != nil || !ascii(to.Address) {
		return errAddress
	}
	to.Name = l.Name
	return c.SendMail(p.from.Address, []string{to.Address}, strings.NewReader(p.write(l, to)))
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 126 || r < 33 })
}

// write is a letter as it goes over the line (RFC 5322).
func (p *Postman) write(l desk.Letter, to *mail.Address) string {
	_, domain, _ := strings.Cut(p.from.Address, "@")
	var b strings.Builder
	head := func(name, value string) { b.WriteString(name + ": " + value + "\r\n") }
	head("Date", l.At.Format(time.RFC1123Z))
	head("From", p.from.String())
	head("To", to.String())
	head("Subject", mime.BEncoding.Encode("utf-8", oneLine(l.Subject)))
	head("Message-ID", "<"+l.Key+"@"+domain+">")
	head("Auto-Submitted", "auto-generated")
	if l.Unsubscribe != "" { // RFC 8058
		head("List-Unsubscribe", "<"+l.Unsubscribe+">")
		head("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	head("MIME-Version", "1.0")
	head("Content-Type", "text/plain; charset=utf-8")
	head("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	body := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(l.Body, "\n", "\r\n")))
	for len(body) > 76 {
		b.WriteString(body[:76] + "\r\n")
		body = body[76:]
	}
	b.WriteString(body + "\r\n")
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
