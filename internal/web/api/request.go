package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	formed "duban/internal/kernel/form"
	"duban/internal/web/say"
)

// ListedRequest is a data request in a list.
type ListedRequest struct {
	ID      string   `json:"id"`
	Number  string   `json:"number"`
	State   string   `json:"state" enum:"open,closed,stopped" doc:"在报、报齐、不要了"`
	Title   string   `json:"title" doc:"要什么"`
	Why     string   `json:"why"`
	Sort    string   `json:"sort" enum:"number,lines,file" doc:"数、文字、材料"`
	Measure string   `json:"measure,omitempty" doc:"数的单位"`
	Office  string   `json:"office" doc:"谁要，单位代码"`
	AskedOn string   `json:"asked_on" format:"date"`
	DueOn   string   `json:"due_on" format:"date"`
	Minutes int64    `json:"minutes" doc:"每家约几分钟"`
	Differs string   `json:"differs,omitempty" doc:"和系统里像的差在哪里"`
	Near    []string `json:"near,omitempty"`
	Units   int      `json:"units" doc:"几个单位"`
	Given   int      `json:"given" doc:"答了几个"`
	ETag    string   `json:"etag"`
}

// WholeRequest is a data request with the answers that the caller may see.
type WholeRequest struct {
	ListedRequest
	Stop    string         `json:"stop,omitempty" doc:"为什么不要了"`
	Replies []RequestReply `json:"replies" nullable:"false"`
}

func (r WholeRequest) tag() string { return r.ETag }

// RequestReply is what a unit is asked and has answered.
type RequestReply struct {
	Unit    string     `json:"unit"`
	Value   string     `json:"value,omitempty"`
	Words   string     `json:"words,omitempty"`
	File    string     `json:"file,omitempty" doc:"材料的叫法"`
	GivenAt *time.Time `json:"given_at,omitempty"`
}

// NewRequest is what somebody wants to know.
type NewRequest struct {
	Title   string   `json:"title" minLength:"1" maxLength:"60"`
	Why     string   `json:"why" minLength:"1" maxLength:"500"`
	Sort    string   `json:"sort" enum:"number,lines,file"`
	Measure string   `json:"measure,omitempty" maxLength:"20"`
	DueOn   string   `json:"due_on" format:"date"`
	Units   []string `json:"units" minItems:"1" maxItems:"200" doc:"单位代码"`
	Differs string   `json:"differs,omitempty" maxLength:"500" doc:"和系统里像的差在哪里"`
}

// RequestKept is a data request after an act.
type RequestKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	State  string `json:"state"`
}

// HeldFigure is something that the system holds.
type HeldFigure struct {
	Title  string `json:"title"`
	Of     string `json:"of" doc:"在哪里"`
	Href   string `json:"href" doc:"页面的地址"`
	Latest string `json:"latest,omitempty"`
	Near   int    `json:"near" doc:"像不像，百分之；80 起就是它，不用要"`
}

// HeldFigures are what the system holds that is like a name.
type HeldFigures struct {
	Held []HeldFigure `json:"held" nullable:"false"`
}

func (h HeldFigures) tag() string { return digestOf(h) }

func ofRequest(x desk.ListedRequest) ListedRequest {
	return ListedRequest{ID: x.ID, Number: x.Number, State: string(x.State), Title: x.Title, Why: x.Why, Sort: string(x.Sort), Measure: x.Measure, Office: x.Office, AskedOn: x.AskedOn.String(),
		DueOn: x.DueOn.String(), Minutes: x.Minutes, Differs: x.Differs, Near: x.Near, Units: x.Units, Given: x.Given, ETag: tagOf(x.Version)}
}

// RequestAt names a data request.
type RequestAt struct {
	Request string `path:"request" maxLength:"60"`
}

func requests(a *API) {
	noun := say.Text("报数要求")
	list(a, Operation{Path: "/requests", Act: "request.list", Noun: noun, Says: say.Text("报数要求，新的在前")}, func(c *call, in *struct {
		Paging
		State string `query:"state" enum:"open,closed,stopped"`
	}) ([]ListedRequest, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		p := desk.RequestPage{State: burden.RequestState(in.State), Most: in.Limit + 1}
		if from[1] != "" {
			if p.Before, err = civil.ParseDate(from[0]); err != nil {
				return nil, nil, problem("invalid", "翻页的记号不对。", "用上一页给的 next，不要自己拼。")
			}
			p.BeforeID = from[1]
		}
		l, err := c.desk.ListRequests(c, c.by, p)
		var all []ListedRequest
		for _, x := range l.Requests {
			all = append(all, ofRequest(x))
		}
		return all, func(i int) cursor { return cursor{all[i].AskedOn, all[i].ID} }, err
	})
	one(a, Operation{Path: "/requests/held", Act: "request.list", Noun: noun, Says: say.Text("系统里有没有这个数，在哪里")}, func(c *call, in *struct {
		Title string `query:"title" maxLength:"60" doc:"这个数叫什么；不写什么也找不到"`
	}) (HeldFigures, error) {
		out := HeldFigures{Held: []HeldFigure{}}
		found, err := c.desk.FindHeld(c, c.by, in.Title)
		for _, m := range found {
			out.Held = append(out.Held, HeldFigure{m.Title, m.Of, m.Href, m.Latest, m.Near})
		}
		return out, err
	})
	one(a, Operation{Path: "/requests/{request}", Act: "request.list", Noun: noun, Says: say.Text("一条报数要求和各单位的答复")}, func(c *call, in *RequestAt) (WholeRequest, error) {
		s, err := c.desk.ShowRequest(c, c.by, in.Request)
		if err != nil {
			return WholeRequest{}, err
		}
		out := WholeRequest{ListedRequest: ofRequest(s.ListedRequest), Stop: s.Stop, Replies: []RequestReply{}}
		for _, r := range s.Replies {
			out.Replies = append(out.Replies, RequestReply{r.Unit, r.Value, r.Words, r.Title, moment(int64(r.Entered))})
		}
		return out, nil
	})
	create(a, Operation{Path: "/requests", Act: "request.ask", Noun: noun, Says: say.Text("要一个数；系统里有的拒绝，并说在哪里")}, func(c *call, in *struct{ Body NewRequest }) (RequestKept, string, error) {
		b := in.Body
		x := desk.AskRequest{Title: b.Title, Why: b.Why, Sort: burden.Sort(b.Sort), Measure: b.Measure, Units: b.Units, Differs: b.Differs}
		var err error
		if x.DueOn, err = civilDay("due_on", b.DueOn); err != nil {
			return RequestKept{}, "", err
		}
		k, err := c.desk.AskForData(c, c.by, c.act, x)
		return RequestKept(k), place("requests", k.ID), err
	})
	act(a, Operation{Path: "/requests/{request}/answer", Act: "request.answer", Noun: noun, Says: say.Text("本单位的答复"), About: "材料先用 /files 传上来，这里写它给的名字。", Existing: true}, func(c *call, in *struct {
		RequestAt
		Body struct {
			Value string `json:"value,omitempty" maxLength:"40"`
			Words string `json:"words,omitempty" maxLength:"1000"`
			File  string `json:"file,omitempty" maxLength:"300"`
		} `nameHint:"RequestAnswer"`
	}) (RequestKept, error) {
		answer := burden.Answer{Value: in.Body.Value, Words: in.Body.Words}
		if f := formed.FileOf(in.Body.File); f.Stands() {
			answer.File, answer.Title = f.Name, f.Title
		}
		k, err := c.desk.AnswerRequest(c, c.by, c.act, in.Request, answer)
		return RequestKept(k), err
	})
	act(a, Operation{Path: "/requests/{request}/stop", Act: "request.stop", Noun: noun, Says: say.Text("不要了，没有答的不用再答"), Existing: true}, func(c *call, in *struct {
		RequestAt
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"200"`
		} `nameHint:"StoppedRequest"`
	}) (RequestKept, error) {
		k, err := c.desk.StopRequest(c, c.by, c.act, in.Request, in.Body.Reason)
		return RequestKept(k), err
	})
	add(a, Operation{Method: http.MethodGet, Path: "/requests/{request}/replies/{unit}/file", Act: "request.list", Noun: noun, Says: say.Text("一份答复的材料")}, http.StatusOK, func(h *huma.Operation) {
		h.Responses = map[string]*huma.Response{"200": {Description: "文件", Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}, "image/*": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}}}}
	}, func(c *call, in *struct {
		RequestAt
		Unit string `path:"unit" maxLength:"60"`
	}) (*huma.StreamResponse, error) {
		f, err := c.desk.OpenReply(c, c.by, in.Request, in.Unit)
		if err != nil {
			return nil, err
		}
		return a.attached(f), nil
	})
}
