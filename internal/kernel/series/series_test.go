package series

import (
	"strings"
	"testing"

	"duban/internal/base/cite"
	"duban/internal/kernel/review"
	"duban/internal/kernel/statement"
)

type said struct {
	report  int // year of the report
	kind    statement.Kind
	status  statement.Status
	period  string
	value   string
	unit    string
	bound   statement.Bound
	state   review.State
	entered bool
}

func figures(t *testing.T, all []said) []Figure {
	t.Helper()
	var list []Figure
	for i, s := range all {
		value, to, _ := strings.Cut(s.value, "~")
		r := review.Record{Report: string(rune('a' + s.report - 2024)), ID: string(rune('a' + i)), Sort: review.Measure, State: s.state, Span: cite.Span{Start: i * 10, End: i*10 + 4},
			Content: review.Content{Value: value, To: to, Unit: s.unit, Kind: s.kind, Status: s.status, Period: s.period, Bound: s.bound}}
		if s.entered {
			r.EnteredAt = 1
		}
		f, ok := Of(r, review.Report{Year: s.report})
		if !ok {
			t.Fatalf("%v is no figure", s)
		}
		list = append(list, f)
	}
	return list
}

func done(report int, kind statement.Kind, period, value, unit string) said {
	return said{report, kind, statement.Done, period, value, unit, statement.Exact, review.Accepted, true}
}

func target(report int, kind statement.Kind, period, value, unit string, b statement.Bound) said {
	return said{report, kind, statement.Target, period, value, unit, b, review.Accepted, true}
}

func TestOnlyFiguresOfOneUnitAndOneDefinitionShareAnAxis(t *testing.T) {
	axes := Axes(figures(t, []said{
		done(2024, statement.Growth, "2023", "6.3", "%"),
		done(2024, statement.Level, "2023", "908.6", "亿元"),
		done(2025, statement.Level, "2024", "964.8", "亿元"),
		done(2025, statement.Level, "2024", "9648000", "万元"),
		done(2025, statement.Level, "2024", "50", "亿美元"),
		done(2026, statement.Growth, "2021-2025", "6.4", "%"),
		done(2026, statement.Change, "2025", "0.3", "百分点"),
		done(2026, statement.Change, "2024", "0.2", "个百分点"),
		done(2026, statement.Level, "", "1021.5", "亿元"),
	}))
	var got []string
	for _, a := range axes {
		var values []string
		for _, f := range a.Figures {
			values = append(values, f.Value.String())
		}
		got = append(got, string(a.Kind)+" "+a.Unit+" "+string(rune('0'+a.Years))+": "+strings.Join(values, " "))
	}
	want := []string{
		"level 亿元 1: 908.6 964.8 964.8",
		"level 亿美元 1: 50",
		"growth % 1: 6.3",
		"change 个百分点 1: 0.2 0.3",
		"level 亿元 0: 1021.5",
		"growth % 5: 6.4",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("axes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !axes[0].Mixed || axes[1].Mixed {
		t.Error("a converted unit is not told")
	}
}

func TestWhichFigureOfAYearCounts(t *testing.T) {
	waiting := done(2026, statement.Level, "2024", "965.1", "亿元")
	waiting.state, waiting.entered = review.Found, false
	wrong := done(2026, statement.Level, "2023", "1", "亿元")
	wrong.state, wrong.entered = review.Rejected, false
	over := done(2026, statement.Level, "2025", "1000", "亿元")
	over.bound = statement.Over
	years := Axes(figures(t, []said{
		done(2024, statement.Level, "2023", "908.6", "亿元"), wrong,
		done(2025, statement.Level, "2024", "964.8", "亿元"), waiting,
		done(2026, statement.Level, "2024", "964.8", "亿元"),
		over, done(2026, statement.Level, "2025", "1021.5", "亿元"),
		target(2025, statement.Level, "2025", "1000", "亿元", statement.Over),
		target(2026, statement.Level, "2030", "1400", "亿元", statement.AtLeast),
		target(2025, statement.Level, "2030", "1350", "亿元", statement.AtLeast),
	}))[0].ByYear()
	if len(years) != 4 {
		t.Fatalf("%d years, want 4", len(years))
	}
	for i, c := range []struct{ result, promise, others, moved string }{{"908.6", "", "", ""}, {"964.8", "", "965.1", ""}, {"1021.5", "1000", "", ""}, {"", "1400", "", "1350"}} {
		text := func(p *Placed) string {
			if p == nil {
				return ""
			}
			return p.Value.String()
		}
		list := func(all []Placed) string {
			var s []string
			for _, p := range all {
				s = append(s, p.Value.String())
			}
			return strings.Join(s, " ")
		}
		y := years[i]
		if text(y.Result) != c.result || text(y.Promise) != c.promise || list(y.Others) != c.others || list(y.Moved) != c.moved {
			t.Errorf("%d: result %q promise %q others %q moved %q, want %v", y.Year, text(y.Result), text(y.Promise), list(y.Others), list(y.Moved), c)
		}
	}
}

func TestABandIsWhereAPromiseIsKept(t *testing.T) {
	for _, c := range []struct {
		s         said
		less      bool
		low, high string
	}{
		{target(2026, statement.Growth, "2026", "8", "%", statement.Exact), false, "8", ""},
		{target(2026, statement.Level, "2026", "5.5", "%", statement.Exact), true, "", "5.5"},
		{target(2026, statement.Level, "2026", "412", "亿元", statement.AtLeast), false, "412", ""},
		{target(2026, statement.Level, "2026", "5.5", "%", statement.AtMost), false, "", "5.5"},
		{target(2026, statement.Growth, "2026", "6.5", "%", statement.About), false, "6.175", "6.825"},
		{target(2026, statement.Growth, "2026", "5~6", "%", statement.Exact), false, "5", "6"},
		{target(2026, statement.Growth, "2026", "-3", "%", statement.Exact), false, "", "-3"},
	} {
		b := Axes(figures(t, []said{c.s}))[0].Figures[0].Band(c.less)
		low, high := "", ""
		if b.Low != nil {
			low = b.Low.String()
		}
		if b.High != nil {
			high = b.High.String()
		}
		if low != c.low || high != c.high {
			t.Errorf("%s %s: from %q to %q, want %q to %q", c.s.bound, c.s.value, low, high, c.low, c.high)
		}
	}
}

func TestAGrowthRateIsStatedBesideALevelAndNeverComputed(t *testing.T) {
	axes := Axes(figures(t, []said{
		done(2025, statement.Level, "2024", "964.8", "亿元"),
		done(2025, statement.Growth, "2024", "6.6", "%"),
		target(2025, statement.Growth, "2025", "6.5", "%", statement.About),
		done(2026, statement.Level, "2025", "1021.5", "亿元"),
	}))
	level, growth := axes[0], axes[1]
	if g, ok := Beside(level.Figures[0], growth); !ok || g.Value.String() != "6.6" {
		t.Errorf("beside 964.8 stands %v %v", g.Value, ok)
	}
	if g, ok := Beside(level.Figures[1], growth); ok {
		t.Errorf("the report of 2026 states no growth, got %v", g.Value)
	}
}

func TestPlacesAreComparedOnOneAxis(t *testing.T) {
	own := figures(t, []said{done(2026, statement.Level, "2025", "1.26", "万户"), done(2024, statement.Level, "2023", "1.31", "万户"), done(2026, statement.Growth, "2025", "6", "%")})
	near := figures(t, []said{done(2025, statement.Level, "2025", "8600", "户")})
	all := Compare([]string{"云泽市", "临淙市"}, [][]Figure{own, near})
	if len(all) != 1 || all[0].Latest != 2025 || all[0].Unit != "万户" || !all[0].Mixed || len(all[0].Places) != 2 {
		t.Fatalf("compared %+v", all)
	}
	if y, ok := all[0].Places[1].In(2025); !ok || y.Result.Value.String() != "0.86" || y.Result.Written() != "8600户" {
		t.Errorf("临淙市 in 2025: %+v", y)
	}
	if _, ok := all[0].Places[1].In(2023); ok {
		t.Error("临淙市 says nothing of 2023")
	}
}
