// Package registers is the pages of registers: what there are, their entries
// as of a day, one entry with its versions, and the forms that change it. What
// the fields are is declared; the pages know no register by name.
package registers

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/register"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed registers.css
var css []byte

var style = asset.Add("registers.css", css)

const pageSize = 50

// prefix stands before a declared field's name, so that none is taken for one of ours.
const prefix = "x."

func sheet(title string, wrong bool) frame.Sheet {
	return frame.Sheet{Title: title, At: "/registers", Styles: []string{style}, Wrong: wrong}
}

// List is all registers.
func List(v *frame.Visit) error {
	all, units, err := v.House.Desk.ListRegisters(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	return v.Show(sheet(say.T(v.Ctx, "名录"), false), list(all, units))
}

type entries struct {
	desk.EntryListing
	page  desk.EntryPage
	on    string
	next  string
	files []part.Link
	full  bool // the actor may take it along unmasked
}

func pageOf(v *frame.Visit) (desk.EntryPage, error) {
	p := desk.EntryPage{Register: v.At("register"), Which: v.Text("which"), Begins: v.Text("key"), Filters: map[string]string{}}
	for name := range v.R.Form {
		if f, ok := strings.CutPrefix(name, prefix); ok {
			p.Filters[f] = v.Text(name)
		}
	}
	var err error
	p.On, err = dayOf(v, "on")
	return p, err
}

func dayOf(v *frame.Visit, name string) (civil.Date, error) {
	s := v.Text(name)
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, fault.New(fault.Invalid, "“"+s+"”不是日子。", "写成 2021-03-01 的样子。").At(name)
	}
	return d, nil
}

// Entries is the entries of a register.
func Entries(v *frame.Visit) error {
	_ = v.Text("") // reads the form
	p, err := pageOf(v)
	if err != nil {
		return err
	}
	p.Most = pageSize + 1
	if day, key, ok := strings.Cut(v.Text("after"), "."); ok {
		p.After = key
		if d, err := civil.ParseDate(day); err == nil {
			p.AfterDay = d.Days()
		}
	}
	l, err := v.House.Desk.ReadRegister(v.Ctx, v.Actor, p)
	if err != nil {
		return err
	}
	e := entries{EntryListing: l, page: p, files: frame.Files(v, "/registers/"+p.Register+"/file"), on: v.Text("on"), full: l.Register.MayUnmask(register.Keeper{Role: string(v.Actor.Role), All: true}, "")}
	if len(e.Entries) > pageSize {
		e.Entries = e.Entries[:pageSize]
		last := e.Entries[pageSize-1]
		e.next = frame.With(v.R, "after", last.From.String()+"."+last.Key)
	}
	return v.Show(sheet(l.Register.Title, false), page(v, e))
}

// File hands a register out.
func File(v *frame.Visit) error {
	_ = v.Text("")
	p, err := pageOf(v)
	if err != nil {
		return err
	}
	filter := strings.TrimSpace(p.Which + " " + v.Text("on") + " " + p.Begins)
	for f, x := range p.Filters {
		if x != "" {
			filter += " " + f + "=" + x
		}
	}
	return v.HandOut("register-"+p.Register, strings.TrimSpace(filter), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportEntries(ctx, v.Actor, p, v.Text("reason"), h)
	})
}

// form is a declared form being filled in.
type form struct {
	register *register.Register
	act      string // add, change, correct, end
	units    []staff.Unit
	values   map[string][]string
	on       string
	begins   string
	reason   string
	fault    *fault.Fault
	wrong    map[string]string
}

// wrongForm takes apart what is wrong with a form; other trouble goes on.
func wrongForm(ctx context.Context, err error) (form, int, error) {
	f := form{wrong: map[string]string{}}
	if err == nil {
		return f, http.StatusOK, nil
	}
	x, ok := fault.As(err)
	if !ok || x.Kind != fault.Invalid && x.Kind != fault.Refused && x.Kind != fault.Conflict || desk.Stale(err) {
		return f, 0, err
	}
	f.fault = x
	f.wrong[x.Field] = say.Whole(ctx, x)
	if u, ok := x.Cause.(*register.Unfit); ok {
		for _, w := range u.Wantings {
			f.wrong[w.Field] = say.Fault(ctx, w.Sentence) + say.Fault(ctx, w.Hint)
		}
	}
	return f, frame.StatusOf(x.Kind), nil
}

// sent are the fields of the form as they came.
func (f *form) sent(v *frame.Visit) {
	f.values = map[string][]string{}
	for name, values := range v.R.Form {
		if field, ok := strings.CutPrefix(name, prefix); ok {
			f.values[field] = values
		}
	}
	f.on, f.begins, f.reason = v.Text("on"), v.Text("begins"), v.Text("reason")
}

// filled is what a declared form was filled in with.
func filled(v *frame.Visit, r *register.Register) (d register.Deed, err error) {
	d = register.Deed{Data: map[string]any{}, Reason: v.Text("reason")}
	if d.On, err = dayOf(v, "on"); err != nil {
		return d, err
	}
	if d.Begins, err = dayOf(v, "begins"); err != nil {
		return d, err
	}
	for _, x := range r.Form.Fields {
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
			d.Data[x.Name] = len(values) > 0
		case len(values) == 0:
		case x.Kind == rule.Texts:
			d.Data[x.Name] = values
		case x.Kind == rule.Number && json.Valid([]byte(values[0])):
			d.Data[x.Name] = json.Number(values[0])
		default:
			d.Data[x.Name] = strings.ReplaceAll(values[0], "\r\n", "\n")
		}
	}
	return d, nil
}

// New is the form that adds an entry.
func New(v *frame.Visit) error { return blank(v, nil) }

func blank(v *frame.Visit, err error) error {
	f, status, err := wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	l, err := v.House.Desk.ReadRegister(v.Ctx, v.Actor, desk.EntryPage{Register: v.At("register"), Most: 1})
	if err != nil {
		return err
	}
	f.register, f.act, f.units = l.Register.Register, "add", l.Units
	f.sent(v)
	f.on = cmp.Or(f.on, l.Today.String())
	if len(f.values) == 0 && f.register.Of != "" {
		f.values[f.register.Of] = []string{v.Actor.Unit}
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "登记一条"), f.fault != nil), adding(l.Register, f))
}

// Add adds an entry.
func Add(v *frame.Visit) error {
	l, err := v.House.Desk.ReadRegister(v.Ctx, v.Actor, desk.EntryPage{Register: v.At("register"), Most: 1})
	if err != nil {
		return err
	}
	d, err := filled(v, l.Register.Register)
	if err != nil {
		return blank(v, err)
	}
	k, err := v.House.Desk.AddEntry(v.Ctx, v.Actor, v.Call(), l.Register.ID, d)
	if err != nil {
		return blank(v, err)
	}
	v.Back("/registers/"+l.Register.ID+"/"+k.ID, say.T(v.Ctx, "登记好了。"))
	return nil
}

// shown is an entry with the form that was sent, and what was unmasked.
type shown struct {
	desk.ShownEntry
	form     form
	unmasked string // the field
	value    string
}

// Show is an entry.
func Show(v *frame.Visit) error { return show(v, "", nil, "", "") }

func show(v *frame.Visit, act string, err error, field, value string) error {
	f, status, err := wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	on := civil.Date{}
	if act == "" {
		if on, err = dayOf(v, "on"); err != nil {
			return err
		}
	}
	known, err := dayOf(v, "known")
	if err != nil {
		return err
	}
	at := civil.Instant(0)
	if !known.Zero() {
		at = civil.OfDays(known.Days()+1).At(0, 0) - 1 // by the end of the day
	}
	e, err := v.House.Desk.ShowEntry(v.Ctx, v.Actor, v.At("entry"), on, at)
	if err != nil {
		return err
	}
	s := shown{ShownEntry: e, unmasked: field, value: value}
	f.register, f.act, f.units = e.Register.Register, act, e.Units
	if act != "" {
		f.sent(v)
	}
	s.form = f
	return v.ShowAs(status, sheet(e.Row.Name, f.fault != nil), one(v, s))
}

// Change, Correct and End do what they say to an entry.
func Change(v *frame.Visit) error { return act(v, "change", v.House.Desk.ChangeEntry) }

// Correct corrects an entry.
func Correct(v *frame.Visit) error { return act(v, "correct", v.House.Desk.CorrectEntry) }

// End ends an entry.
func End(v *frame.Visit) error { return act(v, "end", v.House.Desk.EndEntry) }

func act(v *frame.Visit, name string, do func(context.Context, staff.Actor, desk.Call, string, register.Deed) (desk.EntryKept, error)) error {
	e, err := v.House.Desk.ShowEntry(v.Ctx, v.Actor, v.At("entry"), civil.Date{}, 0)
	if err != nil {
		return err
	}
	d, err := filled(v, e.Register.Register)
	if err == nil {
		_, err = do(v.Ctx, v.Actor, v.Call(), e.Row.ID, d)
	}
	if err != nil {
		return show(v, name, err, "", "")
	}
	v.Back("/registers/"+e.Register.ID+"/"+e.Row.ID, say.T(v.Ctx, "记下了。"))
	return nil
}

// Unmask shows what is masked in the answer to this act alone.
func Unmask(v *frame.Visit) error {
	field := v.Text("field")
	value, err := v.House.Desk.UnmaskEntry(v.Ctx, v.Actor, v.Call(), v.At("entry"), field, civil.Date{}, v.Text("reason"))
	if err != nil {
		return show(v, "unmask", err, "", "")
	}
	return show(v, "unmask", nil, field, value)
}
