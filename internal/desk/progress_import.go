package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/columns"
	"duban/internal/intake/grid"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// ImportProgress is a sheet of progress (进展表) to be taken in: one that an
// office kept before, or one that was handed out here and filled in. Month is
// that of rows that name none; a sheet handed out here knows its own.
type ImportProgress struct {
	File    SheetFile
	Mapping []string
	Month   civil.Month
	Reason  string // why figures fell, where the rows do not say
	Digest  string
}

// ProgressPlan is what a sheet of progress would become, or what must be mended first.
type ProgressPlan struct {
	Rows    []PlannedReport
	Refused []RefusedRow
	Unread  []string
	Left    []int
	Month   civil.Month
	Digest  string
	read    *reading
}

// PlannedReport is a row beside what is known.
type PlannedReport struct {
	Line     int         `json:"line"`
	ID       string      `json:"id"` // of the task
	Number   string      `json:"number"`
	Title    string      `json:"title"`
	Lead     string      `json:"lead"`
	Unit     string      `json:"unit"` // of the figure
	Standing Standing    `json:"standing"`
	Report   task.Report `json:"report"`
	Signs    bool        `json:"signs"` // it is signed with it
	Notes    []SheetNote `json:"notes,omitempty"`
	seen     int         // events of the task, so that a plan is of what was seen
}

// Count is how many rows have a standing.
func (p *ProgressPlan) Count(s Standing) (n int) {
	for _, r := range p.Rows {
		if r.Standing == s {
			n++
		}
	}
	return n
}

// ProgressImported tells what came in.
type ProgressImported struct {
	Taken  int `json:"taken"`
	Signed int `json:"signed"`
	Same   int `json:"same"`
}

// PlanProgress lays a sheet of progress beside the tasks and changes nothing.
func (w *Workspace) PlanProgress(ctx context.Context, by staff.Actor, in ImportProgress) (*ProgressPlan, error) {
	if err := staff.Permit(by, "progress.import", by.Unit); err != nil {
		return nil, err
	}
	var plan *ProgressPlan
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		d := &deed{w: w, tx: tx, by: by, act: "progress.import", now: w.now()}
		plan, err = d.planProgress(in)
		return err
	})
	return plan, faulted(err)
}

// ImportProgress takes a sheet of progress in, all of it or nothing. What the
// office brings for a unit is filled and signed by whom the sheet names; the
// events name who took it in.
func (w *Workspace) ImportProgress(ctx context.Context, by staff.Actor, call Call, in ImportProgress) (ProgressImported, error) {
	return perform(ctx, w, by, "progress.import", call, func(d *deed) (ProgressImported, error) {
		plan, err := d.planProgress(in)
		switch {
		case err != nil:
			return ProgressImported{}, err
		case len(plan.Refused) > 0:
			x := plan.Refused[0]
			return ProgressImported{}, fault.New(fault.Invalid, fmt.Sprintf("表里有 %d 处要改，一条也没有导入。", len(plan.Refused)), fmt.Sprintf("第 %d 行：%s%s", x.Line, x.Sentence, x.Hint)).At("file")
		case in.Digest != "" && plan.Digest != in.Digest:
			return ProgressImported{}, fault.New(fault.Conflict, "预览之后，任务又有人改过。", "请重新上传，看过新的预览再导入。")
		case plan.Count(SameRow) == len(plan.Rows):
			return ProgressImported{}, fault.New(fault.Invalid, "表里没有新的进展，没有可导入的。", "填过再交；和已有的一样的行不重复收。").At("file")
		}
		out := ProgressImported{Same: plan.Count(SameRow)}
		for _, r := range plan.Rows {
			if r.Standing == SameRow {
				continue
			}
			if err := d.takeReport(call, in, r); err != nil {
				return ProgressImported{}, err
			}
			if out.Taken++; r.Signs || r.Report.Migrated {
				out.Signed++
			}
		}
		if err := d.remember(string(ProgressSheets), plan.read.sheet, plan.read.mapping); err != nil {
			return ProgressImported{}, err
		}
		d.object, d.reason = "tasks", strings.TrimSpace(in.Reason)
		return out, nil
	})
}

// takeReport keeps what a row says, an event after the other.
func (d *deed) takeReport(call Call, in ImportProgress, r PlannedReport) error {
	steps, err := d.reportSteps(call, r)
	if err != nil {
		return err
	}
	for _, step := range steps {
		row, t, err := d.task(d.by, "progress.import", r.ID)
		if err != nil {
			return err
		}
		e, err := step(t)
		if err != nil {
			return err
		}
		if err := d.keepTask(row, t, e); err != nil {
			return err
		}
	}
	return nil
}

// reportSteps are the acts that a row is taken in by: it is signed for where
// nobody did, filled, and signed.
func (d *deed) reportSteps(call Call, r PlannedReport) ([]func(*task.Task) (task.Event, error), error) {
	in, err := d.taskDeed(call)
	if err != nil {
		return nil, err
	}
	var steps []func(*task.Task) (task.Event, error)
	if slices.ContainsFunc(r.Notes, func(n SheetNote) bool { return n.What == NoteSigns }) {
		steps = append(steps, func(t *task.Task) (task.Event, error) { return t.SigningFor(in) })
	}
	steps = append(steps, func(t *task.Task) (task.Event, error) { return t.Filling(r.Report, in) })
	if r.Signs {
		steps = append(steps, func(t *task.Task) (task.Event, error) { return t.Signing(r.Report.Month.String(), in) })
	}
	return steps, nil
}

// sheetTasks are the tasks that a sheet may speak of, as they are with all their events.
type sheetTasks struct {
	rows   []*task.Task // as lists know them
	whole  map[string]*task.Task
	handed map[string]string // number → id, of a sheet that was handed out here
	units  unitsCalled
}

func (d *deed) planProgress(in ImportProgress) (*ProgressPlan, error) {
	read, err := d.understood(ProgressSheets, in.File, in.Mapping)
	if err != nil {
		return nil, err
	}
	handed, ours, err := readHanded(in.File)
	if err != nil {
		return nil, err
	}
	p := &ProgressPlan{Unread: read.unread(), Left: read.sheet.Left, Month: in.Month, read: read}
	tasks := sheetTasks{whole: map[string]*task.Task{}}
	switch {
	case ours && handed.division != d.by.Division:
		return nil, fault.New(fault.Invalid, "这张表是另一个地方发的。", "请交本地发的表。").At("file")
	case ours && !in.Month.Zero() && in.Month != handed.month:
		return nil, fault.New(fault.Invalid, fmt.Sprintf("这张表是 %s 的，不是 %s 的。", handed.month, in.Month), "月份照表里的，或重新发一张。").At("month")
	case ours:
		p.Month, tasks.handed = handed.month, handed.tasks
	case p.Month.Zero():
		p.Month = monthOf(read.sheet, in.File, civil.Instant(d.now).Date().Year)
	}
	if p.Month.Zero() && read.mapping.Column("month") < 0 {
		return nil, fault.New(fault.Invalid, "看不出这张表是哪个月的进展。", "在页上选月份，或在表名里写明，例：2026年6月进展。").At("month")
	}
	if err := d.sheetTasks(&tasks, p.Month); err != nil {
		return nil, err
	}
	seen := map[string]int{}
	for _, l := range read.sheet.Lines {
		row, err := d.planReport(read, l, in, p.Month, &tasks)
		if err == nil {
			key := row.ID + row.Report.Month.String()
			if first, twice := seen[key]; twice {
				err = fault.New(fault.Invalid, fmt.Sprintf("和第 %d 行是同一项任务的同一个月。", first), "请删去一行。").At("title")
			}
			seen[key] = l.Number
		}
		if err != nil {
			x, ok := read.refused(l, err)
			if !ok {
				return nil, err
			}
			p.Refused = append(p.Refused, x)
			continue
		}
		p.Rows = append(p.Rows, row)
	}
	all := []any{p.Rows, p.Month, in.Reason, read.mapping}
	for _, r := range p.Rows {
		all = append(all, r.seen)
	}
	p.Digest, err = planDigest(all...)
	return p, err
}

// sheetTasks finds the tasks of the year that the actor may report on.
func (d *deed) sheetTasks(s *sheetTasks, m civil.Month) error {
	scope, err := staff.ScopeOf(d.by, "progress.import")
	if err != nil {
		return err
	}
	if s.units, err = d.unitsCalled(); err != nil {
		return err
	}
	year := m.Year
	if m.Zero() {
		year = civil.Instant(d.now).Date().Year
	}
	rows, err := d.tx.Tasks(scope, store.TaskPage{Year: year, Most: store.MostTasks})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Task.State != task.Withdrawn && staff.Permit(d.by, "progress.import", r.Task.Terms.Lead) == nil {
			s.rows = append(s.rows, r.Task)
		}
	}
	return nil
}

// find is the task that a row is of: by its number, else by its words, and its
// lead where several have them.
func (s *sheetTasks) find(read *reading, number, title string, lead string) (*task.Task, error) {
	number = grid.Fold(number)
	i := slices.IndexFunc(s.rows, func(t *task.Task) bool { return t.Number == number })
	if i >= 0 && (s.handed == nil || s.handed[number] == s.rows[i].ID) {
		t := s.rows[i]
		if title != "" && folded(title) != folded(t.Terms.Title) && alike(title, t.Terms.Title) < 50 {
			return nil, read.wrong("title", fmt.Sprintf("编号 %s 是“%s”，这一行写的是另一项。", number, grid.Short(t.Terms.Title)), "编号和任务要对得上。")
		}
		return t, nil
	}
	if s.handed != nil {
		return nil, read.wrong("number", "编号“"+grid.Short(number)+"”不是这张表发出时的任务。", "不要改编号，也不要添行；缺的任务请督查机构重新发表。")
	}
	var found []*task.Task
	for _, t := range s.rows {
		if folded(t.Terms.Title) == folded(title) && (lead == "" || t.Terms.Lead == lead) {
			found = append(found, t)
		}
	}
	if len(found) == 0 && lead != "" { // who leads may have changed since
		for _, t := range s.rows {
			if folded(t.Terms.Title) == folded(title) {
				found = append(found, t)
			}
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	if len(found) > 1 {
		return nil, read.wrong("title", fmt.Sprintf("叫“%s”的任务有 %d 项。", grid.Short(title), len(found)), "请写编号，或写明牵头单位。")
	}
	var best *task.Task
	most := 0
	for _, t := range s.rows {
		if k := alike(t.Terms.Title, title); k > most {
			best, most = t, k
		}
	}
	hint := "任务要和任务分解表写得一样，或写编号。"
	if most >= 30 {
		hint = "是不是 " + best.Number + "“" + grid.Short(best.Terms.Title) + "”？" + hint
	}
	return nil, read.wrong("title", "没有“"+grid.Short(title)+"”这项任务。", hint)
}

// planReport is what a row means beside what is known.
func (d *deed) planReport(read *reading, l columns.Line, in ImportProgress, month civil.Month, s *sheetTasks) (PlannedReport, error) {
	out := PlannedReport{Line: l.Number, Standing: NewRow}
	cells := map[string]string{}
	for _, h := range task.ProgressHeadings() {
		c, err := read.cell(l, h.Key)
		if err != nil {
			return out, err
		}
		cells[h.Key] = c
	}
	lead := ""
	if first, _ := task.SplitUnits(cells["lead"]); first != "" {
		lead, _ = s.units.find(first) // whom nobody knows tells nothing apart
	}
	known, err := s.find(read, cells["number"], cells["title"], lead)
	if err != nil {
		return out, err
	}
	t := s.whole[known.ID]
	if t == nil {
		if t, err = foldTask(d.tx, d.by.Division, known.ID); err != nil {
			return out, err
		}
		s.whole[known.ID] = t
	}
	out.ID, out.Number, out.Title, out.Lead, out.seen = t.ID, t.Number, t.Terms.Title, t.Terms.Lead, len(t.Events)
	if t.Terms.Figure != nil {
		out.Unit = t.Terms.Figure.Unit
	}
	r := &out.Report
	if r.Month = month; cells["month"] != "" {
		var ok bool
		if r.Month, ok = task.MonthIn(cells["month"], month.Year); !ok {
			return out, read.wrong("month", "“"+grid.Short(cells["month"])+"”不是月份。", "写成 2026-06 或 2026年6月。")
		}
	}
	if r.Month.Zero() {
		return out, read.wrong("month", "没有写是哪个月的进展。", "例：2026-09。")
	}
	if cells["figure"] == "" && cells["steps"] == "" && cells["problem"] == "" && cells["next"] == "" && cells["expected"] == "" {
		out.Standing, out.Notes = SameRow, []SheetNote{{NoteBlank, ""}}
		return out, nil
	}
	r.Steps, r.Problem, r.Next, r.Explain, r.Filler, r.Reviewer = cells["steps"], cells["problem"], cells["next"], cells["explain"], cells["filler"], cells["reviewer"]
	if err := out.figure(read, t, cells["figure"]); err != nil {
		return out, err
	}
	if cells["expected"] != "" {
		if r.Expected, err = read.deadline(l, "expected", r.Month.Year); err != nil {
			return out, err
		}
	}
	r.Migrated = t.Precedes(r.Month)
	if was := t.ReportOf(r.Month.String()); was != nil && was.State != task.Returned && d.saysTheSame(r, was) {
		out.Standing = SameRow
		return out, nil
	} else if was != nil {
		out.Standing = ChangedRow
		r.Claims, r.Proofs, r.View = was.Claims, was.Proofs, was.View // a sheet has no column for them
	}
	if err := d.vouched(read, t, &out); err != nil {
		return out, err
	}
	return out, d.tried(t, in, &out)
}

// saysTheSame leaves the reviewer aside where the actor's own head signs here.
func (d *deed) saysTheSame(r, was *task.Report) bool {
	x := *r
	if was.Reviewer == "" {
		x.Reviewer = ""
	}
	return x.SameAs(was)
}

// figure reads how far a row has come. What a task without a figure says there
// goes into its steps.
func (out *PlannedReport) figure(read *reading, t *task.Task, cell string) error {
	switch f := t.Terms.Figure; {
	case cell == "" || len(t.Allocation) > 0: // an allocated one is the sum of its parts
		return nil
	case f == nil:
		out.Report.Steps = strings.TrimSuffix(read.column("figure")+"："+cell+"。"+out.Report.Steps, "。")
		return nil
	default:
		v, unit, ok := figureIn(cell)
		if !ok {
			return read.wrong("figure", "“"+grid.Short(cell)+"”不是数。", "只写从年初到月末累计的数，例 32。")
		}
		if unit != "" && unit != f.Unit {
			return read.wrong("figure", fmt.Sprintf("单位写的是“%s”，任务的单位是“%s”。", grid.Short(unit), f.Unit), "换算成任务的单位，只写数也行。")
		}
		out.Report.Figure = &v
		return nil
	}
}

// vouched says who answers for a row: its own unit's people here, else whom the
// sheet names.
func (d *deed) vouched(read *reading, t *task.Task, out *PlannedReport) error {
	own := slices.Contains(d.by.Units, t.Terms.Lead)
	r := &out.Report
	switch {
	case r.Migrated && own && d.by.Role == staff.Clerk:
		return read.wrong("month", fmt.Sprintf("%s 在任务转入之前，由督查机构导入。", r.Month), "从转入那个月起的进展，由单位自己填。")
	case r.Migrated:
	case own && d.by.Role == staff.Clerk:
		r.Reviewer = "" // the head signs here
	case own:
		out.Signs = true
	case r.Filler == "":
		return read.wrong("filler", "没有写填报人。", "每个数要有人填、有人审；照单位交来的表写上姓名。")
	case r.Reviewer == "":
		return read.wrong("reviewer", "没有写审核人。", "每个数要有人填、有人审；照单位交来的表写上姓名。")
	default:
		out.Signs = true
	}
	if t.State == task.Issued && !r.Migrated {
		out.Notes = append(out.Notes, SheetNote{NoteSigns, ""})
	}
	return nil
}

// tried lets the kernel say what is wrong with a row, and the rows below it see
// what it brings.
func (d *deed) tried(t *task.Task, in ImportProgress, out *PlannedReport) error {
	for {
		steps, err := d.reportSteps(Call{}, *out)
		if err != nil {
			return err
		}
		trial := *t
		trial.Reports, trial.Events = slices.Clone(t.Reports), slices.Clone(t.Events)
		for _, step := range steps {
			var e task.Event
			if e, err = step(&trial); err != nil {
				break
			}
			if err := trial.Take(e); err != nil {
				return err
			}
		}
		f, ok := fault.As(err)
		if ok && f.Field == "explain" && out.Report.Explain == "" && strings.TrimSpace(in.Reason) != "" {
			out.Report.Explain = in.Reason
			continue
		}
		if err == nil {
			t.Reports, t.Events, t.State, t.SignedOn = trial.Reports, trial.Events, trial.State, trial.SignedOn
		}
		return err
	}
}
