// Package rates is the pages of what is counted of cases: the rates and days
// that a procedure declares, and the cases behind each number. It knows no
// mechanism by name, and computes nothing: what counts is the desk's.
package rates

import (
	"cmp"
	"context"
	_ "embed"
	"net/url"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed rates.css
var css []byte

var style = asset.Add("rates.css", css)

const pageSize = 50

// asked is the page as its address says it.
func asked(v *frame.Visit) (desk.RatePage, error) {
	p := desk.RatePage{Procedure: v.At("procedure"), Ended: v.Text("by") == "ended", Period: v.Text("period"), Unit: v.Text("unit")}
	if p.Period != "" && p.Period != "days" {
		return p, nil
	}
	p.Period = ""
	for name, into := range map[string]*civil.Date{"from": &p.From, "to": &p.To} {
		text := v.Text(name)
		if text == "" {
			continue
		}
		d, err := civil.ParseDate(text)
		if err != nil {
			return p, fault.New(fault.Invalid, "“"+text+"”不是日子。", "写成 2021-03-01 的样子。").At(name)
		}
		*into = d
	}
	return p, nil
}

// Show is the figures of a procedure.
func Show(v *frame.Visit) error {
	p, err := asked(v)
	if err != nil {
		return err
	}
	r, err := v.House.Desk.ReadRates(v.Ctx, v.Actor, p)
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "%s：指标", r.Procedure.Title), At: "/cases", Styles: []string{style}}, page(v, figures{r}))
}

// File hands them out.
func File(v *frame.Visit) error {
	p, err := asked(v)
	if err != nil {
		return err
	}
	return v.HandOut("rates-"+p.Procedure, v.Text("period")+" "+v.Text("from")+" "+v.Text("to"), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportRates(ctx, v.Actor, p, h)
	})
}

func askedBehind(v *frame.Visit) (desk.Behind, error) {
	p, err := asked(v)
	b := desk.Behind{RatePage: p, Why: v.Text("why"), Clock: civil.Unit(v.Number("clock")), Goes: v.Text("goes") != "", Over: v.Text("over") != "", Least: v.Number("least"), Before: int64(v.Number("before")), BeforeID: v.Text("id"), Most: pageSize + 1}
	if err != nil {
		return b, err
	}
	of, ok := procedure.ParseGaugeOf(v.Text("of"))
	if !ok {
		return b, fault.New(fault.NotFound, "没有说是哪个指标。", "请从指标页点数字进入。").At("of")
	}
	b.Of = of
	for word := range strings.SplitSeq(v.Text("part"), ",") {
		if word != "" {
			b.Parts = append(b.Parts, procedure.Part(word))
		}
	}
	return b, nil
}

// Cases is the list behind a number.
func Cases(v *frame.Visit) error {
	b, err := askedBehind(v)
	if err != nil {
		return err
	}
	l, err := v.House.Desk.ListBehindRate(v.Ctx, v.Actor, b)
	if err != nil {
		return err
	}
	next := ""
	if len(l.Cases) > pageSize {
		l.Cases = l.Cases[:pageSize]
		q := v.R.URL.Query()
		moment, id := l.Place(pageSize - 1)
		q.Set("before", frame.Itoa(int(moment)))
		q.Set("id", id)
		next = "/rates/" + l.Procedure.ID + "/cases?" + q.Encode()
	}
	return v.Show(frame.Sheet{Title: titleOf(v.Ctx, l), At: "/cases", Styles: []string{style}}, behind(v, l, next))
}

// CasesFile hands that list out.
func CasesFile(v *frame.Visit) error {
	b, err := askedBehind(v)
	if err != nil {
		return err
	}
	return v.HandOut("rates-"+b.Procedure+"-cases", v.Text("of")+" "+v.Text("part")+" "+b.Why, func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportBehindRate(ctx, v.Actor, b, h)
	})
}

// figures are what the page shows.
type figures struct{ desk.Rates }

// query is the address of the page's own time and unit.
func query(p desk.RatePage) url.Values {
	q := url.Values{}
	if p.Period != "" {
		q.Set("period", p.Period)
	} else {
		q.Set("from", p.From.String())
		q.Set("to", p.To.String())
	}
	if p.Ended {
		q.Set("by", "ended")
	}
	if p.Unit != "" {
		q.Set("unit", p.Unit)
	}
	return q
}

// to leads to the cases behind a number: pairs of names and values.
func (f figures) to(of procedure.GaugeOf, unit string, pairs ...string) string {
	q := query(f.Page)
	q.Set("of", of.String())
	if unit != "" {
		q.Set("unit", unit)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/rates/" + f.Procedure.ID + "/cases?" + q.Encode()
}

var periodWords = map[string]say.Text{"month": say.Text("本月"), "last-month": say.Text("上月"), "quarter": say.Text("本季度"), "last-quarter": say.Text("上季度"), "year": say.Text("本年"), "last-year": say.Text("上年")}

func periods(ctx context.Context) []part.Option {
	var list []part.Option
	for _, p := range desk.Periods {
		list = append(list, part.Option{Value: p, Text: say.T(ctx, periodWords[p])})
	}
	return append(list, part.Option{Value: "days", Text: say.T(ctx, "起止日期")})
}

func bases(ctx context.Context) []part.Option {
	return []part.Option{{Value: "opened", Text: say.T(ctx, "立件日期")}, {Value: "ended", Text: say.T(ctx, "办结日期")}}
}

// units are those that a figure is told by, of all units.
func (f figures) units(ctx context.Context) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "全部")}}
	told := map[string]bool{f.Page.Unit: true}
	for _, x := range f.Rates.Rates {
		for _, u := range x.Units {
			told[u.Unit] = true
		}
	}
	for _, u := range f.Units {
		if told[u.Code] {
			list = append(list, part.Option{Value: u.Code, Text: u.Name})
		}
	}
	return list
}

func unitName(units []staff.Unit, code string) string {
	if i := slices.IndexFunc(units, func(u staff.Unit) bool { return u.Code == code }); i >= 0 {
		return units[i].Name
	}
	return code
}

// span is the time of a page in words.
func span(ctx context.Context, p desk.RatePage) string {
	by := say.T(ctx, "立件")
	if p.Ended {
		by = say.T(ctx, "办结")
	}
	return say.T(ctx, "%s 到 %s %s的", frame.Date(ctx, int64(p.From.At(12, 0))), frame.Date(ctx, int64(p.To.At(12, 0))), by)
}

func titleOf(ctx context.Context, l desk.BehindListing) string {
	if l.Behind.Of.Kind == procedure.OfWhole {
		return say.T(ctx, "全程")
	}
	return l.Title
}

// said is what of the things counted a list holds.
func said(ctx context.Context, b desk.Behind) string {
	switch {
	case b.Why != "":
		return say.T(ctx, "不计的：%s", b.Why)
	case b.Goes:
		return say.T(ctx, "超了还在走的")
	case b.Least > 0:
		return say.T(ctx, "用时最长的")
	case len(b.Parts) == 1:
		return say.T(ctx, partWords[b.Parts[0]])
	case b.Of.Kind == procedure.OfRate:
		return say.T(ctx, "计入的")
	}
	return ""
}

var partWords = map[procedure.Part]say.Text{procedure.Met: say.Text("达到"), procedure.Partly: say.Text("部分达到"), procedure.Unmet: say.Text("没达到"), procedure.Out: say.Text("不计"), procedure.Wait: say.Text("未到时候")}

// percent is a rate with its sign, a dash where nothing counts.
func percent(p desk.Parts) string {
	d, ok := p.Percent()
	if !ok {
		return "—"
	}
	return d.String() + "%"
}

// cases is the table behind a number.
func cases(ctx context.Context, l desk.BehindListing) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: titleOf(ctx, l), Columns: []part.Column{{Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "立件")}, {Title: say.T(ctx, "办结")}},
		Empty: part.Empty(say.T(ctx, "一件也没有"), say.T(ctx, "这个数是 0。"))}
	counts, timed := l.Behind.Of.Kind == procedure.OfRate || l.Behind.Of.Kind == procedure.OfClock, l.Behind.Of.Kind != procedure.OfRate
	if counts {
		t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "怎么算")})
	}
	if timed {
		t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "用时"), Numeric: true})
	}
	words := partWords
	if l.Behind.Of.Kind == procedure.OfClock {
		words = clockWords
	}
	for _, c := range l.Cases {
		for _, g := range c.Gauges {
			var units []string
			for _, u := range g.Units {
				units = append(units, unitName(l.Units, u))
			}
			row := []part.Cell{{Text: cmp.Or(c.Case.Title, c.Case.Number), Sub: c.Case.Number, Href: "/cases/" + c.Case.ID, Head: true}, {Text: strings.Join(units, say.T(ctx, "、"))}, {Text: frame.Moment(ctx, c.Case.OpenedAt)}, {Text: frame.Moment(ctx, c.Case.EndedAt)}}
			if counts {
				row = append(row, part.Cell{Text: say.T(ctx, words[g.Part]), Sub: g.Why})
			}
			if timed {
				row = append(row, part.Cell{Text: took(ctx, g)})
			}
			t.Rows = append(t.Rows, part.Row{Cells: row})
		}
	}
	return t
}

var clockWords = map[procedure.Part]say.Text{procedure.Met: say.Text("按时"), procedure.Unmet: say.Text("超期"), procedure.Out: say.Text("不计")}
