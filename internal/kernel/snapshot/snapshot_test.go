package snapshot

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/task"
)

var date = civil.Date{Year: 2026, Month: 3, Day: 2}

// fill writes into every text of a value where it stands.
func fill(v reflect.Value, at string) {
	if !v.CanSet() { // what a task remembers of itself is no text of anybody
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("‹" + at + "›")
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*quantity.Decimal]() {
			d := quantity.Int(7)
			v.Set(reflect.ValueOf(&d))
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), at)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), at)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), at)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.Struct:
		switch v.Type() {
		case reflect.TypeFor[civil.Date]():
			v.Set(reflect.ValueOf(date))
			return
		case reflect.TypeFor[civil.Month]():
			v.Set(reflect.ValueOf(civil.MonthOf(date)))
			return
		case reflect.TypeFor[quantity.Decimal]():
			v.Set(reflect.ValueOf(quantity.Int(9)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), strings.TrimPrefix(at+"."+v.Type().Field(i).Name, "."))
		}
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	}
}

var mark = regexp.MustCompile(`‹([^›]+)›`)

// told are the places of a value whose texts stand in a text.
func told(text []byte) (all []string) {
	for _, m := range mark.FindAllSubmatch(text, -1) {
		all = append(all, string(m[1]))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Of a task whose every text is marked, only these reach the public. A field that
// is added to a task and to a snapshot has to be added here too.
func TestOfATaskOnlyWhatIsListedReachesThePublic(t *testing.T) {
	var x task.Task
	fill(reflect.ValueOf(&x).Elem(), "")
	x.State, x.Terms.Category, x.Terms.Private, x.Parent, x.Allocation = task.Underway, task.Livelihood, false, "", nil
	x.Terms.Figure.Course, x.Reports[0].State = task.Line, task.Signed
	var all []task.Event
	for i, a := range []task.Act{task.Draft, task.Amend, task.Ask, task.Claim, task.Object, task.Settle, task.Issue, task.Migrate, task.SignFor, task.Allocate, task.Fill, task.Sign, task.Return, task.Verify, task.Dispute, task.Extend, task.Retarget, task.Relead, task.Suspend, task.Resume, task.Apply, task.SendBack, task.CloseOut, task.Withdraw, task.Supervise} {
		var e task.Event
		fill(reflect.ValueOf(&e).Elem(), "Event")
		e.Seq, e.Act, e.Items = i+1, a, []int{1}
		all = append(all, e)
	}
	x.Events = all
	p := PromiseOf(&x, Given{On: civil.Date{Year: 2026, Month: 5, Day: 4}, Profile: task.ProfileNamed(task.Standard), ReportDay: 28,
		Unit: func(code string) string { return "单位" + code }, Named: func(s string) bool { return strings.Contains(s, "Leader") },
		Report: func(id string) (string, civil.Date) { return "报告", date }})
	s := Snapshot{Format: Format, Promises: []Promise{p}, Projects: []Project{}}
	s.Follow(nil)
	want := []string{"Document", "Event.Content.Document", "Event.Content.Terms.Figure.Unit", "Event.Content.Terms.Lead", "Number", "Origin.Section", "Origin.Words",
		"Terms.Deliverables.Evidence", "Terms.Deliverables.Words", "Terms.Figure.Subject", "Terms.Figure.Unit", "Terms.Goal", "Terms.Lead", "Terms.Supports", "Terms.Title"}
	if got := told(s.Canonical()); !slices.Equal(got, want) {
		t.Errorf("the public reads\n%q, not\n%q", got, want)
	}
	if p.Figure.Done == nil || p.Months[0].Figure == nil || p.Months[0].Figure.String() != "7" || len(p.Events) == 0 {
		t.Errorf("%+v", p)
	}
}

func TestOfAProjectOnlyWhatIsListedReachesThePublic(t *testing.T) {
	var x project.Project
	fill(reflect.ValueOf(&x).Elem(), "")
	x.Stage, x.Reached = project.Building, []project.Reached{{Stage: project.Started, On: date, Note: "‹Note›"}}
	var g project.Progress
	fill(reflect.ValueOf(&g).Elem(), "Month")
	g.Month, g.State = 202603, project.Endorsed
	filled := g
	filled.Month, filled.State, filled.Year = 202604, project.Filled, quantity.Int(99)
	p := ProjectOf("id", x, []project.Progress{g, filled}, 2026, civil.Date{Year: 2026, Month: 5, Day: 4}, func(code string) string { return code })
	s := Snapshot{Format: Format, Promises: []Promise{}, Projects: []Project{p}}
	s.Follow(nil)
	if got, want := told(s.Canonical()), []string{"Category", "Code", "Industry", "Name", "Place", "Town", "Unit"}; !slices.Equal(got, want) {
		t.Errorf("the public reads\n%q, not\n%q", got, want)
	}
	if p.Done.String() != "9" || p.Through != "2026-03" {
		t.Errorf("what nobody signed is shown: %s by %s", p.Done, p.Through)
	}
}

func TestWhoIsOpen(t *testing.T) {
	open := task.Task{State: task.Underway, Terms: task.Terms{Category: task.Priority}}
	if !Open(&open) {
		t.Error("a task of the report is kept")
	}
	for name, change := range map[string]func(*task.Task){
		"private": func(x *task.Task) { x.Terms.Private = true }, "drafted": func(x *task.Task) { x.State = task.Drafted }, "asked": func(x *task.Task) { x.State = task.Asked },
		"withdrawn": func(x *task.Task) { x.State = task.Withdrawn }, "a part": func(x *task.Task) { x.Parent = "whole" }, "an instruction": func(x *task.Task) { x.Terms.Category = task.Instruction },
		"of a meeting": func(x *task.Task) { x.Terms.Category = task.Resolved }, "from above": func(x *task.Task) { x.Terms.Category = task.Superior },
	} {
		x := open
		if change(&x); Open(&x) {
			t.Errorf("a task that is %s is open", name)
		}
	}
}

func TestTheHistoryTellsNothingOfWhatIsNotShown(t *testing.T) {
	figure := func(done string) *Figure {
		return &Figure{Unit: "座", Done: &Number{quantity.Must(done)}, Of: civil.MonthOf(date), Target: Number{quantity.Int(9)}}
	}
	first := &Snapshot{Year: 2026, Number: 1, Promises: []Promise{{Number: "1", Title: "甲", Verdict: task.OnTrack, Figure: figure("1")}, {Number: "2", Title: "乙", Verdict: task.OnTrack}}, Projects: []Project{{ID: "p", Name: "丙", Stage: "signed"}}}
	first.Follow(nil)
	second := &Snapshot{Year: 2026, Number: 2, Promises: []Promise{{Number: "1", Title: "甲", Verdict: task.OnTrack, Figure: figure("2")}, {Number: "2", Title: "乙", Verdict: task.Behind}}, Projects: []Project{{ID: "p", Name: "丙", Stage: "started"}}}
	second.Follow(first)
	want := []Change{{Promise: "1", Title: "甲", Aspect: Reported, From: "1", To: "2", Unit: "座"}, {Promise: "2", Title: "乙", Aspect: Result, From: "on-track", To: "behind"}, {Project: "p", Title: "丙", Aspect: Stage, From: "signed", To: "started"}}
	if !slices.Equal(second.History[0].Changes, want) {
		t.Errorf("%+v", second.History[0].Changes)
	}
	third := &Snapshot{Year: 2026, Number: 3, Promises: second.Promises[:1], Projects: []Project{}}
	third.Follow(second)
	if len(third.History) != 3 || len(third.History[0].Changes) != 0 || !slices.Equal(third.History[1].Changes, want[:1]) {
		t.Errorf("%+v", third.History)
	}
	if text := string(third.Canonical()); strings.Contains(text, "乙") || strings.Contains(text, "丙") {
		t.Error("what is withheld now is told by the history:", text)
	}
	next := &Snapshot{Year: 2027, Number: 4, Promises: []Promise{{Number: "1", Title: "丁"}}}
	if got := next.Changes(third); len(got) != 0 {
		t.Errorf("two years are compared: %+v", got)
	}
}
