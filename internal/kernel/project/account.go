package project

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// YearAccount (年度账) is what the register said of a project's year at a
// moment: of what happened by a day, what was recorded by then.
type YearAccount struct {
	Year    int
	On      civil.Date // the last day of what happened
	Project Project    // as it stood on that day
	Plan    *quantity.Decimal
	Done    quantity.Decimal // what signed months of the year say
	Through Month            // up to which of them, 0 for none
	Due     *quantity.Decimal
	Months  int // of the plan that are due, 0 to 12
	Owed    []OwedMonth
	Begun   bool   // main works began in the year
	StartBy *bool  // the day on which they were to begin has come; nil where none is written
	EndBy   *bool  // the same of completion
	Start   *int64 // days that they began later than that in the year; nil where nobody can tell
	End     *int64
	Dwell   *Dwell // the limit that is passed by most, nil for none
	told    map[string]Event
}

// OwedMonth (应报月) is a month whose progress was owed, by which day, and when
// it was first filled in.
type OwedMonth struct {
	Month Month
	DueOn civil.Date
	On    civil.Date // zero where it never was, or was returned and left so
}

// Kept says that a month came by its day.
func (m OwedMonth) Kept() bool { return !m.On.Zero() && !m.DueOn.Before(m.On) }

// AccountOf reckons a project's year from its events, in their order, as they
// were known at a moment. ok is false for a project that is none of the year:
// no plan for it, no month of it, and main works not begun in it.
func AccountOf(events []Event, year int, at civil.Instant) (a YearAccount, ok bool, err error) {
	a = YearAccount{Year: year, On: at.Date(), Done: quantity.Int(0), told: map[string]Event{}}
	if last := (civil.Date{Year: year, Month: 12, Day: 31}); last.Before(a.On) {
		a.On = last
	}
	known := KnownAt(events, at)
	if len(known) == 0 {
		return a, false, nil
	}
	facts := a.fold(known)
	if a.Project, err = Read(facts, nil); err != nil {
		return a, false, err
	}
	months, err := facts.Months()
	if err != nil {
		return a, false, err
	}
	p := &a.Project
	p.Reached = slices.DeleteFunc(p.Reached, func(r Reached) bool {
		later := a.On.Before(r.On)
		if later { // registered or corrected afterwards: it stood below that on the day
			p.Stage = min(p.Stage, r.Stage-1)
		}
		return later
	})
	a.Begun = p.Started().Year == year
	a.Plan = p.Plan(year)
	a.Done, a.Through = DoneIn(year, months)
	a.Months = PaceIn(year, a.Plan, a.Done, a.Through, a.On).Month
	if a.Plan != nil {
		due := quantity.FromRat(new(big.Rat).Mul(a.Plan.Rat(), big.NewRat(int64(a.Months), 12)), 2)
		a.Due = &due
	}
	a.owed(known, months)
	a.StartBy, a.Start = a.against(p.StartsOn, Started)
	a.EndBy, a.End = a.against(p.EndsOn, Completed)
	for _, d := range p.Dwells(a.On) {
		if d.Over > 0 && (a.Dwell == nil || d.Over > a.Dwell.Over) {
			a.Dwell = &d
		}
	}
	ofYear := slices.ContainsFunc(months, func(g Progress) bool { return g.Month.Year() == year })
	return a, a.Plan != nil || ofYear || a.Begun, nil
}

// fold is what events leave, without the steps to stages that were taken after
// the day; it remembers which event said each fact last.
func (a *YearAccount) fold(known []Event) Facts {
	var counted []Event
	for _, e := range known {
		if e.Kind == Advanced && a.On.Before(e.On) {
			e.Changes = slices.DeleteFunc(slices.Clone(e.Changes), func(c Change) bool { return c.Key == "stage" || strings.HasPrefix(c.Key, "reached.") })
		}
		for _, c := range e.Changes {
			a.told[c.Key] = e
		}
		counted = append(counted, e)
	}
	return Fold(counted)
}

// Told is the event that said a fact last.
func (a YearAccount) Told(key string) (Event, bool) {
	e, ok := a.told[key]
	return e, ok
}

// owed are the months whose day came while main works went on and the register
// knew of the project. What was brought over was owed elsewhere.
func (a *YearAccount) owed(known []Event, months []Progress) {
	registered := known[0].RecordedAt.Date()
	for m := Month(a.Year*100 + 1); m.Year() == a.Year; m = m.Next() {
		x := OwedMonth{Month: m, DueOn: ProgressDue(m)}
		i := slices.IndexFunc(months, func(g Progress) bool { return g.Month == m })
		if a.On.Before(x.DueOn) || x.DueOn.Before(registered) || !a.under(x.DueOn) || i >= 0 && months[i].Migrated {
			continue
		}
		if i >= 0 && months[i].State != Returned {
			x.On = firstFilled(known, m)
		}
		a.Owed = append(a.Owed, x)
	}
}

// under says that main works had begun by a day and were not completed. A stage
// without a day was reached before all days.
func (a *YearAccount) under(day civil.Date) bool {
	p := a.Project
	begun, ended := p.Started(), p.Finished()
	return p.Stage >= Started && !day.Before(begun) && (p.Stage < Completed || !ended.Zero() && day.Before(ended))
}

func firstFilled(known []Event, m Month) civil.Date {
	for _, e := range known {
		if e.Kind == Reported && slices.ContainsFunc(e.Changes, func(c Change) bool { return strings.HasPrefix(c.Key, "month."+m.String()+".") }) {
			return e.RecordedAt.Date()
		}
	}
	return civil.Date{}
}

// against sets a stage against the day that was planned for it. What was
// reached before the year is none of its lateness, whatever was planned.
func (a *YearAccount) against(planned civil.Date, s Stage) (by *bool, late *int64) {
	if !planned.Zero() {
		come := !a.On.Before(planned)
		by = &come
	}
	end, n := a.Project.ReachedOn(s), int64(0)
	switch {
	case !end.Zero() && end.Year < a.Year:
		return by, &n
	case planned.Zero() || a.Project.Stage >= s && end.Zero():
		return by, nil
	case a.Project.Stage < s:
		end = a.On
	}
	n = max(0, end.Days()-planned.Days())
	return by, &n
}

// Reaches says whether a project has reached a stage; known is false where it is
// beyond one that may be gone past, and nobody wrote whether it was.
func (p Project) Reaches(s Stage) (has, known bool) {
	i := slices.IndexFunc(p.Reached, func(r Reached) bool { return r.Stage == s })
	switch {
	case p.Stage < s:
		return false, true
	case i >= 0:
		return p.Reached[i].Skipped == "", true
	}
	return true, p.Stage == s || !s.Skippable()
}

// ProgressDue is the day by which the progress of a month is owed.
func ProgressDue(m Month) civil.Date {
	last := civil.EndOfMonth(m.Year(), m.Number())
	s, _ := parameter("progress.day", last)
	day, err := strconv.Atoi(s)
	if err != nil {
		panic("project: the day of progress: " + err.Error())
	}
	last.Day = min(day, last.Day)
	return last
}

// Kept is how many of the months that were owed came by their day.
func (a YearAccount) Kept() (kept int) {
	for _, m := range a.Owed {
		if m.Kept() {
			kept++
		}
	}
	return kept
}

// Nature is how a project stands to its year: 新开工 began in it, 续建 before,
// 未开工 has not.
func (a YearAccount) Nature() string {
	switch {
	case a.Begun:
		return "新开工"
	case a.Project.Stage >= Started:
		return "续建"
	}
	return "未开工"
}
