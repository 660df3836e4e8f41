package desk

import (
	"cmp"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// Duties are what the tasks, cases and directives of somebody's unit, or of the
// whole office, ask of him today. A task may stand in several of the lists: each
// says another thing to be done about it.
type Duties struct {
	Today civil.Date
	Units map[string]staff.Unit
	// of a unit
	Own      bool         // it is a unit's: the lists below are of what it leads
	DueOn    civil.Date   // by when this month's reports are due
	ToReport []ListedTask // no report of this month, or of one before, is there
	Returned []ListedTask // the last report or the close-out was sent back
	ToSign   []ListedTask // a report waits for the head's signature
	ToTake   []ListedTask // issued, and nobody signed for it
	ToOpine  []ListedTask // the unit is asked about it
	Late     []ListedTask // red, or past the deadline; the worst first
	Cases    []WaitingCase
	MostSeen bool // there are more open cases than were looked at
	// of the office
	Objections []ListedTask // a unit's objection waits for an answer
	Applied    []ListedTask // a close-out waits
	Claimed    []ListedTask // deliverables wait to be verified
	Drafts     int          // that are not issued yet
	// of directives
	Addressed []ListedDirective // open, to the unit
	ToHandOut []ListedDirective // entered by a leader, for the office to issue
	CameBack  []ListedDirective // done, for who gave them to note
	Unread    int               // notices
	// of the burden
	Asked  []ListedRequest // data requests that the unit has not answered
	Burden OwnBurden
}

// WaitingCase is a case that waits for the actor's unit.
type WaitingCase struct {
	Row store.CaseRow
	Act string // what can be done about it
}

// How much a home looks at and shows; the lists themselves are a link away.
const (
	mostCasesSeen  = 20
	mostDirectives = 20
)

// duties finds what awaits an actor, and says how many tasks of the year he sees:
// from the tasks as they stand, the open cases that his unit has a part in, and
// the directives, each by an index.
func (w *Workspace) duties(tx *store.Tx, by staff.Actor, out *Duties) (tasks int, err error) {
	if !by.May("task.list") {
		return 0, nil
	}
	out.Today = civil.Instant(w.now()).Date()
	scope, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return 0, err
	}
	if out.Units, err = unitsOf(tx, by.Division); err != nil {
		return 0, err
	}
	all, practice, err := w.pacedTasks(tx, scope, out.Today.Year, out.Today)
	if err != nil {
		return 0, err
	}
	month := civil.MonthOf(out.Today)
	out.Own = !scope.All()
	out.DueOn = month.Last()
	out.DueOn.Day = min(out.DueOn.Day, practice.ReportDay)
	for _, t := range all {
		if out.Own {
			out.ofUnit(by, scope, t, month)
		} else {
			out.ofOffice(by, t)
		}
	}
	slices.SortStableFunc(out.Late, func(a, b ListedTask) int {
		late := func(t ListedTask) int64 {
			if t.Pace.Overdue {
				return t.Terms.DueOn.Days()
			}
			return 1 << 40
		}
		return cmp.Or(cmp.Compare(late(a), late(b)), cmp.Compare(a.Terms.DueOn.Days(), b.Terms.DueOn.Days()))
	})
	if err := w.casesWaiting(tx, by, out); err != nil {
		return 0, err
	}
	if err := directivesWaiting(tx, by, out); err != nil {
		return 0, err
	}
	if err := w.askedOf(tx, by, out); err != nil {
		return 0, err
	}
	if by.May("notice.list") {
		n, err := tx.CountUnread(by.Division, by.Person, MostUnread)
		if err != nil {
			return 0, err
		}
		out.Unread = int(n)
	}
	return len(all), nil
}

// ofUnit sorts a task into what its lead unit has to do about it.
func (out *Duties) ofUnit(by staff.Actor, scope staff.Scope, t ListedTask, month civil.Month) {
	if t.State == task.Asked && by.May("task.opine") && !opined(by, t.Task) {
		out.ToOpine = append(out.ToOpine, t)
	}
	if !scope.Sees(t.Terms.Lead) || !t.State.Running() {
		return
	}
	if t.State == task.Issued {
		out.ToTake = append(out.ToTake, t)
	}
	this := t.ReportOf(month.String())
	if t.State != task.Applied && (t.Pace.Stale > 0 || !month.Before(t.FirstOwed()) && (this == nil || this.State == task.Returned)) {
		out.ToReport = append(out.ToReport, t)
	}
	if t.SentBack != "" && t.State == task.Underway || len(t.Reports) > 0 && t.Reports[len(t.Reports)-1].State == task.Returned {
		out.Returned = append(out.Returned, t)
	}
	if by.May("progress.sign") && slices.ContainsFunc(t.Reports, func(r task.Report) bool { return r.State == task.Filled && !r.Migrated }) {
		out.ToSign = append(out.ToSign, t)
	}
	if t.Pace.Overdue || t.Pace.Colour == task.Red {
		out.Late = append(out.Late, t)
	}
}

// opined says that the actor's unit has answered about a draft.
func opined(by staff.Actor, t *task.Task) bool {
	return slices.ContainsFunc(t.Opinions, func(o task.Opinion) bool { return slices.Contains(by.Units, o.Unit) })
}

// objected says that a unit's objection waits for an answer.
func objected(t *task.Task) bool {
	return t.State == task.Asked && slices.ContainsFunc(t.Opinions, func(o task.Opinion) bool { return !o.Claim })
}

// ofOffice sorts a task into what the office has to do about it.
func (out *Duties) ofOffice(by staff.Actor, t ListedTask) {
	if by.May("task.settle") && objected(t.Task) {
		out.Objections = append(out.Objections, t)
	}
	if by.May("task.close") && t.State == task.Applied {
		out.Applied = append(out.Applied, t)
	}
	if by.May("deliverable.verify") && t.State.Running() && slices.ContainsFunc(t.Terms.Deliverables, func(d task.Deliverable) bool { return t.Claimed(d.N) }) {
		out.Claimed = append(out.Claimed, t)
	}
	if by.May("task.issue") && (t.State == task.Drafted || t.State == task.Asked) {
		out.Drafts++
	}
}

// casesWaiting finds the open cases that somebody of the actor's unit can do
// something about, those due first in front; the newest are looked at.
func (w *Workspace) casesWaiting(tx *store.Tx, by staff.Actor, out *Duties) error {
	if !out.Own || !by.May("case.act") || !by.May("case.list") {
		return nil
	}
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return err
	}
	rows, err := tx.Cases(scope, store.CasePage{Which: "open", Most: mostCasesSeen + 1})
	if err != nil {
		return err
	}
	if out.MostSeen = len(rows) > mostCasesSeen; out.MostSeen {
		rows = rows[:mostCasesSeen]
	}
	who := whoIs(by)
	for _, r := range rows {
		_, f, _, err := w.fold(tx, r)
		if _, gone := fault.As(err); gone {
			continue // its declaration is; the list of cases says so
		}
		if err != nil {
			return err
		}
		switch acts, answers := f.Ables(who), f.Answerable(who); {
		case len(answers) > 0:
			out.Cases = append(out.Cases, WaitingCase{r, answers[0].Act.Title})
		case len(acts) > 0:
			out.Cases = append(out.Cases, WaitingCase{r, acts[0].Act.Title})
		}
	}
	due := func(c WaitingCase) int64 {
		if c.Row.DueAt == 0 {
			return 1 << 62
		}
		return c.Row.DueAt
	}
	slices.SortStableFunc(out.Cases, func(a, b WaitingCase) int { return cmp.Compare(due(a), due(b)) })
	return nil
}

// askedOf finds the data requests that the actor's unit owes an answer to, and
// what it is asked to fill in this month.
func (w *Workspace) askedOf(tx *store.Tx, by staff.Actor, out *Duties) (err error) {
	if !out.Own || !by.May("request.answer") {
		return nil
	}
	scope, err := staff.ScopeOf(by, "request.list")
	if err != nil {
		return err
	}
	all, err := listedRequests(tx, scope, by, RequestPage{State: burden.Open, Most: mostDirectives}, out.Today)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Mine != nil && !r.Mine.Given() {
			out.Asked = append(out.Asked, r)
		}
	}
	out.Burden, err = w.ownBurden(tx, by)
	return err
}

// directivesWaiting finds the directives that somebody has to do something about.
func directivesWaiting(tx *store.Tx, by staff.Actor, out *Duties) error {
	if !by.May("directive.list") {
		return nil
	}
	scope, err := staff.ScopeOf(by, "directive.list")
	if err != nil {
		return err
	}
	for _, l := range []struct {
		may  bool
		page DirectivePage
		into *[]ListedDirective
	}{
		{out.Own, DirectivePage{State: directive.Open}, &out.Addressed},
		{by.May("task.issue"), DirectivePage{State: directive.Drafted}, &out.ToHandOut},
		{by.Role == staff.Leader, DirectivePage{State: directive.Answered, Mine: true}, &out.CameBack},
	} {
		if !l.may {
			continue
		}
		l.page.Most = mostDirectives
		if *l.into, err = listedDirectives(tx, scope, by, l.page, out.Today); err != nil {
			return err
		}
	}
	return nil
}
