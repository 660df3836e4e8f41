// Package review is the page where a report is reviewed: the text with what
// was found marked in place, the records beside it in the same order.
package review

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/statement"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

//go:embed review.css
var css []byte

//go:embed review.js
var js []byte

var style, script = asset.Add("review.css", css), asset.Add("review.js", js)

// item is a record as the page shows it.
type item struct {
	review.Record
	n       int  // from 1, in the order of the text
	flagged bool // an open alarm points into it
	open    bool
	prev    string // the record before it of the same sort, to merge with
	fault   *fault.Fault
}

// state is the class of its line and its mark.
func (i item) state() string {
	switch {
	case i.State == review.Accepted:
		return "ok"
	case i.State == review.Rejected:
		return "out"
	case i.flagged:
		return "flag"
	}
	return "todo"
}

type data struct {
	older   string // the history before what is told
	publish bool   // it may be marked as published
	drafts  bool   // tasks may be drafted of it
	desk.Reviewed
	items  []item
	all    int // records before the filter
	kind   string
	at     string
	counts map[string]int
	may    bool
}

func load(v *frame.Visit) (data, error) {
	r, err := v.House.Desk.ReviewReport(v.Ctx, v.Actor, v.At("report"))
	return dataOf(v, r, err)
}

// loadOne is load for drawing one line again.
func loadOne(v *frame.Visit, record string) (data, error) {
	r, err := v.House.Desk.ReviewRecord(v.Ctx, v.Actor, v.At("report"), record)
	return dataOf(v, r, err)
}

func dataOf(v *frame.Visit, r desk.Reviewed, err error) (data, error) {
	if err != nil {
		return data{}, err
	}
	if r.Report.State != review.InReview && r.Report.State != review.Entered {
		return data{Reviewed: r}, fault.New(fault.NotFound, "这份报告还没有读好。", "回报告列表看看进展。")
	}
	d := data{Reviewed: r, kind: v.Text("kind"), at: v.Text("at"), counts: map[string]int{}, may: v.Actor.May("record.accept")}
	d.drafts = v.Actor.May("task.draft") && d.Report.State == review.Entered
	slices.SortStableFunc(d.Records, func(a, b review.Record) int {
		if a.Span.Start != b.Span.Start {
			return a.Span.Start - b.Span.Start
		}
		return b.Span.End - a.Span.End
	})
	last := map[review.Sort]string{}
	for i, x := range d.Records {
		it := item{Record: x, n: i + 1, open: x.ID == d.at, prev: last[x.Sort]}
		last[x.Sort] = x.ID
		for _, a := range d.Alarms {
			if !a.Settled && slices.ContainsFunc(a.Places, func(s cite.Span) bool { return s.Start < x.Span.End && x.Span.Start < s.End }) && x.Sort == review.Measure {
				it.flagged = true
			}
		}
		d.counts[string(x.Sort)]++
		d.counts[string(x.State)]++
		if it.flagged && x.State == review.Found {
			d.counts["flag"]++
		}
		if x.State == review.Accepted && x.EnteredAt == 0 {
			d.counts["ready"]++
		}
		d.items = append(d.items, it)
	}
	d.all = len(d.items)
	return d, nil
}

// unread says that the report waits to be read, or could not be.
func (d data) unread() bool {
	return d.Report.State == review.Waiting || d.Report.State == review.Failed
}

// shown are the items that the filter lets through.
func (d data) shown() []item {
	return slices.DeleteFunc(slices.Clone(d.items), func(i item) bool {
		switch d.kind {
		case "":
			return false
		case "flag":
			return !i.flagged
		case "todo":
			return i.State != review.Found
		}
		return string(i.Sort) != d.kind
	})
}

func (d data) item(id string) (item, error) {
	for _, i := range d.items {
		if i.ID == id {
			i.open = true
			return i, nil
		}
	}
	return item{}, fault.New(fault.NotFound, "这条记录不在了。", "它可能被拆开或并入别条，请刷新看看。")
}

// Show is the page.
func Show(v *frame.Visit) error {
	d, err := load(v)
	if err != nil && d.unread() {
		sheet := frame.Sheet{Title: d.Report.Title, At: "/reports"}
		if d.Report.State == review.Waiting {
			sheet.Refresh = 3
		}
		if v.Scripted() {
			return v.Part(unread(v, d))
		}
		return v.Show(sheet, unread(v, d))
	}
	if err != nil {
		return err
	}
	if v.Scripted() && v.R.Header.Get("HX-Target") != "" && v.Text("waited") != "" {
		v.Redirect("/reports/" + d.Report.ID)
		return nil
	}
	return v.Show(frame.Sheet{Title: d.Report.Title + " " + say.T(v.Ctx, "核对"), At: "/reports", Class: "is-review", Wide: true, Styles: []string{style}, Scripts: []string{script}}, page(v, d))
}

// Open is one record with its form.
func Open(v *frame.Visit) error {
	if !v.Scripted() {
		v.Redirect("/reports/" + v.At("report") + "?at=" + v.At("record") + "#r-" + v.At("record"))
		return nil
	}
	d, err := loadOne(v, v.At("record"))
	if err != nil {
		return err
	}
	i, err := d.item(v.At("record"))
	if err != nil {
		return err
	}
	return v.Part(line(d, i))
}

// after answers an act on one record: its line for a script, else the page again.
func after(v *frame.Visit, record string, err error) error {
	report := v.At("report")
	if err != nil {
		f, err := frame.FaultOf(err)
		if err != nil {
			return err
		}
		if f.Kind != fault.Invalid {
			return f
		}
		d, err := load(v)
		if err != nil {
			return err
		}
		i, err := d.item(record)
		if err != nil {
			return err
		}
		i.fault = f
		if c, ok := contentOf(v); ok {
			c.Leads = i.Content.Leads
			i.Content = c
		}
		if v.Scripted() {
			return v.Part(line(d, i))
		}
		for k := range d.items {
			if d.items[k].ID == record {
				d.items[k] = i
			}
		}
		return v.ShowAs(frame.StatusOf(f.Kind), frame.Sheet{Title: d.Report.Title, At: "/reports", Class: "is-review", Wide: true, Styles: []string{style}, Scripts: []string{script}}, page(v, d))
	}
	if !v.Scripted() {
		v.Redirect("/reports/" + report + "?at=" + record + "#r-" + record)
		return nil
	}
	d, err := loadOne(v, record)
	if err != nil {
		return err
	}
	i, err := d.item(record)
	if err != nil {
		return err
	}
	i.open = false
	return v.Part(line(d, i), tally(d, true))
}

// Accept takes a record as it stands.
func Accept(v *frame.Visit) error {
	_, err := v.House.Desk.AcceptRecord(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("record"))
	return after(v, v.At("record"), err)
}

// contentOf reads the form of a record.
func contentOf(v *frame.Visit) (review.Content, bool) {
	if v.R.PostFormValue("says") != "content" {
		return review.Content{}, false
	}
	c := review.Content{Subject: v.Text("subject"), Indicator: v.Text("indicator"), Value: v.Text("value"), To: v.Text("to"), Unit: v.Text("unit"),
		Bound: statement.Bound(v.Text("bound")), Kind: statement.Kind(v.Text("kind")), Status: statement.Status(v.Text("status")), Period: v.Text("period"),
		Verb: v.Text("verb"), Object: v.Text("object"), Deadline: v.Text("deadline"), DeadlineOn: v.Text("deadline_on"), Lead: v.Text("lead"),
		Quantified: v.Text("quantified") == "yes", Livelihood: v.Text("livelihood") == "yes",
		Name: v.Text("name"), Size: v.Text("size"), Investment: v.Text("investment"), Stage: v.Text("stage"), Type: v.Text("type")}
	for _, e := range v.R.PostForm["evidence"] {
		c.Evidence = append(c.Evidence, statement.Evidence(e))
	}
	return c, true
}

// Correct sets what a record says.
func Correct(v *frame.Visit) error {
	c, ok := contentOf(v)
	if !ok {
		return fault.New(fault.Invalid, "没有收到要改的内容。", "请从记录里的表单改。")
	}
	_, err := v.House.Desk.CorrectRecord(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("record"), c, v.Text("reason"))
	return after(v, v.At("record"), err)
}

// Reject leaves a record out.
func Reject(v *frame.Visit) error {
	_, err := v.House.Desk.RejectRecord(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("record"), v.Text("reason"))
	return after(v, v.At("record"), err)
}

// Reopen takes a decision back.
func Reopen(v *frame.Visit) error {
	_, err := v.House.Desk.ReopenRecord(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("record"))
	return after(v, v.At("record"), err)
}

// Split cuts a record in two.
func Split(v *frame.Visit) error {
	at, err := strconv.Atoi(v.Text("split"))
	if err != nil {
		return after(v, v.At("record"), fault.New(fault.Invalid, "没有选在哪里拆。", "选一处再拆。").At("split"))
	}
	out, err := v.House.Desk.SplitRecord(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("record"), at)
	if err != nil {
		return after(v, v.At("record"), err)
	}
	v.Back("/reports/"+v.At("report")+"?at="+out.Records[1].ID+"#r-"+out.Records[1].ID, say.T(v.Ctx, "拆成两条了。"))
	return nil
}

// Merge joins a record to the one before it.
func Merge(v *frame.Visit) error {
	out, err := v.House.Desk.MergeRecords(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("record"), v.Text("with"))
	if err != nil {
		return after(v, v.At("record"), err)
	}
	id := out.Records[2].ID
	v.Back("/reports/"+v.At("report")+"?at="+id+"#r-"+id, say.T(v.Ctx, "并成一条了。"))
	return nil
}

// Add makes a record of words that stand in a paragraph.
func Add(v *frame.Visit) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	n, words := v.Number("paragraph"), strings.TrimSpace(v.R.PostFormValue("words"))
	var span cite.Span
	for _, p := range d.Paragraphs {
		if p.N == n {
			span = stretch(p, words, v.Number("from"))
		}
	}
	if span.End == 0 {
		return fault.New(fault.Invalid, "第 "+strconv.Itoa(n)+" 段里没有这几个字。", "照原文抄，一字不差；或在原文里选中再按 N。")
	}
	r, err := v.House.Desk.AddRecord(v.Ctx, v.Actor, v.Call(), v.At("report"), review.Sort(v.Text("sort")), span,
		review.Content{Subject: v.Text("subject"), Value: v.Text("value"), Unit: v.Text("unit"), Bound: statement.Exact, Kind: statement.Level, Status: statement.Target, Period: frame.YearText(d.Report.Year)})
	if err != nil {
		return err
	}
	v.Back("/reports/"+v.At("report")+"?at="+r.ID+"#r-"+r.ID, say.T(v.Ctx, "加了一条，请看看对不对。"))
	return nil
}

// stretch finds words in a paragraph, at or after so many characters.
func stretch(p desk.Paragraph, words string, from int) cite.Span {
	text, want := []rune(p.Words), []rune(words)
	if len(want) == 0 {
		return cite.Span{}
	}
	for _, start := range []int{max(0, from), 0} {
		for i := start; i+len(want) <= len(text); i++ {
			if slices.Equal(text[i:i+len(want)], want) {
				return cite.Span{Start: p.Start + i, End: p.Start + i + len(want)}
			}
		}
	}
	return cite.Span{}
}

// Settle says that an alarm was looked into.
func Settle(v *frame.Visit) error {
	if err := v.House.Desk.SettleAlarm(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("alarm"), say.T(v.Ctx, "核过，没有错")); err != nil {
		return err
	}
	v.Back("/reports/"+v.At("report")+"#p"+v.Text("paragraph"), "")
	return nil
}

// Enter puts the accepted records into the register.
func Enter(v *frame.Visit) error {
	e, err := v.House.Desk.EnterReport(v.Ctx, v.Actor, v.Call(), v.At("report"))
	if err != nil {
		return err
	}
	v.Back("/reports/"+v.At("report"), say.T(v.Ctx, "%d 条入册了。", e.Entered))
	return nil
}

// mostTold bounds how much of a report's history a page tells.
const mostTold = 400

// History tells who did what with a report.
func History(v *frame.Visit) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	before, _ := frame.Cursor(v.Text("before"))
	if d.Acts, err = v.House.Desk.ReportHistory(v.Ctx, v.Actor, d.Report.ID, before, mostTold+1); err != nil {
		return err
	}
	if len(d.Acts) > mostTold {
		d.Acts = d.Acts[:mostTold]
		d.older = frame.With(v.R, "before", frame.CursorText(d.Acts[mostTold-1].RecordedAt, ""))
	}
	d.publish = v.Actor.May("report.publish") && d.Report.State == review.Entered && d.Report.Audience != desk.Public
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "谁做了什么"), At: "/reports"}, history(d))
}

// runs puts the same acts of the same person within a day together: who
// accepts a hundred records does one thing.
func runs(acts []desk.Told) (list [][]desk.Told) {
	for _, a := range acts {
		if n := len(list); n > 0 {
			b := list[n-1][0]
			if a.Act.Act == b.Act.Act && a.Person == b.Person && a.Post == b.Post && a.Words == "" && b.Words == "" && frame.ISO(a.HappenedAt) == frame.ISO(b.HappenedAt) {
				list[n-1] = append(list[n-1], a)
				continue
			}
		}
		list = append(list, []desk.Told{a})
	}
	return list
}
