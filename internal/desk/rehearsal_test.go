package desk_test

import (
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

const leaveScenario = `scenario: 假期前请的假
procedure: leave
people:
  经办: {role: clerk, unit: street-a}
steps:
  - {at: 2026-12-07 09:00, who: 经办, does: ask, with: {事由: 探亲}, then: {clocks: {answer: {due: 2026-12-14}}}}
`

func TestARehearsalGoesByTheDaysOfTheDivisionAndLeavesNothingBehind(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, clerk, _, _, _ := manned(t, e)
		o := onMonday(t, first)
		ctx, supervisor := t.Context(), first.actor("ducha", password)
		play := func(until civil.Instant) desk.Rehearsed {
			t.Helper()
			r, err := o.Rehearse(ctx, clerk, desk.Rehearse{Mechanism: "leave", Text: leaveScenario, File: "x.yaml", Steps: desk.AllSteps, Until: until})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		if r := play(0); len(r.Problems) != 0 || r.Edition != 0 {
			t.Errorf("by the national calendar: %v, edition %d", r.Problems, r.Edition)
		}
		if _, err := o.SetCalendar(ctx, supervisor, desk.Call{}, festival); err != nil {
			t.Fatal(err)
		}
		before := o.intact().Size
		r := play(0)
		if len(r.Problems) != 1 || !strings.Contains(r.Problems[0].String(), "x.yaml:6:") || !strings.Contains(r.Problems[0].Sentence, "到期 2026-12-15，应是 2026-12-14") || r.Edition == 0 {
			t.Errorf("by the division's calendar: %v, edition %d", r.Problems, r.Edition)
		}
		r = play(december(20).At(9, 0))
		if c := r.Shown.Case; c.Open() || len(r.Last().Fell) != 1 || r.Last().Fell[0].HappenedAt != december(16).At(0, 0) {
			t.Errorf("nothing followed when the clock was moved: %+v", r.Last())
		}
		did, err := o.Rehearse(ctx, clerk, desk.Rehearse{Mechanism: "leave", Text: leaveScenario, Steps: desk.AllSteps, Joins: &desk.Player{Who: procedure.Who{Role: "head", Unit: "street-a"}}})
		if err != nil || len(did.Shown.Acts) == 0 {
			t.Fatalf("a head who joins may do %d acts: %v", len(did.Shown.Acts), err)
		}
		did, err = o.Rehearse(ctx, clerk, desk.Rehearse{Mechanism: "leave", Text: did.Text, Steps: desk.AllSteps, As: did.As, Does: &procedure.SceneStep{Who: did.As, Does: "grant"}})
		if err != nil || did.Shown.Case.Open() {
			t.Fatalf("granting in a rehearsal: %v", err)
		}
		_, text, err := o.RecordRehearsal(ctx, clerk, desk.Rehearse{Mechanism: "leave", Text: did.Text, Steps: desk.AllSteps})
		if err != nil || !strings.Contains(string(text), "does: grant") {
			t.Fatalf("%v\n%s", err, text)
		}
		again, err := o.Rehearse(ctx, clerk, desk.Rehearse{Mechanism: "leave", Text: string(text), Steps: desk.AllSteps})
		if err != nil || len(again.Problems) != 0 {
			t.Errorf("what was recorded does not hold: %v %v", again.Problems, err)
		}
		if after := o.intact().Size; after != before {
			t.Errorf("rehearsals left %d entries in the ledger", after-before)
		}
		if l, err := o.ListCases(ctx, clerk, store.CasePage{Most: 5}); err != nil || len(l.Cases) != 0 {
			t.Errorf("a rehearsal made %d cases, %v", len(l.Cases), err)
		}
	})
}

func TestARehearsalThatIsTooMuchIsRefused(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, clerk, _, _, _ := manned(t, e)
		o := onMonday(t, first)
		full := leaveScenario + strings.Repeat("  - {at: 2026-12-08 09:00}\n", procedure.MostSteps-1)
		for want, in := range map[string]desk.Rehearse{
			"步骤至多 200 个":      {Text: full + "  - {at: 2026-12-08 09:00}\n", Steps: desk.AllSteps},
			"情景太长":            {Text: leaveScenario + strings.Repeat("#", procedure.MostScenario), Steps: desk.AllSteps},
			"钟拨不到 3026 年":     {Text: leaveScenario, Steps: desk.AllSteps, Until: civil.Date{Year: 3026, Month: 12, Day: 7}.At(9, 0)},
			"演练的步骤太多":         {Text: full, Steps: desk.AllSteps, Does: &procedure.SceneStep{Who: "经办", Does: "ask"}},
			"不能往回拨":           {Text: leaveScenario, Steps: 1, Until: december(1).At(9, 0)},
			"没有“nobodys”这个机制": {Mechanism: "nobodys", Text: leaveScenario},
			"没有这种岗位":          {Text: leaveScenario, Steps: desk.AllSteps, Joins: &desk.Player{Who: procedure.Who{Role: "audit_admin", Unit: "street-a"}}},
			"没有选单位":           {Text: leaveScenario, Steps: desk.AllSteps, Joins: &desk.Player{Who: procedure.Who{Role: "head", Unit: "nowhere"}}},
		} {
			if in.Mechanism == "" {
				in.Mechanism = "leave"
			}
			in.File = "x.yaml"
			start := time.Now()
			_, err := o.Rehearse(t.Context(), clerk, in)
			if f, ok := fault.As(err); !ok || !strings.Contains(f.Sentence, want) {
				t.Errorf("%v, want %s", err, want)
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("%s took %v", want, took)
			}
		}
		if _, err := o.Rehearse(t.Context(), staff.Actor{Division: clerk.Division, Role: staff.AuditAdmin, Person: "x"}, desk.Rehearse{Mechanism: "leave", Text: leaveScenario}); err == nil {
			t.Error("whoever may not read mechanisms rehearses one")
		}
	})
}
