package desk_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/courier"
)

func newKeys(t testing.TB) *credential.KeyRing {
	t.Helper()
	line, err := credential.NewKeyLine("test", credential.AES256GCM, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := credential.ParseKeyRing([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// receiver is another system on this machine that keeps what it is heard.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	heard  []heard
}

type heard struct {
	head webhookHead
	body []byte
}

type webhookHead = credential.WebhookHead

func receive(t testing.TB) *receiver {
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.heard = append(r.heard, heard{webhookHead{ID: q.Header.Get("Webhook-Id"), Timestamp: q.Header.Get("Webhook-Timestamp"), Signature: q.Header.Get("Webhook-Signature")}, b})
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

// take gives what was heard so far, and from now on answers with a status.
func (r *receiver) take(status int) []heard {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.heard
	r.heard, r.status = nil, status
	return all
}

// listed has the security administrator list a receiver.
func (o *office) listed(security staff.Actor, r *receiver, kinds ...string) (id string, key credential.WebhookKey) {
	o.t.Helper()
	o.sequenced() // what was done before is not told of
	issued, err := o.SetWebhook(o.t.Context(), security, desk.Call{}, desk.SetWebhook{Label: "数据平台", Address: r.URL + "/hook", Kinds: kinds, Networks: []string{"127.0.0.1"}})
	if err != nil {
		o.t.Fatal(err)
	}
	if key, err = credential.ParseWebhookKey(issued.Secret); err != nil {
		o.t.Fatal(err)
	}
	return issued.ID, key
}

func (o *office) send(want int) {
	o.t.Helper()
	o.sequenced() // what has its place is told of
	if n, err := o.SendDue(o.t.Context()); n != want || err != nil {
		o.t.Fatalf("%d tries, %v; want %d", n, err, want)
	}
}

func (o *office) hook(by staff.Actor, id string) desk.ListedWebhook {
	o.t.Helper()
	all, err := o.ListWebhooks(o.t.Context(), by)
	for _, h := range all {
		if h.ID == id && err == nil {
			return h
		}
	}
	o.t.Fatalf("no webhook %s: %v", id, err)
	return desk.ListedWebhook{}
}

func verified(t testing.TB, x heard, keys ...credential.WebhookKey) {
	t.Helper()
	if err := credential.VerifyWebhook(x.head, x.body, time.Now(), 48*time.Hour, []credential.WebhookScheme{credential.SignSHA256}, keys...); err != nil {
		t.Errorf("%+v: %v", x.head, err)
	}
}

func TestAnEventIsToldSignedAndWithoutContent(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		r := receive(t)
		id, key := o.listed(security, r, "report.uploaded", "report.entered")
		report := o.upload(by, "../../examples/report.txt")
		o.send(1)
		all := r.take(http.StatusNoContent)
		if len(all) != 1 {
			t.Fatalf("heard %d times", len(all))
		}
		verified(t, all[0], key)
		var event map[string]any
		if err := json.Unmarshal(all[0].body, &event); err != nil {
			t.Fatal(err)
		}
		if event["type"] != "duban.report.uploaded" || event["source"] != "/divisions/"+city || event["subject"] != "report/"+report.ID || event["id"] != all[0].head.ID || event["specversion"] != "1.0" {
			t.Errorf("%s", all[0].body)
		}
		if body := string(all[0].body); strings.Contains(body, report.File) || strings.ContainsFunc(body, func(r rune) bool { return r > 0x7f }) {
			t.Errorf("content was heard: %s", body)
		}
		// the same act again is the same event, and it is not heard again
		if _, err := o.SetWebhook(ctx, security, desk.Call{}, desk.SetWebhook{ID: id, Label: "数据平台", Address: r.URL, Kinds: []string{webhook.All}, Networks: []string{"127.0.0.0/8"}}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := o.SetUnit(ctx, system, desk.Call{ActID: "one.unit"}, staff.Unit{Code: "tj", Parent: city, Name: "云泽市统计局", Short: "市统计局", Kind: staff.Department, Rank: 12}); err != nil {
				t.Fatal(err)
			}
		}
		o.send(1)
		if all := r.take(http.StatusNoContent); len(all) != 1 || !strings.Contains(string(all[0].body), `"duban.unit.changed"`) {
			t.Errorf("heard %d times: %s", len(all), all)
		}
		o.send(0)
		h := o.hook(security, id)
		if h.Delivered != 2 || h.Waiting != 0 || len(h.Secret) != 0 {
			t.Errorf("%+v", h)
		}
		o.intact()
	})
}

func TestAFailedActTellsNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		security := o.actor("anquan", password)
		r := receive(t)
		o.listed(security, r, webhook.All)
		err := o.SetUnit(t.Context(), o.actor("xitong", password), desk.Call{}, staff.Unit{Code: "x", Parent: "nowhere", Name: "没有上级的局", Kind: staff.Department})
		if _, ok := fault.As(err); !ok {
			t.Fatal(err)
		}
		o.send(0)
	})
}

func TestAFailedTryComesBackLaterAndTheQueueShowsIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		r := receive(t)
		id, key := o.listed(security, r, "unit.changed")
		r.take(http.StatusServiceUnavailable)
		unit := staff.Unit{Code: "tj", Parent: city, Name: "云泽市统计局", Short: "市统计局", Kind: staff.Department, Rank: 12}
		if err := o.SetUnit(ctx, system, desk.Call{}, unit); err != nil {
			t.Fatal(err)
		}
		o.send(1)
		o.send(0) // not at once
		first := r.take(http.StatusServiceUnavailable)
		waiting, err := o.ListDeliveries(ctx, system, webhook.Waiting, 0, "", 10)
		if err != nil || len(waiting) != 1 || waiting[0].Tries != 1 || !strings.Contains(waiting[0].Trouble, "503") {
			t.Fatalf("%+v %v", waiting, err)
		}
		o.clock += 15_000_000
		o.send(1)
		o.clock += 40_000_000
		r.take(http.StatusOK)
		o.send(1)
		last := r.take(http.StatusOK)
		if len(first) != 1 || len(last) != 1 || first[0].head.ID != last[0].head.ID || first[0].head.Timestamp == last[0].head.Timestamp || string(first[0].body) != string(last[0].body) {
			t.Errorf("%+v, then %+v", first, last)
		}
		verified(t, last[0], key)
		if h := o.hook(security, id); h.Failures != 0 || h.Delivered != 1 {
			t.Errorf("%+v", h)
		}
	})
}

func TestAnAddressThatFailsForGoodIsPausedWithAnAlarm(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		r := receive(t)
		id, _ := o.listed(security, r, "unit.changed")
		r.take(http.StatusInternalServerError)
		unit := staff.Unit{Code: "tj", Parent: city, Name: "云泽市统计局", Short: "市统计局", Kind: staff.Department, Rank: 12}
		if err := o.SetUnit(ctx, system, desk.Call{}, unit); err != nil {
			t.Fatal(err)
		}
		for range webhook.MostTries {
			o.send(1)
			o.clock += 24 * 3600 * 1_000_000
		}
		o.send(0)
		for _, a := range []staff.Actor{o.actor("xitong", password), o.actor("anquan", password)} {
			home, err := o.Home(ctx, a)
			if err != nil || len(home.Paused) != 1 || !strings.Contains(home.Paused[0].PausedFor, "500") {
				t.Errorf("%s does not see that an address is paused: %+v %v", a.Login, home.Paused, err)
			}
		}
		if home, err := o.Home(ctx, o.actor("ducha", password)); err != nil || len(home.Paused) != 0 {
			t.Errorf("the supervisor sees webhooks: %v", err)
		}
		system, security = o.actor("xitong", password), o.actor("anquan", password)
		failed, err := o.ListDeliveries(ctx, system, webhook.Failed, 0, "", 10)
		if err != nil || len(failed) != 1 {
			t.Fatalf("%+v %v", failed, err)
		}
		if err := o.RetryDelivery(ctx, system, desk.Call{}, failed[0].ID); !is(err, fault.Conflict) {
			t.Errorf("a paused address was tried: %v", err)
		}
		if err := o.ResumeWebhook(ctx, system, desk.Call{}, id); !is(err, fault.Forbidden) {
			t.Errorf("the system administrator resumed: %v", err)
		}
		if err := o.ResumeWebhook(ctx, security, desk.Call{}, id); err != nil {
			t.Fatal(err)
		}
		if err := o.RetryDelivery(ctx, security, desk.Call{}, failed[0].ID); !is(err, fault.Forbidden) {
			t.Errorf("the security administrator retried: %v", err)
		}
		if err := o.RetryDelivery(ctx, system, desk.Call{}, failed[0].ID); err != nil {
			t.Fatal(err)
		}
		r.take(http.StatusOK)
		o.send(1)
		if h := o.hook(security, id); h.PausedAt != 0 || h.Delivered != 1 || h.Failed != 0 {
			t.Errorf("%+v", h)
		}
		if err := o.RetryDelivery(ctx, system, desk.Call{}, failed[0].ID); !is(err, fault.Conflict) {
			t.Errorf("a delivery that arrived was sent again: %v", err)
		}
		if _, err := o.ListWebhooks(ctx, by); !is(err, fault.Forbidden) {
			t.Errorf("a supervisor listed webhooks: %v", err)
		}
		o.intact()
	})
}

func TestAnAddressThatLeadsInsideIsPausedAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		security := o.actor("anquan", password)
		r := receive(t)
		issued, err := o.SetWebhook(ctx, security, desk.Call{}, desk.SetWebhook{Label: "数据平台", Address: strings.Replace(r.URL, "http:", "https:", 1), Kinds: []string{webhook.All}})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.TestWebhook(ctx, security, desk.Call{}, issued.ID); err != nil {
			t.Fatal(err)
		}
		o.send(1)
		if h := o.hook(security, issued.ID); h.PausedAt == 0 || !strings.Contains(h.PausedFor, "内网") || h.Failed != 1 {
			t.Errorf("%+v", h)
		}
		if all := r.take(http.StatusOK); len(all) != 0 {
			t.Errorf("heard %d times", len(all))
		}
	})
}

func TestASecretIsShownOnceAndChangedOverInPeace(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		security := o.actor("anquan", password)
		r := receive(t)
		in := desk.SetWebhook{Label: "数据平台", Address: r.URL, Kinds: []string{webhook.All}, Networks: []string{"127.0.0.1"}}
		o.sequenced() // what was done before is not told of
		issued, err := o.SetWebhook(ctx, security, desk.Call{ActID: "once"}, in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := o.SetWebhook(ctx, security, desk.Call{ActID: "once"}, in)
		if err != nil || again.ID != issued.ID || again.Secret != "" {
			t.Errorf("a retry showed a secret: %v", err)
		}
		old, _ := credential.ParseWebhookKey(issued.Secret)
		rotated, err := o.RotateWebhook(ctx, security, desk.Call{}, issued.ID, false)
		if err != nil || rotated.Secret == "" || rotated.Secret == issued.Secret {
			t.Fatal(err)
		}
		key, _ := credential.ParseWebhookKey(rotated.Secret)
		heard := func() heard {
			t.Helper()
			if err := o.TestWebhook(ctx, security, desk.Call{}, issued.ID); err != nil {
				t.Fatal(err)
			}
			o.send(1)
			all := r.take(http.StatusOK)
			if len(all) != 1 {
				t.Fatalf("heard %d times", len(all))
			}
			return all[0]
		}
		x := heard()
		verified(t, x, old)
		verified(t, x, key)
		leaked, err := o.RotateWebhook(ctx, security, desk.Call{}, issued.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		last, _ := credential.ParseWebhookKey(leaked.Secret)
		x = heard()
		verified(t, x, last)
		if credential.VerifyWebhook(x.head, x.body, time.Now(), time.Hour, []credential.WebhookScheme{credential.SignSHA256}, old, key) == nil {
			t.Error("a leaked secret still signs")
		}
		// no secret stands in the open anywhere in the database
		for _, table := range []string{"select cast(secret as text) from webhook", "select outcome from act", "select changes from act", "select body from delivery"} {
			if e.Dialect() == store.PostgreSQL {
				table = strings.Replace(table, "cast(secret as text)", "encode(secret, 'escape')", 1)
			}
			err := e.Read(ctx, func(s *store.Session) error {
				rows, err := s.Ask(table)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
					var text string
					if err := rows.Scan(&text); err != nil {
						return err
					}
					for _, secret := range []string{issued.Secret, rotated.Secret, leaked.Secret} {
						if strings.Contains(text, secret) || strings.Contains(text, secret[6:]) {
							t.Errorf("%s shows a secret", table)
						}
					}
				}
				return rows.Err()
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		o.intact()
	})
}

func TestOfSeveralProgramsEachDeliveryIsSentByOne(t *testing.T) {
	e, more := storetest.Several(t, 3)
	o, _ := found(t, e)
	system, security := o.actor("xitong", password), o.actor("anquan", password)
	r := receive(t)
	o.listed(security, r, "unit.changed")
	ctx, stop := context.WithCancel(t.Context())
	var beside sync.WaitGroup
	for i, e := range append(more, e) {
		w := desk.Work(store.New(e), desk.Means{Clock: func() int64 { return time.Now().UnixMicro() }, Random: rand.Reader, Holder: fmt.Sprint("program ", i),
			Keys: o.keys, Courier: courier.New("test"), Report: func(what string, err error) { t.Errorf("%s: %v", what, err) }})
		beside.Go(func() { w.RunCourier(ctx) })
	}
	beside.Go(func() { o.RunSequencer(ctx) })
	const events = 40
	for i := range events {
		unit := staff.Unit{Code: fmt.Sprintf("u%d", i), Parent: city, Name: fmt.Sprintf("云泽市第%d局", i), Kind: staff.Department, Rank: 12}
		if err := o.SetUnit(t.Context(), system, desk.Call{}, unit); err != nil {
			t.Fatal(err)
		}
	}
	var all []heard
	for deadline := time.Now().Add(60 * time.Second); len(all) < events && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		all = append(all, r.take(http.StatusOK)...)
	}
	time.Sleep(1500 * time.Millisecond) // one round more, in which nothing may come
	all = append(all, r.take(http.StatusOK)...)
	stop()
	beside.Wait()
	seen := map[string]bool{}
	for _, x := range all {
		seen[x.head.ID] = true
	}
	if len(all) != events || len(seen) != events {
		t.Errorf("%d tellings of %d events, want %d once each", len(all), len(seen), events)
	}
}
