package desk

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// Outlook (要紧的事) is what whoever leads a city has to see in five minutes: what
// is late and who moves it, what will be missed, what changed since last week.
type Outlook struct {
	Today    civil.Date
	Year     int
	Towns    []TownColours
	Units    map[string]staff.Unit
	Practice task.Practice
	Since    civil.Date
	Basemap  Basemap // the map of the towns, without areas where there is none
	weighed
}

// weighed is what an outlook finds in the tasks of a year; it is everybody's, and
// nobody changes it.
type weighed struct {
	Tasks   []ListedTask // that were issued, parts of others left out
	Late    []ListedTask // red, the most pressing first
	Figures []ListedTask // the expected targets
	Missed  []Expected   // what the year will miss at this pace
	Untold  int          // tasks with a figure that too little was reported of to tell
	Changed []Changed    // since a week ago
	Trend   []Standings  // at the end of each month
}

// weighedWith asks a year for its outlook, with the year before as it stood.
type weighedWith struct{ before [2]int64 }

// Expected is a task with what it comes to.
type Expected struct {
	ListedTask
	task.Forecast
}

// Changed is a task that has another colour than a week ago.
type Changed struct {
	ListedTask
	Was task.Colour
}

// TownColours is how many tasks of a town or street are red and yellow.
type TownColours struct {
	Unit             string
	Red, Yellow, All int
}

// Standings are how many tasks had which colour at the end of a month.
type Standings struct {
	Month civil.Month
	Count map[task.Colour]int
}

// week is how far back changes are looked for, in days.
const week = 7

// ReadOutlook reckons the year as it stands today.
func (w *Workspace) ReadOutlook(ctx context.Context, by staff.Actor, year int) (Outlook, error) {
	o := Outlook{Today: civil.Instant(w.now()).Date(), Year: year}
	if o.Year == 0 {
		o.Year = o.Today.Year
	}
	o.Since = civil.OfDays(o.Today.Days() - week)
	scope, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return o, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		y, err := w.years.of(tx, scope.Division(), o.Year, o.Today)
		if err != nil {
			return err
		}
		before, stamp, err := w.ended.of(tx, scope, o.Year-1, civil.MonthOf(o.Today))
		if err != nil {
			return err
		}
		units, err := tx.Units(by.Division)
		if err != nil {
			return err
		}
		o.Units = byCode(units)
		o.Practice = y.practice.Practice
		all := y.seen(scope)
		o.towns(all)
		if scope.All() && stamp != ([2]int64{}) {
			o.weighed = following(y, weighedWith{stamp}, func() weighed { return o.weigh(all, before) })
		} else {
			o.weighed = o.weigh(all, before)
		}
		o.Basemap, err = w.basemapOf(tx, by.Division, units)
		return err
	})
	return o, faulted(err)
}

func (o *Outlook) weigh(all []ListedTask, before map[task.Category][]quantity.Decimal) (x weighed) {
	profile := task.ProfileNamed(o.Practice.Profile)
	for _, t := range all {
		if t.Document == "" || t.Parent != "" {
			continue
		}
		x.Tasks = append(x.Tasks, t)
		if t.Pace.Colour == task.Red {
			x.Late = append(x.Late, t)
		}
		if t.Terms.Category == task.Expected && t.Terms.Figure != nil {
			x.Figures = append(x.Figures, t)
		}
		if f, ok := t.ForecastOn(o.Today, before[t.Terms.Category]); ok && f.Doubtful {
			x.Missed = append(x.Missed, Expected{t, f})
		} else if !ok && t.Foretellable(o.Today) {
			x.Untold++
		}
		if !t.IssuedOn.Before(o.Since) {
			continue
		}
		if was := t.Then(o.Since).ColourOn(o.Since, profile, o.Practice.ReportDay); was != t.Pace.Colour {
			x.Changed = append(x.Changed, Changed{t, was})
		}
	}
	slices.SortStableFunc(x.Late, func(a, b ListedTask) int { return pressing(a, b) })
	slices.SortStableFunc(x.Missed, func(a, b Expected) int {
		return cmp.Or(boolCompare(b.Missed, a.Missed), pressing(a.ListedTask, b.ListedTask))
	})
	slices.SortStableFunc(x.Changed, func(a, b Changed) int {
		return slices.Index(task.Colours, a.Pace.Colour) - slices.Index(task.Colours, b.Pace.Colour)
	})
	for m := (civil.Month{Year: o.Year, Month: 1}); m.Year == o.Year && m.Last().Before(o.Today); m = m.Plus(1) {
		s := Standings{m, map[task.Colour]int{}}
		for _, t := range x.Tasks {
			if !m.Last().Before(t.IssuedOn) {
				s.Count[t.ColourAfter(m, profile, o.Practice.ReportDay)]++
			}
		}
		if len(s.Count) > 0 {
			x.Trend = append(x.Trend, s)
		}
	}
	return x
}

// towns counts the colours of what towns and streets lead, their parts of others'
// tasks with it.
func (o *Outlook) towns(all []ListedTask) {
	of := map[string]*TownColours{}
	for _, t := range all {
		u := o.Units[t.Terms.Lead]
		if t.Document == "" || u.Kind != staff.Town && u.Kind != staff.Street {
			continue
		}
		n := of[u.Code]
		if n == nil {
			n = &TownColours{Unit: u.Code}
			of[u.Code] = n
		}
		n.All++
		switch t.Pace.Colour {
		case task.Red:
			n.Red++
		case task.Yellow, task.Orange:
			n.Yellow++
		}
	}
	for _, n := range of {
		o.Towns = append(o.Towns, *n)
	}
	slices.SortFunc(o.Towns, func(a, b TownColours) int {
		return cmp.Or(cmp.Compare(o.Units[a.Unit].Rank, o.Units[b.Unit].Rank), cmp.Compare(a.Unit, b.Unit))
	})
}

// pressing puts first what is overdue, then what is furthest behind.
func pressing(a, b ListedTask) int {
	behind := func(t ListedTask) quantity.Decimal {
		if t.Pace.Ratio == nil {
			return quantity.Int(0)
		}
		return *t.Pace.Ratio
	}
	return cmp.Or(boolCompare(b.Pace.Overdue, a.Pace.Overdue), behind(a).Cmp(behind(b)), cmp.Compare(a.Number, b.Number))
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// endings remembers what the tasks of years before came to, which hardly changes: a
// forecast would read a whole year of tasks for a few numbers.
type endings struct {
	mu   sync.Mutex
	kept map[string]ended
}

type ended struct {
	stamp   [2]int64
	factors map[task.Category][]quantity.Decimal
}

// mostEnds is how many years of divisions are remembered, of some two kilobytes each.
const mostEnds = 2048

// of are the factors of a year as they stand in a month, and the stamp of the
// year. Who does not see all of a division is told of what he sees, and nothing of
// it is remembered.
func (k *endings) of(tx *store.Tx, scope staff.Scope, year int, now civil.Month) (f map[task.Category][]quantity.Decimal, stamp [2]int64, err error) {
	key := fmt.Sprintf("%s/%d/%s", scope.Division(), year, now)
	if scope.All() {
		if stamp, err = tx.TaskStamp(scope.Division(), year); err != nil {
			return nil, stamp, err
		}
		k.mu.Lock()
		e, ok := k.kept[key]
		k.mu.Unlock()
		if ok && e.stamp == stamp && tx.ReadsOnly() {
			return e.factors, stamp, nil
		}
	}
	rows, whole, err := summed(tx.Passing(), scope.Division(), year)
	if err != nil {
		return nil, stamp, err
	}
	var before []*task.Task
	for _, r := range rows {
		if store.SeesTask(scope, r.Task) {
			before = append(before, r.Task)
		}
	}
	f = factors(before, now)
	if scope.All() && tx.ReadsOnly() && whole {
		k.mu.Lock()
		if k.kept == nil || len(k.kept) >= mostEnds {
			k.kept = map[string]ended{}
		}
		k.kept[key] = ended{stamp, f}
		k.mu.Unlock()
	}
	if !whole {
		stamp = [2]int64{} // says nothing of parts of other years
	}
	return f, stamp, nil
}

// factors are how the tasks of the year before ended against what was told of
// them at the same time of their year, by category, the least first.
func factors(before []*task.Task, now civil.Month) map[task.Category][]quantity.Decimal {
	of := map[task.Category][]quantity.Decimal{}
	for _, t := range before {
		told, ok := t.Told(now.Plus(-12))
		if !ok {
			continue
		}
		_, ended, ok := t.Reached(civil.MonthOf(t.Terms.DueOn).Plus(1))
		base := t.Terms.Figure.Base
		whole := new(big.Rat).Sub(told.Rat(), base.Rat())
		if !ok || whole.Sign() == 0 {
			continue
		}
		grown := new(big.Rat).Sub(ended.Rat(), base.Rat())
		of[t.Terms.Category] = append(of[t.Terms.Category], quantity.FromRat(grown.Quo(grown, whole), 4))
	}
	for _, all := range of {
		slices.SortFunc(all, quantity.Decimal.Cmp)
	}
	return of
}
