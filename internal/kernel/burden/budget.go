package burden

import (
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Budget (填报预算) is how many minutes a unit of a kind may be asked for in a
// month, from a month on; 0 is no bound.
type Budget struct {
	Kind     string // of the units
	From     civil.Month
	Minutes  int64
	Refuses  bool   // an act that would take a unit past it is refused, else it is said
	Document string // on what it rests
}

// mostMinutes is more than a month of a whole office has.
const mostMinutes = 100_000

// Check says what is wrong with a budget that is set in a month.
func (b Budget) Check(this civil.Month) error {
	switch {
	case b.Minutes < 0 || b.Minutes > mostMinutes:
		return fault.New(fault.Invalid, fmt.Sprintf("填报预算 %d 分钟不对。", b.Minutes), "写一个单位每月至多填多少分钟；不设上限写 0。").At("minutes")
	case b.From.Zero():
		return fault.New(fault.Invalid, "没有写预算从哪个月起。", "例：2026-09。").At("from")
	case b.From.Before(this):
		return fault.New(fault.Invalid, fmt.Sprintf("预算从 %s 起，已经过去了。", b.From), "过去的月份照当时的预算看，不改。").At("from")
	case b.Refuses && b.Minutes == 0:
		return fault.New(fault.Invalid, "不设上限，就没有可以拒绝的。", "写上分钟数，或不选超了就不准。").At("refuses")
	}
	return nil
}

// Budgets (填报预算表) are all budgets that a place has set, and what holds where it set none.
type Budgets struct {
	Set   []Budget
	Usual int64 // minutes for kinds that none was set for; 0 for no bound
}

// For is the budget of a kind of units in a month.
func (b Budgets) For(kind string, m civil.Month) Budget {
	best := Budget{Kind: kind, Minutes: b.Usual}
	for _, x := range b.Set {
		if x.Kind == kind && !m.Before(x.From) && (best.From.Zero() || !x.From.Before(best.From)) {
			best = x
		}
	}
	return best
}

// Over says that minutes are past the budget.
func (b Budget) Over(minutes int64) bool { return b.Minutes > 0 && minutes > b.Minutes }

// Added (新增负担) is what an act would ask of a unit beside what it is asked already.
type Added struct {
	Unit   string
	Times  int64 // forms more a month
	Before int64 // minutes
	More   int64
	Budget Budget
}

// After are the minutes that it comes to.
func (a Added) After() int64 { return a.Before + a.More }

// Over says that the act takes the unit past its budget, or further past it.
func (a Added) Over() bool { return a.More > 0 && a.Budget.Over(a.After()) }

// Refusal is the reason not to do an act that adds to the burden; nil where no
// unit has a budget that refuses.
func Refusal(all []Added, called func(unit string) string) error {
	for _, a := range all {
		if a.Over() && a.Budget.Refuses {
			return fault.New(fault.Refused, fmt.Sprintf("%s每月要填 %d 分钟，再加 %d 分钟，超过预算的 %d 分钟。", called(a.Unit), a.Before, a.More, a.Budget.Minutes),
				"减一些要报的，合并任务，或先改填报预算。")
		}
	}
	return nil
}
