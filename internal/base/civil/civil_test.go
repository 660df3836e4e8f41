package civil_test

import (
	"testing"
	"time"

	"duban/internal/base/civil"
)

func TestDaysThatExist(t *testing.T) {
	for _, c := range []struct {
		date civil.Date
		want bool
	}{
		{civil.Date{Year: 2026, Month: 1, Day: 31}, true},
		{civil.Date{Year: 2026, Month: 4, Day: 31}, false},
		{civil.Date{Year: 2024, Month: 2, Day: 29}, true},
		{civil.Date{Year: 2025, Month: 2, Day: 29}, false},
		{civil.Date{Year: 2000, Month: 2, Day: 29}, true},
		{civil.Date{Year: 1900, Month: 2, Day: 29}, false},
		{civil.Date{Year: 2026, Month: 0, Day: 1}, false},
		{civil.Date{Year: 2026, Month: 13, Day: 1}, false},
		{civil.Date{Year: 2026, Month: 1, Day: 0}, false},
		{civil.Date{}, false},
	} {
		if got := c.date.Valid(); got != c.want {
			t.Errorf("%v valid: %t", c.date, got)
		}
	}
}

// The standard library reckons the same calendar, every day of two centuries.
func TestTheCalendarAgreesWithTheStandardLibrary(t *testing.T) {
	end := time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC)
	before := civil.Date{}
	for day := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC); day.Before(end); day = day.AddDate(0, 0, 1) {
		d := civil.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}
		if !d.Valid() {
			t.Fatalf("%v does not exist", d)
		}
		if got := d.Weekday(); got != int(day.Weekday()) {
			t.Fatalf("%v falls on %d, not %v", d, got, day.Weekday())
		}
		if d.String() != day.Format("2006-01-02") {
			t.Fatalf("%v is written %s", day, d)
		}
		if !before.Before(d) || d.Before(before) || d.Before(d) {
			t.Fatalf("%v and %v are out of order", before, d)
		}
		if last := day.AddDate(0, 0, 1).Month() != day.Month(); last != (d == civil.EndOfMonth(d.Year, d.Month)) {
			t.Fatalf("%v the last day of its month: %t", d, last)
		}
		before = d
	}
}

func TestNoDateIsWrittenAsNothing(t *testing.T) {
	if s := (civil.Date{}).String(); s != "" {
		t.Errorf("got %q", s)
	}
	b, err := civil.Date{Year: 2026, Month: 6, Day: 30}.MarshalText()
	if err != nil || string(b) != "2026-06-30" {
		t.Errorf("got %q, %v", b, err)
	}
}

func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		text  string
		want  civil.Period
		years int
	}{
		{"", civil.Period{}, 0},
		{"2020", civil.YearOf(2020), 1},
		{"2021-2025", civil.Period{From: 2021, To: 2025}, 5},
	} {
		p, err := civil.ParsePeriod(c.text)
		if err != nil || p != c.want || p.Years() != c.years || p.String() != c.text {
			t.Errorf("%q: got %v of %d years, %v", c.text, p, p.Years(), err)
		}
		var again civil.Period
		b, _ := p.MarshalText()
		if err := again.UnmarshalText(b); err != nil || again != p {
			t.Errorf("%q came back as %v, %v", c.text, again, err)
		}
	}
	for _, bad := range []string{"去年", "2021-", "-2021", "2025-2021", "2021-2025-2030", "2021 ", "十四五"} {
		if p, err := civil.ParsePeriod(bad); err == nil {
			t.Errorf("%q was read as %v", bad, p)
		}
	}
}

func TestAPeriodContainsItsYears(t *testing.T) {
	p := civil.Period{From: 2021, To: 2025}
	for y := 2019; y <= 2027; y++ {
		if got, want := p.Contains(y), y >= 2021 && y <= 2025; got != want {
			t.Errorf("%d: %t", y, got)
		}
	}
	if (civil.Period{}).Contains(0) {
		t.Error("an unknown period contains a year")
	}
}

func TestFiveYearPlans(t *testing.T) {
	for n, want := range map[int]civil.Period{
		7: {From: 1986, To: 1990}, 13: {From: 2016, To: 2020}, 15: {From: 2026, To: 2030}, 0: {}, -3: {}, 41: {},
	} {
		if got := civil.FiveYears(n); got != want {
			t.Errorf("plan %d: %v", n, got)
		}
	}
}
