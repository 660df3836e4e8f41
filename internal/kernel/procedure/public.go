package procedure

import (
	"maps"
	"slices"

	"duban/internal/base/fault"
)

// Public (办事人可见) is what whoever asked for a case sees of it from outside,
// by its number and a code: the fields named, and what may be opened from it.
type Public struct {
	Shows []string
	Lands string // the unit whose case it is when whoever asked opens it himself
	Then  *Follow
	at    place
}

// Follow (续件) is a case of another procedure that whoever asked may open once
// this one has ended, for a unit that is none of those that handled it.
type Follow struct {
	Procedure string
	Act       string
	Unit      string            // whose case it is
	Carries   map[string]string // its fields, by the fields of this one
	at        place
}

// ApplicantPost marks the events of whoever asked: they have no person and no unit.
const ApplicantPost = "applicant"

// Asker is whoever asked for a case, from outside.
var Asker = Who{Post: ApplicantPost, Applicant: true}

// ByApplicant says that whoever asked may do an act.
func (a *Act) ByApplicant() bool {
	return slices.ContainsFunc(a.By, func(r ActorRule) bool { return r.Unit == Applicant })
}

// outside says that nobody but whoever asked does an act.
func (a *Act) outside() bool {
	return !slices.ContainsFunc(a.By, func(r ActorRule) bool { return r.Unit != Applicant })
}

// Following is the case that whoever asked may open from this one now, with the
// fields it carries over; nil where there is none.
func (c *Case) Following() (*Procedure, *Act, map[string]any) {
	if c.Procedure.Public == nil || c.Procedure.Public.Then == nil || c.Open() || c.Stage.Void {
		return nil, nil, nil
	}
	f := c.Procedure.Public.Then
	p := c.Procedure.Mechanism.Procedure(f.Procedure)
	data, env := map[string]any{}, c.values(nil)
	for field, from := range f.Carries {
		if v, ok := env[from]; ok {
			data[field] = v
		}
	}
	return p, p.Act(f.Act), data
}

// Follow decides about the case that whoever asked opens from this one.
func (c *Case) Follow(d Deed) (*Procedure, Event, error) {
	p, a, carried := c.Following()
	if p == nil || a.ID != d.Act {
		return nil, Event{}, fault.New(fault.Conflict, "这一件现在不能办“"+c.Procedure.actTitle(d.Act)+"”。", "办结以后才能办。")
	}
	data := map[string]any{}
	maps.Copy(data, d.Data)
	maps.Copy(data, carried)
	d.Data = data
	e, err := p.Start(Asker, d)
	return p, e, err
}

// actTitle is what an act of the mechanism is called, for whoever asks for one that is not to be had.
func (p *Procedure) actTitle(id string) string {
	for _, q := range p.Mechanism.Procedures {
		if a := q.Act(id); a != nil {
			return a.Title
		}
	}
	return id
}

// landing is the unit whose case it is when whoever asked opens it.
func (p *Procedure) landing() string {
	if p.Public != nil && p.Public.Lands != "" {
		return p.Public.Lands
	}
	for _, q := range p.Mechanism.Procedures {
		if q.Public != nil && q.Public.Then != nil && q.Public.Then.Procedure == p.ID {
			return q.Public.Then.Unit
		}
	}
	return ""
}
