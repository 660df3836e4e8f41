package desk_test

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// A leave that is answered in five workdays and paid for in forty-five.
var slowLeave = strings.NewReplacer("30分钟, basis: rule}]}", "5个工作日, basis: rule}]}\n      - {limit: pay, rows: [{is: 45个工作日, basis: rule}]}",
	"due: silence}", "due: silence}\n      - {clock: pay, title: 发薪, limit: pay, level: stage, starts: [ask], ends: [grant, silence]}").Replace(leave)

// monday is 7 December 2026, nine in the morning: the next year is not published.
var monday = civil.Date{Year: 2026, Month: 12, Day: 7}.At(9, 0)

// onMonday is the office on that day, with the slow leave.
func onMonday(t testing.TB, o *office, more ...func(*desk.Means)) *office {
	t.Helper()
	var ticks atomic.Int64
	return o.again(func(m *desk.Means) {
		m.Mechanisms = declared(t, slowLeave)
		m.Clock = func() int64 { return int64(monday) + ticks.Add(1) }
		for _, f := range more {
			f(m)
		}
	})
}

func leaveCase() desk.OpenCase {
	return desk.OpenCase{Procedure: "leave", Deed: procedure.Deed{Act: "ask", Data: map[string]any{"事由": "探亲"}}}
}

var (
	december = func(day int) civil.Date { return civil.Date{Year: 2026, Month: 12, Day: day} }
	festival = desk.SetDays{From: december(9), To: december(9), Title: "建市纪念日", Basis: "云政发〔2026〕9号"}
)

// dueOn is the last day of each clock of a case, by its title.
func dueOn(t testing.TB, o *office, by staff.Actor, id string) map[string]string {
	t.Helper()
	s, err := o.ShowCase(t.Context(), by, id)
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]string{}
	for _, r := range s.Clocks {
		k := r.Reckon(s.Calendar, s.Now)
		days[r.Rule.Title] = k.DueOn.String()
		if k.Estimated {
			days[r.Rule.Title] += "?"
		}
	}
	return days
}

func TestALocalHolidayMovesOpenClocksOnlyAndSaysSo(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, clerk, head, _, _ := manned(t, e)
		o := onMonday(t, first)
		ctx := t.Context()
		supervisor := first.actor("ducha", password)
		open, err := o.OpenCase(ctx, clerk, desk.Call{}, leaveCase())
		if err != nil {
			t.Fatal(err)
		}
		done, err := o.OpenCase(ctx, clerk, desk.Call{}, leaveCase())
		if err == nil {
			_, err = o.ActOnCase(ctx, head, desk.Call{}, done.ID, procedure.Deed{Act: "grant"})
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := dueOn(t, o, head, open.ID); got["答复"] != "2026-12-14" || !strings.HasSuffix(got["发薪"], "?") {
			t.Fatalf("%v", got)
		}
		k, err := o.SetCalendar(ctx, supervisor, desk.Call{ActID: "festival", Version: desk.Fresh}, festival)
		if err == nil {
			t.Fatal("Fresh is no version of a calendar")
		}
		k, err = o.SetCalendar(ctx, supervisor, desk.Call{ActID: "festival"}, festival)
		if err != nil || k.Open != 1 || k.Cases != 1 || k.Clocks != 2 || k.Left || k.Edition != 2 {
			t.Fatalf("%+v, %v", k, err)
		}
		if again, err := o.SetCalendar(ctx, supervisor, desk.Call{ActID: "festival"}, festival); err != nil || again != k {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		if got := dueOn(t, o, head, open.ID)["答复"]; got != "2026-12-15" {
			t.Errorf("the open one is due on %s", got)
		}
		if got := dueOn(t, o, head, done.ID)["答复"]; got != "2026-12-14" {
			t.Errorf("the one that has ended is due on %s", got)
		}
		list, _, err := o.MovedCases(ctx, supervisor, 2, "", 9)
		if err != nil || len(list) != 1 || list[0].Case != open.ID || list[0].Row.DueAt != int64(december(16).At(0, 0)) {
			t.Fatalf("%+v, %v", list, err)
		}
		if m := list[0].Clocks[0]; m.Clock != "答复" || m.Before != "2026-12-14" || m.After != "2026-12-15" || m.Firm {
			t.Errorf("%+v", m)
		}
		stored(t, o, supervisor)

		// its own lifting brings the day back, and the one before stays as it was told
		y, err := o.ReadCalendar(ctx, supervisor, 2026)
		if err != nil || len(y.Entries) != 1 || y.Entries[0].Person != "林ducha" || y.Missing != 2027 || y.Calendar.Kind(december(9)) != civil.LocalRest || len(y.Changes) != 2 || y.Changes[0].Sum.Clocks != 2 {
			t.Fatalf("%+v, %v", y, err)
		}
		if k, err = o.LiftCalendar(ctx, supervisor, desk.Call{Version: 2}, y.Entries[0].ID); err != nil || k.Clocks != 2 {
			t.Errorf("%+v, %v", k, err)
		}
		if got := dueOn(t, o, head, open.ID)["答复"]; got != "2026-12-14" {
			t.Errorf("lifted, it is due on %s", got)
		}
		stored(t, o, supervisor)
		o.SequenceAll(ctx)
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

const of2027 = "起\t止\t类别\t名称\n2027-01-01\t2027-01-03\t放假\t元旦\n2027-02-05\t2027-02-11\t放假\t春节\n2027-01-31,2027-01-31,上班,调休上班\n2027年4月3日\t2027年4月5日\t放假\t清明节\n2027-05-01\t2027-05-05\t放假\t劳动节\n2027-06-09\t2027-06-09\t放假\t端午节\n2027-09-15\t2027-09-15\t放假\t中秋节\n2027-10-01\t2027-10-07\t放假\t国庆节\n"

func TestAPublishedYearMakesEstimatesFirm(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, clerk, head, _, _ := manned(t, e)
		o := onMonday(t, first)
		ctx := t.Context()
		supervisor := first.actor("ducha", password)
		c, err := o.OpenCase(ctx, clerk, desk.Call{}, leaveCase())
		if err != nil {
			t.Fatal(err)
		}
		before := dueOn(t, o, head, c.ID)["发薪"]
		in := desk.ImportYear{Year: 2027, Days: of2027, Basis: "国务院办公厅关于2027年部分节假日安排的通知"}
		for what, bad := range map[string]desk.ImportYear{
			"没有 10 月 1 日的假": {2027, strings.Replace(of2027, "2027-10-01", "2027-10-02", 1), in.Basis},
			"不是周末":          {2027, strings.Replace(of2027, "2027-01-31,2027-01-31", "2027-02-01,2027-02-01", 1), in.Basis},
			"写了两次":          {2027, of2027 + "2027-10-07\t2027-10-07\t放假\t国庆节\n", in.Basis},
			"有 3 栏":         {2027, of2027 + "2027-10-10\t2027-10-10\t上班\n", in.Basis},
			"日期看不懂":         {2027, of2027 + "2027-13-10\t2027-10-10\t上班\t调休\n", in.Basis},
			"不在 2028 年":     {2028, of2027, in.Basis},
			"依据没有写":         {2027, of2027, ""},
		} {
			if _, err := o.ImportCalendar(ctx, supervisor, desk.Call{}, bad); !is(err, fault.Invalid) || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := o.ImportCalendar(ctx, clerk, desk.Call{}, in); !is(err, fault.Forbidden) {
			t.Errorf("a clerk sets the country's days: %v", err)
		}
		k, err := o.ImportCalendar(ctx, supervisor, desk.Call{}, in)
		if err != nil || k.Firm != 1 || k.Cases != 1 || k.Clocks != 1 {
			t.Fatalf("%+v, %v", k, err)
		}
		// 18 workdays are left of December; then 27 from 4 January, with Sunday 31 January worked and the festival off
		if after := dueOn(t, o, head, c.ID)["发薪"]; before != "2027-02-09?" || after != "2027-02-15" {
			t.Errorf("due on %s, then %s", before, after)
		}
		if y, err := o.ReadCalendar(ctx, supervisor, 2027); err != nil || !y.Published || y.Missing != 0 || len(y.Entries) != 8 {
			t.Errorf("%v %d %d, %v", y.Published, y.Missing, len(y.Entries), err)
		}
		// entered again, it stands in place of what was there
		if _, err := o.ImportCalendar(ctx, supervisor, desk.Call{}, in); err != nil {
			t.Fatal(err)
		}
		if y, err := o.ReadCalendar(ctx, supervisor, 2027); err != nil || len(y.Entries) != 8 {
			t.Errorf("%d rows, %v", len(y.Entries), err)
		}
	})
}

func TestABadDayOfThePlaceIsRefused(t *testing.T) {
	o, supervisor := found(t, engineOf(t))
	o = onMonday(t, o)
	ctx := t.Context()
	with := func(change func(*desk.SetDays)) desk.SetDays {
		in := festival
		change(&in)
		return in
	}
	for what, in := range map[string]desk.SetDays{
		"在开始之前":    with(func(s *desk.SetDays) { s.To = december(1) }),
		"最多设 31 天": with(func(s *desk.SetDays) { s.To = civil.Date{Year: 2027, Month: 3, Day: 1} }),
		"名称没有写":    with(func(s *desk.SetDays) { s.Title = " " }),
		"依据没有写":    with(func(s *desk.SetDays) { s.Basis = "" }),
		"本来就上班":    with(func(s *desk.SetDays) { s.Works = true }),
		"本来就放假":    with(func(s *desk.SetDays) { s.From, s.To = december(12), december(13) }),
		"起止日期不对":   with(func(s *desk.SetDays) { s.From = civil.Date{} }),
	} {
		if _, err := o.SetCalendar(ctx, supervisor, desk.Call{}, in); !is(err, fault.Invalid) || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := o.SetCalendar(ctx, supervisor, desk.Call{}, festival); err != nil {
		t.Fatal(err)
	}
	if _, err := o.SetCalendar(ctx, supervisor, desk.Call{}, festival); !is(err, fault.Conflict) || !strings.Contains(err.Error(), "已经设为“建市纪念日”") {
		t.Errorf("set twice: %v", err)
	}
	if _, err := o.SetCalendar(ctx, supervisor, desk.Call{Version: 1}, with(func(s *desk.SetDays) { s.From, s.To = december(10), december(10) })); !desk.Stale(err) {
		t.Errorf("somebody set another meanwhile: %v", err)
	}
	if _, err := o.LiftCalendar(ctx, supervisor, desk.Call{}, "nothing"); !is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}

// childSets is a program that sets a holiday and dates cases until it is killed.
func childSets(t *testing.T) {
	e, err := openAt(t.Context(), os.Getenv(childDatabase))
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, e)
	supervisor := o.actor("ducha", password)
	w := onMonday(t, o, func(m *desk.Means) {
		m.Report = func(string, error) {}
		m.Performed = func(_ context.Context, act, id string) {
			if act == "case.redate" {
				os.Stdout.WriteString("confirmed " + id + "\n")
			}
		}
	})
	if _, err := w.SetCalendar(t.Context(), supervisor, desk.Call{}, festival); err != nil {
		t.Error(err)
	}
}

func TestNoCaseIsLeftWithItsOldDaysByAProgramThatIsKilled(t *testing.T) {
	if os.Getenv(childName) != "" {
		childSets(t)
		return
	}
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		t.Run(engine, func(t *testing.T) {
			database, n := settled(t, engine), 300
			e, err := openAt(t.Context(), database)
			if err != nil {
				t.Fatal(err)
			}
			first := open(t, e)
			clerk := worker(first, "keji", "kj", staff.Clerk)
			o := onMonday(t, first)
			for range n {
				if _, err := o.OpenCase(t.Context(), clerk, desk.Call{}, leaveCase()); err != nil {
					t.Fatal(err)
				}
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			c := begin(t, "TestNoCaseIsLeftWithItsOldDaysByAProgramThatIsKilled", database, "sets")
			c.until(20)
			c.kill()
			if e, err = openAt(t.Context(), database); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { e.Close() })
			o = onMonday(t, open(t, e), func(m *desk.Means) {
				clock := m.Clock
				m.Clock = func() int64 { return clock() + 60*1_000_000 } // the lease of the one that was killed is over
			})
			left := 0
			o.read(func(tx *store.Tx) error {
				u, err := tx.UndatedCases(city, 2, store.Undated{Edition: -1}, n)
				left = len(u)
				return err
			})
			did, err := o.SweepCalendars(t.Context())
			if err != nil || did != left {
				t.Errorf("%d were left, %d were dated, %v", left, did, err)
			}
			t.Logf("%d of %d were left by the program that was killed", left, n)
			if did, err := o.SweepCalendars(t.Context()); did != 0 || err != nil {
				t.Errorf("dated twice: %d, %v", did, err)
			}
			o.read(func(tx *store.Tx) error {
				cases, err := tx.EveryCase(city)
				for _, c := range cases {
					if c.Edition != 2 || c.DueAt != int64(december(16).At(0, 0)) {
						t.Errorf("%s: edition %d, due at %s", c.Number, c.Edition, civil.Instant(c.DueAt))
					}
				}
				if err != nil {
					return err
				}
				moves, err := tx.Moves(city, 2, "", 2*n)
				if len(moves) != n {
					t.Errorf("%d moves of %d cases", len(moves), n)
				}
				return err
			})
			placed(t, o)
		})
	}
}

func (o *office) read(f func(*store.Tx) error) {
	o.t.Helper()
	if err := o.store.Read(o.t.Context(), f); err != nil {
		o.t.Fatal(err)
	}
}

func engineOf(t *testing.T) store.Engine {
	t.Helper()
	e, err := sqlite.Create(t.Context(), t.TempDir()+"/duban.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}
