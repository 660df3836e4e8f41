package desk

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/intake/columns"
	"duban/internal/intake/grid"
	"duban/internal/kernel/document"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// ImportTasks is a table of tasks that an office kept before (任务分解表), to be
// taken in, with how its columns are to be understood; without a mapping it is
// the one remembered for its layout, else the guessed one. Digest names the plan
// that the person saw, "" takes it as it comes out.
type ImportTasks struct {
	File     SheetFile
	Mapping  []string
	Year     int           // 0 for this one
	Category task.Category // of rows that name none of ours; "" for 重点工作
	Document string        // 文号 under which they were issued, where they were
	Reason   string
	Digest   string
}

// TaskSheetPlan is what a table of tasks would become, or what must be mended first.
type TaskSheetPlan struct {
	Rows    []PlannedTask
	Refused []RefusedRow
	Unread  []string // titles of columns that are not read
	Left    []int    // lines that are no rows
	Year    int
	Digest  string
	read    *reading
}

// PlannedTask is a row beside what is known.
type PlannedTask struct {
	Line     int         `json:"line"`
	ID       string      `json:"id"`     // of the one that is known, "" for a new one
	Number   string      `json:"number"` // of the one that is known
	Standing Standing    `json:"standing"`
	Section  string      `json:"section"`
	Terms    task.Terms  `json:"terms"`
	Notes    []SheetNote `json:"notes,omitempty"`
}

// SheetNote is something that a person should look at in a row, though it stops nothing.
type SheetNote struct {
	What  string `json:"what"`
	Words string `json:"words,omitempty"`
}

// What there is to note.
const (
	NoteProposed = "proposed" // deliverables by the verb: it had no figure
	NoteMore     = "more"     // figures that stay in the words
	NoteVague    = "vague"    // units that nobody can name
	NoteDiffers  = "differs"  // it is known with something else, which stays
	NoteBlank    = "blank"    // nothing is filled in
	NoteSigns    = "signs"    // the unit's sheet is its receipt
)

// Count is how many rows have a standing.
func (p *TaskSheetPlan) Count(s Standing) (n int) {
	for _, r := range p.Rows {
		if r.Standing == s {
			n++
		}
	}
	return n
}

// TasksImported tells what came in.
type TasksImported struct {
	Added int `json:"added"`
	Same  int `json:"same"`
}

// PlanTasks lays a table of tasks beside what is known and changes nothing.
func (w *Workspace) PlanTasks(ctx context.Context, by staff.Actor, in ImportTasks) (*TaskSheetPlan, error) {
	if err := staff.Permit(by, "task.import", ""); err != nil {
		return nil, err
	}
	var plan *TaskSheetPlan
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		d := &deed{w: w, tx: tx, by: by, act: "task.import", now: w.now()}
		plan, err = d.planTasks(in)
		return err
	})
	return plan, faulted(err)
}

// ImportTasks takes a table of tasks in, all of it or nothing, and remembers how
// its columns were understood. Each becomes a task that is marked as brought in
// from before: what lies before this day is never late.
func (w *Workspace) ImportTasks(ctx context.Context, by staff.Actor, call Call, in ImportTasks) (TasksImported, error) {
	return perform(ctx, w, by, "task.import", call, func(d *deed) (TasksImported, error) {
		plan, err := d.planTasks(in)
		switch {
		case err != nil:
			return TasksImported{}, err
		case len(plan.Refused) > 0:
			x := plan.Refused[0]
			return TasksImported{}, fault.New(fault.Invalid, fmt.Sprintf("表里有 %d 处要改，一条也没有导入。", len(plan.Refused)), fmt.Sprintf("第 %d 行：%s%s", x.Line, x.Sentence, x.Hint)).At("file")
		case in.Digest != "" && plan.Digest != in.Digest:
			return TasksImported{}, fault.New(fault.Conflict, "预览之后，任务又有人改过。", "请重新上传，看过新的预览再导入。")
		case plan.Count(NewRow) == 0:
			return TasksImported{}, fault.New(fault.Invalid, "表里的任务都已经有了，没有可导入的。", "要改已有的任务，按调整目标、延期、调整牵头单位分别办。").At("file")
		}
		deed, err := d.taskDeed(call)
		if err != nil {
			return TasksImported{}, err
		}
		deed.Reason, deed.Document = in.Reason, in.Document
		for _, r := range plan.Rows {
			if r.Standing != NewRow {
				continue
			}
			number, err := d.taskNumber(r.Terms.Year)
			if err != nil {
				return TasksImported{}, err
			}
			o := task.Origin{Words: r.Terms.Title, Section: r.Section, Reference: plan.read.called(in.File)}
			e, err := task.Migrating(number, o, r.Terms, deed)
			if err != nil {
				return TasksImported{}, err
			}
			if _, err := d.newTask(e); err != nil {
				return TasksImported{}, err
			}
		}
		if err := d.remember(string(TaskSheets), plan.read.sheet, plan.read.mapping); err != nil {
			return TasksImported{}, err
		}
		d.object, d.reason = "tasks", strings.TrimSpace(in.Reason)
		return TasksImported{plan.Count(NewRow), plan.Count(SameRow)}, nil
	})
}

// called is what a sheet calls itself: the first line over its titles, else its file.
func (r *reading) called(f SheetFile) string {
	for _, a := range r.sheet.Above {
		if len([]rune(a)) >= 4 {
			return grid.Short(a)
		}
	}
	return grid.Short(f.Name)
}

// planTasks reads the table and lays each row beside what is known.
func (d *deed) planTasks(in ImportTasks) (*TaskSheetPlan, error) {
	today := civil.Instant(d.now).Date()
	in.Year = cmp.Or(in.Year, today.Year)
	if in.Category != "" && !slices.Contains(task.Categories, in.Category) {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这一类任务。", in.Category), "请从列表里选类别。").At("category")
	}
	read, err := d.understood(TaskSheets, in.File, in.Mapping)
	if err != nil {
		return nil, err
	}
	scope, err := staff.ScopeOf(d.by, "task.import")
	if err != nil {
		return nil, err
	}
	known, err := d.tx.Tasks(scope, store.TaskPage{Year: in.Year, Most: store.MostTasks})
	if err != nil {
		return nil, err
	}
	units, err := d.unitsCalled()
	if err != nil {
		return nil, err
	}
	p := &TaskSheetPlan{Unread: read.unread(), Left: read.sheet.Left, Year: in.Year, read: read}
	titles, seen, category := map[string]int{}, map[string]int{}, ""
	for _, l := range read.sheet.Lines {
		if i := read.mapping.Column("title"); i >= 0 {
			titles[folded(l.Cells[i])]++
		}
	}
	for _, l := range read.sheet.Lines {
		row, err := d.readTask(read, l, in, units, today, &category)
		if err == nil {
			key := folded(row.Terms.Title) + "\x00" + row.Terms.Lead
			if first, twice := seen[key]; twice {
				err = fault.New(fault.Invalid, fmt.Sprintf("和第 %d 行是同一项任务、同一个牵头单位。", first), "请删去一行；真是两项的，把任务写得分得开。").At("title")
			}
			seen[key] = l.Number
		}
		if err == nil {
			row.lay(known, titles[folded(row.Terms.Title)])
			if row.Standing == NewRow { // what the kernel refuses is told by row too
				_, err = task.Migrating("", task.Origin{}, row.Terms.Clone(), task.Deed{At: civil.Instant(d.now)})
			}
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
	p.Digest, err = planDigest(p.Rows, in.Year, in.Category, in.Document, in.Reason, read.mapping)
	return p, err
}

// lay finds the task that a row is of already: the same words and lead, or the
// same words where only one row and one task have them.
func (r *PlannedTask) lay(known []store.TaskRow, rows int) {
	var same []*task.Task
	for _, k := range known {
		if k.Task.State == task.Withdrawn || folded(k.Task.Terms.Title) != folded(r.Terms.Title) {
			continue
		}
		if k.Task.Terms.Lead == r.Terms.Lead {
			same = []*task.Task{k.Task}
			break
		}
		if rows == 1 {
			same = append(same, k.Task)
		}
	}
	if len(same) != 1 {
		return
	}
	t := same[0]
	r.ID, r.Number, r.Standing, r.Notes = t.ID, t.Number, SameRow, nil
	var differs []string
	if t.Terms.Lead != r.Terms.Lead {
		differs = append(differs, "牵头单位")
	}
	if t.Terms.Target() != r.Terms.Target() {
		differs = append(differs, "年度目标")
	}
	if t.Terms.DueOn != r.Terms.DueOn {
		differs = append(differs, "完成时限")
	}
	if len(differs) > 0 {
		r.Notes = append(r.Notes, SheetNote{NoteDiffers, strings.Join(differs, "、")})
	}
}

// readTask reads a row. category is that of the row above, for tables that name
// it once for several rows.
func (d *deed) readTask(read *reading, l columns.Line, in ImportTasks, units unitsCalled, today civil.Date, category *string) (PlannedTask, error) {
	out := PlannedTask{Line: l.Number, Standing: NewRow}
	cells := map[string]string{}
	for _, h := range task.Headings() {
		c, err := read.cell(l, h.Key)
		if err != nil {
			return out, err
		}
		cells[h.Key] = c
	}
	if cells["title"] == "" {
		return out, read.wrong("title", "没有写工作任务。", "写一句做什么；不是任务的行请删去。")
	}
	if cells["category"] == "" {
		cells["category"] = cmp.Or(l.Under, *category)
	} else {
		*category = cells["category"]
	}
	t := task.Annual(in.Year)
	t.Title, t.Goal, t.Leader = cells["title"], cells["goal"], cells["leader"]
	out.Section = cells["category"]
	if t.Category = categoryOf(out.Section); t.Category == "" {
		t.Category = cmp.Or(in.Category, task.Priority)
	}
	var err error
	if t.DueOn, err = read.deadline(l, "due", in.Year); err != nil {
		return out, err
	}
	if err := out.units(read, &t, cells, units); err != nil {
		return out, err
	}
	goal, err := d.goalIn(read, cells)
	if err != nil {
		return out, err
	}
	goal.Title, goal.Livelihood, goal.Lead = t.Title, t.Category == task.Livelihood, t.Lead
	proposed := task.Propose(goal.Sentence, in.Year)
	if t.Figure = proposed.Figure; t.Figure == nil {
		// from this day on: nobody asked for them before it
		t.Deliverables = task.Deliverables(goal.Verb, t.Title, goal.Evidence, today, t.DueOn)
		out.Notes = append(out.Notes, SheetNote{NoteProposed, ""})
	}
	if len(goal.more) > 0 {
		out.Notes = append(out.Notes, SheetNote{NoteMore, strings.Join(goal.more, "、")})
	}
	nodesIn(&t, cells)
	out.Terms = t
	return out, nil
}

func categoryOf(words string) task.Category {
	for _, c := range task.Categories {
		if strings.Contains(words, task.CategoryWords[c]) {
			return c
		}
	}
	return ""
}

// deadline reads a day of a row; nothing is the end of the year.
func (r *reading) deadline(l columns.Line, key string, year int) (civil.Date, error) {
	words, err := r.cell(l, key)
	if err != nil {
		return civil.Date{}, err
	}
	if d, ok := task.ReadDeadline(grid.Fold(words), year); ok {
		return d, nil
	}
	i := r.mapping.Column(key)
	day, _, err := r.sheet.Read(l, i, columns.Field{Key: key, Sense: columns.Day})
	if err != nil {
		return civil.Date{}, r.wrong(key, "“"+grid.Short(words)+"”不是日子。", "写成 2026-06-30、2026年6月、6月底、三季度或全年的样子。")
	}
	return civil.ParseDate(day)
}

// units reads who leads and who helps.
func (out *PlannedTask) units(read *reading, t *task.Terms, cells map[string]string, units unitsCalled) error {
	lead, others := task.SplitUnits(cells["lead"])
	column := "lead"
	if lead == "" {
		lead, others = task.SplitUnits(cells["supports"])
		column = "supports"
	}
	if lead == "" {
		return read.wrong("lead", "没有牵头单位。", "每项任务有且只有一个牵头单位，几个单位的列第一位的牵头。")
	}
	var err error
	if t.Lead, err = units.find(lead); err != nil {
		return blame(err, read.column(column))
	}
	codes, vague, err := units.several(others)
	if err != nil {
		return blame(err, read.column(column))
	}
	if column == "lead" {
		first, rest := task.SplitUnits(cells["supports"])
		if first != "" {
			rest = append([]string{first}, rest...)
		}
		more, unnamed, err := units.several(rest)
		if err != nil {
			return blame(err, read.column("supports"))
		}
		codes, vague = append(codes, more...), append(vague, unnamed...)
	}
	for _, c := range codes {
		if c != t.Lead && !slices.Contains(t.Supports, c) {
			t.Supports = append(t.Supports, c)
		}
	}
	if len(vague) > 0 {
		out.Notes = append(out.Notes, SheetNote{NoteVague, strings.Join(vague, "、")})
	}
	return nil
}

// blame puts a fault to a column.
func blame(err error, column string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	return fault.New(f.Kind, f.Sentence, f.Hint).At(column)
}

// goalFound is what a row is measured by, with the figures beside it.
type goalFound struct {
	task.Sentence
	more []string
}

// goalIn finds the figure of a row: in a column of its own, else within the
// goal, else within the task.
func (d *deed) goalIn(read *reading, cells map[string]string) (goalFound, error) {
	out := goalFound{}
	said := []string{cells["goal"], cells["title"]}
	target, value, unit := cells["target"], quantity.Decimal{}, ""
	if target != "" {
		var ok bool
		if value, unit, ok = figureIn(target); !ok {
			said, target = append([]string{target}, said...), ""
		} else if unit = cmp.Or(unit, cells["unit"]); unit == "" {
			return out, read.wrong("target", "目标值“"+grid.Short(cells["target"])+"”没有单位。", "在数后面写单位，例 57座，或另有一列计量单位。")
		}
	}
	for _, words := range said {
		if words == "" {
			continue
		}
		r := d.w.ReadReport(document.Plain("row", strings.TrimRight(words, "。；;")+"。", nil)) // a sentence, not a heading
		if len(r.Undertakings) > 0 && out.Verb == "" {
			out.Verb, out.Evidence = r.Undertakings[0].Verb, r.Undertakings[0].Evidence
		}
		for _, m := range r.Measures {
			if m.From || m.PartOf >= 0 { // a row out of its report has no tense: done or to be done is not told by it
				continue
			}
			if target != "" {
				if m.Value.Cmp(value) == 0 && m.Unit == unit && out.Value == nil {
					out.take(m)
				}
				continue
			}
			if out.Value == nil {
				out.take(m)
			} else if other := m.Value.String() + m.Unit; words == said[0] && other != out.Value.String()+out.Unit {
				out.more = append(out.more, other)
			}
		}
		if out.Value != nil {
			break
		}
	}
	if target != "" && out.Value == nil {
		out.Value, out.Unit, out.Subject, out.Kind = &value, unit, cmp.Or(cells["goal"], cells["title"]), statement.Level
		switch all := cells["goal"] + cells["title"]; {
		case unit != "%":
		case strings.Contains(all, "增长"), strings.Contains(all, "增速"):
			out.Kind = statement.Growth
		default:
			out.Kind = statement.Share
		}
	}
	return out, nil
}

func (g *goalFound) take(m statement.Measure) {
	v := m.Value
	g.Value, g.Subject, g.Indicator, g.Unit, g.Kind, g.Bound = &v, m.Subject, m.Indicator, m.Unit, m.Kind, m.Bound
}

var nodeFigure = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)?`)

// nodesIn reads what is to be there at the ends of the quarters. Where each says
// a figure in the target's unit and they grow, the course goes by them.
func nodesIn(t *task.Terms, cells map[string]string) {
	words := [4]string{cells["q1"], cells["q2"], cells["q3"], cells["q4"]}
	if all, ok := task.ReadNodes(cells["nodes"]); ok {
		for q, w := range all {
			words[q] = cmp.Or(words[q], w)
		}
	}
	grows, last, some := t.Figure != nil && t.Figure.Course == task.Line, quantity.Decimal{}, false
	var figures [4]*quantity.Decimal
	for q, w := range words {
		t.Nodes[q].Words = w
		if w == "" || !grows {
			continue
		}
		v, unit, ok := figureIn(w)
		if !ok {
			if i := strings.Index(w, t.Figure.Unit); i > 0 {
				if all := nodeFigure.FindAllString(w[:i], -1); len(all) > 0 && strings.HasSuffix(w[:i], all[len(all)-1]) {
					var err error
					v, err = quantity.Parse(all[len(all)-1])
					unit, ok = t.Figure.Unit, err == nil
				}
			}
		}
		if !ok || unit != "" && unit != t.Figure.Unit || v.Cmp(last) < 0 || t.Figure.Target.Cmp(v) < 0 {
			grows = false
			continue
		}
		figures[q], last, some = &v, v, true
	}
	if !grows || !some {
		return
	}
	t.Figure.Course = task.ByNode
	for q, f := range figures {
		if t.Nodes[q].Figure = f; f == nil {
			continue
		}
		if _, _, bare := figureIn(words[q]); bare {
			t.Nodes[q].Words = ""
		}
	}
}
