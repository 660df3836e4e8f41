// Package opendata shows what of the division is open, and hands it out as a
// Frictionless Data Package.
package opendata

import (
	"context"

	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// Show tells what is open.
func Show(v *frame.Visit) error {
	p, err := v.House.Desk.ReadOpenPart(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "公开数据"), At: "/indicators"}, page(p))
}

// Package hands it out.
func Package(v *frame.Visit) error { return v.HandOutPackage() }

// Publish says that a report has been published, and where.
func Publish(v *frame.Visit) error {
	if err := v.House.Desk.PublishReport(v.Ctx, v.Actor, v.Call(), v.At("report"), v.Text("where")); err != nil {
		return err
	}
	v.Back("/open", say.T(v.Ctx, "标为已公开了。"))
	return nil
}

func table(ctx context.Context, p desk.OpenPart) part.Table {
	t := part.Table{Caption: say.T(ctx, "已公开的报告"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "报告")}, {Title: say.T(ctx, "年份"), Numeric: true}, {Title: say.T(ctx, "公开在")}}}
	for _, r := range p.Reports {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: r.Title, Href: "/reports/" + r.ID, Head: true}, {Text: frame.YearText(r.Year)}, {Text: r.Where}}})
	}
	return t
}

func licences() (list []part.Option) {
	for _, l := range desk.Licences {
		list = append(list, part.Option{Value: l.Name, Text: l.Title + " " + l.Name})
	}
	return list
}
