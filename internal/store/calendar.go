package store

import (
	"encoding/json"
	"errors"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/calendar"
	"duban/internal/kernel/procedure"
)

// Edition is a state of a division's calendar, with what brought it about.
type Edition struct {
	Division   string
	Edition    int64  // from 1
	Law        string // the digest of the country's table
	Kind       string // law, days, lifted, year
	Title      string
	Person     string // "" for the program
	Post       string
	RecordedAt int64
	Open       int64 // cases that were open then
	SettledAt  int64 // all of them are dated by it, 0 while some wait
	Seal       []byte
}

// Edition is the newest edition of a division's calendar, 0 where it has none.
func (t *Tx) Edition(division string) (int64, error) {
	n, err := one(t, "calendar_edition_newest", number, division)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// Editions are all of them, earliest first.
func (t *Tx) Editions(division string) ([]Edition, error) {
	return list(t, "calendar_edition_list", func(r row) (Edition, error) {
		e := Edition{Division: division}
		err := r.Scan(&e.Edition, &e.Law, &e.Kind, &e.Title, &e.Person, &e.Post, &e.RecordedAt, &e.Open, &e.SettledAt, &e.Seal)
		return e, err
	}, division)
}

// AddEdition keeps the next edition; another's with the same number is ErrDuplicate.
func (t *Tx) AddEdition(e Edition) error {
	return t.put("calendar_edition_insert", e.Division, e.Edition, e.Law, e.Kind, e.Title, e.Person, e.Post, e.RecordedAt, e.Open, e.SettledAt, e.Seal)
}

// SettleEditions notes that all open cases are dated by an edition, and so by those before it.
func (t *Tx) SettleEditions(division string, edition, now int64) error {
	return t.put("calendar_edition_settle", division, edition, now)
}

// Unsettled is an edition by which cases may still have to be dated.
type Unsettled struct {
	Division   string
	Edition    int64
	RecordedAt int64
}

// UnsettledEditions are those of all divisions.
func (t *Tx) UnsettledEditions() ([]Unsettled, error) {
	return list(t, "calendar_unsettled", func(r row) (u Unsettled, err error) {
		err = r.Scan(&u.Division, &u.Edition, &u.RecordedAt)
		return u, err
	})
}

// AddLaw keeps the country's table by its digest.
func (t *Tx) AddLaw(division, digest, days string) error {
	return t.put("calendar_law_insert", division, digest, days)
}

// Law is a kept table of the country's.
func (t *Tx) Law(division, digest string) (string, error) {
	return one(t, "calendar_law_by_digest", text, division, digest)
}

// Law is the country's table as a division's editions go by it.
type Law struct{ Digest, Days string }

// Laws are all of a division.
func (t *Tx) Laws(division string) ([]Law, error) {
	return list(t, "calendar_law_list", func(r row) (l Law, err error) { err = r.Scan(&l.Digest, &l.Days); return l, err }, division)
}

// AddCalendarEntry keeps days that a division set.
func (t *Tx) AddCalendarEntry(division string, e calendar.Entry) error {
	return t.put("calendar_entry_insert", division, e.ID, e.From.Days(), e.To.Days(), flag(e.Works), e.Title, e.Basis, e.Year, e.Since, e.Until, e.Seal)
}

// LiftCalendarEntry takes days back at their version.
func (t *Tx) LiftCalendarEntry(division string, e calendar.Entry) error {
	return t.versioned("calendar_entry_lift", division, e.ID, e.Until, e.Seal, e.Version)
}

// CalendarEntries are all days that a division ever set, by day.
func (t *Tx) CalendarEntries(division string) ([]calendar.Entry, error) {
	return list(t, "calendar_entry_list", func(r row) (e calendar.Entry, err error) {
		var from, to, works int64
		err = r.Scan(&e.ID, &from, &to, &works, &e.Title, &e.Basis, &e.Year, &e.Since, &e.Until, &e.Version, &e.Seal)
		e.From, e.To, e.Works = civil.OfDays(from), civil.OfDays(to), works == 1
		return e, err
	}, division)
}

// OpenCases counts them.
func (t *Tx) OpenCases(division string) (int64, error) {
	return one(t, "calendar_open_cases", number, division)
}

// Undated is an open case that an edition before the newest dated.
type Undated struct {
	Case    string
	Edition int64
}

// UndatedCases are those of a division that an edition is still to date, after one of them.
func (t *Tx) UndatedCases(division string, edition int64, after Undated, most int) ([]Undated, error) {
	return list(t, "case_undated", func(r row) (u Undated, err error) { err = r.Scan(&u.Case, &u.Edition); return u, err }, division, edition, after.Edition, after.Case, most)
}

// DateCase notes that an edition changes nothing of a case, at its version; it
// says whether the case is still as it was.
func (t *Tx) DateCase(division, id string, edition, version int64) (bool, error) {
	n, err := t.run("case_date", division, id, edition, version)
	return n == 1, err
}

// Move is whose clocks of a case an edition dated otherwise.
type Move struct {
	Division   string
	Edition    int64
	Case       string
	RecordedAt int64
	Clocks     []procedure.Moved
	Seal       []byte
}

// Counts are how many clocks have another date, and how many became firm.
func (m Move) Counts() (dated, firm int64) {
	for _, c := range m.Clocks {
		if c.Dated() {
			dated++
		}
		if c.Firm {
			firm++
		}
	}
	return dated, firm
}

// AddMove keeps it.
func (t *Tx) AddMove(m Move) error {
	b, err := json.Marshal(m.Clocks)
	if err != nil {
		return err
	}
	dated, firm := m.Counts()
	return t.put("case_move_insert", m.Division, m.Edition, m.Case, m.RecordedAt, dated, firm, m.Seal, string(b))
}

func scanMove(division string) func(row) (Move, error) {
	return func(r row) (Move, error) {
		m := Move{Division: division}
		var dated, firm int64
		var clocks string
		if err := r.Scan(&m.Edition, &m.Case, &m.RecordedAt, &dated, &firm, &m.Seal, &clocks); err != nil {
			return m, err
		}
		return m, json.NewDecoder(strings.NewReader(clocks)).Decode(&m.Clocks)
	}
}

// Moves are the cases that an edition dated otherwise, after one of them.
func (t *Tx) Moves(division string, edition int64, after string, most int) ([]Move, error) {
	return list(t, "case_move_list", scanMove(division), division, edition, after, most)
}

// MovesOf are the editions that dated a case otherwise.
func (t *Tx) MovesOf(division, id string) ([]Move, error) {
	return list(t, "case_move_of", scanMove(division), division, id)
}

// EveryMove calls f for all moves of a division.
func (t *Tx) EveryMove(division string, f func(Move) (bool, error)) error {
	return each(t, "case_move_all", scanMove(division), f, division)
}

// MoveSum is what an edition changed in all.
type MoveSum struct{ Edition, Cases, Clocks, Firm int64 }

// MoveSums are those of a division, by edition.
func (t *Tx) MoveSums(division string) ([]MoveSum, error) {
	return list(t, "case_move_sum", func(r row) (s MoveSum, err error) {
		err = r.Scan(&s.Edition, &s.Cases, &s.Clocks, &s.Firm)
		return s, err
	}, division)
}

// WithoutYear counts the divisions that have not entered a year themselves.
func (t *Tx) WithoutYear(year int) (int64, error) {
	return one(t, "health_calendar", number, year)
}
