package credential

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"duban/internal/base/fault"
)

// CodeHash is the digest under a one-time code, spelt as in the otpauth URI.
// Many phone programs know SHA-1 only, whatever the URI says.
type CodeHash string

const (
	SHA1   CodeHash = "SHA1"
	SHA256 CodeHash = "SHA256"
	SHA512 CodeHash = "SHA512"
)

// OneTime (动态口令) makes and checks the codes of an authenticator on a phone,
// as RFC 6238 has them: 30 seconds a step.
type OneTime struct {
	Secret []byte
	Hash   CodeHash
	Digits int // 6 to 8
}

const (
	stepSeconds   = 30
	stepTolerance = 1
	oneTimeBytes  = 20 // RFC 4226 recommends 160 bits
)

// NewOneTime draws a secret for the settings that every phone program knows.
func NewOneTime(random io.Reader) (OneTime, error) {
	secret, err := drawn(random, oneTimeBytes)
	return OneTime{Secret: secret, Hash: SHA1, Digits: 6}, err
}

// StepAt is the number of the 30 seconds in which an instant lies.
func StepAt(at time.Time) int64 { return at.Unix() / stepSeconds }

func (o OneTime) check() error {
	if len(o.Secret) < 16 || o.Digits < 6 || o.Digits > 8 {
		return fmt.Errorf("credential: one-time code of %d bytes and %d digits", len(o.Secret), o.Digits)
	}
	switch o.Hash {
	case SHA1, SHA256, SHA512:
		return nil
	}
	return fmt.Errorf("credential: one-time code with digest %q", o.Hash)
}

// Code is the code of a step.
func (o OneTime) Code(step int64) (string, error) {
	if err := o.check(); err != nil {
		return "", err
	}
	digest := map[CodeHash]func() hash.Hash{SHA1: sha1.New, SHA256: sha256.New, SHA512: sha512.New}[o.Hash]
	mac := hmac.New(digest, o.Secret)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	number := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	below := uint32(1)
	for range o.Digits {
		below *= 10
	}
	return fmt.Sprintf("%0*d", o.Digits, number%below), nil
}

// Verify takes a code that a person typed, one step early or late at most, and
// gives the step to remember. lastStep is the one remembered from the last
// time (0 before the first); a code of that step or an earlier one is refused,
// so that a code seen over a shoulder opens nothing.
func (o OneTime) Verify(typed string, now time.Time, lastStep int64) (step int64, err error) {
	if err := o.check(); err != nil {
		return 0, err
	}
	code := strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\u3000' || r == '-':
			return -1
		case '０' <= r && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, typed)
	if len(code) != o.Digits || strings.Trim(code, "0123456789") != "" {
		return 0, fault.New(fault.Invalid, fmt.Sprintf("动态口令应是 %d 位数字。", o.Digits), "照手机验证器上现在显示的数字填写。")
	}
	at, found := StepAt(now), int64(-1)
	for s := at - stepTolerance; s <= at+stepTolerance; s++ {
		want, err := o.Code(s)
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && s > found {
			found = s
		}
	}
	switch {
	case found < 0:
		return 0, fault.New(fault.Refused, "动态口令不对。", "核对手机时间是否准确，再填验证器上现在显示的数字。")
	case found <= lastStep:
		return 0, fault.New(fault.Refused, "这个动态口令已经用过。", "等验证器换出下一个数字再填。")
	}
	return found, nil
}

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// URI is the otpauth address that a phone program scans.
func (o OneTime) URI(issuer, login string) string {
	q := url.Values{
		"secret": {base32Plain.EncodeToString(o.Secret)}, "issuer": {issuer},
		"algorithm": {string(o.Hash)}, "digits": {strconv.Itoa(o.Digits)}, "period": {strconv.Itoa(stepSeconds)},
	}
	// a plus would be read as a plus by phones that expect RFC 3986
	query := strings.ReplaceAll(q.Encode(), "+", "%20")
	part := func(s string) string { return strings.ReplaceAll(url.PathEscape(s), ":", "%3A") }
	return "otpauth://totp/" + part(issuer) + ":" + part(login) + "?" + query
}

// Groups is the secret in groups of four, for whoever types it by hand.
func (o OneTime) Groups() string {
	var out strings.Builder
	for i, r := range base32Plain.EncodeToString(o.Secret) {
		if i > 0 && i%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}
