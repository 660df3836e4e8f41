package procedure

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/rule"
)

// Event (办件事件) is one thing that happened to a case. Events are only ever
// added; a case is what follows from them.
type Event struct {
	Seq        int // in the case, from 1
	Act        string
	Kind       EventKind
	Of         int    // the request that an answer is about, or the event that wrote a document
	Branch     string // its key, "" for the case itself
	Person     string // "" for the program
	Post       string
	Unit       string
	HappenedAt civil.Instant
	RecordedAt civil.Instant
	Data       map[string]any // as the form asked
	Reason     string
	Foreign    string // the event's name in the system it came from
}

// EventKind (事件类别) is what an event does.
type EventKind string

// The kinds.
const (
	Done     EventKind = "done"     // 办了
	Asked    EventKind = "asked"    // 报批: takes effect once all have agreed
	Agreed   EventKind = "agreed"   // 同意
	Declined EventKind = "declined" // 不同意
	Migrated EventKind = "migrated" // 迁移: it is under another version from here on, see Event.Versions

	// of a document, see OfDocument
	Numbered EventKind = "numbered" // 编号发出
	Voided   EventKind = "voided"   // 作废
	Served   EventKind = "served"   // 送达
)

// BackEntered says that an event was recorded more than a day after it happened.
func (e Event) BackEntered() bool { return e.RecordedAt-e.HappenedAt > civil.Day }

// Case (案件) is one run of a procedure, as its events leave it.
type Case struct {
	Procedure *Procedure
	ID        string
	Number    string
	Foreign   string // its number in the system it came from, "" for a case of here
	Stage     *Stage
	Since     civil.Instant // it has been in the stage
	Branches  []*Branch
	Data      map[string]any
	Clocks    []*Running
	Requests  []*Request // that wait for an answer
	OpenedBy  Event
	EndedAt   civil.Instant // 0 while it is open
	Events    []Event
	Documents []*Document
	notices   []Notice                 // of events, as they followed
	stays     []stay                   // in stages that were left
	endKnown  civil.Instant            // when its end was recorded
	opener    *Act                     // of OpenedBy
	migrated  civil.Instant            // last, 0 for never
	hand      string                   // the unit of the act that is being folded
	applying  Event                    // that is being folded
	before    string                   // the stage before this one
	called    []string                 // units, each once, in order
	has       map[string]bool          // the same units
	below     map[string]bool          // the cases under it, whether they are open
	when      map[string]civil.Instant // acts were last done, stages last entered
}

// Branch (分支) is a unit's part of a case.
type Branch struct {
	Key     string // the unit's code, with a number from its second call on
	Unit    string
	Lead    bool
	Stage   *Stage
	Since   civil.Instant
	Called  civil.Instant
	Data    map[string]any
	EndedAt civil.Instant
}

// Running (计时) is a clock of a case, which may have ended.
type Running struct {
	Rule   *ClockRule
	Branch string
	Row    LimitRow // as it was when the clock started
	Added  int      // by extensions, in the limit's unit
	Clock  civil.Clock
	// Settled is when its end was recorded, 0 while it runs: what a calendar
	// changes later is nothing to it.
	Settled civil.Instant
	stops   []string // the act that began each stop
	Gone    bool     // the version that the case went over to does not have it
	cut     bool     // it ended with the case or the branch, not by what it is to end with
}

// Request (报批) is an act that waits for agreement.
type Request struct {
	Event Event
	Act   *Act
	Step  int // the step that is next
}

// Branch finds a branch by its key, nil where there is none.
func (c *Case) Branch(key string) *Branch {
	return find(c.Branches, func(b *Branch) bool { return b.Key == key })
}

// Open says that the case has not ended.
func (c *Case) Open() bool { return c.EndedAt == 0 }

// Title is what lists call the case by.
func (c *Case) Title() string {
	s, _ := c.Data[c.Procedure.Subject].(string)
	return s
}

// Units are those with a part in the case: who opened it first, then who was
// called or is named as a party, then those whom rules name to act on it.
func (c *Case) Units() []string {
	list := []string{c.OpenedBy.Unit}
	for _, b := range c.Branches {
		list = append(list, b.Unit)
	}
	for _, field := range c.Procedure.Parties {
		if unit, _ := c.Data[field].(string); unit != "" {
			list = append(list, unit)
		}
		if units, ok := rule.As(rule.Texts, c.Data[field]).([]string); ok {
			list = append(list, units...)
		}
	}
	env := c.values(nil)
	for _, a := range c.Procedure.Acts {
		for _, r := range append(slices.Clone(a.By), stepsOf(a)...) {
			if r.Unit != ByRule {
				continue
			}
			v, err := r.Rule.Value(env)
			if units, ok := v.([]string); err == nil && ok {
				for _, u := range units {
					if u != "" && !slices.Contains(list, u) {
						list = append(list, u)
					}
				}
			}
		}
	}
	return list
}

// Signal (时效状态) is how a clock stands.
type Signal string

// The signals.
const (
	OnTime  Signal = "on"      // 正常
	Near    Signal = "near"    // 将到期: two days, of short limits half of them, or a quarter of the hours are left
	Overdue Signal = "overdue" // 逾期
	Halted  Signal = "halted"  // 停钟
	InTime  Signal = "intime"  // 按时办结
	TooLate Signal = "toolate" // 超期办结
)

// nearDays is how many days before a limit ends it warns; hours warn in the last quarter.
const nearDays = 2

// Reckon says when the clock is due and where it stands at a moment, one that
// has ended by the calendar that was known then.
func (r *Running) Reckon(cal *civil.Calendar, now civil.Instant) civil.Reckoning {
	return cal.KnownAt(r.Settled).Reckon(r.Clock, now)
}

// Days is the proof of Reckon in days.
func (r *Running) Days(cal *civil.Calendar, now civil.Instant) []civil.ReckonedDay {
	return cal.KnownAt(r.Settled).Days(r.Clock, now)
}

// Signal says how a clock stands at a moment, with its reckoning.
func (r *Running) Signal(cal *civil.Calendar, now civil.Instant) (Signal, civil.Reckoning) {
	k := r.Reckon(cal, now)
	switch {
	case r.Clock.End != 0 && k.Late:
		return TooLate, k
	case r.Clock.End != 0:
		return InTime, k
	case k.Late:
		return Overdue, k
	case k.Stopped:
		return Halted, k
	case r.Clock.Limit.Unit == civil.Months && k.Left <= nearDays, r.Clock.Limit.Unit.InDays() && k.Left <= nearDays && k.Left*2 <= r.Clock.Limit.N, !r.Clock.Limit.Unit.InDays() && k.Left*4 <= r.Clock.Limit.N:
		return Near, k
	}
	return OnTime, k
}

// Pressing is the running clock that is due first and what it says, nil where none runs.
func (c *Case) Pressing(cal *civil.Calendar, now civil.Instant) (first *Running, s Signal, k civil.Reckoning) {
	for _, r := range c.Clocks {
		if r.Clock.End != 0 {
			continue
		}
		if sig, x := r.Signal(cal, now); first == nil || x.Due < k.Due {
			first, s, k = r, sig, x
		}
	}
	return first, s, k
}
