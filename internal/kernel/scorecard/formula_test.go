package scorecard_test

import (
	"fmt"
	"strings"
	"testing"

	"duban/internal/kernel/scorecard"
)

const head = `card: test
title: 试验
about: 试验
of: %s
version: 1
from: 2021-01-01
basis: [{basis: local, title: 本市办法}, {basis: order, title: 排名的文件}]
rounding: {digits: 2, mode: half-up}
missing: drop
`

// carded is a card of the given subjects with what is said below its head.
func carded(t testing.TB, of, rest string) *scorecard.Card {
	t.Helper()
	c, err := scorecard.Declare("test.yaml", []byte(fmt.Sprintf(head, of)+rest))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// one is a card of a single item.
func one(t testing.TB, of, item string) *scorecard.Card {
	t.Helper()
	return carded(t, of, "items:\n  - {item: x, title: 项目, basis: local, "+item+"}\n")
}

type facts = map[string]scorecard.Fact

func TestFormulas(t *testing.T) {
	project := func(plan, done string) facts {
		return facts{"年度计划投资": num(plan), "年度完成投资": num(done)}
	}
	for _, c := range []struct {
		of, item string
		facts    facts
		words    string
	}{
		{"unit", "weight: 60, formula: positive, actual: 社会评价得分, target: 100", facts{"社会评价得分": num("86")}, "60 × min(1, 86 ÷ 100) = 51.60"},
		{"unit", "weight: 60, formula: positive, actual: 社会评价得分, target: 100", facts{"社会评价得分": num("130")}, "60 × min(1, 130 ÷ 100) = 60.00"},
		{"unit", "weight: 10, formula: positive, actual: 社会评价得分, target: 90, cap: 1.2, most: 11", facts{"社会评价得分": num("100")}, "10 × min(1.2, 100 ÷ 90) = 11.11，封顶 11.00"},
		{"unit", "weight: 10, formula: positive, actual: 社会评价得分, target: 90, least: 2", facts{"社会评价得分": num("9")}, "10 × min(1, 9 ÷ 90) = 1.00，保底 2.00"},
		{"unit", "weight: 10, formula: positive, actual: 社会评价得分, target: 3", facts{"社会评价得分": num("-1")}, "10 × min(1, -1 ÷ 3) = -3.33，保底 0.00"},
		{"project", "weight: 60, formula: positive, actual: 年度完成投资, target: 年度计划投资, empty: zero", project("0", "5"), "年度计划投资是 0，没有可比的目标，按 0 分计"},
		{"project", "weight: 60, formula: positive, actual: 年度完成投资, target: 年度计划投资, empty: full", project("0", "5"), "年度计划投资是 0，没有可比的目标，记满分 60 = 60.00"},

		{"unit", "weight: 10, formula: negative, actual: 督办次数, target: 2", facts{"督办次数": num("3")}, "10 × min(1, 2 ÷ 3) = 6.67"},
		{"unit", "weight: 10, formula: negative, actual: 督办次数, target: 2", facts{"督办次数": num("1")}, "10 × min(1, 2 ÷ 1) = 10.00"},
		{"unit", "weight: 10, formula: negative, actual: 督办次数, target: 2", facts{"督办次数": num("0")}, "10 × 1（督办次数是 0） = 10.00"},
		{"unit", "weight: 10, formula: negative, actual: 督办次数, target: 0", facts{"督办次数": num("4")}, "10 × min(1, 0 ÷ 4) = 0.00"},

		{"unit", "weight: 10, formula: band, value: 社会评价得分, low: 80, high: 90, outside: zero", facts{"社会评价得分": num("80")}, "10 × 1（80 在 80 到 90 之间） = 10.00"},
		{"unit", "weight: 10, formula: band, value: 社会评价得分, low: 80, high: 90, outside: zero", facts{"社会评价得分": num("90.1")}, "10 × 0（90.1 不在 80 到 90 之间） = 0.00"},
		{"unit", "weight: 10, formula: band, value: 社会评价得分, low: 80, high: 90, outside: ratio", facts{"社会评价得分": num("60")}, "10 × 60 ÷ 80（低于 80） = 7.50"},
		{"unit", "weight: 10, formula: band, value: 社会评价得分, low: 80, high: 90, outside: ratio", facts{"社会评价得分": num("100")}, "10 × 90 ÷ 100（高于 90） = 9.00"},
		{"unit", "weight: 10, formula: band, value: 社会评价得分, low: 80, high: 70, outside: ratio, empty: zero", facts{"社会评价得分": num("75")}, "80到70是 80 到 70，不成区间，按 0 分计"},

		{"project", "weight: 20, formula: tiers, value: 年度计划投资, tiers: [{least: 100000, points: 20}, {least: 50000, points: 10}]", project("100000", "0"), "20（年度计划投资 100000 ≥ 100000） = 20.00"},
		{"project", "weight: 20, formula: tiers, value: 年度计划投资, tiers: [{least: 100000, points: 20}, {least: 50000, points: 10}]", project("99999.99", "0"), "10（年度计划投资 99999.99 ≥ 50000） = 10.00"},
		{"project", "weight: 20, formula: tiers, value: 年度计划投资, tiers: [{least: 100000, points: 20}, {least: 50000, points: 10}]", project("49999", "0"), "0（年度计划投资 49999 够不上任何一档） = 0.00"},

		{"unit", "weight: 10, formula: expression, points: '10 - 督办次数 * 2.5'", facts{"督办次数": num("3")}, "10 - 督办次数 * 2.5（督办次数 = 3） = 2.50"},
		{"unit", "weight: 10, formula: expression, points: '10 - 督办次数 * 2.5'", facts{"督办次数": num("5")}, "10 - 督办次数 * 2.5（督办次数 = 5） = -2.50，保底 0.00"},
		{"unit", "weight: 10, formula: expression, points: '督办次数 * 9'", facts{"督办次数": num("5")}, "督办次数 * 9（督办次数 = 5） = 45.00，封顶 10.00"},
		{"unit", "weight: 10, formula: expression, points: '督办次数 * 督办次数', empty: zero", facts{"督办次数": num("99999999999")}, "“督办次数 * 督办次数”算不出来，按 0 分计"},

		{"project", "weight: 20, formula: milestones, steps: [{fact: 开工, weight: 3}, {fact: 入库, weight: 1}]", facts{"开工": yes(true), "入库": yes(false)}, "20 × 3 ÷ 4（应达到：开工 3、入库 1；达到：开工） = 15.00"},
		{"project", "weight: 20, formula: milestones, steps: [{fact: 开工, weight: 3}, {fact: 入库, weight: 1, due: 开工}]", facts{"开工": yes(false), "入库": yes(true)}, "20 × 0 ÷ 3（应达到：开工 3；一个也没有达到） = 0.00"},
		{"project", "weight: 20, formula: milestones, steps: [{fact: 入库, weight: 1, due: 开工}], empty: full", facts{"开工": yes(false), "入库": yes(true)}, "还没有应达到的节点，记满分 20 = 20.00"},
	} {
		s := settle(t, one(t, c.of, c.item), scorecard.Subject{ID: "a", Name: "甲", Facts: c.facts})
		cell := s.Result("a").Cell("x")
		if cell.Words != c.words {
			t.Errorf("%s: %s", c.item, cell.Words)
		}
		if s.Result("a").Scored && cell.Effect == "" && len(cell.Inputs) == 0 {
			t.Errorf("%s: a score without its facts", c.item)
		}
	}
}

// 0.6W + 0.4W × (x − min) ÷ (max − min) over three towns: 40, 86, 100.
func TestEfficacyGoesByTheLeastAndTheGreatest(t *testing.T) {
	card := func(rest string) *scorecard.Card {
		return one(t, "town", "weight: 10, formula: efficacy, value: 新开工入统个数, base: 0.6, "+rest)
	}
	towns := func(values ...string) (all []scorecard.Subject) {
		for i, v := range values {
			x := scorecard.Subject{ID: string(rune('a' + i)), Name: string(rune('甲' + i)), Group: []string{"镇", "街道"}[i/3]}
			if v != "" {
				x.Facts = facts{"新开工入统个数": num(v)}
			}
			all = append(all, x)
		}
		return all
	}
	for _, c := range []struct {
		rest   string
		values []string
		words  []string
	}{
		{"better: more, equal: 1, within: all", []string{"40", "86", "100"}, []string{"10 × (0.6 + 0.4 × (40 − 40) ÷ (100 − 40)) = 6.00", "10 × (0.6 + 0.4 × (86 − 40) ÷ (100 − 40)) = 9.07", "10 × (0.6 + 0.4 × (100 − 40) ÷ (100 − 40)) = 10.00"}},
		{"better: less, equal: 1, within: all", []string{"40", "86", "100"}, []string{"10 × (0.6 + 0.4 × (100 − 40) ÷ (100 − 40)) = 10.00", "10 × (0.6 + 0.4 × (100 − 86) ÷ (100 − 40)) = 6.93", "10 × (0.6 + 0.4 × (100 − 100) ÷ (100 − 40)) = 6.00"}},
		{"better: more, equal: 0.6, within: all", []string{"7", "7", "7"}, []string{"10 × 0.6（最大值、最小值都是 7） = 6.00", "10 × 0.6（最大值、最小值都是 7） = 6.00", "10 × 0.6（最大值、最小值都是 7） = 6.00"}},
		{"better: more, equal: 1, within: group", []string{"0", "1", "2", "8"}, []string{"10 × (0.6 + 0.4 × (0 − 0) ÷ (2 − 0)) = 6.00", "10 × (0.6 + 0.4 × (1 − 0) ÷ (2 − 0)) = 8.00", "10 × (0.6 + 0.4 × (2 − 0) ÷ (2 − 0)) = 10.00", "10 × 1（最大值、最小值都是 8） = 10.00"}},
		// who lacks the figure is neither the least nor reckoned with
		{"better: more, equal: 1, within: all, missing: zero", []string{"5", "", "10"}, []string{"10 × (0.6 + 0.4 × (5 − 5) ÷ (10 − 5)) = 6.00", "缺“新开工入统个数”，按 0 分计", "10 × (0.6 + 0.4 × (10 − 5) ÷ (10 − 5)) = 10.00"}},
	} {
		s := settle(t, card(c.rest), towns(c.values...)...)
		for i, r := range s.Subjects {
			if got := r.Cell("x").Words; got != c.words[i] {
				t.Errorf("%s %v: %s", c.rest, c.values, got)
			}
		}
	}
	none := towns("0", "1", "2", "8") // those of no group are a group too, and not everybody
	none[0].Group, none[1].Group = "", ""
	both := strings.Replace(string(card("better: more, equal: 1, within: all").Text), "items:\n", "items:\n  - {item: g, title: 组内, basis: local, weight: 10, formula: efficacy, value: 新开工入统个数, base: 0.6, equal: 1, better: more, within: group}\n", 1)
	two, err := scorecard.Declare("test.yaml", []byte(both))
	if err != nil {
		t.Fatal(err)
	}
	r := settle(t, two, none...).Result("b")
	if r.Cell("g").Words != "10 × (0.6 + 0.4 × (1 − 0) ÷ (1 − 0)) = 10.00" || r.Cell("x").Words != "10 × (0.6 + 0.4 × (1 − 0) ÷ (8 − 0)) = 6.50" {
		t.Errorf("of no group: %s; %s", r.Cell("g").Words, r.Cell("x").Words)
	}
	s := settle(t, card("better: more, equal: 1, within: all"), towns("40", "86", "100")...)
	var of []string
	for _, in := range s.Result("b").Cell("x").Inputs {
		of = append(of, in.Subject+"="+in.Value.String())
	}
	if got := strings.Join(of, " "); got != "=86 a=40 c=100" {
		t.Errorf("the facts of the cell: %s", got)
	}
}

func task(id, weight, done, due string, more facts) scorecard.Row {
	f := facts{"权重": num(weight), "应完成": num(due)}
	if done != "" {
		f["完成"] = num(done)
	}
	for k, v := range more {
		f[k] = v
	}
	return scorecard.Row{ID: id, Title: "任务" + id, Facts: f, Source: scorecard.Source{Noun: "task", ID: id}}
}

// Three tasks: 2 × 1 + 1 × 0.5 + 3 × 0.8 = 4.9 of 6.
func TestEachRowIsScoredAndWeighed(t *testing.T) {
	const item = "weight: 60, formula: each-row, table: tasks, row-weight: 权重, row: {formula: positive, actual: 完成, target: 应完成}"
	rows := []scorecard.Row{task("3", "3", "8", "10", nil), task("1", "2", "120", "100", nil), task("2", "1", "5", "10", nil)}
	of := func(rows ...scorecard.Row) scorecard.Subject {
		return scorecard.Subject{ID: "a", Name: "甲局", Tables: map[string][]scorecard.Row{"tasks": rows}}
	}
	lacks, idle := task("4", "2", "", "10", nil), task("5", "2", "0", "0", nil)
	for _, c := range []struct {
		item     string
		rows     []scorecard.Row
		words    string
		findings []string
	}{
		{item, rows, "60 × 4.9 ÷ 6（3 行，权重 × 得分率之和 ÷ 权重之和） = 49.00", nil},
		{item + ", missing: zero", append(rows[:3:3], lacks), "60 × 4.9 ÷ 8（4 行，权重 × 得分率之和 ÷ 权重之和） = 36.75", []string{"甲局“项目”里“任务4”：缺“完成”，按 0 分计"}},
		{item + ", missing: drop", append(rows[:3:3], lacks), "60 × 4.9 ÷ 6（3 行，权重 × 得分率之和 ÷ 权重之和） = 49.00", []string{"甲局“项目”里“任务4”：缺“完成”，不计"}},
		{item, append(rows[:3:3], idle), "60 × 4.9 ÷ 6（3 行，权重 × 得分率之和 ÷ 权重之和） = 49.00", []string{"甲局“项目”里“任务5”：应完成是 0，没有可比的目标，不计"}},
		{item + ", empty: full", append(rows[:3:3], idle), "60 × 6.9 ÷ 8（4 行，权重 × 得分率之和 ÷ 权重之和） = 51.75", []string{"甲局“项目”里“任务5”：应完成是 0，没有可比的目标，记满分"}},
		{item + ", empty: zero", nil, "任务台账里没有可计的行，按 0 分计", []string{"甲局“项目”：任务台账里没有可计的行，按 0 分计"}},
	} {
		s := settle(t, one(t, "unit", c.item), of(c.rows...))
		if got := s.Result("a").Cell("x").Words; got != c.words {
			t.Errorf("%s: %s", c.item, got)
		}
		if len(s.Findings) != len(c.findings) {
			t.Fatalf("%s: %v", c.item, s.Findings)
		}
		for i, f := range s.Findings {
			if f.String() != c.findings[i] {
				t.Errorf("%s: %s", c.item, f)
			}
		}
	}
	r := settle(t, one(t, "unit", item), of(rows...)).Result("a").Cell("x").Rows
	if len(r) != 3 || r[0].ID != "1" || r[1].Words != "min(1, 5 ÷ 10) = 0.5" || r[2].Share.String() != "0.8" || r[2].Source.ID != "3" || len(r[2].Inputs) != 3 {
		t.Errorf("rows: %+v", r)
	}
	where := settle(t, one(t, "unit", item+`, where: '类别 == "民生实事"'`), of(task("1", "1", "1", "2", facts{"类别": word("民生实事")}), task("2", "9", "1", "1", facts{"类别": word("重点工作")})))
	if got := where.Result("a").Cell("x").Words; got != "60 × 0.5 ÷ 1（1 行，权重 × 得分率之和 ÷ 权重之和） = 30.00" {
		t.Errorf("where: %s", got)
	}
	// a row that does not say of which kind it is may belong or not: it is left out and found
	untold := settle(t, one(t, "unit", item+`, where: '类别 == "民生实事"', missing: zero`), of(task("1", "1", "1", "2", facts{"类别": word("民生实事")}), task("2", "9", "1", "1", nil)))
	if got := untold.Findings; len(got) != 1 || got[0].Effect != scorecard.Drop || got[0].Fact != "类别" {
		t.Errorf("untold: %v", got)
	}
}
