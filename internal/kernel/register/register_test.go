package register_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/form"
	"duban/internal/kernel/register"
)

func day(n int) civil.Date { return civil.OfDays(18_628 + int64(n)) } // 2021-01-01 is 0

func wells(t testing.TB) *register.Register {
	t.Helper()
	schema := map[string]any{"type": "object", "required": []any{"编号", "街道"}, "properties": map[string]any{
		"编号": map[string]any{"type": "string"}, "街道": map[string]any{"type": "string", "x-is": "unit"},
		"深": map[string]any{"type": "number", "minimum": 0}, "电话": map[string]any{"type": "string", "pattern": "^[0-9]{11}$", "x-masked": true},
	}}
	f := form.Make("wells", schema, []string{"编号", "街道", "深", "电话"}, func(field, sentence string) { t.Fatal(field, sentence) })
	return &register.Register{ID: "wells", Title: "机井台账", Form: f, Key: []string{"编号"}, Name: "编号", Of: "街道", Keeps: []string{"clerk", "head"}, Unmasks: []string{"head"}, Filters: []string{"街道"}}
}

func clerk(unit string) register.Keeper {
	return register.Keeper{Person: "p", Role: "clerk", Unit: unit, Units: []string{unit}}
}

func well(depth, phone string) map[string]any {
	m := map[string]any{"编号": "J1", "街道": "a"}
	if depth != "" {
		m["深"] = form.Figure(depth)
	}
	if phone != "" {
		m["电话"] = phone
	}
	return m
}

func TestAnEntryIsAddedChangedCorrectedAndEnded(t *testing.T) {
	r := wells(t)
	var e register.Entry
	do := func(d register.Deed) {
		t.Helper()
		v, err := r.Decide(e, "a", clerk("a"), d)
		if err != nil {
			t.Fatal(err)
		}
		v.RecordedAt = civil.Instant(len(e.Events) + 1)
		if e, err = register.Fold(append(e.Events, v)); err != nil {
			t.Fatal(err)
		}
	}
	do(register.Deed{Kind: register.Added, On: day(0), Data: well("10", "13800000000")})
	do(register.Deed{Kind: register.Changed, On: day(30), Data: well("12", "138****0000"), Reason: "加深"})
	do(register.Deed{Kind: register.Corrected, On: day(5), Data: well("11", "138****0000"), Reason: "抄错"})
	do(register.Deed{Kind: register.Ended, On: day(60), Reason: "填埋"})
	for _, c := range []struct {
		day   int
		depth string
		holds bool
	}{{-1, "", false}, {0, "11", true}, {29, "11", true}, {30, "12", true}, {59, "12", true}, {60, "", false}} {
		s, ok := e.On(day(c.day))
		if ok != c.holds || ok && register.Text(s.Data["深"]) != c.depth {
			t.Errorf("day %d: %v %v", c.day, s, ok)
		}
		if ok && s.Data["电话"] != "13800000000" {
			t.Errorf("day %d: a telephone that came back masked is %v", c.day, s.Data["电话"])
		}
	}
	known, err := register.Fold(register.KnownAt(e.Events, 2))
	if s, ok := known.On(day(5)); err != nil || !ok || register.Text(s.Data["深"]) != "10" {
		t.Errorf("before it was corrected it was known as %v", s)
	}
	do(register.Deed{Kind: register.Added, On: day(90), Data: well("9", "")})
	if s, ok := e.On(day(100)); !ok || register.Text(s.Data["深"]) != "9" {
		t.Errorf("taken up again it is %v", s)
	}
}

func TestWhatDoesNotFitAnEntryIsRefusedWithItsReason(t *testing.T) {
	r := wells(t)
	e, err := register.Fold([]register.Event{{Seq: 1, Kind: register.Added, On: day(10), Data: well("10", "")}, {Seq: 2, Kind: register.Changed, On: day(20), Data: well("11", "")}})
	if err != nil {
		t.Fatal(err)
	}
	other := well("12", "")
	other["编号"] = "J2"
	moved := well("12", "")
	moved["街道"] = "b"
	for _, c := range []struct {
		who  register.Keeper
		deed register.Deed
		want string
	}{
		{clerk("b"), register.Deed{Kind: register.Changed, On: day(30), Data: well("12", ""), Reason: "x"}, "您不能"},
		{register.Keeper{Role: "leader", All: true}, register.Deed{Kind: register.Changed, On: day(30), Data: well("12", ""), Reason: "x"}, "您不能"},
		{clerk("a"), register.Deed{Kind: register.Changed, On: day(30), Data: well("12", "")}, "要写明理由"},
		{clerk("a"), register.Deed{Kind: register.Changed, Data: well("12", ""), Reason: "x"}, "没有写从哪一天起"},
		{clerk("a"), register.Deed{Kind: register.Changed, On: day(9), Data: well("12", ""), Reason: "x"}, "不在册"},
		{clerk("a"), register.Deed{Kind: register.Changed, On: day(30), Data: well("11.0", ""), Reason: "x"}, "完全一样"},
		{clerk("a"), register.Deed{Kind: register.Changed, On: day(30), Data: other, Reason: "x"}, "不能改"},
		{clerk("a"), register.Deed{Kind: register.Changed, On: day(30), Data: moved, Reason: "x"}, "交给别的单位"},
		{clerk("a"), register.Deed{Kind: register.Changed, On: day(30), Data: well("-1", ""), Reason: "x"}, "“深”太小"},
		{clerk("a"), register.Deed{Kind: register.Changed, On: day(30), Data: well("12", "139"), Reason: "x"}, "“电话”的格式不对"},
		{clerk("a"), register.Deed{Kind: register.Added, On: day(30), Data: well("12", "")}, "已经有“J1”"},
		{clerk("a"), register.Deed{Kind: register.Added, On: day(30), Data: map[string]any{"编号": " ", "街道": "a"}}, "没有填全"},
		{clerk("a"), register.Deed{Kind: register.Corrected, On: day(25), Begins: day(10), Data: well("11", ""), Reason: "x"}, "对不上"},
		{clerk("a"), register.Deed{Kind: register.Ended, On: day(15), Reason: "x"}, "以后还有改动"},
		{clerk("a"), register.Deed{Kind: register.Ended, On: day(10), Reason: "x"}, "不晚于起始日"},
		{clerk("a"), register.Deed{Kind: register.Ended, On: day(5), Reason: "x"}, "不在册"},
	} {
		_, err := r.Decide(e, "a", c.who, c.deed)
		if f, ok := fault.As(err); !ok || !strings.Contains(f.Sentence, c.want) {
			t.Errorf("%s on %s: said %v, want %s", c.deed.Kind, c.deed.On, err, c.want)
		}
	}
}

func TestADifferenceNamesTheFieldsThatSaySomethingElse(t *testing.T) {
	r := wells(t)
	got := ""
	for _, d := range r.Difference(well("10", ""), well("10.0", "13800000000")) {
		got += fmt.Sprintf("%s %s→%s ", d.Field.Name, register.Text(d.Before), register.Text(d.After))
	}
	if got != "电话 →13800000000 " {
		t.Errorf("differs in %s", got)
	}
}

// byDay is the same history told day by day: which event each day goes by.
func byDay(events []register.Event, days int) []int {
	of := make([]int, days)
	// stretch is the days that one span covers, which hold together under a change
	stretch := make([]int, days)
	next := 0
	for _, v := range events {
		on := int(v.On.Days() - day(0).Days())
		next++
		switch v.Kind {
		case register.Added:
			for d := on; d < days; d++ {
				of[d], stretch[d] = v.Seq, next
			}
		case register.Changed:
			for d, was := on, stretch[on]; d < days && stretch[d] == was; d++ {
				of[d], stretch[d] = v.Seq, next
			}
		case register.Corrected:
			was := stretch[on]
			for d := range days {
				if stretch[d] == was {
					of[d] = v.Seq
				}
			}
			if !v.Begins.Zero() {
				begins := int(v.Begins.Days() - day(0).Days())
				first := 0
				for stretch[first] != was {
					first++
				}
				filler, fillerOf := 0, 0 // what held up to the beginning goes on until the later one
				if first > 0 {
					filler, fillerOf = stretch[first-1], of[first-1]
				}
				for d := first; d < begins; d++ {
					stretch[d], of[d] = filler, fillerOf
				}
				for d := begins; d < first; d++ {
					stretch[d], of[d] = was, v.Seq
				}
			}
		case register.Ended:
			for d := on; d < days; d++ {
				of[d], stretch[d] = 0, 0
			}
		}
	}
	return of
}

// Versions never overlap, and what holds on any day, as known at any moment, is
// what telling the history day by day gives.
func TestSpansNeverOverlapAndEveryDayIsAsTold(t *testing.T) {
	const days = 40
	r := wells(t)
	for seed := range int64(400) {
		random := rand.New(rand.NewSource(seed))
		var e register.Entry
		for tries := 0; tries < 60; tries++ {
			d := register.Deed{Kind: []register.Kind{register.Added, register.Changed, register.Changed, register.Corrected, register.Ended}[random.Intn(5)], On: day(random.Intn(days)), Reason: "x", Data: well(fmt.Sprint(tries+1), "")}
			if random.Intn(3) == 0 && d.Kind == register.Corrected {
				d.Begins = day(random.Intn(days))
			}
			v, err := r.Decide(e, "a", clerk("a"), d)
			if err != nil {
				continue
			}
			v.RecordedAt = civil.Instant(len(e.Events) + 1)
			if e, err = register.Fold(append(e.Events, v)); err != nil {
				t.Fatalf("seed %d: what was decided does not fold: %v", seed, err)
			}
		}
		for known := 1; known <= len(e.Events); known++ {
			events := register.KnownAt(e.Events, civil.Instant(known))
			x, err := register.Fold(events)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range x.Spans {
				if !s.Until.Zero() && !s.From.Before(s.Until) {
					t.Fatalf("seed %d: an empty span %v", seed, s)
				}
				if i > 0 && (x.Spans[i-1].Until.Zero() || s.From.Before(x.Spans[i-1].Until)) {
					t.Fatalf("seed %d: %v lies over %v", seed, s, x.Spans[i-1])
				}
			}
			told := byDay(events, days)
			for d := range days {
				s, ok := x.On(day(d))
				if got := s.Event; ok != (told[d] != 0) || got != told[d] {
					t.Fatalf("seed %d, known %d, day %d: event %d, told %d\n%v\n%v", seed, known, d, got, told[d], events, x.Spans)
				}
			}
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add([]byte{0, 1, 0, 1, 5, 0, 3, 9, 2, 2, 20, 0})
	kinds := []register.Kind{register.Added, register.Changed, register.Ended, register.Corrected, "?"}
	f.Fuzz(func(t *testing.T, b []byte) {
		var events []register.Event
		for i := 0; i+2 < len(b) && i < 90; i += 3 {
			v := register.Event{Seq: i/3 + 1, Kind: kinds[int(b[i])%len(kinds)], On: day(int(b[i+1]))}
			if b[i+2] > 0 {
				v.Begins = day(int(b[i+2]))
			}
			events = append(events, v)
		}
		e, err := register.Fold(events)
		if err != nil {
			return
		}
		for i, s := range e.Spans {
			if !s.Until.Zero() && !s.From.Before(s.Until) || i > 0 && (e.Spans[i-1].Until.Zero() || s.From.Before(e.Spans[i-1].Until)) {
				t.Fatalf("%v", e.Spans)
			}
		}
	})
}
