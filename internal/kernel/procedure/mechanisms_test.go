package procedure_test

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/mechanisms"
)

func calendar(t testing.TB) *civil.Calendar {
	t.Helper()
	c, err := civil.ReadCalendar(os.DirFS("../../../law"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func declared(t testing.TB, id string) *procedure.Mechanism {
	t.Helper()
	file := path.Join(id, "mechanism.yaml")
	text, err := mechanisms.Files.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := procedure.Declare(file, text, nil, desk.Nouns()...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryScenarioOfEveryMechanismComesOutAsItMust(t *testing.T) {
	cal := calendar(t)
	folders, err := fs.Glob(mechanisms.Files, "*/mechanism.yaml")
	if err != nil || len(folders) == 0 {
		t.Fatal("no mechanisms", err)
	}
	for _, f := range folders {
		m := declared(t, path.Dir(f))
		played, err := fs.Glob(mechanisms.Files, path.Dir(f)+"/scenarios/*.yaml")
		if err != nil || len(played) == 0 {
			t.Errorf("%s has no scenarios", m.ID)
		}
		done := map[string]bool{}
		for _, file := range played {
			t.Run(strings.TrimSuffix(file, ".yaml"), func(t *testing.T) {
				text, err := mechanisms.Files.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				s, err := procedure.ReadScenario(filepath.Join("mechanisms", file), text, m)
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Play(cal, func(at procedure.Moment) {
					if at.Case == nil {
						return
					}
					for _, e := range at.Case.Events {
						done[s.Procedure.ID+" "+e.Act] = true
					}
					again, err := procedure.Fold(s.Procedure, at.Case.Events)
					if err != nil || again.Stage != at.Case.Stage || len(again.Clocks) != len(at.Case.Clocks) {
						t.Errorf("step %d: folding once more gives another case: %v", at.Step+1, err)
					}
				}); err != nil {
					t.Errorf("\n%s", err)
				}
			})
		}
		for _, p := range m.Procedures {
			for _, a := range p.Acts {
				if !done[p.ID+" "+a.ID] {
					t.Errorf("%s: no scenario does %s (%s)", m.ID, a.ID, a.Title)
				}
			}
		}
	}
}

func TestAScenarioThatDoesNotComeOutNamesThePlace(t *testing.T) {
	m := declared(t, "whistle")
	text, err := mechanisms.Files.ReadFile("whistle/scenarios/emergency.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := procedure.ReadScenario("x.yaml", []byte(strings.Replace(string(text), "due: 2021-03-01 10:57", "due: 2021-03-01 10:58", 1)), m)
	if err != nil {
		t.Fatal(err)
	}
	var p procedure.Problems
	if err := s.Play(calendar(t), nil); !errors.As(err, &p) || len(p) != 1 || p[0].Line != 33 || !strings.Contains(p[0].Sentence, "到期 2021-03-01 10:57，应是 2021-03-01 10:58") {
		t.Errorf("%v", err)
	}
}

func TestRatesAreCountedFromTheEventsWithTheCasesBehindThem(t *testing.T) {
	m, cal := declared(t, "whistle"), calendar(t)
	var cases []*procedure.Case
	var now civil.Instant
	for _, name := range []string{"emergency", "joint", "own"} {
		text, err := mechanisms.Files.ReadFile("whistle/scenarios/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		s, err := procedure.ReadScenario(name, text, m)
		if err != nil {
			t.Fatal(err)
		}
		var last *procedure.Case
		if err := s.Play(cal, func(at procedure.Moment) { last = at.Case }); err != nil {
			t.Fatal(err)
		}
		last.ID = name
		cases = append(cases, last)
		now = max(now, s.Steps[len(s.Steps)-1].At)
	}
	got := ""
	for _, s := range procedure.Rated(m.Procedures[0], cases, cal, now) {
		got += s.Rate.ID + " " + strings.Join(s.Of, ",") + " of " + strings.Join(s.Over, ",") + "\n"
	}
	// the joint one was ruled out, its units with it; how apt whistles are counts all
	want := "response emergency/urban-management of emergency/urban-management\n" +
		"arrival  of emergency/urban-management\n" +
		"solved emergency,own of emergency,own\ncontent emergency,own of emergency,own\n" +
		"apt emergency/urban-management,joint/housing,joint/housing-2 of emergency/urban-management,joint/housing,joint/ecology,joint/housing-2\n" +
		"whistled emergency,joint of emergency,joint,own\n"
	if got != want {
		t.Errorf("rates are\n%swant\n%s", got, want)
	}
}
