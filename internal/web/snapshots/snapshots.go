// Package snapshots shows what the public was let see, what it would see now,
// and publishes that.
package snapshots

import (
	"context"
	"net/http"
	"strconv"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

type view struct {
	desk.SnapshotList
	fault *fault.Fault
	year  int

	subscribers int64
}

// List shows what was published and what would be now.
func List(v *frame.Visit) error { return show(v, nil) }

func show(v *frame.Visit, f *fault.Fault) error {
	before, _ := frame.Cursor(v.Text("after"))
	l, err := v.House.Desk.ListSnapshots(v.Ctx, v.Actor, v.Number("year"), before)
	if err != nil {
		return err
	}
	n, err := v.House.Desk.CountSubscriptions(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f != nil {
		status = frame.StatusOf(f.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "公布进展"), At: "/snapshots"}, page(v, view{l, f, l.Next.Year, n}))
}

// Publish lets the public see the year as it stands.
func Publish(v *frame.Visit) error {
	_, err := v.House.Desk.PublishSnapshot(v.Ctx, v.Actor, v.Call(), desk.PublishSnapshot{Year: v.Number("year"), Seen: v.Text("seen") != ""})
	if err == nil {
		v.Back("/snapshots", say.T(v.Ctx, "已经公布。公开网站半分钟内换上新的；静态网页请再运行一次 duban publish。"))
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return show(v, f)
}

// File hands out a snapshot as it was written.
func File(v *frame.Visit) error {
	n, err := strconv.ParseInt(v.At("snapshot"), 10, 64)
	if err != nil || n < 1 {
		return fault.New(fault.NotFound, "没有找到，或者您看不到它。", "看看地址是不是写错了。")
	}
	r, err := v.House.Desk.ReadSnapshot(v.Ctx, v.Actor, n)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.W.Header().Set("Content-Disposition", `attachment; filename="snapshot-`+strconv.FormatInt(n, 10)+`.json"`)
	_, err = v.W.Write([]byte(r.Content))
	return err
}

func (d view) table(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "公布过的"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "第几次"), Numeric: true}, {Title: say.T(ctx, "什么时候")}, {Title: say.T(ctx, "年度"), Numeric: true}, {Title: say.T(ctx, "承诺"), Numeric: true}, {Title: say.T(ctx, "项目"), Numeric: true}, {Title: say.T(ctx, "变化"), Numeric: true}, {Title: say.T(ctx, "谁公布的")}, {Title: say.T(ctx, "摘要（SHA-256）")}},
		Empty: part.Empty(say.T(ctx, "还没有公布过"), say.T(ctx, "看过下面要公布的内容，再公布。"))}
	for _, s := range d.Snapshots {
		n := strconv.FormatInt(s.Number, 10)
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: n, Href: "/snapshots/" + n + "/file", Head: true}, {Text: frame.Moment(ctx, s.TakenAt)}, {Text: strconv.Itoa(s.Year)}, {Text: strconv.FormatInt(s.Promises, 10)}, {Text: strconv.FormatInt(s.Projects, 10)}, {Text: strconv.FormatInt(s.Changes, 10)}, {Text: s.Who}, {Text: s.Digest[:16]}}})
	}
	return t
}

// next leads to what was published earlier, "" where all is shown.
func (d view) next() string {
	if !d.More {
		return ""
	}
	return "/snapshots?after=" + frame.CursorText(d.Snapshots[len(d.Snapshots)-1].Number, "")
}
