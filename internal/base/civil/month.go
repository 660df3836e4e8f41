package civil

import (
	"errors"
	"fmt"
)

// Month is a month of a year, in which units report; the zero value is none.
type Month struct{ Year, Month int }

// MonthOf is the month that a day lies in.
func MonthOf(d Date) Month { return Month{d.Year, d.Month} }

// ParseMonth reads "2021-09".
func ParseMonth(s string) (Month, error) {
	if len(s) != len("2021-09") {
		return Month{}, errors.New("civil: not a month: " + s)
	}
	d, err := ParseDate(s + "-01")
	if err != nil {
		return Month{}, errors.New("civil: not a month: " + s)
	}
	return MonthOf(d), nil
}

// String writes "2021-09", "" for none.
func (m Month) String() string {
	if m.Zero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year, m.Month)
}

// Zero says that it is none.
func (m Month) Zero() bool { return m == Month{} }

// First is its first day.
func (m Month) First() Date { return Date{m.Year, m.Month, 1} }

// Last is its last day.
func (m Month) Last() Date { return EndOfMonth(m.Year, m.Month) }

// Number counts months from the year 0, for keeping and for steps between them.
func (m Month) Number() int64 { return int64(m.Year)*12 + int64(m.Month) - 1 }

// MonthNumbered is the inverse of Number.
func MonthNumbered(n int64) Month { return Month{int(n / 12), int(n%12) + 1} }

// Plus is the month n later.
func (m Month) Plus(n int) Month { return MonthNumbered(m.Number() + int64(n)) }

// Before says that it is earlier than another.
func (m Month) Before(o Month) bool { return m.Number() < o.Number() }

// MarshalText writes it as String does.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads it; nothing is the zero value.
func (m *Month) UnmarshalText(b []byte) (err error) {
	if *m = (Month{}); len(b) > 0 {
		*m, err = ParseMonth(string(b))
	}
	return err
}
