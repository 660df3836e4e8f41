package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/kernel/rule"
)

// longestSaid bounds what a field of an item says where the catalogue does not, in characters.
const longestSaid = 2_000

// DeclareCatalogue reads and checks a mechanism's catalogue. The error is Problems.
func DeclareCatalogue(file string, text []byte, m *Mechanism) (*Catalogue, error) {
	r := &reader{file: file}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) != 1 {
		return nil, Problems{{file, 1, 1, fmt.Sprintf("YAML 的写法不对：%v", err)}}
	}
	r.plain(&doc)
	c := &Catalogue{}
	if len(r.problems) == 0 {
		r.catalogue(c, m, doc.Content[0])
	}
	if len(r.problems) == 0 {
		r.checkCatalogue(c)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
		return nil, r.problems
	}
	return c, nil
}

func (r *reader) catalogue(c *Catalogue, m *Mechanism, n *yaml.Node) {
	// what speaks of something that stands elsewhere in the file is read later
	var tables, fields, questions, materials, items, bundles, checklists, asking *yaml.Node
	later := func(into **yaml.Node) func(*yaml.Node) { return func(n *yaml.Node) { *into = n } }
	r.mapping(n, "清单", keyed{
		"catalogue": r.code(&c.ID), "title": r.text(&c.Title), "about": r.text(&c.About), "version": r.number(&c.Version), "from": r.day(&c.From),
		"basis":    func(n *yaml.Node) { r.list(n, "依据", func(x *yaml.Node) { c.Basis = append(c.Basis, r.basis(x)) }) },
		"unfilled": r.texts(&c.Unfilled), "codes": later(&tables), "fields": later(&fields), "questions": later(&questions),
		"materials": later(&materials), "items": later(&items), "bundles": later(&bundles), "checklists": later(&checklists), "asking": later(&asking),
	}, "catalogue", "title", "version", "from", "basis", "fields", "materials", "items")
	each := func(n *yaml.Node, what string, read func(*yaml.Node)) {
		if n != nil {
			r.list(n, what, read)
		}
	}
	each(tables, "代码表", func(x *yaml.Node) { c.Tables = append(c.Tables, r.codeTable(c, x)) })
	each(fields, "事项字段", func(x *yaml.Node) { c.Fields = append(c.Fields, r.itemField(c, x)) })
	each(questions, "情形问题", func(x *yaml.Node) {
		q := &Question{}
		r.mapping(x, "情形问题", keyed{"question": r.text(&q.Name), "asks": r.text(&q.Asks), "choices": r.texts(&q.Choices), "why": r.text(&q.Why)}, "question", "asks", "choices")
		r.once(c.Question(q.Name) != nil, x, "情形问题", q.Name)
		c.Questions = append(c.Questions, q)
	})
	each(materials, "材料", func(x *yaml.Node) {
		t, basis := &Material{}, (*Basis)(nil)
		r.mapping(x, "材料", keyed{"material": r.code(&t.Code), "title": r.text(&t.Title), "issuer": r.text(&t.Issuer), "held": r.text(&t.Held), "filled": r.flag(&t.Filled), "file": r.flag(&t.File), "basis": r.basisIn(c, &basis, &t.Basis), "note": r.text(&t.Note)}, "material", "title", "issuer")
		r.once(c.material(t.Code) != nil, x, "材料", t.Code)
		c.Materials = append(c.Materials, t)
	})
	each(items, "事项", func(x *yaml.Node) {
		i := r.item(c, m, x)
		r.once(c.Item(i.Code) != nil, x, "事项", i.Code)
		c.Items = append(c.Items, i)
	})
	each(bundles, "成套事项", func(x *yaml.Node) {
		b := r.bundle(c, x)
		r.once(c.Bundle(b.Code) != nil || c.Item(b.Code) != nil, x, "成套事项", b.Code)
		c.Bundles = append(c.Bundles, b)
	})
	if asking != nil {
		c.Asking = r.asking(c, m, asking)
	}
	each(checklists, "核对清单", func(x *yaml.Node) { c.Checklists = append(c.Checklists, r.checklist(c, m, x)) })
}

func (r *reader) once(twice bool, n *yaml.Node, what, name string) {
	if twice {
		r.wrong(at(n), "%s“%s”写了两次", what, name)
	}
}

func (c *Catalogue) material(code string) *Material {
	return find(c.Materials, func(m *Material) bool { return m.Code == code })
}

func (r *reader) basisIn(c *Catalogue, into **Basis, name *string) func(*yaml.Node) {
	return func(n *yaml.Node) { r.basisOf(&Mechanism{Basis: c.Basis}, into, name)(n) }
}

func (r *reader) codeTable(c *Catalogue, n *yaml.Node) *CodeTable {
	t, basis := &CodeTable{}, (*Basis)(nil)
	r.mapping(n, "代码表", keyed{"table": r.text(&t.Name), "basis": r.basisIn(c, &basis, &t.Basis), "codes": func(n *yaml.Node) {
		r.pairs(n, "代码", func(k string, v *yaml.Node) {
			if slices.ContainsFunc(t.Codes, func(x Coded) bool { return x.Code == k }) {
				r.wrong(at(v), "代码“%s”写了两次", k)
			}
			t.Codes = append(t.Codes, Coded{k, v.Value})
		})
	}}, "table", "codes", "basis")
	return t
}

func (r *reader) itemField(c *Catalogue, n *yaml.Node) *ItemField {
	f, table := &ItemField{Longest: longestSaid}, ""
	r.mapping(n, "事项字段", keyed{"field": r.text(&f.Name), "many": r.flag(&f.Many), "needed": r.flag(&f.Needed), "unique": r.flag(&f.Unique), "limit": r.flag(&f.Limit), "within": r.text(&f.Within), "longest": r.number(&f.Longest),
		"codes": func(n *yaml.Node) {
			r.text(&table)(n)
			if f.Table = find(c.Tables, func(t *CodeTable) bool { return t.Name == table }); f.Table == nil {
				r.wrong(at(n), "代码表里没有“%s”", table)
			}
		}}, "field")
	r.once(c.field(f.Name) != nil, n, "事项字段", f.Name)
	if o := c.field(f.Within); f.Within != "" && (o == nil || !o.Limit || !f.Limit) {
		r.wrong(at(n), "“%s”的 within 要是写在它前面的期限字段，自己也是期限", f.Name)
	}
	return f
}

// says reads what an item says, field by field.
func (r *reader) says(c *Catalogue, into map[string][]string, where map[string]place) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.pairs(n, "事项的说明", func(name string, v *yaml.Node) {
			f := c.field(name)
			if f == nil {
				r.wrong(at(v), "清单里没有字段“%s”", name)
				return
			}
			var list []string
			r.texts(&list)(v)
			if len(list) > 1 && !f.Many {
				r.wrong(at(v), "“%s”只能说一样", name)
			}
			for _, s := range list {
				_, err := civil.ParseLimit(s)
				switch {
				case f.Table != nil && !slices.ContainsFunc(f.Table.Codes, func(x Coded) bool { return x.Code == s }):
					r.wrong(at(v), "“%s”里没有代码“%s”：见代码表“%s”", name, s, f.Table.Name)
				case f.Limit && err != nil:
					r.wrong(at(v), "%s", err)
				case len([]rune(s)) > f.Longest:
					r.wrong(at(v), "“%s”有 %d 个字，最多 %d 个", name, len([]rune(s)), f.Longest)
				}
			}
			if _, twice := where[name]; twice {
				r.wrong(at(v), "“%s”写了两次", name)
			}
			into[name], where[name] = list, at(v)
		})
	}
}

func (r *reader) item(c *Catalogue, m *Mechanism, n *yaml.Node) *Item {
	i := &Item{Says: map[string][]string{}, at: at(n)}
	where := map[string]place{}
	var needs, changes *yaml.Node
	r.mapping(n, "事项", keyed{"item": r.code(&i.Code), "title": r.text(&i.Title), "short": r.code(&i.Short), "aliases": r.texts(&i.Aliases), "unit": r.text(&i.Unit), "asks": r.asks(c, &i.Asks),
		"says": r.says(c, i.Says, where), "form": r.formFields(m, &i.Form), "unverified": r.texts(&i.Unverified), "needs": func(n *yaml.Node) { needs = n }, "gives": r.materials(c, &i.Gives), "changes": func(n *yaml.Node) { changes = n },
	}, "item", "title", "short", "unit", "says")
	for _, f := range c.Fields {
		if f.Needed && len(i.Says[f.Name]) == 0 {
			r.wrong(i.at, "事项“%s”缺“%s”", i.Title, f.Name)
		}
	}
	for _, name := range i.Unverified {
		if len(i.Says[name]) == 0 {
			r.wrong(i.at, "事项“%s”的 unverified 里“%s”它没有说", i.Title, name)
		}
	}
	r.within(c, i, i.Says, where)
	if needs != nil {
		r.list(needs, "所需材料", func(x *yaml.Node) { i.Needs = append(i.Needs, r.need(c, i, x)) })
	}
	if changes != nil {
		r.list(changes, "变更", func(x *yaml.Node) {
			ch, where := ItemChange{Says: map[string][]string{}}, map[string]place{}
			r.mapping(x, "变更", keyed{"from": r.day(&ch.From), "says": r.says(c, ch.Says, where)}, "from", "says")
			if k := len(i.Changes); k > 0 && !i.Changes[k-1].From.Before(ch.From) {
				r.wrong(at(x), "变更要按日子先后写")
			}
			i.Changes = append(i.Changes, ch)
			r.within(c, i, i.On(ch.From), where)
		})
	}
	return i
}

// within holds that no promise is longer than what it may not exceed.
func (r *reader) within(c *Catalogue, i *Item, says map[string][]string, where map[string]place) {
	for _, f := range c.Fields {
		if f.Within == "" || len(says[f.Name]) != 1 || len(says[f.Within]) != 1 {
			continue
		}
		a, errA := civil.ParseLimit(says[f.Name][0])
		b, errB := civil.ParseLimit(says[f.Within][0])
		if errA != nil || errB != nil || !exceeds(a, b) {
			continue
		}
		p, ok := where[f.Name]
		if !ok {
			if p, ok = where[f.Within]; !ok {
				p = i.at
			}
		}
		r.wrong(p, "事项“%s”的“%s”是 %s，不能长于“%s”的 %s", i.Title, f.Name, a, f.Within, b)
	}
}

func (r *reader) asks(c *Catalogue, into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.texts(into)(n)
		for _, name := range *into {
			if c.Question(name) == nil {
				r.wrong(at(n), "情形问题里没有“%s”", name)
			}
		}
	}
}

func (r *reader) materials(c *Catalogue, into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.texts(into)(n)
		for _, code := range *into {
			if c.material(code) == nil {
				r.wrong(at(n), "材料里没有“%s”", code)
			}
		}
	}
}

// formFields reads fields of the forms that open a case of the mechanism.
func (r *reader) formFields(m *Mechanism, into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.texts(into)(n)
		for _, name := range *into {
			if !m.asksAtOpening(name) {
				r.wrong(at(n), "没有立件的表单问“%s”", name)
			}
		}
	}
}

func (m *Mechanism) asksAtOpening(name string) bool {
	for _, p := range m.Procedures {
		for _, a := range p.Opening() {
			if a.Form != nil && a.Form.Field(name) != nil {
				return true
			}
		}
	}
	return false
}

func (r *reader) situation(asks []string, into **rule.Rule) func(*yaml.Node) {
	fields := rule.Fields{}
	for _, name := range asks {
		fields[name] = rule.Text
	}
	return r.expression(into, fields, rule.Flag)
}

func (r *reader) need(c *Catalogue, i *Item, n *yaml.Node) *Need {
	x, code := &Need{Originals: 1}, ""
	r.mapping(n, "所需材料", keyed{"material": func(n *yaml.Node) {
		r.code(&code)(n)
		if x.Material = c.material(code); x.Material == nil {
			r.wrong(at(n), "材料里没有“%s”", code)
			x.Material = &Material{}
		}
	}, "when": r.situation(i.Asks, &x.When), "originals": r.number(&x.Originals), "copies": r.number(&x.Copies), "optional": r.flag(&x.Optional), "note": r.text(&x.Note)}, "material")
	return x
}

func (r *reader) bundle(c *Catalogue, n *yaml.Node) *Bundle {
	b, basis := &Bundle{at: at(n)}, ""
	var parts *yaml.Node
	r.mapping(n, "成套事项", keyed{"bundle": r.code(&b.Code), "title": r.text(&b.Title), "short": r.code(&b.Short), "aliases": r.texts(&b.Aliases), "about": r.text(&b.About), "asks": r.asks(c, &b.Asks),
		"basis": r.basisIn(c, &b.Basis, &basis), "note": r.text(&b.Note), "parts": func(n *yaml.Node) { parts = n }, "limit": func(n *yaml.Node) {
			l, err := civil.ParseLimit(n.Value)
			if _, work := workMinutes(l); err != nil || !work {
				r.wrong(at(n), "“%s”不是工作时间的期限", n.Value)
			}
			b.Limit = l
		}}, "bundle", "title", "short", "about", "parts", "limit", "basis")
	if parts == nil {
		return b
	}
	r.list(parts, "套内事项", func(x *yaml.Node) {
		p, code := &BundlePart{at: at(x)}, ""
		r.mapping(x, "套内事项", keyed{"item": func(n *yaml.Node) {
			r.code(&code)(n)
			if p.Item = c.Item(code); p.Item == nil {
				r.wrong(at(n), "事项里没有“%s”", code)
				p.Item = &Item{Code: code}
			}
		}, "when": r.situation(b.Asks, &p.When), "after": r.texts(&p.After)}, "item")
		if p.Item == nil {
			return
		}
		r.once(slices.ContainsFunc(b.Parts, func(o *BundlePart) bool { return o.Item == p.Item }), x, "套内事项", code)
		for _, q := range p.Item.Asks {
			if !slices.Contains(b.Asks, q) {
				r.wrong(p.at, "“%s”要问“%s”，“%s”的 asks 里却没有", p.Item.Title, q, b.Title)
			}
		}
		b.Parts = append(b.Parts, p)
	})
	return b
}

func (r *reader) checklist(c *Catalogue, m *Mechanism, n *yaml.Node) *Checklist {
	l, basis := &Checklist{}, ""
	r.mapping(n, "核对清单", keyed{"checklist": r.code(&l.ID), "title": r.text(&l.Title), "about": r.text(&l.About), "from": r.day(&l.From), "until": r.day(&l.Until), "basis": r.basisIn(c, &l.Basis, &basis),
		"against": func(n *yaml.Node) {
			if r.text(&l.Against)(n); !m.asksAtOpening(l.Against) {
				r.wrong(at(n), "没有立件的表单问“%s”", l.Against)
			}
		}, "entries": func(n *yaml.Node) {
			r.list(n, "清单条目", func(x *yaml.Node) {
				e := ChecklistEntry{}
				r.mapping(x, "清单条目", keyed{"entry": r.text(&e.Number), "title": r.text(&e.Title), "kind": r.text(&e.Kind), "bars": r.flag(&e.Bars), "words": r.texts(&e.Words), "item": func(n *yaml.Node) {
					if r.code(&e.Item)(n); c.Item(e.Item) == nil {
						r.wrong(at(n), "事项里没有“%s”", e.Item)
					}
				}}, "entry", "title", "kind", "words")
				l.Entries = append(l.Entries, e)
			})
		}}, "checklist", "title", "against", "from", "basis", "entries")
	return l
}

// checkCatalogue finds what reads well and yet does not fit together.
func (r *reader) checkCatalogue(c *Catalogue) {
	for _, f := range c.Fields {
		seen := map[string]*Item{}
		for _, i := range c.Items {
			for _, v := range i.Says[f.Name] {
				if f.Unique && seen[v] != nil {
					r.wrong(i.at, "事项“%s”和“%s”的“%s”相同：%s", i.Title, seen[v].Title, f.Name, v)
				}
				seen[v] = i
			}
		}
		if slices.Contains(c.Unfilled, f.Name) {
			r.wrong(place{1, 1}, "“%s”写在 unfilled 里，却有这个字段", f.Name)
		}
	}
	for _, b := range c.Bundles {
		r.checkBundle(c, b)
	}
}

func (r *reader) checkBundle(c *Catalogue, b *Bundle) {
	has := func(code string) bool {
		return slices.ContainsFunc(b.Parts, func(p *BundlePart) bool { return p.Item.Code == code })
	}
	after := map[string][]string{}
	for _, p := range b.Parts {
		for _, code := range p.After {
			if !has(code) {
				r.wrong(p.at, "“%s”排在“%s”之后，“%s”里却没有它", p.Item.Title, code, b.Title)
			}
		}
		after[p.Item.Code] = p.After
	}
	for _, p := range b.Parts {
		if way := circle(after, p.Item.Code); way != nil {
			for i, code := range way {
				way[i] = c.Item(code).Title
			}
			r.wrong(p.at, "“%s”的先后绕成了圈：%s", b.Title, strings.Join(way, " → "))
			return
		}
	}
	for _, f := range c.Fields {
		if f.Within == "" {
			continue
		}
		all, _ := workMinutes(b.Limit)
		if longest := b.longest(f.Name, c.From); longest > all {
			r.wrong(b.at, "“%s”总共承诺 %s，它的事项一个接一个最长要 %s：总的承诺守不住", b.Title, b.Limit, workTime(longest))
		}
	}
}

// circle is a way from a code back to itself, nil where there is none.
func circle(after map[string][]string, from string) []string {
	seen := map[string]bool{}
	var walk func(code string, way []string) []string
	walk = func(code string, way []string) []string {
		for _, next := range after[code] {
			if next == from {
				return append(way, next)
			}
			if !seen[next] {
				seen[next] = true
				if found := walk(next, append(slices.Clone(way), next)); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return walk(from, []string{from})
}

func workTime(minutes int) string {
	if minutes%dayOfWork == 0 {
		return civil.Limit{N: minutes / dayOfWork, Unit: civil.Workdays}.String()
	}
	if minutes%60 == 0 {
		return civil.Limit{N: minutes / 60, Unit: civil.WorkHours}.String()
	}
	return civil.Limit{N: minutes, Unit: civil.WorkMinutes}.String()
}

func (r *reader) asking(c *Catalogue, m *Mechanism, n *yaml.Node) *Asking {
	x := &Asking{at: at(n)}
	r.mapping(n, "立件办法", keyed{
		"item": func(n *yaml.Node) { x.Item = r.askingOf(c, m, n, "$title", "$code", "$unit") }, "bundle": func(n *yaml.Node) { x.Bundle = r.askingOf(nil, m, n, "$title", "$code", "$unit", "$limit") },
		"under": r.text(&x.Under), "situation": r.text(&x.Situation), "brought": r.text(&x.Brought), "spared": r.text(&x.Spared),
		"online": func(n *yaml.Node) { x.Online = r.online(c, n) },
	}, "item", "bundle", "under", "situation", "brought", "spared")
	for _, name := range []string{x.Under, x.Situation, x.Brought, x.Spared} {
		if name != "" && !m.asksAtOpening(name) {
			r.wrong(x.at, "没有立件的表单问“%s”", name)
		}
	}
	r.checkOnline(m, x)
	return x
}

func (r *reader) askingOf(c *Catalogue, m *Mechanism, n *yaml.Node, known ...string) *AskingOf {
	x := &AskingOf{Fills: map[string]string{}}
	var fills *yaml.Node
	r.mapping(n, "立件对应", keyed{"procedure": r.code(&x.Procedure), "act": r.code(&x.Act), "later": r.code(&x.Later), "online": r.code(&x.Online), "fills": func(n *yaml.Node) { fills = n }}, "procedure", "act", "fills")
	p := m.Procedure(x.Procedure)
	for _, id := range []string{x.Act, x.Later, x.Online} {
		if id != "" && (p == nil || p.Act(id) == nil || !p.Act(id).Opens() || p.Act(id).Form == nil) {
			r.wrong(at(n), "机制里没有“%s”的立件动作“%s”，或它不填表", x.Procedure, id)
			return x
		}
	}
	if fills != nil && p != nil {
		r.pairs(fills, "对应", func(field string, v *yaml.Node) {
			switch {
			case p.Act(x.Act).Form.Field(field) == nil:
				r.wrong(at(v), "“%s”的表单里没有“%s”", p.Act(x.Act).Title, field)
			case !slices.Contains(known, v.Value) && (c == nil || c.field(v.Value) == nil):
				r.wrong(at(v), "“%s”不是清单的字段，也不是 %s", v.Value, strings.Join(known, "、"))
			}
			x.Fills[field] = v.Value
		})
	}
	return x
}
