package ledger

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/mod/sumdb/note"
)

// Signer (签名者) signs a note's text.
type Signer = note.Signer

// Verifier (验签者) checks one key's signature of a note.
type Verifier = note.Verifier

// The signature types of c2sp.org/signed-note. SM2 has no byte assigned there,
// so ours is the reserved 0xff followed by an identifier of its own:
//
//	public key text   <name>+<key id, 8 hex>+base64(0xff || "sm2-sm3/1\n" || 0x04 || x || y)
//	private key text  PRIVATE+KEY+<name>+<key id, 8 hex>+base64(0xff || "sm2-sm3/1\n" || d)
//	key id            SHA-256(name || "\n" || 0xff || "sm2-sm3/1\n" || 0x04 || x || y)[:4]
//	signature         key id || DER of (r, s) by GB/T 35276, over the note's text,
//	                  digest SM3, user identifier 1234567812345678 (GM/T 0009)
const (
	typeEd25519 = 0x01
	national    = "\xffsm2-sm3/1\n"
)

// GenerateKey makes an Ed25519 key pair as texts, the private one first. random
// is a cryptographic source.
func GenerateKey(random io.Reader, name string) (private, public string, err error) {
	if !validName(name) {
		return "", "", fmt.Errorf("ledger: %q is no name for a key", name)
	}
	return note.GenerateKey(random, name)
}

// GenerateNationalKey makes an SM2 key pair as texts, the private one first.
func GenerateNationalKey(random io.Reader, name string) (private, public string, err error) {
	if !validName(name) {
		return "", "", fmt.Errorf("ledger: %q is no name for a key", name)
	}
	key, err := sm2.GenerateKey(random)
	if err != nil {
		return "", "", err
	}
	point, err := nationalPoint(&key.PublicKey)
	if err != nil {
		return "", "", err
	}
	id := nationalID(name, point)
	public = keyText(name, id, append([]byte(national), point...))
	d, err := key.ECDH()
	if err != nil {
		return "", "", err
	}
	return "PRIVATE+KEY+" + keyText(name, id, append([]byte(national), d.Bytes()...)), public, nil
}

// NewSigner reads a private key text of either kind.
func NewSigner(private string) (Signer, error) {
	text, ok := strings.CutPrefix(private, "PRIVATE+KEY+")
	if !ok {
		return nil, errors.New("ledger: no private key")
	}
	name, id, key, err := cutKey(text)
	if err != nil {
		return nil, err
	}
	scalar, isNational := strings.CutPrefix(string(key), national)
	if !isNational {
		return note.NewSigner(private)
	}
	if len(scalar) != 32 {
		return nil, errors.New("ledger: an SM2 key has 32 bytes")
	}
	sk, err := sm2.NewPrivateKey([]byte(scalar))
	if err != nil {
		return nil, err
	}
	point, err := nationalPoint(&sk.PublicKey)
	if err != nil {
		return nil, err
	}
	if nationalID(name, point) != id {
		return nil, errors.New("ledger: the key id does not belong to the key")
	}
	return &nationalSigner{name: name, id: id, key: sk, point: point}, nil
}

// NewVerifier reads a public key text of either kind.
func NewVerifier(public string) (Verifier, error) {
	name, id, key, err := cutKey(public)
	if err != nil {
		return nil, err
	}
	point, isNational := strings.CutPrefix(string(key), national)
	if !isNational {
		return note.NewVerifier(public)
	}
	pk, err := sm2.NewPublicKey([]byte(point))
	if err != nil {
		return nil, err
	}
	if nationalID(name, []byte(point)) != id {
		return nil, errors.New("ledger: the key id does not belong to the key")
	}
	return &nationalVerifier{name: name, id: id, key: pk}, nil
}

// National reports whether a key is of the national algorithms (SM2).
func National(v Verifier) bool {
	_, ok := v.(*nationalVerifier)
	return ok
}

// PublicKey gives the public key text that belongs to a private one.
func PublicKey(private string) (string, error) {
	s, err := NewSigner(private)
	if err != nil {
		return "", err
	}
	if n, ok := s.(*nationalSigner); ok {
		return keyText(n.name, n.id, append([]byte(national), n.point...)), nil
	}
	return ed25519Public(private)
}

type nationalSigner struct {
	name string
	id   uint32
	key  *sm2.PrivateKey

	point []byte
}

func (s *nationalSigner) Name() string    { return s.name }
func (s *nationalSigner) KeyHash() uint32 { return s.id }

// Sign draws the nonce from key and text (RFC 6979 with SM3), so it needs no
// random source and signs a text always alike.
func (s *nationalSigner) Sign(text []byte) ([]byte, error) {
	return sm2.SignDeterministic(s.key, text, sm2.DefaultSM2SignerOpts)
}

type nationalVerifier struct {
	name string
	id   uint32
	key  *ecdsa.PublicKey
}

func (v *nationalVerifier) Name() string    { return v.name }
func (v *nationalVerifier) KeyHash() uint32 { return v.id }
func (v *nationalVerifier) Verify(text, sig []byte) bool {
	return sm2.VerifyASN1WithSM2(v.key, nil, text, sig)
}

func nationalPoint(pk *ecdsa.PublicKey) ([]byte, error) {
	p, err := sm2.PublicKeyToECDH(pk)
	if err != nil {
		return nil, err
	}
	return p.Bytes(), nil // 0x04 || x || y
}

func nationalID(name string, point []byte) uint32 {
	sum := sha256.Sum256([]byte(name + "\n" + national + string(point)))
	return binary.BigEndian.Uint32(sum[:])
}

func keyText(name string, id uint32, key []byte) string {
	return fmt.Sprintf("%s+%08x+%s", name, id, base64.StdEncoding.EncodeToString(key))
}

func cutKey(text string) (name string, id uint32, key []byte, err error) {
	name, rest, _ := strings.Cut(text, "+")
	idText, keyText, _ := strings.Cut(rest, "+")
	n, err1 := strconv.ParseUint(idText, 16, 32)
	key, err2 := base64.StdEncoding.DecodeString(keyText)
	if len(idText) != 8 || err1 != nil || err2 != nil || len(key) == 0 || !validName(name) {
		return "", 0, nil, errors.New("ledger: malformed key")
	}
	return name, uint32(n), key, nil
}

func validName(name string) bool {
	return name != "" && utf8.ValidString(name) && strings.IndexFunc(name, unicode.IsSpace) < 0 && !strings.Contains(name, "+")
}

func ed25519Public(private string) (string, error) {
	name, _, key, err := cutKey(strings.TrimPrefix(private, "PRIVATE+KEY+"))
	if err != nil {
		return "", err
	}
	if key[0] != typeEd25519 || len(key) != 1+ed25519.SeedSize {
		return "", errors.New("ledger: no Ed25519 key")
	}
	return note.NewEd25519VerifierKey(name, ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey))
}
