package ledger

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func source(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func keys(t testing.TB, seed byte, name string, make func(*rand.ChaCha8) (string, string, error)) (Signer, Verifier, string) {
	private, public, err := make(source(seed))
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	v, err := NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := PublicKey(private); err != nil || again != public {
		t.Errorf("the public key is %s, want %s, %v", again, public, err)
	}
	if v.Name() != name || s.Name() != name || v.KeyHash() != s.KeyHash() {
		t.Error("signer and verifier differ")
	}
	return s, v, public
}

func ordinary(t testing.TB, seed byte) (Signer, Verifier, string) {
	return keys(t, seed, "duban/429004", func(r *rand.ChaCha8) (string, string, error) { return GenerateKey(r, "duban/429004") })
}

func nationalKeys(t testing.TB, seed byte) (Signer, Verifier, string) {
	return keys(t, seed, "duban/429004", func(r *rand.ChaCha8) (string, string, error) { return GenerateNationalKey(r, "duban/429004") })
}

func TestACheckpointIsOpenedByWhoKnowsAKey(t *testing.T) {
	ed, edV, edPublic := ordinary(t, 1)
	sm, smV, _ := nationalKeys(t, 2)
	_, strangerV, _ := ordinary(t, 3)
	trees, _ := grown(9)
	c := trees[9].WithChain(Chain{}.Next([]byte("leaf")))
	signed, err := c.Sign(ed, sm)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := c.Sign(ed, sm)
	if !bytes.Equal(signed, again) {
		t.Error("signing is not repeatable")
	}
	for name, with := range map[string][]Verifier{"Ed25519": {edV}, "SM2": {smV}, "both": {edV, smV}, "and a stranger": {strangerV, smV}} {
		got, err := OpenCheckpoint(signed, with...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Text() != c.Text() || got.Has(edV) != (name == "Ed25519" || name == "both") || got.Has(smV) != (name != "Ed25519") || got.Has(strangerV) {
			t.Errorf("%s: %+v", name, got)
		}
		if chain, ok := got.Chain(); !ok || chain != (Chain{}).Next([]byte("leaf")) {
			t.Error("the chain is lost")
		}
	}
	if _, err := OpenCheckpoint(signed, strangerV); err == nil {
		t.Error("a stranger opens the checkpoint")
	}
	foreign, err := note.NewVerifier(edPublic)
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(signed, note.VerifierList(foreign))
	if err != nil || n.Text != c.Text() || len(n.UnverifiedSigs) != 1 {
		t.Errorf("a foreign tool does not open it: %v", err)
	}
	for i := range signed {
		spoilt := bytes.Clone(signed)
		spoilt[i] ^= 1
		if got, err := OpenCheckpoint(spoilt, edV, smV); err == nil && (got.Text() != c.Text() || len(got.SignedBy) == 2 && i < len(c.Text())) {
			t.Errorf("byte %d does not matter", i)
		}
	}
}

func TestAKeyTextThatIsWrongIsRefused(t *testing.T) {
	private, public, _ := GenerateNationalKey(source(5), "duban/logs")
	edPrivate, edPublic, _ := GenerateKey(source(6), "duban/logs")
	for _, text := range []string{"", "duban+00000000+AQ==", strings.Replace(public, "duban", "dubam", 1), strings.Replace(edPublic, "duban", "dubam", 1), private, public[:len(public)-8]} {
		if _, err := NewVerifier(text); err == nil {
			t.Errorf("%q is taken for a public key", text)
		}
	}
	for _, text := range []string{"", public, strings.Replace(private, "duban", "dubam", 1), strings.Replace(edPrivate, "duban", "dubam", 1)} {
		if _, err := NewSigner(text); err == nil {
			t.Errorf("%q is taken for a private key", text)
		}
	}
	if _, _, err := GenerateNationalKey(source(5), "two words"); err == nil {
		t.Error("a name with a blank is taken")
	}
}

func TestATextThatIsNoCheckpointIsRefused(t *testing.T) {
	root := strings.Repeat("A", 43) + "="
	if _, err := ParseCheckpoint("duban/1\n0\n" + root + "\n"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "duban/1\n0\n" + root, "duban/1\n0\n", "\n0\n" + root + "\n", "duban/1\n00\n" + root + "\n", "duban/1\n-1\n" + root + "\n",
		"duban/1\n+1\n" + root + "\n", "duban/1\n0\nAA==\n", "duban/1\n0\n" + root + "\n\n", "duban/1\n0\n" + root + "\nx\n\ny\n", "duban/1\n99999999999999999999\n" + root + "\n"} {
		if c, err := ParseCheckpoint(text); err == nil {
			t.Errorf("%q is read as %+v", text, c)
		}
	}
	ed, _, _ := ordinary(t, 1)
	if _, err := (Checkpoint{Origin: "a\nb"}).Sign(ed); err == nil {
		t.Error("an origin of two lines is signed")
	}
	if _, err := (Checkpoint{Origin: "a"}).Sign(); err == nil {
		t.Error("a checkpoint without signature is made")
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	ed, edV, _ := ordinary(f, 1)
	sm, smV, _ := nationalKeys(f, 2)
	c := Checkpoint{Origin: "duban/429004", Size: 3}.WithChain(Chain{1})
	signed, _ := c.Sign(ed, sm)
	f.Add(signed)
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := OpenCheckpoint(data, edV, smV); err == nil && got.Text() != c.Text() {
			t.Errorf("%q was never signed", data)
		}
		if got, err := ParseCheckpoint(string(data)); err == nil && got.Text() != string(data) {
			t.Errorf("%q is written %q", data, got.Text())
		}
	})
}

func BenchmarkCheckpointSign(b *testing.B) {
	ed, _, _ := ordinary(b, 1)
	sm, _, _ := nationalKeys(b, 2)
	c := Checkpoint{Origin: "duban/429004", Size: 3}
	for name, signers := range map[string][]Signer{"ed25519": {ed}, "national": {ed, sm}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Sign(signers...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
