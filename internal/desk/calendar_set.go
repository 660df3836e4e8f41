package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/calendar"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SetDays are days off or days worked of the place itself.
type SetDays struct {
	From, To civil.Date
	Works    bool
	Title    string
	Basis    string
}

// ImportYear is a year as the State Council published it.
type ImportYear struct {
	Year  int
	Days  string // rows of calendar.ParseYear
	Basis string
}

// CalendarKept is a calendar after a change: its edition, how many cases were
// open, and what is known so far of those that are dated anew.
type CalendarKept struct {
	Edition int64 `json:"edition"`
	Open    int64 `json:"open"`
	Cases   int64 `json:"-"` // with a clock that is due on another day
	Clocks  int64 `json:"-"`
	Firm    int64 `json:"-"` // clocks that were estimates
	Left    bool  `json:"-"` // some cases are not looked at yet
}

// renewal is what an edition brings: days that are set, days that are taken back.
type renewal struct {
	kind, title string
	set, lift   []calendar.Entry
}

// SetCalendar sets days of the place. call.Version is the calendar's edition as the person saw it.
func (w *Workspace) SetCalendar(ctx context.Context, by staff.Actor, call Call, in SetDays) (CalendarKept, error) {
	return w.renewCalendar(ctx, by, "calendar.set", call, func(d *deed, held []calendar.Entry) (renewal, error) {
		e := calendar.Entry{ID: d.newID(), From: in.From, To: in.To, Works: in.Works, Title: strings.TrimSpace(in.Title), Basis: strings.TrimSpace(in.Basis)}
		return renewal{"days", e.Title, []calendar.Entry{e}, nil}, e.Check(d.dates.newest, held)
	})
}

// LiftCalendar takes days of the place back.
func (w *Workspace) LiftCalendar(ctx context.Context, by staff.Actor, call Call, entry string) (CalendarKept, error) {
	return w.renewCalendar(ctx, by, "calendar.lift", call, func(_ *deed, held []calendar.Entry) (renewal, error) {
		for _, e := range held {
			switch {
			case e.ID != entry:
			case e.Until != 0:
				return renewal{}, fault.New(fault.Conflict, "“"+e.Title+"”已经撤销。", "请刷新看看现在的样子。")
			case e.Year != 0:
				return renewal{}, fault.New(fault.Refused, fmt.Sprintf("“%s”是 %d 年全国放假安排里的。", e.Title, e.Year), "要改，请把这一年重新导入一次。")
			default:
				return renewal{"lifted", e.Title, nil, []calendar.Entry{e}}, nil
			}
		}
		return renewal{}, fault.New(fault.NotFound, "没有这一条日期。", "请刷新看看现在的样子。")
	})
}

// ImportCalendar takes a whole published year in, in place of what stood for it.
func (w *Workspace) ImportCalendar(ctx context.Context, by staff.Actor, call Call, in ImportYear) (CalendarKept, error) {
	return w.renewCalendar(ctx, by, "calendar.import", call, func(d *deed, held []calendar.Entry) (renewal, error) {
		r := renewal{kind: "year", title: fmt.Sprint(in.Year)}
		var err error
		if r.set, err = calendar.ParseYear(in.Year, in.Days, in.Basis); err != nil {
			return r, err
		}
		for i := range r.set {
			r.set[i].ID = d.newID()
		}
		for _, e := range held {
			if e.Year == in.Year && e.Until == 0 {
				r.lift = append(r.lift, e)
			}
		}
		return r, nil
	})
}

// renewCalendar makes the next edition, and begins to date the open cases by
// it; what is left the sweep does.
func (w *Workspace) renewCalendar(ctx context.Context, by staff.Actor, act string, call Call, f func(*deed, []calendar.Entry) (renewal, error)) (CalendarKept, error) {
	k, err := perform(ctx, w, by, act, call, func(d *deed) (CalendarKept, error) {
		if err := d.takeLaw(); err != nil {
			return CalendarKept{}, err
		}
		if call.Version != 0 {
			if err := call.current(d.dates.edition, "工作日历"); err != nil {
				return CalendarKept{}, err
			}
		}
		held, err := d.tx.CalendarEntries(by.Division)
		if err != nil {
			return CalendarKept{}, err
		}
		r, err := f(d, held)
		if err != nil {
			return CalendarKept{}, err
		}
		d.reason = r.title
		e, err := d.addEdition(r)
		return CalendarKept{Edition: e.Edition, Open: e.Open}, err
	})
	if err != nil {
		return k, err
	}
	if _, err := w.redateDivision(ctx, by.Division, k.Edition, datedAtOnce); err != nil {
		w.means.Report("dating cases by a new calendar", err)
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		sums, err := tx.MoveSums(by.Division)
		for _, s := range sums {
			if s.Edition == k.Edition {
				k.Cases, k.Clocks, k.Firm = s.Cases, s.Clocks, s.Firm
			}
		}
		if err != nil {
			return err
		}
		left, err := tx.UndatedCases(by.Division, k.Edition, store.Undated{Edition: -1}, 1)
		k.Left = len(left) > 0
		return err
	})
	return k, faulted(err)
}

// addEdition keeps the next edition with its days.
func (d *deed) addEdition(r renewal) (store.Edition, error) {
	e := store.Edition{Division: d.by.Division, Edition: d.dates.edition + 1, Law: d.law, Kind: r.kind, Title: r.title, Person: d.by.Person, Post: d.by.Post, RecordedAt: d.now}
	var err error
	if e.Open, err = d.tx.OpenCases(d.by.Division); err != nil {
		return e, err
	}
	if e.Edition == 1 {
		e.SettledAt = d.now // the calendar that all cases go by already
	}
	object, bytes := canonEdition(e)
	e.Seal = d.seal(object, nil, bytes)
	d.object = object
	if err := d.tx.AddEdition(e); err != nil {
		return e, err
	}
	for _, x := range r.lift {
		x.Until = e.Edition
		object, bytes := canonCalendarEntry(x)
		x.Seal = d.seal(object, x.Seal, bytes)
		if err := d.tx.LiftCalendarEntry(d.by.Division, x); err != nil {
			return e, err
		}
	}
	for _, x := range r.set {
		x.Since = e.Edition
		object, bytes := canonCalendarEntry(x)
		x.Seal = d.seal(object, nil, bytes)
		if err := d.tx.AddCalendarEntry(d.by.Division, x); err != nil {
			return e, err
		}
	}
	return e, nil
}

// takeLaw sees to it that the division's calendar goes by a table of the
// country's days that it keeps: by its newest edition's, else by the program's.
func (d *deed) takeLaw() error {
	editions, err := d.tx.Editions(d.by.Division)
	if err != nil {
		return err
	}
	if len(editions) == 0 {
		return d.adoptLaw()
	}
	d.law = editions[len(editions)-1].Law
	_, err = d.calendar()
	return err
}

// adoptLaw makes an edition of the program's own table.
func (d *deed) adoptLaw() error {
	m := d.w.means.Mechanisms
	if _, err := d.calendar(); err != nil {
		return err
	}
	if d.law = m.lawDigest; d.law != "" {
		if err := d.tx.AddLaw(d.by.Division, m.lawDigest, m.lawText); err != nil {
			return err
		}
	}
	e, err := d.addEdition(renewal{kind: "law", title: fmt.Sprint(m.law.LastPublished())})
	if err != nil {
		return err
	}
	d.dates, err = d.w.readAlmanac(d.tx, d.by.Division, e.Edition)
	return err
}

// TakeLaws has every division's calendar go by the program's table of the
// country's days where it never did: what a newer program brings is an edition
// like what a person sets. A table that another took the place of does not come
// back with an older program.
func (w *Workspace) TakeLaws(ctx context.Context) error {
	var stale []string
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		stale = nil
		divisions, err := tx.Divisions()
		if err != nil {
			return err
		}
		for _, x := range divisions {
			if had, err := w.hadLaw(tx, x.Code); err != nil {
				return err
			} else if !had {
				stale = append(stale, x.Code)
			}
		}
		return nil
	})
	for _, division := range stale {
		if err != nil {
			break
		}
		_, err = performed(ctx, w, staff.Actor{Division: division}, "calendar.take", Call{}, func(d *deed) (struct{}, error) {
			had, err := w.hadLaw(d.tx, division)
			if had && err == nil {
				err = store.ErrStale
			}
			if err != nil {
				return struct{}{}, err
			}
			return struct{}{}, d.adoptLaw()
		})
		if Stale(err) || errors.Is(err, store.ErrDuplicate) {
			err = nil // another program was quicker
		}
	}
	return faulted(err)
}

func (w *Workspace) hadLaw(tx *store.Tx, division string) (bool, error) {
	laws, err := tx.Laws(division)
	for _, l := range laws {
		if l.Digest == w.means.Mechanisms.lawDigest {
			return true, err
		}
	}
	return false, err
}
