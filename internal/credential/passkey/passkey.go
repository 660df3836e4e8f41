// Package passkey (通行密钥) registers and checks passkeys (WebAuthn): a key pair
// in a phone, a computer or a stick, of which only the public half is kept.
//
// It is the only room that knows the WebAuthn library; what crosses its border
// is our own small types and JSON for the browser. It refuses to know who the
// holder is beyond an opaque handle, and where anything is stored.
package passkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"duban/internal/base/fault"
)

// Settings are the relying party: data of the city.
type Settings struct {
	ID      string        // the host that passkeys are bound to: “duban.example.gov.cn”
	Name    string        // shown by the phone
	Origins []string      // where pages come from: “https://duban.example.gov.cn”
	Lasts   time.Duration // how long a registration or sign-in may take
}

// Party registers and checks passkeys for one relying party.
type Party struct {
	lib    *webauthn.WebAuthn
	lasts  time.Duration
	random io.Reader
}

const (
	defaultLasts   = 5 * time.Minute
	challengeBytes = 32
	handleBytes    = 32
	replyMost      = 64 << 10
)

// New takes the settings, or says what is wrong with them.
func New(s Settings, random io.Reader) (*Party, error) {
	if s.Lasts == 0 {
		s.Lasts = defaultLasts
	}
	if s.ID == "" || s.Name == "" || s.Lasts < 0 {
		return nil, errors.New("passkey: the relying party needs an id, a name and a time")
	}
	// The time limit is ours (pending.Until): the library would ask the clock.
	limit := webauthn.TimeoutConfig{Timeout: s.Lasts, TimeoutUVD: s.Lasts}
	lib, err := webauthn.New(&webauthn.Config{
		RPID: s.ID, RPDisplayName: s.Name, RPOrigins: s.Origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification:   protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return &Party{lib: lib, lasts: s.Lasts, random: random}, nil
}

// Passkey is what is stored of one. After each sign-in SignCount and BackedUp
// are stored anew.
type Passkey struct {
	ID             []byte
	PublicKey      []byte // COSE
	SignCount      uint32
	Model          []byte   // AAGUID of the authenticator; zeros where it does not say
	Transports     []string // usb, nfc, ble, internal, hybrid
	BackupEligible bool     // may be copied to the holder's other devices
	BackedUp       bool
}

// Holder is whose passkeys they are. The handle is opaque (NewHandle), stays
// with the account for ever and is no login; the names are for the phone's list.
type Holder struct {
	Handle      []byte
	Login, Name string
	Passkeys    []Passkey
}

// NewHandle draws the handle of an account.
func NewHandle(random io.Reader) ([]byte, error) { return draw(random, handleBytes) }

func draw(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("passkey: randomness: %w", err)
	}
	return b, nil
}

// pending is what is kept between begin and finish. It must stay on the server,
// be bound to the browser, and be used once.
type pending struct {
	Registers bool                 `json:"registers"`
	Until     time.Time            `json:"until"`
	Session   webauthn.SessionData `json:"session"`
}

func (p *Party) keep(registers bool, s *webauthn.SessionData, now time.Time) ([]byte, error) {
	return json.Marshal(pending{Registers: registers, Until: now.Add(p.lasts), Session: *s})
}

func resume(kept []byte, registers bool, now time.Time) (webauthn.SessionData, error) {
	var k pending
	if err := json.Unmarshal(kept, &k); err != nil {
		return k.Session, fmt.Errorf("passkey: what was kept since the beginning: %w", err)
	}
	if k.Registers != registers {
		return k.Session, errors.New("passkey: a registration was finished as a sign-in, or the other way round")
	}
	if !now.Before(k.Until) {
		return k.Session, fault.New(fault.Refused, "通行密钥的操作等得太久，已作废。", "重新开始，按提示及时在设备上确认。")
	}
	return k.Session, nil
}

// user shows a holder to the library.
type user struct{ h Holder }

func (u user) WebAuthnID() []byte          { return u.h.Handle }
func (u user) WebAuthnName() string        { return u.h.Login }
func (u user) WebAuthnDisplayName() string { return u.h.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(u.h.Passkeys))
	for i, k := range u.h.Passkeys {
		all[i] = webauthn.Credential{
			ID: k.ID, PublicKey: k.PublicKey,
			Flags:         webauthn.CredentialFlags{BackupEligible: k.BackupEligible, BackupState: k.BackedUp},
			Authenticator: webauthn.Authenticator{AAGUID: k.Model, SignCount: k.SignCount},
		}
		for _, t := range k.Transports {
			all[i].Transport = append(all[i].Transport, protocol.AuthenticatorTransport(t))
		}
	}
	return all
}

func passkeyOf(c *webauthn.Credential) Passkey {
	k := Passkey{
		ID: c.ID, PublicKey: c.PublicKey, SignCount: c.Authenticator.SignCount, Model: c.Authenticator.AAGUID,
		BackupEligible: c.Flags.BackupEligible, BackedUp: c.Flags.BackupState,
	}
	for _, t := range c.Transport {
		k.Transports = append(k.Transports, string(t))
	}
	return k
}

func refused(err error) error {
	return fault.New(fault.Refused, "通行密钥没有核对通过。", "重新试一次；仍不行就用口令登录，并请管理员查看。").Because(err)
}

func malformed(err error) error {
	return fault.New(fault.Invalid, "浏览器交来的通行密钥内容读不懂。", "更新浏览器后重试，或换一个浏览器。").Because(err)
}

func tooLarge(reply []byte) error {
	if len(reply) > replyMost {
		return fault.New(fault.TooLarge, "浏览器交来的通行密钥内容太大。", "更新浏览器后重试，或换一个浏览器。")
	}
	return nil
}
