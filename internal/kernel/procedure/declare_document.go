package procedure

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/kernel/rule"
)

// document reads a declared document.
func (r *reader) document(m *Mechanism, p *Procedure, n *yaml.Node) *DocumentRule {
	d := &DocumentRule{at: at(n), Issuer: Any}
	layout, given := "form", false
	var series, heading *yaml.Node
	r.mapping(n, "文书", keyed{
		"document": r.code(&d.ID), "title": r.text(&d.Title), "kind": r.text(&d.Kind), "layout": r.oneOf(&layout, "form", "letterhead", "minutes"), "heading": func(n *yaml.Node) { heading = n },
		"series": func(n *yaml.Node) {
			series = n
			r.text(&d.Series)(n)
			if wrong := seriesPattern(d.Series); wrong != "" {
				r.wrong(at(n), "文号“%s”：%s", d.Series, wrong)
			}
		},
		"given":  r.flag(&given),
		"issuer": r.issuer(p, d), "when": r.expression(&d.When, p.fields, rule.Flag),
		"to": r.template(p, &d.To), "copy-to": r.template(p, &d.CopyTo), "note": r.template(p, &d.Note),
		"body":        func(n *yaml.Node) { d.Body = r.passages(p, n) },
		"attachments": func(n *yaml.Node) { d.Attachments = r.passages(p, n) },
		"attending":   func(n *yaml.Node) { d.Attending = r.passages(p, n) },
		"copies":      r.texts(&d.Copies),
		"cites": func(n *yaml.Node) {
			r.list(n, "文书引的依据", func(c *yaml.Node) {
				b, name := (*Basis)(nil), ""
				if r.basisOf(m, &b, &name)(c); b != nil {
					d.Cites = append(d.Cites, b)
				}
			})
		},
		"serves": func(n *yaml.Node) {
			r.list(n, "送达方式", func(c *yaml.Node) {
				way := ""
				r.oneOf(&way, wayCodes()...)(c)
				if slices.Contains(d.Ways, Way(way)) {
					r.wrong(at(c), "送达方式“%s”写了两次", way)
				}
				d.Ways = append(d.Ways, Way(way))
			})
		},
		"remedies": r.flag(&d.Remedies),
	}, "document", "title", "kind", "issuer", "body")
	d.Letterhead, d.Minutes = layout == "letterhead", layout == "minutes"
	if (len(d.Attending) > 0) != d.Minutes {
		r.wrong(d.at, "文书“%s”：纪要（layout: minutes）要写 attending（出席、列席），别的文书不写", d.Title)
	}
	if d.Heading = (Template{d.Title}); heading != nil {
		r.template(p, &d.Heading)(heading)
	}
	switch {
	case series == nil && !given:
		r.wrong(d.at, "文书“%s”要写 series，或写 given: true 说明文号由别的系统给", d.Title)
	case series != nil && given:
		r.wrong(at(series), "文书“%s”的文号既是本系统编的又是别的系统给的，只写一样", d.Title)
	}
	if d.Remedies && len(d.Ways) == 0 {
		r.wrong(d.at, "文书“%s”告知救济途径，就要送达：写 serves", d.Title)
	}
	if d.Letterhead && !d.Given() && !strings.Contains(d.Series, "〔{年}〕{序}号") {
		r.wrong(at(series), "有红头的文书“%s”的文号要像 仙政服〔{年}〕{序}号", d.Title)
	}
	if p.Document(d.ID) != nil {
		r.wrong(d.at, "文书“%s”写了两次", d.ID)
	}
	return d
}

func wayCodes() []string {
	list := make([]string, len(Ways))
	for i, w := range Ways {
		list[i] = string(w)
	}
	return list
}

// issuer reads who signs: a part in the case, the unit that a {field} names, or a unit by its code.
func (r *reader) issuer(p *Procedure, d *DocumentRule) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s := ""
		r.text(&s)(n)
		switch s {
		case "initiator":
			d.Issuer = Initiator
		case "branch":
			d.Issuer = OfBranch
		case "actor":
			d.Issuer = Any
		default:
			d.Issuer = ByRule
			if name, ok := strings.CutPrefix(s, "{"); ok {
				d.IssuerField = strings.TrimSuffix(name, "}")
				if x := p.formField(d.IssuerField); x == nil || x.Is != "unit" {
					r.wrong(at(n), "文书的 issuer“%s”不是哪张表单里 x-is: unit 的字段", s)
				}
				return
			}
			d.IssuerUnit = s
		}
	}
}

// template reads text with {字段} in it; every name must be a field.
func (r *reader) template(p *Procedure, into *Template) func(*yaml.Node) {
	return func(n *yaml.Node) { *into = r.templateWith(p, n) }
}

func (r *reader) templateWith(p *Procedure, n *yaml.Node, local ...string) Template {
	s := ""
	r.text(&s)(n)
	where := at(n)
	if n.Style == yaml.SingleQuotedStyle || n.Style == yaml.DoubleQuotedStyle {
		where.column++
	}
	plain := n.Style == 0 || n.Style == yaml.SingleQuotedStyle || n.Style == yaml.DoubleQuotedStyle
	var t Template
	column := 0
	for rest := s; ; {
		before, after, open := strings.Cut(rest, "{")
		spot := place{where.line, where.column}
		column += len([]rune(before))
		if plain {
			spot.column += column
		}
		if strings.Contains(before, "}") {
			r.wrong(spot, "模板里多了一个“}”")
		}
		t = append(t, before)
		if !open {
			return t
		}
		name, next, closed := strings.Cut(after, "}")
		if !closed {
			r.wrong(spot, "模板里的“{”没有配上“}”")
			return t
		}
		if _, field := p.fields[name]; !field && !slices.Contains(ownFields, name) && !slices.Contains(local, name) {
			r.wrong(spot, "模板里的“{%s}”不是表单的字段；另可写 %s", name, strings.Join(append(slices.Clone(ownFields), local...), "、"))
		}
		t = append(t, name)
		column += len([]rune(name)) + 2
		rest = next
	}
}

// passages reads paragraphs: text, or a mapping that says more.
func (r *reader) passages(p *Procedure, n *yaml.Node) []Passage {
	var list []Passage
	r.list(n, "段落", func(c *yaml.Node) {
		x := Passage{}
		if c.Kind == yaml.ScalarNode {
			x.Text = r.templateWith(p, c)
			list = append(list, x)
			return
		}
		var text, each *yaml.Node
		r.mapping(c, "段落", keyed{"when": r.expression(&x.When, p.fields, rule.Flag), "text": func(n *yaml.Node) { text = n }, "heading": r.flag(&x.Heading), "each": func(n *yaml.Node) { each = n }, "columns": r.texts(&x.Columns)})
		local := []string{}
		if each != nil {
			r.text(&x.Each)(each)
			if p.fields[x.Each] != rule.Texts {
				r.wrong(at(each), "each 说的“%s”不是表单里可填几项的字段", x.Each)
			}
			local = []string{"序", "项"}
		}
		if text != nil {
			x.Text = r.templateWith(p, text, local...)
		}
		switch {
		case x.Columns != nil && (each == nil || text != nil || len(x.Columns) < 2):
			r.wrong(at(c), "表格要写 each 和至少两个 columns（第一列是序号），不写 text")
		case x.Columns == nil && text == nil:
			r.wrong(at(c), "段落要写 text")
		}
		list = append(list, x)
	})
	return list
}

// writes reads which documents an act writes.
func (r *reader) writes(p *Procedure, a *Act) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var ids []string
		r.texts(&ids)(n)
		for _, id := range ids {
			d := p.Document(id)
			switch {
			case d == nil:
				r.wrong(at(n), "文书里没有“%s”", id)
			case slices.Contains(a.Writes, d):
				r.wrong(at(n), "文书“%s”写了两次", id)
			default:
				a.Writes = append(a.Writes, d)
			}
		}
	}
}

// checkDocuments finds documents that nobody writes, and such as name a part that is none.
func (r *reader) checkDocuments(p *Procedure, knows func(string) bool) {
	for _, d := range p.Documents {
		written := false
		for _, a := range p.Acts {
			if !slices.Contains(a.Writes, d) {
				continue
			}
			written = true
			if d.Issuer == OfBranch && !a.Branch {
				r.wrong(a.at, "动作“%s”在主线上，写不出由分支单位发的“%s”", a.Title, d.Title)
			}
		}
		if !written {
			r.wrong(d.at, "文书“%s”没有动作写它：在动作里写 writes", d.Title)
		}
		if d.IssuerUnit != "" && knows != nil && !knows(d.IssuerUnit) {
			r.wrong(d.at, "发文单位“%s”不认识", d.IssuerUnit)
		}
	}
}

// seriesPattern says what is wrong with a pattern of document numbers.
func seriesPattern(s string) string {
	if strings.Count(s, "{序}") != 1 {
		return "要有一个 {序}"
	}
	if strings.Count(s, "{年}") != 1 {
		return "按年编号，要有一个 {年}"
	}
	before, after, _ := strings.Cut(s, "{序}")
	if !strings.Contains(before, "{年}") {
		return "{年} 要在 {序} 之前"
	}
	rest := strings.NewReplacer("{年}", "", "{区划}", "").Replace(before + after)
	if strings.ContainsAny(rest, "{}") {
		return "只认 {年}、{序} 和 {区划}"
	}
	if strings.ContainsAny(after, "0123456789") || strings.ContainsAny(rest, "0123456789") {
		return "{年} 和 {序} 之外不写数字，以免认错"
	}
	return ""
}
