package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Behind says which of the things counted a list is of: what stands behind
// one number of Rates.
type Behind struct {
	RatePage
	Of       procedure.GaugeOf
	Parts    []procedure.Part // none for all
	Why      string           // of those that are out
	Clock    civil.Unit       // of a clock, 0 for any
	Goes     bool             // clocks that run on, late
	Over     bool             // what took its time and is over
	Least    int              // that took so much or more
	Before   int64            // of the last case shown
	BeforeID string
	Most     int // cases
}

func (b Behind) holds(g procedure.Gauge) bool {
	took := g.N
	if g.Of.Kind == procedure.InStage || g.Of.Kind == procedure.OfWhole {
		took = g.Took
	}
	return g.Of == b.Of && (b.Unit == "" || slices.Contains(g.Units, b.Unit)) &&
		(len(b.Parts) == 0 || slices.Contains(b.Parts, g.Part)) && (b.Why == "" || b.Why == g.Why) &&
		(b.Clock == 0 || b.Clock == g.Unit) && (!b.Goes || g.N == procedure.Goes) && (!b.Over || g.N != procedure.Goes) && (b.Least == 0 || took >= b.Least)
}

// BehindCase is a case with what of it, and of its branches, was counted.
type BehindCase struct {
	Case   store.GaugedCase
	Gauges []procedure.Gauge
}

// BehindListing is a page of what stands behind a number.
type BehindListing struct {
	Behind    Behind
	Procedure *procedure.Procedure
	Title     string // of what is counted
	Units     []staff.Unit
	Cases     []BehindCase
}

// ListBehindRate lists the cases behind a number of ReadRates, newest first.
func (w *Workspace) ListBehindRate(ctx context.Context, by staff.Actor, b Behind) (BehindListing, error) {
	var l BehindListing
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return l, err
	}
	if l.Procedure, l.Title, err = w.behind(&b); err != nil {
		return l, err
	}
	l.Behind = b
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if l.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		return w.eachBehind(tx, scope, b, func(c BehindCase) (bool, error) {
			l.Cases = append(l.Cases, c)
			return len(l.Cases) < b.Most, nil
		})
	})
	return l, faulted(err)
}

// behind is the procedure that a list asks for, and what of it is counted.
func (w *Workspace) behind(b *Behind) (*procedure.Procedure, string, error) {
	p, err := w.counted(&b.RatePage, civil.Instant(w.now()))
	if err != nil {
		return nil, "", err
	}
	title := ""
	switch b.Of.Kind {
	case procedure.OfRate:
		if i := slices.IndexFunc(p.Rates, func(x *procedure.Rate) bool { return x.ID == b.Of.ID }); i >= 0 {
			title = p.Rates[i].Title
		}
	case procedure.InStage:
		if s := p.Stage(b.Of.ID); s != nil {
			title = s.Title
		}
	case procedure.OfClock:
		if c := p.Clock(b.Of.ID); c != nil {
			title = c.Title
		}
	case procedure.OfWhole:
		title = "全程"
	}
	if title == "" {
		return nil, "", fault.New(fault.NotFound, "“"+p.Title+"”没有“"+b.Of.String()+"”这个指标。", "请从指标页点数字进入。")
	}
	return p, title, nil
}

// eachBehind calls f for every case behind a number.
func (w *Workspace) eachBehind(tx *store.Tx, scope staff.Scope, b Behind, f func(BehindCase) (bool, error)) error {
	page := b.gauges()
	page.Before, page.BeforeID = b.Before, b.BeforeID
	return w.eachGauged(tx, scope, page, func(c store.GaugedCase, each func(func(procedure.Gauge) bool) error) (bool, error) {
		x := BehindCase{Case: c}
		err := each(func(g procedure.Gauge) bool {
			if b.holds(g) {
				x.Gauges = append(x.Gauges, g)
			}
			return true
		})
		if err != nil || len(x.Gauges) == 0 {
			return err == nil, err
		}
		return f(x)
	})
}

// Place is where in the list a case stands: what follows begins after it.
func (l BehindListing) Place(i int) (moment int64, id string) {
	c := l.Cases[i].Case
	if l.Behind.Ended {
		return c.EndedAt, c.ID
	}
	return c.OpenedAt, c.ID
}
