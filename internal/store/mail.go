package store

import (
	"slices"

	"duban/internal/kernel/webhook"
)

// Mail (邮件) is a notice on its way to somebody's mailbox, or a letter with words
// of its own: a digest, or what was told of tasks.
type Mail struct {
	Division string
	Notice   string
	Own      bool // a letter with words of its own, whose key Notice is
	// of a letter to a subscriber of the public: whose it is, which one, and his
	// sealed address; its key is Notice
	Subscription string
	Kind         string
	Sealed       []byte
	Subject      string
	Path         string // where to read on
	Tries        int64
	Version      int64
	Case         string
	Words        string
	ToldAt       int64
	Name         string // of whom it goes to
	Address      string
	Number       string // of the case
}

// MailShards is into how many parts a division's mail falls; a program works on one at a time.
const MailShards = 8

// AddMail puts a notice into the outbox.
func (t *Tx) AddMail(division, notice string, now int64) error {
	return t.put("mail_insert", division, notice, shard(notice), now)
}

func shard(id string) int64 {
	n := int64(0)
	for _, c := range []byte(id) {
		n = n*31 + int64(c)
	}
	return n & (MailShards - 1)
}

// MailBox is a part of a division's mail with something due.
type MailBox struct {
	Division string
	Shard    int64
	Since    int64
}

// MailBoxes are the parts, of all divisions, that something is due in.
func (t *Tx) MailBoxes(now int64) ([]MailBox, error) {
	var all []MailBox
	for _, name := range []string{"mail_boxes_due", "letter_boxes_due", "subscription_letter_boxes_due"} {
		some, err := list(t, name, func(r row) (b MailBox, err error) { err = r.Scan(&b.Division, &b.Shard, &b.Since); return b, err }, now)
		if err != nil {
			return nil, err
		}
		for _, b := range some {
			if !slices.ContainsFunc(all, func(o MailBox) bool { return o.Division == b.Division && o.Shard == b.Shard }) {
				all = append(all, b)
			}
		}
	}
	return all, nil
}

// AddLetter puts a letter with words of its own into the outbox.
func (t *Tx) AddLetter(m Mail, person string, now int64) error {
	return t.put("letter_insert", m.Division, m.Notice, person, shard(m.Notice), m.Subject, m.Words, m.Path, now)
}

// DueMail is what is to be sent next of a part.
func (t *Tx) DueMail(b MailBox, now int64, most int) ([]Mail, error) {
	all, err := list(t, "mail_due", func(r row) (Mail, error) {
		m := Mail{Division: b.Division}
		err := r.Scan(&m.Notice, &m.Tries, &m.Version, &m.Case, &m.Words, &m.ToldAt, &m.Name, &m.Address, &m.Number)
		m.Subject, m.Path = "督办："+m.Number, "/cases/"+m.Case
		return m, err
	}, b.Division, b.Shard, now, most)
	if err != nil || len(all) == most {
		return all, err
	}
	own, err := list(t, "letter_due_next", func(r row) (Mail, error) {
		m := Mail{Division: b.Division, Own: true}
		err := r.Scan(&m.Notice, &m.Tries, &m.Version, &m.Subject, &m.Words, &m.Path, &m.ToldAt, &m.Name, &m.Address)
		return m, err
	}, b.Division, b.Shard, now, most-len(all))
	if all = append(all, own...); err != nil || len(all) == most {
		return all, err
	}
	public, err := list(t, "subscription_letter_due_next", func(r row) (Mail, error) {
		m := Mail{Division: b.Division}
		err := r.Scan(&m.Notice, &m.Tries, &m.Version, &m.Subject, &m.Words, &m.Kind, &m.ToldAt, &m.Subscription, &m.Sealed)
		return m, err
	}, b.Division, b.Shard, now, most-len(all))
	return append(all, public...), err
}

// SetMail notes what a try came to, at the mail's version.
func (t *Tx) SetMail(m Mail, s webhook.State, next int64, trouble string) error {
	if m.Subscription != "" { // who went meanwhile took his letters with him: that holds up nobody else's
		_, err := t.run("subscription_letter_update", m.Division, m.Notice, string(s), m.Tries, next, trouble, m.Version)
		return err
	}
	name := "mail_update"
	if m.Own {
		name = "letter_update"
	}
	return t.versioned(name, m.Division, m.Notice, string(s), m.Tries, next, trouble, m.Version)
}

// MailTally is how many letters are in a state, and since when.
type MailTally struct {
	State  webhook.State
	Count  int64
	Oldest int64
}

// MailTallies count a division's mail.
func (t *Tx) MailTallies(division string) ([]MailTally, error) {
	scan := func(r row) (n MailTally, err error) { err = r.Scan(&n.State, &n.Count, &n.Oldest); return n, err }
	all, err := list(t, "mail_tally", scan, division)
	if err != nil {
		return nil, err
	}
	own, err := list(t, "letter_tally", scan, division)
	if err != nil {
		return nil, err
	}
	public, err := list(t, "subscription_letter_tally", scan, division)
	for _, n := range append(own, public...) {
		if i := slices.IndexFunc(all, func(o MailTally) bool { return o.State == n.State }); i >= 0 {
			all[i].Count, all[i].Oldest = all[i].Count+n.Count, min(all[i].Oldest, n.Oldest)
		} else {
			all = append(all, n)
		}
	}
	return all, err
}

// ForgetMail drops what was handed in before an instant.
func (t *Tx) ForgetMail(division string, before int64) (int64, error) {
	n, err := t.run("mail_forget", division, before)
	if err != nil {
		return n, err
	}
	m, err := t.run("letter_forget", division, before)
	if err != nil {
		return n + m, err
	}
	k, err := t.run("subscription_letter_forget", division, before)
	return n + m + k, err
}
