package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/press/ics"
	"duban/internal/store"
)

const (
	feedPast     = 60  // days back that a calendar shows
	feedCases    = 200 // open cases that are looked at, and those of a procedure with days to meet on
	feedRequests = 200 // open data requests that are looked at
)

// Feed is the calendar behind a secret address, division.secret. It is what the
// person sees in the post that it was given for, and is gone once he is stopped,
// has left the post, or took another address.
func (w *Workspace) Feed(ctx context.Context, address string) ([]byte, error) {
	division, text, _ := strings.Cut(address, ".")
	shown, err := credential.ParseSecret(credential.FeedSecret, text)
	if err != nil || !divisionCode.MatchString(division) {
		return nil, noFeed()
	}
	now := w.now()
	var k store.Feed
	var c ics.Calendar
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if k, err = tx.FeedByHash(division, hashOf(shown)); err != nil {
			return err
		}
		if k.EndedAt != 0 {
			return store.ErrNotFound
		}
		by, err := seat(tx, store.Token{Division: division, Person: k.Person, Holding: k.Holding, Role: k.Role, ID: k.ID, Scopes: []string{"read"}}, now)
		if err != nil {
			return err
		}
		c, err = w.days(tx, by, civil.Instant(now))
		return err
	})
	if f, ok := fault.As(err); errors.Is(err, store.ErrNotFound) || ok && f.Kind == fault.Forbidden {
		return nil, noFeed()
	}
	if err != nil {
		return nil, faulted(err)
	}
	if now-k.UsedAt > touchEvery {
		if err := w.store.Write(ctx, func(tx *store.Tx) error { return tx.TouchFeed(division, k.ID, now) }); err != nil {
			return nil, faulted(err)
		}
	}
	return c.Write(), nil
}

func noFeed() error {
	return fault.New(fault.NotFound, "这个日历地址没有，或已经停用。", "登录后在“我的”里换一个新的地址。")
}

// days are what somebody's calendar holds.
func (w *Workspace) days(tx *store.Tx, by staff.Actor, now civil.Instant) (ics.Calendar, error) {
	c := ics.Calendar{Name: "督办 · " + by.UnitName}
	for _, part := range []func(*store.Tx, staff.Actor, civil.Instant) ([]ics.Event, error){w.taskDays, w.requestDays, w.caseDays, w.engagements} {
		events, err := part(tx, by, now)
		if err != nil {
			return c, err
		}
		c.Events = append(c.Events, events...)
	}
	from := civil.OfDays(now.DayNumber() - feedPast)
	c.Events = slices.DeleteFunc(c.Events, func(e ics.Event) bool { return e.On.Before(from) })
	slices.SortFunc(c.Events, func(a, b ics.Event) int {
		return cmp.Or(cmp.Compare(a.On.Days(), b.On.Days()), cmp.Compare(a.UID, b.UID))
	})
	return c, nil
}

// taskDays are the deadlines of the tasks that somebody answers for, of their
// deliverables, and the days to report on. A unit answers for what it leads or
// helps with, a leader for what names his post.
func (w *Workspace) taskDays(tx *store.Tx, by staff.Actor, now civil.Instant) ([]ics.Event, error) {
	scope, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return nil, err
	}
	practice, err := tx.PracticeOf(by.Division)
	if err != nil {
		return nil, err
	}
	today := now.Date()
	var all []ics.Event
	for _, year := range []int{today.Year - 1, today.Year, today.Year + 1} {
		rows, err := tx.Tasks(scope, store.TaskPage{Year: year, Most: store.MostTasks})
		if err != nil {
			return nil, err
		}
		first, leads := civil.Month{}, false
		for _, r := range rows {
			t := r.Task
			leading := t.Terms.Lead == by.Unit
			if !t.State.Running() || !t.Terms.Answers(by.Unit) && (t.Terms.Leader == "" || t.Terms.Leader != by.PostName) {
				continue
			}
			changed, err := tx.TaskChangedAt(by.Division, t.ID)
			if err != nil {
				return nil, err
			}
			e := ics.Event{URL: w.means.Origin + "/tasks/" + t.ID, Sequence: r.Version, Changed: civil.Instant(changed), Category: "任务"}
			if w.means.Origin == "" {
				e.URL = ""
			}
			whole := e
			whole.UID, whole.On = uid(by, "task", t.ID), t.Terms.DueOn
			whole.Summary, whole.About = "任务时限："+t.Terms.Title, t.Number
			all = append(all, whole)
			for _, x := range t.Terms.Deliverables {
				if _, there := t.Verified[x.N]; there || x.DueOn.Zero() {
					continue
				}
				part := e
				part.UID, part.On = uid(by, "task", fmt.Sprintf("%s-%d", t.ID, x.N)), x.DueOn
				part.Summary, part.About = "成果："+x.Words, t.Number+" "+t.Terms.Title
				all = append(all, part)
			}
			if leading && !t.IssuedOn.Zero() {
				if owed := t.FirstOwed(); !leads || owed.Before(first) {
					first = owed
				}
				leads = true
			}
		}
		if !leads || by.Role != staff.Head && by.Role != staff.Clerk {
			continue
		}
		for m := first; m.Year <= year; m = m.Plus(1) {
			on := civil.Date{Year: m.Year, Month: m.Month, Day: min(practice.ReportDay, m.Last().Day)}
			e := ics.Event{UID: uid(by, "report", m.String()), On: on, Summary: fmt.Sprintf("%d 月进展报告日", m.Month), Sequence: practice.Version, Changed: civil.Date{Year: year, Month: 1, Day: 1}.At(0, 0), Category: "报告日"}
			if w.means.Origin != "" {
				e.URL = w.means.Origin + "/tasks"
			}
			all = append(all, e)
		}
	}
	return unrepeated(all), nil
}

// requestDays are the days by which somebody's unit has to answer data requests,
// and those by which others have to answer his.
func (w *Workspace) requestDays(tx *store.Tx, by staff.Actor, now civil.Instant) ([]ics.Event, error) {
	scope, err := staff.ScopeOf(by, "request.list")
	if err != nil {
		return nil, err
	}
	rows, err := listedRequests(tx, scope, by, RequestPage{State: burden.Open, Most: feedRequests}, now.Date())
	if err != nil {
		return nil, err
	}
	var all []ics.Event
	for _, r := range rows {
		e := ics.Event{UID: uid(by, "request", r.ID), On: r.DueOn, Sequence: r.Version, Changed: r.Entered, Category: "报数", About: r.Number}
		switch {
		case r.Mine != nil && !r.Mine.Given() && (by.Role == staff.Head || by.Role == staff.Clerk):
			e.Summary = "报数截止：" + r.Title
		case r.Office == by.Unit:
			e.Summary = "要的数到期：" + r.Title
		default:
			continue
		}
		if w.means.Origin != "" {
			e.URL = w.means.Origin + "/requests/" + r.ID
		}
		all = append(all, e)
	}
	return all, nil
}

// caseDays are the deadlines of open cases in which somebody may do or answer
// something now. They are named by procedure, number and stage: a title may
// name people.
func (w *Workspace) caseDays(tx *store.Tx, by staff.Actor, _ civil.Instant) ([]ics.Event, error) {
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return nil, err
	}
	rows, err := tx.Cases(scope, store.CasePage{Which: "open", Most: feedCases})
	if err != nil {
		return nil, err
	}
	who := whoIs(by)
	var all []ics.Event
	for _, r := range rows {
		if r.DueAt == 0 || r.Halted {
			continue
		}
		_, f, _, err := w.fold(tx, r)
		if err != nil {
			return nil, err
		}
		if len(f.Ables(who)) == 0 && len(f.Answerable(who)) == 0 {
			continue
		}
		e := w.caseDay(by, r, f, "due")
		e.On, e.Category = civil.Instant(r.DueAt).Date(), "办件"
		e.Summary = fmt.Sprintf("到期：%s %s（%s）", f.Procedure.Title, r.Number, f.Stage.Title)
		all = append(all, e)
	}
	return all, nil
}

// engagements are the days that declarations say people meet on.
func (w *Workspace) engagements(tx *store.Tx, by staff.Actor, now civil.Instant) ([]ics.Event, error) {
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return nil, err
	}
	units, err := tx.Units(by.Division)
	if err != nil {
		return nil, err
	}
	name := func(code string) string { return shortName(units, code) }
	who := procedure.Who{Person: by.Person, Post: by.Post, Role: string(by.Role), Unit: by.Unit, Units: []string{by.Unit}}
	var all []ics.Event
	var meeting []*procedure.Procedure
	for _, m := range w.means.Mechanisms.InForce(now.Date()) {
		for _, p := range m.Procedures {
			if len(p.Diary) > 0 {
				meeting = append(meeting, p)
			}
		}
	}
	for _, p := range meeting {
		rows, err := tx.Cases(scope, store.CasePage{Procedure: p.ID, Most: feedCases})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			_, f, _, err := w.fold(tx, r)
			if err != nil {
				return nil, err
			}
			for _, x := range f.Engagements(who, name) {
				e := w.caseDay(by, r, f, x.Rule.ID)
				e.On, e.Summary, e.Place, e.Busy, e.Category = x.On, x.Text, x.Place, true, f.Procedure.Title
				all = append(all, e)
			}
		}
	}
	return all, nil
}

func (w *Workspace) caseDay(by staff.Actor, r store.CaseRow, f *procedure.Case, what string) ics.Event {
	e := ics.Event{UID: uid(by, "case", r.ID+"-"+what), Sequence: r.Version, About: r.Number}
	if n := len(f.Events); n > 0 {
		e.Changed = f.Events[n-1].RecordedAt
	}
	if w.means.Origin != "" {
		e.URL = w.means.Origin + "/cases/" + r.ID
	}
	return e
}

func uid(by staff.Actor, noun, id string) string {
	return noun + "-" + id + "@" + by.Division + ".duban"
}

// unrepeated keeps the first of events with one name.
func unrepeated(all []ics.Event) []ics.Event {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(e ics.Event) bool {
		was := seen[e.UID]
		seen[e.UID] = true
		return was
	})
}
