package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/store"
)

// ScoreKept is a judge's sheet after an act: what was given stays with the judge.
type ScoreKept struct {
	Version int64 `json:"version"`
	Left    int   `json:"left"` // stops still to be scored
}

// ScoreStop keeps what a judge gives a stop; until the judge hands in it may be
// given anew. call.Version is that of the sheet.
func (w *Workspace) ScoreStop(ctx context.Context, by staff.Actor, call Call, id, project string, marks []string) (ScoreKept, error) {
	return perform(ctx, w, by, "tour.score", call, func(d *deed) (ScoreKept, error) {
		row, handed, err := d.judged(id)
		if err != nil {
			return ScoreKept{}, err
		}
		j, _, err := row.Plan.May(row.State, d.by.Person, project, handed)
		if err != nil {
			return ScoreKept{}, err
		}
		given, err := row.Plan.Marks(marks)
		if err != nil {
			return ScoreKept{}, err
		}
		own, err := d.tx.OwnTourScores(d.by.Division, id, d.by.Person)
		if err != nil {
			return ScoreKept{}, err
		}
		s := store.TourScore{Division: d.by.Division, Tour: id, Person: d.by.Person, Project: project}
		left := len(row.Plan.Due(*j)) - len(own)
		if i := slices.IndexFunc(own, func(x store.TourScore) bool { return x.Project == project }); i >= 0 {
			s = own[i]
		} else {
			left--
		}
		if s.Version != 0 {
			err = call.current(s.Version, "这一张评分表")
		} else {
			err = call.absent()
		}
		if err != nil {
			return ScoreKept{}, err
		}
		s.Marks, s.RecordedAt = given, d.now
		object, bytes := canonTourScore(s)
		s.Seal = d.seal(object, s.Seal, bytes)
		return ScoreKept{s.Version + 1, left}, d.tx.SetTourScore(s)
	})
}

// judged is a tour as one of its judges acts on it, and whether the judge handed in.
func (d *deed) judged(id string) (store.TourRow, bool, error) {
	row, err := d.tx.Tour(d.by.Division, id)
	if err != nil {
		return row, false, err
	}
	if row.State == tour.Draft && row.Plan.Judge(d.by.Person) == nil { // it is nobody else's to know
		return row, false, store.ErrNotFound
	}
	d.object = "tour/" + id
	all, err := d.tx.ToursHanded(d.by.Division, id)
	return row, slices.ContainsFunc(all, func(h store.TourHanded) bool { return h.Person == d.by.Person }), err
}

// SubmitScores hands a judge's sheets in: from then on they are sealed. Every
// stop that the judge may mark must be marked.
func (w *Workspace) SubmitScores(ctx context.Context, by staff.Actor, call Call, id string) (ScoreKept, error) {
	return perform(ctx, w, by, "tour.submit", call, func(d *deed) (ScoreKept, error) {
		row, handed, err := d.judged(id)
		if err != nil {
			return ScoreKept{}, err
		}
		if err := call.current(row.Version, "“"+row.Plan.Name+"”"); err != nil {
			return ScoreKept{}, err
		}
		j := row.Plan.Judge(d.by.Person)
		switch {
		case j == nil:
			return ScoreKept{}, fault.New(fault.Forbidden, "您不是“"+row.Plan.Name+"”的评委。", "评委由督办室在筹备时定。")
		case row.State == tour.Closed:
			return ScoreKept{}, fault.New(fault.Refused, "“"+row.Plan.Name+"”已经截止，不再收卷。", "没有交的分不计入结果。")
		case row.State == tour.Draft:
			return ScoreKept{}, fault.New(fault.Refused, "“"+row.Plan.Name+"”还没有开始打分。", "开始以后再打。")
		case handed:
			return ScoreKept{}, fault.New(fault.Conflict, "您已经交过卷。", "交卷以后分数封存。")
		}
		own, err := d.tx.OwnTourScores(d.by.Division, id, d.by.Person)
		if err != nil {
			return ScoreKept{}, err
		}
		var lacking []string
		for _, s := range row.Plan.Due(*j) {
			if !slices.ContainsFunc(own, func(x store.TourScore) bool { return x.Project == s.Project }) {
				lacking = append(lacking, s.Name)
			}
		}
		if n := len(lacking); n > 0 {
			return ScoreKept{}, fault.New(fault.Refused, fmt.Sprintf("还有 %d 个观摩点没有打分：%s。", n, strings.Join(lacking[:min(n, 3)], "、")), "都打了再交卷。")
		}
		h := store.TourHanded{Division: d.by.Division, Tour: id, Person: d.by.Person, HandedAt: d.now, Sheets: int64(len(own))}
		object, bytes := canonTourHanded(h)
		h.Seal = d.seal(object, nil, bytes)
		return ScoreKept{1, 0}, d.tx.AddTourHanded(h)
	})
}
