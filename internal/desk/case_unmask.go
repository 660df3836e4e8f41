package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// UnmaskCase shows what a form of a case masks, for a reason that the ledger
// keeps; branch is whose part it is in, "" for the case's own. The kept outcome
// of the act does not hold the value.
func (w *Workspace) UnmaskCase(ctx context.Context, by staff.Actor, call Call, id, branch, field, reason string) (string, error) {
	value := ""
	look := func(tx *store.Tx) error {
		scope, err := staff.ScopeOf(by, "case.unmask")
		if err != nil {
			return err
		}
		row, err := tx.Case(scope, id)
		if err != nil {
			return err
		}
		p, c, _, err := w.fold(tx, row)
		if err != nil {
			return err
		}
		if !masks(p, field) {
			return fault.New(fault.NotFound, "“"+field+"”不是遮盖的字段。", "请刷新页面再看。")
		}
		data := c.Data
		if branch != "" {
			b := c.Branch(branch)
			if b == nil {
				return fault.New(fault.NotFound, "这一件没有叫到这个单位。", "请看“参与单位”里有哪些。")
			}
			data = b.Data
		}
		value = register.Text(data[field])
		return nil
	}
	_, err := perform(ctx, w, by, "case.unmask", call, func(d *deed) (struct{}, error) {
		if err := look(d.tx); err != nil {
			return struct{}{}, err
		}
		d.object = "case/" + id
		return struct{}{}, d.because(field, reason)
	})
	if err != nil {
		return "", err
	}
	err = w.store.Read(ctx, look)
	return value, faulted(err)
}

// masks says that a form of the procedure masks a field.
func masks(p *procedure.Procedure, field string) bool {
	for _, f := range p.EveryForm() {
		if x := f.Field(field); x != nil && x.Masked {
			return true
		}
	}
	return false
}
