package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// RatePage says what is counted: the cases of a procedure that opened, or
// ended, from one day to another, both included.
type RatePage struct {
	Procedure string
	Ended     bool
	Period    string // one of Periods, where From and To are not said
	From, To  civil.Date
	Unit      string // told by it alone, "" for all
}

// Periods are the times that have a name, as of today.
var Periods = []string{"month", "last-month", "quarter", "last-quarter", "year", "last-year"}

// days are the first and the last day of a period: of one that goes on, today.
func days(period string, today civil.Date) (from, to civil.Date) {
	span, name := 12, strings.TrimPrefix(period, "last-")
	switch name {
	case "month":
		span = 1
	case "quarter":
		span = 3
	}
	first := civil.Date{Year: today.Year, Month: (today.Month-1)/span*span + 1, Day: 1}
	if name == period {
		return first, today
	}
	to = civil.OfDays(first.Days() - 1)
	return civil.Date{Year: to.Year, Month: (to.Month-1)/span*span + 1, Day: 1}, to
}

// Rates are the rates and the days of a procedure over some time, computed
// from the events of each case.
type Rates struct {
	Page       RatePage
	Procedure  *procedure.Procedure
	Units      []staff.Unit
	Now        civil.Instant
	Cases      int
	Open       int // of them
	Rates      []RateCounted
	Composites []CompositeCounted
	Whole      DaysCounted
	Stages     []DaysCounted
	Clocks     []DaysCounted
}

// RateCounted is a rate, in total and by unit.
type RateCounted struct {
	Rate *procedure.Rate
	Parts
	Units []UnitParts // by how much counts, the most first
}

// CompositeCounted is several rates put together, in total and by unit.
type CompositeCounted struct {
	Composite *procedure.Composite
	Weights   *procedure.WeightRow // that are in force on the last day
	Put
	Units []UnitPut // in the order of their code
}

// Put is what rates come to together, in percent.
type Put struct {
	Percent quantity.Decimal
	Counted int // how much of the weight counts, in hundredths; 0 where nothing does
}

// UnitPut is Put for a unit.
type UnitPut struct {
	Unit string
	Put
}

// Parts is how things count.
type Parts struct {
	Met, Partly, Unmet, Out, Wait int
	Shares                        int      // of what is partly met, in hundredths, added up
	Why                           []WhyOut // the most frequent first
}

// Over is what counts.
func (p Parts) Over() int { return p.Met + p.Partly + p.Unmet }

// UnitParts is how the things of a unit count.
type UnitParts struct {
	Unit string
	Parts
}

// WhyOut is a reason not to count, and how often.
type WhyOut struct {
	Why string
	N   int
}

// DaysCounted is how long something took: a stage in minutes and in workdays,
// what a clock counted in its unit.
type DaysCounted struct {
	Of    procedure.GaugeOf
	Title string
	Unit  civil.Unit // of a clock
	Took  procedure.Spread
	Days  procedure.Spread // of stages
	Late  int              // clocks that ended late
	Goes  int              // clocks that are late and still run
	Parts
}

// ReadRates counts the rates and days of a procedure, as far as the actor may
// see its cases.
func (w *Workspace) ReadRates(ctx context.Context, by staff.Actor, page RatePage) (Rates, error) {
	r := Rates{Now: civil.Instant(w.now())}
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return r, err
	}
	if r.Procedure, err = w.counted(&page, r.Now); err != nil {
		return r, err
	}
	r.Page = page
	c := counting{Rates: &r, rates: map[string]*rateCount{}, days: map[daysOf]*DaysCounted{}}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if r.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		return w.eachGauged(tx, scope, page.gauges(), func(x store.GaugedCase, g func(func(procedure.Gauge) bool) error) (bool, error) {
			r.Cases++
			if x.EndedAt == 0 {
				r.Open++
			}
			return true, g(func(g procedure.Gauge) bool { c.add(g); return true })
		})
	})
	if err != nil {
		return r, faulted(err)
	}
	c.finish()
	return r, nil
}

// counted is the procedure that a page asks for, whose time has to be one.
func (w *Workspace) counted(page *RatePage, now civil.Instant) (*procedure.Procedure, error) {
	p, err := w.means.Mechanisms.Beginning(page.Procedure, now.Date())
	if err != nil {
		return nil, err
	}
	if page.From.Zero() && page.To.Zero() {
		page.Period = cmp.Or(page.Period, "year")
		if !slices.Contains(Periods, page.Period) {
			return nil, fault.New(fault.Invalid, "没有“"+page.Period+"”这个时段。", "可写："+strings.Join(Periods, "、")+"；或写起止日期。").At("period")
		}
		page.From, page.To = days(page.Period, now.Date())
		return p, nil
	}
	page.Period = ""
	if page.To.Zero() {
		page.To = now.Date()
	}
	if page.From.Zero() || page.To.Before(page.From) {
		return nil, fault.New(fault.Invalid, "起止日期不对：从 "+said(page.From)+" 到 "+said(page.To)+"。", "起日要写，在止日之前，写成 2021-03-01 的样子。").At("from")
	}
	return p, nil
}

func said(d civil.Date) string {
	if d.Zero() {
		return "（没写）"
	}
	return d.String()
}

func (p RatePage) gauges() store.GaugePage {
	return store.GaugePage{Procedure: p.Procedure, Ended: p.Ended, From: int64(p.From.At(0, 0)), Until: int64(p.To.At(0, 0) + civil.Day)}
}

// eachGauged calls f for cases with what is counted of each now. What was not
// kept of all its events is counted from them.
func (w *Workspace) eachGauged(tx *store.Tx, scope staff.Scope, page store.GaugePage, f func(store.GaugedCase, func(func(procedure.Gauge) bool) error) (bool, error)) error {
	now := civil.Instant(w.now())
	return tx.GaugedCases(scope, page, func(c store.GaugedCase) (bool, error) {
		p, err := w.means.Mechanisms.procedure(c.Mechanism, page.Procedure, c.Declared)
		if err != nil {
			return false, err
		}
		if !c.Fresh || !p.GaugedAlike(c.Gauges) {
			row, err := tx.CaseOf(scope.Division(), c.ID)
			if err != nil {
				return false, err
			}
			_, x, _, err := w.fold(tx, row)
			if err != nil {
				return false, err
			}
			cal, err := w.calendarOf(tx, scope.Division())
			if err != nil {
				return false, err
			}
			c.Gauges = x.GaugeText(cal, now)
		}
		return f(c, func(each func(procedure.Gauge) bool) error {
			return procedure.ReadGauges(c.Gauges, func(g procedure.Gauge) bool { return !g.Holds(now) || each(g) })
		})
	})
}

type daysOf struct {
	of   procedure.GaugeOf
	unit civil.Unit
}

type rateCount struct {
	all   partCount
	units map[string]*partCount
}

type partCount struct {
	Parts
	why map[string]int
}

func (p *partCount) add(g procedure.Gauge) {
	switch g.Part {
	case procedure.Met:
		p.Met++
	case procedure.Partly:
		p.Partly++
		p.Shares += g.N
	case procedure.Unmet:
		p.Unmet++
	case procedure.Wait:
		p.Wait++
	case procedure.Out:
		p.Out++
		if p.why == nil {
			p.why = map[string]int{}
		}
		p.why[g.Why]++
	}
}

func (p *partCount) parts() Parts {
	for why, n := range p.why {
		p.Why = append(p.Why, WhyOut{why, n})
	}
	slices.SortFunc(p.Why, func(a, b WhyOut) int { return cmp.Or(b.N-a.N, strings.Compare(a.Why, b.Why)) })
	return p.Parts
}

// counting adds gauges up.
type counting struct {
	*Rates
	rates map[string]*rateCount
	days  map[daysOf]*DaysCounted
	outs  map[daysOf]*partCount
}

func (c *counting) add(g procedure.Gauge) {
	if c.Page.Unit != "" && !slices.Contains(g.Units, c.Page.Unit) {
		return
	}
	if g.Of.Kind == procedure.OfRate {
		r := c.rates[g.Of.ID]
		if r == nil {
			r = &rateCount{units: map[string]*partCount{}}
			c.rates[g.Of.ID] = r
		}
		r.all.add(g)
		for _, u := range g.Units {
			if c.Page.Unit != "" && u != c.Page.Unit {
				continue
			}
			if r.units[u] == nil {
				r.units[u] = &partCount{}
			}
			r.units[u].add(g)
		}
		return
	}
	k := daysOf{of: g.Of}
	if g.Of.Kind == procedure.OfClock {
		k.unit = g.Unit
	}
	d := c.days[k]
	if d == nil {
		d = &DaysCounted{Of: g.Of, Unit: k.unit}
		c.days[k] = d
	}
	if c.outs == nil {
		c.outs = map[daysOf]*partCount{}
	}
	if c.outs[k] == nil {
		c.outs[k] = &partCount{}
	}
	c.outs[k].add(g)
	switch {
	case g.Part == procedure.Out:
	case g.N == procedure.Goes:
		d.Goes++
	case g.Of.Kind == procedure.OfClock:
		d.Took.Add(g.N)
		if g.Part == procedure.Unmet {
			d.Late++
		}
	default:
		d.Took.Add(g.Took)
		d.Days.Add(g.N)
	}
}

// finish puts what was counted in the order of the declaration.
func (c *counting) finish() {
	for k, d := range c.days {
		d.Parts = c.outs[k].parts()
	}
	for _, x := range c.Procedure.Rates {
		shown := RateCounted{Rate: x}
		if r := c.rates[x.ID]; r != nil {
			shown.Parts = r.all.parts()
			for unit, p := range r.units {
				shown.Units = append(shown.Units, UnitParts{unit, p.parts()})
			}
			slices.SortFunc(shown.Units, func(a, b UnitParts) int {
				return cmp.Or(b.Over()-a.Over(), strings.Compare(a.Unit, b.Unit))
			})
		}
		c.Rates.Rates = append(c.Rates.Rates, shown)
	}
	for _, x := range c.Procedure.Composites {
		if w := x.On(c.Page.To); w != nil {
			c.Composites = append(c.Composites, c.composite(x, w))
		}
	}
	c.Whole = DaysCounted{Of: procedure.GaugeOf{Kind: procedure.OfWhole}}
	if d := c.days[daysOf{of: c.Whole.Of}]; d != nil {
		c.Whole = *d
	}
	for _, s := range c.Procedure.Stages {
		if d := c.days[daysOf{of: procedure.GaugeOf{Kind: procedure.InStage, ID: s.ID}}]; d != nil {
			d.Title = s.Title
			c.Stages = append(c.Stages, *d)
		}
	}
	for _, k := range c.Procedure.Clocks {
		of := procedure.GaugeOf{Kind: procedure.OfClock, ID: k.ID}
		for _, d := range slices.SortedFunc(maps.Keys(c.days), func(a, b daysOf) int { return int(a.unit) - int(b.unit) }) {
			if d.of == of {
				x := c.days[d]
				x.Title = k.Title
				c.Clocks = append(c.Clocks, *x)
			}
		}
	}
}

// composite puts rates together, in total and for each unit that any of them is told by.
func (c *counting) composite(x *procedure.Composite, w *procedure.WeightRow) CompositeCounted {
	put := func(of func(RateCounted) Parts) (p Put) {
		p.Percent, p.Counted = w.Together(func(rate string) (quantity.Decimal, bool) {
			i := slices.IndexFunc(c.Rates.Rates, func(r RateCounted) bool { return r.Rate.ID == rate })
			return of(c.Rates.Rates[i]).Percent()
		})
		return p
	}
	out := CompositeCounted{Composite: x, Weights: w, Put: put(func(r RateCounted) Parts { return r.Parts })}
	units := map[string]bool{}
	for _, r := range c.Rates.Rates {
		for _, u := range r.Units {
			units[u.Unit] = true
		}
	}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		p := put(func(r RateCounted) Parts {
			if i := slices.IndexFunc(r.Units, func(u UnitParts) bool { return u.Unit == unit }); i >= 0 {
				return r.Units[i].Parts
			}
			return Parts{}
		})
		if p.Counted > 0 {
			out.Units = append(out.Units, UnitPut{unit, p})
		}
	}
	return out
}
