package scorecard

import "fmt"

// Positive (正向比例) gives the weight by how much of a target was done, at most a cap.
type Positive struct {
	Actual, Target Operand
	Cap            Operand // a figure, 1 unless the card says more
}

// Name is positive.
func (*Positive) Name() string { return "positive" }

// Words is the formula.
func (f *Positive) Words() string {
	return fmt.Sprintf("权重 × min(%s, %s ÷ %s)", f.Cap, f.Actual, f.Target)
}

func (f *Positive) needs() []Need { return append(f.Actual.needs(""), f.Target.needs("")...) }

func (f *Positive) reckon(s *scope) outcome {
	actual, ok := s.number(f.Actual)
	target, is := s.number(f.Target)
	if !ok || !is {
		return outcome{}
	}
	if target.Sign() <= 0 {
		return nothing(fmt.Sprintf("%s是 %s，没有可比的目标", f.Target, target))
	}
	return outcome{value: lesser(rat(f.Cap.Figure), quotient(actual, target)), words: fmt.Sprintf("min(%s, %s ÷ %s)", f.Cap, actual, target)}
}
