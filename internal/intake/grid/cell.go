package grid

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"duban/internal/base/civil"
)

// Tidy is a cell without what nobody sees: line ends, blanks around and in a
// row, characters of no width; nothing longer than a cell may be.
func Tidy(cell string) string {
	cell = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(cell, "\uFFFD"))
	cell = strings.Join(strings.Fields(cell), " ")
	if runes := []rune(cell); len(runes) > MaxChars {
		cell = string(runes[:MaxChars]) + "…"
	}
	return cell
}

// Fold takes out all blanks and full-width forms: for what is no name.
func Fold(cell string) string {
	return strings.ReplaceAll(width.Fold.String(Tidy(cell)), " ", "")
}

// Short is a value as a sentence quotes it.
func Short(s string) string {
	if rs := []rune(s); len(rs) > 40 {
		return string(rs[:40]) + "…"
	}
	return s
}

var exponent = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?[eE]\+?[0-9]{1,2}$`)

// Unrolled is a whole number that the spreadsheet has written with an
// exponent, as it does with telephone numbers.
func Unrolled(s string) string {
	if !exponent.MatchString(s) {
		return s
	}
	if n, ok := new(big.Rat).SetString(s); ok && n.IsInt() {
		return n.Num().String()
	}
	return s
}

var errorForm = regexp.MustCompile(`^#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)$`)

// Spoilt says that the formula of a cell failed.
func Spoilt(cell string) bool { return errorForm.MatchString(cell) }

// Titles are what the cells of a head say.
func Titles(row Row) []string {
	titles := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		titles[i] = Title(c)
	}
	return titles
}

// Title is what a head says, without marks that it must be filled in.
func Title(cell string) string {
	t := Fold(cell)
	for _, mark := range []string{"(必填)", "(选填)", "*"} {
		t = strings.TrimSuffix(strings.TrimPrefix(t, mark), mark)
	}
	return t
}

var (
	dayForm    = regexp.MustCompile(`^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(T?00:00(:00)?)?$`)
	packedForm = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})$`)
	numberForm = regexp.MustCompile(`^([0-9]{5})(\.[0-9]+)?$`)
)

// DayOf reads a day as people write it, or as spreadsheets count it.
func DayOf(s string, date1904 bool) (civil.Date, bool) {
	m := dayForm.FindStringSubmatch(s)
	if m == nil {
		m = packedForm.FindStringSubmatch(s)
	}
	if m != nil {
		y, _ := strconv.Atoi(m[1])
		mo, _ := strconv.Atoi(m[2])
		d, _ := strconv.Atoi(m[3])
		day := civil.Date{Year: y, Month: mo, Day: d}
		return day, day.Valid() && y >= 1900
	}
	if m = numberForm.FindStringSubmatch(s); m == nil {
		return civil.Date{}, false
	}
	n, _ := strconv.Atoi(m[1])
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	t := epoch.AddDate(0, 0, n)
	return civil.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}, true
}

var momentForm = regexp.MustCompile(`^(.*?[0-9日])[ T]([0-9]{1,2})[:：]([0-9]{2})([:：][0-9]{2})?$`)

// MomentOf reads a day with its time, to the minute, as people write it or as
// spreadsheets count it. A day alone is its beginning.
func MomentOf(s string, date1904 bool) (day civil.Date, hour, minute int, ok bool) {
	if n, err := strconv.ParseFloat(s, 64); err == nil && numberForm.MatchString(s) {
		whole := int(n)
		minutes := int((n-float64(whole))*24*60 + 0.5)
		if minutes == 24*60 {
			whole, minutes = whole+1, 0
		}
		day, ok = DayOf(strconv.Itoa(whole), date1904)
		return day, minutes / 60, minutes % 60, ok
	}
	words := s
	if m := momentForm.FindStringSubmatch(s); m != nil {
		words = m[1]
		hour, _ = strconv.Atoi(m[2])
		minute, _ = strconv.Atoi(m[3])
	}
	day, ok = DayOf(Fold(words), date1904)
	return day, hour, minute, ok && hour < 24 && minute < 60
}
