package desk

import (
	"fmt"

	"duban/internal/store"
)

// canonSnapshot commits to the text by its digest: the text is long, and stands
// in the row.
func canonSnapshot(r store.SnapshotRow) (string, []byte) {
	return fmt.Sprintf("snapshot/%d", r.Number), canonical(struct {
		V        int    `json:"v"`
		Year     int    `json:"year"`
		TakenAt  int64  `json:"taken_at"`
		Person   string `json:"person"`
		Post     string `json:"post"`
		Digest   string `json:"digest"`
		Promises int64  `json:"promises"`
		Projects int64  `json:"projects"`
		Changes  int64  `json:"changes"`
		Content  string `json:"content"`
	}{1, r.Year, r.TakenAt, r.Person, r.Post, r.Digest, r.Promises, r.Projects, r.Changes, sha(r.Content)})
}

// snapshots hands all snapshots to the ledger's check.
func snapshots(tx *store.Tx, division string, f func(string, []byte) error) error {
	return tx.EverySnapshot(division, func(r store.SnapshotRow) (bool, error) { return true, f(canonSnapshot(r)) })
}
