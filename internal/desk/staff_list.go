package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Staff (机构人员) is the units, posts and people of a division, as far as the actor may see them.
type Staff struct {
	Units    []staff.Unit
	Posts    []staff.Post
	Persons  []staff.Person
	Holdings []staff.Holding
}

// ListStaff lists units and posts, and the persons within the actor's scope.
func (w *Workspace) ListStaff(ctx context.Context, by staff.Actor) (Staff, error) {
	var s Staff
	if _, err := staff.ScopeOf(by, "unit.list"); err != nil {
		return s, err
	}
	scope, err := staff.ScopeOf(by, "person.list")
	if err != nil {
		return s, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if s.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		if s.Posts, err = tx.Posts(by.Division); err != nil {
			return err
		}
		if s.Persons, err = tx.Persons(scope, "", 100_000); err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, p := range s.Persons {
			seen[p.ID] = true
		}
		all, err := tx.Holdings(by.Division)
		for _, h := range all {
			if seen[h.Person] {
				s.Holdings = append(s.Holdings, h)
			}
		}
		return err
	})
	return s, faulted(err)
}
