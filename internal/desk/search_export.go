package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// ExportSearch hands out every paragraph that Search finds.
func (w *Workspace) ExportSearch(ctx context.Context, by staff.Actor, words string, h Handout) error {
	want, err := wanted(words)
	if err != nil {
		return err
	}
	l := press.List{Title: "搜索", Columns: []press.Column{
		{Key: "report", Title: "报告", English: "Report", Kind: press.Link}, {Key: "place", Title: "地方", English: "Place"}, {Key: "report_year", Title: "年份", English: "Year", Kind: press.Number},
		{Key: "section", Title: "章节", English: "Section"}, {Key: "paragraph", Title: "段", English: "Paragraph", Kind: press.Number}, {Key: "words", Title: "原文", English: "Words", Width: 80},
	}}
	return w.handOut(ctx, by, "search.read", "search", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		var total int
		return hitsIn(tx, scope, want, func(x Hit) (bool, error) {
			err := add(h.link(x.Report.Title, "/reports/"+x.Report.ID+"#p"+itoa(x.Paragraph.N)), x.Report.Place, year(x.Report.Year), x.Paragraph.Section, x.Paragraph.N, x.Paragraph.Words)
			return true, err
		}, &total)
	})
}
