package store

import (
	"slices"

	"duban/internal/kernel/staff"
)

// atOnce is how many records one query asks for: as many places as it has.
const atOnce = 20

// ProjectsSeen are those of the projects that the scope sees.
func (t *Tx) ProjectsSeen(scope staff.Scope, ids []string) (map[string]bool, error) {
	return t.seen("project_sites", scope, ids, func(r row) (id string, seen bool, err error) {
		var unit, town string
		err = r.Scan(&id, &unit, &town)
		return id, scope.Sees(unit) || scope.Sees(town), err
	})
}

// CasesSeen are those of the cases that the scope sees: that one of its units has
// a part in.
func (t *Tx) CasesSeen(scope staff.Scope, ids []string) (map[string]bool, error) {
	return t.seen("case_units_of", scope, ids, func(r row) (id string, seen bool, err error) {
		var unit string
		err = r.Scan(&id, &unit)
		return id, scope.Sees(unit), err
	})
}

func (t *Tx) seen(query string, scope staff.Scope, ids []string, scan func(row) (string, bool, error)) (map[string]bool, error) {
	all := map[string]bool{}
	for some := range slices.Chunk(ids, atOnce) {
		if scope.All() {
			for _, id := range some {
				all[id] = true
			}
			continue
		}
		args := []any{scope.Division()}
		for i := range atOnce {
			if i < len(some) {
				args = append(args, some[i])
			} else {
				args = append(args, "")
			}
		}
		_, err := list(t, query, func(r row) (struct{}, error) {
			id, seen, err := scan(r)
			all[id] = all[id] || seen
			return struct{}{}, err
		}, args...)
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
