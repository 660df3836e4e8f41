package registers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"duban/internal/desk"
	declared "duban/internal/kernel/form"
	"duban/internal/kernel/register"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// unitName is what a unit is called in short.
func unitName(units []staff.Unit, code string) string {
	i := slices.IndexFunc(units, func(u staff.Unit) bool { return u.Code == code })
	if i < 0 {
		return code
	}
	if units[i].Short != "" {
		return units[i].Short
	}
	return units[i].Name
}

// text is a value of a field as it is read.
func text(f *declared.Field, v any, units []staff.Unit) string {
	s := register.Text(v)
	if f != nil && f.Is == "unit" {
		return unitName(units, s)
	}
	return s
}

func keeper(ctx context.Context, r *register.Register, units []staff.Unit) string {
	if r.Keeper != "" {
		return unitName(units, r.Keeper)
	}
	if r.Of != "" {
		return say.T(ctx, "各“%s”管自己的", r.Of)
	}
	return say.T(ctx, "谁登记的单位谁管")
}

func confidence(ctx context.Context, c register.Confidence) string {
	switch c {
	case register.Public:
		return say.T(ctx, "可公开")
	case register.Sensitive:
		return say.T(ctx, "敏感，只管的单位看")
	}
	return say.T(ctx, "内部")
}

func counted(ctx context.Context, n int64) string {
	if n >= desk.MostCounted {
		return say.T(ctx, "%d 条以上", n)
	}
	return strconv.FormatInt(n, 10)
}

func registers(ctx context.Context, all []desk.ListedRegister, units []staff.Unit) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "名录"), Columns: []part.Column{{Title: say.T(ctx, "台账")}, {Title: say.T(ctx, "机制")}, {Title: say.T(ctx, "谁管")}, {Title: say.T(ctx, "公开程度")}, {Title: say.T(ctx, "在册"), Numeric: true}},
		Empty: part.EmptyPage(say.T(ctx, "还没有台账"), say.T(ctx, "机制声明了台账，就列在这里。"))}
	for _, r := range all {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: r.Title, Href: "/registers/" + r.ID, Sub: r.About, Head: true}, {Text: r.Mechanism.Title, Href: "/mechanisms/" + r.Mechanism.ID},
			{Text: keeper(ctx, r.Register, units)}, {Text: confidence(ctx, r.Confidence)}, {Text: counted(ctx, r.Count)}}})
	}
	return t
}

func (e entries) table(ctx context.Context) part.Table {
	r := e.Register
	t := part.Table{Quiet: true, Fold: true, Tight: true, Caption: r.Title, Columns: []part.Column{{Title: r.Name}},
		Empty: part.Empty(say.T(ctx, "没有这样的条目"), say.T(ctx, "换个日子、状态或条件看看；还没有登记的，从上面登记。"))}
	for _, c := range r.Columns {
		t.Columns = append(t.Columns, part.Column{Title: c, Numeric: r.Form.Field(c).Kind == rule.Number})
	}
	t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "有效")})
	for _, s := range e.Entries {
		row := part.Row{Cells: []part.Cell{{Text: s.Name, Sub: s.Key, Href: "/registers/" + r.ID + "/" + s.Entry, Head: true}}}
		for _, c := range r.Columns {
			row.Cells = append(row.Cells, part.Cell{Text: text(r.Form.Field(c), s.Data[c], e.Units)})
		}
		row.Cells = append(row.Cells, part.Cell{Text: held(ctx, s)})
		t.Rows = append(t.Rows, row)
	}
	return t
}

// held is from when until when something holds.
func held(ctx context.Context, s desk.EntrySpan) string {
	if s.Until.Zero() {
		return say.T(ctx, "%s 起", s.From)
	}
	return say.T(ctx, "%s 起，到 %s 前", s.From, s.Until)
}

func which(ctx context.Context) []part.Option {
	return []part.Option{{Text: say.T(ctx, "在册")}, {Value: "ended", Text: say.T(ctx, "已终止")}, {Value: "all", Text: say.T(ctx, "全部")}}
}

// choices are what a filter may be set to.
func (e entries) choices(ctx context.Context, name string) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "全部")}}
	f := e.Register.Form.Field(name)
	values := e.Values[name]
	if len(f.Choices) > 0 {
		values = f.Choices
	}
	for _, x := range values {
		list = append(list, part.Option{Value: x, Text: text(f, x, e.Units)})
	}
	if v := e.page.Filters[name]; v != "" && !slices.Contains(values, v) {
		list = append(list, part.Option{Value: v, Text: text(f, v, e.Units)})
	}
	return list
}

// field is a declared field as a part of the page.
func (f form) field(x declared.Field) part.Field {
	id := f.act + "-" + x.Name
	if f.fault != nil { // the summary of what is wrong leads here
		id = "f-" + x.Name
	}
	p := part.Field{Name: prefix + x.Name, ID: id, Label: x.Name, Hint: x.Hint, Optional: !x.Required, Error: f.wrong[x.Name]}
	if v := f.values[x.Name]; len(v) > 0 {
		p.Value = v[0]
	}
	if x.Longest > 0 && x.Kind == rule.Text && x.Is != "date" && len(x.Choices) == 0 {
		p.Attributes = map[string]any{"maxlength": strconv.Itoa(x.Longest)}
	}
	return p
}

func (f form) own(name, label, hint, value string, optional bool) part.Field {
	id := f.act + "-" + name
	if f.fault != nil {
		id = "f-" + name
	}
	return part.Field{Name: name, ID: id, Label: label, Hint: hint, Value: value, Optional: optional, Error: f.wrong[name]}
}

func (f form) options(ctx context.Context, x declared.Field) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "请选")}}
	if x.Is == "unit" {
		for _, u := range f.units {
			if !u.Closed {
				list = append(list, part.Option{Value: u.Code, Text: u.Name})
			}
		}
		return list
	}
	if x.Kind == rule.Texts {
		list = nil // none is chosen by choosing none
	}
	for _, c := range x.Choices {
		list = append(list, part.Option{Value: c, Text: c})
	}
	return list
}

// lines is a field that is answered by a line for each.
func (f form) lines(ctx context.Context, x declared.Field) part.Field {
	p := f.field(x)
	p.Value = strings.Join(f.values[x.Name], "\n")
	p.Hint = strings.TrimSpace(p.Hint + " " + say.T(ctx, "一行写一个"))
	return p
}

// on is the form of an act on the entry: as it was sent, else as the entry stands.
func (s shown) on(act string) form {
	if s.form.act == act {
		return s.form
	}
	f := form{register: s.form.register, act: act, units: s.form.units, values: map[string][]string{}, on: s.Today.String()}
	if act == "correct" {
		f.on = s.Now.From.String()
		if s.Holds {
			f.on = s.On.String()
		}
	}
	for _, x := range f.register.Form.Fields {
		switch v := s.Now.Data[x.Name].(type) {
		case []any:
			for _, e := range v {
				f.values[x.Name] = append(f.values[x.Name], register.Text(e))
			}
		case bool:
			if v {
				f.values[x.Name] = []string{"yes"}
			}
		default:
			if t := register.Text(v); t != "" {
				f.values[x.Name] = []string{t}
			}
		}
	}
	return f
}

var kindWord = map[register.Kind]say.Text{register.Added: say.Text("登记"), register.Changed: say.Text("变更"), register.Ended: say.Text("终止"), register.Corrected: say.Text("更正")}

// story is what was done to the entry, newest first.
func story(ctx context.Context, s shown) []part.Event {
	var list []part.Event
	for _, e := range slices.Backward(s.Versions) {
		at := int64(e.RecordedAt)
		x := part.Event{When: frame.Date(ctx, at), Hour: frame.Clock(at), ISO: frame.ISO(at), Mark: "i"}
		x.What = say.T(ctx, "%s，从 %s 起", say.T(ctx, kindWord[e.Kind]), e.On)
		if e.Kind == register.Corrected {
			x.What = say.T(ctx, "更正 %s 那一段", e.On)
		}
		x.By = unitName(s.Units, e.Unit) + " " + e.Person
		x.Body = said(s, e)
		list = append(list, x)
	}
	return list
}

func spans(ctx context.Context, s shown) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "各段"), Columns: []part.Column{{Title: say.T(ctx, "有效")}, {Title: s.Register.Name}, {Title: say.T(ctx, "谁管")}}}
	for _, x := range slices.Backward(s.Row.Spans) {
		t.Rows = append(t.Rows, part.Row{Current: s.Holds && x.From == s.Now.From, Cells: []part.Cell{{Text: held(ctx, x), Head: true, Href: "/registers/" + s.Register.ID + "/" + s.Row.ID + "?on=" + x.From.String()}, {Text: x.Name}, {Text: unitName(s.Units, x.Unit)}}})
	}
	return t
}

func cases(ctx context.Context, s shown) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "挂着的办件"), Columns: []part.Column{{Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "立件")}}}
	for _, c := range s.Cases {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: c.Title, Sub: c.Number, Href: "/cases/" + c.ID, Head: true}, {Text: frame.Date(ctx, c.OpenedAt)}}})
	}
	return t
}
