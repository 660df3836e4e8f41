package scorecard_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/scorecard"
)

// told writes a difference on lines.
func told(d scorecard.Difference) string {
	var all []string
	for _, x := range d.Pins {
		all = append(all, x.What+"："+x.Was+" → "+x.Is)
	}
	for _, s := range d.Subjects {
		if s.Added || s.Removed {
			all = append(all, fmt.Sprintf("%s 加 %v 减 %v", s.Name, s.Added, s.Removed))
		}
		for _, c := range s.Cells {
			line := s.Name + " " + c.Title + "："
			if c.Score != nil {
				line += c.Score.Was + " → " + c.Score.Is
			}
			for _, in := range c.Inputs {
				line += fmt.Sprintf("；%s%s %s → %s（%s）", in.Row, in.What, in.Was, in.Is, in.Source.Words)
			}
			all = append(all, line)
		}
		for _, x := range s.Results {
			all = append(all, s.Name+" "+x.What+"："+x.Was+" → "+x.Is)
		}
	}
	return strings.Join(all, "\n")
}

func TestADifferenceSaysWhichScoresAndWhichFactsChanged(t *testing.T) {
	c := carded(t, "unit", `items:
  - {item: x, title: 任务, weight: 90, formula: each-row, table: tasks, row-weight: 权重, row: {formula: positive, actual: 完成, target: 应完成}, basis: local}
  - {item: y, title: 评价, weight: 10, formula: positive, actual: 社会评价得分, target: 100, basis: local}
deductions:
  - {deduction: d, title: 督办, count: 督办次数, points: 2, most: 6, basis: local}
`+called)
	decision := scorecard.Source{Noun: "appeal", ID: "9", Words: "申诉决定 9 号"}
	unit := func(id string, f facts, rows ...scorecard.Row) scorecard.Subject {
		f["督办次数"], f["安全生产否决"] = num("1"), yes(false)
		return scorecard.Subject{ID: id, Name: id + "局", Facts: f, Tables: map[string][]scorecard.Row{"tasks": rows}}
	}
	same := task("2", "1", "10", "10", nil)
	same.Title = "任务1" // two of one name are two all the same
	in := inputs(c, []scorecard.Subject{
		unit("甲", facts{"社会评价得分": num("80")}, task("1", "1", "8", "10", nil), same),
		unit("乙", facts{}, task("1", "1", "10", "10", nil)),
	})
	was, err := scorecard.Settle(in)
	if err != nil {
		t.Fatal(err)
	}
	next, err := in.Corrected([]scorecard.Correction{
		{Subject: "甲", Table: "tasks", Row: "1", Fact: "完成", Value: scorecard.Number(quantity.Int(9)), Source: decision},
		{Subject: "甲", Fact: "督办次数", Value: scorecard.Number(quantity.Int(0)), Source: decision},
		{Subject: "乙", Fact: "社会评价得分", Value: scorecard.Number(quantity.Int(70)), Source: decision},
		{Subject: "乙", Fact: "安全生产否决", Value: scorecard.Flag(true), Source: decision},
	})
	if err != nil {
		t.Fatal(err)
	}
	is, err := scorecard.Settle(next)
	if err != nil {
		t.Fatal(err)
	}
	want := `乙局 任务：100.00 → 90.00
乙局 评价：不计 → 7.00；社会评价得分  → 70（申诉决定 9 号）
乙局 安全：未否决 → 否决；安全生产否决 否 → 是（申诉决定 9 号）
乙局 总分：98.00 → 95.00
乙局 等次：优秀 → 合格
甲局 任务：81.00 → 85.50；任务1完成 8 → 9（申诉决定 9 号）
甲局 督办：2.00 → 0.00；督办次数 1 → 0（申诉决定 9 号）
甲局 总分：87.00 → 93.50
甲局 等次：良好 → 优秀`
	if got := told(scorecard.Diff(was, is)); got != want {
		t.Errorf("got\n%s", got)
	}
	if again, err := scorecard.Settle(in); err != nil || again.Digest() != was.Digest() {
		t.Error("correcting changed the inputs themselves")
	}
	if !scorecard.Diff(was, was).Empty() {
		t.Error("a settlement differs from itself")
	}
	fewer, later := in, in
	fewer.Subjects = in.Subjects[:1]
	later.AsOf++
	less, err := scorecard.Settle(fewer)
	if err != nil {
		t.Fatal(err)
	}
	if got := told(scorecard.Diff(was, less)) + "|" + told(scorecard.Diff(less, was)); got != "乙局 加 false 减 true|乙局 加 true 减 false" {
		t.Errorf("a subject less: %s", got)
	}
	text := strings.Replace(string(c.Text), "weight: 90", "weight: 80", 1)
	newer, err := scorecard.Declare("test.yaml", []byte(strings.Replace(text, "version: 1", "version: 2", 1)))
	if err != nil {
		t.Fatal(err)
	}
	in.Card = newer
	by, err := scorecard.Settle(in)
	if err != nil {
		t.Fatal(err)
	}
	got := told(scorecard.Diff(was, by))
	if !strings.HasPrefix(got, "考核表的版本：1 → 2\n考核表的摘要：") || !strings.Contains(got, "甲局 任务：81.00 → 72.00\n") {
		t.Errorf("another version: %s", got)
	}
}

func TestATrialIsLookedAtAndNeverKept(t *testing.T) {
	c := shipped(t, "units")
	in := inputs(c, drawn(3, 4, 12))
	real, err := scorecard.Settle(in)
	if err != nil {
		t.Fatal(err)
	}
	id := in.Subjects[0].ID
	supposed := []scorecard.Correction{{Subject: id, Fact: "按时报送率", Value: scorecard.Number(quantity.Int(1)), Source: scorecard.Source{Words: "假如全部按时"}}, {Subject: id, Fact: "通报次数", Value: scorecard.Number(quantity.Int(50))}}
	trial, err := scorecard.Suppose(in, supposed)
	if err != nil {
		t.Fatal(err)
	}
	if got := trial.Result(id); got.Cell("reporting").Words != "10 × min(1, 1 ÷ 1) = 10.00" && !strings.HasSuffix(got.Cell("reporting").Words, "min(1, 1 ÷ 1) = "+trial.Rounding().Write(got.Cell("reporting").Score.Decimal)) || got.Cell("criticised").Score.String() != "6" {
		t.Errorf("%+v", got)
	}
	if len(trial.Supposed()) != 2 || len(trial.Results()) != 4 || trial.Stopped() || len(trial.Against(real).Subjects) == 0 {
		t.Errorf("%+v", trial)
	}
	if got := real.Result(id).Cell("criticised").Score.String(); got == "6" {
		t.Error("the trial changed the settlement")
	}
	for _, x := range []any{trial, &trial} {
		_, bytes := x.(interface{ Canonical() []byte })
		_, digest := x.(interface{ Digest() string })
		if b, err := json.Marshal(x); bytes || digest || err != nil || string(b) != "{}" {
			t.Errorf("a trial can be kept: %s", b)
		}
	}
}

func TestACorrectionOfWhatIsNotThereIsRefused(t *testing.T) {
	in := inputs(shipped(t, "units"), []scorecard.Subject{{ID: "a", Name: "甲局", Tables: map[string][]scorecard.Row{"tasks": {task("1", "1", "1", "1", nil)}}}})
	one := scorecard.Number(quantity.Int(1))
	for _, c := range []struct {
		of   scorecard.Correction
		want string
	}{
		{scorecard.Correction{Subject: "b", Fact: "督办次数", Value: one}, "这次结算里没有“b”这个考核对象"},
		{scorecard.Correction{Subject: "a", Fact: "督办", Value: one}, "没有“督办”这项事实"},
		{scorecard.Correction{Subject: "a", Fact: "督办次数", Value: scorecard.Flag(true)}, "“督办次数”填的不是这项事实的那种值"},
		{scorecard.Correction{Subject: "a", Fact: "督办次数"}, "“督办次数”填的不是这项事实的那种值"},
		{scorecard.Correction{Subject: "a", Table: "projects", Fact: "完成", Value: one}, "没有“projects”这张事实表"},
		{scorecard.Correction{Subject: "a", Table: "tasks", Row: "2", Fact: "完成", Value: one}, "“甲局”里没有“2”这一行"},
	} {
		_, err := scorecard.Suppose(in, []scorecard.Correction{c.of})
		if f, ok := fault.As(err); !ok || f.Sentence != c.want {
			t.Errorf("%s: %v", c.want, err)
		}
	}
}

func TestAProjectsUnitStandsInItsResult(t *testing.T) {
	c := shipped(t, "projects")
	with := func(unit string) *scorecard.Settlement {
		return settle(t, c, scorecard.Subject{ID: "p1", Name: "新港大桥", Unit: unit, Facts: facts{"批评次数": num("0")}})
	}
	was, is := with("zj"), with("jt")
	if r := was.Result("p1"); r.Unit != "zj" || r.Answers() != "zj" {
		t.Errorf("%+v", r)
	}
	if r := settle(t, shipped(t, "units"), scorecard.Subject{ID: "kj", Name: "市科技局"}).Result("kj"); r.Answers() != "kj" {
		t.Errorf("a unit does not answer for itself: %+v", r)
	}
	d := scorecard.Diff(was, is)
	if len(d.Subjects) != 1 || len(d.Subjects[0].Results) != 1 || d.Subjects[0].Results[0] != (scorecard.Changed{What: "责任单位", Was: "zj", Is: "jt"}) {
		t.Errorf("%+v", d)
	}
	back, err := scorecard.ReadSettlement(was.Canonical())
	if err != nil || back.Result("p1").Unit != "zj" {
		t.Error(back, err)
	}
}
