// Package reconciliation shows what a later report answers to the promises of
// an earlier one. The reckoning is the desk's.
package reconciliation

import (
	"context"
	_ "embed"
	"net/url"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/review"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed reconciliation.css
var css []byte

var style = asset.Add("reconciliation.css", css)

var verdicts = []reconcile.Verdict{reconcile.Exceeded, reconcile.Met, reconcile.Partly, reconcile.Missed, reconcile.Unclear, reconcile.Unanswered}

// verdictWord is what the file of the same list says, too; a test holds it.
var verdictWord = map[reconcile.Verdict]say.Text{
	reconcile.Exceeded: say.Text("超额"), reconcile.Met: say.Text("完成"), reconcile.Partly: say.Text("部分完成"),
	reconcile.Missed: say.Text("未完成"), reconcile.Unclear: say.Text("说不清"), reconcile.Unanswered: say.Text("未回应"),
}

// letter is the shape and colour of a verdict.
var letter = map[reconcile.Verdict]string{reconcile.Exceeded: "b", reconcile.Met: "g", reconcile.Partly: "y", reconcile.Missed: "r", reconcile.Unclear: "n", reconcile.Unanswered: "n"}

type data struct {
	desk.Reconciliation
	page  desk.ReconciliationPage
	files []part.Link
}

func pageOf(v *frame.Visit) desk.ReconciliationPage {
	return desk.ReconciliationPage{Earlier: v.Text("earlier"), Later: v.Text("later"), Verdict: reconcile.Verdict(v.Text("verdict"))}
}

// Show shows the promises of one report with their answers.
func Show(v *frame.Visit) error {
	d := data{page: pageOf(v), files: frame.Files(v, "/reconciliation/file")}
	var err error
	if d.Reconciliation, err = v.House.Desk.ReadReconciliation(v.Ctx, v.Actor, d.page); err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "两年对账"), At: "/reconciliation", Styles: []string{style}}, page(d))
}

// File hands it out.
func File(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("reconciliation", string(p.Verdict), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportReconciliation(ctx, v.Actor, p, h)
	})
}

// with is the page of the same two reports with one verdict, "" for all.
func (d data) with(verdict reconcile.Verdict) string {
	q := url.Values{"earlier": {d.Earlier.ID}, "later": {d.Later.ID}}
	if verdict != "" {
		q.Set("verdict", string(verdict))
	}
	return "/reconciliation?" + q.Encode()
}

func (d data) total() int {
	n := 0
	for _, x := range d.Counts {
		n += x
	}
	return n
}

// counts are the segments in one line, for paper, where there is nothing to press.
func (d data) counts(ctx context.Context) string {
	var all []string
	for _, l := range d.segments(ctx) {
		all = append(all, l.Text)
	}
	return strings.Join(all, " · ")
}

func (d data) segments(ctx context.Context) []part.Link {
	all := []part.Link{{Text: say.T(ctx, "全部") + " " + frame.Itoa(d.total()), Href: d.with(""), Current: d.page.Verdict == ""}}
	for _, v := range verdicts {
		if n := d.Counts[v]; n > 0 {
			all = append(all, part.Link{Text: say.T(ctx, verdictWord[v]) + " " + frame.Itoa(n), Href: d.with(v), Current: d.page.Verdict == v})
		}
	}
	return all
}

func choices(reports []review.Report) []part.Option {
	var all []part.Option
	for _, r := range reports {
		all = append(all, part.Option{Value: r.ID, Text: frame.YearText(r.Year) + " " + r.Title})
	}
	return all
}

func table(ctx context.Context, d data) part.Table {
	t := part.Table{Caption: say.T(ctx, "承诺和回应 %d 条", len(d.Answers)), ID: "verdicts", Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "兑现结论")}, {Title: say.T(ctx, "%d 年的承诺", d.Earlier.Year)}, {Title: say.T(ctx, "%d 年的回应", d.Later.Year)}, {Title: say.T(ctx, "怎么判的")},
	}, Empty: part.EmptyPage(say.T(ctx, "没有这样的承诺"), "")}
	for _, a := range d.Answers {
		answer := part.Cell{Text: "—"}
		if a.Result != nil {
			answer = part.Cell{Content: words(a.Result.Text, a.ResultAt)}
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Content: chip(a.Verdict)}, {Content: words(a.Promise.Text, a.PromiseAt), Head: true}, answer, {Text: a.Reason},
		}})
	}
	return t
}
