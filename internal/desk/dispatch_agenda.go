package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// The procedures of the dispatch mechanism that its pages know by name.
const (
	ProblemProcedure   = "problem"
	MeetingProcedure   = "meeting"
	AnnouncedProcedure = "announced"
)

// mostDispatched is how many cases of a kind a meeting or a ceremony speaks of.
const mostDispatched = 200

// AgendaItem is one thing that a meeting has to decide: how it came to stand on
// the agenda, who decides what.
type AgendaItem struct {
	Why       AgendaReason
	Noun      string // project, task, case
	ID        string
	Name      string
	Unit      string // responsible
	Reckoning string
	Basis     string
	Decides   string // whose decision it is
	Decision  string // what is to be decided
	Weight    int64  // days over a limit, or hundredths of a point behind; the most pressing first
}

// AgendaReason is why something stands on an agenda.
type AgendaReason string

// The reasons, in the order of an agenda.
const (
	LateProblem AgendaReason = "problem" // past its deadline
	OverDwell   AgendaReason = "dwell"   // past the limit of a stage
	RedPace     AgendaReason = "pace"    // red by what was invested
	RedTask     AgendaReason = "task"    // a red task of 重点项目
)

// AgendaReasons are all reasons, in the order of an agenda.
var AgendaReasons = []AgendaReason{LateProblem, OverDwell, RedPace, RedTask}

// String is what an agenda calls the reason.
func (r AgendaReason) String() string {
	return map[AgendaReason]string{LateProblem: "到期没有解决的问题", OverDwell: "超过停留期限的项目", RedPace: "投资进度红灯的项目", RedTask: "红灯的重点项目任务"}[r]
}

// Dispatch is what a month's meeting is about: its agenda as of today, and the
// meetings that were called for the month.
type Dispatch struct {
	Month    civil.Month
	Today    civil.Date
	Current  bool // the agenda is that of now; of a month that is over nobody drafts one
	Items    []AgendaItem
	Meetings []DispatchMeeting // the newest first
	Units    []staff.Unit
}

// Of are the items that stand on the agenda for a reason.
func (d Dispatch) Of(r AgendaReason) []AgendaItem {
	var all []AgendaItem
	for _, x := range d.Items {
		if x.Why == r {
			all = append(all, x)
		}
	}
	return all
}

// ReadDispatch drafts the agenda of a month's meeting from what is red and
// stuck, as far as the actor sees it. The zero month is this one.
func (w *Workspace) ReadDispatch(ctx context.Context, by staff.Actor, month civil.Month) (Dispatch, error) {
	now := civil.Instant(w.now())
	d := Dispatch{Month: month, Today: now.Date()}
	if month.Zero() {
		d.Month = civil.MonthOf(d.Today)
	}
	d.Current = !d.Month.Before(civil.MonthOf(d.Today))
	scope, err := staff.ScopeOf(by, "dispatch.read")
	if err != nil {
		return d, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if d.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		if d.Current {
			for _, draft := range []func(*store.Tx, staff.Scope, civil.Instant) ([]AgendaItem, error){w.lateProblems, stuckProjects, w.redTasks} {
				items, err := draft(tx, scope, now)
				if err != nil {
					return err
				}
				d.Items = append(d.Items, items...)
			}
		}
		d.Meetings, err = w.meetingsOf(tx, scope, d.Month)
		return err
	})
	slices.SortStableFunc(d.Items, func(a, b AgendaItem) int {
		return cmp.Or(cmp.Compare(slices.Index(AgendaReasons, a.Why), slices.Index(AgendaReasons, b.Why)), cmp.Compare(b.Weight, a.Weight))
	})
	return d, faulted(err)
}

// lateProblems are the open problems whose clock has run out.
func (w *Workspace) lateProblems(tx *store.Tx, scope staff.Scope, now civil.Instant) ([]AgendaItem, error) {
	rows, err := tx.Cases(scope, store.CasePage{Procedure: ProblemProcedure, Which: "late", Now: int64(now), Most: mostDispatched})
	if err != nil {
		return nil, err
	}
	var all []AgendaItem
	for _, r := range rows {
		_, f, _, err := w.fold(tx, r)
		if err != nil {
			return nil, err
		}
		due := civil.Instant(r.DueAt).Date()
		x := AgendaItem{Why: LateProblem, Noun: "case", ID: r.ID, Name: r.Number + " " + r.Title, Unit: stated(f, "责任单位"), Weight: now.Date().Days() - due.Days(),
			Reckoning: fmt.Sprintf("“%s” %s 到期，已过 %d 天", r.Clock, due, now.Date().Days()-due.Days()), Basis: "立件时定的限期"}
		if name := stated(f, "项目名称"); name != "" {
			x.Name += "（" + name + "）"
		}
		switch f.Stage.ID {
		case "escalated":
			x.Decides, x.Decision = "市领导", "拍板："+stated(f, "提请协调")
		case "answered":
			x.Decides, x.Decision = "提出单位", "核实是不是解决了，销号或退回"
		default:
			x.Decides, x.Decision = "责任单位", "说清卡在哪里，定新的限期，或提级协调"
		}
		all = append(all, x)
	}
	return all, nil
}

func stated(f *procedure.Case, field string) string {
	s, _ := f.Data[field].(string)
	return s
}

// stuckProjects are the projects past a dwell limit, and those that are red.
func stuckProjects(tx *store.Tx, scope staff.Scope, now civil.Instant) ([]AgendaItem, error) {
	var stuck []ListedProject
	today := now.Date()
	err := eachProject(tx, scope, ProjectQuery{}, today, func(p ListedProject) error {
		if p.Over > 0 || p.Pace.Colour == project.Red {
			stuck = append(stuck, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []AgendaItem
	for _, row := range stuck {
		whole, err := tx.ProjectOf(scope.Division(), row.ID)
		if err != nil {
			return nil, err
		}
		p, err := project.Read(whole.Facts, nil)
		if err != nil {
			return nil, err
		}
		x := AgendaItem{Noun: "project", ID: row.ID, Name: row.Name, Unit: row.Unit, Decides: cmp.Or(p.Leader, "责任单位")}
		for _, w := range p.Dwells(today) {
			if w.Over <= 0 {
				continue
			}
			x := x
			x.Why, x.Weight, x.Basis = OverDwell, w.Over, w.Basis
			x.Reckoning = fmt.Sprintf("%s %s，%s内应%s，到 %s 为止，已过 %d 天", w.Since, w.From, w.Limit, w.Until, w.DueOn, w.Over)
			x.Decision = fmt.Sprintf("哪天%s，缺的谁来办；不做了的退出名单", w.Until)
			if w.Until == project.Started {
				for i, l := range p.Lacks(project.Starting, today) {
					if i == 0 {
						x.Decision += "。缺："
					} else {
						x.Decision += "、"
					}
					x.Decision += l.What
				}
			}
			all = append(all, x)
		}
		if row.Pace.Colour == project.Red {
			x.Why, x.Basis = RedPace, row.Pace.Basis
			x.Reckoning = fmt.Sprintf("完成 %s ÷ 计划 %s 万元 = %s%%，时间进度 %d ÷ 12 = %s%%，落后 %s 个百分点", row.Pace.Done, row.Pace.Plan, row.Pace.Rate, row.Pace.Month, row.Pace.Due, row.Pace.Lead.Neg())
			x.Decision = "怎样补上差的投资，或按程序调整年度计划"
			if row.Problem != "" {
				x.Decision += "。月报说的问题：" + row.Problem
			}
			c, places := row.Pace.Lead.Neg().Scaled()
			for ; places < 2; places++ {
				c *= 10
			}
			x.Weight = c
			all = append(all, x)
		}
	}
	return all, nil
}

// redTasks are the running tasks of 重点项目 that are red.
func (w *Workspace) redTasks(tx *store.Tx, scope staff.Scope, now civil.Instant) ([]AgendaItem, error) {
	today := now.Date()
	tasks, _, err := w.pacedTasks(tx, scope, today.Year, today)
	if err != nil {
		return nil, err
	}
	var all []AgendaItem
	for _, t := range tasks {
		if t.Terms.Category != task.KeyProject || t.Pace.Colour != task.Red || !slices.Contains([]task.State{task.Issued, task.Underway, task.Applied}, t.State) {
			continue
		}
		all = append(all, AgendaItem{Why: RedTask, Noun: "task", ID: t.ID, Name: t.Number + " " + t.Terms.Title, Unit: t.Terms.Lead, Reckoning: t.Pace.Sentence, Basis: t.Pace.Why,
			Decides: cmp.Or(t.Terms.Leader, "牵头单位"), Decision: "怎样按时完成，或依程序延期、调整"})
	}
	return all, nil
}
