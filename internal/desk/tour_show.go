package desk

import (
	"context"
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/store"
)

// ShownTour is a tour as far as the actor may see it. Before the closing nobody
// but a judge sees what was given, and the judge only the own sheets; after it
// everybody sees what all of them come to, and nobody who gave what.
type ShownTour struct {
	store.TourRow
	Legs    []tour.Leg
	Metres  int64 // that they come to
	Units   []staff.Unit
	Jury    []ShownJudge
	Own     *OwnSheets   // where the actor is a judge
	Result  *tour.Result // once it is closed
	Ranked  []tour.Ranked
	Recheck Recheck
	Today   civil.Date
	May     map[string]bool
}

// ShownJudge is a judge with how far the judge has come.
type ShownJudge struct {
	tour.Judge
	Name     string
	Due      int
	Scored   int // how many stops have a sheet; what stands on them is the judge's
	HandedAt int64
}

// OwnSheets is what a judge gave, for the judge.
type OwnSheets struct {
	tour.Judge
	Due      []tour.Stop
	HandedAt int64
	scores   []store.TourScore
}

// Sheet is what the judge gave a stop, and its version; 0 before there is one.
func (o OwnSheets) Sheet(project string) ([]quantity.Decimal, int64) {
	for _, s := range o.scores {
		if s.Project == project && tour.Reveals(o.Person, s.Person) {
			return s.Marks, s.Version
		}
	}
	return nil, 0
}

// Left are the stops that the judge has still to score.
func (o OwnSheets) Left() (all []tour.Stop) {
	for _, s := range o.Due {
		if _, v := o.Sheet(s.Project); v == 0 {
			all = append(all, s)
		}
	}
	return all
}

// ShowTour opens a tour.
func (w *Workspace) ShowTour(ctx context.Context, by staff.Actor, id string) (ShownTour, error) {
	out := ShownTour{Today: civil.Instant(w.now()).Date(), May: map[string]bool{}}
	if _, err := staff.ScopeOf(by, "tour.list"); err != nil {
		return out, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if out.TourRow, err = tx.Tour(by.Division, id); err != nil {
			return err
		}
		if !seesTour(by, out.TourRow) {
			return store.ErrNotFound
		}
		if out.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		return out.judgesOf(tx, by)
	})
	if err != nil {
		return out, faulted(err)
	}
	out.Legs, out.Metres = out.Plan.Legs()
	draft, open, closed := out.State == tour.Draft, out.State == tour.Open, out.State == tour.Closed
	own := out.Own != nil && out.Own.HandedAt == 0
	for act, now := range map[string]bool{"tour.amend": draft, "tour.route": draft, "tour.open": draft, "tour.score": open && own, "tour.submit": open && own, "tour.close": open, "tour.rank": closed && out.Order == nil} {
		out.May[act] = now && by.May(act)
	}
	return out, nil
}

// judgesOf reads how far the judges have come, the actor's own sheets, and the
// result with what is reckoned from the sheets anew.
func (s *ShownTour) judgesOf(tx *store.Tx, by staff.Actor) error {
	scores, err := tx.TourScores(by.Division, s.ID)
	if err != nil {
		return err
	}
	handed, err := tx.ToursHanded(by.Division, s.ID)
	if err != nil {
		return err
	}
	at := map[string]int64{}
	for _, h := range handed {
		at[h.Person] = h.HandedAt
	}
	names := map[string]string{}
	for _, j := range s.Plan.Judges {
		own := slices.DeleteFunc(slices.Clone(scores), func(x store.TourScore) bool { return x.Person != j.Person })
		due := s.Plan.Due(j)
		if tour.Reveals(by.Person, j.Person) {
			s.Own = &OwnSheets{Judge: j, Due: due, HandedAt: at[j.Person], scores: own}
		}
		name, err := personName(tx, by.Division, j.Person, names)
		if err != nil {
			return err
		}
		s.Jury = append(s.Jury, ShownJudge{Judge: j, Name: name, Due: len(due), Scored: len(own), HandedAt: at[j.Person]})
	}
	if s.State != tour.Closed {
		return nil
	}
	r, err := tour.ReadResult([]byte(s.TourRow.Result))
	if err != nil {
		return err
	}
	s.Result = &r
	if s.Order != nil {
		s.Ranked = r.Rank()
	}
	again := reckonedTour(s.TourRow, handed, scores)
	switch {
	case r.Evaluator != tour.Evaluator:
		s.Recheck.Why = fmt.Sprintf("由第 %d 版计算程序算出，现在是第 %d 版；要核对，请用那一版程序", r.Evaluator, tour.Evaluator)
	case string(again.Canonical()) != s.TourRow.Result || sha(s.TourRow.Result) != s.Digest:
		s.Recheck.Why = "用留存的评分表重算，和公布的结果不一样"
	default:
		s.Recheck.Same = true
	}
	return nil
}

// JudgedStop is one stop before one of its judges.
type JudgedStop struct {
	ShownTour
	Stop    tour.Stop
	At      int // its place among those that the judge is to score, from 1
	Recused string
}

// ShowStop opens a stop for the judge who scores it; "" is the first without a sheet.
func (w *Workspace) ShowStop(ctx context.Context, by staff.Actor, id, project string) (JudgedStop, error) {
	s, err := w.ShowTour(ctx, by, id)
	out := JudgedStop{ShownTour: s}
	if err != nil {
		return out, err
	}
	if s.Own == nil {
		return out, fault.New(fault.Forbidden, "您不是“"+s.Plan.Name+"”的评委。", "评委由督办室在筹备时定。")
	}
	if project == "" {
		switch left := s.Own.Left(); {
		case len(left) > 0:
			project = left[0].Project
		case len(s.Own.Due) > 0:
			project = s.Own.Due[0].Project
		default:
			return out, fault.New(fault.Refused, "“"+s.Plan.Name+"”的观摩点您都要回避。", "没有要打的分。")
		}
	}
	x := s.Plan.Stop(project)
	if x == nil {
		return out, fault.New(fault.NotFound, "“"+s.Plan.Name+"”没有这个观摩点。", "从打分页里点进去。")
	}
	out.Stop, out.Recused = *x, s.Own.Recused(*x)
	out.At = 1 + slices.IndexFunc(s.Own.Due, func(d tour.Stop) bool { return d.Project == project })
	return out, nil
}

// StopScore is the score of a project on a tour.
type StopScore = store.StopScore

// mostStopScores is how many tours a project's page names.
const mostStopScores = 10

// ScoresOfProject are the scores of a project from tours that are closed, the
// newest first, for whoever sees the project.
func (w *Workspace) ScoresOfProject(ctx context.Context, by staff.Actor, project string) ([]StopScore, error) {
	scope, err := staff.ScopeOf(by, "project.list")
	if err != nil || !by.May("tour.list") {
		return nil, err
	}
	var all []StopScore
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if _, err = tx.Project(scope, project); err != nil {
			return err
		}
		all, err = tx.StopScores(by.Division, project, mostStopScores)
		return err
	})
	return all, faulted(err)
}

// UnitName is what a unit is called in short.
func (s ShownTour) UnitName(code string) string {
	for _, u := range s.Units {
		if u.Code == code && u.Short != "" {
			return u.Short
		}
	}
	return unitNamed(s.Units, code)
}
