package task

import (
	"fmt"
	"slices"

	"duban/internal/base/civil"
)

// Fold is a task from its events, in their order. It asks for no permission:
// the acts decided already.
func Fold(id string, events []Event) (*Task, error) {
	t := &Task{ID: id, Verified: map[int]Mark{}, Refused: map[int]Mark{}}
	for _, e := range events {
		if e.Seq != len(t.Events)+1 {
			return nil, fmt.Errorf("task: %s: event %d stands in place %d", id, e.Seq, len(t.Events)+1)
		}
		if err := t.Take(e); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// KnownAt are the events that were recorded by an instant.
func KnownAt(events []Event, at civil.Instant) []Event {
	for i, e := range events {
		if e.RecordedAt > at {
			return events[:i]
		}
	}
	return events
}

// Take lets one more event happen.
func (t *Task) Take(e Event) error {
	on := e.HappenedAt.Date()
	if e.Terms != nil {
		t.Terms = *e.Terms
	}
	switch e.Act {
	case Draft, Migrate:
		if e.Terms == nil || e.Origin == nil {
			return fmt.Errorf("task: %s: event %d holds no terms", t.ID, e.Seq)
		}
		t.Number, t.Origin, t.Parent, t.State = e.Number, *e.Origin, e.Parent, Drafted
		if e.Act == Migrate {
			t.State, t.Migrated, t.Document, t.IssuedOn, t.SignedOn = Underway, true, e.Document, on, on
		}
	case Amend, Extend, Retarget, Relead:
	case Ask:
		t.State = Asked
	case Claim, Object:
		t.Opinions = slices.DeleteFunc(t.Opinions, func(o Opinion) bool { return o.Unit == e.Unit })
		t.Opinions = append(t.Opinions, Opinion{Unit: e.Unit, Claim: e.Act == Claim, Words: e.Reason, Event: e.Seq})
	case Settle:
		t.Opinions = slices.DeleteFunc(t.Opinions, func(o Opinion) bool { return o.Event == e.Answers })
	case Issue:
		t.State, t.Document, t.IssuedOn = Issued, e.Document, on
	case SignFor:
		t.State, t.SignedOn = Underway, on
	case Allocate:
		t.Allocation = e.Parts
	case Fill:
		if e.Report == nil {
			return fmt.Errorf("task: %s: event %d holds no report", t.ID, e.Seq)
		}
		r := *e.Report
		r.State, r.FilledAt, r.FilledBy, r.Event = Filled, e.HappenedAt, e.Person, e.Seq
		i, found := slices.BinarySearchFunc(t.Reports, r.Month, func(have Report, m civil.Month) int { return int(have.Month.Number() - m.Number()) })
		if found {
			t.Reports[i] = r
		} else {
			t.Reports = slices.Insert(t.Reports, i, r)
		}
		if r.Migrated {
			t.Reports[i].State, t.Reports[i].SignedAt, t.Reports[i].SignedBy = Signed, e.HappenedAt, e.Person
			t.verify(r.Claims, Mark{on, e.Seq})
		}
	case Sign, Return:
		r := t.ReportOf(e.Month)
		if r == nil {
			return fmt.Errorf("task: %s: event %d is of no report", t.ID, e.Seq)
		}
		if e.Act == Sign {
			r.State, r.SignedAt, r.SignedBy, r.Remark = Signed, e.HappenedAt, e.Person, ""
		} else {
			r.State, r.Remark = Returned, e.Reason
		}
	case Verify:
		t.verify(e.Items, Mark{on, e.Seq})
	case Dispute:
		for _, n := range e.Items {
			delete(t.Verified, n)
			t.Refused[n] = Mark{on, e.Seq}
		}
	case Suspend:
		t.Before, t.State = t.State, Suspended
		t.Stops = append(t.Stops, Stop{From: on})
	case Resume:
		t.State, t.Before = t.Before, ""
		if n := len(t.Stops); n > 0 {
			t.Stops[n-1].To = on
		}
	case Apply:
		t.State, t.SentBack = Applied, ""
	case SendBack:
		t.State, t.SentBack = Underway, e.Reason
	case CloseOut:
		t.State, t.ClosedOn = ClosedOut, on
	case Withdraw:
		t.State = Withdrawn
	case Supervise:
	default:
		return fmt.Errorf("task: %s: event %d: no act is called %q", t.ID, e.Seq, e.Act)
	}
	if e.Act == Relead { // who answers now has to sign for it
		t.SignedOn = civil.Date{}
		if t.State == Underway || t.State == Applied {
			t.State = Issued
		}
	}
	t.Events = append(t.Events, e)
	return nil
}

func (t *Task) verify(items []int, m Mark) {
	for _, n := range items {
		delete(t.Refused, n)
		if _, already := t.Verified[n]; !already {
			t.Verified[n] = m
		}
	}
}

// ReportOf finds the report of a month, written as "2026-09"; nil for none.
func (t *Task) ReportOf(month string) *Report {
	m, err := civil.ParseMonth(month)
	if err != nil {
		return nil
	}
	return t.ReportIn(m)
}

// ReportIn is the report of a month; nil for none.
func (t *Task) ReportIn(m civil.Month) *Report {
	for i := range t.Reports {
		if t.Reports[i].Month == m {
			return &t.Reports[i]
		}
	}
	return nil
}

// Latest is the last signed report whose month is not after one; nil for none.
func (t *Task) Latest(by civil.Month) *Report {
	for i := len(t.Reports) - 1; i >= 0; i-- {
		if r := &t.Reports[i]; r.Counts() && !by.Before(r.Month) {
			return r
		}
	}
	return nil
}

// Claimed says whether a deliverable waits to be looked at: a signed report
// claims it after it was last refused.
func (t *Task) Claimed(n int) bool {
	if _, there := t.Verified[n]; there {
		return false
	}
	refused := t.Refused[n].Event
	for i := range t.Reports {
		if r := &t.Reports[i]; r.Counts() && r.Event > refused && slices.Contains(r.Claims, n) {
			return true
		}
	}
	return false
}
