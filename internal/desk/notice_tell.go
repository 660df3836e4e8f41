package desk

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// mostTold bounds how many people one notice goes to.
const mostTold = 500

// tell keeps the notices that an event of a case brought about, 0 for none, and
// the reminders that have come due. The same is never kept twice: an event has
// one number, and a reminder names its clock and the moment it is due.
func (d *deed) tell(c store.CaseRow, f *procedure.Case, event int, doer string) error {
	f.ID, f.Number = c.ID, c.Number
	if r := f.ReplyOf(event); r != nil {
		if err := d.reply(c, event, *r); err != nil {
			return err
		}
	}
	if len(f.Procedure.Notices) == 0 {
		return nil
	}
	cal, err := d.calendar()
	if err != nil {
		return err
	}
	now := civil.Instant(d.now)
	var units func(string) string
	for _, n := range f.NoticesOf(event) {
		if err := d.tellAll(c, f, n, doer, &units); err != nil {
			return err
		}
	}
	reminders := f.Reminders(cal, now)
	if len(reminders) == 0 {
		return nil
	}
	had, err := d.tx.Reminded(c.Division, c.ID)
	if err != nil {
		return err
	}
	for _, n := range reminders {
		if slices.Contains(had, store.Reminded{Source: n.Source, Rule: n.Rule.ID}) {
			continue
		}
		if err := d.tellAll(c, f, n, "", &units); err != nil {
			return err
		}
	}
	return nil
}

// reply tells whoever asked for agreement what was answered, in the post that he
// holds in the unit that he asked for.
func (d *deed) reply(c store.CaseRow, event int, r procedure.Reply) error {
	list, err := d.tx.Listeners(c.Division, r.Unit, dayOf(d.now))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(l store.Listener) bool { return l.Person == r.Person })
	if i < 0 {
		return nil // he is no longer there
	}
	n := procedure.Notice{Rule: &procedure.NoticeRule{ID: procedure.Replied}, Source: fmt.Sprintf("event/%d", event), Branch: r.Branch}
	return d.notify(c, n, list[i], asks{kind: notice.Inform}, r.Words)
}

// asks is what a notice of a case asks of somebody.
type asks struct {
	kind   notice.Kind
	dueOn  int64
	urgent bool
}

// asksOf says what a notice asks of whoever hears it: what a clock says, an
// agreement that is waited for, an act that he may do now, or nothing.
func asksOf(c store.CaseRow, f *procedure.Case, n procedure.Notice, l store.Listener) asks {
	a := asks{kind: notice.Inform, urgent: n.Rule.Urgent}
	switch {
	case n.Rule.Clock != nil && n.Rule.When != procedure.Nearing:
		a.kind, a.urgent = notice.Overdue, true
	case n.Rule.Clock != nil:
		a.kind = notice.Due
	case len(n.Rule.Waits) > 0, len(f.Ables(procedure.Who{Role: string(l.Role), Unit: l.Unit, Units: []string{l.Unit}})) > 0:
		a.kind = notice.Waiting
	}
	if a.kind != notice.Inform && c.DueAt != 0 {
		a.dueOn = dayOf(c.DueAt)
	}
	return a
}

// notify keeps one notice, and the letter that goes with it.
func (d *deed) notify(c store.CaseRow, n procedure.Notice, l store.Listener, a asks, words string) error {
	return d.keepNotice(store.Notice{Division: c.Division, ID: noticeID(c.ID, n, l.Person), Case: c.ID, Rule: n.Rule.ID, Source: n.Source, Branch: n.Branch, Person: l.Person, Post: l.Post, Words: words,
		Kind: a.kind, DueOn: a.dueOn, Urgent: a.urgent, ToldAt: d.now}, l)
}

// openWords are what a group is told of a case: its matter by the procedure and
// the number, where it stands and what is asked. Its title and what was filled
// in may name people, and stay out.
func openWords(f *procedure.Case, n procedure.Notice, kind notice.Kind) string {
	stage := f.Stage.Title
	if b := f.Branch(n.Branch); b != nil {
		stage = b.Stage.Title
	}
	words := fmt.Sprintf("%s（%s）：%s", f.Procedure.Title, f.Number, stage)
	switch kind {
	case notice.Overdue:
		return words + "，" + n.Rule.Clock.Title + "已超过期限"
	case notice.Due:
		return words + "，" + n.Rule.Clock.Title + "快到期"
	case notice.Waiting:
		return words + "，等着办"
	}
	return words
}

func (d *deed) tellAll(c store.CaseRow, f *procedure.Case, n procedure.Notice, doer string, names *func(string) string) error {
	listeners, err := d.listeners(f, n)
	if err != nil || len(listeners) == 0 {
		return err
	}
	if *names == nil {
		units, err := d.tx.Units(c.Division)
		if err != nil {
			return err
		}
		*names = func(code string) string { return shortName(units, code) }
	}
	cal, err := d.calendar()
	if err != nil {
		return err
	}
	words := f.Say(n, cal, civil.Instant(d.now), *names)
	told, units := map[string]bool{doer: true}, map[string]bool{}
	most := asks{kind: notice.Inform}
	for _, l := range listeners {
		if len(told) > mostTold || !f.Hears(n, procedure.Who{Role: string(l.Role), Unit: l.Unit}) {
			continue
		}
		a := asksOf(c, f, n, l)
		if most.kind == notice.Inform {
			most = a
		}
		units[l.Unit] = true
		if told[l.Person] {
			continue
		}
		told[l.Person] = true
		if err := d.notify(c, n, l, a, words); err != nil {
			return err
		}
	}
	item := notice.Item{Words: openWords(f, n, most.kind), Kind: most.kind, DueOn: civil.OfDays(most.dueOn), Path: "/cases/" + c.ID}
	return d.announce(units, item, "case/"+c.ID+"\x00"+n.Source+"\x00"+n.Rule.ID+"\x00"+n.Branch, most.urgent)
}

// listeners are those who may have to hear a notice, by the posts they hold today.
func (d *deed) listeners(f *procedure.Case, n procedure.Notice) ([]store.Listener, error) {
	units, every := f.Hearers(n)
	if every {
		return d.tx.Listeners(d.by.Division, "", dayOf(d.now))
	}
	var all []store.Listener
	for _, u := range units {
		list, err := d.tx.Listeners(d.by.Division, u, dayOf(d.now))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// noticeID is the notice's key: the same case, source, rule and person always
// give the same, and its mail's Message-ID with it.
func noticeID(id string, n procedure.Notice, person string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s\x00%s", id, n.Source, n.Rule.ID, n.Branch, person))
	return lower32.EncodeToString(sum[:15])
}

func shortName(units []staff.Unit, code string) string {
	i := slices.IndexFunc(units, func(u staff.Unit) bool { return u.Code == code })
	switch {
	case i < 0:
		return code
	case units[i].Short != "":
		return units[i].Short
	}
	return units[i].Name
}

// canonNotice writes a notice of before kinds were kept as it was written then.
func canonNotice(n store.Notice) (string, []byte) {
	if n.Directive != "" {
		return canonDirectiveNotice(n)
	}
	if n.Kind == "" {
		return "notice/" + n.ID, canonical(struct {
			V      int    `json:"v"`
			Case   string `json:"case"`
			Rule   string `json:"rule"`
			Source string `json:"source"`
			Branch string `json:"branch"`
			Person string `json:"person"`
			Post   string `json:"post"`
			Words  string `json:"words"`
			ToldAt int64  `json:"told_at"`
			ReadAt int64  `json:"read_at"`
		}{1, n.Case, n.Rule, n.Source, n.Branch, n.Person, n.Post, n.Words, n.ToldAt, n.ReadAt})
	}
	return "notice/" + n.ID, canonical(struct {
		V      int         `json:"v"`
		Case   string      `json:"case"`
		Task   string      `json:"task"`
		Rule   string      `json:"rule"`
		Source string      `json:"source"`
		Branch string      `json:"branch"`
		Person string      `json:"person"`
		Post   string      `json:"post"`
		Words  string      `json:"words"`
		Kind   notice.Kind `json:"kind"`
		DueOn  int64       `json:"due_on"`
		Urgent bool        `json:"urgent"`
		ToldAt int64       `json:"told_at"`
		ReadAt int64       `json:"read_at"`
	}{2, n.Case, n.Task, n.Rule, n.Source, n.Branch, n.Person, n.Post, n.Words, n.Kind, n.DueOn, n.Urgent, n.ToldAt, n.ReadAt})
}
