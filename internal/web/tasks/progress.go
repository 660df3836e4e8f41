package tasks

import (
	"context"
	"slices"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	formed "duban/internal/kernel/form"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// filling is the form of a month's report.
type filling struct {
	desk.ShownTask
	month  civil.Month
	values map[string]string
	claims []string
	files  []string
	// records that the system holds, as the form names them, and those offered
	records []string
	offered desk.Offered
	then    string // what is to be done with the form instead of reporting
	fault   *fault.Fault
}

func (f filling) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: f.values[name], Optional: optional}
	if f.fault != nil && f.fault.Field == name {
		x.Error = say.Whole(ctx, f.fault)
	}
	return x
}

// Progress asks for the report of a month: of the one that is owed, or of the one asked for.
func Progress(v *frame.Visit) error {
	t, err := v.House.Desk.ShowTask(v.Ctx, v.Actor, v.At("task"))
	if err != nil {
		return err
	}
	f := filling{ShownTask: t, month: t.Due(t.Today, t.Practice.ReportDay), values: map[string]string{}}
	if m, err := civil.ParseMonth(v.Text("month")); err == nil {
		f.month = m
	}
	if r := t.ReportOf(f.month.String()); r != nil {
		f.read(*r)
	}
	return showFilling(v, f)
}

// read puts what was reported before into the form.
func (f *filling) read(r task.Report) {
	if r.Figure != nil {
		f.values["figure"] = r.Figure.String()
	}
	f.values["steps"], f.values["problem"], f.values["next"], f.values["explain"] = r.Steps, r.Problem, r.Next, r.Explain
	f.values["expected"], f.values["view"] = r.Expected.String(), string(r.View)
	for _, n := range r.Claims {
		f.claims = append(f.claims, strconv.Itoa(n))
	}
	for _, p := range r.Proofs {
		if p.File != "" {
			f.files = append(f.files, formed.File{Name: p.File, Title: p.Title}.String())
		} else if p.Link != "" {
			f.values["link"] = p.Link
		} else if p.Held() {
			f.records = append(f.records, recordRef(p))
		}
	}
}

func showFilling(v *frame.Visit, f filling) error {
	chosen := recordsOf(f.records)
	if err := task.Bounded(chosen); err != nil {
		chosen = chosen[:task.MostProofs]
		if f.fault == nil {
			f.fault, _ = fault.As(err)
		}
	}
	status := 200
	if f.fault != nil {
		status = frame.StatusOf(f.fault.Kind)
	}
	if !f.month.Zero() {
		var err error
		if f.offered, err = v.House.Desk.OfferProofs(v.Ctx, v.Actor, f.ID, desk.OfferQuery{Month: f.month, Words: f.values["find"], Chosen: chosen}); err != nil {
			return err
		}
	}
	if f.then == "take" && f.offered.Suggested != nil {
		f.values["figure"] = f.offered.Suggested.Figure.String()
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "填报进展") + " " + f.Number, At: "/tasks", Styles: []string{style}}, fillForm(v, f))
}

// Fill reports a month.
func Fill(v *frame.Visit) error {
	if err := Taken(v); err != nil {
		return err
	}
	t, err := v.House.Desk.ShowTask(v.Ctx, v.Actor, v.At("task"))
	if err != nil {
		return err
	}
	f := filling{ShownTask: t, values: map[string]string{}, claims: v.R.PostForm["claims"], records: v.R.PostForm["records"], then: v.Text("then")}
	for _, k := range []string{"figure", "steps", "problem", "next", "explain", "expected", "view", "link", "find"} {
		f.values[k] = v.Text(k)
	}
	f.month, _ = civil.ParseMonth(v.Text("month"))
	r := task.Report{Month: f.month, Steps: f.values["steps"], Problem: f.values["problem"], Next: f.values["next"], Explain: f.values["explain"], View: task.Colour(f.values["view"])}
	if f.then == "" {
		err = f.reported(v, &r)
	} else {
		_, err = proofsOf(v)
	}
	f.files = v.R.PostForm["proofs"]
	if err == nil && f.then != "" {
		return showFilling(v, f)
	}
	if err == nil {
		_, err = v.House.Desk.FillProgress(v.Ctx, v.Actor, v.Call(), t.ID, r)
	}
	if err == nil {
		v.Back("/tasks/"+t.ID+"#acts", say.T(v.Ctx, "%s的进展已经填好，等负责人审签。", MonthWord(v.Ctx, r.Month)))
		return nil
	}
	if f.fault, err = frame.FaultOf(err); err != nil {
		return err
	}
	return showFilling(v, f)
}

// reported reads the rest of a report out of the form.
func (f filling) reported(v *frame.Visit, r *task.Report) (err error) {
	if r.Proofs, err = proofsOf(v); err != nil {
		return err
	}
	r.Proofs = append(r.Proofs, recordsOf(f.records)...)
	if s := f.values["figure"]; s != "" {
		d, err := quantity.Parse(s)
		if err != nil {
			return fault.New(fault.Invalid, "累计完成“"+s+"”不是数。", "写阿拉伯数字，例 24 或 1234.5。").At("figure")
		}
		r.Figure = &d
	}
	if s := f.values["expected"]; s != "" {
		if r.Expected, err = civil.ParseDate(s); err != nil {
			return fault.New(fault.Invalid, "预计完成“"+s+"”不是日子。", "例：2026-11-30。").At("expected")
		}
	}
	for _, s := range f.claims {
		n, err := strconv.Atoi(s)
		if err != nil {
			return fault.New(fault.Invalid, "没有第 "+s+" 件成果。", "请从列着的成果里选。").At("claims")
		}
		r.Claims = append(r.Claims, n)
	}
	return nil
}

// open are the deliverables that may still be reported.
func (f filling) open() (all []part.Option) {
	for _, d := range f.Terms.Deliverables {
		if _, there := f.Verified[d.N]; !there {
			all = append(all, part.Option{Value: strconv.Itoa(d.N), Text: d.Words})
		}
	}
	return all
}

// last is the figure before the month, to be seen while filling in.
func (f filling) last(ctx context.Context) string {
	of, figure, ok := f.Reached(f.month.Plus(-1))
	if !ok {
		return say.T(ctx, "从年初到月末的累计数，目标 %s", f.Terms.Target())
	}
	return say.T(ctx, "从年初到月末的累计数；%s是 %s%s，目标 %s", MonthWord(ctx, of), figure, f.Terms.Figure.Unit, f.Terms.Target())
}

// months are those that can be reported, the latest first.
func (f filling) months(ctx context.Context) (all []part.Link) {
	this := civil.MonthOf(f.Today)
	for m := this; !m.Before(f.FirstOwed()) && len(all) < 12; m = m.Plus(-1) {
		word := MonthWord(ctx, m)
		if r := f.ReportOf(m.String()); r != nil {
			if r.State == task.Signed {
				continue
			}
			word += "（" + say.T(ctx, reportWord[r.State]) + "）"
		}
		all = append(all, part.Link{Text: word, Href: "/tasks/" + f.ID + "/progress?month=" + m.String(), Current: m == f.month})
	}
	if !slices.ContainsFunc(all, func(l part.Link) bool { return l.Current }) {
		all = append(all, part.Link{Text: MonthWord(ctx, f.month), Href: "/tasks/" + f.ID + "/progress?month=" + f.month.String(), Current: true})
	}
	return all
}
