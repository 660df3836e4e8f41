package civil

import (
	"slices"
	"sync"
)

// Edition (日历版本) is a calendar as it was known from a moment until the next one.
type Edition struct {
	From     Instant
	Calendar func() *Calendar // made when somebody looks
}

// EditionOf is an edition that is made once, by f.
func EditionOf(from Instant, f func() *Calendar) Edition {
	return Edition{from, sync.OnceValue(f)}
}

// After gives the calendar with the editions before it, earliest first; it is
// known itself from a moment.
func (c *Calendar) After(earlier []Edition, from Instant) *Calendar {
	n := *c
	n.earlier, n.from = slices.Clone(earlier), from
	return &n
}

// KnownAt is the calendar as it was known at a moment; 0 is now. Before the
// first edition it is the first.
func (c *Calendar) KnownAt(at Instant) *Calendar {
	if at == 0 || at >= c.from || len(c.earlier) == 0 {
		return c
	}
	i := len(c.earlier) - 1
	for i > 0 && c.earlier[i].From > at {
		i--
	}
	return c.earlier[i].Calendar()
}
