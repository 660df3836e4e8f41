package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// MigrateCase takes a case over to the version of its procedure that is in
// force, for a reason. call.Version is the case's as the person saw it.
func (w *Workspace) MigrateCase(ctx context.Context, by staff.Actor, call Call, id, reason string) (CaseKept, error) {
	return w.onCaseBy(ctx, by, "case.migrate", call, id, func(d *deed, c *procedure.Case) (procedure.Event, error) {
		to, err := w.means.Mechanisms.Beginning(c.Procedure.ID, civil.Instant(d.now).Date())
		if err != nil {
			return procedure.Event{}, err
		}
		cal, err := d.calendar()
		if err != nil {
			return procedure.Event{}, err
		}
		return c.Migrate(whoIs(by), to, reason, cal, civil.Instant(d.now))
	})
}

// effect is what it would mean for a case to go over to the version in force,
// nil where it is under that version, or has ended.
func (w *Workspace) effect(c *procedure.Case, cal *civil.Calendar, now civil.Instant) (*procedure.Effect, error) {
	to, err := w.means.Mechanisms.Beginning(c.Procedure.ID, now.Date())
	if _, gone := fault.As(err); gone || !c.Open() || err == nil && to.Mechanism.Version <= c.Procedure.Mechanism.Version {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x, err := c.Effect(to, cal, now)
	return &x, err
}
