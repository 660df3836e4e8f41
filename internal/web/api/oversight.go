package api

import (
	"time"

	"duban/internal/desk"
	"duban/internal/web/say"
)

// WatchedSession is somebody's open session in a browser.
type WatchedSession struct {
	ID        string     `json:"id"`
	Person    string     `json:"person" doc:"人员代码"`
	Name      string     `json:"name"`
	Login     string     `json:"login"`
	Holding   string     `json:"holding" doc:"以哪次任职登录"`
	PostName  string     `json:"post_name"`
	Proof     string     `json:"proof" doc:"凭什么进来：password、identity、passkey，第二因子写在加号后"`
	OpenedAt  *time.Time `json:"opened_at"`
	SeenAt    *time.Time `json:"seen_at" doc:"最近用过"`
	ExpiresAt *time.Time `json:"expires_at"`
	Agent     string     `json:"agent" doc:"浏览器"`
	Address   string     `json:"address" doc:"从何处"`
	ETag      string     `json:"etag"`
}

func (s WatchedSession) tag() string { return s.ETag }

func ofWatched(s desk.WatchedSession) WatchedSession {
	return WatchedSession{s.ID, s.Person, s.Name, s.Login, s.Holding, s.Post, string(s.Proof), moment(s.OpenedAt), moment(s.SeenAt), moment(s.ExpiresAt), s.Agent, s.Address, tagOf(s.OpenedAt)}
}

// oversight are the operations on the sessions of others. What guards an
// account is changed by a person who is there: it asks for a fresh proof.
func oversight(a *API) {
	noun := say.Text("他人的登录")
	list(a, Operation{Path: "/oversight/sessions", Act: "session.watch", Noun: noun, Says: say.Text("登录中的人，新的在前")}, func(c *call, in *struct{ Paging }) ([]WatchedSession, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		rows, err := c.desk.WatchSessions(c, c.by, before, from[1], in.Limit+1)
		var all []WatchedSession
		for _, s := range rows {
			all = append(all, ofWatched(s))
		}
		return all, func(i int) cursor { return cursor{rows[i].OpenedAt, rows[i].ID} }, err
	})
	one(a, Operation{Path: "/oversight/sessions/{session}", Act: "session.watch", Noun: noun, Says: say.Text("某人的一处登录")}, func(c *call, in *SessionAt) (WatchedSession, error) {
		s, err := c.desk.WatchSession(c, c.by, in.Session)
		return ofWatched(s), err
	})
	done(a, Operation{Path: "/oversight/sessions/{session}/end", Act: "session.oversee", Noun: noun, Says: say.Text("结束某人的登录，要写原因"), Existing: true}, func(c *call, in *struct {
		SessionAt
		Body Reasoned
	}) error {
		return c.desk.EndSessionOf(c, c.by, c.act, in.Session, in.Body.Reason)
	})
}
