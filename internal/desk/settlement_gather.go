package desk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// accounts are a year's facts as they were known at an instant: of what
// happened by the end of the year, what was recorded by then.
type accounts struct {
	year     int
	at       civil.Instant
	on       civil.Date // the day on which paces are reckoned
	practice task.Practice
	profile  task.Profile
	units    map[string]staff.Unit
	led      map[string][]*task.Task // by the unit that led them then, in the order of their numbers
	entered  map[string]map[string]store.FactRow
	rungs    map[string]map[string][]string // what cases of the ladder came to, by unit
	counted  map[string]bool                // those cases
}

// periodOf is the year that is settled.
func periodOf(year int) scorecard.Period {
	return scorecard.Period{Title: fmt.Sprintf("%d年度", year), First: civil.Date{Year: year, Month: 1, Day: 1}, Last: civil.Date{Year: year, Month: 12, Day: 31}}
}

// gatherInputs brings what a card asks for, of all whom it is of.
func (w *Workspace) gatherInputs(tx *store.Tx, scope staff.Scope, card *scorecard.Card, year int, at civil.Instant) (scorecard.Inputs, error) {
	in := scorecard.Inputs{Card: card, AsOf: at, Period: periodOf(year)}
	division := scope.Division()
	g := &accounts{year: year, at: at, on: at.Date(), led: map[string][]*task.Task{}, entered: map[string]map[string]store.FactRow{}}
	if in.Period.Last.Before(g.on) {
		g.on = in.Period.Last
	}
	if g.on.Before(in.Period.First) {
		return in, fault.New(fault.Invalid, fmt.Sprintf("事实截至 %s，%d 年还没有开始。", at.Date(), year), "截至的日子写在这一年里或以后。").At("as_of")
	}
	if err := g.facts(tx, division); err != nil {
		return in, err
	}
	if card.Of == scorecard.Project {
		var err error
		if in.Subjects, err = w.gatherProjects(tx, scope, g, card); err == nil && len(in.Subjects) == 0 {
			err = fault.New(fault.Refused, fmt.Sprintf("%d 年没有“%s”考的项目。", year, card.Title), "当年有投资计划、报过进度或者动工的项目才考；先在项目台账里登记好。").At("card")
		}
		return in, err
	}
	practice, err := tx.PracticeOf(division)
	if err != nil {
		return in, err
	}
	g.practice, g.profile = practice.Practice, task.ProfileNamed(practice.Profile)
	if g.units, err = unitsOf(tx, division); err != nil {
		return in, err
	}
	if err := g.tasks(tx, division); err != nil {
		return in, err
	}
	if err := g.supervision(tx, scope); err != nil {
		return in, err
	}
	for _, u := range g.units {
		if g.subject(card.Of, u) {
			s := scorecard.Subject{ID: u.Code, Name: cmp.Or(u.Short, u.Name), Group: groups[u.Kind]}
			in.Subjects = append(in.Subjects, g.bring(card, s, g.countedOf(u.Code)))
		}
	}
	if len(in.Subjects) == 0 {
		return in, fault.New(fault.Refused, "没有“"+card.Title+"”考的单位。", "先在“单位”里把单位和类别建好。").At("card")
	}
	return in, nil
}

// tasks folds the year's tasks as far as they were known.
func (g *accounts) tasks(tx *store.Tx, division string) error {
	events := map[string][]task.Event{}
	var order []string
	err := tx.TaskEventsOfYear(division, g.year, func(id string, e task.Event) error {
		if events[id] == nil {
			order = append(order, id)
		}
		events[id] = append(events[id], e)
		return nil
	})
	if err != nil {
		return err
	}
	all := map[string]*task.Task{}
	parts := map[string][]*task.Task{}
	for _, id := range order {
		t, err := task.Fold(id, task.KnownAt(events[id], g.at))
		if err != nil {
			return err
		}
		if len(t.Events) == 0 {
			continue
		}
		all[id] = t
		if t.Parent != "" {
			parts[t.Parent] = append(parts[t.Parent], t)
		}
	}
	for _, id := range order {
		t := all[id]
		if t == nil || t.IssuedOn.Zero() || t.State == task.Withdrawn || g.on.Before(t.IssuedOn) {
			continue
		}
		if len(t.Allocation) > 0 {
			if err := t.Gather(parts[id]); err != nil {
				return err
			}
		}
		g.led[t.Terms.Lead] = append(g.led[t.Terms.Lead], t)
	}
	return nil
}

// facts are those that people entered, the last of each that was known.
func (g *accounts) facts(tx *store.Tx, division string) error {
	all, err := tx.Facts(division, g.year)
	for _, f := range all {
		if civil.Instant(f.RecordedAt) > g.at {
			continue
		}
		if g.entered[f.Subject] == nil {
			g.entered[f.Subject] = map[string]store.FactRow{}
		}
		g.entered[f.Subject][f.Fact] = f
	}
	return err
}

var assessed = map[scorecard.Of][]staff.Kind{
	scorecard.Unit: {staff.Bureau, staff.Department, staff.Institution},
	scorecard.Town: {staff.Town, staff.Street},
}

// groups are who is compared with whom.
var groups = map[staff.Kind]string{staff.Town: "镇", staff.Street: "街道"}

// subject says whether a card is of a unit: of a kind it is of, and under no
// other unit that is.
func (g *accounts) subject(of scorecard.Of, u staff.Unit) bool {
	kinds := assessed[of]
	if u.Closed || !slices.Contains(kinds, u.Kind) {
		return false
	}
	for p := g.units[u.Parent]; p.Code != ""; p = g.units[p.Parent] {
		if slices.Contains(kinds, p.Kind) {
			return false
		}
	}
	return true
}

// bring is a subject with what a card asks of it, and no more.
func (g *accounts) bring(card *scorecard.Card, s scorecard.Subject, registered map[string]scorecard.Fact) scorecard.Subject {
	s.Facts = map[string]scorecard.Fact{}
	for _, n := range card.Needs() {
		if n.Table != "" {
			if s.Tables == nil {
				s.Tables = map[string][]scorecard.Row{}
			}
			if s.Tables[n.Table] == nil && n.Table == "tasks" {
				s.Tables[n.Table] = g.rows(s.ID)
			}
			continue
		}
		if f, ok := registered[n.Fact]; ok {
			s.Facts[n.Fact] = f
		} else if f, ok := g.entered[s.ID][n.Fact]; ok && f.Value != "" {
			var v scorecard.Value
			if json.Unmarshal([]byte(f.Value), &v) == nil {
				s.Facts[n.Fact] = scorecard.Fact{Value: v, Source: factSource(f)}
			}
		}
	}
	return s
}

func factSource(f store.FactRow) scorecard.Source {
	return scorecard.Source{Noun: "fact", ID: fmt.Sprintf("%d/%s/%s", f.Year, f.Subject, f.Fact), Field: fmt.Sprint(f.Seq), Words: f.Document + "，" + civil.Instant(f.RecordedAt).Date().String() + " 录入"}
}

// countedOf are the facts that the tasks which a unit led give by being counted.
func (g *accounts) countedOf(unit string) map[string]scorecard.Fact {
	var owed, kept int64
	var late []string
	rung := map[string][]string{task.RungNotice: slices.Clone(g.rungs[unit][task.RungNotice]), task.RungBulletin: slices.Clone(g.rungs[unit][task.RungBulletin])}
	first, last := civil.Month{Year: g.year, Month: 1}, civil.Month{Year: g.year, Month: 12}
	for _, t := range g.led[unit] {
		filled := firstFilled(t)
		for m := first; !last.Before(m); m = m.Plus(1) {
			if !t.OwedOn(m, g.at.Date(), g.practice.ReportDay) {
				continue
			}
			owed++
			due := civil.Date{Year: m.Year, Month: m.Month, Day: min(g.practice.ReportDay, m.Last().Day)}
			if on, ok := filled[m.String()]; ok && !due.Before(on) {
				kept++
			} else {
				late = append(late, fmt.Sprintf("%s %d月", t.Number, m.Month))
			}
		}
		for _, e := range t.Events {
			if on := e.HappenedAt.Date(); e.Act == task.Supervise && on.Year == g.year && !g.counted[e.Case] {
				rung[e.Rung] = append(rung[e.Rung], t.Number+" "+on.String())
			}
		}
	}
	source := func(fact, words string) scorecard.Source {
		return scorecard.Source{Noun: "unit", ID: unit, Field: fact, Words: words}
	}
	said := fmt.Sprintf("牵头的任务应报 %d 次，按时 %d 次，报送日每月 %d 日", owed, kept, g.practice.ReportDay)
	of := map[string]scorecard.Fact{
		"督办次数":   {Value: scorecard.Number(quantity.Int(int64(len(rung[task.RungNotice])))), Source: source("督办次数", counts("督办通知单", rung[task.RungNotice]))},
		"通报次数":   {Value: scorecard.Number(quantity.Int(int64(len(rung[task.RungBulletin])))), Source: source("通报次数", counts("通报", rung[task.RungBulletin]))},
		"逾期未报次数": {Value: scorecard.Number(quantity.Int(owed - kept)), Source: source("逾期未报次数", said+"；"+counts("没有按时", late))},
	}
	if owed > 0 {
		of["按时报送率"] = scorecard.Fact{Value: scorecard.Number(quantity.FromRat(big.NewRat(kept, owed), 4)), Source: source("按时报送率", said)}
	}
	return of
}

const mostCounts = 12

func counts(what string, all []string) string {
	switch n := len(all); {
	case n == 0:
		return what + "：无"
	case n > mostCounts:
		return fmt.Sprintf("%s：%s 等 %d 次", what, strings.Join(all[:mostCounts], "、"), n)
	}
	return what + "：" + strings.Join(all, "、")
}

// firstFilled are the days on which the report of each month first came, of
// those that were not sent back and left so.
func firstFilled(t *task.Task) map[string]civil.Date {
	on := map[string]civil.Date{}
	for _, e := range t.Events {
		if e.Act != task.Fill || e.Report == nil {
			continue
		}
		m := e.Report.Month.String()
		if _, already := on[m]; !already {
			on[m] = e.HappenedAt.Date()
		}
	}
	maps.DeleteFunc(on, func(m string, _ civil.Date) bool {
		r := t.ReportOf(m)
		return r == nil || r.State == task.Returned
	})
	return on
}

// rows are the tasks that a unit led, a row a task.
func (g *accounts) rows(unit string) []scorecard.Row {
	rows := []scorecard.Row{}
	for _, t := range g.led[unit] {
		rows = append(rows, g.row(t))
	}
	return rows
}

func (g *accounts) row(t *task.Task) scorecard.Row {
	k := t.PaceOn(g.on, g.profile, g.practice.ReportDay)
	at := func(field, words string) scorecard.Source {
		return scorecard.Source{Noun: "task", ID: t.ID, Field: field, Words: words}
	}
	pace := at("pace", k.Sentence)
	closed := t.State == task.ClosedOut && !g.on.Before(t.ClosedOn)
	late := k.Overdue || t.State == task.ClosedOut && !closed && t.Terms.DueOn.Before(g.on) && !(t.Migrated && t.Terms.DueOn.Before(t.IssuedOn))
	state := "还没有办结"
	if closed {
		state = t.ClosedOn.String() + " 办结销号"
	}
	facts := map[string]scorecard.Fact{
		"任务": {Value: scorecard.Text(t.Terms.Title), Source: at("title", t.Number)},
		"权重": {Value: scorecard.Number(quantity.Int(t.Terms.Weight)), Source: at("weight", t.Number+" 的权重")},
		"逾期": {Value: scorecard.Flag(late), Source: at("due_on", "时限 "+t.Terms.DueOn.String()+"，"+state)},
		"办结": {Value: scorecard.Flag(closed), Source: at("closed_on", state)},
		"类别": {Value: scorecard.Text(task.CategoryWords[t.Terms.Category]), Source: at("category", t.Number)},
	}
	done, due, known := reached(t, &k)
	facts["应完成"] = scorecard.Fact{Value: scorecard.Number(due), Source: pace}
	if known {
		facts["完成"] = scorecard.Fact{Value: scorecard.Number(done), Source: pace}
		if k.Ratio != nil {
			facts["完成率"] = scorecard.Fact{Value: scorecard.Number(*k.Ratio), Source: pace}
		}
	}
	return scorecard.Row{ID: t.ID, Title: t.Number + " " + t.Terms.Title, Facts: facts, Source: at("", t.Number)}
}

// reached is what of a task is done and due, such that one divided by the other
// is its pace: counted from where the figure began, and as the pace itself where
// the figure is to stay below. known is false where a figure is due that nobody
// reported: that is no zero.
func reached(t *task.Task, k *task.Pace) (done, due quantity.Decimal, known bool) {
	f := t.Terms.Figure
	if f == nil {
		return k.Done, k.Due, true
	}
	if f.Course == task.Constant && k.Of.Zero() {
		return done, k.Due, false
	}
	if !k.Asked {
		return quantity.Int(0), quantity.Int(0), true
	}
	if k.Of.Zero() {
		return done, k.Due, false
	}
	if f.AtMost {
		if k.Ratio == nil {
			return quantity.Int(0), quantity.Int(0), true
		}
		return *k.Ratio, quantity.Int(1), true
	}
	if f.Course == task.Constant || f.Base.Sign() == 0 {
		return k.Done, k.Due, true
	}
	grown, e1 := k.Done.Add(f.Base.Neg())
	asked, e2 := k.Due.Add(f.Base.Neg())
	if e1 != nil || e2 != nil {
		return done, due, false
	}
	if f.Target.Cmp(f.Base) < 0 { // a level that is to fall
		grown, asked = grown.Neg(), asked.Neg()
	}
	return grown, asked, true
}
