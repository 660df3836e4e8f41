package store

import (
	"encoding/json"

	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
)

// mostTold bounds how many projects, and how many cases, of one unit are looked
// through for what they tell of a month.
const mostTold = 300

// ToldProject is a project with what it says of a month, which has no state
// where nothing was filled in.
type ToldProject struct {
	ProjectRow
	Told project.Progress
}

// ProjectsTelling are the projects of units, as far as the scope sees them, with
// what they tell of a month. Cut is how many of a unit's were looked through where
// it has more, else 0.
func (t *Tx) ProjectsTelling(scope staff.Scope, units []string, m project.Month) (all []ToldProject, cut int, err error) {
	scan := func(r row) (p ToldProject, err error) {
		var invested, year, total int64
		var data string
		if p.ProjectRow, err = scanProject(scope.Division(), &p.Told.State, &invested, &year, &total, &data)(r); err != nil {
			return p, err
		}
		var w monthWords
		err = json.Unmarshal([]byte(data), &w)
		p.Told.Month, p.Told.Invested, p.Told.Year, p.Told.Total = m, ofCents(invested), ofCents(year), ofCents(total)
		p.Told.Visual, p.Told.Migrated = w.Visual, w.Migrated
		return p, err
	}
	seen := map[string]bool{}
	for _, u := range units {
		for _, name := range []string{"project_told_unit", "project_told_town"} {
			rows, err := list(t, name, scan, scope.Division(), u, int64(m), mostTold)
			if err != nil {
				return nil, 0, err
			}
			if len(rows) == mostTold {
				cut = mostTold
			}
			for _, p := range rows {
				if !seen[p.ID] && (scope.Sees(p.Unit) || scope.Sees(p.Town)) {
					seen[p.ID] = true
					all = append(all, p)
				}
			}
		}
	}
	return all, cut, nil
}

// CasesEnded are the cases that ended between two instants and that a unit of
// those given, which the scope sees, has a part in; the last ended first. Cut is
// as with ProjectsTelling.
func (t *Tx) CasesEnded(scope staff.Scope, units []string, from, to int64) (all []CaseRow, cut int, err error) {
	seen := map[string]bool{}
	for _, u := range units {
		if !scope.Sees(u) {
			continue
		}
		rows, err := list(t, "case_ended_unit", scanCase(scope.Division()), scope.Division(), u, from, to, mostTold)
		if err != nil {
			return nil, 0, err
		}
		if len(rows) == mostTold {
			cut = mostTold
		}
		for _, c := range rows {
			if !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, c)
			}
		}
	}
	return all, cut, nil
}
