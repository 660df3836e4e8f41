package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// CaseListing is a page of cases, with names.
type CaseListing struct {
	Cases     []store.CaseRow
	Units     []staff.Unit
	Tallies   []store.CaseTally
	Now       civil.Instant
	mechanism *Mechanisms
}

// Procedure is what a case of the listing runs by, nil where its declaration is gone.
func (l CaseListing) Procedure(c store.CaseRow) *procedure.Procedure {
	p, err := l.mechanism.procedure(c.Mechanism, c.Procedure, c.Declared)
	if err != nil {
		return nil
	}
	return p
}

// ListCases lists cases, newest first, as far as the actor may see them.
func (w *Workspace) ListCases(ctx context.Context, by staff.Actor, p store.CasePage) (CaseListing, error) {
	l := CaseListing{Now: civil.Instant(w.now()), mechanism: w.means.Mechanisms}
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return l, err
	}
	p.Now = int64(l.Now)
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if l.Cases, err = tx.Cases(scope, p); err != nil {
			return err
		}
		if p.Tallied {
			if l.Tallies, err = tx.CaseTallies(scope, p.Now); err != nil {
				return err
			}
		}
		l.Units, err = tx.Units(by.Division)
		return err
	})
	return l, faulted(err)
}

// ShownCase is a case with what the actor may do now.
type ShownCase struct {
	*procedure.Case
	Row      store.CaseRow
	Calendar *civil.Calendar
	Now      civil.Instant
	Units    []staff.Unit
	Persons  map[string]string // names of those who acted
	Acts     []Doable
	Answers  []*procedure.Request // that the actor may answer
	Moves    []store.Move         // of its clocks, by changes of the calendar
	Entries  []store.Linked       // of registers, that the case names
	Above    *store.CaseRow       // the case this one is a part of, as far as the actor may see it
	Below    []BelowCase          // its parts, as far as the actor may see them
	Totals   []procedure.Spending
	Into     *store.CaseRow    // the case of the same matter that this one was joined to
	Joined   []store.CaseRow   // those that were joined to this one
	Alike    []AlikeCase       // those that may be of the same matter
	Newer    *procedure.Effect // what going over to the version in force would mean, for whoever may do that
	Referred []Referred        // the objects that it refers to, as far as the actor may see them
	Choices  Choices           // the objects that forms of what he may do now can refer to
}

// BelowCase is a case that is a part of another.
type BelowCase struct {
	Row  store.CaseRow
	Case *procedure.Case
}

// Doable is an act that the actor may do now, on a branch or on the case itself.
type Doable = procedure.Able

// ShowCase shows a case from its events.
func (w *Workspace) ShowCase(ctx context.Context, by staff.Actor, id string) (ShownCase, error) {
	s := ShownCase{Now: civil.Instant(w.now()), Persons: map[string]string{}}
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return s, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if s.Row, err = tx.Case(scope, id); err != nil {
			return err
		}
		if s.Calendar, err = w.calendarOf(tx, by.Division); err != nil {
			return err
		}
		if s.Moves, err = tx.MovesOf(by.Division, id); err != nil {
			return err
		}
		if _, s.Case, _, err = w.fold(tx, s.Row); err != nil {
			return err
		}
		for _, e := range s.Events {
			if e.Person == "" || s.Persons[e.Person] != "" {
				continue
			}
			p, err := tx.Person(by.Division, e.Person)
			if err != nil && !missing(err) {
				return err
			}
			s.Persons[e.Person] = p.Name
		}
		if s.Entries, err = tx.CaseEntries(by.Division, id); err != nil {
			return err
		}
		if s.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		if err := w.together(tx, scope, &s); err != nil {
			return err
		}
		if s.Referred, err = w.referred(tx, by, s.Case); err != nil {
			return err
		}
		return w.around(tx, scope, &s)
	})
	if err == nil && by.May("case.migrate") {
		s.Newer, err = w.effect(s.Case, s.Calendar, s.Now)
	}
	if err != nil {
		return s, faulted(err)
	}
	if !by.May("case.act") {
		return s, nil
	}
	who := whoIs(by)
	s.Acts, s.Answers = s.Ables(who), s.Answerable(who)
	var forms []*procedure.Form
	for _, a := range s.Acts {
		forms = append(forms, a.Act.Form)
	}
	s.Choices, err = w.choices(ctx, by, forms...)
	return s, err
}

// Blank is a form to open a case with, as the actor may fill it in.
type Blank struct {
	Procedure *procedure.Procedure
	Act       *procedure.Act
	Units     []staff.Unit
	Choices   Choices // the objects that it can refer to
}

// BlankCase is the form that opens a case of a procedure.
func (w *Workspace) BlankCase(ctx context.Context, by staff.Actor, id string) (Blank, error) {
	var b Blank
	if err := staff.Permit(by, "case.open", ""); err != nil {
		return b, err
	}
	var err error
	if b.Procedure, err = w.means.Mechanisms.Beginning(id, civil.Instant(w.now()).Date()); err != nil {
		return b, err
	}
	b.Act = b.Procedure.Opening()[0]
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		b.Units, err = tx.Units(by.Division)
		return err
	})
	if err != nil {
		return b, faulted(err)
	}
	b.Choices, err = w.choices(ctx, by, b.Act.Form)
	return b, err
}

// What the pages of cases speak in, as the store has it.
type (
	CasePage  = store.CasePage
	FieldIs   = store.FieldIs
	CaseRow   = store.CaseRow
	CaseTally = store.CaseTally
)

// Shown is what was filled in, masked where the form says so.
func (s ShownCase) Shown() map[string]any {
	data := map[string]any{}
	for _, f := range s.Procedure.EveryForm() {
		for _, x := range f.Fields {
			v, ok := s.Data[x.Name]
			if _, shown := data[x.Name]; shown {
				continue // as the newest form has it
			}
			if text, isText := v.(string); ok && x.Masked && isText {
				v = procedure.Mask(text)
			}
			if ok {
				data[x.Name] = v
			}
		}
	}
	return data
}

// MostFields is how many fields a list is narrowed by at once.
const MostFields = store.MostFields
