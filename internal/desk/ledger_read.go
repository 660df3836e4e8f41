package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Log is a stretch of a division's log as the auditor reads it: who did what,
// never what it says.
type Log struct {
	store.Head
	Acts []Told
}

// ReadLedger lists the newest acts before an instant. The reasons that people
// gave are left out: an auditor does not read business content.
func (w *Workspace) ReadLedger(ctx context.Context, by staff.Actor, before int64, id string, most int) (Log, error) {
	var l Log
	scope, err := staff.ScopeOf(by, "ledger.read")
	if err != nil {
		return l, err
	}
	if before == 0 {
		before = 1 << 62
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		head, err := tx.Head(scope.Division())
		if err != nil && !missing(err) {
			return err
		}
		l.Head = head
		acts, err := tx.ActsBefore(scope.Division(), before, id, most)
		if err != nil {
			return err
		}
		for i := range acts {
			acts[i].Words = ""
		}
		l.Acts, err = tell(tx, scope.Division(), acts)
		return err
	})
	return l, faulted(err)
}
