package proofread

import (
	"fmt"
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

// numbering: a heading number skipped or given twice among its siblings.
func numbering(r *statement.Report, _ Knowledge, name string) []Alarm {
	type series struct {
		parent int
		style  string
	}
	last := map[series]int{}
	where := map[series]cite.Span{}
	var out []Alarm
	for i, s := range r.Outline.Sections {
		n, style := ordinal(s.Number)
		if n == 0 || n > 60 {
			continue
		}
		k := series{s.Parent, style}
		prev, seen := last[k]
		last[k] = n
		at := where[k]
		where[k] = s.Span
		if !seen || n == 1 || n == prev+1 {
			continue
		}
		a := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{r.Outline.Sections[i].Span, at}}
		switch {
		case n == prev:
			a.Sentence = fmt.Sprintf("序号“%s”用了两次。", s.Number)
		case n > prev+1 && n <= prev+3:
			if stands(r, at.End, s.Span.Start, s.Number, n-1) {
				continue
			}
			a.Sentence = fmt.Sprintf("序号从 %d 跳到 %d，请核是否漏了。", prev, n)
		case n < prev:
			a.Sentence = fmt.Sprintf("序号从 %d 退到 %d，请核。", prev, n)
		default:
			continue
		}
		out = append(out, a)
	}
	return out
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

// dates: the day of the occasion must exist and fit the years reviewed.
func dates(r *statement.Report, _ Knowledge, name string) []Alarm {
	o := &r.Outline
	var out []Alarm
	first := cite.Span{Start: 0, End: 1}
	for i := range r.Lines {
		if r.Lines[i].Role == statement.FrontLine && strings.ContainsRune(string(r.Lines[i].Runes), '年') {
			first = r.Lines[i].Span()
			break
		}
	}
	if !o.Date.Zero() && !o.Date.Valid() {
		out = append(out, Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{first}, Sentence: fmt.Sprintf("没有 %d年%d月%d日 这一天。", o.Date.Year, o.Date.Month, o.Date.Day)})
	}
	for _, s := range o.Sections {
		if s.Parent >= 0 || o.Date.Zero() || s.Role != statement.Review || s.Period.Years() != 1 {
			continue
		}
		if y := s.Period.To; y > o.Date.Year || y < o.Date.Year-2 {
			out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{s.Span, first}, Sentence: fmt.Sprintf("报告日期是 %d 年，回顾的却是 %d 年，请核。", o.Date.Year, y)})
		}
	}
	return out
}

// slipsLimit: what occurs more often is a habit of the writer, not a slip.
const slipsLimit = 3

// places: 我县 in a city's report is a sentence carried over from elsewhere.
func places(r *statement.Report, k Knowledge, name string) []Alarm {
	place := r.Outline.Place
	var foreign []string
	switch {
	case strings.HasSuffix(place, "县"):
		foreign = []string{"我区"}
	case strings.HasSuffix(place, "区") && !strings.HasSuffix(place, "自治区"):
		foreign = []string{"我县"}
	case strings.HasSuffix(place, "市") && len(r.Outline.Division) == 6 && !strings.HasSuffix(r.Outline.Division, "00"):
		foreign = []string{"我县", "我区"}
	}
	var out []Alarm
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != statement.BodyLine {
			continue
		}
		for _, w := range foreign {
			for j := 0; j+2 <= len(l.Runes); j++ {
				if string(l.Runes[j:j+2]) == w && (j+2 >= len(l.Runes) || l.Runes[j+2] != '域') {
					out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+2)}, Sentence: fmt.Sprintf("这是%s的报告，这里写“%s”，请核是否照搬了别处的话。", place, w)})
				}
			}
		}
		out = append(out, strangers(l, r, k, name)...)
	}
	if len(out) > slipsLimit {
		return nil
	}
	return out
}

// strangers: another county's party committee or government acting in ours.
func strangers(l *statement.Line, r *statement.Report, k Knowledge, name string) []Alarm {
	if k.Divisions == nil || r.Outline.Division == "" {
		return nil
	}
	var out []Alarm
	s := string(l.Runes)
	for _, suffix := range []string{"县委、县政府", "市委、市政府", "区委、区政府"} {
		from := 0
		for {
			i := strings.Index(s[from:], suffix)
			if i < 0 {
				break
			}
			i += from
			from = i + len(suffix)
			before := []rune(s[:i])
			unit := string([]rune(suffix)[:1])
			for n := 2; n <= 4 && n <= len(before); n++ {
				named := string(before[len(before)-n:]) + unit
				code, known := k.Divisions()[named]
				if !known || strings.Contains(r.Outline.Place, named) || strings.HasPrefix(r.Outline.Division, strings.TrimRight(code, "0")) || strings.HasPrefix(code, r.Outline.Division[:4]) && strings.HasSuffix(code, "00") {
					continue
				}
				j := len(before) - n
				out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+n+1)}, Sentence: fmt.Sprintf("“%s”不是%s，请核是否照搬了别处的话。", named, r.Outline.Place)})
			}
		}
	}
	return out
}

var pairs = map[rune]rune{'”': '“', '》': '《', '）': '（'}

// slips: brackets that do not pair, and marks or small words written twice.
func slips(r *statement.Report, _ Knowledge, name string) []Alarm {
	var out []Alarm
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != statement.BodyLine && l.Role != statement.HeadingLine {
			continue
		}
		var open []int
		for j, c := range l.Runes {
			switch c {
			case '“', '《', '（':
				open = append(open, j)
			case '”', '》', '）':
				want := pairs[c]
				n := len(open)
				if n > 0 && l.Runes[open[n-1]] == want {
					open = open[:n-1]
					continue
				}
				if c == '）' && j <= 3 {
					continue // 1）
				}
				out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+1)}, Sentence: fmt.Sprintf("“%c”前面没有配对的“%c”。", c, want)})
			}
			if j > 0 && c == l.Runes[j-1] && strings.ContainsRune("，。；、：的", c) && (c != '的' || l.Runes[max(0, j-2)] != '目' && j+1 < len(l.Runes) && l.Runes[j+1] != '确' && l.Runes[j+1] != '士') {
				out = append(out, Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{l.Place(j-1, j+1)}, Sentence: fmt.Sprintf("“%c%c”重复。", c, c)})
			}
		}
		for _, j := range open {
			out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+1)}, Sentence: fmt.Sprintf("“%c”后面没有配对。", l.Runes[j])})
		}
	}
	return out
}
