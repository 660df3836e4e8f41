// Package register is the register of what was accepted: figures,
// undertakings, projects and mechanisms of all reports.
package register

import (
	"cmp"
	"context"
	_ "embed"
	"slices"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	reviewing "duban/internal/web/review"
	"duban/internal/web/say"
)

const most = 100

// none stands where a record says nothing.
const none = "—"

//go:embed register.css
var css []byte

var style = asset.Add("register.css", css)

type data struct {
	desk.Listing
	page  desk.RegisterPage
	sort  review.Sort
	units map[string]string
	next  string
	files []part.Link
	// a part of the filter and the list without it
	without map[string]string
}

func pageOf(v *frame.Visit) desk.RegisterPage {
	p := desk.RegisterPage{RecordPage: desk.RecordPage{Sort: review.Sort(v.Text("sort")), Lead: v.Text("lead"), Report: v.Text("report"), Year: v.Number("year")}}
	if p.Sort == "" {
		p.Sort = review.Undertaking
	}
	return p
}

// ListFile hands the register out as it is filtered.
func ListFile(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("register", strings.Join(strings.Fields(string(p.Sort)+" "+frame.YearText(p.Year)+" "+p.Lead+" "+p.Report), " "), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportRecords(ctx, v.Actor, p, h)
	})
}

// List shows the register.
func List(v *frame.Visit) error {
	p := pageOf(v)
	p.Most, p.Counted = most+1, true
	d := data{page: p, sort: p.Sort, units: map[string]string{}, files: frame.Files(v, "/register/file"), without: map[string]string{}}
	for _, key := range []string{"report", "lead", "year"} {
		d.without[key] = frame.Without(v.R, key)
	}
	if report, rest, ok := strings.Cut(v.Text("after"), "."); ok {
		at, record := frame.Cursor(rest)
		p.AfterReport, p.AfterStart, p.AfterRecord = report, int(at), record
	}
	var err error
	if d.Listing, err = v.House.Desk.ListRecords(v.Ctx, v.Actor, p); err != nil {
		return err
	}
	for _, u := range d.Units {
		d.units[u.Code] = u.Short
		if u.Short == "" {
			d.units[u.Code] = u.Name
		}
	}
	if len(d.Records) > most {
		d.Records = d.Records[:most]
		last := d.Records[most-1]
		d.next = frame.With(v.R, "after", last.Report+"."+frame.CursorText(int64(last.Span.Start), last.ID))
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "台账"), At: "/register", Styles: []string{style}}, page(d))
}

// Show is one record with its sentence.
func Show(v *frame.Visit) error {
	r, err := v.House.Desk.ShowRecord(v.Ctx, v.Actor, v.At("report"), v.At("record"))
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: heading(r), At: "/register", Styles: []string{style}}, one(v, r))
}

func sorts(ctx context.Context) []part.Option {
	var all []part.Option
	for _, s := range review.Sorts {
		all = append(all, part.Option{Value: string(s), Text: say.T(ctx, reviewing.SortWord[s])})
	}
	return all
}

// choices of the register: its units, and the reports that stand in it with their years.
func (d data) leads(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, u := range d.Units {
		all = append(all, part.Option{Value: u.Code, Text: d.units[u.Code]})
	}
	return all
}

func (d data) reports(ctx context.Context) (reports, years []part.Option) {
	var list []review.Report
	for _, r := range d.Reports {
		if r.State == review.Entered || r.State == review.InReview {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b review.Report) int { return cmp.Or(b.Year-a.Year, cmp.Compare(a.ID, b.ID)) })
	reports, years = []part.Option{{Text: say.T(ctx, "全部")}}, []part.Option{{Text: say.T(ctx, "全部")}}
	for _, r := range list {
		reports = append(reports, part.Option{Value: r.ID, Text: strings.TrimSpace(frame.YearText(r.Year) + " " + r.Place + " " + r.Title)})
		if y := frame.YearText(r.Year); y != "" && years[len(years)-1].Value != y {
			years = append(years, part.Option{Value: y, Text: y})
		}
	}
	return reports, years
}

// picked is what the list is narrowed to, beside the sort that it always has.
func (d data) picked() []part.Picked {
	var list []part.Picked
	if r, ok := d.Reports[d.page.Report]; ok {
		list = append(list, part.Picked{Text: strings.TrimSpace(frame.YearText(r.Year) + " " + r.Title), Without: d.without["report"]})
	}
	if name := d.units[d.page.Lead]; name != "" {
		list = append(list, part.Picked{Text: name, Without: d.without["lead"]})
	}
	if d.page.Year != 0 {
		list = append(list, part.Picked{Text: frame.YearText(d.page.Year), Without: d.without["year"]})
	}
	return list
}

func (d data) table(ctx context.Context) part.Table {
	t := part.Table{ID: "register", Caption: say.T(ctx, "台账") + " · " + say.T(ctx, reviewing.SortWord[d.sort]), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, reviewing.SortWord[d.sort])}},
		Empty: part.EmptyPage(say.T(ctx, "这里还没有"), say.T(ctx, "报告核对后入册的记录会列在这里。"))}
	if len(d.picked()) > 0 {
		t.Empty = part.EmptyPage(say.T(ctx, "没有符合条件的记录"), say.T(ctx, "去掉一个条件，或换一个类别。"))
	}
	add := func(titles ...part.Column) { t.Columns = append(t.Columns, titles...) }
	switch d.sort {
	case review.Measure:
		add(part.Column{Title: say.T(ctx, "数"), Numeric: true}, part.Column{Title: say.T(ctx, "时期")})
	case review.Undertaking:
		add(part.Column{Title: say.T(ctx, "牵头单位")}, part.Column{Title: say.T(ctx, "时限")})
	}
	add(part.Column{Title: say.T(ctx, "出处")})
	for _, r := range d.Records {
		row := part.Row{Cells: []part.Cell{{Text: r.Title(), Href: "/register/" + r.Report + "/" + r.ID, Head: true}}}
		switch d.sort {
		case review.Measure:
			row.Cells = append(row.Cells, part.Cell{Text: amountOf(r.Content), Unit: r.Content.Unit}, part.Cell{Text: cmp.Or(r.Content.Period, none)})
		case review.Undertaking:
			row.Cells = append(row.Cells, part.Cell{Text: cmp.Or(d.units[r.Content.Lead], none)}, part.Cell{Text: cmp.Or(r.Content.Deadline, none)})
		}
		from := d.Reports[r.Report]
		row.Cells = append(row.Cells, part.Cell{Text: strings.TrimSpace(from.Place + " " + frame.YearText(from.Year)), Href: "/reports/" + r.Report + "?at=" + r.ID + "#r-" + r.ID, Sub: r.Section})
		t.Rows = append(t.Rows, row)
	}
	return t
}
