package desk_test

import (
	"encoding/base64"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/postman/postmantest"
)

// body is what somebody reads in a letter.
func body(t *testing.T, l postmantest.Letter) string {
	t.Helper()
	b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, strings.NewReader(string(l.Body))))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var letterSecret = regexp.MustCompile(`/subscribe/(?:confirm|end)/([0-9]{6}\.duban_sub_[0-9A-Za-z]+)`)

func secretOf(t *testing.T, l postmantest.Letter) string {
	t.Helper()
	m := letterSecret.FindStringSubmatch(body(t, l))
	if m == nil {
		t.Fatalf("no link in %s", body(t, l))
	}
	return m[1]
}

// to are the letters to an address, in the order in which they came.
func to(mail *postmantest.Office, address string) (all []postmantest.Letter) {
	for _, l := range mail.Letters() {
		if l.To == address {
			all = append(all, l)
		}
	}
	return all
}

func mailedOffice(t *testing.T, o *office, mail *postmantest.Office) *office {
	t.Helper()
	return o.again(func(m *desk.Means) {
		posted(t, mail.Address)(m)
		m.Public, m.Holder = "https://www.example.gov.cn/cn", holder()
	})
}

func TestSubscribersHearOnceOfWhatTheyAskedForAndNobodySeesWhoTheyAre(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, plan := promising(t, e)
		ctx, mail := t.Context(), mailOffice(t)
		const one, other, third = "one@example.com", "other@example.com", "third@example.com"
		err := o.Subscribe(ctx, desk.Subscribe{Division: city, Address: one})
		refusedWith(t, err, "没有接邮件服务器")
		w := mailedOffice(t, o, mail)
		err = w.Subscribe(ctx, desk.Subscribe{Division: city, Address: one})
		refusedWith(t, err, "没有可以订阅的")
		o.publishes(by)
		for _, wrong := range []string{"", "one", "a@b\r\nBcc: c@d", "某人 <one@example.com>", "a@例子.com"} {
			if err := w.Subscribe(ctx, desk.Subscribe{Division: city, Address: wrong}); err == nil {
				t.Errorf("%q is a mailbox", wrong)
			}
		}
		err = w.Subscribe(ctx, desk.Subscribe{Division: city, Address: one, Topics: []string{"promise/2026-999"}})
		refusedWith(t, err, "可以订阅")
		ask := func(address string, topics ...string) {
			t.Helper()
			if err := w.Subscribe(ctx, desk.Subscribe{Division: city, Address: address, Topics: topics}); err != nil {
				t.Fatal(err)
			}
		}
		send := func() {
			t.Helper()
			if _, err := w.TellSubscribers(ctx); err != nil {
				t.Fatal(err)
			}
			if _, err := w.SendMail(ctx); err != nil {
				t.Fatal(err)
			}
		}
		ask(one, "livelihood")
		ask(other, "promise/"+plan.Number)
		ask(third)
		send()
		if got := to(mail, one); len(got) != 1 || got[0].Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.Contains(got[0].Header.Get("List-Unsubscribe"), "<https://duban.example.gov.cn/subscribe/end/") {
			t.Fatalf("%+v", got)
		}
		for _, a := range []string{one, other} {
			if err := w.ConfirmSubscription(ctx, secretOf(t, to(mail, a)[0])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.ConfirmSubscription(ctx, secretOf(t, to(mail, one)[0])); err != nil {
			t.Error("confirming twice:", err)
		}
		if err := w.ConfirmSubscription(ctx, city+".duban_sub_made-up"); err == nil {
			t.Error("a made-up secret confirms")
		}
		// the same mailbox again: one subscription is left, and nobody can be flooded
		for range 5 {
			ask(one, "livelihood")
		}
		send()
		if got := to(mail, one); len(got) != 1+3 {
			t.Errorf("%d letters to one mailbox", len(got))
		}
		if err := w.ConfirmSubscription(ctx, secretOf(t, to(mail, one)[2])); err != nil {
			t.Fatal(err)
		}
		if n, err := w.CountSubscriptions(ctx, by); err != nil || n != 2 {
			t.Errorf("%d subscriptions, %v", n, err)
		}
		for _, a := range []string{one, other, third, secretOf(t, to(mail, one)[2])} {
			if in := o.holds(e, a); len(in) > 0 {
				t.Errorf("%s is readable in %v", a, in)
			}
		}

		// something changes: three programs tell of it at once
		clerk, head := worker(o, "kejiyuan", "kj", staff.Clerk), worker(o, "kejizhang", "kj", staff.Head)
		if _, err := o.SignForTask(ctx, clerk, desk.Call{}, roads.ID); err != nil {
			t.Fatal(err)
		}
		month, figure := o.today().String()[:7], quantity.Must("63.5")
		m, err := civil.ParseMonth(month)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.FillProgress(ctx, clerk, desk.Call{}, roads.ID, task.Report{Month: m, Figure: &figure, Steps: "路基做完一半"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.SignProgress(ctx, head, desk.Call{}, roads.ID, month); err != nil {
			t.Fatal(err)
		}
		before := len(mail.Letters())
		o.publishes(by)
		var group sync.WaitGroup
		for range 3 {
			p := mailedOffice(t, o, mail)
			group.Go(func() {
				for range 4 {
					if _, err := p.TellSubscribers(ctx); err != nil {
						t.Error(err)
					}
					if _, err := p.SendMail(ctx); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		send()
		if got := mail.Letters()[before:]; len(got) != 1 || got[0].To != one {
			t.Fatalf("%d letters: %+v", len(got), got)
		}
		news := mail.Letters()[before]
		if text := body(t, news); !strings.Contains(text, "累计 63.5 公里") || !strings.Contains(text, "https://www.example.gov.cn/cn/promises/"+roads.Number+".html") || strings.Contains(text, "路基") || news.Header.Get("List-Unsubscribe") == "" {
			t.Errorf("%s", text)
		}
		// a publication that changes nothing is no letter
		o.publishes(by)
		send()
		if got := mail.Letters(); len(got) != before+1 {
			t.Errorf("%d letters of nothing new", len(got)-before-1)
		}

		// who ends it is erased, with one click and as often as his program likes
		for range 2 {
			if err := w.Unsubscribe(ctx, secretOf(t, news)); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := w.CountSubscriptions(ctx, by); err != nil || n != 1 {
			t.Errorf("%d subscriptions, %v", n, err)
		}
		if err := w.ConfirmSubscription(ctx, secretOf(t, news)); err == nil {
			t.Error("what was ended is confirmed")
		}
		// what nobody confirmed goes after seven days, also before the sweep came
		late := secretOf(t, to(mail, third)[0])
		next := w.again(func(m *desk.Means) {
			clock := m.Clock
			m.Clock = func() int64 { return clock() + 8*24*3600*1_000_000 }
		})
		if err := next.ConfirmSubscription(ctx, late); err == nil {
			t.Error("a letter of eight days ago confirms")
		}
		if err := next.SweepAll(ctx); err != nil {
			t.Fatal(err)
		}
		err = o.store.Read(ctx, func(tx *store.Tx) error {
			left, err := subscriptionsIn(tx)
			if len(left) != 1 {
				t.Errorf("%d subscriptions are left", len(left))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		o.intact()
	})
}

func TestALetterThatNobodyTakesHoldsUpNoOther(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, _ := promising(t, e)
		ctx, mail := t.Context(), mailOffice(t)
		o.publishes(by)
		w := mailedOffice(t, o, mail)
		mail.Refuse(func(address string) error {
			if strings.HasPrefix(address, "gone") {
				// the subscriber goes while his letter is on its way
				err := o.store.Write(ctx, func(tx *store.Tx) error {
					all, err := subscriptionsIn(tx)
					for _, id := range all {
						if err == nil {
							err = tx.EraseSubscription(city, id)
						}
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
			return nil
		})
		if err := w.Subscribe(ctx, desk.Subscribe{Division: city, Address: "gone@example.com"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SendMail(ctx); err != nil {
			t.Error(err)
		}
		mail.Refuse(nil)
		if err := w.Subscribe(ctx, desk.Subscribe{Division: city, Address: "there@example.com"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SendMail(ctx); err != nil {
			t.Error(err)
		}
		if got := to(mail, "there@example.com"); len(got) != 1 {
			t.Errorf("%d letters", len(got))
		}
	})
}

// subscriptionsIn are the names of all subscriptions.
func subscriptionsIn(tx *store.Tx) (ids []string, err error) {
	for _, table := range store.Tables() {
		if table.Name == "subscription" {
			err = tx.Rows(table, func(cells []any) error { ids = append(ids, cells[1].(string)); return nil })
		}
	}
	return ids, err
}
