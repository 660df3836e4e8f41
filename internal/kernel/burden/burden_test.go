package burden

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/table"
)

var may = civil.Date{Year: 2026, Month: 5, Day: 20}

func TestTheTablesAreInForm(t *testing.T) {
	for name, columns := range map[string]int{"minutes": 4, "parameters": 4, "forms": 8, "same": 2, "excused": 5, "idle": 2} {
		for _, s := range table.Troubles(data, "data/"+name+".tsv", columns) {
			t.Error(s)
		}
	}
	for _, s := range Sorts {
		if n, basis := Declared(s, may); n <= 0 || !strings.Contains(basis, "[unverified]") {
			t.Errorf("%s takes %s: %q", s, n, basis)
		}
	}
	if n, _ := Declared(Text, civil.Date{Year: 2000, Month: 1, Day: 1}); n != 0 {
		t.Error("minutes before they were declared", n)
	}
	for _, f := range Fixed() {
		for _, x := range f.Fields {
			if !slices.Contains(Sorts, x.Sort) {
				t.Errorf("%s.%s is of no sort: %q", f.ID, x.Name, x.Sort)
			}
		}
		if len(f.Fields) == 0 {
			t.Errorf("%s asks nothing", f.ID)
		}
	}
}

func TestAFormTakesTheMinutesOfTheFieldsThatItAsks(t *testing.T) {
	f := Form{Fields: []Field{
		{Sort: Number}, {Sort: Lines, Optional: true}, {Sort: Choice, Taken: true}, {Sort: File, When: Seldom},
		{Sort: File, When: OfDeliverable}, {Sort: Text, Declared: 75},
	}}
	// 3 + half of 5 + 7.5 of its own; what is taken and what is seldom do not count
	if n := f.Minutes(may); n != 13 {
		t.Errorf("%d minutes", n)
	}
	if n := f.Minutes(may, OfDeliverable); n != 18 {
		t.Errorf("%d minutes with a deliverable", n)
	}
	month := FixedForm(TaskMonth)
	if a, b := month.Minutes(may, OfFigure), month.Minutes(may, OfWords, OfDeliverable); a <= 3 || b <= a {
		t.Errorf("a task with a figure takes %d, one with deliverables %d", a, b)
	}
}

func TestAsksAddUpByUnitMonthAndForm(t *testing.T) {
	m, before := civil.Month{Year: 2026, Month: 5}, civil.Month{Year: 2026, Month: 4}
	k := Reckon([]Ask{
		{Unit: "a", Month: m, Form: "x", Times: 1, Took: 10}, {Unit: "a", Month: m, Form: "x", Times: 1, Filled: 1, Took: 10, Done: 10},
		{Unit: "a", Month: m, Form: "y", Times: 1, Took: 30}, {Unit: "b", Month: m, Form: "x", Times: 1, Took: 10}, {Unit: "a", Month: before, Form: "x", Times: 1, Took: 10},
	})
	if s := k.Of("a", m); s != (Sum{3, 1, 50, 10}) {
		t.Errorf("%+v", s)
	}
	if s := k.In(m); s != (Sum{4, 1, 60, 10}) {
		t.Errorf("%+v", s)
	}
	if h := k.Heaviest(m); len(h) != 2 || h[0].Form != "x" && h[0].Took != 30 || h[0].Units+h[1].Units != 3 {
		t.Errorf("%+v", h)
	}
	if len(k.Asks) != 4 {
		t.Errorf("%+v", k.Asks)
	}
}

func TestABudgetHoldsFromItsMonthOnAndRefusesOnlyWhereThePlaceSaysSo(t *testing.T) {
	month := func(n int) civil.Month { return civil.Month{Year: 2026, Month: n} }
	b := Budgets{Usual: 240, Set: []Budget{{Kind: "town", From: month(3), Minutes: 120}, {Kind: "town", From: month(6), Minutes: 90, Refuses: true}}}
	for n, want := range map[int]int64{2: 240, 3: 120, 5: 120, 6: 90, 12: 90} {
		if got := b.For("town", month(n)); got.Minutes != want {
			t.Errorf("in %d: %d", n, got.Minutes)
		}
	}
	if b.For("department", month(6)).Minutes != 240 {
		t.Error("another kind")
	}
	added := []Added{{Unit: "u", Times: 2, Before: 80, More: 20, Budget: b.For("town", month(5))}}
	if added[0].Over() || Refusal(added, strings.ToUpper) != nil {
		t.Error("100 of 120 is past it")
	}
	added[0].Budget = b.For("town", month(6))
	if err := Refusal(added, strings.ToUpper); err == nil || !strings.Contains(err.Error(), "U每月要填 80 分钟，再加 20 分钟，超过预算的 90 分钟") {
		t.Error(err)
	}
	added[0].Budget.Refuses = false
	if !added[0].Over() || Refusal(added, strings.ToUpper) != nil {
		t.Error("what is only said is refused")
	}
	for at, x := range map[string]Budget{"minutes": {From: month(5), Minutes: -1}, "from": {From: month(4), Minutes: 1}, "refuses": {From: month(5), Refuses: true}} {
		if f, ok := fault.As(x.Check(month(5))); !ok || f.Field != at {
			t.Errorf("%+v: %v", x, f)
		}
	}
}

func TestAFactThatTwoFormsAskIsFoundAndBothAreNamed(t *testing.T) {
	one := Form{ID: "one", ByUnits: true, Recurs: true, Fields: []Field{{Title: "存在问题", About: "task", Fact: FactOf("存在问题")}}}
	two := Form{ID: "two", ByUnits: true, Fields: []Field{{Title: "主要问题", About: "task", Fact: FactOf("主要问题")}}}
	d := Doubles([]Form{one, two}, nil)
	if len(d) != 1 || d[0] != (Double{"task", "问题", "one", "two", "存在问题", "主要问题"}) {
		t.Fatalf("%+v", d)
	}
	if d := Doubles([]Form{one, two}, []Excused{{"task", "问题", "two", "one", "because"}}); len(d) != 0 {
		t.Errorf("what is meant: %+v", d)
	}
	other := two
	other.Fields = []Field{{Title: "主要问题", About: "project", Fact: "问题"}}
	taken := two
	taken.Fields = []Field{{Title: "主要问题", About: "task", Fact: "问题", Taken: true}}
	office := two
	office.ByUnits = false
	if d := Doubles([]Form{one, other, taken, office}, nil); len(d) != 0 {
		t.Errorf("another object, what is taken, what the office fills in: %+v", d)
	}
}

func TestWhatIsAskedIsFoundByItsNamesWhateverIsSaidAroundIt(t *testing.T) {
	held := []Holding{
		{Names: []string{"地区生产总值", "GDP"}, Title: "地区生产总值", Of: "统计指标"},
		{Names: []string{"新建改建农村公路"}, Title: "新建改建农村公路", Of: "任务月报"},
		{Names: []string{"重点项目本月完成投资", "项目本月完成投资"}, Title: "本月完成投资", Of: "项目月报"},
	}
	for words, want := range map[string]string{"请上报今年以来全市地区生产总值数据": "地区生产总值", "gdp 情况": "地区生产总值", "各镇办新建、改建农村公路统计表": "新建改建农村公路", "各单位重点项目本月完成投资": "本月完成投资"} {
		if m := Find(words, held, 5); len(m) == 0 || m[0].Title != want || !m[0].Held() {
			t.Errorf("%s: %+v", words, m)
		}
	}
	if m := Find("农村公路新建里程", held, 5); len(m) != 1 || m[0].Held() {
		t.Errorf("what is only like it: %+v", m)
	}
	for _, words := range []string{"各镇办独居老人人数", "情况", ""} {
		if m := Find(words, held, 5); len(m) != 0 {
			t.Errorf("%s: %+v", words, m)
		}
	}
}

func request() Request {
	return Request{Number: "数2026-0001", State: Open, AskedOn: may, DueOn: civil.Date{Year: 2026, Month: 5, Day: 30}, Content: Content{Title: "各镇办独居老人人数", Why: "编制养老服务规划", Sort: Number, Measure: "人"}}
}

func TestARequestSaysWhatWhyByWhenAndFromWhom(t *testing.T) {
	r := request()
	if err := r.Check([]string{"a"}); err != nil {
		t.Fatal(err)
	}
	for at, change := range map[string]func(*Request){
		"title": func(r *Request) { r.Title = "情况" }, "why": func(r *Request) { r.Why = " " }, "sort": func(r *Request) { r.Sort = Date },
		"measure": func(r *Request) { r.Measure = "" }, "due_on": func(r *Request) { r.DueOn = may },
	} {
		r := request()
		change(&r)
		if f, ok := fault.As(r.Check([]string{"a"})); !ok || f.Field != at {
			t.Errorf("%s: %v", at, f)
		}
	}
	if f, ok := fault.As(r.Check(nil)); !ok || f.Field != "units" {
		t.Error("nobody is asked", f)
	}
}

func TestWhatTheSystemHoldsIsRefusedWithItsPlaceAndWhatIsLikeItMustSayHowItDiffers(t *testing.T) {
	r := request()
	same := Match{Holding{Title: "独居老人", Of: "名录", Latest: "312 条"}, 100}
	r.Differs = "按户籍"
	if err := r.Refused([]Match{same}); err == nil || !strings.Contains(err.Error(), "“独居老人”在名录里已经有，最近的是 312 条") {
		t.Error(err)
	}
	same.Near = 60
	if err := r.Refused([]Match{same}); err != nil {
		t.Error(err)
	}
	r.Differs = ""
	if f, ok := fault.As(r.Refused([]Match{same})); !ok || f.Field != "differs" {
		t.Error(f)
	}
	if r.Refused(nil) != nil {
		t.Error("what nobody holds is refused")
	}
}

func TestAnAnswerIsOfTheKindThatWasAskedFor(t *testing.T) {
	r := request()
	a, err := r.Answering(Answer{Unit: "a", Value: " 312.50 "})
	if err != nil || a.Value == "" {
		t.Fatal(a, err)
	}
	for at, x := range map[string]struct {
		sort Sort
		a    Answer
	}{"value": {Number, Answer{Value: "三百"}}, "words": {Lines, Answer{}}, "file": {File, Answer{Words: "见附件"}}} {
		r := request()
		r.Sort = x.sort
		if _, err := r.Answering(x.a); err == nil {
			t.Error(at)
		} else if f, _ := fault.As(err); f.Field != at {
			t.Error(at, err)
		}
	}
	r.State = Closed
	if _, err := r.Answering(Answer{Value: "1"}); err == nil {
		t.Error("a closed request takes answers")
	}
	if Complete([]Answer{{Entered: 1}, {}}) || !Complete([]Answer{{Entered: 1}}) {
		t.Error("complete")
	}
}
