package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ReadNotice notes that the actor has read a notice of his own. Reading it again changes nothing.
func (w *Workspace) ReadNotice(ctx context.Context, by staff.Actor, call Call, id string) (Notice, error) {
	return perform(ctx, w, by, "notice.read", call, func(d *deed) (Notice, error) {
		d.object = "notice/" + id
		n, err := d.tx.Notice(by.Division, id)
		if err == nil && n.Person != by.Person {
			err = store.ErrNotFound
		}
		if err != nil || n.ReadAt != 0 {
			return n, err
		}
		return n, d.read(&n)
	})
}

// mostRead is how many notices one act marks.
const mostRead = 200

// ReadNotices notes that the actor has read all his notices, the newest first
// where there are very many, and says how many there were.
func (w *Workspace) ReadNotices(ctx context.Context, by staff.Actor, call Call) (int, error) {
	return perform(ctx, w, by, "notice.read", call, func(d *deed) (int, error) {
		d.object = "person/" + by.Person
		list, err := d.tx.NoticesOf(by.Division, by.Person, false, 1<<62, "~", mostRead)
		if err != nil {
			return 0, err
		}
		if len(list) == 0 {
			return 0, fault.New(fault.Conflict, "没有未读的通知。", "请刷新看看现在的样子。")
		}
		for i := range list {
			if err := d.read(&list[i]); err != nil {
				return 0, err
			}
		}
		return len(list), nil
	})
}

func (d *deed) read(n *Notice) error {
	n.ReadAt = d.now
	object, bytes := canonNotice(*n)
	n.Seal = d.seal(object, n.Seal, bytes)
	return d.tx.ReadNotice(*n)
}
