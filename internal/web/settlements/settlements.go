// Package settlements is the pages of the year's settled accounts: the list,
// the matrix of subjects and items, one subject with every formula opened, what
// changed between two settlements, what-ifs, and the facts that people enter.
// It refuses to reckon: each number and each word of a formula is the kernel's.
package settlements

import (
	"context"
	_ "embed"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/scorecard"
	"duban/internal/web/asset"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed settlements.css
var css []byte

var style = asset.Add("settlements.css", css)

const pageSize = 50

func sheet(title string, wrong bool) frame.Sheet {
	return frame.Sheet{Title: title, At: "/settlements", Styles: []string{style}, Wrong: wrong}
}

// mended is the fault that a form is shown with again; nil passes the error on.
func mended(err error) *fault.Fault {
	f, _ := frame.FaultOf(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge && f.Kind != fault.Refused && f.Kind != fault.Conflict {
		return nil
	}
	return f
}

// form is a form as it was written, with what is wrong with it.
type form struct {
	values map[string]string
	fault  *fault.Fault
}

func formOf(v *frame.Visit, f *fault.Fault, names ...string) form {
	x := form{values: map[string]string{}, fault: f}
	for _, n := range names {
		x.values[n] = v.Text(n)
	}
	return x
}

func (f form) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Optional: optional, Value: f.values[name]}
	if f.fault != nil && f.fault.Field == name {
		x.Error = say.Whole(ctx, f.fault)
	}
	return x
}

type list struct {
	desk.SettlementList
	card string
	form form
	next string
}

// List shows the settlements of a year.
func List(v *frame.Visit) error { return shownList(v, nil) }

func shownList(v *frame.Visit, wrong *fault.Fault) error {
	p := desk.SettlementPage{Year: v.Number("y"), Card: v.Text("kind"), Most: pageSize + 1}
	p.Before, p.BeforeID = frame.Cursor(v.Text("after"))
	if wrong != nil {
		p = desk.SettlementPage{Year: v.Number("year"), Most: pageSize + 1}
	}
	l, err := v.House.Desk.ListSettlements(v.Ctx, v.Actor, p)
	if err != nil {
		return err
	}
	d := list{SettlementList: l, card: p.Card, form: formOf(v, wrong, "card", "year", "as_of", "declared")}
	if d.form.values["year"] == "" {
		d.form.values["year"] = strconv.Itoa(l.Year)
	}
	if len(d.Settlements) > pageSize {
		d.Settlements = d.Settlements[:pageSize]
		last := d.Settlements[pageSize-1]
		d.next = frame.With(v.R, "after", frame.CursorText(last.RunAt, last.ID))
	}
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "年终结算"), wrong != nil), listed(v, d))
}

// Run settles a year.
func Run(v *frame.Visit) error {
	in := desk.RunSettlement{Card: v.Text("card"), Declared: v.R.PostFormValue("declared"), Year: v.Number("year")}
	var err error
	if s := v.Text("as_of"); s != "" {
		in.AsOf, err = asOf(s)
	}
	var k desk.SettlementKept
	if err == nil {
		k, err = v.House.Desk.RunSettlement(v.Ctx, v.Actor, v.Call(), in)
	}
	if err != nil {
		if f := mended(err); f != nil {
			return shownList(v, f)
		}
		return err
	}
	v.Back("/settlements/"+k.ID, say.T(v.Ctx, "算好了，等领导确认。"))
	return nil
}

// asOf is the end of a day as people write it, or a moment: 2026-12-31, 2026-12-31T18:00.
func asOf(s string) (civil.Instant, error) {
	if d, err := civil.ParseDate(s); err == nil {
		return d.At(24, 0) - 1, nil
	}
	at, err := civil.ParseInstant(strings.Replace(s, "T", " ", 1))
	if err != nil {
		return 0, fault.New(fault.Invalid, "事实截至的时间“"+s+"”不对。", "例：2026-12-31，或 2026-12-31 18:00。").At("as_of").Because(err)
	}
	return at, nil
}

// Show shows a settlement: a row a subject, a column an item.
func Show(v *frame.Visit) error {
	s, err := v.House.Desk.ShowSettlement(v.Ctx, v.Actor, v.At("settlement"))
	if err != nil {
		return err
	}
	var about templ.Component
	if s.ConfirmedAt != 0 && v.Actor.May("case.list") {
		var without []string
		if !appealable(s) {
			without = []string{"settlement.appeal"}
		}
		if about, err = cases.About(v, "settlement", s.ID, without...); err != nil {
			return err
		}
	}
	page := sheet(title(v.Ctx, s.ListedSettlement), false)
	page.Styles = append(page.Styles, cases.Style)
	return v.Show(page, whole(v, s, about))
}

// appealable says that there is something to appeal about, and time for it.
func appealable(s desk.ShownSettlement) bool {
	return s.Appeal != nil && !s.Appeal.Ends && len(s.Result.Subjects) > 0 && !slices.ContainsFunc(s.Amended, func(x desk.ListedSettlement) bool { return x.ConfirmedAt != 0 })
}

// File hands a settlement out.
func File(v *frame.Visit) error {
	return v.HandOut("settlement", "", func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportSettlement(ctx, v.Actor, v.At("settlement"), h)
	})
}

// Confirm is the leader's word.
func Confirm(v *frame.Visit) error {
	k, err := v.House.Desk.ConfirmSettlement(v.Ctx, v.Actor, v.Call(), v.At("settlement"))
	if err != nil {
		return err
	}
	v.Back("/settlements/"+k.ID, say.T(v.Ctx, "确认了，各单位看得到自己的一行。"))
	return nil
}

// subject is one subject's row opened.
type subject struct {
	desk.ShownSettlement
	scorecard.Result
}

// Subject shows one subject with every formula and where its numbers are from.
func Subject(v *frame.Visit) error {
	s, r, err := read(v, v.At("settlement"), v.At("subject"))
	if err != nil {
		return err
	}
	return v.Show(sheet(r.Name+" "+title(v.Ctx, s.ListedSettlement), false), one(v, subject{s, *r}))
}

// read is a settlement with one of its subjects, as far as the visitor sees them.
func read(v *frame.Visit, id, of string) (desk.ShownSettlement, *scorecard.Result, error) {
	s, err := v.House.Desk.ShowSettlement(v.Ctx, v.Actor, id)
	if err != nil {
		return s, nil, err
	}
	r := s.Result.Result(of)
	if r == nil {
		return s, nil, fault.New(fault.NotFound, "这次结算里没有这个考核对象，或者您看不到它。", "从结算表里点进去。")
	}
	return s, r, nil
}

// Compare shows what changed between two settlements.
func Compare(v *frame.Visit) error {
	c, err := v.House.Desk.CompareSettlements(v.Ctx, v.Actor, v.At("settlement"), v.Text("with"))
	if err != nil {
		return err
	}
	return v.Show(sheet(say.T(v.Ctx, "两次结算哪里不同"), false), compared(v, c))
}

func title(ctx context.Context, s desk.ListedSettlement) string {
	return say.T(ctx, "%d 年 %s 第 %d 次", s.Year, s.Title, int(s.Number))
}

// years are those that there is something of, and the one that is shown.
func years(all []int64, shown int) (options []part.Option) {
	if !slices.Contains(all, int64(shown)) {
		all = append(slices.Clone(all), int64(shown))
		slices.Sort(all)
	}
	for _, y := range slices.Backward(all) {
		options = append(options, part.Option{Value: strconv.FormatInt(y, 10), Text: strconv.FormatInt(y, 10)})
	}
	return options
}
