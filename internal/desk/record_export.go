package desk

import (
	"context"
	"math"

	"duban/internal/base/quantity"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

var sortWord = map[review.Sort]string{review.Measure: "数据", review.Undertaking: "任务", review.Project: "项目", review.Mechanism: "机制"}

// recordStanding is how far a record has come, in words.
func recordStanding(r review.Record) string {
	switch {
	case r.EnteredAt != 0:
		return "已入册"
	case r.State == review.Accepted:
		return "已采纳，未入册"
	case r.State == review.Rejected:
		return "不采"
	}
	return "待核"
}

// ExportRecords hands out what ListRecords lists, without its paging.
func (w *Workspace) ExportRecords(ctx context.Context, by staff.Actor, p RegisterPage, h Handout) error {
	p.Most, p.AfterReport, p.AfterStart, p.AfterRecord, p.AfterLead = math.MaxInt32, "", 0, "", ""
	l := press.List{Title: "台账", Columns: []press.Column{
		{Key: "record", Title: "编号", English: "Record"}, {Key: "sort", Title: "类别", English: "Sort"}, {Key: "title", Title: "名称", English: "Title", Kind: press.Link, Width: 40},
		{Key: "value", Title: "数", English: "Value", Kind: press.Quantity}, {Key: "to", Title: "区间上限", English: "Upper end", Kind: press.Quantity}, {Key: "unit", Title: "单位", English: "Unit"}, {Key: "bound", Title: "口径", English: "Bound"},
		{Key: "kind", Title: "类型", English: "Kind"}, {Key: "status", Title: "性质", English: "Status"}, {Key: "period", Title: "时期", English: "Period"}, {Key: "indicator", Title: "指标代码", English: "Indicator"},
		{Key: "lead", Title: "牵头单位", English: "Lead unit"}, {Key: "deadline", Title: "时限", English: "Deadline"}, {Key: "size", Title: "规模", English: "Size"}, {Key: "investment", Title: "投资", English: "Investment"},
		{Key: "standing", Title: "核对", English: "Review"}, {Key: "entered_at", Title: "入册", English: "Entered", Kind: press.Instant},
		{Key: "report", Title: "报告", English: "Report", Kind: press.Link}, {Key: "report_year", Title: "报告年份", English: "Year of the report", Kind: press.Number}, {Key: "section", Title: "章节", English: "Section"},
		{Key: "words", Title: "原文", English: "Words", Width: 50}, {Key: "start", Title: "起字位", English: "Start", Kind: press.Number}, {Key: "end", Title: "止字位", English: "End", Kind: press.Number},
	}}
	return w.handOut(ctx, by, "record.list", "records", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := unitNames(tx, by.Division)
		if err != nil {
			return err
		}
		_, err = recordsIn(tx, scope, p, func(r review.Record, from review.Report) (bool, error) {
			c := r.Content
			return true, add(r.ID, sortWord[r.Sort], h.link(r.Title(), "/register/"+r.Report+"/"+r.ID), decimal(c.Value), decimal(c.To), c.Unit, boundOf(r), kindOf(r), statusOf(r), c.Period, c.Indicator,
				units[c.Lead], c.Deadline, c.Size, c.Investment, recordStanding(r), instant(r.EnteredAt), h.link(from.Place+" "+from.Title, placeOf(r.Report, r.ID)), year(from.Year), r.Section, r.Words, r.Span.Start, r.Span.End)
		})
		return err
	})
}

func boundOf(r review.Record) string {
	if r.Sort != review.Measure {
		return ""
	}
	return press.BoundWord(r.Content.Bound)
}

func kindOf(r review.Record) string {
	if r.Sort != review.Measure {
		return ""
	}
	return press.KindWord(r.Content.Kind)
}

func statusOf(r review.Record) string {
	if r.Sort != review.Measure {
		return ""
	}
	return press.StatusWord(r.Content.Status)
}

// decimal is a number of a record, nil where it holds none.
func decimal(s string) press.Value {
	d, err := quantity.Parse(s)
	if s == "" || err != nil {
		return nil
	}
	return d
}

func unitNames(tx *store.Tx, division string) (map[string]string, error) {
	units, err := tx.Units(division)
	names := map[string]string{}
	for _, u := range units {
		names[u.Code] = u.Name
	}
	return names, err
}
