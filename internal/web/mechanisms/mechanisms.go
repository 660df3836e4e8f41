// Package mechanisms is the pages of the declared mechanisms: what each
// answers, how it runs, what its limits rest on. They know none by name.
package mechanisms

import (
	"context"
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed mechanisms.css
var css []byte

var style = asset.Add("mechanisms.css", css)

// List lists them.
func List(v *frame.Visit) error {
	all, err := v.House.Desk.Mechanisms(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "机制"), At: "/mechanisms", Styles: []string{style}}, list(all))
}

// One is a mechanism.
func One(v *frame.Visit) error { return shown(v, http.StatusOK, sweep{after: v.Text("after")}) }

func shown(v *frame.Visit, status int, s sweep) error {
	versions, err := v.House.Desk.MechanismVersions(v.Ctx, v.Actor, v.At("mechanism"))
	if err != nil {
		return err
	}
	m := versions.InForce
	units, err := v.House.Desk.ListUnits(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	counted := map[string]desk.Rates{}
	for _, p := range m.Procedures {
		if len(p.Rates) > 0 && v.Actor.May("case.list") {
			if counted[p.ID], err = v.House.Desk.ReadRates(v.Ctx, v.Actor, desk.RatePage{Procedure: p.ID, Period: "month"}); err != nil {
				return err
			}
		}
	}
	return v.ShowAs(status, frame.Sheet{Title: m.Title, At: "/mechanisms", Styles: []string{style}, Wrong: s.fault != nil}, one(v, versions, units, counted, s))
}

// percentOf is a rate with its sign, a dash where nothing counts.
func percentOf(p desk.Parts) string {
	if d, ok := p.Percent(); ok {
		return d.String() + "%"
	}
	return "—"
}

// limits are the rows of all limits of a procedure.
func limits(v *frame.Visit, p *procedure.Procedure) part.Table {
	ctx := v.Ctx
	based := func(b *procedure.Basis) part.Cell { return based(ctx, b) }
	t := part.Table{Quiet: true, Caption: p.Title + " " + say.T(ctx, "期限"), Fold: true, Columns: []part.Column{{Title: say.T(ctx, "钟")}, {Title: say.T(ctx, "什么情形")}, {Title: say.T(ctx, "期限"), Numeric: true}, {Title: say.T(ctx, "依据")}}}
	for _, c := range p.Clocks {
		for _, r := range c.Limit.Rows {
			when := say.T(ctx, "一律")
			if len(c.Limit.Rows) > 1 {
				when = say.T(ctx, "其他")
			}
			if r.When != nil {
				when = r.When.Text
			}
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: c.Title, Head: true}, {Text: when, Sub: r.Note}, {Text: r.Limit.String()}, based(r.Basis)}})
		}
	}
	for _, k := range p.Keeps {
		when := say.T(ctx, "办结以后")
		if k.When != nil {
			when = k.When.Text
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: say.T(ctx, "保管"), Head: true}, {Text: when}, {Text: k.String()}, based(k.Basis)}})
	}
	return t
}

// based is what a row rests on.
func based(ctx context.Context, b *procedure.Basis) part.Cell {
	sub := b.Article
	if b.Unverified {
		sub += say.T(ctx, "（取值待核）")
	}
	return part.Cell{Text: b.Title, Sub: sub}
}

// standards are the rows of the dated tables that numbers of a case follow from.
func standards(v *frame.Visit, p *procedure.Procedure) part.Table {
	ctx := v.Ctx
	t := part.Table{Quiet: true, Caption: p.Title + " " + say.T(ctx, "标准"), Fold: true, Columns: []part.Column{{Title: say.T(ctx, "算什么")}, {Title: say.T(ctx, "什么情形")}, {Title: say.T(ctx, "怎么算")}, {Title: say.T(ctx, "最多"), Numeric: true}, {Title: say.T(ctx, "从哪天立的件起")}, {Title: say.T(ctx, "依据")}}}
	for _, d := range p.Derived {
		for _, r := range d.Rows {
			when, most, span := say.T(ctx, "一律"), "", r.From.String()
			if r.When != nil {
				when = r.When.Text
			}
			if r.Most != nil {
				most = r.Most.String()
			}
			if !r.Until.Zero() {
				span = say.T(ctx, "%s 到 %s 以前", r.From.String(), r.Until.String())
			}
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: d.Field, Head: true, Sub: r.Title}, {Text: when, Sub: r.Note}, {Text: procedure.Reckoning(r.Is.Text)}, {Text: most}, {Text: span}, based(ctx, r.Basis)}})
		}
	}
	return t
}

// acts are who does what.
func acts(v *frame.Visit, p *procedure.Procedure) part.Table {
	ctx := v.Ctx
	t := part.Table{Quiet: true, Caption: p.Title + " " + say.T(ctx, "谁办什么"), Fold: true, Columns: []part.Column{{Title: say.T(ctx, "动作")}, {Title: say.T(ctx, "在哪个环节")}, {Title: say.T(ctx, "谁办")}, {Title: say.T(ctx, "谁批")}}}
	for _, a := range p.Acts {
		from, by, asks := say.T(ctx, "立件"), "", ""
		for i, id := range a.From {
			if i == 0 {
				from = ""
			} else {
				from += "、"
			}
			from += p.Stage(id).Title
		}
		for i, r := range a.By {
			if i > 0 {
				by += "；"
			}
			by += r.Say()
		}
		for i, s := range a.Asks {
			if i > 0 {
				asks += " → "
			}
			asks += s.Title
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: a.Title, Sub: performing(ctx, a), Head: true}, {Text: from}, {Text: by}, {Text: asks}}})
	}
	return t
}

// performing says what the outcome of an act does to the object that the case refers to.
func performing(ctx context.Context, a *procedure.Act) string {
	var list []string
	for _, p := range a.Performs {
		s := say.T(ctx, "办成：对“%s”办“%s”", p.On, p.Act.Title)
		if p.When != nil {
			s = say.T(ctx, "%s时%s", p.When.Text, s)
		}
		var told []string
		for _, w := range p.With {
			told = append(told, w.Title+"←"+w.Field)
		}
		if len(told) > 0 {
			s += "（" + strings.Join(told, "，") + "）"
		}
		list = append(list, s)
	}
	return strings.Join(list, "；")
}

// sole says what no two open cases of a procedure may share.
func sole(ctx context.Context, p *procedure.Procedure) string {
	if len(p.Once) == 0 {
		return ""
	}
	return say.T(ctx, "同一“%s”只有一件没办完的", strings.Join(p.Once, "”“"))
}

func directory(v *frame.Visit, m *procedure.Mechanism, units []staff.Unit) part.Table {
	ctx := v.Ctx
	t := part.Table{Quiet: true, Caption: say.T(ctx, "职责目录"), Fold: true, Columns: []part.Column{{Title: say.T(ctx, "什么事")}, {Title: say.T(ctx, "派给")}, {Title: say.T(ctx, "职责")}}}
	for _, d := range m.Directory {
		when := say.T(ctx, "一律")
		if d.When != nil {
			when = d.When.Text
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: when, Head: true}, {Text: unitName(units, d.Unit)}, {Text: d.Title, Sub: d.Note}}})
	}
	return t
}

func bases(v *frame.Visit, m *procedure.Mechanism) part.Table {
	ctx := v.Ctx
	t := part.Table{Quiet: true, Caption: say.T(ctx, "依据"), Fold: true, Columns: []part.Column{{Title: say.T(ctx, "依据")}, {Title: say.T(ctx, "条款")}, {Title: say.T(ctx, "说明")}}}
	for _, b := range m.Basis {
		note := b.Note
		if b.Unverified {
			note += say.T(ctx, "（取值待核）")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: b.Title, Head: true}, {Text: b.Article}, {Text: note}}})
	}
	return t
}

func system(ctx context.Context, m *procedure.Mechanism) string {
	if m.System == procedure.Elsewhere {
		return say.T(ctx, "数据从别的系统来")
	}
	return say.T(ctx, "在这里办")
}

// unitName is what a unit is called here, or its code where the city has none.
func unitName(units []staff.Unit, code string) string {
	if i := slices.IndexFunc(units, func(u staff.Unit) bool { return u.Code == code }); i >= 0 {
		return units[i].Name
	}
	return code
}
