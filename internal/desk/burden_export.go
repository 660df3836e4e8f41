package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// ExportBurden hands out what ReadBurden reckons: a row for each unit, month and form.
func (w *Workspace) ExportBurden(ctx context.Context, by staff.Actor, p BurdenPage, h Handout) error {
	l := press.List{Title: "填报负担台账", Columns: []press.Column{
		{Key: "unit", Title: "单位", English: "Unit", Kind: press.Link}, {Key: "month", Title: "月份", English: "Month"}, {Key: "form", Title: "报表", English: "Form", Width: 30},
		{Key: "asked", Title: "要报", English: "Asked", Kind: press.Number}, {Key: "filled", Title: "已报", English: "Filled in", Kind: press.Number},
		{Key: "minutes", Title: "要填分钟", English: "Minutes asked", Kind: press.Number}, {Key: "done", Title: "已填分钟", English: "Minutes filled in", Kind: press.Number},
		{Key: "budget", Title: "单位每月预算", English: "Budget of the unit"},
	}}
	return w.handOut(ctx, by, "burden.read", "burden", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		b, err := w.burdenIn(tx, scope, p)
		if err != nil {
			return err
		}
		budgets := budgetsFrom(b.Budgets, b.Usual)
		for _, a := range b.Every {
			u := b.Units[a.Unit]
			if err := add(h.link(u.Called(), "/burden?unit="+u.Code), a.Month.String(), b.Forms[a.Form].Title, a.Times, a.Filled, a.Took, a.Done, budgetSaid(budgets.For(string(u.Kind), a.Month))); err != nil {
				return err
			}
		}
		return nil
	})
}
