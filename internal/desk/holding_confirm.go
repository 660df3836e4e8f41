package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// ConfirmHolding puts a proposed holding in force.
func (w *Workspace) ConfirmHolding(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "holding.confirm", call, func(d *deed) (struct{}, error) {
		d.object = "holding/" + id
		h, err := d.tx.Holding(by.Division, id)
		if err != nil {
			return struct{}{}, err
		}
		if err := call.current(h.Version, "这次任职"); err != nil {
			return struct{}{}, err
		}
		if h.State != staff.Proposed {
			return struct{}{}, fault.New(fault.Conflict, "这次任职已经办过了。", "请刷新看看。")
		}
		post, err := d.tx.Post(by.Division, h.Post)
		if err != nil {
			return struct{}{}, err
		}
		if h.Person == by.Person {
			return struct{}{}, fault.New(fault.Refused, "不能确认自己的任职。", "请另一位安全管理员确认。")
		}
		if err := d.together(h.Person, h.ID, post.Role); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.moveHolding(h, staff.Confirmed, h.Until)
	})
	w.forget()
	return err
}

func (d *deed) moveHolding(old staff.Holding, state staff.HoldingState, until int64) error {
	h := old
	h.State, h.Until = state, until
	object, bytes := canonHolding(h)
	h.Seal = d.seal(object, old.Seal, bytes)
	return d.tx.SetHolding(h)
}
