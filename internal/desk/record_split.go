package desk

import (
	"context"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// words gives the text of spans of a report.
func (d *deed) words(report string) (func(cite.Span) string, error) {
	b, err := d.tx.Text(d.by.Division, report)
	if err != nil {
		return nil, err
	}
	doc, err := restoreText(b)
	if err != nil {
		return nil, err
	}
	runes := []rune(doc.Text)
	return func(s cite.Span) string {
		if s.Start < 0 || s.End > len(runes) || s.Start >= s.End {
			return ""
		}
		return strings.TrimRight(string(runes[s.Start:s.End]), "\r\n")
	}, nil
}

// SplitRecord cuts a record in two before the at-th character of its words.
func (w *Workspace) SplitRecord(ctx context.Context, by staff.Actor, call Call, report, record string, at int) (Decided, error) {
	return perform(ctx, w, by, "record.split", call, func(d *deed) (Decided, error) {
		d.object = "report/" + report
		r, err := d.record(by, "record.split", report, record)
		if err != nil {
			return Decided{}, err
		}
		if err := call.current(r.Version, "“"+r.Title()+"”"); err != nil {
			return Decided{}, err
		}
		words, err := d.words(report)
		if err != nil {
			return Decided{}, err
		}
		first, second, err := r.Split(r.Span.Start+at, words)
		if err != nil {
			return Decided{}, err
		}
		first.ID, second.ID = d.newID(), d.newID()
		return d.allDecided(r, first, second)
	})
}

// MergeRecords makes one record of two.
func (w *Workspace) MergeRecords(ctx context.Context, by staff.Actor, call Call, report, record, with string) (Decided, error) {
	return perform(ctx, w, by, "record.merge", call, func(d *deed) (Decided, error) {
		d.object = "report/" + report
		a, err := d.record(by, "record.merge", report, record)
		if err != nil {
			return Decided{}, err
		}
		if err := call.current(a.Version, "“"+a.Title()+"”"); err != nil {
			return Decided{}, err
		}
		if record == with {
			return Decided{}, fault.New(fault.Invalid, "一条记录不能和自己并。", "请选它前后的一条。")
		}
		b, err := d.record(by, "record.merge", report, with)
		if err != nil {
			return Decided{}, err
		}
		words, err := d.words(report)
		if err != nil {
			return Decided{}, err
		}
		m, err := review.Merge(&a, &b, words)
		if err != nil {
			return Decided{}, err
		}
		m.ID = d.newID()
		return d.allDecided(a, b, m)
	})
}

func (d *deed) allDecided(records ...review.Record) (Decided, error) {
	var out Decided
	for _, r := range records {
		r, err := d.decided(nil, r)
		if err != nil {
			return out, err
		}
		out.Records = append(out.Records, r)
	}
	return out, nil
}
