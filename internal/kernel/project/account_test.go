package project_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
)

// story makes a project's events, each recorded at nine on its day.
type story struct {
	events []project.Event
	facts  project.Facts
}

func (s *story) then(kind project.Kind, recorded, happened civil.Date, written ...string) *story {
	after := project.Facts{}
	for k, v := range s.facts {
		after[k] = v
	}
	for i := 0; i < len(written); i += 2 {
		if after[written[i]] = written[i+1]; written[i+1] == "" {
			delete(after, written[i])
		}
	}
	s.events = append(s.events, project.Event{Seq: len(s.events) + 1, Kind: kind, On: happened, RecordedAt: recorded.At(9, 0), Changes: project.Differences(s.facts, after)})
	s.facts = after
	return s
}

func (s *story) month(kind project.Kind, recorded civil.Date, m string, state project.MonthState, year string, more ...string) *story {
	at := "month." + m + "."
	return s.then(kind, recorded, recorded, append([]string{at + "invested", year, at + "year", year, at + "total", year, at + "state", string(state)}, more...)...)
}

// begun is a project that was signed in 2020 and registered in January 2021, to
// begin on 1 March and to be completed on 1 October.
func begun() *story {
	s := &story{facts: project.Facts{}}
	var all []string
	for k, v := range facts("plan.2021", "600", "starts_on", "2021-03-01", "ends_on", "2021-10-01", "stage", "signed", "reached.signed.on", "2020-07-01") {
		all = append(all, k, v)
	}
	return s.then(project.Added, on(2021, 1, 10), on(2021, 1, 10), all...)
}

func started(s *story) *story {
	return s.then(project.Advanced, on(2021, 3, 12), on(2021, 3, 11), "stage", "started", "reached.started.on", "2021-03-11")
}

// ended is a project whose ledger was brought over in January 2022, a week after
// it was completed.
func ended() *story {
	s := &story{facts: project.Facts{}}
	return s.then(project.Imported, on(2022, 1, 15), on(2022, 1, 15), "name", "旧项目", "category", "产业", "unit", "u", "plan.2021", "600", "starts_on", "2021-03-01", "ends_on", "2021-10-01",
		"stage", "completed", "reached.started.on", "2021-03-11", "reached.completed.on", "2022-01-08")
}

func days(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

func TestAYearOfAProjectIsReckonedAsItWasKnown(t *testing.T) {
	for _, x := range []struct {
		name            string
		story           *story
		at              civil.Date
		done            string
		due             string
		owed, kept      int
		nature          string
		start, end      int64
		startBy, dwells bool
		stage           project.Stage
	}{
		{"before it begins", begun(), on(2021, 2, 20), "0", "50", 0, 0, "未开工", 0, 0, false, true, project.Signed},
		{"late to begin", begun(), on(2021, 3, 8), "0", "100", 0, 0, "未开工", 7, 0, true, true, project.Signed},
		{"begun late", started(begun()), on(2021, 4, 1), "0", "150", 1, 0, "新开工", 10, 0, true, false, project.Started},
		{"begun, and nobody knew", started(begun()), on(2021, 3, 11), "0", "100", 0, 0, "未开工", 10, 0, true, true, project.Signed},
		{"filled in time, not signed", started(begun()).month(project.Reported, on(2021, 3, 28), "2021-03", project.Filled, "80"), on(2021, 4, 1), "0", "150", 1, 1, "新开工", 10, 0, true, false, project.Started},
		{"signed", started(begun()).month(project.Reported, on(2021, 3, 28), "2021-03", project.Filled, "80").month(project.Endorsing, on(2021, 3, 30), "2021-03", project.Endorsed, "80"), on(2021, 4, 1), "80", "150", 1, 1, "新开工", 10, 0, true, false, project.Started},
		{"filled late", started(begun()).month(project.Reported, on(2021, 3, 29), "2021-03", project.Filled, "80"), on(2021, 4, 1), "0", "150", 1, 0, "新开工", 10, 0, true, false, project.Started},
		{"returned and left so", started(begun()).month(project.Reported, on(2021, 3, 28), "2021-03", project.Filled, "80").month(project.SentBack, on(2021, 3, 30), "2021-03", project.Returned, "80"), on(2021, 4, 1), "0", "150", 1, 0, "新开工", 10, 0, true, false, project.Started},
		{"returned and filled again", started(begun()).month(project.Reported, on(2021, 3, 28), "2021-03", project.Filled, "80").month(project.SentBack, on(2021, 3, 30), "2021-03", project.Returned, "80").month(project.Reported, on(2021, 4, 3), "2021-03", project.Filled, "70"), on(2021, 4, 4), "0", "150", 1, 1, "新开工", 10, 0, true, false, project.Started},
		{"brought over", started(begun()).month(project.Imported, on(2021, 4, 3), "2021-03", project.Endorsed, "70", "month.2021-03.migrated", project.Yes), on(2021, 4, 4), "70", "150", 0, 0, "新开工", 10, 0, true, false, project.Started},
		{"after the year, completed after it", started(begun()).then(project.Advanced, on(2022, 1, 9), on(2022, 1, 8), "stage", "completed", "reached.completed.on", "2022-01-08"), on(2022, 1, 20), "0", "600", 10, 0, "新开工", 10, 91, true, false, project.Started},
		{"completed in it", started(begun()).then(project.Advanced, on(2021, 10, 20), on(2021, 10, 6), "stage", "completed", "reached.completed.on", "2021-10-06"), on(2022, 1, 20), "0", "600", 7, 0, "新开工", 10, 5, true, false, project.Completed},
		{"a start that was taken back", started(begun()).then(project.Retreated, on(2021, 5, 1), on(2021, 5, 1), "stage", "signed", "reached.started.on", ""), on(2021, 5, 2), "0", "200", 0, 0, "未开工", 62, 0, true, true, project.Signed},
		{"registered after the year, completed after it", ended(), on(2022, 1, 20), "0", "600", 0, 0, "新开工", 10, 91, true, false, project.Building},
	} {
		t.Run(x.name, func(t *testing.T) {
			a, ok, err := project.AccountOf(x.story.events, 2021, x.at.At(23, 0))
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			if a.Done.Cmp(quantity.Must(x.done)) != 0 || a.Due == nil || a.Due.Cmp(quantity.Must(x.due)) != 0 {
				t.Errorf("done %s, due %v", a.Done, a.Due)
			}
			if len(a.Owed) != x.owed || a.Kept() != x.kept {
				t.Errorf("%d of %d months came in time: %+v", a.Kept(), len(a.Owed), a.Owed)
			}
			if a.Nature() != x.nature || days(a.Start) != x.start || days(a.End) != x.end || a.StartBy == nil || *a.StartBy != x.startBy || a.Project.Stage != x.stage {
				t.Errorf("%s, begun %d late, ended %d late, %v, %s", a.Nature(), days(a.Start), days(a.End), *a.StartBy, a.Project.Stage)
			}
			if (a.Dwell != nil) != x.dwells {
				t.Errorf("%+v", a.Dwell)
			}
		})
	}
}

func TestAYearAsksForProjectsThatAreOfIt(t *testing.T) {
	s := started(begun())
	if _, ok, err := project.AccountOf(s.events, 2020, on(2021, 6, 1).At(0, 0)); ok || err != nil {
		t.Error("a year with no plan, no month and no start", err)
	}
	if _, ok, err := project.AccountOf(s.events, 2021, on(2021, 1, 9).At(0, 0)); ok || err != nil {
		t.Error("before anybody knew of it", err)
	}
	later := started(begun()).month(project.Reported, on(2022, 1, 20), "2022-01", project.Filled, "5")
	a, ok, err := project.AccountOf(later.events, 2022, on(2022, 3, 1).At(0, 0))
	if !ok || err != nil || a.Plan != nil || a.Due != nil || a.Nature() != "续建" || days(a.Start) != 0 || len(a.Owed) != 2 || a.Kept() != 1 {
		t.Errorf("the year after: %v %+v %v", ok, a, err)
	}
	if e, ok := a.Told("month.2022-01.year"); !ok || e.Seq != 3 {
		t.Errorf("%+v", e)
	}
	if has, known := a.Project.Reaches(project.Enrolled); has || !known {
		t.Error("begun is not enrolled", has, known)
	}
	bare := (&story{facts: project.Facts{}}).then(project.Imported, on(2021, 1, 10), on(2021, 1, 10), "name", "旧项目", "category", "产业", "unit", "u", "stage", "building", "starts_on", "2020-01-01", "plan.2021", "10")
	if a, ok, err := project.AccountOf(bare.events, 2021, on(2021, 3, 1).At(0, 0)); !ok || err != nil || a.Start != nil || len(a.Owed) != 2 || a.Nature() != "续建" {
		t.Errorf("a stage without a day: %+v %v", a, err)
	}
}

func TestWhetherAStageWasReachedIsKnownOrNot(t *testing.T) {
	for _, x := range []struct {
		written    []string
		has, known bool
	}{
		{[]string{"stage", "enrolled"}, true, true},
		{[]string{"stage", "building"}, true, false},
		{[]string{"stage", "building", "reached.enrolled.on", "2021-03-01"}, true, true},
		{[]string{"stage", "building", "reached.enrolled.on", "2021-03-01", "reached.enrolled.skipped", "不到五百万元"}, false, true},
		{[]string{"stage", "started"}, false, true},
	} {
		if has, known := read(t, x.written...).Reaches(project.Enrolled); known != x.known || known && has != x.has {
			t.Errorf("%v: %v, %v", x.written, has, known)
		}
	}
	if has, known := read(t, "stage", "building").Reaches(project.Started); !has || !known {
		t.Error("no project is built that was not begun")
	}
	began := (&story{facts: project.Facts{}}).then(project.Imported, on(2021, 1, 10), on(2021, 1, 10), "name", "旧项目", "category", "产业", "unit", "u", "stage", "building", "reached.started.on", "2020-05-01", "plan.2021", "10")
	if a, ok, err := project.AccountOf(began.events, 2021, on(2021, 3, 1).At(0, 0)); !ok || err != nil || days(a.Start) != 0 || a.StartBy != nil {
		t.Errorf("begun before the year, and nobody wrote when it was to be: %+v %v", a, err)
	}
}
