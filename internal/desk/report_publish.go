package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// Public is the audience of a report that has been published.
const Public = "public"

// PublishReport says that a report has been published elsewhere, and where: an
// address or the issue of a gazette. What it has in the register is then open data.
func (w *Workspace) PublishReport(ctx context.Context, by staff.Actor, call Call, report, where string) error {
	_, err := perform(ctx, w, by, "report.publish", call, func(d *deed) (struct{}, error) {
		var none struct{}
		d.object, d.reason = "report/"+report, strings.TrimSpace(where)
		switch {
		case d.reason == "":
			return none, fault.New(fault.Invalid, "没有写公开在哪里。", "写网址或公报期号，例：云泽市人民政府公报 2026 年第 1 期。").At("where")
		case utf8.RuneCountInString(d.reason) > 400:
			return none, fault.New(fault.Invalid, "公开的出处超过 400 字。", "只写网址或公报期号。").At("where")
		}
		scope, err := staff.ScopeOf(by, "report.publish")
		if err != nil {
			return none, err
		}
		row, err := d.tx.Report(scope, report)
		if err != nil {
			return none, err
		}
		if err := call.current(row.Version, "“"+row.Title+"”"); err != nil {
			return none, err
		}
		if row.State != review.Entered {
			return none, fault.New(fault.Refused, "“"+row.Title+"”还没有入册，公开不出什么。", "核对后入册，再标为已公开。")
		}
		row.Audience = Public
		return none, d.saveReport(row)
	})
	return err
}
