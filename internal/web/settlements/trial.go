package settlements

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/scorecard"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// knob is a fact of a subject that can be put otherwise: in a what-if, or by a decision.
type knob struct {
	name     string // of the field
	row      string
	rowTitle string
	fact     string
	flag     bool
	text     bool
	kept     string // "" where it is missing
	now      string // as it was written
}

// knobs are the facts of a subject that its card asks for, its own first.
func knobs(v *frame.Visit, s desk.ShownSettlement, of string) (all []knob) {
	if s.Inputs == nil {
		return nil
	}
	i := slices.IndexFunc(s.Inputs.Subjects, func(x scorecard.Subject) bool { return x.ID == of })
	if i < 0 {
		return nil
	}
	x := s.Inputs.Subjects[i]
	needs := s.Card.Needs()
	kinds := map[string]rule.Kind{}
	for _, f := range scorecard.FieldsOf(s.Card.Of) {
		kinds[f.Name] = f.Kind
	}
	add := func(k knob, kind rule.Kind, facts map[string]scorecard.Fact) {
		if f, ok := facts[k.fact]; ok {
			k.kept = f.Value.String()
		}
		k.flag, k.text, k.now = kind == rule.Flag, kind == rule.Text, v.Text(k.name)
		all = append(all, k)
	}
	for n, need := range needs {
		if need.Table == "" {
			add(knob{name: fmt.Sprintf("s%d", n), fact: need.Fact}, kinds[need.Fact], x.Facts)
		}
	}
	t := scorecard.TableOf(s.Card.Of, "tasks")
	if t == nil {
		return all
	}
	rows := slices.Clone(x.Tables[t.Name])
	slices.SortFunc(rows, func(a, b scorecard.Row) int { return strings.Compare(a.Title, b.Title) })
	for _, r := range rows {
		for n, need := range needs {
			if need.Table != t.Name || need.Fact == "" || need.Fact == "类别" {
				continue
			}
			j := slices.IndexFunc(t.Fields, func(f scorecard.Field) bool { return f.Name == need.Fact })
			add(knob{name: fmt.Sprintf("r-%s-%d", r.ID, n), row: r.ID, rowTitle: r.Title, fact: need.Fact}, t.Fields[j].Kind, r.Facts)
		}
	}
	return all
}

// flagWords are how a fact that holds or does not is kept.
var flagWords = map[string]string{"yes": scorecard.Flag(true).String(), "no": scorecard.Flag(false).String()}

// turned are the facts that were put otherwise.
func turned(of string, all []knob) (facts []desk.Supposed) {
	for _, k := range all {
		if k.now != "" && k.now != k.kept && !(k.flag && k.kept == flagWords[k.now]) {
			facts = append(facts, desk.Supposed{Subject: of, Row: k.row, Fact: k.fact, Value: k.now})
		}
	}
	return facts
}

type trial struct {
	desk.ShownSettlement
	choices []desk.ListedSettlement
	subject string
	knobs   []knob
	form    form
	came    *desk.SupposedSettlement
}

// Trial shows what would come out under other facts. Nothing of it is kept.
func Trial(v *frame.Visit) error {
	d := trial{subject: v.Text("subject")}
	status := http.StatusOK
	if id := v.Text("settlement"); id != "" {
		var err error
		came, err := v.House.Desk.SupposeSettlement(v.Ctx, v.Actor, id, nil)
		if err != nil {
			return err
		}
		d.ShownSettlement = came.Settlement
		if d.subject == "" && len(d.Result.Subjects) > 0 {
			d.subject = d.Result.Subjects[0].ID
		}
		d.knobs = knobs(v, d.ShownSettlement, d.subject)
		if facts := turned(d.subject, d.knobs); len(facts) > 0 {
			came, err := v.House.Desk.SupposeSettlement(v.Ctx, v.Actor, id, facts)
			if err != nil {
				f := mended(err)
				if f == nil {
					return err
				}
				d.form.fault, status = f, http.StatusUnprocessableEntity
			} else {
				d.came = &came
			}
		}
	} else {
		l, err := v.House.Desk.ListSettlements(v.Ctx, v.Actor, desk.SettlementPage{Year: v.Number("y")})
		if err != nil {
			return err
		}
		d.choices = l.Settlements
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "试算"), d.form.fault != nil), tried(v, d))
}

type amendment struct {
	subject
	knobs []knob
	form  form
}

// AskAmend asks what an appeal decided.
func AskAmend(v *frame.Visit) error { return askAmend(v, v.At("subject"), nil) }

func askAmend(v *frame.Visit, of string, wrong *fault.Fault) error {
	s, r, err := read(v, v.At("settlement"), of)
	if err != nil {
		return err
	}
	d := amendment{subject{s, *r}, knobs(v, s, of), formOf(v, wrong, "document", "reason")}
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "按申诉决定更正"), wrong != nil), amended(v, d))
}

// Amend settles anew by what an appeal decided.
func Amend(v *frame.Visit) error {
	of := v.Text("subject")
	s, _, err := read(v, v.At("settlement"), of)
	if err != nil {
		return err
	}
	k, err := v.House.Desk.AmendSettlement(v.Ctx, v.Actor, v.Call(), s.ID, turned(of, knobs(v, s, of)), v.Text("document"), v.Text("reason"))
	if err != nil {
		if f := mended(err); f != nil {
			return askAmend(v, of, f)
		}
		return err
	}
	v.Back("/settlements/"+k.ID, say.T(v.Ctx, "更正算好了，原来的还在；等领导确认。"))
	return nil
}

func others(ctx context.Context, all []desk.ListedSettlement) (options []part.Option) {
	for _, s := range all {
		options = append(options, part.Option{Value: s.ID, Text: title(ctx, s) + "（" + state(ctx, s) + "）"})
	}
	return options
}

func subjects(s desk.ShownSettlement) (options []part.Option) {
	for _, r := range s.Result.Subjects {
		options = append(options, part.Option{Value: r.ID, Text: r.Name})
	}
	return options
}

func nameOf(s desk.ShownSettlement, of string) string {
	if r := s.Result.Result(of); r != nil {
		return r.Name
	}
	return of
}

// knobbed is a row a fact, with the place to put it otherwise.
func knobbed(ctx context.Context, all []knob, heading string) part.Table {
	t := part.Table{Caption: heading, Quiet: true, Tight: true, Fold: true, Empty: part.Words(say.T(ctx, "没有可以换的事实。")), Columns: []part.Column{{Title: say.T(ctx, "事实")}, {Title: say.T(ctx, "结算时"), Numeric: true}, {Title: heading}}}
	for _, k := range all {
		c := part.Cell{Text: k.fact, Sub: k.rowTitle, Head: true}
		label := k.fact
		if k.rowTitle != "" {
			label = k.rowTitle + " " + k.fact
		}
		kept := k.kept
		if kept == "" {
			kept = say.T(ctx, "没有")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{c, {Text: kept}, {Content: turn(k, label)}}})
	}
	return t
}
