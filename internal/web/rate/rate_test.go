package rate

import (
	"net/http"
	"testing"
	"time"
)

func TestABucketGrantsItsFillAndRefillsEvenly(t *testing.T) {
	now := time.Unix(0, 0)
	c := NewCounter(Limit{4, time.Minute}, func() time.Time { return now })
	for i := range 4 {
		if s := c.Take("a"); !s.Granted || s.Left != 3-i {
			t.Fatalf("request %d: %+v", i, s)
		}
	}
	s := c.Take("a")
	if s.Granted || s.Retry != 15*time.Second || s.Full != time.Minute {
		t.Errorf("the fifth: %+v; want a quarter of a minute to wait", s)
	}
	if !c.Take("b").Granted {
		t.Error("another caller pays for the first")
	}
	now = now.Add(15 * time.Second)
	if !c.Take("a").Granted || c.Take("a").Granted {
		t.Error("a quarter of a minute brings exactly one back")
	}
	now = now.Add(time.Hour)
	if s := c.Take("a"); s.Left != 3 {
		t.Errorf("after an hour %d left; a bucket holds no more than its fill", s.Left)
	}
}

func TestNoLimitGrantsEverything(t *testing.T) {
	c := NewCounter(Limit{}, time.Now)
	for range 1000 {
		if !c.Take("a").Granted {
			t.Fatal("refused")
		}
	}
}

func TestManyCallersAreForgottenRatherThanKept(t *testing.T) {
	c := NewCounter(Limit{1, time.Minute}, func() time.Time { return time.Unix(0, 0) })
	for i := range mostBuckets + 10 {
		c.Take(time.Duration(i).String())
	}
	if len(c.buckets) > mostBuckets {
		t.Errorf("%d buckets", len(c.buckets))
	}
}

func TestOnlyAProxyHereIsBelievedAboutTheAddress(t *testing.T) {
	for _, c := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"192.0.2.7:4000", []string{"198.51.100.1"}, "192.0.2.7"},
		{"127.0.0.1:4000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"[::1]:4000", []string{"203.0.113.9, 198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:4000", []string{"203.0.113.9", "203.0.113.8, 198.51.100.1"}, "198.51.100.1"}, // lines of the caller, then the proxy's
		{"127.0.0.1:4000", []string{"203.0.113.9", "198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:4000", []string{"198.51.100.1", "nonsense"}, "127.0.0.1"},
		{"127.0.0.1:4000", []string{"nonsense"}, "127.0.0.1"},
		{"127.0.0.1:4000", []string{""}, "127.0.0.1"},
		{"[::1]:4000", nil, "::1"},
		{"@", nil, "@"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.forwarded}}
		if got := Address(r); got != c.want {
			t.Errorf("%s forwarded %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestAHouseholdWithManyAddressesOfIPv6IsOneCaller(t *testing.T) {
	of := func(remote, forwarded string) string {
		return Address(&http.Request{RemoteAddr: remote, Header: http.Header{"X-Forwarded-For": {forwarded}}})
	}
	one := of("[2001:db8:1:2::1]:4000", "")
	if one != "2001:db8:1:2::/64" || one != of("[2001:db8:1:2:ffff::9%eth0]:4000", "") || one != of("127.0.0.1:4000", "2001:db8:1:2::77") {
		t.Errorf("%s", one)
	}
	if one == of("[2001:db8:1:3::1]:4000", "") {
		t.Error("a neighbour is counted with it")
	}
	if got := of("[::ffff:192.0.2.7]:4000", ""); got != "192.0.2.7" {
		t.Errorf("one of IPv4 as IPv6 has it: %s", got)
	}
}
