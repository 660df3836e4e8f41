package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SetBudget sets how many minutes a unit of a kind may be asked for in a month,
// from a month on. What held before stays for the months before.
func (w *Workspace) SetBudget(ctx context.Context, by staff.Actor, call Call, b burden.Budget) (burden.Budget, error) {
	return perform(ctx, w, by, "burden.set", call, func(d *deed) (burden.Budget, error) {
		if !slices.Contains(staff.Kinds, staff.Kind(b.Kind)) {
			return b, fault.New(fault.Invalid, "没有“"+b.Kind+"”这种单位。", "请从列表里选。").At("kind")
		}
		if err := b.Check(civil.MonthOf(civil.Instant(d.now).Date())); err != nil {
			return b, err
		}
		if b.Document = strings.TrimSpace(b.Document); utf8.RuneCountInString(b.Document) > 100 {
			return b, fault.New(fault.Invalid, "依据超过 100 个字。", "只写文件名和文号。").At("document")
		}
		set, err := d.tx.Budgets(by.Division)
		if err != nil {
			return b, err
		}
		row := store.BudgetRow{Division: by.Division, Budget: b}
		i := slices.IndexFunc(set, func(r store.BudgetRow) bool { return r.Kind == b.Kind && r.From == b.From })
		if i < 0 {
			err = call.absent()
		} else {
			row.Version, row.Seal = set[i].Version, set[i].Seal
			err = call.current(row.Version, "填报预算")
		}
		if err != nil {
			return b, err
		}
		object, bytes := canonBudget(row)
		d.object, row.Seal = object, d.seal(object, row.Seal, bytes)
		return b, d.tx.SetBudget(row)
	})
}

// AddedBurden is what it would ask more of each lead unit a month if tasks were
// issued today: the most laden unit first.
func (w *Workspace) AddedBurden(ctx context.Context, by staff.Actor, ids []string) ([]burden.Added, error) {
	scope, err := staff.ScopeOf(by, "burden.read")
	if err != nil {
		return nil, err
	}
	var all []burden.Added
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err = w.addedBy(tx, scope, ids, civil.Instant(w.now()).Date())
		return err
	})
	return all, faulted(err)
}

// addedBy reckons from the first month that tasks issued on a day owe.
func (w *Workspace) addedBy(tx *store.Tx, scope staff.Scope, ids []string, today civil.Date) ([]burden.Added, error) {
	month := civil.MonthOf(today)
	if today.Day > 15 {
		month = month.Plus(1)
	}
	forms := w.formsOn(today)
	var all []burden.Added
	for _, id := range ids {
		r, err := tx.Task(scope, id)
		if missing(err) {
			continue // the act says so
		}
		if err != nil {
			return nil, err
		}
		lead := r.Task.Terms.Lead
		if !scope.Sees(lead) {
			continue
		}
		i := slices.IndexFunc(all, func(a burden.Added) bool { return a.Unit == lead })
		if i < 0 {
			i = len(all)
			all = append(all, burden.Added{Unit: lead})
		}
		all[i].Times++
		all[i].More += forms[burden.TaskMonth].Minutes(month.Last(), taskParts(r.Task)...) + forms[burden.TaskSign].Minutes(month.Last())
	}
	return all, w.laden(tx, scope, all, month, today, forms)
}

// laden fills in what units are asked already in a month, and their budgets, and
// sorts those that it takes past it in front.
func (w *Workspace) laden(tx *store.Tx, scope staff.Scope, all []burden.Added, month civil.Month, today civil.Date, forms map[string]burden.Form) error {
	if len(all) == 0 {
		return nil
	}
	set, usual, err := budgetsOf(tx, scope.Division())
	if err != nil {
		return err
	}
	units, err := unitsOf(tx, scope.Division())
	if err != nil {
		return err
	}
	g := &asking{tx: tx, scope: scope, units: []string{""}, months: []civil.Month{month}, today: today, forms: forms, mechanisms: w.means.Mechanisms}
	if err := g.gather(); err != nil {
		return err
	}
	tally, budgets := burden.Reckon(g.all), budgetsFrom(set, usual)
	for i := range all {
		all[i].Before = tally.Of(all[i].Unit, month).Took
		all[i].Budget = budgets.For(string(units[all[i].Unit].Kind), month)
	}
	slices.SortStableFunc(all, func(a, b burden.Added) int {
		if a.Over() != b.Over() {
			if a.Over() {
				return -1
			}
			return 1
		}
		return int(b.After() - a.After())
	})
	return nil
}

// bearable refuses to issue tasks that would take a unit past a budget that
// refuses. Where no budget does, nothing is reckoned.
func (d *deed) bearable(tasks []string) error {
	ok, err := d.bounded()
	if err != nil || !ok {
		return err
	}
	scope, err := staff.ScopeOf(d.by, "task.list")
	if err != nil {
		return err
	}
	added, err := d.w.addedBy(d.tx, scope, tasks, civil.Instant(d.now).Date())
	if err != nil {
		return err
	}
	return d.refuseOver(added)
}

// bounded says that a budget of the division refuses.
func (d *deed) bounded() (bool, error) {
	set, err := d.tx.Budgets(d.by.Division)
	return slices.ContainsFunc(set, func(r store.BudgetRow) bool { return r.Refuses }), err
}

func (d *deed) refuseOver(added []burden.Added) error {
	units, err := d.tx.Units(d.by.Division)
	if err != nil {
		return err
	}
	return burden.Refusal(added, func(code string) string { return unitCalled(units, code) })
}

// OwnBurden is what the actor's units are asked this month: how many forms are
// still to be filled in, and about how many minutes that takes.
type OwnBurden struct {
	Left    int64
	Minutes int64
	Took    int64 // of all that is asked this month
	Over    bool
	Month   civil.Month
}

// ownBurden reckons it for somebody of a unit; the zero value for the office.
func (w *Workspace) ownBurden(tx *store.Tx, by staff.Actor) (OwnBurden, error) {
	var out OwnBurden
	if !by.May("burden.read") {
		return out, nil
	}
	scope, err := staff.ScopeOf(by, "burden.read")
	if err != nil || scope.All() {
		return out, err
	}
	b, err := w.burdenIn(tx, scope, BurdenPage{Months: 1, Unit: by.Unit})
	if err != nil {
		return out, err
	}
	out.Month = b.Months[0]
	s := b.Totals[0]
	out.Left, out.Minutes, out.Took = s.Times-s.Filled, s.Took-s.Done, s.Took
	for _, l := range b.Lines {
		out.Over = out.Over || l.Over
	}
	return out, nil
}

// budgetSaid says a budget as a sentence for lists.
func budgetSaid(b burden.Budget) string {
	if b.Minutes == 0 {
		return "不限"
	}
	return fmt.Sprint(b.Minutes)
}
