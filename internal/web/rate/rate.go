// Package rate counts what callers ask, so that one of them cannot take the
// place of all. A caller has a bucket that refills evenly; a request takes one
// out. The counts are this process's own: several processes on one database
// each grant the whole limit.
package rate

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Limit is how many requests are granted at once, and in which time they all
// come back. Most below 1 grants every request.
type Limit struct {
	Most  int
	Every time.Duration
}

// Limits are those of the API.
type Limits struct {
	Token   Limit // of one token
	Address Limit // of one address, for requests without a token that opens
}

// Standard is what is granted where nobody says otherwise.
var Standard = Limits{Token: Limit{600, time.Minute}, Address: Limit{60, time.Minute}}

// Counter counts callers against one limit.
type Counter struct {
	limit   Limit
	now     func() time.Time
	mu      sync.Mutex // guards buckets
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// mostBuckets bounds the memory: beyond it full buckets are dropped, and all
// where none is full.
const mostBuckets = 50_000

// NewCounter counts against a limit by a clock.
func NewCounter(limit Limit, now func() time.Time) *Counter {
	return &Counter{limit: limit, now: now, buckets: map[string]bucket{}}
}

// State is what a caller has left.
type State struct {
	Limit
	Granted bool
	Left    int
	Full    time.Duration // until everything has come back
	Retry   time.Duration // until the next request is granted; 0 where this one is
}

// Take counts one request of a caller.
func (c *Counter) Take(caller string) State {
	if c.limit.Most < 1 {
		return State{Limit: c.limit, Granted: true}
	}
	most := float64(c.limit.Most)
	each := c.limit.Every / time.Duration(c.limit.Most) // time of one to come back
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	b, ok := c.buckets[caller]
	if !ok {
		if len(c.buckets) >= mostBuckets {
			c.thin(now)
		}
		b = bucket{most, now}
	}
	if passed := now.Sub(b.at); passed > 0 {
		b.left = min(most, b.left+float64(passed)/float64(each))
		b.at = now
	}
	s := State{Limit: c.limit, Granted: b.left >= 1}
	if s.Granted {
		b.left--
	} else {
		s.Retry = time.Duration((1 - b.left) * float64(each))
	}
	c.buckets[caller] = b
	s.Left = int(b.left)
	s.Full = time.Duration((most - b.left) * float64(each))
	return s
}

func (c *Counter) thin(now time.Time) {
	for k, b := range c.buckets {
		if now.Sub(b.at) >= c.limit.Every {
			delete(c.buckets, k)
		}
	}
	if len(c.buckets) >= mostBuckets {
		clear(c.buckets)
	}
}

// Gate counts callers each by themselves and all of them together.
type Gate struct{ each, all *Counter }

// NewGate grants each caller so much, and all of them so much.
func NewGate(each, all Limit, now func() time.Time) *Gate {
	return &Gate{NewCounter(each, now), NewCounter(all, now)}
}

// Take counts one request of a caller; what is not granted to him takes nothing from the others.
func (g *Gate) Take(caller string) State {
	if s := g.each.Take(caller); !s.Granted {
		return s
	}
	return g.all.Take("")
}

// Address is where a request comes from. A proxy on this machine is believed
// about it, nobody else: what it says itself stands last, whatever came before.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	here, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if here.IsLoopback() {
		chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if said, err := netip.ParseAddr(strings.TrimSpace(chain[len(chain)-1])); err == nil {
			return counted(said)
		}
	}
	return counted(here)
}

// counted is an address as it is counted: whoever has one of IPv6 has the 2⁶⁴ beside it.
func counted(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is4() || a.IsLoopback() {
		return a.String()
	}
	return netip.PrefixFrom(a, 64).Masked().String()
}
