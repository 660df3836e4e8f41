package api

import (
	"duban/internal/desk"
	"duban/internal/kernel/task"
	"duban/internal/web/say"
)

// TaskGround is on what an issued task is changed.
type TaskGround struct {
	Reason   string `json:"reason" minLength:"1" maxLength:"1000"`
	Document string `json:"document" minLength:"1" maxLength:"60" doc:"批准它的文件或会议纪要的文号"`
}

func (g TaskGround) ground() desk.Ground { return desk.Ground{Reason: g.Reason, Document: g.Document} }

// TaskReason says why.
type TaskReason struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000"`
}

// drafts are what is done to a task before it is issued.
func drafts(a *API, noun say.Text) {
	create(a, Operation{Path: "/tasks", Act: "task.draft", Noun: noun, Says: say.Text("录一项任务的草稿"), About: "会议议定、领导批示、上级交办，和报告里没有的。要印发，得有牵头单位、完成时限，和一个数或至少一件有日子的成果。"}, func(c *call, in *struct {
		Body struct {
			TaskTerms
			Origin *TaskOrigin `json:"origin,omitempty" doc:"从哪里来；报告和条目不写"`
		} `nameHint:"NewTask"`
	}) (TaskKept, string, error) {
		var o task.Origin
		if from := in.Body.Origin; from != nil {
			o = task.Origin{Words: from.Words, Reference: from.Reference, Giver: from.Giver}
			var err error
			if o.On, err = civilDay("origin.on", from.On); err != nil {
				return TaskKept{}, "", err
			}
		}
		terms, err := in.Body.terms()
		if err != nil {
			return TaskKept{}, "", pointing(err)
		}
		k, err := c.desk.DraftTask(c, c.by, c.act, o, terms)
		return TaskKept(k), place("tasks", k.ID), pointing(err)
	})
	act(a, Operation{Path: "/reports/{report}/tasks", Act: "task.draft", Noun: noun, Says: say.Text("从报告生成任务的草稿"), About: "入了册、还没生成过任务的承诺和目标，各生成一项。"}, func(c *call, in *struct {
		Report string `path:"report" maxLength:"60"`
		Body   struct {
			Records []string `json:"records,omitempty" maxItems:"2000" doc:"只要这些条目；不写是全部"`
		} `nameHint:"TasksOfReport"`
	}) (TasksKept, error) {
		d, err := c.desk.DraftTasks(c, c.by, c.act, in.Report, in.Body.Records)
		return ofDrafted(d), err
	})
	act(a, Operation{Path: "/tasks/{task}/amend", Act: "task.amend", Noun: noun, Says: say.Text("改任务的草稿"), About: "内容整个换掉：没写的就没有了。", Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			TaskTerms
			Reason string `json:"reason,omitempty" maxLength:"1000"`
		} `nameHint:"AmendTask"`
	}) (TaskKept, error) {
		terms, err := in.Body.terms()
		if err != nil {
			return TaskKept{}, pointing(err)
		}
		k, err := c.desk.AmendTask(c, c.by, c.act, in.Task, terms, in.Body.Reason)
		return TaskKept(k), pointing(err)
	})
	act(a, Operation{Path: "/tasks/{task}/withdraw", Act: "task.withdraw", Noun: noun, Says: say.Text("撤回任务的草稿，写明理由"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body TaskReason
	}) (TaskKept, error) {
		k, err := c.desk.WithdrawTask(c, c.by, c.act, in.Task, in.Body.Reason)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/ask", Act: "task.ask", Noun: noun, Says: say.Text("就几项任务征求牵头和配合单位的意见，全成或全不成")}, func(c *call, in *struct {
		Body struct {
			Tasks []string `json:"tasks" minItems:"1" maxItems:"2000"`
		} `nameHint:"AskOnTasks"`
	}) (TasksKept, error) {
		d, err := c.desk.AskOnTasks(c, c.by, c.act, in.Body.Tasks)
		return ofDrafted(d), err
	})
	act(a, Operation{Path: "/tasks/{task}/opine", Act: "task.opine", Noun: noun, Says: say.Text("认领任务，或提出异议"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Claim  bool   `json:"claim" doc:"认领；不是就是异议"`
			Reason string `json:"reason,omitempty" maxLength:"1000" doc:"提异议要写"`
		} `nameHint:"OpineOnTask"`
	}) (TaskKept, error) {
		k, err := c.desk.OpineOnTask(c, c.by, c.act, in.Task, in.Body.Claim, in.Body.Reason)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/settle", Act: "task.settle", Noun: noun, Says: say.Text("答复一条异议；采纳了的，另改草稿"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Objection int    `json:"objection" minimum:"1" doc:"提异议的是第几个事件"`
			Accepted  bool   `json:"accepted"`
			Reason    string `json:"reason" minLength:"1" maxLength:"1000"`
		} `nameHint:"SettleOpinion"`
	}) (TaskKept, error) {
		k, err := c.desk.SettleOpinion(c, c.by, c.act, in.Task, in.Body.Objection, in.Body.Accepted, in.Body.Reason)
		return TaskKept(k), err
	})
}

// changes are what is done to an issued task.
func changes(a *API, noun say.Text) {
	act(a, Operation{Path: "/tasks/{task}/sign", Act: "task.sign", Noun: noun, Says: say.Text("签收任务"), Existing: true}, func(c *call, in *TaskAt) (TaskKept, error) {
		k, err := c.desk.SignForTask(c, c.by, c.act, in.Task)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/allocate", Act: "task.allocate", Noun: noun, Says: say.Text("把任务的数分解给几个单位"), About: "各份加起来要正好等于目标；已印发的，各份也就印发了。", Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Parts []TaskPart `json:"parts" minItems:"2" maxItems:"200"`
		} `nameHint:"AllocateTask"`
	}) (TaskKept, error) {
		var parts []task.Part
		for _, p := range in.Body.Parts {
			n, err := decimal("parts", p.Amount)
			if err != nil {
				return TaskKept{}, err
			}
			parts = append(parts, task.Part{Lead: p.Lead, Amount: n})
		}
		k, err := c.desk.AllocateTask(c, c.by, c.act, in.Task, parts)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/extend", Act: "task.extend", Noun: noun, Says: say.Text("延期，凭理由和依据文号"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Until string `json:"until" format:"date" doc:"新的完成时限"`
			TaskGround
		} `nameHint:"ExtendTask"`
	}) (TaskKept, error) {
		until, err := civilDay("until", in.Body.Until)
		if err != nil {
			return TaskKept{}, err
		}
		k, err := c.desk.ExtendTask(c, c.by, c.act, in.Task, until, in.Body.ground())
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/retarget", Act: "task.retarget", Noun: noun, Says: say.Text("调整目标，凭理由和依据文号"), About: "目标整个换掉：没写的就没有了；核实过的成果要照原编号留着。", Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			TaskAim
			TaskGround
		} `nameHint:"RetargetTask"`
	}) (TaskKept, error) {
		var terms task.Terms
		if err := in.Body.aim(&terms); err != nil {
			return TaskKept{}, pointing(err)
		}
		k, err := c.desk.RetargetTask(c, c.by, c.act, in.Task, terms, in.Body.ground())
		return TaskKept(k), pointing(err)
	})
	act(a, Operation{Path: "/tasks/{task}/relead", Act: "task.relead", Noun: noun, Says: say.Text("调整牵头单位，凭理由和依据文号"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Lead string `json:"lead" minLength:"1" maxLength:"60" doc:"新的牵头单位代码；它要重新签收"`
			TaskGround
		} `nameHint:"ReleadTask"`
	}) (TaskKept, error) {
		k, err := c.desk.ReleadTask(c, c.by, c.act, in.Task, in.Body.Lead, in.Body.ground())
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/suspend", Act: "task.suspend", Noun: noun, Says: say.Text("中止，凭理由和依据文号"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body TaskGround
	}) (TaskKept, error) {
		k, err := c.desk.SuspendTask(c, c.by, c.act, in.Task, in.Body.ground())
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/resume", Act: "task.resume", Noun: noun, Says: say.Text("恢复中止的任务，写明理由"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Reason   string `json:"reason" minLength:"1" maxLength:"1000"`
			Document string `json:"document,omitempty" maxLength:"60" doc:"依据文号"`
		} `nameHint:"ResumeTask"`
	}) (TaskKept, error) {
		k, err := c.desk.ResumeTask(c, c.by, c.act, in.Task, desk.Ground{Reason: in.Body.Reason, Document: in.Body.Document})
		return TaskKept(k), err
	})
}

// closing are what leads to a task's end.
func closing(a *API, noun say.Text) {
	act(a, Operation{Path: "/tasks/{task}/apply", Act: "task.apply", Noun: noun, Says: say.Text("申请办结"), About: "文件先用传文件的接口传。", Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Reason string      `json:"reason" minLength:"1" maxLength:"1000" doc:"完成情况"`
			Proofs []TaskProof `json:"proofs,omitempty" maxItems:"20"`
		} `nameHint:"ApplyToCloseTask"`
	}) (TaskKept, error) {
		proofs, err := proofsIn(in.Body.Proofs)
		if err != nil {
			return TaskKept{}, err
		}
		k, err := c.desk.ApplyToCloseTask(c, c.by, c.act, in.Task, proofs, in.Body.Reason)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/send-back", Act: "task.return", Noun: noun, Says: say.Text("退回办结申请，写明理由"), Existing: true}, func(c *call, in *struct {
		TaskAt
		Body TaskReason
	}) (TaskKept, error) {
		k, err := c.desk.SendTaskBack(c, c.by, c.act, in.Task, in.Body.Reason)
		return TaskKept(k), err
	})
	act(a, Operation{Path: "/tasks/{task}/close", Act: "task.close", Noun: noun, Says: say.Text("销号"), About: "最近审签的数没有达到目标，确要销号的，写理由和批准文号。", Existing: true}, func(c *call, in *struct {
		TaskAt
		Body struct {
			Reason   string `json:"reason,omitempty" maxLength:"1000"`
			Document string `json:"document,omitempty" maxLength:"60" doc:"批准文号"`
		} `nameHint:"CloseTask"`
	}) (TaskKept, error) {
		k, err := c.desk.CloseTask(c, c.by, c.act, in.Task, desk.Ground{Reason: in.Body.Reason, Document: in.Body.Document})
		return TaskKept(k), err
	})
}
