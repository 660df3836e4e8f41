package procedure_test

import (
	"strings"
	"testing"

	"duban/internal/kernel/procedure"
)

func TestACaseThatHasEndedIsKeptAsItsDeclarationSaysFromTheYearAfter(t *testing.T) {
	text := strings.Replace(small, "    subject: 事由\n", "    subject: 事由\n    retention: [{when: 天数 > 100, is: 永久, basis: rule}, {is: 30年, until: 2021-09-23, basis: rule}, {is: 10年, from: 2021-09-23, basis: rule}]\n", 1)
	m, err := procedure.Declare("small.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	for days, want := range map[string]string{"天数: 2": "10 年 2031-12-31", "天数: 200": "永久 "} {
		scenario := strings.Replace(smallScenario, "天数: 2", days, 1)
		scenario = strings.ReplaceAll(scenario, ", then: {clocks: {answer: {due: 2021-09-22}}, notices: {甲: [], 乙: [asked], 丙: []}}", "")
		scenario = scenario[:strings.Index(scenario, "  - {at: 2021-09-18")] + "  - {at: 2021-10-09 08:00}\n"
		s, err := procedure.ReadScenario("scenario.yaml", []byte(scenario), m)
		if err != nil {
			t.Fatal(err)
		}
		var last *procedure.Case
		if err := s.Play(calendar(t), func(at procedure.Moment) {
			if last = at.Case; last.Open() && last.Keep() != nil {
				t.Error("a case that goes on has a term")
			}
		}); err != nil {
			t.Fatal(err)
		}
		k := last.Keep()
		if k == nil || k.String()+" "+k.LastDay(last.EndedAt.Date()).String() != want {
			t.Errorf("%s, ended %v: kept %v, want %s", days, last.EndedAt, k, want)
		}
	}
}
