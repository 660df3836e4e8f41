package press

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/statement"
)

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("DUBAN_UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s is not as kept; look at the difference, then run with DUBAN_UPDATE=1", name)
	}
}

var (
	blockTag = regexp.MustCompile(`(?s)<(p|h[2-5]) class="(?:title |hail |cell )?t"[^>]*>(.*?)</(?:p|h[2-5])>`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
)

// shownBlocks are the blocks of the report pane with their tags removed.
func shownBlocks(page string) (list []string) {
	pane := page[strings.Index(page, `<article`):strings.Index(page, `</article>`)]
	for _, m := range blockTag.FindAllStringSubmatch(pane, -1) {
		list = append(list, html.UnescapeString(anyTag.ReplaceAllString(m[2], "")))
	}
	return list
}

// wellNested refuses crossing elements and a link inside a link.
func wellNested(t *testing.T, page string) {
	t.Helper()
	pane := page[strings.Index(page, `<article`) : strings.Index(page, `</article>`)+10]
	var open []string
	for _, tag := range anyTag.FindAllString(pane, -1) {
		name := strings.TrimLeft(strings.FieldsFunc(tag[1:], func(r rune) bool { return r == ' ' || r == '>' })[0], "/")
		switch {
		case strings.HasSuffix(tag, "/>") || name == "br" || name == "li" && tag[1] != '/':
		case tag[1] == '/':
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("%s closes %v", tag, open)
			}
			open = open[:len(open)-1]
		default:
			if name == "a" {
				for _, o := range open {
					if o == "a" {
						t.Fatalf("a link inside a link: %s", tag)
					}
				}
			}
			open = append(open, name)
		}
	}
}

func TestThePageOfTheSpecimenIsAsKept(t *testing.T) {
	s, alarms := specimen(t)
	page := pageOf(s, alarms, PageOptions{Made: "2026年1月21日", Sources: []Source{{Name: "云泽市2026年政府工作报告.docx", Form: "docx", Digest: strings.Repeat("3fa9", 16)}}})
	// style and script are left out: they change more often than what the page says
	golden(t, "specimen.html", []byte(strings.NewReplacer(style, "", pageJS, "", policy, "").Replace(page)))
	wellNested(t, page)
	if keep := os.Getenv("PRESS_OUT"); keep != "" { // a folder to look at it from, with a browser
		if err := os.WriteFile(filepath.Join(keep, "specimen.html"), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestThePaneWithoutItsTagsIsTheReportCharacterByCharacter(t *testing.T) {
	s, alarms := specimen(t)
	got := shownBlocks(pageOf(s, alarms, PageOptions{}))
	if len(got) != len(s.report.Document.Paragraphs) {
		t.Fatalf("%d blocks for %d paragraphs", len(got), len(s.report.Document.Paragraphs))
	}
	for i, p := range s.report.Document.Paragraphs {
		if got[i] != s.report.Document.Of(p) {
			t.Errorf("block %d is %q, paragraph %q", i, got[i], s.report.Document.Of(p))
		}
	}
}

func TestMarksThatNestAndCrossInEveryWayLeaveTheTextWhole(t *testing.T) {
	words := "甲乙丙丁戊己庚辛壬癸\n<子>丑&寅卯\"辰巳'午未申酉戌亥\r\n一二三四五六七八九十\n"
	doc := document.Plain("试", words, nil)
	seed := uint32(7)
	random := func(n int) int { seed = seed*1664525 + 1013904223; return int(seed>>8) % n }
	for round := range 400 {
		r := &statement.Report{Document: doc}
		span := func() cite.Span { a := random(42) - 2; return cite.Span{Start: a, End: a + random(14)} }
		for range 6 {
			r.Measures = append(r.Measures, statement.Measure{Span: span(), Value: quantity.Int(1), Section: -1, PartOf: -1})
			r.Undertakings = append(r.Undertakings, statement.Undertaking{Span: span(), Section: -1})
			r.Mechanisms = append(r.Mechanisms, statement.Mechanism{Span: span(), Section: -1})
			r.Projects = append(r.Projects, statement.Project{Span: span(), Section: -1})
		}
		alarms := []proofread.Alarm{{Grade: proofread.Doubt, Places: []cite.Span{span(), r.Measures[0].Span}}}
		var pieces []piece
		if round%2 == 1 { // one line over two paragraphs, as when a page broke a sentence; one paragraph cut in two
			p := doc.Paragraphs
			pieces = []piece{{cite.Span{Start: p[0].Span.Start, End: p[0].Span.Start + 4}, 0}, {cite.Span{Start: p[0].Span.Start + 5, End: p[1].Span.End - 3}, 0}, {p[2].Span, 0}}
		}
		s := layOut(r, pieces)
		page := pageOf(s, alarms, PageOptions{})
		wellNested(t, page)
		got := shownBlocks(page)
		if len(got) != len(s.strips) {
			t.Fatalf("%d blocks for %d strips", len(got), len(s.strips))
		}
		for i, strip := range s.strips {
			if want := s.text.of(strip.span); got[i] != want {
				t.Fatalf("round %d: block %d is %q, want %q", round, i, got[i], want)
			}
		}
		whole := strings.NewReplacer("\n", "", "\r", "")
		if whole.Replace(strings.Join(got, "")) != whole.Replace(words) {
			t.Fatalf("round %d: characters lost: %q", round, got)
		}
		// each anchor stands once
		for _, id := range regexp.MustCompile(` id=m\d+`).FindAllString(page, -1) {
			if strings.Count(page, id+" ")+strings.Count(page, id+">") != 1 {
				t.Fatalf("round %d:%s stands more than once", round, id)
			}
		}
	}
}

func TestAHostileReportStaysWords(t *testing.T) {
	r, alarms := hostileReport()
	var b bytes.Buffer
	if err := Page(&b, r, alarms, PageOptions{Made: hostile, Maker: hostile, Sources: []Source{{hostile, hostile, hostile}}}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if n := strings.Count(page, "<script>"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	if strings.Count(page, "</style>") != 1 || strings.Contains(page, "\x00") {
		t.Error("the style was broken out of, or a NUL was written")
	}
	wellNested(t, page)
	for i, p := range r.Document.Paragraphs {
		want := strings.ReplaceAll(r.Document.Of(p), "\x00", "\uFFFD")
		if got := shownBlocks(page)[i]; got != want {
			t.Errorf("block %d is %q, want %q", i, got, want)
		}
	}
}

func TestAPageNeedsNothingFromOutsideAndNoStyleAttributes(t *testing.T) {
	s, alarms := specimen(t)
	page := pageOf(s, alarms, PageOptions{})
	for _, bad := range []string{" style=", "http://", "https://", "url(", "@import", " onclick", "javascript:", "innerHTML"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	between := func(open, end string) string {
		i := strings.Index(page, open) + len(open)
		return page[i : i+strings.Index(page[i:], end)]
	}
	for _, inside := range []string{between("<style>", "</style>"), between("<script>", "</script>")} {
		if !strings.Contains(page, hashOf(inside)) {
			t.Error("the policy does not hold the hash of what stands in the page")
		}
	}
}

func TestEveryLinkInsideThePageLeadsSomewhere(t *testing.T) {
	s, alarms := specimen(t)
	page := pageOf(s, alarms, PageOptions{})
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="?([a-z0-9-]+)`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("id %s stands twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:href="?#|for=")([a-z0-9-]+)`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] && !strings.HasPrefix(m[1], "s-") {
			t.Errorf("#%s leads nowhere", m[1])
		}
	}
}

func TestWhatIsNotTheReportIsFoldedAwayAndNotNumbered(t *testing.T) {
	s, alarms := specimen(t)
	page := pageOf(s, alarms, PageOptions{})
	for _, words := range []string{"云泽市人民政府网", "名词解释：一网通办"} {
		i := strings.Index(page, ">"+words)
		if i < 0 || strings.LastIndex(page[:i], `<details class="fold">`) < strings.LastIndex(page[:i], "</details>") {
			t.Errorf("%s is not folded", words)
		}
	}
	if n := strings.Count(page, " data-p="); n != 5 {
		t.Errorf("%d paragraphs are numbered, want 5", n)
	}
}

func TestTheStripsOfAReportThatWasReadHoldItsEveryCharacter(t *testing.T) {
	messy := strings.ReplaceAll(yunze, "名词解释", "??????\n　　名词解释") + strings.ReplaceAll(yunze, "，", "，\n") + "一、标题　　　　正文在同一行里，隔着空白，读的时候会分开。　　　　又一段。"
	r := statement.Read(document.Plain("乱", messy, nil), statement.Knowledge{})
	s := sheetOf(r)
	page := pageOf(s, nil, PageOptions{})
	wellNested(t, page)
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if got := squeeze(strings.Join(shownBlocks(page), "")); got != squeeze(messy) {
		t.Errorf("characters were lost or moved:\n%s\n%s", got, squeeze(messy))
	}
}

func TestALongReportIsWrittenQuicklyAndStaysSmall(t *testing.T) {
	s, _ := specimen(t)
	r, times := &statement.Report{}, 110
	var words strings.Builder
	per := s.text.len()
	shift := func(sp cite.Span, k int) cite.Span { return cite.Span{Start: sp.Start + k*per, End: sp.End + k*per} }
	for k := range times {
		words.WriteString(yunze)
		for _, x := range s.report.Measures {
			x.Span, x.Sentence, x.Section, x.PartOf = shift(x.Span, k), shift(x.Sentence, k), x.Section+6*k, -1
			r.Measures = append(r.Measures, x)
		}
		for _, x := range s.report.Undertakings {
			x.Span, x.Section = shift(x.Span, k), x.Section+6*k
			r.Undertakings = append(r.Undertakings, x)
		}
		for _, x := range s.report.Projects {
			x.Span, x.Section = shift(x.Span, k), x.Section+6*k
			r.Projects = append(r.Projects, x)
		}
		for _, x := range s.report.Mechanisms {
			x.Span, x.Section = shift(x.Span, k), x.Section+6*k
			r.Mechanisms = append(r.Mechanisms, x)
		}
		for _, x := range s.report.Outline.Sections {
			x.Span = shift(x.Span, k)
			if x.Parent >= 0 {
				x.Parent += 6 * k
			}
			r.Outline.Sections = append(r.Outline.Sections, x)
		}
	}
	r.Document = document.Plain("长", words.String(), nil)
	best := time.Hour
	var b bytes.Buffer
	for range 5 {
		b.Reset()
		begin := time.Now()
		if err := Page(&b, r, nil, PageOptions{}); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(begin))
	}
	n := len(r.Measures) + len(r.Undertakings) + len(r.Projects) + len(r.Mechanisms)
	t.Logf("%d characters, %d records: %d KB in %v", times*per, n, b.Len()/1024, best)
	if b.Len() > 2_000_000*n/2200 {
		t.Errorf("%d bytes for %d records", b.Len(), n)
	}
	if best > 400*time.Millisecond { // a loaded machine; 100 ms is the aim
		t.Errorf("written in %v", best)
	}
}
