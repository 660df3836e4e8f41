package procedure

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"duban/internal/kernel/rule"
)

func (r *reader) open311(n *yaml.Node) *Open311 {
	x := &Open311{at: at(n), Sets: map[string]string{}, codes: map[string]string{}}
	r.mapping(n, "open311", keyed{
		"act": r.code(&x.Act), "service": r.text(&x.Service), "title": r.text(&x.Title), "description": r.text(&x.Description),
		"address": r.text(&x.Address), "point": r.text(&x.Point), "asks": r.texts(&x.Asks),
		"codes": func(n *yaml.Node) {
			r.pairs(n, "服务的代号", func(choice string, v *yaml.Node) {
				code := ""
				r.code(&code)(v)
				if _, ok := x.codes[choice]; ok {
					r.wrong(at(v), "服务“%s”写了两次", choice)
				}
				x.codes[choice] = code
			})
		},
		"sets": func(n *yaml.Node) {
			r.pairs(n, "固定的字段", func(field string, v *yaml.Node) {
				if _, ok := x.Sets[field]; ok {
					r.wrong(at(v), "固定的“%s”写了两次", field)
				}
				x.Sets[field] = v.Value
			})
		},
	}, "act", "service", "codes", "description", "address")
	return x
}

// checkOpen311 holds that what comes from outside is enough to open a case, and
// that what goes outside may be seen there.
func (r *reader) checkOpen311(p *Procedure) {
	x := p.Open311
	if x == nil {
		return
	}
	a := p.Act(x.Act)
	if a == nil || !slices.Contains(p.Opening(), a) || a.ByApplicant() || a.Form == nil {
		r.wrong(x.at, "open311 的 act“%s”要是有表单、由工作人员立件的动作", x.Act)
		return
	}
	said := map[string]bool{}
	field := func(what, name string, fits func(*Field) bool, want string) {
		f := a.Form.Field(name)
		switch {
		case f == nil || !fits(f):
			r.wrong(x.at, "open311 的 %s“%s”要是“%s”的表单里%s", what, name, a.Title, want)
		case said[name]:
			r.wrong(x.at, "open311 里“%s”用了两次", name)
		}
		said[name] = true
	}
	words := func(f *Field) bool {
		return f.Kind == rule.Text && len(f.Choices) == 0 && !f.Masked && (f.Is == "" || f.Is == "lines" || f.Is == "place")
	}
	field("service", x.Service, func(f *Field) bool { return f.Kind == rule.Text && len(f.Choices) > 0 }, "可选几种的字段")
	field("description", x.Description, words, "不遮盖的文字字段")
	field("address", x.Address, words, "不遮盖的文字字段")
	if x.Title != "" {
		field("title", x.Title, words, "不遮盖的文字字段")
	}
	if x.Point != "" {
		field("point", x.Point, func(f *Field) bool { return f.Is == "point" && !f.Masked }, " x-is: point 的字段")
	}
	for _, name := range x.Asks {
		field("asks", name, plainAsk, "单值、不遮盖的字段")
	}
	for _, name := range slices.Sorted(maps.Keys(x.Sets)) {
		value := x.Sets[name]
		field("sets", name, func(f *Field) bool {
			return f.Kind == rule.Text && (len(f.Choices) == 0 || slices.Contains(f.Choices, value))
		}, "能写“"+value+"”的文字字段")
	}
	for _, f := range a.Form.Fields {
		if f.Required && (!said[f.Name] || f.Name == x.Point) {
			r.wrong(x.at, "open311 里缺“%s”：它必填，用 asks 问或用 sets 固定", f.Name)
		}
	}
	if !slices.Contains(p.Filters, x.Service) {
		r.wrong(x.at, "open311 的 service“%s”要在 filters 里：清单按它查", x.Service)
	}
	r.checkCodes(x, a.Form.Field(x.Service))
}

// checkCodes holds that each choice is one service.
func (r *reader) checkCodes(x *Open311, f *Field) {
	if f == nil {
		return
	}
	used := map[string]bool{}
	for _, c := range f.Choices {
		switch code := x.codes[c]; {
		case code == "":
			r.wrong(x.at, "open311 的 codes 里缺“%s”", c)
		case used[code]:
			r.wrong(x.at, "open311 的 codes 里“%s”用了两次", code)
		default:
			used[code] = true
		}
	}
	for _, c := range slices.Sorted(maps.Keys(x.codes)) {
		if !slices.Contains(f.Choices, c) {
			r.wrong(x.at, "open311 的 codes 里“%s”不是“%s”的选项", c, f.Name)
		}
	}
}
