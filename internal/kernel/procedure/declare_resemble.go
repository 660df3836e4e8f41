package procedure

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"duban/internal/kernel/rule"
)

// widest is the largest radius that may be declared, in metres: beyond it a
// whole quarter of a town would be searched for each report.
const widest = 1000

func (r *reader) resembles(n *yaml.Node) *Resembles {
	x := &Resembles{at: at(n)}
	r.mapping(n, "查重", keyed{"point": r.text(&x.Point), "radius": r.number(&x.Radius), "text": r.texts(&x.Text), "alike": r.number(&x.Alike), "days": r.number(&x.Days)}, "point", "radius", "text", "alike")
	return x
}

func (r *reader) checkResembles(p *Procedure) {
	if x := p.Resembles; x != nil && len(x.Text) == 0 {
		r.wrong(x.at, "查重要写 text：比哪几个字段的话")
	}
	joining := 0
	for _, a := range p.Acts {
		if a.Joins != "" {
			joining++
			switch end := p.Stage(a.To); {
			case a.Opens() || a.Branch || len(a.Asks) > 0:
				r.wrong(a.at, "动作“%s”写了 joins，就在主线上、不立件、不要批", a.Title)
			case a.Form == nil || a.Form.Field(a.Joins) == nil || a.Form.Field(a.Joins).Kind != rule.Text:
				r.wrong(a.at, "动作“%s”的 joins“%s”要是它表单里的文字字段，填另一件的编号", a.Title, a.Joins)
			case end == nil || !end.End:
				r.wrong(a.at, "动作“%s”写了 joins，to 就要是终点", a.Title)
			}
			for _, b := range p.Acts {
				if b != a && !b.Parts && slices.Contains(b.From, a.To) {
					r.wrong(b.at, "动作“%s”从并入以后的环节办，只有 parts: true 的才可以", b.Title)
				}
			}
		}
	}
	for _, a := range p.Acts {
		join := p.Joining()
		if a.Parts && (join == nil || !a.Reason || len(a.From) != 1 || a.From[0] != join.To || a.To == "" || len(a.Asks) > 0) {
			r.wrong(a.at, "动作“%s”写了 parts，就只从并入以后的环节办，写 to、写 reason: true、不要批", a.Title)
		}
	}
	if joining > 1 {
		r.wrong(place{1, 1}, "流程“%s”写 joins 的动作只能有一个", p.Title)
	}
	x := p.Resembles
	if x == nil {
		return
	}
	if f := p.formField(x.Point); f == nil || f.Is != "point" {
		r.wrong(x.at, "resembles 的 point“%s”不是 x-is: point 的字段", x.Point)
	}
	if x.Radius < 1 || x.Radius > widest {
		r.wrong(x.at, "resembles 的 radius 是 1 到 %d 米", widest)
	}
	if x.Alike < 1 || x.Alike > 100 {
		r.wrong(x.at, "resembles 的 alike 是 1 到 100，两件像几成，写百分数")
	}
	for _, name := range x.Text {
		if f := p.formField(name); f == nil || f.Kind != rule.Text || f.Masked {
			r.wrong(x.at, "resembles 的 text 里“%s”要是不遮盖的文字字段", name)
		}
	}
	if joining == 0 {
		r.wrong(x.at, "查出了相似的，却没有动作并入：写 joins")
	}
}
