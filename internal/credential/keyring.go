package credential

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm4"

	"duban/internal/base/fault"
)

// SealScheme is the cipher of a sealing key.
type SealScheme string

const (
	AES256GCM SealScheme = "aes-256-gcm"
	SM4GCM    SealScheme = "sm4-gcm" // national mode (商用密码)
)

func (s SealScheme) keyBytes() int {
	switch s {
	case AES256GCM:
		return 32
	case SM4GCM:
		return 16
	}
	return 0
}

func (s SealScheme) gcm(key []byte) (cipher.AEAD, error) {
	var block cipher.Block
	var err error
	if s == SM4GCM {
		block, err = sm4.NewCipher(key)
	} else {
		block, err = aes.NewCipher(key)
	}
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// KeyRing (密钥环) seals what must be readable again: secrets of one-time codes
// and webhooks, masked fields. Its newest key writes, all of them read.
//
// It is read from a file of lines, each a key; a line appended is a rotation:
//
//	# 一行一把，新的在后
//	2026-01 aes-256-gcm iWJw…
//	2026-07 sm4-gcm 8wQd…
//
// Random nonces of 96 bits allow some four thousand million seals a key.
type KeyRing struct {
	keys map[string]sealKey
	last string
}

type sealKey struct {
	id     string
	scheme SealScheme
	aead   cipher.AEAD
}

const (
	keyIDMost   = 32
	keyFileMost = 64 << 10
	nonceBytes  = 12
	tagBytes    = 16
	sealVersion = 1
)

// NewKeyLine draws a key and writes its line for the key file, with line end.
func NewKeyLine(id string, scheme SealScheme, random io.Reader) (string, error) {
	if !keyID(id) || scheme.keyBytes() == 0 {
		return "", fault.New(fault.Invalid, fmt.Sprintf("密钥编号“%s”或算法“%s”不对。", id, scheme), keyIDHint)
	}
	key, err := drawn(random, scheme.keyBytes())
	if err != nil {
		return "", err
	}
	return id + " " + string(scheme) + " " + base64.StdEncoding.EncodeToString(key) + "\n", nil
}

const keyIDHint = "编号用小写字母、数字和短横，不超过 32 个；算法用 aes-256-gcm 或 sm4-gcm。"

func keyID(id string) bool {
	return id != "" && len(id) <= keyIDMost && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// ParseKeyRing reads the bytes of a key file. A fault names the line and never
// the key.
func ParseKeyRing(file []byte) (*KeyRing, error) {
	if len(file) > keyFileMost {
		return nil, fault.New(fault.TooLarge, "密钥文件超过 64 KB。", "核对是否给错了文件。")
	}
	if !utf8.Valid(file) {
		return nil, fault.New(fault.Unreadable, "密钥文件不是 UTF-8 文本。", "核对是否给错了文件。")
	}
	r := &KeyRing{keys: map[string]sealKey{}}
	n := 0
	for line := range bytes.Lines(file) {
		n++
		refuse := func(what, hint string) (*KeyRing, error) {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("密钥文件第 %d 行%s。", n, what), hint)
		}
		fields := strings.Fields(string(line))
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) != 3 {
			return refuse("不是“编号 算法 密钥”三项", "每行写一把密钥，三项之间用空格隔开。")
		}
		id, scheme := fields[0], SealScheme(fields[1])
		if !keyID(id) || scheme.keyBytes() == 0 {
			return refuse("的编号或算法不对", keyIDHint)
		}
		if _, twice := r.keys[id]; twice {
			return refuse(fmt.Sprintf("的编号“%s”前面已经有了", id), "每把密钥用各自的编号。")
		}
		key, err := base64.StdEncoding.Strict().DecodeString(fields[2])
		if err != nil || len(key) != scheme.keyBytes() {
			return refuse(fmt.Sprintf("的密钥不是 %d 字节的 base64", scheme.keyBytes()), "从备份取回原来的密钥文件；不要手改密钥。")
		}
		aead, err := scheme.gcm(key)
		if err != nil {
			return nil, err
		}
		r.keys[id] = sealKey{id: id, scheme: scheme, aead: aead}
		r.last = id
	}
	if r.last == "" {
		return nil, fault.New(fault.Invalid, "密钥文件里没有密钥。", "先生成一把密钥。")
	}
	return r, nil
}

// Newest is the id of the key that writes.
func (r *KeyRing) Newest() string { return r.last }

func (r *KeyRing) String() string   { return "KeyRing(" + r.last + ")" }
func (r *KeyRing) GoString() string { return r.String() }

// Sealed bytes: version, length of the key id, key id, nonce, ciphertext with
// tag. The head and what the secret belongs to are authenticated with it.
func sealHead(id string) []byte {
	return append([]byte{sealVersion, byte(len(id))}, id...)
}

// Seal encrypts under the newest key. about says what the secret belongs to
// (“429004/account/17/totp”): opened under another name it fails, so that
// nobody can move one person's secret to another.
func (r *KeyRing) Seal(random io.Reader, plain []byte, about string) ([]byte, error) {
	nonce, err := drawn(random, nonceBytes)
	if err != nil {
		return nil, err
	}
	k := r.keys[r.last]
	head := sealHead(k.id)
	about = string(head) + about
	return k.aead.Seal(append(head, nonce...), nonce, plain, []byte(about)), nil
}

// ErrSealed is returned for sealed bytes that do not open: damaged, moved from
// elsewhere, or of a key that the ring does not hold.
var ErrSealed = errors.New("credential: sealed bytes do not open")

func (r *KeyRing) keyOf(sealed []byte) (key sealKey, rest []byte, err error) {
	if len(sealed) < 2 || sealed[0] != sealVersion || len(sealed) < 2+int(sealed[1])+nonceBytes+tagBytes {
		return sealKey{}, nil, fmt.Errorf("%w: malformed", ErrSealed)
	}
	id := sealed[2 : 2+int(sealed[1])]
	key, ok := r.keys[string(id)]
	if !ok {
		return sealKey{}, nil, fmt.Errorf("%w: no key %q", ErrSealed, id)
	}
	return key, sealed[2+len(id):], nil
}

// Open gives back what was sealed about the same thing.
func (r *KeyRing) Open(sealed []byte, about string) ([]byte, error) {
	k, rest, err := r.keyOf(sealed)
	if err != nil {
		return nil, err
	}
	plain, err := k.aead.Open(nil, rest[:nonceBytes], rest[nonceBytes:], []byte(string(sealHead(k.id))+about))
	if err != nil {
		return nil, fmt.Errorf("%w: damaged or moved", ErrSealed)
	}
	return plain, nil
}

// Stale says that sealed bytes are under an older key: seal them anew.
func (r *KeyRing) Stale(sealed []byte) (bool, error) {
	k, _, err := r.keyOf(sealed)
	return err == nil && k.id != r.last, err
}
