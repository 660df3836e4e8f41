// Package civil holds dates and periods as people write them, workdays, and
// the limits of the law with the clocks that run on them; days and hours are
// China's. It refuses to know what day it is today: the desk hands that in.
// Start reading at Clock and Calendar.Reckon.
package civil

import (
	"fmt"
	"strconv"
	"strings"
)

// Date is a day of the civil calendar. The zero value is "no date".
type Date struct{ Year, Month, Day int }

// Zero says that there is no date.
func (d Date) Zero() bool { return d == Date{} }

// Valid says that the day exists.
func (d Date) Valid() bool {
	return d.Year > 0 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Weekday is the day of the week, 0 for Sunday; the day must exist.
func (d Date) Weekday() int {
	y, m := d.Year, d.Month
	if m < 3 { // the year is reckoned from March, so that February ends it
		y, m = y-1, m+12
	}
	return ((d.Day+(13*(m+1))/5+y+y/4-y/100+y/400)%7 + 6) % 7
}

// Days counts the day from 1970-01-01, which is 0; a day that does not exist
// gives 0 as well.
func (d Date) Days() int64 {
	if !d.Valid() {
		return 0
	}
	y, m := d.Year, d.Month
	if m < 3 { // the year is reckoned from March, so that February ends it
		y, m = y-1, m+12
	}
	return int64(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d.Day - 1 - 719468)
}

// OfDays is the day that Days counts, no date for 0.
func OfDays(days int64) Date {
	if days == 0 {
		return Date{}
	}
	z := days + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d, m, y := doy-(153*mp+2)/5+1, mp+3, yoe+era*400
	if m > 12 {
		m, y = m-12, y+1
	}
	return Date{int(y), int(m), int(d)}
}

// EndOfMonth is the last day of a month.
func EndOfMonth(y, m int) Date { return Date{y, m, daysIn(y, m)} }

// String is the ISO form, "" for no date.
func (d Date) String() string {
	if d.Zero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; nothing is no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if *d = (Date{}); len(b) > 0 {
		*d, err = ParseDate(string(b))
	}
	return err
}

// Before orders dates.
func (d Date) Before(o Date) bool {
	if d.Year != o.Year {
		return d.Year < o.Year
	}
	if d.Month != o.Month {
		return d.Month < o.Month
	}
	return d.Day < o.Day
}

// Period is a year or a run of years. The zero value is "unknown".
type Period struct{ From, To int }

// YearOf is a period of one year.
func YearOf(y int) Period { return Period{y, y} }

// Zero says that the period is unknown.
func (p Period) Zero() bool { return p == Period{} }

// Years is the number of years, 0 if unknown.
func (p Period) Years() int {
	if p.Zero() {
		return 0
	}
	return p.To - p.From + 1
}

// Contains says that the year lies in the period.
func (p Period) Contains(y int) bool { return !p.Zero() && p.From <= y && y <= p.To }

// String is "2020", "2021-2025" or "".
func (p Period) String() string {
	switch {
	case p.Zero():
		return ""
	case p.From == p.To:
		return strconv.Itoa(p.From)
	}
	return strconv.Itoa(p.From) + "-" + strconv.Itoa(p.To)
}

// ParsePeriod reads what String writes.
func ParsePeriod(s string) (Period, error) {
	if s == "" {
		return Period{}, nil
	}
	a, b, ranged := strings.Cut(s, "-")
	from, err := strconv.Atoi(a)
	if err != nil {
		return Period{}, fmt.Errorf("civil: not a period: %q", s)
	}
	if !ranged {
		return YearOf(from), nil
	}
	to, err := strconv.Atoi(b)
	if err != nil || to < from {
		return Period{}, fmt.Errorf("civil: not a period: %q", s)
	}
	return Period{from, to}, nil
}

// MarshalText writes what String writes.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what String writes.
func (p *Period) UnmarshalText(b []byte) (err error) { *p, err = ParsePeriod(string(b)); return err }

// FiveYears is the n-th five-year plan (五年规划), known from the 7th (1986-1990) on
// and regular since: the 13th is 2016-2020.
func FiveYears(n int) Period {
	if n < 1 || n > 40 {
		return Period{}
	}
	return Period{1951 + 5*n, 1955 + 5*n}
}
