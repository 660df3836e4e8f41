package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// mostMonthPhotos is how many photographs one month holds.
const mostMonthPhotos = 9

// ReportProject fills the progress of a month in, anew where it was returned.
func (w *Workspace) ReportProject(ctx context.Context, by staff.Actor, call Call, id string, in project.Filling) (ProjectKept, error) {
	return w.onProject(ctx, by, "project.report", call, id, func(d *deed, _ ProjectRow, p project.Project, months []store.ProjectMonth) (project.Project, []store.ProjectMonth, project.Event, error) {
		e := project.Event{Kind: project.Reported}
		in.Migrated = false // only an import brings over what was reported elsewhere
		g, err := p.Fill(in, progressOf(months), civil.Instant(d.now).Date())
		if err != nil {
			return p, months, e, err
		}
		i := slices.IndexFunc(months, func(m store.ProjectMonth) bool { return m.Month == g.Month })
		var had []string
		if i >= 0 {
			had = months[i].Photos
		}
		if err := d.takeMonthPhotos(g.Photos, had); err != nil {
			return p, months, e, err
		}
		e.Reason = g.Why
		if i >= 0 {
			months[i].Progress = g
		} else {
			months = append(months, store.ProjectMonth{Progress: g})
			slices.SortFunc(months, func(a, b store.ProjectMonth) int { return int(a.Month - b.Month) })
		}
		return p, months, e, nil
	})
}

// takeMonthPhotos gives photographs to a month: each was handed in by who acts,
// or stands in the month already.
func (d *deed) takeMonthPhotos(photos, had []string) error {
	missing := fault.New(fault.Invalid, "有一张照片还没有传上来。", "请重新选这张照片，再提交。").At("photos")
	if len(photos) > mostMonthPhotos {
		return fault.New(fault.Invalid, "一个月最多放 9 张照片。", "挑说明问题的放。").At("photos")
	}
	for i, name := range photos {
		if !photoName.MatchString(name) {
			return missing
		}
		if slices.Contains(photos[:i], name) {
			return fault.New(fault.Invalid, "同一张照片选了两次。", "请去掉一张。").At("photos")
		}
		if slices.Contains(had, name) {
			continue
		}
		taken, err := d.tx.TakePhoto(d.by.Division, d.by.Person, name)
		if err != nil {
			return err
		}
		if !taken {
			return missing
		}
	}
	return nil
}

// SignProject signs the progress of a month as the head of the unit.
func (w *Workspace) SignProject(ctx context.Context, by staff.Actor, call Call, id string, m project.Month) (ProjectKept, error) {
	return w.onMonth(ctx, by, "project.sign", call, id, m, func(p project.Project, g project.Progress, _ []project.Progress) (project.Progress, project.Event, error) {
		g, err := g.Sign(p.Name)
		return g, project.Event{Kind: project.Endorsing}, err
	})
}

// ReturnProject sends the progress of a month back with a reason.
func (w *Workspace) ReturnProject(ctx context.Context, by staff.Actor, call Call, id string, m project.Month, reason string) (ProjectKept, error) {
	return w.onMonth(ctx, by, "project.return", call, id, m, func(p project.Project, g project.Progress, known []project.Progress) (project.Progress, project.Event, error) {
		g, err := g.SendBack(p.Name, reason, known)
		return g, project.Event{Kind: project.SentBack, Reason: g.Return}, err
	})
}

func (w *Workspace) onMonth(ctx context.Context, by staff.Actor, act string, call Call, id string, m project.Month, f func(project.Project, project.Progress, []project.Progress) (project.Progress, project.Event, error)) (ProjectKept, error) {
	return w.onProject(ctx, by, act, call, id, func(_ *deed, row ProjectRow, p project.Project, months []store.ProjectMonth) (project.Project, []store.ProjectMonth, project.Event, error) {
		i := slices.IndexFunc(months, func(x store.ProjectMonth) bool { return x.Month == m })
		if i < 0 {
			return p, months, project.Event{}, fault.New(fault.NotFound, "“"+row.Name+"”"+m.String()+"的进度还没有填。", "先由经办填报。").At("period")
		}
		g, e, err := f(p, months[i].Progress, progressOf(months))
		months[i].Progress = g
		return p, months, e, err
	})
}
