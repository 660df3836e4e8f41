package procedure

import (
	"slices"
	"strings"

	"duban/internal/base/civil"
)

// telling keeps who was told what while a scenario is played.
type telling struct {
	people map[string]Who
	told   map[string][]string // since the step before, in order
	made   map[string]bool     // each is made once
	last   civil.Instant       // reminders up to here were looked for
}

func (t *telling) begin() { t.told = map[string][]string{} }

// event notes what an event has told.
func (t *telling) event(c *Case, e Event, cal *civil.Calendar) {
	t.last = max(t.last, e.HappenedAt)
	for _, n := range c.NoticesOf(e.Seq) {
		t.tell(c, n, e.Person)
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
		t.tell(c, n, "")
	}
}

func (t *telling) tell(c *Case, n Notice, doer string) {
	key := n.Source + " " + n.Rule.ID + " " + n.Branch
	if t.made[key] {
		return
	}
	if t.made == nil {
		t.made = map[string]bool{}
	}
	t.made[key] = true
	for name, who := range t.people {
		if name != doer && c.Hears(n, who) {
			t.told[name] = append(t.told[name], n.Rule.ID)
		}
	}
}

// hold says where somebody was told other things than he must be.
func (t *telling) hold(r *reader, o *Outcome) {
	for name, want := range o.Notices {
		if _, ok := t.people[name]; !ok {
			r.wrong(o.at, "人员里没有“%s”", name)
		}
		got := slices.Sorted(slices.Values(t.told[name]))
		if want := slices.Sorted(slices.Values(want)); !slices.Equal(got, want) {
			r.wrong(o.at, "%s收到的通知是 %s，应是 %s", name, strings.Join(got, "、"), strings.Join(want, "、"))
		}
	}
}
