package procedure

import (
	"go.yaml.in/yaml/v3"

	"duban/internal/kernel/rule"
)

func (r *reader) under(n *yaml.Node) *Under {
	u := &Under{at: at(n)}
	r.mapping(n, "上级件", keyed{"procedure": r.code(&u.Procedure), "by": r.text(&u.By), "opened": r.code(&u.Opened), "ended": r.code(&u.Ended)}, "procedure", "by")
	return u
}

func (r *reader) child(n *yaml.Node) *Child {
	c := &Child{at: at(n), Carries: map[string]string{}}
	r.mapping(n, "下级件", keyed{"procedure": r.code(&c.Procedure), "act": r.code(&c.Act), "carries": func(n *yaml.Node) {
		r.pairs(n, "带去的字段", func(k string, v *yaml.Node) { c.Carries[k] = v.Value })
	}}, "procedure", "act")
	return c
}

// checkUnder holds that cases above and below fit together.
func (r *reader) checkUnder(m *Mechanism, p *Procedure) {
	if u := p.Under; u != nil {
		above := m.Procedure(u.Procedure)
		switch {
		case above == nil:
			r.wrong(u.at, "流程“%s”的上级件“%s”不是本机制的流程", p.Title, u.Procedure)
			return
		case p.fields[u.By] != rule.Text:
			r.wrong(u.at, "流程“%s”的 under 里 by“%s”不是文字字段", p.Title, u.By)
		}
		for _, id := range []string{u.Opened, u.Ended} {
			if a := above.Act(id); id != "" && (a == nil || a.By == nil || a.By[0].Unit != Program || a.Branch || a.Form != nil) {
				r.wrong(u.at, "流程“%s”要报给上级件的“%s”，不是它主线上由程序办、不填表的动作", p.Title, id)
			}
		}
	}
	for _, a := range p.Acts {
		if a.Child == nil {
			continue
		}
		below := m.Procedure(a.Child.Procedure)
		if below == nil || below.Act(a.Child.Act) == nil || !below.Act(a.Child.Act).Opens() {
			r.wrong(a.Child.at, "动作“%s”要开的下级件没有这个流程，或没有这个立件的动作", a.Title)
			continue
		}
		form := below.Act(a.Child.Act).Form
		for field, from := range a.Child.Carries {
			if form == nil || form.Field(field) == nil {
				r.wrong(a.Child.at, "下级件的表单里没有“%s”", field)
			} else if form.Field(field).Kind != p.fields[from] {
				r.wrong(a.Child.at, "“%s”带给下级件的“%s”，两边不是同一种值", from, field)
			}
		}
	}
}
