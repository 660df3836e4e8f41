package scorecard

import (
	"fmt"
	"math/big"
)

// Negative (逆向比例) gives the weight by how far something stayed below a limit: less is better.
type Negative struct {
	Actual, Target Operand
	Cap            Operand // a figure, 1 unless the card says more
}

// Name is negative.
func (*Negative) Name() string { return "negative" }

// Words is the formula.
func (f *Negative) Words() string {
	return fmt.Sprintf("权重 × min(%s, %s ÷ %s)", f.Cap, f.Target, f.Actual)
}

func (f *Negative) needs() []Need { return append(f.Actual.needs(""), f.Target.needs("")...) }

func (f *Negative) reckon(s *scope) outcome {
	actual, ok := s.number(f.Actual)
	target, is := s.number(f.Target)
	switch {
	case !ok || !is:
		return outcome{}
	case target.Sign() < 0:
		return nothing(fmt.Sprintf("%s是 %s，没有可比的上限", f.Target, target))
	case actual.Sign() <= 0: // nothing of what there should be little of
		return outcome{value: rat(f.Cap.Figure), words: fmt.Sprintf("%s（%s是 %s）", f.Cap, f.Actual, actual)}
	}
	return outcome{value: lesser(rat(f.Cap.Figure), new(big.Rat).Set(quotient(target, actual))), words: fmt.Sprintf("min(%s, %s ÷ %s)", f.Cap, target, actual)}
}
