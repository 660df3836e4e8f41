package scorecard_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/scorecard"
)

// drawn are units with their tasks and facts, as a seed has it; some facts are not there.
func drawn(seed uint64, units, tasks int) []scorecard.Subject {
	r := rand.New(rand.NewPCG(2021, seed))
	figure := func(most, digits int) scorecard.Fact {
		return scorecard.Fact{Value: scorecard.Number(quantity.New(int64(r.IntN(most)), digits)), Source: scorecard.Source{Noun: "record", ID: strconv.Itoa(r.IntN(1e6))}}
	}
	all := make([]scorecard.Subject, units)
	for i := range all {
		all[i] = scorecard.Subject{ID: "unit-" + strconv.Itoa(100+i), Name: "单位" + strconv.Itoa(i), Group: []string{"党群", "经济", "民生"}[r.IntN(3)], Tables: map[string][]scorecard.Row{}, Facts: facts{
			"督办次数": figure(4, 0), "通报次数": figure(3, 0), "逾期未报次数": figure(4, 0), "按时报送率": figure(101, 2),
			"安全生产否决": yes(r.IntN(20) == 0), "生态环境否决": yes(false), "信访稳定否决": yes(false), "廉政否决": yes(r.IntN(30) == 0),
		}}
		for name, most := range map[string]int{"社会评价得分": 1001, "领导评价得分": 1001} {
			if r.IntN(5) > 0 {
				all[i].Facts[name] = figure(most, 1)
			}
		}
	}
	for n := range tasks {
		x := &all[n%units]
		id := strconv.Itoa(1000 + n)
		row := task(id, strconv.Itoa(1+r.IntN(5)), "", strconv.Itoa(r.IntN(100)), facts{"逾期": yes(r.IntN(6) == 0), "办结": yes(r.IntN(2) == 0), "类别": word([]string{"重点工作", "民生实事"}[r.IntN(2)])})
		if r.IntN(10) > 0 {
			row.Facts["完成"] = figure(12000, 2)
			row.Facts["完成率"] = figure(120, 2)
		}
		x.Tables["tasks"] = append(x.Tables["tasks"], row)
	}
	return all
}

func inputs(c *scorecard.Card, subjects []scorecard.Subject) scorecard.Inputs {
	return scorecard.Inputs{Card: c, AsOf: civil.Date{Year: 2022, Month: 1, Day: 10}.At(9, 0), Period: year(2021), Subjects: subjects}
}

func TestTheSameFactsGiveTheSameBytesInWhateverOrder(t *testing.T) {
	c := shipped(t, "units")
	for seed := range uint64(15) {
		subjects := drawn(seed, 1+int(seed)%12, 30)
		first := settle(t, c, subjects...)
		want := first.Canonical()
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(subjects), func(i, j int) { subjects[i], subjects[j] = subjects[j], subjects[i] })
		for _, x := range subjects {
			rows := x.Tables["tasks"]
			r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		in := inputs(c, subjects)
		if got := settle(t, c, subjects...); !bytes.Equal(got.Canonical(), want) || got.Digest() != first.Digest() {
			t.Fatalf("seed %d: another order, another settlement", seed)
		}
		kept, err := in.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		back, err := scorecard.ReadInputs(c, kept)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := scorecard.Settle(back); err != nil || !bytes.Equal(again.Canonical(), want) {
			t.Fatalf("seed %d: from the inputs as kept it comes out otherwise: %v", seed, err)
		}
		read, err := scorecard.ReadSettlement(want)
		if err != nil || !bytes.Equal(read.Canonical(), want) || !scorecard.Diff(first, read).Empty() {
			t.Fatalf("seed %d: read back it is another: %v", seed, err)
		}
	}
}

func TestMoreDoneNeverLowersAScore(t *testing.T) {
	c := shipped(t, "units")
	raised := 0
	for seed := range uint64(80) {
		subjects := drawn(seed, 4, 20)
		r := rand.New(rand.NewPCG(seed, 2))
		x := subjects[r.IntN(len(subjects))]
		before := settle(t, c, subjects...).Result(x.ID)
		row := x.Tables["tasks"][r.IntN(len(x.Tables["tasks"]))]
		done, _ := row.Facts["完成"].Value.Decimal()
		more, err := done.Add(quantity.New(int64(r.IntN(5000)), 2))
		if err != nil {
			t.Fatal(err)
		}
		row.Facts["完成"] = scorecard.Fact{Value: scorecard.Number(more)}
		after := settle(t, c, subjects...).Result(x.ID)
		for _, id := range []string{"tasks", "livelihood"} {
			if after.Cell(id).Score.Cmp(before.Cell(id).Score.Decimal) < 0 {
				t.Errorf("seed %d: %s fell from %s to %s", seed, id, before.Cell(id).Words, after.Cell(id).Words)
			}
		}
		if c := after.Total.Cmp(before.Total.Decimal); c < 0 {
			t.Errorf("seed %d: the total fell from %s to %s", seed, before.Words, after.Words)
		} else if c > 0 {
			raised++
		}
	}
	if raised < 15 {
		t.Errorf("only %d totals rose: the test says little", raised)
	}
}

func TestAProjectThatGoesOnNeverLosesPoints(t *testing.T) {
	c := shipped(t, "projects")
	stages := []string{"开工", "入库", "竣工", "投产"}
	for mask := range 1 << len(stages) {
		total := func(mask int) quantity.Decimal {
			f := facts{"年度计划投资": num("20000"), "年度完成投资": num("5000"), "建设性质": word("续建"), "类型": word("民生"), "批评次数": num("0")}
			for i, name := range stages {
				f[name] = yes(mask>>i&1 == 1)
			}
			return settle(t, c, scorecard.Subject{ID: "p", Name: "项目", Facts: f}).Result("p").Total.Decimal
		}
		for i, name := range stages {
			if next := mask | 1<<i; total(next).Cmp(total(mask)) < 0 {
				t.Errorf("%04b and then %s: from %s to %s", mask, name, total(mask), total(next))
			}
		}
	}
}

func TestATotalLiesBetweenNothingAndAllThereIs(t *testing.T) {
	over := carded(t, "unit", `items:
  - {item: a, title: 甲, weight: 10, most: 12, formula: positive, cap: 1.2, actual: 社会评价得分, target: 50, basis: local}
  - {item: b, title: 乙, weight: 7, formula: positive, actual: 领导评价得分, target: 50, basis: local}
  - {item: c, title: 丙, weight: 13, most: 5, formula: positive, actual: 领导评价得分, target: 50, basis: local}
  - {item: d, title: 丁, weight: 11, formula: each-row, table: tasks, row-weight: 权重, row: {formula: positive, actual: 完成, target: 应完成}, basis: local}
bonuses:
  - {bonus: e, title: 戊, count: 督办次数, points: 2, most: 3, basis: local}
`)
	for _, c := range []*scorecard.Card{shipped(t, "units"), over} {
		least, most := c.Highest(), quantity.Decimal{}
		for seed := range uint64(80) {
			for _, r := range settle(t, c, drawn(seed, 6, 15)...).Subjects {
				if r.Total.Sign() < 0 || r.Total.Cmp(c.Highest()) > 0 {
					t.Errorf("seed %d: %s of at most %s", seed, r.Words, c.Highest())
				}
				if r.Total.Cmp(least) < 0 {
					least = r.Total.Decimal
				}
				if r.Total.Cmp(most) > 0 {
					most = r.Total.Decimal
				}
			}
		}
		t.Logf("%s: totals from %s to %s of at most %s", c.ID, least, most, c.Highest())
	}
	if got := shipped(t, "units").Highest().String(); got != "103" {
		t.Errorf("units: %s", got)
	}
}

// Two units with everything, one with little: the whole settlement as it is kept.
func TestOneSettlementAsItIsKept(t *testing.T) {
	const file = "testdata/units-2021.json"
	source := func(f scorecard.Fact, noun, id, field, words string) scorecard.Fact {
		f.Source = scorecard.Source{Noun: noun, ID: id, Field: field, Words: words}
		return f
	}
	flags := func(safety bool) facts {
		return facts{"安全生产否决": yes(safety), "生态环境否决": yes(false), "信访稳定否决": yes(false), "廉政否决": yes(false)}
	}
	with := func(f facts, more facts) facts {
		for k, v := range more {
			f[k] = v
		}
		return f
	}
	row := func(id, title, weight, done, due, kind string, late, closed bool) scorecard.Row {
		x := task(id, weight, done, due, facts{"逾期": yes(late), "办结": yes(closed), "类别": word(kind)})
		x.Title = title
		x.Facts["完成"] = source(x.Facts["完成"], "task", id, "progress 2021-12", "2021年12月的进展")
		return x
	}
	s := settle(t, shipped(t, "units"),
		scorecard.Subject{ID: "housing", Name: "市住建局", Facts: with(flags(false), facts{"督办次数": num("1"), "通报次数": num("0"), "逾期未报次数": num("0"), "按时报送率": num("1"), "社会评价得分": num("92.5"), "领导评价得分": num("95"), "省级以上表扬次数": num("1")}),
			Tables: map[string][]scorecard.Row{"tasks": {row("41", "新建城市公厕57座", "1", "57", "57", "民生实事", false, true), row("12", "62项城建项目", "3", "55.8", "62", "重点工作", true, false), row("7", "老旧小区改造", "2", "31", "30", "重点工作", false, true)}}},
		scorecard.Subject{ID: "agriculture", Name: "市农业农村局", Facts: with(flags(true), facts{"督办次数": num("0"), "通报次数": num("0"), "逾期未报次数": num("0"), "按时报送率": num("1"), "社会评价得分": num("96"), "领导评价得分": num("98"), "省级以上表扬次数": num("0")}),
			Tables: map[string][]scorecard.Row{"tasks": {row("30", "新建高标准农田10万亩", "3", "10", "10", "重点工作", false, true)}}},
		scorecard.Subject{ID: "archives", Name: "市档案馆", Facts: facts{"按时报送率": num("0.75")}},
	)
	// by hand: 3 × 0.9 + 2 × 1 = 4.7 of 5, of 50 points
	if r := s.Result("housing"); r.Cell("tasks").Score.String() != "47" || r.Cell("closed").Score.String() != "5" || r.Words != "47.00 + 10.00 + 5.00 + 10.00 + 9.25 + 9.50 − 1.00 + 1.00 = 90.75" || r.Grade != "良好" {
		t.Errorf("housing: %s, %s, %v", r.Words, r.Grade, r.Why)
	}
	got := s.Canonical()
	if os.Getenv("DUBAN_UPDATE") != "" {
		var b bytes.Buffer
		if err := json.Indent(&b, got, "", "  "); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(b.Bytes(), '\n'), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, kept); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is not what comes out now. If the reckoning changed, raise scorecard.Evaluator; then look at the difference with DUBAN_UPDATE=1", file)
	}
}

func TestASettlementIsReadOnlyInItsOneForm(t *testing.T) {
	b := settle(t, shipped(t, "units"), drawn(1, 2, 4)...).Canonical()
	for _, bad := range []string{
		" " + string(b), strings.Replace(string(b), `"evaluator":1`, `"evaluator":1.0`, 1), strings.Replace(string(b), `"digits":2`, `"digits":9`, 1),
		strings.Replace(string(b), `{"asOf"`, `{"extra":1,"asOf"`, 1), string(b[:len(b)-1]), "null", strings.Replace(string(b), `"weight":"50"`, `"weight":50`, 1),
	} {
		if bad == string(b) {
			t.Fatal("nothing was changed")
		}
		if _, err := scorecard.ReadSettlement([]byte(bad)); err == nil {
			t.Errorf("read: %.80s", bad)
		}
	}
	for _, number := range []string{`"score":"`, `"total":"`, `"number":"`} {
		if !bytes.Contains(b, []byte(number)) {
			t.Errorf("no %s: decimals are texts", number)
		}
	}
	other := carded(t, "unit", graded)
	kept, err := inputs(shipped(t, "units"), nil).Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scorecard.ReadInputs(other, kept); err == nil {
		t.Error("inputs of another declaration were taken")
	}
}

// A division: 60 units, ten items, 140 tasks.
func BenchmarkDivision(b *testing.B) {
	var items strings.Builder
	items.WriteString("items:\n")
	for n := range 5 {
		s := strconv.Itoa(n)
		items.WriteString("  - {item: rows" + s + ", title: 任务" + s + ", weight: 10, formula: each-row, table: tasks, where: '类别 != \"" + s + "\"', row-weight: 权重, row: {formula: positive, actual: 完成, target: 应完成}, basis: local}\n")
	}
	for n, f := range []string{"formula: efficacy, value: 社会评价得分, base: 0.6, equal: 1, within: all, better: more", "formula: efficacy, value: 领导评价得分, base: 0.6, equal: 1, within: group, better: more",
		"formula: negative, actual: 督办次数, target: 1", "formula: expression, points: '10 - 通报次数 * 2'", "formula: positive, actual: 按时报送率, target: 1"} {
		items.WriteString("  - {item: more" + strconv.Itoa(n) + ", title: 其他, weight: 10, basis: local, " + f + "}\n")
	}
	c := carded(b, "unit", items.String()+called+"quota: {grade: 优秀, share: 0.3, rounds: down, ties: out, basis: local}\n")
	subjects := drawn(1, 60, 140)
	b.ReportAllocs()
	for b.Loop() {
		if s := settle(b, c, subjects...); len(s.Canonical()) == 0 {
			b.Fatal("nothing")
		}
	}
}
