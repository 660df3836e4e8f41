// Package cases is the pages of cases: the board and list, the form that opens
// one, and a case with its clocks, its parts and what can be done now. What
// the fields and acts are is declared; the pages know no mechanism by name.
package cases

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed cases.css
var css []byte

var style = asset.Add("cases.css", css)

// Style is for pages that draw cases as these do.
var Style = style

const pageSize = 50

type board struct {
	desk.CaseListing
	page    desk.CasePage
	kinds   []*procedure.Mechanism
	filters []filter
	next    string
}

// List is the board and the list of cases.
func List(v *frame.Visit) error {
	p := desk.CasePage{Procedure: v.Text("procedure"), Stage: v.Text("stage"), Which: v.Text("which"), Version: int64(v.Number("version")), Before: int64(v.Number("before")), BeforeID: v.Text("id"), Most: pageSize + 1}
	if !v.R.URL.Query().Has("which") {
		p.Which = "open"
	}
	p.Tallied = p.Before == 0
	filters, err := narrowing(v, &p)
	if err != nil {
		return err
	}
	l, err := v.House.Desk.ListCases(v.Ctx, v.Actor, listed(p))
	if err != nil {
		return err
	}
	b := board{CaseListing: l, page: p, filters: filters}
	if b.kinds, err = v.House.Desk.Mechanisms(v.Ctx, v.Actor); err != nil {
		return err
	}
	if len(b.Cases) > pageSize {
		b.Cases = b.Cases[:pageSize]
		last := b.Cases[pageSize-1]
		b.next = b.narrowed(func(q *desk.CasePage) {}) + "&before=" + frame.Itoa(int(last.OpenedAt)) + "&id=" + last.ID
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "办件"), At: "/cases", Styles: []string{style}}, list(v, b))
}

// listed is the page as the store takes it: "all" leaves open.
func listed(p desk.CasePage) desk.CasePage {
	if p.Which == "all" {
		p.Which = ""
	}
	return p
}

func (b board) narrowed(change func(*desk.CasePage)) string {
	q := b.page
	change(&q)
	to := "/cases?procedure=" + q.Procedure + "&which=" + q.Which + "&stage=" + q.Stage
	if q.Version > 0 {
		to += "&version=" + frame.Itoa(int(q.Version))
	}
	for _, f := range q.Fields {
		to += "&" + url.QueryEscape(prefix+f.Field) + "=" + url.QueryEscape(f.Value)
	}
	return to
}

// filter is a declared field that the list can be narrowed by.
type filter struct {
	name    string
	value   string
	choices []string // none for a field that is written
	unit    bool
}

// narrowing are the filters of the procedure that the list is of; those that
// say something narrow the page.
func narrowing(v *frame.Visit, p *desk.CasePage) ([]filter, error) {
	if p.Procedure == "" {
		return nil, nil
	}
	all, err := v.House.Desk.Mechanisms(v.Ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	var list []filter
	for _, m := range all {
		of := m.Procedure(p.Procedure)
		if of == nil {
			continue
		}
		for _, name := range of.Filters {
			f := filter{name: name, value: strings.TrimSpace(v.Text(prefix + name))}
			for _, form := range of.Forms {
				if x := form.Field(name); x != nil {
					f.choices, f.unit = x.Choices, x.Is == "unit"
				}
			}
			list = append(list, f)
			if f.value == "" {
				continue
			}
			if len(p.Fields) == desk.MostFields {
				return nil, fault.New(fault.Invalid, fmt.Sprintf("一次最多按 %d 个字段筛。", desk.MostFields), "请去掉一个再筛。")
			}
			p.Fields = append(p.Fields, desk.FieldIs{Field: name, Value: f.value})
		}
	}
	return list, nil
}

func (f filter) options(ctx context.Context) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, c := range f.choices {
		list = append(list, part.Option{Value: c, Text: c})
	}
	return list
}

type form struct {
	procedure *procedure.Procedure
	act       *procedure.Act
	only      []procedure.Field // these of its form, nil for all
	branch    string
	units     []staff.Unit
	values    map[string][]string
	reason    string
	fault     *fault.Fault
	wrong     map[string]string
	choices   desk.Choices             // the objects that it can refer to
	preset    map[string]desk.Referred // those that the address gave, by field
	bare      bool                     // there is nothing to refer to: objects are written, and what is taken of them too
	migrating bool                     // the reason is that of a migration
	unmasked  string                   // the field that is shown in full, in this answer alone
	value     string
}

// New is the form that opens a case.
func New(v *frame.Visit) error { return blank(v, nil) }

func blank(v *frame.Visit, err error) error {
	f, status, err := wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	b, err := v.House.Desk.BlankCase(v.Ctx, v.Actor, v.At("procedure"))
	if err != nil {
		return err
	}
	f.procedure, f.act, f.units, f.values, f.choices = b.Procedure, b.Act, b.Units, sent(v), b.Choices
	f.reason = v.Text("reason")
	if err := f.presets(v); err != nil {
		return err
	}
	return v.ShowAs(status, frame.Sheet{Title: b.Act.Title, At: "/cases", Styles: []string{style}, Wrong: f.fault != nil}, opening(v, f))
}

// wrongForm takes apart what is wrong with a form; other trouble goes on.
func wrongForm(ctx context.Context, err error) (form, int, error) {
	f := form{wrong: map[string]string{}}
	if err == nil {
		return f, http.StatusOK, nil
	}
	x, ok := fault.As(err)
	// a conflict about a field is of what was filled in; of none, the page is old
	if !ok || x.Kind != fault.Invalid && x.Kind != fault.Refused && (x.Kind != fault.Conflict || x.Field == "") {
		return f, 0, err
	}
	f.fault = x
	f.wrong[x.Field] = say.Whole(ctx, x)
	if u, ok := x.Cause.(*procedure.Unfit); ok {
		delete(f.wrong, x.Field) // it is the first of them
		for _, w := range u.Wantings {
			f.wrong[w.Field] += say.Fault(ctx, w.Sentence) + say.Fault(ctx, w.Hint)
		}
	}
	return f, http.StatusUnprocessableEntity, nil
}

// sent are the fields of the form as they came.
func sent(v *frame.Visit) map[string][]string {
	m := map[string][]string{}
	_ = v.Text("") // reads the form, and what an address that leads here fills in
	for name, values := range v.R.Form {
		if field, ok := strings.CutPrefix(name, prefix); ok {
			m[field] = values
		}
	}
	return m
}

// prefix stands before a declared field's name, so that none is taken for one of ours.
const prefix = "x."

// FieldName is what a field of a declared form is called on a page's form.
func FieldName(field string) string { return prefix + field }

// Filled is what a declared form was filled in with.
func Filled(v *frame.Visit, f *procedure.Form) map[string]any {
	data := map[string]any{}
	if f == nil {
		return nil
	}
	for _, x := range f.Fields {
		var values []string
		for _, s := range v.R.Form[prefix+x.Name] {
			lines := []string{s}
			if x.Kind == rule.Texts { // where it is no choice, a line is an answer
				lines = strings.Split(s, "\n")
			}
			for _, s := range lines {
				if s = strings.TrimSpace(s); s != "" {
					values = append(values, s)
				}
			}
		}
		switch {
		case x.Kind == rule.Flag:
			data[x.Name] = len(values) > 0
		case len(values) == 0:
		case x.Kind == rule.Texts:
			data[x.Name] = values
		case x.Kind == rule.Number:
			data[x.Name] = figure(values[0])
		default:
			data[x.Name] = strings.ReplaceAll(values[0], "\r\n", "\n")
		}
	}
	return data
}

// figure is a number as JSON has it; what is none stays text, for the form to refuse.
func figure(s string) any {
	if json.Valid([]byte(s)) && strings.Trim(s, "-0123456789.") == "" {
		return json.Number(s)
	}
	return s
}

// Open opens a case.
func Open(v *frame.Visit) error {
	b, err := v.House.Desk.BlankCase(v.Ctx, v.Actor, v.At("procedure"))
	if err != nil {
		return err
	}
	if err := received(v); err != nil {
		return err
	}
	if err := errors.Join(handPhotos(v, b.Act.Form), handFields(v, b.Act.Form, frame.ByHand(v))); err != nil {
		return blank(v, err)
	}
	in := desk.OpenCase{Procedure: b.Procedure.ID, Deed: procedure.Deed{Act: b.Act.ID, Data: Filled(v, b.Act.Form)}}
	if q, err := ask(v, b, &in, v.R.URL.Path); err != nil || q != nil {
		if err != nil {
			return blank(v, err)
		}
		return q.show(v)
	}
	k, err := v.House.Desk.OpenCase(v.Ctx, v.Actor, v.Call(), in)
	if err != nil {
		return blank(v, err)
	}
	v.Back("/cases/"+k.ID, say.T(v.Ctx, "“%s”办好了，编号 %s。", b.Act.Title, k.Number))
	return nil
}

// Show is a case.
func Show(v *frame.Visit) error { return show(v, "", "", nil) }

func show(v *frame.Visit, act, branch string, err error) error {
	return showing(v, act, branch, "", "", err)
}

func showing(v *frame.Visit, act, branch, unmasked, value string, err error) error {
	f, status, err := wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	f.unmasked, f.value = unmasked, value
	c, err := v.House.Desk.ShowCase(v.Ctx, v.Actor, v.At("case"))
	if err != nil {
		return err
	}
	f.procedure, f.units, f.branch, f.choices = c.Procedure, c.Units, branch, c.Choices
	if act == procedure.OnMigration {
		f.migrating, f.reason = true, v.Text("reason")
	} else if act != "" {
		f.act, f.values, f.reason = c.Procedure.Act(act), sent(v), v.Text("reason")
	}
	return v.ShowAs(status, frame.Sheet{Title: c.Title(), At: "/cases", Styles: []string{style}, Wrong: f.fault != nil}, one(v, c, f))
}

// Act does an act on a case.
func Act(v *frame.Visit) error {
	c, err := v.House.Desk.ShowCase(v.Ctx, v.Actor, v.At("case"))
	if err != nil {
		return err
	}
	a := c.Procedure.Act(v.At("act"))
	if a == nil {
		return fault.New(fault.NotFound, "“"+c.Procedure.Title+"”没有这样的动作。", "请刷新页面再办。")
	}
	if err := received(v); err != nil {
		return err
	}
	if err := errors.Join(handPhotos(v, a.Form), handFields(v, a.Form, frame.ByHand(v))); err != nil {
		return show(v, a.ID, v.Text("branch"), err)
	}
	_, err = v.House.Desk.ActOnCase(v.Ctx, v.Actor, v.Call(), c.ID, procedure.Deed{Act: a.ID, Branch: v.Text("branch"), Data: Filled(v, a.Form), Reason: v.Text("reason")})
	if err != nil {
		return show(v, a.ID, v.Text("branch"), err)
	}
	word := say.T(v.Ctx, "“%s”办好了。", a.Title)
	if len(a.Asks) > 0 {
		word = say.T(v.Ctx, "“%s”报上去了，等批。", a.Title)
	}
	v.Back("/cases/"+c.ID, word)
	return nil
}

// Answer agrees to or declines what waits.
func Answer(v *frame.Visit) error {
	request, _ := strconv.Atoi(v.At("request")) // what is no number is no request
	_, err := v.House.Desk.AnswerCase(v.Ctx, v.Actor, v.Call(), v.At("case"), desk.CaseAnswer{Request: request, Agree: v.Text("answer") == "agree", Reason: v.Text("reason")})
	if err != nil {
		return show(v, "", "", err)
	}
	v.Back("/cases/"+v.At("case"), say.T(v.Ctx, "答复好了。"))
	return nil
}

// Unmask shows what is masked of a case in the answer to this act alone.
func Unmask(v *frame.Visit) error {
	field, branch := v.Text("field"), v.Text("branch")
	value, err := v.House.Desk.UnmaskCase(v.Ctx, v.Actor, v.Call(), v.At("case"), branch, field, v.Text("reason"))
	if err != nil {
		return showing(v, "", branch, "", "", err)
	}
	return showing(v, "", branch, field, value, nil)
}

// entryOf leads to the entry that a field of the case names, "" where it names none.
func entryOf(c desk.ShownCase, field string) string {
	for _, e := range c.Entries {
		if e.Field == field {
			return "/registers/" + e.Register + "/" + e.Entry
		}
	}
	return ""
}

// UnitName is what a unit is called in short.
func UnitName(units []staff.Unit, code string) string {
	i := slices.IndexFunc(units, func(u staff.Unit) bool { return u.Code == code })
	if i < 0 {
		return code
	}
	return units[i].Called()
}

// Signal is how a clock stands as a chip.
func Signal(ctx context.Context, s procedure.Signal) (part.State, string) {
	switch s {
	case procedure.Near:
		return part.Yellow, say.T(ctx, "将到期")
	case procedure.Overdue:
		return part.Red, say.T(ctx, "逾期")
	case procedure.Halted:
		return part.Suspended, say.T(ctx, "停钟")
	case procedure.InTime:
		return part.Blue, say.T(ctx, "按时")
	case procedure.TooLate:
		return part.Red, say.T(ctx, "超期")
	}
	return part.Green, say.T(ctx, "在走")
}

// keeping says how long the case is kept as a file, and why.
func keeping(ctx context.Context, c desk.ShownCase, k *procedure.Keep) string {
	if last := k.LastDay(c.EndedAt.Date()); !last.Zero() {
		return say.T(ctx, "办结以后保管 %s，到 %s（%s）", k.String(), last.String(), k.Basis.Title)
	}
	return say.T(ctx, "办结以后保管：%s（%s）", k.String(), k.Basis.Title)
}
