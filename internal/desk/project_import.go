package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/columns"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ImportProjects is a ledger of projects to be taken in, with how its columns
// are to be understood; without a mapping it is the one remembered for its
// layout, else the guessed one. Period is the month that its figures of a month
// are of. Category and Unit stand for rows that say none. Digest names the plan
// that the person saw, "" takes it as it comes out.
type ImportProjects struct {
	File     SheetFile
	Mapping  []string
	Period   project.Month
	Category string
	Unit     string
	Reason   string
	Digest   string
}

// ProjectPlan is what a ledger would do to the register, or what must be mended first.
type ProjectPlan struct {
	Rows    []PlannedProject
	Refused []RefusedRow
	Unread  []string // titles of columns that are not read
	Left    []int    // lines that are no rows
	Rounded []string // titles of columns with money of more than two places, which is rounded
	Digest  string
	steps   []projectStep
	sheet   columns.Sheet
	mapping columns.Mapping
}

// PlannedProject is a row beside what is known.
type PlannedProject struct {
	Line     int              `json:"line"`
	Name     string           `json:"name"`
	ID       string           `json:"id"` // of the one that is known, "" for a new one
	Standing Standing         `json:"standing"`
	Changes  []project.Change `json:"changes,omitempty"`
	Wordy    bool             `json:"wordy,omitempty"` // it has words on the month and no figure, and they are not taken
}

type projectStep struct {
	old           ProjectRow
	p             project.Project
	before, after []store.ProjectMonth
	seen          int64 // events of the old one, so that a plan is of what was seen
}

// Count is how many rows have a standing.
func (p *ProjectPlan) Count(s Standing) (n int) {
	for _, r := range p.Rows {
		if r.Standing == s {
			n++
		}
	}
	return n
}

// ProjectsImported tells what came in.
type ProjectsImported struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

// PlanProjects lays a ledger beside the register and changes nothing.
func (w *Workspace) PlanProjects(ctx context.Context, by staff.Actor, in ImportProjects) (*ProjectPlan, error) {
	if err := staff.Permit(by, "project.import", ""); err != nil {
		return nil, err
	}
	var plan *ProjectPlan
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		d := &deed{w: w, tx: tx, by: by, act: "project.import", now: w.now()}
		plan, err = d.planProjects(in)
		return err
	})
	return plan, faulted(err)
}

// ImportProjects takes a ledger of projects in, all of it or nothing, and
// remembers how its columns were understood.
func (w *Workspace) ImportProjects(ctx context.Context, by staff.Actor, call Call, in ImportProjects) (ProjectsImported, error) {
	return perform(ctx, w, by, "project.import", call, func(d *deed) (ProjectsImported, error) {
		plan, err := d.planProjects(in)
		switch {
		case err != nil:
			return ProjectsImported{}, err
		case len(plan.Refused) > 0:
			x := plan.Refused[0]
			return ProjectsImported{}, fault.New(fault.Invalid, fmt.Sprintf("表里有 %d 处要改，一条也没有导入。", len(plan.Refused)), fmt.Sprintf("第 %d 行：%s%s", x.Line, x.Sentence, x.Hint)).At("file")
		case in.Digest != "" && plan.Digest != in.Digest:
			return ProjectsImported{}, fault.New(fault.Conflict, "预览之后，台账又有人改过。", "请重新上传，看过新的预览再导入。")
		case len(plan.steps) == 0:
			return ProjectsImported{}, fault.New(fault.Invalid, "表和台账完全一样，没有可导入的。", "改过再交。").At("file")
		}
		reason := strings.TrimSpace(in.Reason)
		for _, s := range plan.steps {
			if _, err := d.keepProject(s.old, s.p, s.before, s.after, project.Event{Kind: project.Imported, Reason: reason}); err != nil {
				return ProjectsImported{}, err
			}
		}
		if err := d.remember(projectTables, plan.sheet, plan.mapping); err != nil {
			return ProjectsImported{}, err
		}
		d.object, d.reason = "list/projects", reason
		return ProjectsImported{plan.Count(NewRow), plan.Count(ChangedRow), plan.Count(SameRow)}, nil
	})
}

// planProjects reads the ledger and lays each row beside what is known.
func (d *deed) planProjects(in ImportProjects) (*ProjectPlan, error) {
	today := civil.Instant(d.now).Date()
	if in.Period == 0 {
		in.Period = project.DueMonth(today)
	}
	choices, err := d.projectChoices()
	if err != nil {
		return nil, err
	}
	units, err := d.tx.Units(d.by.Division)
	if err != nil {
		return nil, err
	}
	headings := project.Headings(choices, in.Period.Year())
	p := &ProjectPlan{}
	if p.sheet, err = openLedger(in.File, headings); err != nil {
		return nil, err
	}
	if p.mapping = in.Mapping; p.mapping == nil {
		if p.mapping, err = remembered(d.tx, d.by.Division, projectTables, p.sheet); err != nil {
			return nil, err
		}
	}
	if p.mapping == nil {
		p.mapping = p.sheet.Suggest(ledgerFields(headings))
	}
	if len(p.mapping) != len(p.sheet.Titles) {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("表有 %d 列，说明了 %d 列。", len(p.sheet.Titles), len(p.mapping)), "请重新上传，再指各列。").At("mapping")
	}
	if err := p.mapping.Check(p.sheet, ledgerFields(headings)); err != nil {
		return nil, err
	}
	p.Left = p.sheet.Left
	for i, key := range p.mapping {
		if key == "" && p.sheet.Titles[i] != "" {
			p.Unread = append(p.Unread, p.sheet.Title(i))
		}
	}
	seen := map[string]int{}
	for _, l := range p.sheet.Lines {
		row, err := readRow(p.sheet, p.mapping, l, headings, choices, units)
		var planned PlannedProject
		var step projectStep
		if err == nil {
			for _, t := range row.rounded {
				if !slices.Contains(p.Rounded, t) {
					p.Rounded = append(p.Rounded, t)
				}
			}
			planned, step, err = d.planProject(row, in, choices, today)
		}
		if err == nil {
			key := step.p.Name + "\x00" + step.p.Town
			if step.p.Code != "" {
				key = step.p.Code
			}
			if first, twice := seen[key]; twice {
				err = fault.New(fault.Invalid, fmt.Sprintf("“%s”和第 %d 行重复。", step.p.Name, first), "请删去一行。").At("name")
			}
			seen[key] = l.Number
		}
		if err != nil {
			f, ok := fault.As(faulted(err))
			if !ok || f.Kind == fault.Unavailable {
				return nil, err
			}
			p.Refused = append(p.Refused, RefusedRow{l.Number, p.columnOf(f.Field), f.Sentence, f.Hint})
			continue
		}
		planned.Line = l.Number
		p.Rows = append(p.Rows, planned)
		if planned.Standing != SameRow {
			p.steps = append(p.steps, step)
		}
	}
	return p, p.seal(in)
}

// columnOf is the title under which a field stands in the file.
func (p *ProjectPlan) columnOf(field string) string {
	for _, key := range []string{field, "month." + field} {
		if i := p.mapping.Column(key); i >= 0 {
			return p.sheet.Title(i)
		}
	}
	if slices.Contains(p.sheet.Titles, field) {
		return field
	}
	return project.Title(field)
}

// seal names what was planned, and what each row met.
func (p *ProjectPlan) seal(in ImportProjects) error {
	all := []any{p.Rows, in.Reason, in.Period, p.mapping}
	for _, s := range p.steps {
		all = append(all, s.seen, s.p.Facts().WithMonths(progressOf(s.after)...))
	}
	b, err := json.Marshal(all)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	p.Digest = hex.EncodeToString(sum[:])
	return nil
}

// planProject is what a row means beside what is known.
func (d *deed) planProject(row ledgerRow, in ImportProjects, choices project.Choices, today civil.Date) (PlannedProject, projectStep, error) {
	none := func(err error) (PlannedProject, projectStep, error) { return PlannedProject{}, projectStep{}, err }
	old, err := d.knownProject(row.written)
	if err != nil {
		return none(err)
	}
	s := projectStep{old: old, seen: old.Events}
	planned := PlannedProject{ID: old.ID, Standing: NewRow}
	written := maps.Clone(row.written)
	if old.ID == "" {
		s.old = ProjectRow{Division: d.by.Division, ID: d.newID()}
		for key, s := range map[string]string{"category": in.Category, "unit": in.Unit} {
			if written[key] == "" && s != "" {
				written[key] = s
			}
		}
	} else {
		planned.Standing = ChangedRow
		if s.before, err = d.tx.ProjectMonths(d.by.Division, old.ID); err != nil {
			return none(err)
		}
	}
	if s.p, err = project.Migrate(old.Facts, written, &choices); err != nil {
		return none(err)
	}
	for _, r := range s.p.Reached {
		if today.Before(r.On) {
			return none(fault.New(fault.Invalid, r.On.String()+" 还没有到。", "写到这个阶段的日子，不写就是今天。").At("reached." + r.Stage.ID() + ".on"))
		}
	}
	s.after = slices.Clone(s.before)
	switch {
	case row.month.Invested != "" || row.month.Year != "" || row.month.Total != "":
		if err := s.fill(row.month, in, today); err != nil {
			return none(err)
		}
	case row.monthly:
		planned.Wordy = true
	}
	planned.Name = s.p.Name
	planned.Changes = project.Differences(old.Facts.WithMonths(progressOf(s.before)...), s.p.Facts().WithMonths(progressOf(s.after)...))
	if len(planned.Changes) == 0 {
		planned.Standing = SameRow
		return planned, s, nil
	}
	if old.ID != "" {
		if err := d.mayOnProject("project.import", old.Unit, old.Town); err != nil {
			return none(fault.New(fault.Forbidden, "“"+old.Name+"”不归您的单位管。", "责任单位或建设地点是您单位的才能办；要交给别的单位，请找督查。").At("name").Because(err))
		}
	}
	return planned, s, d.projectFits(d.act, old, s.p)
}

// fill lays the month of a row over those that are known.
func (s *projectStep) fill(x project.Filling, in ImportProjects, today civil.Date) error {
	x.Month, x.Migrated = in.Period, true
	if x.Why == "" {
		x.Why = strings.TrimSpace(in.Reason)
	}
	g, err := s.p.Fill(x, progressOf(s.before), today)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(s.after, func(m store.ProjectMonth) bool { return m.Month == g.Month })
	if i < 0 {
		s.after = append(s.after, store.ProjectMonth{Progress: g})
		slices.SortFunc(s.after, func(a, b store.ProjectMonth) int { return int(a.Month - b.Month) })
		return nil
	}
	g.Photos = s.after[i].Photos
	s.after[i].Progress = g
	return nil
}

// knownProject finds the project that a row is of: by its code, else by its
// name and town; one without an ID where none is known.
func (d *deed) knownProject(written project.Facts) (ProjectRow, error) {
	none := ProjectRow{Division: d.by.Division}
	if written["code"] != "" {
		code, err := project.ReadCode(written["code"])
		if err != nil {
			return none, err
		}
		row, err := d.tx.ProjectByCode(d.by.Division, code)
		if err == nil || !missing(err) {
			return row, err
		}
	}
	all, err := d.tx.ProjectsByName(d.by.Division, written["name"])
	if err != nil {
		return none, err
	}
	all = slices.DeleteFunc(all, func(r ProjectRow) bool {
		return written["town"] != "" && r.Town != "" && r.Town != written["town"] || written["code"] != "" && r.Code != ""
	})
	switch len(all) {
	case 0:
		return none, nil
	case 1:
		return all[0], nil
	}
	return none, fault.New(fault.Invalid, fmt.Sprintf("叫“%s”的项目有 %d 个。", written["name"], len(all)), "请写项目代码，或写明在哪个镇办。").At("name")
}
