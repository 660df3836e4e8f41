package task

import (
	"slices"
	"sync"

	"duban/internal/base/civil"
)

// Then is the task as it stood at the end of a day: without what was signed,
// found or closed after it. It holds no events and no words.
func (t *Task) Then(on civil.Date) *Task {
	c := *t
	c.Events = nil
	c.Reports = slices.Clone(t.Reports)
	for i := range c.Reports {
		if r := &c.Reports[i]; r.State == Signed && !r.Migrated && on.Before(r.SignedAt.Date()) {
			r.State = Filled
		}
	}
	c.Reports = slices.DeleteFunc(c.Reports, func(r Report) bool {
		if r.Migrated { // the office kept it in its own month, wherever that was
			return on.Before(r.Month.Last())
		}
		return r.State == Filled && on.Before(r.FilledAt.Date())
	})
	if !t.ClosedOn.Zero() && on.Before(t.ClosedOn) {
		c.State, c.ClosedOn = Underway, civil.Date{}
	}
	if t.State == Suspended && len(t.Stops) > 0 && on.Before(t.Stops[len(t.Stops)-1].From) {
		c.State = Underway
	}
	return &c
}

// past remembers the colours of months that are over; copies of a task that were
// read of one standing share it. What the parts of a task have reached stands in
// other rows, so that of an allocated task nothing is remembered.
type past struct {
	mu sync.Mutex
	of map[pastKey]Colour
}

type pastKey struct {
	month     civil.Month
	profile   string
	reportDay int
}

// ColourAfter is the colour at the end of a month that is over, by what was known
// then.
func (t *Task) ColourAfter(m civil.Month, p Profile, reportDay int) Colour {
	reckon := func() Colour { return t.Then(m.Last()).ColourOn(m.Last(), p, reportDay) }
	if t.past == nil || len(t.Allocation) > 0 {
		return reckon()
	}
	key := pastKey{m, p.Name, reportDay}
	t.past.mu.Lock()
	defer t.past.mu.Unlock()
	c, ok := t.past.of[key]
	if !ok {
		c = reckon()
		if t.past.of == nil {
			t.past.of = map[pastKey]Colour{}
		}
		t.past.of[key] = c
	}
	return c
}

// Verdict (结果) is how a promise ended, or stands.
type Verdict string

// The verdicts.
const (
	Met      Verdict = "met"      // 完成
	Exceeded Verdict = "exceeded" // 超额
	Missed   Verdict = "missed"   // 未完成
	OnTrack  Verdict = "on-track" // 进行中，达到序时
	Behind   Verdict = "behind"   // 进行中，没有达到序时
	Halted   Verdict = "halted"   // 中止
	Waiting  Verdict = "waiting"  // 还没有到期的目标
)

// What can be said of a promise whose tasks say nothing of it yet.
const (
	Otherwise Verdict = "otherwise" // 按别的数考核: its task is measured by another figure
	Unissued  Verdict = "unissued"  // 没有下达
	NoTask    Verdict = "no-task"   // 没有任务: nobody was charged with it
)

// Result says how a task ended or stands, from its pace on a day. A rate counts as
// met or missed only once its deadline has passed.
func (t *Task) Result(k Pace) Verdict {
	whole := func() Verdict {
		f := t.Terms.Figure
		if f == nil {
			if k.Done.Cmp(k.Whole) >= 0 {
				return Met
			}
			return Missed
		}
		c := k.Done.Cmp(f.Target)
		if f.AtMost || f.Course != Constant && f.Base.Cmp(f.Target) > 0 {
			c = -c
		}
		switch {
		case k.Of.Zero() || c < 0:
			return Missed
		case c > 0:
			return Exceeded
		}
		return Met
	}
	switch {
	case t.State == Suspended:
		return Halted
	case t.State == ClosedOut, t.Terms.DueOn.Before(k.On):
		return whole()
	case !k.Asked:
		return Waiting
	case k.Ratio == nil || k.Ratio.Sign() >= 0 && k.Ratio.Cmp(one) >= 0:
		return OnTrack
	}
	return Behind
}
