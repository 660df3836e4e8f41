package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
)

// RetryDelivery puts a delivery that failed for good into the outbox again.
func (w *Workspace) RetryDelivery(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "delivery.retry", call, func(d *deed) (struct{}, error) {
		d.object = "delivery/" + id
		x, err := d.tx.Delivery(by.Division, id)
		if err != nil {
			return struct{}{}, err
		}
		if err := call.current(x.Version, "这次推送"); err != nil {
			return struct{}{}, err
		}
		h, err := d.tx.Webhook(by.Division, x.Webhook)
		if err != nil {
			return struct{}{}, err
		}
		switch {
		case x.State == webhook.Delivered:
			return struct{}{}, fault.New(fault.Conflict, "这次推送已经送到。", "不用再推。")
		case !h.Open():
			return struct{}{}, fault.New(fault.Conflict, "“"+h.Label+"”停着，推不出去。", "请安全管理员先恢复推送。")
		}
		x.State, x.Tries, x.NextAt, x.Trouble = webhook.Waiting, 0, d.now, ""
		if err := d.tx.SetDelivery(x); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.tx.TriedWebhook(by.Division, h.ID, 0, 0)
	})
	w.sending.wake()
	return err
}
