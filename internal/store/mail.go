package store

import "duban/internal/kernel/webhook"

// Mail (邮件) is a notice on its way to somebody's mailbox.
type Mail struct {
	Division string
	Notice   string
	Tries    int64
	Version  int64
	Case     string
	Words    string
	ToldAt   int64
	Name     string // of whom it goes to
	Address  string
	Number   string // of the case
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
	return list(t, "mail_boxes_due", func(r row) (b MailBox, err error) { err = r.Scan(&b.Division, &b.Shard, &b.Since); return b, err }, now)
}

// DueMail is what is to be sent next of a part.
func (t *Tx) DueMail(b MailBox, now int64, most int) ([]Mail, error) {
	return list(t, "mail_due", func(r row) (Mail, error) {
		m := Mail{Division: b.Division}
		err := r.Scan(&m.Notice, &m.Tries, &m.Version, &m.Case, &m.Words, &m.ToldAt, &m.Name, &m.Address, &m.Number)
		return m, err
	}, b.Division, b.Shard, now, most)
}

// SetMail notes what a try came to, at the mail's version.
func (t *Tx) SetMail(m Mail, s webhook.State, next int64, trouble string) error {
	return t.versioned("mail_update", m.Division, m.Notice, string(s), m.Tries, next, trouble, m.Version)
}

// MailTally is how many letters are in a state, and since when.
type MailTally struct {
	State  webhook.State
	Count  int64
	Oldest int64
}

// MailTallies count a division's mail.
func (t *Tx) MailTallies(division string) ([]MailTally, error) {
	return list(t, "mail_tally", func(r row) (n MailTally, err error) { err = r.Scan(&n.State, &n.Count, &n.Oldest); return n, err }, division)
}

// ForgetMail drops what was handed in before an instant.
func (t *Tx) ForgetMail(division string, before int64) (int64, error) {
	return t.run("mail_forget", division, before)
}
