package scorecard

import (
	"math/big"
	"slices"

	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Formula (计分公式) is how an item's score comes of facts.
type Formula interface {
	// Name is the formula's name in a declaration.
	Name() string
	// Words is the formula before any number is put in.
	Words() string
	needs() []Need
	reckon(*scope) outcome
}

// outcome is what came of a formula for one subject or row.
type outcome struct {
	value  *big.Rat // a share of the weight, or points
	points bool
	words  string // the reckoning with its numbers
	empty  string // why there is nothing to count
	rows   []RowScore
}

func nothing(why string) outcome { return outcome{empty: why} }

// Operand (算式的数) is a number of a card: written there, or a fact's.
type Operand struct {
	Name   string // of the fact; "" is a figure
	Figure quantity.Decimal
}

func (o Operand) String() string {
	if o.Name != "" {
		return o.Name
	}
	return o.Figure.String()
}

func (o Operand) needs(table string) []Need {
	if o.Name == "" {
		return nil
	}
	return []Need{{table, o.Name}}
}

// scope is where a formula looks facts up; it notes what was read and what was not there.
type scope struct {
	facts   map[string]Fact
	tables  map[string][]Row
	extent  func(fact, within string) (low, high Input, ok bool) // over the subjects of the settlement
	missing []string
	used    []Input
	// what a table's item does with a row that lacks a fact, or has nothing to count
	lacks, empty Missing
	findings     []Finding
}

// fact looks one up and notes it.
func (s *scope) fact(name string) (Fact, bool) {
	f, ok := s.facts[name]
	if !ok || f.Value.kind == "" {
		if !slices.Contains(s.missing, name) {
			s.missing = append(s.missing, name)
		}
		return Fact{}, false
	}
	s.note(Input{Fact: name, Value: f.Value, Source: f.Source})
	return f, true
}

func (s *scope) note(x Input) {
	if !slices.Contains(s.used, x) {
		s.used = append(s.used, x)
	}
}

func (s *scope) number(o Operand) (quantity.Decimal, bool) {
	if o.Name == "" {
		return o.Figure, true
	}
	f, ok := s.fact(o.Name)
	return f.Value.number, ok
}

// values are the facts that a rule reads; false where one is missing.
func (s *scope) values(r *rule.Rule) (map[string]any, bool) {
	env, all := map[string]any{}, true
	for _, name := range r.Fields {
		f, ok := s.fact(name)
		env[name], all = f.Value.any(), all && ok
	}
	return env, all
}

// said is the facts a rule read, as they are: 建设性质 = 新开工，类型 = 产业.
func (s *scope) said(r *rule.Rule) string {
	words := ""
	for _, name := range r.Fields {
		if words != "" {
			words += "，"
		}
		words += name + " = " + s.facts[name].Value.String()
	}
	return words
}

func rat(d quantity.Decimal) *big.Rat { return d.Rat() }

// shown is how many places an intermediate figure is shown with; it is never reckoned with.
const shown = 6

func show(r *big.Rat) string { return quantity.FromRat(r, shown).String() }

func sum(all []quantity.Decimal) quantity.Decimal {
	total, places := new(big.Rat), 0
	for _, d := range all {
		total.Add(total, d.Rat())
		places = max(places, d.Places())
	}
	return quantity.FromRat(total, places)
}

func quotient(a, b quantity.Decimal) *big.Rat { return new(big.Rat).Quo(a.Rat(), b.Rat()) }

func lesser(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

func greater(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}
