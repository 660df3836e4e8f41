package scorecard

import (
	"fmt"
	"math/big"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Milestones (节点) gives the weight by the weighted steps that were reached of
// those that were due.
type Milestones struct{ Steps []Milestone }

// Milestone (考核节点) is one step: the fact that says it was reached, its
// weight, and when it is due at all.
type Milestone struct {
	Fact   string
	Weight quantity.Decimal
	Due    *rule.Rule // nil: always
}

// Name is milestones.
func (*Milestones) Name() string { return "milestones" }

// Words is the formula.
func (f *Milestones) Words() string {
	var names []string
	for _, x := range f.Steps {
		names = append(names, x.Fact+" "+x.Weight.String())
	}
	return "权重 × min(1, 达到的节点 ÷ 应达到的节点)，节点：" + strings.Join(names, "、")
}

func (f *Milestones) needs() (all []Need) {
	for _, x := range f.Steps {
		all = append(all, Need{Fact: x.Fact})
		if x.Due != nil {
			for _, name := range x.Due.Fields {
				all = append(all, Need{Fact: name})
			}
		}
	}
	return all
}

func (f *Milestones) reckon(s *scope) outcome {
	reached, due := new(big.Rat), new(big.Rat)
	var has, owes []string
	for _, x := range f.Steps {
		if x.Due != nil {
			env, ok := s.values(x.Due)
			if !ok || !x.Due.Holds(env) {
				continue
			}
		}
		due.Add(due, rat(x.Weight))
		owes = append(owes, x.Fact+" "+x.Weight.String())
		if done, ok := s.fact(x.Fact); ok && done.Value.flag {
			reached.Add(reached, rat(x.Weight))
			has = append(has, x.Fact)
		}
	}
	switch {
	case len(s.missing) > 0:
		return outcome{}
	case due.Sign() == 0:
		return nothing("还没有应达到的节点")
	}
	words := "（应达到：" + strings.Join(owes, "、") + "；达到：" + strings.Join(has, "、") + "）"
	if len(has) == 0 {
		words = "（应达到：" + strings.Join(owes, "、") + "；一个也没有达到）"
	}
	return outcome{value: lesser(big.NewRat(1, 1), new(big.Rat).Quo(reached, due)), words: fmt.Sprintf("%s ÷ %s%s", show(reached), show(due), words)}
}
