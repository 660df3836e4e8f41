// Package indicators shows what reports state of each indicator, year by year,
// every figure with the way to its sentence. It computes nothing: which figures
// may stand on one axis and which of them counts is told by kernel/series.
package indicators

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/indicator"
	"duban/internal/kernel/series"
	"duban/internal/kernel/statement"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

type listed struct {
	page    desk.IndicatorPage
	lines   []desk.IndicatorLine
	domains []part.Option
	files   []part.Link
	open    bool // the open part may be fetched
}

// domainWord names the domains of the catalogue.
var domainWord = map[string]say.Text{
	"accounts": say.Text("国民经济核算"), "agriculture": say.Text("农业农村"), "culture": say.Text("文化旅游"), "education": say.Text("教育"), "energy": say.Text("能源"),
	"environment": say.Text("生态环境"), "finance": say.Text("财政金融"), "government": say.Text("政务"), "health": say.Text("卫生健康"), "housing": say.Text("住房建筑"),
	"income": say.Text("收入消费"), "industry": say.Text("工业"), "investment": say.Text("固定资产投资"), "jobs": say.Text("就业"), "land": say.Text("土地"),
	"population": say.Text("人口"), "poverty": say.Text("脱贫帮扶"), "price": say.Text("价格"), "retail": say.Text("消费市场"), "safety": say.Text("安全生产"),
	"science": say.Text("科技创新"), "security": say.Text("社会保障"), "trade": say.Text("对外经贸"), "transport": say.Text("交通运输"), "urban": say.Text("城镇建设"),
}

func domainName(ctx context.Context, code string) string {
	if w, ok := domainWord[code]; ok {
		return say.T(ctx, w)
	}
	return code
}

func pageOf(v *frame.Visit) desk.IndicatorPage {
	return desk.IndicatorPage{Words: v.Text("q"), Domain: v.Text("domain")}
}

// List shows the indicators that reports state figures of.
func List(v *frame.Visit) error {
	d := listed{page: pageOf(v), files: frame.Files(v, "/indicators/file"), open: v.Actor.May("package.read")}
	all, err := v.House.Desk.ListIndicators(v.Ctx, v.Actor, desk.IndicatorPage{})
	if err != nil {
		return err
	}
	if d.lines, err = v.House.Desk.ListIndicators(v.Ctx, v.Actor, d.page); err != nil {
		return err
	}
	d.domains = []part.Option{{Text: say.T(v.Ctx, "全部")}}
	seen := map[string]bool{}
	for _, l := range all {
		if code := desk.Domain(l.Indicator.Code); !seen[code] {
			seen[code] = true
			d.domains = append(d.domains, part.Option{Value: code, Text: domainName(v.Ctx, code)})
		}
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "统计指标"), At: "/indicators"}, list(d))
}

// ListFile hands the list out.
func ListFile(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("indicators", strings.TrimSpace(p.Words+" "+p.Domain), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportIndicators(ctx, v.Actor, p, h)
	})
}

// One shows an indicator with every figure stated of it.
func One(v *frame.Visit) error {
	x, err := v.House.Desk.ReadIndicator(v.Ctx, v.Actor, v.At("indicator"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: x.Name, At: "/indicators"}, one(x, frame.Files(v, "/indicators/"+x.Code+"/file")))
}

// OneFile hands its figures out.
func OneFile(v *frame.Visit) error {
	code := v.At("indicator")
	return v.HandOut("indicator-"+code, "", func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportIndicator(ctx, v.Actor, code, h)
	})
}

// Package hands out what is open.
func Package(v *frame.Visit) error { return v.HandOutPackage() }

// sentence leads to where a record stands in its report.
func sentence(report, record string) string {
	return "/reports/" + report + "?at=" + record + "#r-" + record
}

func table(ctx context.Context, d listed) part.Table {
	t := part.Table{Caption: say.T(ctx, "统计指标 %d 个", len(d.lines)), Quiet: true, Fold: true, Tight: true, Columns: []part.Column{
		{Title: say.T(ctx, "统计指标")}, {Title: say.T(ctx, "最近的结果"), Numeric: true}, {Title: say.T(ctx, "目标"), Numeric: true}, {Title: say.T(ctx, "入册的数"), Numeric: true}, {Title: say.T(ctx, "没入册的数"), Numeric: true}, {Title: say.T(ctx, "可比的别处"), Numeric: true},
	}, Empty: part.EmptyPage(say.T(ctx, "没有这样的指标"), say.T(ctx, "报告里读出的数，认得出是哪个统计指标的，列在这里。"))}
	latest := func(f *desk.LatestFigure) part.Cell {
		if f == nil {
			return part.Cell{Text: "—"}
		}
		return part.Cell{Text: f.Value.String() + f.Unit, Href: sentence(f.Report, f.Record), Sub: say.T(ctx, "%d 年", f.Year)}
	}
	for _, l := range d.lines {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: l.Name, Href: "/indicators/" + l.Indicator.Code, Sub: domainName(ctx, desk.Domain(l.Indicator.Code)), Head: true},
			latest(l.Result), latest(l.Promise), {Text: frame.Itoa(l.Entered)}, {Text: frame.Itoa(l.Waiting)}, {Text: frame.Itoa(l.Others)},
		}})
	}
	return t
}

var (
	kindWord     = map[statement.Kind]say.Text{statement.Level: say.Text("总量"), statement.Growth: say.Text("增速"), statement.Change: say.Text("增减量"), statement.Share: say.Text("占比"), statement.Rank: say.Text("位次")}
	boundLead    = map[statement.Bound]say.Text{statement.AtLeast: "≥ ", statement.Over: "> ", statement.AtMost: "≤ ", statement.Under: "< ", statement.About: "≈ "}
	standingWord = map[series.Standing]say.Text{series.Entered: say.Text("已入册"), series.Agreed: say.Text("已采纳，未入册"), series.Waiting: say.Text("待核"), series.Rejected: say.Text("不采")}
)

// figure is a figure as it is told: ≥ 412亿元.
func figure(f series.Figure) string { return string(boundLead[f.Bound()]) + f.Written() }

// least is a promise that is kept from a number upwards; it is drawn as a mark.
// Any other is a band.
func least(p *series.Placed, lower bool) (*quantity.Decimal, part.Band) {
	b := p.Band(lower)
	if b.High == nil {
		return b.Low, part.Band{}
	}
	return nil, part.Band{From: b.Low, To: b.High}
}

// mostYears is how many years a picture can hold on a phone.
const mostYears = 10

// chart draws an axis of single years; years without a figure stay as gaps.
func chart(ctx context.Context, name string, a series.Axis, lower bool, id string) (part.Chart, bool) {
	years := a.ByYear()
	if len(years) == 0 {
		return part.Chart{}, false
	}
	years = years[max(0, len(years)-mostYears):]
	at := map[int]series.Year{}
	for _, y := range years {
		at[y.Year] = y
	}
	first, last := years[0].Year, years[len(years)-1].Year
	first = max(first, last-2*mostYears)
	c := part.Chart{ID: id, Unit: a.Unit, Note: say.T(ctx, kindWord[a.Kind])}
	if a.Unit != "" {
		c.Note += " · " + a.Unit
	}
	if a.Mixed {
		c.Note += " · " + say.T(ctx, "写成别的数量级的，已精确换算")
	}
	results, promises := part.Series{Name: say.T(ctx, "结果")}, part.Series{Name: say.T(ctx, "目标")}
	var bands []part.Band
	banded := false
	var end, ahead *series.Placed
	for n := first; n <= last; n++ {
		y, ok := at[n]
		if !ok && n != first && n != last && last-first >= mostYears {
			continue
		}
		c.Labels = append(c.Labels, frame.Itoa(n))
		var result, mark *quantity.Decimal
		var band part.Band
		if y.Result != nil {
			result, end = part.Of(y.Result.Value), y.Result
		}
		if y.Promise != nil {
			mark, band = least(y.Promise, lower)
			if y.Result == nil {
				ahead = y.Promise
			}
		}
		results.Values, promises.Values = append(results.Values, result), append(promises.Values, mark)
		bands, banded = append(bands, band), banded || band.To != nil
	}
	if end != nil {
		c.Series = append(c.Series, results)
	}
	if slices.ContainsFunc(promises.Values, func(d *quantity.Decimal) bool { return d != nil }) {
		c.Series = append(c.Series, promises)
	}
	if banded {
		c.Band = bands
	}
	switch {
	case end != nil && ahead != nil && ahead.Period.From > end.Period.From:
		c.Title = say.T(ctx, "%s %d 年 %s，%d 年目标 %s", name, end.Period.From, figure(end.Figure), ahead.Period.From, figure(ahead.Figure))
	case end != nil:
		c.Title = say.T(ctx, "%s %d 年 %s", name, end.Period.From, figure(end.Figure))
	case ahead != nil:
		c.Title = say.T(ctx, "%s %d 年目标 %s", name, ahead.Period.From, figure(ahead.Figure))
	}
	return c, true
}

// rows are all figures of an axis, the newest period first.
func rows(ctx context.Context, a series.Axis) part.Table {
	t := part.Table{Caption: say.T(ctx, "%s的每一个数", say.T(ctx, kindWord[a.Kind])), Quiet: true, Fold: true, Tight: true, Columns: []part.Column{
		{Title: say.T(ctx, "时期")}, {Title: say.T(ctx, "数"), Numeric: true}, {Title: say.T(ctx, "性质")}, {Title: say.T(ctx, "谁说的")}, {Title: say.T(ctx, "报告里的说法")}, {Title: say.T(ctx, "核对结果")},
	}}
	for i := len(a.Figures) - 1; i >= 0; i-- {
		f := a.Figures[i]
		status := say.T(ctx, "结果")
		if f.Target() {
			status = say.T(ctx, "目标")
		}
		period := f.Record.Content.Period
		if period == "" {
			period = "—"
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: period, Head: true}, {Text: figure(f.Figure), Href: sentence(f.Record.Report, f.Record.ID)}, {Text: status},
			{Text: by(f.Figure), Sub: f.Record.Section}, {Text: f.Record.Content.Subject}, {Text: say.T(ctx, standingWord[f.Standing()])},
		}})
	}
	return t
}

func by(f series.Figure) string {
	return strings.TrimSpace(f.Report.Place + " " + frame.YearText(f.Report.Year) + " " + f.Report.Title)
}

// axisName is 增速（%）, or 增速（%，5 年）.
func axisName(ctx context.Context, a series.Axis) string {
	s := say.T(ctx, kindWord[a.Kind])
	var more []string
	if a.Unit != "" {
		more = append(more, a.Unit)
	}
	switch {
	case a.Years == 0:
		more = append(more, say.T(ctx, "没写时期"))
	case a.Years > 1:
		more = append(more, say.T(ctx, "跨 %d 年", a.Years))
	}
	if len(more) == 0 {
		return s
	}
	return s + " · " + strings.Join(more, " · ")
}

// beside compares places on one axis: the figure that counts of each of the
// last years that any of them states.
func beside(ctx context.Context, a series.Axis, x desk.IndicatorView) (part.Table, bool) {
	type of struct {
		name  string
		years map[int]series.Year
	}
	var all []of
	said := map[int]bool{}
	for _, p := range append([]desk.PlaceFigures{x.Own}, x.Others...) {
		for _, b := range p.Axes {
			if b.Kind != a.Kind || b.Unit != a.Unit || b.Years != 1 {
				continue
			}
			o := of{p.Name, map[int]series.Year{}}
			for _, y := range b.ByYear() {
				if y.Result != nil {
					o.years[y.Year], said[y.Year] = y, true
				}
			}
			if len(o.years) > 0 {
				all = append(all, o)
			}
			break
		}
	}
	if len(all) < 2 {
		return part.Table{}, false
	}
	var years []int
	for y := range said {
		years = append(years, y)
	}
	slices.Sort(years)
	years = years[max(0, len(years)-6):]
	t := part.Table{Caption: say.T(ctx, "各地同一年的数"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "地方")}}}
	for _, y := range years {
		t.Columns = append(t.Columns, part.Column{Title: fmt.Sprint(y), Numeric: true})
	}
	for _, o := range all {
		row := part.Row{Cells: []part.Cell{{Text: o.name, Head: true}}}
		for _, y := range years {
			cell := part.Cell{Text: "—"}
			if said, ok := o.years[y]; ok {
				cell = part.Cell{Text: said.Result.Value.String(), Unit: a.Unit, Href: sentence(said.Result.Record.Report, said.Result.Record.ID)}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, true
}

func facts(ctx context.Context, x desk.IndicatorView) []part.Fact {
	list := []part.Fact{{Name: say.T(ctx, "指标代码"), Value: part.Words(x.Code)}, {Name: say.T(ctx, "依据"), Value: part.Words(x.Basis)}}
	if x.Direction != indicator.Steady {
		w := say.T(ctx, "越高越好")
		if x.Direction == indicator.Lower {
			w = say.T(ctx, "越低越好")
		}
		list = append(list, part.Fact{Name: say.T(ctx, "走向"), Value: part.Words(w)})
	}
	if x.Plan != nil && x.Plan.Target != "-" {
		list = append(list, part.Fact{Name: x.Plan.Plan, Value: part.Words(x.Plan.Target)})
	}
	return list
}
