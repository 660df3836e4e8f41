package desk_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/review"
	"duban/internal/kernel/series"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// years are the reports of the demo's city, accepted up to a share of their
// records; the first is entered.
func (o *office) years(by staff.Actor) (earlier, later review.Report) {
	o.t.Helper()
	earlier, later = o.upload(by, "democity/reports/yunze-2025.txt"), o.upload(by, "democity/reports/yunze-2026.txt")
	o.acceptAll(by, earlier.ID)
	if _, err := o.EnterReport(o.t.Context(), by, callNone, earlier.ID); err != nil {
		o.t.Fatal(err)
	}
	return earlier, later
}

func (o *office) acceptAll(by staff.Actor, report string) {
	o.t.Helper()
	v, err := o.ReviewReport(o.t.Context(), by, report)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range v.Records {
		if _, err := o.AcceptRecord(o.t.Context(), by, callNone, report, r.ID); err != nil {
			o.t.Fatal(err)
		}
	}
}

// csvOf writes a list as a person gets it.
func csvOf(t testing.TB, act func(desk.Handout) error) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := act(desk.Handout{Filter: "全部", Site: "https://duban.example", Write: func(l press.List) error { return press.ListCSV(&b, l, press.CSVOptions{Keys: true}) }}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func column(t testing.TB, rows [][]string, key string) (cells []string) {
	t.Helper()
	for i, k := range rows[0] {
		if k == key {
			for _, r := range rows[1:] {
				cells = append(cells, r[i])
			}
			return cells
		}
	}
	t.Fatalf("no column %s in %v", key, rows[0])
	return nil
}

func TestAnIndicatorShowsEveryFigureThatWasStated(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		_, later := o.years(by)
		o.upload(by, "democity/reports/nanzhu-2026.txt")
		v, err := o.ReadIndicator(ctx, by, "accounts.gdp")
		if err != nil {
			t.Fatal(err)
		}
		if v.Own.Name != "云泽市" || len(v.Others) != 1 || v.Others[0].Name != "南渚市" {
			t.Fatalf("own %s, %d others", v.Own.Name, len(v.Others))
		}
		var level series.Axis
		for _, a := range v.Own.Axes {
			if a.Kind == "level" && a.Years == 1 {
				level = a
			}
		}
		var got []string
		for _, y := range level.ByYear() {
			line := fmt.Sprint(y.Year)
			if y.Result != nil {
				line += fmt.Sprintf(" %s(%d)", y.Result.Value, y.Result.Standing())
			}
			if y.Promise != nil {
				line += fmt.Sprintf(" ≥%s(%d)", y.Promise.Value, y.Promise.Standing())
			}
			got = append(got, line)
		}
		if want := "2024 964.8(0), 2025 1021.5(2) ≥1000(0), 2030 ≥1400(2)"; strings.Join(got, ", ") != want {
			t.Errorf("levels %s, want %s", strings.Join(got, ", "), want)
		}
		lines, err := o.ListIndicators(ctx, by, desk.IndicatorPage{Words: "生产总值"})
		if err != nil {
			t.Fatal(err)
		}
		if len(lines) == 0 || lines[0].Indicator.Code != "accounts.gdp" || lines[0].Result == nil || lines[0].Result.Value.String() != "1021.5" || lines[0].Result.Entered || lines[0].Others != 1 || lines[0].Entered != 4 {
			t.Errorf("the list shows %+v", lines)
		}
		// a unit sees what is in the register, and nothing that waits
		clerk := o.actor("keji", password)
		v, err = o.ReadIndicator(ctx, clerk, "accounts.gdp")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range v.Own.All {
			if f.Standing() != series.Entered || f.Report.ID == later.ID {
				t.Errorf("a clerk sees %s of %s", f.Written(), f.Report.Title)
			}
		}
		if len(v.Own.All) != 4 || len(v.Others) != 0 {
			t.Errorf("a clerk sees %d figures and %d other places", len(v.Own.All), len(v.Others))
		}
		if _, err := o.ReadIndicator(ctx, o.actor("shenji", password), "accounts.gdp"); !is(err, fault.Forbidden) {
			t.Errorf("an auditor read an indicator: %v", err)
		}
		if _, err := o.ReadIndicator(ctx, by, "accounts.nothing"); !is(err, fault.NotFound) {
			t.Errorf("an indicator that is not in the catalogue: %v", err)
		}
		rows := csvOf(t, func(h desk.Handout) error { return o.ExportIndicator(ctx, clerk, "accounts.gdp", h) })
		if len(rows) != 5 {
			t.Errorf("a clerk took out %d figures, want the 4 that the page shows", len(rows)-1)
		}
	})
}

func TestTwoReportsAreReconciledAsTheReviewLeftThem(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		earlier, later := o.years(by)
		v, err := o.ReadReconciliation(ctx, by, desk.ReconciliationPage{})
		if err != nil {
			t.Fatal(err)
		}
		if v.Earlier.ID != earlier.ID || v.Later.ID != later.ID || len(v.Answers) < 40 || v.Undecided == 0 {
			t.Fatalf("from %s to %s, %d answers, %d undecided", v.Earlier.Title, v.Later.Title, len(v.Answers), v.Undecided)
		}
		find := func(v desk.Reconciliation, words string) *desk.Answered {
			for i := range v.Answers {
				if strings.Contains(v.Answers[i].Promise.Text, words) {
					return &v.Answers[i]
				}
			}
			return nil
		}
		gdp := find(v, "1000亿元")
		if gdp == nil || gdp.Verdict != reconcile.Exceeded && gdp.Verdict != reconcile.Met || gdp.PromiseAt.Undecided || !gdp.ResultAt.Undecided || gdp.ResultAt.Record == "" {
			t.Fatalf("the promise of 1000亿元: %+v", gdp)
		}
		// the result is corrected in review: the correction counts, not what was read
		r, err := o.ShowRecord(ctx, by, later.ID, gdp.ResultAt.Record)
		if err != nil {
			t.Fatal(err)
		}
		content := r.Content
		content.Value, content.Bound = "990", "="
		if _, err := o.CorrectRecord(ctx, by, callNone, later.ID, r.ID, content, "原文有误"); err != nil {
			t.Fatal(err)
		}
		all, err := o.ReviewReport(ctx, by, later.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range all.Records { // and what else says that 1000 was passed is rejected
			if x.Content.Indicator == "accounts.gdp" && x.Content.Kind == "level" && x.ID != r.ID && x.Content.Status == "done" {
				if _, err := o.RejectRecord(ctx, by, callNone, later.ID, x.ID, "重复"); err != nil {
					t.Fatal(err)
				}
			}
		}
		w, err := o.ReadReconciliation(ctx, by, desk.ReconciliationPage{Earlier: earlier.ID, Later: later.ID})
		if err != nil {
			t.Fatal(err)
		}
		if gdp := find(w, "1000亿元"); gdp == nil || gdp.Verdict != reconcile.Missed || gdp.ResultAt.Undecided {
			t.Errorf("after the correction to 990: %+v", gdp)
		}
		missed, err := o.ReadReconciliation(ctx, by, desk.ReconciliationPage{Verdict: reconcile.Missed})
		if err != nil || len(missed.Answers) != w.Counts[reconcile.Missed] || len(missed.Answers) == 0 {
			t.Errorf("%d missed are shown, %d counted, %v", len(missed.Answers), w.Counts[reconcile.Missed], err)
		}
		rows := csvOf(t, func(h desk.Handout) error {
			return o.ExportReconciliation(ctx, by, desk.ReconciliationPage{Verdict: reconcile.Missed}, h)
		})
		if len(rows)-1 != len(missed.Answers) {
			t.Errorf("%d rows went out, the page shows %d", len(rows)-1, len(missed.Answers))
		}
		if _, err := o.ReadReconciliation(ctx, by, desk.ReconciliationPage{Earlier: later.ID, Later: earlier.ID}); !is(err, fault.Refused) {
			t.Errorf("the wrong way round: %v", err)
		}
		if _, err := o.ReadReconciliation(ctx, o.actor("keji", password), desk.ReconciliationPage{}); !is(err, fault.Forbidden) {
			t.Errorf("a clerk reconciled: %v", err)
		}
	})
}

func TestAnExportIsWhatThePageShowsToTheSamePerson(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		earlier, later := o.years(by)
		v, err := o.ReviewReport(ctx, by, earlier.ID)
		if err != nil {
			t.Fatal(err)
		}
		// a unit sees what it leads
		for _, r := range v.Records {
			if r.Sort == review.Undertaking {
				c := r.Content
				c.Lead, c.Object = "kj", "=1+1 "+c.Object
				if _, err := o.CorrectRecord(ctx, by, callNone, earlier.ID, r.ID, c, "改牵头单位"); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		clerk := o.actor("keji", password)
		for name, p := range map[string]desk.RegisterPage{
			"register":  {},
			"figures":   {RecordPage: desk.RecordPage{Sort: review.Measure}},
			"year":      {RecordPage: desk.RecordPage{Year: 2025}},
			"no year":   {RecordPage: desk.RecordPage{Year: 1999}},
			"report":    {RecordPage: desk.RecordPage{Report: later.ID}, Any: true},
			"waiting":   {RecordPage: desk.RecordPage{State: review.Found, Sort: review.Project}, Any: true},
			"unit":      {RecordPage: desk.RecordPage{Lead: "kj"}},
			"by unit":   {RecordPage: desk.RecordPage{Order: desk.ByLead, Sort: review.Undertaking}},
			"unit year": {RecordPage: desk.RecordPage{Order: desk.ByLead, Year: 2026}, Any: true},
		} {
			for who, a := range map[string]staff.Actor{"supervisor": by, "clerk": clerk} {
				var shown []string
				page := p
				for page.Most = 37; ; { // page by page, as one turns them
					l, err := o.ListRecords(ctx, a, page)
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range l.Records {
						shown = append(shown, r.ID)
						if who == "clerk" && (r.Content.Lead != "kj" || r.EnteredAt == 0) {
							t.Errorf("%s: the clerk sees %s", name, r.Words)
						}
					}
					if len(l.Records) < page.Most {
						break
					}
					last := l.Records[len(l.Records)-1]
					page.AfterReport, page.AfterStart, page.AfterRecord, page.AfterLead = last.Report, last.Span.Start, last.ID, last.Content.Lead
				}
				out := column(t, csvOf(t, func(h desk.Handout) error { return o.ExportRecords(ctx, a, p, h) }), "record")
				if strings.Join(shown, " ") != strings.Join(out, " ") {
					t.Errorf("%s of the %s: %d shown, %d taken out", name, who, len(shown), len(out))
				}
				if who == "supervisor" && len(out) == 0 && name != "no year" {
					t.Errorf("%s: %d records for the %s", name, len(out), who)
				}
			}
		}
		for _, title := range column(t, csvOf(t, func(h desk.Handout) error { return o.ExportRecords(ctx, clerk, desk.RegisterPage{}, h) }), "words") {
			if strings.HasPrefix(title, "=") {
				t.Errorf("a cell begins like a formula: %s", title)
			}
		}
		found, err := o.Search(ctx, by, "增长", 1000)
		if err != nil {
			t.Fatal(err)
		}
		if rows := csvOf(t, func(h desk.Handout) error { return o.ExportSearch(ctx, by, "增长", h) }); len(rows)-1 != found.Total {
			t.Errorf("%d hits taken out, %d found", len(rows)-1, found.Total)
		}
		few, err := o.Search(ctx, by, "增长", 3)
		if err != nil || len(few.Hits) != 3 || few.Total != found.Total {
			t.Errorf("%d hits of %d, want 3 of %d", len(few.Hits), few.Total, found.Total)
		}
		if rows := csvOf(t, func(h desk.Handout) error { return o.ExportReports(ctx, by, desk.ReportPage{Year: 2026}, h) }); len(rows) != 2 {
			t.Errorf("%d reports of 2026", len(rows)-1)
		}
		lines, err := o.ListIndicators(ctx, by, desk.IndicatorPage{Domain: "finance"})
		if rows := csvOf(t, func(h desk.Handout) error {
			return o.ExportIndicators(ctx, by, desk.IndicatorPage{Domain: "finance"}, h)
		}); err != nil || len(rows)-1 != len(lines) || len(lines) < 3 {
			t.Errorf("%d indicators taken out, %d listed, %v", len(rows)-1, len(lines), err)
		}
		list, err := o.ListStaff(ctx, clerk)
		if err != nil {
			t.Fatal(err)
		}
		if rows := csvOf(t, func(h desk.Handout) error { return o.ExportUnits(ctx, clerk, h) }); len(rows)-1 != len(list.Units) {
			t.Errorf("%d units taken out of %d", len(rows)-1, len(list.Units))
		}
		if rows := csvOf(t, func(h desk.Handout) error { return o.ExportPeople(ctx, clerk, h) }); len(rows)-1 != len(list.Persons) {
			t.Errorf("a clerk took out %d people of %d", len(rows)-1, len(list.Persons))
		}
		for _, value := range []string{"90", "95.5"} {
			o.enter(by, "kj", "社会评价得分", value)
		}
		facts, err := o.ListFacts(ctx, by, settledYear)
		if err != nil || len(facts.Facts) != 1 {
			t.Fatal(facts.Facts, err)
		}
		rows := csvOf(t, func(h desk.Handout) error { return o.ExportFacts(ctx, by, settledYear, h) })
		if got := column(t, rows, "value"); strings.Join(got, " ") != "90 95.5" || len(got) != len(facts.Facts[0].Story) || strings.Join(column(t, rows, "stands"), " ") != " 是" {
			t.Errorf("facts taken out: %v", rows)
		}
		if err := o.ExportFacts(ctx, clerk, settledYear, desk.Handout{Write: func(press.List) error { t.Error("rows went out"); return nil }}); !is(err, fault.Forbidden) {
			t.Errorf("a clerk, who does not see the page, took facts out: %v", err)
		}
		audit := o.actor("shenji", password)
		acts := column(t, csvOf(t, func(h desk.Handout) error { return o.ExportActs(ctx, audit, h) }), "act")
		exports := 0
		for _, a := range acts {
			if a == "list.export" {
				exports++
			}
		}
		if exports < 20 {
			t.Errorf("the ledger names %d exports", exports)
		}
		if err := o.ExportRecords(ctx, audit, desk.RegisterPage{}, desk.Handout{Write: func(press.List) error { t.Error("rows went out"); return nil }}); !is(err, fault.Forbidden) {
			t.Errorf("an auditor took the register out: %v", err)
		}
		if err := o.ExportActs(ctx, by, desk.Handout{Write: func(press.List) error { t.Error("rows went out"); return nil }}); !is(err, fault.Forbidden) {
			t.Errorf("a supervisor took the ledger out: %v", err)
		}
		o.intact()
	})
}

func TestOnlyWhatWasPublishedIsOpen(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		earlier, later := o.years(by)
		pack := func() (*zip.Reader, error) {
			var b bytes.Buffer
			err := o.ExportPackage(ctx, by, "", func(p press.Package) error { return press.DataPackage(&b, p) })
			if err != nil {
				return nil, err
			}
			return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		}
		if _, err := pack(); !is(err, fault.Refused) {
			t.Errorf("a package of nothing: %v", err)
		}
		if err := o.PublishReport(ctx, by, callNone, later.ID, "公报"); !is(err, fault.Refused) {
			t.Errorf("a report under review was published: %v", err)
		}
		if err := o.PublishReport(ctx, by, callNone, earlier.ID, " "); !is(err, fault.Invalid) {
			t.Errorf("published nowhere: %v", err)
		}
		where := "https://www.example.gov.cn/2025/report.html"
		if err := o.PublishReport(ctx, by, callNone, earlier.ID, where); err != nil {
			t.Fatal(err)
		}
		z, err := pack()
		if err != nil {
			t.Fatal(err)
		}
		var about struct {
			Sources []struct{ Path string }
		}
		counts := map[string]int{}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if f.Name == "datapackage.json" {
				if err := json.Unmarshal(b, &about); err != nil {
					t.Fatal(err)
				}
				continue
			}
			rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			counts[f.Name] = len(rows) - 1
			if bytes.Contains(b, []byte(later.ID)) {
				t.Errorf("%s tells of a report that is not published", f.Name)
			}
		}
		if len(about.Sources) != 1 || about.Sources[0].Path != where || counts["data/reports.csv"] != 1 || counts["data/figures.csv"] < 50 || counts["data/undertakings.csv"] < 20 {
			t.Errorf("sources %v, rows %v", about.Sources, counts)
		}
		if err := o.ExportPackage(ctx, by, "WTFPL", func(press.Package) error { return nil }); !is(err, fault.Invalid) {
			t.Errorf("an unknown licence: %v", err)
		}
		if _, err := o.ReadOpenPart(ctx, o.actor("keji", password)); !is(err, fault.Forbidden) {
			t.Errorf("a clerk: %v", err)
		}
		o.intact()
	})
}
