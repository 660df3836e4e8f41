package api

import (
	"strings"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/say"
)

// ProgressReport is what a unit reports of a task for a month.
type ProgressReport struct {
	Month    string      `json:"month" doc:"2026-09"`
	Figure   string      `json:"figure,omitempty" doc:"从年初到月末累计的数"`
	Steps    string      `json:"steps,omitempty" doc:"工作进展"`
	Problem  string      `json:"problem,omitempty" doc:"存在问题"`
	Next     string      `json:"next,omitempty" doc:"下一步措施"`
	Expected string      `json:"expected,omitempty" format:"date" doc:"预计完成"`
	Claims   []int       `json:"claims" nullable:"false" doc:"报了哪几件成果"`
	Proofs   []TaskProof `json:"proofs" nullable:"false"`
	View     string      `json:"view,omitempty" enum:"green,yellow,red" doc:"自评"`
	Explain  string      `json:"explain,omitempty" doc:"数为什么变小"`
	State    string      `json:"state,omitempty" enum:"filled,signed,returned" doc:"待审签、已审签、已退回；事件里的没有"`
	FilledAt *time.Time  `json:"filled_at,omitempty"`
	SignedAt *time.Time  `json:"signed_at,omitempty"`
	Remark   string      `json:"remark,omitempty" doc:"为什么退回"`
	Migrated bool        `json:"migrated,omitempty" doc:"从原有台账转入"`
}

func ofReported(s desk.ShownTask, r *task.Report) ProgressReport {
	return ProgressReport{r.Month.String(), decimalText(r.Figure), r.Steps, r.Problem, r.Next, onDay(r.Expected), append([]int{}, r.Claims...), ofProofsTo(s, r.Proofs),
		string(r.View), r.Explain, string(r.State), moment(int64(r.FilledAt)), moment(int64(r.SignedAt)), r.Remark, r.Migrated}
}

// OfferedProofs are records that can be taken as proof of a month.
type OfferedProofs struct {
	Records   []TaskProof      `json:"records" nullable:"false" doc:"选中的在前，别的按像不像排"`
	Chosen    int              `json:"chosen" doc:"前几条是选中的"`
	Found     int              `json:"found" doc:"没有选的一共有几条；列出的可能少"`
	Cut       int              `json:"cut,omitempty" doc:"记录太多，每个单位只看了几个项目、几件办件；没有就是都看了"`
	Suggested *SuggestedFigure `json:"suggested,omitempty" doc:"照选中的算出的累计数"`
}

func (o OfferedProofs) tag() string { return digestOf(o) }

// SuggestedFigure is a figure that follows from records.
type SuggestedFigure struct {
	Figure string      `json:"figure" doc:"累计数"`
	Unit   string      `json:"unit"`
	Before string      `json:"before,omitempty" doc:"以前报的，按件数加的才有"`
	Counts int         `json:"counts,omitempty" doc:"加了几件"`
	Of     []TaskProof `json:"of" nullable:"false" doc:"从哪些记录算的"`
}

// ProgressAt names the report of a month of a task in the path.
type ProgressAt struct {
	TaskAt
	Month string `path:"month" maxLength:"10" doc:"2026-09"`
}

func (p ProgressAt) month() (civil.Month, error) {
	m, err := civil.ParseMonth(p.Month)
	if err != nil {
		return m, fault.New(fault.Invalid, "“"+p.Month+"”不是月份。", "例：2026-09。").At("month")
	}
	return m, nil
}

func progress(a *API) {
	noun := say.Text("进展")
	act(a, Operation{Path: "/tasks/{task}/progress/{month}", Act: "progress.fill", Noun: noun, Says: say.Text("填报一个月的进展"), About: "有量化目标的写累计的数，没有的写做了哪一步。文件先用传文件的接口传。没有审签的，再填就换掉。", Existing: true}, func(c *call, in *struct {
		ProgressAt
		Body struct {
			Figure   string      `json:"figure,omitempty" maxLength:"40" doc:"从年初到月末累计的数"`
			Steps    string      `json:"steps,omitempty" maxLength:"2000" doc:"工作进展"`
			Problem  string      `json:"problem,omitempty" maxLength:"2000" doc:"存在问题"`
			Next     string      `json:"next,omitempty" maxLength:"2000" doc:"下一步措施"`
			Expected string      `json:"expected,omitempty" format:"date" doc:"预计完成"`
			Claims   []int       `json:"claims,omitempty" maxItems:"40" doc:"报哪几件成果；要附佐证"`
			Proofs   []TaskProof `json:"proofs,omitempty" maxItems:"20"`
			View     string      `json:"view,omitempty" enum:"green,yellow,red" doc:"自评"`
			Explain  string      `json:"explain,omitempty" maxLength:"2000" doc:"累计的数比上次少，要写为什么"`
		} `nameHint:"FillProgress"`
	}) (TaskKept, error) {
		b := in.Body
		m, err := in.month()
		if err != nil {
			return TaskKept{}, err
		}
		r := task.Report{Month: m, Steps: b.Steps, Problem: b.Problem, Next: b.Next, Claims: b.Claims, View: task.Colour(b.View), Explain: b.Explain}
		if b.Figure != "" {
			d, err := decimal("figure", b.Figure)
			if err != nil {
				return TaskKept{}, err
			}
			r.Figure = &d
		}
		if r.Expected, err = civilDay("expected", b.Expected); err != nil {
			return TaskKept{}, err
		}
		if r.Proofs, err = proofsIn(b.Proofs); err != nil {
			return TaskKept{}, err
		}
		k, err := c.desk.FillProgress(c, c.by, c.act, in.Task, r)
		return TaskKept(k), err
	})
	one(a, Operation{Path: "/tasks/{task}/progress/{month}/records", Act: "proof.offer", Noun: noun, Says: say.Text("系统里已有的、可以作一个月佐证的记录"), About: "签过的项目月报、到的阶段、办结的办件，按和任务像不像排；照选中的算出建议的累计数，不会自己填。"}, func(c *call, in *struct {
		ProgressAt
		Words  string   `query:"words" maxLength:"100" doc:"名称、编号里的字"`
		Chosen []string `query:"chosen" maxItems:"20" doc:"选中的：project/编号/2026-09、project/编号/阶段、case/编号"`
	}) (OfferedProofs, error) {
		m, err := in.month()
		if err != nil {
			return OfferedProofs{}, err
		}
		q := desk.OfferQuery{Month: m, Words: in.Words}
		for _, s := range in.Chosen {
			noun, rest, _ := strings.Cut(s, "/")
			object, of, _ := strings.Cut(rest, "/")
			q.Chosen = append(q.Chosen, task.Proof{Noun: noun, Object: object, Of: of})
		}
		o, err := c.desk.OfferProofs(c, c.by, in.Task, q)
		out := OfferedProofs{Records: ofProofs(o.Records), Chosen: o.Chosen, Found: o.Found, Cut: o.Cut}
		if s := o.Suggested; s != nil {
			out.Suggested = &SuggestedFigure{s.Figure.String(), s.Unit, decimalText(s.Before), s.Counts, ofProofs(s.Of)}
		}
		return out, err
	})
	act(a, Operation{Path: "/tasks/{task}/progress/{month}/sign", Act: "progress.sign", Noun: noun, Says: say.Text("审签一个月的进展"), Existing: true}, func(c *call, in *ProgressAt) (TaskKept, error) {
		m, err := in.month()
		if err != nil {
			return TaskKept{}, err
		}
		k, err := c.desk.SignProgress(c, c.by, c.act, in.Task, m.String())
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/progress/{month}/return", Act: "progress.return", Noun: noun, Says: say.Text("退回一个月的进展，写明理由"), Existing: true}, func(c *call, in *struct {
		ProgressAt
		Body TaskReason
	}) (TaskKept, error) {
		m, err := in.month()
		if err != nil {
			return TaskKept{}, err
		}
		k, err := c.desk.ReturnProgress(c, c.by, c.act, in.Task, m.String(), in.Body.Reason)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/verify", Act: "deliverable.verify", Noun: noun, Says: say.Text("核实报了的成果"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Items []int `json:"items" minItems:"1" maxItems:"40" doc:"成果的编号"`
		} `nameHint:"VerifyDeliverables"`
	}) (TaskKept, error) {
		k, err := c.desk.VerifyDeliverables(c, c.by, c.act, in.Task, in.Body.Items)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/dispute", Act: "deliverable.dispute", Noun: noun, Says: say.Text("认定报了的成果不实，写明看到了什么"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Items  []int  `json:"items" minItems:"1" maxItems:"40" doc:"成果的编号"`
			Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"核实时看到了什么"`
		} `nameHint:"DisputeDeliverables"`
	}) (TaskKept, error) {
		k, err := c.desk.DisputeDeliverables(c, c.by, c.act, in.Task, in.Body.Items, in.Body.Reason)
		return TaskKept(k), err
	})
}
