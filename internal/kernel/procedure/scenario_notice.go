package procedure

import (
	"slices"

	"duban/internal/base/civil"
)

// Hearing (情景通知) is a notice of a scenario, with whom of its people it reached.
type Hearing struct {
	Notice Notice
	At     civil.Instant
	Names  []string
	c      *Case
}

// Say is the notice as people read it; unit gives a unit's name.
func (h Hearing) Say(cal *civil.Calendar, unit func(code string) string) string {
	return h.c.Say(h.Notice, cal, h.At, unit)
}

// Hearers are the units whose people it goes to; every says that it is all.
func (h Hearing) Hearers() (units []string, every bool) { return h.c.Hearers(h.Notice) }

// telling keeps who was told what while a scenario is played.
type telling struct {
	people map[string]Who
	told   []Hearing       // since the step before, in order
	made   map[string]bool // each is made once
	last   civil.Instant   // reminders up to here were looked for
}

func (t *telling) begin() { t.told = nil }

// event notes what an event has told.
func (t *telling) event(c *Case, e Event, cal *civil.Calendar) {
	t.last = max(t.last, e.HappenedAt)
	for _, n := range c.NoticesOf(e.Seq) {
		t.tell(c, n, e.Person, e.HappenedAt)
	}
	t.remindAt(c, cal, t.last)
}

// remind notes the reminders that come up to a moment, each in its own.
func (t *telling) remind(c *Case, cal *civil.Calendar, until civil.Instant) {
	for at := c.NextReminder(cal, t.last); at != 0 && at <= until; at = c.NextReminder(cal, t.last) {
		t.last = at
		t.remindAt(c, cal, at)
	}
	t.last = max(t.last, until)
}

func (t *telling) remindAt(c *Case, cal *civil.Calendar, at civil.Instant) {
	for _, n := range c.Reminders(cal, at) {
		t.tell(c, n, "", at)
	}
}

func (t *telling) tell(c *Case, n Notice, doer string, at civil.Instant) {
	key := n.Source + " " + n.Rule.ID + " " + n.Branch
	if t.made[key] {
		return
	}
	if t.made == nil {
		t.made = map[string]bool{}
	}
	t.made[key] = true
	h := Hearing{Notice: n, At: at, c: c}
	for _, name := range sortedKeys(t.people) {
		if name != doer && c.Hears(n, t.people[name]) {
			h.Names = append(h.Names, name)
		}
	}
	t.told = append(t.told, h)
}

// heard are the notices that somebody was told since the step before.
func (t *telling) heard(name string) []string {
	var list []string
	for _, h := range t.told {
		if slices.Contains(h.Names, name) {
			list = append(list, h.Notice.Rule.ID)
		}
	}
	return list
}
