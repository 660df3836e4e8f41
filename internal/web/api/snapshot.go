package api

import (
	"strconv"
	"time"

	"duban/internal/desk"
	"duban/internal/web/say"
)

// PublishedSnapshot is something that the public was let see.
type PublishedSnapshot struct {
	Number   int64      `json:"number" doc:"第几次公布"`
	Year     int        `json:"year"`
	TakenAt  *time.Time `json:"taken_at"`
	Digest   string     `json:"digest" doc:"全文的 SHA-256"`
	Promises int64      `json:"promises"`
	Projects int64      `json:"projects"`
	Changes  int64      `json:"changes" doc:"和上一次比有几处变化"`
}

// SnapshotKept is a snapshot after it was published.
type SnapshotKept struct {
	Number   int64  `json:"number"`
	Digest   string `json:"digest"`
	Promises int    `json:"promises"`
	Projects int    `json:"projects"`
	Changes  int    `json:"changes"`
}

func snapshots(a *API) {
	noun := say.Text("公布进展")
	list(a, Operation{Path: "/snapshots", Act: "snapshot.list", Noun: noun, Says: say.Text("公布过的快照，新的在前")}, func(c *call, in *struct{ Paging }) ([]PublishedSnapshot, func(int) cursor, error) {
		from, err := in.from(1)
		if err != nil {
			return nil, nil, err
		}
		before := int64(0)
		if from[0] != "" {
			if before, err = strconv.ParseInt(from[0], 10, 64); err != nil {
				return nil, nil, problem("invalid", "翻页的记号不对。", "用上一页给的 next，不要自己拼。")
			}
		}
		rows, err := c.desk.PublishedSnapshots(c, c.by, before, in.Limit+1)
		all := make([]PublishedSnapshot, 0, len(rows))
		for _, r := range rows {
			all = append(all, PublishedSnapshot{r.Number, r.Year, moment(r.TakenAt), r.Digest, r.Promises, r.Projects, r.Changes})
		}
		return all, func(i int) cursor { return cursor{strconv.FormatInt(all[i].Number, 10)} }, err
	})
	create(a, Operation{Path: "/snapshots", Act: "snapshot.publish", Noun: noun, Says: say.Text("公布一年的进展"), About: "公众看到的是这一刻的样子。文字里像是有本地人员姓名时拒绝，看过了写 seen。"}, func(c *call, in *struct {
		Body struct {
			Year int  `json:"year,omitempty" minimum:"1990" maximum:"2200" doc:"不写是今年"`
			Seen bool `json:"seen,omitempty" doc:"看过了，不是人名，或可以公开"`
		}
	}) (SnapshotKept, string, error) {
		k, err := c.desk.PublishSnapshot(c, c.by, c.act, desk.PublishSnapshot{Year: in.Body.Year, Seen: in.Body.Seen})
		return SnapshotKept(k), place("snapshots", strconv.FormatInt(k.Number, 10)), err
	})
}
