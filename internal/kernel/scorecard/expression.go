package scorecard

import (
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Expression (表达式) gives the points that a rule over the facts comes to.
type Expression struct{ Rule *rule.Rule }

// Name is expression.
func (*Expression) Name() string { return "expression" }

// Words is the rule.
func (f *Expression) Words() string { return f.Rule.Text }

func (f *Expression) needs() (all []Need) {
	for _, name := range f.Rule.Fields {
		all = append(all, Need{Fact: name})
	}
	return all
}

func (f *Expression) reckon(s *scope) outcome {
	env, ok := s.values(f.Rule)
	if !ok {
		return outcome{}
	}
	v, err := f.Rule.Value(env)
	if err != nil {
		return nothing(err.Error())
	}
	d := v.(quantity.Decimal) // a rule that gives a number gives this
	words := f.Rule.Text
	if len(f.Rule.Fields) > 0 {
		words += "（" + s.said(f.Rule) + "）"
	}
	return outcome{value: rat(d), points: true, words: words}
}
