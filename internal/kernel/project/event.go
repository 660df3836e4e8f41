package project

import (
	"maps"

	"duban/internal/base/civil"
)

// Kind (经过种类) is what was done to a project.
type Kind string

// The kinds of events.
const (
	Added     Kind = "added"     // 登记
	Changed   Kind = "changed"   // 变更
	Advanced  Kind = "advanced"  // 进阶段
	Retreated Kind = "retreated" // 退回阶段
	Reported  Kind = "reported"  // 报进度
	Endorsing Kind = "signed"    // 签进度
	SentBack  Kind = "returned"  // 退回进度
	Imported  Kind = "imported"  // 导入
	Taken     Kind = "taken"     // 从报告立项
)

// Event (经过) is one thing that was done to a project: who, when it happened
// and when it was recorded, why, and which facts became different.
type Event struct {
	Seq        int
	Kind       Kind
	On         civil.Date
	RecordedAt civil.Instant
	Person     string
	Post       string
	Unit       string
	Reason     string
	Changes    []Change
}

// Fold is what events leave of a project.
func Fold(events []Event) Facts {
	f := Facts{}
	for _, e := range events {
		for _, c := range e.Changes {
			if c.After == "" {
				delete(f, c.Key)
			} else {
				f[c.Key] = c.After
			}
		}
	}
	return f
}

// KnownAt are the events that had been recorded by a moment.
func KnownAt(events []Event, at civil.Instant) []Event {
	var known []Event
	for _, e := range events {
		if e.RecordedAt <= at {
			known = append(known, e)
		}
	}
	return known
}

// WithMonths are a project's facts with those of its months.
func (f Facts) WithMonths(months ...Progress) Facts {
	out := Facts{}
	maps.Copy(out, f)
	for _, g := range months {
		maps.Copy(out, g.Facts())
	}
	return out
}
