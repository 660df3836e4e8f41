package scorecard

import (
	"fmt"
	"math/big"
)

// Band (区间) gives the whole weight within two bounds, and outside nothing or
// by how near the bound is.
type Band struct {
	Of, Low, High Operand
	Outside       string // zero, or ratio
}

// Name is band.
func (*Band) Name() string { return "band" }

// Words is the formula.
func (f *Band) Words() string {
	outside := "0"
	if f.Outside == "ratio" {
		outside = "按离得近的一端折算"
	}
	return fmt.Sprintf("%s在 %s 到 %s 之间得权重，之外%s", f.Of, f.Low, f.High, outside)
}

func (f *Band) needs() []Need {
	return append(append(f.Of.needs(""), f.Low.needs("")...), f.High.needs("")...)
}

func (f *Band) reckon(s *scope) outcome {
	x, ok := s.number(f.Of)
	low, is := s.number(f.Low)
	high, was := s.number(f.High)
	switch {
	case !ok || !is || !was:
		return outcome{}
	case high.Cmp(low) < 0:
		return nothing(fmt.Sprintf("%s到%s是 %s 到 %s，不成区间", f.Low, f.High, low, high))
	case x.Cmp(low) >= 0 && x.Cmp(high) <= 0:
		return outcome{value: big.NewRat(1, 1), words: fmt.Sprintf("1（%s 在 %s 到 %s 之间）", x, low, high)}
	case f.Outside == "ratio" && x.Cmp(low) < 0 && low.Sign() > 0:
		return outcome{value: quotient(x, low), words: fmt.Sprintf("%s ÷ %s（低于 %s）", x, low, low)}
	case f.Outside == "ratio" && x.Cmp(high) > 0 && high.Sign() >= 0:
		return outcome{value: quotient(high, x), words: fmt.Sprintf("%s ÷ %s（高于 %s）", high, x, high)}
	}
	return outcome{value: new(big.Rat), words: fmt.Sprintf("0（%s 不在 %s 到 %s 之间）", x, low, high)}
}
