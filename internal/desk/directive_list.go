package desk

import (
	"context"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// DirectivePage says which directives a list shows; zero values leave open.
type DirectivePage struct {
	Kind     directive.Kind
	State    directive.State
	Mine     bool // that the actor gave
	Unit     string
	Before   civil.Date // of the last one shown
	BeforeID string
	Most     int
}

// ListedDirective is a directive with how its task stands today.
type ListedDirective struct {
	directive.Directive
	Version int64
	Of      ListedTask
	Verdict task.Verdict
}

// DirectiveList is a page of directives, the newest first.
type DirectiveList struct {
	Directives []ListedDirective
	Units      map[string]staff.Unit
	Today      civil.Date
}

// ListDirectives lists directives as far as the actor sees them.
func (w *Workspace) ListDirectives(ctx context.Context, by staff.Actor, p DirectivePage) (DirectiveList, error) {
	out := DirectiveList{Today: civil.Instant(w.now()).Date()}
	scope, err := staff.ScopeOf(by, "directive.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if out.Units, err = unitsOf(tx, by.Division); err != nil {
			return err
		}
		out.Directives, err = listedDirectives(tx, scope, by, p, out.Today)
		return err
	})
	return out, faulted(err)
}

func listedDirectives(tx *store.Tx, scope staff.Scope, by staff.Actor, p DirectivePage, today civil.Date) (all []ListedDirective, err error) {
	s := store.DirectivePage{Kind: p.Kind, State: p.State, Unit: p.Unit, Before: p.Before, BeforeID: p.BeforeID, Most: p.Most}
	if p.Mine {
		s.Giver = by.Person
	}
	rows, err := tx.Directives(scope, s)
	if err != nil {
		return nil, err
	}
	practice, err := tx.PracticeOf(by.Division)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		x, err := listedDirective(tx, r, practice.Practice, today)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func listedDirective(tx *store.Tx, r store.DirectiveRow, p task.Practice, today civil.Date) (ListedDirective, error) {
	row, err := tx.TaskOf(r.Division, r.Task)
	if err != nil {
		return ListedDirective{}, err
	}
	if err := gather(tx, r.Division, row.Task); err != nil {
		return ListedDirective{}, err
	}
	k := row.Task.PaceOn(today, task.ProfileNamed(p.Profile), p.ReportDay)
	return ListedDirective{r.Directive, r.Version, ListedTask{row.Task, row.Version, k}, row.Task.Result(k)}, nil
}

// ShownDirective is a directive with all that its page shows.
type ShownDirective struct {
	ListedDirective
	Story   ShownTask         // its task's
	First   *ListedDirective  // that it goes on with
	Further []ListedDirective // that go on with it
	Entered string            // name of who entered it
	Named   string            // of who gave it, "" where he has no account
	Seated  string            // name of the post that entered it
}

// ShowDirective opens a directive with its task and what came of it.
func (w *Workspace) ShowDirective(ctx context.Context, by staff.Actor, id string) (ShownDirective, error) {
	var out ShownDirective
	today := civil.Instant(w.now()).Date()
	scope, err := staff.ScopeOf(by, "directive.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Directive(scope, id)
		if err != nil {
			return err
		}
		practice, err := tx.PracticeOf(by.Division)
		if err != nil {
			return err
		}
		if out.ListedDirective, err = listedDirective(tx, r, practice.Practice, today); err != nil {
			return err
		}
		if r.Follows != "" {
			first, err := tx.Directive(scope, r.Follows)
			if err != nil && !missing(err) {
				return err
			}
			if err == nil {
				x, err := listedDirective(tx, first, practice.Practice, today)
				if err != nil {
					return err
				}
				out.First = &x
			}
		}
		further, err := tx.DirectivesFollowing(scope, id)
		if err != nil {
			return err
		}
		for _, f := range further {
			x, err := listedDirective(tx, f, practice.Practice, today)
			if err != nil {
				return err
			}
			out.Further = append(out.Further, x)
		}
		slices.SortStableFunc(out.Further, func(a, b ListedDirective) int { return int(a.GivenOn.Days() - b.GivenOn.Days()) })
		for id, name := range map[string]*string{r.Person: &out.Entered, r.Giver: &out.Named} {
			if id == "" {
				continue
			}
			p, err := tx.Person(by.Division, id)
			if err != nil && !missing(err) {
				return err
			}
			*name = p.Name
		}
		posts, err := tx.Posts(by.Division)
		if i := slices.IndexFunc(posts, func(p staff.Post) bool { return p.Code == r.Post }); i >= 0 {
			out.Seated = posts[i].Name
		}
		return err
	})
	if err == nil {
		out.Story, err = w.ShowTask(ctx, by, out.Task)
	}
	return out, faulted(err)
}

// Outcome is what came of a directive, in a sentence: how its task ended, or the
// newest that its unit reported.
func (s *ShownDirective) Outcome() (words string, on civil.Date) {
	t := s.Story.Task
	if t.State == task.ClosedOut {
		words = task.VerdictWords[s.Verdict]
		for i := len(t.Events) - 1; i >= 0; i-- {
			if e := t.Events[i]; e.Act == task.Apply && e.Reason != "" {
				words += "：" + strings.TrimRight(e.Reason, "。")
				break
			}
		}
		return words + "。", t.ClosedOn
	}
	for i := len(t.Reports) - 1; i >= 0; i-- {
		if r := t.Reports[i]; r.Counts() && r.Steps != "" {
			return r.Steps, r.SignedAt.Date()
		}
	}
	return "", on
}

// DirectiveForm is what the forms of directives offer to choose from.
type DirectiveForm struct {
	Givers []Giver
	Units  []staff.Unit
	Today  civil.Date
	First  *ListedDirective // that the new one goes on with
}

// BlankDirective is what a form to enter a directive offers; follows is the one
// on the same matter, "" for none.
func (w *Workspace) BlankDirective(ctx context.Context, by staff.Actor, follows string) (DirectiveForm, error) {
	out := DirectiveForm{Today: civil.Instant(w.now()).Date()}
	if err := staff.Permit(by, "directive.add", ""); err != nil {
		return out, err
	}
	scope, err := staff.ScopeOf(by, "directive.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if out.Givers, err = givers(tx, by.Division, out.Today); err != nil {
			return err
		}
		if out.Units, err = tx.Units(by.Division); err != nil || follows == "" {
			return err
		}
		r, err := tx.Directive(scope, follows)
		if err != nil {
			return err
		}
		p, err := tx.PracticeOf(by.Division)
		if err != nil {
			return err
		}
		x, err := listedDirective(tx, r, p.Practice, out.Today)
		out.First = &x
		return err
	})
	return out, faulted(err)
}
