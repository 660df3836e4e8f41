package desk

import (
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// takeRecords fills in, of the proofs that are records, what each says now, as
// far as the actor sees it. What came with them says nothing: only the record
// does, and was, the report that they are filled in for anew, says what it took.
func (w *Workspace) takeRecords(tx *store.Tx, by staff.Actor, t *task.Task, was *task.Report, proofs []task.Proof) ([]task.Proof, error) {
	all := make([]task.Proof, len(proofs))
	for i, p := range proofs {
		all[i] = task.Proof{Title: p.Title, File: p.File, Link: p.Link, Noun: p.Noun, Object: p.Object, Of: p.Of}
		if !p.Held() || p.File != "" || p.Link != "" {
			continue // what is two things at once, the kernel refuses
		}
		taken, err := w.takeOrKeep(tx, by, t, was, p)
		if err != nil {
			return nil, err
		}
		all[i] = taken
	}
	return all, nil
}

// takeOrKeep leaves a record that stands in the present report as it was taken.
// A report that was returned is written anew: what its records say now is taken,
// where they can be taken.
func (w *Workspace) takeOrKeep(tx *store.Tx, by staff.Actor, t *task.Task, was *task.Report, p task.Proof) (task.Proof, error) {
	kept := -1
	if was != nil {
		kept = slices.IndexFunc(was.Proofs, p.Same)
	}
	if kept >= 0 && was.State != task.Returned {
		return was.Proofs[kept], nil
	}
	taken, err := w.takeRecord(tx, by, t, p)
	if f, told := fault.As(err); kept >= 0 && told && f.Field == "records" {
		return was.Proofs[kept], nil
	}
	return taken, err
}

func (w *Workspace) takeRecord(tx *store.Tx, by staff.Actor, t *task.Task, p task.Proof) (task.Proof, error) {
	unknown := fault.New(fault.Invalid, "系统里没有编号是“"+p.Object+"”的记录，或它不归您看。", "请从列着的记录里选。").At("records")
	switch p.Noun {
	case task.OfProject:
		scope, err := staff.ScopeOf(by, "project.list")
		if err != nil {
			return p, err
		}
		row, err := tx.Project(scope, p.Object)
		if missing(err) {
			return p, unknown
		}
		if err != nil {
			return p, err
		}
		return projectProof(tx, by.Division, row, p.Of)
	case task.OfCase:
		scope, err := staff.ScopeOf(by, "case.list")
		if err != nil {
			return p, err
		}
		row, err := tx.Case(scope, p.Object)
		if missing(err) {
			return p, unknown
		}
		if err != nil {
			return p, err
		}
		if row.EndedAt == 0 {
			return p, fault.New(fault.Refused, "办件 "+row.Number+" 还没有办结，不能作佐证。", "办结以后再选它。").At("records")
		}
		about, err := tx.CasesAbout(by.Division, "task", t.ID)
		if err != nil {
			return p, err
		}
		if about[row.ID] {
			return p, fault.New(fault.Refused, "办件 "+row.Number+" 办的就是这项任务，不能作它的佐证。", "选能说明任务办了什么的记录。").At("records")
		}
		taken, void := w.caseProof(row)
		if void {
			return p, fault.New(fault.Refused, "办件 "+row.Number+" 没有办成就结束了，不能作佐证。", "选办成了的。").At("records")
		}
		return taken, nil
	}
	return p, fault.New(fault.Invalid, "记录只能是项目或办件，没有“"+p.Noun+"”。", "请从列着的记录里选。").At("records")
}

// projectProof is a signed month of a project, or a stage that it reached.
func projectProof(tx *store.Tx, division string, row ProjectRow, of string) (task.Proof, error) {
	if s := project.StageOf(of); s != project.NoStage {
		read, err := project.Read(row.Facts, nil)
		if err != nil {
			return task.Proof{}, err
		}
		for _, r := range read.Reached {
			if r.Stage == s && r.Skipped == "" && !r.On.Zero() {
				return stageProof(row, r), nil
			}
		}
		return task.Proof{}, fault.New(fault.Refused, "“"+row.Name+"”没有登记到"+s.String()+"的日子，不能作佐证。", "先推进项目的阶段，写日子和依据。").At("records")
	}
	m, err := project.ReadMonth(of)
	if err != nil {
		return task.Proof{}, fault.New(fault.Invalid, "“"+row.Name+"”的记录没有写是哪个月、哪个阶段。", "请从列着的记录里选。").At("records")
	}
	months, err := tx.ProjectMonths(division, row.ID)
	if err != nil {
		return task.Proof{}, err
	}
	for _, g := range months {
		if g.Month == m && g.State == project.Endorsed {
			return monthProof(row, g.Progress), nil
		}
	}
	return task.Proof{}, fault.New(fault.Refused, fmt.Sprintf("“%s”%s 的月报没有签，不能作佐证。", row.Name, m), "等项目的责任单位审签以后再选它。").At("records")
}

func monthProof(row ProjectRow, g project.Progress) task.Proof {
	year := g.Year
	says := fmt.Sprintf("本月完成投资 %s 万元，本年累计 %s 万元，开工以来累计 %s 万元", g.Invested, g.Year, g.Total)
	if g.Visual != "" {
		says += "；形象进度：" + g.Visual
	}
	return task.Proof{Title: fmt.Sprintf("%s %d 年 %d 月项目月报", row.Name, g.Month.Year(), g.Month.Number()), Noun: task.OfProject, Object: row.ID, Of: g.Month.String(), Says: says, Figure: &year}
}

func stageProof(row ProjectRow, r project.Reached) task.Proof {
	says := fmt.Sprintf("%d 年 %d 月 %d 日%s", r.On.Year, r.On.Month, r.On.Day, r.Stage)
	if r.Note != "" {
		says += "；依据：" + r.Note
	}
	return task.Proof{Title: row.Name + " " + r.Stage.String(), Noun: task.OfProject, Object: row.ID, Of: r.Stage.ID(), Says: says, On: r.On}
}

// caseProof is a case that has ended, with what it came to; void is what ended
// without being handled, which shows nothing.
func (w *Workspace) caseProof(row store.CaseRow) (proof task.Proof, void bool) {
	on := civil.Instant(row.EndedAt).Date()
	kind, came := "办件", row.Stage
	if p, err := w.means.Mechanisms.procedure(row.Mechanism, row.Procedure, row.Declared); err == nil {
		kind = p.Title
		if s := p.Stage(row.Stage); s != nil {
			came, void = s.Title, s.Void
			if s.Outcome != "" {
				came = s.Outcome
			}
		}
	}
	title := kind + " " + row.Number
	if row.Title != "" {
		title += " " + row.Title
	}
	return task.Proof{Title: title, Noun: task.OfCase, Object: row.ID, Says: fmt.Sprintf("%d 年 %d 月 %d 日结束：%s", on.Year, on.Month, on.Day, came), On: on}, void
}

// seenRecords are the records among the proofs of events that the actor sees.
func seenRecords(tx *store.Tx, by staff.Actor, events []task.Event) (map[string]bool, error) {
	held := map[string][]string{}
	for _, e := range events {
		for _, p := range proofsOf(e) {
			if p.Held() && !slices.Contains(held[p.Noun], p.Object) {
				held[p.Noun] = append(held[p.Noun], p.Object)
			}
		}
	}
	seen := map[string]bool{}
	for _, of := range []struct {
		noun, act string
		ask       func(staff.Scope, []string) (map[string]bool, error)
	}{{task.OfProject, "project.list", tx.ProjectsSeen}, {task.OfCase, "case.list", tx.CasesSeen}} {
		scope, err := staff.ScopeOf(by, of.act)
		if err != nil || len(held[of.noun]) == 0 {
			continue
		}
		all, err := of.ask(scope, held[of.noun])
		if err != nil {
			return nil, err
		}
		for id, sees := range all {
			seen[of.noun+"/"+id] = sees
		}
	}
	return seen, nil
}
