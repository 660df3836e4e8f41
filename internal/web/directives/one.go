package directives

import (
	"context"

	"duban/internal/desk"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// Show is a directive with what came of it.
func Show(v *frame.Visit) error {
	d, err := v.House.Desk.ShowDirective(v.Ctx, v.Actor, v.At("directive"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: d.Number, At: "/directives", Styles: []string{style}}, one(v, d))
}

// Acknowledge notes that who gave it has seen what came of it.
func Acknowledge(v *frame.Visit) error {
	k, err := v.House.Desk.AcknowledgeDirective(v.Ctx, v.Actor, v.Call(), v.At("directive"))
	if err != nil {
		return err
	}
	v.Back("/directives/"+k.ID, say.T(v.Ctx, "%s 已阅结。", k.Number))
	return nil
}

// cited is who gave it, when and on what.
func cited(ctx context.Context, d desk.ShownDirective) string {
	s := d.By + "　" + day(ctx, d.GivenOn, d.Story.Today)
	if d.Paper != "" {
		s += "　" + d.Paper
	}
	return s
}

var groundWord = map[string]say.Text{
	directive.OfPerson: say.Text("录入时定的"), directive.OfWords: say.Text("原话里写的"), directive.OfFirst: say.Text("随原批示"),
}

// ground says where the deadline comes from.
func ground(ctx context.Context, d desk.ShownDirective) string {
	if d.Ground == directive.OfParameter {
		n, basis := directive.Workdays(d.Kind, d.Content.Entered.Date())
		return say.T(ctx, "原话没有写，照 %d 个工作日：%s", n, basis)
	}
	return say.T(ctx, groundWord[d.Ground])
}

func facts(ctx context.Context, d desk.ShownDirective) part.Table {
	t := part.Table{ID: "facts", Caption: say.T(ctx, "怎么办的"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "项")}, {Title: say.T(ctx, "内容")}}}
	add := func(name string, c part.Cell) {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: name, Head: true}, c}})
	}
	due := part.Cell{Text: day(ctx, d.Story.Terms.DueOn, d.Story.Today), Sub: ground(ctx, d)}
	if d.Story.Terms.DueOn != d.DueOn {
		due.Sub = say.T(ctx, "交办时是 %s", day(ctx, d.DueOn, d.Story.Today))
	}
	lead := d.Story.Units[d.Story.Terms.Lead]
	helps := ""
	for _, u := range d.Story.Terms.Supports {
		if helps != "" {
			helps += "、"
		}
		unit := d.Story.Units[u]
		helps += unit.Called()
	}
	if helps != "" {
		helps = say.T(ctx, "配合：%s", helps)
	}
	add(say.T(ctx, "承办单位"), part.Cell{Text: lead.Called(), Sub: helps})
	add(say.T(ctx, "时限"), due)
	add(say.T(ctx, "任务"), part.Cell{Text: d.Story.Number + "　" + d.Story.Terms.Title, Href: "/tasks/" + d.Task})
	for _, x := range d.Story.Terms.Deliverables {
		now := say.T(ctx, evidenceWord[x.Evidence]) + "　" + day(ctx, x.DueOn, d.Story.Today)
		if _, there := d.Story.Verified[x.N]; there {
			now += "　" + say.T(ctx, "已核实")
		}
		add(say.T(ctx, "成果"), part.Cell{Text: x.Words, Sub: now})
	}
	entered := d.Entered
	if d.Seated != "" {
		entered = d.Seated
	}
	add(say.T(ctx, "录入"), part.Cell{Text: entered, Sub: frame.Moment(ctx, int64(d.Content.Entered))})
	if d.State == directive.Noted {
		add(say.T(ctx, "阅结"), part.Cell{Text: frame.Moment(ctx, int64(d.NotedAt))})
	}
	return t
}

// waits says that the visitor gave it and has not seen what came of it.
func waits(v *frame.Visit, d desk.ShownDirective) bool {
	return d.State == directive.Answered && d.Giver == v.Actor.Person && v.Actor.May("directive.acknowledge")
}

func standing(ctx context.Context, d desk.ShownDirective) string {
	switch {
	case d.Story.State == task.ClosedOut:
		return say.T(ctx, verdictWord[d.Verdict])
	case stands(d.ListedDirective):
		return say.T(ctx, verdictWord[d.Verdict]) + "。" + d.Of.Pace.Sentence
	}
	return say.T(ctx, stateWord[d.State])
}
