package procedure

import (
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/rule"
)

// Open311 (对外接报) is how a procedure takes what people elsewhere report
// through Open311 GeoReport v2, and what of its cases anybody may read: each
// choice of one field is a service.
type Open311 struct {
	Act         string // that opens the case
	Service     string // the field whose choices are the services
	Title       string // the field for the first line of what is told, "" for none
	Description string // the field for all of it
	Address     string
	Point       string            // "" where cases have none
	Asks        []string          // further fields of the form that are asked for
	Sets        map[string]string // fields that always say the same
	codes       map[string]string // of the services, by choice
	at          place
}

// Offering (可报的事) is what somebody outside may report.
type Offering struct {
	Procedure *Procedure
	Code      string
	Name      string  // the choice
	Asks      []Field // beside what every report tells
}

// Offerings are what a procedure takes from outside, in the order of its choices.
func (p *Procedure) Offerings() []Offering {
	if p.Open311 == nil {
		return nil
	}
	form := p.Act(p.Open311.Act).Form
	var asks []Field
	for _, name := range p.Open311.Asks {
		asks = append(asks, *form.Field(name))
	}
	var list []Offering
	for _, c := range form.Field(p.Open311.Service).Choices {
		list = append(list, Offering{p, p.Open311.codes[c], c, asks})
	}
	return list
}

// Report (公开上报) is what somebody outside tells of a matter.
type Report struct {
	Description string
	Address     string
	At          *Spot             // nil where it is told by its address alone
	Answers     map[string]string // to what the service asks
}

// Deed is a report of a service as the act that opens its case.
func (s Offering) Deed(in Report) (Deed, error) {
	o := s.Procedure.Open311
	form := s.Procedure.Act(o.Act).Form
	data := map[string]any{o.Service: s.Name}
	for field, says := range o.Sets {
		data[field] = says
	}
	for _, x := range s.Asks {
		v, err := x.Read(strings.TrimSpace(in.Answers[x.Name]))
		if err != nil {
			return Deed{}, err
		}
		if v != nil {
			data[x.Name] = v
		}
	}
	told := strings.TrimSpace(in.Description)
	if told != "" || form.Field(o.Description).Required {
		data[o.Description] = firstOf(told, s.Name)
	}
	if o.Title != "" {
		line, _, _ := strings.Cut(firstOf(told, s.Name), "\n")
		data[o.Title] = shortened(strings.TrimSpace(line), form.Field(o.Title).Longest)
	}
	address := strings.TrimSpace(in.Address)
	if in.At != nil {
		if o.Point != "" {
			data[o.Point] = in.At.String()
		}
		address = firstOf(address, in.At.String())
	}
	if address == "" {
		return Deed{}, fault.New(fault.Invalid, "没有写在哪里。", "写 address_string，或写 lat 和 long。").At("address_string")
	}
	data[o.Address] = address
	return Deed{Act: o.Act, Data: data}, nil
}

func firstOf(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// shortened is a text of so many characters at most, 0 without bound.
func shortened(s string, most int) string {
	if all := []rune(s); most > 0 && len(all) > most {
		return string(all[:most-1]) + "…"
	}
	return s
}

// Outward (对外的办件) is what anybody may read of a case: no persons, no
// units, and what was told only where its declaration shows it.
type Outward struct {
	Number      string
	Closed      bool
	Outcome     string // of its end, "" while it is open
	Service     Offering
	Description string // "" where it is not shown
	Requested   civil.Instant
	Updated     civil.Instant
	Expected    civil.Instant // by when it is promised, 0 where nobody has promised yet
	Address     string
	At          Spot
	Placed      bool
}

// Outward is the case as anybody may read it; false where its declaration
// gives nothing out.
func (c *Case) Outward(cal *civil.Calendar, now civil.Instant) (Outward, bool) {
	o := c.Procedure.Open311
	if o == nil || len(c.Events) == 0 {
		return Outward{}, false
	}
	name := told(c.Data, o.Service)
	all := c.Procedure.Offerings()
	i := slices.IndexFunc(all, func(s Offering) bool { return s.Name == name })
	if i < 0 {
		return Outward{}, false
	}
	x := Outward{Number: c.Number, Closed: !c.Open(), Service: all[i], Requested: c.Events[0].HappenedAt, Address: told(c.Data, o.Address)}
	for _, e := range c.Events {
		x.Updated = max(x.Updated, e.RecordedAt, e.HappenedAt)
	}
	if p := c.Procedure.Public; p != nil && slices.Contains(p.Shows, o.Description) {
		x.Description = told(c.Data, o.Description)
	}
	if o.Point != "" {
		x.At, x.Placed = ReadSpot(told(c.Data, o.Point))
	}
	if x.Closed {
		x.Outcome = c.Stage.Outcome
		return x, true
	}
	for _, r := range c.Clocks {
		if r.Clock.End != 0 || r.Rule.Level != Promised && r.Rule.Level != Legal {
			continue
		}
		if s, k := r.Signal(cal, now); s != Halted {
			x.Expected = max(x.Expected, k.Due)
		}
	}
	return x, true
}

// plainAsk says that a field can be asked for by what speaks no language of ours.
func plainAsk(x *Field) bool {
	return x.Kind != rule.Texts && !x.Masked && x.Is != "unit" && x.Is != "units" && x.Is != "photo" && x.Is != "files" && x.Is != "point"
}
