package civil

import (
	"slices"
	"sort"
)

// Stop (停钟) is a time that a clock does not count: a special step, a
// supplement, a suspension. Until is 0 while it lasts.
type Stop struct {
	From, Until Instant
	Why         string
}

// Clock (时钟) is a limit that runs: since when, what stops it, until when.
//
// Days are counted as the Civil Code counts them (art. 201: the day it begins
// on is not counted): a day counts for a clock that starts before it and ends
// on or after it, and does not count where a stop began before it and has not
// ended before it. So the day a stop begins on still counts, the day it ends
// on does not.
type Clock struct {
	Limit Limit
	Start Instant
	Stops []Stop
	End   Instant // 0 while it runs
	// Exact keeps a day or month limit that ends on a rest day there; else it
	// goes to the next workday (Civil Code art. 203).
	Exact bool
}

// Reckoning (推算) is what a clock says at a moment.
type Reckoning struct {
	Due       Instant // the moment the limit has passed: a day limit's is the end of its last day
	DueOn     Date    // the last day within the limit
	Estimated bool    // a year whose calendar is not published is passed
	Stopped   bool
	Used      int // of the limit's unit, whole ones; months as days
	Left      int // of the unit until due, negative once it has passed; months as days
	Late      bool
}

// Reckon says when a clock is due and where it stands at a moment. While it is
// stopped, Due is what it would be if the stop ended now.
func (c *Calendar) Reckon(k Clock, now Instant) Reckoning {
	at := now
	if k.End != 0 && k.End < at {
		at = k.End
	}
	at = max(at, k.Start)
	if k.Limit.Unit.InDays() {
		return c.reckonDays(k, at)
	}
	return c.reckonTime(k, at)
}

// stopped calls f for the stops of a clock that have begun, as runs that do
// not touch, in order; one that lasts ends now. It says whether it is stopped now.
func (k *Clock) stopped(now Instant, f func(from, until Instant)) (stopped bool) {
	stops := k.Stops
	if !slices.IsSortedFunc(stops, byFrom) {
		stops = slices.Clone(stops)
		slices.SortFunc(stops, byFrom)
	}
	for i := 0; i < len(stops) && stops[i].From <= now; {
		from, until := stops[i].From, endOf(stops[i], now)
		for i++; i < len(stops) && stops[i].From <= min(until, now); i++ {
			until = max(until, endOf(stops[i], now))
		}
		from = max(from, k.Start)
		if from < until {
			f(from, until)
		}
	}
	for _, s := range stops {
		stopped = stopped || k.End == 0 && s.From <= now && (s.Until == 0 || s.Until > now)
	}
	return stopped
}

func endOf(s Stop, now Instant) Instant {
	if s.Until == 0 {
		return now
	}
	return s.Until
}

func (c *Calendar) reckonDays(k Clock, at Instant) Reckoning {
	first, today := k.Start.DayNumber(), at.DayNumber()
	var r Reckoning
	var last, used int64 // the day it is due on, the days counted
	if k.Limit.Unit == Workdays {
		due := c.upTo(first) + int64(k.Limit.N)
		used = c.upTo(today) - c.upTo(first)
		r.Stopped = k.stopped(at, func(from, until Instant) {
			x, y := from.DayNumber(), until.DayNumber()
			if x < c.workdayAt(due) {
				due += c.upTo(y) - c.upTo(x)
			}
			used -= c.upTo(min(y, today)) - c.upTo(x)
		})
		last = c.workdayAt(due)
	} else {
		last = first + int64(k.Limit.N)
		if k.Limit.Unit == Months {
			last = monthsAfter(first, k.Limit.N)
		}
		used = today - first
		r.Stopped = k.stopped(at, func(from, until Instant) {
			x, y := from.DayNumber(), until.DayNumber()
			if x < last {
				last += y - x
			}
			used -= min(y, today) - x
		})
		if !k.Exact {
			last = c.nextWorkday(last)
		}
	}
	r.DueOn, r.Due = OfDays(last), dayStart(last+1)
	r.Used = int(used)
	r.Left = int(last - today)
	if k.Limit.Unit == Workdays {
		r.Left = int(c.upTo(last) - c.upTo(today))
	}
	r.Late = at >= r.Due
	if r.Late && r.Left == 0 { // only rest days have gone since
		r.Left = -1
	}
	r.Estimated = !c.settled(first, last)
	return r
}

// monthsAfter is the day of the same number so many months on, or the last of
// that month where it has no such day (Civil Code art. 202).
func monthsAfter(n int64, months int) int64 {
	d := OfDays(n)
	m := d.Year*12 + d.Month - 1 + months
	y, mo := m/12, m%12+1
	return Date{y, mo, min(d.Day, daysIn(y, mo))}.Days()
}

func (c *Calendar) reckonTime(k Clock, at Instant) Reckoning {
	length := Instant(k.Limit.N) * Minute
	unit := Minute
	if k.Limit.Unit == Hours || k.Limit.Unit == WorkHours {
		length, unit = Instant(k.Limit.N)*Hour, Hour
	}
	gone := func(from, until Instant) Instant { return until - from }
	worked := k.Limit.Unit == WorkHours || k.Limit.Unit == WorkMinutes
	if worked {
		gone = func(from, until Instant) Instant { return c.deskTime(until) - c.deskTime(from) }
	}
	add := func(length Instant) Instant {
		if worked {
			return c.atDeskTime(c.deskTime(k.Start) + length)
		}
		return k.Start + length
	}
	var r Reckoning
	used := gone(k.Start, at)
	due := add(length)
	r.Stopped = k.stopped(at, func(from, until Instant) {
		if from < due {
			length += gone(from, until)
			due = add(length)
		}
		used -= gone(from, min(until, at))
	})
	r.Due, r.DueOn = due, due.Date()
	r.Used = int(used / unit)
	left := due - at
	if worked {
		left = c.deskTime(due) - c.deskTime(at)
	}
	r.Late = at > due
	r.Left = int(left / unit)
	if r.Late && left > -unit {
		r.Left = -1
	}
	r.Estimated = worked && !c.settled(k.Start.DayNumber(), due.DayNumber())
	return r
}

// Role (日的作用) is what a day is to a clock.
type Role uint8

// The roles of a day.
const (
	Before  Role = iota // 起算日: the day it begins on, not counted
	Counted             // 计入
	Rest                // 休: not counted
	Halted              // 停: not counted
	Coming              // 将计入
)

// ReckonedDay (推算的一日) is one day of a clock's proof.
type ReckonedDay struct {
	Date  Date
	Kind  DayKind
	Role  Role
	N     int    // which counted day it is
	Why   string // the holiday or the stop
	Basis string // the notice of a holiday or of a day worked instead
	Due   bool
	Today bool
}

// Days is the proof of a clock in days: every day from the one it begins on
// to the one it is due on, or to where it stands where that is later.
func (c *Calendar) Days(k Clock, now Instant) []ReckonedDay {
	r := c.Reckon(k, now)
	at := now
	if k.End != 0 && k.End < at {
		at = k.End
	}
	first, today, due := k.Start.DayNumber(), at.DayNumber(), r.DueOn.Days()
	last := due
	if k.End == 0 || k.End >= r.Due {
		last = max(due, today)
	}
	type run struct {
		from, until int64
	}
	var halts []run
	k.stopped(max(at, k.Start), func(from, until Instant) {
		halts = append(halts, run{from.DayNumber(), until.DayNumber()})
	})
	days := make([]ReckonedDay, 0, last-first+1)
	n := 0
	for d := first; d <= last; d++ {
		day := ReckonedDay{Date: OfDays(d), Kind: c.kind(d), Due: d == due, Today: d == now.DayNumber()}
		if s, ok := c.Named(day.Date); ok {
			day.Why, day.Basis = s.Name, s.Basis
		}
		i := sort.Search(len(halts), func(i int) bool { return halts[i].until >= d })
		rests := k.Limit.Unit.byCalendar() && !day.Kind.Works()
		switch {
		case d == first:
			day.Role = Before
		case rests:
			day.Role = Rest
		case i < len(halts) && halts[i].from < d:
			day.Role = Halted
			day.Why = k.whyAt(d)
		default:
			day.Role = Counted
			if d > today {
				day.Role = Coming
			}
			n++
			day.N = n
		}
		days = append(days, day)
	}
	return days
}

// whyAt is why the clock is stopped on a day.
func (k *Clock) whyAt(day int64) string {
	for _, s := range k.Stops {
		if s.From.DayNumber() < day && (s.Until == 0 || day <= s.Until.DayNumber()) {
			return s.Why
		}
	}
	return ""
}
