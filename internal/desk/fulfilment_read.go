package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/press"
	"duban/internal/store"
)

// FulfilmentStandings are all that can be said of a promise, from the best to the
// worst: where it has several tasks, what is said last here counts.
var FulfilmentStandings = []task.Verdict{task.Exceeded, task.Met, task.Otherwise, task.OnTrack, task.Waiting, task.Unissued, task.Halted, task.Behind, task.Missed, task.NoTask}

// FulfilmentPage says whose promises are shown; zero values take the newest
// report that there are tasks of, and all promises.
type FulfilmentPage struct {
	Report   string
	Standing task.Verdict
}

// Fulfilment (兑现) is a report of the division with what has become of each of
// its promises by today, as the register of tasks has it.
type Fulfilment struct {
	Reports   []review.Report // that may be chosen, newest first
	Report    review.Report   // zero where there is none
	Today     civil.Date
	Promises  []Followed // that the page asks for, in the order of the text
	Counts    map[task.Verdict]int
	Undecided int // records that count as they were read, because nobody has decided on them
	Units     map[string]staff.Unit
	Practice  task.Practice
}

// Followed is a promise with the tasks that came of it.
type Followed struct {
	reconcile.Promise
	At       Place
	Tasks    []Undertaken
	Standing task.Verdict // the worst of its tasks'
}

// Undertaken is a task with what it says of one promise.
type Undertaken struct {
	ListedTask
	Standing task.Verdict
}

// ReadFulfilment answers the promises of a report from the register of tasks as
// it stands today. No year has to pass: what a later report will say is not asked.
func (w *Workspace) ReadFulfilment(ctx context.Context, by staff.Actor, p FulfilmentPage) (Fulfilment, error) {
	var v Fulfilment
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { v, err = w.fulfilmentIn(tx, by, p); return err })
	return v, faulted(err)
}

func (w *Workspace) fulfilmentIn(tx *store.Tx, by staff.Actor, p FulfilmentPage) (Fulfilment, error) {
	v := Fulfilment{Today: civil.Instant(w.now()).Date(), Counts: map[task.Verdict]int{}}
	scope, err := staff.ScopeOf(by, "reconciliation.read")
	if err != nil {
		return v, err
	}
	tasks, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return v, err
	}
	if p.Standing != "" && !slices.Contains(FulfilmentStandings, p.Standing) {
		return v, fault.New(fault.Invalid, "没有这种兑现结论。", "从页上的结论里选。").At("standing")
	}
	if v.Reports, err = ownReports(tx, scope, by); err != nil {
		return v, err
	}
	years, err := tx.TaskYears(by.Division)
	if err != nil {
		return v, err
	}
	for _, charged := range []bool{true, false} { // one that there are tasks of, else the newest
		for _, r := range v.Reports {
			if v.Report.ID == "" && (r.ID == p.Report || p.Report == "" && r.Year <= v.Today.Year && (!charged || slices.Contains(years, int64(r.Year)))) {
				v.Report = r
			}
		}
	}
	switch {
	case p.Report != "" && v.Report.ID == "":
		return v, fault.New(fault.NotFound, "没有这份报告，或者它不是本地的报告。", "请从列表里选一份本地的报告。").At("report")
	case v.Report.ID == "":
		return v, nil
	}
	if v.Units, err = unitsOf(tx, by.Division); err != nil {
		return v, err
	}
	judged, err := w.judgedIn(tx, scope, v.Report)
	if err != nil {
		return v, err
	}
	all, practice, err := w.pacedTasks(tx, tasks, v.Report.Year, v.Today)
	if err != nil {
		return v, err
	}
	v.Practice, v.Undecided = practice, judged.undecided()
	came := judged.came(all)
	for _, promise := range reconcile.Promises(judged.report) {
		f := Followed{Promise: promise, At: judged.place(promise.Span, promise.Measure), Standing: task.NoTask}
		var m *statement.Measure
		if promise.Measure >= 0 {
			m = &judged.report.Measures[promise.Measure]
		}
		f.Tasks = followed(came, promise.Span, m)
		for i, t := range f.Tasks {
			if i == 0 || rankOf(t.Standing) > rankOf(f.Standing) {
				f.Standing = t.Standing
			}
		}
		v.Counts[f.Standing]++
		if p.Standing == "" || p.Standing == f.Standing {
			v.Promises = append(v.Promises, f)
		}
	}
	return v, nil
}

func rankOf(v task.Verdict) int { return slices.Index(FulfilmentStandings, v) }

// placedTask is a task with where in the report it came from.
type placedTask struct {
	ListedTask
	at cite.Span
}

// came are the tasks that came of the report, whole ones alone, each with
// the place of its record. Where the record was split or merged since, the
// task's own sentence is looked for.
func (v *judged) came(all []ListedTask) (some []placedTask) {
	at := map[string]cite.Span{}
	for _, r := range v.records {
		at[r.ID] = r.Span
	}
	for _, t := range all {
		if t.Origin.Report != v.id || t.Parent != "" || t.State == task.Withdrawn {
			continue
		}
		span, there := at[t.Origin.Record]
		if !there {
			if span, there = v.find(t.Origin.Words); !there {
				continue
			}
		}
		some = append(some, placedTask{t, span})
	}
	return some
}

// find looks for words in the text of the report.
func (v *judged) find(words string) (cite.Span, bool) {
	if words == "" {
		return cite.Span{}, false
	}
	text := v.report.Document.Text
	at := strings.Index(text, words)
	if at < 0 {
		return cite.Span{}, false
	}
	start := utf8.RuneCountInString(text[:at])
	return cite.Span{Start: start, End: start + utf8.RuneCountInString(words)}, true
}

// followed are the tasks of a promise, the narrowest first. Tasks measured by
// the promised figure itself stand for it alone; one measured by another figure
// says nothing of it.
func followed(all []placedTask, span cite.Span, m *statement.Measure) (some []Undertaken) {
	var near []placedTask
	for _, t := range all {
		if t.at.Start < span.End && span.Start < t.at.End {
			near = append(near, t)
		}
	}
	slices.SortStableFunc(near, func(a, b placedTask) int { return cmp.Compare(a.at.End-a.at.Start, b.at.End-b.at.Start) })
	if m != nil {
		own := slices.DeleteFunc(slices.Clone(near), func(t placedTask) bool { return !aims(t.Terms.Figure, m) })
		if len(own) > 0 {
			near = own
		}
		// one number may stand twice in a sentence; its subject, or its place, says which is meant
		named := slices.DeleteFunc(slices.Clone(own), func(t placedTask) bool { return t.Terms.Figure.Subject != m.Subject })
		switch {
		case len(named) > 0:
			near = named
		case len(own) > 1:
			near = slices.DeleteFunc(slices.Clone(own), func(t placedTask) bool { return t.at.End-t.at.Start > own[0].at.End-own[0].at.Start })
		}
	}
	for _, t := range near {
		u := Undertaken{t.ListedTask, t.Result(t.Pace)}
		switch {
		case t.State == task.Drafted || t.State == task.Asked:
			u.Standing = task.Unissued
		case m != nil && t.Terms.Figure != nil && !aims(t.Terms.Figure, m):
			u.Standing = task.Otherwise
		}
		some = append(some, u)
	}
	return some
}

// aims says that a task is measured by the figure that was promised, whatever
// was made of its target since.
func aims(f *task.Figure, m *statement.Measure) bool {
	if f == nil {
		return false
	}
	if f.Subject == m.Subject && f.Unit == m.Unit {
		return true
	}
	for _, v := range []*quantity.Decimal{&m.Value, m.To} {
		if v != nil && f.Target.Cmp(*v) == 0 && f.Unit == m.Unit {
			return true
		}
	}
	return false
}

// ExportFulfilment hands out what ReadFulfilment gives, a row for each promise and task.
func (w *Workspace) ExportFulfilment(ctx context.Context, by staff.Actor, p FulfilmentPage, h Handout) error {
	l := press.List{Title: "承诺兑现", Columns: []press.Column{
		{Key: "standing", Title: "结论", English: "Standing"}, {Key: "promise", Title: "承诺", English: "Promise", Kind: press.Link, Width: 45}, {Key: "promise_section", Title: "承诺所在", English: "Section of the promise"}, {Key: "promise_undecided", Title: "承诺待核", English: "Promise not yet judged"},
		{Key: "number", Title: "任务编号", English: "Task"}, {Key: "task", Title: "任务", English: "Title", Kind: press.Link, Width: 45}, {Key: "lead", Title: "牵头单位", English: "Lead unit"}, {Key: "task_standing", Title: "任务的结论", English: "Standing of the task"},
		{Key: "done", Title: "完成", English: "Done", Kind: press.Quantity}, {Key: "whole", Title: "目标", English: "Target", Kind: press.Quantity}, {Key: "unit", Title: "单位", English: "Unit"}, {Key: "reckoning", Title: "算法", English: "Reckoning", Width: 60},
	}}
	return w.handOut(ctx, by, "reconciliation.read", "fulfilment", l, h, func(tx *store.Tx, _ staff.Scope, add func(...press.Value) error) error {
		v, err := w.fulfilmentIn(tx, by, p)
		if err != nil {
			return err
		}
		for _, f := range v.Promises {
			promise := []press.Value{task.VerdictWords[f.Standing], h.link(f.Text, f.At.Path()), f.At.Section, yes(f.At.Undecided)}
			if len(f.Tasks) == 0 {
				if err := add(append(promise, "", press.Ref{}, "", "", nil, nil, "", "")...); err != nil {
					return err
				}
			}
			for _, t := range f.Tasks {
				row := append(slices.Clone(promise), t.Number, h.link(t.Terms.Title, "/tasks/"+t.ID), v.Units[t.Terms.Lead].Called(), task.VerdictWords[t.Standing], t.Pace.Done, t.Pace.Whole, t.Pace.Unit, t.Pace.Sentence)
				if err := add(row...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
