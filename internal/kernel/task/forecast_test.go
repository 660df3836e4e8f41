package task_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/task"
)

func TestAForecastGoesOnWithTheIncrementsOfTheLastMonths(t *testing.T) {
	even := begin(t, roads()).underway()
	for m, figure := range []string{"", "", "16", "24", "32", "40", "48", "56"} { // 8 a month
		if figure != "" {
			on := civil.EndOfMonth(2026, m+1)
			even.at(on.String()).report(civil.MonthOf(on).String(), figure)
		}
	}
	f, ok := even.task.ForecastOn(on("2026-08-31"), nil)
	if !ok || f.Low.String() != "84" || f.High.String() != "89" || !f.Missed || !f.Doubtful {
		t.Fatalf("8 a month since March, 5.33 before, and 56 by August: %+v", f)
	}
	if f, ok := even.task.ForecastOn(on("2026-08-31"), decimals("0.95", "1.0", "1.1", "1.2", "1.5")); !ok || f.Low.Cmp(f.High) >= 0 || f.High.Cmp(quantity.Must("120")) <= 0 || f.Missed || !f.Doubtful {
		t.Fatalf("such tasks often ended better: %+v", f)
	}
	uneven := begin(t, roads()).underway()
	for m, figure := range []string{"", "", "5", "30", "34", "60"} {
		if figure != "" {
			on := civil.EndOfMonth(2026, m+1)
			uneven.at(on.String()).report(civil.MonthOf(on).String(), figure)
		}
	}
	f, ok = uneven.task.ForecastOn(on("2026-06-30"), nil)
	if !ok || f.Low.Cmp(quantity.Must("60")) < 0 || f.High.Cmp(quantity.Must("120")) <= 0 || f.Missed || !f.Doubtful {
		t.Fatalf("uneven months leave a wide interval, never below what is reached: %+v", f)
	}
	if _, ok := begin(t, roads()).underway().task.ForecastOn(on("2026-03-31"), nil); ok {
		t.Fatal("told from nothing")
	}
	if _, ok := begin(t, plan()).underway().task.ForecastOn(on("2026-08-31"), nil); ok {
		t.Fatal("deliverables have no series")
	}
}

func decimals(texts ...string) (all []quantity.Decimal) {
	for _, s := range texts {
		all = append(all, quantity.Must(s))
	}
	return all
}

func TestATaskIsSeenAsItStoodThen(t *testing.T) {
	y := begin(t, roads()).underway().at("2026-03-29").report("2026-03", "28").at("2026-04-29").report("2026-04", "40")
	y.at("2026-05-06")
	y.does(y.task.Applying([]task.Proof{{Title: "x", Link: "https://example.org"}}, y.deed("完成", "")))
	y.does(y.task.ClosingOut(y.deed("并入省级工程", "云政办函〔2026〕20号")))
	then := y.task.Then(on("2026-04-20"))
	if p := then.PaceOn(on("2026-04-20"), task.ProfileNamed(""), 28); p.Done.String() != "28" || p.Colour != task.Yellow || then.State != task.Underway {
		t.Fatal(p.Done, p.Colour, then.State)
	}
	if p := y.task.PaceOn(on("2026-05-07"), task.ProfileNamed(""), 28); p.Colour != task.Blue || y.task.Result(p) != task.Missed {
		t.Fatal("closed out short of its target on a document's ground", p.Colour, y.task.Result(p))
	}
}

func TestAPromiseIsMetExceededOrMissedByItsFigure(t *testing.T) {
	for _, c := range []struct {
		figure, day string
		want        task.Verdict
	}{{"120", "2027-01-05", task.Met}, {"121", "2027-01-05", task.Exceeded}, {"119.9", "2027-01-05", task.Missed}, {"119", "2026-12-20", task.OnTrack}, {"60", "2026-12-20", task.Behind}} {
		y := begin(t, roads()).underway().at("2026-12-15").report("2026-12", c.figure)
		if got := y.task.Result(y.task.PaceOn(on(c.day), task.ProfileNamed(""), 28)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.figure, c.day, got, c.want)
		}
	}
	capped := roads()
	capped.Figure.AtMost = true
	y := begin(t, capped).underway().at("2026-12-15").report("2026-12", "110")
	if got := y.task.Result(y.task.PaceOn(on("2027-01-05"), task.ProfileNamed(""), 28)); got != task.Exceeded {
		t.Error("below what it was to stay below:", got)
	}
}

func TestWhatIsRememberedOfAMonthIsWhatWasReckoned(t *testing.T) {
	y := begin(t, roads()).underway().at("2026-03-29").report("2026-03", "28").at("2026-04-29").report("2026-04", "40")
	text, err := y.task.Standing()
	if err != nil {
		t.Fatal(err)
	}
	read, err := task.OfStanding(y.task.ID, text)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, m := range []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05"} {
			for _, p := range task.Profiles() {
				want := y.task.Then(month(m).Last()).ColourOn(month(m).Last(), p, 28)
				if got := read.ColourAfter(month(m), p, 28); got != want || y.task.ColourAfter(month(m), p, 28) != want {
					t.Errorf("%s by %s: %s, want %s", m, p.Name, got, want)
				}
			}
		}
	}
}
