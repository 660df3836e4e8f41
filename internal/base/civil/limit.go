package civil

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit (期限单位) is what a limit counts.
type Unit uint8

// The units. Workdays, WorkHours and WorkMinutes go by a calendar.
const (
	Workdays    Unit = iota + 1 // 工作日
	Days                        // 自然日
	Months                      // 个月
	Hours                       // 小时
	Minutes                     // 分钟
	WorkHours                   // 工作小时
	WorkMinutes                 // 工作分钟
)

var unitWords = []struct {
	word string
	unit Unit
}{ // longer words first
	{"工作小时", WorkHours}, {"工作分钟", WorkMinutes}, {"工作日", Workdays}, {"自然日", Days}, {"个月", Months}, {"小时", Hours}, {"分钟", Minutes},
}

// String is the word of the law.
func (u Unit) String() string {
	for _, w := range unitWords {
		if w.unit == u {
			return w.word
		}
	}
	return ""
}

// InDays says that a limit of the unit ends with a day, not at a moment.
func (u Unit) InDays() bool { return u == Workdays || u == Days || u == Months }

func (u Unit) byCalendar() bool { return u == Workdays || u == WorkHours || u == WorkMinutes }

// Limit (期限) is how long the law or a promise gives: so many of a unit. The
// zero value is no limit.
type Limit struct {
	N    int
	Unit Unit
}

// mostLimit keeps arithmetic within the calendar.
const mostLimit = 10_000

// String writes a limit as ParseLimit reads it.
func (l Limit) String() string {
	switch l.Unit {
	case 0:
		return ""
	case Workdays, WorkHours:
		return strconv.Itoa(l.N) + "个" + l.Unit.String()
	}
	return strconv.Itoa(l.N) + l.Unit.String()
}

// ParseLimit reads 20个工作日, 30分钟, 15自然日, 1个月. A plain 日 is refused:
// the acts of law differ in what they mean by it.
func ParseLimit(s string) (Limit, error) {
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	n, err := strconv.Atoi(s[:digits])
	if err != nil || n < 1 || n > mostLimit {
		return Limit{}, fmt.Errorf("“%s”不是期限：先写 1 到 %d 的数", s, mostLimit)
	}
	rest := strings.TrimSpace(s[digits:])
	if rest == "日" || rest == "天" {
		return Limit{}, fmt.Errorf("“%s”看不出是哪种日：请写明工作日或自然日", s)
	}
	for _, w := range unitWords {
		if rest == w.word || rest == "个"+w.word {
			return Limit{n, w.unit}, nil
		}
	}
	return Limit{}, fmt.Errorf("“%s”的单位不认识：用工作日、自然日、个月、小时、分钟、工作小时、工作分钟", s)
}
