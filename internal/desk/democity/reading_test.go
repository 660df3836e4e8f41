package democity_test

import (
	"os"
	"strings"
	"testing"

	"duban/internal/base/table"
	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/office"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

func read(r democity.Report) *statement.Report {
	return desk.New().ReadReport(document.Plain(r.File, r.Text, nil))
}

func TestTheReaderFindsWhatTheReportsState(t *testing.T) {
	city := democity.Invented()
	least := []struct{ measures, undertakings, mechanisms int }{{220, 110, 40}, {280, 90, 30}, {330, 125, 60}}
	for i, r := range city.Reports {
		got := read(r)
		if m, u, k := len(got.Measures), len(got.Undertakings), len(got.Mechanisms); m < least[i].measures || u < least[i].undertakings || k < least[i].mechanisms {
			t.Errorf("%s: %d measures, %d undertakings, %d mechanisms", r.File, m, u, k)
		}
		if o := got.Outline; o.Place != city.Division.Name || o.Year != r.Given.Year {
			t.Errorf("%s is of %s for %d", r.File, o.Place, o.Year)
		}
	}
	if n := len(read(city.Reports[2]).Undertakings); n > 160 {
		t.Errorf("%d undertakings are more than a task table of such a city holds", n)
	}
}

// The headline indicators can be laid beside each other.
func TestNeighboursReportTheSameHeadlines(t *testing.T) {
	headlines := []string{"地区生产总值", "规模以上工业增加值", "固定资产投资", "社会消费品零售总额", "一般公共预算收入", "城镇居民人均可支配收入", "农村居民人均可支配收入", "常住人口城镇化率"}
	for _, c := range append(democity.Neighbours(), democity.Invented()) {
		r := c.Reports[len(c.Reports)-1]
		got := read(r)
		for _, name := range headlines {
			done, target := false, false
			for i := range got.Measures {
				if m := &got.Measures[i]; strings.Contains(m.Subject, name) && m.Indicator != "" {
					done = done || m.Status == statement.Done && m.Period.Contains(2025)
					target = target || m.Status == statement.Target && m.Period.Contains(2026)
				}
			}
			if !done || !target {
				t.Errorf("%s: %s, reported %v, promised %v", r.File, name, done, target)
			}
		}
	}
}

// Whoever the reader proposes as lead is a unit of the city, under one of its names.
func TestEveryProposedLeadIsAUnitOfTheCity(t *testing.T) {
	city := democity.Invented()
	known := func(name string) bool {
		switch name {
		case "乡镇政府", "街道办事处": // all of them
			return true
		}
		for _, u := range city.Units {
			for _, n := range append([]string{u.Short, u.Name}, u.Aliases...) {
				if n == name || office.Standard().Same(n, name) {
					return true
				}
			}
		}
		return false
	}
	for _, r := range city.Reports {
		for _, u := range read(r).Undertakings {
			for _, lead := range u.Lead {
				if !known(lead.Unit) {
					t.Errorf("%s: %s is no unit of the city", r.File, lead.Unit)
				}
			}
		}
	}
	for _, u := range office.Standard().Units() {
		if !known(u.Name) {
			t.Errorf("the city has no %s", u.Name)
		}
	}
}

// slips.tsv names what was planted. A row of grade none is a slip that the
// checks do not see; should they learn to, the row gets its grade.
func TestTheCheckFindsThePlantedSlipsAndNothingElse(t *testing.T) {
	reports := democity.Invented().Reports
	for _, r := range reports[:2] {
		for _, a := range desk.New().CheckReport(read(r)) {
			t.Errorf("%s: %s", r.File, a.Sentence)
		}
	}
	text := reports[2].Text
	got := read(reports[2])
	alarms := desk.New().CheckReport(got)
	explained := make([]bool, len(alarms))
	planted := 0
	for _, row := range table.Rows(os.DirFS("."), "slips.tsv") {
		name, grade, rule, quote, against := row[0], row[1], row[2], row[3], row[4]
		if strings.Count(text, quote) != 1 || !strings.Contains(text, against) {
			t.Errorf("%s: the report does not say so once", name)
			continue
		}
		start := len([]rune(text[:strings.Index(text, quote)]))
		end := start + len([]rune(quote))
		found := false
		for i, a := range alarms {
			for _, p := range a.Places {
				if p.Start < end && p.End > start && (a.Rule == rule || grade == "none") {
					explained[i], found = true, true
					if grade != "none" && string(a.Grade) != grade {
						t.Errorf("%s: grade %s, want %s", name, a.Grade, grade)
					}
				}
			}
		}
		if found == (grade == "none") {
			t.Errorf("%s (%s): found %v", name, grade, found)
		}
		if grade == "error" || grade == "doubt" {
			planted++
		}
	}
	if planted < 4 || planted > 6 {
		t.Errorf("%d slips planted", planted)
	}
	for i, a := range alarms {
		if !explained[i] && a.Grade != proofread.Note {
			t.Errorf("not planted: %s", a.Sentence)
		}
	}
}

func TestMostPromisesAreMetSomeMissedSomeForgotten(t *testing.T) {
	reports := democity.Invented().Reports
	for i := range reports[:2] {
		answers := desk.New().ReconcileReports(read(reports[i]), read(reports[i+1]))
		n := map[reconcile.Verdict]int{}
		for _, a := range answers {
			n[a.Verdict]++
		}
		good := n[reconcile.Met] + n[reconcile.Exceeded]
		if len(answers) < 150 || good*100 < 60*len(answers) || good*100 > 90*len(answers) {
			t.Errorf("%s: %v of %d", reports[i+1].File, n, len(answers))
		}
		if n[reconcile.Missed] < 4 || n[reconcile.Unanswered] < 10 {
			t.Errorf("%s: %v", reports[i+1].File, n)
		}
	}
}
