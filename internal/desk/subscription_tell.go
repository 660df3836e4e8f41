package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"duban/internal/kernel/snapshot"
	"duban/internal/store"
)

// Where the links of letters to subscribers lead; a secret follows.
const (
	ConfirmRoot     = "/subscribe/confirm/"
	UnsubscribeRoot = "/subscribe/end/"
)

const (
	toldAtOnce  = 500
	newsInWords = 40             // changes that one letter tells; how many more there are it says
	newsLease   = 30 * 1_000_000 // microseconds
)

// TellSubscribers puts a letter into the outbox of everybody who wants to hear of
// what was published, and says how many. Who was told is noted with his letter, so
// that each is written once however many programs tell.
func (w *Workspace) TellSubscribers(ctx context.Context) (sum int, err error) {
	var due []store.Publication
	if err := w.store.Read(ctx, func(tx *store.Tx) (err error) { due, err = tx.DuePublications(); return err }); err != nil {
		return 0, err
	}
	var errs []error
	for _, p := range due {
		n, err := w.tellOf(ctx, p)
		sum += n
		if err != nil {
			errs = append(errs, err)
		}
	}
	return sum, errors.Join(errs...)
}

func (w *Workspace) tellOf(ctx context.Context, p store.Publication) (sum int, err error) {
	for {
		n, done := 0, false
		err := w.store.Write(ctx, func(tx *store.Tx) error {
			n, done = 0, true
			now := w.means.Clock()
			mine, err := tx.TakeLease(p.Division, "news", w.means.Holder, now+newsLease, now)
			if err != nil || !mine {
				return err
			}
			row, err := tx.Snapshot(p.Division, p.Snapshot)
			if err != nil {
				return err
			}
			s, err := snapshot.Read([]byte(row.Content))
			if err != nil {
				return err
			}
			all, err := tx.DueSubscriptions(p.Division, p.Snapshot, toldAtOnce)
			if err != nil {
				return err
			}
			for _, x := range all {
				first, err := tx.ToldSubscription(x, p.Snapshot)
				if err != nil {
					return err
				}
				news := s.News(x.Topics, x.Told)
				if !first || len(news) == 0 {
					continue
				}
				n++
				m := store.Mail{Division: p.Division, Notice: fmt.Sprintf("%s-%d", x.ID, p.Snapshot), Subscription: x.ID, Kind: "news", Subject: fmt.Sprintf("%s承诺进展：第 %d 次公布，%d 处变化", s.Place, s.Number, len(news)), Words: w.newsWords(s, news)}
				if err := tx.AddSubscriptionLetter(m, now); err != nil {
					return err
				}
			}
			if done = len(all) < toldAtOnce; done {
				return tx.DonePublication(p)
			}
			return nil
		})
		sum += n
		if err != nil || done {
			return sum, err
		}
	}
}

// newsWords tells what was published of what somebody wants to hear of.
func (w *Workspace) newsWords(s *snapshot.Snapshot, news []snapshot.Change) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s公布了 %d 年承诺的进展，截至 %s。您订阅的有 %d 处变化：\n", s.Place, s.Year, s.On, len(news))
	for i, c := range news {
		if i == newsInWords {
			fmt.Fprintf(&b, "\n另有 %d 处，见网页。\n", len(news)-i)
			break
		}
		fmt.Fprintf(&b, "\n· %s：%s\n", c.Title, c.Says())
		if w.means.Public == "" {
			continue
		}
		page := "promises/" + url.PathEscape(c.Promise) + ".html"
		if c.Project != "" {
			page = "projects/" + url.PathEscape(c.Project) + ".html"
		}
		fmt.Fprintf(&b, "  %s/%s\n", w.means.Public, page)
	}
	return b.String()
}

// publicLetter is a letter to a subscriber, with the links that only he gets. One
// that cannot be opened goes to nobody.
func (w *Workspace) publicLetter(m store.Mail, l Letter) Letter {
	l.To, l.Name = "", ""
	var who sealedSubscriber
	plain, err := w.means.Keys.Open(m.Sealed, aboutSubscription(m.Division, m.Subscription))
	if err == nil {
		err = json.Unmarshal(plain, &who)
	}
	if err != nil {
		w.means.Report("opening a subscription", err)
		return l
	}
	secret := m.Division + "." + who.Secret
	l.To, l.Unsubscribe = who.Address, w.means.Origin+UnsubscribeRoot+secret
	if m.Kind == "confirm" {
		l.Body += "\n" + w.means.Origin + ConfirmRoot + secret + "\n"
		return l
	}
	l.Body += "\n退订 Unsubscribe：" + l.Unsubscribe + "\n"
	return l
}
