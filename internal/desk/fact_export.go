package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// ExportFacts hands out what ListFacts lists, a row for each entry: of a fact
// that was entered anew what it was before, too.
func (w *Workspace) ExportFacts(ctx context.Context, by staff.Actor, year int, h Handout) error {
	shown, err := w.ListFacts(ctx, by, year)
	if err != nil {
		return err
	}
	l := press.List{Title: "录入的考核事实", Columns: []press.Column{
		{Key: "year", Title: "年度", English: "Year", Kind: press.Number}, {Key: "subject", Title: "单位或项目代码", English: "Code of the unit or project"}, {Key: "name", Title: "单位或项目", English: "Unit or project", Width: 30},
		{Key: "fact", Title: "事实", English: "Fact"}, {Key: "value", Title: "值（数）", English: "Figure", Kind: press.Quantity}, {Key: "said", Title: "值（是、否、收回）", English: "Yes, no, taken back"},
		{Key: "seq", Title: "第几次录入", English: "Entry", Kind: press.Number}, {Key: "stands", Title: "现在的值", English: "Stands"}, {Key: "document", Title: "文件", English: "Document", Width: 30},
		{Key: "reason", Title: "理由", English: "Reason", Width: 40}, {Key: "person", Title: "谁", English: "Entered by"}, {Key: "recorded_at", Title: "什么时候", English: "Entered at", Kind: press.Instant},
	}}
	return w.handOut(ctx, by, "fact.list", "facts", l, h, func(_ *store.Tx, _ staff.Scope, add func(...press.Value) error) error {
		for _, f := range shown.Facts {
			for i, x := range f.Story {
				var figure press.Value
				said, stands := x.Value.String(), ""
				if n, ok := x.Value.Decimal(); ok {
					figure, said = n, ""
				} else if x.Value.Kind() == "" {
					said = "收回"
				}
				if i == len(f.Story)-1 {
					stands = "是"
				}
				if err := add(shown.Year, f.Subject, f.Name, f.Fact, figure, said, x.Seq, stands, x.Document, x.Reason, x.Person, instant(x.RecordedAt)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
