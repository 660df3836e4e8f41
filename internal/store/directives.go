package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
)

// DirectiveRow is a directive as it is kept.
type DirectiveRow struct {
	Division string
	directive.Directive
	Version int64
	Seal    []byte
}

// Kept is the content as the row keeps it.
func (r DirectiveRow) Kept() (string, error) {
	b, err := json.Marshal(r.Content)
	return string(b), err
}

func scanDirective(division string) func(row) (DirectiveRow, error) {
	return func(r row) (DirectiveRow, error) {
		x := DirectiveRow{Division: division}
		var content string
		var on int64
		if err := r.Scan(&x.ID, &x.Number, &x.Kind, &x.State, &x.Giver, &on, &x.Unit, &x.Task, &x.Follows, &x.Version, &x.Seal, &content); err != nil {
			return x, err
		}
		x.GivenOn = civil.OfDays(on)
		return x, figures(content, &x.Content)
	}
}

// SetDirective keeps a directive, new or at its version: of one that is there
// only its state, its unit and its content may become others.
func (t *Tx) SetDirective(r DirectiveRow) error {
	content, err := r.Kept()
	if err != nil {
		return err
	}
	if r.Version == 0 {
		return t.put("directive_insert", r.Division, r.ID, r.Number, string(r.Kind), string(r.State), r.Giver, r.GivenOn.Days(), r.Unit, r.Task, r.Follows, r.Seal, content)
	}
	return t.versioned("directive_update", r.Division, r.ID, string(r.State), r.Unit, r.Seal, content, r.Version)
}

// seesDirective says whether a scope holds a directive: whole divisions see all,
// units what was handed out to them.
func seesDirective(scope staff.Scope, r DirectiveRow) bool {
	return scope.All() || scope.Sees(r.Unit) && r.State != directive.Drafted && r.State != directive.Dropped
}

// Directive finds a directive that the scope may see.
func (t *Tx) Directive(scope staff.Scope, id string) (DirectiveRow, error) {
	r, err := one(t, "directive_by_id", scanDirective(scope.Division()), scope.Division(), id)
	if err == nil && !seesDirective(scope, r) {
		return DirectiveRow{}, ErrNotFound
	}
	return r, err
}

// DirectivePage says which directives a list shows, the newest first.
type DirectivePage struct {
	Kind     directive.Kind
	State    directive.State
	Giver    string // id of the person; "" for all
	Unit     string // that it is addressed to; "" for all
	Before   civil.Date
	BeforeID string // of the last one shown
	Most     int
}

// Directives lists directives that the scope may see.
func (t *Tx) Directives(scope staff.Scope, p DirectivePage) ([]DirectiveRow, error) {
	if p.Unit != "" && !scope.Sees(p.Unit) {
		return nil, nil
	}
	before := int64(1) << 40
	if p.BeforeID != "" {
		before = p.Before.Days()
	}
	args := []any{scope.Division(), before, p.BeforeID, string(p.Kind), string(p.State), p.Most}
	scan := scanDirective(scope.Division())
	if p.Unit == "" && scope.All() {
		if p.Giver != "" {
			return list(t, "directive_list_giver", scan, append(args, p.Giver)...)
		}
		return list(t, "directive_list", scan, args...)
	}
	units, all := scope.Units(), int64(0)
	if p.Unit != "" {
		units = []string{p.Unit}
	}
	if scope.All() {
		all = 1
	}
	var found []DirectiveRow
	for _, u := range units {
		rows, err := list(t, "directive_list_unit", scan, append(slices.Clone(args), u, all)...)
		if err != nil {
			return nil, err
		}
		found = append(found, rows...)
	}
	if p.Giver != "" {
		found = slices.DeleteFunc(found, func(r DirectiveRow) bool { return r.Giver != p.Giver })
	}
	slices.SortFunc(found, func(a, b DirectiveRow) int {
		return cmp.Or(cmp.Compare(b.GivenOn.Days(), a.GivenOn.Days()), cmp.Compare(b.ID, a.ID))
	})
	return found[:min(len(found), p.Most)], nil
}

// MostDirectivesOfTask is how many directives one task answers at most.
const MostDirectivesOfTask = 100

// DirectivesOfTask are the directives that a task answers.
func (t *Tx) DirectivesOfTask(division, task string) ([]DirectiveRow, error) {
	return list(t, "directive_of_task", scanDirective(division), division, task, MostDirectivesOfTask)
}

// DirectivesFollowing are those that go on with a directive.
func (t *Tx) DirectivesFollowing(scope staff.Scope, id string) ([]DirectiveRow, error) {
	all, err := list(t, "directive_following", scanDirective(scope.Division()), scope.Division(), id, MostDirectivesOfTask)
	return slices.DeleteFunc(all, func(r DirectiveRow) bool { return !seesDirective(scope, r) }), err
}

// EveryDirective is all directives of a division, for the ledger's check.
func (t *Tx) EveryDirective(division string) ([]DirectiveRow, error) {
	return list(t, "directive_all", scanDirective(division), division)
}

func scanDirectiveNotice(division string) func(row) (Notice, error) {
	return func(r row) (Notice, error) {
		n := Notice{Division: division}
		err := r.Scan(&n.ID, &n.Directive, &n.Rule, &n.Source, &n.Person, &n.Post, &n.Words, &n.ToldAt, &n.ReadAt, &n.Version, &n.Seal)
		return n, err
	}
}

func (t *Tx) addDirectiveNotice(n Notice) error {
	return t.put("directive_notice_insert", n.Division, n.ID, n.Directive, n.Rule, n.Source, n.Person, n.Post, n.Words, n.ToldAt, n.ReadAt, n.Seal)
}

// directiveNotice finds a notice of a directive where none of a case was found.
func (t *Tx) directiveNotice(division, id string, err error) (Notice, error) {
	if !errors.Is(err, ErrNotFound) {
		return Notice{}, err
	}
	return one(t, "directive_notice_by_id", scanDirectiveNotice(division), division, id)
}
