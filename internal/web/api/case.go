package api

import (
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/say"
)

// Case is a case as lists show it.
type Case struct {
	ID        string     `json:"id"`
	Mechanism string     `json:"mechanism" doc:"机制代码"`
	Procedure string     `json:"procedure" doc:"流程代码"`
	Number    string     `json:"number" doc:"编号"`
	Title     string     `json:"title" doc:"事由"`
	Place     string     `json:"place,omitempty" doc:"位置"`
	Stage     string     `json:"stage" doc:"环节代码"`
	Unit      string     `json:"unit" doc:"发起单位"`
	OpenedAt  *time.Time `json:"opened_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty" doc:"没有就是还没办完"`
	Clock     string     `json:"clock,omitempty" doc:"最先到期的钟"`
	DueAt     *time.Time `json:"due_at,omitempty" doc:"这口钟什么时候到期"`
	Stopped   bool       `json:"stopped,omitempty" doc:"这口钟停着"`
	ETag      string     `json:"etag"`
}

func (c Case) tag() string { return c.ETag }

func ofCase(c desk.CaseRow) Case {
	return Case{c.ID, c.Mechanism, c.Procedure, c.Number, c.Title, c.Place, c.Stage, c.OpenedUnit, moment(c.OpenedAt), moment(c.EndedAt), c.Clock, moment(c.DueAt), c.Halted, tagOf(c.Version)}
}

// CaseWhole is a case with its parts, its clocks and its events.
type CaseWhole struct {
	Case
	Data     map[string]any `json:"data" doc:"填的内容；要遮盖的只给头尾"`
	Branches []CaseBranch   `json:"branches" nullable:"false"`
	Clocks   []CaseClock    `json:"clocks" nullable:"false"`
	Events   []CaseEvent    `json:"events" nullable:"false"`
	Can      []CaseCan      `json:"can" nullable:"false" doc:"您现在能办的"`
	Into     string         `json:"into,omitempty" doc:"和哪一件是同一事项，已并入它"`
	Joined   []string       `json:"joined" nullable:"false" doc:"并进来的"`
	Alike    []CaseAlike    `json:"alike" nullable:"false" doc:"附近类似的，是不是同一件由人看"`
	Keep     string         `json:"keep,omitempty" doc:"办结以后的保管期限"`
	KeptTo   string         `json:"kept_to,omitempty" doc:"保管到哪一天；永久的没有"`
}

// CaseBranch is a unit's part of a case.
type CaseBranch struct {
	Branch string     `json:"branch"`
	Unit   string     `json:"unit"`
	Stage  string     `json:"stage"`
	Lead   bool       `json:"lead"`
	Called *time.Time `json:"called_at"`
}

// CaseClock is a clock of a case and where it stands.
type CaseClock struct {
	Clock   string           `json:"clock"`
	Title   string           `json:"title"`
	Branch  string           `json:"branch,omitempty"`
	Limit   string           `json:"limit" doc:"期限，例 5个工作日"`
	Basis   string           `json:"basis" doc:"依据"`
	Used    int              `json:"used"`
	Left    int              `json:"left"`
	DueAt   *time.Time       `json:"due_at"`
	Signal  procedure.Signal `json:"signal" enum:"on,near,overdue,halted,intime,toolate"`
	Guessed bool             `json:"estimated,omitempty" doc:"经过还没有放假通知的年份"`
}

// CaseEvent is an event of a case.
type CaseEvent struct {
	Seq        int                 `json:"seq"`
	Act        string              `json:"act"`
	Kind       procedure.EventKind `json:"kind" enum:"done,asked,agreed,declined,numbered,voided,served,migrated"`
	Branch     string              `json:"branch,omitempty"`
	Unit       string              `json:"unit,omitempty"`
	HappenedAt *time.Time          `json:"happened_at"`
	RecordedAt *time.Time          `json:"recorded_at"`
	Reason     string              `json:"reason,omitempty"`
}

// CaseCan is an act that can be done now.
type CaseCan struct {
	Act    string `json:"act"`
	Title  string `json:"title"`
	Branch string `json:"branch,omitempty"`
}

func ofClock(r *procedure.Running, cal *civil.Calendar, now civil.Instant) CaseClock {
	sig, k := r.Signal(cal, now)
	return CaseClock{r.Rule.ID, r.Rule.Title, r.Branch, r.Clock.Limit.String(), r.Row.Basis.Title + r.Row.Basis.Article, k.Used, k.Left, moment(int64(k.Due)), sig, k.Estimated}
}

func ofWhole(s desk.ShownCase) CaseWhole {
	w := CaseWhole{Case: ofCase(s.Row), Data: s.Shown(), Branches: []CaseBranch{}, Clocks: []CaseClock{}, Events: []CaseEvent{}, Can: []CaseCan{}, Joined: []string{}, Alike: ofAlike(s.Alike)}
	if s.Into != nil {
		w.Into = s.Into.ID
	}
	for _, x := range s.Joined {
		w.Joined = append(w.Joined, x.ID)
	}
	for _, b := range s.Branches {
		w.Branches = append(w.Branches, CaseBranch{b.Key, b.Unit, b.Stage.ID, b.Lead, moment(int64(b.Called))})
	}
	for _, r := range s.Clocks {
		w.Clocks = append(w.Clocks, ofClock(r, s.Calendar, s.Now))
	}
	for _, e := range s.Events {
		w.Events = append(w.Events, CaseEvent{e.Seq, e.Act, e.Kind, e.Branch, e.Unit, moment(int64(e.HappenedAt)), moment(int64(e.RecordedAt)), e.Reason})
	}
	for _, a := range s.Acts {
		can := CaseCan{Act: a.Act.ID, Title: a.Act.Title}
		if a.Branch != nil {
			can.Branch = a.Branch.Key
		}
		w.Can = append(w.Can, can)
	}
	if k := s.Keep(); k != nil {
		w.Keep, w.KeptTo = k.String(), k.LastDay(s.EndedAt.Date()).String()
	}
	return w
}

// CaseAt names a case in the path.
type CaseAt struct {
	Case string `path:"case" doc:"办件代码"`
}

// CaseDeed is an act as it is handed in.
type CaseDeed struct {
	Act        string         `json:"act" minLength:"1" maxLength:"60" doc:"动作代码"`
	Branch     string         `json:"branch,omitempty" maxLength:"60" doc:"哪个单位的一份；主线不写"`
	Data       map[string]any `json:"data,omitempty" doc:"照声明的表单填"`
	Reason     string         `json:"reason,omitempty" maxLength:"2000"`
	HappenedAt time.Time      `json:"happened_at,omitempty" doc:"什么时候办的；不写是现在"`
}

func (d CaseDeed) deed() procedure.Deed {
	in := procedure.Deed{Act: d.Act, Branch: d.Branch, Data: d.Data, Reason: d.Reason}
	if !d.HappenedAt.IsZero() {
		in.At = civil.Instant(d.HappenedAt.UnixMicro())
	}
	return in
}

// CaseKept is what an act came to.
type CaseKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Event  int    `json:"event" doc:"第几个事件"`
}

func cases(a *API) {
	noun := say.Text("办件")
	list(a, Operation{Path: "/cases", Act: "case.list", Noun: noun, Says: say.Text("办件，新的在前")}, func(c *call, in *struct {
		Paging
		Procedure string `query:"procedure" maxLength:"60" doc:"流程代码"`
		Stage     string `query:"stage" maxLength:"60" doc:"环节代码"`
		Which     string `query:"which" enum:"open,late,ended" doc:"正在办、逾期、办完；不写是全部"`
	}) ([]Case, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		found, err := c.desk.ListCases(c, c.by, desk.CasePage{Procedure: in.Procedure, Stage: in.Stage, Which: in.Which, Before: before, BeforeID: from[1], Most: in.Limit + 1})
		var all []Case
		for _, x := range found.Cases {
			all = append(all, ofCase(x))
		}
		return all, func(i int) cursor { return cursor{found.Cases[i].OpenedAt, found.Cases[i].ID} }, err
	})
	one(a, Operation{Path: "/cases/{case}", Act: "case.list", Noun: noun, Says: say.Text("一个办件，连同各口钟和经过")}, func(c *call, in *CaseAt) (CaseWhole, error) {
		s, err := c.desk.ShowCase(c, c.by, in.Case)
		if err != nil {
			return CaseWhole{}, err
		}
		return ofWhole(s), nil
	})
	create(a, Operation{Path: "/cases", Act: "case.open", Noun: noun, Says: say.Text("立件")}, func(c *call, in *struct {
		Body struct {
			Procedure string `json:"procedure" minLength:"1" maxLength:"60" doc:"流程代码"`
			Same      string `json:"same,omitempty" maxLength:"60" doc:"和哪一件是同一事项：立件的同时并进去"`
			CaseDeed
		} `nameHint:"NewCase"`
	}) (CaseKept, string, error) {
		k, err := c.desk.OpenCase(c, c.by, c.act, desk.OpenCase{Procedure: in.Body.Procedure, Same: in.Body.Same, Deed: in.Body.deed()})
		return CaseKept(k), place("cases", k.ID), err
	})
	act(a, Operation{Path: "/cases/{case}/acts", Act: "case.act", Noun: noun, Says: say.Text("办一个动作"), Existing: true}, func(c *call, in *struct {
		CaseAt
		Body CaseDeed
	}) (CaseKept, error) {
		k, err := c.desk.ActOnCase(c, c.by, c.act, in.Case, in.Body.deed())
		return CaseKept(k), err
	})
	act(a, Operation{Path: "/cases/{case}/answers", Act: "case.act", Noun: noun, Says: say.Text("答复报批"), Existing: true}, func(c *call, in *struct {
		CaseAt
		Body struct {
			Request int    `json:"request" minimum:"1" doc:"第几个事件报的批"`
			Agree   bool   `json:"agree"`
			Reason  string `json:"reason,omitempty" maxLength:"2000" doc:"不同意要写"`
		} `nameHint:"CaseAnswer"`
	}) (CaseKept, error) {
		k, err := c.desk.AnswerCase(c, c.by, c.act, in.Case, desk.CaseAnswer{Request: in.Body.Request, Agree: in.Body.Agree, Reason: in.Body.Reason})
		return CaseKept(k), err
	})
	act(a, Operation{Path: "/cases/{case}/migration", Act: "case.migrate", Noun: noun, Says: say.Text("迁到现行的一版机制"), Existing: true}, func(c *call, in *struct {
		CaseAt
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"为什么迁"`
		} `nameHint:"CaseMigration"`
	}) (CaseKept, error) {
		k, err := c.desk.MigrateCase(c, c.by, c.act, in.Case, in.Body.Reason)
		return CaseKept(k), err
	})
	migrations(a, noun)
	exchange(a, noun)
	resembling(a, noun)
}

// ForeignRow is an event of another system, as its columns say it.
type ForeignRow map[string]string

// CasesReceived says what became of the rows.
type CasesReceived struct {
	Taken   int          `json:"taken" doc:"收下的"`
	Known   int          `json:"known" doc:"早已收过、内容相同的"`
	Cases   int          `json:"cases" doc:"新立的件"`
	Refused []RefusedRow `json:"refused" nullable:"false"`
}

// RefusedRow is a row that was not taken.
type RefusedRow struct {
	Row      int    `json:"row" doc:"第几行，从 1 起"`
	Column   string `json:"column,omitempty"`
	Sentence string `json:"sentence"`
	Hint     string `json:"hint,omitempty"`
}

func exchange(a *API, noun say.Text) {
	act(a, Operation{Path: "/procedures/{procedure}/events", Act: "case.receive", Noun: noun, Says: say.Text("收别的系统的事件；同一件同一事件再来一次不变，先后不拘")}, func(c *call, in *struct {
		Procedure string `path:"procedure" doc:"流程代码"`
		Body      struct {
			Rows []ForeignRow `json:"rows" minItems:"1" maxItems:"1000" doc:"每行一个事件，键是声明里的列名"`
		} `nameHint:"ForeignEvents"`
	}) (CasesReceived, error) {
		load := desk.ReceiveCases{Procedure: in.Procedure}
		for i, r := range in.Body.Rows {
			load.Rows = append(load.Rows, procedure.ForeignRow{Line: i + 1, Cells: r})
		}
		got, err := c.desk.ReceiveCases(c, c.by, c.act, load)
		return CasesReceived{got.Taken, got.Known, got.Cases, refusedRows(got.Refused)}, err
	})
}

// Mechanism is a declared mechanism.
type Mechanism struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Phrase     string   `json:"phrase" doc:"报告里的话"`
	About      string   `json:"about"`
	System     string   `json:"system" enum:"here,elsewhere" doc:"数据在哪里进"`
	Version    int      `json:"version"`
	Procedures []string `json:"procedures" nullable:"false" doc:"流程代码"`
}

func mechanisms(a *API) {
	noun := say.Text("机制")
	list(a, Operation{Path: "/mechanisms", Act: "mechanism.read", Noun: noun, Says: say.Text("机制")}, func(c *call, in *struct{ Paging }) ([]Mechanism, func(int) cursor, error) {
		found, err := c.desk.Mechanisms(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Mechanism
		for _, m := range found {
			x := Mechanism{m.ID, m.Title, m.Phrase, m.About, string(m.System), m.Version, []string{}}
			for _, p := range m.Procedures {
				x.Procedures = append(x.Procedures, p.ID)
			}
			all = append(all, x)
		}
		return rest(&in.Paging, all, func(m Mechanism) string { return m.ID })
	})
	versions(a, noun)
}
