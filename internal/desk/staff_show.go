package desk

import (
	"context"
	"slices"

	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ListUnits lists the units by official rank.
func (w *Workspace) ListUnits(ctx context.Context, by staff.Actor) ([]staff.Unit, error) {
	var all []staff.Unit
	scope, err := staff.ScopeOf(by, "unit.list")
	if err != nil {
		return nil, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.Units(scope.Division()); return err })
	return all, faulted(err)
}

// ShowUnit gives one unit.
func (w *Workspace) ShowUnit(ctx context.Context, by staff.Actor, code string) (staff.Unit, error) {
	var u staff.Unit
	scope, err := staff.ScopeOf(by, "unit.list")
	if err != nil {
		return u, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { u, err = tx.Unit(scope.Division(), code); return err })
	return u, faulted(err)
}

// ListPosts lists the posts by unit.
func (w *Workspace) ListPosts(ctx context.Context, by staff.Actor) ([]staff.Post, error) {
	var all []staff.Post
	scope, err := staff.ScopeOf(by, "unit.list")
	if err != nil {
		return nil, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.Posts(scope.Division()); return err })
	return all, faulted(err)
}

// ShowPost gives one post.
func (w *Workspace) ShowPost(ctx context.Context, by staff.Actor, code string) (staff.Post, error) {
	var p staff.Post
	scope, err := staff.ScopeOf(by, "unit.list")
	if err != nil {
		return p, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { p, err = tx.Post(scope.Division(), code); return err })
	return p, faulted(err)
}

// ListPersons lists the persons the actor may see, by id after one.
func (w *Workspace) ListPersons(ctx context.Context, by staff.Actor, after string, most int) ([]staff.Person, error) {
	var all []staff.Person
	scope, err := staff.ScopeOf(by, "person.list")
	if err != nil {
		return nil, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.Persons(scope, after, most); return err })
	return all, faulted(err)
}

// ShowPerson gives one person whom the actor may see.
func (w *Workspace) ShowPerson(ctx context.Context, by staff.Actor, id string) (staff.Person, error) {
	var p staff.Person
	scope, err := staff.ScopeOf(by, "person.list")
	if err != nil {
		return p, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if err := seen(tx, scope, id); err != nil {
			return err
		}
		p, err = tx.Person(scope.Division(), id)
		return err
	})
	return p, faulted(err)
}

// seen refuses a person who holds no post in the scope's units.
func seen(tx *store.Tx, scope staff.Scope, person string) error {
	if scope.All() {
		return nil
	}
	holdings, err := tx.HoldingsOf(scope.Division(), person)
	if err != nil {
		return err
	}
	for _, h := range holdings {
		if h.State != staff.Confirmed {
			continue
		}
		post, err := tx.Post(scope.Division(), h.Post)
		if err != nil {
			return err
		}
		if scope.Sees(post.Unit) {
			return nil
		}
	}
	return store.ErrNotFound
}

// HoldingPage says which holdings a list wants; zero values leave open.
type HoldingPage struct {
	Person, Post string
	State        staff.HoldingState
}

// ListHoldings lists the holdings of the persons the actor may see, oldest first.
func (w *Workspace) ListHoldings(ctx context.Context, by staff.Actor, p HoldingPage) ([]staff.Holding, error) {
	var all []staff.Holding
	scope, err := staff.ScopeOf(by, "person.list")
	if err != nil {
		return nil, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if p.Person != "" {
			if err := seen(tx, scope, p.Person); err != nil {
				return err
			}
			all, err = tx.HoldingsOf(scope.Division(), p.Person)
			return err
		}
		persons, err := tx.Persons(scope, "", 100_000)
		if err != nil {
			return err
		}
		visible := map[string]bool{}
		for _, x := range persons {
			visible[x.ID] = true
		}
		if all, err = tx.Holdings(scope.Division()); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(h staff.Holding) bool { return !visible[h.Person] })
		return nil
	})
	all = slices.DeleteFunc(all, func(h staff.Holding) bool {
		return (p.Post != "" && h.Post != p.Post) || (p.State != "" && h.State != p.State)
	})
	return all, faulted(err)
}

// ShowHolding gives one holding of a person whom the actor may see.
func (w *Workspace) ShowHolding(ctx context.Context, by staff.Actor, id string) (staff.Holding, error) {
	var h staff.Holding
	scope, err := staff.ScopeOf(by, "person.list")
	if err != nil {
		return h, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if h, err = tx.Holding(scope.Division(), id); err != nil {
			return err
		}
		return seen(tx, scope, h.Person)
	})
	return h, faulted(err)
}
