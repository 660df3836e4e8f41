// Package notice is what a notice asks of whom it reaches, when it is to reach
// him, and how many of them become one digest.
//
// It refuses to know what is told of: cases and tasks say that. How a letter or
// a message of a robot travels is no business of it either; the clock is handed in.
package notice

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Kind (通知的用意) is what a notice asks.
type Kind string

// The kinds, in the order of a digest.
const (
	Overdue Kind = "overdue" // 已超期
	Due     Kind = "due"     // 有期限要办
	Waiting Kind = "waiting" // 等着办
	Inform  Kind = "inform"  // 知悉
)

// Item (摘要条目) is a notice as a digest lists it.
type Item struct {
	Words string
	Kind  Kind
	DueOn civil.Date // zero for none
	Path  string     // where to read on
}

// At is what the item asks on a day: what was due once is overdue later.
func (i Item) At(today civil.Date) Kind {
	if (i.Kind == Due || i.Kind == Waiting) && !i.DueOn.Zero() {
		switch {
		case i.DueOn.Before(today):
			return Overdue
		case i.DueOn.Days()-today.Days() <= int64(7-dayOfWeek(today)):
			return Due
		}
		return Waiting
	}
	if i.Kind == "" { // of those before kinds were kept
		return Inform
	}
	return i.Kind
}

// Group (摘要分组) is what of a digest asks the same.
type Group struct {
	Kind  Kind
	Items []Item
}

// Title is how a digest heads the group.
func (g Group) Title() string {
	switch g.Kind {
	case Overdue:
		return "已超期"
	case Due:
		return "本周到期"
	case Waiting:
		return "等着办"
	}
	return "知悉"
}

// Kinds are all kinds in the order of a digest.
var Kinds = []Kind{Overdue, Due, Waiting, Inform}

// Gather puts items into groups, what is overdue first; within a group what is
// due earlier first, then in the order they came.
func Gather(items []Item, today civil.Date) []Group {
	var all []Group
	for _, k := range Kinds {
		g := Group{Kind: k}
		for _, i := range items {
			if i.At(today) == k {
				g.Items = append(g.Items, i)
			}
		}
		if len(g.Items) == 0 {
			continue
		}
		slices.SortStableFunc(g.Items, func(a, b Item) int {
			switch {
			case a.DueOn == b.DueOn:
				return 0
			case b.DueOn.Zero() || !a.DueOn.Zero() && a.DueOn.Before(b.DueOn):
				return -1
			}
			return 1
		})
		all = append(all, g)
	}
	return all
}

// Counts says how many there are of what: 2 件已超期，1 件知悉.
func Counts(groups []Group) string {
	var parts []string
	for _, g := range groups {
		parts = append(parts, fmt.Sprintf("%d 件%s", len(g.Items), g.Title()))
	}
	return strings.Join(parts, "，")
}

// How (送达方式) is when notices go out.
type How string

// The ways.
const (
	AtOnce How = "at_once" // 随时
	Daily  How = "daily"   // 每个工作日一次
	Weekly How = "weekly"  // 每周一一次
)

// Ways are all ways, in the order of a list to choose from.
var Ways = []How{AtOnce, Daily, Weekly}

// Morning is the minute of the day that digests go out at unless another was set.
const Morning = 8*60 + 30

// Setting (送达设置) is how notices go to somebody or to a group.
type Setting struct {
	How    How
	Minute int64 // of the day, for digests
}

// Standard is how notices go where nobody said otherwise.
var Standard = Setting{AtOnce, Morning}

// Check refuses what is no way, and a digest in the night.
func (s Setting) Check() error {
	if !slices.Contains(Ways, s.How) {
		return fault.New(fault.Invalid, "没有“"+string(s.How)+"”这种送达方式。", "从随时、每个工作日、每周一里选。").At("how")
	}
	if s.Minute < 6*60 || s.Minute > 21*60 {
		return fault.New(fault.Invalid, "摘要的时间要在 6:00 到 21:00 之间。", "例：08:30。").At("minute")
	}
	return nil
}

// Next is the first moment after one at which a digest goes out; 0 where each
// notice goes at once. A weekly one goes on the week's first workday, so that a
// holiday on Monday does not lose it.
func (s Setting) Next(cal *civil.Calendar, after civil.Instant) civil.Instant {
	if s.How == AtOnce {
		return 0
	}
	for day := after.Date(); ; day = civil.OfDays(day.Days() + 1) {
		at := day.At(int(s.Minute/60), int(s.Minute%60))
		if at > after && cal.Kind(day).Works() && (s.How == Daily || firstOfWeek(cal, day)) {
			return at
		}
	}
}

// firstOfWeek says that a day is the first workday of its week.
func firstOfWeek(cal *civil.Calendar, day civil.Date) bool {
	monday := day.Days() - int64(dayOfWeek(day)-1)
	for n := monday; n < day.Days(); n++ {
		if cal.Kind(civil.OfDays(n)).Works() {
			return false
		}
	}
	return true
}

// dayOfWeek is 1 for Monday to 7 for Sunday.
func dayOfWeek(d civil.Date) int {
	if n := d.Weekday(); n != 0 {
		return n
	}
	return 7
}
