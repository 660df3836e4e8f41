package desk

import (
	"duban/internal/kernel/poll"
	"duban/internal/store"
)

// canonPoll commits to what was asked and, once the poll was closed, to what it
// came to. Votes that come in while it runs are acts of nobody.
func canonPoll(x store.PollRow) (string, []byte) {
	c := struct {
		V        int          `json:"v"`
		Year     int          `json:"year"`
		Snapshot int64        `json:"snapshot"`
		Items    []poll.Item  `json:"items"`
		OpensOn  int64        `json:"opens_on"`
		ClosesOn int64        `json:"closes_on"`
		Person   string       `json:"person"`
		Post     string       `json:"post"`
		OpenedAt int64        `json:"opened_at"`
		ClosedAt int64        `json:"closed_at"`
		ClosedBy string       `json:"closed_by"`
		Totals   []poll.Tally `json:"totals"`
		Votes    int64        `json:"votes"`
		Remarks  int64        `json:"remarks"`
	}{1, x.Year, x.Snapshot, x.Items, x.OpensOn.Days(), x.ClosesOn.Days(), x.Person, x.Post, x.OpenedAt, x.ClosedAt, x.ClosedBy, append([]poll.Tally{}, x.Totals...), 0, 0}
	if x.ClosedAt != 0 {
		c.Votes, c.Remarks = x.Votes, x.Remarks
	}
	return "poll/" + x.ID, canonical(c)
}

// polls hands all polls to the ledger's check.
func polls(tx *store.Tx, division string, f func(string, []byte) error) error {
	all, err := tx.EveryPoll(division)
	return visit(all, err, canonPoll, f)
}
