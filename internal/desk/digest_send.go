package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/store"
)

const (
	digestsAtOnce = 200
	mostDigested  = 200 // notices of one digest; the newest are in it
)

// RunDigests makes the digests that are due, while the context lasts.
func (w *Workspace) RunDigests(ctx context.Context) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		if _, err := w.MakeDigests(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("making digests", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// MakeDigests makes the digest of everybody whose moment has come, each exactly
// once however many programs do: whoever moves the moment on puts the letter
// into the outbox in the same transaction. It says for how many the moment was
// moved on.
func (w *Workspace) MakeDigests(ctx context.Context) (int, error) {
	made := 0
	for {
		var due []store.Digesting
		err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.DueDigests(w.means.Clock(), digestsAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return made, err
		}
		moved := 0
		for _, x := range due {
			err := w.makeDigest(ctx, x)
			if errors.Is(err, store.ErrStale) {
				continue // another program was quicker, or he changed his mind
			}
			if err != nil {
				return made, err
			}
			moved++
		}
		made += moved
		if len(due) < digestsAtOnce || moved == 0 {
			return made, nil
		}
	}
}

func (w *Workspace) makeDigest(ctx context.Context, x store.Digesting) error {
	return w.store.Write(ctx, func(tx *store.Tx) error {
		p, err := tx.PreferenceOf(x.Division, x.Person)
		if err != nil {
			return err
		}
		if p.NextAt != x.At {
			return store.ErrStale
		}
		d := &deed{w: w, tx: tx, by: machine(x.Division), now: w.now()}
		cal, err := d.calendar()
		if err != nil {
			return err
		}
		next := int64(p.Next(cal, civil.Instant(d.now)))
		if err := tx.DigestSent(x, next, d.now); err != nil {
			return err
		}
		return d.digest(x.Person, messageID(x.Person, fmt.Sprint(x.At)), p.SinceAt)
	})
}

// digest puts into the outbox what somebody was told since a moment and has not
// read. Nothing is sent where there is nothing, no server, or no mailbox.
func (d *deed) digest(person, key string, since int64) error {
	if d.w.means.Postman == nil {
		return nil
	}
	who, err := d.tx.Person(d.by.Division, person)
	if err != nil || who.Stopped || who.Mail == "" {
		return err
	}
	list, err := d.tx.NoticesOf(d.by.Division, person, false, 1<<62, "~", mostDigested)
	if err != nil {
		return err
	}
	var items []notice.Item
	for _, n := range list {
		if n.ToldAt > since && n.ToldAt <= d.now && !n.Urgent {
			items = append(items, n.Item())
		}
	}
	if len(items) == 0 {
		return nil
	}
	groups := notice.Gather(items, civil.Instant(d.now).Date())
	return d.tx.AddLetter(store.Mail{Division: d.by.Division, Notice: "d" + key, Subject: "督办摘要：" + notice.Counts(groups), Words: digestWords(groups, d.w.means.Origin), Path: "/notices"}, person, d.now)
}

// digestWords is a digest as a letter: what asks the same under one head.
func digestWords(groups []notice.Group, site string) string {
	var b strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&b, "%s（%d 件）\n", g.Title(), len(g.Items))
		for i, x := range g.Items {
			fmt.Fprintf(&b, "%d. %s", i+1, x.Words)
			if !x.DueOn.Zero() {
				fmt.Fprintf(&b, "（%d 月 %d 日到期）", x.DueOn.Month, x.DueOn.Day)
			}
			if site != "" {
				b.WriteString("\n   " + site + x.Path)
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
