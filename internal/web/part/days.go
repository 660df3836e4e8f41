package part

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/web/say"
)

// DayKind (日别) says whether a day counts, and if not, why.
type DayKind uint8

const (
	Outside  DayKind = iota // before the start or after the end
	Starting                // 受理, the day from which one counts
	Counted                 // 计入
	Awaited                 // will count
	Rest                    // 休, a weekend
	Holiday                 // 假, a public holiday
	Halted                  // 停, the clock stood
	Due                     // 到期
)

// Day (一日) is a day of a reckoning.
type Day struct {
	On      civil.Date
	Kind    DayKind
	Ordinal int    // the day's number, where it counts
	Word    string // instead of the kind's word: 受理, 补正
	MakeUp  bool   // 班: a weekend that is worked
	Today   bool
}

// SumRow (算式一行) is a step of the sum beside the days, with its ground.
type SumRow struct {
	What, Ground, Value string
	Total               bool
}

// Reckoning (期限推算) is a deadline with its proof: every day, and the sum.
type Reckoning struct {
	Days []Day // in order
	Sum  []SumRow
}

type month struct {
	year, number int
	weeks        [][7]*Day
}

// months lays the days in weeks that begin on Monday; days of a month that the
// reckoning does not reach are outside it.
func (r Reckoning) months() []month {
	known := map[civil.Date]Day{}
	var all []month
	for _, d := range r.Days {
		known[d.On] = d
		if n := len(all); n == 0 || all[n-1].year != d.On.Year || all[n-1].number != d.On.Month {
			all = append(all, month{year: d.On.Year, number: d.On.Month})
		}
	}
	for i := range all {
		m := &all[i]
		var week [7]*Day
		for n := 1; n <= civil.EndOfMonth(m.year, m.number).Day; n++ {
			on := civil.Date{Year: m.year, Month: m.number, Day: n}
			d, ok := known[on]
			if !ok {
				d = Day{On: on}
			}
			column := (on.Weekday() + 6) % 7
			week[column] = &d
			if column == 6 || n == civil.EndOfMonth(m.year, m.number).Day {
				if worth(week, known) {
					m.weeks = append(m.weeks, week)
				}
				week = [7]*Day{}
			}
		}
	}
	return all
}

// worth says that the week holds a day of the reckoning.
func worth(week [7]*Day, known map[civil.Date]Day) bool {
	for _, d := range week {
		if d != nil {
			if _, ok := known[d.On]; ok {
				return true
			}
		}
	}
	return false
}

func (d Day) class() string {
	return classes([...]string{"none", "start", "used", "will", "rest", "rest", "halt", "due"}[min(int(d.Kind), 7)], when(d.Today, "now"))
}

func (d Day) word(ctx context.Context) string {
	if d.Word != "" {
		return d.Word
	}
	switch d.Kind {
	case Starting:
		return say.T(ctx, "起")
	case Rest:
		return say.T(ctx, "休")
	case Holiday:
		return say.T(ctx, "假")
	case Halted:
		return say.T(ctx, "停")
	}
	return ""
}

// corner is the small word in the upper corner.
func (d Day) corner(ctx context.Context) string {
	switch {
	case d.Kind == Due:
		return say.T(ctx, "到期")
	case d.Today:
		return say.T(ctx, "今天")
	case d.MakeUp:
		return say.T(ctx, "班")
	}
	return ""
}

func (d Day) counts() bool {
	return d.Ordinal > 0 && (d.Kind == Counted || d.Kind == Awaited || d.Kind == Due)
}

func weekdays(ctx context.Context) []string {
	return []string{
		say.T(ctx, "一"), say.T(ctx, "二"), say.T(ctx, "三"), say.T(ctx, "四"), say.T(ctx, "五"), say.T(ctx, "六"), say.T(ctx, "日"),
	}
}

func (m month) name(ctx context.Context) string {
	if say.Lang(ctx) == say.English {
		return fmt.Sprintf("%s %d", [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[m.number-1], m.year)
	}
	return fmt.Sprintf("%d年%d月", m.year, m.number)
}
