package store

import (
	"encoding/json"

	"duban/internal/base/civil"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/staff"
)

// PollRow is a poll as it is kept. Votes counts answers while it runs; Totals are
// what it came to once it was closed.
type PollRow struct {
	staff.Mark
	poll.Poll
	Division, ID   string
	Person, Post   string // who opened it
	OpenedAt       int64
	Votes, Remarks int64
	ClosedAt       int64 // 0 while it runs
	ClosedBy       string
	Totals         []poll.Tally
}

func scanPoll(division string) func(row) (PollRow, error) {
	return func(r row) (PollRow, error) {
		x := PollRow{Division: division}
		var items, totals string
		var opens, closes int64
		err := r.Scan(&x.ID, &x.Year, &x.Snapshot, &items, &opens, &closes, &x.Person, &x.Post, &x.OpenedAt, &x.Votes, &x.Remarks, &x.ClosedAt, &x.ClosedBy, &totals, &x.Version, &x.Seal)
		x.OpensOn, x.ClosesOn = civil.OfDays(opens), civil.OfDays(closes)
		if err == nil {
			err = json.Unmarshal([]byte(items), &x.Items)
		}
		if err == nil {
			err = json.Unmarshal([]byte(totals), &x.Totals)
		}
		return x, err
	}
}

// AddPoll keeps a new poll; ErrDuplicate where one of the year runs already.
func (t *Tx) AddPoll(x PollRow) error {
	items, err := json.Marshal(x.Items)
	if err != nil {
		return err
	}
	return t.put("poll_insert", x.Division, x.ID, x.Year, x.Snapshot, string(items), x.OpensOn.Days(), x.ClosesOn.Days(), x.Person, x.Post, x.OpenedAt, x.Seal)
}

// Poll finds a poll.
func (t *Tx) Poll(division, id string) (PollRow, error) {
	return one(t, "poll_by_id", scanPoll(division), division, id)
}

// RunningPoll is the one of a year that was not closed.
func (t *Tx) RunningPoll(division string, year int) (PollRow, error) {
	return one(t, "poll_running", scanPoll(division), division, year)
}

// Polls lists polls, the newest first, from before an instant and name on; 0 is
// from the newest.
func (t *Tx) Polls(division string, before int64, id string, most int) ([]PollRow, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return list(t, "poll_list", scanPoll(division), division, before, id, most)
}

// PollsOf are all polls of a year, the oldest first.
func (t *Tx) PollsOf(division string, year int) ([]PollRow, error) {
	return list(t, "poll_of_year", scanPoll(division), division, year)
}

// EveryPoll is all polls of a division, for the ledger.
func (t *Tx) EveryPoll(division string) ([]PollRow, error) {
	return list(t, "poll_all", scanPoll(division), division)
}

// HoldPoll counts answers and remarks of a poll that runs, and keeps it from being
// closed before they are kept. It says whether it runs.
func (t *Tx) HoldPoll(division, id string, votes, remarks int64) (bool, error) {
	n, err := t.run("poll_hold", division, id, votes, remarks)
	return n == 1, err
}

// ClosePoll closes a poll at its version.
func (t *Tx) ClosePoll(x PollRow) error {
	totals, err := json.Marshal(x.Totals)
	if err != nil {
		return err
	}
	return t.versioned("poll_close", x.Division, x.ID, x.ClosedAt, x.ClosedBy, string(totals), x.Seal, x.Version)
}

// AddVote counts a vote.
func (t *Tx) AddVote(division, id, item string, a poll.Answer) error {
	return t.put("poll_count_add", division, id, item, string(a), 1)
}

// Votes are the counts of a poll, in the order of its items.
func (t *Tx) Votes(x PollRow) ([]poll.Tally, error) {
	all := make([]poll.Tally, len(x.Items))
	at := map[string]int{}
	for i, it := range x.Items {
		all[i].Item, at[it.Number] = it.Number, i
	}
	type count struct {
		item   string
		answer poll.Answer
		votes  int64
	}
	rows, err := list(t, "poll_counts", func(r row) (c count, err error) { err = r.Scan(&c.item, &c.answer, &c.votes); return c, err }, x.Division, x.ID)
	for _, c := range rows {
		if i, ok := at[c.item]; ok {
			all[i].Add(c.answer, c.votes)
		}
	}
	return all, err
}

// BallotKey is the sealed key of a day.
func (t *Tx) BallotKey(division string, day int64) ([]byte, error) {
	return one(t, "ballot_key_of", secret, division, day)
}

func secret(r row) (b []byte, err error) { err = r.Scan(&b); return b, err }

// AddBallotKey keeps the sealed key of a day; ErrDuplicate where it has one.
func (t *Tx) AddBallotKey(division string, day int64, key []byte) error {
	return t.put("ballot_key_insert", division, day, key)
}

// CastBallot notes that somebody voted on a day, and says whether he had not.
func (t *Tx) CastBallot(division string, day int64, mark string) (bool, error) {
	n, err := t.run("ballot_insert", division, day, mark)
	return n == 1, err
}

// WasCast says that somebody voted on a day.
func (t *Tx) WasCast(division string, day int64, mark string) (bool, error) {
	n, err := one(t, "ballot_cast", number, division, day, mark)
	return n > 0, err
}

// ForgetBallots forgets who voted before a day, and with which keys that was noted.
func (t *Tx) ForgetBallots(division string, day int64) error {
	if _, err := t.run("ballot_key_forget", division, day); err != nil {
		return err
	}
	_, err := t.run("ballot_forget", division, day)
	return err
}

// Remark (测评意见) is what somebody wrote about an item.
type Remark struct {
	ID, Item, Words string
	GivenOn         civil.Date
}

// AddRemark keeps a remark.
func (t *Tx) AddRemark(division, id string, r Remark) error {
	return t.put("remark_insert", division, id, r.ID, r.Item, r.Words, r.GivenOn.Days())
}

// Remarks lists the remarks of a poll after a name, in no order that tells when
// they were written.
func (t *Tx) Remarks(division, id, after string, most int) ([]Remark, error) {
	return list(t, "remark_list", func(r row) (x Remark, err error) {
		var on int64
		err = r.Scan(&x.ID, &x.Item, &x.Words, &on)
		x.GivenOn = civil.OfDays(on)
		return x, err
	}, division, id, after, most)
}
