package burden

import (
	"cmp"
	"slices"

	"duban/internal/base/civil"
)

// Ask (要报) is what a unit was asked in a month by one form, and what of it was filled in.
type Ask struct {
	Unit   string
	Month  civil.Month
	Form   string
	Times  int64 // so often asked
	Filled int64 // so often filled in
	Took   int64 // minutes of all that was asked
	Done   int64 // minutes of what was filled in
}

// Sum (负担合计) is what asks come to.
type Sum struct{ Times, Filled, Took, Done int64 }

func (s *Sum) add(a Ask) {
	s.Times += a.Times
	s.Filled += a.Filled
	s.Took += a.Took
	s.Done += a.Done
}

// Tally (负担台账) is asks added up: by unit and month, by month, by form.
type Tally struct {
	Asks   []Ask // each unit, month and form once; by unit, month, then the heaviest first
	cells  map[cell]Sum
	months map[civil.Month]Sum
}

type cell struct {
	unit  string
	month civil.Month
}

// Reckon adds asks up.
func Reckon(asks []Ask) *Tally {
	t := &Tally{cells: map[cell]Sum{}, months: map[civil.Month]Sum{}}
	at := map[Ask]int{}
	for _, a := range asks {
		if a.Times == 0 {
			continue
		}
		key := Ask{Unit: a.Unit, Month: a.Month, Form: a.Form}
		i, ok := at[key]
		if !ok {
			i = len(t.Asks)
			at[key] = i
			t.Asks = append(t.Asks, key)
		}
		x := &t.Asks[i]
		x.Times, x.Filled, x.Took, x.Done = x.Times+a.Times, x.Filled+a.Filled, x.Took+a.Took, x.Done+a.Done
		c := t.cells[cell{a.Unit, a.Month}]
		c.add(a)
		t.cells[cell{a.Unit, a.Month}] = c
		m := t.months[a.Month]
		m.add(a)
		t.months[a.Month] = m
	}
	slices.SortFunc(t.Asks, func(a, b Ask) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Month.Number(), b.Month.Number()), cmp.Compare(b.Took, a.Took), cmp.Compare(a.Form, b.Form))
	})
	return t
}

// Of is what a unit was asked in a month.
func (t *Tally) Of(unit string, m civil.Month) Sum { return t.cells[cell{unit, m}] }

// In is what all units were asked in a month.
func (t *Tally) In(m civil.Month) Sum { return t.months[m] }

// Weight (报表的分量) is what a form came to in a month over all units.
type Weight struct {
	Form  string
	Units int64
	Sum
}

// Heaviest are the forms of a month, the one that took longest first.
func (t *Tally) Heaviest(m civil.Month) []Weight {
	var all []Weight
	for _, a := range t.Asks {
		if a.Month != m {
			continue
		}
		i := slices.IndexFunc(all, func(w Weight) bool { return w.Form == a.Form })
		if i < 0 {
			i = len(all)
			all = append(all, Weight{Form: a.Form})
		}
		all[i].Units++
		all[i].add(a)
	}
	slices.SortStableFunc(all, func(a, b Weight) int {
		return cmp.Or(cmp.Compare(b.Took, a.Took), cmp.Compare(a.Form, b.Form))
	})
	return all
}
