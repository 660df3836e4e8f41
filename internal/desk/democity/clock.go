package democity

import (
	"sync/atomic"

	"duban/internal/base/civil"
)

// Clock (演示的钟) is the time that the demo's city lives in: it stands where the
// play sets it, and goes on as time does once it is let go.
type Clock struct {
	real func() int64
	at   atomic.Int64
	gone atomic.Int64 // what is added to the real time once it goes on; 0 before
	free atomic.Bool
}

// NewClock is a clock that stands at an instant. real is the time there is.
func NewClock(real func() int64, at civil.Instant) *Clock {
	c := &Clock{real: real}
	c.at.Store(int64(at))
	return c
}

// Now is the time in the city; while the clock stands, each look takes a microsecond.
func (c *Clock) Now() int64 {
	if c.free.Load() {
		return c.real() + c.gone.Load()
	}
	return c.at.Add(1)
}

// Set puts the clock on, never back.
func (c *Clock) Set(at civil.Instant) {
	if int64(at) > c.at.Load() {
		c.at.Store(int64(at))
	}
}

// Go lets the clock go on from where it stands.
func (c *Clock) Go() {
	c.gone.Store(c.at.Load() - c.real())
	c.free.Store(true)
}
