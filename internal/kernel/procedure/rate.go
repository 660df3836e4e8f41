package procedure

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/kernel/rule"
)

// Rate (比率指标) is an indicator of the mechanism: of the cases that count,
// the share that a rule holds for.
type Rate struct {
	ID     string
	Title  string
	Branch bool     // of branches, not of cases
	Except []Except // what does not count, before Over is asked
	Over   *rule.Rule
	Of     *rule.Rule
	Partly []PartlyRow // what it holds for in part, where Of does not
	Told   []string    // by whose unit it is told too: initiator, branch, or fields with a unit
	Basis  string
	timed  bool // a running clock can change how it judges
	at     place
}

// Except (不计情形) is why a case does not count for a rate.
type Except struct {
	When  *rule.Rule
	Title string
}

// PartlyRow (部分达到) is what counts by a share, from a day and until another:
// by the day on which the case opened.
type PartlyRow struct {
	When        *rule.Rule
	Share       int // hundredths
	From, Until civil.Date
	Basis       string
}

// partly is the share of what is met in part, 0 for none.
func (x *Rate) partly(c *Case, env map[string]any) int {
	day := c.OpenedBy.HappenedAt.Date()
	for _, y := range x.Partly {
		if inForce(day, y.From, y.Until) && y.When.Holds(env) {
			return y.Share
		}
	}
	return 0
}

// Part (计入) is how something counts.
type Part string

// The parts.
const (
	Met    Part = "met"    // 达到
	Partly Part = "partly" // 部分达到
	Unmet  Part = "unmet"  // 没达到
	Out    Part = "out"    // 不计
	Wait   Part = "wait"   // 还没到算的时候
)

// judge says how a rate counts a case, or a branch of it, and why where it does
// not. What has ended and never came to count is out.
func (x *Rate) judge(c *Case, b *Branch, env map[string]any) (Part, string) {
	for _, e := range x.Except {
		if e.When.Holds(env) {
			return Out, e.Title
		}
	}
	switch ended, why := c.overWith(b); {
	case x.Over.Holds(env) && x.Of.Holds(env):
		return Met, ""
	case x.Over.Holds(env) && x.partly(c, env) > 0:
		return Partly, ""
	case x.Over.Holds(env):
		return Unmet, ""
	case ended:
		return Out, why
	}
	return Wait, ""
}

// overWith says that a case, or a branch of it, has ended, and how.
func (c *Case) overWith(b *Branch) (bool, string) {
	s := c.Stage
	switch {
	case b != nil && b.Stage.End:
		s = b.Stage
	case c.Open():
		return false, ""
	}
	if s.Outcome != "" {
		return true, s.Outcome
	}
	return true, s.Title
}

// tells are the units that a rate is told by.
func (x *Rate) tells(c *Case, b *Branch) []string {
	if b != nil {
		return []string{b.Unit}
	}
	var units []string
	for _, t := range x.Told {
		switch t {
		case string(Initiator):
			units = append(units, c.OpenedBy.Unit)
		case string(OfBranch):
			for _, k := range c.Branches {
				if !(k.Stage.End && k.Stage.Void) {
					units = append(units, k.Unit)
				}
			}
		default:
			if u, _ := c.Data[t].(string); u != "" {
				units = append(units, u)
			}
		}
	}
	slices.Sort(units)
	return slices.Compact(units)
}

// Share (比率) is a rate with the cases behind it, and their branches as case/branch.
type Share struct {
	Rate *Rate
	Of   []string // that it holds for
	Part []string // that it holds for in part
	Over []string
	Out  []string // that do not count
}

// Rated counts the rates of a procedure over cases.
func Rated(p *Procedure, cases []*Case, cal *civil.Calendar, now civil.Instant) []Share {
	shares := make([]Share, len(p.Rates))
	for i, x := range p.Rates {
		shares[i].Rate = x
		for _, c := range cases {
			for _, t := range x.targets(c) {
				part, _ := x.judge(c, t.branch, c.Judged(t.branch, cal, now))
				switch part {
				case Met:
					shares[i].Of = append(shares[i].Of, t.name)
					shares[i].Over = append(shares[i].Over, t.name)
				case Partly:
					shares[i].Part = append(shares[i].Part, t.name)
					shares[i].Over = append(shares[i].Over, t.name)
				case Unmet:
					shares[i].Over = append(shares[i].Over, t.name)
				case Out:
					shares[i].Out = append(shares[i].Out, t.name)
				}
			}
		}
	}
	return shares
}

// target is what a rate judges: a case, or a branch of it.
type target struct {
	name   string
	branch *Branch
}

func (x *Rate) targets(c *Case) []target {
	if !x.Branch {
		return []target{{name: c.ID}}
	}
	list := make([]target, len(c.Branches))
	for i, b := range c.Branches {
		list[i] = target{c.ID + "/" + b.Key, b}
	}
	return list
}

func (x *Rate) says() string {
	list := []string{x.Title}
	for _, e := range append([]Except{{x.Over, "计入"}, {x.Of, "达到"}}, x.Except...) {
		if e.When != nil {
			list = append(list, e.Title+"："+e.When.Text)
		}
	}
	for _, y := range x.Partly {
		list = append(list, fmt.Sprintf("部分达到按 %d%%：%s", y.Share, y.When.Text), y.From.String()+"起", span(y.Until.Zero(), y.Until.String(), "止"), y.Basis)
	}
	return inWords(append(list, strings.Join(x.Told, "、"))...)
}

func (r *reader) rate(m *Mechanism, p *Procedure, n *yaml.Node) *Rate {
	x := &Rate{at: at(n)}
	b := (*Basis)(nil)
	r.mapping(n, "指标", keyed{"rate": r.code(&x.ID), "title": r.text(&x.Title), "branch": r.flag(&x.Branch), "told": r.texts(&x.Told),
		"except": func(n *yaml.Node) {
			r.list(n, "不计情形", func(c *yaml.Node) {
				e := Except{}
				r.mapping(c, "不计情形", keyed{"when": r.expression(&e.When, p.branched, rule.Flag), "title": r.text(&e.Title)}, "when", "title")
				x.Except = append(x.Except, e)
			})
		},
		"partly": func(n *yaml.Node) {
			r.list(n, "部分达到", func(c *yaml.Node) {
				y, b := PartlyRow{}, (*Basis)(nil)
				r.mapping(c, "部分达到", keyed{"when": r.expression(&y.When, p.branched, rule.Flag), "share": r.number(&y.Share), "from": r.day(&y.From), "until": r.day(&y.Until), "basis": r.basisOf(m, &b, &y.Basis)}, "when", "share", "from", "basis")
				if y.Share < 1 || y.Share > 99 {
					r.wrong(at(c), "部分达到的 share 是百分之几，要在 1 到 99 之间；全算写进 of")
				}
				x.Partly = append(x.Partly, y)
			})
		},
		"over": r.expression(&x.Over, p.branched, rule.Flag), "of": r.expression(&x.Of, p.branched, rule.Flag), "basis": r.basisOf(m, &b, &x.Basis)}, "rate", "title", "over", "of", "basis")
	switch {
	case x.Branch && len(x.Told) > 0:
		r.wrong(x.at, "指标“%s”按分支算，就按分支的单位说，不用写 told", x.Title)
	case !x.Branch && len(x.Told) == 0:
		x.Told = []string{string(Initiator)}
	}
	x.timed = strings.Contains(x.says(), "按时")
	for _, t := range x.Told {
		if t != string(Initiator) && t != string(OfBranch) && !p.holdsUnit(t) {
			r.wrong(x.at, "指标“%s”按“%s”的单位说，它不是 initiator、branch，也不是哪张表单里 x-is: unit 的字段", x.Title, t)
		}
	}
	return x
}

// holdsUnit says that a field of a form names a unit.
func (p *Procedure) holdsUnit(field string) bool {
	return slices.ContainsFunc(p.Forms, func(f *Form) bool { x := f.Field(field); return x != nil && x.Is == "unit" })
}
