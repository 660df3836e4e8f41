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
