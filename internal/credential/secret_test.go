package credential

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func newToken(t testing.TB) Secret {
	t.Helper()
	s, err := NewSecret(AccessToken, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASecretIsReadBackAndMatchesItsDigestAlone(t *testing.T) {
	a, b := newToken(t), newToken(t)
	read, err := ParseSecret(AccessToken, a.Reveal())
	if err != nil || read != a || read.Kind() != AccessToken {
		t.Fatalf("%v, %v", read, err)
	}
	own, other := a.Digest(), b.Digest()
	if !read.Matches(own[:]) || read.Matches(other[:]) || read.Matches(own[:31]) || read.Matches(nil) {
		t.Error("matches what it should not, or not what it should")
	}
	empty := Secret{}
	if d := empty.Digest(); empty.Matches(d[:]) {
		t.Error("no secret at all opens something")
	}
}

func TestAMalformedSecretIsRefusedWithoutAskingTheDatabase(t *testing.T) {
	good := newToken(t).Reveal()
	for i := range good { // any one character mistyped
		wrong := []byte(good)
		wrong[i]++
		if _, err := ParseSecret(AccessToken, string(wrong)); err != ErrNoSecret {
			t.Errorf("%d: %v", i, err)
		}
	}
	for _, bad := range []string{"", good[1:], good + "0", good[:len(good)-1], strings.ToUpper(good), "Bearer " + good, strings.Repeat("x", 1<<20)} {
		if _, err := ParseSecret(AccessToken, bad); err != ErrNoSecret {
			t.Errorf("%.80q: %v", bad, err)
		}
	}
	if _, err := ParseSecret(SessionSecret, good); err != ErrNoSecret {
		t.Error("a token was taken for a session")
	}
}

func TestASecretIsNotPrintedByChance(t *testing.T) {
	s := newToken(t)
	body := s.Reveal()[len(AccessToken)+4:]
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "in", struct{ S Secret }{s})
	inJSON, _ := json.Marshal(map[string]any{"s": s})
	for _, out := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %q", s, s, s, s), fmt.Sprintf("%+v", struct{ S Secret }{s}), log.String(), string(inJSON), s.Hint()} {
		if strings.Contains(out, body[:8]) {
			t.Errorf("%s", out)
		}
	}
}

// The checksum of a fixed text, so that tokens issued once are read for ever.
func TestTheChecksumOfATokenStaysWhatItIs(t *testing.T) {
	s, err := NewSecret(AccessToken, zeros{})
	if err != nil {
		t.Fatal(err)
	}
	const want = "duban_pat_00000000000000000000000000000000000000000003xB5cJ"
	if got := s.Reveal(); got != want {
		t.Errorf("%s", got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func FuzzASecretThatIsTakenIsWhole(f *testing.F) {
	s, _ := NewSecret(AccessToken, zeros{})
	f.Add(s.Reveal())
	f.Add("duban_pat_")
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := ParseSecret(AccessToken, text); err == nil && s.Reveal() != text {
			t.Errorf("%q is read as %q", text, s.Reveal())
		}
	})
}

func BenchmarkTokenParse(b *testing.B) {
	text := newToken(b).Reveal()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseSecret(AccessToken, text); err != nil {
			b.Fatal(err)
		}
	}
}
