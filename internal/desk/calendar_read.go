package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/kernel/calendar"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// almanacs keep the calendars of divisions in memory, each with the edition it
// is of: opening a case asks the database for the edition alone.
type almanacs struct {
	mu sync.Mutex
	of map[string]almanac
}

// almanac is a division's calendar with those that were before it.
type almanac struct {
	edition  int64 // 0 where the division has none and goes by the program's
	newest   *civil.Calendar
	editions []civil.Edition // from the first, the newest too
}

// at is the calendar of an edition; 0 is the first.
func (a almanac) at(edition int64) *civil.Calendar {
	if edition >= a.edition || len(a.editions) == 0 {
		return a.newest
	}
	return a.editions[max(edition, 1)-1].Calendar()
}

// almanac reads the calendar that a division's cases are dated by, as this
// transaction sees it.
func (w *Workspace) almanac(tx *store.Tx, division string) (almanac, error) {
	n, err := tx.Edition(division)
	if err != nil {
		return almanac{}, err
	}
	if n == 0 {
		return almanac{newest: w.means.Mechanisms.law}, nil
	}
	w.almanacs.mu.Lock()
	a, ok := w.almanacs.of[division]
	w.almanacs.mu.Unlock()
	if ok && a.edition == n {
		return a, nil
	}
	if a, err = w.readAlmanac(tx, division, n); err != nil {
		return a, err
	}
	w.almanacs.mu.Lock()
	defer w.almanacs.mu.Unlock()
	if w.almanacs.of == nil {
		w.almanacs.of = map[string]almanac{}
	}
	if w.almanacs.of[division].edition < n { // what a transaction sees that is undone, another number replaces
		w.almanacs.of[division] = a
	}
	return a, nil
}

func (w *Workspace) readAlmanac(tx *store.Tx, division string, newest int64) (almanac, error) {
	a := almanac{edition: newest}
	editions, err := tx.Editions(division)
	if err != nil {
		return a, err
	}
	entries, err := tx.CalendarEntries(division)
	if err != nil {
		return a, err
	}
	laws, err := tx.Laws(division)
	if err != nil {
		return a, err
	}
	compose := func(e store.Edition) (*civil.Calendar, error) {
		holds := slices.ContainsFunc(entries, func(x calendar.Entry) bool { return x.Holds(e.Edition) })
		if !holds && e.Law == w.means.Mechanisms.lawDigest {
			return w.means.Mechanisms.law, nil
		}
		i := slices.IndexFunc(laws, func(l store.Law) bool { return l.Digest == e.Law })
		if i < 0 {
			return nil, fmt.Errorf("desk: edition %d of the calendar of %s goes by a table that is gone", e.Edition, division)
		}
		return calendar.Compose(laws[i].Days, entries, e.Edition)
	}
	var last store.Edition
	for _, e := range editions {
		if e.Edition > newest {
			break
		}
		last = e
		a.editions = append(a.editions, civil.EditionOf(civil.Instant(e.RecordedAt), func() *civil.Calendar {
			c, err := compose(e)
			if err != nil { // it was composed when it was the newest
				w.means.Report("an earlier calendar", err)
				return w.means.Mechanisms.law
			}
			return c
		}))
	}
	c, err := compose(last)
	if err != nil {
		return a, err
	}
	a.newest = c.After(a.editions[:len(a.editions)-1], civil.Instant(last.RecordedAt))
	return a, nil
}

// calendarOf is the newest calendar of a division.
func (w *Workspace) calendarOf(tx *store.Tx, division string) (*civil.Calendar, error) {
	a, err := w.almanac(tx, division)
	return a.newest, err
}

// calendar is what the deed dates cases by, looked up once.
func (d *deed) calendar() (*civil.Calendar, error) {
	if d.dates.newest == nil {
		a, err := d.w.almanac(d.tx, d.by.Division)
		if err != nil {
			return nil, err
		}
		d.dates = a
	}
	return d.dates.newest, nil
}

// CalendarYear (工作日历) is a year of a division with what holds in it and how it came about.
type CalendarYear struct {
	Year      int
	Calendar  *civil.Calendar
	Published bool
	Edition   int64
	Entries   []CalendarEntry // that touch the year and hold, by day
	Changes   []CalendarChange
	Missing   int // the year to come whose days are not there though it is December, 0 for none
	Today     civil.Date
}

// CalendarEntry is an entry with who set it when.
type CalendarEntry struct {
	calendar.Entry
	Person string // the name
	SetAt  int64
}

// CalendarChange is an edition with what it changed in cases.
type CalendarChange struct {
	store.Edition
	Person string // the name, "" for the program
	Sum    store.MoveSum
}

// ReadCalendar shows a year of the division's calendar; 0 is this year.
func (w *Workspace) ReadCalendar(ctx context.Context, by staff.Actor, year int) (CalendarYear, error) {
	now := civil.Instant(w.now())
	y := CalendarYear{Year: year, Today: now.Date()}
	if y.Year == 0 {
		y.Year = y.Today.Year
	}
	y.Year = min(max(y.Year, 2000), 2059)
	if err := staff.Permit(by, "calendar.read", ""); err != nil {
		return y, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		a, err := w.almanac(tx, by.Division)
		if err != nil {
			return err
		}
		y.Edition, y.Calendar, y.Published = a.edition, a.newest, a.newest.Published(y.Year)
		y.Missing = missingYear(a.newest, y.Today)
		entries, err := tx.CalendarEntries(by.Division)
		if err != nil {
			return err
		}
		editions, err := tx.Editions(by.Division)
		if err != nil {
			return err
		}
		sums, err := tx.MoveSums(by.Division)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, e := range slices.Backward(editions) {
			if e.Person != "" && names[e.Person] == "" {
				p, err := tx.Person(by.Division, e.Person)
				if err != nil && !missing(err) {
					return err
				}
				names[e.Person] = p.Name
			}
			c := CalendarChange{Edition: e, Person: names[e.Person]}
			if i := slices.IndexFunc(sums, func(s store.MoveSum) bool { return s.Edition == e.Edition }); i >= 0 {
				c.Sum = sums[i]
			}
			y.Changes = append(y.Changes, c)
		}
		for _, e := range entries {
			if e.Until != 0 || e.From.Year > y.Year || e.To.Year < y.Year {
				continue
			}
			x := CalendarEntry{Entry: e}
			if i := slices.IndexFunc(y.Changes, func(c CalendarChange) bool { return c.Edition.Edition == e.Since }); i >= 0 {
				x.Person, x.SetAt = y.Changes[i].Person, y.Changes[i].RecordedAt
			}
			y.Entries = append(y.Entries, x)
		}
		return nil
	})
	return y, faulted(err)
}

// missingYear is the next year from December on while no notice has settled it.
func missingYear(c *civil.Calendar, today civil.Date) int {
	if today.Month == 12 && !c.Published(today.Year+1) {
		return today.Year + 1
	}
	return 0
}

// MovedCase is a case whose clocks an edition dated otherwise.
type MovedCase struct {
	store.Move
	Row store.CaseRow
}

// MovedCases lists the cases that an edition dated otherwise, as far as the
// actor may see them, after one of them; next is where the next page begins.
func (w *Workspace) MovedCases(ctx context.Context, by staff.Actor, edition int64, after string, most int) (list []MovedCase, next string, err error) {
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return nil, "", err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		moves, err := tx.Moves(by.Division, edition, after, most+1)
		if err != nil {
			return err
		}
		if len(moves) > most {
			moves = moves[:most]
			next = moves[most-1].Case
		}
		for _, m := range moves {
			row, err := tx.Case(scope, m.Case)
			if missing(err) {
				continue
			}
			if err != nil {
				return err
			}
			list = append(list, MovedCase{m, row})
		}
		return nil
	})
	return list, next, faulted(err)
}
