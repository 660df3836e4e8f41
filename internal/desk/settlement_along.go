package desk

import (
	"cmp"
	"fmt"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// standing is the settlement that holds in the place of one: the last of the
// confirmed corrections that begin at it, or itself.
func (d *deed) standing(scope staff.Scope, id string) (string, error) {
	for {
		all, err := d.tx.SettlementAmendments(scope, id)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(all, func(x store.SettlementRow) bool { return x.ConfirmedAt != 0 })
		if i < 0 {
			return id, nil
		}
		id = all[i].ID
	}
}

// amendments are the corrections of a settlement in the order in which they were made.
func (d *deed) amendments(scope staff.Scope, id string) ([]store.SettlementRow, error) {
	all, err := d.tx.SettlementAmendments(scope, id)
	slices.SortFunc(all, func(a, b store.SettlementRow) int { return cmp.Compare(a.Number, b.Number) })
	return all, err
}

// sameFact says that two corrections are of one fact.
func sameFact(a, b scorecard.Correction) bool {
	return a.Subject == b.Subject && a.Table == b.Table && a.Row == b.Row && a.Fact == b.Fact
}

// takeAlong adds what cases decided on other facts of a settlement and nobody has
// confirmed yet: of the corrections of one settlement one alone is confirmed.
func (d *deed) takeAlong(scope staff.Scope, id string, own []scorecard.Correction) ([]scorecard.Correction, error) {
	rows, err := d.amendments(scope, id)
	if err != nil {
		return nil, err
	}
	var along []scorecard.Correction
	for _, x := range rows {
		for _, c := range x.Corrections {
			is := func(o scorecard.Correction) bool { return sameFact(o, c) }
			if c.Source.ID == "" {
				continue
			}
			if i := slices.IndexFunc(own, is); i >= 0 {
				if own[i].Source.ID == "" {
					return nil, fault.New(fault.Conflict, fmt.Sprintf("“%s”已由 %s 更正，在第 %d 次结算里，还没有确认。", c.Fact, c.Source.Field, x.Number), "请领导先确认那一次，再在它上面更正。").At("facts")
				}
				continue
			}
			along = append(slices.DeleteFunc(along, is), c)
		}
	}
	return append(along, own...), nil
}

// confirmable refuses to confirm a correction that lacks what a case decided and
// a later one holds: that could be confirmed no more.
func (d *deed) confirmable(scope staff.Scope, row store.SettlementRow) error {
	if err := d.unamended(scope, row.Amends); err != nil {
		return err
	}
	rows, err := d.amendments(scope, row.Amends)
	if err != nil {
		return err
	}
	for _, x := range slices.Backward(rows) {
		for _, c := range x.Corrections {
			has := func(o scorecard.Correction) bool { return sameFact(o, c) && o.Source.ID == c.Source.ID }
			if x.Number > row.Number && c.Source.ID != "" && !slices.ContainsFunc(row.Corrections, has) {
				return fault.New(fault.Conflict, fmt.Sprintf("第 %d 次结算还有 %s 的更正，这一次里没有。", x.Number, c.Source.Field), fmt.Sprintf("请确认第 %d 次。", x.Number))
			}
		}
	}
	return nil
}
