package credential

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"duban/internal/base/fault"
)

const standardKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// The example of the Standard Webhooks specification.
func TestTheSignatureIsThatOfTheStandard(t *testing.T) {
	k, err := ParseWebhookKey(standardKey)
	if err != nil {
		t.Fatal(err)
	}
	at, body := time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`)
	h, err := SignWebhook(SignSHA256, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body, k)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || h.Signature != want || h.Timestamp != "1614265330" {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestTheNationalSignatureIsHMACOverSM3(t *testing.T) {
	k, _ := ParseWebhookKey(standardKey)
	h, err := SignWebhook(SignSM3, "msg_1", time.Unix(1614265330, 0), []byte("{}"), k)
	if want := "v1sm3," + base64.StdEncoding.EncodeToString(macSM3(k.key, []byte("msg_1.1614265330.{}"))); err != nil || h.Signature != want {
		t.Errorf("%+v, %v, want %s", h, err, want)
	}
}

func TestAWebhookIsTakenOnlyAsItWasSigned(t *testing.T) {
	old, _ := NewWebhookKey(rand.Reader)
	k, _ := NewWebhookKey(rand.Reader)
	now, body := time.Unix(1_800_000_000, 0), []byte(`{"event":"task.closed"}`)
	both := []WebhookScheme{SignSHA256, SignSM3}
	for _, scheme := range both {
		h, err := SignWebhook(scheme, "evt_1", now, body, old, k)
		if err != nil {
			t.Fatal(err)
		}
		verify := func(change func(*WebhookHead), body []byte, later time.Duration, keys ...WebhookKey) error {
			changed := h
			if change != nil {
				change(&changed)
			}
			return VerifyWebhook(changed, body, now.Add(later), 5*time.Minute, both, keys...)
		}
		for name, err := range map[string]error{
			"as signed": verify(nil, body, 0, k), "by the old key": verify(nil, body, 0, old),
			"at the edge": verify(nil, body, 5*time.Minute, k), "ahead": verify(nil, body, -5*time.Minute, k),
			"among foreign signatures": verify(func(h *WebhookHead) { h.Signature = "v1a,xx v1, " + h.Signature }, body, 0, k),
		} {
			if err != nil {
				t.Errorf("%s, %s: %v", scheme, name, err)
			}
		}
		other, _ := NewWebhookKey(rand.Reader)
		for name, err := range map[string]error{
			"another body": verify(nil, body[1:], 0, k), "another key": verify(nil, body, 0, other), "no key": verify(nil, body, 0),
			"an empty key": verify(nil, body, 0, WebhookKey{}),
			"too old":      verify(nil, body, 5*time.Minute+time.Second, k), "too far ahead": verify(nil, body, -5*time.Minute-time.Second, k),
			"another id":        verify(func(h *WebhookHead) { h.ID = "evt_2" }, body, 0, k),
			"another time":      verify(func(h *WebhookHead) { h.Timestamp = "1800000001" }, body, 0, k),
			"time with a plus":  verify(func(h *WebhookHead) { h.Timestamp = "+1800000000" }, body, 0, k),
			"no time":           verify(func(h *WebhookHead) { h.Timestamp = "" }, body, 0, k),
			"no signature":      verify(func(h *WebhookHead) { h.Signature = "" }, body, 0, k),
			"id with a dot":     verify(func(h *WebhookHead) { h.ID = "evt.1" }, body, 0, k),
			"too long":          verify(func(h *WebhookHead) { h.Signature = strings.Repeat(h.Signature+" ", 99) }, body, 0, k),
			"scheme of another": VerifyWebhook(h, body, now, time.Minute, []WebhookScheme{"v2"}, k),
		} {
			if _, ok := fault.As(err); !ok {
				t.Errorf("%s, %s: %v", scheme, name, err)
			}
		}
	}
	h, _ := SignWebhook(SignSM3, "evt_1", now, body, k)
	if VerifyWebhook(h, body, now, time.Minute, []WebhookScheme{SignSHA256}, k) == nil {
		t.Error("a scheme that was not asked for was taken")
	}
}

func TestWhatCannotBeVerifiedIsNotSigned(t *testing.T) {
	k, _ := NewWebhookKey(rand.Reader)
	for _, sign := range []func() (WebhookHead, error){
		func() (WebhookHead, error) { return SignWebhook("v2", "evt_1", time.Now(), nil, k) },
		func() (WebhookHead, error) { return SignWebhook(SignSHA256, "evt.1", time.Now(), nil, k) },
		func() (WebhookHead, error) { return SignWebhook(SignSHA256, "", time.Now(), nil, k) },
		func() (WebhookHead, error) { return SignWebhook(SignSHA256, "evt_1", time.Now(), nil) },
		func() (WebhookHead, error) { return SignWebhook(SignSHA256, "evt_1", time.Now(), nil, WebhookKey{}) },
	} {
		if h, err := sign(); err == nil {
			t.Errorf("%+v", h)
		}
	}
}

func TestAWebhookKeyIsReadWholeOrNotAtAll(t *testing.T) {
	k, _ := NewWebhookKey(rand.Reader)
	again, err := ParseWebhookKey(k.Reveal())
	if err != nil || again.Reveal() != k.Reveal() {
		t.Fatal(err)
	}
	if out := fmt.Sprintf("%v %+v %#v", k, k, struct{ K WebhookKey }{k}); strings.Contains(out, k.Reveal()[8:16]) {
		t.Error(out)
	}
	for _, bad := range []string{"", "whsec_", k.Reveal()[6:], k.Reveal()[:20], standardKey[:len(standardKey)-4], standardKey + "\n", "whsec_" + strings.Repeat("AAAA", 22)} {
		if _, err := ParseWebhookKey(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzAWebhookKeyHasOneSpelling(f *testing.F) {
	f.Add(standardKey)
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseWebhookKey(text); err == nil && k.Reveal() != text {
			t.Errorf("%q is read as %q", text, k.Reveal())
		}
	})
}

func FuzzAForeignWebhookIsRefusedWithAFault(f *testing.F) {
	k, _ := ParseWebhookKey(standardKey)
	f.Add("msg_1", "1614265330", "v1,xx v1sm3,", []byte("{}"))
	f.Fuzz(func(t *testing.T, id, timestamp, signature string, body []byte) {
		err := VerifyWebhook(WebhookHead{id, timestamp, signature}, body, time.Unix(1614265330, 0), time.Hour, []WebhookScheme{SignSHA256, SignSM3}, k)
		if _, ok := fault.As(err); !ok {
			t.Errorf("%v", err)
		}
	})
}
