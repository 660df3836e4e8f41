package desk

import (
	"context"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// AdvanceProject takes a project on to its next stage, on evidence.
func (w *Workspace) AdvanceProject(ctx context.Context, by staff.Actor, call Call, id string, step project.Step) (ProjectKept, error) {
	return w.onProject(ctx, by, "project.advance", call, id, func(d *deed, _ ProjectRow, p project.Project, months []store.ProjectMonth) (project.Project, []store.ProjectMonth, project.Event, error) {
		p, err := p.Advance(step, civil.Instant(d.now).Date())
		return p, months, project.Event{Kind: project.Advanced, On: step.On, Reason: strings.TrimSpace(step.Skip)}, err
	})
}

// RetreatProject takes a project back to a stage it has been in.
func (w *Workspace) RetreatProject(ctx context.Context, by staff.Actor, call Call, id string, to project.Stage, reason string) (ProjectKept, error) {
	return w.onProject(ctx, by, "project.retreat", call, id, func(_ *deed, _ ProjectRow, p project.Project, months []store.ProjectMonth) (project.Project, []store.ProjectMonth, project.Event, error) {
		p, err := p.Retreat(to, reason)
		return p, months, project.Event{Kind: project.Retreated, Reason: strings.TrimSpace(reason)}, err
	})
}
