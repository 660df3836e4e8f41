package tour

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

func dec(s string) *quantity.Decimal { d := quantity.Must(s); return &d }

func plan() Tour {
	return Tour{Name: "上半年拉练观摩", Year: 2026, Half: 1, From: civil.Date{Year: 2026, Month: 7, Day: 6}, Until: civil.Date{Year: 2026, Month: 7, Day: 7},
		Start: Place{"市政府", dec("113.45"), dec("30.36")}, Most: quantity.Int(100), Places: 1, Least: 5,
		Criteria: []Criterion{{Title: "进度", Weight: 60}, {Title: "管理", Weight: 40}},
		Stops:    []Stop{{Project: "a", Name: "甲", Unit: "housing"}, {Project: "b", Name: "乙", Unit: "traffic", Town: "east", Leader: "副市长"}},
		Judges:   []Judge{{Person: "p1", Units: []string{"housing"}}, {Person: "p2", Units: []string{"east"}}, {Person: "p3", Units: []string{"reform"}, Posts: []string{"副市长"}}, {Person: "p4", Units: []string{"audit"}}}}
}

func refused(t *testing.T, err error, field, words string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Field != field || !strings.Contains(f.Sentence, words) {
		t.Errorf("at %q %q wanted, got %v", field, words, err)
	}
}

func TestTheTablesAreInForm(t *testing.T) {
	for _, x := range append(table.Troubles(data, "data/parameters.tsv", 4), table.Troubles(data, "data/criteria.tsv", 5)...) {
		t.Error(x)
	}
	today := civil.Date{Year: 2026, Month: 7, Day: 1}
	all, basis := StandardCriteria(today)
	sum := 0
	for _, c := range all {
		sum += c.Weight
	}
	if sum != 100 || basis == "" {
		t.Errorf("%d in a hundred, %q", sum, basis)
	}
	for _, key := range []string{"marks.most", "marks.places", "trim.least"} {
		if d, basis := Parameter(key, today); d.Sign() <= 0 || basis == "" {
			t.Errorf("%s is %s", key, d)
		}
	}
}

func TestARouteComesToEveryStopOnceAndNoTurnShortensIt(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		start := Spot{1_134_500_000, 303_600_000}
		spots := make([]Spot, 1+r.IntN(14))
		for i := range spots {
			spots[i] = Spot{1_130_000_000 + r.Int64N(9_000_000), 300_000_000 + r.Int64N(6_000_000)}
		}
		length := func(order []int) (sum int64) {
			here := start
			for _, i := range order {
				sum, here = sum+here.Metres(spots[i]), spots[i]
			}
			return sum
		}
		order := Shortest(start, spots)
		if again := Shortest(start, spots); !slices.Equal(order, again) {
			t.Fatal("the same places give another order")
		}
		sorted := slices.Sorted(slices.Values(order))
		for i := range spots {
			if sorted[i] != i {
				t.Fatalf("%v does not come to every stop once", order)
			}
		}
		best := length(order)
		if near := length(nearest(start, spots)); best > near {
			t.Errorf("mended it is %d m, before %d m", best, near)
		}
		for i := range order {
			for k := i + 1; k < len(order); k++ {
				turned := slices.Clone(order)
				slices.Reverse(turned[i : k+1])
				if length(turned) < best {
					t.Fatalf("turning %d to %d makes it shorter", i, k)
				}
			}
		}
	}
}

func TestUpToSevenStopsTheRouteIsNearTheShortestThereIs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		start := Spot{1_134_500_000, 303_600_000}
		spots := make([]Spot, 7)
		for i := range spots {
			spots[i] = Spot{1_130_000_000 + r.Int64N(9_000_000), 300_000_000 + r.Int64N(6_000_000)}
		}
		least := int64(1 << 62)
		var try func(here Spot, left []int, sum int64)
		try = func(here Spot, left []int, sum int64) {
			if len(left) == 0 {
				least = min(least, sum)
			}
			for i, x := range left {
				try(spots[x], slices.Delete(slices.Clone(left), i, i+1), sum+here.Metres(spots[x]))
			}
		}
		try(start, []int{0, 1, 2, 3, 4, 5, 6}, 0)
		sum, here := int64(0), start
		for _, i := range Shortest(start, spots) {
			sum, here = sum+here.Metres(spots[i]), spots[i]
		}
		if sum*100 > least*125 {
			t.Errorf("%d m where %d m would do", sum, least)
		}
	}
}

func TestDistancesAreThoseOfTheGlobe(t *testing.T) {
	wuhan, beijing := Spot{1_143_055_000, 305_928_000}, Spot{1_164_074_000, 399_042_000}
	if m := wuhan.Metres(beijing); m < 1_050_000 || m > 1_056_000 || m != beijing.Metres(wuhan) || wuhan.Metres(wuhan) != 0 {
		t.Errorf("%d m", m)
	}
}

func TestStopsFollowTheRoadsAndTheirPosts(t *testing.T) {
	x := plan()
	x.Roads = []string{"318国道", "214省道" + Backwards}
	x.Stops = []Stop{{Name: "一", Road: "214省道", Post: dec("3")}, {Name: "二", Road: "318国道", Post: dec("12.5")}, {Name: "三", Road: "214省道", Post: dec("9")}, {Name: "四", Road: "318国道", Post: dec("2")}}
	got, err := x.ByRoads()
	if err != nil {
		t.Fatal(err)
	}
	order := ""
	for _, s := range got {
		order += s.Name
	}
	if order != "四二三一" {
		t.Error(order)
	}
	x.Stops[0].Post = nil
	_, err = x.ByRoads()
	refused(t, err, "stops", "“一”没有写在哪条路的哪个桩号")
	x.Roads = nil
	_, err = x.ByRoads()
	refused(t, err, "roads", "没有写车队走的道路")
	_, err = x.ByDistance()
	refused(t, err, "stops", "没有坐标")
}

func TestATourOpensWithJudgesForEveryStopAndWeightsOfAHundred(t *testing.T) {
	if err := plan().Ready(); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		change       func(*Tour)
		field, words string
	}{
		{func(x *Tour) { x.Judges = nil }, "judges", "没有评委，不能开始打分"},
		{func(x *Tour) { x.Stops = nil }, "stops", "没有观摩点"},
		{func(x *Tour) { x.Criteria = x.Criteria[:1] }, "criteria", "权重合计 60，不是 100"},
		{func(x *Tour) { x.Judges = x.Judges[:1] }, "judges", "“甲”没有评委可以打分：都要回避"},
	} {
		p := plan()
		x.change(&p)
		refused(t, p.Ready(), x.field, x.words)
	}
}

func TestAJudgeIsRecusedFromTheUnitsAndProjectsOfHisOwn(t *testing.T) {
	x := plan()
	want := [][]string{{"责任单位是本单位", ""}, {"", "在本单位地界上"}, {"", "包保的项目"}, {"", ""}}
	for j, judge := range x.Judges {
		for s, stop := range x.Stops {
			if got := judge.Recused(stop); got != want[j][s] {
				t.Errorf("%s at %s: %q", judge.Person, stop.Name, got)
			}
		}
	}
	_, _, err := x.May(Open, "p1", "a", false)
	refused(t, err, "", "“甲”您要回避：责任单位是本单位")
	_, _, err = x.May(Open, "p4", "a", true)
	refused(t, err, "", "已经交卷")
	_, _, err = x.May(Closed, "p4", "a", false)
	refused(t, err, "", "已经截止，不再收分")
	_, _, err = x.May(Open, "p9", "a", false)
	refused(t, err, "", "不是“上半年拉练观摩”的评委")
	if _, _, err := x.May(Open, "p4", "a", false); err != nil {
		t.Error(err)
	}
}

func TestMarksOutsideTheScaleAreRefusedByName(t *testing.T) {
	x := plan()
	for _, c := range []struct{ a, b, field, words string }{
		{"100.1", "50", "mark-1", "“进度”的 100.1 分不在 0 到 100 之间"}, {"90", "-1", "mark-2", "不在 0 到 100 之间"},
		{"90", "", "mark-2", "“管理”没有打分"}, {"好", "1", "mark-1", "不是数"}, {"90.25", "1", "mark-1", "小数太多"},
	} {
		_, err := x.Marks([]string{c.a, c.b})
		refused(t, err, c.field, c.words)
	}
	if m, err := x.Marks([]string{"0", "100"}); err != nil || x.Total(m).Cmp(big.NewRat(40, 1)) != 0 {
		t.Errorf("%v, %v", m, err)
	}
}

// five judges whom nothing recuses
func jury(x Tour, n int) (Tour, []string) {
	x.Judges = nil
	var all []string
	for i := range n {
		all = append(all, string(rune('A'+i)))
		x.Judges = append(x.Judges, Judge{Person: all[i], Units: []string{"far"}})
	}
	return x, all
}

func given(judges []string, stop string, totals ...string) (all []Sheet) {
	for i, s := range totals {
		all = append(all, Sheet{judges[i], stop, []quantity.Decimal{quantity.Must(s), quantity.Must(s)}})
	}
	return all
}

func TestTheMeanDropsTheHighestAndTheLowestOnlyOfEnoughJudges(t *testing.T) {
	x, judges := jury(plan(), 5)
	x.Trim = true
	sheets := append(given(judges, "a", "60", "80", "82", "84", "100"), given(judges, "b", "60", "80", "82", "84")...)
	r := Reckon(x, judges, sheets)
	a, b := r.Outcome("a"), r.Outcome("b")
	if a.Score.String() != "82" && a.Score.String() != "82.00" || a.Dropped != 2 || a.Sheets != 5 {
		t.Errorf("%+v", a)
	}
	if b.Score.Cmp(quantity.Must("76.5")) != 0 || b.Dropped != 0 {
		t.Errorf("%+v", b)
	}
	s := a.Spread
	for i, want := range []string{"60", "80", "82", "84", "100", "12.75"} {
		got := []quantity.Decimal{s.Min, s.Lower, s.Median, s.Upper, s.Max, s.Deviation}[i]
		if got.Cmp(quantity.Must(want)) != 0 {
			t.Errorf("%d: %s, not %s", i, got, want)
		}
	}
	x.Trim = false
	if got := Reckon(x, judges, sheets).Outcome("a").Score; got.Cmp(quantity.Must("81.2")) != 0 {
		t.Errorf("without dropping %s", got)
	}
}

func TestOnlySheetsThatWereHandedInCountAndNoneOfARecusedJudge(t *testing.T) {
	x := plan()
	sheets := []Sheet{{"p4", "a", []quantity.Decimal{quantity.Int(80), quantity.Int(90)}}, {"p2", "a", []quantity.Decimal{quantity.Int(10), quantity.Int(10)}}, {"p1", "a", []quantity.Decimal{quantity.Int(100), quantity.Int(100)}}}
	r := Reckon(x, []string{"p1", "p4"}, sheets)
	a, b := r.Outcome("a"), r.Outcome("b")
	if r.Judges != 2 || r.Absent != 2 || a.Sheets != 1 || a.Recused != 1 || a.Score.Cmp(quantity.Int(84)) != 0 {
		t.Errorf("%+v %+v", r, a)
	}
	if b.Score != nil || b.Spread != nil || b.Sheets != 0 || b.Recused != 2 {
		t.Errorf("%+v", b)
	}
}

func TestAResultDependsOnNoOrderLiesWithinItsSpreadAndIsReadBackToTheByte(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		x, judges := jury(plan(), 1+r.IntN(9))
		x.Trim = r.IntN(2) == 0
		var sheets []Sheet
		for _, j := range judges {
			mark := func() quantity.Decimal { return quantity.New(r.Int64N(1001), 1) }
			sheets = append(sheets, Sheet{j, "a", []quantity.Decimal{mark(), mark()}})
		}
		first := Reckon(x, judges, sheets)
		r.Shuffle(len(sheets), func(i, k int) { sheets[i], sheets[k] = sheets[k], sheets[i] })
		if again := Reckon(x, judges, sheets); string(again.Canonical()) != string(first.Canonical()) {
			t.Fatal("the order of the sheets changes the result")
		}
		o := first.Outcome("a")
		s := o.Spread
		line := []quantity.Decimal{s.Min, s.Lower, s.Median, s.Upper, s.Max}
		if !slices.IsSortedFunc(line, quantity.Decimal.Cmp) || o.Score.Cmp(s.Min) < 0 || o.Score.Cmp(s.Max) > 0 || s.Deviation.Sign() < 0 {
			t.Fatalf("%+v %+v", o, s)
		}
		back, err := ReadResult(first.Canonical())
		if err != nil || string(back.Canonical()) != string(first.Canonical()) {
			t.Fatal(err)
		}
	}
}

func TestEqualScoresShareAPlaceAndTheNextOneIsLeftOut(t *testing.T) {
	r := Result{Stops: []Outcome{{Project: "a", Score: dec("80")}, {Project: "b", Score: dec("91.5")}, {Project: "c"}, {Project: "d", Score: dec("91.50")}, {Project: "e", Score: dec("70")}}}
	want := []Ranked{{"b", 1}, {"d", 1}, {"a", 3}, {"e", 4}}
	if got := r.Rank(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestARankingNamesTheDocumentThatAllowsIt(t *testing.T) {
	today := civil.Date{Year: 2026, Month: 7, Day: 9}
	_, err := ReadOrder("", "", "", today)
	refused(t, err, "number", "没有写准予评比的文件，不排名次")
	_, err = ReadOrder("云政办发[2026]12号", "办法", "2026-05-20", today)
	refused(t, err, "number", "不是规范的文号")
	_, err = ReadOrder("云政办发〔2026〕12号", "", "2026-05-20", today)
	refused(t, err, "title", "没有写文件的标题")
	_, err = ReadOrder("云政办发〔2026〕12号", "办法", "2026-08-20", today)
	refused(t, err, "issued_on", "文件的日期")
	if o, err := ReadOrder(" 云政办发〔2026〕12号 ", "办法", "2026-05-20", today); err != nil || o.Number != "云政办发〔2026〕12号" {
		t.Errorf("%+v, %v", o, err)
	}
}
