package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// ExportActs hands out the acts that ReadLedger lists, newest first, without
// the reasons that people gave.
func (w *Workspace) ExportActs(ctx context.Context, by staff.Actor, h Handout) error {
	l := press.List{Title: "存证账本", Columns: []press.Column{
		{Key: "position", Title: "号", English: "Position", Kind: press.Number}, {Key: "recorded_at", Title: "记录时间", English: "Recorded", Kind: press.Instant}, {Key: "happened_at", Title: "发生时间", English: "Happened", Kind: press.Instant},
		{Key: "who", Title: "谁", English: "Who"}, {Key: "post", Title: "岗位", English: "Post"}, {Key: "act", Title: "行为代码", English: "Act"}, {Key: "title", Title: "做了什么", English: "What"}, {Key: "object", Title: "对象", English: "Object"}, {Key: "act_id", Title: "行为编号", English: "Act id"},
	}}
	return w.handOut(ctx, by, "ledger.read", "ledger", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		before, id := int64(1)<<62, ""
		for {
			acts, err := tx.ActsBefore(scope.Division(), before, id, exportPage)
			if err != nil {
				return err
			}
			told, err := tell(tx, scope.Division(), acts)
			if err != nil {
				return err
			}
			for _, a := range told {
				before, id = a.RecordedAt, a.ActID
				var position press.Value
				if a.Position >= 0 {
					position = a.Position
				}
				if err := add(position, instant(a.RecordedAt), instant(a.HappenedAt), a.Who, a.Where, a.Act.Act, a.Title, a.Object, a.ActID); err != nil {
					return err
				}
			}
			if len(acts) < exportPage {
				return nil
			}
		}
	})
}
