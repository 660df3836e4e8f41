// Package polls is the office's pages of polls: what the public is asked, what it
// answered once a poll was ended, and what it wrote.
package polls

import (
	"context"
	"net/http"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

type view struct {
	desk.PollList
	fault  *fault.Fault
	opens  string
	closes string
	chosen []string
}

// List shows the polls, and asks what the next one is to be about.
func List(v *frame.Visit) error { return list(v, nil) }

func list(v *frame.Visit, wrong *fault.Fault) error {
	at, id := frame.Cursor(v.Text("after"))
	l, err := v.House.Desk.ListPolls(v.Ctx, v.Actor, at, id, 0)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = frame.StatusOf(wrong.Kind)
	}
	d := view{l, wrong, v.Text("opens"), v.Text("closes"), v.R.Form["items"]}
	if d.opens == "" && wrong == nil {
		d.opens, d.closes = l.Today.String(), civil.OfDays(l.Today.Days()+29).String()
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "民生实事满意度测评"), At: "/snapshots", Wrong: wrong != nil}, page(v, d))
}

// Open asks the public.
func Open(v *frame.Visit) error {
	in := desk.OpenPoll{}
	var err error
	for _, f := range []struct {
		name string
		into *civil.Date
	}{{"opens", &in.OpensOn}, {"closes", &in.ClosesOn}} {
		text := v.Text(f.name)
		if text == "" {
			continue
		}
		if *f.into, err = civil.ParseDate(text); err != nil {
			return list(v, fault.New(fault.Invalid, "“"+text+"”不是日期。", "写成 2026-11-01。").At(f.name))
		}
	}
	in.Items = v.R.Form["items"]
	k, err := v.House.Desk.OpenPoll(v.Ctx, v.Actor, v.Call(), in)
	if err == nil {
		v.Back("/polls/"+k.ID, say.T(v.Ctx, "测评设好了。把下面的网址告诉群众。"))
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return list(v, f)
}

type one struct {
	desk.ShownPoll
	fault *fault.Fault
	words string // why it is ended early
}

// Show shows a poll with what was written.
func Show(v *frame.Visit) error { return show(v, nil) }

func show(v *frame.Visit, wrong *fault.Fault) error {
	p, err := v.House.Desk.ShowPoll(v.Ctx, v.Actor, v.At("poll"), v.Text("after"), 0)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = frame.StatusOf(wrong.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "%d 年民生实事满意度测评", p.Year), At: "/snapshots", Wrong: wrong != nil}, shown(v, one{p, wrong, v.Text("reason")}))
}

// Close ends a poll.
func Close(v *frame.Visit) error {
	_, err := v.House.Desk.ClosePoll(v.Ctx, v.Actor, v.Call(), v.At("poll"), v.Text("reason"))
	if err == nil {
		v.Back("/polls/"+v.At("poll"), say.T(v.Ctx, "测评结束了，结果记进了存证；下次公布时带出去。"))
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return show(v, f)
}

func (d view) table(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "测评"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "年度"), Numeric: true}, {Title: say.T(ctx, "从哪天到哪天")}, {Title: say.T(ctx, "几件"), Numeric: true}, {Title: say.T(ctx, "评价"), Numeric: true}, {Title: say.T(ctx, "意见"), Numeric: true}, {Title: say.T(ctx, "状态")}},
		Empty: part.Empty(say.T(ctx, "还没有测评过"), say.T(ctx, "公布过的民生实事可以请群众评。"))}
	for _, x := range d.Polls {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.Itoa(x.Year), Head: true, Href: "/polls/" + x.ID}, {Text: say.T(ctx, "%s 至 %s", x.OpensOn, x.ClosesOn)}, {Text: strconv.Itoa(len(x.Items))}, {Text: number(x.Votes)}, {Text: number(x.Remarks)}, {Content: chip(ctx, standing{x.ClosedAt, x.OpensOn, x.ClosesOn, d.Today})}}})
	}
	return t
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// standing is what a poll's state follows from.
type standing struct {
	closedAt             int64
	opens, closes, today civil.Date
}

// state is how a poll stands.
func (s standing) state(ctx context.Context) (part.State, string) {
	switch {
	case s.closedAt != 0:
		return part.Blue, say.T(ctx, "%s结束", frame.Date(ctx, s.closedAt))
	case s.today.Before(s.opens):
		return part.NotDue, say.T(ctx, "还没有开始")
	case s.closes.Before(s.today):
		return part.Yellow, say.T(ctx, "日子过了，等着结束")
	}
	return part.Green, say.T(ctx, "正在评")
}

// next leads to earlier polls, "" where all are shown.
func (d view) next() string {
	if !d.More {
		return ""
	}
	last := d.Polls[len(d.Polls)-1]
	return "/polls?after=" + frame.CursorText(last.OpenedAt, last.ID)
}

func (d view) date(ctx context.Context, name, label, value string) part.Field {
	f := part.Field{Name: name, Label: label, Value: value}
	if d.fault != nil && d.fault.Field == name {
		f.Error = say.Whole(ctx, d.fault)
	}
	return f
}

func (d view) items(ctx context.Context) (part.Field, []part.Option) {
	f := part.Field{Name: "items", Label: say.T(ctx, "评哪几件"), Hint: say.T(ctx, "什么也不选，就是全部"), Optional: true}
	if d.fault != nil && d.fault.Field == "items" {
		f.Error = say.Whole(ctx, d.fault)
	}
	var all []part.Option
	for _, it := range d.Published {
		all = append(all, part.Option{Value: it.Number, Text: it.Title})
	}
	return f, all
}

// results are what a poll that was ended came to.
func (d one) results(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "结果"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "民生实事")}, {Title: say.T(ctx, "满意"), Numeric: true}, {Title: say.T(ctx, "基本满意"), Numeric: true}, {Title: say.T(ctx, "不满意"), Numeric: true}, {Title: say.T(ctx, "人数"), Numeric: true}, {Title: say.T(ctx, "满意率"), Numeric: true}}}
	closed := civil.Instant(d.ClosedAt).Date()
	for _, x := range d.Totals {
		it, _ := d.Item(x.Item)
		share := say.T(ctx, "不足 %d 人，不算", d.Least)
		if s, ok := x.Share(closed); ok {
			share = s.Rat().FloatString(1) + "%"
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: it.Title, Sub: it.Number, Head: true}, {Text: number(x.Satisfied)}, {Text: number(x.Fair)}, {Text: number(x.Dissatisfied)}, {Text: number(x.N())}, {Text: share}}})
	}
	return t
}

func (d one) remarks(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "意见"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "民生实事")}, {Title: say.T(ctx, "写的")}, {Title: say.T(ctx, "哪天")}},
		Empty: part.Empty(say.T(ctx, "没有人写"), say.T(ctx, "写了的列在这里，电话、证件号已经略去。"))}
	for _, r := range d.Remarks {
		it, _ := d.Item(r.Item)
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: it.Title, Head: true}, {Text: r.Words}, {Text: r.GivenOn.String()}}})
	}
	return t
}

// further leads to further remarks, "" where all are shown.
func (d one) further() string {
	if !d.More {
		return ""
	}
	return "/polls/" + d.ID + "?after=" + d.Remarks[len(d.Remarks)-1].ID
}

// early says that the last day has not passed.
func (d one) early() bool { return !d.ClosesOn.Before(d.Today) }

func (d one) reason(ctx context.Context) part.Field {
	f := part.Field{Name: "reason", Label: say.T(ctx, "为什么提前结束"), Hint: say.T(ctx, "说好评到 %s；原因记进存证", d.ClosesOn), Value: d.words}
	if d.fault != nil && d.fault.Field == f.Name {
		f.Error = say.Whole(ctx, d.fault)
	}
	return f
}

// address is where the public answers.
func (d one) address(v *frame.Visit) string {
	return v.House.Origin + "/voice/" + d.Division + "/" + strconv.Itoa(d.Year)
}
