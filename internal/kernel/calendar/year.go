package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// statutory are the days off of every year whose date never moves
// (全国年节及纪念日放假办法, as revised in 2024): a year without one is not read
// from the notice, or not all of it.
var statutory = []struct{ month, day, since int }{{1, 1, 2000}, {5, 1, 2000}, {5, 2, 2025}, {10, 1, 2000}, {10, 2, 2000}, {10, 3, 2000}}

// mostRows bounds what a year is: seven holidays and the days worked for them.
const mostRows = 40

// kinds are the words of the third column.
var kinds = map[string]string{"放假": "放假", "休": "放假", "off": "放假", "上班": "上班", "班": "上班", "worked": "上班"}

var dayWritten = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?$`)

func day(s string) (civil.Date, bool) {
	m := dayWritten.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return civil.Date{}, false
	}
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	x := civil.Date{Year: y, Month: mo, Day: d}
	return x, x.Valid()
}

// ParseYear reads the days of a year as the State Council published them: a row
// a run of days, from, to, 放假 or 上班, and the name, parted by tabs or commas.
// What is wrong with a row is said with its number; the whole year is refused
// where the notice cannot have said so.
func ParseYear(year int, text, basis string) ([]Entry, error) {
	if year < 2000 || year > 2059 {
		return nil, fault.New(fault.Invalid, "年份不对。", "2000 年到 2059 年之间，例：2027。").At("year")
	}
	if basis = strings.TrimSpace(basis); basis == "" || len([]rune(basis)) > 200 {
		return nil, fault.New(fault.Invalid, "依据没有写，或超过 200 个字。", "写国务院办公厅通知的名称和文号。").At("basis")
	}
	var list []Entry
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		cells := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ',' || r == '，' })
		for k := range cells {
			cells[k] = strings.TrimSpace(cells[k])
		}
		if len(cells) == 0 || len(cells) == 1 && cells[0] == "" {
			continue
		}
		from, ok := day(cells[0])
		if !ok && len(list) == 0 && !strings.ContainsAny(cells[0], "0123456789") {
			continue // a heading
		}
		if len(cells) != 4 {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行有 %d 栏。", i+1, len(cells)), "每行四栏：起、止、放假或上班、名称。").At("days")
		}
		to, valid := day(cells[1])
		switch {
		case !ok || !valid:
			return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行的日期看不懂。", i+1), "写成 2027-01-01。").At("days")
		case to.Before(from) || to.Days()-from.Days() > 15:
			return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行：起止 %s 到 %s 不对。", i+1, from, to), "止在起之后，一个假期不超过 16 天。").At("days")
		case !belongs(from, year) || !belongs(to, year):
			return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行：日期不在 %d 年。", i+1, year), "只有元旦可以从上一年十二月起。").At("days")
		case kinds[cells[2]] == "":
			return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行：第三栏“%s”不是放假也不是上班。", i+1, cells[2]), "写放假或上班。").At("days")
		case len([]rune(cells[3])) > 40:
			return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行的名称超过 40 个字。", i+1), "例：春节、调休上班。").At("days")
		}
		e := Entry{From: from, To: to, Works: kinds[cells[2]] == "上班", Title: cells[3], Basis: basis, Year: year}
		for n := from.Days(); n <= to.Days(); n++ {
			d := civil.OfDays(n)
			if w := d.Weekday(); e.Works && w != 0 && w != 6 {
				return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行：%s 不是周末。", i+1, d), "调休上班的只会是周末。").At("days")
			}
			if covered(list, d) {
				return nil, fault.New(fault.Invalid, fmt.Sprintf("第 %d 行：%s 写了两次。", i+1, d), "请去掉一次。").At("days")
			}
		}
		if list = append(list, e); len(list) > mostRows {
			return nil, fault.New(fault.TooLarge, fmt.Sprintf("一年最多 %d 行。", mostRows), "只写放假和调休上班的日子。").At("days")
		}
	}
	for _, f := range statutory {
		if d := (civil.Date{Year: year, Month: f.month, Day: f.day}); year >= f.since && !off(list, d) {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("没有 %d 月 %d 日的假。", f.month, f.day), "这一天每年都放假；请把通知里的七个假期都写全。").At("days")
		}
	}
	return list, nil
}

// firstYear is the first that days are counted in.
const firstYear = 2000

func belongs(d civil.Date, year int) bool {
	return d.Year == year || d.Year == year-1 && d.Month == 12 && d.Year >= firstYear
}

func covered(list []Entry, d civil.Date) bool {
	for _, e := range list {
		if !d.Before(e.From) && !e.To.Before(d) {
			return true
		}
	}
	return false
}

func off(list []Entry, d civil.Date) bool {
	for _, e := range list {
		if !e.Works && !d.Before(e.From) && !e.To.Before(d) {
			return true
		}
	}
	return false
}
