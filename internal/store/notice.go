package store

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
)

// Notice (通知) is what somebody was told of a case, a directive, a task or a data
// request. What is told of data requests is kept with what is told of tasks: its
// source names the request.
type Notice struct {
	Division  string
	ID        string // follows from case or task, source, rule and person
	Case      string // "" where it is of none
	Directive string
	Task      string // "" too where it is of several tasks of a unit
	Rule      string
	Source    string
	Branch    string
	Person    string
	Post      string // that it was told to
	Words     string
	Kind      notice.Kind // "" of those before kinds were kept
	DueOn     int64       // 0 for none
	Urgent    bool        // waits for no digest
	ToldAt    int64
	ReadAt    int64 // 0 while it is unread
	Version   int64
	Seal      []byte
}

const ofRequest = "request/"

// OfRequest is the source of a notice of a data request.
func OfRequest(id string) string { return ofRequest + id }

// Request is the data request that the notice is of, "" for none.
func (n Notice) Request() string {
	if id, ok := strings.CutPrefix(n.Source, ofRequest); ok && n.Case == "" && n.Directive == "" {
		return id
	}
	return ""
}

// Path is where to read on.
func (n Notice) Path() string {
	switch {
	case n.Case != "":
		return "/cases/" + n.Case
	case n.Directive != "":
		return "/directives/" + n.Directive
	case n.Task != "":
		return "/tasks/" + n.Task
	case n.Request() != "":
		return "/requests/" + n.Request()
	}
	return "/tasks"
}

// Item is the notice as a digest lists it.
func (n Notice) Item() notice.Item {
	return notice.Item{Words: n.Words, Kind: n.Kind, DueOn: civil.OfDays(n.DueOn), Path: n.Path()}
}

func scanNotice(division string) func(row) (Notice, error) {
	return func(r row) (Notice, error) {
		n := Notice{Division: division}
		var urgent int64
		err := r.Scan(&n.ID, &n.Case, &n.Rule, &n.Source, &n.Branch, &n.Person, &n.Post, &n.Words, &n.ToldAt, &n.ReadAt, &n.Version, &n.Seal, &n.Kind, &n.DueOn, &urgent)
		n.Urgent = urgent == 1
		return n, err
	}
}

func scanTaskNotice(division string) func(row) (Notice, error) {
	return func(r row) (Notice, error) {
		n := Notice{Division: division}
		var urgent int64
		err := r.Scan(&n.ID, &n.Task, &n.Rule, &n.Source, &n.Person, &n.Post, &n.Words, &n.ToldAt, &n.ReadAt, &n.Version, &n.Seal, &n.Kind, &n.DueOn, &urgent)
		n.Urgent = urgent == 1
		return n, err
	}
}

// Listener is somebody in a post who may be told of a case.
type Listener struct {
	Person, Post, Unit, Mail string
	Role                     staff.Role
	How                      notice.How // his notices go out
}

// Listeners are those who hold a post of a unit on a day; "" for all units.
func (t *Tx) Listeners(division, unit string, day int64) ([]Listener, error) {
	return list(t, "notice_audience", func(r row) (l Listener, err error) {
		err = r.Scan(&l.Person, &l.Post, &l.Role, &l.Unit, &l.Mail, &l.How)
		return l, err
	}, division, day, unit)
}

// AddNotice keeps a notice. One of the same id is ErrDuplicate.
func (t *Tx) AddNotice(n Notice) error {
	if n.Directive != "" {
		return t.addDirectiveNotice(n)
	}
	if n.Case == "" {
		return t.put("task_notice_insert", n.Division, n.ID, n.Task, n.Rule, n.Source, n.Person, n.Post, n.Words, string(n.Kind), n.DueOn, flag(n.Urgent), n.ToldAt, n.ReadAt, n.Seal)
	}
	return t.put("notice_insert", n.Division, n.ID, n.Case, n.Rule, n.Source, n.Branch, n.Person, n.Post, n.Words, n.ToldAt, n.ReadAt, n.Seal, string(n.Kind), n.DueOn, flag(n.Urgent))
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
	if errors.Is(err, ErrNotFound) {
		n, err = one(t, "task_notice_by_id", scanTaskNotice(division), division, id)
	}
	if err != nil {
		return t.directiveNotice(division, id, err)
	}
	return n, nil
}

// EveryNotice calls f for every notice of a division.
func (t *Tx) EveryNotice(division string, f func(Notice) (bool, error)) error {
	on := true
	g := func(n Notice) (_ bool, err error) {
		on, err = f(n)
		return on, err
	}
	if err := each(t, "notice_all", scanNotice(division), g, division); err != nil || !on {
		return err
	}
	if err := each(t, "task_notice_all", scanTaskNotice(division), g, division); err != nil || !on {
		return err
	}
	return each(t, "directive_notice_all", scanDirectiveNotice(division), f, division)
}

// NoticesOf are somebody's notices before an instant, newest first: the unread or the read ones.
func (t *Tx) NoticesOf(division, person string, read bool, before int64, id string, most int) ([]Notice, error) {
	which := "_unread"
	if read {
		which = "_seen"
	}
	all, err := list(t, "notice"+which, scanNotice(division), division, person, before, id, most)
	if err != nil {
		return nil, err
	}
	more, err := list(t, "task_notice"+which, scanTaskNotice(division), division, person, before, id, most)
	if err != nil {
		return nil, err
	}
	ofDirectives, err := list(t, "directive_notice"+which, scanDirectiveNotice(division), division, person, before, id, most)
	if err != nil {
		return nil, err
	}
	all = append(append(all, more...), ofDirectives...)
	slices.SortFunc(all, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(b.ToldAt, a.ToldAt), cmp.Compare(b.ID, a.ID))
	})
	return all[:min(len(all), most)], nil
}

// CountUnread is how many notices somebody has not read, most at most.
func (t *Tx) CountUnread(division, person string, most int) (int64, error) {
	n, err := one(t, "notice_count", number, division, person, most)
	if err != nil || n >= int64(most) {
		return n, err
	}
	m, err := one(t, "task_notice_count", number, division, person, most)
	if err != nil {
		return n, err
	}
	k, err := one(t, "directive_notice_count", number, division, person, most)
	return min(n+m+k, int64(most)), err
}

// ReadNotice notes that a notice was read, at its version.
func (t *Tx) ReadNotice(n Notice) error {
	name := "notice_read"
	switch {
	case n.Directive != "":
		name = "directive_notice_read"
	case n.Case == "":
		name = "task_notice_read"
	}
	return t.versioned(name, n.Division, n.ID, n.ReadAt, n.Seal, n.Version)
}
