package desk

import (
	"context"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// ClosePoll ends a poll and keeps what it came to. Before its last day has passed
// it needs a reason: whoever could end it when it stands well would.
func (w *Workspace) ClosePoll(ctx context.Context, by staff.Actor, call Call, id, reason string) (PollKept, error) {
	return perform(ctx, w, by, "poll.close", call, func(d *deed) (PollKept, error) {
		d.object = "poll/" + id
		// votes that are being kept come first, those that come later find it closed
		runs, err := d.tx.HoldPoll(by.Division, id, 0, 0)
		if err != nil {
			return PollKept{}, err
		}
		x, err := d.tx.Poll(by.Division, id)
		if err != nil {
			return PollKept{}, err
		}
		if !runs {
			return PollKept{}, fault.New(fault.Conflict, "这次测评在 "+civil.Instant(x.ClosedAt).Date().String()+" 已经结束。", "结果不再变，下次公布时带出去。")
		}
		if err := call.current(x.Version, "这次测评"); err != nil {
			return PollKept{}, err
		}
		d.reason = strings.TrimSpace(reason)
		if today := civil.Instant(d.now).Date(); !x.ClosesOn.Before(today) && d.reason == "" {
			return PollKept{}, fault.New(fault.Invalid, "说好评到 "+x.ClosesOn.String()+"，提前结束没有写原因。", "写明为什么提前结束；要不就等到日子过了。").At("reason")
		}
		if x.Totals, err = d.tx.Votes(x); err != nil {
			return PollKept{}, err
		}
		x.ClosedAt, x.ClosedBy = d.now, by.Person
		_, bytes := canonPoll(x)
		x.Seal = d.seal(d.object, x.Seal, bytes)
		return PollKept{x.ID, x.Year, x.Version + 1, x.Totals}, d.tx.ClosePoll(x)
	})
}
