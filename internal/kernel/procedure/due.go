package procedure

import (
	"slices"

	"duban/internal/base/civil"
)

// Fall are the events that follow by themselves by a moment: the acts that the
// declaration has the program do when a clock is due. Each happens at the
// moment the clock was due.
func (c *Case) Fall(cal *civil.Calendar, now civil.Instant) []Event {
	var list []Event
	for _, r := range c.Clocks {
		if r.Rule.Due == "" || r.Clock.End != 0 {
			continue
		}
		a := c.Procedure.Act(r.Rule.Due)
		stage := c.Stage
		var b *Branch
		if a.Branch {
			if b = c.Branch(r.Branch); b == nil {
				continue
			}
			stage = b.Stage
		}
		k := cal.Reckon(r.Clock, now)
		if k.Stopped || now < k.Due || !slices.Contains(a.From, stage.ID) {
			continue
		}
		list = append(list, Event{Seq: len(c.Events) + len(list) + 1, Act: a.ID, Kind: Done, Branch: keyOf(b), HappenedAt: k.Due, RecordedAt: now})
	}
	return list
}

// NextFall is when the next event follows by itself as the clocks now run, or
// the next notice of a clock; 0 for never.
func (c *Case) NextFall(cal *civil.Calendar, now civil.Instant) civil.Instant {
	next := c.NextReminder(cal, now)
	for _, r := range c.Clocks {
		if r.Rule.Due == "" || r.Clock.End != 0 {
			continue
		}
		if k := cal.Reckon(r.Clock, now); !k.Stopped && (next == 0 || k.Due < next) {
			next = k.Due
		}
	}
	return next
}
