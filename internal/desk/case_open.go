package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// OpenCase is a new case, as somebody asks for it.
type OpenCase struct {
	Procedure string
	Deed      procedure.Deed // without At it happens as it is recorded
	Same      string         // a case that it is of the same matter as: it is joined to it at once
	Ago       int64          // or so many seconds before, for those who trust no clock of theirs
}

// CaseKept is a case after an act, and which event of it that was.
type CaseKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Event  int    `json:"event"`
}

// OpenCase opens a case under the version of its procedure that is in force.
func (w *Workspace) OpenCase(ctx context.Context, by staff.Actor, call Call, in OpenCase) (CaseKept, error) {
	return perform(ctx, w, by, "case.open", call, func(d *deed) (CaseKept, error) {
		if in.Deed.At == 0 && in.Ago > 0 {
			in.Deed.At = civil.Instant(d.now - in.Ago*1_000_000)
		}
		at, err := d.moment(&in.Deed)
		if err != nil {
			return CaseKept{}, err
		}
		call.HappenedAt = int64(at)
		p, err := w.means.Mechanisms.Beginning(in.Procedure, at.Date())
		if err != nil {
			return CaseKept{}, err
		}
		if p.Mechanism.System != procedure.Here {
			return CaseKept{}, fault.New(fault.Refused, "“"+p.Title+"”不在这里立件。", "它的数据从别的系统来。")
		}
		if err := d.fillIn(p, nil, &in.Deed); err != nil {
			return CaseKept{}, err
		}
		e, err := p.Start(whoIs(by), in.Deed)
		if err != nil {
			return CaseKept{}, err
		}
		c, err := d.begin(p, e)
		if err == nil && in.Same != "" {
			return d.joinAtOnce(c, in.Same)
		}
		return CaseKept{c.ID, c.Number, 1}, err
	})
}

// whoIs is the actor as declarations see him.
func whoIs(by staff.Actor) procedure.Who {
	return procedure.Who{Person: by.Person, Post: by.Post, Role: string(by.Role), Unit: by.Unit, Units: by.Units}
}

// moment is when an act happened: now, or as said, but not in the time to come.
// It also makes what was handed in what JSON would make of it.
func (d *deed) moment(in *procedure.Deed) (civil.Instant, error) {
	if in.At == 0 {
		in.At = civil.Instant(d.now)
	}
	if in.At > civil.Instant(d.now) {
		return 0, fault.New(fault.Invalid, "办理时间 "+in.At.String()+" 还没有到。", "请填已经发生的时间。").At("at")
	}
	b, err := json.Marshal(in.Data)
	if err != nil {
		return 0, err
	}
	in.Data = nil
	return in.At, plainJSON(b, &in.Data)
}

func plainJSON(b []byte, into any) error {
	j := json.NewDecoder(strings.NewReader(string(b)))
	j.UseNumber()
	return j.Decode(into)
}

// number gives a new case the next number of its series.
func (d *deed) number(p *procedure.Procedure, at civil.Instant) (string, error) {
	day := at.Date()
	text := strings.NewReplacer("{年}", fmt.Sprintf("%04d", day.Year), "{月}", fmt.Sprintf("%02d", day.Month), "{日}", fmt.Sprintf("%02d", day.Day)).Replace(p.Number)
	before, after, _ := strings.Cut(text, "{序")
	n, err := d.tx.NextNumber(d.by.Division, before)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s%0*d%s", before, int(after[0]-'0'), n, after[2:]), nil
}

// add keeps an event of a case, with all that follows from it.
func (d *deed) add(c *store.CaseRow, p *procedure.Procedure, before []store.CaseEvent, e procedure.Event) error {
	e.RecordedAt = civil.Instant(d.now)
	events := make([]procedure.Event, 0, len(before)+1)
	for _, b := range before {
		events = append(events, b.Event)
	}
	e.Seq = len(before) + 1
	events = append(events, e)
	if of := p.At(events, e); of != nil {
		if err := d.known(of, e); err != nil {
			return err
		}
		if err := d.takeHanded(of, before, e); err != nil {
			return err
		}
	}
	f, err := procedure.Fold(p, events)
	if err != nil {
		return err
	}
	made := d.make(f, &e)
	if made != "" {
		events[len(events)-1] = e
		if f, err = procedure.Fold(p, events); err != nil {
			return err
		}
	}
	if err := d.date(c, p, before, f); err != nil {
		return err
	}
	if d.object == "" {
		d.object = "case/" + c.ID
	}
	p = f.Procedure
	object, bytes := canonCase(*c)
	c.Seal = d.seal(object, c.Seal, bytes)
	if len(before) == 0 {
		err = d.tx.AddCase(*c)
	} else {
		err = d.tx.SetCase(*c)
	}
	if err != nil {
		return err
	}
	c.Version++
	row := store.CaseEvent{Event: e, Case: c.ID}
	object, bytes = canonCaseEvent(row)
	row.Seal = d.seal(object, nil, bytes)
	if err := d.tx.AddCaseEvent(d.by.Division, row); err != nil {
		return err
	}
	for i, u := range f.Units() {
		part := "called"
		if i == 0 {
			part = "opened"
		}
		if err := d.tx.AddCaseUnit(*c, u, part); err != nil {
			return err
		}
	}
	if len(e.Data) > 0 {
		if err := d.tx.SetCaseFields(*c, filtered(f)); err != nil {
			return err
		}
		if err := d.link(*c, f); err != nil {
			return err
		}
		if err := d.refer(*c, f); err != nil {
			return err
		}
	}
	if err := d.sole(*c, f); err != nil {
		return err
	}
	if err := d.tell(*c, f, e.Seq, e.Person); err != nil {
		return err
	}
	if err := d.documents(c, p, append(before, row), f); err != nil {
		return err
	}
	f.ID, f.Number = c.ID, c.Number
	if err := d.beside(c, p, f, e); err != nil {
		return err
	}
	if err := d.relate(c, p, f, e); err != nil {
		return err
	}
	return d.performs(*c, p, e, made)
}

// known refuses units that the division does not have, and entries that no
// register has on the day.
func (d *deed) known(p *procedure.Procedure, e procedure.Event) error {
	a := p.Act(e.Act)
	if a == nil || e.OfDocument() {
		return nil
	}
	if err := d.entriesKnown(p.Mechanism, a.Form, e.Data, e.HappenedAt.Date()); err != nil {
		return err
	}
	if err := d.objectsKnown(a.Form, e); err != nil {
		return err
	}
	return d.unitsKnown(a.Form, e.Data)
}

// unitsKnown refuses units of a form that the division does not have.
func (d *deed) unitsKnown(form *procedure.Form, data map[string]any) error {
	if form == nil {
		return nil
	}
	var units []staff.Unit
	for _, x := range form.Fields {
		if x.Is != "units" && x.Is != "unit" {
			continue
		}
		if units == nil {
			var err error
			if units, err = d.tx.Units(d.by.Division); err != nil {
				return err
			}
		}
		codes, _ := rule.As(rule.Texts, data[x.Name]).([]string)
		if s, ok := data[x.Name].(string); ok && s != "" {
			codes = []string{s}
		}
		for i, code := range codes {
			if !slices.ContainsFunc(units, func(u staff.Unit) bool { return u.Code == code && !u.Closed }) {
				return fault.New(fault.Invalid, "没有代码是“"+code+"”的单位，或已撤销。", "请从单位清单里选。").At(x.Name)
			}
			if slices.Contains(codes[:i], code) {
				return fault.New(fault.Invalid, "“"+x.Name+"”里同一个单位写了两次。", "请去掉一个。").At(x.Name)
			}
		}
	}
	return nil
}

// stand writes what a case stands at into its row.
func stand(c *store.CaseRow, f *procedure.Case, cal *civil.Calendar, now civil.Instant) {
	c.Title, c.Stage, c.EndedAt, c.Events, c.Declared = f.Title(), f.Stage.ID, int64(f.EndedAt), int64(len(f.Events)), int64(f.Procedure.Mechanism.Version)
	c.Place, _ = f.Data[f.Procedure.Place].(string)
	c.Clock, c.DueAt, c.Halted = "", 0, false
	if r, s, k := f.Pressing(cal, now); r != nil {
		c.Clock, c.DueAt, c.Halted = r.Rule.Title, int64(k.Due), s == procedure.Halted
	}
	c.FallsAt = int64(f.NextFall(cal, now))
}

// filtered are the values that lists of the case are narrowed by.
func filtered(f *procedure.Case) map[string]string {
	m := map[string]string{}
	for _, name := range f.Procedure.Filters {
		switch v := f.Data[name].(type) {
		case string:
			if v != "" {
				m[name] = v
			}
		case quantity.Decimal:
			m[name] = v.String()
		case bool:
			m[name] = map[bool]string{true: "是", false: "否"}[v]
		case json.Number:
			if n, err := quantity.Parse(v.String()); err == nil {
				m[name] = n.String()
			}
		}
	}
	return m
}
