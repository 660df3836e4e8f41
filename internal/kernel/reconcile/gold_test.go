package reconcile

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// corpus holds the real reports; it lies outside the project and may be absent.
const corpus = "../../../../shared/corpus"

type goldMeasure struct {
	Start, End int
	Value      quantity.Decimal
	To         *quantity.Decimal
	Unit       string
	Bound      statement.Bound
	Kind       statement.Kind
	Status     statement.Status
	Period     string
	Subject    string
}

type goldPair struct {
	PromiseLine *int    `json:"promise_line"`
	PromiseText string  `json:"promise_text"`
	PromiseS    int     `json:"promise_s"`
	AnswerLine  *int    `json:"answer_line"`
	AnswerText  *string `json:"answer_text"`
	AnswerS     *int    `json:"answer_s"`
	Verdict     Verdict `json:"verdict"`
	Note        string  `json:"note"`
}

func linesOf[T any](t *testing.T, file string) []T {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("the shared corpus is not here: %v", err)
	}
	defer f.Close()
	var out []T
	for s := bufio.NewScanner(f); s.Scan(); {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, v)
	}
	return out
}

// goldReport makes a report of the gold measures, with a review and a tasks
// section parted at the tasks' heading.
func goldReport(t *testing.T, name string, year int, tasksHead string) *statement.Report {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus, "text", name+".txt"))
	if err != nil {
		t.Skipf("the shared corpus is not here: %v", err)
	}
	all := string(b)
	runes := text([]rune(all))
	at := utf8.RuneCountInString(all[:strings.LastIndex(all, tasksHead)])
	r := &statement.Report{Document: &document.Document{Name: name, Text: all}}
	r.Outline.Year = year
	r.Outline.Sections = []statement.Section{
		{Role: statement.Review, Body: cite.Span{Start: 0, End: at}, Parent: -1, Period: civil.YearOf(year - 1)},
		{Role: statement.Tasks, Body: cite.Span{Start: at, End: len(runes)}, Parent: -1, Period: civil.YearOf(year)},
	}
	for _, g := range linesOf[goldMeasure](t, filepath.Join(corpus, "gold", name+".measures.jsonl")) {
		p, err := civil.ParsePeriod(g.Period)
		if err != nil {
			t.Fatal(err)
		}
		m := statement.Measure{Span: cite.Span{Start: g.Start, End: g.End}, Value: g.Value, To: g.To, Unit: g.Unit, Bound: g.Bound, Kind: g.Kind,
			Status: g.Status, Period: p, Subject: g.Subject, PartOf: -1}
		if g.Start >= at {
			m.Section = 1
		}
		m.Sentence = runes.sentence(m.Span)
		r.Measures = append(r.Measures, m)
	}
	return r
}

type goldYear struct {
	pairs, earlier, later string
	year                  int
	heads                 [2]string
}

var goldYears = []goldYear{
	{"dingxing-2020-2021", "dingxing-2020", "dingxing-2021", 2020, [2]string{"二、2020年政府工作总体思路", "二、“十四五”时期主要目标任务"}},
	{"national-2024-2025", "national-2024", "national-2025", 2024, [2]string{"二、2024年经济社会发展总体要求", "二、2025年经济社会发展总体要求"}},
}

// score counts promises with and without a figure.
type score struct{ total, answer, verdict int }

func judgeGold(t *testing.T, answers []Answer, pairs []goldPair, quantified bool) (s score) {
	for _, p := range pairs {
		if (p.PromiseLine != nil) != quantified {
			continue
		}
		s.total++
		span := cite.Span{Start: p.PromiseS, End: p.PromiseS + utf8.RuneCountInString(p.PromiseText)}
		var got *Answer
		for i := range answers {
			a := &answers[i]
			if quantified && a.Measure == *p.PromiseLine-1 || !quantified && a.Measure < 0 && a.Promise.Overlaps(span) {
				got = a
				break
			}
		}
		if got == nil {
			t.Logf("NOT LISTED %s", p.PromiseText)
			continue
		}
		right := false
		switch {
		case p.AnswerS == nil || got.Result == nil:
			right = p.AnswerS == nil && got.Result == nil
		case quantified && p.AnswerLine != nil && got.ByResult == *p.AnswerLine-1:
			right = true
		default:
			right = got.Result.Overlaps(cite.Span{Start: *p.AnswerS, End: *p.AnswerS + utf8.RuneCountInString(*p.AnswerText)})
		}
		if right {
			s.answer++
		}
		if got.Verdict == p.Verdict {
			s.verdict++
		}
		if !right || got.Verdict != p.Verdict {
			want := "(none)"
			if p.AnswerText != nil {
				want = *p.AnswerText
			}
			is := "(none)"
			if got.Result != nil {
				is = got.Result.Text
			}
			t.Logf("%s\n   want %s %s\n   got  %s %s\n   %s", p.PromiseText, p.Verdict, want, got.Verdict, is, got.Reason)
		}
	}
	return s
}

func TestGold(t *testing.T) {
	for _, quantified := range []bool{true, false} {
		var all score
		for _, g := range goldYears {
			pairs := linesOf[goldPair](t, filepath.Join(corpus, "gold", g.pairs+".pairs.jsonl"))
			earlier := goldReport(t, g.earlier, g.year, g.heads[0])
			later := goldReport(t, g.later, g.year+1, g.heads[1])
			for _, p := range pairs {
				if p.PromiseLine == nil {
					span := cite.Span{Start: p.PromiseS, End: p.PromiseS + utf8.RuneCountInString(p.PromiseText)}
					earlier.Undertakings = append(earlier.Undertakings, statement.Undertaking{Span: span, Object: p.PromiseText, Section: 1})
				}
			}
			s := judgeGold(t, Reconcile(earlier, later, Knowledge{}), pairs, quantified)
			all.total, all.answer, all.verdict = all.total+s.total, all.answer+s.answer, all.verdict+s.verdict
		}
		t.Logf("with a figure %v: %d promises, right answer %d, right verdict %d", quantified, all.total, all.answer, all.verdict)
		if quantified && (all.answer*100 < all.total*85 || all.verdict*100 < all.total*80) {
			t.Errorf("below the mark: %+v", all)
		}
	}
}

// TestRead scores the whole way: what statement.Read makes of the two texts.
func TestRead(t *testing.T) {
	for _, quantified := range []bool{true, false} {
		var all score
		for _, g := range goldYears {
			pairs := linesOf[goldPair](t, filepath.Join(corpus, "gold", g.pairs+".pairs.jsonl"))
			golden := goldReport(t, g.earlier, g.year, g.heads[0])
			read := func(name string) *statement.Report {
				b, err := os.ReadFile(filepath.Join(corpus, "text", name+".txt"))
				if err != nil {
					t.Skip(err)
				}
				return statement.Read(document.Plain(name, string(b), nil), statement.Knowledge{})
			}
			earlier, later := read(g.earlier), read(g.later)
			if len(earlier.Measures) == 0 || len(later.Measures) == 0 {
				t.Skip("the reader finds no measures yet")
			}
			answers := Reconcile(earlier, later, Knowledge{})
			// gold lines count the gold's measures; ours are found by place
			for i := range answers {
				a := &answers[i]
				if a.Measure < 0 {
					continue
				}
				at := earlier.Measures[a.Measure].Span
				a.Measure = len(golden.Measures)
				for j := range golden.Measures {
					if golden.Measures[j].Span.Overlaps(at) {
						a.Measure = j
					}
				}
				a.ByResult = -1
			}
			s := judgeGold(t, answers, pairs, quantified)
			all.total, all.answer, all.verdict = all.total+s.total, all.answer+s.answer, all.verdict+s.verdict
		}
		if quantified && (all.answer*100 < all.total*85 || all.verdict*100 < all.total*80) {
			t.Errorf("as read, below the mark: %+v", all)
		}
		t.Logf("as read, with a figure %v: %d promises, right answer %d, right verdict %d", quantified, all.total, all.answer, all.verdict)
	}
}
