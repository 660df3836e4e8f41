package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// EndHolding ends a holding today, and the person's sessions with it.
func (w *Workspace) EndHolding(ctx context.Context, by staff.Actor, call Call, id, reason string) error {
	_, err := perform(ctx, w, by, "holding.end", call, func(d *deed) (struct{}, error) {
		d.object, d.reason = "holding/"+id, reason
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return struct{}{}, err
		}
		h, err := d.tx.Holding(by.Division, id)
		if err != nil {
			return struct{}{}, err
		}
		if err := call.current(h.Version, "这次任职"); err != nil {
			return struct{}{}, err
		}
		if h.State == staff.Ended {
			return struct{}{}, fault.New(fault.Conflict, "这次任职已经结束了。", "请刷新看看。")
		}
		if err := d.mayLeave(h); err != nil {
			return struct{}{}, err
		}
		if err := d.moveHolding(h, staff.Ended, dayOf(d.now)); err != nil {
			return struct{}{}, err
		}
		_, err = d.tx.EndSignInsOf(by.Division, h.Person, d.now, "任职结束")
		return struct{}{}, err
	})
	w.forget()
	return err
}
