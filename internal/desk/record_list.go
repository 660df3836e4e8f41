package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"duban/internal/kernel/ledger"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Listing is a page of the register, with names.
type Listing struct {
	Records []review.Record
	Reports map[string]review.Report
	Units   []staff.Unit
	Total   int64 // of all pages, where it was asked for
}

// RegisterPage says which records the register shows; zero values leave open.
type RegisterPage struct {
	store.RecordPage
	// Any shows also what is not in the register; State then tells which. A
	// scope of units sees the register in any case, and no more.
	Any bool
	// Counted asks for the total of the register, too.
	Counted bool
}

// ListRecords lists records of the register, the newest report first, as far
// as the actor may see them.
func (w *Workspace) ListRecords(ctx context.Context, by staff.Actor, p RegisterPage) (Listing, error) {
	l := Listing{}
	scope, err := staff.ScopeOf(by, "record.list")
	if err != nil {
		return l, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		l.Reports, err = recordsIn(tx, scope, p, func(r review.Record, _ review.Report) (bool, error) {
			l.Records = append(l.Records, r)
			return true, nil
		})
		if err != nil {
			return err
		}
		if p.Counted {
			if l.Total, err = registered(tx, scope, p, l.Reports); err != nil {
				return err
			}
		}
		l.Units, err = tx.Units(by.Division)
		return err
	})
	return l, faulted(err)
}

// registered counts the records of the register that a page is part of. The
// reports' own counts are at hand; who sees or asks for but some units has
// their records counted, which are few.
func registered(tx *store.Tx, scope staff.Scope, p RegisterPage, reports map[string]review.Report) (total int64, err error) {
	if scope.All() && p.Lead == "" {
		var ids []string
		for id, r := range reports {
			if (p.Report == "" || p.Report == id) && (p.Year == 0 || p.Year == r.Year) && (r.State == review.InReview || r.State == review.Entered) {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		tallies, err := tx.TalliesOf(scope.Division(), ids)
		for _, id := range ids {
			for _, t := range tallies[id] {
				if t.Sort == p.Sort && t.State != review.Replaced {
					total += int64(t.Entered)
				}
			}
		}
		return total, err
	}
	leads := []string{p.Lead}
	if p.Lead == "" {
		leads = strings.Split(strings.Trim(scope.Pattern(), ","), ",")
	}
	for _, lead := range leads {
		if !scope.Sees(lead) {
			continue
		}
		n, err := tx.CountOfLead(scope.Division(), lead, p.Sort, p.Report, p.Year)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// mostReports is how many reports one list of records goes through.
const mostReports = 10_000

// recordsIn calls f for the records of a page with the report each comes from,
// and gives all the reports they may come from. f asks nothing of the database: the rows are still being read.
func recordsIn(tx *store.Tx, scope staff.Scope, p RegisterPage, f func(review.Record, review.Report) (bool, error)) (map[string]review.Report, error) {
	p.Entered = !p.Any && !p.Unentered
	reports, err := tx.Reports(scope, store.ReportPage{Most: mostReports})
	if err != nil {
		return nil, err
	}
	of := map[string]review.Report{}
	for _, r := range reports {
		of[r.ID] = r
	}
	seen := func(r review.Record) (bool, error) {
		from, ok := of[r.Report]
		if !ok {
			return true, nil // not his to see
		}
		return f(r, from)
	}
	if p.Order == store.ByLead || p.Report != "" && p.Year == 0 {
		return of, tx.Records(scope, p.RecordPage, seen)
	}
	slices.SortStableFunc(reports, func(a, b review.Report) int {
		return cmp.Or(b.Year-a.Year, cmp.Compare(b.UploadedAt, a.UploadedAt), cmp.Compare(a.ID, b.ID))
	})
	after := p.AfterReport
	left := p.Most
	var tallies map[string][]store.Tally
	for i, r := range reports {
		if i%16 == 0 { // a report with nothing to list is not read
			if tallies, err = tx.TalliesOf(scope.Division(), idsOf(reports[i:min(i+16, len(reports))])); err != nil {
				return of, err
			}
		}
		page := p.RecordPage
		switch {
		case after != "" && r.ID != after:
			continue
		case after != "":
			after = ""
		default:
			page.AfterReport, page.AfterStart, page.AfterRecord = "", 0, ""
		}
		if !slices.ContainsFunc(tallies[r.ID], page.Counts) {
			continue
		}
		if p.Year != 0 && r.Year != p.Year || p.Report != "" && r.ID != p.Report || r.State != review.InReview && r.State != review.Entered {
			continue
		}
		page.Report, page.Most = r.ID, left
		more := true
		err := tx.Records(scope, page, func(x review.Record) (bool, error) {
			left--
			var err error
			more, err = seen(x)
			return more, err
		})
		if err != nil || !more || left <= 0 {
			return of, err
		}
	}
	return of, nil
}

// Registered is a record of the register with where it comes from, what stands
// beside it and what became of it.
type Registered struct {
	review.Record
	From      review.Report
	Paragraph store.Paragraph
	Units     []staff.Unit
	Figures   []review.Record // the measures within an undertaking's own words
	Beside    []review.Record // others of the register from the same sentence, as far as the actor may see them
	Alarms    []review.Alarm  // that speak of it; who sees only some units sees none
	Acts      []Told          // newest first; who sees only some units sees posts, not persons
	Standard  string          // the name of a measure's indicator
}

// ShowRecord gives one record of the register.
func (w *Workspace) ShowRecord(ctx context.Context, by staff.Actor, report, id string) (Registered, error) {
	var v Registered
	scope, err := staff.ScopeOf(by, "record.list")
	if err != nil {
		return v, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if v.From, err = tx.Report(scope, report); err != nil {
			return err
		}
		if v.Record, err = tx.Record(by.Division, report, id); err != nil {
			return err
		}
		if !scope.All() && (v.EnteredAt == 0 || !scope.Sees(v.Content.Lead)) {
			return store.ErrNotFound
		}
		paragraphs, err := tx.Paragraphs(by.Division, report)
		for _, p := range paragraphs {
			if p.Start <= v.Span.Start && v.Span.Start < p.End {
				v.Paragraph = p
			}
		}
		if err != nil {
			return err
		}
		if in, ok := w.indicators.Indicator(v.Content.Indicator); ok {
			v.Standard = in.Name
		}
		if v.Sort == review.Undertaking {
			err := tx.OpenRecords(by.Division, report, review.Measure, func(r review.Record) (bool, error) {
				if v.Span.Contains(r.Span) {
					v.Figures = append(v.Figures, r)
				}
				return r.Span.Start < v.Span.End, nil
			})
			if err != nil {
				return err
			}
		}
		if v.Beside, err = beside(tx, scope, v); err != nil {
			return err
		}
		if scope.All() {
			alarms, err := tx.AlarmsOf(by.Division, report)
			if err != nil {
				return err
			}
			for _, a := range alarms {
				if slices.ContainsFunc(a.Places, v.Span.Overlaps) {
					v.Alarms = append(v.Alarms, a)
				}
			}
		}
		if v.Acts, err = became(tx, scope, v); err != nil {
			return err
		}
		v.Units, err = tx.Units(by.Division)
		return err
	})
	return v, faulted(err)
}

// mostBeside bounds how many records of a paragraph are looked at.
const mostBeside = 400

// beside gives the records of the register that come from the same sentence.
func beside(tx *store.Tx, scope staff.Scope, v Registered) (list []review.Record, err error) {
	text := []rune(v.Paragraph.Words)
	from, to := max(v.Span.Start-v.Paragraph.Start, 0), min(v.Span.End-v.Paragraph.Start, len(text))
	ends := func(r rune) bool { return r == '。' || r == '；' }
	for from > 0 && from <= len(text) && !ends(text[from-1]) {
		from--
	}
	for to > 0 && to < len(text) && !ends(text[to-1]) {
		to++
	}
	from, to = from+v.Paragraph.Start, to+v.Paragraph.Start
	page := store.RecordPage{Report: v.Report, Entered: true, AfterStart: v.Paragraph.Start, Most: mostBeside}
	err = tx.Records(scope, page, func(r review.Record) (bool, error) {
		if r.ID != v.ID && r.Span.End > from && r.Span.Start < to {
			list = append(list, r)
		}
		return r.Span.Start < to, nil
	})
	return list, err
}

// became tells how a record came into the register, newest first. The acts are
// those of its report; what the record itself keeps stands in where one is gone.
func became(tx *store.Tx, scope staff.Scope, v Registered) ([]Told, error) {
	var acts []store.Act
	step := func(at int64, act, person, words string) error {
		if at == 0 {
			return nil
		}
		near, err := tx.ActsOn(scope.Division(), "report/"+v.Report, at+1, 20)
		if err != nil {
			return err
		}
		a := store.Act{Entry: ledger.Entry{Act: act, Person: person, HappenedAt: at}, Words: words}
		for _, x := range near {
			if x.Act == act && x.RecordedAt == at && (person == "" || x.Person == person) {
				a = x
				break
			}
		}
		acts = append(acts, a)
		return nil
	}
	decision := "record.accept"
	if v.State == review.Rejected {
		decision = "record.reject"
	} else if v.Corrected() {
		decision = "record.correct"
	}
	if v.Original.Same(review.Content{}) && v.Corrected() {
		decision = "record.add"
	}
	err := errors.Join(
		step(v.EnteredAt, "report.enter", "", ""),
		step(v.DecidedAt, decision, v.DecidedBy, v.Reason),
		step(v.From.ReadAt, "report.read", "duban", ""),
		step(v.From.UploadedAt, "report.upload", v.From.UploadedBy, ""),
	)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(acts, func(a, b store.Act) int { return cmp.Compare(b.HappenedAt, a.HappenedAt) })
	list, err := tell(tx, scope.Division(), acts)
	if !scope.All() {
		for i := range list {
			if list[i].Person != "duban" {
				list[i].Who, list[i].Words = "", ""
			}
		}
	}
	return list, err
}
