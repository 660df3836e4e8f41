package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/store"
)

// TourBasics is what a tour is called, when it is and where it sets out.
type TourBasics struct {
	Name        string
	Year, Half  int
	From, Until civil.Date
	Start       tour.Place
}

// PlanTour is a tour to be drafted, or what of a draft is replaced; nil leaves a part as it is.
type PlanTour struct {
	Basics   *TourBasics
	Stops    []string // projects
	Criteria []tour.Criterion
	Trim     *bool
	Judges   []string // persons
}

// TourKept is a tour after an act.
type TourKept struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// PlanTour drafts a tour. What is marked, and how far, begins as the table in force has it.
func (w *Workspace) PlanTour(ctx context.Context, by staff.Actor, call Call, in PlanTour) (TourKept, error) {
	return perform(ctx, w, by, "tour.plan", call, func(d *deed) (TourKept, error) {
		if in.Basics == nil {
			return TourKept{}, fault.New(fault.Invalid, "观摩没有名称。", "写名称、半年和日子。").At("name")
		}
		today := civil.Instant(d.now).Date()
		row := store.TourRow{Division: d.by.Division, ID: d.newID(), State: tour.Draft}
		most, _ := tour.Parameter("marks.most", today)
		places, _ := tour.Parameter("marks.places", today)
		least, _ := tour.Parameter("trim.least", today)
		p, _ := places.Scaled()
		l, _ := least.Scaled()
		row.Plan.Most, row.Plan.Places, row.Plan.Least = most, int(p), int(l)
		row.Plan.Criteria, _ = tour.StandardCriteria(today)
		return d.planTour(row, in)
	})
}

// AmendTour changes a draft.
func (w *Workspace) AmendTour(ctx context.Context, by staff.Actor, call Call, id string, in PlanTour) (TourKept, error) {
	return perform(ctx, w, by, "tour.amend", call, func(d *deed) (TourKept, error) {
		row, err := d.draftTour(call, id)
		if err != nil {
			return TourKept{}, err
		}
		return d.planTour(row, in)
	})
}

// draftTour is a tour whose plan may still change.
func (d *deed) draftTour(call Call, id string) (store.TourRow, error) {
	row, err := d.tourAt(call, id)
	if err == nil && row.State != tour.Draft {
		err = fault.New(fault.Refused, "“"+row.Plan.Name+"”已经开始打分，不能再改。", "评委是照开始时的样子打的；要改，另办一次。")
	}
	return row, err
}

// tourAt is a tour at the version that the caller saw.
func (d *deed) tourAt(call Call, id string) (store.TourRow, error) {
	row, err := d.tx.Tour(d.by.Division, id)
	if err != nil {
		return row, err
	}
	d.object = "tour/" + id
	return row, call.current(row.Version, "“"+row.Plan.Name+"”")
}

func (d *deed) planTour(row store.TourRow, in PlanTour) (TourKept, error) {
	t := &row.Plan
	if b := in.Basics; b != nil {
		t.Name, t.Year, t.Half, t.From, t.Until, t.Start = strings.TrimSpace(b.Name), b.Year, b.Half, b.From, b.Until, b.Start
		t.Start.Name = strings.TrimSpace(t.Start.Name)
	}
	if in.Criteria != nil {
		t.Criteria = in.Criteria
	}
	if in.Trim != nil {
		t.Trim = *in.Trim
	}
	if in.Stops != nil {
		chosen := make([]tour.Stop, 0, len(in.Stops))
		for _, id := range in.Stops {
			if slices.ContainsFunc(chosen, func(s tour.Stop) bool { return s.Project == id }) {
				continue
			}
			s := tour.Stop{Project: id}
			if was := t.Stop(id); was != nil {
				s = *was
			}
			chosen = append(chosen, s)
		}
		t.Stops = chosen
	}
	if in.Judges != nil {
		t.Judges = make([]tour.Judge, 0, len(in.Judges))
		for _, id := range in.Judges {
			if t.Judge(id) == nil {
				t.Judges = append(t.Judges, tour.Judge{Person: id})
			}
		}
	}
	if err := d.fillTour(t); err != nil {
		return TourKept{}, err
	}
	return d.keepTour(row)
}

// keepTour checks a tour and keeps it.
func (d *deed) keepTour(row store.TourRow) (TourKept, error) {
	if err := row.Plan.Check(); err != nil {
		return TourKept{}, err
	}
	if row.State == tour.Draft {
		row.PlannedAt, row.Person = d.now, d.by.Person
	}
	object, bytes, err := canonTour(row)
	if err != nil {
		return TourKept{}, err
	}
	d.object = object
	row.Seal = d.seal(object, row.Seal, bytes)
	return TourKept{row.ID, row.Version + 1}, d.tx.SetTour(row)
}

// fillTour writes into a plan what the register says of its projects and what
// posts its judges hold today.
func (d *deed) fillTour(t *tour.Tour) error {
	scope := mustScope(d.by, "tour.amend")
	for i := range t.Stops {
		s := &t.Stops[i]
		row, err := d.tx.Project(scope, s.Project)
		if missing(err) {
			return fault.New(fault.Invalid, "没有项目“"+s.Project+"”。", "从项目里选。").At("stops")
		}
		if err != nil {
			return err
		}
		p, err := project.Read(row.Facts, nil)
		if err != nil {
			return err
		}
		s.Name, s.Unit, s.Town, s.Leader, s.Site, s.Lon, s.Lat = p.Name, p.Unit, p.Town, p.Leader, p.Place, p.Lon, p.Lat
	}
	if len(t.Judges) == 0 {
		return nil
	}
	all, err := juryOf(d.tx, d.by.Division, civil.Instant(d.now).Date())
	if err != nil {
		return err
	}
	for i, j := range t.Judges {
		n := slices.IndexFunc(all, func(x JudgeChoice) bool { return x.Person == j.Person })
		if n < 0 {
			return fault.New(fault.Invalid, fmt.Sprintf("“%s”不是在任的人，不能当评委。", j.Person), "从在任的领导、负责人、经办和督办人员里选。").At("judges")
		}
		t.Judges[i] = all[n].Judge
	}
	return nil
}

// JudgeChoice is somebody who may be made a judge.
type JudgeChoice struct {
	tour.Judge
	Name string
	Rank int64
}

// juryOf are those who may be judges on a day: whoever holds a post that deals
// with the division's business. A judge belongs to the units of the posts, to
// those below them and to those above, but for a government: its leaders lead
// every unit, and would be recused from all stops.
func juryOf(tx *store.Tx, division string, on civil.Date) ([]JudgeChoice, error) {
	units, err := tx.Units(division)
	if err != nil {
		return nil, err
	}
	posts, err := tx.Posts(division)
	if err != nil {
		return nil, err
	}
	persons, err := tx.EveryPerson(division)
	if err != nil {
		return nil, err
	}
	holdings, err := tx.Holdings(division)
	if err != nil {
		return nil, err
	}
	byCode := map[string]staff.Unit{}
	below := map[string][]string{}
	for _, u := range units {
		byCode[u.Code] = u
		below[u.Parent] = append(below[u.Parent], u.Code)
	}
	post := map[string]staff.Post{}
	for _, p := range posts {
		post[p.Code] = p
	}
	held := map[string][]staff.Post{}
	for _, h := range holdings {
		p, ok := post[h.Post]
		if ok && h.Holds(on.Days()) && !p.Closed && !p.Role.Administers() && p.Role != "" {
			held[h.Person] = append(held[h.Person], p)
		}
	}
	var all []JudgeChoice
	for _, p := range persons {
		mine := held[p.ID]
		if len(mine) == 0 || p.Stopped {
			continue
		}
		slices.SortFunc(mine, func(a, b staff.Post) int { return strings.Compare(a.Code, b.Code) })
		c := JudgeChoice{Name: p.Name, Rank: byCode[mine[0].Unit].Rank, Judge: tour.Judge{Person: p.ID, Post: mine[0].Name, Unit: mine[0].Unit, Units: []string{}}}
		add := func(code string) bool {
			if code == "" || byCode[code].Kind == staff.Government || slices.Contains(c.Units, code) {
				return false
			}
			c.Units = append(c.Units, code)
			return true
		}
		for _, x := range mine {
			c.Posts = append(c.Posts, x.Name)
			if !add(x.Unit) {
				continue
			}
			for up := byCode[x.Unit].Parent; add(up); up = byCode[up].Parent {
			}
			for wait := slices.Clone(below[x.Unit]); len(wait) > 0; wait = wait[1:] {
				if add(wait[0]) {
					wait = append(wait, below[wait[0]]...)
				}
			}
		}
		slices.Sort(c.Units)
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b JudgeChoice) int {
		if a.Rank != b.Rank {
			return int(a.Rank - b.Rank)
		}
		return strings.Compare(a.Unit+a.Post+a.Person, b.Unit+b.Post+b.Person)
	})
	return all, nil
}
