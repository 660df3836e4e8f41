// Package credential proves who somebody is (凭证): passwords, and whether one
// is good enough. It refuses to know the database, cookies and pages.
package credential

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"duban/internal/base/fault"
)

// Cost is what one hash takes.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// Standard costs 64 MB and some 40 ms (RFC 9106, second recommended option).
var Standard = Cost{Memory: 64 * 1024, Passes: 3, Threads: 4}

// Passwords hashes and checks passwords, a few at once: each hash holds its memory.
type Passwords struct {
	cost  Cost
	room  chan struct{}
	dummy func() string
}

// New makes hashes of a cost, at most so many at once.
func New(cost Cost, most int) *Passwords {
	p := &Passwords{cost: cost, room: make(chan struct{}, most)}
	p.dummy = sync.OnceValue(func() string { h, _ := p.hash("nobody's"); return h })
	return p
}

const keyLength = 32

// Hash makes a hash to be kept: scheme, cost, salt and key in one text.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	return p.hash(password)
}

func (p *Passwords) hash(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key := argon2.IDKey([]byte(password), salt, p.cost.Passes, p.cost.Memory, p.cost.Threads, keyLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.cost.Memory, p.cost.Passes, p.cost.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// Verify says whether the password is right, and whether its hash was made at
// another cost. Without a hash it takes as long and says no.
func (p *Passwords) Verify(ctx context.Context, hash, password string) (right, stale bool, err error) {
	if err := p.enter(ctx); err != nil {
		return false, false, err
	}
	defer p.leave()
	nobody := hash == ""
	if nobody {
		hash = p.dummy()
	}
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, errors.New("credential: a stored hash is of no known scheme")
	}
	var version int
	var cost Cost
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false, errors.New("credential: a stored hash is of no known version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.Memory, &cost.Passes, &cost.Threads); err != nil || cost.Memory > 1<<20 || cost.Passes == 0 || cost.Passes > 100 || cost.Threads == 0 {
		return false, false, errors.New("credential: a stored hash has no sane cost")
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err := errors.Join(err1, err2); err != nil || len(key) == 0 {
		return false, false, errors.New("credential: a stored hash is damaged")
	}
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, cost.Threads, uint32(len(key)))
	right = subtle.ConstantTimeCompare(got, key) == 1 && !nobody
	return right, right && cost != p.cost, nil
}

func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.room <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "同时登录的人太多。", "过一会儿再试。").Because(ctx.Err())
	}
}

func (p *Passwords) leave() { <-p.room }

// Limits of a password (等级保护 level 3: 复杂度).
const (
	shortest = 10
	longest  = 128
)

// common are passwords, or hearts of them, that are tried first.
var common = []string{"password", "passw0rd", "admin", "qwerty", "letmein", "welcome", "iloveyou", "abc123", "123456", "654321", "111111", "888888", "666666", "000000",
	"147258", "159357", "zhengfu", "duban", "woaini", "1qaz", "2wsx", "asdf", "zxcv", "qazwsx", "changeme", "88888888"}

// Check refuses a weak password in one sentence.
func (p *Passwords) Check(password, login, name string) error {
	weak := func(sentence, hint string) error { return fault.New(fault.Invalid, sentence, hint).At("password") }
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortest:
		return weak(fmt.Sprintf("口令只有 %d 位，至少 %d 位。", n, shortest), "几个不相干的词连起来，又长又好记。")
	case n > longest:
		return weak(fmt.Sprintf("口令有 %d 位，至多 %d 位。", n, longest), "请写短一些。")
	}
	var lower, upper, digit, other bool
	same, last := 1, rune(0)
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = true
		case unicode.IsUpper(r):
			upper = true
		case unicode.IsDigit(r):
			digit = true
		default:
			other = true
		}
		if r == last {
			same++
		} else {
			same, last = 1, r
		}
		if same >= 4 {
			return weak("口令里同一个字符连着四个。", "请换掉重复的部分。")
		}
	}
	kinds := 0
	for _, b := range []bool{lower, upper, digit, other} {
		if b {
			kinds++
		}
	}
	if kinds < 3 {
		return weak("口令里的字符种类太少。", "小写、大写、数字、符号四种里至少用三种。")
	}
	folded := strings.ToLower(password)
	for _, w := range []string{login, name} {
		if utf8.RuneCountInString(w) >= 2 && strings.Contains(folded, strings.ToLower(w)) {
			return weak("口令里有登录名或姓名。", "请用和自己无关的词。")
		}
	}
	for _, w := range common {
		if strings.Contains(folded, w) && len(folded)-len(w) < 6 {
			return weak("这个口令太常见。", "请换一个别人猜不到的。")
		}
	}
	return nil
}
