package procedure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Effect (迁移影响) is what it means for a case to go over to another version.
type Effect struct {
	To      *Procedure
	Stage   string // as the version calls it
	Moves   []Moved
	Touches []Touch
	Refused error // why it cannot go over now, nil where it can
}

// Touch (牵动) is something of a case that another version says otherwise.
type Touch struct {
	Of   TouchOf
	Name string
}

// TouchOf (牵动之处) is what of a case a version touches.
type TouchOf string

// What is touched.
const (
	TouchStage TouchOf = "stage" // 环节 is gone, or means something else
	TouchActs  TouchOf = "acts"  // 能办的动作 in the stage are others
	TouchClock TouchOf = "clock" // 计时 runs otherwise
	TouchAsked TouchOf = "asked" // 报批 waits for an act that is gone
	TouchField TouchOf = "field" // 字段 was filled in and is gone
)

var touchNames = map[TouchOf]string{TouchStage: "环节", TouchActs: "能办的动作", TouchClock: "计时", TouchAsked: "报批", TouchField: "字段"}

// Say says it in a word.
func (t TouchOf) Say() string { return touchNames[t] }

// Effect says what it would mean for the case to go over to a version.
func (c *Case) Effect(to *Procedure, cal *civil.Calendar, now civil.Instant) (Effect, error) {
	x := Effect{To: to, Stage: c.Stage.Title}
	t := to.takeover(c.Procedure)
	x.Refused = c.refuses(to, t, cal, now)
	x.Touches = c.touched(to, t)
	if len(to.lost(t, c.Procedure)) > 0 || !c.Open() || to.Mechanism.Version <= c.Procedure.Mechanism.Version {
		return x, nil
	}
	e := migration(c, to)
	e.HappenedAt, e.RecordedAt = max(now, c.Events[len(c.Events)-1].HappenedAt), now
	after, err := Fold(c.Procedure, append(slices.Clone(c.Events), e))
	if err != nil {
		return x, err
	}
	x.Stage = after.Stage.Title
	for i, r := range after.Clocks {
		var before *Running
		if i < len(c.Clocks) {
			before = c.Clocks[i]
		}
		if m, runs := moves(before, r, cal, e.HappenedAt); runs {
			x.Touches = append(x.Touches, Touch{TouchClock, r.Rule.Title})
			x.Moves = append(x.Moves, m)
		}
	}
	return x, nil
}

// moves is what becomes of a clock when its case goes over; before is nil where
// it starts then.
func moves(before, after *Running, cal *civil.Calendar, at civil.Instant) (m Moved, otherwise bool) {
	m = Moved{Clock: after.Rule.Title, Branch: after.Branch}
	if before != nil {
		if before.Clock.End != 0 {
			return m, false
		}
		k := before.Reckon(cal, at)
		m.Before, m.From = k.DueOn.String(), k.Due
	}
	if after.Clock.End == 0 {
		k := after.Reckon(cal, at)
		m.After, m.To = k.DueOn.String(), k.Due
	}
	return m, before == nil || m.From != m.To || before.Clock.Limit != after.Clock.Limit
}

// touched is what of the case, beside its clocks, another version says otherwise.
func (c *Case) touched(to *Procedure, t *Takeover) []Touch {
	var list []Touch
	add := func(x Touch) {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	for _, b := range append([]*Branch{nil}, c.Branches...) {
		if !c.goesOn(b) {
			continue
		}
		s := current(c, b)
		n := to.after(t, s)
		switch {
		case n == nil || n.says() != s.says():
			add(Touch{TouchStage, s.Title})
		case c.Procedure.doings(s) != to.doings(n):
			add(Touch{TouchActs, s.Title})
		}
	}
	for _, r := range c.Requests {
		if to.Act(r.Act.ID) == nil {
			add(Touch{TouchAsked, r.Act.Title})
		}
	}
	for _, f := range c.Procedure.Forms {
		for _, x := range f.Fields {
			if _, still := to.fields[x.Name]; !still && c.filled(x.Name) {
				add(Touch{TouchField, x.Name})
			}
		}
	}
	return list
}

// doings are the acts of a stage, as a version says them.
func (p *Procedure) doings(s *Stage) string {
	var list []string
	for _, a := range p.Acts {
		if slices.Contains(a.From, s.ID) {
			list = append(list, a.ID+a.says())
		}
	}
	return strings.Join(list, "\n")
}

// filled says that a field of the case or of a branch has a value.
func (c *Case) filled(field string) bool {
	_, ok := c.Data[field]
	return ok || slices.ContainsFunc(c.Branches, func(b *Branch) bool { _, ok := b.Data[field]; return ok })
}

// refuses says why the case cannot go over to a version now.
func (c *Case) refuses(to *Procedure, t *Takeover, cal *civil.Calendar, now civil.Instant) error {
	old := c.Procedure
	if !c.Open() {
		return fault.New(fault.Conflict, fmt.Sprintf("这一件已经办结，留在第 %d 版。", old.Mechanism.Version), "迁移只迁没有办结的。")
	}
	if to.Mechanism.Version <= old.Mechanism.Version {
		return fault.New(fault.Conflict, fmt.Sprintf("这一件已经按第 %d 版办。", old.Mechanism.Version), "不用迁。")
	}
	if lost := to.lost(t, old); len(lost) > 0 {
		return fault.New(fault.Refused, fmt.Sprintf("第 %d 版的环节“%s”，第 %d 版没有，也没说迁到哪里。", old.Mechanism.Version, lost[0].Title, to.Mechanism.Version), "在新版的 migrates 里写明，再迁。")
	}
	if len(c.Fall(cal, now)) > 0 {
		return fault.New(fault.Conflict, "到期该由程序办的还没有办。", "过几秒再迁。")
	}
	for _, r := range c.Requests {
		if a := to.Act(r.Act.ID); a == nil || len(a.Asks) != len(r.Act.Asks) {
			return fault.New(fault.Refused, "“"+r.Act.Title+"”报了批还没有答复，新版没有这个动作，或批的步数不同。", "先答复，再迁。")
		}
	}
	if a := c.stuck(to); a != nil {
		return fault.New(fault.Refused, "“"+a.Title+"”停着钟，新版没有动作让它恢复。", "先恢复，再迁。")
	}
	for _, f := range old.Forms {
		for _, x := range f.Fields {
			if k, ok := to.fields[x.Name]; ok && k != x.Kind && c.filled(x.Name) {
				return fault.New(fault.Refused, "“"+x.Name+"”已经填过，新版要的是另一种值。", "这一件留在原来的版办完。")
			}
		}
	}
	if s := old.Stage(c.before); s != nil && to.after(t, s) == nil && slices.ContainsFunc(to.Acts, func(a *Act) bool { return a.Back }) {
		return fault.New(fault.Refused, "新版没有上一个环节“"+s.Title+"”，退不回去。", "先办到下一个环节，再迁。")
	}
	return nil
}

// stuck is the act that stopped a clock which nothing of a version would let
// go on, nil for none.
func (c *Case) stuck(to *Procedure) *Act {
	for _, r := range c.Clocks {
		for i, s := range r.Clock.Stops {
			k := to.Clock(r.Rule.ID)
			if s.Until != 0 || k == nil || k.Branch != r.Rule.Branch || k.Through {
				continue
			}
			if !slices.ContainsFunc(to.Acts, func(a *Act) bool { return slices.Contains(a.Resumes, r.stops[i]) }) {
				for _, e := range c.Events {
					if a := c.ActOf(e); a != nil && a.ID == r.stops[i] {
						return a
					}
				}
			}
		}
	}
	return nil
}

// Migrate decides whether a case goes over to another version, and gives the
// event, with what it changes of the clocks.
func (c *Case) Migrate(who Who, to *Procedure, reason string, cal *civil.Calendar, now civil.Instant) (Event, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Event{}, NoReason()
	}
	x, err := c.Effect(to, cal, now)
	if err == nil {
		err = x.Refused
	}
	if err != nil {
		return Event{}, err
	}
	e := migration(c, to)
	e.Person, e.Post, e.Unit, e.Reason = who.Person, who.Post, who.Unit, reason
	e.HappenedAt = max(now, c.Events[len(c.Events)-1].HappenedAt)
	if len(x.Moves) > 0 {
		text, err := json.Marshal(x.Moves)
		if err != nil {
			return Event{}, err
		}
		e.Data[dataMoves] = string(text)
	}
	return e, nil
}

// NoReason refuses a migration for which nobody says why.
func NoReason() error {
	return fault.New(fault.Invalid, "迁移要写明理由。", "写一两句，说清为什么。").At("reason")
}

// Moves are the clocks that a migration dated otherwise.
func (e Event) Moves() []Moved {
	var list []Moved
	if text, ok := e.Data[dataMoves].(string); ok && e.Kind == Migrated {
		if json.Unmarshal([]byte(text), &list) != nil {
			return nil // of no version that there was
		}
	}
	return list
}
