package reconcile

import (
	"strings"
	"unicode"

	"duban/internal/base/cite"
	"duban/internal/base/lexicon"
	"duban/internal/kernel/statement"
)

// text is the runes of a report, which all spans count.
type text []rune

func (t text) words(s cite.Span) string {
	s.Start, s.End = max(0, s.Start), min(len(t), s.End)
	if s.Empty() {
		return ""
	}
	return string(t[s.Start:s.End])
}

func (t text) quote(s cite.Span) Quote { return Quote{Span: s, Text: t.words(s)} }

// stop says that a clause ends at i. A comma between figures (1,234) is no stop.
func (t text) stop(i int, lineEnds bool) bool {
	switch t[i] {
	case '。', '；', ';', '！', '!', '？', '：', ':', '，':
		return true
	case '\n', '\r':
		return lineEnds
	case ',':
		figure := func(j int) bool { return j >= 0 && j < len(t) && t[j] >= '0' && t[j] <= '9' }
		return !figure(i-1) || !figure(i+1)
	}
	return false
}

func (t text) trim(s cite.Span) cite.Span {
	blank := func(r rune) bool { return strings.ContainsRune(" \t\r\n\u3000\u00a0?", r) }
	for s.Start < s.End && blank(t[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && blank(t[s.End-1]) {
		s.End--
	}
	return s
}

// clauses cuts a stretch at its stops.
func (t text) clauses(s cite.Span, lineEnds bool) []cite.Span {
	s.Start, s.End = max(0, s.Start), min(len(t), s.End)
	var out []cite.Span
	from := s.Start
	for i := s.Start; i <= s.End; i++ {
		if i == s.End || t.stop(i, lineEnds) {
			if c := t.trim(cite.Span{Start: from, End: i}); c.Len() >= 2 {
				out = append(out, c)
			}
			from = i + 1
		}
	}
	return out
}

// around is the clause in which a measure stands, within its sentence where
// that is known: pages break lines inside sentences.
func (t text) around(m *statement.Measure) cite.Span {
	edge, lineEnds := cite.Span{Start: 0, End: len(t)}, true
	if m.Sentence.Contains(m.Span) && !m.Sentence.Empty() {
		edge, lineEnds = m.Sentence, false
	}
	s := m.Span
	for s.Start > max(0, edge.Start) && !t.stop(s.Start-1, lineEnds) {
		s.Start--
	}
	for s.End < min(len(t), edge.End) && !t.stop(s.End, lineEnds) {
		s.End++
	}
	return t.trim(s)
}

// boundTrimmer takes away the words that only bound or join figures.
var boundTrimmer = strings.NewReplacer("分别", "", "以上", "", "以下", "", "以内", "", "左右", "", "不少于", "", "不低于", "", "和", "", "、", "")

// own is the part of a clause that belongs to one of its figures: a clause of
// several (总投资9亿元的10个项目) is cut between them. A figure left without
// words of its own (增长7.5%和9%) keeps the clause up to its end.
func (t text) own(c cite.Span, all []statement.Measure, i int) cite.Span {
	m := &all[i]
	out := c
	if i > 0 && c.Contains(all[i-1].Span) && all[i-1].Span.End <= m.Span.Start {
		out.Start = t.cut(all[i-1].Span.End, m.Span.Start, true)
	}
	if i+1 < len(all) && c.Contains(all[i+1].Span) && m.Span.End <= all[i+1].Span.Start {
		out.End = t.cut(m.Span.End, all[i+1].Span.Start, false)
	}
	if at := m.Span.Start - 1; at > out.Start && t[at] == '和' && m.Span.End+1 < out.End && unicode.Is(unicode.Han, t[m.Span.End]) && unicode.Is(unicode.Han, t[m.Span.End+1]) {
		out.Start = m.Span.Start // of A和1000栋B it counts B alone
	}
	rest := boundTrimmer.Replace(t.words(cite.Span{Start: out.Start, End: m.Span.Start}) + t.words(cite.Span{Start: m.Span.End, End: out.End}))
	if strings.IndexFunc(rest, unicode.IsLetter) < 0 {
		out.Start = c.Start
	}
	return t.trim(out)
}

// ownWords are the words of that part, and where the figure only describes
// what follows what follows it.
func (t text) ownWords(c, own cite.Span, m *statement.Measure) string {
	if i := t.describes(c, m); i > 0 && own.End <= i {
		return t.words(own) + "，" + t.words(cite.Span{Start: i, End: c.End})
	}
	return t.words(own)
}

// describes finds the words that a figure only describes: 总投资9亿元的10个项目.
// It is 0 where it describes none.
func (t text) describes(c cite.Span, m *statement.Measure) int {
	end := m.Span.End
	for _, w := range []string{"以上", "左右", "余"} {
		if strings.HasPrefix(t.words(cite.Span{Start: end, End: end + 2}), w) {
			end += len([]rune(w))
		}
	}
	if end < c.End && t[end] == '的' {
		return end + 1
	}
	return 0
}

// sized names the investment that describes a project as what it is, the
// whole of it: 投资33亿元的工业园 is no year's investment.
func (t text) sized(c cite.Span, m *statement.Measure, subject string) string {
	if strings.LastIndex(subject, "完成投资") > strings.LastIndex(subject, "总投资") {
		return strings.ReplaceAll(subject, "总投资", "") // the last word is the head
	}
	if t.describes(c, m) == 0 || !strings.Contains(subject, "投资") || hasAny(subject, "总投资", "完成投资") {
		return subject
	}
	return strings.Replace(subject, "投资", "总投资", 1)
}

// openers are verbs that open the words of the next figure.
var openers = lexicon.Of("完成", "新建", "改建", "扩建", "改造", "建设", "建成", "新增", "实施", "启动", "推进", "达到", "增长", "谋划", "培育", "创建", "开展", "种植", "整治")

// cut finds where the words between two figures part: at the last 、 or 和,
// else before the second figure and the verb that opens it.
func (t text) cut(from, to int, after bool) int {
	for i := to - 1; i >= from; i-- {
		if t[i] == '、' || t[i] == '和' {
			if after {
				return i + 1
			}
			return i
		}
	}
	if n, _ := openers.Ends(t, from, to, 2); n > 0 {
		to -= n
	}
	if !after && to > from && t[to-1] == '的' {
		to--
	}
	return to
}

// before is the clause that stands just before another in the same sentence.
func (t text) before(s cite.Span) cite.Span {
	i := s.Start - 1
	for i >= 0 && strings.ContainsRune(" \n\r\t", t[i]) {
		i--
	}
	if i < 0 || t[i] != '，' && t[i] != ',' {
		return cite.Span{}
	}
	end := i
	for i > 0 && !t.stop(i-1, true) {
		i--
	}
	return t.trim(cite.Span{Start: i, End: end})
}

// sentence is the sentence in which a span stands.
func (t text) sentence(s cite.Span) cite.Span {
	end := func(i int) bool { return strings.ContainsRune("。！？；\n", t[i]) }
	for s.Start > 0 && !end(s.Start-1) {
		s.Start--
	}
	for s.End < len(t) && !end(s.End) {
		s.End++
	}
	return t.trim(s)
}

// clausesOf lists the clauses of the sections with one of the roles, in reading
// order. Without any such section it lists none.
func clausesOf(r *statement.Report, t text, want func(statement.Section) bool) []cite.Span {
	var out []cite.Span
	sections := r.Outline.Sections
	if len(r.Lines) == 0 {
		for _, s := range sections {
			if want(s) {
				out = append(out, t.clauses(s.Body, true)...)
			}
		}
		return out
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		switch l.Role {
		case statement.FrontLine, statement.FurnitureLine, statement.SummaryLine, statement.TwinLine, statement.GlossaryLine:
			continue
		}
		if l.Section >= 0 && l.Section < len(sections) && want(sections[l.Section]) {
			out = append(out, t.clauses(l.Span(), false)...)
		}
	}
	return out
}
