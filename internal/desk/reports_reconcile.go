package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/press"
	"duban/internal/store"
)

// ReconcileReports answers the promises of the earlier report with the results
// of the later one.
func (d *Desk) ReconcileReports(earlier, later *statement.Report) []reconcile.Answer {
	return reconcile.Reconcile(earlier, later, d.reckoning())
}

// ReconciliationPage says which two reports are reconciled, and which answers
// are shown; zero values take the newest two, and all.
type ReconciliationPage struct {
	Earlier, Later string
	Verdict        reconcile.Verdict
}

// Reconciliation is a report of the division with what a later one answers.
type Reconciliation struct {
	Reports        []review.Report // that may be chosen, newest first
	Earlier, Later review.Report   // zero where there are not two
	Answers        []Answered      // that the page asks for, in the order of the promises
	Counts         map[reconcile.Verdict]int
	Undecided      int // records that count as they were read, because nobody has decided on them
}

// Answered is a promise with its answer and where both stand.
type Answered struct {
	reconcile.Answer
	PromiseAt Place
	ResultAt  Place // zero where nothing answers
}

// Place is where words stand in a report: in a record where one holds them,
// in a paragraph in any case.
type Place struct {
	Report    string
	Record    string // "" where no record holds the words
	Paragraph int
	Section   string
	Undecided bool // nobody has decided on the record yet
}

// Path leads to the place on the page of the review.
func (p Place) Path() string {
	if p.Record != "" {
		return placeOf(p.Report, p.Record)
	}
	return fmt.Sprintf("/reports/%s#p%d", p.Report, p.Paragraph)
}

// ReadReconciliation answers the promises of one report of the division with
// what a later one reports. What was decided in review counts: corrections as
// they were made, nothing that was rejected; what nobody has decided on counts
// as it was read, and is told.
func (w *Workspace) ReadReconciliation(ctx context.Context, by staff.Actor, p ReconciliationPage) (Reconciliation, error) {
	var v Reconciliation
	scope, err := staff.ScopeOf(by, "reconciliation.read")
	if err != nil {
		return v, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { v, err = w.reconciliationIn(tx, scope, by, p); return err })
	return v, faulted(err)
}

func (w *Workspace) reconciliationIn(tx *store.Tx, scope staff.Scope, by staff.Actor, p ReconciliationPage) (Reconciliation, error) {
	v := Reconciliation{Counts: map[reconcile.Verdict]int{}}
	var err error
	if v.Reports, err = ownReports(tx, scope, by); err != nil {
		return v, err
	}
	if err := v.choose(p); err != nil || v.Later.ID == "" {
		return v, err
	}
	earlier, err := w.judgedIn(tx, scope, v.Earlier)
	if err != nil {
		return v, err
	}
	later, err := w.judgedIn(tx, scope, v.Later)
	if err != nil {
		return v, err
	}
	v.Undecided = earlier.undecided() + later.undecided()
	for _, a := range w.ReconcileReports(earlier.report, later.report) {
		v.Counts[a.Verdict]++
		if p.Verdict != "" && a.Verdict != p.Verdict {
			continue
		}
		x := Answered{Answer: a, PromiseAt: earlier.place(a.Promise.Span, a.Measure)}
		if a.Result != nil {
			x.ResultAt = later.place(a.Result.Span, a.ByResult)
		}
		v.Answers = append(v.Answers, x)
	}
	return v, nil
}

// ownReports are the reports of the division itself that are in review or
// entered, newest first.
func ownReports(tx *store.Tx, scope staff.Scope, by staff.Actor) ([]review.Report, error) {
	all, err := tx.Reports(scope, store.ReportPage{Most: mostReports})
	all = slices.DeleteFunc(all, func(r review.Report) bool {
		return !ofPlace(r, by) || r.State != review.InReview && r.State != review.Entered
	})
	slices.SortStableFunc(all, func(a, b review.Report) int { return cmp.Or(b.Year-a.Year, cmp.Compare(b.UploadedAt, a.UploadedAt)) })
	return all, err
}

// choose finds the two reports: those that were asked for, or the newest and
// the one of an earlier year before it.
func (v *Reconciliation) choose(p ReconciliationPage) error {
	find := func(id string) (review.Report, error) {
		for _, r := range v.Reports {
			if r.ID == id {
				return r, nil
			}
		}
		return review.Report{}, fault.New(fault.NotFound, "没有这份报告，或者它不是本地的报告。", "请从列表里选两份本地的报告。")
	}
	var err error
	if p.Later != "" {
		if v.Later, err = find(p.Later); err != nil {
			return err
		}
	}
	if p.Earlier != "" {
		if v.Earlier, err = find(p.Earlier); err != nil {
			return err
		}
	}
	for _, later := range v.Reports {
		if v.Later.ID != "" && later.ID != v.Later.ID {
			continue
		}
		for _, earlier := range v.Reports {
			if v.Earlier.ID != "" && earlier.ID != v.Earlier.ID || earlier.Year >= later.Year {
				continue
			}
			v.Earlier, v.Later = earlier, later
			return nil
		}
	}
	if p.Earlier != "" && p.Later != "" {
		return fault.New(fault.Refused, fmt.Sprintf("前一份是 %d 年的报告，后一份是 %d 年的，不能对账。", v.Earlier.Year, v.Later.Year), "请选前一年的报告和后一年的报告。")
	}
	v.Earlier, v.Later = review.Report{}, review.Report{}
	return nil
}

// judged is a report as its review left it, with the way back to the records.
type judged struct {
	id         string
	report     *statement.Report
	records    []review.Record // living ones, in the order of the text
	measures   []int           // the record of each measure of the report
	paragraphs []store.Paragraph
}

func (w *Workspace) judgedIn(tx *store.Tx, scope staff.Scope, row review.Report) (*judged, error) {
	b, err := tx.Text(scope.Division(), row.ID)
	if err != nil {
		return nil, err
	}
	doc, err := restoreText(b)
	if err != nil {
		return nil, err
	}
	records, err := tx.RecordsOf(scope.Division(), row.ID)
	if err != nil {
		return nil, err
	}
	v := w.judgedOf(doc, records)
	v.id = row.ID
	v.paragraphs, err = tx.Paragraphs(scope.Division(), row.ID)
	return v, err
}

// judgedOf reads a document anew for its outline, and puts in place of what
// was read what the review made of it.
func (w *Workspace) judgedOf(doc *document.Document, records []review.Record) *judged {
	raw := w.ReadReport(doc)
	v := &judged{report: &statement.Report{Document: raw.Document, Outline: raw.Outline, Lines: raw.Lines, Projects: raw.Projects, Mechanisms: raw.Mechanisms}}
	for _, r := range records {
		if r.State != review.Replaced && r.State != review.Rejected {
			v.records = append(v.records, r)
		}
	}
	text := []rune(doc.Text)
	measureAt, undertakingAt := map[cite.Span]int{}, map[cite.Span]int{}
	for i, m := range raw.Measures {
		measureAt[m.Span] = i
	}
	for i, u := range raw.Undertakings {
		undertakingAt[u.Span] = i
	}
	moved := map[int]int{} // place of a raw measure → its place now
	for i, r := range v.records {
		if r.Sort != review.Measure {
			continue
		}
		m := statement.Measure{Span: r.Span, Sentence: sentenceAt(text, r.Span), Section: sectionAt(&raw.Outline, r.Span.Start), PartOf: -1}
		if at, ok := measureAt[r.Span]; ok {
			m = raw.Measures[at]
			moved[at] = len(v.report.Measures)
		}
		if !judgedMeasure(&m, r.Content) {
			continue // a record without a number measures nothing
		}
		v.report.Measures = append(v.report.Measures, m)
		v.measures = append(v.measures, i)
	}
	for i := range v.report.Measures {
		m := &v.report.Measures[i]
		if m.PartOf >= 0 {
			if to, ok := moved[m.PartOf]; ok {
				m.PartOf = to
			} else {
				m.PartOf = -1
			}
		}
	}
	for _, r := range v.records {
		if r.Sort != review.Undertaking {
			continue
		}
		u := statement.Undertaking{Span: r.Span, Section: sectionAt(&raw.Outline, r.Span.Start)}
		had := 0
		if at, ok := undertakingAt[r.Span]; ok {
			u = raw.Undertakings[at]
			had = len(u.Measures)
		}
		u.Verb, u.Object, u.Quantified, u.Livelihood, u.Measures = r.Content.Verb, r.Content.Object, r.Content.Quantified, r.Content.Livelihood, nil
		u.Deadline.Text = r.Content.Deadline
		for i := range v.report.Measures {
			if s := v.report.Measures[i].Span; s.Start >= u.Span.Start && s.End <= u.Span.End {
				u.Measures = append(u.Measures, i)
			}
		}
		if had > 0 && len(u.Measures) == 0 {
			u.Quantified = false // its figures were rejected; it is followed by its words
		}
		v.report.Undertakings = append(v.report.Undertakings, u)
	}
	return v
}

// judgedMeasure lets a measure say what its record says; false where the
// record's number cannot be read.
func judgedMeasure(m *statement.Measure, c review.Content) bool {
	value, err := quantity.Parse(c.Value)
	if err != nil {
		return false
	}
	m.Value, m.To = value, nil
	if to, err := quantity.Parse(c.To); err == nil && c.To != "" {
		m.To = &to
	}
	m.Unit, m.Bound, m.Kind, m.Status, m.Subject, m.Indicator = c.Unit, c.Bound, c.Kind, c.Status, c.Subject, c.Indicator
	m.Period, err = civil.ParsePeriod(c.Period)
	return err == nil
}

// sectionAt is the innermost section that a place stands in, -1 before the first.
func sectionAt(o *statement.Outline, at int) int {
	best := -1
	for i, s := range o.Sections {
		if s.Span.Start <= at {
			best = i
		}
	}
	return best
}

// sentenceAt is the sentence around a span.
func sentenceAt(text []rune, s cite.Span) cite.Span {
	const ends = "。！？\n"
	from, to := min(s.Start, len(text)), min(s.End, len(text))
	for from > 0 && !strings.ContainsRune(ends, text[from-1]) {
		from--
	}
	for to < len(text) && !strings.ContainsRune(ends, text[to]) {
		to++
	}
	return cite.Span{Start: from, End: to}
}

func (v *judged) undecided() int {
	n := 0
	for _, r := range v.records {
		if r.State == review.Found && (r.Sort == review.Measure || r.Sort == review.Undertaking) {
			n++
		}
	}
	return n
}

// place finds the record that words come from: that of the measure, else the
// narrowest that shares text with them.
func (v *judged) place(s cite.Span, measure int) Place {
	p := Place{Report: v.id}
	for _, x := range v.paragraphs {
		if x.Start <= s.Start && s.Start < x.End {
			p.Paragraph, p.Section = x.N, x.Section
		}
	}
	at := -1
	if measure >= 0 && measure < len(v.measures) {
		at = v.measures[measure]
	}
	for i, r := range v.records {
		if measure >= 0 || r.Sort != review.Undertaking && r.Sort != review.Measure || r.Span.End <= s.Start || s.End <= r.Span.Start {
			continue
		}
		if at < 0 || r.Sort == review.Undertaking && v.records[at].Sort != review.Undertaking || r.Sort == v.records[at].Sort && r.Span.End-r.Span.Start < v.records[at].Span.End-v.records[at].Span.Start {
			at = i
		}
	}
	if at >= 0 {
		p.Record, p.Undecided = v.records[at].ID, v.records[at].State == review.Found
	}
	return p
}

// ExportReconciliation hands out what ReadReconciliation gives.
func (w *Workspace) ExportReconciliation(ctx context.Context, by staff.Actor, p ReconciliationPage, h Handout) error {
	l := press.List{Title: "对账", Columns: []press.Column{
		{Key: "verdict", Title: "结论", English: "Verdict"}, {Key: "promise", Title: "承诺", English: "Promise", Kind: press.Link, Width: 45}, {Key: "promise_section", Title: "承诺所在", English: "Section of the promise"}, {Key: "promise_undecided", Title: "承诺待核", English: "Promise not yet judged"},
		{Key: "answer", Title: "回应", English: "Answer", Kind: press.Link, Width: 45}, {Key: "answer_section", Title: "回应所在", English: "Section of the answer"}, {Key: "answer_undecided", Title: "回应待核", English: "Answer not yet judged"},
		{Key: "likeness", Title: "字面相近", English: "Likeness", Kind: press.Quantity}, {Key: "reason", Title: "算法", English: "Reckoning", Width: 60},
	}}
	return w.handOut(ctx, by, "reconciliation.read", "reconciliation", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		v, err := w.reconciliationIn(tx, scope, by, p)
		if err != nil {
			return err
		}
		for _, a := range v.Answers {
			result, likeness := press.Ref{}, press.Value(nil)
			if a.Result != nil {
				result = h.link(a.Result.Text, a.ResultAt.Path())
			}
			if a.Likeness > 0 {
				likeness = quantity.New(int64(a.Likeness*100+0.5), 2)
			}
			err := add(press.VerdictWord(a.Verdict), h.link(a.Promise.Text, a.PromiseAt.Path()), a.PromiseAt.Section, yes(a.PromiseAt.Undecided), result, a.ResultAt.Section, yes(a.ResultAt.Undecided), likeness, a.Reason)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
