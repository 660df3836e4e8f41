package desk

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// gatherProjects brings the projects of a year, each with what a card asks of it.
func (w *Workspace) gatherProjects(tx *store.Tx, scope staff.Scope, g *accounts, card *scorecard.Card) (subjects []scorecard.Subject, err error) {
	late, err := w.lateOfProjects(tx, scope, g)
	if err != nil {
		return nil, err
	}
	settle := func(id string, events []project.Event) error {
		a, ok, err := project.AccountOf(events, g.year, g.at)
		if err != nil || !ok {
			return err
		}
		s := scorecard.Subject{ID: id, Name: a.Project.Name, Group: a.Project.Category, Unit: a.Project.Unit}
		subjects = append(subjects, g.bring(card, s, projectFacts(id, a, late[id])))
		return nil
	}
	var of string
	var events []project.Event
	err = tx.EveryProjectEvent(scope.Division(), func(e store.ProjectEvent) (bool, error) {
		if e.Project != of {
			if err := settle(of, events); err != nil {
				return false, err
			}
			of, events = e.Project, nil
		}
		events = append(events, e.Event)
		return true, nil
	})
	if err == nil {
		err = settle(of, events)
	}
	return subjects, err
}

// kindInCards is what kind a category of the standard ones is to a card; a division's
// own is its own kind.
var kindInCards = map[string]string{"社会民生": "民生", "基础设施": "功能"}

// projectFacts are the facts that a project's register gives, each with the
// event that said it.
func projectFacts(id string, a project.YearAccount, late []string) map[string]scorecard.Fact {
	all := map[string]scorecard.Fact{}
	put := func(name string, v scorecard.Value, field, words string) {
		if e, ok := a.Told(field); ok {
			words += fmt.Sprintf("，%s 记下，第 %d 条经过", e.RecordedAt.Date(), e.Seq)
		}
		all[name] = scorecard.Fact{Value: v, Source: scorecard.Source{Noun: "project", ID: id, Field: field, Words: words}}
	}
	count := func(n int64) scorecard.Value { return scorecard.Number(quantity.Int(n)) }
	year := strconv.Itoa(a.Year)
	if a.Plan != nil {
		put("年度计划投资", scorecard.Number(*a.Plan), "plan."+year, year+" 年计划投资")
		put("序时应完成投资", scorecard.Number(*a.Due), "plan."+year, fmt.Sprintf("计划 %s × %d ÷ 12", a.Plan, a.Months))
	}
	if a.Through != 0 {
		put("年度完成投资", scorecard.Number(a.Done), "month."+a.Through.String()+".state", a.Through.String()+" 的月报，本年累计，已签")
	} else {
		put("年度完成投资", scorecard.Number(a.Done), "month", year+" 年还没有签过的月报")
	}
	p := a.Project
	put("建设性质", scorecard.Text(a.Nature()), "reached.started.on", reachedWords(p, project.Started))
	kind := p.Category
	if k := kindInCards[kind]; k != "" {
		kind = k
	}
	put("类型", scorecard.Text(kind), "category", "类别是"+p.Category)
	for name, s := range map[string]project.Stage{"开工": project.Started, "入库": project.Enrolled, "竣工": project.Completed, "投产": project.Producing} {
		if has, known := p.Reaches(s); known {
			put(name, scorecard.Flag(has), "reached."+s.ID()+".on", reachedWords(p, s))
		}
	}
	put("本年开工", scorecard.Flag(a.Begun), "reached.started.on", reachedWords(p, project.Started))
	for _, x := range []struct {
		by        *bool
		late      *int64
		name, key string
		planned   civil.Date
		stage     project.Stage
	}{{a.StartBy, a.Start, "开工", "starts_on", p.StartsOn, project.Started}, {a.EndBy, a.End, "竣工", "ends_on", p.EndsOn, project.Completed}} {
		planned := "没有写拟" + x.name
		if x.by != nil {
			planned = "拟" + x.name + " " + x.planned.String()
			put("应"+x.name, scorecard.Flag(*x.by), x.key, planned)
		}
		if x.late != nil {
			put(x.name+"推迟天数", count(*x.late), x.key, planned+"，"+reachedWords(p, x.stage))
		}
	}
	if d := a.Dwell; d != nil {
		put("停留超期天数", count(d.Over), "reached."+d.From.ID()+".on", fmt.Sprintf("%s %s，%s内应%s，到 %s 为止", d.Since, d.From, d.Limit, d.Until, d.DueOn))
	} else {
		put("停留超期天数", count(0), "stage", "现在是"+p.Stage.String()+"，没有超过停留期限")
	}
	var missed []string
	for _, m := range a.Owed {
		if !m.Kept() {
			missed = append(missed, m.Month.String())
		}
	}
	owed, kept := len(a.Owed), a.Kept()
	said := fmt.Sprintf("在建期间应报 %d 个月，按时 %d 个月；%s", owed, kept, counts("没有按时", missed))
	put("应报月数", count(int64(owed)), "month", said)
	put("按时报送月数", count(int64(kept)), "month", said)
	put("逾期未报次数", count(int64(owed-kept)), "month", said)
	if owed > 0 {
		put("按时报送率", scorecard.Number(quantity.FromRat(big.NewRat(int64(kept), int64(owed)), 4)), "month", said)
	}
	put("逾期问题个数", count(int64(len(late))), "problems", counts("过期没有解决的问题", late))
	return all
}

// reachedWords says when a stage was reached, in words.
func reachedWords(p project.Project, s project.Stage) string {
	for _, r := range p.Reached {
		if r.Stage == s && r.Skipped != "" {
			return "越过了" + s.String() + "：" + r.Skipped
		}
	}
	switch on := p.ReachedOn(s); {
	case !on.Zero():
		return on.String() + " " + s.String()
	case p.Stage >= s:
		return "现在是" + p.Stage.String() + "，没有登记哪天" + s.String()
	}
	return "现在是" + p.Stage.String() + "，还没有" + s.String()
}

// lateOfProjects are the problems of projects that were open past the time they
// were to be solved in, as they were known: by project, in words.
func (w *Workspace) lateOfProjects(tx *store.Tx, scope staff.Scope, g *accounts) (map[string][]string, error) {
	days, err := w.calendarOf(tx, scope.Division())
	if err != nil {
		return nil, err
	}
	days = days.KnownAt(g.at)
	late := map[string][]string{}
	end := min(g.at, g.on.At(24, 0)-1)
	page := store.CasePage{Procedure: ProblemProcedure, Now: int64(g.at), Most: 500}
	for {
		rows, err := tx.Cases(scope, page)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			page.Before, page.BeforeID = r.OpenedAt, r.ID
			if r.OpenedAt > int64(end) || r.EndedAt != 0 && civil.Instant(r.EndedAt).Date().Year < g.year {
				continue
			}
			id, words, err := w.lateProblemOf(tx, r, days, g.at, end)
			if err != nil {
				return nil, err
			}
			if id != "" {
				late[id] = append(late[id], words)
			}
		}
		if len(rows) < page.Most {
			break
		}
	}
	for _, all := range late {
		slices.SortFunc(all, strings.Compare)
	}
	return late, nil
}

// lateProblemOf is the project of a problem that was open past its time at a
// moment, by what was recorded by another; "" for none.
func (w *Workspace) lateProblemOf(tx *store.Tx, r store.CaseRow, days *civil.Calendar, known, end civil.Instant) (id, words string, err error) {
	p, err := w.means.Mechanisms.procedure(r.Mechanism, r.Procedure, r.Declared)
	if err != nil {
		return "", "", err
	}
	kept, err := tx.CaseEvents(r.Division, r.ID)
	if err != nil {
		return "", "", err
	}
	var all, events []procedure.Event
	for _, e := range kept {
		all = append(all, e.Event)
		if e.RecordedAt <= known && e.HappenedAt <= end {
			events = append(events, e.Event)
		}
	}
	if len(events) == 0 {
		return "", "", nil
	}
	c, err := procedure.Fold(p.At(all, events[len(events)-1]), events)
	if err != nil {
		return "", "", err
	}
	id = stated(c, "项目")
	if id == "" || c.Stage.End {
		return "", "", nil
	}
	for _, k := range c.Clocks {
		if k.Rule.Level != procedure.Promised || k.Clock.End != 0 {
			continue
		}
		if x := k.Reckon(days, end); x.Late {
			return id, r.Number + " " + x.DueOn.String() + " 到期", nil
		}
	}
	return "", "", nil
}
