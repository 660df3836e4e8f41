package cases

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// counted are the stages of a procedure with open cases, in its order; those of
// earlier versions that it has no more come last.
func (b board) counted(p *procedure.Procedure) []desk.CaseTally {
	var list []desk.CaseTally
	for _, s := range p.Stages {
		for _, t := range b.Tallies {
			if t.Procedure == p.ID && t.Stage == s.ID {
				list = append(list, t)
			}
		}
	}
	for _, t := range b.Tallies {
		if t.Procedure == p.ID && p.Stage(t.Stage) == nil {
			list = append(list, t)
		}
	}
	return list
}

// stageTitle is what a stage is called, by the newest version that has it.
func stageTitle(p *procedure.Procedure, id string) string {
	if s := p.Stage(id); s != nil {
		return s.Title
	}
	for _, q := range p.Versions() {
		if s := q.Stage(id); s != nil {
			return s.Title
		}
	}
	return id
}

func (b board) procedures(ctx context.Context) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, m := range b.kinds {
		for _, p := range m.Procedures {
			list = append(list, part.Option{Value: p.ID, Text: p.Title})
		}
	}
	return list
}

func whichOf(ctx context.Context) []part.Option {
	return []part.Option{{Value: "open", Text: say.T(ctx, "正在办")}, {Value: "late", Text: say.T(ctx, "逾期的")}, {Value: "ended", Text: say.T(ctx, "办完的")}, {Value: "all", Text: say.T(ctx, "全部")}}
}

func (b board) table(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Caption: say.T(ctx, "办件"), Fold: true, Columns: []part.Column{{Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "编号")}, {Title: say.T(ctx, "位置")}, {Title: say.T(ctx, "发起单位")}, {Title: say.T(ctx, "环节")}, {Title: say.T(ctx, "时效")}},
		Empty: part.Empty(say.T(ctx, "没有这样的办件"), say.T(ctx, "换一个种类或状态看看。"))}
	for _, c := range b.Cases {
		stage := c.Stage
		if p := b.Procedure(c); p != nil && p.Stage(c.Stage) != nil {
			stage = p.Stage(c.Stage).Title
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: c.Title, Href: "/cases/" + c.ID, Head: true}, {Text: c.Number}, {Text: c.Place}, {Text: UnitName(b.Units, c.OpenedUnit)},
			{Text: stage, Sub: frame.Moment(ctx, c.OpenedAt)}, {Content: b.standing(ctx, c), Sub: b.dueOf(ctx, c)}}})
	}
	return t
}

// standing is how the clock of a listed case stands now.
func (b board) standing(ctx context.Context, c desk.CaseRow) templ.Component {
	switch {
	case c.EndedAt != 0:
		return part.ChipSaid(part.Blue, say.T(ctx, "办完"))
	case c.DueAt == 0:
		return part.ChipSaid(part.NotDue, say.T(ctx, "没有钟"))
	case c.Halted:
		return part.ChipSaid(part.Suspended, say.T(ctx, "停钟"))
	case c.DueAt <= int64(b.Now):
		return part.ChipSaid(part.Red, say.T(ctx, "逾期"))
	}
	return part.ChipSaid(part.Green, say.T(ctx, "在走"))
}

func (b board) dueOf(ctx context.Context, c desk.CaseRow) string {
	if c.EndedAt != 0 || c.DueAt == 0 {
		return ""
	}
	t := civil.Instant(c.DueAt)
	if t.OfDay() == 0 { // the end of the day before
		return c.Clock + " " + frame.Date(ctx, c.DueAt-1)
	}
	return c.Clock + " " + moment(ctx, t)
}

// questions are those of the form that the page asks.
func (f form) questions() []procedure.Field {
	list := f.only
	if list == nil {
		list = f.act.Form.Fields
	}
	return slices.DeleteFunc(slices.Clone(list), func(x procedure.Field) bool { return x.From != "" && !f.bare })
}

// field is a declared field as a part of the page.
func (f form) field(ctx context.Context, x procedure.Field) part.Field {
	id := f.act.ID + f.branch + "-" + x.Name
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

// why is the field of the reason that an act asks for.
func (f form) why(ctx context.Context) part.Field {
	p := part.Field{Name: "reason", ID: f.act.ID + f.branch + "-reason", Label: say.T(ctx, "理由"), Value: f.reason, Error: f.wrong["reason"]}
	if f.fault != nil {
		p.ID = "f-reason"
	}
	return p
}

func (f form) options(ctx context.Context, x procedure.Field) []part.Option {
	var list []part.Option
	if x.Kind == rule.Text && (!x.Required || len(x.Choices) > 4) {
		list = append(list, part.Option{Text: say.T(ctx, "请选")})
	}
	for _, c := range x.Choices {
		list = append(list, part.Option{Value: c, Text: c})
	}
	return list
}

func (f form) unitOptions(ctx context.Context) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "请选")}}
	for _, u := range f.units {
		if !u.Closed {
			text := u.Name
			if u.Short != "" && u.Short != u.Name { // as the other pages call it
				text = u.Short + "　" + u.Name
			}
			list = append(list, part.Option{Value: u.Code, Text: text})
		}
	}
	return list
}

// lines is a field that is answered by a line for each.
func (f form) lines(ctx context.Context, x procedure.Field) part.Field {
	p := f.field(ctx, x)
	p.Value = strings.Join(f.values[x.Name], "\n")
	p.Hint = strings.TrimSpace(p.Hint + " " + say.T(ctx, "一行写一个"))
	return p
}

// oneUnit is a field that one unit is the answer to.
func (f form) oneUnit(ctx context.Context, x procedure.Field, suggested []procedure.Duty) part.Field {
	p := f.field(ctx, x)
	p.Value = f.unit(x, suggested, 0)
	for _, d := range suggested {
		p.Hint = strings.TrimSpace(p.Hint + " " + say.T(ctx, "职责目录：%s，%s", UnitName(f.units, d.Unit), d.Title) + d.Note)
	}
	return p
}

// unit is the i-th unit of a field: as it was sent, else as the directory suggests.
func (f form) unit(x procedure.Field, suggested []procedure.Duty, i int) string {
	if v := f.values[x.Name]; len(v) > 0 {
		if i < len(v) {
			return v[i]
		}
		return ""
	}
	var codes []string
	for _, d := range suggested {
		if !slices.Contains(codes, d.Unit) {
			codes = append(codes, d.Unit)
		}
	}
	if i < len(codes) {
		return codes[i]
	}
	return ""
}

func nth(ctx context.Context, i int) string {
	if i == 0 {
		return say.T(ctx, "第一个单位")
	}
	return say.T(ctx, "第 %d 个单位", i+1)
}

// on is the form of an act that can be done: with what was sent and what is
// wrong with it, where it is the one that was sent.
func (f form) on(a desk.Doable) form {
	branch := ""
	if a.Branch != nil {
		branch = a.Branch.Key
	}
	if f.act == a.Act && f.branch == branch {
		return f
	}
	return form{procedure: f.procedure, act: a.Act, branch: branch, units: f.units, choices: f.choices, bare: f.bare}
}

func suggestions(c desk.ShownCase, a *procedure.Act) []procedure.Duty {
	if a.Suggests == "" {
		return nil
	}
	return c.Procedure.Mechanism.Route(c.Data)
}

func steps(a *procedure.Act) string {
	var list []string
	for _, s := range a.Asks {
		list = append(list, s.Title)
	}
	return strings.Join(list, "、")
}

func levelWord(ctx context.Context, l procedure.Level) string {
	switch l {
	case procedure.Legal:
		return say.T(ctx, "法定期限")
	case procedure.Promised:
		return say.T(ctx, "承诺期限")
	case procedure.Response:
		return say.T(ctx, "响应期限")
	}
	return say.T(ctx, "环节期限")
}

// Branches is the table of the units that were called.
func Branches(ctx context.Context, c desk.ShownCase) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "参与单位"), Columns: []part.Column{{Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "环节")}, {Title: say.T(ctx, "叫到")}}}
	for _, b := range c.Branches {
		name := UnitName(c.Units, b.Unit)
		sub := say.T(ctx, "会同")
		if b.Lead {
			sub = say.T(ctx, "牵头")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: name, Sub: sub, Head: true}, {Text: b.Stage.Title, Sub: moment(ctx, b.Since)}, {Text: moment(ctx, b.Called)}}})
	}
	return t
}

// Clocks is the table of all clocks of a case, the running ones first.
func Clocks(ctx context.Context, c desk.ShownCase) part.Table {
	t := part.Table{Quiet: true, Tight: true, Caption: say.T(ctx, "各口钟"), Columns: []part.Column{{Title: say.T(ctx, "钟")}, {Title: say.T(ctx, "已用 / 限"), Numeric: true}, {Title: say.T(ctx, "到期")}}}
	list := slices.Clone(c.Clocks)
	slices.SortStableFunc(list, func(a, b *procedure.Running) int {
		return min(int(a.Clock.End), 1) - min(int(b.Clock.End), 1)
	})
	for _, r := range list {
		s, k := r.Signal(c.Calendar, c.Now)
		state, word := Signal(ctx, s)
		if r.Gone {
			state, word = part.NotDue, say.T(ctx, "新版没有")
		}
		ends := due(ctx, r, k)
		if k.Estimated {
			ends = say.T(ctx, "%s（预估）", ends)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: r.Rule.Title, Sub: UnitName(c.Units, r.Branch), Head: true}, {Text: strconv.Itoa(k.Used) + " / " + r.Clock.Limit.String()}, {Content: part.ChipSaid(state, word), Sub: ends}}})
	}
	return t
}

// Story is what happened, newest first.
func Story(ctx context.Context, c desk.ShownCase) []part.Event {
	var list []part.Event
	for _, e := range slices.Backward(c.Events) {
		x := part.Event{When: frame.Date(ctx, int64(e.HappenedAt)), Hour: frame.Clock(int64(e.HappenedAt)), ISO: frame.ISO(int64(e.HappenedAt)), What: titleOf(ctx, c.Case, e), Mark: "i"}
		switch e.Kind {
		case procedure.Asked:
			x.What = say.T(ctx, "%s：报批", x.What)
		case procedure.Agreed:
			x.What = say.T(ctx, "%s：同意", x.What)
		case procedure.Declined:
			x.What = say.T(ctx, "%s：不同意", x.What)
		case procedure.Numbered:
			x.What = say.T(ctx, "《%s》编号 %s", x.What, e.DocumentNumber())
		case procedure.Voided:
			x.What = say.T(ctx, "《%s》作废", x.What)
		case procedure.Served:
			x.What = say.T(ctx, "《%s》送达", x.What)
		}
		x.By = strings.TrimSpace(UnitName(c.Units, e.Unit) + " " + c.Persons[e.Person])
		switch {
		case e.Post == procedure.ApplicantPost:
			x.By = say.T(ctx, "申请人")
		case e.Person == "":
			x.By = say.T(ctx, "由程序办")
		}
		x.Body = said(c, e)
		list = append(list, x)
	}
	return list
}

// titleOf is what an event's act is called, or the document that it is about.
func titleOf(ctx context.Context, c *procedure.Case, e procedure.Event) string {
	if from, to := e.Versions(); from != 0 {
		return say.T(ctx, "迁到第 %d 版，原是第 %d 版", to, from)
	}
	if e.OfDocument() {
		return c.Document(e.DocumentKey()).Rule.Title
	}
	return c.ActOf(e).Title
}

// fact is a field of a case as it is shown.
type fact struct {
	name  string
	field *procedure.Field
	raw   any
}

// told are the fields that were filled in, in the order of the forms.
func told(p *procedure.Procedure, data map[string]any) []fact {
	var list []fact
	seen := map[string]bool{}
	for _, f := range p.EveryForm() {
		for i := range f.Fields {
			x := &f.Fields[i]
			if v, ok := data[x.Name]; ok && !seen[x.Name] && x.Is != "photo" && x.Is != "files" {
				seen[x.Name] = true
				list = append(list, fact{x.Name, x, v})
			}
		}
	}
	for _, d := range p.Derived {
		if v, ok := data[d.Field]; ok && v != "" {
			list = append(list, fact{d.Field, &procedure.Field{Name: d.Field, Kind: d.Gives()}, v})
		}
		if v, ok := data[d.Says]; ok && v != "" {
			list = append(list, fact{d.Says, &procedure.Field{Name: d.Says, Kind: rule.Text}, v})
		}
	}
	return list
}

// value is what a fact says; what is masked shows its ends alone.
func (f fact) value(c desk.ShownCase) string {
	s := ""
	switch v := f.raw.(type) {
	case string:
		s = v
		if f.field.Is == "unit" {
			s = UnitName(c.Units, v)
		}
		if f.field.Noun != "" {
			s = objectName(c, f.field.Noun, v)
		}
	case quantity.Decimal:
		s = v.String()
	case json.Number:
		if d, err := quantity.Parse(v.String()); err == nil {
			s = d.String()
		}
	case bool:
		s = map[bool]string{true: "是", false: "否"}[v]
	case []any:
		var names []string
		for _, e := range v {
			name, _ := e.(string)
			if f.field.Is == "units" {
				name = UnitName(c.Units, name)
			}
			names = append(names, name)
		}
		s = strings.Join(names, "、")
	}
	if f.field.Masked {
		return procedure.Mask(s)
	}
	return s
}

// encoding is how a form is sent: as parts where it carries photographs or files.
func (f form) encoding() string {
	if f.act.Form != nil && slices.ContainsFunc(f.act.Form.Fields, func(x procedure.Field) bool { return x.Is == "photo" || x.Is == "files" }) {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}
