package procedure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"duban/internal/base/civil"
)

// Takeover (承接办法) is how a version of a procedure takes over the cases of
// an earlier one.
type Takeover struct {
	From   int
	Stages map[string]string // stages that are gone, with those that stand for them
	Keeps  []string          // clocks that go on by the limit they had
	at     place
}

// OnMigration is what a notice goes by that tells of a migration, beside acts and stages.
const OnMigration = "case.migrate"

// What an event of a migration carries.
const (
	dataOld   = "原版"
	dataNew   = "新版"
	dataMoves = "改期"
)

// Versions are the versions that a migration leads from and to, 0 for another event.
func (e Event) Versions() (from, to int) {
	if e.Kind != Migrated {
		return 0, 0
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(fmt.Sprint(e.Data[name])) // what is none is no version
		return n
	}
	return number(dataOld), number(dataNew)
}

// migration is the event that takes a case from one version to another.
func migration(c *Case, to *Procedure) Event {
	version := func(p *Procedure) json.Number { return json.Number(strconv.Itoa(p.Mechanism.Version)) }
	return Event{Seq: len(c.Events) + 1, Kind: Migrated, Data: map[string]any{dataOld: version(c.Procedure), dataNew: version(to)}}
}

// Version finds another version of the procedure, nil where it is not known.
func (p *Procedure) Version(n int) *Procedure {
	if p.Mechanism.Version == n {
		return p
	}
	return find(p.versions, func(q *Procedure) bool { return q.Mechanism.Version == n })
}

// Versions are those of the procedure that are known, the newest first.
func (p *Procedure) Versions() []*Procedure {
	if len(p.versions) == 0 {
		return []*Procedure{p}
	}
	return p.versions
}

// EveryForm are the forms of the procedure, and after them those of the
// versions before, by which a case may have been filled in.
func (p *Procedure) EveryForm() []*Form {
	list := slices.Clone(p.Forms)
	for _, q := range p.Versions() {
		if q.Mechanism.Version < p.Mechanism.Version {
			list = append(list, q.Forms...)
		}
	}
	return list
}

// At is the version that an event of a case is read by, where p is the one
// that the case is under after all its events.
func (p *Procedure) At(events []Event, e Event) *Procedure {
	if from, _ := e.Versions(); from != 0 {
		return p.Version(from)
	}
	var last, next *Event // migrations before it and after it
	for i := range events {
		m := &events[i]
		switch {
		case m.Kind != Migrated || m.Seq == e.Seq:
		case inOrder(*m, e) < 0 && (last == nil || inOrder(*last, *m) < 0):
			last = m
		case inOrder(*m, e) > 0 && (next == nil || inOrder(*m, *next) < 0):
			next = m
		}
	}
	version := p.Mechanism.Version
	if last != nil {
		_, version = last.Versions()
	} else if next != nil {
		version, _ = next.Versions()
	}
	return p.Version(version)
}

// ActOf is the act of an event, as the version had it that the event is read
// by; nil where it is of no act.
func (c *Case) ActOf(e Event) *Act {
	if p := c.Procedure.At(c.Events, e); p != nil {
		return p.Act(e.Act)
	}
	return nil
}

// takeover is how cases of another version are taken over: as declared, or
// everything as it is called.
func (p *Procedure) takeover(old *Procedure) *Takeover {
	if t := find(p.Takeovers, func(t *Takeover) bool { return t.From == old.Mechanism.Version }); t != nil {
		return t
	}
	return &Takeover{From: old.Mechanism.Version}
}

// after is the stage that a stage of another version becomes, nil for none.
func (p *Procedure) after(t *Takeover, s *Stage) *Stage {
	id, ok := t.Stages[s.ID]
	if !ok {
		id = s.ID
	}
	n := p.Stage(id)
	if n == nil || n.Branch != s.Branch || n.End != s.End {
		return nil
	}
	return n
}

// lost are the stages of another version in which a case may stand and that
// nothing follows for.
func (p *Procedure) lost(t *Takeover, old *Procedure) []*Stage {
	return slices.DeleteFunc(slices.Clone(old.Stages), func(s *Stage) bool { return s.End || p.after(t, s) != nil })
}

// migrate takes the case over to another version. Like all folding it asks for
// no permission and leaves nothing undone, however late an event comes that
// happened before: that is why a version takes over all stages or none.
func (c *Case) migrate(e Event) error {
	_, version := e.Versions()
	old, to := c.Procedure, c.Procedure.Version(version)
	if c.Stage == nil || to == nil {
		return fmt.Errorf("procedure: event %d leads to version %d of %s, which is not known", e.Seq, version, old.ID)
	}
	t := to.takeover(old)
	if lost := to.lost(t, old); len(lost) > 0 {
		return fmt.Errorf("procedure: version %d of %s has nothing for the stage %s", version, old.ID, lost[0].ID)
	}
	c.applying, c.migrated = e, e.HappenedAt
	was := map[*Branch]*Stage{nil: c.Stage}
	for _, b := range c.Branches {
		was[b] = b.Stage
	}
	c.Procedure = to
	c.restage(t, old)
	for _, d := range old.Derived {
		if _, ok := to.fields[d.Field]; !ok {
			delete(c.Data, d.Field)
		}
		if _, ok := to.fields[d.Says]; !ok {
			delete(c.Data, d.Says)
		}
	}
	c.derive()
	for _, r := range c.Requests {
		if a := to.Act(r.Act.ID); a != nil && len(a.Asks) == len(r.Act.Asks) {
			r.Act = a
		}
	}
	var moved []*Branch
	for _, r := range c.Clocks {
		if c.takeClock(r, t, e) {
			moved = append(moved, c.Branch(r.Branch))
		}
	}
	moved = append(moved, c.startAnew(old, was, e.HappenedAt)...)
	if s := c.Stage; s.Joins != "" && c.joined(s) {
		c.enter(s.Joins, e.HappenedAt, nil)
	}
	c.noteMigration(moved, e.HappenedAt)
	return nil
}

// restage calls the stages by what they are called now. Where a stage has
// ended and is gone, it stays what it was.
func (c *Case) restage(t *Takeover, old *Procedure) {
	next := func(s *Stage) *Stage {
		if n := c.Procedure.after(t, s); n != nil {
			return n
		}
		return s
	}
	c.Stage = next(c.Stage)
	for _, b := range c.Branches {
		b.Stage = next(b.Stage)
	}
	for i := range c.stays {
		c.stays[i].stage = next(c.stays[i].stage)
	}
	if s := old.Stage(c.before); s != nil {
		c.before = next(s).ID
	}
	for from, to := range t.Stages {
		if at, ok := c.when[from]; ok && c.when[to] == 0 {
			c.remember(to, at)
		}
	}
}

// takeClock lets a clock go on under the version, and says that it runs otherwise.
func (c *Case) takeClock(r *Running, t *Takeover, e Event) bool {
	k := c.Procedure.Clock(r.Rule.ID)
	if k == nil || k.Branch != r.Rule.Branch {
		if r.Clock.End != 0 {
			return false
		}
		r.end(e.HappenedAt, e.RecordedAt)
		r.Gone = true
		return true
	}
	r.Rule = k
	if r.Clock.End != 0 {
		return false
	}
	b, before, stops := c.Branch(r.Branch), r.Clock, 0
	if !slices.Contains(t.Keeps, k.ID) {
		c.limit(r, b, e.HappenedAt)
	}
	for i := range r.Clock.Stops {
		if k.Through && r.Clock.Stops[i].Until == 0 {
			r.Clock.Stops[i].Until = e.HappenedAt
			stops++
		}
	}
	if s := current(c, b); slices.Contains(k.Ends, s.ID) && !slices.Contains(k.Starts, s.ID) {
		r.end(e.HappenedAt, e.RecordedAt)
	}
	return stops > 0 || r.Clock.End != 0 || r.Clock.Limit != before.Limit || r.Clock.Exact != before.Exact
}

// limit gives a running clock the limit of its rule: the row that was in force
// when it started, or the one that is now. Where neither is, and where more
// time was granted in another unit, it goes on by the limit it has.
func (c *Case) limit(r *Running, b *Branch, now civil.Instant) {
	env := c.values(b)
	row, ok := r.Rule.Limit.row(env, r.Clock.Start.Date())
	if !ok {
		row, ok = r.Rule.Limit.row(env, now.Date())
	}
	if !ok || r.Added > 0 && row.Limit.Unit != r.Clock.Limit.Unit {
		return
	}
	r.Row, r.Clock.Limit, r.Clock.Exact = row, row.Limit, r.Rule.Exact
	r.Clock.Limit.N += r.Added
}

// startAnew starts the clocks that the version starts with the stage that the
// case, or a branch of it, stands in, and the one before did not.
func (c *Case) startAnew(old *Procedure, was map[*Branch]*Stage, at civil.Instant) (moved []*Branch) {
	for _, k := range c.Procedure.Clocks {
		before := old.Clock(k.ID)
		for _, b := range append([]*Branch{nil}, c.Branches...) {
			s := current(c, b)
			starts := k.Branch == (b != nil) && c.goesOn(b) && slices.Contains(k.Starts, s.ID)
			if !starts || before != nil && before.Branch == k.Branch && slices.Contains(before.Starts, was[b].ID) {
				continue
			}
			if slices.ContainsFunc(c.Clocks, func(r *Running) bool { return r.Rule == k && r.Branch == keyOf(b) && r.Clock.End == 0 }) {
				continue
			}
			n := len(c.Clocks)
			if c.start(k, b, c.since(k, s.ID, at)); len(c.Clocks) > n {
				moved = append(moved, b)
			}
		}
	}
	return moved
}

// noteMigration keeps what is to be told where clocks run otherwise.
func (c *Case) noteMigration(moved []*Branch, at civil.Instant) {
	if len(moved) == 0 {
		return
	}
	for _, n := range c.Procedure.Notices {
		if !slices.Contains(n.On, OnMigration) {
			continue
		}
		if !slices.ContainsFunc(n.To, func(r ActorRule) bool { return r.Unit == OfBranch }) {
			c.tell(n, n.To, at, nil)
			continue
		}
		for _, b := range c.Branches {
			if slices.Contains(moved, b) || slices.Contains(moved, nil) && c.goesOn(b) {
				c.tell(n, n.To, at, b)
			}
		}
	}
}
