package store

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
)

// EntryRow is an entry of a register; what holds of it on which day are its spans.
type EntryRow struct {
	Division string
	ID       string
	Register string
	Key      string
	Name     string // newest
	Unit     string // that keeps it, newest
	Events   int64
	Version  int64
	Seal     []byte
	Spans    []EntrySpan // where they were asked for
}

// EntrySpan is what holds of an entry from a day until before another.
type EntrySpan struct {
	register.Span
	Register string
	Key      string
	Entry    string
	Newest   bool
	Name     string
	Unit     string
	Place    string
}

// endless stands for the day of what nothing ends.
const endless = math.MaxInt32

func until(d civil.Date) int64 {
	if d.Zero() {
		return endless
	}
	return d.Days()
}

func scanEntry(division string) func(row) (EntryRow, error) {
	return func(r row) (EntryRow, error) {
		e := EntryRow{Division: division}
		err := r.Scan(&e.ID, &e.Register, &e.Key, &e.Name, &e.Unit, &e.Events, &e.Version, &e.Seal)
		return e, err
	}
}

func scanSpan(r row) (EntrySpan, error) {
	var s EntrySpan
	var from, until, newest int64
	var data string
	if err := r.Scan(&s.Register, &s.Key, &from, &s.Entry, &until, &newest, &s.Name, &s.Unit, &s.Place, &s.Event, &data); err != nil {
		return s, err
	}
	s.From, s.Newest = civil.OfDays(from), newest == 1
	if until != endless {
		s.Until = civil.OfDays(until)
	}
	return s, figures(data, &s.Data)
}

// figures reads JSON with its numbers as they are written.
func figures(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

// SetEntry keeps an entry, new or at its version, with its spans and what lists
// are narrowed by: filtered gives that of a span.
func (t *Tx) SetEntry(e EntryRow, filtered func(map[string]any) map[string]string) (err error) {
	if e.Version == 0 {
		_, err = t.run("entry_insert", e.Division, e.ID, e.Register, e.Key, e.Name, e.Unit, e.Events, e.Seal)
	} else {
		err = t.versioned("entry_update", e.Division, e.ID, e.Name, e.Unit, e.Events, e.Seal, e.Version)
	}
	if err != nil {
		return err
	}
	if e.Version != 0 {
		for _, drop := range []string{"entry_spans_drop", "entry_fields_drop"} {
			if _, err := t.run(drop, e.Division, e.ID); err != nil {
				return err
			}
		}
	}
	for _, s := range e.Spans {
		data, err := json.Marshal(s.Data)
		if err != nil {
			return err
		}
		from := s.From.Days()
		if _, err := t.run("entry_span_insert", e.Division, e.Register, e.Key, from, e.ID, until(s.Until), flag(s.Newest), s.Name, s.Unit, s.Place, s.Event, string(data)); err != nil {
			return err
		}
		for field, value := range filtered(s.Data) {
			if _, err := t.run("entry_field_insert", e.Division, e.Register, field, value, e.Key, from, e.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Entry finds an entry with its spans.
func (t *Tx) Entry(division, id string) (EntryRow, error) {
	e, err := one(t, "entry_by_id", scanEntry(division), division, id)
	if err != nil {
		return e, err
	}
	e.Spans, err = list(t, "entry_spans", scanSpan, division, id)
	return e, err
}

// EntryByKey finds an entry by its key, with its spans.
func (t *Tx) EntryByKey(division, register, key string) (EntryRow, error) {
	e, err := one(t, "entry_by_key", scanEntry(division), division, register, key)
	if err != nil {
		return e, err
	}
	e.Spans, err = list(t, "entry_spans", scanSpan, division, e.ID)
	return e, err
}

// EveryEntry is all entries of a division with their spans, for the ledger's check.
func (t *Tx) EveryEntry(division string) ([]EntryRow, error) {
	all, err := list(t, "entry_all", scanEntry(division), division)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(all))
	for i, e := range all {
		at[e.ID] = i
	}
	err = each(t, "entry_span_all", scanSpan, func(s EntrySpan) (bool, error) {
		i, ok := at[s.Entry]
		if !ok { // the ledger knows none such
			i, at[s.Entry] = len(all), len(all)
			all = append(all, EntryRow{Division: division, ID: s.Entry})
		}
		all[i].Spans = append(all[i].Spans, s)
		return true, nil
	}, division)
	return all, err
}

// EntryEvent is an event with what the row keeps of its seal.
type EntryEvent struct {
	register.Event
	Entry string
	Seal  []byte
}

// AddEntryEvent keeps an event of an entry.
func (t *Tx) AddEntryEvent(division string, e EntryEvent) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return err
	}
	_, err = t.run("entry_event_insert", division, e.Entry, e.Seq, string(e.Kind), e.On.Days(), begins(e.Begins), e.Person, e.Post, e.Unit, int64(e.RecordedAt), e.Reason, e.Seal, string(data))
	return err
}

// begins is a day that may be left open.
func begins(d civil.Date) int64 {
	if d.Zero() {
		return endless
	}
	return d.Days()
}

func scanEntryEvent(withEntry bool) func(row) (EntryEvent, error) {
	return func(r row) (EntryEvent, error) {
		var e EntryEvent
		var on, begin, recorded int64
		var data string
		into := []any{&e.Seq, &e.Kind, &on, &begin, &e.Person, &e.Post, &e.Unit, &recorded, &e.Reason, &e.Seal, &data}
		if withEntry {
			into = append([]any{&e.Entry}, into...)
		}
		if err := r.Scan(into...); err != nil {
			return e, err
		}
		e.On, e.RecordedAt = civil.OfDays(on), civil.Instant(recorded)
		if begin != endless {
			e.Begins = civil.OfDays(begin)
		}
		return e, figures(data, &e.Data)
	}
}

// EntryEvents are the events of an entry in the order they were recorded.
func (t *Tx) EntryEvents(division, id string) ([]EntryEvent, error) {
	return list(t, "entry_events", scanEntryEvent(false), division, id)
}

// EveryEntryEvent calls f for every event of a division's entries.
func (t *Tx) EveryEntryEvent(division string, f func(EntryEvent) (bool, error)) error {
	return each(t, "entry_event_all", scanEntryEvent(true), f, division)
}

// EntryPage says which entries of a register a list shows, by their keys; zero
// values leave open.
type EntryPage struct {
	Register string
	On       civil.Date        // in force on that day, or ended by it
	Which    string            // "" in force, ended, all (each as it was last)
	Unit     string            // that keeps it
	Filters  map[string]string // by field; at most one is looked up, the others sift
	Begins   string            // what the key begins with
	After    string            // the key of the last one shown
	AfterDay int64             // and from when it held
	Most     int
}

// Entries lists entries of a register that the scope may see.
func (t *Tx) Entries(scope staff.Scope, p EntryPage) ([]EntrySpan, error) {
	after, day, before := p.After, p.AfterDay, "\U0010FFFF"
	if after == "" {
		day = -1 << 40
	}
	if p.Begins != "" {
		before = p.Begins + before
		if after < p.Begins {
			after, day = p.Begins, -1<<40
		}
	}
	on := p.On.Days()
	from, untilFrom, untilTo, newest := on, on+1, int64(endless), int64(0)
	switch p.Which {
	case "ended":
		untilFrom, untilTo, newest = -1<<40, on, 1
	case "all":
		from, untilFrom, newest = endless, -1<<40, 1
	}
	units := scope.Units()
	switch {
	case p.Unit != "" && !scope.Sees(p.Unit):
		return nil, nil
	case p.Unit != "":
		units = []string{p.Unit}
	case scope.All():
		units = []string{""}
	}
	fields := make([]string, 0, len(p.Filters))
	for f, v := range p.Filters {
		if v != "" {
			fields = append(fields, f)
		}
	}
	slices.Sort(fields)
	var all []EntrySpan
	for _, u := range units {
		rows, err := t.entriesOf(scope.Division(), u, fields, p, after, day, before, from, untilFrom, untilTo, newest)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b EntrySpan) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), cmp.Compare(a.From.Days(), b.From.Days()))
	})
	return all[:min(len(all), p.Most)], nil
}

// entriesOf reads until enough of what the filters leave is found.
func (t *Tx) entriesOf(division, unit string, fields []string, p EntryPage, after string, day int64, before string, from, untilFrom, untilTo, newest int64) (found []EntrySpan, err error) {
	for {
		args := []any{division, p.Register, after, day, before, from, untilFrom, untilTo, newest, p.Most}
		name := "entry_list"
		switch {
		case len(fields) > 0:
			name, args = "entry_list_field", append(args, unit, fields[0], p.Filters[fields[0]])
		case unit != "":
			name, args = "entry_list_unit", append(args, unit)
		}
		rows, err := list(t, name, scanSpan, args...)
		if err != nil {
			return nil, err
		}
		for _, s := range rows {
			after, day = s.Key, s.From.Days()
			if !slices.ContainsFunc(fields, func(f string) bool { return register.Text(s.Data[f]) != p.Filters[f] }) {
				found = append(found, s)
			}
		}
		if len(rows) < p.Most || len(found) >= p.Most {
			return found, nil
		}
	}
}

// CountEntries counts the entries in force on a day, at most so many.
func (t *Tx) CountEntries(scope staff.Scope, id string, on civil.Date, most int) (n int64, err error) {
	if scope.All() {
		return one(t, "entry_count", number, scope.Division(), id, on.Days(), most)
	}
	for _, u := range scope.Units() {
		k, err := one(t, "entry_count_unit", number, scope.Division(), id, on.Days(), most, u)
		if err != nil {
			return 0, err
		}
		n += k
	}
	return min(n, int64(most)), nil
}

// EntryValues are the values that a field of a register's entries has had.
func (t *Tx) EntryValues(division, id, field string, most int) ([]string, error) {
	return list(t, "entry_values", text, division, id, field, most)
}

// SetCaseEntries keeps which entries a case names, by field.
func (t *Tx) SetCaseEntries(c CaseRow, entries map[string]string) error {
	if _, err := t.run("entry_links_drop", c.Division, c.ID); err != nil {
		return err
	}
	for field, entry := range entries {
		if _, err := t.run("entry_link_insert", c.Division, entry, c.OpenedAt, c.ID, field); err != nil {
			return err
		}
	}
	return nil
}

// Linked is an entry that a case names, or a case that names an entry.
type Linked struct {
	Field, Case, Entry, Register, Key, Name string
}

// CaseEntries are the entries that a case names.
func (t *Tx) CaseEntries(division, casefile string) ([]Linked, error) {
	return list(t, "case_entries", func(r row) (l Linked, err error) {
		err = r.Scan(&l.Field, &l.Entry, &l.Register, &l.Key, &l.Name)
		return l, err
	}, division, casefile)
}

// EntryCases are the cases that name an entry, as far as the scope may see
// them, newest first.
func (t *Tx) EntryCases(scope staff.Scope, entry string, most int) ([]CaseRow, error) {
	links, err := list(t, "entry_cases", func(r row) (l Linked, err error) { err = r.Scan(&l.Case, &l.Field); return l, err }, scope.Division(), entry, int64(1<<62), "~", most)
	if err != nil {
		return nil, err
	}
	var all []CaseRow
	for _, l := range links {
		if len(all) > 0 && all[len(all)-1].ID == l.Case {
			continue
		}
		c, err := t.Case(scope, l.Case)
		if err == ErrNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
