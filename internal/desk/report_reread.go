package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/document"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/store"
)

// Reread tells what reading a report again came to.
type Reread struct {
	Reader      string `json:"reader"`
	Differences int    `json:"differences"` // waiting for a person's word
	Alarms      int    `json:"alarms"`      // that the checks had not found before
	Waiting     bool   `json:"waiting"`     // a file that could not be read waits to be read again
}

// RereadReport reads a report again with the reader at work and keeps what it
// would read otherwise, each difference to be decided on by a person; nothing
// that was found or decided changes. It reads the text that is kept, so that
// places stay what they are; a file that could not be read is tried again
// from its bytes.
func (w *Workspace) RereadReport(ctx context.Context, by staff.Actor, call Call, report string) (Reread, error) {
	scope, err := staff.ScopeOf(by, "report.reread")
	if err != nil {
		return Reread{}, err
	}
	var row review.Report
	var units []staff.Unit
	var kept []byte
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if row, err = tx.Report(scope, report); err != nil {
			return err
		}
		if units, err = tx.Units(by.Division); err != nil {
			return err
		}
		kept, err = tx.Text(by.Division, report)
		return err
	})
	if err != nil {
		return Reread{}, faulted(err)
	}
	switch row.State {
	case review.Waiting:
		return Reread{}, fault.New(fault.Conflict, "“"+row.Title+"”正在读。", "等一会儿再看。")
	case review.Erased:
		return Reread{}, fault.New(fault.Refused, "“"+row.Title+"”已经删除。", "")
	case review.Failed:
		return w.tryAgain(ctx, by, call, row)
	}
	doc, err := restoreText(kept)
	if err != nil {
		return Reread{}, err
	}
	found := w.readNow(doc)
	return perform(ctx, w, by, "report.reread", call, func(d *deed) (Reread, error) {
		d.object = "report/" + report
		if err := d.seen(call, row); err != nil {
			return Reread{}, err
		}
		return d.reread(row, found, doc, units)
	})
}

// tryAgain has a file that could not be read wait once more.
func (w *Workspace) tryAgain(ctx context.Context, by staff.Actor, call Call, row review.Report) (Reread, error) {
	out, err := perform(ctx, w, by, "report.reread", call, func(d *deed) (Reread, error) {
		d.object = "report/" + row.ID
		if err := d.seen(call, row); err != nil {
			return Reread{}, err
		}
		row.State, row.Trouble = review.Waiting, ""
		return Reread{Reader: w.readerVersion(), Waiting: true}, d.saveReport(row)
	})
	if err == nil {
		w.beginReading()
	}
	return out, err
}

// seen refuses a report that is not any more as the caller saw it.
func (d *deed) seen(call Call, row review.Report) error {
	return call.current(row.Version, "“"+row.Title+"”")
}

// reread keeps what a reading found otherwise than what is held.
func (d *deed) reread(row review.Report, found *statement.Report, doc *document.Document, units []staff.Unit) (Reread, error) {
	out := Reread{Reader: d.w.readerVersion()}
	held, err := d.tx.RecordsOf(row.Division, row.ID)
	if err != nil {
		return out, err
	}
	earlier, err := d.tx.Rereadings(row.Division, row.ID)
	if err != nil {
		return out, err
	}
	left := map[string]bool{}
	for _, x := range earlier {
		if x.Decision == "left" {
			left[x.Difference.Key()] = true
		}
		if !x.Settled {
			if err := d.settle(x, "superseded"); err != nil {
				return out, err
			}
		}
	}
	for _, one := range review.Compare(held, recordsOf(row, found, leadCodes(d.w.Desk, units))).Single() {
		if left[one.Key()] {
			continue
		}
		x := store.Rereading{Division: row.Division, Report: row.ID, ID: d.newID(), Reader: out.Reader, Difference: one, CreatedAt: d.now}
		object, bytes := canonRereading(x)
		x.Seal = d.seal(object, nil, bytes)
		if err := d.tx.AddRereading(x); err != nil {
			return out, err
		}
		out.Differences++
	}
	if out.Alarms, err = d.newAlarms(row, found); err != nil {
		return out, err
	}
	if out.Differences == 0 {
		return out, d.readBy(row, out.Reader)
	}
	return out, nil
}

// readBy says that all a report holds agrees with a reader, or was decided on beside it.
func (d *deed) readBy(row review.Report, reader string) error {
	if row.Reader == reader {
		return nil
	}
	row.Reader = reader
	return d.saveReport(row)
}

// newAlarms adds what the checks had not found before; what was looked into stays as it is.
func (d *deed) newAlarms(row review.Report, found *statement.Report) (int, error) {
	held, err := d.tx.AlarmsOf(row.Division, row.ID)
	if err != nil {
		return 0, err
	}
	n, added := 0, 0
	known := map[string]bool{}
	for _, a := range held {
		known[a.ID] = true
		n = max(n, a.N)
	}
	for _, a := range alarmsOf(row, d.w.CheckReport(found)) {
		if known[a.ID] {
			continue
		}
		added++
		a.N = n + added
		object, bytes := canonAlarm(a)
		a.Seal = d.seal(object, nil, bytes)
		if err := d.tx.AddAlarm(a); err != nil {
			return added, err
		}
	}
	return added, nil
}

// settle keeps what became of a difference.
func (d *deed) settle(x store.Rereading, decision string) error {
	old := x.Seal
	x.Settled, x.Decision, x.DecidedBy, x.DecidedAt = true, decision, d.by.Person, d.now
	object, bytes := canonRereading(x)
	x.Seal = d.seal(object, old, bytes)
	return d.tx.SettleRereading(x)
}
