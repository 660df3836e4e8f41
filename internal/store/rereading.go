package store

import (
	"database/sql"
	"encoding/json"

	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// Rereading is one difference that a newer reading of a report would make, with
// what a person decided on it.
type Rereading struct {
	staff.Mark
	Division, Report, ID, Reader string
	Settled                      bool
	Difference                   review.Difference
	CreatedAt                    int64
	Decision                     string // taken, left, superseded; "" while it is open
	DecidedBy                    string
	DecidedAt                    int64
}

func scanRereading(division string) func(row) (Rereading, error) {
	return func(r row) (Rereading, error) {
		x := Rereading{Division: division}
		var state string
		var difference []byte
		var decided sql.NullInt64
		err := r.Scan(&x.Report, &x.ID, &x.Reader, &state, &difference, &x.CreatedAt, &x.Decision, &x.DecidedBy, &decided, &x.Version, &x.Seal)
		x.Settled, x.DecidedAt = state == "settled", decided.Int64
		if err == nil {
			err = json.Unmarshal(difference, &x.Difference)
		}
		return x, err
	}
}

// Rereadings are the differences of a report, newest first.
func (t *Tx) Rereadings(division, report string) ([]Rereading, error) {
	return list(t, "rereading_by_report", scanRereading(division), division, report)
}

// EveryRereading is all differences of a division, for the ledger.
func (t *Tx) EveryRereading(division string) ([]Rereading, error) {
	return list(t, "rereading_all", scanRereading(division), division)
}

// AddRereading keeps a difference.
func (t *Tx) AddRereading(x Rereading) error {
	b, err := json.Marshal(x.Difference)
	if err != nil {
		return err
	}
	return t.put("rereading_insert", x.Division, x.Report, x.ID, x.Reader, string(b), x.CreatedAt, x.Seal)
}

// SettleRereading keeps what was decided on a difference.
func (t *Tx) SettleRereading(x Rereading) error {
	return t.versioned("rereading_settle", x.Division, x.Report, x.ID, x.Decision, x.DecidedBy, null64(x.DecidedAt), x.Seal, x.Version)
}
