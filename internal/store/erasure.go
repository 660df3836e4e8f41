package store

import (
	"database/sql"
	"duban/internal/base/civil"
	"errors"

	"duban/internal/kernel/retention"
	"duban/internal/kernel/review"
)

func scanErasure(division string) func(row) (review.Erasure, error) {
	return func(r row) (review.Erasure, error) {
		e := review.Erasure{Division: division}
		var decided sql.NullInt64
		err := r.Scan(&e.Report, &e.ID, &e.Reason, &e.State, &e.ProposedBy, &e.ProposedAt, &e.DecidedBy, &decided, &e.Answer, &e.Version, &e.Seal)
		e.DecidedAt = decided.Int64
		return e, err
	}
}

// Erasures are those of a report, newest first.
func (t *Tx) Erasures(division, report string) ([]review.Erasure, error) {
	return list(t, "erasure_by_report", scanErasure(division), division, report)
}

// Erasure finds an erasure.
func (t *Tx) Erasure(division, report, id string) (review.Erasure, error) {
	return one(t, "erasure_by_id", scanErasure(division), division, report, id)
}

// OpenErasures wait for somebody's word, oldest first.
func (t *Tx) OpenErasures(division string) ([]review.Erasure, error) {
	return list(t, "erasure_open", scanErasure(division), division)
}

// EveryErasure is all erasures of a division, for the ledger.
func (t *Tx) EveryErasure(division string) ([]review.Erasure, error) {
	return list(t, "erasure_all", scanErasure(division), division)
}

// AddErasure keeps a new erasure.
func (t *Tx) AddErasure(e review.Erasure) error {
	return t.put("erasure_insert", e.Division, e.Report, e.ID, e.Reason, string(e.State), e.ProposedBy, e.ProposedAt, e.Seal)
}

// SetErasure changes an erasure at its version.
func (t *Tx) SetErasure(e review.Erasure) error {
	return t.versioned("erasure_update", e.Division, e.Report, e.ID, string(e.State), e.DecidedBy, null64(e.DecidedAt), e.Answer, e.Seal, e.Version)
}

// BlankReport leaves of a report what Blank gave, and removes all that was read
// from it.
func (t *Tx) BlankReport(r review.Report) error {
	if err := t.DropText(r.Division, r.ID); err != nil {
		return err
	}
	if err := t.put("rereading_delete", r.Division, r.ID); err != nil {
		return err
	}
	if err := t.put("delivery_delete_about", r.Division, "%"+r.ID+"%"); err != nil {
		return err
	}
	return t.versioned("report_blank", r.Division, r.ID, r.SHA256, r.Seal, r.Version)
}

// UnusedFiles are files that nothing refers to any more, some after a sum.
func (t *Tx) UnusedFiles(division, after string) ([]string, error) {
	return list(t, "file_unused", func(r row) (s string, err error) { err = r.Scan(&s); return s, err }, division, after)
}

// DropFile forgets a file if nothing refers to it, and says whether it did.
func (t *Tx) DropFile(division, sha256 string) (bool, error) {
	n, err := t.run("file_drop", division, sha256)
	return n == 1, err
}

// Retentions are a division's own rules of retention.
func (t *Tx) Retentions(division string) ([]retention.Rule, error) {
	return list(t, "retention_all", func(r row) (retention.Rule, error) {
		x := retention.Rule{Division: division}
		err := r.Scan(&x.Kind, &x.FromOn, &x.Days, &x.Basis, &x.Version, &x.Seal)
		return x, err
	}, division)
}

// AddRetention keeps a new rule.
func (t *Tx) AddRetention(x retention.Rule) error {
	return t.put("retention_insert", x.Division, string(x.Kind), x.FromOn, x.Days, x.Basis, x.Seal)
}

// sweptAtOnce bounds how many rows one statement of the sweeper removes.
const sweptAtOnce = 5000

// Sweep removes records of a kind that ended before an instant, some at once,
// and says how many; 0 when none is left.
func (t *Tx) Sweep(division string, kind retention.Kind, before int64) (int64, error) {
	switch kind {
	case retention.Session:
		return t.run("session_sweep", division, before, sweptAtOnce)
	case retention.Delivery:
		return t.run("delivery_sweep", division, before, sweptAtOnce)
	case retention.Outcome:
		return t.forget(division, before)
	case retention.Photo:
		return t.sweepPhotos(division, before)
	case retention.Unconfirmed:
		return t.sweepSubscriptions(division, before)
	case retention.Remark:
		return t.run("remark_sweep", division, civil.Instant(before).DayNumber(), sweptAtOnce)
	}
	return 0, nil
}

// forget empties outcomes in the order of the log, from where it had come.
func (t *Tx) forget(division string, before int64) (int64, error) {
	reached, err := one(t, "sweep_reached", number, division, string(retention.Outcome))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	old, err := list(t, "act_old", number, division, reached, before, sweptAtOnce)
	if err != nil || len(old) == 0 {
		return 0, err
	}
	next := old[len(old)-1] + 1
	if err := t.put("act_forget", division, reached, next, before); err != nil {
		return 0, err
	}
	_, err = t.run("sweep_set", division, string(retention.Outcome), next)
	return int64(len(old)), err
}
