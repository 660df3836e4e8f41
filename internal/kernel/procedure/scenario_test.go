package procedure_test

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/mechanisms"
)

// shippedScenarios calls f for each scenario that the program carries.
func shippedScenarios(t testing.TB, f func(file string, m *procedure.Mechanism, s *procedure.Scenario)) {
	t.Helper()
	files, err := fs.Glob(mechanisms.Files, "*/scenarios/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	known := map[string]*procedure.Mechanism{}
	for _, file := range files {
		id := path.Dir(path.Dir(file))
		if known[id] == nil {
			known[id] = declared(t, id)
		}
		text, err := mechanisms.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := procedure.ReadScenario(file, text, known[id])
		if err != nil {
			t.Fatal(err)
		}
		f(file, known[id], s)
	}
}

func TestAScenarioWrittenOutWithWhatCameOutIsReadAndHoldsAgain(t *testing.T) {
	cal := calendar(t)
	shippedScenarios(t, func(file string, m *procedure.Mechanism, s *procedure.Scenario) {
		until := s.Steps[len(s.Steps)-1].At + 40*civil.Day
		out, err := s.Recorded(cal, until)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		text, err := out.YAML()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		again, err := procedure.ReadScenario("again.yaml", text, m)
		if err != nil {
			t.Fatalf("%s is not read again: %v\n%s", file, err, text)
		}
		if err := again.Play(cal, nil); err != nil {
			t.Errorf("%s does not hold again: %v\n%s", file, err, text)
		}
		checks, then := 0, 0
		if err := again.Play(cal, func(m procedure.Moment) {
			checks += len(m.Checks)
		}); err != nil {
			t.Error(err)
		}
		for _, x := range again.Steps {
			if x.Then != nil {
				then++
			}
		}
		if checks == 0 || then == 0 {
			t.Errorf("%s says nothing of what came out", file)
		}
		if s.Title != again.Title || len(again.Steps) != len(s.Steps)+1 || strings.Join(s.Names, " ") != strings.Join(again.Names, " ") {
			t.Errorf("%s has another title, other people or steps", file)
		}
		more, err := again.Recorded(cal, 0)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := more.YAML(); err != nil || string(twice) != string(text) {
			t.Errorf("%s written out twice is not the same: %v", file, err)
		}
	})
}

func TestWhatAFormCarriesComesBackFromYAMLAsItWas(t *testing.T) {
	m, err := procedure.Declare("small.yaml", []byte(small), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, reason := range []string{"true", "12", "~", "2021-03-01", "a: b", "“引号”'\"", "一行\n又一行", "#不是注释", "- 不是列表", " 前后有空格 "} {
		s := &procedure.Scenario{Title: "写出", Procedure: m.Procedure("leave"), People: map[string]procedure.Who{"甲": {Role: "clerk", Unit: "429099001"}}, Names: []string{"甲"}, Steps: []procedure.SceneStep{
			{At: civil.Date{Year: 2021, Month: 3, Day: 1}.At(9, 0), Who: "甲", Does: "ask", With: map[string]any{"事由": reason, "天数": procedure.Figure("2"), "几个": []string{"1", reason}, "是": true}}}}
		text, err := s.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := procedure.ReadScenario("x.yaml", text, m)
		if err != nil {
			t.Errorf("%q: %v\n%s", reason, err, text)
			continue
		}
		with := again.Steps[0].With
		list, _ := with["几个"].([]any)
		if with["事由"] != reason || with["天数"] != procedure.Figure("2") || with["是"] != true || len(list) != 2 || list[0] != "1" || list[1] != reason || again.People["甲"].Unit != "429099001" {
			t.Errorf("%q came back as %#v", reason, with)
		}
	}
}

func TestTimeIsLetGoByAfterAnyStepAndWhatFallsDueHappens(t *testing.T) {
	m, err := procedure.Declare("small.yaml", []byte(small), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := procedure.ReadScenario("small-scenario.yaml", []byte(smallScenario), m)
	if err != nil {
		t.Fatal(err)
	}
	cal := calendar(t)
	var last procedure.Moment
	see := func(x procedure.Moment) { last = x }
	at := func(day, hour int) civil.Instant { return civil.Date{Year: 2021, Month: 9, Day: day}.At(hour, 0) }
	p, err := s.PlayTo(cal, 1, at(22, 23), see)
	if err != nil || p.Case.Stage.ID != "asked" || len(last.Fell) != 0 || len(last.Told) != 1 || last.Told[0].Notice.Rule.ID != "hurry" || last.Told[0].Names[0] != "乙" {
		t.Errorf("before it is due: %v %+v", err, last)
	}
	p, err = s.PlayTo(cal, 1, at(30, 9), see)
	if err != nil || p.Case.Stage.ID != "granted" || len(last.Fell) != 1 || last.Fell[0].Act != "silence" || last.Fell[0].HappenedAt != at(23, 0) {
		t.Errorf("after it was due: %v %+v", err, last)
	}
	for name, until := range map[string]civil.Instant{"不能往回拨": at(1, 9), "钟拨不到 3021 年": civil.Date{Year: 3021, Month: 1, Day: 1}.At(0, 0)} {
		_, err := s.PlayTo(cal, 1, until, see)
		if f, ok := fault.As(err); !ok || !strings.Contains(f.Sentence, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAScenarioThatIsTooMuchIsRefusedWithItsPlace(t *testing.T) {
	m, err := procedure.Declare("small.yaml", []byte(small), nil)
	if err != nil {
		t.Fatal(err)
	}
	head := "scenario: 大\nprocedure: leave\npeople: {甲: {role: clerk, unit: a}}\nsteps:\n"
	many := head + strings.Repeat("  - {at: 2021-03-01 09:00}\n", procedure.MostSteps+1)
	people := "scenario: 大\nprocedure: leave\npeople:\n"
	for i := range procedure.MostPeople + 1 {
		people += "  人" + strings.Repeat("一", i) + ": {role: clerk, unit: a}\n"
	}
	for text, want := range map[string]string{
		many:                   "x.yaml:5:3: 步骤至多 200 个",
		people + "steps: []\n": "人员至多 60 个",
		head + strings.Repeat("#", procedure.MostScenario):                "情景太长",
		head + "  - {at: 3021-03-01 09:00}\n":                             "x.yaml:5:10: 3021 年不在工作日历里",
		head + "  - {at: 2021-03-02 09:00}\n  - {at: 2021-03-01 09:00}\n": "早于上一步",
		head + "  - {at: 2021-03-02 09:00, then: {notices: {乙: []}}}\n":   "人员里没有“乙”",
		"a: &a [x]\nb: *a\n":               "声明里不用锚",
		"scenario: [\n\n":                  "x.yaml:2:1: YAML 的写法不对",
		head + strings.Repeat("[", 20_000): "YAML 的写法不对",
	} {
		_, err := procedure.ReadScenario("x.yaml", []byte(text), m)
		var p procedure.Problems
		if !errors.As(err, &p) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
}

func FuzzAScenarioIsReadAndPlayedOrRefused(f *testing.F) {
	var all []*procedure.Mechanism
	cal := calendar(f)
	shippedScenarios(f, func(file string, m *procedure.Mechanism, s *procedure.Scenario) {
		if len(all) == 0 || all[len(all)-1] != m {
			all = append(all, m)
		}
		text, err := mechanisms.Files.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	})
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, m := range all {
			s, err := procedure.ReadScenario("x.yaml", text, m)
			if err != nil {
				var p procedure.Problems
				if !errors.As(err, &p) {
					t.Fatalf("%v is no list of problems", err)
				}
				continue
			}
			out, err := s.Recorded(cal, 0)
			if err != nil {
				continue
			}
			again, err := out.YAML()
			if err != nil {
				continue
			}
			if _, err := procedure.ReadScenario("x.yaml", again, m); err != nil {
				t.Fatalf("what was written is not read: %v\n%s", err, again)
			}
		}
	})
}

func TestWhatARehearsalCostsIsBounded(t *testing.T) {
	m, cal := declared(t, "whistle"), calendar(t)
	var units []string
	for i := range 8 {
		units = append(units, fmt.Sprintf("u%d", i))
	}
	text := "scenario: 大\nprocedure: whistle\npeople:\n  网格员: {role: clerk, unit: a}\n  街道主任: {role: head, unit: a}\n  督查: {role: supervisor, unit: supervision-office}\nsteps:\n" +
		"  - {at: 2021-04-25 09:00, who: 网格员, does: report, with: {事由: 大, 类别: 污水外溢, 位置: 街, 急缓: 日常, 街道能办: 办不了}}\n" +
		"  - {at: 2021-04-25 16:00, who: 街道主任, does: call, with: {应哨单位: [" + strings.Join(units, ", ") + "]}}\n"
	for range procedure.MostSteps - 2 {
		text += "  - {at: 2021-04-25 17:00, who: 督查, does: call-again, with: {应哨单位: [" + strings.Join(units, ", ") + "]}}\n"
	}
	s, err := procedure.ReadScenario("x.yaml", []byte(text), m)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err = s.PlayTo(cal, len(s.Steps), civil.Date{Year: 2059, Month: 12, Day: 31}.At(9, 0), func(procedure.Moment) {})
	if err == nil || !strings.Contains(err.Error(), "演练太大") {
		t.Errorf("it is not refused: %v", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("refusing it took %v", took)
	}
}
