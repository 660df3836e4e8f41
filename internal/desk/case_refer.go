package desk

import (
	"context"
	"encoding/json"
	"maps"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// MostChoices is how many objects a form offers to choose from.
const MostChoices = 400

// Choices are the objects that forms can refer to, by noun.
type Choices map[string][]Referred

// unseen says that there is no such object for the actor.
func unseen(kind, field string) error {
	return fault.New(fault.Invalid, "没有这个"+kind+"，或者您看不到它。", "请从清单里选，或从它的页面进入。").At(field)
}

// fillIn fills in what a form takes from the objects that it or the case refers
// to: nobody is asked for that, and what is handed in of it does not count.
func (d *deed) fillIn(p *procedure.Procedure, c *procedure.Case, in *procedure.Deed) error {
	a := p.Act(in.Act)
	if a == nil {
		return nil
	}
	objects := map[string]Referred{}
	for _, x := range procedure.Taken(a.Form) {
		delete(in.Data, x.Name)
		id, given := in.Data[x.From].(string)
		if !given && c != nil {
			id, _ = c.Data[x.From].(string)
		}
		noun := p.NounOf(x.From)
		if id == "" || noun == "" {
			continue
		}
		r, known := objects[noun+id]
		if !known {
			var err error
			if given { // nobody gets to know by a case of what he does not see
				r, err = d.w.means.Mechanisms.show(d.tx, d.by, noun, id)
			} else {
				r, err = d.w.means.Mechanisms.whole(d.tx, d.by.Division, noun, id)
			}
			switch {
			case missing(err):
				return unseen(d.w.means.Mechanisms.noun(noun).Title, x.From)
			case err != nil:
				return err
			}
			objects[noun+id] = r
		}
		if v, ok := r.Facts[x.Fact]; ok {
			if in.Data == nil {
				in.Data = map[string]any{}
			}
			in.Data[x.Name] = asFilled(v)
		}
	}
	return nil
}

// asFilled is a fact as a form would have it.
func asFilled(v any) any {
	switch v := v.(type) {
	case quantity.Decimal:
		return json.Number(v.String())
	case []string:
		list := make([]any, len(v))
		for i := range v {
			list[i] = v[i]
		}
		return list
	}
	return v
}

// objectsKnown refuses objects that are not there for whoever acts.
func (d *deed) objectsKnown(form *procedure.Form, e procedure.Event) error {
	if form == nil || e.Foreign != "" {
		return nil
	}
	for _, x := range form.Fields {
		id, _ := e.Data[x.Name].(string)
		if x.Noun == "" || id == "" {
			continue
		}
		_, err := d.w.means.Mechanisms.show(d.tx, d.by, x.Noun, id)
		if missing(err) {
			return unseen(d.w.means.Mechanisms.noun(x.Noun).Title, x.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refer keeps which objects a case refers to.
func (d *deed) refer(c store.CaseRow, f *procedure.Case) error {
	if !f.Procedure.Refers() {
		return nil
	}
	return d.tx.SetCaseReferences(c, f.References())
}

// sole refuses a second open case of what a procedure has but one of at a time.
func (d *deed) sole(c store.CaseRow, f *procedure.Case) error {
	if len(f.Procedure.Once) == 0 {
		return nil
	}
	field, holder, err := d.tx.SetSole(c, f.Sole())
	if err != nil || holder == "" {
		return err
	}
	other, err := d.tx.CaseOf(c.Division, holder)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "同一“"+field+"”的“"+f.Procedure.Title+"”还有一件没有办完，编号 "+other.Number+"。", "同一事项不重复办，请到那一件上办。").At(field)
}

// make says which object the event is about to make, where its outcome makes
// one: the case then refers to it, and the named act takes the id.
func (d *deed) make(f *procedure.Case, e *procedure.Event) (made string) {
	x := f.Performs(*e, "")
	if x == nil || !x.Rule.Act.Makes {
		return ""
	}
	made = d.newID()
	data := map[string]any{}
	maps.Copy(data, e.Data)
	data[x.Rule.On] = made // a form may hand in an empty one
	e.Data = data
	return made
}

// performs does to an object what the outcome of an act calls for, in the name
// of who acts and by his own right to: a declaration gives nobody a right. What
// the named act refuses, the act is refused with.
func (d *deed) performs(c store.CaseRow, p *procedure.Procedure, e procedure.Event, made string) error {
	a := p.Act(e.Act)
	if a == nil || len(a.Performs) == 0 || e.OfDocument() {
		return nil
	}
	_, f, _, err := d.w.fold(d.tx, c) // with the numbers of the documents that it wrote
	if err != nil {
		return err
	}
	x := f.Performs(e, made)
	if x == nil {
		return nil
	}
	noun := d.w.means.Mechanisms.noun(p.NounOf(x.Rule.On))
	if err := staff.Permit(d.by, x.Rule.Act.ID, ""); err != nil {
		return err
	}
	object, reason := d.object, d.reason
	d.outcome = outcome{c.ID, c.Number, e.HappenedAt}
	err = noun.acts[x.Rule.Act.ID](d, x.Object, x.With)
	d.object, d.reason, d.outcome = object, reason, outcome{}
	if missing(err) {
		return unseen(noun.Title, x.Rule.On)
	}
	return err
}

// referred are the objects that a case refers to; of one that the actor may not
// see the name is left out.
func (w *Workspace) referred(tx *store.Tx, by staff.Actor, c *procedure.Case) ([]Referred, error) {
	var list []Referred
	for _, x := range c.References() {
		r, err := w.means.Mechanisms.show(tx, by, x.Noun, x.Object)
		if missing(err) {
			r = Referred{Noun: x.Noun, ID: x.Object}
			if n := w.means.Mechanisms.noun(x.Noun); n != nil {
				r.Kind = n.Title
			}
			err = nil
		}
		if err != nil {
			return nil, err
		}
		r.Field = x.Field
		list = append(list, r)
	}
	return list, nil
}

// choices are the objects that forms can refer to.
func (w *Workspace) choices(ctx context.Context, by staff.Actor, forms ...*procedure.Form) (Choices, error) {
	all := Choices{}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		for _, f := range forms {
			if f == nil {
				continue
			}
			for _, x := range f.Fields {
				n := w.means.Mechanisms.noun(x.Noun)
				if n == nil || all[x.Noun] != nil {
					continue
				}
				list, err := n.choose(tx, by, MostChoices)
				if err != nil {
					return err
				}
				all[x.Noun] = append([]Referred{}, list...)
			}
		}
		return nil
	})
	return all, faulted(err)
}

// Refer shows an object as far as the actor may see it, for a form that is to
// refer to it.
func (w *Workspace) Refer(ctx context.Context, by staff.Actor, noun, id string) (r Referred, err error) {
	if err := staff.Permit(by, "case.list", ""); err != nil {
		return r, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		r, err = w.means.Mechanisms.show(tx, by, noun, id)
		return err
	})
	return r, faulted(err)
}

// CasesAbout are the cases that refer to an object, and what the actor may ask
// for about it.
type CasesAbout struct {
	CaseListing
	Openable []Openable
	More     bool // there are older ones
}

// Openable is a kind of case that the actor may open about an object.
type Openable struct {
	Procedure *procedure.Procedure
	Act       *procedure.Act
	Field     string // by which it refers to the object
}

// CasesOf are the cases that refer to an object, the newest first, as far as
// the actor may see them.
func (w *Workspace) CasesOf(ctx context.Context, by staff.Actor, p store.ReferringPage) (CasesAbout, error) {
	a := CasesAbout{CaseListing: CaseListing{Now: civil.Instant(w.now()), mechanism: w.means.Mechanisms}}
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return a, err
	}
	most := p.Most
	p.Most++
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if a.Cases, err = tx.CasesReferring(scope, p); err != nil {
			return err
		}
		a.Units, err = tx.Units(by.Division)
		return err
	})
	if a.More = len(a.Cases) > most; a.More {
		a.Cases = a.Cases[:most]
	}
	if err != nil || !by.May("case.open") {
		return a, faulted(err)
	}
	for _, m := range w.means.Mechanisms.InForce(a.Now.Date()) {
		for _, q := range m.Procedures {
			field := q.RefersTo(p.Noun)
			if field == "" || m.System != procedure.Here {
				continue
			}
			for _, x := range Startable(by, q) {
				a.Openable = append(a.Openable, Openable{q, x, field})
			}
		}
	}
	return a, nil
}

// MakersOf are the procedures in force whose cases come to objects of a noun,
// for a page that leads to them; none for whoever sees no cases.
func (w *Workspace) MakersOf(by staff.Actor, noun string) (list []*procedure.Procedure) {
	if !by.May("case.list") {
		return nil
	}
	for _, m := range w.means.Mechanisms.InForce(civil.Instant(w.now()).Date()) {
		for _, p := range m.Procedures {
			if p.Makes(noun) {
				list = append(list, p)
			}
		}
	}
	return list
}

// Startable are the acts that the actor may open a case of a procedure with.
func Startable(by staff.Actor, p *procedure.Procedure) []*procedure.Act {
	var list []*procedure.Act
	for _, x := range p.Startable(whoIs(by)) {
		list = append(list, x.Act)
	}
	return list
}

// ReferringPage is a page of the cases that refer to an object.
type ReferringPage = store.ReferringPage
