package api

import (
	"strconv"
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/web/say"
)

// Poll asks the public about published livelihood promises. Before it was ended
// it tells how many answered, and not how.
type Poll struct {
	ID       string      `json:"id"`
	Year     int         `json:"year"`
	Snapshot int64       `json:"snapshot" doc:"依据第几次公布"`
	Items    []PollItem  `json:"items" nullable:"false"`
	OpensOn  string      `json:"opens_on" format:"date"`
	ClosesOn string      `json:"closes_on" format:"date" doc:"当天还可以评"`
	Votes    int64       `json:"votes" doc:"收到几个评价"`
	Remarks  int64       `json:"remarks" doc:"收到几条意见"`
	ClosedAt *time.Time  `json:"closed_at,omitempty" doc:"结束的时间；没有就是没有结束"`
	Totals   []PollTally `json:"totals,omitempty" doc:"结束以后才有"`
	ETag     string      `json:"etag"`
}

func (p Poll) tag() string { return p.ETag }

// PollItem is what is asked about.
type PollItem struct {
	Number string `json:"number"`
	Title  string `json:"title"`
}

// PollTally is how many gave which answer; a share of few is not told.
type PollTally struct {
	Item         string `json:"item"`
	Satisfied    int64  `json:"satisfied"`
	Fair         int64  `json:"fair"`
	Dissatisfied int64  `json:"dissatisfied"`
	Share        string `json:"share,omitempty" doc:"满意率，百分数：满意和基本满意合起来占的；人太少就没有"`
}

// PollRemark is what somebody wrote, without numbers that may be his.
type PollRemark struct {
	ID      string `json:"id"`
	Item    string `json:"item"`
	Words   string `json:"words"`
	GivenOn string `json:"given_on" format:"date"`
}

// PollKept is a poll after an act.
type PollKept struct {
	ID      string `json:"id"`
	Year    int    `json:"year"`
	version int64
}

func (k PollKept) tag() string { return tagOf(k.version) }

// PollAt names a poll in the path.
type PollAt struct {
	Poll string `path:"poll" doc:"测评的编号"`
}

func ofPoll(x desk.ShownPoll) Poll {
	p := Poll{ID: x.ID, Year: x.Year, Snapshot: x.Snapshot, Items: []PollItem{}, OpensOn: x.OpensOn.String(), ClosesOn: x.ClosesOn.String(), Votes: x.Votes, Remarks: x.PollRow.Remarks, ClosedAt: moment(x.ClosedAt), ETag: tagOf(x.Version)}
	for _, it := range x.Items {
		p.Items = append(p.Items, PollItem(it))
	}
	for _, t := range x.Totals {
		n := PollTally{Item: t.Item, Satisfied: t.Satisfied, Fair: t.Fair, Dissatisfied: t.Dissatisfied}
		if s, ok := t.Share(civil.Instant(x.ClosedAt).Date()); ok {
			n.Share = s.String()
		}
		p.Totals = append(p.Totals, n)
	}
	return p
}

func polls(a *API) {
	noun := say.Text("满意度测评")
	list(a, Operation{Path: "/polls", Act: "poll.list", Noun: noun, Says: say.Text("满意度测评，新的在前")}, func(c *call, in *struct{ Paging }) ([]Poll, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before := int64(0)
		if from[0] != "" {
			if before, err = strconv.ParseInt(from[0], 10, 64); err != nil {
				return nil, nil, problem("invalid", "翻页的记号不对。", "用上一页给的 next，不要自己拼。")
			}
		}
		found, err := c.desk.ListPolls(c, c.by, before, from[1], in.Limit+1)
		if err != nil {
			return nil, nil, err
		}
		var all []Poll
		for _, r := range found.Polls {
			all = append(all, ofPoll(desk.ShownPoll{PollRow: r}))
		}
		return all, func(i int) cursor {
			return cursor{strconv.FormatInt(found.Polls[i].OpenedAt, 10), found.Polls[i].ID}
		}, nil
	})
	one(a, Operation{Path: "/polls/{poll}", Act: "poll.list", Noun: noun, Says: say.Text("一次满意度测评")}, func(c *call, in *PollAt) (Poll, error) {
		x, err := c.desk.ShowPoll(c, c.by, in.Poll, "", 0)
		return ofPoll(x), err
	})
	list(a, Operation{Path: "/polls/{poll}/remarks", Act: "poll.list", Noun: noun, Says: say.Text("测评里写的意见"), About: "电话、证件号、邮箱已经略去；先后看不出是什么时候写的。"}, func(c *call, in *struct {
		PollAt
		Paging
	}) ([]PollRemark, func(int) cursor, error) {
		from, err := in.from(1)
		if err != nil {
			return nil, nil, err
		}
		x, err := c.desk.ShowPoll(c, c.by, in.Poll, from[0], in.Limit+1)
		all := make([]PollRemark, 0, len(x.Remarks))
		for _, r := range x.Remarks {
			all = append(all, PollRemark{r.ID, r.Item, r.Words, r.GivenOn.String()})
		}
		return all, func(i int) cursor { return cursor{all[i].ID} }, err
	})
	create(a, Operation{Path: "/polls", Act: "poll.open", Noun: noun, Says: say.Text("开始满意度测评"), About: "只能评最近一次公布里的民生实事；一年同时只有一次。"}, func(c *call, in *struct {
		Body struct {
			Items    []string `json:"items,omitempty" maxItems:"200" nullable:"false" doc:"任务编号；不写是全部民生实事"`
			OpensOn  string   `json:"opens_on" format:"date"`
			ClosesOn string   `json:"closes_on" format:"date" doc:"当天还可以评"`
		}
	}) (PollKept, string, error) {
		x := desk.OpenPoll{Items: in.Body.Items}
		x.OpensOn, _ = civil.ParseDate(in.Body.OpensOn) // what is no day the act refuses
		x.ClosesOn, _ = civil.ParseDate(in.Body.ClosesOn)
		k, err := c.desk.OpenPoll(c, c.by, c.act, x)
		return PollKept{k.ID, k.Year, k.Version}, place("polls", k.ID), err
	})
	done(a, Operation{Path: "/polls/{poll}/close", Act: "poll.close", Noun: noun, Says: say.Text("结束满意度测评"), About: "结果记进存证，不再变，下次公布时带出去。", Existing: true}, func(c *call, in *struct {
		PollAt
		Body struct {
			Reason string `json:"reason,omitempty" maxLength:"500" doc:"说好的日子还没有过，要写为什么提前结束"`
		}
	}) error {
		_, err := c.desk.ClosePoll(c, c.by, c.act, in.Poll, in.Body.Reason)
		return err
	})
}
