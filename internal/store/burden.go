package store

import (
	"duban/internal/base/civil"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/project"
)

// BudgetRow is a budget as it is kept.
type BudgetRow struct {
	Division string
	burden.Budget
	Version int64
	Seal    []byte
}

// SetBudget keeps a budget, new or at its version.
func (t *Tx) SetBudget(r BudgetRow) error {
	if r.Version == 0 {
		return t.put("burden_budget_insert", r.Division, r.Kind, r.From.Number(), r.Minutes, flag(r.Refuses), r.Document, r.Seal)
	}
	return t.versioned("burden_budget_update", r.Division, r.Kind, r.From.Number(), r.Minutes, flag(r.Refuses), r.Document, r.Seal, r.Version)
}

// Budgets are all budgets that a division has set, by kind and month.
func (t *Tx) Budgets(division string) ([]BudgetRow, error) {
	return list(t, "burden_budget_all", func(r row) (BudgetRow, error) {
		x := BudgetRow{Division: division}
		var from, refuses int64
		err := r.Scan(&x.Kind, &from, &x.Minutes, &refuses, &x.Document, &x.Version, &x.Seal)
		x.From, x.Refuses = civil.MonthNumbered(from), refuses == 1
		return x, err
	}, division)
}

// ReportedMonth is a month of a project that its unit has reported.
type ReportedMonth struct {
	Project  string
	Unit     string
	Month    civil.Month
	Migrated bool
	Signed   bool
}

// ReportedMonths are the months of projects between two that were reported; of
// one unit, or of all.
func (t *Tx) ReportedMonths(division string, from, until civil.Month, unit string) ([]ReportedMonth, error) {
	period := func(m civil.Month) int64 { return int64(m.Year*100 + m.Month) }
	return list(t, "burden_projects", func(r row) (ReportedMonth, error) {
		x := ReportedMonth{}
		var at int64
		var state, content string
		if err := r.Scan(&x.Project, &x.Unit, &at, &state, &content); err != nil {
			return x, err
		}
		x.Month = civil.Month{Year: int(at / 100), Month: int(at % 100)}
		var said struct{ Migrated bool }
		err := figures(content, &said)
		x.Migrated, x.Signed = said.Migrated, state == string(project.Endorsed)
		return x, err
	}, division, period(from), period(until), unit)
}

// DoneActs is how often a unit did an act on cases.
type DoneActs struct {
	Unit, Mechanism, Procedure string
	Declared                   int64
	Act                        string
	Times                      int64
}

// DoneActs counts what units did on cases from one instant until before another;
// of one unit, or of all.
func (t *Tx) DoneActs(division string, from, until int64, unit string) ([]DoneActs, error) {
	return list(t, "burden_acts", func(r row) (x DoneActs, err error) {
		err = r.Scan(&x.Unit, &x.Mechanism, &x.Procedure, &x.Declared, &x.Act, &x.Times)
		return x, err
	}, division, from, until, unit)
}

// CasesInHand is how many open cases of a stage a unit has a part in.
type CasesInHand struct {
	Unit, Part, Mechanism, Procedure string
	Declared                         int64
	Stage                            string
	Open                             int64
}

// CasesInHand counts the open cases that units have a part in; of one unit, or of all.
func (t *Tx) CasesInHand(division, unit string) ([]CasesInHand, error) {
	scan := func(r row) (x CasesInHand, err error) {
		err = r.Scan(&x.Unit, &x.Part, &x.Mechanism, &x.Procedure, &x.Declared, &x.Stage, &x.Open)
		return x, err
	}
	if unit == "" {
		return list(t, "burden_open", scan, division)
	}
	return list(t, "burden_open_unit", scan, division, unit)
}

// RequestedReply is a reply that a unit owes or gave.
type RequestedReply struct {
	Unit    string
	DueOn   civil.Date
	Minutes int64
	Given   bool
}

// RequestedReplies are the replies that are due between two days; of one unit, or of all.
func (t *Tx) RequestedReplies(division string, from, until civil.Date, unit string) ([]RequestedReply, error) {
	return list(t, "burden_requests", func(r row) (RequestedReply, error) {
		x := RequestedReply{}
		var due int64
		var state string
		err := r.Scan(&x.Unit, &due, &x.Minutes, &state)
		x.DueOn, x.Given = civil.OfDays(due), state == ReplyGiven
		return x, err
	}, division, from.Days(), until.Days(), unit)
}
