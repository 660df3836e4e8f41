package statement

import (
	"strings"

	"duban/internal/base/civil"
)

// deadline reads 6月底前, 年内, 上半年, 2025年底 in a row. The year is the
// report's where the text names none.
func deadline(rs []rune, from, to int, year int) Deadline {
	for i := from; i < to; i++ {
		if d := deadlineAt(rs[:to], i, year); d.Text != "" {
			return d
		}
	}
	return Deadline{}
}

// DeadlineOf reads the first deadline of some words of a report of a year; the
// day is zero where the words name none.
func DeadlineOf(words string, year int) Deadline {
	rs := []rune(words)
	return deadline(rs, 0, len(rs), year)
}

var partsOfYear = []struct {
	words string
	month int
}{
	{"一季度 第一季度 首季", 3}, {"上半年 二季度 第二季度 年中", 6}, {"三季度 第三季度 前三季度", 9},
	{"年内 年底前 年底 年末 年底之前 全年 四季度 第四季度 下半年 今年内", 12},
}

// deadlineHeads begin the words of partsOfYear.
var deadlineHeads = runesOf("一上二三年前四第首下今全")

func deadlineAt(rs []rune, i, year int) Deadline {
	if r := at(rs, i); !digit(r) && !deadlineHeads.has(r) && chineseDigit(r) == 0 {
		return Deadline{}
	}
	start := i
	y := year
	if yy, n := yearAt(rs, i); n > 0 && at(rs, i+n) == '年' {
		if beforeAny(rs, i, "比", "较", "自", "从", "以") {
			return Deadline{}
		}
		y = yy
		i += n + 1
		if y < year {
			return Deadline{}
		}
	} else if digit(rs[i]) && i > 0 && digit(rs[i-1]) {
		return Deadline{}
	}
	end := func(j int, on civil.Date) Deadline {
		for _, t := range []string{"之前", "前", "以前", "内"} {
			if afterAny(rs, j, t) {
				j += len([]rune(t))
				break
			}
		}
		if y == 0 {
			on = civil.Date{}
		}
		return Deadline{Text: string(rs[start:j]), On: on}
	}
	// 6月底前, 9月15日前, 10月份
	if m, n := smallNumber(rs, i); n > 0 && m >= 1 && m <= 12 && at(rs, i+n) == '月' {
		j := i + n + 1
		switch {
		case afterAny(rs, j, "底", "末"):
			return end(j+1, civil.EndOfMonth(y, m))
		case afterAny(rs, j, "份"):
			return end(j+1, civil.EndOfMonth(y, m))
		}
		if d, k := smallNumber(rs, j); k > 0 && at(rs, j+k) == '日' && d <= 31 {
			return end(j+k+1, civil.Date{Year: y, Month: m, Day: d})
		}
		if afterAny(rs, j, "前", "内", "中旬", "上旬") {
			if afterAny(rs, j, "中旬", "上旬") {
				return end(j+2, civil.EndOfMonth(y, m))
			}
			return end(j, civil.EndOfMonth(y, m))
		}
		return Deadline{}
	}
	if i > start { // a year stood before
		switch {
		case afterAny(rs, i, "底", "末"):
			return end(i+1, civil.EndOfMonth(y, 12))
		case afterAny(rs, i, "前"):
			return Deadline{Text: string(rs[start : i+1]), On: civil.EndOfMonth(y-1, 12)}
		}
	}
	if !deadlineHeads.has(at(rs, i)) {
		return Deadline{}
	}
	for _, p := range partsOfYear {
		for _, w := range strings.Fields(p.words) {
			if hasPrefix(rs[i:], w) {
				if w == "全年" && i == start || w == "年末" && !afterAny(rs, i+2, "前") || strings.HasPrefix(w, "年") && beforeAny(rs, i, "去", "全", "每", "上", "半", "三", "五") {
					continue
				}
				if y == 0 {
					return end(i+len([]rune(w)), civil.Date{})
				}
				return end(i+len([]rune(w)), civil.EndOfMonth(y, p.month))
			}
		}
	}
	return Deadline{}
}
