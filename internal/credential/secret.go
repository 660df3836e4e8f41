package credential

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"hash/crc32"
	"io"
	"log/slog"
	"strings"
)

// SecretKind says what a bearer secret opens. It is the head of its text, so
// that a scanner of leaked secrets, and a reader of a log, knows what it is.
type SecretKind string

const (
	SessionSecret    SecretKind = "duban_ses_" // 会话
	AccessToken      SecretKind = "duban_pat_" // 个人访问令牌
	InvitationSecret SecretKind = "duban_inv_" // 邀请或重设口令的一次性链接
	FeedSecret       SecretKind = "duban_cal_" // 个人日历的地址
	// 邮件订阅的确认和退订
	SubscriptionSecret SecretKind = "duban_sub_"
)

const (
	base62      = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	secretBody  = 43 // characters of base 62: 256 bits
	secretCheck = 6  // CRC-32 of all before it
)

// Secret (不记名凭据) is a text that opens something for whoever holds it. Only
// its digest is stored; it prints as its kind alone.
type Secret struct {
	kind SecretKind
	text string
}

// ErrNoSecret is returned for a text that cannot be one of our secrets. It is
// found without asking the database.
var ErrNoSecret = errors.New("credential: not a secret of this kind")

// NewSecret draws a secret of the kind.
func NewSecret(kind SecretKind, random io.Reader) (Secret, error) {
	body, err := letters(random, base62, secretBody)
	if err != nil {
		return Secret{}, err
	}
	text := string(kind) + body
	var check [secretCheck]byte
	checkOf(text, &check)
	return Secret{kind: kind, text: text + string(check[:])}, nil
}

func checkOf(text string, into *[secretCheck]byte) {
	sum := crc32.ChecksumIEEE([]byte(text))
	for i := secretCheck - 1; i >= 0; i-- {
		into[i] = base62[sum%62]
		sum /= 62
	}
}

// ParseSecret takes a text for a secret of the kind, or ErrNoSecret.
func ParseSecret(kind SecretKind, text string) (Secret, error) {
	if len(text) != len(kind)+secretBody+secretCheck || !strings.HasPrefix(text, string(kind)) {
		return Secret{}, ErrNoSecret
	}
	for i := len(kind); i < len(text); i++ {
		c := text[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return Secret{}, ErrNoSecret
		}
	}
	head := len(text) - secretCheck
	var check [secretCheck]byte
	checkOf(text[:head], &check)
	if text[head:] != string(check[:]) {
		return Secret{}, ErrNoSecret
	}
	return Secret{kind: kind, text: text}, nil
}

// Kind is what the secret opens.
func (s Secret) Kind() SecretKind { return s.kind }

// Reveal is the whole text, for its holder, once.
func (s Secret) Reveal() string { return s.text }

// Hint is enough to tell one's own secrets apart in a list, and no more.
func (s Secret) Hint() string {
	if s.text == "" {
		return ""
	}
	return s.text[:len(s.kind)+4]
}

// Digest is what is stored: the secret has 256 bits, so a plain SHA-256 cannot
// be guessed back.
func (s Secret) Digest() [sha256.Size]byte { return sha256.Sum256([]byte(s.text)) }

// Matches compares with a stored digest in constant time.
func (s Secret) Matches(stored []byte) bool {
	d := s.Digest()
	return s.text != "" && subtle.ConstantTimeCompare(d[:], stored) == 1
}

func (s Secret) String() string               { return string(s.kind) + "…" }
func (s Secret) GoString() string             { return s.String() }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.String()) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
