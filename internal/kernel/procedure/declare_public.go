package procedure

import (
	"go.yaml.in/yaml/v3"
)

func (r *reader) public(n *yaml.Node) *Public {
	x := &Public{at: at(n)}
	r.mapping(n, "办事人可见", keyed{"shows": r.texts(&x.Shows), "lands": r.text(&x.Lands), "then": func(n *yaml.Node) {
		f := &Follow{at: at(n), Carries: map[string]string{}}
		r.mapping(n, "续件", keyed{"procedure": r.code(&f.Procedure), "act": r.code(&f.Act), "unit": r.text(&f.Unit), "carries": func(n *yaml.Node) {
			r.pairs(n, "带去的字段", func(k string, v *yaml.Node) { f.Carries[k] = v.Value })
		}}, "procedure", "act", "unit")
		x.Then = f
	}}, "shows")
	return x
}

// checkPublic holds that what is shown outside is there, and that whoever asked
// may do what is left to him.
func (r *reader) checkPublic(m *Mechanism, p *Procedure) {
	for _, name := range p.Parties {
		x := p.formField(name)
		if x == nil || x.Is != "unit" && x.Is != "units" {
			r.wrong(place{1, 1}, "流程“%s”的 parties 里“%s”不是哪张表单里 x-is: unit 或 units 的字段", p.Title, name)
		}
	}
	for _, a := range p.Acts {
		if a.ByApplicant() && (a.Branch || p.Public == nil) {
			r.wrong(a.at, "动作“%s”由申请人办，流程却没有 public，或它在分支上", a.Title)
		}
		if a.ByApplicant() && a.Opens() && p.landing() == "" {
			r.wrong(a.at, "动作“%s”由申请人立件，却没有说归哪个单位：在 public 里写 lands", a.Title)
		}
	}
	if p.Public == nil {
		return
	}
	for _, name := range p.Public.Shows {
		if _, ok := p.fields[name]; !ok || standing[name] != "" {
			r.wrong(p.Public.at, "办事人可见的“%s”不是流程的字段", name)
		} else if x := p.formField(name); x != nil && x.Masked {
			r.wrong(p.Public.at, "办事人可见的“%s”是遮挡的字段，不能在外面显示", name)
		}
	}
	f := p.Public.Then
	if f == nil {
		return
	}
	next := m.Procedure(f.Procedure)
	if next == nil || next.Act(f.Act) == nil || !next.Act(f.Act).Opens() || !next.Act(f.Act).ByApplicant() {
		r.wrong(f.at, "续件没有这个流程，或“%s”不是申请人能立件的动作", f.Act)
		return
	}
	form := next.Act(f.Act).Form
	for field, from := range f.Carries {
		switch {
		case form == nil || form.Field(field) == nil:
			r.wrong(f.at, "续件的表单里没有“%s”", field)
		case form.Field(field).Kind != p.fields[from]:
			r.wrong(f.at, "“%s”带给续件的“%s”，两边不是同一种值", from, field)
		}
	}
}

// formField finds a field of any form of the procedure, nil where there is none.
func (p *Procedure) formField(name string) *Field {
	for _, f := range p.Forms {
		if x := f.Field(name); x != nil {
			return x
		}
	}
	return nil
}
