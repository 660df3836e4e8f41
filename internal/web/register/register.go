// Package register is the register of what was accepted: figures,
// undertakings, projects and mechanisms of all reports.
package register

import (
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

const most = 100

type data struct {
	desk.Listing
	sort  review.Sort
	lead  string
	units map[string]string
	next  string
}

// List shows the register.
func List(v *frame.Visit) error {
	d := data{sort: review.Sort(v.Text("sort")), lead: v.Text("lead"), units: map[string]string{}}
	if d.sort == "" {
		d.sort = review.Undertaking
	}
	p := desk.RegisterPage{RecordPage: desk.RecordPage{Sort: d.sort, Lead: d.lead, Most: most + 1}}
	if report, rest, ok := strings.Cut(v.Text("after"), "."); ok {
		at, record := frame.Cursor(rest)
		p.AfterReport, p.AfterStart, p.AfterRecord = report, int(at), record
	}
	var err error
	if d.Listing, err = v.House.Desk.ListRecords(v.Ctx, v.Actor, p); err != nil {
		return err
	}
	for _, u := range d.Units {
		d.units[u.Code] = u.Short
		if u.Short == "" {
			d.units[u.Code] = u.Name
		}
	}
	if len(d.Records) > most {
		d.Records = d.Records[:most]
		last := d.Records[most-1]
		d.next = last.Report + "." + frame.CursorText(int64(last.Span.Start), last.ID)
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "台账"), At: "/register"}, page(v, d))
}

// Show is one record with its sentence.
func Show(v *frame.Visit) error {
	r, err := v.House.Desk.ShowRecord(v.Ctx, v.Actor, v.At("report"), v.At("record"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: r.Title(), At: "/register"}, one(r))
}

// around cuts a paragraph before, at and after a record.
func around(r desk.Registered) (before, at, after string) {
	text := []rune(r.Paragraph.Words)
	a, b := r.Span.Start-r.Paragraph.Start, r.Span.End-r.Paragraph.Start
	if a < 0 || b > len(text) || a > b {
		return "", r.Words, ""
	}
	return string(text[:a]), string(text[a:b]), string(text[b:])
}
