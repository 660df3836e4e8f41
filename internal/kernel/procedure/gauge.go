package procedure

import (
	"slices"
	"strings"

	"duban/internal/base/civil"
)

// Gauge (计量) is one thing that is counted of a case, or of a branch of it: how
// a rate judges it, how long it stood in a stage, what a clock said. What a
// running clock changes by itself is two gauges, each with its time, so that
// the gauges of a case hold until its next event.
type Gauge struct {
	Of     GaugeOf
	Branch string
	Units  []string      // it is told by
	From   civil.Instant // it holds from here; 0 for ever since
	Until  civil.Instant // and before this; 0 for ever
	Part   Part
	Why    string // it is out
	N      int    // workdays in a stage; of a clock's unit until it ended; Goes while it runs; the share of what is met in part
	Unit   civil.Unit
	Took   int // minutes, as on a wall clock, in a stage
}

// Goes is the N of a clock that has not ended.
const Goes = -1

// GaugeOf (计量对象) names what is counted.
type GaugeOf struct {
	Kind GaugeKind
	ID   string
}

// GaugeKind (计量类别) is what sort of thing is counted.
type GaugeKind string

// The kinds.
const (
	OfRate  GaugeKind = "rate"  // 比率
	InStage GaugeKind = "stage" // 环节
	OfClock GaugeKind = "clock" // 计时
	OfWhole GaugeKind = "whole" // 全程, from the first event to the end
)

// String writes rate/response, stage/triage, whole.
func (o GaugeOf) String() string {
	if o.ID == "" {
		return string(o.Kind)
	}
	return string(o.Kind) + "/" + o.ID
}

// ParseGaugeOf reads what String writes; ok is false where it names nothing.
func ParseGaugeOf(s string) (o GaugeOf, ok bool) {
	kind, id, _ := strings.Cut(s, "/")
	o = GaugeOf{GaugeKind(kind), id}
	_, ok = kindOf[kind[:min(len(kind), 1)]]
	return o, ok && o.Kind == kindOf[kind[:1]] && (id == "") == (o.Kind == OfWhole)
}

var kindOf = map[string]GaugeKind{"r": OfRate, "s": InStage, "c": OfClock, "w": OfWhole}

// Holds says that a gauge holds at a moment.
func (g Gauge) Holds(at civil.Instant) bool {
	return at >= g.From && (g.Until == 0 || at < g.Until)
}

// stay is a stage that was left.
type stay struct {
	stage       *Stage
	branch      string
	from, until civil.Instant
	unit        string        // that moved it on
	known       civil.Instant // recorded: what a calendar changes later is nothing to it
}

// leave keeps that a case, or a branch of it, leaves the stage it is in.
func (c *Case) leave(b *Branch, at civil.Instant) {
	s, since, unit := c.Stage, c.Since, c.hand
	if b != nil {
		s, since, unit = b.Stage, b.Since, b.Unit
	}
	if s != nil && !s.End {
		c.stays = append(c.stays, stay{s, keyOf(b), since, at, unit, c.applying.RecordedAt})
	}
}

// Gauges is all that is counted of a case by a moment, not before its last event.
func (c *Case) Gauges(cal *civil.Calendar, now civil.Instant) []Gauge {
	list := c.judgements(cal, now)
	list = append(list, c.stood(cal)...)
	return append(list, c.clocked(cal, now)...)
}

// judgements are how the rates count the case, now and once its clocks are due.
func (c *Case) judgements(cal *civil.Calendar, now civil.Instant) []Gauge {
	moments := []civil.Instant{now}
	for _, r := range c.Clocks {
		if at := r.turns(cal, now); at > now {
			moments = append(moments, at)
		}
	}
	slices.Sort(moments)
	moments = slices.Compact(moments)
	var list []Gauge
	for _, b := range append([]*Branch{nil}, c.Branches...) {
		judged := make([]map[string]any, len(moments)) // made when a rate asks
		for _, x := range c.Procedure.Rates {
			if x.Branch != (b != nil) {
				continue
			}
			units, open := x.tells(c, b), -1 // the gauge that goes on
			for i, at := range moments {
				if i > 0 && !x.timed {
					break
				}
				if judged[i] == nil {
					judged[i] = c.Judged(b, cal, at)
				}
				part, why := x.judge(c, b, judged[i])
				if open >= 0 && list[open].Part == part && list[open].Why == why {
					continue
				}
				if open >= 0 {
					list[open].Until, open = at, -1
				}
				g := Gauge{Of: GaugeOf{OfRate, x.ID}, Branch: keyOf(b), Units: units, Part: part, Why: why}
				if part == Partly {
					g.N = x.partly(c, judged[i])
				}
				if i > 0 {
					g.From = at
				}
				open, list = len(list), append(list, g)
			}
		}
	}
	return list
}

// turns is when a running clock will be late, 0 where it does not come to that
// by itself.
func (r *Running) turns(cal *civil.Calendar, now civil.Instant) civil.Instant {
	if r.Clock.End != 0 {
		return 0
	}
	k := r.Reckon(cal, now)
	if k.Stopped || k.Late {
		return 0
	}
	if r.Clock.Limit.Unit.InDays() {
		return k.Due
	}
	return k.Due + 1 // a limit in hours is kept to its last moment
}

// stood is how long the case and its branches stood in the stages they left,
// and how long it all took.
func (c *Case) stood(cal *civil.Calendar) []Gauge {
	var list []Gauge
	measure := func(of GaugeOf, branch, unit string, from, until, known civil.Instant) {
		k := cal.KnownAt(known).Reckon(civil.Clock{Limit: civil.Limit{N: 1, Unit: civil.Workdays}, Start: from, End: until}, until)
		took := int((until - from) / civil.Minute)
		if i := slices.IndexFunc(list, func(g Gauge) bool { return g.Of == of && g.Branch == branch }); i >= 0 {
			list[i].N, list[i].Took = list[i].N+k.Used, list[i].Took+took
			if !slices.Contains(list[i].Units, unit) {
				list[i].Units = append(list[i].Units, unit)
			}
			return
		}
		list = append(list, Gauge{Of: of, Branch: branch, Units: []string{unit}, Part: Met, N: k.Used, Unit: civil.Workdays, Took: took})
	}
	for _, s := range c.stays {
		if b := c.Branch(s.branch); c.goesOn(b) && current(c, b).ID == s.stage.ID {
			continue // it is there again
		}
		measure(GaugeOf{InStage, s.stage.ID}, s.branch, s.unit, s.from, s.until, s.known)
	}
	if !c.Open() {
		measure(GaugeOf{Kind: OfWhole}, "", c.OpenedBy.Unit, c.OpenedBy.HappenedAt, c.EndedAt, c.endKnown)
	}
	for i := range list {
		if b := c.Branch(list[i].Branch); b != nil && b.Stage.End && b.Stage.Void {
			list[i].Part, list[i].Why = Out, b.Stage.Title
		} else if c.setAside() {
			list[i].Part, list[i].Why = Out, c.Stage.Title
		}
	}
	return list
}

// setAside says that the case ended without being handled: it was void, or joined
// to another, which is counted instead.
func (c *Case) setAside() bool {
	return !c.Open() && (c.Stage.Void || c.JoinedBy() != "")
}

func (c *Case) goesOn(b *Branch) bool {
	return c.Open() && (b == nil || !b.Stage.End)
}

func current(c *Case, b *Branch) *Stage {
	if b != nil {
		return b.Stage
	}
	return c.Stage
}

// clocked is what the clocks said once they ended, and which run on too long.
func (c *Case) clocked(cal *civil.Calendar, now civil.Instant) []Gauge {
	var list []Gauge
	for _, r := range c.Clocks {
		b := c.Branch(r.Branch)
		k := r.Reckon(cal, now)
		g := Gauge{Of: GaugeOf{OfClock, r.Rule.ID}, Branch: r.Branch, Units: []string{c.holder(r)}, Part: Met, N: k.Used, Unit: r.Clock.Limit.Unit}
		if k.Late {
			g.Part = Unmet
		}
		ended, why := c.overWith(b)
		switch {
		case b != nil && b.Stage.End && b.Stage.Void:
			g.Part, g.Why = Out, b.Stage.Title
		case c.setAside():
			g.Part, g.Why = Out, c.Stage.Title
		case r.cut && ended:
			g.Part, g.Why = Out, why
		case r.Gone:
			g.Part, g.Why = Out, "新版没有这口钟"
		case r.Clock.End != 0:
		case k.Late:
			g.N = Goes
		default:
			if g.From = r.turns(cal, now); g.From == 0 {
				continue
			}
			g.Part, g.N = Unmet, Goes
		}
		list = append(list, g)
	}
	return list
}
