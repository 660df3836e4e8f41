package score_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/score"
	"duban/internal/kernel/statement"
)

// measureOf is a measure read at a place of a text.
func measureOf(start, end int, value string) statement.Measure {
	return statement.Measure{Span: cite.Span{Start: start, End: end}, Value: quantity.Must(value), Unit: "亿元", Bound: statement.Exact, Kind: statement.Level,
		Status: statement.Done, Period: civil.YearOf(2025), Subject: "一般公共预算收入"}
}

// goldOf is the gold record of the same.
func goldOf(start, end int, value string) score.Record {
	return score.Record{Type: "measure", Start: start, End: end, Value: quantity.Must(value), Unit: "亿元", Bound: "=", Kind: "level", Status: "done", Period: "2025", Subject: "一般公共预算收入"}
}

func report(text string, ms ...statement.Measure) *statement.Report {
	return &statement.Report{Document: document.Plain("云泽市", text, nil), Measures: ms}
}

var text = strings.Repeat("一般公共预算收入完成三十二亿元。", 20)

func TestMeasuresAreFoundByPlaceAndValue(t *testing.T) {
	for _, c := range []struct {
		name string
		gold []score.Record
		ours []statement.Measure
		want score.F
	}{
		{"same place, same value", []score.Record{goldOf(5, 9, "32.4")}, []statement.Measure{measureOf(5, 9, "32.4")}, score.F{Found: 1, Gold: 1, Right: 1}},
		{"one character shared is enough", []score.Record{goldOf(5, 9, "32.4")}, []statement.Measure{measureOf(8, 12, "32.4")}, score.F{Found: 1, Gold: 1, Right: 1}},
		{"beside it is not there", []score.Record{goldOf(5, 9, "32.4")}, []statement.Measure{measureOf(9, 12, "32.4")}, score.F{Found: 1, Gold: 1}},
		{"another value is another number", []score.Record{goldOf(5, 9, "32.4")}, []statement.Measure{measureOf(5, 9, "324")}, score.F{Found: 1, Gold: 1}},
		{"zeros at the end do not matter", []score.Record{goldOf(5, 9, "32.40")}, []statement.Measure{measureOf(5, 9, "32.4")}, score.F{Found: 1, Gold: 1, Right: 1}},
		{"one of ours answers one gold record only", []score.Record{goldOf(5, 9, "3"), goldOf(6, 9, "3")}, []statement.Measure{measureOf(5, 9, "3")}, score.F{Found: 1, Gold: 2, Right: 1}},
		{"two of ours at one place, one is extra", []score.Record{goldOf(5, 9, "3")}, []statement.Measure{measureOf(5, 9, "3"), measureOf(5, 9, "3")}, score.F{Found: 2, Gold: 1, Right: 1}},
		{"the greater overlap is taken", []score.Record{goldOf(5, 9, "3"), goldOf(9, 12, "3")}, []statement.Measure{measureOf(8, 12, "3"), measureOf(5, 9, "3")}, score.F{Found: 2, Gold: 2, Right: 2}},
		{"nothing read, nothing to find", nil, nil, score.F{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			card := score.Measured("云泽市", score.Gold{Kind: score.Measures, Records: c.gold}, report(text, c.ours...))
			if got := card.Fs["detected"]; got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestEachFieldIsCountedAndOnlySomeBelongToTheWhole(t *testing.T) {
	to := quantity.Int(40)
	for _, c := range []struct {
		field string
		spoil func(*statement.Measure)
		whole bool // the record still counts as whole
	}{
		{"", func(m *statement.Measure) {}, true},
		{"unit", func(m *statement.Measure) { m.Unit = "万元" }, false},
		{"bound", func(m *statement.Measure) { m.Bound = statement.Over }, false},
		{"kind", func(m *statement.Measure) { m.Kind = statement.Change }, false},
		{"status", func(m *statement.Measure) { m.Status = statement.Target }, false},
		{"subject", func(m *statement.Measure) { m.Subject = "固定资产投资" }, false},
		{"to", func(m *statement.Measure) { m.To = &to }, true},
		{"period", func(m *statement.Measure) { m.Period = civil.YearOf(2024) }, true},
	} {
		m := measureOf(5, 9, "32.4")
		c.spoil(&m)
		card := score.Measured("云泽市", score.Gold{Kind: score.Measures, Records: []score.Record{goldOf(5, 9, "32.4")}}, report(text, m))
		for name, r := range card.Ratios {
			if want := name != c.field; (r.Right == 1) != want || r.All != 1 {
				t.Errorf("spoilt %s: %s is %s", c.field, name, r)
			}
		}
		if got := card.Fs["whole"].Right == 1; got != c.whole {
			t.Errorf("spoilt %s: whole %t", c.field, got)
		}
	}
}

func TestAUnitIsComparedWithoutBlanks(t *testing.T) {
	g := goldOf(5, 9, "32.4")
	g.Unit = "亿 元"
	card := score.Measured("云泽市", score.Gold{Kind: score.Measures, Records: []score.Record{g}}, report(text, measureOf(5, 9, "32.4")))
	if r := card.Ratios["unit"]; r.Right != 1 {
		t.Errorf("unit %s", r)
	}
}

// The end state of a range of years may be dated by the range or by its last year.
func TestTheRuleOfPeriods(t *testing.T) {
	for _, c := range []struct {
		gold, ours string
		want       bool
	}{
		{"2025", "2025", true}, {"", "", true}, {"2025", "2024", false}, {"", "2025", false}, {"2025", "", false},
		{"2021-2025", "2025", true}, {"2025", "2021-2025", true}, {"2021-2025", "2021", false}, {"2021-2025", "2016-2025", false}, {"2021-2025", "2021-2025", true},
	} {
		g, m := goldOf(5, 9, "3"), measureOf(5, 9, "3")
		g.Period = c.gold
		m.Period, _ = civil.ParsePeriod(c.ours)
		card := score.Measured("云泽市", score.Gold{Kind: score.Measures, Records: []score.Record{g}}, report(text, m))
		if got := card.Ratios["period"].Right == 1; got != c.want {
			t.Errorf("gold %q, ours %q: %t", c.gold, c.ours, got)
		}
	}
}

func TestOverlapOfWords(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"居民收入", "居民收入", 1}, {"居民 收入", "居民收入", 1}, {"居民收入", "粮食产量", 0}, {"居民收入", "居民", 0.5}, {"收", "收", 1}, {"收", "入", 0}, {"", "", 1}, {"", "收入", 0},
		{"aaa", "aa", 2.0 / 3},
	} {
		if got := score.Overlap(c.a, c.b); math.Abs(got-c.want) > 1e-9 || score.Overlap(c.b, c.a) != got {
			t.Errorf("%q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestPoolingAddsCountsNotScores(t *testing.T) {
	small := &score.Card{Kind: score.Measures, Fs: map[string]score.F{"detected": {Found: 1, Gold: 1, Right: 0}}, Ratios: map[string]score.Ratio{"unit": {Right: 0, All: 1}}}
	large := &score.Card{Kind: score.Measures, Fs: map[string]score.F{"detected": {Found: 98, Gold: 99, Right: 90}}, Ratios: map[string]score.Ratio{"unit": {Right: 9, All: 9}}}
	p := score.Pool("pooled", []*score.Card{small, large})
	if f := p.Fs["detected"]; f != (score.F{Found: 99, Gold: 100, Right: 90}) {
		t.Errorf("got %+v", f)
	}
	if f := p.Fs["detected"]; math.Abs(f.F1()-2*90.0/199) > 1e-12 || math.Abs(f.Precision()-90.0/99) > 1e-12 || math.Abs(f.Recall()-0.9) > 1e-12 {
		t.Errorf("got %s", f)
	}
	if r := p.Ratios["unit"]; r.String() != "0.9000 (9/10)" {
		t.Errorf("got %s", r)
	}
	if p.Kind != score.Measures || score.Pool("nothing", nil) == nil {
		t.Error("kind of the pool")
	}
}

func TestNothingToGetRightIsPerfect(t *testing.T) {
	if (score.Ratio{}).Of() != 1 || (score.F{}).F1() != 1 || (score.F{Found: 3}).F1() != 0 || (score.F{Gold: 3}).Recall() != 0 {
		t.Error("empty counts")
	}
}

func TestLinesAreStable(t *testing.T) {
	card := score.Measured("云泽市", score.Gold{Kind: score.Measures, Records: []score.Record{goldOf(5, 9, "3")}}, report(text, measureOf(5, 9, "3")))
	first := card.Lines()
	for range 20 {
		if !slices.Equal(first, card.Lines()) {
			t.Fatal("the order changes")
		}
	}
	if !slices.IsSorted(first) || len(first) != len(card.Fs)+len(card.Ratios) {
		t.Errorf("got %q", first)
	}
}

func TestMissesNameTheRecordAndItsPlace(t *testing.T) {
	card := score.Measured("云泽市", score.Gold{Kind: score.Measures, Records: []score.Record{goldOf(5, 9, "3"), goldOf(400, 500, "7")}},
		report(text, measureOf(20, 24, "5")))
	var what []string
	for _, m := range card.Misses {
		what = append(what, m.What)
	}
	if !slices.Equal(what, []string{"missing", "missing", "extra"}) {
		t.Errorf("got %q", what)
	}
	if !strings.Contains(card.Misses[0].Context, "【") {
		t.Errorf("no place: %q", card.Misses[0].Context)
	}
}

func TestUndertakings(t *testing.T) {
	words := "新建幼儿园两所。改造老旧小区。\n"
	r := report(words)
	r.Outline.Sections = []statement.Section{{Heading: "二、2026年工作安排", Parent: -1}, {Heading: "（一）改善民生", Parent: 0}}
	lead := func(units ...string) (l []statement.Lead) {
		for _, u := range units {
			l = append(l, statement.Lead{Unit: u})
		}
		return l
	}
	r.Undertakings = []statement.Undertaking{
		{Span: cite.Span{Start: 0, End: 8}, Quantified: true, Section: 1, Lead: lead("市教育局", "市住建局")},
		{Span: cite.Span{Start: 8, End: 15}, Section: 1, Lead: lead("市财政局", "市民政局", "市发改委", "市住建局")},
	}
	g := score.Gold{Kind: score.Undertakings, Records: []score.Record{
		{Start: 0, End: 7, Text: "新建幼儿园两所", Quantified: true, Lead: "教育局", Section: "(一)改善民生"},
		{Start: 8, End: 14, Text: "改造老旧小区", Quantified: true, Lead: "住建局", Section: "（二）城市建设"},
		{Start: 100, End: 104, Text: "不在文中"},
	}}
	same := func(a, b string) bool { return strings.TrimPrefix(a, "市") == strings.TrimPrefix(b, "市") }
	card := score.Undertaken("云泽市", g, r, same)
	for name, want := range map[string]score.Ratio{
		"boundaries": {Right: 2, All: 3}, "lead first": {Right: 1, All: 2}, "lead in three": {Right: 1, All: 2},
		"quantified": {Right: 1, All: 2}, "section": {Right: 1, All: 2},
	} {
		if got := card.Ratios[name]; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestMechanismsAreFoundByHalf(t *testing.T) {
	r := report(text)
	r.Mechanisms = []statement.Mechanism{{Span: cite.Span{Start: 0, End: 4}}, {Span: cite.Span{Start: 20, End: 23}}, {Span: cite.Span{Start: 40, End: 42}}}
	g := score.Gold{Kind: score.Mechanisms, Records: []score.Record{{Start: 0, End: 4}, {Start: 20, End: 26}, {Start: 40, End: 45}, {Start: 60, End: 64}}}
	card := score.Mechanised("云泽市", g, r)
	if got := card.Ratios["recall"]; got != (score.Ratio{Right: 2, All: 4}) {
		t.Errorf("recall %s", got)
	}
	if got := card.Ratios["exact"]; got != (score.Ratio{Right: 1, All: 4}) {
		t.Errorf("exact %s", got)
	}
}

func answerOf(start, end, measure int, result *reconcile.Quote, v reconcile.Verdict) reconcile.Answer {
	return reconcile.Answer{Promise: reconcile.Quote{Span: cite.Span{Start: start, End: end}}, Measure: measure, Result: result, Verdict: v}
}

func TestPairs(t *testing.T) {
	later := report("财政收入完成三十三亿元。粮食产量二十万吨。\n")
	ptr := func(n int) *int { return &n }
	words := func(s string) *string { return &s }
	gold := func(start int, promise string, line *int, answer *int, verdict string) score.Record {
		r := score.Record{PromiseStart: start, PromiseText: promise, PromiseLine: line, AnswerStart: answer, Verdict: verdict}
		if answer != nil {
			r.AnswerText = words("…")
		}
		return r
	}
	for _, c := range []struct {
		name            string
		gold            score.Record
		ours            []reconcile.Answer
		answer, verdict bool
	}{
		{"met in the sentence of the gold", gold(0, "财政收入增长六", ptr(1), ptr(4), "met"), []reconcile.Answer{answerOf(0, 7, 0, &reconcile.Quote{Span: cite.Span{Start: 0, End: 6}}, reconcile.Met)}, true, true},
		{"the right verdict in the wrong sentence", gold(0, "财政收入增长六", ptr(1), ptr(14), "met"), []reconcile.Answer{answerOf(0, 7, 0, &reconcile.Quote{Span: cite.Span{Start: 0, End: 6}}, reconcile.Met)}, false, true},
		{"the right sentence, the wrong verdict", gold(0, "财政收入增长六", ptr(1), ptr(4), "missed"), []reconcile.Answer{answerOf(0, 7, 0, &reconcile.Quote{Span: cite.Span{Start: 0, End: 6}}, reconcile.Met)}, true, false},
		{"rightly without an answer", gold(0, "财政收入增长六", ptr(1), nil, "unanswered"), []reconcile.Answer{answerOf(0, 7, 0, nil, reconcile.Unanswered)}, true, true},
		{"an answer where there is none", gold(0, "财政收入增长六", ptr(1), nil, "unanswered"), []reconcile.Answer{answerOf(0, 7, 0, &reconcile.Quote{Span: cite.Span{Start: 0, End: 6}}, reconcile.Met)}, false, false},
		{"a promise that we did not see, unanswered", gold(0, "财政收入增长六", ptr(1), nil, "unanswered"), nil, true, true},
		{"a promise that we did not see, answered", gold(0, "财政收入增长六", ptr(1), ptr(4), "met"), nil, false, false},
		{"of two answers the number's own", gold(0, "财政收入增长六", ptr(1), ptr(4), "met"),
			[]reconcile.Answer{answerOf(0, 7, -1, nil, reconcile.Unanswered), answerOf(5, 7, 0, &reconcile.Quote{Span: cite.Span{Start: 0, End: 6}}, reconcile.Met)}, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			card := score.Reconciled("云泽市", score.Gold{Kind: score.Pairs, Records: []score.Record{c.gold}}, later, c.ours)
			if got := card.Ratios["quantified answer"].Right == 1; got != c.answer {
				t.Errorf("answer %t", got)
			}
			if got := card.Ratios["quantified verdict"].Right == 1; got != c.verdict {
				t.Errorf("verdict %t", got)
			}
			if len(card.Misses) > 0 == (c.answer && c.verdict) {
				t.Errorf("misses %v", card.Misses)
			}
		})
	}
}

func TestReadingGold(t *testing.T) {
	g, err := score.ReadGold(strings.NewReader(`{"type":"measure","start":5,"end":9,"text":"32.4亿元","value":32.4,"to":null,"unit":"亿元"}` + "\n\n" + `{"type":"measure","start":9,"end":12,"value":3,"to":5}` + "\n"))
	if err != nil || g.Kind != score.Measures || len(g.Records) != 2 || g.Records[0].Value != quantity.Must("32.4") || g.Records[0].To != nil || *g.Records[1].To != quantity.Int(5) {
		t.Errorf("got %+v, %v", g, err)
	}
	if g, err := score.ReadGold(strings.NewReader(`{"promise_text":"甲","verdict":"met"}`)); err != nil || g.Kind != score.Pairs {
		t.Errorf("got %+v, %v", g, err)
	}
	for name, bad := range map[string]string{
		"nothing": "", "no JSON": "标注", "a kind of its own": `{"type":"poem"}`, "no kind": `{"start":3}`,
		"two kinds": `{"type":"measure"}` + "\n" + `{"type":"mechanism"}`, "a value in words": `{"type":"measure","value":"三十"}`, "half a line": `{"type":"measure"`,
	} {
		if g, err := score.ReadGold(strings.NewReader(bad)); err == nil {
			t.Errorf("%s was read as %+v", name, g)
		}
	}
}
