package store

import "duban/internal/kernel/staff"

// Notice (通知) is what somebody was told of a case.
type Notice struct {
	Division string
	ID       string // follows from case, source, rule and person
	Case     string
	Rule     string
	Source   string
	Branch   string
	Person   string
	Post     string // that it was told to
	Words    string
	ToldAt   int64
	ReadAt   int64 // 0 while it is unread
	Version  int64
	Seal     []byte
}

func scanNotice(division string) func(row) (Notice, error) {
	return func(r row) (Notice, error) {
		n := Notice{Division: division}
		err := r.Scan(&n.ID, &n.Case, &n.Rule, &n.Source, &n.Branch, &n.Person, &n.Post, &n.Words, &n.ToldAt, &n.ReadAt, &n.Version, &n.Seal)
		return n, err
	}
}

// Listener is somebody in a post who may be told of a case.
type Listener struct {
	Person, Post, Unit, Mail string
	Role                     staff.Role
}

// Listeners are those who hold a post of a unit on a day; "" for all units.
func (t *Tx) Listeners(division, unit string, day int64) ([]Listener, error) {
	return list(t, "notice_audience", func(r row) (l Listener, err error) {
		err = r.Scan(&l.Person, &l.Post, &l.Role, &l.Unit, &l.Mail)
		return l, err
	}, division, day, unit)
}

// AddNotice keeps a notice. One of the same id is ErrDuplicate.
func (t *Tx) AddNotice(n Notice) error {
	return t.put("notice_insert", n.Division, n.ID, n.Case, n.Rule, n.Source, n.Branch, n.Person, n.Post, n.Words, n.ToldAt, n.ReadAt, n.Seal)
}

// Reminded is what was told of a case's clocks.
type Reminded struct{ Source, Rule string }

// Reminded are the reminders that a case has had.
func (t *Tx) Reminded(division, id string) ([]Reminded, error) {
	return list(t, "notice_sources", func(r row) (x Reminded, err error) { err = r.Scan(&x.Source, &x.Rule); return x, err }, division, id)
}

// Notice finds a notice.
func (t *Tx) Notice(division, id string) (Notice, error) {
	return one(t, "notice_by_id", scanNotice(division), division, id)
}

// EveryNotice calls f for every notice of a division.
func (t *Tx) EveryNotice(division string, f func(Notice) (bool, error)) error {
	return each(t, "notice_all", scanNotice(division), f, division)
}

// NoticesOf are somebody's notices before an instant, newest first: the unread or the read ones.
func (t *Tx) NoticesOf(division, person string, read bool, before int64, id string, most int) ([]Notice, error) {
	name := "notice_unread"
	if read {
		name = "notice_seen"
	}
	return list(t, name, scanNotice(division), division, person, before, id, most)
}

// CountUnread is how many notices somebody has not read, most at most.
func (t *Tx) CountUnread(division, person string, most int) (int64, error) {
	return one(t, "notice_count", number, division, person, most)
}

// ReadNotice notes that a notice was read, at its version.
func (t *Tx) ReadNotice(n Notice) error {
	return t.versioned("notice_read", n.Division, n.ID, n.ReadAt, n.Seal, n.Version)
}
