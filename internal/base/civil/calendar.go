package civil

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

// DayKind (日类) is what a calendar makes of a day.
type DayKind uint8

// The kinds of days.
const (
	Workday   DayKind = iota // 工作日
	Weekend                  // 周末
	Holiday                  // 法定节假日, with what is moved to it
	MakeUp                   // 调休上班: a weekend that is worked
	LocalRest                // 本地放假
	LocalWork                // 本地上班
)

// Works says that the day is a workday.
func (k DayKind) Works() bool { return k == Workday || k == MakeUp || k == LocalWork }

// Stretch (日段) is a run of days that is not as its weekdays would have it.
type Stretch struct {
	From, To Date
	Works    bool
	Local    bool   // the place says so, not the State Council
	Name     string // 春节
	Basis    string // the notice
}

// Session (办公时段) is a part of a workday at the desk, in time since the day began.
type Session struct{ From, To Instant }

// Calendar (工作日历) says of each day from 2000 to 2059 whether it is worked.
// Years that no notice has settled go by their weekdays and the fixed
// holidays, and what is reckoned through them is an estimate.
type Calendar struct {
	kinds     []DayKind
	worked    []int32 // workdays from the first day to each, itself included
	nth       []int32 // the day of each workday
	published map[int]bool
	stretches []Stretch
	sessions  []Session
	atDesk    Instant   // the length of the sessions
	from      Instant   // it is known since then
	earlier   []Edition // those before it, earliest first
}

const firstYear, lastYear = 2000, 2059

var firstDay = Date{firstYear, 1, 1}.Days()

// fixed are the holidays whose days in the sun's year never move
// (全国年节及纪念日放假办法, as revised in 2024: two days in May).
var fixed = []struct{ month, day, since int }{{1, 1, 0}, {5, 1, 0}, {5, 2, 2025}, {10, 1, 0}, {10, 2, 0}, {10, 3, 0}}

// officeSessions are the hours at the desk where nobody says others.
var officeSessions = []Session{{8*Hour + 30*Minute, 12 * Hour}, {14 * Hour, 17*Hour + 30*Minute}}

// NewCalendar makes a calendar of the years that notices have settled and the
// stretches they name; later stretches win over earlier ones. No sessions are
// 8:30–12:00 and 14:00–17:30.
func NewCalendar(published []int, stretches []Stretch, sessions []Session) (*Calendar, error) {
	if len(sessions) == 0 {
		sessions = officeSessions
	}
	days := int(Date{lastYear, 12, 31}.Days()-firstDay) + 1
	c := &Calendar{kinds: make([]DayKind, days), worked: make([]int32, days), published: map[int]bool{}, stretches: slices.Clone(stretches), sessions: sessions}
	for _, y := range published {
		c.published[y] = true
	}
	for i := range c.kinds {
		d := OfDays(firstDay + int64(i))
		if w := d.Weekday(); w == 0 || w == 6 {
			c.kinds[i] = Weekend
		}
		if !c.published[d.Year] {
			for _, f := range fixed {
				if d.Month == f.month && d.Day == f.day && d.Year >= f.since {
					c.kinds[i] = Holiday
				}
			}
		}
	}
	for _, s := range stretches {
		if !s.From.Valid() || !s.To.Valid() || s.To.Before(s.From) || s.From.Year < firstYear || s.To.Year > lastYear {
			return nil, fmt.Errorf("civil: %s to %s is no run of days of the calendar", s.From, s.To)
		}
		for n := s.From.Days(); n <= s.To.Days(); n++ {
			k := &c.kinds[n-firstDay]
			switch {
			case s.Local && s.Works:
				*k = LocalWork
			case s.Local:
				*k = LocalRest
			case s.Works:
				*k = MakeUp
			default:
				*k = Holiday
			}
		}
	}
	for i, k := range c.kinds {
		if i > 0 {
			c.worked[i] = c.worked[i-1]
		}
		if k.Works() {
			c.worked[i]++
			c.nth = append(c.nth, int32(i))
		}
	}
	for i, s := range sessions {
		if s.From < 0 || s.To <= s.From || s.To > Day || i > 0 && s.From < sessions[i-1].To {
			return nil, fmt.Errorf("civil: office hours %d of a day are out of order", i+1)
		}
		c.atDesk += s.To - s.From
	}
	return c, nil
}

// Kind is what the calendar makes of a day; days outside it go by their weekday.
func (c *Calendar) Kind(d Date) DayKind { return c.kind(d.Days()) }

func (c *Calendar) kind(n int64) DayKind {
	if i := n - firstDay; i >= 0 && i < int64(len(c.kinds)) {
		return c.kinds[i]
	}
	if w := OfDays(n).Weekday(); w == 0 || w == 6 {
		return Weekend
	}
	return Workday
}

// Named is the stretch that a day's kind comes from; ok is false for days that
// go by their weekday.
func (c *Calendar) Named(d Date) (s Stretch, ok bool) {
	for _, s := range slices.Backward(c.stretches) {
		if !d.Before(s.From) && !s.To.Before(d) {
			return s, true
		}
	}
	return s, false
}

// In are the stretches that touch a year, by their first day; of two over the
// same days the later one holds.
func (c *Calendar) In(year int) []Stretch {
	var list []Stretch
	for _, s := range c.stretches {
		if s.From.Year <= year && s.To.Year >= year {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b Stretch) int { return cmp.Compare(a.From.Days(), b.From.Days()) })
	return list
}

// Published says that a notice has settled the year.
func (c *Calendar) Published(year int) bool { return c.published[year] }

// LastPublished is the last year that a notice has settled, 0 for none.
func (c *Calendar) LastPublished() int {
	last := 0
	for y := range c.published {
		last = max(last, y)
	}
	return last
}

// settled says that all years from one day to another are.
func (c *Calendar) settled(from, to int64) bool {
	for y := OfDays(from).Year; y <= OfDays(to).Year; y++ {
		if !c.published[y] {
			return false
		}
	}
	return true
}

// upTo counts the workdays of the calendar up to a day, itself included.
func (c *Calendar) upTo(n int64) int64 {
	i := min(max(n-firstDay, -1), int64(len(c.worked)-1))
	if i < 0 {
		return 0
	}
	return int64(c.worked[i])
}

// workdayAt is the day that upTo first reaches a count on.
func (c *Calendar) workdayAt(count int64) int64 {
	count = min(max(count, 1), int64(len(c.nth)))
	return firstDay + int64(c.nth[count-1])
}

// Between counts the workdays after a day up to another, which is counted.
func (c *Calendar) Between(after, to Date) int {
	return int(c.upTo(to.Days()) - c.upTo(after.Days()))
}

// NextWorkday is the day itself where it is worked, or the next that is.
func (c *Calendar) NextWorkday(d Date) Date { return OfDays(c.nextWorkday(d.Days())) }

// Workday is the nth workday after a day.
func (c *Calendar) Workday(after Date, n int) Date {
	day := after.Days()
	for range n {
		day = c.nextWorkday(day + 1)
	}
	return OfDays(day)
}

func (c *Calendar) nextWorkday(n int64) int64 {
	for !c.kind(n).Works() {
		n++
	}
	return n
}

// Changed are the days on which another calendar differs, earliest first.
func (c *Calendar) Changed(o *Calendar) []Date {
	var days []Date
	for i := range c.kinds {
		if c.kinds[i].Works() != o.kinds[i].Works() {
			days = append(days, OfDays(firstDay+int64(i)))
		}
	}
	return days
}

// desk is the time at the desk of a day up to a moment of it.
func (c *Calendar) desk(n int64, until Instant) Instant {
	if !c.kind(n).Works() {
		return 0
	}
	sum := Instant(0)
	for _, s := range c.sessions {
		if until > s.From {
			sum += min(until, s.To) - s.From
		}
	}
	return sum
}

// atDeskAt is the moment of a worked day at which so much time at the desk has gone.
func (c *Calendar) atDeskAt(gone Instant) Instant {
	i := sort.Search(len(c.sessions), func(i int) bool { return c.before(i+1) >= gone })
	return c.sessions[i].From + gone - c.before(i)
}

func (c *Calendar) before(session int) (sum Instant) {
	for _, s := range c.sessions[:session] {
		sum += s.To - s.From
	}
	return sum
}

// deskTime counts all time at the desk up to a moment.
func (c *Calendar) deskTime(t Instant) Instant {
	n := t.DayNumber()
	return Instant(c.upTo(n-1))*c.atDesk + c.desk(n, t.OfDay())
}

// atDeskTime is the first moment at which deskTime is so much.
func (c *Calendar) atDeskTime(total Instant) Instant {
	full := total / c.atDesk
	gone := total - full*c.atDesk
	if gone == 0 {
		full, gone = full-1, c.atDesk
	}
	return dayStart(c.workdayAt(int64(full)+1)) + c.atDeskAt(gone)
}

func byFrom(a, b Stop) int { return cmp.Compare(a.From, b.From) }
