package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SpentListing is cases with the days that each has used of its total.
type SpentListing struct {
	Procedure *procedure.Procedure
	Total     *procedure.Total
	Cases     []SpentCase // those that used most first
	Units     []staff.Unit
	Next      string // where the next page begins, "" for none
}

// SpentCase is a case with its days.
type SpentCase struct {
	Row      store.CaseRow
	Stage    string // its title
	Spending procedure.Spending
}

// mostSpent is how many cases one board shows.
const mostSpent = 100

// SpentCases lists the cases of a procedure that has a total, as far as the
// actor may see them, with every day that they and their parts used.
func (w *Workspace) SpentCases(ctx context.Context, by staff.Actor, id string, page store.CasePage) (SpentListing, error) {
	var s SpentListing
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return s, err
	}
	now := civil.Instant(w.now())
	if s.Procedure, err = w.means.Mechanisms.Beginning(id, now.Date()); err != nil {
		return s, err
	}
	if len(s.Procedure.Totals) == 0 {
		return s, fault.New(fault.NotFound, "“"+s.Procedure.Title+"”没有累计用时。", "请从办件页进入。")
	}
	s.Total = s.Procedure.Totals[0]
	page.Procedure, page.Now, page.Most = id, int64(now), mostSpent+1
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		cal, err := w.calendarOf(tx, by.Division)
		if err != nil {
			return err
		}
		rows, err := tx.Cases(scope, page)
		if err != nil {
			return err
		}
		if len(rows) > mostSpent {
			rows = rows[:mostSpent]
			last := rows[mostSpent-1]
			s.Next = fmt.Sprintf("&before=%d&id=%s", last.OpenedAt, last.ID)
		}
		for _, row := range rows {
			p, f, _, err := w.fold(tx, row)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(p.Totals, func(x *procedure.Total) bool { return x.ID == s.Total.ID })
			if i < 0 {
				continue
			}
			below, err := w.below(tx, row, f)
			if err != nil {
				return err
			}
			parts := make([]*procedure.Case, len(below))
			for i, b := range below {
				parts[i] = b.Case
			}
			s.Cases = append(s.Cases, SpentCase{row, f.Stage.Title, f.Spent(p.Totals[i], parts, cal, now)})
		}
		s.Units, err = tx.Units(by.Division)
		return err
	})
	slices.SortStableFunc(s.Cases, func(a, b SpentCase) int { return cmp.Compare(b.Spending.Used, a.Spending.Used) })
	return s, faulted(err)
}

// UnitDays is how many workdays a unit's clocks ran, over several cases.
type UnitDays struct {
	Unit  string
	Days  int
	Alone int // on which nobody else's ran
	Cases int
}

// DaysByUnit counts days by the unit in whose hands they were, the most first.
func DaysByUnit(cases []SpentCase) []UnitDays {
	all := map[string]*UnitDays{}
	for _, c := range cases {
		in := map[string]bool{}
		for _, d := range c.Spending.Days {
			on := map[string]bool{}
			for _, r := range d.Ran {
				on[r.Unit] = true
			}
			for u := range on {
				if all[u] == nil {
					all[u] = &UnitDays{Unit: u}
				}
				all[u].Days++
				if len(on) == 1 {
					all[u].Alone++
				}
				if !in[u] {
					in[u] = true
					all[u].Cases++
				}
			}
		}
	}
	var list []UnitDays
	for _, u := range all {
		list = append(list, *u)
	}
	slices.SortFunc(list, func(a, b UnitDays) int { return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Unit, b.Unit)) })
	return list
}
