package desk

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/store"
)

// CloseTour fixes the scores: the result is reckoned from the sheets that were
// handed in and kept; nobody scores any more. Where judges have not handed in, a
// reason is asked for, and what they marked does not count.
func (w *Workspace) CloseTour(ctx context.Context, by staff.Actor, call Call, id, reason string) (TourKept, error) {
	return perform(ctx, w, by, "tour.close", call, func(d *deed) (TourKept, error) {
		row, err := d.tourAt(call, id)
		if err != nil {
			return TourKept{}, err
		}
		name := "“" + row.Plan.Name + "”"
		switch row.State {
		case tour.Draft:
			return TourKept{}, fault.New(fault.Refused, name+"还没有开始打分。", "先开始打分，评委交了卷再截止。")
		case tour.Closed:
			return TourKept{}, fault.New(fault.Conflict, name+"已经截止。", "请刷新看看。")
		}
		handed, err := d.tx.ToursHanded(d.by.Division, id)
		if err != nil {
			return TourKept{}, err
		}
		reason = strings.TrimSpace(reason)
		absent := len(row.Plan.Judges) - len(handed)
		switch {
		case len(handed) == 0:
			return TourKept{}, fault.New(fault.Refused, name+"还没有一位评委交卷，没有结果可以公布。", "等评委交卷。")
		case absent > 0 && reason == "":
			return TourKept{}, fault.New(fault.Refused, fmt.Sprintf("%s还有 %d 位评委没有交卷。", name, absent), "等他们交卷；不等的，写明理由，他们的分不计入。").At("reason")
		case utf8.RuneCountInString(reason) > mostGround:
			return TourKept{}, fault.New(fault.Invalid, fmt.Sprintf("理由有 %d 字，至多 %d 字。", utf8.RuneCountInString(reason), mostGround), "请写短一些。").At("reason")
		}
		sheets, err := d.tx.TourScores(d.by.Division, id)
		if err != nil {
			return TourKept{}, err
		}
		r := reckonedTour(row, handed, sheets)
		row.State, row.ClosedAt, row.ClosedBy, row.Reason = tour.Closed, d.now, d.by.Person, reason
		row.Result = string(r.Canonical())
		row.Digest = sha(row.Result)
		k, err := d.keepTour(row)
		if err != nil {
			return TourKept{}, err
		}
		for _, o := range r.Stops {
			x := store.StopScore{Tour: id, Project: o.Project, Until: row.Plan.Until, Score: o.Score, Sheets: int64(o.Sheets)}
			object, bytes := canonStopScore(x)
			x.Seal = d.seal(object, nil, bytes)
			if err := d.tx.AddStopScore(d.by.Division, x); err != nil {
				return k, err
			}
		}
		return k, nil
	})
}

// reckonedTour is what a tour comes to from what is kept.
func reckonedTour(row store.TourRow, handed []store.TourHanded, scores []store.TourScore) tour.Result {
	var who []string
	for _, h := range handed {
		who = append(who, h.Person)
	}
	sheets := make([]tour.Sheet, len(scores))
	for i, s := range scores {
		sheets[i] = s.Sheet()
	}
	return tour.Reckon(row.Plan, who, sheets)
}

// RankTour puts the result into places, for a document that allows it: without
// one nothing is ranked.
func (w *Workspace) RankTour(ctx context.Context, by staff.Actor, call Call, id, number, title, issuedOn string) (TourKept, error) {
	return perform(ctx, w, by, "tour.rank", call, func(d *deed) (TourKept, error) {
		row, err := d.tourAt(call, id)
		if err != nil {
			return TourKept{}, err
		}
		switch {
		case row.State != tour.Closed:
			return TourKept{}, fault.New(fault.Refused, "“"+row.Plan.Name+"”还没有截止，没有结果可以排。", "截止以后再排名次。")
		case row.Order != nil:
			return TourKept{}, fault.New(fault.Conflict, "“"+row.Plan.Name+"”已经依据"+row.Order.Number+"排了名次。", "请刷新看看。")
		}
		o, err := tour.ReadOrder(number, title, issuedOn, civil.Instant(d.now).Date())
		if err != nil {
			return TourKept{}, err
		}
		row.Order, row.RankedAt, row.RankedBy = &o, d.now, d.by.Person
		return d.keepTour(row)
	})
}
