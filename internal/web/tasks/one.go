package tasks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// one is the page of a task.
type one struct {
	desk.ShownTask
	fault *fault.Fault
	open  string              // the act whose form has to be mended
	sent  map[string][]string // what it said
	about templ.Component     // the cases that refer to the task, and which may be opened about it
}

// Show is a task with its whole story.
func Show(v *frame.Visit) error { return show(v, v.At("task"), nil, "") }

func show(v *frame.Visit, id string, f *fault.Fault, open string) error {
	t, err := v.House.Desk.ShowTask(v.Ctx, v.Actor, id)
	if err != nil {
		return err
	}
	d := one{ShownTask: t, fault: f, open: open}
	if v.Actor.May("case.list") && t.State != task.Drafted {
		if d.about, err = cases.About(v, "task", id); err != nil {
			return err
		}
	}
	status := 200
	if f != nil {
		status, d.sent = frame.StatusOf(f.Kind), v.R.PostForm
	}
	return v.ShowAs(status, frame.Sheet{Title: t.Number + " " + t.Terms.Title, At: "/tasks", Styles: []string{style}}, page(v, d))
}

// said is what the form of an act said before, "" for a fresh one.
func (d one) said(act, name string) string {
	if d.open == act && len(d.sent[name]) > 0 {
		return d.sent[name][0]
	}
	return ""
}

func (d one) field(ctx context.Context, act, name, label, hint string, optional bool) part.Field {
	f := part.Field{Name: name, ID: "f-" + act + "-" + name, Label: label, Hint: hint, Value: d.said(act, name), Optional: optional}
	if d.open == act && d.fault != nil && d.fault.Field == name {
		f.Error = say.Whole(ctx, d.fault)
	}
	return f
}

// may says whether the actor may do an act on the task as it stands.
func (d one) may(v *frame.Visit, act string, states ...task.State) bool {
	return slices.Contains(states, d.State) && desk.MayOnTask(v.Actor, act, d.Task)
}

// figures are the four things to see first.
type seen struct {
	label, note string
	amount      part.Amount
}

func (d one) figures(ctx context.Context) (all []seen) {
	p := d.Pace
	if f := d.Terms.Figure; f != nil {
		done := seen{label: say.T(ctx, "已完成"), amount: part.Amount{Value: p.Done.String(), Unit: f.Unit, Big: true}, note: say.T(ctx, "目标 %s", d.Terms.Target())}
		switch {
		case p.Of.Zero():
			done.note = say.T(ctx, "还没有审签过的数，目标 %s", d.Terms.Target())
		case len(d.Allocation) > 0:
			done.amount.Source = &part.Source{Origin: part.Reckoned, Note: say.T(ctx, "%d 份加起来", len(d.Allocation))}
		default:
			done.amount.Source = &part.Source{Origin: part.Reported, Note: say.T(ctx, "%s的进展，已审签", MonthWord(ctx, p.Of)), Href: "#m-" + p.Of.String()}
		}
		due := seen{label: say.T(ctx, "到 %s应完成", day(ctx, p.AsOf, d.Today)), amount: part.Amount{Value: p.Due.String(), Unit: f.Unit, Big: true, Source: &part.Source{Origin: part.Reckoned, Note: p.Sentence, Href: "#why"}}, note: say.T(ctx, courseWord[f.Course])}
		all = append(all, done, due)
	} else {
		n := 0
		for _, x := range d.Terms.Deliverables {
			if _, there := d.Verified[x.N]; there {
				n++
			}
		}
		all = append(all,
			seen{label: say.T(ctx, "已核实的成果"), amount: part.Amount{Value: frame.Itoa(n), Unit: say.T(ctx, "件"), Big: true}, note: say.T(ctx, "共 %d 件", len(d.Terms.Deliverables))},
			seen{label: say.T(ctx, "到 %s应有的权重", day(ctx, p.On, d.Today)), amount: part.Amount{Value: p.Due.String(), Big: true, Source: &part.Source{Origin: part.Reckoned, Note: p.Sentence, Href: "#why"}}, note: say.T(ctx, "已核实的权重 %s，全部 %s", p.Done, p.Whole)})
	}
	return all
}

var courseWord = map[task.Course]say.Text{task.Line: say.Text("按日均匀"), task.Season: say.Text("按往年各月份额"), task.ByNode: say.Text("按季度节点"), task.Constant: say.Text("每期都应达到")}

// left says how long there is to the deadline.
func (d one) left(ctx context.Context) string {
	n := d.Terms.DueOn.Days() - d.Today.Days()
	switch {
	case d.Terms.DueOn.Zero():
		return ""
	case d.State.Ended():
		return say.T(ctx, stateWord[d.State])
	case n < 0:
		return say.T(ctx, "过了 %d 日", -n)
	case n == 0:
		return say.T(ctx, "今天到期")
	}
	return say.T(ctx, "还有 %d 日", n)
}

// view is how the unit sees itself, "" where it did not say.
func (d one) view() (c task.Colour, of civil.Month) {
	for i := len(d.Reports) - 1; i >= 0; i-- {
		if r := d.Reports[i]; r.Counts() {
			return r.View, r.Month
		}
	}
	return "", of
}

// chart is what was reached by each month beside what was due.
func (d one) chart(ctx context.Context) (part.Chart, bool) {
	f := d.Terms.Figure
	if f == nil || d.IssuedOn.Zero() {
		return part.Chart{}, false
	}
	first, last := civil.MonthOf(d.Terms.BeginsOn), civil.MonthOf(d.Terms.DueOn)
	if n := last.Number() - first.Number(); n < 1 || n > 35 {
		return part.Chart{}, false
	}
	c := part.Chart{ID: "way", Title: d.finding(ctx), Note: say.T(ctx, "截至各月末的累计数，%s；“应完成”%s", f.Unit, say.T(ctx, courseWord[f.Course])), Unit: f.Unit, Draw: part.Lines}
	done, due := part.Series{Name: say.T(ctx, "实际")}, part.Series{Name: say.T(ctx, "应完成"), Hollow: true}
	for m := first; !last.Before(m); m = m.Plus(1) {
		c.Labels = append(c.Labels, say.T(ctx, "%d月", m.Month))
		due.Values = append(due.Values, part.Of(d.DueBy(m.Last())))
		switch of, figure, ok := d.Reached(m); {
		case ok && of == m && !civil.MonthOf(d.Today).Before(m):
			done.Values, done.Links = append(done.Values, part.Of(figure)), append(done.Links, "#m-"+m.String())
		default:
			done.Values, done.Links = append(done.Values, nil), append(done.Links, "")
		}
	}
	c.Series = []part.Series{done, due}
	return c, true
}

// finding is what the chart shows, in a sentence.
func (d one) finding(ctx context.Context) string {
	p := d.Pace
	switch {
	case p.Of.Zero():
		return say.T(ctx, "还没有审签过的数")
	case p.Points == nil:
		return say.T(ctx, "截至 %s 完成 %s%s", MonthWord(ctx, p.Of), p.Done, p.Unit)
	case p.Points.Sign() < 0:
		return say.T(ctx, "比应完成的少 %s 个百分点", p.Points.Neg())
	case p.Points.Sign() > 0:
		return say.T(ctx, "比应完成的多 %s 个百分点", *p.Points)
	}
	return say.T(ctx, "正好是应完成的")
}

// sum is the reckoning of the colour, line by line.
func (d one) sum(ctx context.Context) (rows []sumRow) {
	p, f := d.Pace, d.Terms.Figure
	if f != nil {
		if f.Base.Sign() != 0 {
			rows = append(rows, sumRow{say.T(ctx, "起点"), "", f.Base.String(), f.Unit})
		}
		rows = append(rows, sumRow{say.T(ctx, "目标"), day(ctx, d.Terms.DueOn, d.Today), f.Target.String(), f.Unit},
			sumRow{say.T(ctx, "到 %s应完成", day(ctx, p.AsOf, d.Today)), p.Sentence, p.Due.String(), f.Unit})
		note := ""
		if !p.Of.Zero() {
			note = MonthWord(ctx, p.Of)
		}
		return append(rows, sumRow{say.T(ctx, "已完成"), note, p.Done.String(), f.Unit})
	}
	for _, x := range d.Terms.Deliverables {
		note := say.T(ctx, "%s到期", day(ctx, x.DueOn, d.Today))
		if m, there := d.Verified[x.N]; there {
			note = say.T(ctx, "%s核实", day(ctx, m.On, d.Today))
		}
		rows = append(rows, sumRow{x.Words, note, frame.Itoa(int(x.Weight)), ""})
	}
	return rows
}

type sumRow struct{ what, note, value, unit string }

// ratioText is the last line of the reckoning.
func (d one) ratioText() string {
	if d.Pace.Ratio == nil {
		return ""
	}
	if f := d.Terms.Figure; f != nil && f.AtMost {
		return fmt.Sprintf("%s ÷ %s", d.Pace.Due, d.Pace.Done)
	}
	if f := d.Terms.Figure; f != nil && f.Base.Sign() != 0 && f.Course != task.Constant {
		return fmt.Sprintf("(%s − %s) ÷ (%s − %s)", d.Pace.Done, f.Base, d.Pace.Due, f.Base)
	}
	return fmt.Sprintf("%s ÷ %s", d.Pace.Done, d.Pace.Due)
}

// rules are the lines of the profile, and which of them gave the colour.
type ruleRow struct {
	state part.State
	word  string
	text  string
	hit   bool
}

func (d one) rules(ctx context.Context) (rows []ruleRow) {
	hit := false
	for _, r := range task.ProfileNamed(d.Practice.Profile).Rules {
		this := !hit && r.Colour == d.Pace.Colour && strings.HasPrefix(d.Pace.Why, r.Words)
		hit = hit || this
		word := StateOf(&task.Task{}, r.Colour).Word(ctx)
		if r.Colour == task.Orange {
			word = say.T(ctx, "橙")
		}
		text := profiled(ctx, r.Words)
		switch r.Rule {
		case "below":
			text = say.T(ctx, "完成 ÷ 应完成 小于 %s", r.Threshold)
		case "near":
			text = say.T(ctx, "离时限不到 %s 日", r.Threshold)
		}
		rows = append(rows, ruleRow{StateOf(&task.Task{}, r.Colour), word, text, this})
	}
	return rows
}

// events are the story, the newest first.
func (d one) story(ctx context.Context) (all []part.Event) {
	for i := len(d.Events) - 1; i >= 0; i-- {
		e := d.Events[i]
		at := e.HappenedAt.Date()
		x := part.Event{When: day(ctx, at, d.Today), ISO: at.String(), What: d.what(ctx, e), Mark: "i"}
		by := []string{UnitName(d.Units, e.Unit), d.People[e.Person]}
		if late := e.RecordedAt.DayNumber() - e.HappenedAt.DayNumber(); late > 0 && e.RecordedAt != 0 {
			by = append(by, say.T(ctx, "%s补录", day(ctx, e.RecordedAt.Date(), d.Today)))
		}
		x.By = strings.Join(slices.DeleteFunc(by, func(s string) bool { return s == "" }), "　")
		switch e.Act {
		case task.Issue, task.Extend, task.Retarget, task.Relead, task.Supervise:
			x.Mark = "doc"
		case task.Return, task.SendBack, task.Dispute, task.Object:
			x.Mark, x.State = "", part.Yellow
		case task.CloseOut:
			x.Mark, x.State = "", part.Blue
		case task.Verify:
			x.Mark, x.State = "", part.Green
		case task.Suspend:
			x.Mark, x.State = "", part.Suspended
		}
		x.Body = told(d, e)
		all = append(all, x)
	}
	return all
}

// what names an event with the number that matters.
func (d one) what(ctx context.Context, e task.Event) string {
	act := say.T(ctx, actWord[e.Act])
	switch {
	case e.Report != nil && e.Report.Figure != nil:
		return say.T(ctx, "%s %s：%s%s", act, MonthWord(ctx, e.Report.Month), *e.Report.Figure, d.Terms.Figure.Unit)
	case e.Report != nil:
		return act + "　" + MonthWord(ctx, e.Report.Month)
	case e.Month != "":
		m, err := civil.ParseMonth(e.Month)
		if err == nil {
			return act + "　" + MonthWord(ctx, m)
		}
	case e.Act == task.Issue || e.Act == task.Extend || e.Act == task.Retarget || e.Act == task.Relead || e.Act == task.Suspend:
		return act + "　" + e.Document
	}
	return act
}

// before is what the terms were when an event came.
func (d one) before(e task.Event) (t task.Terms, ok bool) {
	for _, o := range d.Events {
		if o.Seq >= e.Seq {
			break
		}
		if o.Terms != nil {
			t, ok = *o.Terms, true
		}
	}
	return t, ok
}

// changes are what an event made different, old and new.
func (d one) changes(ctx context.Context, e task.Event) (rows []string) {
	was, ok := d.before(e)
	if !ok || e.Terms == nil {
		return nil
	}
	now := *e.Terms
	add := func(what, old, new string) {
		if old != new {
			rows = append(rows, say.T(ctx, "%s：%s → %s", what, orNothing(ctx, old), orNothing(ctx, new)))
		}
	}
	add(say.T(ctx, "工作任务"), was.Title, now.Title)
	add(say.T(ctx, "类别"), say.T(ctx, categoryWord[was.Category]), say.T(ctx, categoryWord[now.Category]))
	add(say.T(ctx, "牵头单位"), UnitName(d.Units, was.Lead), UnitName(d.Units, now.Lead))
	add(say.T(ctx, "配合单位"), unitNames(d.Units, was.Supports), unitNames(d.Units, now.Supports))
	add(say.T(ctx, "责任领导"), was.Leader, now.Leader)
	add(say.T(ctx, "完成时限"), day(ctx, was.DueOn, d.Today), day(ctx, now.DueOn, d.Today))
	add(say.T(ctx, "年度目标"), was.Goal, now.Goal)
	add(say.T(ctx, "目标值"), was.Target(), now.Target())
	add(say.T(ctx, "成果"), deliverables(ctx, d, was), deliverables(ctx, d, now))
	return rows
}

func deliverables(ctx context.Context, d one, t task.Terms) string {
	var all []string
	for _, x := range t.Deliverables {
		all = append(all, x.Words+"（"+day(ctx, x.DueOn, d.Today)+"）")
	}
	return strings.Join(all, "；")
}

func orNothing(ctx context.Context, s string) string {
	if s == "" {
		return say.T(ctx, "没有")
	}
	return "“" + s + "”"
}

var actWord = map[task.Act]say.Text{
	task.Draft: say.Text("草拟"), task.Amend: say.Text("改稿"), task.Ask: say.Text("征求意见"), task.Claim: say.Text("认领"), task.Object: say.Text("提出异议"),
	task.Settle: say.Text("答复异议"), task.Issue: say.Text("印发"), task.Migrate: say.Text("从原有台账转入"), task.SignFor: say.Text("签收"), task.Allocate: say.Text("分解"),
	task.Fill: say.Text("填报进展"), task.Sign: say.Text("审签进展"), task.Return: say.Text("退回进展"), task.Verify: say.Text("核实成果"), task.Dispute: say.Text("成果不实"),
	task.Extend: say.Text("延期"), task.Retarget: say.Text("调整目标"), task.Relead: say.Text("调整牵头单位"), task.Suspend: say.Text("中止"), task.Resume: say.Text("恢复"),
	task.Apply: say.Text("申请办结"), task.SendBack: say.Text("退回办结申请"), task.CloseOut: say.Text("办结销号"), task.Withdraw: say.Text("撤回"), task.Supervise: say.Text("督办"),
}

// proofHref is where a proof can be seen.
func (d one) proofHref(p task.Proof) templ.SafeURL {
	switch {
	case p.File != "":
		return templ.SafeURL("/tasks/" + d.ID + "/proofs/" + p.File + "/file")
	case p.Link != "":
		return templ.URL(p.Link)
	case p.Noun == "case":
		return templ.SafeURL("/cases/" + p.Object)
	case p.Noun == "project":
		return templ.SafeURL("/projects/" + p.Object)
	}
	return "#"
}

// parts are the shares of an allocated task.
func (d one) parts(ctx context.Context) part.Table {
	t := part.Table{ID: "parts", Caption: say.T(ctx, "分解"), Quiet: true, Fold: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "份额"), Numeric: true}, {Title: say.T(ctx, "已完成"), Numeric: true}, {Title: say.T(ctx, "颜色")}}}
	sum := quantity.Int(0)
	for _, x := range d.Parts {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: UnitName(d.Units, x.Terms.Lead), Href: "/tasks/" + x.ID, Head: true},
			{Text: x.Terms.Figure.Target.String(), Unit: x.Terms.Figure.Unit}, {Text: x.Pace.Done.String(), Unit: x.Terms.Figure.Unit}, {Content: Chip(x)}}})
		if s, err := sum.Add(x.Terms.Figure.Target); err == nil {
			sum = s
		}
	}
	t.Foot = []part.Cell{{Text: say.T(ctx, "合计")}, {Text: sum.String(), Unit: d.Terms.Figure.Unit}, {Text: d.Pace.Done.String(), Unit: d.Terms.Figure.Unit}, {}}
	return t
}
