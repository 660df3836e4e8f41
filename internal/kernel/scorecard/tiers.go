package scorecard

import (
	"fmt"
	"math/big"
	"strings"

	"duban/internal/base/quantity"
)

// Tiers (分档) gives the points of the first bound that a number reaches.
type Tiers struct {
	Of    Operand
	Tiers []Tier // highest bound first
}

// Tier (档) is a bound and the points from it on.
type Tier struct{ Least, Points quantity.Decimal }

// Name is tiers.
func (*Tiers) Name() string { return "tiers" }

// Words is the formula.
func (f *Tiers) Words() string {
	var all []string
	for _, x := range f.Tiers {
		all = append(all, fmt.Sprintf("≥ %s 得 %s", x.Least, x.Points))
	}
	return f.Of.String() + "：" + strings.Join(all, "，")
}

func (f *Tiers) needs() []Need { return f.Of.needs("") }

func (f *Tiers) reckon(s *scope) outcome {
	x, ok := s.number(f.Of)
	if !ok {
		return outcome{}
	}
	for _, t := range f.Tiers {
		if x.Cmp(t.Least) >= 0 {
			return outcome{value: rat(t.Points), points: true, words: fmt.Sprintf("%s（%s %s ≥ %s）", t.Points, f.Of, x, t.Least)}
		}
	}
	return outcome{value: new(big.Rat), points: true, words: fmt.Sprintf("0（%s %s 够不上任何一档）", f.Of, x)}
}
