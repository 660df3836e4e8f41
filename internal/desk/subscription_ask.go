package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/mail"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/retention"
	"duban/internal/kernel/snapshot"
	"duban/internal/store"
)

// Subscribe is what somebody without an account asks for by mail.
type Subscribe struct {
	Division string
	Address  string
	Topics   []string // none for everything
}

// Subscribable is what there is to subscribe to.
type Subscribable struct {
	Place     string
	Published *snapshot.Snapshot // nil for nothing
	Items     []poll.Item        // livelihood promises, each of which can be followed
	Mails     bool               // letters can be sent from here
}

// mostWaiting is how many subscriptions of one mailbox may wait to be confirmed:
// beyond them no further letter is sent, so that nobody is flooded by others.
const mostWaiting = 3

// mails says that letters to the public can be sent, with links that lead here.
func (w *Workspace) mails() bool { return w.means.Postman != nil && w.means.Origin != "" }

func unmailed() error {
	return fault.New(fault.Unavailable, "这里没有接邮件服务器，不能用邮件订阅。", "可以用 Atom 订阅，地址在公开网站的页脚。")
}

// Subscribable says what there is to subscribe to.
func (w *Workspace) Subscribable(ctx context.Context, division string) (Subscribable, error) {
	out := Subscribable{Mails: w.mails()}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		d, err := tx.Division(division)
		if err != nil {
			return err
		}
		out.Place = d.Name
		out.Published, err = newestSnapshot(tx, division)
		out.Items = livelihood(out.Published)
		return err
	})
	return out, faulted(err)
}

// sealedSubscriber is what is sealed of a subscriber: his address, and the secret
// that stands in every letter to him.
type sealedSubscriber struct {
	Address string `json:"a"`
	Secret  string `json:"s"`
}

func aboutSubscription(division, id string) string { return division + "/subscription/" + id }

// Subscribe keeps an address that waits to be confirmed and writes to it. What is
// answered does not tell whether the address was known.
func (w *Workspace) Subscribe(ctx context.Context, in Subscribe) error {
	if !w.mails() {
		return unmailed()
	}
	address, err := addressOf(in.Address)
	if err != nil {
		return err
	}
	secret, err := credential.NewSecret(credential.SubscriptionSecret, w.means.Random)
	if err != nil {
		return err
	}
	id := w.draw()
	plain, err := json.Marshal(sealedSubscriber{address, secret.Reveal()})
	if err != nil {
		return err
	}
	b, err := w.means.Keys.Seal(w.means.Random, plain, aboutSubscription(in.Division, id))
	if err != nil {
		return err
	}
	for range 2 { // two programs may draw the key of mailboxes at once
		err = w.store.Write(ctx, func(tx *store.Tx) error {
			d, err := tx.Division(in.Division)
			if err != nil {
				return err
			}
			s, err := newestSnapshot(tx, in.Division)
			if err != nil {
				return err
			}
			if s == nil {
				return fault.New(fault.Conflict, "还没有公布过进展，没有可以订阅的。", "公布以后再来。")
			}
			x := store.Subscription{Division: in.Division, ID: id, Address: b, Hash: hashOf(secret), CreatedAt: w.now()}
			if x.Topics, err = s.Topics(in.Topics); err != nil {
				return err
			}
			if x.Mark, err = w.mailboxMark(tx, in.Division, address); err != nil {
				return err
			}
			others, err := tx.SubscriptionsOf(in.Division, x.Mark)
			if err != nil {
				return err
			}
			waiting := 0
			for _, o := range others {
				if !o.Confirmed {
					waiting++
				}
			}
			if waiting >= mostWaiting {
				return nil
			}
			if err := tx.AddSubscription(x); err != nil {
				return err
			}
			words := "有人用这个邮箱订阅“" + d.Name + "承诺进展”。是您订的，打开下面的网址确认；不是您订的，不用管它，7 天后自己作废。"
			return tx.AddSubscriptionLetter(store.Mail{Division: in.Division, Notice: id + "-0", Subscription: id, Kind: "confirm", Subject: "确认订阅：" + d.Name + "承诺进展", Words: words}, x.CreatedAt)
		})
		if !errors.Is(err, store.ErrDuplicate) {
			break
		}
	}
	return faulted(err)
}

func addressOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	a, err := mail.ParseAddress(text)
	wrong := strings.ContainsFunc(text, func(r rune) bool { return r > 126 || r < 33 })
	if err != nil || wrong || a.Address != text || len(text) > 254 {
		return "", fault.New(fault.Invalid, "“"+text+"”不是邮箱。", "写成 name@example.com。").At("address")
	}
	name, host, _ := strings.Cut(text, "@")
	return name + "@" + strings.ToLower(host), nil
}

// mailboxMark tells a mailbox apart from others without its being opened.
func (w *Workspace) mailboxMark(tx *store.Tx, division, address string) (string, error) {
	about := division + "/mailbox"
	b, err := tx.MailboxKey(division)
	var key []byte
	switch {
	case missing(err):
		key = make([]byte, 32)
		fill(w.means.Random, key)
		if b, err = w.means.Keys.Seal(w.means.Random, key, about); err == nil {
			err = tx.AddMailboxKey(division, b)
		}
	case err == nil:
		key, err = w.means.Keys.Open(b, about)
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(strings.ToLower(address)))
	return hex.EncodeToString(h.Sum(nil)), err
}

// unconfirmedDays is how long a subscription waits to be confirmed.
func unconfirmedDays(tx *store.Tx, division string, today civil.Date) (int64, error) {
	own, err := tx.Retentions(division)
	r, _ := retention.InForce(own, retention.Unconfirmed, today.Days())
	return r.Days, err
}
