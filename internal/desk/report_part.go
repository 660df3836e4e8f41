package desk

import (
	"context"

	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// The parts of a review one by one, for who does not want the whole page.

// report finds a report the actor may read, and reads on in the same moment.
func (w *Workspace) report(ctx context.Context, by staff.Actor, id string, more func(*store.Tx, staff.Scope, review.Report) error) error {
	scope, err := staff.ScopeOf(by, "report.read")
	if err != nil {
		return err
	}
	return faulted(w.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Report(scope, id)
		if err != nil {
			return err
		}
		return more(tx, scope, r)
	}))
}

// ShowReport gives one report without what was read from it.
func (w *Workspace) ShowReport(ctx context.Context, by staff.Actor, id string) (review.Report, error) {
	var r review.Report
	err := w.report(ctx, by, id, func(_ *store.Tx, _ staff.Scope, found review.Report) error { r = found; return nil })
	return r, err
}

// ReportText gives the paragraphs of a report in order.
func (w *Workspace) ReportText(ctx context.Context, by staff.Actor, id string) ([]Paragraph, error) {
	var all []Paragraph
	err := w.report(ctx, by, id, func(tx *store.Tx, _ staff.Scope, _ review.Report) (err error) {
		all, err = tx.Paragraphs(by.Division, id)
		return err
	})
	return all, err
}

// ReportRecords gives the records of a report in the order of its text, also
// those that are not in the register, as far as the actor may see them.
func (w *Workspace) ReportRecords(ctx context.Context, by staff.Actor, id string, p RecordPage) ([]review.Record, error) {
	var all []review.Record
	p.Report = id
	err := w.report(ctx, by, id, func(tx *store.Tx, scope staff.Scope, _ review.Report) error {
		return tx.Records(scope, p, func(r review.Record) (bool, error) { all = append(all, r); return true, nil })
	})
	return all, err
}

// ReportAlarms gives the alarms of a report; who sees only some units sees none.
func (w *Workspace) ReportAlarms(ctx context.Context, by staff.Actor, id string) ([]review.Alarm, error) {
	var all []review.Alarm
	err := w.report(ctx, by, id, func(tx *store.Tx, scope staff.Scope, _ review.Report) (err error) {
		if scope.All() {
			all, err = tx.AlarmsOf(by.Division, id)
		}
		return err
	})
	return all, err
}

// ReportHistory tells who did what with a report, newest first; who sees only
// some units sees nothing.
func (w *Workspace) ReportHistory(ctx context.Context, by staff.Actor, id string, before int64, most int) ([]Told, error) {
	var all []Told
	if before == 0 {
		before = 1 << 62
	}
	err := w.report(ctx, by, id, func(tx *store.Tx, scope staff.Scope, _ review.Report) error {
		if !scope.All() {
			return nil
		}
		acts, err := tx.ActsOn(by.Division, "report/"+id, before, most)
		if err == nil {
			all, err = tell(tx, by.Division, acts)
		}
		return err
	})
	return all, err
}
