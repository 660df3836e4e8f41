package api

import (
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
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

func ofReported(r *task.Report) ProgressReport {
	return ProgressReport{r.Month.String(), decimalText(r.Figure), r.Steps, r.Problem, r.Next, onDay(r.Expected), append([]int{}, r.Claims...), ofProofs(r.Proofs),
		string(r.View), r.Explain, string(r.State), moment(int64(r.FilledAt)), moment(int64(r.SignedAt)), r.Remark, r.Migrated}
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
