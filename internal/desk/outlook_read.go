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
	Tasks    []ListedTask // that were issued, parts of others left out
	Late     []ListedTask // red, the most pressing first
	Figures  []ListedTask // the expected targets
	Missed   []Expected   // what the year will miss at this pace
	Untold   int          // tasks with a figure that too little was reported of to tell
	Changed  []Changed    // since a week ago
	Towns    []TownColours
	Trend    []Standings // at the end of each month
	Units    map[string]staff.Unit
	Practice task.Practice
	Since    civil.Date
	Basemap  Basemap // the map of the towns, without areas where there is none
}

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
	var all []ListedTask
	var before map[task.Category][]quantity.Decimal
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if all, o.Practice, err = pacedTasks(tx, scope, o.Year, "", o.Today); err != nil {
			return err
		}
		if before, err = w.ended.of(tx, scope, o.Year-1, civil.MonthOf(o.Today)); err != nil {
			return err
		}
		if o.Units, err = unitsOf(tx, by.Division); err != nil {
			return err
		}
		o.Basemap, err = w.basemapOf(tx, by.Division)
		return err
	})
	if err != nil {
		return o, faulted(err)
	}
	o.reckon(all, before)
	return o, nil
}

func (o *Outlook) reckon(all []ListedTask, before map[task.Category][]quantity.Decimal) {
	profile := task.ProfileNamed(o.Practice.Profile)
	towns := map[string]*TownColours{}
	for _, t := range all {
		if t.Document == "" {
			continue
		}
		if u := o.Units[t.Terms.Lead]; u.Kind == staff.Town || u.Kind == staff.Street {
			n := towns[u.Code]
			if n == nil {
				n = &TownColours{Unit: u.Code}
				towns[u.Code] = n
			}
			n.All++
			switch t.Pace.Colour {
			case task.Red:
				n.Red++
			case task.Yellow, task.Orange:
				n.Yellow++
			}
		}
		if t.Parent != "" {
			continue
		}
		o.Tasks = append(o.Tasks, t)
		if t.Pace.Colour == task.Red {
			o.Late = append(o.Late, t)
		}
		if t.Terms.Category == task.Expected && t.Terms.Figure != nil {
			o.Figures = append(o.Figures, t)
		}
		if f, ok := t.ForecastOn(o.Today, before[t.Terms.Category]); ok && f.Doubtful {
			o.Missed = append(o.Missed, Expected{t, f})
		} else if !ok && t.Foretellable(o.Today) {
			o.Untold++
		}
		if !t.IssuedOn.Before(o.Since) {
			continue
		}
		if was := t.Then(o.Since).ColourOn(o.Since, profile, o.Practice.ReportDay); was != t.Pace.Colour {
			o.Changed = append(o.Changed, Changed{t, was})
		}
	}
	slices.SortStableFunc(o.Late, func(a, b ListedTask) int { return pressing(a, b) })
	slices.SortStableFunc(o.Missed, func(a, b Expected) int {
		return cmp.Or(boolCompare(b.Missed, a.Missed), pressing(a.ListedTask, b.ListedTask))
	})
	slices.SortStableFunc(o.Changed, func(a, b Changed) int {
		return slices.Index(task.Colours, a.Pace.Colour) - slices.Index(task.Colours, b.Pace.Colour)
	})
	for _, n := range towns {
		o.Towns = append(o.Towns, *n)
	}
	slices.SortFunc(o.Towns, func(a, b TownColours) int {
		return cmp.Or(cmp.Compare(o.Units[a.Unit].Rank, o.Units[b.Unit].Rank), cmp.Compare(a.Unit, b.Unit))
	})
	o.trend(profile)
}

// trend counts the colours at the end of each month that has passed.
func (o *Outlook) trend(profile task.Profile) {
	for m := (civil.Month{Year: o.Year, Month: 1}); m.Year == o.Year && m.Last().Before(o.Today); m = m.Plus(1) {
		s := Standings{m, map[task.Colour]int{}}
		for _, t := range o.Tasks {
			if !m.Last().Before(t.IssuedOn) {
				s.Count[t.ColourAfter(m, profile, o.Practice.ReportDay)]++
			}
		}
		if len(s.Count) > 0 {
			o.Trend = append(o.Trend, s)
		}
	}
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

// of are the factors of a year as they stand in a month. Who does not see all of
// a division is told of what he sees, and nothing of it is remembered.
func (k *endings) of(tx *store.Tx, scope staff.Scope, year int, now civil.Month) (map[task.Category][]quantity.Decimal, error) {
	var stamp [2]int64
	var err error
	key := fmt.Sprintf("%s/%d/%s", scope.Division(), year, now)
	if scope.All() {
		if stamp, err = tx.TaskStamp(scope.Division(), year); err != nil {
			return nil, err
		}
		k.mu.Lock()
		e, ok := k.kept[key]
		k.mu.Unlock()
		if ok && e.stamp == stamp {
			return e.factors, nil
		}
	}
	before, err := tasksOf(tx, scope, year)
	if err != nil {
		return nil, err
	}
	f := factors(before, now)
	if scope.All() {
		k.mu.Lock()
		if k.kept == nil || len(k.kept) >= mostEnds {
			k.kept = map[string]ended{}
		}
		k.kept[key] = ended{stamp, f}
		k.mu.Unlock()
	}
	return f, nil
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
