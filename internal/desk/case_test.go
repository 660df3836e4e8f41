package desk_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/law"
)

// worker is somebody in a post of a unit, as a session would give him.
func worker(o *office, name, unit string, role staff.Role) staff.Actor {
	return staff.Actor{Division: city, Person: name, Name: name, Post: name + "_post", Role: role, Unit: unit, Units: []string{unit}, Armed: true, Session: "s"}
}

// manned is an office with a street and two departments.
func manned(t *testing.T, e store.Engine) (o *office, grid, head, urban, housing staff.Actor) {
	t.Helper()
	o, _ = found(t, e)
	system := worker(o, "sys", "", staff.SystemAdmin)
	for i, u := range []string{"street-a", "urban-management", "housing"} {
		if err := o.SetUnit(t.Context(), system, desk.Call{}, staff.Unit{Code: u, Name: u, Kind: "department", Rank: int64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	return o, worker(o, "grid", "street-a", staff.Clerk), worker(o, "head", "street-a", staff.Head), worker(o, "urban", "urban-management", staff.Clerk), worker(o, "housing", "housing", staff.Head)
}

func reported() desk.OpenCase {
	return desk.OpenCase{Procedure: "whistle", Deed: procedure.Deed{Act: "report", Data: map[string]any{"事由": "井盖不见", "类别": "井盖缺失", "位置": "青年路 18 号", "急缓": "应急", "街道能办": "办不了"}}}
}

func TestACaseIsOpenedCalledAnsweredAndClosedWithItsLedger(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, urban, housing := manned(t, e)
		ctx := t.Context()
		c, err := o.OpenCase(ctx, grid, desk.Call{ActID: "first"}, reported())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.OpenCase(ctx, grid, desk.Call{ActID: "first"}, reported()); err != nil || again != c {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		if !strings.HasPrefix(c.Number, "哨20") || !strings.HasSuffix(c.Number, "-0001") {
			t.Errorf("the number is %s", c.Number)
		}
		do := func(by staff.Actor, act, branch string, data map[string]any) error {
			t.Helper()
			_, err := o.ActOnCase(ctx, by, desk.Call{}, c.ID, procedure.Deed{Act: act, Branch: branch, Data: data})
			return err
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := o.ShowCase(ctx, urban, c.ID); !isKind(err, fault.NotFound) {
			t.Errorf("a unit without a part in it sees it: %v", err)
		}
		if err := do(urban, "answer", "urban-management", nil); !isKind(err, fault.NotFound) {
			t.Errorf("a unit that is not called answers: %v", err)
		}
		if err := do(grid, "call", "", map[string]any{"应哨单位": []any{"urban-management"}}); !isKind(err, fault.Forbidden) {
			t.Errorf("a clerk calls: %v", err)
		}
		if err := do(head, "call", "", map[string]any{"应哨单位": []any{"nobody"}}); !isKind(err, fault.Invalid) {
			t.Errorf("an unknown unit is called: %v", err)
		}
		if err := do(head, "call", "", map[string]any{}); !isKind(err, fault.Invalid) {
			t.Errorf("nobody is called: %v", err)
		}
		must(do(head, "call", "", map[string]any{"应哨单位": []any{"urban-management"}}))
		shown, err := o.ShowCase(ctx, urban, c.ID)
		if err != nil || len(shown.Acts) != 2 || shown.Acts[0].Act.ID != "answer" || shown.Branches[0].Stage.ID != "waiting" {
			t.Fatalf("%+v, %v", shown.Acts, err)
		}
		if _, err := o.ActOnCase(ctx, urban, desk.Call{Version: 1}, c.ID, procedure.Deed{Act: "answer", Branch: "urban-management"}); !desk.Stale(err) {
			t.Errorf("an older version is taken: %v", err)
		}
		must(do(urban, "answer", "urban-management", nil))
		must(do(urban, "finish", "urban-management", map[string]any{"处置情况": "已换"}))
		must(do(head, "judge", "", map[string]any{"部门评价": "满意"}))
		if _, err := o.ShowCase(ctx, housing, c.ID); !isKind(err, fault.NotFound) {
			t.Errorf("another unit sees it: %v", err)
		}
		for name, l := range map[string]struct {
			by   staff.Actor
			page store.CasePage
			n    int
		}{
			"the street": {grid, store.CasePage{Most: 9}, 1}, "the called": {urban, store.CasePage{Most: 9}, 1}, "another": {housing, store.CasePage{Most: 9}, 0},
			"supervision": {worker(o, "sup", "office", staff.Supervisor), store.CasePage{Most: 9, Procedure: "whistle", Which: "open"}, 1},
			"by stage":    {grid, store.CasePage{Most: 9, Stage: "triage"}, 0}, "ended": {grid, store.CasePage{Most: 9, Which: "ended"}, 0},
		} {
			got, err := o.ListCases(ctx, l.by, l.page)
			if err != nil || len(got.Cases) != l.n {
				t.Errorf("%s sees %d, %v", name, len(got.Cases), err)
			}
		}
		if _, err := o.ListCases(ctx, worker(o, "sys", "", staff.SystemAdmin), store.CasePage{Most: 9}); !isKind(err, fault.Forbidden) {
			t.Errorf("an administrator lists cases: %v", err)
		}
		must(do(grid, "call-back", "", map[string]any{"联系上": "是", "解决": "已解决", "评价": "满意"}))
		must(o.SequenceAll(ctx))
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func isKind(err error, k fault.Kind) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == k
}

// A leave that is granted by silence, declared beside the product's mechanisms.
const leave = `
mechanism: leave
title: 请假
phrase: 请假
about: 试
system: here
version: 1
from: 2021-01-01
basis:
  - {basis: rule, title: 考勤办法}
procedures:
  - procedure: leave
    title: 请假
    number: 假{年}-{序3}
    subject: 事由
    forms:
      - {form: ask, schema: {type: object, required: [事由], properties: {事由: {type: string}}}}
    stages:
      - {stage: asked, title: 待批}
      - {stage: granted, title: 准假, end: true}
    limits:
      - {limit: answer, rows: [{is: 30分钟, basis: rule}]}
    clocks:
      - {clock: answer, title: 答复, limit: answer, level: legal, starts: [ask], ends: [grant, silence], due: silence}
    acts:
      - {act: ask, title: 请假, form: ask, by: [{role: clerk, unit: any}], to: asked}
      - {act: grant, title: 准假, from: [asked], by: [{role: head, unit: initiator}], to: granted}
      - {act: silence, title: 视为准假, from: [asked], by: [{unit: program}], to: granted}
`

func declared(t testing.TB, text string) *desk.Mechanisms {
	t.Helper()
	m, err := desk.ReadMechanisms(fstest.MapFS{"leave/mechanism.yaml": {Data: []byte(text)}}, law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhatFallsDueHappensExactlyOnceHoweverManySweep(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, grid, _, _, _ := manned(t, e)
		mechanisms := declared(t, leave)
		o := first.again(func(m *desk.Means) { m.Mechanisms = mechanisms })
		o.clock = 0
		ctx := t.Context()
		const n = 40
		ids := make([]string, n)
		for i := range ids {
			c, err := o.OpenCase(ctx, grid, desk.Call{}, desk.OpenCase{Procedure: "leave", Deed: procedure.Deed{Act: "ask", Data: map[string]any{"事由": "探亲"}}})
			if err != nil {
				t.Fatal(err)
			}
			ids[i] = c.ID
		}
		if did, err := o.SweepDeadlines(ctx); did != 0 || err != nil {
			t.Fatalf("%d fell before they were due, %v", did, err)
		}
		later := func(m *desk.Means) {
			m.Mechanisms = mechanisms
			clock := m.Clock
			m.Clock = func() int64 { return clock() + 31*60*1_000_000 }
			m.Holder = holder()
		}
		var group sync.WaitGroup
		total := make(chan int, 3)
		for range 3 {
			w := first.again(later)
			group.Go(func() {
				did, err := w.SweepDeadlines(ctx)
				if err != nil && !errors.Is(err, store.ErrStale) {
					t.Error(err)
				}
				total <- did
			})
		}
		group.Wait()
		close(total)
		sum := 0
		for d := range total {
			sum += d
		}
		if sum != n {
			t.Errorf("%d fell, of %d", sum, n)
		}
		last := first.again(later)
		for _, id := range ids {
			c, err := last.ShowCase(ctx, grid, id)
			if err != nil || len(c.Events) != 2 || c.Stage.ID != "granted" || c.Events[1].Person != "" {
				t.Fatalf("%s: %+v, %v", id, c.Events, err)
			}
		}
	})
}
