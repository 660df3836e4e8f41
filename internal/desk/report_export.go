package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

var reportStateWord = map[review.ReportState]string{review.Waiting: "正在读", review.InReview: "核对中", review.Entered: "已入册", review.Failed: "读不出"}

// exportPage is how many reports, persons or acts are read at once for an export.
const exportPage = 500

// ExportReports hands out what ListReports lists, without its paging.
func (w *Workspace) ExportReports(ctx context.Context, by staff.Actor, p store.ReportPage, h Handout) error {
	p.Most, p.Before, p.Last = exportPage, 0, ""
	l := press.List{Title: "报告", Columns: []press.Column{
		{Key: "report", Title: "编号", English: "Report"}, {Key: "title", Title: "报告", English: "Title", Kind: press.Link}, {Key: "place", Title: "地方", English: "Place"}, {Key: "year", Title: "年份", English: "Year", Kind: press.Number},
		{Key: "occasion", Title: "场合", English: "Occasion"}, {Key: "dated_on", Title: "日期", English: "Date", Kind: press.Date}, {Key: "state", Title: "进展", English: "State"}, {Key: "audience", Title: "公开", English: "Published"},
		{Key: "records", Title: "读出", English: "Found", Kind: press.Number}, {Key: "accepted", Title: "采纳", English: "Accepted", Kind: press.Number}, {Key: "entered", Title: "入册", English: "Entered", Kind: press.Number},
		{Key: "file", Title: "文件", English: "File"}, {Key: "sha256", Title: "文件 SHA-256", English: "SHA-256 of the file"}, {Key: "uploader", Title: "上传人", English: "Uploaded by"}, {Key: "uploaded_at", Title: "上传", English: "Uploaded", Kind: press.Instant},
	}}
	return w.handOut(ctx, by, "report.list", "reports", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		for {
			list, err := reportsIn(tx, scope, p)
			if err != nil {
				return err
			}
			for _, r := range list {
				title := press.Ref{Words: r.Title}
				if r.State == review.InReview || r.State == review.Entered {
					title = h.link(r.Title, "/reports/"+r.ID)
				}
				open := "未公开"
				if r.Audience == Public {
					open = "已公开"
				}
				dated := civil.Date{}
				if r.DatedOn != 0 {
					dated = civil.OfDays(r.DatedOn)
				}
				err := add(r.ID, title, r.Place, year(r.Year), r.Occasion, dated, reportStateWord[r.State], open, r.Records, r.Accepted, r.Entered, r.File, r.SHA256, r.Uploader, instant(r.UploadedAt))
				if err != nil {
					return err
				}
			}
			if len(list) < exportPage {
				return nil
			}
			p.Before, p.Last = list[len(list)-1].UploadedAt, list[len(list)-1].ID
		}
	})
}
