package desk

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ChangeProject lays what was written over a project: a fact that is named and
// empty goes, one that is not named stays. Stages have acts of their own.
func (w *Workspace) ChangeProject(ctx context.Context, by staff.Actor, call Call, id string, written project.Facts, reason string) (ProjectKept, error) {
	return w.onProject(ctx, by, "project.change", call, id, func(d *deed, row ProjectRow, p project.Project, months []store.ProjectMonth) (project.Project, []store.ProjectMonth, project.Event, error) {
		e := project.Event{Kind: project.Changed, Reason: strings.TrimSpace(reason)}
		facts := row.Facts.Over(written)
		changes := project.Differences(row.Facts, facts)
		if len(changes) == 0 {
			return p, months, e, fault.New(fault.Invalid, "“"+row.Name+"”没有什么不同。", "改过再存。")
		}
		for _, c := range changes {
			if e.Reason == "" && needsReason(c) {
				return p, months, e, fault.New(fault.Invalid, "改了“"+row.Name+"”的"+project.Title(c.Key)+"，没有写理由。", "写明为什么改、依据哪份文件；旧的数留在经过里。").At("reason")
			}
		}
		choices, err := d.projectChoices()
		if err != nil {
			return p, months, e, err
		}
		p, err = project.Read(facts, &choices)
		if err != nil {
			return p, months, e, err
		}
		return p, months, e, d.projectFits("project.change", row, p)
	})
}

// needsReason says that a change wants to be explained: what was promised or
// by what a project is known became another.
func needsReason(c project.Change) bool {
	if c.Before == "" {
		return false
	}
	switch c.Key {
	case "code", "name", "unit", "investment", "starts_on", "ends_on":
		return true
	}
	return strings.HasPrefix(c.Key, "plan.")
}
