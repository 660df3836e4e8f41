package tasks

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// spare is how many empty rows a form has for deliverables.
const spare = 3

// form is what a task asks, as a form: a new draft, a draft's amendment, or the
// target of an issued task.
type form struct {
	task    *desk.ShownTask // nil for a new one
	target  bool            // of an issued task: only what is to be reached
	values  map[string]string
	rows    []row
	units   map[string]staff.Unit
	fault   *fault.Fault
	action  string
	version int64
	today   civil.Date
}

// row is a deliverable as the form has it.
type row struct{ n, words, evidence, due, weight string }

func (f form) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: f.values[name], Optional: optional}
	if f.fault != nil && f.fault.Field == name {
		x.Error = say.Whole(ctx, f.fault)
	}
	return x
}

func (f form) wrongRow(i int) bool {
	return f.fault != nil && f.fault.Field == "deliverable_"+strconv.Itoa(i+1)
}

// valuesOf writes terms as the form shows them.
func valuesOf(t task.Terms, units map[string]staff.Unit) (map[string]string, []row) {
	v := map[string]string{"title": t.Title, "category": string(t.Category), "year": strconv.Itoa(t.Year), "lead": t.Lead, "supports": unitNames(units, t.Supports), "leader": t.Leader,
		"goal": t.Goal, "begins_on": t.BeginsOn.String(), "due_on": t.DueOn.String(), "weight": strconv.FormatInt(t.Weight, 10)}
	if t.Private {
		v["private"] = "yes"
	}
	if f := t.Figure; f != nil {
		v["subject"], v["unit"], v["target"], v["course"] = f.Subject, f.Unit, f.Target.String(), string(f.Course)
		if f.Base.Sign() != 0 {
			v["base"] = f.Base.String()
		}
		if f.AtMost {
			v["at_most"] = "yes"
		}
		var shares []string
		for _, s := range f.Shares {
			shares = append(shares, strconv.FormatInt(s, 10))
		}
		v["shares"] = strings.Join(shares, ",")
	}
	for q, n := range t.Nodes {
		v[fmt.Sprintf("node_words_%d", q+1)] = n.Words
		if n.Figure != nil {
			v[fmt.Sprintf("node_figure_%d", q+1)] = n.Figure.String()
		}
	}
	var rows []row
	for _, d := range t.Deliverables {
		rows = append(rows, row{strconv.Itoa(d.N), d.Words, string(d.Evidence), d.DueOn.String(), strconv.FormatInt(d.Weight, 10)})
	}
	return v, rows
}

// sentForm is the form as it was sent.
func sentForm(v *frame.Visit) (map[string]string, []row) {
	values := map[string]string{}
	for k := range v.R.PostForm {
		values[k] = strings.TrimSpace(v.R.PostFormValue(k))
	}
	var rows []row
	words, kinds, dues, weights, ns := v.R.PostForm["d_words"], v.R.PostForm["d_evidence"], v.R.PostForm["d_due"], v.R.PostForm["d_weight"], v.R.PostForm["d_n"]
	at := func(list []string, i int) string {
		if i < len(list) {
			return strings.TrimSpace(list[i])
		}
		return ""
	}
	for i := range words {
		if r := (row{at(ns, i), at(words, i), at(kinds, i), at(dues, i), at(weights, i)}); r.words != "" || r.due != "" {
			rows = append(rows, r)
		}
	}
	return values, rows
}

// termsOf reads the terms of a form; what it does not hold stays as it is in base.
func termsOf(values map[string]string, rows []row, base task.Terms, target bool, next int, units map[string]staff.Unit) (task.Terms, error) {
	t := base.Clone()
	wrong := func(field, sentence, hint string) error { return fault.New(fault.Invalid, sentence, hint).At(field) }
	number := func(field, name string) (quantity.Decimal, error) {
		d, err := quantity.Parse(values[field])
		if err != nil {
			return d, wrong(field, name+"“"+values[field]+"”不是数。", "写阿拉伯数字，例 1234.5。")
		}
		return d, nil
	}
	date := func(field, name string) (civil.Date, error) {
		if values[field] == "" {
			return civil.Date{}, nil
		}
		d, err := civil.ParseDate(values[field])
		if err != nil {
			return d, wrong(field, name+"“"+values[field]+"”不是日子。", "例：2026-06-30。")
		}
		return d, nil
	}
	var err error
	if !target {
		t.Title, t.Category, t.Lead, t.Leader = values["title"], task.Category(values["category"]), values["lead"], values["leader"]
		if t.Year, err = strconv.Atoi(values["year"]); err != nil {
			return t, wrong("year", "年度“"+values["year"]+"”不对。", "写四位年份，例 2026。")
		}
		if t.BeginsOn, err = date("begins_on", "起算日"); err != nil {
			return t, err
		}
		if t.BeginsOn.Zero() {
			t.BeginsOn = civil.Date{Year: t.Year, Month: 1, Day: 1}
		}
		if t.DueOn, err = date("due_on", "完成时限"); err != nil {
			return t, err
		}
		if t.Weight, err = strconv.ParseInt(values["weight"], 10, 64); err != nil {
			return t, wrong("weight", "权重“"+values["weight"]+"”不是整数。", "一般写 1。")
		}
		if t.Supports, err = unitsCalled(values["supports"], units); err != nil {
			return t, err
		}
		t.Private = values["private"] == "yes"
	}
	t.Goal = values["goal"]
	t.Figure = nil
	if values["target"] != "" {
		f := task.Figure{Subject: values["subject"], Unit: values["unit"], AtMost: values["at_most"] == "yes", Course: task.Course(values["course"])}
		if base.Figure != nil {
			f.Indicator = base.Figure.Indicator
		}
		if f.Target, err = number("target", "目标值"); err != nil {
			return t, err
		}
		if values["base"] != "" {
			if f.Base, err = number("base", "起点"); err != nil {
				return t, err
			}
		}
		for _, s := range strings.FieldsFunc(values["shares"], func(r rune) bool { return strings.ContainsRune(",，、 \t", r) }) {
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				return t, wrong("shares", "各月份额里的“"+s+"”不是整数。", "十二个月各写一个整数，用逗号隔开。")
			}
			f.Shares = append(f.Shares, n)
		}
		t.Figure = &f
	}
	for q := range t.Nodes {
		n := task.Node{Words: values[fmt.Sprintf("node_words_%d", q+1)]}
		if field := fmt.Sprintf("node_figure_%d", q+1); values[field] != "" {
			d, err := number(field, fmt.Sprintf("第 %d 季度的数", q+1))
			if err != nil {
				return t, err
			}
			if t.Figure == nil {
				return t, wrong(field, fmt.Sprintf("第 %d 季度写了数，却没有目标值。", q+1), "写上目标值和单位，或去掉这个数。")
			}
			n.Figure = &d
		}
		t.Nodes[q] = n
	}
	t.Deliverables = nil
	for i, r := range rows {
		at := "deliverable_" + strconv.Itoa(i+1)
		d := task.Deliverable{Words: r.words, Evidence: statement.Evidence(r.evidence), Weight: 1}
		if d.N, err = strconv.Atoi(r.n); err != nil || r.n == "" {
			d.N = next
			next++
		}
		if r.due != "" {
			if d.DueOn, err = civil.ParseDate(r.due); err != nil {
				return t, wrong(at, "成果“"+r.words+"”的日子“"+r.due+"”不对。", "例：2026-06-30。")
			}
		}
		if r.weight != "" {
			if d.Weight, err = strconv.ParseInt(r.weight, 10, 64); err != nil {
				return t, wrong(at, "成果“"+r.words+"”的权重“"+r.weight+"”不是整数。", "一般写 1。")
			}
		}
		t.Deliverables = append(t.Deliverables, d)
	}
	return t, nil
}

// unitsCalled finds units by what people call them, in a line of names.
func unitsCalled(text string, units map[string]staff.Unit) (codes []string, err error) {
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；; \t\r\n　", r) }) {
		found := ""
		for _, u := range InOrder(units) {
			if u.Code == name || u.Name == name || u.Short == name {
				found = u.Code
				break
			}
		}
		if found == "" {
			return nil, fault.New(fault.Invalid, "“"+name+"”不是本市的单位。", "写单位的全称或简称，用顿号隔开。").At("supports")
		}
		if !slices.Contains(codes, found) {
			codes = append(codes, found)
		}
	}
	return codes, nil
}

// New asks for a task that no report holds.
func New(v *frame.Visit) error {
	l, err := v.House.Desk.ListTasks(v.Ctx, v.Actor, desk.TaskPage{})
	if err != nil {
		return err
	}
	values, rows := valuesOf(task.Annual(l.Today.Year), l.Units)
	if c := v.Text("category"); c != "" {
		values["category"] = c
	}
	return showForm(v, form{values: values, rows: rows, units: l.Units, action: "/tasks/new", today: l.Today})
}

func showForm(v *frame.Visit, f form) error {
	status, title := 200, say.T(v.Ctx, "录一项任务")
	if f.fault != nil {
		status = frame.StatusOf(f.fault.Kind)
	}
	if f.task != nil {
		title = f.task.Number
	}
	return v.ShowAs(status, frame.Sheet{Title: title, At: "/tasks", Styles: []string{style}}, termsForm(v, f))
}

// Add drafts a task by hand.
func Add(v *frame.Visit) error {
	l, err := v.House.Desk.ListTasks(v.Ctx, v.Actor, desk.TaskPage{})
	if err != nil {
		return err
	}
	f := form{units: l.Units, action: "/tasks/new", today: l.Today}
	f.values, f.rows = sentForm(v)
	if v.Text("suggest") != "" {
		return showForm(v, f.suggested())
	}
	terms, err := termsOf(f.values, f.rows, task.Annual(l.Today.Year), false, 1, l.Units)
	if err == nil {
		o := task.Origin{Words: f.values["words"], Reference: f.values["reference"], Giver: f.values["giver"]}
		if o.On, err = civil.ParseDate(f.values["given_on"]); err != nil {
			o.On, err = civil.Date{}, nil
			if f.values["given_on"] != "" {
				err = fault.New(fault.Invalid, "日子“"+f.values["given_on"]+"”不对。", "例：2026-06-30。").At("given_on")
			}
		}
		var kept desk.TaskKept
		if err == nil {
			kept, err = v.House.Desk.DraftTask(v.Ctx, v.Actor, v.Call(), o, terms)
		}
		if err == nil {
			v.Back("/tasks/"+kept.ID, say.T(v.Ctx, "已经录下，编号 %s。", kept.Number))
			return nil
		}
	}
	if f.fault, err = frame.FaultOf(err); err != nil {
		return err
	}
	return showForm(v, f)
}

// suggested puts deliverables by the verb in the place of the form's.
func (f form) suggested() form {
	begin, err := civil.ParseDate(f.values["begins_on"])
	if err != nil {
		begin = civil.Date{Year: f.today.Year, Month: 1, Day: 1}
	}
	due, err := civil.ParseDate(f.values["due_on"])
	if err != nil {
		due = civil.Date{Year: f.today.Year, Month: 12, Day: 31}
		f.values["due_on"] = due.String()
	}
	f.rows = nil
	for _, d := range task.Deliverables("", f.values["title"], nil, begin, due) {
		f.rows = append(f.rows, row{"", d.Words, string(d.Evidence), d.DueOn.String(), strconv.FormatInt(d.Weight, 10)})
	}
	return f
}

// Edit shows the form of a draft, Target that of an issued task's target.
func Edit(v *frame.Visit) error { return editForm(v, false) }

// Target shows what an issued task is to reach, for a change that keeps the old.
func Target(v *frame.Visit) error { return editForm(v, true) }

func editForm(v *frame.Visit, target bool) error {
	t, err := v.House.Desk.ShowTask(v.Ctx, v.Actor, v.At("task"))
	if err != nil {
		return err
	}
	f := formOf(t, target)
	f.values, f.rows = valuesOf(t.Terms, t.Units)
	return showForm(v, f)
}

func formOf(t desk.ShownTask, target bool) form {
	f := form{task: &t, target: target, units: t.Units, version: t.Version, action: "/tasks/" + t.ID + "/edit", today: t.Today}
	if target {
		f.action = "/tasks/" + t.ID + "/target"
	}
	return f
}

// Amend changes a draft.
func Amend(v *frame.Visit) error { return amend(v, false) }

// Retarget changes what an issued task is to reach.
func Retarget(v *frame.Visit) error { return amend(v, true) }

func amend(v *frame.Visit, target bool) error {
	t, err := v.House.Desk.ShowTask(v.Ctx, v.Actor, v.At("task"))
	if err != nil {
		return err
	}
	f := formOf(t, target)
	f.values, f.rows = sentForm(v)
	if v.Text("suggest") != "" {
		return showForm(v, f.suggested())
	}
	terms, err := termsOf(f.values, f.rows, t.Terms, target, t.NextDeliverable(), t.Units)
	if err == nil {
		if target {
			_, err = v.House.Desk.RetargetTask(v.Ctx, v.Actor, v.Call(), t.ID, terms, groundOf(v))
		} else {
			_, err = v.House.Desk.AmendTask(v.Ctx, v.Actor, v.Call(), t.ID, terms, v.Text("reason"))
		}
	}
	if err == nil {
		v.Back("/tasks/"+t.ID, say.T(v.Ctx, "已经改好。"))
		return nil
	}
	if f.fault, err = frame.FaultOf(err); err != nil {
		return err
	}
	return showForm(v, f)
}

func evidenceOptions(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "请选")}}
	for _, e := range task.Evidences {
		all = append(all, part.Option{Value: string(e), Text: say.T(ctx, evidenceWord[e])})
	}
	return all
}

func courseOptions(ctx context.Context) []part.Option {
	var all []part.Option
	for _, c := range task.Courses {
		all = append(all, part.Option{Value: string(c), Text: say.T(ctx, courseWord[c])})
	}
	return all
}
