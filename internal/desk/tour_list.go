package desk

import (
	"cmp"
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/store"
)

// TourKey is where a list of tours goes on.
type TourKey = store.TourKey

// ListedTour is a tour in a list.
type ListedTour struct {
	store.TourRow
	Handed int  // judges who handed in; 0 in drafts
	Judge  bool // the actor is one of its judges
}

// TourList is tours, the newest first.
type TourList struct {
	Tours []ListedTour
	More  bool
	Today civil.Date
}

// ListTours lists tours: drafts are the office's alone.
func (w *Workspace) ListTours(ctx context.Context, by staff.Actor, after TourKey, most int) (TourList, error) {
	out := TourList{Today: civil.Instant(w.now()).Date()}
	if _, err := staff.ScopeOf(by, "tour.list"); err != nil {
		return out, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		for at := after; !out.More; {
			rows, err := tx.Tours(by.Division, at, most+1)
			if err != nil {
				return err
			}
			for _, r := range rows {
				at = store.TourKey{On: r.Plan.From, ID: r.ID}
				if !seesTour(by, r) {
					continue
				}
				if len(out.Tours) == most {
					out.More = true
					break
				}
				x := ListedTour{TourRow: r, Judge: r.Plan.Judge(by.Person) != nil}
				if r.State != tour.Draft {
					handed, err := tx.ToursHanded(by.Division, r.ID)
					if err != nil {
						return err
					}
					x.Handed = len(handed)
				}
				out.Tours = append(out.Tours, x)
			}
			if len(rows) <= most {
				return nil
			}
		}
		return nil
	})
	return out, faulted(err)
}

// seesTour says that the actor sees a tour: a draft is seen by who plans it.
func seesTour(by staff.Actor, r store.TourRow) bool {
	return r.State != tour.Draft || by.May("tour.amend")
}

// TourCandidate is a project that a tour could go to.
type TourCandidate struct {
	Project   string
	Name      string
	Unit      string
	Town      string
	Stage     project.Stage
	Placed    bool // it has a place on the map
	Suggested bool
}

// TourChoices are the projects and the judges that a draft can choose from.
type TourChoices struct {
	Projects []TourCandidate // by towns in the official order, suggested ones first
	Judges   []JudgeChoice
	Units    []staff.Unit
}

// ChooseForTour says what a tour can choose from: projects at which there is
// something to see, from the start of works to production. Of each town the one
// with a place on the map and the largest investment is suggested.
func (w *Workspace) ChooseForTour(ctx context.Context, by staff.Actor) (TourChoices, error) {
	var out TourChoices
	if _, err := staff.ScopeOf(by, "tour.amend"); err != nil {
		return out, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if out.Judges, err = juryOf(tx, by.Division, civil.Instant(w.means.Clock()).Date()); err != nil {
			return err
		}
		if out.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		rank := map[string]int64{}
		for _, u := range out.Units {
			rank[u.Code] = u.Rank
		}
		rows, err := tx.EveryProject(by.Division)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r ProjectRow) bool { return r.Stage < project.Started || r.Stage > project.Producing })
		placed := func(r ProjectRow) bool { return r.Facts["lon"] != "" && r.Facts["lat"] != "" }
		first := func(yes bool) int {
			if yes {
				return 0
			}
			return 1
		}
		slices.SortFunc(rows, func(a, b ProjectRow) int {
			return cmp.Or(cmp.Compare(first(a.Town != ""), first(b.Town != "")), cmp.Compare(rank[a.Town], rank[b.Town]), cmp.Compare(a.Town, b.Town),
				cmp.Compare(first(placed(a)), first(placed(b))), b.Investment.Cmp(a.Investment), cmp.Compare(a.ID, b.ID))
		})
		for i, r := range rows {
			suggested := r.Town != "" && (i == 0 || rows[i-1].Town != r.Town)
			out.Projects = append(out.Projects, TourCandidate{r.ID, r.Name, r.Unit, r.Town, r.Stage, placed(r), suggested})
		}
		return nil
	})
	return out, faulted(err)
}
