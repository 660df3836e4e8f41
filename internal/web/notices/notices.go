// Package notices is the page of what somebody was told of tasks and cases: unread ones
// first. It refuses to know why anybody is told: cases declare it, tasks have a table.
package notices

import (
	_ "embed"

	"duban/internal/desk"
	"duban/internal/kernel/notice"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

//go:embed notices.css
var css []byte

var style = asset.Add("notices.css", css)

// kindWord heads what is not for information alone.
var kindWord = map[notice.Kind]say.Text{notice.Overdue: say.Text("已超期"), notice.Due: say.Text("要到期"), notice.Waiting: say.Text("等着办")}

const (
	inAPage = 30
	seen    = "seen" // the read ones, in the query
)

type data struct {
	list []desk.Notice
	read bool // the list is of those that were read
	more string
}

// List is the notices of whoever visits.
func List(v *frame.Visit) error {
	d := data{read: v.R.URL.Query().Get("show") == seen}
	at, id := frame.Cursor(v.R.URL.Query().Get("after"))
	var err error
	if d.list, err = v.House.Desk.ListNotices(v.Ctx, v.Actor, d.read, at, id, inAPage+1); err != nil {
		return err
	}
	if len(d.list) > inAPage {
		d.list = d.list[:inAPage]
		last := d.list[inAPage-1]
		d.more = frame.With(v.R, "after", frame.CursorText(last.ToldAt, last.ID))
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "通知"), At: "/notices", Styles: []string{style}}, page(v, d))
}

// Read marks one notice, and leads to what it is about where that is asked.
func Read(v *frame.Visit) error {
	n, err := v.House.Desk.ReadNotice(v.Ctx, v.Actor, v.Call(), v.At("notice"))
	if err != nil {
		return err
	}
	if v.Text("then") == "case" {
		v.Redirect(n.Path())
		return nil
	}
	v.Back("/notices", say.T(v.Ctx, "已标为读过。"))
	return nil
}

// ReadAll marks all of them.
func ReadAll(v *frame.Visit) error {
	n, err := v.House.Desk.ReadNotices(v.Ctx, v.Actor, v.Call())
	if err != nil {
		return err
	}
	v.Back("/notices", say.T(v.Ctx, "%d 条已标为读过。", n))
	return nil
}
