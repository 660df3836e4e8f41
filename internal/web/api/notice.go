package api

import (
	"time"

	"duban/internal/desk"
	"duban/internal/web/say"
)

// Notice is what one was told of a case or a directive.
type Notice struct {
	ID        string     `json:"id"`
	Case      string     `json:"case,omitempty" doc:"办件代码；批示的没有"`
	Directive string     `json:"directive,omitempty" doc:"哪条批示的"`
	Rule      string     `json:"rule" doc:"声明里是哪一条通知"`
	Branch    string     `json:"branch,omitempty" doc:"哪个单位的一份"`
	Words     string     `json:"words" doc:"通知的话"`
	ToldAt    *time.Time `json:"told_at"`
	ReadAt    *time.Time `json:"read_at,omitempty" doc:"没有就是未读"`
}

func ofNotice(n desk.Notice) Notice {
	return Notice{n.ID, n.Case, n.Directive, n.Rule, n.Branch, n.Words, moment(n.ToldAt), moment(n.ReadAt)}
}

func notices(a *API) {
	noun := say.Text("通知")
	list(a, Operation{Path: "/notices", Act: "notice.list", Noun: noun, Says: say.Text("自己的通知，新的在前")}, func(c *call, in *struct {
		Paging
		Read bool `query:"read" doc:"true 看读过的，不写看未读的"`
	}) ([]Notice, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		found, err := c.desk.ListNotices(c, c.by, in.Read, before, from[1], in.Limit+1)
		var all []Notice
		for _, n := range found {
			all = append(all, ofNotice(n))
		}
		return all, func(i int) cursor { return cursor{found[i].ToldAt, found[i].ID} }, err
	})
	act(a, Operation{Path: "/notices/{notice}/read", Act: "notice.read", Noun: noun, Says: say.Text("标通知为读过")}, func(c *call, in *struct {
		Notice string `path:"notice" doc:"通知代码"`
	}) (Notice, error) {
		n, err := c.desk.ReadNotice(c, c.by, c.act, in.Notice)
		return ofNotice(n), err
	})
}
