package statement

import (
	"strings"

	"duban/internal/base/civil"
)

// front reads title, occasion, date, place and speaker from the lines before
// the report proper.
func (r *Report) front(k Knowledge) {
	o := &r.Outline
	var dates []civil.Date
	for i := range r.Lines {
		l := &r.Lines[i]
		if i > frontLines {
			break
		}
		if l.Role != FrontLine && l.Role != FurnitureLine && l.Role != SummaryLine {
			if i > 3 || o.Title != "" {
				break
			}
		}
		s := string(l.Runes)
		if !strings.Contains(o.Title, "政府工作报告") {
			if t := titleIn(s); t != "" && len(l.Runes) <= 60 && (o.Title == "" || strings.Contains(t, "政府工作报告")) {
				o.Title = t
			}
		}
		if o.Occasion == "" && len(l.Runes) <= 120 {
			o.Occasion, o.Place = occasionIn(s)
		}
		if d, ok := dateIn(l.Runes); ok && len(l.Runes) <= 120 {
			if strings.Contains(s, "会议") || strings.Contains(s, "大会") {
				o.Date = d
			} else if strings.HasPrefix(s, "（") {
				dates = append([]civil.Date{d}, dates...)
			} else if l.Role == FrontLine || personName(l.Runes) {
				dates = append(dates, d)
			} else {
				dates = append(dates, d)
			}
		}
		if l.Role == FrontLine && o.Speaker == "" && o.Title != "" {
			o.Speaker = speakerIn(l.Runes)
		}
	}
	if o.Date.Zero() && len(dates) > 0 {
		o.Date = dates[0]
	}
	if !o.Date.Zero() {
		o.Year = o.Date.Year
		if o.Date.Month >= 11 {
			o.Year++ // a report given late in the year is about the next
		}
	}
	if y := yearIn(o.Title); y > 0 && o.Year == 0 {
		o.Year = y
	}
	// the headings know better than a date of publication
	if y := r.yearFromHeadings(); y > 0 && (o.Occasion == "" || y == o.Year+1 || o.Year == 0) && y != o.Year {
		if o.Year == 0 || o.Occasion == "" || y > o.Year {
			o.Year = y
		}
	}
	if o.Place == "" {
		o.Place = placeBefore(r, "人民政府")
	}
	if k.Division != nil && o.Place != "" {
		o.Division = k.Division(o.Place)
		// 保定市满城区: the last unit named is the one meant
		for i := strings.IndexAny(o.Place, "省市州"); o.Division == "" && i > 0; {
			rest := o.Place[i+len("市"):]
			if rest == "" {
				break
			}
			o.Division = k.Division(rest)
			j := strings.IndexAny(rest, "省市州")
			if j <= 0 {
				break
			}
			i += len("市") + j
		}
	}
}

func titleIn(s string) string {
	for _, w := range []string{"政府工作报告", "工作报告", "报告"} {
		if i := strings.Index(s, w); i >= 0 {
			j := i + len(w)
			if strings.HasPrefix(s[j:], "（摘要）") {
				j += len("（摘要）")
			}
			if strings.HasPrefix(s, "关于") || strings.HasPrefix(s, "2") {
				return s[:j]
			}
			return s[i:j]
		}
	}
	if containsAny(s, []string{"分解", "方案", "意见", "通知", "实事", "要点", "计划", "台账", "进展", "公报"}) && !strings.Contains(s, "：") {
		return s
	}
	return ""
}

// occasionIn finds 在仙桃市第九届人民代表大会第六次会议上 and the place in it.
func occasionIn(s string) (occasion, place string) {
	i := strings.Index(s, "人民代表大会")
	if i < 0 {
		return "", ""
	}
	from := strings.LastIndex(s[:i], "在")
	if from < 0 {
		return "", ""
	}
	to := strings.Index(s[i:], "会议上")
	switch {
	case to >= 0:
		to += i + len("会议上")
	case strings.Contains(s[i:], "会议"):
		to = i + strings.Index(s[i:], "会议") + len("会议")
	default:
		to = i + len("人民代表大会")
	}
	occasion = s[from:to]
	named := s[from+len("在") : i]
	if j := strings.Index(named, "第"); j > 0 {
		place = named[:j]
	} else if strings.HasSuffix(named, "全国") || strings.Contains(named, "届全国") {
		place = "全国"
	}
	return occasion, place
}

func placeBefore(r *Report, word string) string {
	for i := range r.Lines {
		if i > frontLines {
			return ""
		}
		l := &r.Lines[i]
		if l.Role == FurnitureLine {
			continue
		}
		s := string(l.Runes)
		j := strings.Index(s, word)
		if j <= 0 || len(s) > 400 {
			continue
		}
		rs := []rune(s[:j])
		k := len(rs)
		for k > 0 && han(rs[k-1]) && len(rs)-k < 10 {
			k--
		}
		name := strings.TrimPrefix(strings.TrimPrefix(string(rs[k:]), "现在"), "我代表")
		if name != "" && strings.ContainsAny(name[len(name)-3:], "市县区省州旗") && !strings.HasPrefix(name, "我") {
			return name
		}
	}
	return ""
}

// dateIn reads 2021年2月4日, also 二〇二一年二月四日. A 30th of February is kept as
// written: that it is no day is for the checks to say.
func dateIn(rs []rune) (civil.Date, bool) {
	for i := range rs {
		y, n := yearAt(rs, i)
		if n == 0 || i+n >= len(rs) || rs[i+n] != '年' {
			continue
		}
		j := i + n + 1
		m, k := smallNumber(rs, j)
		if k == 0 || j+k >= len(rs) || rs[j+k] != '月' || m < 1 || m > 12 {
			continue
		}
		d, q := smallNumber(rs, j+k+1)
		if q == 0 || d < 1 || d > 31 {
			d = 1
		}
		return civil.Date{Year: y, Month: m, Day: d}, true
	}
	return civil.Date{}, false
}

// smallNumber reads one or two digits, or a Chinese ordinal.
func smallNumber(rs []rune, i int) (value, n int) {
	if i >= len(rs) {
		return 0, 0
	}
	if digit(rs[i]) {
		n, value = arabicOrdinal(rs[i:])
		return value, n
	}
	n, value = ordinal(rs[i:])
	return value, n
}

// speakerIn finds the name after the office, or a line that is only a name.
func speakerIn(rs []rune) string {
	s := string(rs)
	if t := officeTitle(s); t != "" {
		name := s[strings.LastIndex(s, t)+len(t):]
		if i := strings.IndexAny(name, "作（，。"); i >= 0 {
			name = name[:i]
		}
		if n := len([]rune(name)); n >= 2 && n <= 4 {
			return name
		}
		return ""
	}
	if personName(rs) && !containsAny(s, []string{"报告", "首页", "来源", "作者"}) {
		return s
	}
	return ""
}
