package procedure

import (
	"slices"

	"duban/internal/base/civil"
)

// awaits is what the program does once a clock is due, and to which branch; ok
// is false where the clock asks for nothing or the case stands elsewhere.
func (c *Case) awaits(r *Running) (a *Act, b *Branch, ok bool) {
	if r.Rule.Due == "" || r.Clock.End != 0 {
		return nil, nil, false
	}
	a = c.Procedure.Act(r.Rule.Due)
	stage := c.Stage
	if a.Branch {
		if b = c.Branch(r.Branch); b == nil {
			return nil, nil, false
		}
		stage = b.Stage
	}
	return a, b, slices.Contains(a.From, stage.ID)
}

// Fall are the events that follow by themselves by a moment: the acts that the
// declaration has the program do when a clock is due. Each happens at the
// moment the clock was due, or when the case came under a version by which it was.
func (c *Case) Fall(cal *civil.Calendar, now civil.Instant) []Event {
	var list []Event
	for _, r := range c.Clocks {
		a, b, ok := c.awaits(r)
		if !ok {
			continue
		}
		if k := r.Reckon(cal, now); !k.Stopped && now >= k.Due {
			list = append(list, Event{Seq: len(c.Events) + len(list) + 1, Act: a.ID, Kind: Done, Branch: keyOf(b), HappenedAt: max(k.Due, c.migrated), RecordedAt: now})
		}
	}
	return list
}

// NextFall is when the next event follows by itself as the clocks now run, or
// the next notice of a clock; 0 for never.
func (c *Case) NextFall(cal *civil.Calendar, now civil.Instant) civil.Instant {
	next := c.NextReminder(cal, now)
	for _, r := range c.Clocks {
		if _, _, ok := c.awaits(r); !ok {
			continue
		}
		if k := r.Reckon(cal, now); !k.Stopped && (next == 0 || k.Due < next) {
			next = k.Due
		}
	}
	return next
}
