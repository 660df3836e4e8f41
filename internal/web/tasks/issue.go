package tasks

import (
	"context"
	"io"
	"slices"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// issuing is the page on which drafts are chosen and given out.
type issuing struct {
	desk.TaskList
	values map[string]string
	chosen []string
	fault  *fault.Fault
	issued []task.Issuance
	added  []burden.Added // what the chosen ones would ask more of their units
}

func (d issuing) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: d.values[name], Optional: optional}
	if d.fault != nil && d.fault.Field == name {
		x.Error = say.Whole(ctx, d.fault)
	}
	return x
}

func issuePage(v *frame.Visit, d issuing) error {
	var err error
	if d.TaskList, err = v.House.Desk.ListTasks(v.Ctx, v.Actor, desk.TaskPage{Year: v.Number("year"), Which: "drafts"}); err != nil {
		return err
	}
	if d.issued, err = v.House.Desk.ListIssuances(v.Ctx, v.Actor, d.Year); err != nil {
		return err
	}
	if d.added, err = v.House.Desk.AddedBurden(v.Ctx, v.Actor, d.chosen); err != nil {
		return err
	}
	status := 200
	if d.fault != nil {
		status = frame.StatusOf(d.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "印发任务"), At: "/tasks", Styles: []string{style}}, issue(v, d))
}

// AskIssue shows the drafts and asks under which document they go out.
func AskIssue(v *frame.Visit) error {
	l, err := v.House.Desk.ListTasks(v.Ctx, v.Actor, desk.TaskPage{Year: v.Number("year")})
	if err != nil {
		return err
	}
	y, name := strconv.Itoa(l.Year), v.Actor.DivisionName
	d := issuing{values: map[string]string{"issuer": name + "人民政府办公室", "to": "各镇人民政府、街道办事处，市政府各部门：",
		"title":     name + "人民政府办公室关于印发" + y + "年政府工作报告重点任务责任分解的通知",
		"words":     y + "年政府工作报告确定的重点任务已经责任分解，现印发给你们，请认真组织实施。\n牵头单位对任务负总责，配合单位按职责分工配合。每月按时报送进展，附佐证材料。",
		"issued_on": l.Today.String()}}
	for _, t := range l.All {
		if (t.State == task.Drafted || t.State == task.Asked) && lacks(v.Ctx, t) == "" {
			d.chosen = append(d.chosen, t.ID)
		}
	}
	return issuePage(v, d)
}

// lacks says what a draft needs before it can go out, "" for nothing.
func lacks(ctx context.Context, t desk.ListedTask) string {
	switch {
	case t.Terms.Lead == "":
		return say.T(ctx, "没有牵头单位")
	case t.Terms.DueOn.Zero():
		return say.T(ctx, "没有完成时限")
	case t.Terms.Figure == nil && len(t.Terms.Deliverables) == 0:
		return say.T(ctx, "没有数，也没有成果")
	case slices.ContainsFunc(t.Opinions, func(o task.Opinion) bool { return !o.Claim }):
		return say.T(ctx, "有异议没有答复")
	}
	return ""
}

// Issue gives the chosen drafts out, or asks their units about them.
func Issue(v *frame.Visit) error {
	d := issuing{values: map[string]string{}, chosen: nil}
	if err := Taken(v); err != nil {
		return err
	}
	d.chosen = v.R.PostForm["tasks"]
	for _, k := range []string{"number", "title", "issuer", "to", "words", "copies", "issued_on"} {
		d.values[k] = v.Text(k)
	}
	if v.Text("reckon") != "" {
		return issuePage(v, d)
	}
	var err error
	if v.Text("ask") != "" {
		if len(d.chosen) == 0 {
			err = fault.New(fault.Invalid, "没有选要征求意见的任务。", "请至少选一项。").At("tasks")
		} else if _, err = v.House.Desk.AskOnTasks(v.Ctx, v.Actor, v.Call(), d.chosen); err == nil {
			v.Back("/tasks?which=drafts", say.T(v.Ctx, "%d 项任务已经征求意见。", len(d.chosen)))
			return nil
		}
	} else {
		i := task.Issuance{Number: d.values["number"], Title: d.values["title"], Issuer: d.values["issuer"], To: d.values["to"], Words: d.values["words"], Copies: d.values["copies"], Tasks: d.chosen}
		if i.IssuedOn, err = civil.ParseDate(d.values["issued_on"]); err != nil && d.values["issued_on"] != "" {
			err = fault.New(fault.Invalid, "印发日期“"+d.values["issued_on"]+"”不对。", "例：2026-02-10。").At("issued_on")
		} else {
			i, err = v.House.Desk.IssueTasks(v.Ctx, v.Actor, v.Call(), i)
		}
		if err == nil {
			v.Back("/issued/"+i.ID, say.T(v.Ctx, "%d 项任务已经印发。", len(i.Tasks)))
			return nil
		}
	}
	if d.fault, err = frame.FaultOf(err); err != nil {
		return err
	}
	return issuePage(v, d)
}

// Issued is a document under which tasks were given out.
func Issued(v *frame.Visit) error {
	i, err := v.House.Desk.ReadIssuance(v.Ctx, v.Actor, v.At("issuance"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: i.Number, At: "/tasks", Styles: []string{style}}, issued(v, i))
}

// IssuedFile is the notice as PDF or Word.
func IssuedFile(v *frame.Visit) error {
	return v.HandOutPaper("pdf", func(as string, begin func(title, name string) io.Writer) error {
		return v.House.Desk.PressIssuance(v.Ctx, v.Actor, v.At("issuance"), as, begin)
	})
}

// burdenTable says how many minutes more a month each unit gets.
func (d issuing) burdenTable(ctx context.Context) part.Table {
	t := part.Table{ID: "added", Caption: say.T(ctx, "给各单位每月加多少填报"), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "牵头单位")}, {Title: say.T(ctx, "多报几项"), Numeric: true}, {Title: say.T(ctx, "原有分钟"), Numeric: true}, {Title: say.T(ctx, "再加分钟"), Numeric: true}, {Title: say.T(ctx, "预算"), Numeric: true}, {Title: say.T(ctx, "超没超")}},
		Empty: part.EmptyPage(say.T(ctx, "没有选任务"), "")}
	for _, a := range d.added {
		budget, over := part.Cell{Text: "—"}, part.Cell{Text: "—"}
		if n := a.Budget.Minutes; n > 0 {
			budget.Text, over.Content = strconv.FormatInt(n, 10), part.ChipSaid(part.Green, say.T(ctx, "余 %d 分钟", n-a.After()))
			if a.Over() {
				over.Content = part.ChipSaid(part.Yellow, say.T(ctx, "超 %d 分钟", a.After()-n))
				if a.Budget.Refuses {
					over.Content = part.ChipSaid(part.Red, say.T(ctx, "超 %d 分钟，不准再加", a.After()-n))
				}
			}
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: UnitName(d.Units, a.Unit), Href: "/burden?unit=" + a.Unit, Head: true}, {Text: strconv.FormatInt(a.Times, 10)}, {Text: strconv.FormatInt(a.Before, 10)}, {Text: strconv.FormatInt(a.More, 10)}, budget, over}})
	}
	return t
}

func (d issuing) overs() (n int) {
	for _, a := range d.added {
		if a.Over() {
			n++
		}
	}
	return n
}

func (d issuing) more() (n int64) {
	for _, a := range d.added {
		n += a.More
	}
	return n
}

func issuedTable(ctx context.Context, i desk.ShownIssuance) part.Table {
	t := part.Table{ID: "issued", Caption: say.T(ctx, "任务分解表"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "任务")}, {Title: say.T(ctx, "牵头单位")}, {Title: say.T(ctx, "配合单位")}, {Title: say.T(ctx, "时限")}, {Title: say.T(ctx, "状态")}},
		Empty: part.EmptyPage(say.T(ctx, "没有您看得到的任务"), "")}
	for _, x := range i.Shown {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Terms.Title, Sub: x.Number, Href: "/tasks/" + x.ID, Head: true}, {Text: UnitName(i.Units, x.Terms.Lead)}, {Text: unitNames(i.Units, x.Terms.Supports)}, {Text: day(ctx, x.Terms.DueOn, i.Today)}, {Text: say.T(ctx, stateWord[x.State])}}})
	}
	return t
}
