package civil

import (
	"fmt"
	"strings"
)

// Instant (时刻) is a moment, in microseconds since 1970-01-01 00:00 UTC; 0 is
// no moment. Its day and hour are China's: UTC+8, without summer time since 1992.
type Instant int64

// Lengths, in what Instant counts.
const (
	Minute Instant = 60 * 1_000_000
	Hour           = 60 * Minute
	Day            = 24 * Hour

	china = 8 * Hour
)

// At is the moment of a day's hour and minute.
func (d Date) At(hour, minute int) Instant {
	return Instant(d.Days())*Day + Instant(hour)*Hour + Instant(minute)*Minute - china
}

// DayNumber counts the civil day as Date.Days does.
func (t Instant) DayNumber() int64 {
	n := int64((t + china) / Day)
	if (t+china)%Day < 0 {
		n--
	}
	return n
}

// Date is the civil day.
func (t Instant) Date() Date { return OfDays(t.DayNumber()) }

// OfDay is the time since the day began.
func (t Instant) OfDay() Instant { return t + china - Instant(t.DayNumber())*Day }

// dayStart is the moment a numbered day begins.
func dayStart(n int64) Instant { return Instant(n)*Day - china }

// String is the day and the minute, "" for no moment.
func (t Instant) String() string {
	if t == 0 {
		return ""
	}
	m := t.OfDay() / Minute
	return fmt.Sprintf("%s %02d:%02d", t.Date(), m/60, m%60)
}

// ParseInstant reads "2021-03-01 09:30" or "2021-03-01", which is its beginning.
func ParseInstant(s string) (Instant, error) {
	day, clock, timed := strings.Cut(s, " ")
	d, err := ParseDate(day)
	if err != nil {
		return 0, fmt.Errorf("civil: %q is no moment: %w", s, err)
	}
	h, m := 0, 0
	if timed {
		if n, err := fmt.Sscanf(clock, "%d:%d", &h, &m); n != 2 || h < 0 || h > 23 || m < 0 || m > 59 || fmt.Sprintf("%02d:%02d", h, m) != clock {
			return 0, fmt.Errorf("civil: %q is no moment: %w", s, err)
		}
	}
	return d.At(h, m), nil
}

// ParseDate reads "2021-03-01".
func ParseDate(s string) (Date, error) {
	var d Date
	if n, err := fmt.Sscanf(s, "%d-%d-%d", &d.Year, &d.Month, &d.Day); n != 3 || !d.Valid() || d.String() != s {
		return Date{}, fmt.Errorf("civil: %q is no day: %w", s, err)
	}
	return d, nil
}
