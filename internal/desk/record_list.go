package desk

import (
	"context"

	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Listing is a page of the register, with names.
type Listing struct {
	Records []review.Record
	Reports map[string]review.Report
	Units   []staff.Unit
}

// ListRecords lists what is in the register, as far as the actor may see it.
func (w *Workspace) ListRecords(ctx context.Context, by staff.Actor, p store.RecordPage) (Listing, error) {
	l := Listing{Reports: map[string]review.Report{}}
	scope, err := staff.ScopeOf(by, "record.list")
	if err != nil {
		return l, err
	}
	p.Entered = true
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		err := tx.Records(scope, p, func(r review.Record) (bool, error) { l.Records = append(l.Records, r); return true, nil })
		if err != nil {
			return err
		}
		for _, r := range l.Records {
			if _, ok := l.Reports[r.Report]; !ok {
				if l.Reports[r.Report], err = tx.Report(scope, r.Report); err != nil {
					return err
				}
			}
		}
		l.Units, err = tx.Units(by.Division)
		return err
	})
	return l, faulted(err)
}

// Registered is a record of the register with where it comes from and what became of it.
type Registered struct {
	review.Record
	From      review.Report
	Paragraph store.Paragraph
	Units     []staff.Unit
}

// ShowRecord gives one record of the register.
func (w *Workspace) ShowRecord(ctx context.Context, by staff.Actor, report, id string) (Registered, error) {
	var v Registered
	scope, err := staff.ScopeOf(by, "record.list")
	if err != nil {
		return v, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if v.From, err = tx.Report(scope, report); err != nil {
			return err
		}
		if v.Record, err = tx.Record(by.Division, report, id); err != nil {
			return err
		}
		if !scope.All() && (v.EnteredAt == 0 || !scope.Sees(v.Content.Lead)) {
			return store.ErrNotFound
		}
		paragraphs, err := tx.Paragraphs(by.Division, report)
		for _, p := range paragraphs {
			if p.Start <= v.Span.Start && v.Span.Start < p.End {
				v.Paragraph = p
			}
		}
		if err != nil {
			return err
		}
		v.Units, err = tx.Units(by.Division)
		return err
	})
	return v, faulted(err)
}
