package desk

import (
	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// ladder is the procedure whose cases are the rungs of supervision, and which
// of its acts are which rung once they take effect.
const ladder = "supervise"

var rungOf = map[string]string{"approve": task.RungNotice, "criticise": task.RungBulletin}

// supervision is what of the ladder was known of cases: by unit and rung, in words.
func (g *accounts) supervision(tx *store.Tx, scope staff.Scope) error {
	g.rungs, g.counted = map[string]map[string][]string{}, map[string]bool{}
	page := store.CasePage{Procedure: ladder, Now: int64(g.at), Most: 500}
	for {
		rows, err := tx.Cases(scope, page)
		if err != nil {
			return err
		}
		for _, r := range rows {
			page.Before, page.BeforeID = r.OpenedAt, r.ID
			if r.OpenedAt > int64(g.at) || r.EndedAt != 0 && civil.Instant(r.EndedAt).Date().Year < g.year {
				continue
			}
			events, err := tx.CaseEvents(scope.Division(), r.ID)
			if err != nil {
				return err
			}
			g.counted[r.ID] = true
			unit := ""
			for _, e := range events {
				if e.RecordedAt > g.at {
					break
				}
				for _, field := range []string{"牵头单位", "督办单位"} {
					if u, ok := e.Data[field].(string); ok && u != "" {
						unit = u
					}
				}
				rung, on := rungOf[e.Act], e.HappenedAt.Date()
				if rung == "" || e.Kind != procedure.Done && e.Kind != procedure.Agreed || on.Year != g.year || unit == "" {
					continue
				}
				if g.rungs[unit] == nil {
					g.rungs[unit] = map[string][]string{}
				}
				g.rungs[unit][rung] = append(g.rungs[unit][rung], r.Number+" "+on.String())
			}
		}
		if len(rows) < page.Most {
			return nil
		}
	}
}
