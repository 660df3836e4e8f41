package reconciliation

import (
	"context"
	"net/url"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/tasks"
)

// standingWord is shorter than what the file says; it stands in a chip.
var standingWord = map[task.Verdict]say.Text{
	task.Exceeded: say.Text("超额"), task.Met: say.Text("完成"), task.OnTrack: say.Text("进行中"), task.Waiting: say.Text("未到期"), task.Behind: say.Text("进行中，落后"),
	task.Missed: say.Text("未完成"), task.Halted: say.Text("中止"), task.Otherwise: say.Text("说不清"), task.Unissued: say.Text("没有下达"), task.NoTask: say.Text("没有任务"),
}

// standingLetter is the shape and colour of a standing.
var standingLetter = map[task.Verdict]string{
	task.Exceeded: "b", task.Met: "g", task.OnTrack: "g", task.Waiting: "n", task.Behind: "y", task.Missed: "r",
	task.Halted: "n", task.Otherwise: "n", task.Unissued: "n", task.NoTask: "n",
}

type followed struct {
	desk.Fulfilment
	page  desk.FulfilmentPage
	files []part.Link
}

func fulfilmentPage(v *frame.Visit) desk.FulfilmentPage {
	return desk.FulfilmentPage{Report: v.Text("report"), Standing: task.Verdict(v.Text("standing"))}
}

// Fulfilment shows the promises of a report with their tasks as they stand today.
func Fulfilment(v *frame.Visit) error {
	d := followed{page: fulfilmentPage(v), files: frame.Files(v, "/fulfilment/file")}
	var err error
	if d.Fulfilment, err = v.House.Desk.ReadFulfilment(v.Ctx, v.Actor, d.page); err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "承诺兑现"), At: "/reconciliation", Styles: []string{style}}, fulfilment(d))
}

// FulfilmentFile hands it out.
func FulfilmentFile(v *frame.Visit) error {
	p := fulfilmentPage(v)
	return v.HandOut("fulfilment", string(p.Standing), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportFulfilment(ctx, v.Actor, p, h)
	})
}

// views are the two ways of answering promises.
func views(ctx context.Context, at string) []part.Link {
	return []part.Link{
		{Text: say.T(ctx, "和后一年的报告对"), Href: "/reconciliation", Current: at == "/reconciliation"},
		{Text: say.T(ctx, "和今天的任务台账对"), Href: "/fulfilment", Current: at == "/fulfilment"},
	}
}

func (d followed) with(standing task.Verdict) string {
	q := url.Values{"report": {d.Report.ID}}
	if standing != "" {
		q.Set("standing", string(standing))
	}
	return "/fulfilment?" + q.Encode()
}

func (d followed) segments(ctx context.Context) []part.Link {
	total := 0
	for _, n := range d.Counts {
		total += n
	}
	all := []part.Link{{Text: say.T(ctx, "全部") + " " + frame.Itoa(total), Href: d.with(""), Current: d.page.Standing == ""}}
	for _, s := range desk.FulfilmentStandings {
		if n := d.Counts[s]; n > 0 {
			all = append(all, part.Link{Text: say.T(ctx, standingWord[s]) + " " + frame.Itoa(n), Href: d.with(s), Current: d.page.Standing == s})
		}
	}
	return all
}

func (d followed) counts(ctx context.Context) string {
	var all []string
	for _, l := range d.segments(ctx) {
		all = append(all, l.Text)
	}
	return strings.Join(all, " · ")
}

func (d followed) table(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "承诺和任务 %d 条", len(d.Promises)), ID: "standings", Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "兑现结论")}, {Title: say.T(ctx, "%d 年的承诺", d.Report.Year)}, {Title: say.T(ctx, "任务和牵头单位")}, {Title: say.T(ctx, "怎么判的")},
	}, Empty: part.EmptyPage(say.T(ctx, "没有这样的承诺"), "")}
	for _, f := range d.Promises {
		owed, reckoned := part.Cell{Text: "—"}, part.Cell{Text: say.T(ctx, "没有哪项任务出自这句话。")}
		if len(f.Tasks) > 0 {
			owed, reckoned = part.Cell{Content: charged(d, f.Tasks)}, part.Cell{Content: reckonings(f.Tasks)}
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Content: standingChip(f.Standing)}, {Content: words(f.Text, f.At), Head: true}, owed, reckoned}})
	}
	return t
}

// reckoning says how a task's standing for the promise came about.
func reckoning(ctx context.Context, t desk.Undertaken) string {
	switch t.Standing {
	case task.Unissued:
		return say.T(ctx, "任务还在草拟或征求意见，没有下达。")
	case task.Otherwise:
		return say.T(ctx, "任务按别的数考核，这个数没有人报。") + t.Pace.Sentence
	case task.Halted:
		return say.T(ctx, "任务已经中止。") + t.Pace.Sentence
	}
	return t.Pace.Sentence
}

func leadOf(d followed, t desk.Undertaken) string { return tasks.UnitName(d.Units, t.Terms.Lead) }
