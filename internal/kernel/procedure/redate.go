package procedure

import "duban/internal/base/civil"

// Moved (改期) is a clock that another calendar dates otherwise, or makes firm
// where it was an estimate.
type Moved struct {
	Clock  string        `json:"clock"` // its title
	Branch string        `json:"branch"`
	Before string        `json:"before"` // the last day within the limit, as it was
	After  string        `json:"after"`  // as it is
	From   civil.Instant `json:"from"`   // the moment it was due
	To     civil.Instant `json:"to"`
	Firm   bool          `json:"firm"` // an estimate before, and none now
}

// Dated says that the clock is due at another moment, not only surer of it.
func (m Moved) Dated() bool { return m.From != m.To }

// Redated are the running clocks of a case that one calendar dates otherwise
// than another. Those that have ended keep their days.
func (c *Case) Redated(before, after *civil.Calendar, now civil.Instant) []Moved {
	var list []Moved
	for _, r := range c.Clocks {
		if r.Clock.End != 0 {
			continue
		}
		x, y := r.Reckon(before, now), r.Reckon(after, now)
		if x.Due != y.Due || x.Estimated && !y.Estimated {
			list = append(list, Moved{r.Rule.Title, r.Branch, x.DueOn.String(), y.DueOn.String(), x.Due, y.Due, x.Estimated && !y.Estimated})
		}
	}
	return list
}
