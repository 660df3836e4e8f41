package project

import (
	"math/big"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

var paceRows = table.Rows(data, "data/pace.tsv")

// Colour (颜色) is how a project stands against its year: computed, never chosen.
type Colour uint8

// The colours; NoColour is that of a project without a plan for the year, or
// of a time when nothing is due yet.
const (
	NoColour Colour = iota
	Green
	Yellow
	Red
)

// Name is the colour's for programs, "" for none.
func (c Colour) Name() string { return [...]string{"", "green", "yellow", "red"}[c] }

// Pace (进度) is what was done of a year's plan against what was due, in per
// cent, with what it was reckoned from.
type Pace struct {
	Plan, Done quantity.Decimal // 万元
	Month      int              // so many months of the year are due
	Rate       quantity.Decimal // 完成率
	Due        quantity.Decimal // 时间进度
	Lead       quantity.Decimal // rate less due, 百分点
	Colour     Colour
	Basis      string // of the profile
}

// Reckon says how done stands against plan after so many months of a year: the
// rate less months ÷ 12, and the colour of the profile in force on the day.
// It decides on exact fractions; what it shows is rounded to two places.
func Reckon(plan *quantity.Decimal, done quantity.Decimal, months int, on civil.Date) Pace {
	p := Pace{Done: done, Month: months}
	if plan == nil || plan.Sign() == 0 || months < 1 {
		if plan != nil {
			p.Plan = *plan
		}
		return p
	}
	p.Plan = *plan
	rate := new(big.Rat).Quo(done.Rat(), plan.Rat())
	due := big.NewRat(int64(min(months, 12)), 12)
	lead := new(big.Rat).Sub(rate, due)
	p.Rate, p.Due, p.Lead = percent(rate), percent(due), percent(lead)
	for _, r := range paceRows {
		from, err := civil.ParseDate(r[1])
		if err != nil || on.Before(from) {
			continue
		}
		if until, err := civil.ParseDate(r[2]); err == nil && !on.Before(until) {
			continue
		}
		p.Basis = r[5]
		switch ofDue := func(s string) *big.Rat { // so many per cent of what is due
			return new(big.Rat).Mul(due, new(big.Rat).Mul(quantity.Must(s).Rat(), big.NewRat(1, 100)))
		}; {
		case lead.Cmp(ofDue(r[3])) >= 0:
			p.Colour = Green
		case lead.Cmp(ofDue(r[4])) >= 0:
			p.Colour = Yellow
		default:
			p.Colour = Red
		}
	}
	return p
}

func percent(r *big.Rat) quantity.Decimal {
	return quantity.FromRat(new(big.Rat).Mul(r, big.NewRat(100, 1)), 2)
}

// PaceIn is the pace of a year as of a day, from the months that were signed.
// What is due but was not reported counts as not done.
func PaceIn(year int, plan *quantity.Decimal, done quantity.Decimal, through Month, today civil.Date) Pace {
	months := 0
	for _, m := range []Month{DueMonth(today), through} {
		switch {
		case m.Year() > year:
			months = 12
		case m.Year() == year:
			months = max(months, m.Number())
		}
	}
	return Reckon(plan, done, months, today)
}

// DoneIn is what signed months say was invested in a year, and up to which month.
func DoneIn(year int, months []Progress) (done quantity.Decimal, through Month) {
	for _, g := range months {
		if g.Month.Year() == year && g.State == Endorsed && g.Month > through {
			done, through = g.Year, g.Month
		}
	}
	return done, through
}
