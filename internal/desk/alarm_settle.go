package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// SettleAlarm says that somebody has looked into an alarm: it is mended, or the text stands.
func (w *Workspace) SettleAlarm(ctx context.Context, by staff.Actor, call Call, report, alarm, reason string) error {
	_, err := perform(ctx, w, by, "alarm.settle", call, func(d *deed) (struct{}, error) {
		d.object, d.reason = "report/"+report, reason
		var none struct{}
		scope, err := staff.ScopeOf(by, "alarm.settle")
		if err != nil {
			return none, err
		}
		if _, err := d.tx.Report(scope, report); err != nil {
			return none, err
		}
		all, err := d.tx.AlarmsOf(by.Division, report)
		if err != nil {
			return none, err
		}
		for _, a := range all {
			if a.ID != alarm {
				continue
			}
			if err := call.current(a.Version, "这处核对"); err != nil {
				return none, err
			}
			if a.Settled {
				return none, fault.New(fault.Conflict, "这处核对已经有人看过了。", "请刷新看看。")
			}
			a.Settled, a.Reason = true, reason
			object, bytes := canonAlarm(a)
			a.Seal = d.seal(object, a.Seal, bytes)
			return none, d.tx.SettleAlarm(a)
		}
		return none, fault.New(fault.NotFound, "没有这处核对。", "请刷新看看。")
	})
	return err
}
