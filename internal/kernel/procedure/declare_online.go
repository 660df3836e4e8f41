package procedure

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

func (r *reader) online(c *Catalogue, n *yaml.Node) *Online {
	x := &Online{Fills: map[string]string{}, at: at(n)}
	r.mapping(n, "网上申请", keyed{
		"field": r.text(&x.Field), "code": r.text(&x.Code), "leaves": r.texts(&x.Leaves), "needs": r.texts(&x.Needs), "files": r.text(&x.Files), "note": r.text(&x.Note),
		"fills": func(n *yaml.Node) { r.pairs(n, "填好的", func(k string, v *yaml.Node) { x.Fills[k] = v.Value }) },
	}, "field", "code")
	f := c.field(x.Field)
	if f == nil || f.Table != nil && !slices.ContainsFunc(f.Table.Codes, func(t Coded) bool { return t.Code == x.Code }) {
		r.wrong(x.at, "清单没有字段“%s”，或它没有代码“%s”", x.Field, x.Code)
	}
	return x
}

// checkOnline holds that whoever asks may open what he is offered, and that the
// forms have what is said of them.
func (r *reader) checkOnline(m *Mechanism, x *Asking) {
	for _, of := range []*AskingOf{x.Item, x.Bundle} {
		if of == nil || (of.Online != "") != (x.Online != nil) {
			if of != nil {
				r.wrong(x.at, "网上申请要在 item、bundle 和 online 里都写，或都不写")
			}
			continue
		}
		p := m.Procedure(of.Procedure)
		if x.Online == nil || p == nil {
			continue
		}
		if p.Public == nil || p.Public.Lands == "" {
			r.wrong(x.at, "网上申请的“%s”没有说归哪个单位：在它的 public 里写 lands", p.Title)
		}
		for _, id := range []string{of.Online, of.Later} {
			a := p.Act(id)
			if id == "" || a == nil {
				continue
			}
			if !a.ByApplicant() {
				r.wrong(x.at, "网上申请要由申请人办“%s”：by 里写 applicant", a.Title)
			}
			if x.Online.Files != "" && (a.Form == nil || a.Form.Field(x.Online.Files) == nil || a.Form.Field(x.Online.Files).Is != "files") {
				r.wrong(x.Online.at, "“%s”的表单里没有收文件的字段“%s”", a.Title, x.Online.Files)
			}
			names := append(slices.Clone(x.Online.Leaves), x.Online.Needs...)
			for name := range x.Online.Fills {
				names = append(names, name)
			}
			slices.Sort(names)
			for _, name := range names {
				if a.Form != nil && a.Form.Field(name) == nil && !m.asksAtOpening(name) {
					r.wrong(x.Online.at, "没有立件的表单问“%s”", name)
				}
			}
		}
	}
}
