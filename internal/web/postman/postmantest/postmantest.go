// Package postmantest is a mail server on loopback that keeps what it is
// handed: a real one, for tests and measurements.
package postmantest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/mail"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Office is a mail server.
type Office struct {
	Address string
	Roots   *x509.CertPool // that its certificate is proved by; nil without TLS
	server  *smtp.Server

	mu      sync.Mutex
	letters []Letter
	count   map[string]int // by Message-ID
	refuse  func(to string) error
}

// Letter is what was handed in.
type Letter struct {
	From, To string
	Header   mail.Header
	Body     []byte
	User     string // who had shown himself
	Secure   bool
}

// Options say how an office works.
type Options struct {
	TLS, Implicit  bool // STARTTLS, or TLS from the start
	User, Password string
	KeepNone       bool // letters are counted, not kept
}

// Open opens an office on a free port of loopback.
func Open(o Options) (*Office, error) {
	office := &Office{count: map[string]int{}}
	s := smtp.NewServer(&backend{office, o})
	s.Domain, s.MaxMessageBytes, s.AllowInsecureAuth = "localhost", 1<<20, !o.TLS
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	s.ErrorLog = log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	office.Address, office.server = l.Addr().String(), s
	if o.TLS || o.Implicit {
		certificate, roots, err := certified()
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		office.Roots = roots
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		if o.Implicit {
			l = tls.NewListener(l, s.TLSConfig)
		}
	}
	go s.Serve(l)
	return office, nil
}

// Close closes it.
func (o *Office) Close() error { return o.server.Close() }

// Refuse has the office answer recipients by f; nil takes all.
func (o *Office) Refuse(f func(to string) error) { o.mu.Lock(); o.refuse = f; o.mu.Unlock() }

// Letters are those that were kept.
func (o *Office) Letters() []Letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]Letter(nil), o.letters...)
}

// Counted are how many letters came, and under how many Message-IDs.
func (o *Office) Counted() (letters, ids int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, n := range o.count {
		letters += n
	}
	return letters, len(o.count)
}

// IDs are the Message-IDs that came, and how often.
func (o *Office) IDs() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := map[string]int{}
	for id, n := range o.count {
		all[id] = n
	}
	return all
}

func certified() (tls.Certificate, *x509.CertPool, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots, nil
}

type backend struct {
	office  *Office
	options Options
}

func (b *backend) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, secure := c.TLSConnectionState()
	return &session{backend: b, conn: c, letter: Letter{Secure: secure}}, nil
}

type session struct {
	*backend
	conn   *smtp.Conn
	letter Letter
}

func (s *session) AuthMechanisms() []string {
	if s.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.options.User || password != s.options.Password {
			return &smtp.SMTPError{Code: 535, Message: "no"}
		}
		s.letter.User = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.options.User != "" && s.letter.User == "" {
		return smtp.ErrAuthRequired
	}
	s.letter.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.office.mu.Lock()
	refuse := s.office.refuse
	s.office.mu.Unlock()
	if refuse != nil {
		if err := refuse(to); err != nil {
			return err
		}
	}
	s.letter.To = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return err
	}
	l := s.letter
	l.Header, l.Body = m.Header, body
	_, l.Secure = s.conn.TLSConnectionState()
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	s.office.count[m.Header.Get("Message-ID")]++
	if !s.options.KeepNone {
		s.office.letters = append(s.office.letters, l)
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
