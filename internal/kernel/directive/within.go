package directive

import (
	"regexp"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// limits are the ways to name a day by counting from the one on which it was said.
var (
	workdaysIn = regexp.MustCompile(`([0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?工作日`)
	daysIn     = regexp.MustCompile(`(?:^|[^0-9月])([0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?:日|天)(?:之内|以内|内)`)
	weeksIn    = regexp.MustCompile(`([0-9]{1,2}|[一二两三四])(?:个?星期|周)(?:之内|以内|内)`)
	monthsIn   = regexp.MustCompile(`([0-9]{1,2}|[一二两三四五六七八九十])个月(?:之内|以内|内)`)
	weekday    = regexp.MustCompile(`(本周|这周|下周)([一二三四五六日天])?(?:之前|以前|前|内|底|末)`)
	monthEnd   = regexp.MustCompile(`(本月|这个月|下月|下个月)(?:(底|末)|([0-9]{1,2})日)(?:之前|以前|前)?`)
	dayAlone   = regexp.MustCompile(`(?:^|[^0-9月])([0-9]{1,2})日(?:之前|以前|前)`)
	plainDigit = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", " ", "", "　", "")
)

// Deadline is the day that words said on a day set, and how they name it; a zero
// day where they set none.
func Deadline(words string, said civil.Date, workday func(from civil.Date, n int) civil.Date) (on civil.Date, text string) {
	plain := plainDigit.Replace(words)
	for _, w := range []struct {
		form *regexp.Regexp
		day  func(m []string) civil.Date
	}{
		{workdaysIn, func(m []string) civil.Date { return workday(said, count(m[1])) }},
		{daysIn, func(m []string) civil.Date { return civil.OfDays(said.Days() + int64(count(m[1]))) }},
		{weeksIn, func(m []string) civil.Date { return civil.OfDays(said.Days() + 7*int64(count(m[1]))) }},
		{monthsIn, func(m []string) civil.Date { return monthsOn(said, count(m[1])) }},
		{monthEnd, func(m []string) civil.Date {
			first := civil.Date{Year: said.Year, Month: said.Month, Day: 1}
			if strings.HasPrefix(m[1], "下") {
				first = monthsOn(first, 1)
			}
			if m[3] == "" {
				return civil.EndOfMonth(first.Year, first.Month)
			}
			first.Day = count(m[3])
			return first
		}},
		{weekday, func(m []string) civil.Date {
			monday := said.Days() - (said.Days()+3)%7 // 1970-01-01 was a Thursday
			if m[1] == "下周" {
				monday += 7
			}
			n := int64(4) // 本周内: by Friday
			if i := strings.Index("一二三四五六日天", m[2]); m[2] != "" {
				n = min(int64(i/len("一")), 6)
			}
			return civil.OfDays(monday + n)
		}},
	} {
		if m := w.form.FindStringSubmatch(plain); m != nil {
			if d := w.day(m); d.Valid() && !d.Before(said) {
				return d, strings.TrimLeft(m[0], "，。；（")
			}
		}
	}
	c := statement.ReadCharge(words, said.Year)
	if d := c.Deadline.On; d.Valid() {
		if d.Before(said) && !strings.Contains(c.Deadline.Text, "年") { // 1月底前, said in November
			d = monthsOn(d, 12)
		}
		if !d.Before(said) {
			return d, c.Deadline.Text
		}
	}
	if m := dayAlone.FindStringSubmatch(plain); m != nil {
		d := civil.Date{Year: said.Year, Month: said.Month, Day: count(m[1])}
		if d.Valid() && d.Before(said) {
			d = monthsOn(d, 1)
		}
		if d.Valid() {
			return d, m[1] + "日前"
		}
	}
	return civil.Date{}, ""
}

// monthsOn is the same day some months later, or the last of that month.
func monthsOn(d civil.Date, n int) civil.Date {
	m := d.Year*12 + d.Month - 1 + n
	end := civil.EndOfMonth(m/12, m%12+1)
	return civil.Date{Year: end.Year, Month: end.Month, Day: min(d.Day, end.Day)}
}

// count reads a small number: 10, 十五, 两.
func count(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	n, last := 0, 0
	for _, r := range s {
		switch r {
		case '十':
			n += 10 * max(last, 1)
			last = 0
		case '两':
			last = 2
		default:
			last = strings.Index("一二三四五六七八九", string(r))/len("一") + 1
		}
	}
	return n + last
}
