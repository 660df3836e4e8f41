package store

import (
	"cmp"
	"slices"
	"strings"

	"duban/internal/kernel/staff"
)

// GaugedCase is a case with what is counted of it.
type GaugedCase struct {
	ID, Mechanism     string
	Declared          int64 // the version it is under
	Number, Title     string
	OpenedAt, EndedAt int64
	Fresh             bool // Gauges are of all its events
	Gauges            string
}

// GaugePage says of which cases: those of a procedure that opened, or ended, from
// one moment until before another, newest first.
type GaugePage struct {
	Procedure   string
	Ended       bool
	From, Until int64
	Before      int64 // the moment of the last one seen, 0 to begin
	BeforeID    string
}

// moment is the one by which the page goes.
func (p GaugePage) moment(c GaugedCase) int64 {
	if p.Ended {
		return c.EndedAt
	}
	return c.OpenedAt
}

// After is the page that follows a case.
func (p GaugePage) After(c GaugedCase) GaugePage {
	p.Before, p.BeforeID = p.moment(c), c.ID
	return p
}

// gaugedAtOnce is how many cases are fetched in one go, as the caller may stop.
const gaugedAtOnce = 1000

// GaugedCases calls f for the cases that the scope may see, each once, until it
// says that it has enough.
func (t *Tx) GaugedCases(scope staff.Scope, p GaugePage, f func(GaugedCase) (bool, error)) error {
	name := "gauge_opened"
	if p.Ended {
		name = "gauge_ended"
	}
	if p.Before == 0 {
		p.Before, p.BeforeID = 1<<62, "~"
	}
	units := scope.Units()
	if scope.All() {
		units = []string{""}
	} else {
		name += "_unit"
	}
	for {
		args := []any{scope.Division(), p.Procedure, p.From, p.Until, p.Before, p.BeforeID, gaugedAtOnce}
		var some []GaugedCase
		for _, u := range units {
			if !scope.All() {
				args = append(args[:7:7], u)
			}
			of, err := list(t, name, scanGauged, args...)
			if err != nil {
				return err
			}
			some = append(some, of...)
		}
		if len(units) > 1 {
			slices.SortFunc(some, func(a, b GaugedCase) int {
				return cmp.Or(cmp.Compare(p.moment(b), p.moment(a)), strings.Compare(b.ID, a.ID))
			})
			some = slices.CompactFunc(some, func(a, b GaugedCase) bool { return a.ID == b.ID })
		}
		last := len(some) < gaugedAtOnce // each unit's rows were fewer, too
		for _, c := range some[:min(len(some), gaugedAtOnce)] {
			if more, err := f(c); err != nil || !more {
				return err
			}
			p = p.After(c)
		}
		if last {
			return nil
		}
	}
}

func scanGauged(r row) (GaugedCase, error) {
	var c GaugedCase
	var events, gauged int64
	err := r.Scan(&c.ID, &c.Mechanism, &c.Declared, &c.Number, &c.Title, &c.OpenedAt, &c.EndedAt, &events, &gauged, &c.Gauges)
	c.Fresh = events == gauged
	return c, err
}
