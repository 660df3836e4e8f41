package proofread

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// dates: every day named must exist, a day of the week must be that day's; the
// occasion, the years reviewed, the signature and the deadlines must fit.
func dates(r *statement.Report, _ Knowledge, name string) []Alarm {
	return append(append(append(days(r, name), reviewed(r, name)...), signed(r, name)...), stale(r, name)...)
}

var (
	day     = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:[（(]?(?:星期|周)([一二三四五六日天]))?`)
	weekday = map[string]int{"日": 0, "天": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
	days7   = []string{"日", "一", "二", "三", "四", "五", "六"}
)

// days: 2月30日, 13月5日, 2026年1月20日（星期五）.
func days(r *statement.Report, name string) []Alarm {
	var out []Alarm
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role == statement.FurnitureLine || l.Role == statement.TwinLine || l.Role == statement.SummaryLine {
			continue
		}
		s := string(l.Runes)
		for _, m := range day.FindAllStringSubmatchIndex(s, -1) {
			group := func(n int) string {
				if m[2*n] < 0 {
					return ""
				}
				return s[m[2*n]:m[2*n+1]]
			}
			year, _ := strconv.Atoi(group(1))
			month, _ := strconv.Atoi(group(2))
			d, _ := strconv.Atoi(group(3))
			if m[0] > 0 && (s[m[0]-1] >= '0' && s[m[0]-1] <= '9' || s[m[0]-1] == '.') {
				continue // the end of a longer number
			}
			date := civil.Date{Year: year, Month: month, Day: d}
			if year == 0 {
				date.Year = 2000 // a leap year: without a year 2月29日 may be right
			}
			j := len([]rune(s[:m[0]]))
			at := l.Place(j, j+len([]rune(s[m[0]:m[1]])))
			if !date.Valid() {
				out = append(out, Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{at}, Sentence: fmt.Sprintf("没有 %s日 这一天。", s[m[0]:m[7]])})
				continue
			}
			if w := group(4); w != "" && year > 0 && date.Weekday() != weekday[w] {
				out = append(out, Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{at}, Sentence: fmt.Sprintf("%s日 是星期%s，不是星期%s。", s[m[0]:m[7]], days7[date.Weekday()], w)})
			}
		}
	}
	return out
}

// frontDate is the place where the report says its day.
func frontDate(r *statement.Report) cite.Span {
	for i := range r.Lines {
		if l := &r.Lines[i]; l.Role == statement.FrontLine {
			if s := string(l.Runes); containsAny(s, "年") && containsAny(s, "月") {
				return l.Span()
			}
		}
	}
	return cite.Span{Start: 0, End: 1}
}

// reviewed: a report looks back on the year before its day.
func reviewed(r *statement.Report, name string) []Alarm {
	o := &r.Outline
	var out []Alarm
	for _, s := range o.Sections {
		if s.Parent >= 0 || o.Date.Zero() || o.Occasion == "" || s.Role != statement.Review || s.Period.Years() != 1 {
			continue
		}
		if y := s.Period.To; y > o.Date.Year || y < o.Date.Year-2 {
			out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{s.Span, frontDate(r)}, Sentence: fmt.Sprintf("报告日期是 %d 年，回顾的却是 %d 年，请核。", o.Date.Year, y)})
		}
	}
	return out
}

var signature = regexp.MustCompile(`^[^，。；：]{0,20}?(\d{4})年(\d{1,2})月(\d{1,2})日$`)

// lastLines is how far from the end a signature may stand: a page has its foot.
const lastLines = 12

// signed: the day under the signature (落款) and the day of the occasion.
func signed(r *statement.Report, name string) []Alarm {
	o := &r.Outline
	if o.Date.Zero() || o.Occasion == "" {
		return nil
	}
	for i := len(r.Lines) - 1; i > 0 && i >= len(r.Lines)-lastLines; i-- {
		l := &r.Lines[i]
		m := signature.FindStringSubmatch(string(l.Runes))
		if m == nil || !signs(string(r.Lines[i-1].Runes)) && !containsAny(string(l.Runes), "政府") {
			continue
		}
		y, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		d, _ := strconv.Atoi(m[3])
		at := civil.Date{Year: y, Month: month, Day: d}
		apart := (y-o.Date.Year)*12 + month - o.Date.Month
		if !at.Valid() || apart >= -3 && apart <= 3 {
			return nil
		}
		return []Alarm{{Rule: name, Grade: Doubt, Places: []cite.Span{l.Span(), frontDate(r)}, Sentence: fmt.Sprintf("落款日期 %s 与会议日期 %s 相差很远，请核。", at, o.Date)}}
	}
	return nil
}

// signs says that a line is a body that signs, and nothing else.
func signs(s string) bool {
	if len([]rune(s)) > 24 {
		return false
	}
	for _, w := range []string{"人民政府", "办公室", "办公厅", "委员会", "局"} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

var due = regexp.MustCompile(`(\d{4})年(?:\d{1,2}月)?(?:年?底|末)?(?:之?前|以前)`)

// stale: a task of the coming year that was due before the report.
func stale(r *statement.Report, name string) []Alarm {
	o := &r.Outline
	if o.Date.Zero() || o.Occasion == "" || o.Year == 0 {
		return nil
	}
	var out []Alarm
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != statement.BodyLine || l.Section < 0 || o.Sections[l.Section].Role != statement.Tasks {
			continue
		}
		s := string(l.Runes)
		for _, m := range due.FindAllStringSubmatchIndex(s, -1) {
			y, _ := strconv.Atoi(s[m[2]:m[3]])
			rest := clauseFrom(s[m[1]:])
			if y >= o.Date.Year || y < o.Date.Year-5 || !containsAny(rest, "完成", "建成", "实现", "投入使用", "开工", "竣工", "达到", "启动", "投产") || containsAny(rest, "已", "了", "的") {
				continue
			}
			j := len([]rune(s[:m[0]]))
			out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+len([]rune(s[m[0]:m[1]])))}, Sentence: fmt.Sprintf("%d 年的报告安排“%s%s”，时限已过，请核年份。", o.Date.Year, s[m[0]:m[1]], short(rest))})
		}
	}
	return out
}
