package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ProjectQuery says which projects a list shows; zero values leave open.
type ProjectQuery struct {
	Stage    project.Stage
	Category string
	List     string
	Town     string
	Unit     string
	Colour   string // green, yellow, red, none
	Over     bool   // past a dwell limit
	Owed     bool   // the due month was not signed
	After    store.ProjectKey
	Most     int
}

// ListedProject is a project in a list: how it stands against the year, and by
// how many days it is past a dwell limit.
type ListedProject struct {
	ProjectRow
	Pace project.Pace
	Over int64
	Owed bool // the month that is due was not signed
}

// ProjectSums are totals over so many projects; each sum says how many of them
// have the figure. 协议投资 and 到位资金 are two figures and never one.
type ProjectSums struct {
	Projects   int
	Investment ProjectSum
	Plan       ProjectSum
	Done       ProjectSum
	Agreed     ProjectSum
	Paid       ProjectSum
	Over       int
	Owed       int
}

// ProjectSum is a total in 万元 over so many projects.
type ProjectSum struct {
	Amount quantity.Decimal
	Of     int
}

func (s *ProjectSum) add(d quantity.Decimal) {
	if d.Sign() != 0 {
		s.Amount, s.Of = project.Sum(s.Amount, d), s.Of+1
	}
}

// TownTally is how many projects stand on the ground of a unit, and the worst colour.
type TownTally struct {
	Projects int
	Worst    project.Colour
	Red      int
}

// ProjectListing is a page of projects with what all pages come to.
type ProjectListing struct {
	Projects []ListedProject
	More     bool
	Sums     ProjectSums
	Stages   map[project.Stage]int
	Colours  map[project.Colour]int
	Towns    map[string]TownTally
	Units    []staff.Unit
	Choices  project.Choices
	Today    civil.Date
	Due      project.Month // whose progress is due
}

// ListProjects lists projects, the largest first, as far as the actor sees
// them: those that his units answer for and those on their ground. What all
// pages come to is counted on the way: a city has hundreds of projects, not
// hundreds of thousands.
func (w *Workspace) ListProjects(ctx context.Context, by staff.Actor, q ProjectQuery) (ProjectListing, error) {
	scope, err := staff.ScopeOf(by, "project.list")
	if err != nil {
		return ProjectListing{}, err
	}
	l := newProjectListing(civil.Instant(w.now()).Date())
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		err := eachProject(tx, scope, q, l.Today, func(p ListedProject) error {
			l.count(p)
			past := q.After.ID == "" || p.Investment.Cmp(q.After.Investment) < 0 || p.Investment.Cmp(q.After.Investment) == 0 && p.ID < q.After.ID
			switch {
			case !past:
			case len(l.Projects) < q.Most:
				l.Projects = append(l.Projects, p)
			default:
				l.More = true
			}
			return nil
		})
		if err != nil {
			return err
		}
		if l.Choices, err = choicesOf(tx, by.Division); err != nil {
			return err
		}
		l.Units, err = tx.Units(by.Division)
		return err
	})
	return l, faulted(err)
}

func newProjectListing(today civil.Date) ProjectListing {
	return ProjectListing{Today: today, Due: project.DueMonth(today), Stages: map[project.Stage]int{}, Colours: map[project.Colour]int{}, Towns: map[string]TownTally{}}
}

func (l *ProjectListing) count(p ListedProject) {
	s := &l.Sums
	s.Projects++
	s.Investment.add(p.Investment)
	s.Done.add(p.Year.Done)
	s.Agreed.add(p.Agreed)
	s.Paid.add(p.Paid)
	if p.Year.Plan != nil {
		s.Plan.add(*p.Year.Plan)
	}
	if p.Over > 0 {
		s.Over++
	}
	if p.Owed {
		s.Owed++
	}
	l.Stages[p.Stage]++
	l.Colours[p.Pace.Colour]++
	if p.Town != "" {
		t := l.Towns[p.Town]
		t.Projects++
		t.Worst = max(t.Worst, p.Pace.Colour)
		if p.Pace.Colour == project.Red {
			t.Red++
		}
		l.Towns[p.Town] = t
	}
}

// eachProject calls f for the projects of a query that the scope sees.
func eachProject(tx *store.Tx, scope staff.Scope, q ProjectQuery, today civil.Date, f func(ListedProject) error) error {
	due := project.DueMonth(today)
	return tx.Projects(scope, store.ProjectPage{Unit: q.Unit, Town: q.Town, Year: due.Year()}, func(r ProjectRow) (bool, error) {
		p := standing(r, today)
		switch {
		case q.Stage != project.NoStage && r.Stage != q.Stage,
			q.Category != "" && r.Category != q.Category,
			q.List != "" && !slices.Contains(r.Lists, q.List),
			q.Over && p.Over <= 0,
			q.Owed && !p.Owed,
			q.Colour == "none" && p.Pace.Colour != project.NoColour,
			q.Colour != "" && q.Colour != "none" && p.Pace.Colour.Name() != q.Colour:
			return true, nil
		}
		return true, f(p)
	})
}

// standing is a row with what follows from the day.
func standing(r ProjectRow, today civil.Date) ListedProject {
	due := project.DueMonth(today)
	p := ListedProject{ProjectRow: r, Pace: project.PaceIn(due.Year(), r.Year.Plan, r.Year.Done, r.Year.Through, today)}
	if !r.Due.Zero() {
		p.Over = today.Days() - r.Due.Days()
	}
	p.Owed = r.Stage >= project.Started && r.Stage < project.Completed && r.Year.Through < due
	return p
}
