package projects

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// ledger is a table of projects on its way in: asked for, its columns being
// pointed out, or previewed.
type ledger struct {
	sheet    *desk.ProjectSheet
	plan     *desk.ProjectPlan
	mapping  []string
	name     string
	carried  string
	period   string
	category string
	unit     string
	reason   string
	choices  desk.ProjectListing
	fault    *fault.Fault
}

// Import asks for the ledger.
func Import(v *frame.Visit) error { return importing(v, ledger{}) }

func importing(v *frame.Visit, l ledger) error {
	status := http.StatusOK
	if l.fault != nil {
		status = frame.StatusOf(l.fault.Kind)
	}
	var err error
	if l.choices, err = v.House.Desk.ListProjects(v.Ctx, v.Actor, desk.ProjectQuery{}); err != nil {
		return err
	}
	if l.period == "" {
		l.period = l.choices.Due.String()
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "导入项目台账"), l.fault != nil), importPage(v, l))
}

// taken is what the form says beside the file.
func (l *ledger) taken(v *frame.Visit, f desk.SheetFile) (in desk.ImportProjects, err error) {
	l.period, l.category, l.unit, l.reason, l.name = v.Text("period"), v.Text("category"), v.Text("unit"), v.Text("reason"), f.Name
	in = desk.ImportProjects{File: f, Category: l.category, Unit: l.unit, Reason: l.reason, Digest: v.Text("digest")}
	if l.period != "" {
		if in.Period, err = project.ReadMonth(l.period); err != nil {
			return in, err
		}
	}
	if n, err := strconv.Atoi(v.Text("columns")); err == nil && n > 0 && n <= 1000 {
		in.Mapping = make([]string, n)
		for i := range in.Mapping {
			in.Mapping[i] = v.Text(fmt.Sprintf("column-%d", i))
		}
		l.mapping = in.Mapping
	}
	return in, nil
}

// Preview shows how the columns of a ledger are understood, and, where that was
// confirmed, now or before, what it would change.
func Preview(v *frame.Visit) error {
	f, err := frame.Handed(v)
	if err != nil {
		return againImport(v, ledger{}, err)
	}
	l := ledger{}
	in, err := l.taken(v, f)
	if err != nil {
		return againImport(v, l, err)
	}
	s, err := v.House.Desk.ReadProjectSheet(v.Ctx, v.Actor, f)
	if err != nil {
		return againImport(v, l, err)
	}
	l.sheet = &s
	if l.carried, err = frame.Carry(f); err != nil {
		return err
	}
	if in.Mapping == nil {
		l.mapping = s.Mapping
		if !s.Remembered || v.Text("again") != "" {
			return importing(v, l)
		}
		in.Mapping = s.Mapping
	}
	if v.Text("again") != "" {
		return importing(v, l)
	}
	if l.plan, err = v.House.Desk.PlanProjects(v.Ctx, v.Actor, in); err != nil {
		return againImport(v, l, err)
	}
	return importing(v, l)
}

func againImport(v *frame.Visit, l ledger, err error) error {
	var other error
	if l.fault, other = frame.FaultOf(err); other != nil {
		return other
	}
	return importing(v, l)
}

// TakeIn takes a ledger in as it was seen.
func TakeIn(v *frame.Visit) error {
	f, err := frame.Handed(v)
	if err != nil {
		return againImport(v, ledger{}, err)
	}
	l := ledger{}
	in, err := l.taken(v, f)
	if err != nil {
		return againImport(v, l, err)
	}
	got, err := v.House.Desk.ImportProjects(v.Ctx, v.Actor, v.Call(), in)
	if err != nil {
		return againImport(v, ledger{}, err)
	}
	v.Back("/projects", say.T(v.Ctx, "导入了：新增 %d 个，改了 %d 个，%d 个没有变。", got.Added, got.Changed, got.Same))
	return nil
}

// options are what a column may be.
func (l ledger) options(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "不读")}}
	for _, h := range l.sheet.Headings {
		all = append(all, part.Option{Value: h.Key, Text: title(ctx, h.Key)})
	}
	return all
}

// samples are what stands in a column in the first rows.
func (l ledger) samples(i int) string {
	var all []string
	for _, r := range l.sheet.First {
		if i < len(r.Cells) && r.Cells[i] != "" {
			all = append(all, r.Cells[i])
		}
	}
	return strings.Join(all[:min(3, len(all))], "；")
}

func (l ledger) wrong(i int) string {
	if l.fault == nil || l.fault.Field != fmt.Sprintf("column-%d", i) {
		return ""
	}
	return l.fault.Sentence + l.fault.Hint
}

// understood says in words which column is which.
func (l ledger) understood(ctx context.Context) string {
	var all []string
	for i, key := range l.mapping {
		if key != "" && i < len(l.sheet.Titles) {
			all = append(all, say.T(ctx, "%s：%s", l.sheet.Titles[i], title(ctx, key)))
		}
	}
	return strings.Join(all, "；")
}

func (l ledger) rows(ctx context.Context, s desk.Standing, caption string) part.Table {
	t := part.Table{Caption: caption, Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "行"), Numeric: true}, {Title: say.T(ctx, "项目")}, {Title: say.T(ctx, "改什么")}}}
	if s == desk.NewRow {
		t.Columns[2].Title = say.T(ctx, "登记什么")
	}
	for _, r := range l.plan.Rows {
		if r.Standing != s {
			continue
		}
		name := part.Cell{Text: r.Name, Head: true}
		if r.ID != "" {
			name.Href = "/projects/" + r.ID
		}
		if r.Wordy {
			name.Sub = say.T(ctx, "这一行只有月进度的文字，没有数，没有读")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.Itoa(r.Line)}, name, {Content: changed(l.choices.Units, r.Changes, s == desk.ChangedRow)}}})
	}
	return t
}

// plain are changes that a person looks at before taking them.
func plain(changes []project.Change) []project.Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c project.Change) bool {
		return c.Key == "name" || strings.HasSuffix(c.Key, ".migrated") || strings.HasPrefix(c.Key, "month.") && strings.HasSuffix(c.Key, ".state")
	})
}

// hidden are the fields that a form passes on.
func (l ledger) hidden() [][2]string {
	all := [][2]string{{"carried", l.carried}, {"period", l.period}, {"category", l.category}, {"unit", l.unit}, {"reason", l.reason}}
	if l.mapping != nil {
		all = append(all, [2]string{"columns", strconv.Itoa(len(l.mapping))})
		for i, key := range l.mapping {
			all = append(all, [2]string{fmt.Sprintf("column-%d", i), key})
		}
	}
	return all
}

// shorter is a change as a preview says it.
func shorter(ctx context.Context, units []staff.Unit, c project.Change, both bool) string {
	after := factText(ctx, units, c.Key, c.After)
	if !both {
		return title(ctx, c.Key) + " " + after
	}
	before := factText(ctx, units, c.Key, c.Before)
	if before == "" {
		before = "—"
	}
	if after == "" {
		after = "—"
	}
	return title(ctx, c.Key) + " " + before + " → " + after
}

func (l ledger) chosen(i int) string {
	if i < len(l.mapping) {
		return l.mapping[i]
	}
	return ""
}
