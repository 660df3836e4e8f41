package procedure

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/kernel/register"
	"duban/internal/kernel/rule"
)

// mostColumns bounds what a list of a register shows beside key and name.
const mostColumns = 8

// register reads a register of the mechanism.
func (r *reader) register(m *Mechanism, n *yaml.Node) {
	x := &register.Register{}
	basis := (*Basis)(nil)
	confidence := string(register.Internal)
	keeps, sees, unit, of := []string(nil), "all", "", ""
	var schema *yaml.Node
	spots := map[string]place{"key": at(n), "name": at(n), "place": at(n), "columns": at(n), "filters": at(n), "unit": at(n), "of": at(n), "sees": at(n)}
	spot := func(key string, read func(*yaml.Node)) func(*yaml.Node) {
		return func(n *yaml.Node) {
			spots[key] = at(n)
			read(n)
		}
	}
	r.mapping(n, "台账", keyed{
		"register": r.code(&x.ID), "title": r.text(&x.Title), "about": r.text(&x.About), "basis": r.basisOf(m, &basis, &x.Basis),
		"schema": func(n *yaml.Node) { schema = n },
		"key":    spot("key", r.texts(&x.Key)), "name": spot("name", r.text(&x.Name)), "place": spot("place", r.text(&x.Place)),
		"columns": spot("columns", r.texts(&x.Columns)), "filters": spot("filters", r.texts(&x.Filters)),
		"keeper": func(n *yaml.Node) {
			r.mapping(n, "管理人", keyed{"unit": spot("unit", r.code(&unit)), "of": spot("of", r.text(&of)), "role": r.roles(&keeps)}, "role")
		},
		"sees":    spot("sees", r.oneOf(&sees, "all", "keeper")),
		"unmasks": r.roles(&x.Unmasks), "confidence": r.oneOf(&confidence, string(register.Public), string(register.Internal), string(register.Sensitive)),
	}, "register", "title", "about", "basis", "schema", "key", "name", "keeper")
	x.Confidence, x.Open, x.Keeps, x.Keeper, x.Of = register.Confidence(confidence), sees == "all", keeps, unit, of
	if schema == nil {
		return
	}
	f, places := r.schema(x.ID, schema)
	if f == nil {
		return
	}
	x.Form = f
	for _, y := range f.Fields {
		if y.Is == "photo" || y.Is == "files" {
			r.wrong(places[y.Name], "台账的字段“%s”不能是照片、文件", y.Name)
		}
		if y.Masked && y.Kind != rule.Text {
			r.wrong(places[y.Name], "字段“%s”要遮盖，就得是 type: string", y.Name)
		}
	}
	// field holds that a name is one of the form's fields, and what it must be
	field := func(key, name string, fits func(Field) bool, must string) {
		y := f.Field(name)
		switch {
		case y == nil:
			r.wrong(spots[key], "%s 里的“%s”不是这个台账的字段", key, name)
		case !fits(*y):
			r.wrong(spots[key], "%s 里的“%s”%s", key, name, must)
		}
	}
	text := func(y Field) bool { return y.Kind == rule.Text && !y.Masked }
	shown := func(y Field) bool { return y.Kind != rule.Texts && !y.Masked }
	for _, name := range x.Key {
		field("key", name, func(y Field) bool { return text(y) && y.Required }, "要是必填的文字字段，不遮盖")
	}
	field("name", x.Name, text, "要是文字字段，不遮盖")
	if x.Place != "" {
		field("place", x.Place, text, "要是文字字段，不遮盖")
	}
	if x.Of != "" {
		field("of", x.Of, func(y Field) bool { return y.Is == "unit" && y.Required }, "要是必填的单位字段（x-is: unit）")
	}
	for _, name := range x.Columns {
		field("columns", name, func(Field) bool { return true }, "")
	}
	for _, name := range x.Filters {
		field("filters", name, shown, "要是单值字段，不遮盖")
	}
	switch {
	case len(x.Filters) > mostFilters:
		r.wrong(spots["filters"], "filters 有 %d 个，最多 %d 个", len(x.Filters), mostFilters)
	case len(x.Columns) > mostColumns:
		r.wrong(spots["columns"], "columns 有 %d 个，最多 %d 个", len(x.Columns), mostColumns)
	case x.Keeper != "" && x.Of != "":
		r.wrong(spots["of"], "keeper 里 unit 和 of 只写一个：一个单位管，还是条目说的单位管")
	case x.Confidence == register.Sensitive && x.Open:
		r.wrong(spots["sees"], "敏感的台账（confidence: sensitive）不能人人看：写 sees: keeper")
	case len(x.Unmasks) > 0 && !x.Masks():
		r.wrong(at(n), "台账“%s”没有遮盖的字段，不用写 unmasks", x.Title)
	case slices.ContainsFunc(m.Registers, func(o *register.Register) bool { return o.ID == x.ID }):
		r.wrong(at(n), "台账“%s”写了两次", x.ID)
	}
	m.Registers = append(m.Registers, x)
	r.entries = append(r.entries, naming{f, places, nil})
}

// naming is a form whose fields may name entries of registers.
type naming struct {
	form   *Form
	places map[string]place
	of     *Procedure // nil for a register's
}

// checkEntries holds that a register is there where a field names an entry of it.
func (r *reader) checkEntries(m *Mechanism) {
	for _, x := range r.entries {
		for _, f := range x.form.Fields {
			if f.Of != "" && m.Register(f.Of) == nil {
				names := make([]string, len(m.Registers))
				for i, y := range m.Registers {
					names[i] = y.ID
				}
				r.wrong(x.places[f.Name], "字段“%s”的 x-of：没有“%s”这个台账，有：%s", f.Name, f.Of, cmp.Or(strings.Join(names, "、"), "一个也没有"))
			}
		}
	}
}

func (r *reader) roles(into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.texts(into)(n)
		for _, role := range *into {
			if !slices.Contains(Roles, role) {
				r.wrong(at(n), "没有“%s”这种角色，只有%s", role, strings.Join(Roles, "、"))
			}
		}
	}
}

// Register finds a register, nil where there is none.
func (m *Mechanism) Register(id string) *register.Register {
	return find(m.Registers, func(r *register.Register) bool { return r.ID == id })
}
