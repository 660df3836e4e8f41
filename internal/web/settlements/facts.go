package settlements

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/scorecard"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

type facts struct {
	desk.FactList
	form form
}

// Facts shows the facts that people entered for a year.
func Facts(v *frame.Visit) error { return shownFacts(v, v.Number("y"), nil) }

func shownFacts(v *frame.Visit, year int, wrong *fault.Fault) error {
	l, err := v.House.Desk.ListFacts(v.Ctx, v.Actor, year)
	if err != nil {
		return err
	}
	d := facts{l, formOf(v, wrong, "year", "subject", "fact", "value", "document", "reason")}
	if d.form.values["year"] == "" {
		d.form.values["year"] = strconv.Itoa(l.Year)
	}
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "录入的考核事实"), wrong != nil), entered(v, d))
}

// FactsFile hands out the facts of the year that is shown.
func FactsFile(v *frame.Visit) error {
	year := v.Number("y")
	return v.HandOut("facts", frame.YearText(year), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportFacts(ctx, v.Actor, year, h)
	})
}

// Enter keeps a fact.
func Enter(v *frame.Visit) error {
	in := desk.EnterFact{Year: v.Number("year"), Subject: v.Text("subject"), Fact: v.Text("fact"), Value: v.Text("value"), Document: v.Text("document"), Reason: v.Text("reason")}
	if _, err := v.House.Desk.EnterFact(v.Ctx, v.Actor, v.Call(), in); err != nil {
		if f := mended(err); f != nil {
			year := in.Year
			if year < 1990 || year > 2200 {
				year = 0
			}
			return shownFacts(v, year, f)
		}
		return err
	}
	v.Back("/settlements/facts?y="+strconv.Itoa(in.Year), say.T(v.Ctx, "录入了。已经算过的结算不变，下一次算用它。"))
	return nil
}

func (d facts) subjects(ctx context.Context) (options []part.Option) {
	for _, u := range d.Units {
		name := u.Short
		if name == "" {
			name = u.Name
		}
		options = append(options, part.Option{Value: u.Code, Text: name})
	}
	for _, p := range d.Projects {
		options = append(options, part.Option{Value: p.ID, Text: say.T(ctx, "项目：%s", p.Name)})
	}
	return options
}

func enterable(ctx context.Context) (options []part.Option) {
	for _, f := range desk.EnterableFacts() {
		text := say.T(ctx, "%s（写数：%s）", f.Name, f.About)
		if slices.Contains(f.Of, scorecard.Project) {
			text = say.T(ctx, "%s（项目的，写数：%s）", f.Name, f.About)
		}
		if f.Kind == rule.Flag {
			text = say.T(ctx, "%s（写是或否）", f.Name)
		}
		options = append(options, part.Option{Value: f.Name, Text: text})
	}
	return options
}

// table is a row a fact, with what it was before.
func (d facts) table(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "录入的考核事实"), Quiet: true, Fold: true, Empty: part.EmptyPage(say.T(ctx, "这一年还没有录入"), say.T(ctx, "社会评价、领导评价、表扬和一票否决要有人凭文件录入；没有录入的，结算时照考核表写的办。")),
		Columns: []part.Column{{Title: say.T(ctx, "单位或项目")}, {Title: say.T(ctx, "事实")}, {Title: say.T(ctx, "现在的值"), Numeric: true}, {Title: say.T(ctx, "文件和理由")}, {Title: say.T(ctx, "谁，什么时候")}, {Title: say.T(ctx, "以前的值")}}}
	for _, f := range d.Facts {
		last := f.Story[len(f.Story)-1]
		value := func(x desk.ToldFact) string {
			if x.Value.Kind() == "" {
				return say.T(ctx, "收回")
			}
			return x.Value.String()
		}
		before := ""
		for _, x := range f.Story[:len(f.Story)-1] {
			if before != "" {
				before += " → "
			}
			before += say.T(ctx, "%s（%s，%s）", value(x), frame.Date(ctx, x.RecordedAt), x.Document)
		}
		t.Rows = append(t.Rows, part.Row{ID: "f-" + f.Subject + "-" + f.Fact, Cells: []part.Cell{{Text: f.Name, Head: true}, {Text: f.Fact}, {Text: value(last)}, {Text: last.Document, Sub: last.Reason}, {Text: last.Person, Sub: frame.Moment(ctx, last.RecordedAt)}, {Text: before}}})
	}
	return t
}
