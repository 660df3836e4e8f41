package scorecard

import (
	"go.yaml.in/yaml/v3"

	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// formulaNames are the formulas that an item may name; a row of a table may
// name those that need neither rows nor other subjects.
var (
	formulaNames = []string{"positive", "negative", "band", "efficacy", "milestones", "each-row", "expression", "tiers"}
	rowFormulas  = []string{"positive", "negative", "band", "milestones", "expression", "tiers"}
)

// formula is an empty formula by its name, what its keys read into, and which it must have.
func (r *reader) formula(name string, n *yaml.Node) (f Formula, keys keyed, must []string) {
	one := Operand{Figure: quantity.Int(1)}
	switch name {
	case "positive":
		x := &Positive{Cap: one}
		return x, keyed{"actual": r.operand(&x.Actual), "target": r.operand(&x.Target), "cap": r.figure(&x.Cap, "0.01")}, []string{"actual", "target"}
	case "negative":
		x := &Negative{Cap: one}
		return x, keyed{"actual": r.operand(&x.Actual), "target": r.operand(&x.Target), "cap": r.figure(&x.Cap, "0.01")}, []string{"actual", "target"}
	case "band":
		x := &Band{}
		return x, keyed{"value": r.operand(&x.Of), "low": r.operand(&x.Low), "high": r.operand(&x.High), "outside": r.oneOf(&x.Outside, "zero", "ratio")}, []string{"value", "low", "high", "outside"}
	case "efficacy":
		x := &Efficacy{}
		order := ""
		return x, keyed{"value": r.fact(&x.Of.Name, rule.Number), "base": r.part(&x.Base), "equal": r.part(&x.Equal), "within": r.oneOf(&x.Within, "all", "group"),
			"better": func(n *yaml.Node) { r.oneOf(&order, "more", "less")(n); x.Less = order == "less" }}, []string{"value", "base", "equal", "within", "better"}
	case "milestones":
		x := &Milestones{}
		return x, keyed{"steps": func(n *yaml.Node) {
			r.list(n, "节点", func(c *yaml.Node) { x.Steps = append(x.Steps, r.milestone(c)) })
		}}, []string{"steps"}
	case "each-row":
		return r.eachRow(n)
	case "expression":
		x := &Expression{}
		return x, keyed{"points": r.expression(&x.Rule, rule.Number)}, []string{"points"}
	case "tiers":
		x := &Tiers{}
		return x, keyed{"value": r.operand(&x.Of), "tiers": func(n *yaml.Node) {
			r.list(n, "档", func(c *yaml.Node) {
				t := Tier{}
				r.mapping(c, "档", keyed{"least": r.amount(&t.Least, "-100000000"), "points": r.amount(&t.Points, "0")}, "least", "points")
				if len(x.Tiers) > 0 && t.Least.Cmp(x.Tiers[len(x.Tiers)-1].Least) >= 0 {
					r.wrong(at(c), "档从高到低写，%s 不低于上一档", t.Least)
				}
				x.Tiers = append(x.Tiers, t)
			})
		}}, []string{"value", "tiers"}
	}
	return nil, nil, nil
}

// part reads a share, 0 to 1.
func (r *reader) part(into *quantity.Decimal) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.amount(into, "0")(n)
		if into.Cmp(quantity.Int(1)) > 0 {
			r.wrong(at(n), "“%s”不合适，这里要写 0 到 1 的数", n.Value)
		}
	}
}

func (r *reader) milestone(n *yaml.Node) Milestone {
	x := Milestone{}
	r.mapping(n, "节点", keyed{"fact": r.fact(&x.Fact, rule.Flag), "weight": r.amount(&x.Weight, "0.01"), "due": r.expression(&x.Due, rule.Flag)}, "fact", "weight")
	return x
}

// eachRow reads a formula over rows: its other keys ask for the row's facts.
func (r *reader) eachRow(n *yaml.Node) (Formula, keyed, []string) {
	x := &EachRow{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "table" {
			r.table(&x.Table)(n.Content[i+1])
		}
	}
	inRow := func(read func(*yaml.Node)) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if x.Table != nil {
				r.over(x.Table.Fields, func() { read(n) })
			}
		}
	}
	return x, keyed{"table": func(*yaml.Node) {}, "where": inRow(r.expression(&x.Where, rule.Flag)), "row-weight": inRow(r.operand(&x.Weight)),
		"row": inRow(func(n *yaml.Node) { x.Row = r.row(n) })}, []string{"table", "row-weight", "row"}
}

func (r *reader) row(n *yaml.Node) Formula {
	name, said := "", false
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "formula" {
				said = true
				r.oneOf(&name, rowFormulas...)(n.Content[i+1])
			}
		}
	}
	if !said {
		r.wrong(at(n), "每行要写 formula")
	}
	if name == "" {
		return nil
	}
	f, keys, must := r.formula(name, n)
	keys["formula"] = func(*yaml.Node) {}
	r.mapping(n, "每行", keys, must...)
	return f
}
