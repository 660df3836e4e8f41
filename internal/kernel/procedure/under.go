package procedure

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Under (上级件) says which case a case is a part of: the one of a procedure
// whose key, or whose number where it has no key, this one's field gives. The
// case above is told by acts that the program does on it.
type Under struct {
	Procedure string
	By        string // the field of this one
	Opened    string // the act that tells of a case under it, "" for none
	Ended     string // the act that tells of its end, "" for none
	at        place
}

// Child (下级件) is a case that an act opens, with what it carries over.
type Child struct {
	Procedure string
	Act       string
	Carries   map[string]string // its fields, by the fields of this one
	at        place
}

// Below (下级件字段) are what an act that tells of a case under it carries.
const (
	BelowNumber  = "下级件"
	BelowKind    = "下级件种类"
	BelowOutcome = "下级件结果"
)

// tells says that an act of the mechanism's procedures tells of a case below:
// that it was opened, or that it ended.
func (p *Procedure) tells(a *Act) (opened, ended bool) {
	for _, q := range p.Mechanism.Procedures {
		if u := q.Under; u != nil && u.Procedure == p.ID {
			opened, ended = opened || u.Opened == a.ID, ended || u.Ended == a.ID
		}
	}
	return opened, ended
}

func (p *Procedure) isTold(a *Act) bool {
	opened, ended := p.tells(a)
	return opened || ended
}

// reported notes a case below.
func (c *Case) reported(a *Act, e Event) {
	opened, ended := c.Procedure.tells(a)
	if number, _ := e.Data[BelowNumber].(string); (opened || ended) && number != "" {
		if c.below == nil {
			c.below = map[string]bool{}
		}
		c.below[number] = !ended
	}
}

func (c *Case) countBelow() (all, open quantity.Decimal) {
	n := 0
	for _, is := range c.below {
		if is {
			n++
		}
	}
	return quantity.Int(int64(len(c.below))), quantity.Int(int64(n))
}

// Tells are the events that the case above gets to know of this one: that it
// was opened, and that it ended. Those that it knows already are left out.
func (c *Case) Tells(above *Case) []Event {
	u := c.Procedure.Under
	if u == nil || above.Procedure.ID != u.Procedure {
		return nil
	}
	var list []Event
	tell := func(act string, at civil.Instant) {
		if at != 0 { // nothing comes before the opening
			at = max(at, above.OpenedBy.HappenedAt)
		}
		// above may be under a version that hears of nothing
		hears := above.Procedure.At(above.Events, Event{Seq: len(above.Events) + len(list) + 1, HappenedAt: at})
		known := slices.ContainsFunc(above.Events, func(e Event) bool { return e.Act == act && e.Data[BelowNumber] == c.Number && e.HappenedAt == at })
		if act == "" || at == 0 || known || hears == nil || hears.Act(act) == nil {
			return
		}
		list = append(list, Event{Seq: len(above.Events) + len(list) + 1, Act: act, Kind: Done, HappenedAt: at,
			Data: map[string]any{BelowNumber: c.Number, BelowKind: c.Procedure.Title, BelowOutcome: c.Stage.Outcome}})
	}
	tell(u.Opened, c.OpenedBy.HappenedAt)
	tell(u.Ended, c.EndedAt)
	return list
}

// AboveKey is the key of the case above, "" where it has none.
func (c *Case) AboveKey() string {
	if c.Procedure.Under == nil {
		return ""
	}
	s, _ := c.Data[c.Procedure.Under.By].(string)
	return s
}

// OwnKey is what cases below name this one by.
func (c *Case) OwnKey() string {
	if c.Procedure.Key == "" {
		return c.Number
	}
	s, _ := c.Data[c.Procedure.Key].(string)
	return s
}

// Bears is the case that an event opens, nil for none: its procedure and the
// deed that opens it.
func (c *Case) Bears(e Event) (*Procedure, Deed) {
	a := c.Procedure.Act(e.Act)
	if a == nil || a.Child == nil || !c.effective(e) {
		return nil, Deed{}
	}
	d := Deed{Act: a.Child.Act, Data: map[string]any{}, At: e.HappenedAt}
	env := c.values(c.Branch(e.Branch))
	for field, from := range a.Child.Carries {
		v, ok := env[from]
		if n, reckoned := v.(quantity.Decimal); reckoned {
			v = Figure(n.String()) // as a form hands it in
		}
		if ok {
			d.Data[field] = v
		}
	}
	return c.Procedure.Mechanism.Procedure(a.Child.Procedure), d
}

// effective says that an event brought its act about: it was done, or the last
// who had to agree did.
func (c *Case) effective(e Event) bool {
	return e.Kind == Done || e.Kind == Agreed && !slices.ContainsFunc(c.Requests, func(r *Request) bool { return r.Event.Seq == e.Of })
}

// Bear opens a case that an act on another one brings about: whoever might do
// that act may open this.
func (p *Procedure) Bear(who Who, d Deed) (Event, error) {
	a := p.Act(d.Act)
	if a == nil || !a.Opens() {
		return Event{}, fault.New(fault.NotFound, "“"+p.Title+"”没有这样的立件动作。", "请从办件页重新进入。")
	}
	e, err := (&Case{Procedure: p, Data: map[string]any{}}).event(a, who, d, nil)
	e.Seq = 1
	return e, err
}
