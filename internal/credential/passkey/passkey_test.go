package passkey

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"duban/internal/base/fault"
)

var now = time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)

func party(t *testing.T) *Party {
	t.Helper()
	p, err := New(Settings{ID: "duban.example", Name: "云泽市督查室", Origins: []string{"https://duban.example"}}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// enrolled is a clerk with one passkey, and the device that holds it.
func enrolled(t *testing.T, p *Party) (Holder, *device) {
	t.Helper()
	handle, err := NewHandle(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h, d := Holder{Handle: handle, Login: "wangke", Name: "王科"}, newDevice(t)
	options, kept, err := p.BeginRegistration(h, now)
	if err != nil {
		t.Fatal(err)
	}
	k, err := p.FinishRegistration(h, kept, d.register(options), now)
	if err != nil {
		t.Fatal(err)
	}
	h.Passkeys = []Passkey{k}
	return h, d
}

func finder(hs ...Holder) func([]byte) (Holder, error) {
	return func(handle []byte) (Holder, error) {
		for _, h := range hs {
			if bytes.Equal(h.Handle, handle) {
				return h, nil
			}
		}
		return Holder{}, fault.New(fault.NotFound, "没有这个账号。", "")
	}
}

func TestARegisteredPasskeySignsInWithAndWithoutALogin(t *testing.T) {
	p := party(t)
	h, d := enrolled(t, p)
	if k := h.Passkeys[0]; !bytes.Equal(k.ID, d.id) || k.SignCount != 1 || len(k.PublicKey) == 0 || len(k.Model) != 16 ||
		len(k.Transports) != 1 || k.Transports[0] != "internal" || k.BackupEligible {
		t.Errorf("%+v", k)
	}
	if !bytes.Equal(d.handle, h.Handle) {
		t.Error("the device was given another handle")
	}
	for name, begin := range map[string]func() ([]byte, []byte, error){
		"second step": func() ([]byte, []byte, error) { return p.BeginAssertion(h, now) },
		"no login":    func() ([]byte, []byte, error) { return p.BeginSignIn(now) },
	} {
		options, kept, err := begin()
		if err != nil {
			t.Fatal(err)
		}
		if allowed := len(d.read(options).PublicKey.Allow); allowed != map[string]int{"second step": 1}[name] {
			t.Errorf("%s: %d passkeys are asked for", name, allowed)
		}
		handle, used, err := p.FinishAssertion(kept, d.sign(options), finder(h), now.Add(time.Minute))
		if err != nil || !bytes.Equal(handle, h.Handle) || used.SignCount != d.count {
			t.Fatalf("%s: %v, %+v", name, err, used)
		}
		h.Passkeys[0] = used
	}
}

func TestADeviceThatHoldsOneAlreadyIsLeftOut(t *testing.T) {
	p := party(t)
	h, d := enrolled(t, p)
	options, _, err := p.BeginRegistration(h, now)
	if err != nil {
		t.Fatal(err)
	}
	if left := d.read(options).PublicKey.Exclude; len(left) != 1 || left[0].ID != b64(d.id) {
		t.Errorf("%+v", left)
	}
	if !strings.Contains(string(options), `"userVerification":"required"`) || !strings.Contains(string(options), `"residentKey":"required"`) {
		t.Errorf("%s", options)
	}
}

func TestAForgedSignInIsRefused(t *testing.T) {
	for name, forge := range map[string]func(p *Party, h *Holder, d *device, kept *[]byte, options *[]byte){
		"another site":           func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.origin = "https://duban.example.evil" },
		"another host":           func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.host = "evil" },
		"nobody present":         func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.flags &^= present },
		"nobody verified":        func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.flags &^= verified },
		"another key":            func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.key = newDevice(d.t).key },
		"unknown passkey":        func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.id = []byte("another passkey!") },
		"backup out of the blue": func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.flags |= backupOK },
		"copied device":          func(_ *Party, h *Holder, _ *device, _, _ *[]byte) { h.Passkeys[0].SignCount = 9 },
		"unknown holder":         func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.handle = []byte("nobody") },
		"no holder":              func(_ *Party, _ *Holder, d *device, _, _ *[]byte) { d.handle = nil },
		"an older challenge":     func(p *Party, _ *Holder, d *device, kept, _ *[]byte) { _, *kept, _ = p.BeginSignIn(now) },
		"too late": func(p *Party, _ *Holder, d *device, kept, options *[]byte) {
			*options, *kept, _ = p.BeginSignIn(now.Add(-5 * time.Minute))
		},
	} {
		p := party(t)
		h, d := enrolled(t, p)
		options, kept, err := p.BeginSignIn(now)
		if err != nil {
			t.Fatal(err)
		}
		forge(p, &h, d, &kept, &options)
		_, _, err = p.FinishAssertion(kept, d.sign(options), finder(h), now)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Refused && f.Kind != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSecondStepTakesNobodyElsesPasskey(t *testing.T) {
	p := party(t)
	mine, _ := enrolled(t, p)
	other, hers := enrolled(t, p)
	options, kept, err := p.BeginAssertion(mine, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.FinishAssertion(kept, hers.sign(options), finder(mine, other), now); err == nil {
		t.Error("somebody else's passkey was taken")
	}
	if _, _, err := p.FinishAssertion(kept, hers.sign(options), func([]byte) (Holder, error) { return other, nil }, now); err == nil {
		t.Error("another holder than the one asked for was taken")
	}
	if _, _, err := p.BeginAssertion(Holder{Handle: mine.Handle}, now); err == nil {
		t.Error("asked for a passkey of somebody who has none")
	}
}

func TestAForgedRegistrationIsRefused(t *testing.T) {
	for name, forge := range map[string]func(d *device){
		"another site":    func(d *device) { d.origin = "https://evil.example" },
		"another host":    func(d *device) { d.host = "evil.example" },
		"nobody verified": func(d *device) { d.flags &^= verified },
	} {
		p, d := party(t), newDevice(t)
		h := Holder{Handle: []byte("0123456789abcdef"), Login: "wangke", Name: "王科"}
		options, kept, _ := p.BeginRegistration(h, now)
		forge(d)
		if _, err := p.FinishRegistration(h, kept, d.register(options), now); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	p, d := party(t), newDevice(t)
	h := Holder{Handle: []byte("0123456789abcdef"), Login: "wangke", Name: "王科"}
	options, kept, _ := p.BeginRegistration(h, now)
	reply := d.register(options)
	another := h
	another.Handle = []byte("another handle..")
	_, signIn, _ := p.BeginSignIn(now)
	for name, err := range map[string]error{
		"another holder":     last(p.FinishRegistration(another, kept, reply, now)),
		"too late":           last(p.FinishRegistration(h, kept, reply, now.Add(5*time.Minute))),
		"kept of a sign-in":  last(p.FinishRegistration(h, signIn, reply, now)),
		"kept nothing":       last(p.FinishRegistration(h, nil, reply, now)),
		"reply of nonsense":  last(p.FinishRegistration(h, kept, []byte("{"), now)),
		"reply without end":  last(p.FinishRegistration(h, kept, bytes.Repeat([]byte(" "), replyMost+1), now)),
		"reply of a sign-in": last(p.FinishRegistration(h, kept, d.sign(options), now)),
	} {
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := p.FinishRegistration(h, kept, reply, now); err != nil {
		t.Errorf("the right one is refused: %v", err)
	}
}

func last[T any](_ T, err error) error { return err }

func TestAPartyWithoutAHostOrAnOriginIsRefused(t *testing.T) {
	for _, s := range []Settings{{}, {ID: "duban.example", Name: "x"}, {ID: "https://duban.example", Name: "x", Origins: []string{"https://duban.example"}}} {
		if _, err := New(s, rand.Reader); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
	p, _ := New(Settings{ID: "duban.example", Name: "x", Origins: []string{"https://duban.example"}}, bytes.NewReader(nil))
	if _, _, err := p.BeginSignIn(now); err == nil {
		t.Error("a challenge was made without randomness")
	}
}

func FuzzAForeignReplyIsRefused(f *testing.F) {
	p, err := New(Settings{ID: "duban.example", Name: "x", Origins: []string{"https://duban.example"}}, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	h := Holder{Handle: []byte("0123456789abcdef"), Login: "wangke", Name: "王科", Passkeys: []Passkey{{ID: []byte("x"), PublicKey: []byte{0xa0}}}}
	_, kept, _ := p.BeginRegistration(h, now)
	_, signIn, _ := p.BeginSignIn(now)
	f.Add([]byte(`{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"AA","signature":"AA","userHandle":"MDEyMzQ1Njc4OWFiY2RlZg"}}`))
	f.Fuzz(func(t *testing.T, reply []byte) {
		if _, err := p.FinishRegistration(h, kept, reply, now); err == nil {
			t.Error("registered")
		}
		if _, _, err := p.FinishAssertion(signIn, reply, finder(h), now); err == nil {
			t.Error("signed in")
		}
	})
}
