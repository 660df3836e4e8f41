package registers

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// table is a workbook on its way into a register.
type table struct {
	register desk.ListedRegister
	units    []staff.Unit
	plan     *desk.EntryPlan
	name     string
	carried  string
	on       string
	reason   string
	fault    *fault.Fault
}

// Import asks for the workbook.
func Import(v *frame.Visit) error { return importing(v, table{}) }

func importing(v *frame.Visit, t table) error {
	l, err := v.House.Desk.ReadRegister(v.Ctx, v.Actor, desk.EntryPage{Register: v.At("register"), Most: 1})
	if err != nil {
		return err
	}
	t.register, t.units = l.Register, l.Units
	t.on = cmp.Or(t.on, v.Text("on"), l.Today.String())
	t.reason = cmp.Or(t.reason, v.Text("reason"))
	status := http.StatusOK
	if t.fault != nil {
		status = frame.StatusOf(t.fault.Kind)
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "导入条目"), t.fault != nil), importPage(v, t))
}

// Template hands out the workbook to be filled in.
func Template(v *frame.Visit) error {
	l, err := v.House.Desk.ReadRegister(v.Ctx, v.Actor, desk.EntryPage{Register: v.At("register"), Most: 1})
	if err != nil {
		return err
	}
	return frame.Workbook(v, l.Register.Title+say.T(v.Ctx, "模板")+".xlsx", func(w io.Writer) error {
		return v.House.Desk.EntryTemplate(v.Actor, l.Register.ID, w)
	})
}

func handed(v *frame.Visit) (in desk.ImportEntries, err error) {
	in = desk.ImportEntries{Register: v.At("register")}
	if in.File, err = frame.Handed(v); err != nil {
		return in, err
	}
	in.Reason, in.Digest = strings.TrimSpace(v.Text("reason")), v.Text("digest")
	in.On, err = dayOf(v, "on")
	return in, err
}

// Preview shows what a workbook would change, and what is wrong with it.
func Preview(v *frame.Visit) error {
	in, err := handed(v)
	if err != nil {
		return againImport(v, err)
	}
	plan, err := v.House.Desk.PlanEntries(v.Ctx, v.Actor, in)
	if err != nil {
		return againImport(v, err)
	}
	t := table{plan: plan, name: in.File.Name}
	if t.carried, err = frame.Carry(in.File); err != nil {
		return err
	}
	return importing(v, t)
}

func againImport(v *frame.Visit, err error) error {
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return importing(v, table{fault: f})
}

// Take takes a workbook in as it was seen.
func Take(v *frame.Visit) error {
	in, err := handed(v)
	if err != nil {
		return againImport(v, err)
	}
	got, err := v.House.Desk.ImportEntries(v.Ctx, v.Actor, v.Call(), in)
	if err != nil {
		return againImport(v, err)
	}
	v.Back("/registers/"+in.Register, say.T(v.Ctx, "导入了：新增 %d 条，改了 %d 条，%d 条没有变。", got.Added, got.Changed, got.Same))
	return nil
}

// rows are those of a standing, with what each would change.
func (t table) rows(ctx context.Context, s desk.Standing, title string) part.Table {
	p := part.Table{Caption: title, Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "行"), Numeric: true}, {Title: t.register.Name}, {Title: say.T(ctx, "从哪天起")}}}
	if s == desk.ChangedRow {
		p.Columns = append(p.Columns, part.Column{Title: say.T(ctx, "改什么")})
	}
	for _, r := range t.plan.Rows {
		if r.Standing != s {
			continue
		}
		row := part.Row{Cells: []part.Cell{{Text: strconv.Itoa(r.Line)}, {Text: r.Name, Sub: r.Key, Head: true}, {Text: r.On.String()}}}
		if s == desk.ChangedRow {
			var said []string
			for _, d := range r.Differs {
				said = append(said, d.Field.Name+"："+cmp.Or(text(d.Field, d.Before, t.units), "—")+" → "+cmp.Or(text(d.Field, d.After, t.units), "—"))
			}
			row.Cells = append(row.Cells, part.Cell{Text: strings.Join(said, "；")})
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}
