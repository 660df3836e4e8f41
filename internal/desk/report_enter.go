package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// Entry tells how many records went into the register.
type Entry struct {
	Entered int `json:"entered"`
}

// EnterReport puts all accepted records of a report into the register.
func (w *Workspace) EnterReport(ctx context.Context, by staff.Actor, call Call, report string) (Entry, error) {
	return perform(ctx, w, by, "report.enter", call, func(d *deed) (Entry, error) {
		d.object = "report/" + report
		var out Entry
		scope, err := staff.ScopeOf(by, "report.enter")
		if err != nil {
			return out, err
		}
		row, err := d.tx.Report(scope, report)
		if err != nil {
			return out, err
		}
		if err := call.current(row.Version, "“"+row.Title+"”"); err != nil {
			return out, err
		}
		records, err := d.tx.RecordsOf(by.Division, report)
		if err != nil {
			return out, err
		}
		for _, r := range records {
			if r.State != review.Accepted || r.EnteredAt != 0 {
				continue
			}
			was := r
			r.EnteredAt = d.now
			if err := d.saveRecord(&was, r); err != nil {
				return out, err
			}
			out.Entered++
		}
		if out.Entered == 0 {
			return out, fault.New(fault.Invalid, "没有新采纳的记录可以入册。", "先在右边逐条采纳。")
		}
		if row.State != review.Entered {
			row.State = review.Entered
			return out, d.saveReport(row)
		}
		return out, nil
	})
}
