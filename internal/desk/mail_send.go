package desk

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"duban/internal/kernel/webhook"
	"duban/internal/store"
)

// Postman hands letters to the operator's mail server and says of each what
// came of it. An error says that the server could not be used.
type Postman interface {
	Carry(ctx context.Context, letters []Letter, told func(i int, a MailAnswer)) error
}

// Letter (邮件) is a notice as it is mailed. Its key is the notice's and stays
// the same however often it is sent: the Message-ID is made of it.
type Letter struct {
	Key, To, Name, Subject, Body string
	Unsubscribe                  string // where who gets it can end it with one click (RFC 8058), "" for nowhere
	At                           time.Time
}

// MailAnswer is what the mail server said to a letter.
type MailAnswer struct {
	Trouble string // "" where it was taken
	Refused bool   // for good
}

const (
	lettersAtOnce = 100
	boxesAtOnce   = 4
	mailTime      = 15 * time.Second // the longest that letters of one lease take
	mailLease     = 20 * 1_000_000   // longer than that, in microseconds
	mostMailRest  = 2 * time.Minute  // after a server that cannot be used
)

// mailing is how this process stands with the mail server.
type mailing struct {
	mu    sync.Mutex
	fails int
	rest  time.Time // nothing is sent before
}

// RunPostman sends the mail that is due while the context lasts. Of several
// programs one holds the lease of a part of a division's mail at a time.
func (w *Workspace) RunPostman(ctx context.Context) {
	if w.means.Postman == nil {
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	forgotten := int64(0)
	for {
		if _, err := w.TellSubscribers(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("telling subscribers", err)
		}
		if w.mailing.ready() {
			if _, err := w.SendMail(ctx); err != nil && ctx.Err() == nil {
				w.means.Report("sending mail", err)
			}
		}
		if now := w.means.Clock(); now-forgotten > 3600*1_000_000 {
			forgotten = now
			if err := w.forgetMail(ctx, now); err != nil && ctx.Err() == nil {
				w.means.Report("forgetting mail", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (m *mailing) ready() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !time.Now().Before(m.rest)
}

// failed has the process leave a server alone that cannot be used, longer each time.
func (m *mailing) failed() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rest = time.Now().Add(min(time.Second<<min(m.fails, 10), mostMailRest))
	m.fails++
}

func (m *mailing) worked() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fails, m.rest = 0, time.Time{}
}

// SendMail sends the mail that is due now, and says how many letters were
// handed in. Each is handed in at least once: one whose process ends before it
// is noted goes again, under the same Message-ID.
func (w *Workspace) SendMail(ctx context.Context) (int, error) {
	var boxes []store.MailBox
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { boxes, err = tx.MailBoxes(w.means.Clock()); return err })
	if err != nil {
		return 0, err
	}
	rand.Shuffle(len(boxes), func(i, j int) { boxes[i], boxes[j] = boxes[j], boxes[i] })
	var (
		mu    sync.Mutex
		group sync.WaitGroup
		sum   int
		errs  []error
	)
	places := make(chan struct{}, boxesAtOnce)
	for _, b := range boxes {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			n, err := w.sendBox(ctx, b)
			mu.Lock()
			defer mu.Unlock()
			sum += n
			if err != nil {
				errs = append(errs, err)
			}
		})
	}
	group.Wait()
	switch {
	case len(errs) > 0:
		w.mailing.failed()
	case sum > 0:
		w.mailing.worked()
	}
	return sum, errors.Join(errs...)
}

// sendBox sends what is due of a part while it holds the lease.
func (w *Workspace) sendBox(ctx context.Context, b store.MailBox) (sum int, err error) {
	lease := fmt.Sprintf("mail/%d", b.Shard)
	for {
		var due []store.Mail
		err := w.store.Write(ctx, func(tx *store.Tx) error {
			due = nil
			now := w.means.Clock()
			mine, err := tx.TakeLease(b.Division, lease, w.means.Holder, now+mailLease, now)
			if err != nil || !mine {
				return err
			}
			if due, err = tx.DueMail(b, now, lettersAtOnce); err != nil || len(due) > 0 {
				return err
			}
			_, err = tx.TakeLease(b.Division, lease, w.means.Holder, now-1, now) // for the next
			return err
		})
		if err != nil || len(due) == 0 {
			return sum, err
		}
		n, err := w.sendLetters(ctx, due)
		sum += n
		if err != nil {
			return sum, err
		}
	}
}

func (w *Workspace) sendLetters(ctx context.Context, due []store.Mail) (int, error) {
	letters := make([]Letter, len(due))
	for i, m := range due {
		letters[i] = w.letter(m)
	}
	answers := make([]*MailAnswer, len(due))
	sending, cancel := context.WithTimeout(ctx, mailTime)
	trouble := w.means.Postman.Carry(sending, letters, func(i int, a MailAnswer) { answers[i] = &a })
	cancel()
	if ctx.Err() == nil && errors.Is(sending.Err(), context.DeadlineExceeded) {
		trouble = nil // a slow server: the rest goes with the next lease
	}
	handed := 0
	err := w.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		handed = 0
		now := w.means.Clock()
		for i, a := range answers {
			if a == nil {
				continue
			}
			m := due[i]
			m.Tries++
			state, next := webhook.Delivered, now
			if a.Trouble != "" {
				wait, again := webhook.Wait(m.Tries, w.salt()[0])
				if state = webhook.Failed; again && !a.Refused {
					state, next = webhook.Waiting, now+wait.Microseconds()
				}
			} else {
				handed++
			}
			if err := tx.SetMail(m, state, next, a.Trouble); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrStale) { // the lease had run out, another program took the letters over
		err = nil
	}
	return handed, errors.Join(trouble, err)
}

// letter is a notice as it is mailed: its words, and where to read on.
func (w *Workspace) letter(m store.Mail) Letter {
	l := Letter{Key: m.Notice + "." + m.Division, To: m.Address, Name: m.Name, Subject: m.Subject, Body: m.Words + "\n", At: time.UnixMicro(m.ToldAt)}
	if m.Subscription != "" {
		return w.publicLetter(m, l)
	}
	if w.means.Origin != "" && m.Path != "" {
		l.Body += "\n" + w.means.Origin + m.Path + "\n"
	}
	return l
}

func (w *Workspace) forgetMail(ctx context.Context, now int64) error {
	return w.store.Write(ctx, func(tx *store.Tx) error {
		divisions, err := tx.Divisions()
		for _, d := range divisions {
			if err == nil {
				_, err = tx.ForgetMail(d.Code, now-keepDelivered)
			}
		}
		return err
	})
}
