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

// ShownSettlement is a settlement as far as the actor sees it: the whole
// division, or what concerns the actor's units.
type ShownSettlement struct {
	ListedSettlement
	Card      *scorecard.Card
	Result    *scorecard.Settlement // subjects in the official order
	Inputs    *scorecard.Inputs     // for whoever sees all; nil for units
	All       bool                  // the whole division is shown
	Lacks     []Lack
	Amends    *ListedSettlement  // what it corrects
	Amended   []ListedSettlement // what corrects it
	Rechecked Recheck
	Units     map[string]string // names of the units that answer for subjects which are none themselves
	Appeal    *Appealing        // how long there is to appeal; nil before it is confirmed, and where the card says nothing
}

// Lack is a fact of a subject that was missing, wherever it was asked for.
type Lack struct {
	Subject, Name string
	Words         string // what was missing
	Effect        scorecard.Missing
	Items         []string // where it was asked for, by title
	Rows          []string // the rows, where it was missing in some
}

// Recheck (重算核对) is what comes out when a kept settlement is reckoned anew
// from what was kept with it.
type Recheck struct {
	Same bool
	Why  string // where it is not
}

// Appealing is how long there is to appeal.
type Appealing struct {
	scorecard.Appeal
	Until civil.Reckoning
	Ends  bool // the time is over
}

// ShowSettlement opens a settlement.
func (w *Workspace) ShowSettlement(ctx context.Context, by staff.Actor, id string) (ShownSettlement, error) {
	var out ShownSettlement
	scope, err := staff.ScopeOf(by, "settlement.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Settlement(scope, id)
		if err != nil {
			return err
		}
		out, err = w.shown(tx, scope, row)
		return err
	})
	return out, faulted(err)
}

func (w *Workspace) shown(tx *store.Tx, scope staff.Scope, row store.SettlementRow) (out ShownSettlement, err error) {
	kept, err := w.openKept(row)
	if err != nil {
		return out, err
	}
	out.All, out.Rechecked, out.Card = scope.All(), kept.recheck, kept.card
	names := map[string]string{}
	if out.ListedSettlement, err = told(tx, row, names); err != nil {
		return out, err
	}
	if out.Result, err = visibleResult(tx, scope, row.Division, kept.result); err != nil {
		return out, err
	}
	if out.All {
		out.Inputs = kept.inputs
	}
	if out.Card.Of == scorecard.Project {
		units, err := tx.Units(row.Division)
		if err != nil {
			return out, err
		}
		out.Units = map[string]string{}
		for _, u := range units {
			out.Units[u.Code] = cmp.Or(u.Short, u.Name)
		}
	}
	out.Lacks = lacks(out.Result.Findings)
	if row.Amends != "" {
		was, err := tx.SettlementHead(scope, row.Amends)
		if err == nil {
			x, err := told(tx, was, names)
			if err != nil {
				return out, err
			}
			out.Amends = &x
		} else if !missing(err) {
			return out, err
		}
	}
	later, err := tx.SettlementAmendments(scope, row.ID)
	if err != nil {
		return out, err
	}
	for _, r := range later {
		x, err := told(tx, r, names)
		if err != nil {
			return out, err
		}
		out.Amended = append(out.Amended, x)
	}
	return out, w.appealing(tx, &out)
}

// appealing reckons how long there is to appeal against a confirmed settlement.
func (w *Workspace) appealing(tx *store.Tx, out *ShownSettlement) error {
	if out.ConfirmedAt == 0 {
		return nil
	}
	confirmed := civil.Instant(out.ConfirmedAt)
	a := out.Card.AppealOn(confirmed.Date())
	if a == nil {
		return nil
	}
	days, err := w.calendarOf(tx, out.Division)
	if err != nil {
		return err
	}
	now := civil.Instant(w.now())
	r := days.Reckon(civil.Clock{Start: confirmed, Limit: a.File}, now)
	out.Appeal = &Appealing{*a, r, r.Late}
	return nil
}

// visibleResult is what a scope sees of a result, in the official order of the
// units: a unit its own row and those of its projects, without whose the least
// and the greatest are that it was set against.
func visibleResult(tx *store.Tx, scope staff.Scope, division string, kept *scorecard.Settlement) (*scorecard.Settlement, error) {
	units, err := tx.Units(division)
	if err != nil {
		return nil, err
	}
	rank := map[string]int{}
	for i, u := range units {
		rank[u.Code] = i + 1
	}
	s := *kept
	s.Subjects = slices.Clone(kept.Subjects)
	slices.SortStableFunc(s.Subjects, func(a, b scorecard.Result) int { return rank[a.Answers()] - rank[b.Answers()] })
	if scope.All() {
		return &s, nil
	}
	sees, others := func(subject string) bool {
		r := kept.Result(subject)
		return r != nil && scope.Sees(r.Answers())
	}, "参评单位里最大或最小的"
	if slices.ContainsFunc(kept.Subjects, func(r scorecard.Result) bool { return r.Unit != "" }) {
		others = "参评项目里最大或最小的"
	}
	s.Subjects = slices.DeleteFunc(s.Subjects, func(r scorecard.Result) bool { return !scope.Sees(r.Answers()) })
	s.Findings = slices.DeleteFunc(slices.Clone(kept.Findings), func(f scorecard.Finding) bool { return !sees(f.Subject) })
	s.Cuts = nil
	for i := range s.Subjects {
		for _, list := range []*[]scorecard.Cell{&s.Subjects[i].Cells, &s.Subjects[i].Deductions, &s.Subjects[i].Bonuses} {
			*list = slices.Clone(*list)
			for j := range *list {
				c := &(*list)[j]
				c.Inputs = slices.Clone(c.Inputs)
				for k, in := range c.Inputs {
					if in.Subject != "" && !sees(in.Subject) {
						c.Inputs[k].Subject, c.Inputs[k].Source = "", scorecard.Source{Words: others}
					}
				}
			}
		}
	}
	return &s, nil
}

// lacks groups findings: one for a subject and what it lacks.
func lacks(all []scorecard.Finding) (list []Lack) {
	for _, f := range all {
		i := slices.IndexFunc(list, func(l Lack) bool {
			return l.Subject == f.Subject && l.Words == f.Words && l.Effect == f.Effect
		})
		if i < 0 {
			i, list = len(list), append(list, Lack{Subject: f.Subject, Name: f.Name, Words: f.Words, Effect: f.Effect})
		}
		if !slices.Contains(list[i].Items, f.Title) {
			list[i].Items = append(list[i].Items, f.Title)
		}
		if f.RowTitle != "" && !slices.Contains(list[i].Rows, f.RowTitle) {
			list[i].Rows = append(list[i].Rows, f.RowTitle)
		}
	}
	return list
}

// ComparedSettlements are two settlements with what is not the same.
type ComparedSettlements struct {
	Was, Is    ListedSettlement
	Difference scorecard.Difference
	Others     []ListedSettlement // that it can be set against, the newest first
}

// CompareSettlements says what changed from one settlement to another, as far
// as the actor sees both; without the other, what there is to choose from.
func (w *Workspace) CompareSettlements(ctx context.Context, by staff.Actor, id, with string) (out ComparedSettlements, err error) {
	scope, err := staff.ScopeOf(by, "settlement.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		names := map[string]string{}
		read := func(id string, into *ListedSettlement) (*scorecard.Settlement, error) {
			row, err := tx.Settlement(scope, id)
			if err != nil {
				return nil, err
			}
			if *into, err = told(tx, row, names); err != nil {
				return nil, err
			}
			kept, err := w.openKept(row)
			if err != nil {
				return nil, err
			}
			return visibleResult(tx, scope, row.Division, kept.result)
		}
		is, err := read(id, &out.Is)
		if err != nil {
			return err
		}
		rows, err := tx.Settlements(scope, store.SettlementPage{Year: out.Is.Year, Most: store.MostAmendments})
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.ID != id && r.Card == out.Is.Card {
				x, err := told(tx, r, names)
				if err != nil {
					return err
				}
				out.Others = append(out.Others, x)
			}
		}
		if with == "" {
			return nil
		}
		was, err := read(with, &out.Was)
		if err != nil {
			return err
		}
		out.Difference = scorecard.Diff(was, is)
		return nil
	})
	return out, faulted(err)
}
