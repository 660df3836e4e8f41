package store

import (
	"encoding/json"

	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// SettlementRow is a settlement as it is kept: what it was reckoned from and
// what came of it. In lists it comes without the three texts.
type SettlementRow struct {
	Division    string
	ID          string
	Year        int
	Card        string // its code
	Number      int64  // of the card's runs for the year
	AsOf        int64
	RunAt       int64
	Person      string
	Post        string
	Amends      string // the settlement that this one corrects, "" for none
	ConfirmedAt int64  // 0 before
	ConfirmedBy string
	Version     int64
	Seal        []byte
	SettlementContent
	Declared string // the card
	Inputs   string // canonical
	Result   string // canonical
}

// SettlementContent is what a row keeps of a settlement beside its columns.
type SettlementContent struct {
	Title        string                 `json:"title"` // of the card
	CardVersion  int                    `json:"card_version"`
	CardDigest   string                 `json:"card_digest"`
	Evaluator    int                    `json:"evaluator"`
	InputsDigest string                 `json:"inputs_digest"`
	Digest       string                 `json:"digest"`
	Of           scorecard.Of           `json:"of"`
	Subjects     int                    `json:"subjects"`
	Findings     int                    `json:"findings"`
	Document     string                 `json:"document,omitempty"` // of the decision that corrects
	Reason       string                 `json:"reason,omitempty"`
	Corrections  []scorecard.Correction `json:"corrections,omitempty"`
	Difference   *scorecard.Difference  `json:"difference,omitempty"` // from the one that it corrects
}

// Content writes it for keeping.
func (c SettlementContent) Content() (string, error) {
	b, err := json.Marshal(c)
	return string(b), err
}

func scanSettlement(division string, texts bool) func(row) (SettlementRow, error) {
	return func(r row) (SettlementRow, error) {
		x := SettlementRow{Division: division}
		var content string
		into := []any{&x.ID, &x.Year, &x.Card, &x.Number, &x.AsOf, &x.RunAt, &x.Person, &x.Post, &x.Amends, &x.ConfirmedAt, &x.ConfirmedBy, &x.Version, &x.Seal, &content}
		if texts {
			into = append(into, &x.Declared, &x.Inputs, &x.Result)
		}
		if err := r.Scan(into...); err != nil {
			return x, err
		}
		return x, figures(content, &x.SettlementContent)
	}
}

// AddSettlement keeps a new settlement.
func (t *Tx) AddSettlement(s SettlementRow) error {
	content, err := s.Content()
	if err != nil {
		return err
	}
	return t.put("settlement_insert", s.Division, s.ID, s.Year, s.Card, s.Number, s.AsOf, s.RunAt, s.Person, s.Post, s.Amends, s.Seal, content, s.Declared, s.Inputs, s.Result)
}

// ConfirmSettlement keeps who confirmed a settlement at its version.
func (t *Tx) ConfirmSettlement(s SettlementRow) error {
	return t.versioned("settlement_confirm", s.Division, s.ID, s.ConfirmedAt, s.ConfirmedBy, s.Seal, s.Version)
}

// sees says whether a scope holds a settlement: units see what is confirmed.
func (s SettlementRow) sees(scope staff.Scope) bool {
	return scope.All() || s.ConfirmedAt != 0 && len(scope.Units()) > 0
}

// Settlement finds a settlement whole.
func (t *Tx) Settlement(scope staff.Scope, id string) (SettlementRow, error) {
	return t.settlement("settlement_by_id", true, scope, id)
}

// SettlementHead finds a settlement without its texts.
func (t *Tx) SettlementHead(scope staff.Scope, id string) (SettlementRow, error) {
	return t.settlement("settlement_head", false, scope, id)
}

// SettlementHeadOf finds a settlement of a division without its texts, for what
// the program itself writes.
func (t *Tx) SettlementHeadOf(division, id string) (SettlementRow, error) {
	return one(t, "settlement_head", scanSettlement(division, false), division, id)
}

func (t *Tx) settlement(query string, texts bool, scope staff.Scope, id string) (SettlementRow, error) {
	s, err := one(t, query, scanSettlement(scope.Division(), texts), scope.Division(), id)
	if err == nil && !s.sees(scope) {
		return SettlementRow{}, ErrNotFound
	}
	return s, err
}

// SettlementPage says which settlements of a year a list shows, the newest first.
type SettlementPage struct {
	Year     int
	Before   int64 // when the last one shown was run, 0 from the newest
	BeforeID string
	Most     int
}

// Settlements lists settlements of a year that a scope may see.
func (t *Tx) Settlements(scope staff.Scope, p SettlementPage) ([]SettlementRow, error) {
	if !scope.All() && len(scope.Units()) == 0 {
		return nil, nil
	}
	if p.Before == 0 {
		p.Before = 1<<63 - 1
	}
	least := int64(1)
	if scope.All() {
		least = 0
	}
	return list(t, "settlement_list", scanSettlement(scope.Division(), false), scope.Division(), p.Year, p.Before, p.BeforeID, least, p.Most)
}

// MostAmendments is how many corrections of one settlement are looked at.
const MostAmendments = 100

// SettlementAmendments are those that correct a settlement, as far as a scope sees them.
func (t *Tx) SettlementAmendments(scope staff.Scope, id string) ([]SettlementRow, error) {
	all, err := list(t, "settlement_amendments", scanSettlement(scope.Division(), false), scope.Division(), id, MostAmendments)
	kept := all[:0]
	for _, s := range all {
		if s.sees(scope) {
			kept = append(kept, s)
		}
	}
	return kept, err
}

// SettlementYears are the years that there are settlements of.
func (t *Tx) SettlementYears(division string) ([]int64, error) {
	return list(t, "settlement_years", number, division)
}

// EverySettlement calls f for every settlement of a division.
func (t *Tx) EverySettlement(division string, f func(SettlementRow) (bool, error)) error {
	return each(t, "settlement_all", scanSettlement(division, true), f, division)
}

// FactRow is a fact that somebody entered with a document. What was entered
// before stays; the last one counts.
type FactRow struct {
	Division   string
	Year       int
	Subject    string
	Fact       string
	Seq        int64  // from 1
	Value      string // JSON; "" where it was taken back
	Document   string
	Reason     string
	Person     string
	Post       string
	RecordedAt int64
	Seal       []byte
}

func scanFact(division string) func(row) (FactRow, error) {
	return func(r row) (FactRow, error) {
		x := FactRow{Division: division}
		err := r.Scan(&x.Year, &x.Subject, &x.Fact, &x.Seq, &x.Value, &x.Document, &x.Reason, &x.Person, &x.Post, &x.RecordedAt, &x.Seal)
		return x, err
	}
}

// AddFact keeps an entered fact.
func (t *Tx) AddFact(f FactRow) error {
	return t.put("settlement_fact_insert", f.Division, f.Year, f.Subject, f.Fact, f.Seq, f.Value, f.Document, f.Reason, f.Person, f.Post, f.RecordedAt, f.Seal)
}

// FactStory is all that was entered of a fact, the earliest first.
func (t *Tx) FactStory(division string, year int, subject, fact string) ([]FactRow, error) {
	return list(t, "settlement_fact_story", scanFact(division), division, year, subject, fact)
}

// Facts are all facts that were entered for a year, by subject and fact.
func (t *Tx) Facts(division string, year int) ([]FactRow, error) {
	return list(t, "settlement_fact_list", scanFact(division), division, year)
}

// FactYears are the years that facts were entered for.
func (t *Tx) FactYears(division string) ([]int64, error) {
	return list(t, "settlement_fact_years", number, division)
}

// EveryFact calls f for every entered fact of a division.
func (t *Tx) EveryFact(division string, f func(FactRow) (bool, error)) error {
	return each(t, "settlement_fact_all", scanFact(division), f, division)
}

// TaskEventsOfYear calls f for every event of a year's tasks, task by task in
// the order of their numbers, each in its order.
func (t *Tx) TaskEventsOfYear(division string, year int, f func(id string, e task.Event) error) error {
	return each(t, "task_event_year", scanTaskEvent(true), func(e TaskEvent) (bool, error) { return true, f(e.Task, e.Event) }, division, year)
}
