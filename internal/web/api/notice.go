package api

import (
	"net/http"
	"time"

	"duban/internal/desk"
	"duban/internal/kernel/notice"
	"duban/internal/web/say"
)

// Notice is what one was told of a task, a case, a directive or a data request.
type Notice struct {
	ID        string     `json:"id"`
	Case      string     `json:"case,omitempty" doc:"办件代码；任务的通知没有"`
	Directive string     `json:"directive,omitempty" doc:"哪条批示的"`
	Task      string     `json:"task,omitempty" doc:"任务代码；办件的、几项任务合起来的没有"`
	Request   string     `json:"request,omitempty" doc:"报数要求代码；别的通知没有"`
	Rule      string     `json:"rule" doc:"是哪一条通知"`
	Branch    string     `json:"branch,omitempty" doc:"哪个单位的一份"`
	Words     string     `json:"words" doc:"通知的话"`
	Kind      string     `json:"kind,omitempty" doc:"要做什么：overdue 已超期、due 有期限要办、waiting 等着办、inform 知悉；早先的没有"`
	DueOn     string     `json:"due_on,omitempty" doc:"到期的日子"`
	Urgent    bool       `json:"urgent,omitempty" doc:"不等摘要，随时送"`
	ToldAt    *time.Time `json:"told_at"`
	ReadAt    *time.Time `json:"read_at,omitempty" doc:"没有就是未读"`
}

func ofNotice(n desk.Notice) Notice {
	out := Notice{n.ID, n.Case, n.Directive, n.Task, n.Request(), n.Rule, n.Branch, n.Words, string(n.Kind), "", n.Urgent, moment(n.ToldAt), moment(n.ReadAt)}
	if n.DueOn != 0 {
		out.DueOn = n.Item().DueOn.String()
	}
	return out
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
	one(a, Operation{Path: "/preference", Act: "notice.list", Noun: noun, Says: say.Text("自己的通知怎么送达")}, func(c *call, _ *struct{}) (KeptPreference, error) {
		p, err := c.desk.ReadPreference(c, c.by)
		// what nobody set has no version, and yet is seen before it is changed
		return KeptPreference{Preference{string(p.How), p.Minute}, moment(p.NextAt), tagOf(p.Version + 1)}, err
	})
	act(a, Operation{Method: http.MethodPut, Path: "/preference", Act: "preference.set", Noun: noun, Says: say.Text("设自己的通知怎么送达"), Existing: true}, func(c *call, in *struct{ Body Preference }) (Preference, error) {
		switch c.act.Version {
		case 1:
			c.act.Version = desk.Fresh
		case never:
		default:
			c.act.Version--
		}
		p, err := c.desk.SetPreference(c, c.by, c.act, notice.Setting{How: notice.How(in.Body.How), Minute: in.Body.Minute})
		return Preference{string(p.How), p.Minute}, err
	})
	whole(a, Operation{Path: "/feed", Act: "feed.list", Noun: noun, Says: say.Text("自己的日历地址")}, func(c *call, _ *struct{}) (Feed, error) {
		f, err := c.desk.ReadFeed(c, c.by)
		return Feed{moment(f.CreatedAt), moment(f.UsedAt)}, err
	})
	done(a, Operation{Path: "/feed/revoke", Act: "feed.revoke", Noun: noun, Says: say.Text("停用自己的日历地址")}, func(c *call, _ *struct{}) error {
		return c.desk.RevokeFeed(c, c.by, c.act)
	})
}

// Preference is how one wants notices.
type Preference struct {
	How    string `json:"how" enum:"at_once,daily,weekly" doc:"随时、每个工作日一份摘要、每周一份摘要"`
	Minute int64  `json:"minute" minimum:"360" maximum:"1260" doc:"摘要在一天的第几分钟送；510 是 8:30"`
}

// KeptPreference is how one wants notices, with its version.
type KeptPreference struct {
	Preference
	NextAt *time.Time `json:"next_at,omitempty" doc:"下一份摘要"`
	ETag   string     `json:"etag"`
}

func (p KeptPreference) tag() string { return p.ETag }

// Feed is how the address of one's calendar stands. The address itself is shown
// once, to whoever signed in.
type Feed struct {
	CreatedAt *time.Time `json:"created_at,omitempty" doc:"没有就是没有地址"`
	UsedAt    *time.Time `json:"used_at,omitempty" doc:"最近用过"`
}
