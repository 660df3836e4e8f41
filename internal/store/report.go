package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// UseFile counts one more use of content-addressed bytes.
func (t *Tx) UseFile(division, sha256 string, size int64, media string, now int64) error {
	return t.put("file_use", division, sha256, size, media, now)
}

// ReleaseFile counts one use less.
func (t *Tx) ReleaseFile(division, sha256 string) error {
	return t.versioned("file_release", division, sha256)
}

func scanReport(division string) func(row) (review.Report, error) {
	return func(r row) (review.Report, error) {
		p := review.Report{Division: division}
		var dated, read sql.NullInt64
		err := r.Scan(&p.ID, &p.Unit, &p.File, &p.SHA256, &p.State, &p.Trouble, &p.Audience, &p.Title, &p.Place, &p.PlaceCode, &p.Occasion, &dated, &p.Year, &p.Reader, &p.UploadedBy, &p.UploadedAt, &read, &p.Version, &p.Seal)
		p.DatedOn, p.ReadAt = dated.Int64, read.Int64
		return p, err
	}
}

// Report finds a report that a scope may see.
func (t *Tx) Report(s staff.Scope, id string) (review.Report, error) {
	return one(t, "report_by_id", scanReport(s.Division()), s.Division(), id, s.Pattern())
}

// ReportPage says which reports a list wants; zero values leave open.
type ReportPage struct {
	State  review.ReportState
	Year   int
	Before int64 // uploaded before, with Last as the tie's end
	Last   string
	Most   int
}

// Reports are the reports that a scope may see, newest first.
func (t *Tx) Reports(s staff.Scope, p ReportPage) ([]review.Report, error) {
	if p.Before == 0 {
		p.Before = math.MaxInt64
	}
	return list(t, "report_in_scope", scanReport(s.Division()), s.Division(), s.Pattern(), string(p.State), p.Year, p.Before, p.Last, p.Most)
}

// EveryReport is all reports of a division, for the ledger.
func (t *Tx) EveryReport(division string) ([]review.Report, error) {
	return list(t, "report_all", scanReport(division), division)
}

// Unread is a report that waits to be read.
type Unread struct{ Division, Report string }

// UnreadReports wait to be read, oldest first.
func (t *Tx) UnreadReports() ([]Unread, error) {
	return list(t, "report_waiting", func(r row) (u Unread, err error) { err = r.Scan(&u.Division, &u.Report); return u, err })
}

// AddReport keeps a new report.
func (t *Tx) AddReport(p review.Report) error {
	t.touch(p.Division, p.ID)
	return t.put("report_insert", p.Division, p.ID, p.Unit, p.File, p.SHA256, string(p.State), p.Trouble, p.Audience, p.Title, p.Place, p.PlaceCode, p.Occasion,
		null64(p.DatedOn), p.Year, p.Reader, "{}", p.UploadedBy, p.UploadedAt, null64(p.ReadAt), p.Seal)
}

// SetReport changes a report at its version.
func (t *Tx) SetReport(p review.Report) error {
	t.touch(p.Division, p.ID)
	return t.versioned("report_update", p.Division, p.ID, string(p.State), p.Trouble, p.Audience, p.Title, p.Place, p.PlaceCode, p.Occasion,
		null64(p.DatedOn), p.Year, p.Reader, null64(p.ReadAt), p.Seal, p.Version)
}

// Text is the document of a report, as JSON that the desk wrote.
func (t *Tx) Text(division, report string) ([]byte, error) {
	return one(t, "report_content", func(r row) (b []byte, err error) { err = r.Scan(&b); return b, err }, division, report)
}

// SetText keeps the document of a report.
func (t *Tx) SetText(division, report string, text []byte) error {
	return t.versioned("report_content_set", division, report, string(text))
}

// Paragraph is a stretch of a report's text.
type Paragraph struct {
	N          int
	Start, End int
	Form       string
	Section    string
	Words      string
}

func scanParagraph(r row) (p Paragraph, err error) {
	err = r.Scan(&p.N, &p.Start, &p.End, &p.Form, &p.Section, &p.Words)
	return p, err
}

// Paragraphs are a report's, in order.
func (t *Tx) Paragraphs(division, report string) ([]Paragraph, error) {
	return list(t, "paragraph_by_report", scanParagraph, division, report)
}

// Paragraph is one of a report's.
func (t *Tx) Paragraph(division, report string, n int) (Paragraph, error) {
	return one(t, "paragraph_by_place", scanParagraph, division, report, n)
}

// AddParagraph keeps a paragraph.
func (t *Tx) AddParagraph(division, report string, p Paragraph) error {
	return t.put("paragraph_insert", division, report, p.N, p.Start, p.End, p.Form, p.Section, p.Words)
}

// Gram is a character or a pair of characters with the paragraphs it stands in.
type Gram struct {
	Words  string
	Places []byte
}

// together is how many grams go in one statement.
const together = 64

var manyPostings = sync.OnceValue(func() string {
	q := query("posting_insert")
	head, _, _ := strings.Cut(q, "($1")
	var b strings.Builder
	b.WriteString(head)
	for i := range together {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "($%d, $%d, $%d, $%d)", 4*i+1, 4*i+2, 4*i+3, 4*i+4)
	}
	return b.String()
})

// AddPostings keeps where grams stand in a report.
func (t *Tx) AddPostings(division, report string, grams []Gram) error {
	for len(grams) >= together {
		args := make([]any, 0, 4*together)
		for _, g := range grams[:together] {
			args = append(args, division, g.Words, report, g.Places)
		}
		if _, err := t.c.Run(manyPostings(), args...); err != nil {
			return err
		}
		grams = grams[together:]
	}
	for _, g := range grams {
		if err := t.put("posting_insert", division, g.Words, report, g.Places); err != nil {
			return err
		}
	}
	return nil
}

// Posting is where a gram stands in one report.
type Posting struct {
	Report string
	Places []byte
	Year   int // of the report
}

// Postings are where a gram stands in the reports that a scope may see.
func (t *Tx) Postings(s staff.Scope, gram string) ([]Posting, error) {
	return list(t, "posting_by_gram", func(r row) (p Posting, err error) { err = r.Scan(&p.Report, &p.Places, &p.Year); return p, err }, s.Division(), gram, s.Pattern())
}

// EveryGram calls f for all postings of a division, in no order. f must not keep
// what it gets.
func (t *Tx) EveryGram(division string, f func(report, gram, places []byte)) error {
	var report, gram, places sql.RawBytes
	scan := func(r row) (struct{}, error) { return struct{}{}, r.Scan(&report, &gram, &places) }
	return each(t, "posting_all", scan, func(struct{}) (bool, error) { f(report, gram, places); return true, nil }, division)
}

// DropText removes what was read from a report: its paragraphs, postings, records and alarms.
func (t *Tx) DropText(division, report string) error {
	t.touch(division, report)
	for _, q := range []string{"posting_delete", "paragraph_delete", "record_delete", "alarm_delete"} {
		if err := t.put(q, division, report); err != nil {
			return err
		}
	}
	return nil
}

// untouched stands for what the reader found where nobody changed it.
const untouched = "null"

// sayings are what a record says and what the reader found, as they are kept.
func sayings(p review.Record) (content, original string, err error) {
	c, err := json.Marshal(p.Content)
	if err != nil || p.Untouched() {
		return string(c), untouched, err
	}
	o, err := json.Marshal(p.Original)
	return string(c), string(o), err
}

// scanRecord reads a record, and into more what a query gives behind it.
func scanRecord(division string, more ...any) func(row) (review.Record, error) {
	return func(r row) (review.Record, error) {
		p := review.Record{Division: division}
		var entered, decided sql.NullInt64
		var content, original []byte
		into := []any{&p.Report, &p.ID, &p.Sort, &p.Span.Start, &p.Span.End, &p.State, &entered, &p.Words, &p.Section, &content, &original, &p.Reason, &p.DecidedBy, &decided, &p.Version, &p.Seal}
		err := r.Scan(append(into, more...)...)
		p.EnteredAt, p.DecidedAt = entered.Int64, decided.Int64
		if err == nil {
			err = json.Unmarshal(content, &p.Content)
		}
		if string(original) == untouched {
			p.Original = p.Content
		} else if err == nil {
			err = json.Unmarshal(original, &p.Original)
		}
		return p, err
	}
}

// Record finds a record of a report that the caller may see.
func (t *Tx) Record(division, report, id string) (review.Record, error) {
	return one(t, "record_by_id", scanRecord(division), division, report, id)
}

// RecordIn finds a record of a report that a scope may see.
func (t *Tx) RecordIn(s staff.Scope, report, id string) (review.Record, error) {
	return one(t, "record_in_report", scanRecord(s.Division()), s.Division(), report, id, s.Pattern())
}

// RecordsOf are the records of a report that the caller may see, in the order of the text.
func (t *Tx) RecordsOf(division, report string) ([]review.Record, error) {
	return list(t, "record_by_report", scanRecord(division), division, report)
}

// EveryRecord calls f for all records of a division, for the ledger. strayed names
// the first column that lists go by and that is not what the record says.
func (t *Tx) EveryRecord(division string, f func(p review.Record, strayed string) (bool, error)) error {
	var text [6]string
	var numbers [4]sql.NullInt64
	scan := scanRecord(division, &text[0], &text[1], &text[2], &text[3], &text[4], &numbers[0], &numbers[1], &numbers[2], &numbers[3], &text[5])
	return each(t, "record_all", scan, func(p review.Record) (bool, error) {
		kept := [...]any{text[0], text[1], text[2], text[3], text[4], numbers[0], numbers[1], numbers[2], numbers[3], text[5]}
		strayed := ""
		for i, said := range columns(p) {
			if kept[i] != said {
				strayed = copied[i]
				break
			}
		}
		return f(p, strayed)
	}, division)
}

// copied are the names of columns.
var copied = [...]string{"indicator", "subject", "lead", "kind", "status", "from_year", "to_year", "value", "digits", "measure_unit"}

// RecordOrder is how a list of records is sorted.
type RecordOrder string

// The orders.
const (
	ByText RecordOrder = ""     // report by report, in the order of the text
	ByLead RecordOrder = "lead" // unit by unit
)

// RecordPage says which records a list wants; zero values leave open.
type RecordPage struct {
	Sort      review.Sort
	State     review.State
	Entered   bool // only what is in the register
	Unentered bool // only what is not
	Lead      string
	Indicator string
	Report    string
	Year      int // of the report
	Order     RecordOrder
	// after this one
	AfterReport string
	AfterStart  int
	AfterRecord string
	AfterLead   string // with ByLead
	Most        int
}

// Counts says whether some of what was counted may be among the wanted.
func (p RecordPage) Counts(t Tally) bool {
	return t.State != review.Replaced && (p.Sort == "" || p.Sort == t.Sort) && (p.State == "" || p.State == t.State) &&
		(!p.Entered || t.Entered > 0) && (!p.Unentered || t.Count > t.Entered)
}

func (p RecordPage) register() int64 {
	switch {
	case p.Entered:
		return 1
	case p.Unentered:
		return 2
	}
	return 0
}

// Records calls f for the records that a scope may see. ByText goes by the
// reports' names and leaves the year aside: that is for the caller, who knows the reports.
func (t *Tx) Records(s staff.Scope, p RecordPage, f func(review.Record) (bool, error)) error {
	args := []any{s.Division(), s.Pattern(), string(p.Sort), string(p.State), p.register(), p.Lead, p.Indicator}
	scan := scanRecord(s.Division())
	if p.Order == ByLead {
		return each(t, "record_by_lead_in_scope", scan, f, append(args, p.Report, p.Year, p.AfterLead, p.AfterReport, p.AfterStart, p.AfterRecord, p.Most)...)
	}
	if p.Report != "" {
		return each(t, "record_of_report_in_scope", scan, f, append(args, p.Report, p.AfterStart, p.AfterRecord, p.Most)...)
	}
	return each(t, "record_in_scope", scan, f, append(args, p.AfterReport, p.AfterStart, p.AfterRecord, p.Most)...)
}

// CountOfLead counts the records of a sort in the register that one unit leads;
// report "" and year 0 leave open.
func (t *Tx) CountOfLead(division, lead string, sort review.Sort, report string, year int) (int64, error) {
	return one(t, "record_count_by_lead", number, division, lead, string(sort), report, year)
}

// columns are what lists filter by, copied from the content on write.
func columns(p review.Record) []any {
	c := p.Content
	subject := c.Subject
	if subject == "" {
		subject = p.Title()
	}
	var from, to, value, digits sql.NullInt64
	if period, err := civil.ParsePeriod(c.Period); err == nil && !period.Zero() {
		from, to = null64(int64(period.From)), null64(int64(period.To))
	}
	if d, err := quantity.Parse(c.Value); err == nil && c.Value != "" {
		coef, scale := d.Scaled()
		value, digits = sql.NullInt64{Int64: coef, Valid: true}, sql.NullInt64{Int64: int64(scale), Valid: true}
	}
	return []any{c.Indicator, subject, c.Lead, string(c.Kind), string(c.Status), from, to, value, digits, c.Unit}
}

// AddRecord keeps a new record.
func (t *Tx) AddRecord(p review.Record) error {
	content, original, err := sayings(p)
	if err != nil {
		return err
	}
	args := []any{p.Division, p.Report, p.ID, string(p.Sort), p.Span.Start, p.Span.End, string(p.State), null64(p.EnteredAt)}
	args = append(args, columns(p)...)
	args = append(args, p.Words, p.Section, content, original, p.Reason, p.DecidedBy, null64(p.DecidedAt), p.Seal)
	t.touch(p.Division, p.Report)
	return t.put("record_insert", args...)
}

// SetRecord changes a record at its version.
func (t *Tx) SetRecord(p review.Record) error {
	content, original, err := sayings(p)
	if err != nil {
		return err
	}
	args := []any{p.Division, p.Report, p.ID, string(p.State), null64(p.EnteredAt)}
	args = append(args, columns(p)...)
	args = append(args, content, original, p.Reason, p.DecidedBy, null64(p.DecidedAt), p.Seal, p.Version)
	t.touch(p.Division, p.Report)
	return t.versioned("record_update", args...)
}

// SetDecision changes what was decided about a record at its version; what it
// says stays, with the indexes that go by it.
func (t *Tx) SetDecision(p review.Record) error {
	t.touch(p.Division, p.Report)
	return t.versioned("record_decide", p.Division, p.Report, p.ID, string(p.State), null64(p.EnteredAt), p.Reason, p.DecidedBy, null64(p.DecidedAt), p.Seal, p.Version)
}

// Outline are the records of a report that the caller may see, in the order of
// the text: where they stand and how far they are decided, not what they say.
func (t *Tx) Outline(division, report string) ([]review.Record, error) {
	return list(t, "record_outline", func(r row) (review.Record, error) {
		p := review.Record{Division: division}
		var entered sql.NullInt64
		err := r.Scan(&p.Report, &p.ID, &p.Sort, &p.Span.Start, &p.Span.End, &p.State, &entered, &p.Version)
		p.EnteredAt = entered.Int64
		return p, err
	}, division, report)
}

func scanAlarm(division string) func(row) (review.Alarm, error) {
	return func(r row) (review.Alarm, error) {
		a := review.Alarm{Division: division}
		var places []byte
		var state string
		err := r.Scan(&a.Report, &a.ID, &a.N, &a.Rule, &a.Grade, &a.Start, &a.Sentence, &a.Reckoning, &places, &state, &a.Reason, &a.Version, &a.Seal)
		a.Settled = state == "settled"
		if err == nil {
			err = json.Unmarshal(places, &a.Places)
		}
		return a, err
	}
}

// AlarmsOf are the alarms of a report, in the order of the text.
func (t *Tx) AlarmsOf(division, report string) ([]review.Alarm, error) {
	return list(t, "alarm_by_report", scanAlarm(division), division, report)
}

// EveryAlarm is all alarms of a division, for the ledger.
func (t *Tx) EveryAlarm(division string) ([]review.Alarm, error) {
	return list(t, "alarm_all", scanAlarm(division), division)
}

// AddAlarm keeps a new alarm.
func (t *Tx) AddAlarm(a review.Alarm) error {
	places := a.Places
	if places == nil {
		places = []cite.Span{}
	}
	b, err := json.Marshal(places)
	if err != nil {
		return err
	}
	return t.put("alarm_insert", a.Division, a.Report, a.ID, a.N, a.Rule, a.Grade, a.Start, a.Sentence, a.Reckoning, string(b), a.Seal)
}

// SettleAlarm says that a person has looked into an alarm.
func (t *Tx) SettleAlarm(a review.Alarm) error {
	return t.versioned("alarm_settle", a.Division, a.Report, a.ID, a.Reason, a.Seal, a.Version)
}
