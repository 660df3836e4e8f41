package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// PollList is the polls of a division, the newest first, and what one could be
// held about now.
type PollList struct {
	Polls         []store.PollRow
	More          bool
	Year          int
	Published     []poll.Item // what the public sees of livelihood promises
	Running       bool        // a poll of that year runs
	Today         civil.Date
	Least         int64 // from so many answers on a share is told
	Subscriptions int64 // how many hear of publications by mail
}

// mostPolls is how many polls a page of the list shows.
const mostPolls = 20

// ListPolls lists polls from before an instant and name on; 0 is from the newest.
// Of one that runs it is told how many answered, and not how: who could see it
// could end it when it stands well.
func (w *Workspace) ListPolls(ctx context.Context, by staff.Actor, before int64, id string, most int) (PollList, error) {
	out := PollList{Today: civil.Instant(w.now()).Date()}
	out.Least = poll.Least(out.Today)
	if _, err := staff.ScopeOf(by, "poll.list"); err != nil {
		return out, err
	}
	if most == 0 {
		most = mostPolls
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		s, err := newestSnapshot(tx, by.Division)
		if err != nil {
			return err
		}
		out.Year, out.Published = yearOf(s, out.Today), livelihood(s)
		if _, err := tx.RunningPoll(by.Division, out.Year); err == nil {
			out.Running = true
		} else if !missing(err) {
			return err
		}
		if out.Subscriptions, err = tx.CountSubscriptions(by.Division); err != nil {
			return err
		}
		rows, err := tx.Polls(by.Division, before, id, most+1)
		if out.More = len(rows) > most; out.More {
			rows = rows[:most]
		}
		out.Polls = rows
		return err
	})
	return out, faulted(err)
}

// ShownPoll is a poll with a page of its remarks.
type ShownPoll struct {
	store.PollRow
	Remarks []store.Remark // of those that are kept
	More    bool
	Today   civil.Date
	Least   int64
}

// mostRemarks is how many remarks a page shows.
const mostRemarks = 100

// ShowPoll shows a poll with its remarks after a name.
func (w *Workspace) ShowPoll(ctx context.Context, by staff.Actor, id, after string, most int) (ShownPoll, error) {
	out := ShownPoll{Today: civil.Instant(w.now()).Date()}
	out.Least = poll.Least(out.Today)
	if _, err := staff.ScopeOf(by, "poll.list"); err != nil {
		return out, err
	}
	if most == 0 {
		most = mostRemarks
	}
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if out.PollRow, err = tx.Poll(by.Division, id); err != nil {
			return err
		}
		out.Remarks, err = tx.Remarks(by.Division, id, after, most+1)
		if out.More = len(out.Remarks) > most; out.More {
			out.Remarks = out.Remarks[:most]
		}
		return err
	})
	return out, faulted(err)
}

// CountSubscriptions is how many hear of publications by mail. Who they are nobody sees.
func (w *Workspace) CountSubscriptions(ctx context.Context, by staff.Actor) (int64, error) {
	if _, err := staff.ScopeOf(by, "snapshot.list"); err != nil {
		return 0, err
	}
	var n int64
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { n, err = tx.CountSubscriptions(by.Division); return err })
	return n, faulted(err)
}
