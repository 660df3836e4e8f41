package procedure

import (
	"fmt"

	"duban/internal/base/civil"
)

// number gives new documents of our own series the next number of the
// scenario, as the desk does within the act.
func (p *Playing) number() error {
	for again := true; again; {
		again = false
		for _, d := range p.Case.Documents {
			if d.Number != "" || d.Rule.Given() || d.VoidedAt != 0 {
				continue
			}
			before, after := d.Rule.SeriesOf(d.WrittenAt.Date(), "")
			n := 1
			for _, o := range p.Case.Documents {
				if o.Rule.Series == d.Rule.Series && o.Number != "" {
					n++
				}
			}
			e := p.Case.Issue(d, Who{}, fmt.Sprintf("%s%d%s", before, n, after), d.WrittenAt)
			e.RecordedAt = e.HappenedAt
			p.events = append(p.events, e)
			if err := p.fold(); err != nil {
				return err
			}
			again = true
			break
		}
	}
	return nil
}

// newest is the newest document of a kind, nil where there is none.
func (c *Case) newest(id string) *Document {
	var last *Document
	for _, d := range c.Documents {
		if d.Rule.ID == id {
			last = d
		}
	}
	return last
}

// filed is the event of a step about a document. Scenarios hold no law of
// remedies: that the words are those of the day is the desk's.
func (s *Scenario) filed(c *Case, x SceneStep, who Who) (Event, error) {
	id := x.Serves + x.Voids + x.Numbers
	key := ""
	if d := c.newest(id); d != nil {
		key = d.Key()
	}
	text := func(name string) string { v, _ := x.With[name].(string); return v }
	switch {
	case x.Voids != "":
		again, _ := x.With[dataAgain].(bool)
		return c.Void(who, key, x.Reason, again, x.At)
	case x.Numbers != "":
		return c.Enter(who, key, text(dataNumber), x.At)
	}
	on := x.At.Date()
	if s := text(dataServed); s != "" {
		var err error
		if on, err = civil.ParseDate(s); err != nil {
			return Event{}, err
		}
	}
	consented, _ := x.With["同意"].(bool)
	return c.Serve(who, key, Delivery{Way: Way(text(dataWay)), On: on, To: text(dataTo), By: text(dataBy), Receipt: text(dataReceipt), Consented: consented}, "", "", nil, x.At)
}
