package cases

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/guide"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// queueSize is how many of the unit's open cases the window shows.
const queueSize = 30

// Window is the desk where things are asked for: find the item, and see what waits.
func Window(v *frame.Visit) error {
	words := v.Text("words")
	var found []desk.Catalogued
	for _, c := range v.House.Desk.Catalogues(v.Ctx) {
		if c.Catalogue.Asking == nil {
			continue
		}
		for _, f := range c.Catalogue.Search(words) {
			x := c
			x.Item, x.Bundle = f.Item, f.Bundle
			found = append(found, x)
		}
	}
	if words != "" && len(found) == 1 {
		v.Redirect("/window/" + found[0].Code())
		return nil
	}
	l, err := v.House.Desk.ListCases(v.Ctx, v.Actor, desk.CasePage{Unit: v.Actor.Unit, Which: "open", Most: queueSize})
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "窗口"), At: "/window", Styles: []string{guide.Style, style}}, window(v, words, found, board{CaseListing: l}))
}

// taking is an item or a bundle at the window.
type taking struct {
	desk.Catalogued
	guidance procedure.Guidance
	answers  map[string]string
	brought  []string
	form     form
}

// Take is the form for what is asked for.
func Take(v *frame.Visit) error { return take(v, nil) }

func take(v *frame.Visit, err error) error {
	f, status, err := wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	c, err := v.House.Desk.CatalogueOf(v.Ctx, v.At("item"))
	if err != nil {
		return err
	}
	if c.Catalogue.Asking == nil {
		return fault.New(fault.NotFound, "“"+c.Title()+"”不在窗口收件。", "请看办事指南。")
	}
	t := takenAs(v, c, f, c.Opening(), false)
	t.brought = v.R.Form["brought"]
	return v.ShowAs(status, frame.Sheet{Title: c.Title(), At: "/window", Styles: []string{guide.Style, style}, Wrong: f.fault != nil}, takeIn(v, t))
}

// takenAs is what is asked for with the form of an act, at the window or online.
func takenAs(v *frame.Visit, c desk.Catalogued, f form, act *procedure.Act, online bool) taking {
	t := taking{Catalogued: c, answers: guide.Answers(v)}
	t.guidance = c.Guide(t.answers)
	f.procedure, f.act, f.values = c.Mechanism.Procedure(procedureOf(c)), act, sent(v)
	f.only = c.Catalogue.Asked(f.act.Form, t.guidance, online)
	for _, q := range t.guidance.Questions { // what was answered is not asked again
		if len(f.values[q.Name]) == 0 && q.Answer != "" {
			f.values[q.Name] = []string{q.Answer}
		}
	}
	t.form = f
	return t
}

// atWindow are the materials that go to the window, the form that is filled in
// and what is taken as files aside.
func (t taking) atWindow() []procedure.Listed {
	uploads := t.Catalogue.Uploads(t.guidance)
	return slices.DeleteFunc(slices.Clone(t.guidance.Bring), func(l procedure.Listed) bool {
		return l.Material.Filled || slices.ContainsFunc(uploads, func(u procedure.Listed) bool { return u.Material == l.Material })
	})
}

func procedureOf(c desk.Catalogued) string {
	if c.Bundle != nil {
		return c.Catalogue.Asking.Bundle.Procedure
	}
	return c.Catalogue.Asking.Item.Procedure
}

// TakeIn opens the case, or the cases.
func TakeIn(v *frame.Visit) error {
	c, err := v.House.Desk.CatalogueOf(v.Ctx, v.At("item"))
	if err != nil {
		return err
	}
	answers := guide.Answers(v)
	if c.Catalogue.Asking == nil {
		return take(v, nil)
	}
	k, err := v.House.Desk.OpenAsked(v.Ctx, v.Actor, v.Call(), desk.AskCase{Code: c.Code(), Answers: answers, Data: asked(v, c, c.Opening(), false), Brought: v.R.Form["brought"]})
	if err != nil {
		return take(v, err)
	}
	v.Back("/receipts/"+k.ID, say.T(v.Ctx, "收件了，编号 %s。", k.Number))
	return nil
}

// asked is what was filled in of the fields that are asked for the items at hand.
func asked(v *frame.Visit, c desk.Catalogued, a *procedure.Act, online bool) map[string]any {
	data := Filled(v, a.Form)
	fields := c.Catalogue.Asked(a.Form, c.Guide(guide.Answers(v)), online)
	maps.DeleteFunc(data, func(name string, _ any) bool {
		return !slices.ContainsFunc(fields, func(x procedure.Field) bool { return x.Name == name })
	})
	return data
}

// Receipt is what is printed and handed over the desk.
func Receipt(v *frame.Visit) error {
	r, err := v.House.Desk.ReadReceipt(v.Ctx, v.Actor, v.At("case"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "收件凭证 %s", r.Number), At: "/window", Styles: []string{guide.Style, style}}, receipt(v, r))
}

// digit is the single key of the nth thing, "" beyond nine.
func digit(n int) string {
	if n > 9 {
		return ""
	}
	return strconv.Itoa(n)
}

func inquiryOf(number string) string { return "/inquiry?number=" + url.QueryEscape(number) }

func (t taking) windowKeys(v *frame.Visit) []part.Key {
	return []part.Key{{Keys: []string{"1", "9"}, Text: say.T(v.Ctx, "勾材料")}, {Keys: []string{"S"}, Text: say.T(v.Ctx, "收件，出凭证")}}
}

// queue is the window's own open cases, those that press first.
func (b board) queue(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Tight: true, Caption: say.T(ctx, "本窗口在办的"), Columns: []part.Column{{Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "环节")}, {Title: say.T(ctx, "时效")}},
		Empty: part.Empty(say.T(ctx, "没有在办的"), say.T(ctx, "收了件就列在这里。"))}
	list := slices.Clone(b.Cases)
	slices.SortStableFunc(list, func(x, y desk.CaseRow) int {
		if (x.DueAt == 0) != (y.DueAt == 0) {
			return int(min(x.DueAt, 1)*-1 + min(y.DueAt, 1))
		}
		return cmp.Compare(x.DueAt, y.DueAt)
	})
	for _, c := range list {
		stage := c.Stage
		if p := b.Procedure(c); p != nil && p.Stage(c.Stage) != nil {
			stage = p.Stage(c.Stage).Title
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: c.Title, Href: "/cases/" + c.ID, Sub: c.Number, Head: true}, {Text: stage}, {Content: b.standing(ctx, c), Sub: b.dueOf(ctx, c)}}})
	}
	return t
}

// cameWith are the facts that came in with it, which a receipt tells; what follows
// for the office does not concern whoever asked.
func cameWith(r desk.CaseReceipt) []fact {
	a := r.Procedure.Act(r.OpenedBy.Act)
	return slices.DeleteFunc(told(r.Procedure, r.Data), func(x fact) bool { return a == nil || a.Form == nil || a.Form.Field(x.name) == nil })
}
