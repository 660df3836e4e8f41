package democity

import (
	"math/big"
	"math/rand/v2"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/task"
)

// temper is how a unit goes about a task.
type temper uint8

const (
	steady temper = iota
	slow
	late
	silent
)

// duty is one task as the year goes on.
type duty struct {
	r      *rand.Rand
	n      int // place among the tasks
	id     string
	lead   string
	terms  task.Terms
	temper temper
	quiet  civil.Month // from when on a silent one is
	pace   float64     // done ÷ due
	signs  int64       // days after the issue
	issued civil.Date
	object bool // has an objection
	parts  bool // was given out in parts
	part   bool // is one
	over   bool
	claim  map[int]bool // claimed, verified or refused and claimed again
	done   map[int]bool
	failed map[int]bool
	wait   []int // claimed, to be looked at
	look   int64 // on this day
	filled civil.Month
	signed civil.Month
	ends   int64 // the day on which the office closes it out, 0 before it was applied for
	last   quantity.Decimal
}

func newDuty(n int, id string, terms task.Terms) *duty {
	r := rand.New(rand.NewPCG(429099, uint64(n)))
	d := &duty{r: r, n: n, id: id, lead: terms.Lead, terms: terms, claim: map[int]bool{}, done: map[int]bool{}, failed: map[int]bool{}}
	switch x := r.IntN(100); {
	case x < 64:
		d.temper, d.pace = steady, 1.0+r.Float64()*0.12
	case x < 84:
		d.temper, d.pace = slow, 0.82+r.Float64()*0.16
	case x < 95:
		d.temper, d.pace = late, 0.4+r.Float64()*0.36
	default:
		d.temper, d.pace = silent, 0.9
		d.quiet = civil.Month{Year: terms.Year, Month: 4 + r.IntN(4)}
	}
	d.signs = int64(1 + r.IntN(6))
	d.object = r.IntN(100) < 6
	return d
}

// reached says that nothing is left to do.
func (d *duty) reached() bool {
	if f := d.terms.Figure; f != nil {
		return !d.parts && f.Course != task.Constant && !f.AtMost && d.last.Cmp(f.Target) >= 0
	}
	return len(d.done) == len(d.terms.Deliverables)
}

// ready is the month in which a unit has a deliverable.
func (d *duty) ready(x task.Deliverable) civil.Month {
	m := civil.MonthOf(x.DueOn)
	switch d.temper {
	case slow:
		return m.Plus(1)
	case late:
		return m.Plus(2 + d.n%3)
	}
	return m.Plus(-(d.n % 2))
}

// figure is how far a quantified task has come at the end of a month.
func (d *duty) figure(month civil.Month) quantity.Decimal {
	f := d.terms.Figure
	places := max(f.Target.Places(), 0)
	if f.Course == task.Constant {
		part := 9300 + d.r.IntN(1200)
		if f.AtMost {
			part = 9000 + d.r.IntN(1300)
		}
		return partOf(f.Target, int64(part), max(places, 1))
	}
	whole := float64(12)
	pace := d.pace
	if d.temper == late {
		pace = d.pace * (1 - float64(month.Month)*0.015)
	}
	part := float64(month.Month) / whole * pace * (0.97 + d.r.Float64()*0.06)
	if month.Month == 12 && d.temper == steady {
		part = 1 + d.r.Float64()*0.04
	}
	grown, err := f.Target.Add(f.Base.Neg())
	if err != nil {
		return f.Base
	}
	v, err := partOf(grown, int64(part*10_000), places).Add(f.Base)
	if err != nil {
		return f.Base
	}
	if d.n%23 != 0 && v.Cmp(d.last) < 0 { // but for a few, a figure does not fall
		return d.last
	}
	return v
}

// partOf is so many ten-thousandths of a figure.
func partOf(d quantity.Decimal, parts int64, places int) quantity.Decimal {
	r := d.Rat()
	return quantity.FromRat(r.Mul(r, big.NewRat(parts, 10_000)), places)
}
