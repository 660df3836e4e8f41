package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

const (
	lookedAtOnce = 2000 // cases that a page looks at closely
	lookedInPage = 200
	firstRefused = 5 // named of those that cannot be migrated for one reason
)

// VersionStand is a version of a mechanism, and what it changes of the one before.
type VersionStand struct {
	*procedure.Mechanism
	Changes []procedure.Difference
}

// Older is the open cases of a procedure that are under a version before the
// newer one, and what going over to that would mean for them.
type Older struct {
	Procedure *procedure.Procedure // as the newer version has it, nil where it has none
	Under     *procedure.Procedure // as the cases have it, nil where it is not known
	ID        string
	Version   int64
	Open      int64
	Looked    int64 // of these, the oldest first, it was seen what they would come to
	Touched   int64
	Dated     int64 // a clock would be due at another time
	Refused   int64
	Stages    []OlderStage
	Reasons   []OlderReason
}

// OlderStage is a stage that open cases stand in.
type OlderStage struct {
	ID, Title              string
	Open, Touched, Refused int64
}

// OlderReason is why cases cannot go over, with the first of them by number.
type OlderReason struct {
	Fault *fault.Fault
	N     int64
	First []store.CaseRow
}

// MechanismVersions is all versions of a mechanism, the newest first, and the
// open cases that are under older ones than is in force.
type MechanismVersions struct {
	InForce  *procedure.Mechanism
	Versions []VersionStand
	Older    []Older // nil for who does not see the whole division
}

// versions are those of a mechanism, the newest first.
func (m *Mechanisms) versions(id string) []*procedure.Mechanism {
	return slices.DeleteFunc(slices.Clone(m.all), func(d *procedure.Mechanism) bool { return d.ID != id })
}

// With are the mechanisms with versions of one, which stand for those of the same number.
func (m *Mechanisms) With(more ...*procedure.Mechanism) (*Mechanisms, error) {
	n := *m
	n.all = slices.DeleteFunc(slices.Clone(m.all), func(d *procedure.Mechanism) bool {
		return slices.ContainsFunc(more, func(x *procedure.Mechanism) bool { return x.ID == d.ID && x.Version == d.Version })
	})
	n.all = append(n.all, more...)
	n.sort()
	return &n, procedure.Succeed(n.all...)
}

// MechanismVersions compares the versions of a mechanism, and says which open
// cases the one in force would touch.
func (w *Workspace) MechanismVersions(ctx context.Context, by staff.Actor, id string) (MechanismVersions, error) {
	v := MechanismVersions{}
	var err error
	if v.InForce, err = w.Mechanism(ctx, by, id); err != nil {
		return v, err
	}
	all := w.means.Mechanisms.versions(id)
	for i, m := range all {
		x := VersionStand{Mechanism: m}
		if i+1 < len(all) {
			x.Changes = procedure.Compare(all[i+1], m)
		}
		v.Versions = append(v.Versions, x)
	}
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil || !scope.All() || len(all) == 1 {
		return v, nil // whoever sees no cases sees the versions all the same
	}
	v.Older, err = w.older(ctx, by.Division, w.means.Mechanisms, v.InForce, lookedAtOnce)
	return v, faulted(err)
}

// OlderCases are the open cases of a division that a version of a mechanism
// would touch, all of them, as other mechanisms than the program's may have it.
func (w *Workspace) OlderCases(ctx context.Context, division string, all *Mechanisms, newer *procedure.Mechanism) ([]Older, error) {
	list, err := w.older(ctx, division, all, newer, 0)
	return list, faulted(err)
}

// older looks at most so many cases of each procedure and version closely, by 0 at all.
func (w *Workspace) older(ctx context.Context, division string, all *Mechanisms, newer *procedure.Mechanism, most int64) ([]Older, error) {
	var list []Older
	seen := map[string]bool{}
	for _, m := range all.versions(newer.ID) {
		for _, p := range m.Procedures {
			if seen[p.ID] {
				continue
			}
			seen[p.ID] = true
			var tallies []store.VersionTally
			err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
				tallies, err = tx.VersionTallies(division, p.ID, int64(newer.Version))
				return err
			})
			if err != nil {
				return nil, err
			}
			for _, t := range tallies {
				if len(list) == 0 || list[len(list)-1].ID != p.ID || list[len(list)-1].Version != t.Declared {
					b := Older{ID: p.ID, Version: t.Declared, Procedure: newer.Procedure(p.ID)}
					b.Under, _ = all.procedure(newer.ID, p.ID, t.Declared) // nil is said where it is shown
					list = append(list, b)
				}
				b := &list[len(list)-1]
				s := OlderStage{ID: t.Stage, Title: t.Stage, Open: t.Open}
				if b.Under != nil && b.Under.Stage(t.Stage) != nil {
					s.Title = b.Under.Stage(t.Stage).Title
				}
				b.Open += t.Open
				b.Stages = append(b.Stages, s)
			}
		}
	}
	for i := range list {
		if err := w.look(ctx, division, all, &list[i], most); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// look sees what the newer version would mean for each case.
func (w *Workspace) look(ctx context.Context, division string, all *Mechanisms, b *Older, most int64) error {
	if b.Under == nil {
		return nil
	}
	after := store.CaseRow{OpenedAt: -1 << 62}
	for most == 0 || b.Looked < most {
		n := 0
		err := w.store.Read(ctx, func(tx *store.Tx) error {
			cal, err := w.calendarOf(tx, division)
			if err != nil {
				return err
			}
			rows, err := tx.CasesUnder(division, b.ID, b.Version, after, lookedInPage)
			if err != nil {
				return err
			}
			n = len(rows)
			for _, c := range rows {
				if err := w.lookAt(tx, all, b, c, cal); err != nil {
					return err
				}
				after = c
			}
			return nil
		})
		if err != nil || n < lookedInPage {
			return err
		}
	}
	return nil
}

func (w *Workspace) lookAt(tx *store.Tx, all *Mechanisms, b *Older, c store.CaseRow, cal *civil.Calendar) error {
	b.Looked++
	x := procedure.Effect{Refused: fault.New(fault.Refused, "新版没有这种流程。", "这些件留在原来的版办完。")}
	if b.Procedure != nil {
		_, f, _, err := w.foldBy(all, tx, c)
		if err != nil {
			return err
		}
		if x, err = f.Effect(b.Procedure, cal, civil.Instant(w.now())); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(b.Stages, func(s OlderStage) bool { return s.ID == c.Stage })
	if i < 0 { // it moved on since they were counted
		return nil
	}
	if len(x.Touches) > 0 || b.Procedure == nil {
		b.Touched++
		b.Stages[i].Touched++
	}
	if slices.ContainsFunc(x.Moves, procedure.Moved.Dated) {
		b.Dated++
	}
	if why, ok := fault.As(x.Refused); ok {
		b.Refused++
		b.Stages[i].Refused++
		b.because(why, c)
	}
	return nil
}

func (b *Older) because(why *fault.Fault, c store.CaseRow) {
	i := slices.IndexFunc(b.Reasons, func(r OlderReason) bool { return r.Fault.Sentence == why.Sentence })
	if i < 0 {
		i, b.Reasons = len(b.Reasons), append(b.Reasons, OlderReason{Fault: why})
	}
	r := &b.Reasons[i]
	if r.N++; len(r.First) < firstRefused {
		r.First = append(r.First, c)
	}
}
