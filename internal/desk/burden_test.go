package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestWhatAUnitOwesIsItsBurdenAndABudgetThatRefusesStopsWhatWouldAddToIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		words := "请市住建局抓紧改造青年路易涝点，10个工作日内报结果。"
		if _, err := o.AddDirective(ctx, by, desk.Call{}, instruction(o, words)); err != nil {
			t.Fatal(err)
		}
		this := civil.MonthOf(today(o))
		next := this
		if today(o).Day > 15 { // the report is owed from the next month on
			next = this.Plus(1)
		}
		own := func(actor staff.Actor) desk.Burden {
			t.Helper()
			b, err := o.ReadBurden(ctx, actor, desk.BurdenPage{})
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		if next == this {
			b := own(who["clerk"])
			if len(b.Lines) != 1 || b.Lines[0].Unit.Code != "housing" || b.Totals[len(b.Totals)-1].Times != 2 || b.Totals[len(b.Totals)-1].Took <= 2 {
				t.Errorf("%+v %+v", b.Lines, b.Totals)
			}
		}
		if b := own(who["purse"]); len(b.Lines) != 0 {
			t.Errorf("another unit: %+v", b.Lines)
		}

		budget := burden.Budget{Kind: string(staff.Department), From: this, Minutes: 1, Refuses: true, Document: "减负办法"}
		if _, err := o.SetBudget(ctx, who["clerk"], desk.Call{}, budget); !isKind(err, fault.Forbidden) {
			t.Error("a unit sets its own budget", err)
		}
		if _, err := o.SetBudget(ctx, by, desk.Call{}, budget); err != nil {
			t.Fatal(err)
		}
		_, err := o.AddDirective(ctx, by, desk.Call{}, instruction(o, "请市住建局抓紧清理下水口，10个工作日内报结果。"))
		if err == nil || !strings.Contains(err.Error(), "市住建局每月要填") {
			t.Error("what the budget refuses", err)
		}
		l, err := o.ListDirectives(ctx, by, desk.DirectivePage{Most: 9})
		if err != nil || len(l.Directives) != 1 || l.Directives[0].State != directive.Open {
			t.Errorf("half of it was kept: %+v %v", l.Directives, err)
		}
		budget.Refuses, budget.Minutes = false, 2
		if _, err := o.SetBudget(ctx, by, desk.Call{}, budget); err != nil {
			t.Fatal("set again", err)
		}
		k, err := o.AddDirective(ctx, by, desk.Call{}, instruction(o, "请市住建局抓紧清理下水口，10个工作日内报结果。"))
		if err != nil {
			t.Fatal("what is only said is refused", err)
		}
		added, err := o.AddedBurden(ctx, by, []string{k.Task})
		if err != nil || len(added) != 1 || !added[0].Over() || added[0].Budget.Minutes != 2 || added[0].More < 3 {
			t.Errorf("%+v %v", added, err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("the ledger: %+v %v", v.Findings, err)
		}
	})
}

func TestADataRequestIsAnsweredOnceAndAnotherForTheSameIsRefusedWithItsPlace(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		in := desk.AskRequest{Title: "各单位独居老人人数", Why: "编制养老服务规划", Sort: burden.Number, Measure: "人", DueOn: civil.OfDays(today(o).Days() + 10), Units: []string{"housing", "finance"}}
		k, err := o.AskForData(ctx, by, desk.Call{ActID: "ask"}, in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.AskForData(ctx, by, desk.Call{ActID: "ask"}, in); err != nil || again != k {
			t.Error("the same act twice", again, err)
		}
		_, err = o.AskForData(ctx, who["chief"], desk.Call{}, desk.AskRequest{Title: "独居老人人数统计", Why: "另一份材料", Sort: burden.Number, Measure: "人", DueOn: in.DueOn, Units: []string{"finance"}})
		if err == nil || !strings.Contains(err.Error(), "不用要") || !strings.Contains(err.Error(), "报数要求 "+k.Number) {
			t.Error("asked twice", err)
		}
		held, err := o.FindHeld(ctx, who["chief"], "独居老人人数")
		if err != nil || len(held) == 0 || !held[0].Held() || held[0].Href != "/requests/"+k.ID {
			t.Errorf("%+v %v", held, err)
		}

		if _, err := o.AnswerRequest(ctx, who["clerk"], desk.Call{}, k.ID, burden.Answer{Value: "很多"}); err == nil {
			t.Error("a figure that is none")
		}
		if _, err := o.AnswerRequest(ctx, who["clerk"], desk.Call{}, k.ID, burden.Answer{Unit: "finance", Value: "1"}); err == nil {
			t.Error("one unit answers for another")
		}
		got, err := o.AnswerRequest(ctx, who["clerk"], desk.Call{}, k.ID, burden.Answer{Value: "312"})
		if err != nil || got.State != string(burden.Open) {
			t.Fatal(got, err)
		}
		s, err := o.ShowRequest(ctx, who["purse"], k.ID)
		if err != nil || len(s.Replies) != 1 || s.Replies[0].Unit != "finance" {
			t.Errorf("a unit sees another's answer: %+v %v", s.Replies, err)
		}
		if got, err = o.AnswerRequest(ctx, who["purse"], desk.Call{}, k.ID, burden.Answer{Value: "8"}); err != nil || got.State != string(burden.Closed) {
			t.Fatal(got, err)
		}
		if _, err := o.AnswerRequest(ctx, who["purse"], desk.Call{}, k.ID, burden.Answer{Value: "9"}); err == nil {
			t.Error("a complete request takes answers")
		}
		if s, err = o.ShowRequest(ctx, by, k.ID); err != nil || len(s.Replies) != 2 || s.Given != 2 || s.Minutes <= 0 {
			t.Errorf("%+v %v", s, err)
		}
		var out bytes.Buffer
		if err := o.ExportRequests(ctx, by, desk.RequestPage{}, desk.Handout{Write: func(l press.List) error { return press.ListCSV(&out, l, press.CSVOptions{}) }}); err != nil || !strings.Contains(out.String(), "312") {
			t.Error(out.String(), err)
		}
		in.Title, in.Units = "办公楼充电桩个数", []string{"finance"}
		k, err = o.AskForData(ctx, who["chief"], desk.Call{}, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.StopRequest(ctx, who["purse"], desk.Call{}, k.ID, "不想报"); !isKind(err, fault.Forbidden) {
			t.Error("who is asked stops it", err)
		}
		if got, err := o.StopRequest(ctx, who["chief"], desk.Call{}, k.ID, "现场数过了"); err != nil || got.State != string(burden.Stopped) {
			t.Error(got, err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("the ledger: %+v %v", v.Findings, err)
		}
	})
}
