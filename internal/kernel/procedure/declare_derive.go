package procedure

import (
	"go.yaml.in/yaml/v3"

	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// derived reads a field that follows from others; it sees the forms' fields and
// what was derived before it.
func (r *reader) derived(m *Mechanism, p *Procedure, n *yaml.Node) {
	d, gives, basis := Derived{}, string(rule.Text), (*Basis)(nil)
	var is, rows, says *yaml.Node
	r.mapping(n, "推定字段", keyed{
		"field": r.text(&d.Field), "is": func(n *yaml.Node) { is = n }, "rows": func(n *yaml.Node) { rows = n }, "says": func(n *yaml.Node) { says = n }, "basis": r.basisOf(m, &basis, &d.Basis),
		"gives": r.oneOf(&gives, string(rule.Text), string(rule.Number), string(rule.Flag), string(rule.Texts)),
	}, "field")
	if (is == nil) == (rows == nil) || is != nil && says != nil {
		r.wrong(at(n), "推定字段“%s”要么写 is，要么写 rows（可以加 says）", d.Field)
		return
	}
	if _, ok := p.fields[d.Field]; ok {
		r.wrong(at(n), "推定字段“%s”和别的字段重名", d.Field)
		return
	}
	if rows != nil {
		r.derivedRows(m, p, d, rows, says)
		return
	}
	r.expression(&d.Is, p.fields, rule.Kind(gives))(is)
	if d.Is == nil {
		return
	}
	p.Derived = append(p.Derived, d)
	p.fields[d.Field] = rule.Kind(gives)
}

// derivedRows reads a number that a dated table says, and the field that tells how.
func (r *reader) derivedRows(m *Mechanism, p *Procedure, d Derived, rows, says *yaml.Node) {
	r.list(rows, "标准的行", func(c *yaml.Node) {
		row, name := DerivedRow{at: at(c)}, ""
		r.mapping(c, "标准的行", keyed{
			"title": r.text(&row.Title), "when": r.expression(&row.When, p.fields, rule.Flag), "is": r.expression(&row.Is, p.fields, rule.Number),
			"from": r.day(&row.From), "until": r.day(&row.Until), "note": r.text(&row.Note), "basis": r.basisOf(m, &row.Basis, &name),
			"most": func(n *yaml.Node) {
				most, err := quantity.Parse(n.Value)
				if err != nil || most.Sign() < 0 {
					r.wrong(at(n), "“%s”不是数，most 写最多是多少", n.Value)
				}
				row.Most = &most
			},
		}, "title", "is", "from", "basis")
		if !row.Until.Zero() && !row.From.Before(row.Until) {
			r.wrong(at(c), "这一行的 until 不晚于 from")
		}
		d.Rows = append(d.Rows, row)
	})
	if len(d.Rows) == 0 {
		r.wrong(at(rows), "推定字段“%s”的 rows 没有一行", d.Field)
	}
	p.fields[d.Field] = rule.Number
	if says != nil {
		r.text(&d.Says)(says)
		if _, ok := p.fields[d.Says]; ok {
			r.wrong(at(says), "推定字段“%s”和别的字段重名", d.Says)
		}
		p.fields[d.Says] = rule.Text
	}
	p.Derived = append(p.Derived, d)
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
