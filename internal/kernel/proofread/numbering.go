package proofread

import (
	"fmt"
	"regexp"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

var digits = map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// ordinal reads the number in a heading's numbering and its style: （三） is 3 of （）.
func ordinal(number string) (n int, style string) {
	tens := false
	for _, r := range number {
		switch d := digits[r]; {
		case d > 0:
			if tens {
				n += d
			} else {
				n = n*10 + d
			}
		case r == '十':
			n = max(n, 1) * 10
			tens = true
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
			style += "0"
		default:
			style += string(r)
		}
	}
	if strings.Contains(style, "0") {
		style = strings.ReplaceAll(style, "0", "") + "0"
	}
	return n, strings.NewReplacer("．", ".", "(", "（", ")", "）").Replace(style)
}

// numbering: a heading number skipped or given twice among its siblings, a
// count announced that is not kept.
func numbering(r *statement.Report, _ Knowledge, name string) []Alarm {
	return append(append(headings(r, name), inside(r, name)...), announced(r, name)...)
}

func headings(r *statement.Report, name string) []Alarm {
	type series struct {
		parent int
		style  string
	}
	last := map[series]int{} // index of the section
	notes := progressNotes(r)
	var out []Alarm
	for i, s := range r.Outline.Sections {
		n, style := ordinal(s.Number)
		if n == 0 || n > 60 {
			continue
		}
		k := series{s.Parent, style}
		j, seen := last[k]
		last[k] = i
		if !seen || n == 1 {
			continue
		}
		before := r.Outline.Sections[j]
		prev, _ := ordinal(before.Number)
		a := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{s.Span, before.Span}}
		switch {
		case n == prev:
			a.Sentence = fmt.Sprintf("序号“%s”用了两次：“%s”和“%s”。", s.Number, short(before.Heading), short(s.Heading))
		case n > prev+1 && n <= prev+3:
			if notes != 0 && s.Span.Start > notes || stands(r, before.Span.End, s.Span.Start, s.Number, n-1) {
				continue
			}
			a.Sentence = fmt.Sprintf("序号从“%s”跳到“%s”，请核是否漏了。", before.Number, s.Number)
		case n < prev:
			a.Sentence = fmt.Sprintf("序号从“%s”退到“%s”，请核。", before.Number, s.Number)
		default:
			continue
		}
		out = append(out, a)
	}
	return out
}

// progressNotes is where notes on the items of a list begin, 0 if nowhere. They
// keep the numbers of that list and leave out the items that are done.
func progressNotes(r *statement.Report) int {
	for i := range r.Lines {
		l := &r.Lines[i]
		if s := string(l.Runes); len(l.Runes) > 0 && len(l.Runes) <= 40 && (strings.HasSuffix(s, "进展情况说明") || strings.HasSuffix(s, "进展情况") || strings.HasSuffix(s, "完成情况说明")) {
			return l.Span().End
		}
	}
	return 0
}

// short is the beginning of a heading.
func short(s string) string {
	if rs := []rune(s); len(rs) > 16 {
		return string(rs[:16]) + "…"
	}
	return s
}

// stands says that the missing number does stand between two headings, in a
// place that is no heading of its own: 五是 inside a paragraph.
func stands(r *statement.Report, from, to int, number string, missing int) bool {
	var marks []string
	chinese := chineseOf(missing)
	arabic := fmt.Sprint(missing)
	if _, style := ordinal(number); strings.Contains(style, "0") {
		marks = []string{arabic + "、", arabic + ".", "（" + arabic + "）", arabic + "）", arabic + "．"}
	} else {
		marks = []string{chinese + "是", chinese + "、", "（" + chinese + "）", chinese + "要", "第" + chinese}
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if len(l.Runes) == 0 {
			continue
		}
		if s := l.Span(); s.End <= from || s.Start >= to {
			continue
		}
		words := string(l.Runes)
		for _, m := range marks {
			if strings.Contains(words, m) {
				return true
			}
		}
	}
	return false
}

func chineseOf(n int) string {
	units := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return units[n]
	case n < 20:
		return "十" + units[n-10]
	default:
		return units[n/10%10] + "十" + units[n%10]
	}
}

var runInNumber = regexp.MustCompile(`(?:^|[。；：，])([一二三四五六七八九])是`)

// inside: 一是…；三是… in one paragraph.
func inside(r *statement.Report, name string) []Alarm {
	var out []Alarm
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != statement.BodyLine {
			continue
		}
		s := string(l.Runes)
		prev := 0
		for _, at := range runInNumber.FindAllStringSubmatchIndex(s, -1) {
			n, _ := ordinal(s[at[2]:at[3]])
			was := prev
			prev = n
			if n == 1 || was == 0 || n == was+1 {
				continue
			}
			if n > was+1 && strings.Contains(s[:at[2]], chineseOf(n-1)+"是") {
				continue
			}
			j := len([]rune(s[:at[2]]))
			a := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+2)}}
			switch {
			case n == was:
				a.Sentence = fmt.Sprintf("同一段里“%s是”用了两次。", chineseOf(n))
			case n > was:
				a.Sentence = fmt.Sprintf("同一段里从“%s是”跳到“%s是”，请核是否漏了。", chineseOf(was), chineseOf(n))
			default:
				a.Sentence = fmt.Sprintf("同一段里从“%s是”退到“%s是”，请核。", chineseOf(was), chineseOf(n))
			}
			out = append(out, a)
		}
	}
	return out
}

var announce = regexp.MustCompile(`(?:以下|下列|如下)([一二三四五六七八九十]{1,3}|\d{1,2})(?:个方面|方面|项|件|个)[^。]{0,12}[：。]?$`)

// announced: 重点抓好以下五个方面工作 and then four headings.
func announced(r *statement.Report, name string) []Alarm {
	var out []Alarm
	sections := r.Outline.Sections
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != statement.BodyLine && l.Role != statement.HeadingLine {
			continue
		}
		m := announce.FindStringSubmatchIndex(string(l.Runes))
		if m == nil {
			continue
		}
		s := string(l.Runes)
		said, _ := ordinal(s[m[2]:m[3]])
		// the headings that follow at once, of one style, up to the end of their parent
		last, at, style, parent := 0, cite.Span{}, "", -2
		ordered := true
		for _, sec := range sections {
			if sec.Span.Start < l.Span().End {
				continue
			}
			n, st := ordinal(sec.Number)
			if parent == -2 {
				if n != 1 || sec.Span.Start > l.Span().End+4 {
					break
				}
				parent, style = sec.Parent, st
			}
			if sec.Level < levelOf(sections, parent)+1 {
				break
			}
			if sec.Parent != parent || st != style {
				continue
			}
			ordered = ordered && n == last+1
			last, at = n, sec.Span
		}
		if last == 0 || !ordered || last == said {
			continue
		}
		j := len([]rune(s[:m[2]]))
		out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+len([]rune(s[m[2]:m[3]]))), at},
			Sentence: fmt.Sprintf("前面说有 %d 项，下面的序号到 %d 为止，请核。", said, last)})
	}
	return out
}

func levelOf(sections []statement.Section, i int) int {
	if i < 0 {
		return 0
	}
	return sections[i].Level
}
