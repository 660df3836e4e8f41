package civil

import (
	"fmt"
	"math/rand"
	"os"
	"testing"
)

func national(t testing.TB) *Calendar {
	t.Helper()
	c, err := ReadCalendar(os.DirFS("../../../law"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func on(t testing.TB, s string) Instant {
	t.Helper()
	at, err := ParseInstant(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func limit(t testing.TB, s string) Limit {
	t.Helper()
	l, err := ParseLimit(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestWorkdaysOfAYearAreThoseOfTheNotices(t *testing.T) {
	c := national(t)
	for year, want := range map[int]int{2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		if got := c.Between(Date{year - 1, 12, 31}, Date{year, 12, 31}); got != want || !c.Published(year) {
			t.Errorf("%d has %d workdays, want %d", year, got, want)
		}
	}
}

func TestDueDates(t *testing.T) {
	c := national(t)
	for _, v := range []struct{ start, limit, due string }{
		// domain of the house, §22
		{"2021-01-29", "20个工作日", "2021-03-03"}, {"2021-04-25", "20个工作日", "2021-05-25"}, {"2021-09-17", "5个工作日", "2021-09-26"},
		{"2021-09-30", "20个工作日", "2021-11-03"}, {"2021-03-01", "40个工作日", "2021-04-26"}, {"2021-03-01", "60个工作日", "2021-05-26"},
		{"2021-03-01", "80个工作日", "2021-06-24"}, {"2021-09-30", "80个工作日", "2022-01-27"}, {"2020-12-31", "45个工作日", "2021-03-10"},
		{"2024-04-30", "20个工作日", "2024-05-30"}, {"2025-09-26", "20个工作日", "2025-10-30"}, {"2026-02-13", "5个工作日", "2026-02-27"},
		{"2026-09-18", "10个工作日", "2026-10-09"},
		// natural days and months go to the next workday (Civil Code art. 203), a month ends with its last day (art. 202)
		{"2021-09-01", "30自然日", "2021-10-08"}, {"2021-04-25", "6自然日", "2021-05-06"}, {"2021-01-31", "1个月", "2021-03-01"},
		{"2021-03-31", "1个月", "2021-04-30"}, {"2024-01-31", "1个月", "2024-02-29"}, {"2021-02-04", "6个月", "2021-08-04"}, {"2021-07-01", "3个月", "2021-10-08"},
		// a start on a rest day, a weekend that is worked, a year's end
		{"2021-02-13", "1个工作日", "2021-02-18"}, {"2021-02-19", "1个工作日", "2021-02-20"}, {"2021-12-31", "1个工作日", "2022-01-04"}, {"2020-01-23", "1个工作日", "2020-02-03"},
	} {
		r := c.Reckon(Clock{Limit: limit(t, v.limit), Start: on(t, v.start+" 10:00")}, on(t, v.start+" 10:00"))
		if r.DueOn.String() != v.due || r.Estimated || r.Used != 0 || r.Late {
			t.Errorf("%s + %s: %+v, want %s", v.start, v.limit, r, v.due)
		}
	}
}

func TestHoursAndMinutes(t *testing.T) {
	c := national(t)
	for _, v := range []struct{ start, limit, due string }{
		{"2021-03-01 10:00", "30分钟", "2021-03-01 10:30"}, {"2021-02-13 23:50", "30分钟", "2021-02-14 00:20"}, {"2021-03-01 10:00", "24小时", "2021-03-02 10:00"},
		{"2021-03-01 10:00", "4工作小时", "2021-03-01 16:00"}, {"2021-03-01 16:30", "4工作小时", "2021-03-02 11:30"}, {"2021-03-01 08:30", "7工作小时", "2021-03-01 17:30"},
		{"2021-03-05 17:00", "4工作小时", "2021-03-08 12:00"}, {"2021-02-10 17:00", "1工作小时", "2021-02-18 09:00"}, {"2021-03-06 03:00", "30工作分钟", "2021-03-08 09:00"},
		{"2021-03-01 12:30", "210工作分钟", "2021-03-01 17:30"},
	} {
		r := c.Reckon(Clock{Limit: limit(t, v.limit), Start: on(t, v.start)}, on(t, v.start))
		if r.Due.String() != v.due {
			t.Errorf("%s + %s is due %s, want %s", v.start, v.limit, r.Due, v.due)
		}
		if again := c.Reckon(Clock{Limit: limit(t, v.limit), Start: on(t, v.start)}, r.Due); again.Late {
			t.Errorf("%s + %s is late at the very moment", v.start, v.limit)
		}
		if later := c.Reckon(Clock{Limit: limit(t, v.limit), Start: on(t, v.start)}, r.Due+1); !later.Late || later.Left >= 0 {
			t.Errorf("%s + %s: %+v just after", v.start, v.limit, later)
		}
	}
}

// The case of the prototype: accepted on 24 August, an expert review for five
// days, a supplement for two.
func TestStopsMoveTheDayItIsDueOn(t *testing.T) {
	c := national(t)
	k := Clock{Limit: Limit{20, Workdays}, Start: on(t, "2026-08-24 09:10"), Stops: []Stop{
		{on(t, "2026-08-28 16:00"), on(t, "2026-09-04 17:00"), "专家评审"},
		{on(t, "2026-09-09 11:00"), on(t, "2026-09-11 10:00"), "补正"},
	}}
	r := c.Reckon(k, on(t, "2026-09-15 12:00"))
	if r.DueOn.String() != "2026-09-30" || r.Used != 9 || r.Left != 11 || r.Stopped || r.Late {
		t.Errorf("%+v", r)
	}
	if r := c.Reckon(k, on(t, "2026-09-02 12:00")); !r.Stopped || r.Used != 4 {
		t.Errorf("in the review: %+v", r)
	}
	days := c.Days(k, on(t, "2026-09-15 12:00"))
	said := ""
	for _, d := range days {
		said += [...]string{"起", "计", "休", "停", "将"}[d.Role]
	}
	// 24…30 August; 31…6 September; and so on by weeks
	if want := "起计计计计休休" + "停停停停停休休" + "计计计停停休休" + "计计将将将休将" + "将将将将休休休" + "将将将"; said != want {
		t.Errorf("the days are\n%s, want\n%s", said, want)
	}
	if last := days[len(days)-1]; !last.Due || last.N != 20 {
		t.Errorf("the last day is %+v", last)
	}
	open := k
	open.Stops = append(open.Stops, Stop{on(t, "2026-09-16 09:00"), 0, "听证"})
	if r := c.Reckon(open, on(t, "2026-09-18 12:00")); !r.Stopped || r.DueOn.String() != "2026-10-09" || r.Used != 10 {
		t.Errorf("with a stop that lasts: %+v", r)
	}
	// a stop after it is due moves nothing
	late := Clock{Limit: Limit{5, Workdays}, Start: on(t, "2026-08-24 09:00"), Stops: []Stop{{on(t, "2026-09-01 09:00"), on(t, "2026-09-03 09:00"), "补正"}}}
	if r := c.Reckon(late, on(t, "2026-09-07 09:00")); r.DueOn.String() != "2026-08-31" || !r.Late || r.Used != 8 {
		t.Errorf("stopped after it was late: %+v", r)
	}
}

func TestAYearWithoutANoticeGivesAnEstimate(t *testing.T) {
	c := national(t)
	r := c.Reckon(Clock{Limit: Limit{20, Workdays}, Start: on(t, "2026-12-14 09:00")}, on(t, "2026-12-14 09:00"))
	if !r.Estimated || r.DueOn.String() != "2027-01-12" {
		t.Errorf("%+v", r)
	}
	if c.LastPublished() != 2026 {
		t.Errorf("the last year is %d", c.LastPublished())
	}
}

func TestAPlaceMayRestAndWorkOnItsOwnDays(t *testing.T) {
	c, err := ReadCalendar(os.DirFS("../../../law"), []Stretch{{From: Date{2020, 2, 3}, To: Date{2020, 2, 13}, Name: "省政府延迟复工"}, {From: Date{2020, 2, 8}, To: Date{2020, 2, 8}, Works: true, Name: "值守"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := c.Reckon(Clock{Limit: Limit{2, Workdays}, Start: on(t, "2020-01-23 09:00")}, on(t, "2020-01-23 09:00")); r.DueOn.String() != "2020-02-14" {
		t.Errorf("%+v", r)
	}
	if c.Kind(Date{2020, 2, 8}) != LocalWork || c.Kind(Date{2020, 2, 7}) != LocalRest {
		t.Error("local days are not kept")
	}
	if days := national(t).Changed(c); len(days) != 10 || days[0].String() != "2020-02-03" {
		t.Errorf("changed are %v", days)
	}
}

// A clock by stepping through the days one by one, as an official would.
func counted(c *Calendar, k Clock, now Instant) Date {
	n := 0
	for d := k.Start.DayNumber() + 1; ; d++ {
		halted := false
		for _, s := range k.Stops {
			if s.From < now {
				until := s.Until
				if until == 0 {
					until = now
				}
				halted = halted || s.From.DayNumber() < d && d <= until.DayNumber()
			}
		}
		if !halted && (k.Limit.Unit == Days || c.kind(d).Works()) {
			if n++; n == k.Limit.N {
				for k.Limit.Unit == Days && !c.kind(d).Works() {
					d++
				}
				return OfDays(d)
			}
		}
	}
}

func TestAClockAgreesWithSteppingThroughTheDays(t *testing.T) {
	c := national(t)
	rng := rand.New(rand.NewSource(1))
	begin := on(t, "2020-01-02 08:00")
	for i := range 20_000 {
		k := Clock{Limit: Limit{1 + rng.Intn(90), []Unit{Workdays, Days}[i%2]}, Start: begin + Instant(rng.Int63n(int64(6*365*Day)))}
		at := k.Start
		for range rng.Intn(4) {
			from := at + Instant(rng.Int63n(int64(20*Day)))
			at = from + Instant(rng.Int63n(int64(15*Day)))
			k.Stops = append(k.Stops, Stop{From: from, Until: at})
		}
		now := at + Instant(rng.Int63n(int64(200*Day)))
		r := c.Reckon(k, now)
		if want := counted(c, k, now); r.DueOn != want {
			t.Fatalf("%+v at %s: %s, stepping gives %s", k, now, r.DueOn, want)
		}
		if k.Limit.Unit != Workdays {
			continue
		}
		n, used := 0, 0
		for _, d := range c.Days(k, now) {
			if d.Role == Counted || d.Role == Coming {
				n = d.N
			}
			if d.Role == Counted {
				used++
			}
			if d.Due && (n != k.Limit.N) {
				t.Fatalf("%+v: the proof counts %d on the day it is due", k, n)
			}
		}
		if used != r.Used {
			t.Fatalf("%+v at %s: %d days used, the proof counts %d", k, now, r.Used, used)
		}
	}
}

func TestNThenMIsNAndM(t *testing.T) {
	c := national(t)
	rng := rand.New(rand.NewSource(2))
	begin := on(t, "2020-01-02 08:00")
	for range 20_000 {
		start := begin + Instant(rng.Int63n(int64(6*365*Day)))
		n, m := 1+rng.Intn(60), 1+rng.Intn(60)
		for _, u := range []Unit{Workdays, WorkMinutes, Minutes, Hours, WorkHours} {
			a := c.Reckon(Clock{Limit: Limit{n, u}, Start: start}, start)
			mid := a.Due
			if u.InDays() {
				mid = a.DueOn.At(9, 0)
			}
			b := c.Reckon(Clock{Limit: Limit{m, u}, Start: mid}, mid)
			if whole := c.Reckon(Clock{Limit: Limit{n + m, u}, Start: start}, start); b.Due != whole.Due {
				t.Fatalf("%s: %d and %d %s give %s, together %s", start, n, m, u, b.Due, whole.Due)
			}
		}
	}
}

func TestLimitsAreReadAsTheyAreWritten(t *testing.T) {
	for _, s := range []string{"20个工作日", "15自然日", "1个月", "30分钟", "24小时", "4个工作小时", "90工作分钟"} {
		if l, err := ParseLimit(s); err != nil || l.String() != s {
			t.Errorf("%s: %s, %v", s, l, err)
		}
	}
	for _, s := range []string{"", "20", "20日", "5天", "0个工作日", "-1小时", "工作日", "20001小时", "3周"} {
		if l, err := ParseLimit(s); err == nil {
			t.Errorf("%q is read as %s", s, l)
		}
	}
}

func FuzzParseLimit(f *testing.F) {
	f.Add("20个工作日")
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := ParseLimit(s); err == nil {
			if again, err := ParseLimit(l.String()); err != nil || again != l {
				t.Errorf("%q becomes %v, %v", s, again, err)
			}
		}
	})
}

func BenchmarkReckon(b *testing.B) {
	c := national(b)
	k := Clock{Limit: Limit{20, Workdays}, Start: on(b, "2026-08-24 09:10"), Stops: []Stop{
		{on(b, "2026-08-28 16:00"), on(b, "2026-09-04 17:00"), "专家评审"}, {on(b, "2026-09-09 11:00"), on(b, "2026-09-11 10:00"), "补正"}}}
	now := on(b, "2026-09-15 12:00")
	for _, u := range []Unit{Workdays, Days, WorkHours} {
		k.Limit.Unit = u
		b.Run(fmt.Sprint(u), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if c.Reckon(k, now).Due == 0 {
					b.Fatal("no due")
				}
			}
		})
	}
}
