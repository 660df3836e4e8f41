package cases

import (
	"cmp"
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// between is the question that stands between a form and its case where cases
// nearby tell of the same: whether it is one of them.
type between struct {
	blank  desk.Blank
	to     string
	alike  []desk.AlikeCase
	values map[string][]string
	reason string // that the form asks for
	act    string
	wrong  string
}

// ask fills in what whoever opens a case said of those nearby; the question is
// nil where it was answered, or where there is nothing to ask.
func ask(v *frame.Visit, b desk.Blank, in *desk.OpenCase, to string) (*between, error) {
	apart, reason := v.Text("apart"), v.Text("reason")
	in.Same, in.Deed.Reason = v.Text("same"), cmp.Or(reason, apart)
	if reason != "" && apart != "" {
		in.Deed.Reason = reason + "；" + apart
	}
	if b.Procedure.Resembles == nil || in.Same != "" || apart != "" || len(b.Act.Form.Check(in.Deed.Data)) > 0 {
		return nil, nil
	}
	if done, err := v.House.Desk.ActDone(v.Ctx, v.Actor, v.Call()); err != nil || done { // sent again: what it came to is answered
		return nil, err
	}
	alike, err := v.House.Desk.ResemblingCases(v.Ctx, v.Actor, b.Procedure.ID, in.Deed.Data)
	if err != nil || len(alike) == 0 {
		return nil, err
	}
	q := &between{blank: b, to: to, alike: alike, values: sent(v), reason: reason, act: v.R.PostFormValue("act")}
	if v.R.PostForm.Has("apart") {
		q.wrong = say.Whole(v.Ctx, fault.New(fault.Invalid, "没有写为什么不是同一件。", "写一句，例：在路对面，是另一个井盖。"))
	}
	return q, nil
}

func (q *between) show(v *frame.Visit) error {
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "附近已有类似事项"), At: "/cases", Styles: []string{style}}, asking(v, *q))
}

// names are the fields that the form was sent with, in one order.
func (q between) names() []string {
	var list []string
	for name := range q.values {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// alikeTold is a case nearby as a phone's queue is told of it.
type alikeTold struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Says  string `json:"says"`
}

func (q *between) told(ctx context.Context, units func(string) string) []alikeTold {
	var list []alikeTold
	for _, a := range q.alike {
		list = append(list, alikeTold{a.Row.ID, a.Row.Title, nearby(ctx, a, units(a.Row.OpenedUnit))})
	}
	return list
}

// nearby says in a line where a case is and what it stands at.
func nearby(ctx context.Context, a desk.AlikeCase, unit string) string {
	return say.T(ctx, "%s，相距 %d 米，%s，%s报，现在“%s”，编号 %s", a.Row.Place, a.Like.Metres, frame.Moment(ctx, a.Row.OpenedAt), unit, a.Stage, a.Row.Number)
}

// joining is the act by which the actor may join the case to another now, nil for none.
func joining(c desk.ShownCase) *procedure.Act {
	for _, a := range c.Acts {
		if a.Act.Joins != "" {
			return a.Act
		}
	}
	return nil
}
