package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// ShownIssuance is a document under which tasks were given out, with its tasks
// as far as the actor may see them.
type ShownIssuance struct {
	task.Issuance
	Shown []ListedTask
	Units map[string]staff.Unit
	Today civil.Date
}

// ListIssuances lists the documents of a year, of this one for 0, the earliest first.
func (w *Workspace) ListIssuances(ctx context.Context, by staff.Actor, year int) (all []task.Issuance, err error) {
	if err := staff.Permit(by, "task.list", ""); err != nil {
		return nil, err
	}
	if year == 0 {
		year = civil.Instant(w.now()).Date().Year
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Issuances(by.Division, year)
		for _, r := range rows {
			all = append(all, r.Issuance)
		}
		return err
	})
	return all, faulted(err)
}

// ReadIssuance opens a document under which tasks were given out.
func (w *Workspace) ReadIssuance(ctx context.Context, by staff.Actor, id string) (ShownIssuance, error) {
	out := ShownIssuance{Today: civil.Instant(w.now()).Date()}
	scope, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.IssuanceOf(by.Division, id)
		if err != nil {
			return err
		}
		out.Issuance = row.Issuance
		if out.Units, err = unitsOf(tx, by.Division); err != nil {
			return err
		}
		p, err := tx.PracticeOf(by.Division)
		if err != nil {
			return err
		}
		for _, id := range out.Tasks {
			r, err := tx.Task(scope, id)
			if missing(err) {
				continue // another unit's
			}
			if err != nil {
				return err
			}
			if err := gather(tx, by.Division, r.Task); err != nil {
				return err
			}
			out.Shown = append(out.Shown, ListedTask{r.Task, r.Version, r.Task.PaceOn(out.Today, task.ProfileNamed(p.Profile), p.ReportDay)})
		}
		slices.SortFunc(out.Shown, func(a, b ListedTask) int { return strings.Compare(a.Number, b.Number) })
		return nil
	})
	return out, faulted(err)
}

// PressIssuance writes the notice as a file, pdf or docx, once begin has said
// that it may. The table holds what the actor may see.
func (w *Workspace) PressIssuance(ctx context.Context, by staff.Actor, id, as string, begin func(title, name string) io.Writer) error {
	i, err := w.ReadIssuance(ctx, by, id)
	if err != nil {
		return err
	}
	return w.pressPaper(i.paper(), as, func() io.Writer { return begin(i.Title+" "+i.Number, id) })
}

// paper is the notice as a document with the red head.
func (i *ShownIssuance) paper() procedure.Paper {
	p := procedure.Paper{Kind: "通知", Letterhead: true, Organ: i.Issuer, Number: i.Number, Heading: i.Title, To: i.To, Day: i.IssuedOn.String(), CopyTo: i.Copies, Body: []procedure.Block{}}
	for line := range strings.Lines(i.Words) {
		if line = strings.TrimSpace(line); line != "" {
			p.Body = append(p.Body, procedure.Block{Text: line})
		}
	}
	table := procedure.Block{Columns: []string{"序号", "工作任务", "年度目标", "责任领导", "牵头单位", "配合单位", "完成时限"}}
	for n, t := range i.Shown {
		var supports []string
		for _, u := range t.Terms.Supports {
			supports = append(supports, i.unit(u))
		}
		table.Rows = append(table.Rows, []string{fmt.Sprint(n + 1), t.Terms.Title, goalOf(&t.Terms), t.Terms.Leader, i.unit(t.Terms.Lead), strings.Join(supports, "、"), t.Terms.DueOn.String()})
	}
	p.Body = append(p.Body, table)
	return p
}

func (i *ShownIssuance) unit(code string) string { return i.Units[code].Called() }
