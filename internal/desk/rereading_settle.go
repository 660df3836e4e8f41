package desk

import (
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Choice (取舍) is what a person decides on one difference of a rereading:
// to take what the newer reader found, or to leave what stands.
type Choice struct {
	Rereading string `json:"rereading"`
	Take      bool   `json:"take"`
	Version   int64  `json:"version"` // of the record as the person saw it; 0 takes it as it is
}

// Settled tells what became of the differences.
type Settled struct {
	Taken int `json:"taken"`
	Left  int `json:"left"`
	Open  int `json:"open"` // still waiting
}

// SettleRereading decides on differences, all that are named or none. A reason
// is asked where the register changes.
func (w *Workspace) SettleRereading(ctx context.Context, by staff.Actor, call Call, report string, choices []Choice, reason string) (Settled, error) {
	if len(choices) == 0 {
		return Settled{}, fault.New(fault.Invalid, "没有选怎么办。", "每一处选“采用”或“保留”。")
	}
	return perform(ctx, w, by, "rereading.settle", call, func(d *deed) (Settled, error) {
		d.object, d.reason = "report/"+report, reason
		var out Settled
		scope, err := staff.ScopeOf(by, "rereading.settle")
		if err != nil {
			return out, err
		}
		row, err := d.tx.Report(scope, report)
		if err != nil {
			return out, err
		}
		if err := d.seen(call, row); err != nil {
			return out, err
		}
		all, err := d.tx.Rereadings(by.Division, report)
		if err != nil {
			return out, err
		}
		all = slices.DeleteFunc(all, func(x store.Rereading) bool { return x.Settled })
		reader := ""
		for _, c := range choices {
			x, ok := find(all, func(x store.Rereading) bool { return x.ID == c.Rereading })
			if !ok {
				return out, fault.New(fault.Conflict, "有一处已经定过，或又重读过。", "请刷新看看现在的样子。")
			}
			all = slices.DeleteFunc(all, func(y store.Rereading) bool { return y.ID == x.ID })
			reader = x.Reader
			decision := "left"
			if c.Take {
				if err := d.take(row, x, c.Version, reason); err != nil {
					return out, err
				}
				decision = "taken"
				out.Taken++
			} else {
				out.Left++
			}
			if err := d.settle(x, decision); err != nil {
				return out, err
			}
		}
		if out.Open = len(all); out.Open == 0 {
			return out, d.readBy(row, reader)
		}
		return out, nil
	})
}

// take does what one difference says.
func (d *deed) take(row review.Report, x store.Rereading, version int64, reason string) error {
	for _, r := range x.Difference.Added {
		r.Mark, r.Division, r.Report, r.State = staff.Mark{}, row.Division, row.ID, review.Found
		if err := d.addRecord(r); err != nil {
			return err
		}
	}
	change := func(id string, f func(r *review.Record) error) error {
		r, err := d.tx.Record(row.Division, row.ID, id)
		if err != nil {
			return err
		}
		if err := (Call{Version: version}).current(r.Version, "“"+r.Title()+"”"); err != nil {
			return err
		}
		was := r
		if err := f(&r); err != nil {
			return err
		}
		_, err = d.decided(&was, r)
		return err
	}
	for _, c := range x.Difference.Changed {
		if err := change(c.Record, func(r *review.Record) error { return r.Reread(c.To, reason) }); err != nil {
			return err
		}
	}
	for _, id := range x.Difference.Gone {
		if err := change(id, func(r *review.Record) error { return r.Unread(x.Reader, reason) }); err != nil {
			return err
		}
	}
	return nil
}
