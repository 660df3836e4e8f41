// Package indicators is the list of the division's indicators, and a page of
// each with every figure that reports state of it.
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

// domains are the parts of the catalogue, in its order.
var domains = []struct {
	code string
	word say.Text
}{
	{"accounts", say.Text("国民经济核算")}, {"industry", say.Text("工业")}, {"investment", say.Text("投资")}, {"trade", say.Text("外贸外资")}, {"retail", say.Text("消费")},
	{"finance", say.Text("财政金融")}, {"price", say.Text("价格")}, {"jobs", say.Text("就业")}, {"income", say.Text("居民收入")}, {"population", say.Text("人口")},
	{"poverty", say.Text("脱贫")}, {"education", say.Text("教育")}, {"science", say.Text("科技")}, {"health", say.Text("卫生健康")}, {"security", say.Text("社会保障")},
	{"housing", say.Text("住房")}, {"urban", say.Text("城市建设")}, {"environment", say.Text("生态环境")}, {"energy", say.Text("能源")}, {"land", say.Text("土地")},
	{"agriculture", say.Text("农业农村")}, {"transport", say.Text("交通通信")}, {"culture", say.Text("文化旅游")}, {"safety", say.Text("安全")}, {"government", say.Text("政务")},
}

func domainWord(ctx context.Context, code string) string {
	for _, d := range domains {
		if d.code == code {
			return say.T(ctx, d.word)
		}
	}
	return code
}

func asked(v *frame.Visit) desk.IndicatorPage {
	return desk.IndicatorPage{Words: v.Text("q"), Domain: v.Text("domain")}
}

// List shows the indicators that reports state figures of.
func List(v *frame.Visit) error {
	p := asked(v)
	lines, err := v.House.Desk.ListIndicators(v.Ctx, v.Actor, p)
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "统计指标"), At: "/indicators"}, list(v, p, lines))
}

// ListFile hands the list out.
func ListFile(v *frame.Visit) error {
	p := asked(v)
	return v.HandOut("indicators", strings.TrimSpace(p.Words+" "+p.Domain), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportIndicators(ctx, v.Actor, p, h)
	})
}

// One is the page of one indicator.
func One(v *frame.Visit) error {
	x, err := v.House.Desk.ReadIndicator(v.Ctx, v.Actor, v.At("indicator"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: x.Name, At: "/indicators"}, one(v, x))
}

// OneFile hands every figure of one indicator out.
func OneFile(v *frame.Visit) error {
	code := v.At("indicator")
	return v.HandOut("indicator-"+code, "", func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportIndicator(ctx, v.Actor, code, h)
	})
}

// table is the list.
func table(ctx context.Context, lines []desk.IndicatorLine) part.Table {
	t := part.Table{Caption: say.T(ctx, "指标"), Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "指标")}, {Title: say.T(ctx, "最近的结果"), Numeric: true}, {Title: say.T(ctx, "目标"), Numeric: true},
		{Title: say.T(ctx, "已入册"), Numeric: true}, {Title: say.T(ctx, "没入册"), Numeric: true}, {Title: say.T(ctx, "年份"), Numeric: true}, {Title: say.T(ctx, "可比的地方"), Numeric: true},
	}}
	for _, x := range lines {
		years := frame.YearText(x.From)
		if x.To > x.From {
			years += "–" + frame.YearText(x.To)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: x.Name, Href: "/indicators/" + x.Indicator.Code, Sub: domainWord(ctx, desk.Domain(x.Indicator.Code)), Head: true}, latest(ctx, x.Result), latest(ctx, x.Promise),
			{Text: count(x.Entered)}, {Text: count(x.Waiting)}, {Text: years}, {Text: count(x.Others)},
		}})
	}
	return t
}

func count(n int) string {
	if n == 0 {
		return "—"
	}
	return frame.Itoa(n)
}

func latest(ctx context.Context, f *desk.LatestFigure) part.Cell {
	if f == nil {
		return part.Cell{Text: "—"}
	}
	sub := say.T(ctx, "%d 年", f.Year)
	if f.Kind == statement.Growth {
		sub = say.T(ctx, "%d 年增速", f.Year)
	}
	if !f.Entered {
		sub = say.T(ctx, "%s，没入册", sub)
	}
	return part.Cell{Text: f.Value.String(), Unit: f.Unit, Href: at(f.Report, f.Record), Sub: sub}
}

// at is where a record stands in its report.
func at(report, record string) string { return "/reports/" + report + "?at=" + record + "#m-" + record }

// place is where a figure's sentence stands; what was rejected is marked only
// among the records.
func place(f series.Figure) string {
	if f.Standing() == series.Rejected {
		return "/reports/" + f.Record.Report + "?at=" + f.Record.ID + "#r-" + f.Record.ID
	}
	return at(f.Record.Report, f.Record.ID)
}

var kindWord = map[statement.Kind]say.Text{statement.Level: say.Text("总量"), statement.Growth: say.Text("增速"), statement.Change: say.Text("增减量"), statement.Share: say.Text("占比"), statement.Rank: say.Text("位次")}

var statusWord = map[statement.Status]say.Text{statement.Done: say.Text("结果"), statement.Target: say.Text("目标")}

var directionWord = map[indicator.Direction]say.Text{indicator.Higher: say.Text("越高越好"), indicator.Lower: say.Text("越低越好"), indicator.Steady: say.Text("保持合理")}

var natureWord = map[indicator.Nature]say.Text{indicator.Binding: say.Text("约束性指标"), indicator.Anticipatory: say.Text("预期性指标")}

// about says in one line what the indicator is.
func about(ctx context.Context, x desk.IndicatorView) string {
	unit := x.Unit
	if unit == "-" {
		unit = say.T(ctx, "无单位")
	}
	line := say.T(ctx, "%s　常用单位：%s　%s", domainWord(ctx, desk.Domain(x.Code)), unit, say.T(ctx, directionWord[x.Direction]))
	if x.Plan != nil && x.Plan.Nature != indicator.Unplanned {
		line += "　" + say.T(ctx, "国家%s里是%s", x.Plan.Plan, say.T(ctx, natureWord[x.Plan.Nature]))
	}
	return line
}

// saying is a figure in few words, with its bound: 1000以上, 约6.5.
func saying(ctx context.Context, f series.Placed) string {
	s := f.Value.String()
	if f.To != nil {
		s += "～" + f.To.String()
	}
	switch f.Bound() {
	case statement.AtLeast:
		return say.T(ctx, "%s 以上", s)
	case statement.Over:
		return say.T(ctx, "超过 %s", s)
	case statement.AtMost:
		return say.T(ctx, "%s 以内", s)
	case statement.Under:
		return say.T(ctx, "不足 %s", s)
	case statement.About:
		return say.T(ctx, "%s 左右", s)
	}
	return s
}

// cellOf is a figure that leads to its sentence.
func cellOf(ctx context.Context, f *series.Placed, unit string) part.Cell {
	if f == nil {
		return part.Cell{Text: "—"}
	}
	c := part.Cell{Text: saying(ctx, *f), Unit: unit, Href: place(f.Figure)}
	if s := f.Standing(); s != series.Entered {
		c.Sub = say.T(ctx, standing[s].word)
	}
	return c
}

var standing = map[series.Standing]struct {
	state part.State
	word  say.Text
}{
	series.Entered: {part.Blue, say.Text("已入册")}, series.Agreed: {part.Green, say.Text("已采纳，没入册")},
	series.Waiting: {part.Yellow, say.Text("待核")}, series.Rejected: {part.NotDue, say.Text("不采")},
}

// chart draws an axis of single years; false where there is too little to draw.
func chart(ctx context.Context, x desk.IndicatorView, a series.Axis, n int) (part.Chart, bool) {
	years := a.ByYear()
	if len(years) < 2 {
		return part.Chart{}, false
	}
	less := x.Direction == indicator.Lower
	c := part.Chart{ID: fmt.Sprintf("axis-%d", n), Unit: a.Unit}
	settled := part.Series{Name: say.T(ctx, "结果，已入册")}
	open := part.Series{Name: say.T(ctx, "结果，没入册"), Hollow: true}
	other := part.Series{Name: say.T(ctx, "同年另有的说法"), Hollow: true}
	said := map[int]series.Year{}
	for _, y := range years {
		said[y.Year] = y
	}
	first, last := years[0].Year, years[len(years)-1].Year
	banded, rings, others, kept, due := false, false, false, 0, 0
	var ends [2]*series.Placed
	for at := first; at <= last; at++ {
		y, ok := said[at]
		if !ok && last-first > 15 {
			continue // so many years would not be read
		}
		c.Labels = append(c.Labels, frame.Itoa(at))
		values := [3]*quantity.Decimal{}
		links := [3]string{}
		if y.Result != nil {
			i := 0
			if y.Result.Standing() != series.Entered {
				i, rings = 1, true
			}
			values[i], links[i] = part.Of(y.Result.Value), place(y.Result.Figure)
			if ends[0] == nil {
				ends[0] = y.Result
			}
			ends[1] = y.Result
		}
		if len(y.Others) > 0 {
			values[2], links[2], others = part.Of(y.Others[0].Value), place(y.Others[0].Figure), true
		}
		for i, s := range []*part.Series{&settled, &open, &other} {
			s.Values, s.Links = append(s.Values, values[i]), append(s.Links, links[i])
		}
		band := part.Band{}
		if y.Promise != nil {
			b := y.Promise.Band(less)
			band, banded = part.Band{From: b.Low, To: b.High, Href: place(y.Promise.Figure)}, true
			if y.Result != nil {
				due++
				if b.Holds(y.Result.Value) {
					kept++
				}
			}
		}
		c.Band = append(c.Band, band)
	}
	if !banded {
		c.Band = nil
	}
	c.Series = append(c.Series, settled)
	if rings {
		c.Series = append(c.Series, open)
	}
	if others {
		c.Series = append(c.Series, other)
	}
	switch {
	case ends[0] == nil:
		c.Title = say.T(ctx, "只有目标，还没有结果")
	case ends[0] == ends[1]:
		c.Title = say.T(ctx, "%d 年 %s%s", ends[0].Period.From, saying(ctx, *ends[0]), a.Unit)
	default:
		c.Title = say.T(ctx, "%d 年 %s，%d 年 %s%s", ends[0].Period.From, saying(ctx, *ends[0]), ends[1].Period.From, saying(ctx, *ends[1]), a.Unit)
	}
	if due > 0 {
		c.Title += say.T(ctx, "；%d 年有目标可比，%d 年达到", due, kept)
	}
	c.Note = say.T(ctx, "点和浅带都能点开，看报告里的原话")
	return c, true
}

// axisTitle names an axis: 总量（亿元，当年价）.
func axisTitle(ctx context.Context, x desk.IndicatorView, a series.Axis) string {
	word := say.T(ctx, kindWord[a.Kind])
	unit := a.Unit
	if unit == "" {
		unit = say.T(ctx, "无单位")
	}
	if x.Prices == indicator.Constant && a.Kind == statement.Level {
		return say.T(ctx, "%s（%s，当年价）", word, unit)
	}
	if x.Prices == indicator.Constant && a.Kind == statement.Growth {
		return say.T(ctx, "%s（%s，不变价）", word, unit)
	}
	return say.T(ctx, "%s（%s）", word, unit)
}

// yearTable tells an axis year by year, with the growth that reports state
// beside a level.
func yearTable(ctx context.Context, x desk.IndicatorView, a series.Axis) part.Table {
	t := part.Table{Caption: axisTitle(ctx, x, a), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "年份")}, {Title: say.T(ctx, "结果"), Numeric: true}}}
	growth, beside := growthOf(x.Own.Axes)
	beside = beside && a.Kind == statement.Level
	if beside {
		t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "报告所说增速"), Numeric: true})
	}
	t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "目标"), Numeric: true})
	if beside {
		t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "目标增速"), Numeric: true})
	}
	years := a.ByYear()
	otherwise := slices.ContainsFunc(years, func(y series.Year) bool { return len(y.Others)+len(y.Moved) > 0 })
	if otherwise {
		t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "另有的说法")})
	}
	stated := func(f *series.Placed) part.Cell {
		if f != nil {
			if g, ok := series.Beside(*f, growth); ok {
				return cellOf(ctx, &g, growth.Unit)
			}
		}
		return part.Cell{Text: "—"}
	}
	for _, y := range years {
		row := part.Row{Cells: []part.Cell{{Text: frame.Itoa(y.Year), Head: true}, cellOf(ctx, y.Result, a.Unit)}}
		if beside {
			row.Cells = append(row.Cells, stated(y.Result))
		}
		row.Cells = append(row.Cells, cellOf(ctx, y.Promise, a.Unit))
		if beside {
			row.Cells = append(row.Cells, stated(y.Promise))
		}
		if otherwise {
			row.Cells = append(row.Cells, part.Cell{Content: differing(y, a.Unit)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func growthOf(axes []series.Axis) (series.Axis, bool) {
	for _, a := range axes {
		if a.Kind == statement.Growth && a.Years == 1 {
			return a, true
		}
	}
	return series.Axis{}, false
}

// figures is every figure of a place.
func figures(ctx context.Context, p desk.PlaceFigures) part.Table {
	t := part.Table{Caption: say.T(ctx, "%s说过的每个数", p.Name), Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "报告里的说法")}, {Title: say.T(ctx, "数"), Numeric: true}, {Title: say.T(ctx, "时期"), Numeric: true}, {Title: say.T(ctx, "性质")}, {Title: say.T(ctx, "出处")}, {Title: say.T(ctx, "核对")},
	}}
	for _, f := range p.All {
		period := f.Period.String()
		if period == "" {
			period = say.T(ctx, "没说")
		}
		state := standing[f.Standing()]
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: f.Record.Content.Subject, Sub: say.T(ctx, kindWord[f.Record.Content.Kind]), Head: true},
			{Text: f.Written(), Href: place(f), Sub: boundWord(ctx, f)},
			{Text: period}, {Text: say.T(ctx, statusWord[f.Record.Content.Status])},
			{Text: say.T(ctx, "%d 年报告", f.Report.Year), Sub: f.Record.Section}, {Content: part.ChipSaid(state.state, say.T(ctx, state.word))},
		}})
	}
	return t
}

func boundWord(ctx context.Context, f series.Figure) string {
	switch f.Bound() {
	case statement.AtLeast:
		return say.T(ctx, "以上")
	case statement.Over:
		return say.T(ctx, "超过")
	case statement.AtMost:
		return say.T(ctx, "以内")
	case statement.Under:
		return say.T(ctx, "不足")
	case statement.About:
		return say.T(ctx, "左右")
	}
	return ""
}
