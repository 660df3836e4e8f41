package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/grid"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/press"
	"duban/internal/store"
)

// SheetUnit is a unit that a sheet of a month is made for.
type SheetUnit struct {
	Code   string
	Name   string
	Tasks  int
	Filled int // of them, with a report of the month that was not returned
}

// ProgressSheets says for a month which units lead running tasks, as far as the
// actor may report for them. month is the one that reports are due for where it
// is none.
func (w *Workspace) ProgressSheets(ctx context.Context, by staff.Actor, month civil.Month) (of civil.Month, all []SheetUnit, err error) {
	err = w.sheets(ctx, by, &month, func(_ *store.Tx, units []staff.Unit, tasks map[string][]*task.Task) error {
		for _, u := range units {
			x := SheetUnit{Code: u.Code, Name: u.Name, Tasks: len(tasks[u.Code])}
			for _, t := range tasks[u.Code] {
				if r := t.ReportOf(month.String()); r != nil && r.State != task.Returned {
					x.Filled++
				}
			}
			all = append(all, x)
		}
		return nil
	})
	return month, all, err
}

// sheets finds the running tasks of the units that the actor may report for, by unit.
func (w *Workspace) sheets(ctx context.Context, by staff.Actor, month *civil.Month, each func(*store.Tx, []staff.Unit, map[string][]*task.Task) error) error {
	scope, err := staff.ScopeOf(by, "progress.import")
	if err != nil {
		return err
	}
	today := civil.Instant(w.now()).Date()
	if month.Zero() {
		*month = civil.MonthOf(today)
	}
	if civil.MonthOf(today).Before(*month) {
		return fault.New(fault.Invalid, fmt.Sprintf("%s 还没有到，不能发它的表。", *month), "发到本月为止。").At("month")
	}
	return faulted(w.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Tasks(scope, store.TaskPage{Year: month.Year, Most: store.MostTasks})
		if err != nil {
			return err
		}
		tasks := map[string][]*task.Task{}
		for _, r := range rows {
			if t := r.Task; t.State.Running() && staff.Permit(by, "progress.import", t.Terms.Lead) == nil {
				tasks[t.Terms.Lead] = append(tasks[t.Terms.Lead], t)
			}
		}
		units, err := tx.Units(by.Division)
		if err != nil {
			return err
		}
		return each(tx, slices.DeleteFunc(units, func(u staff.Unit) bool { return len(tasks[u.Code]) == 0 }), tasks)
	}))
}

// HandProgressSheets writes the sheet of a month for a unit, or those of all of
// them as a zip: what is known filled in and locked, and the cells to fill.
func (w *Workspace) HandProgressSheets(ctx context.Context, by staff.Actor, month civil.Month, unit string, begin func(title, name string) io.Writer) error {
	var books []press.FillSheet
	err := w.sheets(ctx, by, &month, func(tx *store.Tx, units []staff.Unit, tasks map[string][]*task.Task) error {
		for _, u := range units {
			if unit != "" && u.Code != unit {
				continue
			}
			b, err := sheetOf(tx, by, u, month, tasks[u.Code])
			if err != nil {
				return err
			}
			books = append(books, b)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case len(books) == 0:
		return fault.New(fault.NotFound, "没有要填的任务。", "已下达、没有办结的任务才发表；请看看单位和年份。")
	case unit != "":
		return press.FillIn(begin(books[0].Title, fmt.Sprintf("progress-%s-%s", month, unit)), books[0])
	}
	return press.FillInAll(begin(fmt.Sprintf("%d年%d月进展表", month.Year, month.Month), fmt.Sprintf("progress-%s", month)), books)
}

// sheetOf is the sheet of a unit.
func sheetOf(tx *store.Tx, by staff.Actor, u staff.Unit, month civil.Month, tasks []*task.Task) (press.FillSheet, error) {
	b := press.FillSheet{Name: u.Name, Title: fmt.Sprintf("%d年%d月进展表（%s）", month.Year, month.Month, u.Name),
		Explain: "只填白色的格子。完成值写从年初到月末累计的数；没有数的任务写工作进展。填报人、审核人写姓名。编号不要改，行可以排序。填好发回督查机构。",
		Columns: []press.FillColumn{{Title: "编号", Width: 12}, {Title: "工作任务", Width: 40}, {Title: "年度目标", Width: 28}, {Title: "完成时限", Width: 12}, {Title: "计量单位", Width: 9}, {Title: "上期完成值", Width: 11},
			{Title: "截至本期完成值", Width: 14, Open: true}, {Title: "工作进展", Width: 44, Open: true}, {Title: "存在问题", Width: 28, Open: true}, {Title: "下一步措施", Width: 28, Open: true},
			{Title: "预计完成时间", Width: 14, Open: true, Day: true}, {Title: "原因说明", Width: 20, Open: true}, {Title: "填报人", Width: 10, Open: true}, {Title: "审核人", Width: 10, Open: true}},
		Hidden: [][2]string{{"duban", sheetForm}, {"division", by.Division}, {"unit", u.Code}, {"month", month.String()}}}
	for _, known := range tasks {
		t, err := foldTask(tx, by.Division, known.ID)
		if err != nil {
			return b, err
		}
		row := []string{t.Number, t.Terms.Title, goalOf(&t.Terms), t.Terms.DueOn.String(), "", "", press.Shut, "", "", "", "", "", "", ""}
		if f := t.Terms.Figure; f != nil {
			row[4] = f.Unit
			if _, last, ok := t.Reached(month.Plus(-1)); ok {
				row[5] = last.String()
			}
			if len(t.Allocation) == 0 {
				row[6] = ""
			}
		}
		if r := t.ReportOf(month.String()); r != nil {
			if r.Figure != nil {
				row[6] = r.Figure.String()
			}
			copy(row[7:], []string{r.Steps, r.Problem, r.Next, r.Expected.String(), r.Explain, r.Filler, r.Reviewer})
		}
		b.Rows = append(b.Rows, row)
		b.Hidden = append(b.Hidden, [2]string{t.Number, t.ID})
	}
	return b, nil
}

// sheetForm names the form of the hidden sheet, so that a later program knows an
// older sheet again.
const sheetForm = "progress/1"

// handedSheet is what the hidden sheet of a sheet that was handed out says.
type handedSheet struct {
	division string
	month    civil.Month
	tasks    map[string]string // number → id
}

// readHanded knows a sheet again that was handed out here, whatever was sorted
// in it; ok is false for any other.
func readHanded(f SheetFile) (out handedSheet, ok bool, err error) {
	g, ok, err := grid.Hidden(f, press.HiddenSheet)
	if err != nil || !ok {
		return out, false, err
	}
	out.tasks = map[string]string{}
	for _, r := range g.Rows {
		if len(r.Cells) < 2 {
			continue
		}
		switch key, value := strings.TrimSpace(r.Cells[0]), strings.TrimSpace(r.Cells[1]); key {
		case "duban":
			if value != sheetForm {
				return out, false, fault.New(fault.Unreadable, "“"+f.Name+"”不是这个版本能读的表。", "请重新下载一张，把填的抄过去。").At("file")
			}
		case "division":
			out.division = value
		case "unit":
		case "month":
			if out.month, err = civil.ParseMonth(value); err != nil {
				return out, false, fault.New(fault.Unreadable, "“"+f.Name+"”里的月份坏了。", "请重新下载一张，把填的抄过去。").At("file").Because(err)
			}
		default:
			out.tasks[key] = value
		}
	}
	return out, true, nil
}
