package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"duban/internal/base/cite"
	"duban/internal/base/fault"
	"duban/internal/kernel/document"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/store"
)

// Reader is the version of the reading rules; a new one offers to read again
// what an older one read.
const Reader = "2026.11"

// readerVersion is the version of the reader at work.
func (w *Workspace) readerVersion() string { return cmp.Or(w.means.Reader.Version, Reader) }

// readNow reads with the reader at work.
func (w *Workspace) readNow(doc *document.Document) *statement.Report {
	k := w.knowledge()
	if w.means.Reader.Knowledge != nil {
		k = w.means.Reader.Knowledge(k)
	}
	r := statement.Read(doc, k)
	localNames(r)
	return r
}

// machineScope sees a division whole: for the program's own reading.
func machineScope(division string) staff.Scope {
	s, err := staff.ScopeOf(staff.Actor{Division: division, Person: "duban", Role: staff.Supervisor, Armed: true}, "report.read")
	if err != nil {
		panic(err)
	}
	return s
}

// A report has some hundreds of records; what has more than mostFound is none,
// and would hold everybody up while it is kept. mostReading is how long one may
// be read, shorter than the lease on it.
const (
	mostFound   = 20_000
	mostReading = 100 * time.Second
)

// readWithin reads and checks a document within its bounds. A reading that is
// given up ends by itself; nobody waits for it, nor does a program that stops.
func (w *Workspace) readWithin(ctx context.Context, doc *document.Document) (*statement.Report, []proofread.Alarm, error) {
	type reading struct {
		found  *statement.Report
		alarms []proofread.Alarm
	}
	done := make(chan reading, 1)
	go func() {
		r := reading{found: w.readNow(doc)}
		if found := r.found; len(found.Measures)+len(found.Undertakings)+len(found.Projects)+len(found.Mechanisms) <= mostFound {
			r.alarms = w.CheckReport(found)
		}
		done <- r
	}()
	late := time.NewTimer(mostReading)
	defer late.Stop()
	select {
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	case <-late.C:
		return nil, nil, fault.New(fault.TooLarge, "这份文件读了很久也没有读完。", "看看是不是一份报告；太长的请分开传。")
	case r := <-done:
		f := r.found
		if n := len(f.Measures) + len(f.Undertakings) + len(f.Projects) + len(f.Mechanisms); n > mostFound {
			return nil, nil, fault.New(fault.TooLarge, fmt.Sprintf("这份文件读出 %d 条记录，超过 %d 条。", n, mostFound), "看看是不是一份报告；汇编请分开传。")
		}
		return f, r.alarms, nil
	}
}

// failReading keeps why a report could not be read.
func (w *Workspace) failReading(ctx context.Context, row review.Report, call Call, why error) error {
	row.State, row.Trouble = review.Failed, why.Error()
	_, err := performed(ctx, w, machine(row.Division), "report.fail", call, func(d *deed) (struct{}, error) {
		d.object = "report/" + row.ID
		return struct{}{}, d.saveReport(row)
	})
	return err
}

// takeIn reads one report and keeps what was found, or why it could not be read.
func (w *Workspace) takeIn(ctx context.Context, division, id string) error {
	var row review.Report
	var units []staff.Unit
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if row, err = tx.Report(machineScope(division), id); err != nil {
			return err
		}
		units, err = tx.Units(division)
		return err
	})
	if err != nil {
		return err
	}
	if row.State != review.Waiting {
		return nil
	}
	data, err := w.means.Files.Open(ctx, division, row.SHA256)
	var doc *document.Document
	if err == nil {
		doc, err = w.means.Open(ctx, row.File, data)
		data.Close()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// one reading of a row as it stands: two processes do it once, a failed one may be tried again
	call := Call{ActID: fmt.Sprintf("read/%s/%d", id, row.Version)}
	// Unavailable passes: the file itself was not found wanting.
	if f, ok := fault.As(err); ok && f.Kind != fault.Unavailable {
		return w.failReading(ctx, row, call, f)
	}
	if err != nil {
		return err
	}
	found, alarms, err := w.readWithin(ctx, doc)
	if _, told := fault.As(err); told {
		return w.failReading(ctx, row, call, err)
	}
	if err != nil {
		return err
	}
	text, err := keepText(doc)
	if err != nil {
		return err
	}
	o := &found.Outline
	row.State, row.Trouble, row.Reader, row.ReadAt = review.InReview, "", w.readerVersion(), w.now()
	row.Place, row.PlaceCode, row.Occasion, row.Year = o.Place, o.Division, o.Occasion, o.Year
	if o.Title != "" {
		row.Title = o.Title
	}
	row.DatedOn = o.Date.Days()
	records := recordsOf(row, found, leadCodes(w.Desk, units))
	paragraphs := paragraphsOf(found)
	_, err = performed(ctx, w, machine(division), "report.read", call, func(d *deed) (struct{}, error) {
		d.object = "report/" + id
		var none struct{}
		if err := d.saveReport(row); err != nil {
			return none, err
		}
		if err := d.tx.SetText(division, id, text); err != nil {
			return none, err
		}
		object, bytes := canonText(id, doc.Text, paragraphs)
		d.seal(object, nil, bytes)
		for _, p := range paragraphs {
			if err := d.tx.AddParagraph(division, id, p); err != nil {
				return none, err
			}
		}
		if err := d.tx.AddPostings(division, id, gramsOf(paragraphs)); err != nil {
			return none, err
		}
		for _, r := range records {
			if err := d.addRecord(r); err != nil {
				return none, err
			}
		}
		for i, a := range alarmsOf(row, alarms) {
			a.N = i + 1
			object, bytes := canonAlarm(a)
			a.Seal = d.seal(object, nil, bytes)
			if err := d.tx.AddAlarm(a); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

func (d *deed) saveReport(r review.Report) error {
	object, bytes := canonReport(r)
	r.Seal = d.seal(object, r.Seal, bytes)
	return d.tx.SetReport(r)
}

func (d *deed) addRecord(r review.Record) error {
	object, bytes := canonRecord(r)
	r.Seal = d.seal(object, nil, bytes)
	return d.tx.AddRecord(r)
}

// saveRecord keeps a record. was is how it was read, nil where that is not known.
func (d *deed) saveRecord(was *review.Record, r review.Record) error {
	object, bytes := canonRecord(r)
	r.Seal = d.seal(object, r.Seal, bytes)
	if was != nil && reflect.DeepEqual(was.Content, r.Content) && reflect.DeepEqual(was.Original, r.Original) {
		return d.tx.SetDecision(r)
	}
	return d.tx.SetRecord(r)
}

// text is how a document is kept beside its report.
type text struct {
	Name       string               `json:"name"`
	Format     document.Format      `json:"format"`
	Text       string               `json:"text"`
	Paragraphs []document.Paragraph `json:"paragraphs"`
}

func keepText(d *document.Document) ([]byte, error) {
	return json.Marshal(text{d.Name, d.Format, d.Text, d.Paragraphs})
}

func restoreText(b []byte) (*document.Document, error) {
	var t text
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, err
	}
	return document.Restore(t.Name, t.Format, t.Text, t.Paragraphs)
}

// leadCodes finds the division's unit for a name that the reader suggests.
func leadCodes(d *Desk, units []staff.Unit) func(name string) string {
	known := map[string]string{}
	return func(name string) string {
		if code, ok := known[name]; ok {
			return code
		}
		code := ""
		for _, u := range units {
			if !u.Closed && (u.Name == name || u.Short == name || d.units.Same(u.Short, name) || d.units.Same(u.Name, name)) {
				code = u.Code
				break
			}
		}
		known[name] = code
		return code
	}
}

const between = " › "

// recordsOf turns what a report states into records to be reviewed. A record's
// name follows from its place, so that another reading finds it again.
func recordsOf(row review.Report, r *statement.Report, lead func(string) string) []review.Record {
	runes := []rune(r.Document.Text)
	words := func(s cite.Span) string { return string(runes[s.Start:s.End]) }
	taken := map[string]bool{}
	var all []review.Record
	add := func(sort review.Sort, span cite.Span, section int, c review.Content) {
		id := placeID(row.ID, sort, span, taken)
		all = append(all, review.Record{Division: row.Division, Report: row.ID, ID: id, Sort: sort, Span: span, State: review.Found,
			Words: words(span), Section: strings.Join(r.Outline.Path(section), between), Content: c, Original: c})
	}
	for _, m := range r.Measures {
		c := review.Content{Subject: m.Subject, Indicator: m.Indicator, Value: m.Value.String(), Unit: m.Unit, Bound: m.Bound, Kind: m.Kind, Status: m.Status, Period: m.Period.String()}
		if m.To != nil {
			c.To = m.To.String()
		}
		add(review.Measure, m.Span, m.Section, c)
	}
	for _, u := range r.Undertakings {
		c := review.Content{Verb: u.Verb, Object: u.Object, Deadline: u.Deadline.Text, DeadlineOn: u.Deadline.On.String(), Quantified: u.Quantified, Livelihood: u.Livelihood,
			Evidence: u.Evidence, Leads: u.Lead[:min(3, len(u.Lead))]}
		if len(u.Lead) > 0 {
			c.Lead = lead(u.Lead[0].Unit)
		}
		add(review.Undertaking, u.Span, u.Section, c)
	}
	for _, p := range r.Projects {
		add(review.Project, p.Span, p.Section, review.Content{Name: p.Name, Size: p.Size, Investment: p.Investment, Stage: p.Stage})
	}
	for _, m := range r.Mechanisms {
		add(review.Mechanism, m.Span, m.Section, review.Content{Name: m.Name, Type: m.Sort})
	}
	return all
}

func placeID(report string, sort review.Sort, span cite.Span, taken map[string]bool) string {
	for n := 0; ; n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d-%d/%d", report, sort, span.Start, span.End, n))
		id := lower32.EncodeToString(sum[:8])
		if !taken[id] {
			taken[id] = true
			return id
		}
	}
}

func alarmsOf(row review.Report, alarms []proofread.Alarm) []review.Alarm {
	var list []review.Alarm
	taken := map[string]bool{}
	for _, a := range alarms {
		if len(a.Places) == 0 {
			continue
		}
		list = append(list, review.Alarm{Division: row.Division, Report: row.ID, ID: placeID(row.ID, review.Sort("alarm."+a.Rule), a.Places[0], taken), Rule: a.Rule,
			Grade: fmt.Sprint(a.Grade), Start: a.Places[0].Start, Sentence: a.Sentence, Reckoning: a.Sum, Places: a.Places})
	}
	slices.SortStableFunc(list, func(a, b review.Alarm) int { return a.Start - b.Start })
	return list
}

// paragraphsOf cuts a report into the paragraphs that are shown and searched.
func paragraphsOf(r *statement.Report) []store.Paragraph {
	doc := r.Document
	var list []store.Paragraph
	line := 0
	for i, p := range doc.Paragraphs {
		section, form := "", "prose"
		for line < len(r.Lines) && r.Lines[line].Span().Start < p.Span.Start {
			line++
		}
		if line < len(r.Lines) && r.Lines[line].Span().Start < p.Span.End {
			l := r.Lines[line]
			if l.Section >= 0 {
				section = strings.Join(r.Outline.Path(l.Section), between)
				if s := r.Outline.Sections[l.Section]; s.Span.Start >= p.Span.Start && s.Span.End <= p.Span.End && !s.Implied {
					form = fmt.Sprintf("heading%d", min(s.Level, 4))
				}
			}
			if l.Role != statement.BodyLine && l.Role != statement.HeadingLine {
				form = map[statement.LineRole]string{statement.FrontLine: "front", statement.FurnitureLine: "furniture", statement.SummaryLine: "summary",
					statement.TwinLine: "twin", statement.GlossaryLine: "glossary", statement.TableLine: "cell"}[l.Role]
			}
		}
		if p.Form == document.Cell {
			form = "cell"
		}
		list = append(list, store.Paragraph{N: i + 1, Start: p.Span.Start, End: p.Span.End, Form: form, Section: section, Words: doc.Of(p)})
	}
	return list
}
