package desk

import (
	"cmp"
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SettlementPage says which settlements a list shows.
type SettlementPage struct {
	Year     int // 0 for the latest that there are some of
	Card     string
	Before   int64 // when the last one shown was run
	BeforeID string
	Most     int
}

// ListedSettlement is a settlement in a list, without what it was reckoned from.
type ListedSettlement struct {
	store.SettlementRow
	Who       string // ran it
	Confirmed string // by whom
}

// SettlementList is the settlements of a year that the actor sees, the newest first.
type SettlementList struct {
	Year        int
	Years       []int64
	Settlements []ListedSettlement
	Cards       []*scorecard.Card
	Today       civil.Date
}

// ListSettlements lists a year's settlements: units see those that are confirmed.
func (w *Workspace) ListSettlements(ctx context.Context, by staff.Actor, p SettlementPage) (SettlementList, error) {
	out := SettlementList{Year: p.Year, Cards: StandardScorecards(), Today: civil.Instant(w.now()).Date()}
	scope, err := staff.ScopeOf(by, "settlement.list")
	if err != nil {
		return out, err
	}
	p.Most = cmp.Or(p.Most, 100)
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if out.Years, err = tx.SettlementYears(by.Division); err != nil {
			return err
		}
		if out.Year == 0 {
			out.Year = out.Today.Year
			if n := len(out.Years); n > 0 && !slices.Contains(out.Years, int64(out.Year)) {
				out.Year = int(out.Years[n-1])
			}
		}
		names := map[string]string{}
		for at, id := p.Before, p.BeforeID; len(out.Settlements) < p.Most; {
			rows, err := tx.Settlements(scope, store.SettlementPage{Year: out.Year, Before: at, BeforeID: id, Most: p.Most})
			if err != nil {
				return err
			}
			for _, r := range rows {
				at, id = r.RunAt, r.ID
				if p.Card != "" && r.Card != p.Card || len(out.Settlements) == p.Most {
					continue
				}
				x, err := told(tx, r, names)
				if err != nil {
					return err
				}
				out.Settlements = append(out.Settlements, x)
			}
			if len(rows) < p.Most {
				break
			}
		}
		return nil
	})
	return out, faulted(err)
}

// told is a settlement with the names of who ran and who confirmed it.
func told(tx *store.Tx, r store.SettlementRow, names map[string]string) (ListedSettlement, error) {
	for _, p := range []string{r.Person, r.ConfirmedBy} {
		n, err := personName(tx, r.Division, p, names)
		if err != nil {
			return ListedSettlement{}, err
		}
		names[p] = n
	}
	r.Declared, r.Inputs, r.Result = "", "", ""
	return ListedSettlement{r, names[r.Person], names[r.ConfirmedBy]}, nil
}
