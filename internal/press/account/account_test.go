package account_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/task"
	"duban/internal/press/account"
)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// row is a task of a hundred metres, reported month by month, as it stands on a day.
func row(t *testing.T, n int, category task.Category, on string, figures map[string]string) account.Row {
	t.Helper()
	terms := task.Annual(2026)
	terms.Title, terms.Lead, terms.Category = fmt.Sprintf("修路第%d段100米", n), fmt.Sprintf("单位%d", n), category
	terms.Figure = &task.Figure{Subject: fmt.Sprintf("修路第%d段", n), Unit: "米", Target: quantity.Must("100"), Course: task.Line}
	d := task.Deed{At: day("2026-01-20").At(9, 0), Person: "p", Document: "文号"}
	e, err := task.Drafting(fmt.Sprintf("2026-%04d", n), task.Origin{Section: "三、重点工作 › （二）修路架桥"}, "", terms, d)
	if err != nil {
		t.Fatal(err)
	}
	x, err := task.Fold(fmt.Sprint("t", n), []task.Event{e})
	if err != nil {
		t.Fatal(err)
	}
	take := func(e task.Event, err error) {
		t.Helper()
		if err == nil {
			err = x.Take(e)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	take(x.Issuing(d))
	take(x.SigningFor(d))
	for m := 1; m <= 12; m++ {
		month := civil.Month{Year: 2026, Month: m}
		if s := figures[month.String()]; s != "" {
			v := quantity.Must(s)
			d.At = month.Last().At(9, 0)
			take(x.Filling(task.Report{Month: month, Figure: &v, Problem: "雨水多"}, d))
			take(x.Signing(month.String(), d))
		}
	}
	p := x.PaceOn(day(on), task.ProfileNamed(""), 28)
	return account.Row{Task: x, Pace: p, Lead: terms.Lead, Verdict: x.Result(p)}
}

var digits = regexp.MustCompile(`\d`)

// grounded holds that every sentence with a figure knows where it comes from.
func grounded(t *testing.T, d account.Draft) {
	t.Helper()
	for _, p := range d.Parts {
		for _, s := range p.Sentences {
			if digits.MatchString(s.Text) && len(s.From) == 0 {
				t.Errorf("a figure without a source: %s", s.Text)
			}
		}
	}
}

func TestABulletinSaysHowAllStandAndWhatLagsBehind(t *testing.T) {
	on := "2026-06-30"
	rows := []account.Row{
		row(t, 1, task.Priority, on, map[string]string{"2026-06": "60"}), // 49.59 is due
		row(t, 2, task.Priority, on, map[string]string{"2026-06": "45"}),
		row(t, 3, task.Priority, on, map[string]string{"2026-06": "10"}),
		row(t, 4, task.Priority, on, nil),
	}
	d := account.Bulletin(account.Period{Year: 2026, Month: 6}, rows, day(on), map[task.Colour]int{task.Red: 1, task.Green: 3}, day("2026-05-31"))
	text := strings.Join(d.Lines(), "\n")
	for _, want := range []string{
		"任务 4 项，其中达到序时进度 1 项，没有达到序时进度 1 项，严重滞后或逾期 2 项。",
		"严重滞后或逾期的多 1 项",
		"单位1牵头的“修路第1段100米”，修路第1段60米，比应完成的多 10.4 个百分点。",
		"没有达到序时进度的 3 项，其中严重滞后或逾期的 2 项",
		"没有按时报送进展的：单位4 1 项。",
		"10 个工作日内",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the bulletin does not say %q:\n%s", want, text)
		}
	}
	var table [][]string
	for _, p := range d.Parts {
		if p.Table != nil {
			table = p.Table.Rows
		}
	}
	if len(table) != 3 || table[0][1] != "修路第4段100米" || table[1][1] != "修路第3段100米" || table[1][5] != "-39.6" || table[2][6] != "雨水多" {
		t.Errorf("the table: %v", table)
	}
	grounded(t, d)
	grounded(t, account.Quarterly(account.Period{Year: 2026, Month: 6, Quarter: 2}, rows, day(on), nil, day("2026-03-31"), nil))
}

func TestTheReviewFootnotesEveryFigureAndFacesWhatWasMissed(t *testing.T) {
	on := "2027-01-10"
	rows := []account.Row{
		row(t, 1, task.Expected, on, map[string]string{"2026-12": "100"}),
		row(t, 2, task.Priority, on, map[string]string{"2026-12": "104"}),
		row(t, 3, task.Priority, on, map[string]string{"2026-12": "75"}),
		row(t, 4, task.Livelihood, on, map[string]string{"2026-12": "100"}),
	}
	d := account.Review(2026, rows)
	text := strings.Join(d.Lines(), "\n")
	for _, want := range []string{
		"一、主要指标", "2026 年督办的任务 4 项，完成和超额完成 3 项。［1］", "修路第1段100米，为目标的 100%。［2］",
		"二、修路架桥", "修路第2段104米，为目标的 104%。", "三、民生实事",
		"四、没有完成的", "修路第3段100米（单位3）：修路第3段75米，没有完成。",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the review does not say %q:\n%s", want, text)
		}
	}
	if len(d.Notes) != 5 || !strings.Contains(d.Notes[1], "任务 2026-0001，单位1，2026 年 12 月进展，2026-12-31 审签") {
		t.Errorf("the footnotes: %q", d.Notes)
	}
	for _, p := range d.Parts {
		for _, s := range p.Sentences {
			if !strings.Contains(s.Text, "［") {
				t.Errorf("a sentence without a footnote: %s", s.Text)
			}
		}
	}
	grounded(t, d)
	if got := len(d.Blocks()); got < 12 {
		t.Errorf("%d blocks", got)
	}
}
