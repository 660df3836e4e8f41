package scorecard

import (
	"fmt"
	"math/big"

	"duban/internal/base/quantity"
)

// Efficacy (功效系数法) gives a base share to everybody and the rest by where a
// value lies between the least and the greatest of the subjects.
type Efficacy struct {
	Of     Operand
	Base   quantity.Decimal // 0.6 is 0.6W + 0.4W × …
	Less   bool             // less is better
	Within string           // all, or each group by itself
	Equal  quantity.Decimal // the share where the least is the greatest
}

// Name is efficacy.
func (*Efficacy) Name() string { return "efficacy" }

// Words is the formula.
func (f *Efficacy) Words() string {
	between := "(本值 − 最小值) ÷ (最大值 − 最小值)"
	if f.Less {
		between = "(最大值 − 本值) ÷ (最大值 − 最小值)"
	}
	return fmt.Sprintf("权重 × (%s + %s × %s)，本值是%s", f.Base, f.rest(), between, f.Of)
}

func (f *Efficacy) rest() string { return show(new(big.Rat).Sub(big.NewRat(1, 1), rat(f.Base))) }

func (f *Efficacy) needs() []Need { return f.Of.needs("") }

func (f *Efficacy) reckon(s *scope) outcome {
	x, ok := s.number(f.Of)
	if !ok {
		return outcome{}
	}
	low, high, ok := s.extent(f.Of.Name, f.Within)
	if !ok {
		return nothing("没有可比的最大值和最小值")
	}
	s.note(low)
	s.note(high)
	least, most := low.Value.number, high.Value.number
	if least.Cmp(most) == 0 {
		return outcome{value: rat(f.Equal), words: fmt.Sprintf("%s（最大值、最小值都是 %s）", f.Equal, least)}
	}
	from, to, a, b := rat(least), rat(x), x, least
	if f.Less {
		from, to, a, b = rat(x), rat(most), most, x
	}
	between := new(big.Rat).Sub(to, from)
	between.Quo(between, new(big.Rat).Sub(rat(most), rat(least)))
	rest := new(big.Rat).Sub(big.NewRat(1, 1), rat(f.Base))
	return outcome{value: rest.Mul(rest, between).Add(rest, rat(f.Base)),
		words: fmt.Sprintf("(%s + %s × (%s − %s) ÷ (%s − %s))", f.Base, f.rest(), a, b, most, least)}
}
