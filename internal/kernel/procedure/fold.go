package procedure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Fold is what follows from a case's events under its procedure, in the order
// in which they happened. What is known at a moment is the fold of the events
// recorded by then. It applies what was done without asking whether it might
// have been: that is Case.Do's. p is the version that the case is under after
// the last of the events, or before it, where that is a migration.
func Fold(p *Procedure, events []Event) (*Case, error) {
	c := &Case{Procedure: p, Data: map[string]any{}, Events: slices.Clone(events), called: []string{}, has: map[string]bool{}}
	slices.SortStableFunc(c.Events, inOrder)
	if len(events) > 0 {
		c.Procedure = p.At(c.Events, c.Events[0])
	}
	if c.Procedure == nil {
		return nil, fmt.Errorf("procedure: a case of %s began with a version that is not known", p.ID)
	}
	for _, e := range c.Events {
		if err := c.apply(e); err != nil {
			return nil, err
		}
	}
	if c.Stage == nil {
		return nil, fmt.Errorf("procedure: a case of %s without an opening event", p.ID)
	}
	return c, nil
}

// inOrder is the order in which events happened.
func inOrder(a, b Event) int {
	return cmp.Or(cmp.Compare(a.HappenedAt, b.HappenedAt), cmp.Compare(a.Seq, b.Seq))
}

// KnownAt are the events that were recorded by a moment.
func KnownAt(events []Event, at civil.Instant) []Event {
	return slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.RecordedAt > at })
}

func (c *Case) apply(e Event) error {
	if e.OfDocument() {
		return c.file(e)
	}
	if e.Kind == Migrated {
		return c.migrate(e)
	}
	a := c.Procedure.Act(e.Act)
	if a == nil && e.Kind != Agreed && e.Kind != Declined {
		return fmt.Errorf("procedure: %s has no act %s", c.Procedure.ID, e.Act)
	}
	c.applying = e
	switch e.Kind {
	case Asked:
		c.Requests = append(c.Requests, &Request{Event: e, Act: a})
		c.ask(c.Requests[len(c.Requests)-1], e.HappenedAt)
		return nil
	case Agreed, Declined:
		r := find(c.Requests, func(r *Request) bool { return r.Event.Seq == e.Of })
		if r == nil {
			return fmt.Errorf("procedure: event %d answers nothing", e.Seq)
		}
		a = r.Act
		r.Step++
		if e.Kind == Agreed && r.Step < len(a.Asks) {
			c.ask(r, e.HappenedAt)
			return nil
		}
		c.Requests = slices.DeleteFunc(c.Requests, func(q *Request) bool { return q == r })
		if e.Kind == Declined {
			return nil
		}
		asked := r.Event
		asked.HappenedAt = e.HappenedAt // it takes effect when the last one has agreed
		return c.follow(a, asked)
	}
	return c.follow(a, e)
}

// follow is what an act brings about.
func (c *Case) follow(a *Act, e Event) error {
	var b *Branch
	if a.Branch {
		if b = c.Branch(e.Branch); b == nil {
			return fmt.Errorf("procedure: event %d is of the branch %q, which is none", e.Seq, e.Branch)
		}
		maps.Copy(b.Data, e.Data)
	} else {
		maps.Copy(c.Data, e.Data)
	}
	if c.Stage == nil && !a.Opens() { // of another system, whose first event has not come yet
		c.Stage, c.Since = c.Procedure.Stage(a.From[0]), e.HappenedAt
	}
	if c.opener == nil || a.Opens() && !c.opener.Opens() {
		c.OpenedBy, c.opener = e, a
	}
	c.hand = cmp.Or(e.Unit, c.OpenedBy.Unit)
	c.reported(a, e)
	c.derive()
	c.remember(a.ID, e.HappenedAt)
	env := c.values(b)
	to := a.To
	for _, t := range a.Turns {
		if t.When.Holds(env) {
			to = t.To
			break
		}
	}
	called := c.call(a, e)
	c.tick(a.ID, e.HappenedAt, b, called)
	c.halt(a, e.HappenedAt, b)
	if a.Extends != "" {
		n, _ := strconv.Atoi(rule.As(rule.Number, e.Data[a.ExtendBy]).(quantity.Decimal).String())
		for _, r := range c.Clocks {
			if r.Rule.ID == a.Extends && r.Clock.End == 0 && (b == nil || r.Branch == b.Key) {
				r.Added += n
				r.Clock.Limit.N += n
			}
		}
	}
	if a.Back {
		to = c.before
	}
	if to != "" {
		c.enter(to, e.HappenedAt, b)
	}
	c.write(a, e)
	if s := c.Stage; s != nil && s.Joins != "" && c.joined(s) {
		c.enter(s.Joins, e.HappenedAt, nil)
	}
	return nil
}

// enter moves the case, or a branch of it, into a stage.
func (c *Case) enter(stage string, at civil.Instant, b *Branch) {
	s := c.Procedure.Stage(stage)
	c.remember(stage, at)
	c.leave(b, at)
	if b != nil {
		b.Stage, b.Since = s, at
		b.EndedAt = 0
		if s.End {
			b.EndedAt = at
		}
	} else {
		if c.Stage != nil && c.Stage != s {
			c.before = c.Stage.ID
		}
		c.Stage, c.Since = s, at
		c.EndedAt = 0
		if s.End {
			c.EndedAt, c.endKnown = at, c.applying.RecordedAt
		}
	}
	if s.End {
		for _, r := range c.Clocks {
			if r.Clock.End == 0 && (b == nil || r.Branch == b.Key) {
				r.end(at, c.applying.RecordedAt)
				r.cut = !slices.Contains(r.Rule.Ends, s.ID)
			}
		}
	}
	c.tick(s.ID, at, b, nil)
}

// call opens a branch for each unit that an act calls.
func (c *Case) call(a *Act, e Event) []*Branch {
	if a.Calls == "" {
		return nil
	}
	var called []*Branch
	for _, unit := range rule.As(rule.Texts, e.Data[a.Calls]).([]string) {
		key, before := unit, 0
		for _, b := range c.Branches {
			if b.Unit == unit {
				before++
			}
		}
		if before > 0 {
			key = unit + "-" + strconv.Itoa(before+1)
		}
		first := c.Procedure.firstBranch()
		lead := !slices.ContainsFunc(c.Branches, func(b *Branch) bool { return b.Lead && !(b.Stage.End && b.Stage.Void) })
		b := &Branch{Key: key, Unit: unit, Lead: lead, Stage: first, Since: e.HappenedAt, Called: e.HappenedAt, Data: map[string]any{}}
		c.Branches = append(c.Branches, b)
		if !c.has[b.Unit] {
			c.has[b.Unit], c.called = true, append(c.called, b.Unit)
		}
		called = append(called, b)
	}
	return called
}

// tick ends and starts the clocks that go by an act or a stage.
func (c *Case) tick(what string, at civil.Instant, b *Branch, called []*Branch) {
	c.note(what, at, b, called)
	for _, k := range c.Procedure.Clocks {
		if slices.Contains(k.Ends, what) {
			for _, r := range c.Clocks {
				if r.Rule == k && r.Clock.End == 0 && (b == nil || !k.Branch || r.Branch == b.Key) {
					r.end(at, c.applying.RecordedAt)
				}
			}
		}
		if !slices.Contains(k.Starts, what) {
			continue
		}
		switch {
		case !k.Branch:
			c.start(k, nil, c.since(k, what, at))
		case b != nil:
			c.start(k, b, c.since(k, what, at))
		default:
			for _, x := range called {
				c.start(k, x, c.since(k, what, at))
			}
		}
	}
}

// start starts a clock by the first row that is in force and applies; without one none runs.
func (c *Case) start(k *ClockRule, b *Branch, at civil.Instant) {
	row, ok := k.Limit.row(c.values(b), at.Date())
	if !ok {
		return
	}
	r := &Running{Rule: k, Branch: keyOf(b), Row: row, Clock: civil.Clock{Limit: row.Limit, Start: at, Exact: k.Exact}}
	c.Clocks = append(c.Clocks, r)
}

// row is the first that is in force on a day and applies; ok is false where
// none does, or where the form did not ask yet for what it says.
func (l *LimitTable) row(env map[string]any, day civil.Date) (row LimitRow, ok bool) {
	for _, row := range l.Rows {
		if !inForce(day, row.From, row.Until) || row.When != nil && !row.When.Holds(env) {
			continue
		}
		if row.Of != "" {
			row.Limit = row.says(env)
		}
		return row, row.Limit.Unit != 0
	}
	return LimitRow{}, false
}

func (r *Running) end(at, recorded civil.Instant) {
	r.Clock.End, r.Settled = at, recorded
	for i := range r.Clock.Stops {
		if r.Clock.Stops[i].Until == 0 {
			r.Clock.Stops[i].Until = at
		}
	}
}

// halt stops clocks and lets stopped ones go on.
func (c *Case) halt(a *Act, at civil.Instant, b *Branch) {
	for _, r := range c.Clocks {
		if r.Clock.End != 0 || b != nil && r.Branch != b.Key {
			continue
		}
		for i := range r.Clock.Stops {
			if r.Clock.Stops[i].Until == 0 && slices.Contains(a.Resumes, r.stops[i]) {
				r.Clock.Stops[i].Until = at
			}
		}
		if a.Stops && !r.Rule.Through && r.Clock.Start <= at {
			r.Clock.Stops = append(r.Clock.Stops, civil.Stop{From: at, Why: a.Title})
			r.stops = append(r.stops, a.ID)
		}
	}
}

// joined says that the branches have answered as far as a stage waits for them.
func (c *Case) joined(s *Stage) bool {
	answered := false
	for _, b := range c.Branches {
		if b.Stage.End && b.Stage.Void {
			continue
		}
		if !b.Stage.End && !(s.Lead && !b.Lead) {
			return false
		}
		answered = answered || b.Stage.End
	}
	return answered
}

// values are what rules see of a case, or of a branch of it.
func (c *Case) values(b *Branch) map[string]any {
	env := make(map[string]any, len(c.Data)+8)
	maps.Copy(env, c.Data)
	if b != nil {
		maps.Copy(env, b.Data)
		if b.Stage != nil {
			env["分支环节"] = b.Stage.ID
		}
		env["分支单位"] = b.Unit
	}
	env["发起单位"], env["编号"], env["参与单位"] = c.OpenedBy.Unit, c.Number, slices.Clip(c.called)
	if c.called == nil { // one that is only about to begin
		env["参与单位"] = []string{}
	}
	env["下级件数"], env["未结下级件"] = c.countBelow()
	if c.Stage != nil {
		env["环节"] = c.Stage.ID
		env["结果"] = c.Stage.Outcome
	}
	return env
}

// Judged are what rates see of a case, or of a branch of it: its data, and of
// each clock whether it ended, whether in time, and, once it has ended, how
// much of its unit it took. A clock that never ran is not late.
func (c *Case) Judged(b *Branch, cal *civil.Calendar, now civil.Instant) map[string]any {
	env := c.values(b)
	for _, k := range c.Procedure.Clocks {
		env[k.Title+"按时"], env[k.Title+"已止"] = true, false
	}
	for _, r := range c.Clocks {
		if r.Branch != "" && (b == nil || r.Branch != b.Key) {
			continue
		}
		s, k := r.Signal(cal, now)
		env[r.Rule.Title+"按时"] = s != Overdue && s != TooLate
		env[r.Rule.Title+"已止"] = r.Clock.End != 0
		if r.Clock.End != 0 {
			env[r.Rule.Title+"用时"] = quantity.Int(int64(k.Used))
		}
	}
	return env
}
