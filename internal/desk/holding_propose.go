package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// ProposeHolding puts a person into a post, to be confirmed by the security administrator.
func (w *Workspace) ProposeHolding(ctx context.Context, by staff.Actor, call Call, h staff.Holding) (string, error) {
	if h.Until != 0 && h.Until < h.From {
		return "", fault.New(fault.Invalid, "任职的止日在起日之前。", "请看看两个日期。").At("until")
	}
	return perform(ctx, w, by, "holding.propose", call, func(d *deed) (string, error) { return d.propose(h) })
}

func (d *deed) propose(h staff.Holding) (string, error) {
	h.Division, h.ID, h.State = d.by.Division, d.newID(), staff.Proposed
	if h.From == 0 {
		h.From = dayOf(d.now)
	}
	if h.Manner == "" {
		h.Manner = staff.Regular
	}
	d.object = "holding/" + h.ID
	return h.ID, d.addHolding(h)
}
