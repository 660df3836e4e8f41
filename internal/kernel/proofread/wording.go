package proofread

import (
	"sort"
	"strings"
	"unicode/utf8"

	"duban/internal/kernel/statement"
)

// sameThing says that two measures are about one subject.
func sameThing(a, b *statement.Measure) bool {
	if a.Indicator != "" && b.Indicator != "" && a.Indicator != b.Indicator {
		return false
	}
	return plain(a.Subject) == plain(b.Subject)
}

// plain is a subject without the words of growth at its end and the words of
// the whole place at its front.
func plain(s string) string {
	for _, w := range []string{"年均增长", "年均", "增速", "增长"} {
		s = strings.TrimSuffix(s, w)
	}
	for _, w := range []string{"全年", "全市", "全县", "全区", "全省", "我市", "我县", "我区", "我省"} {
		s = strings.TrimPrefix(s, w)
	}
	switch s {
	case "生产总值", "国内生产总值", "GDP":
		return "地区生产总值"
	}
	return s
}

func show(m *statement.Measure) string { return m.Value.String() + m.Unit }

// bounded shows a measure with the word of its bound: 12%以上.
func bounded(m *statement.Measure) string {
	switch m.Bound {
	case statement.Over, statement.AtLeast:
		return show(m) + "以上"
	case statement.Under, statement.AtMost:
		return show(m) + "以内"
	case statement.About:
		return show(m) + "左右"
	}
	return show(m)
}

// half is half a unit of the last digit written: what rounding may have taken.
func half(m *statement.Measure) float64 {
	h := 0.5
	for range m.Value.Places() {
		h /= 10
	}
	return h
}

// given says that a measure is one exact figure, not a bound or a range.
func given(m *statement.Measure) bool { return m.Bound == statement.Exact && m.To == nil }

// lineAt finds the line that holds a place and the index of its first rune from there on.
func lineAt(r *statement.Report, at int) (*statement.Line, int) {
	n := sort.Search(len(r.Lines), func(i int) bool { return len(r.Lines[i].Runes) > 0 && r.Lines[i].Span().End > at })
	if n == len(r.Lines) || r.Lines[n].Span().Start > at {
		return nil, 0
	}
	l := &r.Lines[n]
	return l, sort.Search(len(l.Runes), func(i int) bool { return l.Place(i, i+1).Start >= at })
}

// words is a stretch of one line without blanks, "" where it crosses lines.
func words(r *statement.Report, start, end int) string {
	l, i := lineAt(r, start)
	if l == nil || end > l.Span().End {
		return ""
	}
	j := i
	for j < len(l.Runes) && l.Place(j, j+1).End <= end {
		j++
	}
	return l.Words(i, j)
}

// before is the clause of a measure up to its number.
func before(r *statement.Report, m *statement.Measure) string {
	s := words(r, m.Sentence.Start, m.Span.Start)
	if i := strings.LastIndexAny(s, "，。；：！？"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	return s
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
