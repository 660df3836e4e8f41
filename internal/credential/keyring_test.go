package credential

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"duban/internal/base/fault"
)

func keyLine(t testing.TB, id string, scheme SealScheme) string {
	t.Helper()
	line, err := NewKeyLine(id, scheme, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func ring(t testing.TB, lines ...string) *KeyRing {
	t.Helper()
	r, err := ParseKeyRing([]byte(strings.Join(lines, "")))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOldKeysReadAndTheNewestWrites(t *testing.T) {
	old, national := keyLine(t, "2026-01", AES256GCM), keyLine(t, "2026-07", SM4GCM)
	before, after := ring(t, "# 一行一把\n\n", old), ring(t, old, "\r\n", national)
	const about = "429004/account/17/totp"
	first, err := before.Seal(rand.Reader, []byte("secret"), about)
	if err != nil {
		t.Fatal(err)
	}
	second, err := after.Seal(rand.Reader, []byte("secret"), about)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		ring   *KeyRing
		sealed []byte
		stale  bool
	}{{before, first, false}, {after, first, true}, {after, second, false}} {
		plain, err := row.ring.Open(row.sealed, about)
		stale, err2 := row.ring.Stale(row.sealed)
		if string(plain) != "secret" || err != nil || err2 != nil || stale != row.stale {
			t.Errorf("%s: %q %v, stale %v %v", row.ring, plain, err, stale, err2)
		}
	}
	if _, err := before.Open(second, about); !errors.Is(err, ErrSealed) || !strings.Contains(err.Error(), "2026-07") {
		t.Errorf("the missing key is not named: %v", err)
	}
	if after.Newest() != "2026-07" || before.Newest() != "2026-01" {
		t.Error(after.Newest(), before.Newest())
	}
}

func TestSealedBytesOpenOnlyWholeAndInTheirPlace(t *testing.T) {
	for _, scheme := range []SealScheme{AES256GCM, SM4GCM} {
		r := ring(t, keyLine(t, "a", scheme), keyLine(t, "b", scheme))
		sealed, err := r.Seal(rand.Reader, []byte("secret"), "account/1")
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := r.Seal(rand.Reader, []byte("secret"), "account/1"); bytes.Equal(again, sealed) {
			t.Errorf("%s: sealed twice alike", scheme)
		}
		if bytes.Contains(sealed, []byte("secret")) {
			t.Errorf("%s: not sealed", scheme)
		}
		for _, about := range []string{"account/2", "", "account/1 "} {
			if _, err := r.Open(sealed, about); !errors.Is(err, ErrSealed) {
				t.Errorf("%s: opens as %q: %v", scheme, about, err)
			}
		}
		for i := range sealed {
			wrong := bytes.Clone(sealed)
			wrong[i] ^= 3 // of the key id a becomes b
			if _, err := r.Open(wrong, "account/1"); !errors.Is(err, ErrSealed) {
				t.Errorf("%s: opens with byte %d changed: %v", scheme, i, err)
			}
			if _, err := r.Open(sealed[:i], "account/1"); !errors.Is(err, ErrSealed) {
				t.Errorf("%s: opens cut to %d: %v", scheme, i, err)
			}
		}
	}
}

func TestAKeyFileIsRefusedByItsLineAndNeverShowsAKey(t *testing.T) {
	good := keyLine(t, "2026-01", AES256GCM)
	body := strings.Fields(good)[2]
	for file, want := range map[string]string{
		"":                                     "没有密钥",
		"# nothing\n":                          "没有密钥",
		good + "2026-02 aes-256-gcm\n":         "第 2 行不是",
		good + good:                            "第 2 行的编号“2026-01”前面已经有了",
		"\n2026-01 aes-128 " + body:            "第 2 行的编号或算法不对",
		"2026/01 aes-256-gcm " + body:          "第 1 行的编号或算法不对",
		"x sm4-gcm " + body:                    "不是 16 字节",
		"x aes-256-gcm " + body[1:]:            "不是 32 字节",
		"x aes-256-gcm " + body + " more":      "第 1 行不是",
		"\xff\xfe":                             "不是 UTF-8",
		strings.Repeat("#", keyFileMost) + "#": "超过 64 KB",
	} {
		_, err := ParseKeyRing([]byte(file))
		if f, ok := fault.As(err); !ok || !strings.Contains(f.Sentence, want) || strings.Contains(err.Error(), body[1:20]) {
			t.Errorf("%.60q: %v, want %s", file, err, want)
		}
	}
	r := ring(t, good)
	if out := fmt.Sprintf("%v %+v %#v %s", r, r, r, r); strings.Contains(out, "aead") || !strings.Contains(out, "2026-01") {
		t.Error(out)
	}
	if _, err := NewKeyLine("Ä", AES256GCM, rand.Reader); err == nil {
		t.Error("a key id that cannot be read was written")
	}
}

func FuzzAKeyFileThatIsTakenSeals(f *testing.F) {
	f.Add([]byte("x sm4-gcm AAAAAAAAAAAAAAAAAAAAAA==\n"))
	f.Add([]byte("# x\r\ny aes-256-gcm =\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := ParseKeyRing(file)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Errorf("%v", err)
			}
			return
		}
		sealed, err := r.Seal(zeros{}, file, "x")
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := r.Open(sealed, "x"); err != nil || !bytes.Equal(plain, file) {
			t.Errorf("%v", err)
		}
	})
}

func FuzzForeignSealedBytesDoNotOpen(f *testing.F) {
	r, _ := ParseKeyRing([]byte("x sm4-gcm AAAAAAAAAAAAAAAAAAAAAA==\n"))
	f.Add([]byte{1, 1, 'x'})
	f.Add([]byte{1, 255})
	f.Add(append([]byte{1, 254}, make([]byte, 300)...))
	f.Add(append([]byte{1, 255}, make([]byte, 300)...))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if _, err := r.Open(sealed, "somewhere"); !errors.Is(err, ErrSealed) {
			t.Errorf("%x: %v", sealed, err)
		}
	})
}
