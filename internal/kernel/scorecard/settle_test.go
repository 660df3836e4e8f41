package scorecard_test

import (
	"fmt"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/scorecard"
)

func num(s string) scorecard.Fact {
	return scorecard.Fact{Value: scorecard.Number(quantity.Must(s)), Source: scorecard.Source{Noun: "test", ID: s}}
}

func yes(b bool) scorecard.Fact { return scorecard.Fact{Value: scorecard.Flag(b)} }

func word(s string) scorecard.Fact { return scorecard.Fact{Value: scorecard.Text(s)} }

func year(y int) scorecard.Period {
	return scorecard.Period{Title: quantity.Int(int64(y)).String() + "年", First: civil.Date{Year: y, Month: 1, Day: 1}, Last: civil.Date{Year: y, Month: 12, Day: 31}}
}

func settle(t testing.TB, c *scorecard.Card, subjects ...scorecard.Subject) *scorecard.Settlement {
	t.Helper()
	s, err := scorecard.Settle(scorecard.Inputs{Card: c, AsOf: civil.Date{Year: 2022, Month: 1, Day: 10}.At(9, 0), Period: year(2021), Subjects: subjects})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The published scheme of 延安 by hand: a new industrial project of 8 亿, 6 亿 done, not yet producing.
func TestAProjectByThePublishedScheme(t *testing.T) {
	s := settle(t, shipped(t, "projects"), scorecard.Subject{ID: "p1", Name: "无纺布产业园", Facts: map[string]scorecard.Fact{
		"年度计划投资": num("80000"), "年度完成投资": num("60000"), "建设性质": word("新开工"), "类型": word("产业"),
		"开工": yes(true), "入库": yes(false), "竣工": yes(false), "投产": yes(false), "批评次数": num("1"),
		"逾期未报次数": num("2"), "停留超期天数": num("0"), "开工推迟天数": num("9"), "竣工推迟天数": num("0"), "逾期问题个数": num("7"),
	}})
	r := s.Result("p1")
	for id, want := range map[string]string{
		"nature": `建设性质 == "新开工" ? 5 : 建设性质 == "续建" ? 2 : 0（建设性质 = 新开工） = 5.00`,
		"size":   "10（年度计划投资 80000 ≥ 50000） = 10.00", "kind": `类型 == "产业" ? 15 : 类型 == "民生" ? 8 : 类型 == "功能" ? 6 : 0（类型 = 产业） = 15.00`,
		"investment": "60 × min(1, 60000 ÷ 80000) = 45.00", "producing": "20 × 0 ÷ 1（应达到：投产 1；一个也没有达到） = 0.00",
		"stages": "20 × 10 ÷ 20（应达到：开工 10、入库 6、竣工 4；达到：开工） = 10.00", "criticised": "批评次数 1 × 5 = 5.00",
		"unreported": "逾期未报次数 2 × 1 = 2.00", "problems": "逾期问题个数 7 × 1 = 7.00，封顶 5.00",
	} {
		if got := r.Cell(id).Words; got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	if want := "5.00 + 10.00 + 15.00 + 45.00 + 0.00 + 10.00 − 2.00 − 3.00 − 5.00 − 5.00 = 70.00"; r.Words != want || r.Total.String() != "70" {
		t.Errorf("%s, %s", r.Words, r.Total)
	}
	if len(s.Findings) > 0 || s.Stopped || r.Grade != "" || r.Rank != 0 {
		t.Errorf("%v, %+v", s.Findings, r)
	}
}

const two = `items:
  - {item: x, title: 任务, weight: 60, formula: positive, actual: 社会评价得分, target: 100, basis: local%s}
  - {item: y, title: 评价, weight: 30, formula: positive, actual: 领导评价得分, target: 100, basis: local%s}
  - {item: z, title: 报送, weight: 10, formula: expression, points: '按时报送率 * 10', basis: local}
`

func TestAMissingFactIsAFindingAndFollowsTheCard(t *testing.T) {
	has := facts{"社会评价得分": num("80"), "按时报送率": num("0.9")}
	both := facts{"社会评价得分": num("80"), "按时报送率": num("0.9"), "领导评价得分": num("90")}
	for _, c := range []struct {
		x, y    string
		words   string
		total   string
		stopped bool
		finding string
		facts   facts
	}{
		{"", "", "48.00 + 27.00 + 9.00 = 84.00", "84", false, "", both},
		{"", ", missing: zero", "48.00 + 0.00 + 9.00 = 57.00", "57", false, "甲局“评价”：缺“领导评价得分”，按 0 分计", has},
		// 60 of 70 × 100 × 0.8 = 68.571…, 9 of 70 × 100 = 12.857…
		{"", ", missing: drop", "68.57 + 12.86 = 81.43", "81.43", false, "甲局“评价”：缺“领导评价得分”，不计", has},
		{"", ", missing: stop", "", "0", true, "甲局“评价”：缺“领导评价得分”，补上才能结算", has},
	} {
		// the other subject lacks nothing, and is stopped with the first all the same
		s := settle(t, carded(t, "unit", fmt.Sprintf(two, c.x, c.y)), scorecard.Subject{ID: "b", Name: "乙局", Facts: both}, scorecard.Subject{ID: "a", Name: "甲局", Facts: c.facts})
		r := s.Result("a")
		if r.Words != c.words || r.Total.String() != c.total || r.Scored == c.stopped || s.Stopped != c.stopped || s.Result("b").Scored == c.stopped {
			t.Errorf("%s: %s, %s, %v", c.y, r.Words, r.Total, s.Stopped)
		}
		switch {
		case c.finding == "" && len(s.Findings) != 0, c.finding != "" && (len(s.Findings) != 1 || s.Findings[0].String() != c.finding):
			t.Errorf("%s: %v", c.y, s.Findings)
		}
	}
	r := settle(t, carded(t, "unit", fmt.Sprintf(two, "", "")), scorecard.Subject{ID: "a", Name: "甲局", Facts: has}).Result("a")
	for id, want := range map[string]string{"x": "60 × 100 ÷ 70 × min(1, 80 ÷ 100) = 68.57", "y": "缺“领导评价得分”，不计", "z": "(按时报送率 * 10（按时报送率 = 0.9）) × 100 ÷ 70 = 12.86"} {
		if got := r.Cell(id).Words; got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	none := settle(t, carded(t, "unit", fmt.Sprintf(two, "", "")+"grades: [{grade: 好, least: 1, basis: local}, {grade: 差, least: 0, basis: local}]\nquota: {grade: 好, share: 1, rounds: up, ties: in, basis: local}\n"), scorecard.Subject{ID: "a", Name: "甲局"})
	if r := none.Result("a"); r.Scored || r.Grade != "" || len(none.Findings) != 3 || len(none.Cuts) != 0 || strings.Join(r.Why, "") != "没有一项可计分，不出总分" {
		t.Errorf("nothing known: %+v, %v", r, none.Findings)
	}
}

func TestTooLittleKnownGivesNoTotal(t *testing.T) {
	subjects := []scorecard.Subject{{ID: "a", Name: "甲局", Facts: facts{"社会评价得分": num("80")}}, {ID: "b", Name: "乙局", Facts: facts{"按时报送率": num("0.9"), "领导评价得分": num("90")}}}
	s := settle(t, carded(t, "unit", "enough: 0.6\n"+fmt.Sprintf(two, "", "")+called), subjects...)
	if r := s.Result("a"); !r.Scored || r.Total.String() != "80" { // 60 of 100 is enough
		t.Errorf("a: %+v", r)
	}
	if r := s.Result("b"); r.Scored || r.Grade != "" || r.Cell("y").Score.String() != "67.5" || strings.Join(r.Why, "") != "可计的项目只占权重的 40%，不到 60%，不出总分" {
		t.Errorf("b: %+v", r)
	}
}

func TestDeductionsAndBonuses(t *testing.T) {
	const card = `least: 10
most: 101
items:
  - {item: x, title: 得分, weight: 100, formula: positive, actual: 社会评价得分, target: 100, basis: local}
deductions:
  - {deduction: d, title: 督办, count: 督办次数, points: 2, most: 5, basis: local}
  - {deduction: o, title: 逾期, rows: {table: tasks, where: '逾期 && !办结'}, points: 0.5, most: 90, basis: local}
bonuses:
  - {bonus: b, title: 零通报, when: '通报次数 == 0', points: 3, most: 3, basis: local}
`
	row := func(id string, late, closed bool) scorecard.Row {
		return scorecard.Row{ID: id, Title: "任务" + id, Facts: facts{"逾期": yes(late), "办结": yes(closed)}}
	}
	for _, c := range []struct {
		score, supervised, criticised string
		rows                          []scorecard.Row
		words                         string
		cells                         map[string]string
	}{
		{"80", "2", "0", []scorecard.Row{row("1", true, false), row("2", true, true), row("3", false, false), row("4", true, false)}, "80.00 − 4.00 − 1.00 + 3.00 = 78.00",
			map[string]string{"d": "督办次数 2 × 2 = 4.00", "o": "任务台账里“逾期 && !办结”的行数 2 × 0.5 = 1.00", "b": "通报次数 = 0：1 × 3 = 3.00"}},
		{"80", "3", "1", nil, "80.00 − 5.00 = 75.00", map[string]string{"d": "督办次数 3 × 2 = 6.00，封顶 5.00", "b": "通报次数 = 1：0 × 3 = 0.00"}},
		{"100", "0", "0", nil, "100.00 + 3.00 = 103.00，封顶 101.00", nil},
		{"12", "9", "1", nil, "12.00 − 5.00 = 7.00，保底 10.00", nil},
		{"80", "-4", "1", nil, "80.00 = 80.00", map[string]string{"d": "督办次数 -4 × 2 = -8.00，保底 0.00"}},
	} {
		s := settle(t, carded(t, "unit", card), scorecard.Subject{ID: "a", Name: "甲", Facts: facts{"社会评价得分": num(c.score), "督办次数": num(c.supervised), "通报次数": num(c.criticised)}, Tables: map[string][]scorecard.Row{"tasks": c.rows}})
		r := s.Result("a")
		if r.Words != c.words {
			t.Errorf("%s", r.Words)
		}
		for id, want := range c.cells {
			if got := r.Cell(id).Words; got != want {
				t.Errorf("%s: %s", id, got)
			}
		}
	}
	rows := settle(t, carded(t, "unit", card), scorecard.Subject{ID: "a", Name: "甲", Facts: facts{"社会评价得分": num("50"), "督办次数": num("0"), "通报次数": num("1")}, Tables: map[string][]scorecard.Row{"tasks": {row("1", false, false), row("2", true, false)}}}).Result("a").Cell("o").Rows
	if len(rows) != 1 || rows[0].ID != "2" || rows[0].Words != "计一次（办结 = 否，逾期 = 是）" || len(rows[0].Inputs) != 2 {
		t.Errorf("the rows counted: %+v", rows)
	}
	s := settle(t, carded(t, "unit", card), scorecard.Subject{ID: "a", Name: "甲", Facts: facts{"社会评价得分": num("50"), "通报次数": num("1")}})
	if len(s.Findings) != 1 || s.Findings[0].String() != "甲“督办”：缺“督办次数”，不计" {
		t.Errorf("a missing count: %v", s.Findings)
	}
}

func TestInputsThatAreNone(t *testing.T) {
	c := shipped(t, "units")
	for _, x := range []struct {
		period   scorecard.Period
		subjects []scorecard.Subject
		want     string
	}{
		{year(2020), nil, "考核表“市直单位年度绩效考核”（第 1 版）在 2020-12-31 不适用"},
		{scorecard.Period{}, nil, "is no period"},
		{year(2021), []scorecard.Subject{{ID: "a"}, {ID: "b"}, {ID: "a"}}, "subject a twice"},
		{year(2021), []scorecard.Subject{{ID: "a", Facts: facts{"年度计划投资": num("1")}}}, "no card asks for 年度计划投资"},
		{year(2021), []scorecard.Subject{{ID: "a", Facts: facts{"督办次数": yes(true)}}}, "督办次数 is number, not flag"},
		{year(2021), []scorecard.Subject{{ID: "a", Tables: map[string][]scorecard.Row{"projects": {{ID: "1"}}}}}, "no card asks for table projects"},
		{year(2021), []scorecard.Subject{{ID: "a", Tables: map[string][]scorecard.Row{"tasks": {{ID: "1"}, {ID: "1"}}}}}, "row 1 twice in tasks"},
		{year(2021), []scorecard.Subject{{ID: "a", Tables: map[string][]scorecard.Row{"tasks": {{ID: "1", Facts: facts{"权重": word("一")}}}}}}, "权重 is number, not text"},
	} {
		if _, err := scorecard.Settle(scorecard.Inputs{Card: c, Period: x.period, Subjects: x.subjects}); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.want, err)
		}
	}
}

func newYear(y int) civil.Date { return civil.Date{Year: y, Month: 1, Day: 1} }
