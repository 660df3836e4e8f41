package api_test

import (
	"net/http"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/rate"
)

func TestAProgramRehearsesAScenarioAndGetsItsProblemsWithTheirPlaces(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Limits{})
		const scenario = "scenario: 试\nprocedure: whistle\npeople: {网格员: {role: clerk, unit: a}}\nsteps:\n  - {at: 2021-03-01 09:00, who: 网格员, does: report, with: {事由: 井盖不见, 类别: 井盖缺失, 位置: 青年路, 急缓: 应急, 街道能办: 办不了}, then: {stage: nowhere}}\n"
		type answer struct {
			Title   string
			Moments []struct {
				Step    int
				Stage   string
				Refused string
				Clocks  []struct{ Clock string }
				Unmet   int
			}
			Problems []struct {
				Line, Column int
				Sentence     string
			}
		}
		play := func(key, text, until string) (a answer) {
			t.Helper()
			body := map[string]any{"scenario": text}
			if until != "" {
				body["until"] = until
			}
			o.ask(o.tokens[staff.Clerk], http.MethodPost, "/mechanisms/whistle/rehearsals", body, "Idempotency-Key", key).want(t, http.StatusOK).into(t, &a)
			return a
		}
		a := play("one", scenario, "2021-03-05T01:00:00Z")
		if a.Title != "试" || len(a.Moments) != 2 || a.Moments[0].Stage == "" || len(a.Moments[0].Clocks) == 0 || a.Moments[0].Unmet != 1 || a.Moments[1].Step != 2 {
			t.Errorf("%+v", a)
		}
		if len(a.Problems) != 1 || a.Problems[0].Line != 5 || !strings.Contains(a.Problems[0].Sentence, "应是 nowhere") {
			t.Errorf("%+v", a.Problems)
		}
		if a = play("two", strings.Replace(scenario, "does:", "dose:", 1), ""); len(a.Problems) != 1 || a.Problems[0].Line != 5 || a.Problems[0].Column == 0 || len(a.Moments) != 0 {
			t.Errorf("%+v", a)
		}
		o.ask(o.tokens[staff.Clerk], http.MethodPost, "/mechanisms/whistle/rehearsals", map[string]any{"scenario": scenario, "until": "3021-01-01T00:00:00Z"}, "Idempotency-Key", "three").want(t, http.StatusUnprocessableEntity)
		o.ask(o.tokens[staff.Clerk], http.MethodPost, "/mechanisms/nobodys/rehearsals", map[string]any{"scenario": scenario}, "Idempotency-Key", "four").want(t, http.StatusNotFound)
	})
}
