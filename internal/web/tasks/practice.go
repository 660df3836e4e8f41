package tasks

import (
	"context"
	"strconv"

	"duban/internal/base/fault"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// habits is the page of how the office does things.
type habits struct {
	task.Practice
	version int64
	values  map[string]string
	fault   *fault.Fault
}

func (d habits) field(ctx context.Context, name, label, hint string) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: d.values[name]}
	if d.fault != nil && d.fault.Field == name {
		x.Error = say.Whole(ctx, d.fault)
	}
	return x
}

// Practice shows how the office does things, and asks for a change.
func Practice(v *frame.Visit) error { return practised(v, nil) }

func practised(v *frame.Visit, f *fault.Fault) error {
	p, version, err := v.House.Desk.ReadPractice(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	d := habits{Practice: p, version: version, fault: f, values: map[string]string{"report_day": strconv.Itoa(p.ReportDay), "profile": p.Profile, "minutes": strconv.Itoa(p.Minutes)}}
	status := 200
	if f != nil {
		status = frame.StatusOf(f.Kind)
		for k := range d.values {
			d.values[k] = v.Text(k)
		}
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "督办口径"), At: "/tasks", Styles: []string{style}}, practice(v, d))
}

// SetPractice changes how the office does things.
func SetPractice(v *frame.Visit) error {
	p := task.Practice{Profile: v.Text("profile")}
	var err error
	if p.ReportDay, err = strconv.Atoi(v.Text("report_day")); err != nil {
		err = fault.New(fault.Invalid, "报送日“"+v.Text("report_day")+"”不是数。", "写 1 到 31 之间的整数。").At("report_day")
	} else if p.Minutes, err = strconv.Atoi(v.Text("minutes")); err != nil {
		err = fault.New(fault.Invalid, "填报预算“"+v.Text("minutes")+"”不是数。", "写分钟数；不设预算写 0。").At("minutes")
	} else {
		_, err = v.House.Desk.SetPractice(v.Ctx, v.Actor, v.Call(), p)
	}
	if err == nil {
		v.Back("/practice", say.T(v.Ctx, "督办口径已经设好。"))
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return practised(v, f)
}

func profileOptions(ctx context.Context) (all []part.Option) {
	for _, p := range task.Profiles() {
		all = append(all, part.Option{Value: p.Name, Text: profiled(ctx, p.Title), Reason: p.Rules[0].Basis})
	}
	return all
}

func ruleTable(ctx context.Context, p task.Profile) part.Table {
	t := part.Table{ID: "profile-" + p.Name, Caption: profiled(ctx, p.Title), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "颜色")}, {Title: say.T(ctx, "什么时候")}, {Title: say.T(ctx, "依据")}}}
	for _, r := range p.Rules {
		word := StateOf(&task.Task{}, r.Colour).Word(ctx)
		if r.Colour == task.Orange {
			word = say.T(ctx, "橙")
		}
		text := profiled(ctx, r.Words)
		if r.Rule == "below" {
			text += "：" + say.T(ctx, "完成 ÷ 应完成 小于 %s", r.Threshold)
		}
		if r.Rule == "near" {
			text += "：" + say.T(ctx, "离时限不到 %s 日", r.Threshold)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Content: part.ChipSaid(StateOf(&task.Task{}, r.Colour), word)}, {Text: text, Head: true}, {Text: r.Basis}}})
	}
	return t
}
