package api

import (
	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/say"
)

// TaskTable is a table of tasks that an office kept before.
type TaskTable struct {
	File     TableFile `json:"file"`
	Mapping  []string  `json:"mapping,omitempty" doc:"每一列是什么，照预览给的改；空的不读"`
	Year     int       `json:"year,omitempty" minimum:"0" maximum:"2200" doc:"哪一年的任务；不写是今年"`
	Category string    `json:"category,omitempty" maxLength:"20" doc:"认不出类别的行算这一类；不写是 priority"`
	Document string    `json:"document,omitempty" maxLength:"100" doc:"原来印发的文号"`
	Reason   string    `json:"reason,omitempty" maxLength:"500"`
	Digest   string    `json:"digest,omitempty" maxLength:"64" doc:"预览给的；看过之后又变了就不导入"`
}

func (t TaskTable) in() desk.ImportTasks {
	return desk.ImportTasks{File: desk.SheetFile(t.File), Mapping: t.Mapping, Year: t.Year, Category: task.Category(t.Category), Document: t.Document, Reason: t.Reason, Digest: t.Digest}
}

// ProgressTable is a sheet of progress.
type ProgressTable struct {
	File    TableFile `json:"file"`
	Mapping []string  `json:"mapping,omitempty" doc:"每一列是什么，照预览给的改；空的不读"`
	Month   string    `json:"month,omitempty" maxLength:"10" doc:"2026-09；表里写明的不必写"`
	Reason  string    `json:"reason,omitempty" maxLength:"500" doc:"累计数为什么变小，行里没写的用它"`
	Digest  string    `json:"digest,omitempty" maxLength:"64" doc:"预览给的；看过之后又变了就不导入"`
}

func (t ProgressTable) in() (desk.ImportProgress, error) {
	in := desk.ImportProgress{File: desk.SheetFile(t.File), Mapping: t.Mapping, Reason: t.Reason, Digest: t.Digest}
	if t.Month != "" {
		var err error
		if in.Month, err = civil.ParseMonth(t.Month); err != nil {
			return in, fault.New(fault.Invalid, "月份“"+t.Month+"”不对。", "例：2026-09。").At("month")
		}
	}
	return in, nil
}

// SheetPlan is what a sheet of tasks or of progress would become.
type SheetPlan struct {
	Digest     string         `json:"digest"`
	Titles     []string       `json:"titles" nullable:"false" doc:"表里的列名"`
	Mapping    []string       `json:"mapping" nullable:"false" doc:"每一列认作什么"`
	Remembered bool           `json:"remembered" doc:"照以前认过的，或是这里发出的表"`
	Rows       []PlannedSheet `json:"rows" nullable:"false"`
	Refused    []RefusedRow   `json:"refused" nullable:"false" doc:"有一行就一条也不导入"`
}

// PlannedSheet is a row of a sheet beside what is known.
type PlannedSheet struct {
	Row      int    `json:"row"`
	Task     string `json:"task,omitempty" doc:"已有的任务；新的没有"`
	Number   string `json:"number,omitempty"`
	Title    string `json:"title"`
	Lead     string `json:"lead" doc:"牵头单位代码"`
	Standing string `json:"standing" enum:"new,changed,same"`
	Month    string `json:"month,omitempty"`
	Figure   string `json:"figure,omitempty"`
	Target   string `json:"target,omitempty"`
	DueOn    string `json:"due_on,omitempty" format:"date"`
	Migrated bool   `json:"migrated,omitempty" doc:"转入以前的，不算迟"`
}

// SheetTaken tells what came in.
type SheetTaken struct {
	Taken  int `json:"taken"`
	Signed int `json:"signed" doc:"其中已审签的进展"`
	Same   int `json:"same"`
}

func sheets(a *API) {
	noun := say.Text("任务")
	planned := func(c *call, of desk.SheetOf, f desk.SheetFile, mapping []string) (SheetPlan, error) {
		s, err := c.desk.ReadSheet(c, c.by, of, f)
		out := SheetPlan{Titles: append([]string{}, s.Titles...), Mapping: mapping, Remembered: s.Remembered, Rows: []PlannedSheet{}}
		if out.Mapping == nil {
			out.Mapping = append([]string{}, s.Mapping...)
		}
		return out, err
	}
	act(a, Operation{Path: "/tasks/imports/preview", Act: "task.import", Noun: noun, Says: say.Text("预览：任务分解表的各列认作什么，每一行会怎样、哪里要改"), About: "什么也不改。", most: mostRoster}, func(c *call, in *struct{ Body TaskTable }) (SheetPlan, error) {
		load := in.Body.in()
		out, err := planned(c, desk.TaskSheets, load.File, load.Mapping)
		if err != nil {
			return out, err
		}
		load.Mapping = out.Mapping
		plan, err := c.desk.PlanTasks(c, c.by, load)
		if err != nil {
			return out, err
		}
		out.Digest, out.Refused = plan.Digest, refusedRows(plan.Refused)
		for _, r := range plan.Rows {
			out.Rows = append(out.Rows, PlannedSheet{Row: r.Line, Task: r.ID, Number: r.Number, Title: r.Terms.Title, Lead: r.Terms.Lead, Standing: string(r.Standing), Target: r.Terms.Target(), DueOn: r.Terms.DueOn.String()})
		}
		return out, nil
	})
	act(a, Operation{Path: "/tasks/imports", Act: "task.import", Noun: noun, Says: say.Text("导入任务分解表，要么全部，要么一条也不；以前的不算迟"), most: mostRoster}, func(c *call, in *struct{ Body TaskTable }) (SheetTaken, error) {
		got, err := c.desk.ImportTasks(c, c.by, c.act, in.Body.in())
		return SheetTaken{Taken: got.Added, Same: got.Same}, err
	})
	act(a, Operation{Path: "/progress/imports/preview", Act: "progress.import", Noun: noun, Says: say.Text("预览：进展表的各列认作什么，每一行会怎样、哪里要改"), About: "什么也不改。", most: mostRoster}, func(c *call, in *struct{ Body ProgressTable }) (SheetPlan, error) {
		load, err := in.Body.in()
		if err != nil {
			return SheetPlan{}, err
		}
		out, err := planned(c, desk.ProgressSheets, load.File, load.Mapping)
		if err != nil {
			return out, err
		}
		load.Mapping = out.Mapping
		plan, err := c.desk.PlanProgress(c, c.by, load)
		if err != nil {
			return out, err
		}
		out.Digest, out.Refused = plan.Digest, refusedRows(plan.Refused)
		for _, r := range plan.Rows {
			x := PlannedSheet{Row: r.Line, Task: r.ID, Number: r.Number, Title: r.Title, Lead: r.Lead, Standing: string(r.Standing), Month: r.Report.Month.String(), Migrated: r.Report.Migrated}
			if r.Report.Figure != nil {
				x.Figure = r.Report.Figure.String()
			}
			out.Rows = append(out.Rows, x)
		}
		return out, nil
	})
	act(a, Operation{Path: "/progress/imports", Act: "progress.import", Noun: noun, Says: say.Text("导入进展表，要么全部，要么一条也不；督查机构代收的，照表里的填报人、审核人"), most: mostRoster}, func(c *call, in *struct{ Body ProgressTable }) (SheetTaken, error) {
		load, err := in.Body.in()
		if err != nil {
			return SheetTaken{}, err
		}
		got, err := c.desk.ImportProgress(c, c.by, c.act, load)
		return SheetTaken(got), err
	})
}
