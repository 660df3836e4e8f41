package store

import "duban/internal/kernel/staff"

// Notice (通知) is what somebody was told of a case, or of a directive.
type Notice struct {
	Division  string
	ID        string // follows from case or directive, source, rule and person
	Case      string // "" where it is of a directive
	Directive string
	Rule      string
	Source    string
	Branch    string
	Person    string
	Post      string // that it was told to
	Words     string
	ToldAt    int64
	ReadAt    int64 // 0 while it is unread
	Version   int64
	Seal      []byte
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
	if n.Directive != "" {
		return t.addDirectiveNotice(n)
	}
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
	n, err := one(t, "notice_by_id", scanNotice(division), division, id)
	if err != nil {
		return t.directiveNotice(division, id, err)
	}
	return n, nil
}

// EveryNotice calls f for every notice of a division.
func (t *Tx) EveryNotice(division string, f func(Notice) (bool, error)) error {
	on := true
	err := each(t, "notice_all", scanNotice(division), func(n Notice) (bool, error) {
		var err error
		on, err = f(n)
		return on, err
	}, division)
	if err != nil || !on {
		return err
	}
	return each(t, "directive_notice_all", scanDirectiveNotice(division), f, division)
}

// NoticesOf are somebody's notices before an instant, newest first: the unread or the read ones.
func (t *Tx) NoticesOf(division, person string, read bool, before int64, id string, most int) ([]Notice, error) {
	name := "notice_unread"
	if read {
		name = "notice_seen"
	}
	ofCases, err := list(t, name, scanNotice(division), division, person, before, id, most)
	if err != nil {
		return nil, err
	}
	ofDirectives, err := list(t, "directive_"+name, scanDirectiveNotice(division), division, person, before, id, most)
	return newest(ofCases, ofDirectives, most), err
}

// CountUnread is how many notices somebody has not read, most at most.
func (t *Tx) CountUnread(division, person string, most int) (int64, error) {
	ofCases, err := one(t, "notice_count", number, division, person, most)
	if err != nil {
		return 0, err
	}
	ofDirectives, err := one(t, "directive_notice_count", number, division, person, most)
	return min(ofCases+ofDirectives, int64(most)), err
}

// ReadNotice notes that a notice was read, at its version.
func (t *Tx) ReadNotice(n Notice) error {
	if n.Directive != "" {
		return t.versioned("directive_notice_read", n.Division, n.ID, n.ReadAt, n.Seal, n.Version)
	}
	return t.versioned("notice_read", n.Division, n.ID, n.ReadAt, n.Seal, n.Version)
}
