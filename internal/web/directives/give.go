package directives

import (
	"context"
	"net/http"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// form is the form to enter a directive, blank or as it was sent.
type form struct {
	desk.DirectiveForm
	values map[string]string
	fault  *fault.Fault
}

func (f form) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: f.values[name], Optional: optional}
	if f.fault != nil && f.fault.Field == name {
		x.Error = say.Whole(ctx, f.fault)
	}
	return x
}

// more says that the folded part of the form holds something, or what is wrong.
func (f form) more() bool {
	wrong := f.fault != nil && (f.fault.Field == "paper" || f.fault.Field == "deliverable" || f.fault.Field == "evidence" || f.fault.Field == "by" && f.values["seat"] == "")
	return wrong || f.values["paper"]+f.values["deliverable"]+f.values["evidence"]+f.values["by"]+f.values["draft"] != ""
}

// New asks for a directive; ?follows= says which one it goes on with.
func New(v *frame.Visit) error { return asking(v, form{}) }

func asking(v *frame.Visit, f form) error {
	var err error
	if f.DirectiveForm, err = v.House.Desk.BlankDirective(v.Ctx, v.Actor, v.Text("follows")); err != nil {
		return err
	}
	status := http.StatusOK
	if f.fault != nil {
		status = frame.StatusOf(f.fault.Kind)
	}
	if f.values == nil {
		f.values = map[string]string{"on": f.Today.String()}
		for i, g := range f.Givers {
			if g.Seat == v.Actor.Post || i == 0 && f.values["seat"] == "" {
				f.values["seat"] = g.Seat
			}
		}
		if f.First != nil {
			f.values["lead"] = f.First.Unit
			for _, g := range f.Givers {
				if g.Person == f.First.Giver {
					f.values["seat"] = g.Seat
				}
			}
		}
	}
	title := say.T(v.Ctx, "录一条批示")
	if f.First != nil {
		title = say.T(v.Ctx, "再批")
	}
	return v.ShowAs(status, frame.Sheet{Title: title, At: "/directives", Styles: []string{style}}, give(v, title, f))
}

// Add keeps a directive.
func Add(v *frame.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "表没有传完整。", "请再试一次。").Because(err)
	}
	f := form{values: map[string]string{}}
	for _, k := range []string{"seat", "by", "on", "words", "paper", "lead", "due_on", "deliverable", "evidence", "draft"} {
		f.values[k] = v.Text(k)
	}
	in := desk.GiveDirective{Seat: f.values["seat"], By: f.values["by"], Words: f.values["words"], Paper: f.values["paper"], Lead: f.values["lead"],
		Deliverable: f.values["deliverable"], Evidence: statement.Evidence(f.values["evidence"]), Follows: v.Text("follows"), Draft: f.values["draft"] == "yes"}
	if in.By != "" {
		in.Seat = ""
	}
	var err error
	if in.On, err = dayOf(f.values["on"], "on"); err == nil {
		in.DueOn, err = dayOf(f.values["due_on"], "due_on")
	}
	var kept desk.DirectiveKept
	if err == nil {
		kept, err = v.House.Desk.AddDirective(v.Ctx, v.Actor, v.Call(), in)
	}
	if err != nil {
		if f.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		return asking(v, f)
	}
	if kept.Issued {
		v.Back("/directives/"+kept.ID, say.T(v.Ctx, "%s 已经交给承办单位。", kept.Number))
	} else {
		v.Back("/directives/"+kept.ID, say.T(v.Ctx, "%s 已经录下，等督查机构下达。", kept.Number))
	}
	return nil
}

func dayOf(text, field string) (civil.Date, error) {
	if text == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		return d, fault.New(fault.Invalid, "“"+text+"”不是日子。", "例：2026-06-03。").At(field)
	}
	return d, nil
}

func (f form) seats(ctx context.Context) (all []part.Option) {
	for _, g := range f.Givers {
		all = append(all, part.Option{Value: g.Seat, Text: g.Post + "（" + g.Name + "）"})
	}
	return append(all, part.Option{Text: say.T(ctx, "别人，写在下面")})
}

var evidenceWord = map[statement.Evidence]say.Text{
	statement.Issued: say.Text("文件"), statement.Meeting: say.Text("会议"), statement.Started: say.Text("开工"), statement.Acceptance: say.Text("验收"),
	statement.Figures: say.Text("统计数据"), statement.Certificate: say.Text("授牌批复"), statement.Contract: say.Text("签约合同"),
	statement.Inspection: say.Text("检查整改"), statement.Roster: say.Text("名单台账"),
}

func evidences(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "按原话里的动词")}}
	for _, e := range task.Evidences {
		all = append(all, part.Option{Value: string(e), Text: say.T(ctx, evidenceWord[e])})
	}
	return all
}
