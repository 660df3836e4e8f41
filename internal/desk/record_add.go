package desk

import (
	"context"

	"duban/internal/base/cite"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// AddRecord makes a record of a stretch of text that somebody selected.
func (w *Workspace) AddRecord(ctx context.Context, by staff.Actor, call Call, report string, sort review.Sort, span cite.Span, c review.Content) (review.Record, error) {
	return perform(ctx, w, by, "record.add", call, func(d *deed) (review.Record, error) {
		d.object = "report/" + report
		scope, err := staff.ScopeOf(by, "record.add")
		if err != nil {
			return review.Record{}, err
		}
		row, err := d.tx.Report(scope, report)
		if err != nil {
			return review.Record{}, err
		}
		words, err := d.words(report)
		if err != nil {
			return review.Record{}, err
		}
		section := ""
		paragraphs, err := d.tx.Paragraphs(by.Division, report)
		if err != nil {
			return review.Record{}, err
		}
		for _, p := range paragraphs {
			if p.Start <= span.Start && span.Start < p.End {
				section = p.Section
			}
		}
		r, err := review.Add(row, sort, span, words(span), section, c)
		if err != nil {
			return r, err
		}
		r.ID = d.newID()
		return d.decided(nil, r)
	})
}
