package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/press"
	"duban/internal/store"
)

// ExportDirectives hands out what ListDirectives lists.
func (w *Workspace) ExportDirectives(ctx context.Context, by staff.Actor, p DirectivePage, h Handout) error {
	l := press.List{Title: "批示和议定事项办理台账", Columns: []press.Column{
		{Key: "number", Title: "编号", English: "Number", Kind: press.Link}, {Key: "kind", Title: "种类", English: "Kind"}, {Key: "by", Title: "谁批示、哪次会议", English: "Given by", Width: 20},
		{Key: "given_on", Title: "日期", English: "Given on"}, {Key: "words", Title: "原话", English: "Words", Width: 60}, {Key: "paper", Title: "批在哪里", English: "Written on", Width: 24},
		{Key: "unit", Title: "承办单位", English: "Unit"}, {Key: "due_on", Title: "时限", English: "Due"}, {Key: "state", Title: "办理情况", English: "State"},
		{Key: "colour", Title: "颜色", English: "Colour"}, {Key: "result", Title: "结果", English: "Result"}, {Key: "closed_on", Title: "办结日期", English: "Closed on"}, {Key: "task", Title: "任务编号", English: "Task"},
	}}
	return w.handOut(ctx, by, "directive.list", "directives", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := unitNames(tx, by.Division)
		if err != nil {
			return err
		}
		today := civil.Instant(w.now()).Date()
		for p.Most = 200; ; {
			rows, err := listedDirectives(tx, scope, by, p, today)
			if err != nil {
				return err
			}
			for _, r := range rows {
				result := ""
				if r.Of.State == task.ClosedOut {
					result = task.VerdictWords[r.Verdict]
				}
				if err := add(h.link(r.Number, "/directives/"+r.ID), directive.KindWords[r.Kind], r.By, r.GivenOn.String(), r.Words, r.Paper, units[r.Unit], r.Of.Terms.DueOn.String(),
					directive.StateWords[r.State], colourOf(r.Of), result, r.Of.ClosedOn.String(), r.Of.Number); err != nil {
					return err
				}
			}
			if len(rows) < p.Most {
				return nil
			}
			p.Before, p.BeforeID = rows[len(rows)-1].GivenOn, rows[len(rows)-1].ID
		}
	})
}
