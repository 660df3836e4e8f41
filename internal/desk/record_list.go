package desk

import (
	"cmp"
	"context"
	"slices"

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

// RegisterPage says which records the register shows; zero values leave open.
type RegisterPage struct {
	store.RecordPage
	// Any shows also what is not in the register; State then tells which. A
	// scope of units sees the register in any case, and no more.
	Any bool
}

// ListRecords lists records of the register, the newest report first, as far
// as the actor may see them.
func (w *Workspace) ListRecords(ctx context.Context, by staff.Actor, p RegisterPage) (Listing, error) {
	l := Listing{}
	scope, err := staff.ScopeOf(by, "record.list")
	if err != nil {
		return l, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		l.Reports, err = recordsIn(tx, scope, p, func(r review.Record, _ review.Report) (bool, error) {
			l.Records = append(l.Records, r)
			return true, nil
		})
		if err != nil {
			return err
		}
		l.Units, err = tx.Units(by.Division)
		return err
	})
	return l, faulted(err)
}

// mostReports is how many reports one list of records goes through.
const mostReports = 10_000

// recordsIn calls f for the records of a page with the report each comes from,
// and gives all the reports they may come from. f asks nothing of the database: the rows are still being read.
func recordsIn(tx *store.Tx, scope staff.Scope, p RegisterPage, f func(review.Record, review.Report) (bool, error)) (map[string]review.Report, error) {
	p.Entered = !p.Any && !p.Unentered
	reports, err := tx.Reports(scope, store.ReportPage{Most: mostReports})
	if err != nil {
		return nil, err
	}
	of := map[string]review.Report{}
	for _, r := range reports {
		of[r.ID] = r
	}
	seen := func(r review.Record) (bool, error) {
		from, ok := of[r.Report]
		if !ok {
			return true, nil // not his to see
		}
		return f(r, from)
	}
	if p.Order == store.ByLead || p.Report != "" && p.Year == 0 {
		return of, tx.Records(scope, p.RecordPage, seen)
	}
	slices.SortStableFunc(reports, func(a, b review.Report) int {
		return cmp.Or(b.Year-a.Year, cmp.Compare(b.UploadedAt, a.UploadedAt), cmp.Compare(a.ID, b.ID))
	})
	after := p.AfterReport
	left := p.Most
	var tallies map[string][]store.Tally
	for i, r := range reports {
		if i%16 == 0 { // a report with nothing to list is not read
			if tallies, err = tx.TalliesOf(scope.Division(), idsOf(reports[i:min(i+16, len(reports))])); err != nil {
				return of, err
			}
		}
		page := p.RecordPage
		switch {
		case after != "" && r.ID != after:
			continue
		case after != "":
			after = ""
		default:
			page.AfterReport, page.AfterStart, page.AfterRecord = "", 0, ""
		}
		if !slices.ContainsFunc(tallies[r.ID], page.Counts) {
			continue
		}
		if p.Year != 0 && r.Year != p.Year || p.Report != "" && r.ID != p.Report || r.State != review.InReview && r.State != review.Entered {
			continue
		}
		page.Report, page.Most = r.ID, left
		more := true
		err := tx.Records(scope, page, func(x review.Record) (bool, error) {
			left--
			var err error
			more, err = seen(x)
			return more, err
		})
		if err != nil || !more || left <= 0 {
			return of, err
		}
	}
	return of, nil
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
