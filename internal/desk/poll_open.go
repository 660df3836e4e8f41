package desk

import (
	"errors"
	"fmt"

	"context"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// OpenPoll says what the public is asked about, and from when to when.
type OpenPoll struct {
	Items    []string // numbers of published livelihood promises; none for all
	OpensOn  civil.Date
	ClosesOn civil.Date
}

// PollKept is a poll after an act.
type PollKept struct {
	ID      string       `json:"id"`
	Year    int          `json:"year"`
	Version int64        `json:"version"`
	Totals  []poll.Tally `json:"totals,omitempty"`
}

// OpenPoll asks the public about livelihood promises of the newest publication.
func (w *Workspace) OpenPoll(ctx context.Context, by staff.Actor, call Call, in OpenPoll) (PollKept, error) {
	return perform(ctx, w, by, "poll.open", call, func(d *deed) (PollKept, error) {
		s, err := newestSnapshot(d.tx, by.Division)
		if err != nil {
			return PollKept{}, err
		}
		today := civil.Instant(d.now).Date()
		p, err := poll.Plan(yearOf(s, today), numberOf(s), livelihood(s), in.Items, in.OpensOn, in.ClosesOn, today)
		if err != nil {
			return PollKept{}, err
		}
		if other, err := d.tx.RunningPoll(by.Division, p.Year); err == nil {
			return PollKept{}, fault.New(fault.Conflict, fmt.Sprintf("%d 年的民生实事正在评，评到 %s。", p.Year, other.ClosesOn), "先结束那一次。")
		} else if !missing(err) {
			return PollKept{}, err
		}
		x := store.PollRow{Poll: p, Division: by.Division, ID: d.newID(), Person: by.Person, Post: by.Post, OpenedAt: d.now}
		object, bytes := canonPoll(x)
		d.object = object
		x.Seal = d.seal(object, nil, bytes)
		return PollKept{x.ID, x.Year, 1, nil}, d.tx.AddPoll(x)
	})
}

// newestSnapshot is what the public sees now, nil for nothing.
func newestSnapshot(tx *store.Tx, division string) (*snapshot.Snapshot, error) {
	row, err := tx.NewestSnapshot(division)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s, err := snapshot.Read([]byte(row.Content))
	if err != nil {
		return nil, fmt.Errorf("desk: snapshot %d: %w", row.Number, err)
	}
	return s, nil
}

func yearOf(s *snapshot.Snapshot, today civil.Date) int {
	if s == nil {
		return today.Year
	}
	return s.Year
}

func numberOf(s *snapshot.Snapshot) int64 {
	if s == nil {
		return 0
	}
	return s.Number
}

// livelihood are the livelihood promises that the public sees.
func livelihood(s *snapshot.Snapshot) (all []poll.Item) {
	if s == nil {
		return nil
	}
	for _, p := range s.Promises {
		if p.Category == task.Livelihood {
			all = append(all, poll.Item{Number: p.Number, Title: p.Title})
		}
	}
	return all
}
