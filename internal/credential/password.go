package credential

import (
	"context"
	"crypto/pbkdf2"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"duban/internal/base/fault"
)

// Scheme is how a password is turned into what is stored.
type Scheme string

const (
	Argon2id Scheme = "argon2id"
	SM3      Scheme = "pbkdf2-sm3" // national mode (商用密码)
)

// HashCost is what one guess of a password costs. Lanes are data, not the
// number of processors, so that a stored hash means the same on each machine.
type HashCost struct {
	Scheme Scheme
	Memory uint32 // KiB; Argon2id only
	Passes uint32 // of Argon2id, or the iterations of PBKDF2
	Lanes  uint8  // Argon2id only
}

// The costs that hold unless the city's data say otherwise. 64 MiB with one
// pass lies above the least that OWASP asks (46 MiB, one pass); 600,000
// iterations is what it asks of PBKDF2 with a 256-bit digest.
var (
	DefaultCost  = HashCost{Scheme: Argon2id, Memory: 64 << 10, Passes: 1, Lanes: 2}
	NationalCost = HashCost{Scheme: SM3, Passes: 600_000}
)

// Limits beyond which a stored hash is taken for damage, not for work to do.
const (
	saltBytes    = 16
	keyBytes     = 32
	maxMemory    = 1 << 20 // 1 GiB
	maxPasses    = 64
	maxLanes     = 64
	maxRounds    = 10_000_000
	maxStored    = 512
	PasswordMost = 1024 // bytes of a password that are looked at, at most
)

var (
	errStored = errors.New("credential: stored password hash is malformed")
	errCost   = errors.New("credential: cost of a password hash is out of bounds")
)

func (c HashCost) check() error {
	switch c.Scheme {
	case Argon2id:
		if c.Lanes < 1 || c.Lanes > maxLanes || c.Passes < 1 || c.Passes > maxPasses ||
			c.Memory < 8*uint32(c.Lanes) || c.Memory > maxMemory {
			return errCost
		}
	case SM3:
		if c.Passes < 1 || c.Passes > maxRounds || c.Memory != 0 || c.Lanes != 0 {
			return errCost
		}
	default:
		return errCost
	}
	return nil
}

func (c HashCost) key(password string, salt []byte) ([]byte, error) {
	if c.Scheme == SM3 {
		return pbkdf2.Key(func() hash.Hash { return sm3.New() }, password, salt, int(c.Passes), keyBytes)
	}
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Lanes, keyBytes), nil
}

// storedHash is a hash as it stands in the database:
//
//	$argon2id$v=19$m=65536,t=1,p=2$salt$key
//	$pbkdf2-sm3$i=600000$salt$key
type storedHash struct {
	cost      HashCost
	salt, key []byte
}

var b64 = base64.RawStdEncoding.Strict()

func (s storedHash) String() string {
	head := "$pbkdf2-sm3$i=" + strconv.FormatUint(uint64(s.cost.Passes), 10)
	if s.cost.Scheme == Argon2id {
		head = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d", argon2.Version, s.cost.Memory, s.cost.Passes, s.cost.Lanes)
	}
	return head + "$" + b64.EncodeToString(s.salt) + "$" + b64.EncodeToString(s.key)
}

// readStored takes only what String writes, so that one hash has one spelling.
func readStored(text string) (storedHash, error) {
	var s storedHash
	if len(text) > maxStored {
		return s, errStored
	}
	parts := strings.Split(text, "$")
	switch {
	case len(parts) == 6 && parts[0] == "" && parts[1] == string(Argon2id):
		s.cost.Scheme = Argon2id
		if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &s.cost.Memory, &s.cost.Passes, &s.cost.Lanes); err != nil {
			return s, errStored
		}
	case len(parts) == 5 && parts[0] == "" && parts[1] == string(SM3):
		s.cost.Scheme = SM3
		if _, err := fmt.Sscanf(parts[2], "i=%d", &s.cost.Passes); err != nil {
			return s, errStored
		}
	default:
		return s, errStored
	}
	if err := s.cost.check(); err != nil {
		return s, err
	}
	var err1, err2 error
	s.salt, err1 = b64.DecodeString(parts[len(parts)-2])
	s.key, err2 = b64.DecodeString(parts[len(parts)-1])
	if err1 != nil || err2 != nil || len(s.salt) < 8 || len(s.key) != keyBytes || s.String() != text {
		return s, errStored
	}
	return s, nil
}

// Passwords (口令) hashes and verifies, so many at once and no more: each hash
// takes the memory that its cost states.
type Passwords struct {
	cost   HashCost
	random io.Reader
	slots  chan struct{}
	nobody storedHash
}

// NewPasswords keeps at most atOnce hashes going. The cost is that of new
// hashes; every scheme is still read.
func NewPasswords(cost HashCost, atOnce int, random io.Reader) (*Passwords, error) {
	if err := cost.check(); err != nil {
		return nil, err
	}
	if atOnce < 1 {
		return nil, errors.New("credential: at least one password hash at a time")
	}
	blind, err := drawn(random, saltBytes+keyBytes)
	if err != nil {
		return nil, err
	}
	return &Passwords{
		cost: cost, random: random, slots: make(chan struct{}, atOnce),
		nobody: storedHash{cost: cost, salt: blind[:saltBytes], key: blind[saltBytes:]},
	}, nil
}

// folded makes one password of its full-width and half-width spellings.
func folded(password string) string { return norm.NFKC.String(password) }

func (p *Passwords) key(ctx context.Context, cost HashCost, password string, salt []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil { // a free slot must not win against a caller who has gone
		return nil, busy(err)
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, busy(ctx.Err())
	}
	return cost.key(folded(password), salt)
}

func busy(err error) error {
	return fault.New(fault.Unavailable, "同时登录的人太多，口令没来得及核对。", "稍等片刻再登录。").Because(err)
}

func tooLong() error {
	return fault.New(fault.TooLarge, fmt.Sprintf("口令超过 %d 个字节。", PasswordMost), "换一个短一些的口令。")
}

// Hash is the string to store for a new password.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > PasswordMost {
		return "", tooLong()
	}
	salt, err := drawn(p.random, saltBytes)
	if err != nil {
		return "", err
	}
	key, err := p.key(ctx, p.cost, password, salt)
	if err != nil {
		return "", err
	}
	return storedHash{cost: p.cost, salt: salt, key: key}.String(), nil
}

// PasswordVerdict is the outcome of a comparison.
type PasswordVerdict struct {
	OK     bool
	Rehash bool // right, but stored at another cost than today's: hash it anew
}

// Verify compares a password with what is stored. An empty stored string means
// that there is no such login, or none with a password; it costs the same and
// is never right, so that timing does not tell which logins exist.
func (p *Passwords) Verify(ctx context.Context, stored, password string) (PasswordVerdict, error) {
	if len(password) > PasswordMost {
		return PasswordVerdict{}, tooLong()
	}
	s := p.nobody
	if stored != "" {
		var err error
		if s, err = readStored(stored); err != nil {
			return PasswordVerdict{}, err
		}
	}
	key, err := p.key(ctx, s.cost, password, s.salt)
	if err != nil {
		return PasswordVerdict{}, err
	}
	ok := subtle.ConstantTimeCompare(key, s.key) == 1 && stored != ""
	return PasswordVerdict{OK: ok, Rehash: ok && s.cost != p.cost}, nil
}

// Reused says whether the password is one of those stored earlier.
func (p *Passwords) Reused(ctx context.Context, password string, earlier []string) (bool, error) {
	for _, stored := range earlier {
		if stored == "" {
			continue
		}
		v, err := p.Verify(ctx, stored, password)
		if err != nil || v.OK {
			return v.OK, err
		}
	}
	return false, nil
}
