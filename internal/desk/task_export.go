package desk

import (
	"context"
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/press"
	"duban/internal/store"
)

// ExportTasks hands out what ListTasks lists: the columns of the table of tasks
// (任务分解表), and how each stands today.
func (w *Workspace) ExportTasks(ctx context.Context, by staff.Actor, p TaskPage, h Handout) error {
	l := press.List{Title: "任务分解表", Columns: []press.Column{
		{Key: "number", Title: "序号", English: "Number"}, {Key: "category", Title: "类别", English: "Category"}, {Key: "section", Title: "报告章节", English: "Section"},
		{Key: "title", Title: "工作任务", English: "Task", Kind: press.Link, Width: 44}, {Key: "goal", Title: "年度目标", English: "Goal", Width: 30},
		{Key: "q1", Title: "一季度节点", English: "First quarter"}, {Key: "q2", Title: "二季度节点", English: "Second quarter"}, {Key: "q3", Title: "三季度节点", English: "Third quarter"}, {Key: "q4", Title: "四季度节点", English: "Fourth quarter"},
		{Key: "leader", Title: "责任领导", English: "Leader"}, {Key: "lead", Title: "牵头单位", English: "Lead unit"}, {Key: "supports", Title: "配合单位", English: "Supporting units", Width: 24}, {Key: "due_on", Title: "完成时限", English: "Deadline"},
		{Key: "state", Title: "状态", English: "State"}, {Key: "document", Title: "文号", English: "Document"},
		{Key: "done", Title: "截至本期完成值", English: "Done", Kind: press.Quantity}, {Key: "due", Title: "应完成", English: "Due", Kind: press.Quantity}, {Key: "target", Title: "目标值", English: "Target", Kind: press.Quantity}, {Key: "unit", Title: "单位", English: "Unit"},
		{Key: "share", Title: "完成率", English: "Share", Kind: press.Quantity}, {Key: "colour", Title: "颜色", English: "Colour"}, {Key: "reckoning", Title: "怎么算的", English: "Reckoning", Width: 40},
	}}
	return w.handOut(ctx, by, "task.list", "tasks", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := unitNames(tx, by.Division)
		if err != nil {
			return err
		}
		today := civil.Instant(w.now()).Date()
		if p.Year == 0 {
			p.Year = today.Year
		}
		all, _, err := w.pacedTasks(tx, scope, p.Year, today)
		if err != nil {
			return err
		}
		for _, t := range all {
			if !p.holds(t) {
				continue
			}
			var supports []string
			for _, u := range t.Terms.Supports {
				supports = append(supports, units[u])
			}
			if err := add(t.Number, task.CategoryWords[t.Terms.Category], t.Origin.Section, h.link(t.Terms.Title, "/tasks/"+t.ID), goalOf(&t.Terms),
				nodeOf(&t.Terms, 0), nodeOf(&t.Terms, 1), nodeOf(&t.Terms, 2), nodeOf(&t.Terms, 3), t.Terms.Leader, units[t.Terms.Lead], strings.Join(supports, "、"), t.Terms.DueOn.String(),
				task.StateWords[t.State], t.Document, t.Pace.Done, t.Pace.Due, t.Pace.Whole, t.Pace.Unit, orNone(t.Pace.Share), colourOf(t), t.Pace.Sentence); err != nil {
				return err
			}
		}
		return nil
	})
}

func orNone(d *quantity.Decimal) press.Value {
	if d == nil {
		return nil
	}
	return *d
}

// goalOf is the goal of a year in one cell: its words, else the figure, else the deliverables.
func goalOf(t *task.Terms) string {
	if t.Goal != "" {
		return t.Goal
	}
	if t.Figure != nil {
		return t.Figure.Subject + t.Target()
	}
	var all []string
	for _, d := range t.Deliverables {
		all = append(all, fmt.Sprintf("%s（%s，%s）", d.Words, task.EvidenceWords[d.Evidence], d.DueOn))
	}
	return strings.Join(all, "；")
}

// nodeOf is what a quarter's end is to see: the node's words and figure, else
// the deliverables that fall due in the quarter.
func nodeOf(t *task.Terms, q int) string {
	n := t.Nodes[q]
	said := n.Words
	if n.Figure != nil {
		said = strings.TrimSpace(said + " " + n.Figure.String() + t.Figure.Unit)
	}
	if said != "" {
		return said
	}
	var all []string
	for _, d := range t.Deliverables {
		if d.DueOn.Year == t.Year && (d.DueOn.Month-1)/3 == q {
			all = append(all, d.Words)
		}
	}
	return strings.Join(all, "；")
}

func colourOf(t ListedTask) string {
	if t.State == task.Drafted || t.State == task.Asked || t.State == task.Withdrawn {
		return ""
	}
	return task.ColourWords[t.Pace.Colour]
}
