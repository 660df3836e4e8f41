package api

import (
	"fmt"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/statement"
	"duban/internal/web/say"
)

// ListedDirective is a directive in a list.
type ListedDirective struct {
	ID       string    `json:"id"`
	Number   string    `json:"number" doc:"编号，例 批示交办〔2026〕7号"`
	Kind     string    `json:"kind" enum:"instruction,meeting" doc:"领导批示、会议议定事项"`
	State    string    `json:"state" enum:"drafted,open,answered,noted,dropped" doc:"待下达、在办、已办结、已阅、已撤回"`
	Words    string    `json:"words" doc:"原话"`
	By       string    `json:"by" doc:"谁批示的，或哪次会议"`
	GivenOn  string    `json:"given_on" format:"date"`
	Paper    string    `json:"paper,omitempty" doc:"批在哪里"`
	Unit     string    `json:"unit" doc:"承办单位代码"`
	Task     string    `json:"task" doc:"办它的任务"`
	Follows  string    `json:"follows,omitempty" doc:"接哪一条批示"`
	DueOn    string    `json:"due_on" format:"date" doc:"交办时的时限"`
	Ground   string    `json:"ground" enum:"entered,words,parameter,first" doc:"时限从哪里来：录入的、原话里的、本地惯例、随原批示"`
	Verdict  string    `json:"verdict,omitempty" enum:"met,exceeded,missed,on-track,behind,halted,waiting" doc:"办得怎样；没有下达的没有"`
	ClosedOn string    `json:"closed_on,omitempty" format:"date" doc:"办结的日子"`
	Pace     *TaskPace `json:"pace,omitempty" doc:"今天的进度；没有下达的没有"`
	ETag     string    `json:"etag"`
}

// WholeDirective is a directive with what came of it.
type WholeDirective struct {
	ListedDirective
	Outcome   string            `json:"outcome,omitempty" doc:"结果，或单位新近报的进展"`
	OutcomeOn string            `json:"outcome_on,omitempty" format:"date"`
	NotedAt   *time.Time        `json:"noted_at,omitempty" doc:"批示的人阅结的时间"`
	Further   []ListedDirective `json:"further" nullable:"false" doc:"就同一件事再批的"`
}

func (d WholeDirective) tag() string { return d.ETag }

// NewDirective is a leader's instruction as it is entered.
type NewDirective struct {
	Seat        string   `json:"seat,omitempty" maxLength:"60" doc:"批示的领导岗位代码；领导自己录的不写"`
	By          string   `json:"by,omitempty" maxLength:"60" doc:"不在系统里的，写岗位名称"`
	On          string   `json:"on,omitempty" format:"date" doc:"哪一天批的；不写是今天"`
	Words       string   `json:"words" minLength:"1" maxLength:"1800" doc:"原话，一个字不改"`
	Paper       string   `json:"paper,omitempty" maxLength:"200" doc:"批在哪里：来文的名称和文号"`
	Lead        string   `json:"lead,omitempty" maxLength:"60" doc:"承办单位代码；不写照原话点名的"`
	Supports    []string `json:"supports,omitempty" maxItems:"40" doc:"配合单位代码"`
	DueOn       string   `json:"due_on,omitempty" format:"date" doc:"时限；不写照原话，再照本地惯例"`
	Deliverable string   `json:"deliverable,omitempty" maxLength:"300" doc:"要拿出什么；不写按动词建议"`
	Evidence    string   `json:"evidence,omitempty" enum:"document,meeting,start,acceptance,figures,certificate,contract,inspection,roster"`
	Follows     string   `json:"follows,omitempty" maxLength:"60" doc:"接哪一条批示（id）"`
	Draft       bool     `json:"draft,omitempty" doc:"先存着，不下达"`
}

// DirectiveKept is a directive after an act.
type DirectiveKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Task   string `json:"task"`
	Issued bool   `json:"issued" doc:"已经交到单位"`
}

// ReadMinute is what a minute was read to decide.
type ReadMinute struct {
	Name  string       `json:"name,omitempty" doc:"哪次会议"`
	On    string       `json:"on" format:"date"`
	Paper string       `json:"paper,omitempty" doc:"纪要的文号"`
	Items []MinuteItem `json:"items" nullable:"false"`
}

// MinuteItem is something that a minute decided.
type MinuteItem struct {
	Words    string   `json:"words" doc:"原话"`
	Lead     string   `json:"lead,omitempty" doc:"承办单位代码"`
	Named    bool     `json:"named" doc:"原话点了名；不是就是按职责推荐的"`
	Why      string   `json:"why,omitempty"`
	Supports []string `json:"supports" nullable:"false"`
	DueOn    string   `json:"due_on,omitempty" format:"date"`
	DueText  string   `json:"due_text,omitempty" doc:"原话怎么说的时限"`
}

// NewMeeting is what of a minute becomes tasks.
type NewMeeting struct {
	Name  string        `json:"name" minLength:"1" maxLength:"60" doc:"哪次会议"`
	Seat  string        `json:"seat,omitempty" maxLength:"60" doc:"主持的领导岗位代码，结果回到他那里"`
	On    string        `json:"on" format:"date"`
	Paper string        `json:"paper,omitempty" maxLength:"200" doc:"纪要的文号"`
	Items []MeetingItem `json:"items" minItems:"1" maxItems:"200"`
	Draft bool          `json:"draft,omitempty" doc:"先存着，不下达"`
}

// MeetingItem is an item as it was looked at.
type MeetingItem struct {
	Words    string   `json:"words" minLength:"1" maxLength:"1800"`
	Lead     string   `json:"lead" maxLength:"60" doc:"承办单位代码"`
	Supports []string `json:"supports,omitempty" maxItems:"40"`
	DueOn    string   `json:"due_on,omitempty" format:"date" doc:"不写照本地惯例"`
}

// MeetingTaken is what a minute came to.
type MeetingTaken struct {
	Number     string          `json:"number" doc:"交办的编号"`
	Directives []DirectiveKept `json:"directives" nullable:"false"`
}

func ofDirective(x desk.ListedDirective) ListedDirective {
	d := ListedDirective{ID: x.ID, Number: x.Number, Kind: string(x.Kind), State: string(x.State), Words: x.Words, By: x.By, GivenOn: x.GivenOn.String(), Paper: x.Paper,
		Unit: x.Unit, Task: x.Task, Follows: x.Follows, DueOn: x.DueOn.String(), Ground: x.Ground, ClosedOn: onDay(x.Of.ClosedOn), ETag: tagOf(x.Version)}
	if x.State != directive.Drafted && x.State != directive.Dropped {
		d.Verdict, d.Pace = string(x.Verdict), ofTaskPace(x.Of.Pace)
	}
	return d
}

func directives(a *API) {
	noun := say.Text("批示和议定事项")
	list(a, Operation{Path: "/directives", Act: "directive.list", Noun: noun, Says: say.Text("批示和议定事项，新的在前")}, func(c *call, in *struct {
		Paging
		Kind  string `query:"kind" enum:"instruction,meeting"`
		State string `query:"state" enum:"drafted,open,answered,noted,dropped"`
		Unit  string `query:"unit" maxLength:"60" doc:"承办单位代码"`
		Mine  bool   `query:"mine" doc:"true 只看自己批示的"`
	}) ([]ListedDirective, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		p := desk.DirectivePage{Kind: directive.Kind(in.Kind), State: directive.State(in.State), Unit: in.Unit, Mine: in.Mine, Most: in.Limit + 1}
		if from[1] != "" {
			if p.Before, err = civil.ParseDate(from[0]); err != nil {
				return nil, nil, problem("invalid", "翻页的记号不对。", "用上一页给的 next，不要自己拼。")
			}
			p.BeforeID = from[1]
		}
		l, err := c.desk.ListDirectives(c, c.by, p)
		var all []ListedDirective
		for _, x := range l.Directives {
			all = append(all, ofDirective(x))
		}
		return all, func(i int) cursor { return cursor{all[i].GivenOn, all[i].ID} }, err
	})
	one(a, Operation{Path: "/directives/{directive}", Act: "directive.list", Noun: noun, Says: say.Text("一条批示，和它办得怎样")}, func(c *call, in *struct {
		Directive string `path:"directive" maxLength:"60"`
	}) (WholeDirective, error) {
		s, err := c.desk.ShowDirective(c, c.by, in.Directive)
		if err != nil {
			return WholeDirective{}, err
		}
		d := WholeDirective{ListedDirective: ofDirective(s.ListedDirective), NotedAt: moment(int64(s.NotedAt)), Further: []ListedDirective{}}
		var on civil.Date
		d.Outcome, on = s.Outcome()
		d.OutcomeOn = onDay(on)
		for _, x := range s.Further {
			d.Further = append(d.Further, ofDirective(x))
		}
		return d, nil
	})
	create(a, Operation{Path: "/directives", Act: "directive.add", Noun: noun, Says: say.Text("录一条领导批示，立为任务"), About: "能印发任务的，当场交到单位；不能的，等督查机构下达。接着前一条的，前一条的任务没有办结就还由它办。"}, func(c *call, in *struct{ Body NewDirective }) (DirectiveKept, string, error) {
		b := in.Body
		g := desk.GiveDirective{Seat: b.Seat, By: b.By, Words: b.Words, Paper: b.Paper, Lead: b.Lead, Supports: b.Supports, Deliverable: b.Deliverable, Evidence: statement.Evidence(b.Evidence), Follows: b.Follows, Draft: b.Draft}
		var err error
		if g.On, err = civilDay("on", b.On); err != nil {
			return DirectiveKept{}, "", err
		}
		if g.DueOn, err = civilDay("due_on", b.DueOn); err != nil {
			return DirectiveKept{}, "", err
		}
		k, err := c.desk.AddDirective(c, c.by, c.act, g)
		return DirectiveKept(k), place("directives", k.ID), err
	})
	act(a, Operation{Path: "/directives/{directive}/acknowledge", Act: "directive.acknowledge", Noun: noun, Says: say.Text("批示的人阅结"), Existing: true}, func(c *call, in *struct {
		Directive string `path:"directive" maxLength:"60"`
	}) (DirectiveKept, error) {
		k, err := c.desk.AcknowledgeDirective(c, c.by, c.act, in.Directive)
		return DirectiveKept(k), err
	})
	act(a, Operation{Path: "/meetings/read", Act: "directive.add", Noun: noun, Says: say.Text("读一份会议纪要：谁办什么、什么时候办好"), About: "什么也不存。"}, func(c *call, in *struct {
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"40000" doc:"纪要的文字"`
		} `nameHint:"PastedMinute"`
	}) (ReadMinute, error) {
		m, err := c.desk.ReadMinute(c, c.by, in.Body.Text)
		out := ReadMinute{Name: m.Name, On: onDay(m.On), Paper: m.Paper, Items: []MinuteItem{}}
		for _, i := range m.Items {
			out.Items = append(out.Items, MinuteItem{i.Words, i.Lead, i.Named, i.Why, append([]string{}, i.Supports...), onDay(i.DueOn), i.DueText})
		}
		return out, err
	})
	act(a, Operation{Path: "/meetings", Act: "directive.add", Noun: noun, Says: say.Text("把会议议定事项立为任务，全成或全不成")}, func(c *call, in *struct{ Body NewMeeting }) (MeetingTaken, error) {
		b := in.Body
		m := desk.TakeMinute{Name: b.Name, Seat: b.Seat, Paper: b.Paper, Draft: b.Draft}
		var err error
		if m.On, err = civilDay("on", b.On); err != nil {
			return MeetingTaken{}, err
		}
		for n, i := range b.Items {
			item := desk.TakeItem{Words: i.Words, Lead: i.Lead, Supports: i.Supports}
			if item.DueOn, err = civilDay(fmt.Sprintf("items[%d].due_on", n), i.DueOn); err != nil {
				return MeetingTaken{}, err
			}
			m.Items = append(m.Items, item)
		}
		taken, err := c.desk.TakeMinute(c, c.by, c.act, m)
		out := MeetingTaken{Number: taken.Number, Directives: []DirectiveKept{}}
		for _, k := range taken.Kept {
			out.Directives = append(out.Directives, DirectiveKept(k))
		}
		if f, ok := fault.As(err); ok && len(taken.Refused) > 0 {
			there := *f
			there.Field = fmt.Sprintf("items[%d]", taken.Refused[0].Item)
			err = &there
		}
		return out, err
	})
}
