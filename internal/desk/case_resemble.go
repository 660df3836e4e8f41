package desk

import (
	"cmp"
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// AlikeCase is a case that may be of the same matter. Whoever opens one is
// shown what the case is called and where it is, of any unit; the case itself
// only as far as he may see it.
type AlikeCase struct {
	Row   store.CaseRow
	Stage string // its title
	Like  procedure.Resemblance
	Seen  bool // by the actor
}

// mostNear is how many cases near a place are compared in a row of cells, and
// mostAlike how many are shown.
const mostNear, mostAlike = 100, 5

// ResemblingCases are the cases that one with these fields may be of one matter with.
func (w *Workspace) ResemblingCases(ctx context.Context, by staff.Actor, id string, data map[string]any) ([]AlikeCase, error) {
	return w.resembling(ctx, by, id, func(*procedure.Procedure) (map[string]any, error) { return data, nil })
}

// ResemblingWords are the cases that what is told of a place may be of one matter with.
func (w *Workspace) ResemblingWords(ctx context.Context, by staff.Actor, id, at, text string) ([]AlikeCase, error) {
	return w.resembling(ctx, by, id, func(p *procedure.Procedure) (map[string]any, error) {
		if p.Resembles == nil {
			return nil, fault.New(fault.Refused, "“"+p.Title+"”不查重。", "它的声明里没有 resembles。")
		}
		return map[string]any{p.Resembles.Point: at, p.Resembles.Text[0]: text}, nil
	})
}

func (w *Workspace) resembling(ctx context.Context, by staff.Actor, id string, fields func(*procedure.Procedure) (map[string]any, error)) ([]AlikeCase, error) {
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return nil, err
	}
	now := civil.Instant(w.now())
	p, err := w.means.Mechanisms.Beginning(id, now.Date())
	if err != nil {
		return nil, err
	}
	data, err := fields(p)
	if err != nil {
		return nil, err
	}
	var all []AlikeCase
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err = w.alike(tx, scope, p, data, "", now)
		return err
	})
	return all, faulted(err)
}

func (w *Workspace) alike(tx *store.Tx, scope staff.Scope, p *procedure.Procedure, data map[string]any, self string, now civil.Instant) ([]AlikeCase, error) {
	at, ok := p.Spot(data)
	if !ok {
		return nil, nil
	}
	near, err := tx.CasesNear(scope.Division(), p.ID, at, p.Resembles.Radius, int64(p.Resembles.Since(now)), mostNear)
	if err != nil {
		return nil, err
	}
	var all []AlikeCase
	for _, n := range near {
		if n.ID == self || at.Metres(n.At) > p.Resembles.Radius {
			continue
		}
		row, err := tx.CaseOf(scope.Division(), n.ID)
		if err != nil {
			return nil, err
		}
		_, f, _, err := w.fold(tx, row)
		if err != nil {
			return nil, err
		}
		like, ok := p.Resemble(data, f.Data)
		if !ok || f.JoinedBy() != "" {
			continue
		}
		_, err = tx.Case(scope, n.ID)
		if err != nil && !missing(err) {
			return nil, err
		}
		all = append(all, AlikeCase{Row: row, Stage: f.Stage.Title, Like: like, Seen: err == nil})
	}
	slices.SortStableFunc(all, func(a, b AlikeCase) int { return procedure.Nearer(a.Like, b.Like) })
	return all[:min(len(all), mostAlike)], nil
}

// beside keeps where a case is, and joins it to another where its act says so.
func (d *deed) beside(c *store.CaseRow, p *procedure.Procedure, f *procedure.Case, e procedure.Event) error {
	if at, ok := p.Spot(f.Data); ok {
		if err := d.tx.PlaceCase(*c, at); err != nil {
			return err
		}
	}
	a := p.Act(e.Act)
	switch {
	case a == nil || e.OfDocument():
		return nil
	case a.Parts:
		return d.part(c, f)
	case a.Joins == "":
		return nil
	}
	return d.join(c, p, f, a)
}

// join notes that a case is of the same matter as the one whose number it
// names. The units that have a part in either see both; one that is called to
// one of them later sees that one.
func (d *deed) join(c *store.CaseRow, p *procedure.Procedure, f *procedure.Case, a *procedure.Act) error {
	number, _ := f.Data[a.Joins].(string)
	none := fault.New(fault.Invalid, "没有编号是 "+number+" 的“"+p.Title+"”。", "请核对编号。").At(a.Joins)
	id, err := d.tx.CaseByNumber(c.Division, p.ID, number)
	if missing(err) {
		return none
	}
	if err != nil {
		return err
	}
	if id == c.ID {
		return fault.New(fault.Invalid, number+" 就是这一件。", "请填另一件的编号。").At(a.Joins)
	}
	target, err := d.tx.CaseOf(c.Division, id)
	if err != nil {
		return err
	}
	_, other, _, err := d.w.fold(d.tx, target)
	if err != nil {
		return err
	}
	if known, err := d.sees(p, f, target, other); err != nil || !known {
		return cmp.Or(err, error(none))
	}
	if over := other.EndedAt; over != 0 && (other.Stage.Void || p.Resembles != nil && over < p.Resembles.Since(civil.Instant(d.now))) {
		return fault.New(fault.Invalid, number+" 已经"+other.Stage.Title+"，并进去就没有人办了。", "请并入正在办的，或单独办这一件。").At(a.Joins)
	}
	if into := other.JoinedBy(); into != "" {
		return fault.New(fault.Invalid, number+" 已经并入 "+into+"。", "请并入 "+into+"。").At(a.Joins)
	}
	if mine, err := d.tx.JoinedBy(c.Division, c.ID); err != nil || len(mine) > 0 {
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "别的件并进了这一件，它不能再并入另一件。", "请把那一件并到这里来，或先拆开。").At(a.Joins)
	}
	if err := d.tx.JoinCase(c.Division, c.ID, id); err != nil {
		return err
	}
	// whoever joins the other one elsewhere meanwhile meets a version that is gone
	cal, err := d.calendar()
	if err != nil {
		return err
	}
	target.Gauges = other.GaugeText(cal, civil.Instant(d.now))
	if err := d.tx.SetCase(target); err != nil {
		return err
	}
	for _, u := range other.Units() {
		if err := d.tx.AddCaseUnit(*c, u, "called"); err != nil {
			return err
		}
	}
	for _, u := range f.Units() {
		if err := d.tx.AddCaseUnit(target, u, "called"); err != nil {
			return err
		}
	}
	return nil
}

// part undoes a join: a unit that saw one of the two only by the other sees it no more.
func (d *deed) part(c *store.CaseRow, f *procedure.Case) error {
	into, err := d.tx.JoinedTo(c.Division, c.ID)
	if missing(err) {
		return nil // it never came to a join
	}
	if err != nil {
		return err
	}
	if err := d.tx.PartCase(c.Division, c.ID); err != nil {
		return err
	}
	if err := d.keepUnits(c.ID, f.Units()); err != nil {
		return err
	}
	ids, err := d.tx.JoinedBy(c.Division, into)
	if err != nil {
		return err
	}
	var units []string
	for _, id := range append(ids, into) {
		row, err := d.tx.CaseOf(c.Division, id)
		if err != nil {
			return err
		}
		_, x, _, err := d.w.fold(d.tx, row)
		if err != nil {
			return err
		}
		units = append(units, x.Units()...)
		if id == into { // whoever calls a unit to it meanwhile meets a version that is gone
			cal, err := d.calendar()
			if err != nil {
				return err
			}
			row.Gauges = x.GaugeText(cal, civil.Instant(d.now)) // a row is read without them
			if err := d.tx.SetCase(row); err != nil {
				return err
			}
		}
	}
	return d.keepUnits(into, units)
}

// keepUnits has a case be seen by no other units than these.
func (d *deed) keepUnits(id string, units []string) error {
	all, err := d.tx.CaseUnits(d.by.Division, id)
	if err != nil {
		return err
	}
	for _, u := range all {
		if slices.Contains(units, u) {
			continue
		}
		if err := d.tx.DropCaseUnit(d.by.Division, id, u); err != nil {
			return err
		}
	}
	return nil
}

// sees says that the actor may see a case, or that it resembles his: a number
// alone opens nothing.
func (d *deed) sees(p *procedure.Procedure, f *procedure.Case, target store.CaseRow, other *procedure.Case) (bool, error) {
	if p.Resembles != nil {
		if _, like := p.Resemble(f.Data, other.Data); like {
			return true, nil
		}
	}
	scope, err := staff.ScopeOf(d.by, "case.act")
	if err != nil {
		return false, err
	}
	_, err = d.tx.Case(scope, target.ID)
	if missing(err) {
		return false, nil
	}
	return err == nil, err
}

// joinAtOnce joins a case that was just opened to the one that whoever opened
// it says it is the same as.
func (d *deed) joinAtOnce(c store.CaseRow, same string) (CaseKept, error) {
	target, err := d.tx.CaseOf(d.by.Division, same)
	if err != nil {
		return CaseKept{}, err
	}
	p, f, events, err := d.w.fold(d.tx, c)
	if err != nil {
		return CaseKept{}, err
	}
	a := p.Joining()
	if a == nil || target.Procedure != p.ID {
		return CaseKept{}, fault.New(fault.Invalid, "这一件不能并入“"+target.Title+"”。", "请另选，或单独立件。")
	}
	deed := procedure.Deed{Act: a.ID, At: civil.Instant(d.now), Data: map[string]any{a.Joins: target.Number}, Reason: "上报的人看过，和 " + target.Number + " 是同一事项"}
	e, err := f.Do(whoIs(d.by), deed)
	if err != nil {
		return CaseKept{}, err
	}
	return CaseKept{c.ID, c.Number, e.Seq}, d.add(&c, p, events, e)
}

// together are the cases of one matter with a case, and those that may be.
func (w *Workspace) together(tx *store.Tx, scope staff.Scope, s *ShownCase) error {
	into, err := tx.JoinedTo(s.Row.Division, s.Row.ID)
	if err != nil && !missing(err) {
		return err
	}
	if err == nil {
		row, err := tx.CaseOf(s.Row.Division, into)
		if err != nil {
			return err
		}
		s.Into = &row
	}
	ids, err := tx.JoinedBy(s.Row.Division, s.Row.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		row, err := tx.CaseOf(s.Row.Division, id)
		if err != nil {
			return err
		}
		s.Joined = append(s.Joined, row)
	}
	if s.Open() {
		s.Alike, err = w.alike(tx, scope, s.Procedure, s.Data, s.Row.ID, s.Now)
	}
	return err
}
