package procedure

import (
	"go.yaml.in/yaml/v3"

	"duban/internal/kernel/rule"
)

// derived reads a field that follows from others; it sees the forms' fields and
// what was derived before it.
func (r *reader) derived(m *Mechanism, p *Procedure, n *yaml.Node) {
	d, gives, basis := Derived{}, string(rule.Text), (*Basis)(nil)
	var is *yaml.Node
	r.mapping(n, "推定字段", keyed{
		"field": r.text(&d.Field), "is": func(n *yaml.Node) { is = n }, "basis": r.basisOf(m, &basis, &d.Basis),
		"gives": r.oneOf(&gives, string(rule.Text), string(rule.Number), string(rule.Flag), string(rule.Texts)),
	}, "field", "is")
	if is == nil {
		return
	}
	if _, ok := p.fields[d.Field]; ok {
		r.wrong(at(n), "推定字段“%s”和别的字段重名", d.Field)
		return
	}
	r.expression(&d.Is, p.fields, rule.Kind(gives))(is)
	if d.Is == nil {
		return
	}
	p.Derived = append(p.Derived, d)
	p.fields[d.Field] = rule.Kind(gives)
}

// limitField reads the name of a field that says a limit: one that a form asks
// as such, or a number.
func (r *reader) limitField(p *Procedure, into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.text(into)(n)
		if p.fields[*into] == rule.Number {
			return
		}
		for _, f := range p.Forms {
			if x := f.Field(*into); x != nil && x.Is == "limit" {
				return
			}
		}
		r.wrong(at(n), "“%s”不是数，也不是哪张表单里 x-is: limit 的字段", *into)
	}
}
