package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// CaseRow is what lists show of a case: what followed from its events when the
// last one came.
type CaseRow struct {
	Division   string
	ID         string
	Mechanism  string
	Procedure  string
	Declared   int64 // the version it is under
	Number     string
	Title      string
	Place      string
	Stage      string
	OpenedAt   int64
	OpenedUnit string
	EndedAt    int64  // 0 while it is open
	Clock      string // the clock that presses, as its title; "" for none
	DueAt      int64  // of that clock; 0 where none runs
	Halted     bool   // that clock is stopped
	FallsAt    int64  // the next event that follows by itself; 0 for none
	Events     int64
	Edition    int64 // of the calendar that dated it; 0 where the division had none
	Version    int64
	Seal       []byte
	Gauges     string // what is counted of it; written, and read by GaugedCases alone
}

func scanCase(division string) func(row) (CaseRow, error) {
	return func(r row) (CaseRow, error) {
		c := CaseRow{Division: division}
		var halted int64
		err := r.Scan(&c.ID, &c.Mechanism, &c.Procedure, &c.Declared, &c.Number, &c.Title, &c.Place, &c.Stage, &c.OpenedAt, &c.OpenedUnit, &c.EndedAt, &c.Clock, &c.DueAt, &halted, &c.FallsAt, &c.Events, &c.Edition, &c.Version, &c.Seal)
		c.Halted = halted == 1
		return c, err
	}
}

// AddCase keeps a new case.
func (t *Tx) AddCase(c CaseRow) error {
	return t.put("case_insert", c.Division, c.ID, c.Mechanism, c.Procedure, c.Declared, c.Number, c.Title, c.Place, c.Stage, c.OpenedAt, c.OpenedUnit, c.EndedAt, c.Clock, c.DueAt, flag(c.Halted), c.FallsAt, c.Events, c.Edition, c.Seal, c.Gauges)
}

// SetCase changes a case at its version.
func (t *Tx) SetCase(c CaseRow) error {
	if err := t.versioned("case_update", c.Division, c.ID, c.Title, c.Place, c.Stage, c.EndedAt, c.Clock, c.DueAt, flag(c.Halted), c.FallsAt, c.Events, c.Edition, c.Seal, c.Version, c.Gauges, c.Declared); err != nil {
		return err
	}
	return t.put("case_unit_stand", c.Division, c.ID, c.Stage, c.EndedAt, c.DueAt, flag(c.Halted))
}

// Case finds a case that the scope may see: one that a unit of it has a part in.
func (t *Tx) Case(scope staff.Scope, id string) (CaseRow, error) {
	c, err := one(t, "case_by_id", scanCase(scope.Division()), scope.Division(), id)
	if err != nil || scope.All() {
		return c, err
	}
	units, err := t.CaseUnits(scope.Division(), id)
	if err != nil {
		return c, err
	}
	for _, u := range units {
		if scope.Sees(u) {
			return c, nil
		}
	}
	return CaseRow{}, ErrNotFound
}

// CaseOf finds a case for the program's own acts.
func (t *Tx) CaseOf(division, id string) (CaseRow, error) {
	return one(t, "case_by_id", scanCase(division), division, id)
}

func text(r row) (s string, err error) { err = r.Scan(&s); return s, err }

// CasePage says which cases a list shows, newest first; zero values leave open.
type CasePage struct {
	Procedure string
	Stage     string
	Which     string    // open, ended, late; "" for all
	Fields    []FieldIs // of the procedure, which has to be named; MostFields at most
	Version   int64     // open ones that are under it, of the procedure, whatever Fields and Which say
	Unit      string    // that has a part in it
	Now       int64
	Tallied   bool  // with how many stand in each stage
	Before    int64 // opened, of the last one shown
	BeforeID  string
	Most      int
}

// FieldIs narrows a list to the cases whose field says something.
type FieldIs struct{ Field, Value string }

// MostFields is how many fields a list is narrowed by at once.
const MostFields = 3

// Cases lists cases that the scope may see.
func (t *Tx) Cases(scope staff.Scope, p CasePage) ([]CaseRow, error) {
	if p.Before == 0 {
		p.Before, p.BeforeID = 1<<62, "~"
	}
	if p.Unit != "" && !scope.Sees(p.Unit) {
		return nil, nil
	}
	endedFrom, endedTo, dueFrom, dueTo, halted := int64(0), int64(1<<62), int64(0), int64(1<<62), int64(1)
	switch p.Which {
	case "open":
		endedTo = 0
	case "ended":
		endedFrom = 1
	case "late":
		endedTo, dueFrom, dueTo, halted = 0, 1, p.Now, 0
	}
	var name string
	args := []any{scope.Division(), p.Before, p.BeforeID, p.Stage}
	switch {
	case p.Version > 0 && p.Procedure != "":
		name = "case_list_version"
		args = []any{scope.Division(), p.Procedure, p.Version, p.Before, p.BeforeID, p.Stage, p.Most}
	case len(p.Fields) > 0 && p.Procedure != "":
		name = "case_list_field"
		args = append(args, endedFrom, endedTo, dueFrom, dueTo, halted, p.Most, p.Procedure)
		for i := range MostFields {
			var is FieldIs
			if i < len(p.Fields) {
				is = p.Fields[i]
			}
			args = append(args, is.Field, is.Value)
		}
	default:
		name = "case_list"
		if p.Procedure != "" {
			name += "_procedure"
		}
		if endedTo == 0 {
			name += "_open"
			args = append(args, dueFrom, dueTo, halted, p.Most)
		} else {
			args = append(args, endedFrom, p.Most)
		}
		if p.Procedure != "" {
			args = append(args, p.Procedure)
		}
	}
	scan := scanCase(scope.Division())
	units := scope.Units()
	if p.Unit != "" {
		units = []string{p.Unit}
	} else if scope.All() {
		return list(t, name, scan, args...)
	}
	name = strings.Replace(name, "case_list", "case_list_unit", 1)
	seen := map[string]bool{}
	var all []CaseRow
	for _, u := range units {
		rows, err := list(t, name, scan, append(args[:len(args):len(args)], u)...)
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			if !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, c)
			}
		}
	}
	sortCases(all)
	return all[:min(len(all), p.Most)], nil
}

// CaseTally is how many open cases of a procedure stand in a stage, and how
// many of them have passed a limit.
type CaseTally struct {
	Procedure, Stage string
	Open, Late       int64
}

// CaseTallies count the open cases that the scope may see. A case that two
// units of the scope have a part in counts once for each.
func (t *Tx) CaseTallies(scope staff.Scope, now int64) ([]CaseTally, error) {
	scan := func(r row) (n CaseTally, err error) {
		err = r.Scan(&n.Procedure, &n.Stage, &n.Open, &n.Late)
		return n, err
	}
	if scope.All() {
		return list(t, "case_tally", scan, scope.Division(), now)
	}
	var all []CaseTally
	for _, u := range scope.Units() {
		rows, err := list(t, "case_tally_unit", scan, scope.Division(), now, u)
		if err != nil {
			return nil, err
		}
		for _, n := range rows {
			if i := slices.IndexFunc(all, func(a CaseTally) bool { return a.Procedure == n.Procedure && a.Stage == n.Stage }); i >= 0 {
				all[i].Open += n.Open
				all[i].Late += n.Late
			} else {
				all = append(all, n)
			}
		}
	}
	return all, nil
}

// VersionTally is how many open cases of a procedure are under a version, in a stage.
type VersionTally struct {
	Declared int64
	Stage    string
	Open     int64
}

// VersionTallies count the open cases that are under versions before one.
func (t *Tx) VersionTallies(division, procedure string, before int64) ([]VersionTally, error) {
	return list(t, "case_version_tally", func(r row) (n VersionTally, err error) {
		err = r.Scan(&n.Declared, &n.Stage, &n.Open)
		return n, err
	}, division, procedure, before)
}

// CasesUnder are the open cases of a procedure that are under a version, the
// oldest first, after one of them.
func (t *Tx) CasesUnder(division, procedure string, version int64, after CaseRow, most int) ([]CaseRow, error) {
	return list(t, "case_version_list", scanCase(division), division, procedure, version, after.OpenedAt, after.ID, most)
}

// EveryCase is all cases of a division, for the ledger's check.
func (t *Tx) EveryCase(division string) ([]CaseRow, error) {
	return list(t, "case_all", scanCase(division), division)
}

// Falling is a case for which something may follow by itself, since when.
type Falling struct {
	Division, Case string
	At             int64
}

// FallingCases are those of all divisions that are due by an instant, after one
// of them, the longest due first.
func (t *Tx) FallingCases(now int64, after Falling, most int) ([]Falling, error) {
	return list(t, "case_falling", func(r row) (f Falling, err error) { err = r.Scan(&f.Division, &f.Case, &f.At); return f, err }, now, most, after.At, after.Division, after.Case)
}

// CaseEvent is an event with what the row keeps of its seal.
type CaseEvent struct {
	procedure.Event
	Case string
	Seal []byte
}

// AddCaseEvent keeps an event of a case.
func (t *Tx) AddCaseEvent(division string, e CaseEvent) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return err
	}
	return t.put("case_event_insert", division, e.Case, e.Seq, e.Act, string(e.Kind), e.Of, e.Branch, e.Person, e.Post, e.Unit, int64(e.HappenedAt), int64(e.RecordedAt), e.Reason, e.Foreign, e.Seal, string(data))
}

func scanCaseEvent(withCase bool) func(row) (CaseEvent, error) {
	return func(r row) (CaseEvent, error) {
		var e CaseEvent
		var happened, recorded int64
		var data string
		into := []any{&e.Seq, &e.Act, &e.Kind, &e.Of, &e.Branch, &e.Person, &e.Post, &e.Unit, &happened, &recorded, &e.Reason, &e.Foreign, &e.Seal, &data}
		if withCase {
			into = append([]any{&e.Case}, into...)
		}
		if err := r.Scan(into...); err != nil {
			return e, err
		}
		e.HappenedAt, e.RecordedAt = civil.Instant(happened), civil.Instant(recorded)
		d := json.NewDecoder(strings.NewReader(data))
		d.UseNumber()
		return e, d.Decode(&e.Data)
	}
}

// CaseEvents are the events of a case in the order they were recorded.
func (t *Tx) CaseEvents(division, id string) ([]CaseEvent, error) {
	return list(t, "case_events", scanCaseEvent(false), division, id)
}

// EveryCaseEvent calls f for every event of a division's cases.
func (t *Tx) EveryCaseEvent(division string, f func(CaseEvent) (bool, error)) error {
	return each(t, "case_event_all", scanCaseEvent(true), f, division)
}

// AddCaseUnit notes that a unit has a part in a case; part is opened or called.
func (t *Tx) AddCaseUnit(c CaseRow, unit, part string) error {
	return t.put("case_unit_insert", c.Division, unit, c.ID, c.Procedure, part, c.OpenedAt, c.Stage, c.EndedAt, c.DueAt, flag(c.Halted))
}

// CaseUnits are the units that have a part in a case, or see it by another that joined it.
func (t *Tx) CaseUnits(division, id string) ([]string, error) {
	return list(t, "case_units", text, division, id)
}

// DropCaseUnit has a unit see a case no more.
func (t *Tx) DropCaseUnit(division, id, unit string) error {
	return t.put("case_unit_drop", division, id, unit)
}

// SetCaseFields keeps what lists are narrowed by, field and value in turn.
func (t *Tx) SetCaseFields(c CaseRow, fields map[string]string) error {
	if c.Version > 1 { // a new case has none yet
		if err := t.put("case_fields_drop", c.Division, c.ID); err != nil {
			return err
		}
	}
	var rows [][]any
	for field, value := range fields {
		rows = append(rows, []any{c.Division, c.Procedure, field, value, c.OpenedAt, c.ID})
	}
	return t.putRows("case_field_insert", rows)
}

// NextNumber is the next number of a series, from 1, without gaps among acts that are kept.
func (t *Tx) NextNumber(division, series string) (int64, error) {
	return one(t, "case_number_next", number, division, series)
}

// LastNumber is the number that was given last of a series, 0 where none was.
func (t *Tx) LastNumber(division, series string) (int64, error) {
	n, err := one(t, "case_number_last", number, division, series)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// GiveBackNumbers makes a series that counts, rather than names, count so many less.
func (t *Tx) GiveBackNumbers(division, series string, n int64) error {
	_, err := t.run("case_number_back", division, series, n)
	return err
}

func sortCases(all []CaseRow) {
	slices.SortFunc(all, func(a, b CaseRow) int {
		return cmp.Or(cmp.Compare(b.OpenedAt, a.OpenedAt), strings.Compare(b.ID, a.ID))
	})
}
