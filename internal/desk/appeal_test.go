package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// TestAUnitAppealsInTimeAndWhatIsDecidedIsSettledAnewByTheCase plays an appeal on
// the engine: only the unit itself, in time and about a fact that there is; the
// decision is a leader's, the correction the office's, the old result stays.
func TestAUnitAppealsInTimeAndWhatIsDecidedIsSettledAnewByTheCase(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, _, _ := settling(t, e)
		ctx := t.Context()
		o.until(2, 20, 9)
		o.reports("kj", roads, 2, "20")
		o.enter(by, "kj", "社会评价得分", "80")
		was := o.settle(by, desk.RunSettlement{})
		head, other, leader := worker(o, "kjhead", "kj", staff.Head), worker(o, "zjhead", "zj", staff.Head), worker(o, "shizhang", "", staff.Leader)
		ask := func(by staff.Actor, unit, fact, row string) (desk.CaseKept, error) {
			data := map[string]any{"考核": was.ID, "申诉单位": unit, "事实": fact, "应为": "92"}
			if row != "" {
				data["任务"] = row
			}
			return o.OpenCase(ctx, by, desk.Call{}, desk.OpenCase{Procedure: "appeal", Deed: procedure.Deed{Act: "ask", Data: data, Reason: "问卷重复录入"}})
		}
		refused := func(what string, err error, words string) {
			t.Helper()
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := ask(head, "kj", "社会评价得分", "")
		if !is(err, fault.NotFound) && !is(err, fault.Invalid) {
			t.Error("an appeal against what nobody confirmed:", err)
		}
		if _, err := o.ConfirmSettlement(ctx, leader, desk.Call{}, was.ID); err != nil {
			t.Fatal(err)
		}
		_, err = ask(other, "kj", "社会评价得分", "")
		refused("another unit's appeal", err, "被考核的单位自己提")
		_, err = ask(head, "kj", "身高", "")
		refused("a fact that there is none of", err, "身高")
		_, err = ask(head, "kj", "社会评价得分", roads)
		refused("a fact of the unit as one of a task", err, "社会评价得分")
		c, err := ask(head, "kj", "社会评价得分", "")
		if err != nil {
			t.Fatal(err)
		}
		act := func(by staff.Actor, act, reason string, data map[string]any) error {
			_, err := o.ActOnCase(ctx, by, desk.Call{}, c.ID, procedure.Deed{Act: act, Data: data, Reason: reason})
			return err
		}
		for _, x := range []error{
			act(by, "weigh", "", map[string]any{"核查情况": "调阅原件，确有重复"}),
			act(leader, "decide", "核查属实", map[string]any{"决定": "支持", "更正为": "92"}),
		} {
			if x != nil {
				t.Fatal(x)
			}
		}
		if l, err := o.ListSettlements(ctx, by, desk.SettlementPage{Year: settledYear}); err != nil || len(l.Settlements) != 1 {
			t.Error("the decision alone settled anew", len(l.Settlements), err)
		}
		if err := act(leader, "correct", "照决定", nil); err == nil {
			t.Error("who decided corrects")
		}
		if err := act(by, "correct", "照决定", nil); err != nil {
			t.Fatal(err)
		}
		l, err := o.ListSettlements(ctx, by, desk.SettlementPage{Year: settledYear})
		if err != nil || len(l.Settlements) != 2 {
			t.Fatal(len(l.Settlements), err)
		}
		var next desk.ShownSettlement
		for _, x := range l.Settlements {
			if x.ID != was.ID {
				if next, err = o.ShowSettlement(ctx, by, x.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		if next.Amends == nil || next.Amends.ID != was.ID || !strings.Contains(next.Document, "考诉") || !strings.Contains(next.Reason, c.Number) {
			t.Errorf("amends %v, %s, %s", next.Amends, next.Document, next.Reason)
		}
		if got := next.Result.Result("kj").Total; got.Cmp(was.Result.Result("kj").Total.Decimal) <= 0 {
			t.Error("the total did not rise:", got)
		}
		if again, err := o.ShowSettlement(ctx, by, was.ID); err != nil || again.Result.Result("kj").Total != was.Result.Result("kj").Total {
			t.Error("the old result changed", err)
		}
		o.until(3, 20, 9)
		_, err = ask(other, "zj", "社会评价得分", "")
		refused("an appeal a month later", err, "已经过了")
		o.intact()
	})
}

// appealing is a settlement of two units that a leader confirmed, and what their
// heads do with it.
type appealing struct {
	*office
	sup, leader staff.Actor
	was         string
}

func confirmedFor(t *testing.T, e store.Engine) appealing {
	t.Helper()
	o, by, roads, _, canals := settling(t, e)
	o.until(2, 20, 9)
	o.reports("kj", roads, 2, "20")
	o.reports("zj", canals, 2, "10")
	o.enter(by, "kj", "社会评价得分", "80")
	o.enter(by, "zj", "社会评价得分", "70")
	a := appealing{o, by, worker(o, "shizhang", "", staff.Leader), o.settle(by, desk.RunSettlement{}).ID}
	if _, err := o.ConfirmSettlement(t.Context(), a.leader, desk.Call{}, a.was); err != nil {
		t.Fatal(err)
	}
	return a
}

// ask has the head of a unit appeal about how it was valued.
func (a appealing) ask(settlement, unit, value string) (desk.CaseKept, error) {
	return a.OpenCase(a.t.Context(), worker(a.office, unit+"head", unit, staff.Head), desk.Call{}, desk.OpenCase{Procedure: "appeal", Deed: procedure.Deed{Act: "ask", Reason: "问卷重复录入",
		Data: map[string]any{"考核": settlement, "申诉单位": unit, "事实": "社会评价得分", "应为": value}}})
}

func (a appealing) act(by staff.Actor, c desk.CaseKept, act string, data map[string]any) error {
	_, err := a.ActOnCase(a.t.Context(), by, desk.Call{}, c.ID, procedure.Deed{Act: act, Data: data, Reason: "核查属实"})
	return err
}

// decided takes an appeal to the leader's word for a value.
func (a appealing) decided(c desk.CaseKept, value string) {
	a.t.Helper()
	if err := a.act(a.sup, c, "weigh", map[string]any{"核查情况": "属实"}); err != nil {
		a.t.Fatal(err)
	}
	if err := a.act(a.leader, c, "decide", map[string]any{"决定": "支持", "更正为": value}); err != nil {
		a.t.Fatal(err)
	}
}

// newest is the settlement that was run last.
func (a appealing) newest() desk.ShownSettlement {
	a.t.Helper()
	l, err := a.ListSettlements(a.t.Context(), a.sup, desk.SettlementPage{Year: settledYear})
	if err != nil {
		a.t.Fatal(err)
	}
	last := l.Settlements[0]
	for _, x := range l.Settlements {
		if x.Number > last.Number {
			last = x
		}
	}
	s, err := a.ShowSettlement(a.t.Context(), a.sup, last.ID)
	if err != nil || !s.Rechecked.Same {
		a.t.Fatal(s.Rechecked, err)
	}
	return s
}

// valued is what a settlement was reckoned with for a unit.
func valued(s desk.ShownSettlement, unit string) string {
	for _, x := range s.Inputs.Subjects {
		if x.ID == unit {
			return x.Facts["社会评价得分"].Value.String()
		}
	}
	return ""
}

// TestTwoUnitsAppealAgainstOneSettlementAndBothDecisionsHold: of the corrections of
// one settlement one alone is confirmed, so each takes along what was decided before.
func TestTwoUnitsAppealAgainstOneSettlementAndBothDecisionsHold(t *testing.T) {
	for _, between := range []bool{false, true} { // the first is confirmed before the second is carried out
		storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
			a := confirmedFor(t, e)
			ctx := t.Context()
			var all []desk.CaseKept
			for _, unit := range []string{"kj", "zj"} {
				c, err := a.ask(a.was, unit, "92")
				if err != nil {
					t.Fatal(err)
				}
				a.decided(c, "91")
				all = append(all, c)
			}
			if err := a.act(a.sup, all[0], "correct", nil); err != nil {
				t.Fatal(err)
			}
			first := a.newest()
			if between {
				if _, err := a.ConfirmSettlement(ctx, a.leader, desk.Call{}, first.ID); err != nil {
					t.Fatal(err)
				}
			}
			if err := a.act(a.sup, all[1], "correct", nil); err != nil {
				t.Fatal("the second decision cannot be carried out:", err)
			}
			last := a.newest()
			if valued(first, "kj") != "91" || valued(first, "zj") != "70" || valued(last, "kj") != "91" || valued(last, "zj") != "91" {
				t.Errorf("kj %s, then %s; zj %s, then %s", valued(first, "kj"), valued(last, "kj"), valued(first, "zj"), valued(last, "zj"))
			}
			if want := map[bool]string{false: a.was, true: first.ID}[between]; last.Amends == nil || last.Amends.ID != want {
				t.Errorf("it corrects %v, not %s", last.Amends, want)
			}
			if !between {
				if _, err := a.ConfirmSettlement(ctx, a.leader, desk.Call{}, first.ID); !is(err, fault.Conflict) {
					t.Error("a correction was confirmed that leaves the later decision out:", err)
				}
				if _, err := a.AmendSettlement(ctx, a.sup, desk.Call{}, a.was, []desk.Supposed{{Subject: "kj", Fact: "社会评价得分", Value: "60"}}, "决定", "理由"); !is(err, fault.Conflict) {
					t.Error("what a case decided was overwritten by hand:", err)
				}
			}
			if _, err := a.ConfirmSettlement(ctx, a.leader, desk.Call{}, last.ID); err != nil {
				t.Fatal(err)
			}
			a.intact()
		})
	}
}

// TestOfSeveralDecisionsOnAFactTheLastHolds: a fact may be appealed about again
// before a leader has confirmed what the first appeal came to.
func TestOfSeveralDecisionsOnAFactTheLastHolds(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		a := confirmedFor(t, e)
		ctx := t.Context()
		other, err := a.ask(a.was, "zj", "90")
		if err != nil {
			t.Fatal(err)
		}
		a.decided(other, "75")
		var before desk.ShownSettlement
		for _, value := range []string{"91", "92", "93", "94"} {
			before = a.newest()
			c, err := a.ask(a.was, "kj", value)
			if err != nil {
				t.Fatal(err)
			}
			a.decided(c, value)
			if err := a.act(a.sup, c, "correct", nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.act(a.sup, other, "correct", nil); err != nil {
			t.Fatal(err)
		}
		last := a.newest()
		if valued(last, "kj") != "94" || valued(last, "zj") != "75" {
			t.Errorf("kj %s, zj %s", valued(last, "kj"), valued(last, "zj"))
		}
		if _, err := a.ConfirmSettlement(ctx, a.leader, desk.Call{}, before.ID); !is(err, fault.Conflict) {
			t.Error("an earlier decision was confirmed over a later one:", err)
		}
		if _, err := a.ConfirmSettlement(ctx, a.leader, desk.Call{}, last.ID); err != nil {
			t.Fatal(err)
		}
		a.intact()
	})
}

// TestAnAppealIsHeldToAValueThatTheFactCanHave: a decision that nobody could carry
// out would leave its case open for ever.
func TestAnAppealIsHeldToAValueThatTheFactCanHave(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		a := confirmedFor(t, e)
		_, err := a.ask(a.was, "kj", "九十二")
		says(t, err, "应为", "不是数")
		c, err := a.ask(a.was, "kj", "92")
		if err != nil {
			t.Fatal(err)
		}
		if err := a.act(a.sup, c, "weigh", map[string]any{"核查情况": "属实"}); err != nil {
			t.Fatal(err)
		}
		says(t, a.act(a.leader, c, "decide", map[string]any{"决定": "支持", "更正为": "优"}), "更正为", "不是数")
		if err := a.act(a.leader, c, "decide", map[string]any{"决定": "不支持"}); err != nil {
			t.Fatal(err)
		}
		a.intact()
	})
}

func TestAFactIsAppealedAboutOnceAtATime(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		a := confirmedFor(t, e)
		c, err := a.ask(a.was, "kj", "92")
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.ask(a.was, "kj", "95")
		says(t, err, "事实", c.Number)
		if _, err := a.ask(a.was, "zj", "92"); err != nil {
			t.Error("another unit's own:", err)
		}
		if err := a.act(worker(a.office, "kjhead", "kj", staff.Head), c, "withdraw", nil); err != nil {
			t.Fatal(err)
		}
		if _, err := a.ask(a.was, "kj", "95"); err != nil {
			t.Error("the first was withdrawn:", err)
		}
		a.intact()
	})
}
