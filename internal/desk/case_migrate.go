package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

const (
	migratedAtOnce   = 500 // cases that one request looks at
	migratedTogether = 32  // at once, to share transactions
)

// MigrateCase takes a case over to the version of its procedure that is in
// force, for a reason. call.Version is the case's as the person saw it.
func (w *Workspace) MigrateCase(ctx context.Context, by staff.Actor, call Call, id, reason string) (CaseKept, error) {
	return w.onCaseBy(ctx, by, "case.migrate", call, id, func(d *deed, c *procedure.Case) (procedure.Event, error) {
		to, err := w.means.Mechanisms.Beginning(c.Procedure.ID, civil.Instant(d.now).Date())
		if err != nil {
			return procedure.Event{}, err
		}
		cal, err := d.calendar()
		if err != nil {
			return procedure.Event{}, err
		}
		return c.Migrate(whoIs(by), to, reason, cal, civil.Instant(d.now))
	})
}

// effect is what it would mean for a case to go over to the version in force,
// nil where it is under that version, or has ended.
func (w *Workspace) effect(c *procedure.Case, cal *civil.Calendar, now civil.Instant) (*procedure.Effect, error) {
	to, err := w.means.Mechanisms.Beginning(c.Procedure.ID, now.Date())
	if _, gone := fault.As(err); gone || !c.Open() || err == nil && to.Mechanism.Version <= c.Procedure.Mechanism.Version {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x, err := c.Effect(to, cal, now)
	return &x, err
}

// MigrateCases is all open cases of a procedure that are under a version.
type MigrateCases struct {
	Procedure string
	From      int64
	Reason    string
	After     string // a case: those opened before it were looked at already; "" for all
}

// CasesMigrated says what became of them.
type CasesMigrated struct {
	Migrated int           `json:"migrated"`
	Skipped  []SkippedCase `json:"skipped,omitempty"`
	After    string        `json:"after,omitempty"` // where to go on, "" where all were looked at
}

// SkippedCase is one that stays as it is, and why.
type SkippedCase struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Sentence string `json:"sentence"`
	Hint     string `json:"hint,omitempty"`
}

// MigrateCases takes open cases over to the version in force, the oldest first
// and each in an act of its own: what was done is done, and whoever asks again
// goes on with what is left. It looks at so many and says where to go on.
func (w *Workspace) MigrateCases(ctx context.Context, by staff.Actor, call Call, in MigrateCases) (CasesMigrated, error) {
	var out CasesMigrated
	if err := staff.Permit(by, "case.migrate", ""); err != nil {
		return out, err
	}
	to, err := w.means.Mechanisms.Beginning(in.Procedure, civil.Instant(w.now()).Date())
	if err != nil {
		return out, err
	}
	switch {
	case in.From < 1 || in.From >= int64(to.Mechanism.Version):
		return out, fault.New(fault.Invalid, fmt.Sprintf("第 %d 版不是现行的第 %d 版之前的一版。", in.From, to.Mechanism.Version), "请从机制页进入。").At("from")
	case strings.TrimSpace(in.Reason) == "":
		return out, procedure.NoReason()
	}
	var rows []store.CaseRow
	if err := w.store.Read(ctx, func(tx *store.Tx) error {
		after := store.CaseRow{OpenedAt: -1 << 62}
		if in.After != "" {
			if after, err = tx.CaseOf(by.Division, in.After); err != nil {
				return err
			}
		}
		rows, err = tx.CasesUnder(by.Division, in.Procedure, in.From, after, migratedAtOnce)
		return err
	}); err != nil {
		return out, faulted(err)
	}
	if len(rows) == migratedAtOnce {
		out.After = rows[len(rows)-1].ID
	}
	return out, w.migrateTogether(ctx, by, call, rows, in.Reason, &out)
}

// migrateTogether does cases several at once, so that they share transactions.
func (w *Workspace) migrateTogether(ctx context.Context, by staff.Actor, call Call, rows []store.CaseRow, reason string, out *CasesMigrated) error {
	var (
		mu    sync.Mutex
		group sync.WaitGroup
		first error
	)
	next := make(chan store.CaseRow)
	for range min(migratedTogether, len(rows)) {
		group.Go(func() {
			for c := range next {
				part := call
				part.Version = 0 // as each is when its turn comes
				if call.ActID != "" {
					part.ActID = call.ActID + "/" + c.ID
				}
				_, err := w.MigrateCase(ctx, by, part, c.ID, reason)
				for range retries - 1 {
					if !Stale(err) {
						break
					}
					_, err = w.MigrateCase(ctx, by, part, c.ID, reason)
				}
				mu.Lock()
				switch why, ok := fault.As(err); {
				case err == nil:
					out.Migrated++
				case ok && why.Kind != fault.Unavailable:
					out.Skipped = append(out.Skipped, SkippedCase{c.ID, c.Number, why.Sentence, why.Hint})
				case first == nil:
					first = err
				}
				mu.Unlock()
			}
		})
	}
	for _, c := range rows {
		next <- c
	}
	close(next)
	group.Wait()
	slices.SortFunc(out.Skipped, func(a, b SkippedCase) int { return strings.Compare(a.Number, b.Number) })
	return first
}
