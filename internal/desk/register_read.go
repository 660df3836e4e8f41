package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/form"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// What the pages of registers speak in, as the store has it.
type (
	EntryPage = store.EntryPage
	EntrySpan = store.EntrySpan
	EntryRow  = store.EntryRow
	Linked    = store.Linked
)

// EntryListing is a page of a register's entries, masked.
type EntryListing struct {
	Register ListedRegister
	Entries  []EntrySpan
	Units    []staff.Unit
	Values   map[string][]string // what each filter may be set to
	Keeps    bool                // the actor may add entries, of his own unit at least
	Today    civil.Date
}

// mostValues is how many values a filter offers.
const mostValues = 200

// ReadRegister lists entries of a register as of a day, as far as the actor sees them.
func (w *Workspace) ReadRegister(ctx context.Context, by staff.Actor, p EntryPage) (EntryListing, error) {
	l := EntryListing{Today: civil.Instant(w.now()).Date(), Values: map[string][]string{}}
	var err error
	if l.Register, err = w.means.Mechanisms.register(p.Register, l.Today); err != nil {
		return l, err
	}
	scope, err := entryScope(by, l.Register.Register)
	if err != nil {
		return l, err
	}
	if p.On.Zero() {
		p.On = l.Today
	}
	for f := range p.Filters {
		if !slices.Contains(l.Register.Filters, f) {
			delete(p.Filters, f)
		}
	}
	l.Keeps = by.May("entry.add") && slices.Contains(l.Register.Keeps, string(by.Role))
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if l.Entries, err = tx.Entries(scope, p); err != nil {
			return err
		}
		if l.Register.Open || scope.All() { // the values of what one may not see are not told
			for _, f := range l.Register.Filters {
				if l.Values[f], err = tx.EntryValues(by.Division, p.Register, f, mostValues); err != nil {
					return err
				}
			}
		}
		l.Units, err = tx.Units(by.Division)
		return err
	})
	for i := range l.Entries {
		l.Entries[i].Data = l.Register.Form.Masked(l.Entries[i].Data)
	}
	return l, faulted(err)
}

// EntryVersion is an event of an entry, what it left different, masked.
type EntryVersion struct {
	register.Event
	Differs []register.Difference
	Person  string // the name
}

// ShownEntry is an entry with its versions, masked.
type ShownEntry struct {
	Row       EntryRow
	Register  ListedRegister
	Now       EntrySpan // on the day, else the newest
	Holds     bool      // something holds on the day
	On        civil.Date
	Today     civil.Date
	Known     civil.Instant // as known then; 0 for now
	Versions  []EntryVersion
	Units     []staff.Unit
	Cases     []CaseRow
	MayKeep   bool
	MayUnmask bool
	masked    func(map[string]any) map[string]any
}

// Masked says that a field is masked.
func (s ShownEntry) Masked(field string) bool {
	f := s.Register.Form.Field(field)
	return f != nil && f.Masked
}

// mostEntryCases is how many cases of an entry its page names.
const mostEntryCases = 50

// ShowEntry shows an entry as of a day, as it was known at a moment; zero
// values stand for today and now.
func (w *Workspace) ShowEntry(ctx context.Context, by staff.Actor, id string, on civil.Date, known civil.Instant) (ShownEntry, error) {
	now := civil.Instant(w.now())
	s := ShownEntry{Today: now.Date(), On: on, Known: known}
	if on.Zero() {
		s.On = s.Today
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		row, r, err := w.seenEntry(tx, by, id)
		if err != nil {
			return err
		}
		s.Row, s.Register = row, r
		s.masked = r.Form.Masked
		kept, err := tx.EntryEvents(by.Division, id)
		if err != nil {
			return err
		}
		events := plainEvents(kept)
		if known != 0 {
			events = register.KnownAt(events, known)
		}
		e, err := register.Fold(events)
		if err != nil {
			return err
		}
		s.Row.Spans = spansOf(r.Register, row, e)
		span, holds := e.On(s.On)
		s.Holds = holds
		for _, x := range s.Row.Spans {
			if !holds || x.From == span.From {
				s.Now = x
			}
			if holds && x.From == span.From {
				break
			}
		}
		if err := s.tell(tx, by.Division, events); err != nil {
			return err
		}
		if s.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		if scope, err := staff.ScopeOf(by, "case.list"); err == nil {
			if s.Cases, err = tx.EntryCases(scope, id, mostEntryCases); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return s, faulted(err)
	}
	who := keeperOf(by)
	s.MayKeep = by.May("entry.change") && s.Register.MayKeep(who, s.Row.Unit)
	s.MayUnmask = by.May("entry.unmask") && s.Register.MayUnmask(who, s.Row.Unit)
	s.Now.Data = s.masked(s.Now.Data)
	for i := range s.Row.Spans {
		s.Row.Spans[i].Data = s.masked(s.Row.Spans[i].Data)
	}
	return s, nil
}

// tell makes the versions of an entry: each event with what it left different.
func (s *ShownEntry) tell(tx *store.Tx, division string, events []register.Event) error {
	names := map[string]string{}
	for i, v := range events {
		before, err := register.Fold(events[:i])
		if err != nil {
			return err
		}
		if _, ok := names[v.Person]; !ok {
			p, err := tx.Person(division, v.Person)
			if err != nil && !missing(err) {
				return err
			}
			names[v.Person] = p.Name
		}
		x := EntryVersion{Event: v, Person: names[v.Person]}
		if was, ok := before.On(v.On); ok && v.Kind != register.Ended {
			x.Differs = s.Register.Difference(was.Data, v.Data)
			for j := range x.Differs {
				if d := &x.Differs[j]; d.Field.Masked {
					d.Before, d.After = form.Hidden(d.Before), form.Hidden(d.After)
				}
			}
		}
		x.Data = s.masked(v.Data)
		s.Versions = append(s.Versions, x)
	}
	return nil
}

// seenEntry finds an entry that the actor may see, with its register.
func (w *Workspace) seenEntry(tx *store.Tx, by staff.Actor, id string) (EntryRow, ListedRegister, error) {
	if err := staff.Permit(by, "register.list", ""); err != nil {
		return EntryRow{}, ListedRegister{}, err
	}
	row, err := tx.Entry(by.Division, id)
	if err != nil {
		return row, ListedRegister{}, err
	}
	r, err := w.means.Mechanisms.register(row.Register, civil.Instant(w.means.Clock()).Date())
	if err != nil {
		return row, r, err
	}
	scope, err := entryScope(by, r.Register)
	if err != nil {
		return row, r, err
	}
	if !scope.Sees(row.Unit) {
		return row, r, store.ErrNotFound
	}
	return row, r, nil
}

func plainEvents(kept []store.EntryEvent) []register.Event {
	plain := make([]register.Event, len(kept))
	for i, e := range kept {
		plain[i] = e.Event
	}
	return plain
}

// spansOf are an entry's spans as lists are to show them.
func spansOf(r *register.Register, row EntryRow, e register.Entry) []EntrySpan {
	list := make([]EntrySpan, len(e.Spans))
	for i, s := range e.Spans {
		place, _ := s.Data[r.Place].(string)
		list[i] = EntrySpan{Span: s, Register: r.ID, Key: row.Key, Entry: row.ID, Newest: i == len(e.Spans)-1, Name: r.NameOf(s.Data), Unit: r.UnitOf(s.Data, row.Unit), Place: place}
	}
	return list
}

// keeperOf is the actor as registers see him.
func keeperOf(by staff.Actor) register.Keeper {
	scope, err := staff.ScopeOf(by, "entry.change")
	return register.Keeper{Person: by.Person, Post: by.Post, Role: string(by.Role), Unit: by.Unit, Units: by.Units, All: err == nil && scope.All()}
}
