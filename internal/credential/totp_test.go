package credential

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
	"time"

	"duban/internal/base/fault"
)

// RFC 6238, appendix B.
func TestTheCodesOfTheStandard(t *testing.T) {
	secrets := map[CodeHash]string{
		SHA1:   "12345678901234567890",
		SHA256: "12345678901234567890123456789012",
		SHA512: "1234567890123456789012345678901234567890123456789012345678901234",
	}
	for _, row := range []struct {
		at    int64
		codes map[CodeHash]string
	}{
		{59, map[CodeHash]string{SHA1: "94287082", SHA256: "46119246", SHA512: "90693936"}},
		{1111111109, map[CodeHash]string{SHA1: "07081804", SHA256: "68084774", SHA512: "25091201"}},
		{1111111111, map[CodeHash]string{SHA1: "14050471", SHA256: "67062674", SHA512: "99943326"}},
		{1234567890, map[CodeHash]string{SHA1: "89005924", SHA256: "91819424", SHA512: "93441116"}},
		{2000000000, map[CodeHash]string{SHA1: "69279037", SHA256: "90698825", SHA512: "38618901"}},
		{20000000000, map[CodeHash]string{SHA1: "65353130", SHA256: "77737706", SHA512: "47863826"}},
	} {
		for h, want := range row.codes {
			o := OneTime{Secret: []byte(secrets[h]), Hash: h, Digits: 8}
			if got, err := o.Code(StepAt(time.Unix(row.at, 0))); err != nil || got != want {
				t.Errorf("%s at %d: %s, %v; want %s", h, row.at, got, err, want)
			}
		}
	}
}

func TestACodeOpensOnceWithinAStepOfItsTime(t *testing.T) {
	o, err := NewOneTime(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 5, 1, 8, 0, 10, 0, time.UTC)
	at := StepAt(now)
	for step := at - 3; step <= at+3; step++ {
		code, _ := o.Code(step)
		got, err := o.Verify(code, now, 0)
		if near := step >= at-1 && step <= at+1; near != (err == nil) || near && got != step {
			t.Errorf("%+d steps: %d, %v", step-at, got, err)
		}
	}
	code, _ := o.Code(at)
	for _, typed := range []string{code[:3] + " " + code[3:], " " + code, strings.Map(func(r rune) rune { return r - '0' + '０' }, code)} {
		if step, err := o.Verify(typed, now, at-1); err != nil || step != at {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, last := range []int64{at, at + 1} {
		if _, err := o.Verify(code, now, last); err == nil || !strings.Contains(err.Error(), "已经用过") {
			t.Errorf("a code was taken twice: %v", err)
		}
	}
	for typed, kind := range map[string]fault.Kind{"": fault.Invalid, "12345": fault.Invalid, "1234567": fault.Invalid, "12a456": fault.Invalid, "-12345": fault.Invalid} {
		if f, ok := fault.As(second(o.Verify(typed, now, 0))); !ok || f.Kind != kind {
			t.Errorf("%q: %v", typed, f)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestAWeakSecretMakesNoCode(t *testing.T) {
	for _, o := range []OneTime{{}, {Secret: make([]byte, 15), Hash: SHA1, Digits: 6}, {Secret: make([]byte, 20), Hash: "MD5", Digits: 6}, {Secret: make([]byte, 20), Hash: SHA1, Digits: 9}} {
		if _, err := o.Verify("000000", time.Unix(0, 0), 0); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}

func TestTheAddressForAPhoneSaysTheSecret(t *testing.T) {
	o := OneTime{Secret: []byte("12345678901234567890"), Hash: SHA1, Digits: 6}
	uri := o.URI("云泽市:督查室 office", "wang ke")
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || strings.Count(u.EscapedPath(), ":") != 1 || strings.ContainsAny(uri, "+ ") ||
		u.Path != "/云泽市:督查室 office:wang ke" || q.Get("issuer") != "云泽市:督查室 office" ||
		q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || q.Get("digits") != "6" || q.Get("period") != "30" || q.Get("algorithm") != "SHA1" {
		t.Errorf("%s", uri)
	}
	if got := o.Groups(); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Error(got)
	}
}

func TestARecoveryCodeOpensOnceHoweverItIsTyped(t *testing.T) {
	codes, err := NewRecoveryCodes(rand.Reader)
	if err != nil || len(codes) != 10 {
		t.Fatal(codes, err)
	}
	var stored [][]byte
	for _, c := range codes {
		d := c.Digest()
		stored = append(stored, d[:])
	}
	for i, c := range codes {
		for _, typed := range []string{string(c), strings.ToLower(string(c)), strings.ReplaceAll(string(c), "-", ""), " " + strings.ReplaceAll(string(c), "-", "　")} {
			read, err := ParseRecoveryCode(typed)
			if err != nil {
				t.Fatalf("%q: %v", typed, err)
			}
			if at, err := read.Among(stored); err != nil || at != i {
				t.Errorf("%q: %d, %v", typed, at, err)
			}
		}
	}
	if _, err := codes[3].Among(append(stored[:3:3], stored[4:]...)); err == nil {
		t.Error("a code was taken after it was struck out")
	}
	for _, bad := range []string{"", "ABCD", string(codes[0]) + "A", "0000-0000-0000-0000", strings.Repeat("A", 300)} {
		if _, err := ParseRecoveryCode(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzARecoveryCodeIsReadInOneForm(f *testing.F) {
	f.Add("abcd-efgh-jkmn-pqrs")
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := ParseRecoveryCode(typed)
		if err != nil {
			return
		}
		if again, err := ParseRecoveryCode(string(c)); err != nil || again != c || len(c) != 19 {
			t.Errorf("%q: %q, then %q, %v", typed, c, again, err)
		}
	})
}

func BenchmarkOneTimeVerify(b *testing.B) {
	o, _ := NewOneTime(rand.Reader)
	now := time.Unix(1_800_000_000, 0)
	code, _ := o.Code(StepAt(now))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.Verify(code, now, 0); err != nil {
			b.Fatal(err)
		}
	}
}
