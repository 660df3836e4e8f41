package desk

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/press"
	"duban/internal/store"
)

// straight says what the kilometres are.
const straight = "公里数是地图上的直线距离，只用来排先后；行车里程和时间以实际道路为准。"

// PressRoute writes the route sheet of a tour, docx or pdf.
func (w *Workspace) PressRoute(ctx context.Context, by staff.Actor, id, as string, begin func(title, name string) io.Writer) error {
	s, err := w.ShowTour(ctx, by, id)
	if err != nil {
		return err
	}
	t := s.Plan
	p := procedure.Paper{Kind: "路线单", Organ: by.UnitName, Heading: t.Name + "路线单", Day: s.Today.String()}
	days := procedure.ChineseDay(t.From)
	if t.Until != t.From {
		days += "至" + procedure.ChineseDay(t.Until)
	}
	words := fmt.Sprintf("%s，共 %d 个观摩点", days, len(t.Stops))
	if t.Start.Name != "" {
		words += "，从" + t.Start.Name + "出发"
	}
	if s.Metres > 0 {
		words += fmt.Sprintf("，直线距离合计 %s 公里", tour.Kilometres(s.Metres))
	}
	p.Body = append(p.Body, procedure.Block{Text: words + "。"})
	along := slices.ContainsFunc(t.Stops, func(x tour.Stop) bool { return x.Along() != "" })
	table := procedure.Block{Columns: []string{"序号", "观摩点", "所在地", "责任单位"}}
	if along {
		table.Columns = append(table.Columns, "道路桩号")
	}
	table.Columns = append(table.Columns, "距上一点（公里）")
	for i, x := range t.Stops {
		km := "—"
		if s.Legs[i].Known {
			km = tour.Kilometres(s.Legs[i].Metres)
		}
		site := s.UnitName(x.Town)
		if x.Site != "" {
			site = x.Site
		}
		row := []string{strconv.Itoa(i + 1), x.Name, cmp.Or(site, "—"), s.UnitName(x.Unit)}
		if along {
			row = append(row, cmp.Or(x.Along(), "—"))
		}
		table.Rows = append(table.Rows, append(row, km))
	}
	p.Body = append(p.Body, table)
	if s.Metres > 0 {
		p.Body = append(p.Body, procedure.Block{Text: straight})
	}
	return w.pressPaper(p, as, func() io.Writer { return begin(p.Heading, "route-"+id) })
}

// ExportTour hands the result of a tour out, a row a stop in the order of the
// route; places are there only where a document allows them.
func (w *Workspace) ExportTour(ctx context.Context, by staff.Actor, id string, h Handout) error {
	s, err := w.ShowTour(ctx, by, id)
	if err != nil {
		return err
	}
	l := press.List{Title: s.Plan.Name, Columns: []press.Column{
		{Key: "no", Title: "路线序号", English: "No. on the route", Kind: press.Number}, {Key: "project", Title: "观摩点", English: "Stop", Kind: press.Link, Width: 24}, {Key: "town", Title: "所在镇办", English: "Town"}, {Key: "unit", Title: "责任单位", English: "Unit", Width: 18},
		{Key: "score", Title: "得分", English: "Score", Kind: press.Quantity}, {Key: "sheets", Title: "打分人数", English: "Sheets", Kind: press.Number}, {Key: "dropped", Title: "去掉的张数", English: "Dropped", Kind: press.Number}, {Key: "recused", Title: "回避人数", English: "Recused", Kind: press.Number},
		{Key: "min", Title: "最低", English: "Lowest", Kind: press.Quantity}, {Key: "lower", Title: "下四分位", English: "Lower quartile", Kind: press.Quantity}, {Key: "median", Title: "中位数", English: "Median", Kind: press.Quantity}, {Key: "upper", Title: "上四分位", English: "Upper quartile", Kind: press.Quantity}, {Key: "max", Title: "最高", English: "Highest", Kind: press.Quantity}, {Key: "deviation", Title: "标准差", English: "Deviation", Kind: press.Quantity},
	}}
	if s.Order != nil {
		l.Columns = append(l.Columns, press.Column{Key: "place", Title: "名次（" + s.Order.Number + "）", English: "Place (" + s.Order.Number + ")", Kind: press.Number})
	}
	return w.handOut(ctx, by, "tour.list", "tour-"+id, l, h, func(_ *store.Tx, _ staff.Scope, add func(...press.Value) error) error {
		for i, x := range s.Plan.Stops {
			row := []press.Value{i + 1, h.link(x.Name, "/projects/"+x.Project), unitNamed(s.Units, x.Town), unitNamed(s.Units, x.Unit), nil, nil, nil, nil, nil, nil, nil, nil, nil, nil}
			if s.Result != nil {
				if o := s.Result.Outcome(x.Project); o != nil {
					row[5], row[6], row[7] = o.Sheets, o.Dropped, o.Recused
					if o.Score != nil {
						row[4] = *o.Score
						for k, d := range []quantity.Decimal{o.Spread.Min, o.Spread.Lower, o.Spread.Median, o.Spread.Upper, o.Spread.Max, o.Spread.Deviation} {
							row[8+k] = d
						}
					}
				}
			}
			if s.Order != nil {
				row = append(row, nil)
				for _, r := range s.Ranked {
					if r.Project == x.Project {
						row[len(row)-1] = r.Place
					}
				}
			}
			if err := add(row...); err != nil {
				return err
			}
		}
		return nil
	})
}
