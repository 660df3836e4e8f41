// Package series puts the figures that reports state of one indicator in
// order (指标序列): which may share an axis, which of several for one year
// counts, and which of them disagree.
//
// Only figures of one kind, one unit and one length of period share an axis;
// powers of ten written into a unit (万户, 户) are converted exactly, nothing
// else is. The room computes no figure from another: growth is stated at
// constant prices where levels are at current ones, so a growth rate is shown
// as a report states it or not at all. It refuses to know who may see what and
// how anything is drawn. Start reading at Axes.
package series

import (
	"cmp"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/review"
	"duban/internal/kernel/statement"
)

// Standing (采纳程度) is how far a figure has come in review.
type Standing uint8

// The standings; a lower one counts before a higher one.
const (
	Entered  Standing = iota // 已入册
	Agreed                   // 已采纳，未入册
	Waiting                  // 待核
	Rejected                 // 不采
)

// Figure (观测值) is one figure that one report states of an indicator.
type Figure struct {
	Record review.Record
	Report review.Report
	Value  quantity.Decimal
	To     *quantity.Decimal // upper end of a range, else nil
	Period civil.Period
}

// Of makes a figure of a record; false where the record holds no number.
func Of(r review.Record, of review.Report) (Figure, bool) {
	f := Figure{Record: r, Report: of}
	v, err := quantity.Parse(r.Content.Value)
	if r.Sort != review.Measure || r.State == review.Replaced || err != nil {
		return f, false
	}
	f.Value = v
	if r.Content.To != "" {
		to, err := quantity.Parse(r.Content.To)
		if err != nil {
			return f, false
		}
		f.To = &to
	}
	// a period that cannot be read is an unknown one
	f.Period, _ = civil.ParsePeriod(r.Content.Period)
	return f, true
}

// Standing says how far the figure has come.
func (f Figure) Standing() Standing {
	switch {
	case f.Record.State == review.Rejected:
		return Rejected
	case f.Record.State != review.Accepted:
		return Waiting
	case f.Record.EnteredAt == 0:
		return Agreed
	}
	return Entered
}

// Target says that the figure is a promise and not a result.
func (f Figure) Target() bool { return f.Record.Content.Status == statement.Target }

// Bound is on which side of the value the truth lies.
func (f Figure) Bound() statement.Bound { return cmp.Or(f.Record.Content.Bound, statement.Exact) }

// Written is the figure as the report writes it: 1.08万户, 5%—6%.
func (f Figure) Written() string {
	s := f.Record.Content.Value
	if f.Record.Content.To != "" {
		s += "—" + f.Record.Content.To
	}
	return s + f.Record.Content.Unit
}

// tens are the powers of ten that a unit may begin with, longest first. 百 and
// 千 alone stay with their unit: 千瓦 and 百分点 are none.
var tens = []struct {
	word  string
	power int
}{{"万亿", 12}, {"千亿", 11}, {"百亿", 10}, {"十亿", 9}, {"千万", 7}, {"百万", 6}, {"十万", 5}, {"亿", 8}, {"万", 4}}

// same are units written in several ways.
var same = map[string]string{"百分点": "个百分点", "％": "%", "名": "人", "个工作日": "工作日"}

// unitOf reads a unit as a power of ten and what it counts.
func unitOf(unit string) (string, int) {
	u := strings.Join(strings.Fields(unit), "")
	for _, t := range tens {
		if rest, ok := strings.CutPrefix(u, t.word); ok && rest != "" {
			return cmp.Or(same[rest], rest), t.power
		}
	}
	return cmp.Or(same[u], u), 0
}

// Axis (轴) is figures that may be drawn on one: of one kind, in one unit,
// each for a period of so many years.
type Axis struct {
	Kind    statement.Kind
	Unit    string // of all values, as most of the figures write it
	Years   int    // 1; more for an average or a sum over years; 0 where no period is stated
	Figures []Placed
	Mixed   bool // some were written in another power of ten
}

// Placed (在轴观测值) is a figure with its value in the unit of its axis.
type Placed struct {
	Figure
	Value quantity.Decimal
	To    *quantity.Decimal
}

type place struct {
	kind  statement.Kind
	unit  string
	years int
}

var order = []statement.Kind{statement.Level, statement.Share, statement.Growth, statement.Change, statement.Rank}

// Axes sorts figures of one indicator and one place onto axes: levels before
// growth, single years before runs of years, what is used more before what is
// used less.
func Axes(figures []Figure) []Axis {
	at := map[place]int{}
	var axes []Axis
	var bases []string
	for _, f := range figures {
		base, _ := unitOf(f.Record.Content.Unit)
		p := place{f.Record.Content.Kind, base, f.Period.Years()}
		i, ok := at[p]
		if !ok {
			i = len(axes)
			at[p] = i
			axes = append(axes, Axis{Kind: p.kind, Years: p.years})
			bases = append(bases, base)
		}
		axes[i].Figures = append(axes[i].Figures, Placed{Figure: f, Value: f.Value, To: f.To})
	}
	var all []Axis
	for i := range axes {
		all = append(all, axes[i].scaled(bases[i])...)
	}
	rank := func(a Axis) int {
		if a.Years == 1 {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b Axis) int {
		return cmp.Or(rank(a)-rank(b), slices.Index(order, a.Kind)-slices.Index(order, b.Kind), len(b.Figures)-len(a.Figures), b.Years-a.Years)
	})
	for i := range all {
		slices.SortStableFunc(all[i].Figures, byTime)
	}
	return all
}

// byTime sorts by period, results before promises, newer reports first.
func byTime(a, b Placed) int {
	s := func(p Placed) int {
		if p.Target() {
			return 1
		}
		return 0
	}
	return cmp.Or(a.Period.From-b.Period.From, a.Period.To-b.Period.To, s(a)-s(b), b.Report.Year-a.Report.Year, cmp.Compare(a.Record.Report, b.Record.Report), a.Record.Span.Start-b.Record.Span.Start)
}

// scaled converts the values of an axis to the unit that most figures use. What
// would not fit in a decimal stays on an axis of its own.
func (a Axis) scaled(base string) []Axis {
	count := map[int]int{}
	for _, f := range a.Figures {
		_, power := unitOf(f.Record.Content.Unit)
		count[power]++
	}
	to := -1
	for power, n := range count {
		if to < 0 || n > count[to] || n == count[to] && power < to {
			to = power
		}
	}
	kept, apart := a, map[int]*Axis{}
	kept.Figures, kept.Unit = nil, unitAt(base, to)
	for _, f := range a.Figures {
		_, power := unitOf(f.Record.Content.Unit)
		v, err := f.Value.Times10(power - to)
		if err == nil && f.To != nil {
			var top quantity.Decimal
			if top, err = f.To.Times10(power - to); err == nil {
				f.To = &top
			}
		}
		if err != nil {
			if apart[power] == nil {
				apart[power] = &Axis{Kind: a.Kind, Years: a.Years, Unit: unitAt(base, power)}
			}
			apart[power].Figures = append(apart[power].Figures, f)
			continue
		}
		f.Value = v
		kept.Mixed = kept.Mixed || power != to
		kept.Figures = append(kept.Figures, f)
	}
	out := []Axis{kept}
	for _, t := range append(tens[:len(tens):len(tens)], struct {
		word  string
		power int
	}{"", 0}) {
		if x := apart[t.power]; x != nil {
			out = append(out, *x)
		}
	}
	return out
}

func unitAt(base string, power int) string {
	for _, t := range tens {
		if t.power == power {
			return t.word + base
		}
	}
	return base
}
