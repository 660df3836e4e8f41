package requests

import (
	"context"
	"strconv"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	formed "duban/internal/kernel/form"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/tasks"
)

// answering is the page of a request with the forms for what can be done.
type answering struct {
	desk.ShownRequest
	values map[string]string
	files  []string
	fault  *fault.Fault
	stops  bool // the fault is of stopping
}

// Show is a request with its answers.
func Show(v *frame.Visit) error { return showing(v, answering{}) }

func showing(v *frame.Visit, a answering) error {
	var err error
	if a.ShownRequest, err = v.House.Desk.ShowRequest(v.Ctx, v.Actor, v.At("request")); err != nil {
		return err
	}
	if a.values == nil {
		a.values = map[string]string{}
		if m := a.Mine; m != nil {
			a.values["value"], a.values["words"] = m.Value, m.Words
			if m.File != "" {
				a.files = []string{formed.File{Name: m.File, Title: m.Title}.String()}
			}
		}
	}
	status := 200
	if a.fault != nil {
		status = frame.StatusOf(a.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: a.Number, At: "/requests"}, one(v, a))
}

func (a answering) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: a.values[name], Optional: optional}
	if a.fault != nil && a.fault.Field == name {
		x.Error = say.Whole(ctx, a.fault)
	}
	return x
}

// mayAnswer says that the visitor's unit is asked and may still answer.
func (a answering) mayAnswer(v *frame.Visit) bool {
	return a.Mine != nil && a.State == burden.Open && v.Actor.May("request.answer")
}

func (a answering) version() int64 { return a.Mine.Version }

// Answer gives the answer of the visitor's unit.
func Answer(v *frame.Visit) error {
	if err := tasks.Taken(v); err != nil {
		return err
	}
	a := answering{values: map[string]string{"value": v.Text("value"), "words": v.Text("words")}}
	in := burden.Answer{Value: a.values["value"], Words: a.values["words"]}
	err := frame.HandFiles(v, []frame.Place{{Name: "file", Field: "file"}}, frame.ByHand(v))
	if err == nil {
		a.files = v.R.Form["file"]
		for _, s := range a.files {
			if f := formed.FileOf(s); f.Stands() {
				in.File, in.Title = f.Name, f.Title
			}
		}
		_, err = v.House.Desk.AnswerRequest(v.Ctx, v.Actor, v.Call(), v.At("request"), in)
	}
	if err == nil {
		v.Back("/requests/"+v.At("request"), say.T(v.Ctx, "已经答复，不用再报。"))
		return nil
	}
	if a.fault, err = frame.FaultOf(err); err != nil {
		return err
	}
	return showing(v, a)
}

// Stop ends a request that is not wanted any more.
func Stop(v *frame.Visit) error {
	a := answering{stops: true}
	k, err := v.House.Desk.StopRequest(v.Ctx, v.Actor, v.Call(), v.At("request"), v.Text("reason"))
	if err == nil {
		v.Back("/requests/"+k.ID, say.T(v.Ctx, "%s 已经停收。", k.Number))
		return nil
	}
	if a.fault, err = frame.FaultOf(err); err != nil {
		return err
	}
	return showing(v, a)
}

// Reply hands out the file of an answer.
func Reply(v *frame.Visit) error {
	f, err := v.House.Desk.OpenReply(v.Ctx, v.Actor, v.At("request"), v.At("unit"))
	return frame.HandOut(v, f, err)
}

func (a answering) facts(ctx context.Context) part.Table {
	t := part.Table{ID: "facts", Caption: say.T(ctx, "要什么"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "项")}, {Title: say.T(ctx, "内容")}}}
	add := func(name, text, sub string) {
		if text != "" {
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: name, Head: true}, {Text: text, Sub: sub}}})
		}
	}
	add(say.T(ctx, "谁要"), tasks.UnitName(a.ByUnit, a.Office), a.Asker)
	add(say.T(ctx, "为什么要"), a.Why, "")
	add(say.T(ctx, "要的是"), say.T(ctx, sortWord[a.Sort]), a.Measure)
	add(say.T(ctx, "哪天前报"), day(ctx, a.DueOn, a.Today), say.T(ctx, "%s要的", day(ctx, a.AskedOn, a.Today)))
	add(say.T(ctx, "填报用时"), say.T(ctx, "每家约 %d 分钟", a.Minutes), say.T(ctx, "%d 个单位，共 %d 分钟，算在各单位当月的负担里", a.Units, int64(a.Units)*a.Minutes))
	add(say.T(ctx, "和系统里的差在哪里"), a.Differs, near(a.ShownRequest))
	add(say.T(ctx, "为什么不要了"), a.Stop, "")
	return t
}

func (a answering) replies(ctx context.Context) part.Table {
	t := part.Table{ID: "replies", Caption: say.T(ctx, "答复"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "数"), Numeric: true}, {Title: say.T(ctx, "说明")}, {Title: say.T(ctx, "材料")}, {Title: say.T(ctx, "哪天答的")}}}
	for _, r := range a.Replies {
		c := []part.Cell{{Text: tasks.UnitName(a.ByUnit, r.Unit), Head: true}, {Text: "—"}, {Text: "—"}, {Text: "—"}, {Text: say.T(ctx, "还没有答")}}
		if r.Given() {
			c[4] = part.Cell{Text: day(ctx, r.Entered.Date(), a.Today)}
			if r.Value != "" {
				c[1] = part.Cell{Text: r.Value, Unit: a.Measure}
			}
			if r.Words != "" {
				c[2] = part.Cell{Text: r.Words}
			}
			if r.File != "" {
				c[3] = part.Cell{Text: r.Title, Href: "/requests/" + a.ID + "/replies/" + r.Unit + "/file"}
			}
		}
		t.Rows = append(t.Rows, part.Row{Cells: c})
	}
	return t
}

func (a answering) given() string { return strconv.Itoa(a.Given) + "/" + strconv.Itoa(a.Units) }
