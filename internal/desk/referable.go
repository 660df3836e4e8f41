package desk

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Referable is a noun of the kernel that cases refer to objects of, and the
// acts on them that outcomes of cases may call by name. This is where the
// engine, which knows none, meets them.
type Referable struct {
	procedure.Referable
	// show is an object as far as the actor may see it, store.ErrNotFound otherwise.
	show func(tx *store.Tx, by staff.Actor, id string) (Referred, error)
	// whole is an object for what the program itself writes of it.
	whole func(tx *store.Tx, division, id string) (Referred, error)
	// choose are the objects that the actor may refer to now, at most so many.
	choose func(tx *store.Tx, by staff.Actor, most int) ([]Referred, error)
	// acts do the named acts in the deed of the case's act: each loads, decides,
	// saves and seals as the act by itself does, and adds no entry of its own.
	acts map[string]func(d *deed, object string, with map[string]any) error
}

// outcome is the case whose act's outcome a deed does to an object.
type outcome struct {
	Case   string
	Number string
	At     civil.Instant // when the act was done
}

// ground is why something was done, for the story of what it was done to.
func (o outcome) ground() string { return "办件 " + o.Number }

// Referred is an object that a case refers to.
type Referred struct {
	Field string // of the case, where it is asked for one
	Noun  string
	Kind  string // the noun in words
	ID    string
	Name  string         // "" for whoever may not see it
	Facts map[string]any // as the noun declares them; what it does not have is left out
}

// referables are the nouns of the house, in the order in which declarations are told of them.
func referables() []Referable {
	return []Referable{taskReferable(), projectReferable(), settlementReferable()}
}

// Nouns are what declarations are told that there is beside cases.
func Nouns() []procedure.Referable { return declarable(referables()) }

// declarable is what declarations are told of the nouns.
func declarable(nouns []Referable) []procedure.Referable {
	list := make([]procedure.Referable, len(nouns))
	for i, n := range nouns {
		list[i] = n.Referable
	}
	return list
}

// noun finds a noun, nil where there is none.
func (m *Mechanisms) noun(id string) *Referable {
	i := slices.IndexFunc(m.nouns, func(n Referable) bool { return n.ID == id })
	if i < 0 {
		return nil
	}
	return &m.nouns[i]
}

// show is an object as far as the actor may see it.
func (m *Mechanisms) show(tx *store.Tx, by staff.Actor, noun, id string) (Referred, error) {
	n := m.noun(noun)
	if n == nil {
		return Referred{}, store.ErrNotFound
	}
	r, err := n.show(tx, by, id)
	r.Noun, r.Kind, r.ID = n.ID, n.Title, id
	return r, err
}

// whole is an object, whoever may see it.
func (m *Mechanisms) whole(tx *store.Tx, division, noun, id string) (Referred, error) {
	n := m.noun(noun)
	if n == nil {
		return Referred{}, store.ErrNotFound
	}
	r, err := n.whole(tx, division, id)
	r.Noun, r.Kind, r.ID = n.ID, n.Title, id
	return r, err
}
