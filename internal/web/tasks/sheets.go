package tasks

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// incoming is a sheet of tasks or of progress on its way in: asked for, its
// columns being pointed out, or previewed.
type incoming struct {
	of       desk.SheetOf
	read     *desk.SheetRead
	tasks    *desk.TaskSheetPlan
	progress *desk.ProgressPlan
	name     string
	carried  string
	mapping  []string
	text     map[string]string // year, category, document, month, reason
	month    civil.Month
	units    []desk.SheetUnit // that a sheet can be made for
	names    map[string]string
	fault    *fault.Fault
}

// passedOn are the fields of the form that each step passes on.
var passedOn = []string{"year", "category", "document", "month", "reason"}

// AskTaskSheet asks for a table of tasks.
func AskTaskSheet(v *frame.Visit) error { return bringing(v, incoming{of: desk.TaskSheets}) }

// Sheets hands out the sheets of a month, and asks for those that are filled in.
func Sheets(v *frame.Visit) error { return bringing(v, incoming{of: desk.ProgressSheets}) }

func bringing(v *frame.Visit, s incoming) error {
	status := http.StatusOK
	if s.fault != nil {
		status = frame.StatusOf(s.fault.Kind)
	}
	if s.text == nil {
		s.text = map[string]string{}
		for _, k := range passedOn {
			s.text[k] = v.Text(k)
		}
	}
	l, err := v.House.Desk.ListTasks(v.Ctx, v.Actor, desk.TaskPage{})
	if err != nil {
		return err
	}
	if s.names = map[string]string{}; s.text["year"] == "" {
		s.text["year"] = strconv.Itoa(l.Today.Year)
	}
	for code, u := range l.Units {
		s.names[code] = u.Name
		if u.Short != "" {
			s.names[code] = u.Short
		}
	}
	title := say.T(v.Ctx, "导入任务分解表")
	if s.of == desk.ProgressSheets {
		title = say.T(v.Ctx, "发表和收表")
		if s.read == nil {
			asked, _ := civil.ParseMonth(s.text["month"])
			if s.month, s.units, err = v.House.Desk.ProgressSheets(v.Ctx, v.Actor, asked); err != nil {
				var other error
				if s.fault, other = frame.FaultOf(err); other != nil {
					return other
				}
				status = frame.StatusOf(s.fault.Kind)
			}
		}
	}
	return v.ShowAs(status, frame.Sheet{Title: title, At: "/tasks", Styles: []string{style}, Wrong: s.fault != nil}, sheetsPage(v, title, s))
}

func (s incoming) again(v *frame.Visit, err error) error {
	var other error
	if s.fault, other = frame.FaultOf(err); other != nil {
		return other
	}
	return bringing(v, s)
}

// handed reads what a form brings.
func handedSheet(v *frame.Visit, of desk.SheetOf) (incoming, desk.SheetFile, error) {
	s := incoming{of: of, text: map[string]string{}}
	f, err := frame.Handed(v)
	for _, k := range passedOn {
		s.text[k] = v.Text(k)
	}
	if err != nil {
		return s, f, err
	}
	s.name = f.Name
	if n, err := strconv.Atoi(v.Text("columns")); err == nil && n > 0 && n <= 1000 {
		s.mapping = make([]string, n)
		for i := range s.mapping {
			s.mapping[i] = v.Text(fmt.Sprintf("column-%d", i))
		}
	}
	s.carried, err = frame.Carry(f)
	return s, f, err
}

func (s incoming) ofTasks(v *frame.Visit, f desk.SheetFile) desk.ImportTasks {
	return desk.ImportTasks{File: f, Mapping: s.mapping, Year: v.Number("year"), Category: task.Category(s.text["category"]), Document: s.text["document"], Reason: s.text["reason"], Digest: v.Text("digest")}
}

func (s incoming) ofProgress(v *frame.Visit, f desk.SheetFile) (desk.ImportProgress, error) {
	in := desk.ImportProgress{File: f, Mapping: s.mapping, Reason: s.text["reason"], Digest: v.Text("digest")}
	if s.text["month"] != "" {
		var err error
		if in.Month, err = civil.ParseMonth(s.text["month"]); err != nil {
			return in, fault.New(fault.Invalid, "月份“"+s.text["month"]+"”不对。", "例：2026-09。").At("month")
		}
	}
	return in, nil
}

// PreviewTaskSheet shows how a table of tasks is understood, and, where that was
// confirmed, now or before, what would become of it.
func PreviewTaskSheet(v *frame.Visit) error { return previewing(v, desk.TaskSheets) }

// PreviewSheet does the same with a sheet of progress.
func PreviewSheet(v *frame.Visit) error { return previewing(v, desk.ProgressSheets) }

func previewing(v *frame.Visit, of desk.SheetOf) error {
	s, f, err := handedSheet(v, of)
	if err != nil {
		return s.again(v, err)
	}
	read, err := v.House.Desk.ReadSheet(v.Ctx, v.Actor, of, f)
	if err != nil {
		return s.again(v, err)
	}
	s.read = &read
	if s.mapping == nil {
		s.mapping = read.Mapping
		if !read.Remembered {
			return bringing(v, s)
		}
	}
	if v.Text("again") != "" {
		return bringing(v, s)
	}
	if of == desk.TaskSheets {
		s.tasks, err = v.House.Desk.PlanTasks(v.Ctx, v.Actor, s.ofTasks(v, f))
	} else if in, wrong := s.ofProgress(v, f); wrong != nil {
		err = wrong
	} else {
		s.progress, err = v.House.Desk.PlanProgress(v.Ctx, v.Actor, in)
	}
	if err != nil {
		return s.again(v, err)
	}
	return bringing(v, s)
}

// TakeTaskSheet takes a table of tasks in as it was seen.
func TakeTaskSheet(v *frame.Visit) error {
	s, f, err := handedSheet(v, desk.TaskSheets)
	if err != nil {
		return s.again(v, err)
	}
	got, err := v.House.Desk.ImportTasks(v.Ctx, v.Actor, v.Call(), s.ofTasks(v, f))
	if err != nil {
		return s.again(v, err)
	}
	v.Back("/tasks?year="+s.text["year"], say.T(v.Ctx, "导入了 %d 项任务，%d 项已经有了。", got.Added, got.Same))
	return nil
}

// TakeSheet takes a sheet of progress in as it was seen.
func TakeSheet(v *frame.Visit) error {
	s, f, err := handedSheet(v, desk.ProgressSheets)
	if err != nil {
		return s.again(v, err)
	}
	in, err := s.ofProgress(v, f)
	if err != nil {
		return s.again(v, err)
	}
	got, err := v.House.Desk.ImportProgress(v.Ctx, v.Actor, v.Call(), in)
	if err != nil {
		return s.again(v, err)
	}
	v.Back("/tasks/sheets", say.T(v.Ctx, "收了 %d 条进展，其中 %d 条已审签；%d 条没有变。", got.Taken, got.Signed, got.Same))
	return nil
}

// SheetFile hands out the sheet of a unit, or all of them as a zip.
func SheetFile(v *frame.Visit) error {
	month := civil.Month{}
	if m := v.Text("month"); m != "" {
		var err error
		if month, err = civil.ParseMonth(m); err != nil {
			return fault.New(fault.Invalid, "月份“"+m+"”不对。", "例：2026-09。").At("month")
		}
	}
	unit, media, ending := v.Text("unit"), "application/zip", "zip"
	if unit != "" {
		media, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
	}
	return v.HandOutDocument(media, ending, func(begin func(title, name string) io.Writer) error {
		return v.House.Desk.HandProgressSheets(v.Ctx, v.Actor, month, unit, begin)
	})
}

func (s incoming) base() string {
	if s.of == desk.TaskSheets {
		return "/tasks/import"
	}
	return "/tasks/sheets"
}

func (s incoming) options(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "不读")}}
	for _, h := range s.of.Headings() {
		all = append(all, part.Option{Value: h.Key, Text: say.T(ctx, headingWords[h.Key])})
	}
	return all
}

// headingWords are the columns of the sheets as the pages call them.
var headingWords = map[string]say.Text{
	"number": say.Text("序号"), "category": say.Text("类别"), "title": say.Text("工作任务"), "goal": say.Text("年度目标"), "target": say.Text("目标值"), "unit": say.Text("计量单位"),
	"q1": say.Text("一季度节点"), "q2": say.Text("二季度节点"), "q3": say.Text("三季度节点"), "q4": say.Text("四季度节点"), "nodes": say.Text("季度节点"),
	"leader": say.Text("责任领导"), "lead": say.Text("牵头单位"), "supports": say.Text("配合单位"), "due": say.Text("完成时限"),
	"month": say.Text("月份"), "figure": say.Text("截至本期完成值"), "steps": say.Text("工作进展"), "problem": say.Text("存在问题"), "next": say.Text("下一步措施"),
	"expected": say.Text("预计完成时间"), "explain": say.Text("原因说明"), "filler": say.Text("填报人"), "reviewer": say.Text("审核人"),
}

// noteWords are what a person should look at in a row.
var noteWords = map[string]say.Text{
	desk.NoteProposed: say.Text("没有数，成果按动词建议，请导入后核对"), desk.NoteMore: say.Text("另有的数留在目标里：%s"), desk.NoteVague: say.Text("没有点名的不列为配合单位：%s"),
	desk.NoteDiffers: say.Text("已有的不改，表里不同：%s"), desk.NoteBlank: say.Text("没有填"), desk.NoteSigns: say.Text("还没有签收，填回表就算签收"),
}

func notes(ctx context.Context, all []desk.SheetNote) string {
	var said []string
	for _, n := range all {
		if n.Words != "" {
			said = append(said, say.T(ctx, noteWords[n.What], n.Words))
		} else {
			said = append(said, say.T(ctx, noteWords[n.What]))
		}
	}
	return strings.Join(said, "；")
}

func (s incoming) samples(i int) string {
	var all []string
	for _, r := range s.read.First {
		if i < len(r.Cells) && r.Cells[i] != "" && len(all) < 3 {
			all = append(all, r.Cells[i])
		}
	}
	return strings.Join(all, "；")
}

func (s incoming) wrong(i int) string {
	if s.fault == nil || s.fault.Field != fmt.Sprintf("column-%d", i) {
		return ""
	}
	return s.fault.Sentence + s.fault.Hint
}

func (s incoming) chosen(i int) string {
	if i < len(s.mapping) {
		return s.mapping[i]
	}
	return ""
}

// hidden are the fields that a form passes on; with the columns where they are settled.
func (s incoming) hidden(columns bool) [][2]string {
	all := [][2]string{{"carried", s.carried}}
	for _, k := range passedOn {
		all = append(all, [2]string{k, s.text[k]})
	}
	if columns {
		all = append(all, [2]string{"columns", strconv.Itoa(len(s.mapping))})
		for i, key := range s.mapping {
			all = append(all, [2]string{fmt.Sprintf("column-%d", i), key})
		}
	}
	return all
}

// refused, unread, left and digest are what both plans have.
func (s incoming) refused() []desk.RefusedRow {
	if s.tasks != nil {
		return s.tasks.Refused
	}
	return s.progress.Refused
}

func (s incoming) unread() []string {
	if s.tasks != nil {
		return s.tasks.Unread
	}
	return s.progress.Unread
}

func (s incoming) left() int {
	if s.tasks != nil {
		return len(s.tasks.Left)
	}
	return len(s.progress.Left)
}

func (s incoming) digest() string {
	if s.tasks != nil {
		return s.tasks.Digest
	}
	return s.progress.Digest
}

func (s incoming) count(x desk.Standing) int {
	if s.tasks != nil {
		return s.tasks.Count(x)
	}
	return s.progress.Count(x)
}

// rows are what becomes of the sheet's rows.
func (s incoming) rows(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "每一行会怎样"), Quiet: true, Tight: true, Fold: true}
	standing := map[desk.Standing]string{desk.NewRow: say.T(ctx, "新增"), desk.ChangedRow: say.T(ctx, "要改"), desk.SameRow: say.T(ctx, "不变")}
	if s.tasks != nil {
		t.Columns = []part.Column{{Title: say.T(ctx, "行"), Numeric: true}, {Title: say.T(ctx, "工作任务")}, {Title: say.T(ctx, "目标或成果")}, {Title: say.T(ctx, "牵头单位")}, {Title: say.T(ctx, "完成时限")}, {Title: say.T(ctx, "怎样")}}
		for _, r := range s.tasks.Rows {
			x := r.Terms
			aim := x.Target()
			for _, d := range x.Deliverables {
				aim = strings.TrimPrefix(aim+"；"+d.Words+" "+d.DueOn.String(), "；")
			}
			name := part.Cell{Text: x.Title, Sub: notes(ctx, r.Notes), Head: true}
			if r.ID != "" {
				name.Href = "/tasks/" + r.ID
			}
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.Itoa(r.Line)}, name, {Text: aim}, {Text: s.names[x.Lead]}, {Text: x.DueOn.String()}, {Text: standing[r.Standing]}}})
		}
		return t
	}
	t.Columns = []part.Column{{Title: say.T(ctx, "行"), Numeric: true}, {Title: say.T(ctx, "工作任务")}, {Title: say.T(ctx, "月份")}, {Title: say.T(ctx, "完成值"), Numeric: true}, {Title: say.T(ctx, "工作进展")}, {Title: say.T(ctx, "填报人、审核人")}, {Title: say.T(ctx, "怎样")}}
	for _, r := range s.progress.Rows {
		x, figure := r.Report, ""
		if x.Figure != nil {
			figure = x.Figure.String() + r.Unit
		}
		what := standing[r.Standing]
		if x.Migrated && r.Standing != desk.SameRow {
			what = say.T(ctx, "转入以前的，不算迟")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.Itoa(r.Line)}, {Text: r.Number + " " + r.Title, Href: "/tasks/" + r.ID, Sub: notes(ctx, r.Notes), Head: true}, {Text: x.Month.String()}, {Text: figure}, {Text: x.Steps}, {Text: strings.Trim(x.Filler+"、"+x.Reviewer, "、")}, {Text: what}}})
	}
	return t
}

// handouts are the sheets that go out, one a unit.
func (s incoming) handouts(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "各单位的表"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "任务"), Numeric: true}, {Title: say.T(ctx, "已报"), Numeric: true}, {Title: say.T(ctx, "表")}}}
	for _, u := range s.units {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: u.Name, Head: true}, {Text: strconv.Itoa(u.Tasks)}, {Text: strconv.Itoa(u.Filled)}, {Text: say.T(ctx, "下载 xlsx"), Href: "/tasks/sheets/file?month=" + s.month.String() + "&unit=" + u.Code}}})
	}
	return t
}
