package desk_test

import (
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// led gives the first undertaking of a report to a unit.
func (o *office) led(by staff.Actor, report, unit string) review.Record {
	o.t.Helper()
	v, err := o.ReviewReport(o.t.Context(), by, report)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range v.Records {
		if r.Sort == review.Undertaking {
			c := r.Content
			c.Lead = unit
			if r, err = o.CorrectRecord(o.t.Context(), by, callNone, report, r.ID, c, "改牵头单位"); err != nil {
				o.t.Fatal(err)
			}
			return r
		}
	}
	o.t.Fatal("the report holds no undertaking")
	return review.Record{}
}

func TestTheTotalOfTheRegisterIsWhatItsPagesShow(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		earlier, later := o.years(by)
		o.led(by, earlier.ID, "kj")
		clerk := o.actor("keji", password)
		for name, p := range map[string]desk.RecordPage{
			"figures":        {Sort: review.Measure},
			"undertakings":   {Sort: review.Undertaking},
			"of a unit":      {Sort: review.Undertaking, Lead: "kj"},
			"of a year":      {Sort: review.Measure, Year: 2025},
			"of no year":     {Sort: review.Measure, Year: 1999},
			"of a report":    {Sort: review.Mechanism, Report: earlier.ID},
			"not in it":      {Sort: review.Mechanism, Report: later.ID},
			"a unit's, year": {Sort: review.Undertaking, Lead: "kj", Year: 2025},
		} {
			p.Most = 10_000
			for who, a := range map[string]staff.Actor{"supervisor": by, "clerk": clerk} {
				l, err := o.ListRecords(t.Context(), a, desk.RegisterPage{RecordPage: p, Counted: true})
				if err != nil {
					t.Fatal(err)
				}
				if int(l.Total) != len(l.Records) {
					t.Errorf("%s, for the %s: the total is %d, the pages show %d", name, who, l.Total, len(l.Records))
				}
			}
		}
	})
}

func TestARecordTellsHowItCameIntoTheRegister(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		earlier, _ := o.years(by)
		r := o.led(by, earlier.ID, "kj")
		v, err := o.ShowRecord(t.Context(), by, earlier.ID, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]desk.Told{}
		for i, a := range v.Acts {
			told[a.Act.Act] = a
			if i > 0 && a.HappenedAt > v.Acts[i-1].HappenedAt {
				t.Errorf("%s is told after %s, which it followed", a.Title, v.Acts[i-1].Title)
			}
		}
		for _, act := range []string{"report.upload", "report.read", "report.enter", "record.correct"} {
			if a, ok := told[act]; !ok || a.Who == "" {
				t.Errorf("it is not told who did %s: %v", act, a)
			}
		}
		if told["record.correct"].Words != "改牵头单位" {
			t.Errorf("the correction tells %q", told["record.correct"].Words)
		}
		for _, m := range v.Figures {
			if m.Sort != review.Measure || !v.Span.Contains(m.Span) {
				t.Errorf("%q is no figure of %q", m.Words, v.Words)
			}
		}
		for _, b := range v.Beside {
			if b.ID == r.ID || b.EnteredAt == 0 || b.Span.Start < v.Paragraph.Start || b.Span.End > v.Paragraph.End {
				t.Errorf("%q stands beside %q", b.Words, v.Words)
			}
		}

		// a unit reads which post acted, not who, and no reasons
		clerk := o.actor("keji", password)
		w, err := o.ShowRecord(t.Context(), clerk, earlier.ID, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(w.Acts) != len(v.Acts) || len(w.Figures) != len(v.Figures) {
			t.Errorf("the unit reads %d acts and %d figures, the office %d and %d", len(w.Acts), len(w.Figures), len(v.Acts), len(v.Figures))
		}
		for _, a := range w.Acts {
			if a.Person != "duban" && a.Who != "" || a.Words != "" {
				t.Errorf("the unit reads who did %s: %q %q", a.Title, a.Who, a.Words)
			}
		}
		for _, b := range w.Beside {
			if b.Content.Lead != "kj" {
				t.Errorf("the unit reads %q of another", b.Words)
			}
		}
	})
}
