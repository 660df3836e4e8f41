package statement

import (
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
)

// rank orders numbering styles from the outermost in.
var rank = map[mark]int{chapter: 10, comma: 20, bracket: 30, arabic: 40, arabicIn: 50, circled: 60, dash: 65, ordinalIs: 70, ordinalTo: 70, firstly: 70}

const (
	shortRank = 62 // a heading that is only a short line
	runInRank = 68 // a heading at the head of a paragraph: 提升科技创新能力。
)

// The longest heading line, and the longest heading run into a paragraph.
const (
	longestHeading = 46
	longestRunIn   = 24
)

// outline finds title, occasion, sections and what each section is for.
func (r *Report) outline(k Knowledge) {
	r.front(k)
	o := &r.Outline
	if o.Year == 0 {
		o.Year = r.yearFromHeadings()
	}
	var stack []int // open sections, by rank
	var ranks []int
	open := func(s Section, rk int) int {
		for len(stack) > 0 && ranks[len(ranks)-1] >= rk {
			stack, ranks = stack[:len(stack)-1], ranks[:len(ranks)-1]
		}
		s.Parent, s.Level = -1, len(stack)+1
		if len(stack) > 0 {
			s.Parent = stack[len(stack)-1]
		}
		o.Sections = append(o.Sections, s)
		stack, ranks = append(stack, len(o.Sections)-1), append(ranks, rk)
		r.purpose(len(o.Sections) - 1)
		return len(o.Sections) - 1
	}
	current := -1
	for i := range r.Lines {
		l := &r.Lines[i]
		l.Section = current
		if l.Role != BodyLine {
			continue
		}
		h := r.headingAt(i)
		if h.length == 0 {
			continue
		}
		s := Section{Heading: heading(l, h), Span: l.span(h.from, h.length), Number: l.Words(0, h.mark), Implied: h.implied}
		if l.label != "" {
			s.Number = l.label
		}
		current = open(s, h.rank)
		l.Section = current
		l.head = h.length
		if h.length < len(l.Runes) && l.Runes[h.length] == '。' {
			l.head++
		}
		if l.head >= len(l.Runes) {
			l.Role = HeadingLine
		}
	}
	r.bodies()
}

// bodies gives every section the stretch from its heading to the next.
func (r *Report) bodies() {
	o := &r.Outline
	end := 0
	for i := range r.Lines {
		if s := r.Lines[i].Span(); s.End > end && r.Lines[i].Role != GlossaryLine && r.Lines[i].Role != FurnitureLine {
			end = s.End
		}
	}
	for i := range o.Sections {
		next := end
		if i+1 < len(o.Sections) {
			next = o.Sections[i+1].Span.Start
		}
		o.Sections[i].Body = cite.Span{Start: o.Sections[i].Span.End, End: max(next, o.Sections[i].Span.End)}
	}
}

// found is a heading: normal runes [from, length), rank and numbering length.
type found struct {
	from, length, mark, rank int
	implied                  bool
}

func (r *Report) headingAt(i int) found {
	l := &r.Lines[i]
	rs := l.Runes
	if l.form == 1 { // document.Heading
		rk := 15 + 10*max(l.level-1, 0)
		if m, n := markAt(rs); m != noMark {
			return found{0, len(trimStop(rs)), n, rank[m], false}
		}
		return found{0, len(trimStop(rs)), 0, rk, false}
	}
	m, n := markAt(rs)
	if l.label != "" {
		if lm, _ := markAt(append([]rune(l.label), '的')); lm != noMark {
			m, n = lm, 0
		}
	}
	if m == noteNumber {
		return found{}
	}
	stop := firstStop(rs)
	whole := stop < 0 || stop == len(rs)-1
	end := stop
	if end < 0 {
		end = len(rs)
	}
	if m != noMark {
		from := 0
		if m == dash {
			from = n
		}
		if end <= from {
			return found{} // a dash and nothing else
		}
		if whole && len(rs) <= longestHeading && !strings.ContainsRune(string(rs[:end]), '；') && rs[len(rs)-1] != '：' {
			if (m == arabic || m == arabicIn || m == ordinalIs || m == ordinalTo || m == circled || m == firstly || m == dash) && (hasFigure(rs[n:end]) || stop >= 0 && end > longestRunIn) {
				return found{}
			}
			return found{from, end, n, rank[m], false}
		}
		colon := indexRune(rs[:end], '：')
		if !whole && end-n <= longestRunIn+12 && !hasFigure(rs[n:end]) {
			if end-n > longestRunIn && (m == ordinalIs || m == ordinalTo || m == firstly) {
				return found{}
			}
			return found{from, end, n, rank[m], true}
		}
		if (m == dash || m == arabic || m == bracket) && colon > 0 && colon-n <= 16 && colon > n+3 && !hasFigure(rs[n:colon]) {
			return found{from, colon, n, rank[m], true}
		}
		if m == comma && end-n <= 40 {
			return found{from, end, n, rank[m], !whole}
		}
		return found{}
	}
	if s := salutation(rs); s > 0 {
		return found{}
	}
	if stop < 0 && len(rs) <= 32 && len(rs) >= 4 && !strings.ContainsAny(string(rs), "；：！？") && !strings.ContainsRune("，、—", rs[len(rs)-1]) && r.aloneAsHeading(i) {
		if topHeading(string(rs)) {
			return found{0, len(rs), 0, rank[comma], false}
		}
		return found{0, len(rs), 0, shortRank, false}
	}
	if !whole && stop >= 4 && stop <= longestRunIn && len(rs) > 2*stop && !hasFigure(rs[:stop]) && countRune(rs[:stop], '，') <= 1 && runIn(rs[:stop]) {
		return found{0, stop, 0, runInRank, true}
	}
	return found{}
}

// runIn refuses the first sentence of an ordinary paragraph as a heading.
func runIn(rs []rune) bool {
	s := string(rs)
	if strings.ContainsAny(s, "！？；：") || digit(rs[0]) {
		return false
	}
	for _, w := range []string{"我们", "同时", "此外", "一年来", "过去", "今年", "去年", "五年来", "是", "当前", "这", "上述", "以上"} {
		if strings.HasPrefix(s, w) {
			return false
		}
	}
	return true
}

// aloneAsHeading says that an unnumbered short line has a paragraph under it.
func (r *Report) aloneAsHeading(i int) bool {
	for j := i + 1; j < len(r.Lines); j++ {
		n := &r.Lines[j]
		if n.Role != BodyLine {
			continue
		}
		if m, _ := markAt(n.Runes); m != noMark && topHeading(string(r.Lines[i].Runes)) {
			return true
		}
		return len(n.Runes) > 40 && strings.ContainsRune(string(n.Runes), '。')
	}
	return false
}

func trimStop(rs []rune) []rune {
	if n := len(rs); n > 0 && strings.ContainsRune("。：", rs[n-1]) {
		return rs[:n-1]
	}
	return rs
}

func firstStop(rs []rune) int {
	for i, c := range rs {
		if c == '。' || c == '！' && i > 8 {
			return i
		}
	}
	return -1
}

func indexRune(rs []rune, c rune) int {
	for i, x := range rs {
		if x == c {
			return i
		}
	}
	return -1
}

func countRune(rs []rune, c rune) (n int) {
	for _, x := range rs {
		if x == c {
			n++
		}
	}
	return n
}

// hasFigure says that a count or rate stands in rs: a heading rarely has one.
func hasFigure(rs []rune) bool {
	for i, c := range rs {
		if c == '%' {
			return true
		}
		if digit(c) && (i == 0 || !digit(rs[i-1])) {
			j := i
			for j < len(rs) && (digit(rs[j]) || rs[j] == '.') {
				j++
			}
			if j < len(rs) && strings.ContainsRune("个家万亿公亩所条座项户人件", rs[j]) {
				return true
			}
		}
	}
	return false
}

// heading gives the words as written, without blanks.
func heading(l *Line, h found) string {
	var b strings.Builder
	b.WriteString(l.label)
	b.WriteString(string(l.Runes[h.from:h.length]))
	return b.String()
}

var reviewWords = []string{"回顾", "工作总结", "主要成绩", "取得的成", "完成情况", "发展成就", "工作情况", "过去一年", "过去五年", "过去的一年"}

func reviewHeading(s string) bool { return containsAny(s, reviewWords) }

var taskWords = []string{"重点工作", "工作任务", "主要任务", "目标任务", "工作安排", "工作部署", "总体要求", "预期目标", "工作重点", "工作思路", "总体思路", "工作建议", "工作目标", "自身建设", "政府建设", "主要工作", "年工作", "年的工作", "总体部署", "民生实事", "十件实事", "实事"}

var goalWords = []string{"今后五年", "未来五年", "远景目标", "五年规划", "五年目标", "五年计划", "五年的", "五年工作", "五年发展", "下一个五年"}

func topHeading(s string) bool {
	return reviewHeading(s) || containsAny(s, taskWords) || containsAny(s, goalWords)
}

// purpose decides what a section is for: reviewing which years, setting goals
// for which, or the tasks of which year.
func (r *Report) purpose(i int) {
	o := &r.Outline
	s := &o.Sections[i]
	h := s.Heading
	year, plan := yearIn(h), planIn(h)
	inherit := func() {
		if s.Parent >= 0 {
			s.Role, s.Period = o.Sections[s.Parent].Role, o.Sections[s.Parent].Period
			return
		}
		s.Role, s.Period = r.defaultRole(), civil.YearOf(o.Year)
		for j := i - 1; j >= 0; j-- {
			if o.Sections[j].Parent < 0 {
				if o.Sections[j].Role == Review && r.defaultRole() == Tasks {
					s.Role = Tasks
				} else if o.Sections[j].Role == Goals {
					s.Role = Tasks
				}
				break
			}
		}
		if s.Role == Review {
			s.Period = civil.YearOf(o.Year - 1)
		}
	}
	inner := s.Parent >= 0 && (s.Implied || s.Level > 2)
	switch {
	case reviewHeading(h) && !inner:
		s.Role = Review
		switch {
		case year > 0:
			s.Period = civil.YearOf(year)
		case plan > 0:
			s.Period = civil.FiveYears(plan)
		case containsAny(h, []string{"五年", "本届", "换届以来"}) && o.Year > 0:
			s.Period = civil.Period{From: o.Year - 5, To: o.Year - 1}
		case strings.Contains(h, "三年") && o.Year > 0:
			s.Period = civil.Period{From: o.Year - 3, To: o.Year - 1}
		case o.Year > 0:
			s.Period = civil.YearOf(o.Year - 1)
		}
	case (plan > 0 || containsAny(h, goalWords)) && year == 0 && !inner && !strings.Contains(h, "开局") && !strings.Contains(h, "收官"):
		s.Role = Goals
		if plan > 0 {
			s.Period = civil.FiveYears(plan)
			if o.Year > 0 && s.Period.To < o.Year {
				s.Role = Review
			}
		} else if o.Year > 0 {
			s.Period = civil.Period{From: o.Year, To: o.Year + 4}
			if o.Year%5 == 1 {
				s.Period = civil.Period{From: o.Year, To: o.Year + 4}
			}
		}
	case year > 0 && !inner && year < o.Year && !containsAny(h, taskWords):
		s.Role, s.Period = Review, civil.YearOf(year)
	case (year > 0 || containsAny(h, taskWords)) && !inner && !(s.Parent >= 0 && o.Sections[s.Parent].Role == Review):
		s.Role = Tasks
		s.Period = civil.YearOf(o.Year)
		if year > 0 {
			s.Period = civil.YearOf(year)
		}
	default:
		inherit()
	}
}

// defaultRole is what a text without telling headings is about.
func (r *Report) defaultRole() Role {
	t := r.Outline.Title
	switch {
	case containsAny(t, []string{"进展", "完成情况", "总结", "公报", "通报"}):
		return Review
	case containsAny(t, []string{"分解", "方案", "意见", "通知", "计划", "实事", "要点", "行动", "规划", "台账"}):
		return Tasks
	}
	// after the first top section of a report, tasks; before it, review
	for _, s := range r.Outline.Sections[:max(len(r.Outline.Sections)-1, 0)] {
		if s.Parent < 0 && (s.Role == Review || s.Role == Tasks || s.Role == Goals) {
			return Tasks
		}
	}
	return Review
}

// yearIn finds the last year named as 2021年 in a heading, 0 if none.
func yearIn(s string) int {
	rs := []rune(s)
	year := 0
	for i := 0; i+4 < len(rs)+0; i++ {
		if y, n := yearAt(rs, i); n > 0 && i+n < len(rs) && rs[i+n] == '年' {
			year = y
			i += n
		}
	}
	return year
}

// yearAt reads four digits 1949–2100, or 二〇二一, that are not part of a longer number.
func yearAt(rs []rune, i int) (year, n int) {
	if i+4 > len(rs) {
		return 0, 0
	}
	if digit(rs[i]) {
		if i > 0 && (digit(rs[i-1]) || rs[i-1] == '.') {
			return 0, 0
		}
		for j := 0; j < 4; j++ {
			if !digit(rs[i+j]) {
				return 0, 0
			}
			year = year*10 + int(rs[i+j]-'0')
		}
		if i+4 < len(rs) && digit(rs[i+4]) || year < 1949 || year > 2100 {
			return 0, 0
		}
		return year, 4
	}
	if rs[i] != '二' && rs[i] != '一' {
		return 0, 0
	}
	for j := 0; j < 4; j++ {
		d := chineseDigit(rs[i+j])
		if rs[i+j] == '〇' {
			d = 0
		} else if d == 0 || d == 10 {
			return 0, 0
		}
		year = year*10 + d
	}
	if year < 1949 || year > 2100 {
		return 0, 0
	}
	return year, 4
}

var plans = map[string]int{"七五": 7, "八五": 8, "九五": 9, "十五": 10, "十一五": 11, "十二五": 12, "十三五": 13, "十四五": 14, "十五五": 15, "十六五": 16}

// planIn finds the last five-year plan named in quotes: “十三五” → 13.
func planIn(s string) int {
	plan := 0
	rs := []rune(s)
	for i, c := range rs {
		if c != '“' {
			continue
		}
		if p, n := planAt(rs, i+1); n > 0 {
			plan = p
		}
	}
	return plan
}

// planAt reads 十三五 at i when the quote closes after it (or after 规划 or 时期).
func planAt(rs []rune, i int) (plan, n int) {
	for n := 3; n >= 2; n-- {
		if i+n > len(rs) {
			continue
		}
		if p, ok := plans[string(rs[i:i+n])]; ok {
			if i+n < len(rs) && rs[i+n] == '”' {
				return p, n
			}
		}
	}
	return 0, 0
}

func (r *Report) yearFromHeadings() int {
	year := 0
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != BodyLine || len(l.Runes) > longestHeading {
			continue
		}
		s := string(l.Runes)
		y := yearIn(s)
		if y == 0 {
			continue
		}
		if reviewHeading(s) {
			year = max(year, y+1)
		} else if topHeading(s) {
			year = max(year, y)
		}
	}
	return year
}
