package desk

import (
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// takeRecords fills in, of the proofs that are records, what each says now, as
// far as the actor sees it. What came with them says nothing: only the record does.
func (w *Workspace) takeRecords(tx *store.Tx, by staff.Actor, proofs []task.Proof) ([]task.Proof, error) {
	all := make([]task.Proof, len(proofs))
	for i, p := range proofs {
		all[i] = task.Proof{Title: p.Title, File: p.File, Link: p.Link, Noun: p.Noun, Object: p.Object, Of: p.Of}
		if !p.Held() || p.File != "" || p.Link != "" {
			continue // what is two things at once, the kernel refuses
		}
		taken, err := w.takeRecord(tx, by, p)
		if err != nil {
			return nil, err
		}
		all[i] = taken
	}
	return all, nil
}

func (w *Workspace) takeRecord(tx *store.Tx, by staff.Actor, p task.Proof) (task.Proof, error) {
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
		return w.caseProof(row), nil
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

// caseProof is a case that has ended, with what it came to.
func (w *Workspace) caseProof(row store.CaseRow) task.Proof {
	on := civil.Instant(row.EndedAt).Date()
	kind, came := "办件", row.Stage
	if p, err := w.means.Mechanisms.procedure(row.Mechanism, row.Procedure, row.Declared); err == nil {
		kind = p.Title
		if s := p.Stage(row.Stage); s != nil {
			came = s.Title
			if s.Outcome != "" {
				came = s.Outcome
			}
		}
	}
	title := kind + " " + row.Number
	if row.Title != "" {
		title += " " + row.Title
	}
	return task.Proof{Title: title, Noun: task.OfCase, Object: row.ID, Says: fmt.Sprintf("%d 年 %d 月 %d 日结束：%s", on.Year, on.Month, on.Day, came), On: on}
}

// seenRecords are the records among the proofs of events that the actor sees.
func seenRecords(tx *store.Tx, by staff.Actor, events []task.Event) (map[string]bool, error) {
	seen := map[string]bool{}
	for _, e := range events {
		for _, p := range proofsOf(e) {
			key := p.Noun + "/" + p.Object
			if _, known := seen[key]; known || !p.Held() {
				continue
			}
			seen[key] = false
			act := map[string]string{task.OfProject: "project.list", task.OfCase: "case.list"}[p.Noun]
			scope, err := staff.ScopeOf(by, act)
			if err != nil {
				continue
			}
			if p.Noun == task.OfProject {
				_, err = tx.Project(scope, p.Object)
			} else {
				_, err = tx.Case(scope, p.Object)
			}
			if err != nil && !missing(err) {
				return nil, err
			}
			seen[key] = err == nil
		}
	}
	return seen, nil
}
