package desk

import (
	"context"
	"fmt"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// Decided is what an act on records leaves: the records as they now stand.
type Decided struct {
	Records []review.Record `json:"records"`
}

// decide does an act on one record and keeps what the kernel made of it.
func (w *Workspace) decide(ctx context.Context, by staff.Actor, act string, call Call, report, record string, f func(d *deed, r *review.Record) error) (review.Record, error) {
	return perform(ctx, w, by, act, call, func(d *deed) (review.Record, error) {
		d.object = "report/" + report
		r, err := d.record(by, act, report, record)
		if err != nil {
			return r, err
		}
		if err := call.current(r.Version, "“"+r.Title()+"”"); err != nil {
			return r, err
		}
		if err := f(d, &r); err != nil {
			return r, err
		}
		d.reason = r.Reason
		return d.decided(r)
	})
}

// record finds a record of a report that the actor may work on.
func (d *deed) record(by staff.Actor, act, report, id string) (review.Record, error) {
	scope, err := staff.ScopeOf(by, act)
	if err != nil {
		return review.Record{}, err
	}
	if _, err := d.tx.Report(scope, report); err != nil {
		return review.Record{}, err
	}
	return d.tx.Record(by.Division, report, id)
}

// decided keeps a record with who decided and when.
func (d *deed) decided(r review.Record) (review.Record, error) {
	r.DecidedBy, r.DecidedAt = d.by.Person, d.now
	if r.State == review.Found {
		r.DecidedBy, r.DecidedAt = "", 0
	}
	if r.Version == 0 {
		if err := d.addRecord(r); err != nil {
			return r, err
		}
		r.Version = 1
		return r, nil
	}
	if err := d.saveRecord(r); err != nil {
		return r, err
	}
	r.Version++
	return r, nil
}

// AcceptRecord takes a record as it stands.
func (w *Workspace) AcceptRecord(ctx context.Context, by staff.Actor, call Call, report, record string) (review.Record, error) {
	return w.decide(ctx, by, "record.accept", call, report, record, func(_ *deed, r *review.Record) error { return r.Accept() })
}

// CorrectRecord sets what a record says, and accepts it.
func (w *Workspace) CorrectRecord(ctx context.Context, by staff.Actor, call Call, report, record string, c review.Content, reason string) (review.Record, error) {
	return w.decide(ctx, by, "record.correct", call, report, record, func(d *deed, r *review.Record) error {
		if c.Lead != "" {
			if _, err := d.tx.Unit(by.Division, c.Lead); missing(err) {
				return fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的单位。", c.Lead), "请从列表里选牵头单位。").At("lead")
			} else if err != nil {
				return err
			}
		}
		if c.Indicator != "" {
			if _, ok := w.indicators.Indicator(c.Indicator); !ok {
				return fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的指标。", c.Indicator), "不知道代码就留空。").At("indicator")
			}
		}
		return r.Correct(c, reason)
	})
}

// RejectRecord leaves a record out, with a reason.
func (w *Workspace) RejectRecord(ctx context.Context, by staff.Actor, call Call, report, record, reason string) (review.Record, error) {
	return w.decide(ctx, by, "record.reject", call, report, record, func(_ *deed, r *review.Record) error { return r.Reject(reason) })
}

// ReopenRecord takes a decision back.
func (w *Workspace) ReopenRecord(ctx context.Context, by staff.Actor, call Call, report, record string) (review.Record, error) {
	return w.decide(ctx, by, "record.reopen", call, report, record, func(_ *deed, r *review.Record) error { return r.Reopen() })
}

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
		r, err := d.decided(r)
		if err != nil {
			return out, err
		}
		out.Records = append(out.Records, r)
	}
	return out, nil
}

// AddRecord makes a record of a stretch of text that somebody selected.
func (w *Workspace) AddRecord(ctx context.Context, by staff.Actor, call Call, report string, sort review.Sort, span cite.Span, c review.Content) (review.Record, error) {
	return perform(ctx, w, by, "record.add", call, func(d *deed) (review.Record, error) {
		d.object = "report/" + report
		scope, err := staff.ScopeOf(by, "record.add")
		if err != nil {
			return review.Record{}, err
		}
		row, err := d.tx.Report(scope, report)
		if err != nil {
			return review.Record{}, err
		}
		words, err := d.words(report)
		if err != nil {
			return review.Record{}, err
		}
		section := ""
		paragraphs, err := d.tx.Paragraphs(by.Division, report)
		if err != nil {
			return review.Record{}, err
		}
		for _, p := range paragraphs {
			if p.Start <= span.Start && span.Start < p.End {
				section = p.Section
			}
		}
		r, err := review.Add(row, sort, span, words(span), section, c)
		if err != nil {
			return r, err
		}
		r.ID = d.newID()
		return d.decided(r)
	})
}

// SettleAlarm says that somebody has looked into an alarm: it is mended, or the text stands.
func (w *Workspace) SettleAlarm(ctx context.Context, by staff.Actor, call Call, report, alarm, reason string) error {
	_, err := perform(ctx, w, by, "alarm.settle", call, func(d *deed) (struct{}, error) {
		d.object, d.reason = "report/"+report, reason
		var none struct{}
		scope, err := staff.ScopeOf(by, "alarm.settle")
		if err != nil {
			return none, err
		}
		if _, err := d.tx.Report(scope, report); err != nil {
			return none, err
		}
		all, err := d.tx.AlarmsOf(by.Division, report)
		if err != nil {
			return none, err
		}
		for _, a := range all {
			if a.ID != alarm {
				continue
			}
			if a.Settled {
				return none, fault.New(fault.Conflict, "这处核对已经有人看过了。", "请刷新看看。")
			}
			a.Settled, a.Reason = true, reason
			object, bytes := canonAlarm(a)
			a.Seal = d.seal(object, a.Seal, bytes)
			return none, d.tx.SettleAlarm(a)
		}
		return none, fault.New(fault.NotFound, "没有这处核对。", "请刷新看看。")
	})
	return err
}

// Entry tells how many records went into the register.
type Entry struct {
	Entered int `json:"entered"`
}

// EnterReport puts all accepted records of a report into the register.
func (w *Workspace) EnterReport(ctx context.Context, by staff.Actor, call Call, report string) (Entry, error) {
	return perform(ctx, w, by, "report.enter", call, func(d *deed) (Entry, error) {
		d.object = "report/" + report
		var out Entry
		scope, err := staff.ScopeOf(by, "report.enter")
		if err != nil {
			return out, err
		}
		row, err := d.tx.Report(scope, report)
		if err != nil {
			return out, err
		}
		records, err := d.tx.RecordsOf(by.Division, report)
		if err != nil {
			return out, err
		}
		for _, r := range records {
			if r.State != review.Accepted || r.EnteredAt != 0 {
				continue
			}
			r.EnteredAt = d.now
			if err := d.saveRecord(r); err != nil {
				return out, err
			}
			out.Entered++
		}
		if out.Entered == 0 {
			return out, fault.New(fault.Invalid, "没有新采纳的记录可以入册。", "先在右边逐条采纳。")
		}
		if row.State != review.Entered {
			row.State = review.Entered
			return out, d.saveReport(row)
		}
		return out, nil
	})
}
