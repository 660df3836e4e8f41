package desk

import (
	"context"
	"io"

	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

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
