package api

import (
	"strconv"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/say"
)

// Self is who a token stands for.
type Self struct {
	Division     string     `json:"division" doc:"区划代码"`
	DivisionName string     `json:"division_name"`
	Person       string     `json:"person" doc:"人员代码"`
	Name         string     `json:"name"`
	Login        string     `json:"login"`
	Post         string     `json:"post" doc:"岗位代码；令牌只在这个岗位上用"`
	PostName     string     `json:"post_name"`
	Role         staff.Role `json:"role" doc:"岗位角色"`
	Unit         string     `json:"unit" doc:"单位代码"`
	UnitName     string     `json:"unit_name"`
	Token        string     `json:"token" doc:"令牌代码"`
	Scopes       []string   `json:"scopes" nullable:"false" doc:"令牌的范围"`
	May          []string   `json:"may" nullable:"false" doc:"这个令牌能办的行为"`
}

// Session is one of one's own open sessions in a browser.
type Session struct {
	ID        string     `json:"id"`
	Holding   string     `json:"holding" doc:"以哪次任职登录"`
	OpenedAt  *time.Time `json:"opened_at"`
	SeenAt    *time.Time `json:"seen_at" doc:"最近用过"`
	ExpiresAt *time.Time `json:"expires_at"`
	Agent     string     `json:"agent" doc:"浏览器"`
	Address   string     `json:"address" doc:"从何处"`
	ETag      string     `json:"etag"`
}

func (s Session) tag() string { return s.ETag }

func ofSession(s desk.SignInRow) Session {
	return Session{s.ID, s.Holding, moment(s.OpenedAt), moment(s.SeenAt), moment(s.ExpiresAt), s.Agent, s.Address, tagOf(s.OpenedAt)}
}

// Today is what awaits one.
type Today struct {
	Reports      []AwaitingReport `json:"reports" nullable:"false" doc:"有记录要核对或入册的报告"`
	Undertakings []Record         `json:"undertakings" nullable:"false" doc:"本单位牵头的任务"`
	Proposed     int              `json:"proposed" doc:"要确认的任职"`
	Unempowered  int              `json:"unempowered" doc:"要授权的岗位"`
	Duties       Duties           `json:"duties" doc:"任务、办件、批示上等着我的"`
}

// AwaitingReport is a report with records to decide or to enter.
type AwaitingReport struct {
	Report Report `json:"report"`
	Found  int    `json:"found" doc:"未看的记录"`
	Ready  int    `json:"ready" doc:"已采纳、未入册的记录"`
}

// SessionAt names a session in the path.
type SessionAt struct {
	Session string `path:"session" doc:"登录的代码"`
}

// own are the operations on what is one's own.
func own(a *API) {
	whole(a, Operation{Path: "/home", Act: "home.read", Noun: say.Text("自己"), Says: say.Text("等着我的事")}, func(c *call, _ *struct{}) (Today, error) {
		h, err := c.desk.Home(c, c.by)
		out := Today{Reports: []AwaitingReport{}, Undertakings: []Record{}, Proposed: h.Proposed, Unempowered: h.Unempowered}
		for _, r := range h.Reports {
			out.Reports = append(out.Reports, AwaitingReport{ofReport(r.Report), r.Found, r.Ready})
		}
		out.Duties = ofDuties(h.Duties)
		for _, r := range h.Undertakings {
			out.Undertakings = append(out.Undertakings, ofRecord(r))
		}
		return out, err
	})
	whole(a, Operation{Path: "/me", Act: "session.list", Noun: say.Text("自己"), Says: say.Text("这个令牌是谁、能办什么")}, func(c *call, _ *struct{}) (Self, error) {
		b := c.by
		out := Self{b.Division, b.DivisionName, b.Person, b.Name, b.Login, b.Post, b.PostName, b.Role, b.Unit, b.UnitName, b.Token, b.Scopes, []string{}}
		for _, act := range staff.Acts {
			if b.May(act.Name) {
				out.May = append(out.May, act.Name)
			}
		}
		return out, nil
	})
	list(a, Operation{Path: "/sessions", Act: "session.list", Noun: say.Text("自己"), Says: say.Text("自己在浏览器里的登录")}, func(c *call, in *struct{ Paging }) ([]Session, func(int) cursor, error) {
		m, err := c.desk.Mine(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Session
		for _, s := range m.Sessions {
			all = append(all, ofSession(s))
		}
		return rest(&in.Paging, all, func(s Session) string { return s.ID })
	})
	one(a, Operation{Path: "/sessions/{session}", Act: "session.list", Noun: say.Text("自己"), Says: say.Text("一处登录")}, func(c *call, in *SessionAt) (Session, error) {
		m, err := c.desk.Mine(c, c.by)
		for _, s := range m.Sessions {
			if s.ID == in.Session {
				return ofSession(s), err
			}
		}
		if err == nil {
			err = fault.New(fault.NotFound, "没有这处登录，或它已经结束。", "重新取列表看看。")
		}
		return Session{}, err
	})
	done(a, Operation{Path: "/sessions/{session}/end", Act: "session.end", Noun: say.Text("自己"), Says: say.Text("结束一处登录"), Existing: true}, func(c *call, in *SessionAt) error {
		return c.desk.EndOwnSession(c, c.by, c.act, in.Session)
	})
}

// Token is one of one's own tokens; its secret was shown once.
type Token struct {
	ID        string          `json:"id"`
	Label     string          `json:"label" doc:"用处"`
	State     desk.TokenState `json:"state" enum:"usable,expired,revoked,dormant" doc:"在用、到期、已收回、停用（任职结束或岗位改了角色）"`
	Scopes    []string        `json:"scopes" nullable:"false"`
	CreatedAt *time.Time      `json:"created_at"`
	ExpiresAt *time.Time      `json:"expires_at"`
	UsedAt    *time.Time      `json:"used_at,omitempty" doc:"最近用过，精确到分"`
	EndedAt   *time.Time      `json:"ended_at,omitempty" doc:"收回的时间"`
	ETag      string          `json:"etag"`
}

func (t Token) tag() string { return t.ETag }

func ofToken(k desk.MyToken) Token {
	return Token{k.ID, k.Label, k.State, k.Scopes, moment(k.CreatedAt), moment(k.ExpiresAt), moment(k.UsedAt), moment(k.EndedAt), tagOf(k.Version)}
}

// TokenAt names a token in the path.
type TokenAt struct {
	Token string `path:"token" doc:"令牌代码"`
}

// tokens are the operations on one's own tokens. None issues one: a token that
// leaked could not be got rid of.
func tokens(a *API) {
	list(a, Operation{Path: "/tokens", Act: "token.list", Noun: say.Text("令牌"), Says: say.Text("自己的令牌"), About: "新的令牌要本人登录后在“我的”里发。"}, func(c *call, in *struct{ Paging }) ([]Token, func(int) cursor, error) {
		mine, err := c.desk.ListTokens(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Token
		for _, k := range mine {
			all = append(all, ofToken(k))
		}
		return rest(&in.Paging, all, func(t Token) string { return t.ID })
	})
	one(a, Operation{Path: "/tokens/{token}", Act: "token.list", Noun: say.Text("令牌"), Says: say.Text("一个令牌")}, func(c *call, in *TokenAt) (Token, error) {
		k, err := c.desk.ShowToken(c, c.by, in.Token)
		return ofToken(k), err
	})
	done(a, Operation{Path: "/tokens/{token}/revoke", Act: "token.revoke", Noun: say.Text("令牌"), Says: say.Text("收回令牌"), Existing: true}, func(c *call, in *TokenAt) error {
		return c.desk.RevokeToken(c, c.by, c.act, in.Token)
	})
}

func itoa(n int) string { return strconv.Itoa(n) }
