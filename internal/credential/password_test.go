package credential

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"sync"
	"testing"

	"duban/internal/base/fault"
)

// Real parameters cost 64 MiB each; the tests take the least.
var (
	cheap         = HashCost{Scheme: Argon2id, Memory: 64, Passes: 1, Lanes: 1}
	cheapNational = HashCost{Scheme: SM3, Passes: 3}
)

func passwords(t testing.TB, cost HashCost) *Passwords {
	t.Helper()
	p, err := NewPasswords(cost, 2, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAPasswordOpensOnlyItsOwnHashInEitherScheme(t *testing.T) {
	for _, cost := range []HashCost{cheap, cheapNational} {
		p := passwords(t, cost)
		stored, err := p.Hash(t.Context(), "云泽Tian-88,fu")
		if err != nil {
			t.Fatal(err)
		}
		again, _ := p.Hash(t.Context(), "云泽Tian-88,fu")
		if stored == again || !strings.HasPrefix(stored, "$"+string(cost.Scheme)+"$") {
			t.Errorf("stored %q and %q", stored, again)
		}
		for password, want := range map[string]bool{
			"云泽Tian-88,fu": true,
			"云泽Tian－８８，ｆｕ": true, // typed with a full-width keyboard
			"云泽Tian-88,fU": false, "": false,
		} {
			v, err := p.Verify(t.Context(), stored, password)
			if err != nil || v.OK != want || v.Rehash {
				t.Errorf("%s %q: %+v, %v", cost.Scheme, password, v, err)
			}
		}
	}
}

func TestAHashOfAnotherCostIsReadAndAskedToBeRenewed(t *testing.T) {
	dearer := cheap
	dearer.Memory = 128
	for _, old := range []HashCost{cheap, cheapNational} {
		stored, _ := passwords(t, old).Hash(t.Context(), "right")
		p := passwords(t, dearer)
		if v, err := p.Verify(t.Context(), stored, "right"); err != nil || !v.OK || !v.Rehash {
			t.Errorf("%s: %+v, %v", old.Scheme, v, err)
		}
		if v, err := p.Verify(t.Context(), stored, "wrong"); err != nil || v.OK || v.Rehash {
			t.Errorf("%s: a wrong password asks for nothing: %+v, %v", old.Scheme, v, err)
		}
	}
}

func TestAnUnknownLoginIsComparedAndNeverRight(t *testing.T) {
	p := passwords(t, cheap)
	for _, password := range []string{"", "anything", string(p.nobody.key)} {
		if v, err := p.Verify(t.Context(), "", password); err != nil || v.OK {
			t.Errorf("%q: %+v, %v", password, v, err)
		}
	}
	if err := p.nobody.cost.check(); err != nil || p.nobody.cost != cheap {
		t.Errorf("the blind costs %+v, today's cost is %+v", p.nobody.cost, cheap)
	}
}

// A known answer, made with the reference program argon2 (-id -t 2 -k 256 -p 1).
func TestTheArgon2idStringIsThatOfOtherPrograms(t *testing.T) {
	const foreign = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	v, err := passwords(t, cheap).Verify(t.Context(), foreign, "password")
	if err != nil || !v.OK {
		t.Fatalf("%+v, %v", v, err)
	}
}

func TestADamagedHashIsAnErrorAndNotAWrongPassword(t *testing.T) {
	p := passwords(t, cheap)
	good, _ := p.Hash(t.Context(), "x")
	for _, bad := range []string{
		"x", "$", "$argon2id$", good + "$", good[:len(good)-1], strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=4294967295", 1), strings.Replace(good, "m=64", "m=064", 1),
		strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "argon2id", "argon2i", 1), "$pbkdf2-sm3$i=0$c29tZXNhbHQ$AA", strings.Repeat("$", 600),
	} {
		if v, err := p.Verify(t.Context(), bad, "x"); err == nil || v.OK {
			t.Errorf("%q: %+v", bad, v)
		}
	}
}

func TestWhoeverGivesUpWaitingIsToldToTryLater(t *testing.T) {
	p, err := NewPasswords(cheap, 1, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p.slots <- struct{}{} // somebody else is being verified
	ctx, cancel := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() {
		_, err := p.Hash(ctx, "x")
		if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable {
			t.Errorf("%v", err)
		}
	})
	cancel()
	done.Wait()
	<-p.slots
	if _, err := p.Hash(t.Context(), "x"); err != nil {
		t.Errorf("the slot was not given back: %v", err)
	}
	if _, err := p.Hash(ctx, "x"); err == nil {
		t.Error("hashed for somebody who had gone")
	}
}

func TestOneOfTheLastPasswordsIsFound(t *testing.T) {
	p := passwords(t, cheap)
	var earlier []string
	for _, password := range []string{"first", "second"} {
		stored, _ := p.Hash(t.Context(), password)
		earlier = append(earlier, stored)
	}
	for password, want := range map[string]bool{"first": true, "second": true, "third": false} {
		if got, err := p.Reused(t.Context(), password, append(earlier, "")); err != nil || got != want {
			t.Errorf("%s: %v, %v", password, got, err)
		}
	}
}

func TestACostOutOfBoundsIsRefusedAtTheStart(t *testing.T) {
	for _, c := range []HashCost{{}, {Scheme: "md5", Passes: 1}, {Scheme: Argon2id, Memory: 4, Passes: 1, Lanes: 1},
		{Scheme: Argon2id, Memory: maxMemory + 1, Passes: 1, Lanes: 1}, {Scheme: SM3}, {Scheme: SM3, Passes: 1, Lanes: 1}} {
		if _, err := NewPasswords(c, 1, rand.Reader); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
	for _, c := range []HashCost{DefaultCost, NationalCost} {
		if _, err := NewPasswords(c, 1, rand.Reader); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := NewPasswords(cheap, 1, bytes.NewReader(nil)); err == nil {
		t.Error("made without randomness")
	}
}

// PBKDF2 over SM3 is checked by its own definition, one block at a time.
func TestTheNationalKeyIsPBKDF2OverSM3(t *testing.T) {
	key, err := HashCost{Scheme: SM3, Passes: 2}.key("password", []byte("somesalt"))
	if err != nil {
		t.Fatal(err)
	}
	u1 := macSM3([]byte("password"), append([]byte("somesalt"), 0, 0, 0, 1))
	u2 := macSM3([]byte("password"), u1)
	for i := range u1 {
		u1[i] ^= u2[i]
	}
	if !bytes.Equal(key, u1) {
		t.Errorf("%s, want %s", hex.EncodeToString(key), hex.EncodeToString(u1))
	}
}

func FuzzAStoredHashHasOneSpelling(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$pbkdf2-sm3$i=3$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=+256,t= 2,p=1$$")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := readStored(text)
		if err == nil && s.String() != text {
			t.Errorf("%q is read as %q", text, s)
		}
	})
}

func BenchmarkPasswordAtTheDefaultCost(b *testing.B) {
	p := passwords(b, DefaultCost)
	for b.Loop() {
		if _, err := p.Verify(b.Context(), "", "anything"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPasswordAtTheNationalCost(b *testing.B) {
	p := passwords(b, NationalCost)
	for b.Loop() {
		if _, err := p.Verify(b.Context(), "", "anything"); err != nil {
			b.Fatal(err)
		}
	}
}
