package desk

import (
	"context"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// UnmaskEntry shows what is masked of an entry on a day, for a reason that the
// ledger keeps. The act is kept before the value is read, and its kept outcome
// does not hold it: sent again, it is read again.
func (w *Workspace) UnmaskEntry(ctx context.Context, by staff.Actor, call Call, id, field string, on civil.Date, reason string) (string, error) {
	value := ""
	look := func(tx *store.Tx) error {
		row, r, err := w.seenEntry(tx, by, id)
		if err != nil {
			return err
		}
		f := r.Form.Field(field)
		if f == nil || !f.Masked {
			return fault.New(fault.NotFound, "“"+field+"”不是遮盖的字段。", "请刷新页面再看。")
		}
		if !r.MayUnmask(keeperOf(by), row.Unit) {
			return fault.New(fault.Forbidden, "您不能看“"+field+"”的全文。", "这个台账没有让您的岗位看。")
		}
		if on.Zero() {
			on = civil.Instant(w.means.Clock()).Date()
		}
		for i, s := range row.Spans {
			if s.Holds(on) || i == len(row.Spans)-1 {
				value = register.Text(s.Data[field])
				break
			}
		}
		return nil
	}
	_, err := perform(ctx, w, by, "entry.unmask", call, func(d *deed) (struct{}, error) {
		if err := look(d.tx); err != nil {
			return struct{}{}, err
		}
		d.object = "entry/" + id
		return struct{}{}, d.because(field, reason)
	})
	if err != nil {
		return "", err
	}
	err = w.store.Read(ctx, look)
	return value, faulted(err)
}

// because is why somebody looks at what is masked; without a reason nobody does.
func (d *deed) because(field, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "看遮盖的内容要写明理由。", "写一句用来办什么；理由记入账本。").At("reason")
	}
	d.reason = "看“" + field + "”：" + reason
	return nil
}
