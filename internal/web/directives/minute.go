package directives

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// minute is a meeting's minute on its way in: pasted, then its items looked at.
type minute struct {
	desk.DirectiveForm
	values map[string]string // text, name, on, paper, seat, draft
	rows   []row
	fault  *fault.Fault
}

// row is an item as the form has it.
type row struct {
	words, lead, supports, due string
	ticked                     bool
	why                        string // where the lead comes from
	fault                      *fault.Fault
}

func (m minute) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	return form{values: m.values, fault: m.fault}.field(ctx, name, label, hint, optional)
}

// AskMinute asks for the text of a minute.
func AskMinute(v *frame.Visit) error { return minuted(v, minute{values: map[string]string{}}) }

func minuted(v *frame.Visit, m minute) error {
	var err error
	if m.DirectiveForm, err = v.House.Desk.BlankDirective(v.Ctx, v.Actor, ""); err != nil {
		return err
	}
	status := http.StatusOK
	if m.fault != nil {
		status = frame.StatusOf(m.fault.Kind)
	}
	title := say.T(v.Ctx, "粘贴会议纪要")
	return v.ShowAs(status, frame.Sheet{Title: title, At: "/directives", Styles: []string{style}}, minutePage(v, title, m))
}

// ReadMinute shows what a pasted minute decided; nothing is kept.
func ReadMinute(v *frame.Visit) error {
	m := minute{values: map[string]string{"text": v.Text("text")}}
	read, err := v.House.Desk.ReadMinute(v.Ctx, v.Actor, m.values["text"])
	if err != nil {
		if m.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		return minuted(v, m)
	}
	m.values["name"], m.values["on"], m.values["paper"] = read.Name, read.On.String(), read.Paper
	for _, i := range read.Items {
		m.rows = append(m.rows, row{words: i.Words, lead: i.Lead, supports: strings.Join(i.Supports, ","), due: i.DueOn.String(), ticked: true, why: why(v.Ctx, i.Named, i.Lead, i.Why)})
	}
	return minuted(v, m)
}

func why(ctx context.Context, named bool, lead, reason string) string {
	switch {
	case lead == "":
		return say.T(ctx, "原话没有写谁办，请选")
	case named:
		return say.T(ctx, "原话点了名")
	}
	return say.T(ctx, "按职责推荐，请核对：%s", reason)
}

// TakeMinute makes tasks of the items that are ticked.
func TakeMinute(v *frame.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "表没有传完整。", "请再试一次。").Because(err)
	}
	m := minute{values: map[string]string{}}
	for _, k := range []string{"name", "on", "paper", "seat", "draft"} {
		m.values[k] = v.Text(k)
	}
	in := desk.TakeMinute{Name: m.values["name"], Seat: m.values["seat"], Paper: m.values["paper"], Draft: m.values["draft"] == "yes"}
	var err error
	in.On, err = dayOf(m.values["on"], "on")
	var at []int // which row an item is
	wrong := func(i int, e error) {
		if f, ok := fault.As(e); ok {
			m.rows[i].fault = f
			if err == nil {
				err = fault.New(f.Kind, fmt.Sprintf("第 %d 条%s", i+1, f.Sentence), f.Hint).At(fmt.Sprintf("item_%d", i+1))
			}
		}
	}
	for i := range v.R.PostForm["words"] {
		n := strconv.Itoa(i + 1)
		r := row{words: strings.TrimSpace(v.R.PostForm["words"][i]), lead: v.Text("lead_" + n), supports: v.Text("supports_" + n), due: v.Text("due_" + n), ticked: v.Text("take_"+n) == "yes"}
		m.rows = append(m.rows, r)
		if !r.ticked {
			continue
		}
		item := desk.TakeItem{Words: r.words, Lead: r.lead}
		for _, s := range strings.Split(r.supports, ",") {
			if s != "" && s != r.lead {
				item.Supports = append(item.Supports, s)
			}
		}
		var bad error
		if item.DueOn, bad = dayOf(r.due, "due_on"); bad != nil {
			wrong(i, bad)
		}
		in.Items, at = append(in.Items, item), append(at, i)
	}
	var taken desk.TakenMinute
	if err == nil {
		taken, err = v.House.Desk.TakeMinute(v.Ctx, v.Actor, v.Call(), in)
	}
	if err != nil {
		for _, r := range taken.Refused {
			m.rows[at[r.Item]].fault = r.Fault
		}
		if m.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		if len(taken.Refused) > 0 { // the row of the form, not of those ticked
			there := *m.fault
			there.Field = fmt.Sprintf("item_%d", at[taken.Refused[0].Item]+1)
			m.fault = &there
		}
		return minuted(v, m)
	}
	word := say.T(v.Ctx, "%d 条议定事项已经立为任务，等下达。", len(taken.Kept))
	if taken.Kept[0].Issued {
		word = say.T(v.Ctx, "%d 条议定事项已经交给承办单位（%s）。", len(taken.Kept), taken.Number)
	}
	v.Back("/directives?kind=meeting", word)
	return nil
}

func (m minute) seats(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "没有，或不在系统里")}}
	for _, g := range m.Givers {
		all = append(all, part.Option{Value: g.Seat, Text: g.Post + "（" + g.Name + "）"})
	}
	return all
}

// helps are the names of the units that help.
func (m minute) helps(r row) string {
	var all []string
	for _, code := range strings.Split(r.supports, ",") {
		for _, u := range m.Units {
			if u.Code == code && code != "" {
				all = append(all, u.Called())
			}
		}
	}
	return strings.Join(all, "、")
}
