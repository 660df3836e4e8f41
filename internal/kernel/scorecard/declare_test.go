package scorecard_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"duban/internal/kernel/scorecard"
	"duban/scorecards"
)

func TestAMistakeIsNamedWithItsLineAndWhatWouldBeRight(t *testing.T) {
	const item = "items:\n  - {item: x, title: 项目, weight: 100, basis: local, "
	for _, c := range []struct{ text, want string }{
		{item + "formula: positive, actual: 督办次树, target: 1}", "test.yaml:11:80: 没有“督办次树”这项事实（是不是“督办次数”），可写：督办次数、"},
		{item + "formula: positive, actual: 安全生产否决, target: 1}", "test.yaml:11:80: “安全生产否决”的值是是或否，这里要数"},
		{item + "formula: positive, actual: 年度计划投资, target: 1}", "没有“年度计划投资”这项事实"},
		{item + "formula: positve, actual: 督办次数, target: 1}", "test.yaml:11:62: “positve”不在可选的里面（是不是“positive”）"},
		{item + "formula: positive, actual: 督办次数}", "test.yaml:11:5: 考核项目缺“target”"},
		{item + "actual: 督办次数, target: 1}", "考核项目缺“formula”"},
		{item + "formula: positive, actual: 督办次数, target: 1, value: 3}", "考核项目里没有“value”这一项"},
		{item + "formula: positive, actual: 督办次数, target: 1, cap: 1.2}", "“项目”的 cap 大于 1，most 却不高于权重"},
		{item + "formula: positive, actual: 督办次数, target: 1, most: 3, least: 4}", "“项目”的 most 小于 least"},
		{item + "formula: positive, actual: 督办次数, target: 1, missing: nothing}", "“nothing”不在可选的里面：zero、drop、stop"},
		{item + "formula: positive, actual: 督办次数, target: 1, item: y}", "考核项目里“item”写了两次"},
		{item + "formula: band, value: 督办次数, low: 1, high: 2}", "考核项目缺“outside”"},
		{item + "formula: efficacy, value: 督办次数, base: 1.6, equal: 1, within: all, better: less}", "“1.6”不合适，这里要写 0 到 1 的数"},
		{item + "formula: tiers, value: 督办次数, tiers: [{least: 1, points: 5}, {least: 2, points: 6}]}", "档从高到低写，2 不低于上一档"},
		{item + "formula: tiers, value: 督办次数, tiers: [{least: 2, points: 500}]}", "“项目”有一档得 500，高于这一项最多的 100"},
		{item + "formula: expression, points: '督办 * 2'}", "没有“督办”这个字段或函数（是不是“督办次数”）"},
		{item + "formula: expression, points: 'now()'}", "没有“now”"},
		{item + "formula: each-row, table: task, row-weight: 权重, row: {formula: positive, actual: 完成, target: 应完成}}", "没有“task”这张事实表（是不是“tasks”）"},
		{item + "formula: each-row, table: tasks, row-weight: 权重, row: {formula: positive, actual: 完成, target: 应完}}", "没有“应完”这项事实（是不是“应完成”）"},
		{item + "formula: each-row, table: tasks, row-weight: 权重, row: {formula: efficacy, value: 完成}}", "“efficacy”不在可选的里面"},
		{item + "formula: each-row, table: tasks, row-weight: 权重, row: {actual: 完成}}", "每行要写 formula"},
		{item + "formula: each-row, table: tasks, row-weight: 权重, row: {formula: tiers, value: 完成率, tiers: [{least: 1, points: 5}]}}", "“项目”每行的得分率在 0 到 1 之间，有一档是 5"},
		{item + "formula: milestones, steps: []}", "节点要写成一列"},
		{item + "formula: positive, actual: 督办次数, target: 1}\nfull: 90", "test.yaml:12:1: 各项权重加起来是 100，不是 full 写的 90"},
		{item + "formula: positive, actual: 督办次数, target: 1}\nmost: -1", "“-1”不合适"},
		{item + "formula: positive, actual: 督办次数, target: 1}\ndeductions: [{deduction: d, title: 扣, points: 1, most: 2, basis: local}]", "扣分要写 count、when、rows 之一"},
		{item + "formula: positive, actual: 督办次数, target: 1}\ndeductions: [{deduction: d, title: 扣, count: 督办次数, points: 3, most: 2, basis: local}]", "“扣”每次 3，高于至多的 2"},
		{item + "formula: positive, actual: 督办次数, target: 1}\ndeductions: [{deduction: x, title: 扣, count: 督办次数, points: 1, most: 2, basis: local}]", "“扣”的代号“x”用了两次"},
		{item + "formula: positive, actual: 督办次数, target: 1}\ndeductions: [{deduction: d, title: 扣, rows: {table: tasks, where: 逾其}, points: 1, most: 2, basis: local}]", "没有“逾其”这个字段或函数（是不是“逾期”）"},
		{item + "formula: positive, actual: 督办次数, target: 1}\ngrades: [{grade: 好, least: 60, basis: local}, {grade: 差, least: 70, basis: local}]", "等次从高到低写，“差”的 70 不低于“好”的"},
		{item + "formula: positive, actual: 督办次数, target: 1}\ngrades: [{grade: 好, least: 60, basis: local}]", "最低的等次从 60 起，低于它的没有等次"},
		{item + "formula: positive, actual: 督办次数, target: 1}\ngrades: [{grade: 好, least: 0, basis: local}]\nquota: {grade: 好, share: 0.3, rounds: down, ties: in, basis: local}", "名额的 grade“好”不是哪个等次，或者是最低的一个"},
		{item + "formula: positive, actual: 督办次数, target: 1}\nvetoes: [{veto: v, title: 否, when: 安全生产否决, highest: 合格, basis: local}]", "否决“否”的 highest“合格”不是哪个等次"},
		{item + "formula: positive, actual: 督办次数, target: 1}\nappeals: [{file: 3日, decide: 10个工作日, from: 2021-01-01, basis: local}]", "“3日”看不出是哪种日"},
		{item + "formula: positive, actual: 督办次数, target: 1}\nappeals: [{file: 3小时, decide: 10个工作日, from: 2021-01-01, basis: local}]", "申诉的期限用工作日、自然日或个月"},
		{item + "formula: positive, actual: 督办次数, target: 1}\nappeals: [{file: 3个工作日, decide: 10个工作日, from: 2021-01-01, basis: local}, {file: 15个工作日, decide: 10个工作日, from: 2022-01-01, basis: local}]", "日子重了"},
		{item + "formula: positive, actual: 督办次数, target: 1}\nuntil: 2020-01-01", "考核表的 until 不在 from 之后"},
		{"items: []", "考核项目要写成一列"},
		{"", "考核表缺“items”"},
		{"items: &a [*a]", "考核表里不用锚、引用和标签"},
		{"items: !!set {a}", "考核表里不用锚、引用和标签"},
		{"items: [", "YAML 的写法不对"},
	} {
		_, err := scorecard.Declare("test.yaml", []byte(fmt.Sprintf(head, "unit")+c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n  wants %s\n  got %v", c.text, c.want, err)
		}
	}
	for text, want := range map[string]string{"": "考核表是空的", "- a": "考核表要写成“键: 值”的样子", strings.Repeat("#", 300<<10): "最多"} {
		if _, err := scorecard.Declare("test.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	if _, err := scorecard.Declare("test.yaml", []byte(strings.Replace(fmt.Sprintf(head, "unit")+item+"formula: positive, actual: 督办次数, target: 1}", "basis: local", "basis: lokal", 1))); err == nil || !strings.Contains(err.Error(), "依据里没有“local”（是不是“lokal”）") {
		t.Errorf("%v", err)
	}
}

func TestWhatACardAsksForIsTold(t *testing.T) {
	var all []string
	for _, n := range shipped(t, "towns").Needs() {
		all = append(all, strings.TrimPrefix(n.Table+"."+n.Fact, "."))
	}
	want := "信访稳定否决 安全生产否决 廉政否决 招商基础工作 招商指标完成率 按时报送率 新开工入统个数 新投产入规个数 生态环境否决 省级以上表扬次数 督办次数 社会评价得分 通报次数 tasks. tasks.办结 tasks.完成 tasks.应完成 tasks.权重 tasks.逾期"
	if got := strings.Join(all, " "); got != want {
		t.Errorf("%s", got)
	}
}

func TestTheLimitsOfAnAppealAreThoseOfTheDay(t *testing.T) {
	c := carded(t, "unit", `items: [{item: x, title: 项目, weight: 100, basis: local, formula: positive, actual: 督办次数, target: 1}]
appeals:
  - {file: 3个工作日, decide: 10个工作日, from: 2021-01-01, until: 2022-01-01, basis: local}
  - {file: 15个工作日, decide: 10个工作日, tell: 5个工作日, from: 2022-01-01, basis: local}
`)
	for year, want := range map[int]string{2021: "3个工作日", 2022: "15个工作日"} {
		if a := c.AppealOn(newYear(year)); a == nil || a.File.String() != want {
			t.Errorf("%d: %+v", year, a)
		}
	}
	if a := c.AppealOn(newYear(2020)); a != nil {
		t.Errorf("2020: %+v", a)
	}
}

func FuzzDeclare(f *testing.F) {
	files, _ := fs.Glob(scorecards.Files, "*.yaml")
	for _, file := range files {
		text, _ := fs.ReadFile(scorecards.Files, file)
		f.Add(string(text))
	}
	f.Add(fmt.Sprintf(head, "unit") + graded)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := scorecard.Declare("fuzz.yaml", []byte(text))
		if err != nil {
			problems, ok := err.(scorecard.Problems)
			if !ok || len(problems) == 0 || problems[0].Line < 1 || problems[0].Sentence == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		// whatever is read can be settled, with nothing known and with nobody
		for _, subjects := range [][]scorecard.Subject{nil, {{ID: "a", Name: "甲"}}} {
			s, err := scorecard.Settle(scorecard.Inputs{Card: c, Period: scorecard.Period{First: c.From, Last: c.From}, Subjects: subjects})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := scorecard.ReadSettlement(s.Canonical()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
