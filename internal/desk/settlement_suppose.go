package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SupposedSettlement is what would come out under other facts. Nothing of it is kept.
type SupposedSettlement struct {
	Settlement ShownSettlement
	Trial      scorecard.Trial
	Difference scorecard.Difference // from the settlement that it begins at
}

// SupposeSettlement reckons a kept settlement with other facts; without any it
// shows the facts that there are.
func (w *Workspace) SupposeSettlement(ctx context.Context, by staff.Actor, id string, facts []Supposed) (out SupposedSettlement, err error) {
	scope, err := staff.ScopeOf(by, "settlement.suppose")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Settlement(scope, id)
		if err != nil {
			return err
		}
		if out.Settlement, err = w.shown(tx, scope, row); err != nil || len(facts) == 0 {
			return err
		}
		kept, err := w.openKept(row)
		if err != nil {
			return err
		}
		if kept.inputs == nil {
			return fault.New(fault.Refused, settlementName(row)+"留存的事实读不出来。", "请核验存证，并联系系统管理员。")
		}
		in := *kept.inputs
		all, err := corrections(in, facts, scorecard.Source{Words: "试算"})
		if err != nil {
			return err
		}
		if out.Trial, err = scorecard.Suppose(in, all); err != nil {
			return err
		}
		out.Difference = out.Trial.Against(kept.result)
		return nil
	})
	return out, faulted(err)
}
