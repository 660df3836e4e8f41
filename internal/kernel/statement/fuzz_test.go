package statement_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// FuzzRead states what holds for any text whatever: Read does not panic, what
// it finds stands in the text, and it finds the same again.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(specimens, "*.spec"))
	for _, file := range files {
		for i, s := range specimensOf(f, file) {
			if i%3 == 0 {
				f.Add(s.text)
			}
			if i%7 == 0 && !strings.HasSuffix(file, "outline.spec") {
				f.Add(contextOf(f, s.context).wrap(s.text))
			}
		}
	}
	for _, s := range []string{"", "\uFEFF", "第", "第9", "1", "1,", "1，000", "999999999999999999亿元", "翻9番", "翻0番", "零分之一", "由1到", "“80、60", "1：2：3", "1——", "&nbsp;", "&", "????1", "[12]", "一、", "（", "\\r\\n", "二O二五年", "2025年", "9999年99月99日", "\xff\xfe亿元", "十亿亿元", "12.5%、\n\n", "各位代表", "总投资5亿元的", "政府工作报告\n一、2025年工作回顾\n增长0.0000000000000000001%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 || !utf8.ValidString(text) {
			t.Skip("documents are valid UTF-8")
		}
		doc := document.Plain("fuzz", text, nil)
		r := statement.Read(doc, statement.Knowledge{Leads: anybody})
		if trouble := unsound(r); trouble != "" {
			t.Fatalf("%s\n%q", trouble, text)
		}
		again := statement.Read(document.Plain("fuzz", text, nil), statement.Knowledge{Leads: anybody})
		if a, b := told(r), told(again); a != b {
			t.Fatalf("read twice:\n%s\n%s", a, b)
		}
	})
}

// A paragraph may break off anywhere, as lines of a page do.
func TestASpecimenThatBreaksOffIsStillRead(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(specimens, "*.spec"))
	for _, file := range files {
		if strings.HasSuffix(file, "outline.spec") {
			continue
		}
		for _, s := range specimensOf(t, file) {
			rs := []rune(s.text)
			for i := 1; i < len(rs); i++ {
				text := contextOf(t, s.context).wrap(string(rs[:i]))
				if trouble := unsound(statement.Read(document.Plain("part", text, nil), statement.Knowledge{})); trouble != "" {
					t.Fatalf("%s\n%q", trouble, text)
				}
			}
		}
	}
}

// Foreign text may have sentences of any length, and a subject is for people to read.
func TestASentenceWithoutEndIsStillReadInPieces(t *testing.T) {
	for _, part := range []string{"增长5%、", "3座桥", "增长5%—", "“增长5%", "（增长5%", "7：", "7.", "（5", "《增长5%", "2025年、", "其中，新建3座，", "投资3亿元的", "甲、乙等", "推进建设"} {
		for _, end := range []string{"", "。", "”项目。", "）"} {
			text := "云泽市政府工作报告\n一、2026年重点工作\n新建" + strings.Repeat(part, 1500) + end + "\n"
			r := statement.Read(document.Plain("long", text, nil), statement.Knowledge{Leads: anybody})
			if trouble := unsound(r); trouble != "" {
				t.Errorf("%q repeated, %q: %s", part, end, trouble)
			}
		}
	}
}

// anybody suggests a unit by the first character, so that sentences part.
func anybody(words string, _ []string) []statement.Lead {
	first, _ := utf8.DecodeRuneInString(words)
	return []statement.Lead{{Unit: string(first), Score: 0.9}}
}

// told is everything a report states, in words.
func told(r *statement.Report) string {
	var b strings.Builder
	for _, m := range r.Measures {
		fmt.Fprintln(&b, m.Span, rowOf(m), m.Section, m.From, m.PartOf, m.Trace)
	}
	for _, u := range r.Undertakings {
		fmt.Fprintln(&b, u.Span, u.Verb, u.Object, u.Deadline, u.Measures, u.Evidence, u.Section)
	}
	fmt.Fprintln(&b, r.Outline, r.Projects, r.Mechanisms)
	return b.String()
}

// unsound names the first law that a report breaks, "" if it breaks none.
func unsound(r *statement.Report) string {
	text := []rune(r.Document.Text)
	within := func(s cite.Span) bool { return 0 <= s.Start && s.Start < s.End && s.End <= len(text) }
	sections := len(r.Outline.Sections)
	last := -1
	for i, m := range r.Measures {
		switch {
		case !within(m.Span):
			return fmt.Sprintf("measure %v outside the text of %d", m.Span, len(text))
		case m.Span.Start < last:
			return fmt.Sprintf("measure %v before the end %d of the one before", m.Span, last)
		case !m.Sentence.Contains(m.Span):
			return fmt.Sprintf("measure %v outside its sentence %v", m.Span, m.Sentence)
		case !within(m.Sentence):
			return fmt.Sprintf("sentence %v outside the text", m.Sentence)
		case m.Section < -1 || m.Section >= sections:
			return fmt.Sprintf("measure in section %d of %d", m.Section, sections)
		case m.PartOf < -1 || m.PartOf >= i:
			return fmt.Sprintf("measure %d is part of %d", i, m.PartOf)
		}
		last = m.Span.End
		if _, err := quantity.Parse(m.Value.String()); err != nil {
			return "value " + m.Value.String()
		}
		if n := utf8.RuneCountInString(m.Subject); n > longestTold {
			return fmt.Sprintf("a subject of %d characters", n)
		}
		if m.To != nil {
			if _, err := quantity.Parse(m.To.String()); err != nil {
				return "to " + m.To.String()
			}
		}
		if c := lacking(m.Unit, text[m.Span.Start:m.Span.End]); c != 0 && m.To == nil && m.Kind != statement.Rank { // 第1、第2位 share theirs
			return fmt.Sprintf("unit %q has %q, the text %q has not", m.Unit, c, string(text[m.Span.Start:m.Span.End]))
		}
	}
	for i, s := range r.Outline.Sections {
		switch {
		case s.Parent < -1 || s.Parent >= i:
			return fmt.Sprintf("section %d under %d", i, s.Parent)
		case s.Parent >= 0 && s.Level != r.Outline.Sections[s.Parent].Level+1, s.Parent < 0 && s.Level != 1:
			return fmt.Sprintf("section %d at level %d under %d", i, s.Level, s.Parent)
		case !within(s.Span) || s.Body.Start > s.Body.End || s.Body.End > len(text):
			return fmt.Sprintf("section %v %v outside the text", s.Span, s.Body)
		case i > 0 && s.Span.Start < r.Outline.Sections[i-1].Span.Start:
			return fmt.Sprintf("section %d begins before the one before", i)
		}
	}
	for _, u := range r.Undertakings {
		if !within(u.Span) || u.Section < -1 || u.Section >= sections {
			return fmt.Sprintf("undertaking %v in section %d", u.Span, u.Section)
		}
		if !u.Deadline.On.Zero() && !u.Deadline.On.Valid() {
			return fmt.Sprintf("deadline %v is no day", u.Deadline.On)
		}
		for _, m := range u.Measures {
			if m < 0 || m >= len(r.Measures) || !u.Span.Overlaps(r.Measures[m].Span) {
				return fmt.Sprintf("undertaking %v holds measure %d", u.Span, m)
			}
		}
	}
	if d := r.Outline.Date; !d.Zero() && (d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 31) {
		return fmt.Sprintf("date %v is no day", d)
	}
	return ""
}

// longestTold is what a subject may have in characters: what it measures and whose it is.
const longestTold = 90

// lacking is the first character of a unit that a text has not, 0 if it has
// all: 翻一番 alone has the unit % without the sign.
func lacking(unit string, text []rune) rune {
	words := strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == '﹪' || r == '٪':
			r = '%'
		}
		return unicode.ToLower(r)
	}, string(text))
	if unit == "%" && !strings.ContainsRune(words, '%') {
		if strings.ContainsAny(words, "翻番零百数") || strings.Contains(words, "&") {
			return 0
		}
	}
	if unit == "个百分点" {
		unit = "个" // 2.1个、0.8个百分点 share it
	}
	for _, r := range unit {
		switch r {
		case '（', '）', '：', '，':
			continue
		}
		if !strings.ContainsRune(words, unicode.ToLower(r)) {
			return r
		}
	}
	return 0
}
