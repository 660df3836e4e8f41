package desk

import (
	"context"
	"io"

	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Home is what awaits the actor.
type Home struct {
	Reports      []AwaitingReport
	Undertakings []review.Record // of the actor's unit, in the register
	Proposed     int             // holdings to confirm
	Unempowered  int             // posts to empower
}

// AwaitingReport is a report with records to decide or to enter.
type AwaitingReport struct {
	review.Report
	Found, Ready int
}

// Home lists what awaits the actor, by what the post may do.
func (w *Workspace) Home(ctx context.Context, by staff.Actor) (Home, error) {
	var h Home
	if _, err := staff.ScopeOf(by, "home.read"); err != nil {
		return h, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		if by.May("record.accept") {
			scope, err := staff.ScopeOf(by, "report.list")
			if err != nil {
				return err
			}
			rows, err := tx.Reports(scope, store.ReportPage{Most: 30})
			if err != nil {
				return err
			}
			for _, r := range rows {
				a := AwaitingReport{Report: r}
				tally, err := tx.TallyOf(by.Division, r.ID)
				if err != nil {
					return err
				}
				for _, t := range tally {
					switch t.State {
					case review.Found:
						a.Found += t.Count
					case review.Accepted:
						a.Ready += t.Count - t.Entered
					}
				}
				if a.Found+a.Ready > 0 || r.State == review.Waiting || r.State == review.Failed {
					h.Reports = append(h.Reports, a)
				}
			}
		} else if by.May("record.list") {
			scope, err := staff.ScopeOf(by, "record.list")
			if err != nil {
				return err
			}
			if !scope.All() {
				err := tx.Records(scope, store.RecordPage{Sort: review.Undertaking, Entered: true, Most: 20}, func(r review.Record) (bool, error) {
					h.Undertakings = append(h.Undertakings, r)
					return true, nil
				})
				if err != nil {
					return err
				}
			}
		}
		if by.May("holding.confirm") {
			all, err := tx.Holdings(by.Division)
			if err != nil {
				return err
			}
			for _, x := range all {
				if x.State == staff.Proposed {
					h.Proposed++
				}
			}
			posts, err := tx.Posts(by.Division)
			if err != nil {
				return err
			}
			for _, p := range posts {
				if p.Proposed != p.Role && !p.Closed {
					h.Unempowered++
				}
			}
		}
		return nil
	})
	return h, faulted(err)
}

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

// OpenFile gives the bytes a report was read from, and what the file was called.
func (w *Workspace) OpenFile(ctx context.Context, by staff.Actor, report string) (string, func() (io.ReadCloser, error), error) {
	scope, err := staff.ScopeOf(by, "report.read")
	if err != nil {
		return "", nil, err
	}
	var r review.Report
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { r, err = tx.Report(scope, report); return err })
	if err != nil {
		return "", nil, faulted(err)
	}
	return r.File, func() (io.ReadCloser, error) { return w.means.Files.Open(ctx, by.Division, r.SHA256) }, nil
}
