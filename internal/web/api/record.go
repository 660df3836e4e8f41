package api

import (
	"time"

	"duban/internal/base/cite"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/say"
)

// Record is one statement of a report on its way into the register.
type Record struct {
	Report    string         `json:"report" doc:"报告代码"`
	ID        string         `json:"id"`
	Sort      review.Sort    `json:"sort" enum:"measure,undertaking,project,mechanism" doc:"数据、任务、项目、机制"`
	State     review.State   `json:"state" enum:"found,accepted,rejected,replaced" doc:"未看、已采纳、不采、已被拆开或并入"`
	EnteredAt *time.Time     `json:"entered_at,omitempty" doc:"入册的时间；没有就是不在台账里"`
	Start     int            `json:"start" doc:"从全文第几个字起（Unicode 码点）"`
	End       int            `json:"end" doc:"到第几个字前"`
	Words     string         `json:"words" doc:"原文"`
	Section   string         `json:"section,omitempty" doc:"在哪些标题下"`
	Content   review.Content `json:"content" doc:"说的是什么"`
	Original  review.Content `json:"original" doc:"系统读出来的；空的是人加的"`
	Corrected bool           `json:"corrected" doc:"有人改过"`
	Reason    string         `json:"reason,omitempty"`
	DecidedBy string         `json:"decided_by,omitempty" doc:"人员代码"`
	DecidedAt *time.Time     `json:"decided_at,omitempty"`
	ETag      string         `json:"etag"`
}

func (r Record) tag() string { return r.ETag }

func ofRecord(r review.Record) Record {
	return Record{r.Report, r.ID, r.Sort, r.State, moment(r.EnteredAt), r.Span.Start, r.Span.End, r.Words, r.Section, r.Content, r.Original, r.Corrected(), r.Reason, r.DecidedBy, moment(r.DecidedAt), tagOf(r.Version)}
}

// Decided are records as an act left them.
type Decided struct {
	Records []Record `json:"records" nullable:"false" doc:"先是被拆开或并入的，后是新的"`
}

func ofDecided(d desk.Decided) Decided {
	out := Decided{Records: []Record{}}
	for _, r := range d.Records {
		out.Records = append(out.Records, ofRecord(r))
	}
	return out
}

// RecordAt names a record of a report in the path.
type RecordAt struct {
	Report string `path:"report" doc:"报告代码"`
	Record string `path:"record" doc:"记录代码"`
}

// Reasoned is an act that wants a reason.
type Reasoned struct {
	Reason string `json:"reason" minLength:"1" maxLength:"800" doc:"理由"`
}

// RecordPage is what the two lists of records share.
type RecordPage struct {
	Paging
	Sort      string `query:"sort" enum:"measure,undertaking,project,mechanism" doc:"只要这一类"`
	Lead      string `query:"lead" maxLength:"64" doc:"只要这个单位牵头的"`
	Indicator string `query:"indicator" maxLength:"64" doc:"只要这个指标的"`
}

func (p *RecordPage) wish() (desk.RecordPage, error) {
	from, err := p.from(3)
	if err != nil {
		return desk.RecordPage{}, err
	}
	start, err := at(from[1])
	return desk.RecordPage{Sort: review.Sort(p.Sort), Lead: p.Lead, Indicator: p.Indicator, AfterReport: from[0], AfterStart: int(start), AfterRecord: from[2], Most: p.Limit + 1}, err
}

func recordsOf(all []review.Record) ([]Record, func(int) cursor) {
	var out []Record
	for _, r := range all {
		out = append(out, ofRecord(r))
	}
	return out, func(i int) cursor { return cursor{all[i].Report, all[i].Span.Start, all[i].ID} }
}

func records(a *API) {
	noun := say.Text("记录")
	list(a, Operation{Path: "/reports/{report}/records", Act: "report.read", Noun: noun, Says: say.Text("一份报告的记录，也有没入册的")}, func(c *call, in *struct {
		ReportAt
		RecordPage
		State string `query:"state" enum:"found,accepted,rejected" doc:"只要这种状态的"`
	}) ([]Record, func(int) cursor, error) {
		p, err := in.wish()
		if err != nil {
			return nil, nil, err
		}
		p.State = review.State(in.State)
		rows, err := c.desk.ReportRecords(c, c.by, in.Report, p)
		out, after := recordsOf(rows)
		return out, after, err
	})
	create(a, Operation{Path: "/reports/{report}/records", Act: "record.add", Noun: noun, Says: say.Text("加一条记录"), About: "start、end 是原文里的一段；新的记录就是已采纳的。", within: "content"}, func(c *call, in *struct {
		ReportAt
		Body struct {
			Sort    string         `json:"sort" enum:"measure,undertaking,project,mechanism"`
			Start   int            `json:"start" minimum:"0" maximum:"100000000"`
			End     int            `json:"end" minimum:"1" maximum:"100000000"`
			Content review.Content `json:"content"`
		} `nameHint:"NewRecord"`
	}) (Record, string, error) {
		r, err := c.desk.AddRecord(c, c.by, c.act, in.Report, review.Sort(in.Body.Sort), cite.Span{Start: in.Body.Start, End: in.Body.End}, in.Body.Content)
		return ofRecord(r), place("reports", r.Report, "records", r.ID), err
	})
	one(a, Operation{Path: "/reports/{report}/records/{record}", Act: "record.list", Noun: noun, Says: say.Text("一条记录")}, func(c *call, in *RecordAt) (Record, error) {
		r, err := c.desk.ShowRecord(c, c.by, in.Report, in.Record)
		return ofRecord(r.Record), err
	})
	act(a, Operation{Path: "/reports/{report}/records/{record}/accept", Act: "record.accept", Noun: noun, Says: say.Text("采纳"), Existing: true}, func(c *call, in *RecordAt) (Record, error) {
		r, err := c.desk.AcceptRecord(c, c.by, c.act, in.Report, in.Record)
		return ofRecord(r), err
	})
	act(a, Operation{Path: "/reports/{report}/records/{record}/correct", Act: "record.correct", Noun: noun, Says: say.Text("改成这样并采纳"), About: "content 整个换掉原来的；已经入册的要写理由。", Existing: true, within: "content"}, func(c *call, in *struct {
		RecordAt
		Body struct {
			Content review.Content `json:"content"`
			Reason  string         `json:"reason,omitempty" maxLength:"800"`
		} `nameHint:"Correction"`
	}) (Record, error) {
		r, err := c.desk.CorrectRecord(c, c.by, c.act, in.Report, in.Record, in.Body.Content, in.Body.Reason)
		return ofRecord(r), err
	})
	act(a, Operation{Path: "/reports/{report}/records/{record}/reject", Act: "record.reject", Noun: noun, Says: say.Text("不采，写理由"), Existing: true}, func(c *call, in *struct {
		RecordAt
		Body Reasoned
	}) (Record, error) {
		r, err := c.desk.RejectRecord(c, c.by, c.act, in.Report, in.Record, in.Body.Reason)
		return ofRecord(r), err
	})
	act(a, Operation{Path: "/reports/{report}/records/{record}/reopen", Act: "record.reopen", Noun: noun, Says: say.Text("撤回决定"), Existing: true}, func(c *call, in *RecordAt) (Record, error) {
		r, err := c.desk.ReopenRecord(c, c.by, c.act, in.Report, in.Record)
		return ofRecord(r), err
	})
	act(a, Operation{Path: "/reports/{report}/records/{record}/split", Act: "record.split", Noun: noun, Says: say.Text("拆成两条"), Existing: true}, func(c *call, in *struct {
		RecordAt
		Body struct {
			At int `json:"at" minimum:"1" maximum:"100000" doc:"从这条记录的第几个字前拆"`
		} `nameHint:"Cut"`
	}) (Decided, error) {
		d, err := c.desk.SplitRecord(c, c.by, c.act, in.Report, in.Record, in.Body.At)
		return ofDecided(d), err
	})
	act(a, Operation{Path: "/reports/{report}/records/{record}/merge", Act: "record.merge", Noun: noun, Says: say.Text("和另一条并成一条"), Existing: true}, func(c *call, in *struct {
		RecordAt
		Body struct {
			With string `json:"with" minLength:"1" maxLength:"64" doc:"另一条的代码"`
		} `nameHint:"Join"`
	}) (Decided, error) {
		d, err := c.desk.MergeRecords(c, c.by, c.act, in.Report, in.Record, in.Body.With)
		return ofDecided(d), err
	})
}

// register is the list of what was entered.
func register(a *API) {
	list(a, Operation{Path: "/register", Act: "record.list", Noun: say.Text("台账"), Says: say.Text("入了册的记录"), About: "单条在 /reports/{report}/records/{record}。"}, func(c *call, in *struct{ RecordPage }) ([]Record, func(int) cursor, error) {
		p, err := in.wish()
		if err != nil {
			return nil, nil, err
		}
		l, err := c.desk.ListRecords(c, c.by, desk.RegisterPage{RecordPage: p})
		out, after := recordsOf(l.Records)
		return out, after, err
	})
}
