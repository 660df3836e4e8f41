package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ProjectRow is a project as the store has it.
type ProjectRow = store.ProjectRow

// AddProject is a project to be registered. One that is under way already says
// in which stage it stands, and since when.
type AddProject struct {
	Facts project.Facts
	Stage project.Stage // zero is 谋划
	Since civil.Date    // zero is today
	Note  string
	ID    string // that it was promised already, "" for a new one
}

// ProjectKept is a project after an act, and which event of it that was.
type ProjectKept struct {
	ID    string `json:"id"`
	Event int64  `json:"event"`
}

// AddProject registers a project.
func (w *Workspace) AddProject(ctx context.Context, by staff.Actor, call Call, in AddProject) (ProjectKept, error) {
	return perform(ctx, w, by, "project.add", call, func(d *deed) (ProjectKept, error) {
		return d.addProject("project.add", in, project.Event{Kind: project.Added}, nil)
	})
}

// addProject registers a project by whatever act; source is where it came from.
func (d *deed) addProject(act string, in AddProject, e project.Event, source project.Facts) (ProjectKept, error) {
	today := civil.Instant(d.now).Date()
	choices, err := d.projectChoices()
	if err != nil {
		return ProjectKept{}, err
	}
	stage, since := in.Stage, in.Since
	if stage == project.NoStage {
		stage = project.Planned
	}
	if since.Zero() {
		since = today
	}
	if today.Before(since) {
		return ProjectKept{}, fault.New(fault.Invalid, since.String()+" 还没有到。", "写到这个阶段的日子，不写就是今天。").At("since")
	}
	f := project.Facts{}.Over(in.Facts)
	f["stage"], f["reached."+stage.ID()+".on"] = stage.ID(), since.String()
	if note := strings.TrimSpace(in.Note); note != "" {
		f["reached."+stage.ID()+".note"] = note
	}
	for k, s := range source {
		f[k] = s
	}
	p, err := project.Read(f, &choices)
	if err != nil {
		return ProjectKept{}, err
	}
	if err := d.projectFits(act, ProjectRow{}, p); err != nil {
		return ProjectKept{}, err
	}
	if in.ID == "" {
		in.ID = d.newID()
	}
	return d.keepProject(ProjectRow{Division: d.by.Division, ID: in.ID}, p, nil, nil, e)
}

// projectChoices is what the division lets one choose from.
func (d *deed) projectChoices() (project.Choices, error) { return choicesOf(d.tx, d.by.Division) }

func choicesOf(tx *store.Tx, division string) (project.Choices, error) {
	c := project.Standard()
	said, err := tx.ProjectChoices(division)
	for _, x := range said {
		switch x.Kind {
		case "category":
			c.Categories = x.Names
		case "list":
			c.Lists = x.Names
		}
	}
	return c, err
}

// mayOnProject decides whether the actor may do the deed's act on a project: by
// its responsible unit, or by that of its site.
func (d *deed) mayOnProject(act, unit, town string) error {
	err := staff.Permit(d.by, act, unit)
	if err != nil && town != "" && staff.Permit(d.by, act, town) == nil {
		return nil
	}
	return err
}

// projectFits looks at what of a project others decide: the actor's units, the
// units named, and that no other bears its code.
func (d *deed) projectFits(act string, old ProjectRow, p project.Project) error {
	if err := d.mayOnProject(act, p.Unit, p.Town); err != nil {
		f, ok := fault.As(err)
		if !ok {
			return err
		}
		return fault.New(f.Kind, "“"+p.Name+"”不归您的单位管。", "责任单位或建设地点是您单位的才能办；要交给别的单位，请找督查。").At("unit").Because(err)
	}
	units, err := d.tx.Units(d.by.Division)
	if err != nil {
		return err
	}
	for _, x := range [][2]string{{"unit", p.Unit}, {"town", p.Town}} {
		was := old.Unit
		if x[0] == "town" {
			was = old.Town
		}
		if x[1] != "" && x[1] != was && !slices.ContainsFunc(units, func(u staff.Unit) bool { return u.Code == x[1] && !u.Closed }) {
			return fault.New(fault.Invalid, "没有代码是“"+x[1]+"”的单位，或已撤销。", "请从单位清单里选。").At(x[0])
		}
	}
	if p.Code == "" {
		return nil
	}
	other, err := d.tx.ProjectByCode(d.by.Division, p.Code)
	switch {
	case missing(err):
		return nil
	case err != nil:
		return err
	case other.ID != old.ID:
		return fault.New(fault.Conflict, "项目代码 "+p.Code+" 已经是“"+other.Name+"”的。", "一个代码只对一个项目：请核对，或改那一个项目。").At("code")
	}
	return nil
}

// keepProject keeps what an act made of a project, with its months, its event
// and all that lists show of it. old is the project as it was, before and after
// its months.
func (d *deed) keepProject(old ProjectRow, p project.Project, before, after []store.ProjectMonth, e project.Event) (ProjectKept, error) {
	today := civil.Instant(d.now).Date()
	facts := p.Facts()
	e.Changes = project.Differences(old.Facts.WithMonths(progressOf(before)...), facts.WithMonths(progressOf(after)...))
	e.Seq, e.RecordedAt, e.Person, e.Post, e.Unit = int(old.Events)+1, civil.Instant(d.now), d.by.Person, d.by.Post, d.by.Unit
	if e.On.Zero() {
		e.On = today
	}
	row := ProjectRow{Division: d.by.Division, ID: old.ID, Code: p.Code, Name: p.Name, Category: p.Category, Lists: p.Lists, Industry: p.Industry, Nature: p.Nature, Unit: p.Unit, Town: p.Town,
		Stage: p.Stage, Since: p.ReachedOn(p.Stage), Events: int64(e.Seq), Version: old.Version, Facts: facts}
	for _, m := range []struct {
		into *quantity.Decimal
		from *quantity.Decimal
	}{{&row.Investment, p.Investment}, {&row.Agreed, p.Agreed}, {&row.Paid, p.Paid}} {
		if m.from != nil {
			*m.into = *m.from
		}
	}
	for _, x := range p.Dwells(today) {
		if row.Due.Zero() || x.DueOn.Before(row.Due) {
			row.Due = x.DueOn
		}
	}
	months := progressOf(after)
	if n := len(months); n > 0 {
		row.Problem = months[n-1].Problem
	}
	row.Years = yearsOf(p, months)
	d.object, d.reason = "project/"+row.ID, e.Reason
	object, bytes := canonProject(row)
	row.Seal = d.seal(object, old.Seal, bytes)
	if err := d.tx.SetProject(row); err != nil {
		return ProjectKept{}, err
	}
	for _, m := range after {
		i := slices.IndexFunc(before, func(b store.ProjectMonth) bool { return b.Month == m.Month })
		var seal []byte
		if i >= 0 {
			if len(project.Differences(before[i].Progress.Facts(), m.Progress.Facts())) == 0 {
				continue
			}
			m.Version, seal = before[i].Version, before[i].Seal
		}
		m.Project = row.ID
		object, bytes := canonProjectMonth(m)
		m.Seal = d.seal(object, seal, bytes)
		if err := d.tx.SetProjectMonth(d.by.Division, m); err != nil {
			return ProjectKept{}, err
		}
	}
	kept := store.ProjectEvent{Event: e, Project: row.ID}
	object, bytes = canonProjectEvent(kept)
	kept.Seal = d.seal(object, nil, bytes)
	return ProjectKept{row.ID, row.Events}, d.tx.AddProjectEvent(d.by.Division, kept)
}

func progressOf(months []store.ProjectMonth) []project.Progress {
	all := make([]project.Progress, len(months))
	for i, m := range months {
		all[i] = m.Progress
	}
	return all
}

// yearsOf is what was planned and done in each year.
func yearsOf(p project.Project, months []project.Progress) []store.ProjectYear {
	at := map[int]bool{}
	for _, y := range p.Plans {
		at[y.Year] = true
	}
	for _, g := range months {
		at[g.Month.Year()] = true
	}
	var all []store.ProjectYear
	for y := range at {
		done, through := project.DoneIn(y, months)
		all = append(all, store.ProjectYear{Year: y, Plan: p.Plan(y), Done: done, Through: through})
	}
	slices.SortFunc(all, func(a, b store.ProjectYear) int { return a.Year - b.Year })
	return all
}

// onProject does an act on a project that is there: f gives what becomes of it
// and of its months.
func (w *Workspace) onProject(ctx context.Context, by staff.Actor, act string, call Call, id string, f func(d *deed, row ProjectRow, p project.Project, months []store.ProjectMonth) (project.Project, []store.ProjectMonth, project.Event, error)) (ProjectKept, error) {
	return perform(ctx, w, by, act, call, func(d *deed) (ProjectKept, error) {
		scope, err := staff.ScopeOf(by, "project.list")
		if err != nil {
			return ProjectKept{}, err
		}
		row, err := d.tx.Project(scope, id)
		if err != nil {
			return ProjectKept{}, err
		}
		if err := call.current(row.Version, "“"+row.Name+"”"); err != nil {
			return ProjectKept{}, err
		}
		if err := d.mayOnProject(act, row.Unit, row.Town); err != nil {
			return ProjectKept{}, err
		}
		p, err := project.Read(row.Facts, nil)
		if err != nil {
			return ProjectKept{}, fmt.Errorf("project %s: %w", id, err)
		}
		months, err := d.tx.ProjectMonths(by.Division, id)
		if err != nil {
			return ProjectKept{}, err
		}
		q, after, e, err := f(d, row, p, slices.Clone(months))
		if err != nil {
			return ProjectKept{}, err
		}
		return d.keepProject(row, q, months, after, e)
	})
}
