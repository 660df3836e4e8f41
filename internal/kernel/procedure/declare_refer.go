package procedure

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/kernel/rule"
)

func (r *reader) nounNames() []string {
	list := make([]string, len(r.nouns))
	for i, n := range r.nouns {
		list[i] = n.ID
	}
	return list
}

func (r *reader) noun(id string) *Referable {
	for i := range r.nouns {
		if r.nouns[i].ID == id {
			return &r.nouns[i]
		}
	}
	return nil
}

// performs reads what the outcome of an act does to an object: one rule, or
// several of which the first that holds counts.
func (r *reader) performs(p *Procedure, n *yaml.Node) []Perform {
	if n.Kind == yaml.MappingNode {
		return []Perform{r.perform(p, n)}
	}
	var list []Perform
	r.list(n, "办成", func(c *yaml.Node) { list = append(list, r.perform(p, c)) })
	for i, x := range list {
		if x.When == nil && !x.Act.Makes && i < len(list)-1 {
			r.wrong(x.at, "这一条没有 when，后面的轮不到：它要放在最后")
		}
	}
	return list
}

func (r *reader) perform(p *Procedure, n *yaml.Node) Perform {
	x := Perform{at: at(n)}
	var act, with, on *yaml.Node
	r.mapping(n, "办成", keyed{
		"act": func(n *yaml.Node) { act = n; r.text(&x.Act.ID)(n) }, "on": func(n *yaml.Node) { on = n; r.text(&x.On)(n) },
		"when": r.expression(&x.When, p.fields, rule.Flag), "with": func(n *yaml.Node) { with = n },
	}, "act", "on")
	if act == nil || on == nil {
		return x
	}
	field := p.formField(x.On)
	if field == nil || field.Noun == "" {
		r.wrong(at(on), "“%s”不是引一个对象的字段：表单里写 x-is，可写：%s", x.On, orNone(r.nounNames()))
		return x
	}
	noun := r.noun(field.Noun)
	x.Noun = noun.Title
	i := slices.IndexFunc(noun.Acts, func(a NamedAct) bool { return a.ID == x.Act.ID })
	if i < 0 {
		names := make([]string, len(noun.Acts))
		for j, a := range noun.Acts {
			names[j] = a.ID
		}
		r.wrong(at(act), "%s没有“%s”这个动作，有：%s", noun.Title, x.Act.ID, orNone(names))
		return x
	}
	x.Act = noun.Acts[i]
	if with != nil {
		r.pairs(with, "with", func(name string, v *yaml.Node) { r.argument(p, &x, name, v) })
	}
	for _, q := range x.Act.Takes {
		if q.Required && !slices.ContainsFunc(x.With, func(w Argument) bool { return w.ID == q.ID }) {
			r.wrong(x.at, "“%s”要给“%s”（%s）：在 with 里写哪个字段", x.Act.ID, q.ID, q.Title)
		}
	}
	return x
}

func (r *reader) argument(p *Procedure, x *Perform, name string, v *yaml.Node) {
	i := slices.IndexFunc(x.Act.Takes, func(q Parameter) bool { return q.ID == name })
	if i < 0 {
		names := make([]string, len(x.Act.Takes))
		for j, q := range x.Act.Takes {
			names[j] = q.ID
		}
		r.wrong(at(v), "“%s”没有“%s”这个参数，有：%s", x.Act.ID, name, orNone(names))
		return
	}
	w := Argument{Parameter: x.Act.Takes[i]}
	r.text(&w.Field)(v)
	if slices.ContainsFunc(x.With, func(o Argument) bool { return o.ID == name }) {
		r.wrong(at(v), "参数“%s”写了两次", name)
	}
	kind, is := rule.Text, ""
	switch f := p.formField(w.Field); {
	case f != nil:
		kind, is = f.Kind, f.Is
	case slices.Contains([]string{ofReason, ofNumber, ofPaper}, w.Field):
	default:
		k, ok := p.fields[w.Field]
		if !ok {
			r.wrong(at(v), "“%s”不是表单的字段，也不是 理由、编号、文号", w.Field)
			return
		}
		kind = k
	}
	if kind != w.Kind || w.Is != "" && is != w.Is {
		r.wrong(at(v), "参数“%s”（%s）要%s，字段“%s”不是那一种", name, w.Title, kindSaid(w.Kind, w.Is), w.Field)
		return
	}
	x.With = append(x.With, w)
}

// named is how a field is asked, as far as its value is another thing by it.
func named(is string) string {
	if is == "date" || is == "unit" || is == "units" {
		return is
	}
	return ""
}

// kindSaid is what a value must be, in words.
func kindSaid(k rule.Kind, is string) string {
	switch is {
	case "date":
		return "日子（format: date）"
	case "unit":
		return "一个单位（x-is: unit）"
	case "units":
		return "几个单位（x-is: units）"
	}
	switch k {
	case rule.Number:
		return "数"
	case rule.Flag:
		return "是或否"
	case rule.Texts:
		return "几项文字"
	}
	return "文字"
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "一个也没有"
	}
	return strings.Join(names, "、")
}

// checkReferences holds that what is taken from objects is there to be taken,
// that only people in the office bring acts on them about, and that what is to
// be had once can be told apart.
func (r *reader) checkReferences(m *Mechanism) {
	for _, x := range r.entries {
		for _, f := range x.form.Fields {
			switch {
			case x.of == nil && f.Noun+f.From != "":
				r.wrong(x.places[f.Name], "台账的字段“%s”不引对象", f.Name)
			case f.From != "":
				r.checkTaken(x, f)
			}
		}
	}
	for _, p := range m.Procedures {
		for _, a := range p.Acts {
			for _, b := range append(slices.Clone(a.By), stepsOf(a)...) {
				if len(a.Performs) > 0 && (b.Unit == Program || b.Unit == Afar || b.Unit == Applicant) {
					r.wrong(a.at, "动作“%s”要办成“%s”，就得由单位的人办，不能由%s", a.Title, a.Performs[0].Act.Title, b.Say())
				}
			}
			for _, x := range a.Performs {
				if x.Act.Makes && (a.Form == nil || a.Form.Field(x.On) == nil || a.Form.Field(x.On).Required || len(a.Asks) > 0) {
					r.wrong(x.at, "“%s”登记一个新的，动作“%s”的表单里就要有可不填的“%s”，也不要批", x.Act.Title, a.Title, x.On)
				}
				if slices.ContainsFunc(x.With, func(w Argument) bool { return w.Field == ofReason && w.Required }) && p.formField(ofReason) == nil && !a.Reason {
					r.wrong(x.at, "“%s”要给理由，动作“%s”却不要人写：写 reason: true", x.Act.ID, a.Title)
				}
			}
		}
		for _, name := range p.Once {
			if f := p.formField(name); f == nil || f.Kind != rule.Text {
				r.wrong(place{1, 1}, "流程“%s”的 once“%s”不是表单的文字字段", p.Title, name)
			}
		}
		for _, name := range []string{p.Subject, p.Place, p.Key} {
			if f := p.formField(name); f != nil && f.Noun != "" {
				r.wrong(place{1, 1}, "流程“%s”的“%s”是引对象的字段，不能作 subject、place、key：用 x-from 取它的名称", p.Title, name)
			}
		}
	}
}

func (r *reader) checkTaken(x naming, f Field) {
	where := x.places[f.Name]
	from := x.of.formField(f.From)
	if from == nil || from.Noun == "" {
		r.wrong(where, "字段“%s”的 x-from：“%s”不是引一个对象的字段", f.Name, f.From)
		return
	}
	noun := r.noun(from.Noun)
	i := slices.IndexFunc(noun.Facts, func(y Fact) bool { return y.ID == f.Fact })
	if i < 0 {
		names := make([]string, len(noun.Facts))
		for j, y := range noun.Facts {
			names[j] = y.ID
		}
		r.wrong(where, "字段“%s”的 x-from：%s没有“%s”可取，有：%s", f.Name, noun.Title, f.Fact, orNone(names))
		return
	}
	if y := noun.Facts[i]; y.Kind != f.Kind || named(y.Is) != named(f.Is) {
		r.wrong(where, "字段“%s”取的是%s的“%s”，要写成%s", f.Name, noun.Title, y.Title, kindSaid(y.Kind, y.Is))
	}
}
