package desk

import (
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// grounds are what every change of an issued task is told.
var grounds = []procedure.Parameter{{ID: "reason", Title: "理由", Kind: rule.Text, Required: true}, {ID: "document", Title: "依据文号", Kind: rule.Text, Required: true}}

// reasoned is what an act is told that needs no document.
var reasoned = grounds[:1]

func takes(more ...procedure.Parameter) []procedure.Parameter { return append(more, grounds...) }

// taskReferable is what cases are told of tasks: what can be taken of one, and the
// acts of it that outcomes may call.
func taskReferable() Referable {
	return Referable{
		Referable: procedure.Referable{ID: "task", Title: "任务",
			Facts: []procedure.Fact{
				{ID: "number", Title: "编号", Kind: rule.Text}, {ID: "title", Title: "任务", Kind: rule.Text}, {ID: "goal", Title: "年度目标", Kind: rule.Text},
				{ID: "lead", Title: "牵头单位", Kind: rule.Text, Is: "unit"}, {ID: "supports", Title: "配合单位", Kind: rule.Texts, Is: "units"}, {ID: "leader", Title: "责任领导", Kind: rule.Text},
				{ID: "due", Title: "时限", Kind: rule.Text, Is: "date"}, {ID: "category", Title: "类别", Kind: rule.Text}, {ID: "state", Title: "状态", Kind: rule.Text}, {ID: "year", Title: "年度", Kind: rule.Number},
			},
			Acts: []procedure.NamedAct{
				{ID: "task.extend", Title: "延期", Takes: takes(procedure.Parameter{ID: "until", Title: "新时限", Kind: rule.Text, Is: "date", Required: true})},
				{ID: "task.retarget", Title: "调整目标", Takes: takes(procedure.Parameter{ID: "goal", Title: "新的年度目标", Kind: rule.Text}, procedure.Parameter{ID: "target", Title: "新的目标值", Kind: rule.Number})},
				{ID: "task.relead", Title: "调整牵头单位", Takes: takes(procedure.Parameter{ID: "lead", Title: "新的牵头单位", Kind: rule.Text, Is: "unit", Required: true})},
				{ID: "task.suspend", Title: "中止", Takes: takes()},
				{ID: "task.resume", Title: "恢复", Takes: reasoned},
				{ID: "task.opine", Title: "提出异议", Takes: reasoned},
				{ID: "task.settle", Title: "答复异议", Takes: append([]procedure.Parameter{{ID: "accepted", Title: "采纳", Kind: rule.Flag, Required: true}, {ID: "lead", Title: "改由谁牵头", Kind: rule.Text, Is: "unit"}}, reasoned...)},
				{ID: "task.return", Title: "退回办结申请", Takes: reasoned},
				{ID: "task.close", Title: "销号", Takes: takes()},
			}},
		show: func(tx *store.Tx, by staff.Actor, id string) (Referred, error) {
			scope, err := staff.ScopeOf(by, "task.list")
			if err != nil {
				return Referred{}, err
			}
			row, err := tx.Task(scope, id)
			return referredTask(row, err)
		},
		whole: func(tx *store.Tx, division, id string) (Referred, error) {
			return referredTask(tx.TaskOf(division, id))
		},
		choose: func(tx *store.Tx, by staff.Actor, most int) ([]Referred, error) {
			scope, err := staff.ScopeOf(by, "task.list")
			if err != nil {
				return nil, err
			}
			years, err := tx.TaskYears(by.Division)
			if err != nil || len(years) == 0 {
				return nil, err
			}
			rows, err := tx.Tasks(scope, store.TaskPage{Year: int(slices.Max(years)), Most: store.MostTasks})
			var list []Referred
			for _, r := range rows {
				if len(list) < most && !r.Task.State.Ended() {
					x, _ := referredTask(r, nil)
					list = append(list, x)
				}
			}
			return list, err
		},
		acts: map[string]func(*deed, string, map[string]any) error{
			"task.extend": onTaskBy("task.extend", func(t *task.Task, with map[string]any, in task.Deed) (task.Event, error) {
				until, err := civil.ParseDate(textOf(with["until"]))
				if err != nil {
					return task.Event{}, fault.New(fault.Invalid, "没有写新时限。", "请写一个更晚的日子。").At("until")
				}
				return t.Extending(until, in)
			}),
			"task.retarget": onTaskBy("task.retarget", retargeting),
			"task.relead": onTaskBy("task.relead", func(t *task.Task, with map[string]any, in task.Deed) (task.Event, error) {
				return t.Releading(textOf(with["lead"]), in)
			}),
			"task.suspend": onTaskBy("task.suspend", func(t *task.Task, _ map[string]any, in task.Deed) (task.Event, error) { return t.Suspending(in) }),
			"task.resume":  onTaskBy("task.resume", func(t *task.Task, _ map[string]any, in task.Deed) (task.Event, error) { return t.Resuming(in) }),
			"task.return":  onTaskBy("task.return", func(t *task.Task, _ map[string]any, in task.Deed) (task.Event, error) { return t.SendingBack(in) }),
			"task.close":   onTaskBy("task.close", func(t *task.Task, _ map[string]any, in task.Deed) (task.Event, error) { return t.ClosingOut(in) }),
			"task.opine":   opine,
			"task.settle":  settle,
		},
	}
}

func textOf(v any) string { s, _ := v.(string); return s }

func referredTask(row store.TaskRow, err error) (Referred, error) {
	if err != nil {
		return Referred{}, err
	}
	t := row.Task
	r := Referred{ID: t.ID, Name: t.Number + "　" + t.Terms.Title, Facts: map[string]any{
		"number": t.Number, "title": t.Terms.Title, "lead": t.Terms.Lead, "due": t.Terms.DueOn.String(),
		"category": task.CategoryWords[t.Terms.Category], "state": task.StateWords[t.State], "year": quantity.Int(int64(t.Terms.Year)),
	}}
	if len(t.Terms.Supports) > 0 {
		r.Facts["supports"] = t.Terms.Supports
	}
	for name, s := range map[string]string{"goal": t.Terms.Goal, "leader": t.Terms.Leader} {
		if s != "" {
			r.Facts[name] = s
		}
	}
	return r, nil
}

// onTaskBy is an act on a task as the outcome of a case does it.
func onTaskBy(act string, decide func(*task.Task, map[string]any, task.Deed) (task.Event, error)) func(*deed, string, map[string]any) error {
	return func(d *deed, id string, with map[string]any) error {
		row, t, err := d.task(d.by, act, id)
		if err != nil {
			return err
		}
		in, err := d.outcomeDeed(with)
		if err != nil {
			return err
		}
		e, err := decide(t, with, in)
		if err != nil {
			return err
		}
		return d.keepTask(row, t, e)
	}
}

// outcomeDeed is who does what a case comes to, when, and on what ground.
func (d *deed) outcomeDeed(with map[string]any) (task.Deed, error) {
	in, err := d.taskDeed(Call{HappenedAt: int64(d.outcome.At)})
	return Ground{textOf(with["reason"]), textOf(with["document"]), d.outcome.Case}.of(in), err
}

func retargeting(t *task.Task, with map[string]any, in task.Deed) (task.Event, error) {
	to := t.Terms.Clone()
	goal, target := textOf(with["goal"]), with["target"]
	if goal == "" && target == nil {
		return task.Event{}, fault.New(fault.Invalid, "没有写新的目标。", "写新的年度目标，或新的目标值。").At("goal")
	}
	if goal != "" {
		to.Goal = goal
	}
	if v, ok := target.(quantity.Decimal); ok {
		if to.Figure == nil {
			return task.Event{}, fault.New(fault.Refused, fmt.Sprintf("任务 %s 没有量化目标，不能改目标值。", t.Number), "写新的年度目标。").At("target")
		}
		to.Figure.Target = v
	}
	return t.Retargeting(to, in)
}

// opine says that the unit of who acts objects to a draft.
func opine(d *deed, id string, with map[string]any) error {
	return onTaskBy("task.opine", func(t *task.Task, _ map[string]any, in task.Deed) (task.Event, error) {
		if i := slices.IndexFunc(d.by.Units, t.Terms.Answers); i >= 0 {
			in.Unit = d.by.Units[i]
		}
		return t.Opining(false, in)
	})(d, id, with)
}

// settle answers the objection that the case raised; where it is accepted and
// another unit is to lead, the draft says so from then on.
func settle(d *deed, id string, with map[string]any) error {
	accepted, _ := with["accepted"].(bool)
	err := onTaskBy("task.settle", func(t *task.Task, _ map[string]any, in task.Deed) (task.Event, error) {
		objection := 0
		for _, e := range t.Events {
			if e.Act == task.Object && e.Case == d.outcome.Case {
				objection = e.Seq
			}
		}
		return t.Settling(objection, accepted, in)
	})(d, id, with)
	lead := textOf(with["lead"])
	if err != nil || !accepted || lead == "" {
		return err
	}
	if err := staff.Permit(d.by, "task.amend", ""); err != nil {
		return err
	}
	return onTaskBy("task.amend", func(t *task.Task, _ map[string]any, in task.Deed) (task.Event, error) {
		terms := t.Terms.Clone()
		before := terms.Lead
		terms.Lead = lead
		terms.Supports = slices.DeleteFunc(terms.Supports, func(u string) bool { return u == lead || u == before })
		return t.Amending(terms, in)
	})(d, id, with)
}
