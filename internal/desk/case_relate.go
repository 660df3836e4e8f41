package desk

import (
	"cmp"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// relate does what an event of a case means for others: its key is taken, the
// case above hears of it, those below that came before are told of, and a case
// that the act opens is opened.
func (d *deed) relate(c *store.CaseRow, p *procedure.Procedure, f *procedure.Case, e procedure.Event) error {
	_, keyed := e.Data[p.Key]
	if keyed && p.Key != "" {
		holder, err := d.tx.KeyCase(*c, store.OwnKey, f.OwnKey())
		if err != nil {
			return err
		}
		if holder != c.ID {
			other, err := d.tx.CaseOf(c.Division, holder)
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict, "“"+p.Key+"”"+f.OwnKey()+" 已有一件，编号 "+other.Number+"。", "同一个只立一件，请到那一件上办。").At(p.Key)
		}
	}
	if err := d.tellAbove(c, f, e); err != nil {
		return err
	}
	if keyed || c.Events == 1 {
		if err := d.gatherBelow(c, p, f); err != nil {
			return err
		}
	}
	below, deed := f.Bears(e)
	if below == nil {
		return nil
	}
	if err := d.fillIn(below, nil, &deed); err != nil {
		return err
	}
	begun, err := below.Bear(whoIs(d.by), deed)
	if err != nil {
		return err
	}
	_, err = d.begin(below, begun)
	return err
}

// begin opens a case with its first event.
func (d *deed) begin(p *procedure.Procedure, e procedure.Event) (store.CaseRow, error) {
	c := store.CaseRow{Division: d.by.Division, ID: d.newID(), Mechanism: p.Mechanism.ID, Procedure: p.ID, Declared: int64(p.Mechanism.Version), OpenedAt: int64(e.HappenedAt), OpenedUnit: e.Unit}
	var err error
	if c.Number, err = d.number(p, e.HappenedAt); err != nil {
		return c, err
	}
	if err := d.add(&c, p, nil, e); err != nil || p.Public == nil {
		return c, err
	}
	return c, d.ticket(c)
}

// tellAbove lets the case above know of this one. A key that no case has yet
// is kept; where the procedure is entered here that is refused.
func (d *deed) tellAbove(c *store.CaseRow, f *procedure.Case, e procedure.Event) error {
	key := f.AboveKey()
	u := f.Procedure.Under
	if key == "" || c.Events > 1 && f.Open() && e.Data[u.By] == nil {
		return nil
	}
	if err := d.tx.LinkCase(*c, u.Procedure, key); err != nil {
		return err
	}
	above := f.Procedure.Mechanism.Procedure(u.Procedure)
	id, err := d.caseAt(c.Division, above, key)
	if missing(err) {
		if f.Foreign == "" && e.Foreign == "" {
			return fault.New(fault.Invalid, "没有“"+u.By+"”是 "+key+" 的“"+above.Title+"”。", "请核对，或先立那一件。").At(u.By)
		}
		return nil
	}
	if err != nil {
		return err
	}
	row, err := d.tx.CaseOf(c.Division, id)
	if err != nil {
		return err
	}
	q, x, events, err := d.w.fold(d.tx, row)
	if err != nil {
		return err
	}
	return d.addTold(&row, q, events, f.Tells(x))
}

// addTold adds events that the program knows of, in turn.
func (d *deed) addTold(c *store.CaseRow, p *procedure.Procedure, before []store.CaseEvent, told []procedure.Event) error {
	for _, e := range told {
		if err := d.add(c, p, before, e); err != nil {
			return err
		}
		e.Seq, e.RecordedAt = len(before)+1, civil.Instant(d.now)
		before = append(before, store.CaseEvent{Event: e, Case: c.ID})
	}
	return nil
}

// caseAt finds the case of a procedure that a key or, where it has none, a number names.
func (d *deed) caseAt(division string, p *procedure.Procedure, key string) (string, error) {
	if p.Key == "" {
		return d.tx.CaseByNumber(division, p.ID, key)
	}
	return d.tx.CaseByKey(division, p.ID, store.OwnKey, key)
}

// gatherBelow tells a case of those below that were there before it.
func (d *deed) gatherBelow(c *store.CaseRow, p *procedure.Procedure, f *procedure.Case) error {
	below, err := d.w.below(d.tx, *c, f)
	if err != nil {
		return err
	}
	for _, b := range below {
		_, now, events, err := d.w.fold(d.tx, *c)
		if err != nil {
			return err
		}
		if err := d.addTold(c, p, events, b.Case.Tells(now)); err != nil {
			return err
		}
	}
	return nil
}

// around are the cases above and below a case. A total is of all parts, also
// of those that the actor does not see by themselves.
func (w *Workspace) around(tx *store.Tx, scope staff.Scope, s *ShownCase) error {
	d := &deed{w: w, tx: tx}
	if key := s.AboveKey(); key != "" {
		above := s.Procedure.Mechanism.Procedure(s.Procedure.Under.Procedure)
		id, err := d.caseAt(s.Row.Division, above, key)
		if err == nil {
			var row store.CaseRow
			if row, err = tx.Case(scope, id); err == nil {
				s.Above = &row
			}
		}
		if err != nil && !missing(err) {
			return err
		}
	}
	below, err := w.below(tx, s.Row, s.Case)
	if err != nil {
		return err
	}
	var parts []*procedure.Case
	for _, b := range below {
		parts = append(parts, b.Case)
		if _, err := tx.Case(scope, b.Row.ID); err == nil {
			s.Below = append(s.Below, b)
		} else if !missing(err) {
			return err
		}
	}
	for _, x := range s.Procedure.Totals {
		s.Totals = append(s.Totals, s.Spent(x, parts, s.Calendar, s.Now))
	}
	return nil
}

// below are the parts of a case.
func (w *Workspace) below(tx *store.Tx, row store.CaseRow, f *procedure.Case) ([]BelowCase, error) {
	if !slices.ContainsFunc(f.Procedure.Mechanism.Procedures, func(q *procedure.Procedure) bool { return q.Under != nil && q.Under.Procedure == f.Procedure.ID }) {
		return nil, nil
	}
	ids, err := tx.CasesBelow(row.Division, f.Procedure.ID, f.OwnKey())
	if err != nil {
		return nil, err
	}
	var list []BelowCase
	for _, id := range ids {
		part, err := tx.CaseOf(row.Division, id)
		if err != nil {
			return nil, err
		}
		_, x, _, err := w.fold(tx, part)
		if err != nil {
			return nil, err
		}
		list = append(list, BelowCase{part, x})
	}
	slices.SortFunc(list, func(a, b BelowCase) int {
		return cmp.Or(cmp.Compare(a.Row.OpenedAt, b.Row.OpenedAt), strings.Compare(a.Row.ID, b.Row.ID))
	})
	return list, nil
}
