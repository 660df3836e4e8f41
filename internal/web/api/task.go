package api

import (
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/say"
)

// ListedTask is a task in a list.
type ListedTask struct {
	ID       string    `json:"id"`
	Number   string    `json:"number" doc:"编号，例 2026-0017"`
	Title    string    `json:"title" doc:"工作任务"`
	Category string    `json:"category" enum:"expected,priority,livelihood,project,meeting,instruction,superior"`
	Lead     string    `json:"lead,omitempty" doc:"牵头单位代码"`
	Supports []string  `json:"supports" nullable:"false" doc:"配合单位代码"`
	Leader   string    `json:"leader,omitempty" doc:"责任领导"`
	State    string    `json:"state" enum:"drafted,asked,issued,underway,applied,closed,suspended,withdrawn"`
	DueOn    string    `json:"due_on,omitempty" format:"date" doc:"完成时限"`
	Document string    `json:"document,omitempty" doc:"印发它的文号"`
	IssuedOn string    `json:"issued_on,omitempty" format:"date"`
	Parent   string    `json:"parent,omitempty" doc:"是哪项任务的一份"`
	Migrated bool      `json:"migrated,omitempty" doc:"从原有台账转入"`
	Pace     *TaskPace `json:"pace,omitempty" doc:"今天的进度；没有印发的没有"`
	ETag     string    `json:"etag"`
}

// TaskPace is how far a task has come on a day against what is due, and how that was reckoned.
type TaskPace struct {
	On        string `json:"on" format:"date"`
	Asked     bool   `json:"asked" doc:"到这天有应完成的；没有就不比"`
	Done      string `json:"done" doc:"审签过的数，或核实过的成果的权重"`
	Due       string `json:"due" doc:"应完成"`
	Whole     string `json:"whole" doc:"目标"`
	Unit      string `json:"unit,omitempty"`
	Of        string `json:"of,omitempty" doc:"是哪个月的数，2026-09"`
	Ratio     string `json:"ratio,omitempty" doc:"完成 ÷ 应完成"`
	Share     string `json:"share,omitempty" doc:"完成 ÷ 目标"`
	Points    string `json:"points,omitempty" doc:"领先几个百分点"`
	Overdue   bool   `json:"overdue" doc:"过了时限还没销号"`
	Stale     int    `json:"stale_months" doc:"连着几个月该报没报"`
	Colour    string `json:"colour" enum:"green,yellow,red,blue,orange,grey"`
	Why       string `json:"why,omitempty" doc:"颜色照口径的哪一条"`
	Reckoning string `json:"reckoning,omitempty" doc:"怎么算的"`
}

func ofTaskPace(p task.Pace) *TaskPace {
	return &TaskPace{p.On.String(), p.Asked, p.Done.String(), p.Due.String(), p.Whole.String(), p.Unit, p.Of.String(), decimalText(p.Ratio), decimalText(p.Share), decimalText(p.Points), p.Overdue, p.Stale, string(p.Colour), p.Why, p.Sentence}
}

func ofTask(t *task.Task, version int64, p task.Pace) ListedTask {
	x := ListedTask{ID: t.ID, Number: t.Number, Title: t.Terms.Title, Category: string(t.Terms.Category), Lead: t.Terms.Lead, Supports: append([]string{}, t.Terms.Supports...), Leader: t.Terms.Leader,
		State: string(t.State), DueOn: onDay(t.Terms.DueOn), Document: t.Document, IssuedOn: onDay(t.IssuedOn), Parent: t.Parent, Migrated: t.Migrated, ETag: tagOf(version)}
	if t.State != task.Drafted && t.State != task.Asked && t.State != task.Withdrawn {
		x.Pace = ofTaskPace(p)
	}
	return x
}

// WholeTask is a task with its story.
type WholeTask struct {
	ListedTask
	Terms    TaskTerms        `json:"terms" doc:"任务内容"`
	Origin   TaskOrigin       `json:"origin"`
	Found    []FoundThing     `json:"found" nullable:"false" doc:"各件成果报了没有、核实了没有"`
	Opinions []TaskOpinion    `json:"opinions" nullable:"false" doc:"征求来的意见，答复过的异议不在"`
	SentBack string           `json:"sent_back,omitempty" doc:"办结申请上次为什么退回"`
	SignedOn string           `json:"signed_on,omitempty" format:"date" doc:"签收的日子"`
	ClosedOn string           `json:"closed_on,omitempty" format:"date" doc:"销号的日子"`
	Owed     string           `json:"owed,omitempty" doc:"下一个要报的月份，2026-09；没有印发的没有"`
	Parts    []TaskPart       `json:"parts" nullable:"false" doc:"分解给谁多少"`
	Sums     []TaskSum        `json:"sums" nullable:"false" doc:"各份逐月加起来的数"`
	Reports  []ProgressReport `json:"reports" nullable:"false" doc:"各月的进展，早的在前"`
	Events   []TaskEvent      `json:"events" nullable:"false" doc:"经过，旧的在前"`
}

func (t WholeTask) tag() string { return t.ETag }

// TaskOrigin is what a task came from.
type TaskOrigin struct {
	Report    string `json:"report,omitempty" doc:"报告的编号；手工录的不写"`
	Record    string `json:"record,omitempty" doc:"报告里的条目"`
	Words     string `json:"words,omitempty" maxLength:"2000" doc:"原话"`
	Section   string `json:"section,omitempty" doc:"报告章节"`
	Reference string `json:"reference,omitempty" maxLength:"300" doc:"会议纪要、批示件的名称和文号"`
	Giver     string `json:"giver,omitempty" maxLength:"60" doc:"谁交办的，写职务"`
	On        string `json:"on,omitempty" format:"date" doc:"交办的日子"`
}

// FoundThing is where a deliverable stands.
type FoundThing struct {
	N     int    `json:"n"`
	State string `json:"state" enum:"open,claimed,verified,refused" doc:"没有报、等着核实、已核实、认定不实"`
	On    string `json:"on,omitempty" format:"date" doc:"核实或认定的日子"`
}

// TaskOpinion is what a unit said of a draft.
type TaskOpinion struct {
	Event int    `json:"event" doc:"第几个事件；答复异议时写它"`
	Unit  string `json:"unit"`
	Claim bool   `json:"claim" doc:"认领；不是就是异议"`
	Words string `json:"words,omitempty"`
}

// TaskPart is what of a task's figure a unit has.
type TaskPart struct {
	Task   string `json:"task,omitempty" doc:"它那一份的任务；分解时不写"`
	Lead   string `json:"lead" minLength:"1" maxLength:"60" doc:"单位代码"`
	Amount string `json:"amount" minLength:"1" maxLength:"40"`
}

// TaskSum is what the parts reached together by a month.
type TaskSum struct {
	Month  string `json:"month"`
	Figure string `json:"figure"`
}

// TaskEvent is something that was done to a task.
type TaskEvent struct {
	Seq        int             `json:"seq"`
	Act        string          `json:"act" enum:"draft,amend,ask,claim,object,settle,issue,migrate,sign-for,allocate,fill,sign,return,verify,dispute,extend,retarget,relead,suspend,resume,apply,send-back,close-out,withdraw,supervise"`
	HappenedAt *time.Time      `json:"happened_at"`
	RecordedAt *time.Time      `json:"recorded_at"`
	Unit       string          `json:"unit,omitempty"`
	Who        string          `json:"who,omitempty"`
	Reason     string          `json:"reason,omitempty"`
	Document   string          `json:"document,omitempty" doc:"依据文号"`
	Case       string          `json:"case,omitempty" doc:"哪个办件的结果"`
	Terms      *TaskTerms      `json:"terms,omitempty" doc:"从这时起的任务内容"`
	Report     *ProgressReport `json:"report,omitempty" doc:"填报的进展"`
	Month      string          `json:"month,omitempty" doc:"审签、退回的是哪个月"`
	Items      []int           `json:"items,omitempty" doc:"核实、认定的是哪几件成果"`
	Proofs     []TaskProof     `json:"proofs,omitempty"`
	Answers    int             `json:"answers,omitempty" doc:"答复的是第几个事件"`
	Accepted   bool            `json:"accepted,omitempty" doc:"采纳了"`
}

// TaskKept is what an act on a task came to.
type TaskKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Event  int    `json:"event" doc:"第几个事件"`
}

// TasksKept is what an act on several tasks came to.
type TasksKept struct {
	Tasks []TaskKept `json:"tasks" nullable:"false"`
}

func ofDrafted(d desk.DraftedTasks) TasksKept {
	out := TasksKept{[]TaskKept{}}
	for _, k := range d.Tasks {
		out.Tasks = append(out.Tasks, TaskKept(k))
	}
	return out
}

// TaskAt names a task in the path.
type TaskAt struct {
	Task string `path:"task" maxLength:"60" doc:"任务的编号（id），不是序号"`
}

func ofWholeTask(s desk.ShownTask) WholeTask {
	w := WholeTask{ListedTask: ofTask(s.Task, s.Version, s.Pace), Terms: ofTerms(&s.Terms), SentBack: s.SentBack, SignedOn: onDay(s.SignedOn), ClosedOn: onDay(s.ClosedOn),
		Origin: TaskOrigin{s.Origin.Report, s.Origin.Record, s.Origin.Words, s.Origin.Section, s.Origin.Reference, s.Origin.Giver, onDay(s.Origin.On)},
		Found:  []FoundThing{}, Opinions: []TaskOpinion{}, Parts: []TaskPart{}, Sums: []TaskSum{}, Reports: []ProgressReport{}, Events: []TaskEvent{}}
	if s.State.Running() {
		w.Owed = s.Due(s.Today, s.Practice.ReportDay).String()
	}
	for _, d := range s.Terms.Deliverables {
		x := FoundThing{N: d.N, State: "open"}
		switch m, there := s.Verified[d.N]; {
		case there:
			x.State, x.On = "verified", onDay(m.On)
		case s.Claimed(d.N):
			x.State = "claimed"
		case s.Refused[d.N].Event > 0:
			x.State, x.On = "refused", onDay(s.Refused[d.N].On)
		}
		w.Found = append(w.Found, x)
	}
	for _, o := range s.Opinions {
		w.Opinions = append(w.Opinions, TaskOpinion{o.Event, o.Unit, o.Claim, o.Words})
	}
	for _, p := range s.Allocation {
		w.Parts = append(w.Parts, TaskPart{p.Task, p.Lead, p.Amount.String()})
	}
	for _, x := range s.Sums {
		w.Sums = append(w.Sums, TaskSum{x.Month.String(), x.Figure.String()})
	}
	for i := range s.Reports {
		w.Reports = append(w.Reports, ofReported(s, &s.Reports[i]))
	}
	for _, e := range s.Events {
		x := TaskEvent{Seq: e.Seq, Act: string(e.Act), HappenedAt: moment(int64(e.HappenedAt)), RecordedAt: moment(int64(e.RecordedAt)), Unit: e.Unit, Who: s.People[e.Person], Reason: e.Reason,
			Document: e.Document, Case: e.Case, Month: e.Month, Items: e.Items, Answers: e.Answers, Accepted: e.Accepted}
		if e.Terms != nil {
			t := ofTerms(e.Terms)
			x.Terms = &t
		}
		if e.Report != nil {
			r := ofReported(s, e.Report)
			x.Report = &r
		}
		if len(e.Proofs) > 0 {
			x.Proofs = ofProofsTo(s, e.Proofs)
		}
		w.Events = append(w.Events, x)
	}
	return w
}

func tasks(a *API) {
	noun := say.Text("任务")
	list(a, Operation{Path: "/tasks", Act: "task.list", Noun: noun, Says: say.Text("一年的任务，按编号，连同今天的进度和颜色")}, func(c *call, in *struct {
		Paging
		Year     int    `query:"year" minimum:"0" maximum:"2200" doc:"不写是今年，今年没有就是有任务的最近一年"`
		Category string `query:"category" enum:"expected,priority,livelihood,project,meeting,instruction,superior"`
		State    string `query:"state" enum:"drafted,asked,issued,underway,applied,closed,suspended,withdrawn"`
		Colour   string `query:"colour" enum:"green,yellow,red,blue,orange,grey"`
		Unit     string `query:"unit" maxLength:"60" doc:"牵头或配合的单位代码"`
		Leader   string `query:"leader" maxLength:"60" doc:"责任领导的职务"`
		Document string `query:"document" maxLength:"60" doc:"印发的文号"`
		Which    string `query:"which" enum:"running,late,stale,claimed,applied,differs,drafts" doc:"在办的、过了时限的、有月份没报的、有成果等核实的、申请办结的、自评比推算好的、还没印发的"`
		Words    string `query:"words" maxLength:"100" doc:"在工作任务、年度目标、编号里找"`
	}) ([]ListedTask, func(int) cursor, error) {
		found, err := c.desk.ListTasks(c, c.by, desk.TaskPage{Year: in.Year, Category: task.Category(in.Category), State: task.State(in.State), Colour: task.Colour(in.Colour), Unit: in.Unit, Leader: in.Leader, Document: in.Document, Which: in.Which, Words: in.Words})
		if err != nil {
			return nil, nil, err
		}
		all := []ListedTask{}
		for _, t := range found.Tasks {
			all = append(all, ofTask(t.Task, t.Version, t.Pace))
		}
		return rest(&in.Paging, all, func(t ListedTask) string { return t.Number })
	})
	one(a, Operation{Path: "/tasks/{task}", Act: "task.list", Noun: noun, Says: say.Text("一项任务，连同进度、各月进展和经过")}, func(c *call, in *TaskAt) (WholeTask, error) {
		s, err := c.desk.ShowTask(c, c.by, in.Task)
		if err != nil {
			return WholeTask{}, err
		}
		return ofWholeTask(s), nil
	})
	drafts(a, noun)
	changes(a, noun)
	closing(a, noun)
	add(a, Operation{Method: http.MethodGet, Path: "/tasks/{task}/proofs/{proof}", Act: "task.list", Noun: noun, Says: say.Text("任务的一件佐证材料")}, http.StatusOK, func(h *huma.Operation) {
		h.Responses = map[string]*huma.Response{"200": {Description: "文件", Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}, "image/*": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}}}}
	}, func(c *call, in *struct {
		TaskAt
		Proof string `path:"proof" maxLength:"80" doc:"文件的名字，叫法不写"`
	}) (*huma.StreamResponse, error) {
		f, err := c.desk.OpenProof(c, c.by, in.Task, in.Proof)
		if err != nil {
			return nil, err
		}
		return a.attached(f), nil
	})
}

// attached answers with a file that is to be kept, never shown: what is in it is not ours.
func (a *API) attached(f desk.OpenedFile) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", f.Media)
		ctx.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Title}))
		ctx.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
		if _, err := ctx.BodyWriter().Write(f.Bytes); err != nil {
			a.house.Log.Warn("a file was not sent to its end", "error", err.Error())
		}
	}}
}
