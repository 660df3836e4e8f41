package scorecard

import (
	"fmt"
	"maps"
	"slices"

	"duban/internal/base/fault"
)

// Correction (更正) is a fact that counts as another: because an appeal was
// decided so, or to see what would be. Row names one of a table.
type Correction struct {
	Subject, Table, Row, Fact string
	Value                     Value
	Source                    Source // the decision, or who supposes
}

// Corrected is the inputs with facts put in the place of others; the inputs
// themselves stay as they are.
func (in Inputs) Corrected(all []Correction) (Inputs, error) {
	in.Subjects = slices.Clone(in.Subjects)
	for _, c := range all {
		i := slices.IndexFunc(in.Subjects, func(s Subject) bool { return s.ID == c.Subject })
		if i < 0 {
			return in, fault.New(fault.Invalid, fmt.Sprintf("这次结算里没有“%s”这个考核对象", c.Subject), "从结算表里选")
		}
		x := &in.Subjects[i]
		fields := FieldsOf(in.Card.Of)
		if c.Table != "" {
			t := TableOf(in.Card.Of, c.Table)
			if t == nil {
				return in, fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这张事实表", c.Table), "从结算表里选")
			}
			fields = t.Fields
		}
		if err := c.fits(fields); err != nil {
			return in, err
		}
		fact := Fact{c.Value, c.Source}
		if c.Table == "" {
			x.Facts = with(x.Facts, c.Fact, fact)
			continue
		}
		j := slices.IndexFunc(x.Tables[c.Table], func(r Row) bool { return r.ID == c.Row })
		if j < 0 {
			return in, fault.New(fault.Invalid, fmt.Sprintf("“%s”里没有“%s”这一行", x.Name, c.Row), "从结算表里选")
		}
		rows := slices.Clone(x.Tables[c.Table])
		rows[j].Facts = with(rows[j].Facts, c.Fact, fact)
		x.Tables = maps.Clone(x.Tables)
		x.Tables[c.Table] = rows
	}
	return in, nil
}

func (c Correction) fits(fields []Field) error {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == c.Fact })
	switch {
	case i < 0:
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这项事实", c.Fact), "从结算表里选")
	case fields[i].Kind != c.Value.kind:
		return fault.New(fault.Invalid, fmt.Sprintf("“%s”填的不是这项事实的那种值", c.Fact), "数就填数，是或否就选，文字就写文字")
	}
	return nil
}

func with(facts map[string]Fact, name string, f Fact) map[string]Fact {
	facts = maps.Clone(facts)
	if facts == nil {
		facts = map[string]Fact{}
	}
	facts[name] = f
	return facts
}

// Trial (试算) is what would come out under other facts. It can be looked at
// and set against a settlement; it has no canonical form and no digest, so
// that nobody keeps one for a settlement.
type Trial struct {
	supposed []Correction
	came     *Settlement
}

// Suppose reckons with other facts.
func Suppose(in Inputs, supposed []Correction) (Trial, error) {
	in, err := in.Corrected(supposed)
	if err != nil {
		return Trial{}, err
	}
	s, err := Settle(in)
	return Trial{slices.Clone(supposed), s}, err
}

// Supposed is what was put in the place of the facts.
func (t Trial) Supposed() []Correction { return slices.Clone(t.supposed) }

// Results are what would come out, by subject.
func (t Trial) Results() []Result { return slices.Clone(t.came.Subjects) }

// Result finds a subject's; nil if there is none.
func (t Trial) Result(id string) *Result { return t.came.Result(id) }

// Findings are what was missing even so.
func (t Trial) Findings() []Finding { return slices.Clone(t.came.Findings) }

// Cuts are how the quotas would go.
func (t Trial) Cuts() []Cut { return slices.Clone(t.came.Cuts) }

// Stopped says that there would be no totals.
func (t Trial) Stopped() bool { return t.came.Stopped }

// Rounding is how scores are written.
func (t Trial) Rounding() Rounding { return t.came.Rounding }

// Against says what would change.
func (t Trial) Against(s *Settlement) Difference { return Diff(s, t.came) }
