package api

import (
	"fmt"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/form"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
)

// TaskTerms is what a task asks of whom.
type TaskTerms struct {
	Year     int      `json:"year" minimum:"1990" maximum:"2200"`
	Title    string   `json:"title" minLength:"1" maxLength:"300" doc:"工作任务"`
	Category string   `json:"category" enum:"expected,priority,livelihood,project,meeting,instruction,superior"`
	Lead     string   `json:"lead,omitempty" maxLength:"60" doc:"牵头单位代码；草稿可以还没有"`
	Supports []string `json:"supports,omitempty" maxItems:"40" doc:"配合单位代码"`
	Leader   string   `json:"leader,omitempty" maxLength:"60" doc:"责任领导的职务"`
	TaskAim
	BeginsOn string `json:"begins_on,omitempty" format:"date" doc:"起算日；不写是当年一月一日"`
	DueOn    string `json:"due_on,omitempty" format:"date" doc:"完成时限；草稿可以还没有"`
	Weight   int64  `json:"weight,omitempty" minimum:"1" maximum:"100" doc:"考核里的权重；不写是 1"`
	Private  bool   `json:"private,omitempty" doc:"不公开"`
}

// TaskAim is what a task is to reach.
type TaskAim struct {
	Goal         string            `json:"goal,omitempty" maxLength:"2000" doc:"年度目标"`
	Figure       *TaskFigure       `json:"figure,omitempty" doc:"量化目标"`
	Deliverables []TaskDeliverable `json:"deliverables,omitempty" maxItems:"40" doc:"可验证成果"`
	Nodes        []TaskNode        `json:"nodes,omitempty" maxItems:"4" doc:"四个季度的节点"`
}

// TaskFigure is what a quantified task is measured by.
type TaskFigure struct {
	Subject   string  `json:"subject,omitempty" maxLength:"200" doc:"数的是什么"`
	Indicator string  `json:"indicator,omitempty" maxLength:"60" doc:"指标代码"`
	Unit      string  `json:"unit" minLength:"1" maxLength:"40"`
	Base      string  `json:"base,omitempty" maxLength:"40" doc:"起点；不写是 0"`
	Target    string  `json:"target" minLength:"1" maxLength:"40"`
	AtMost    bool    `json:"at_most,omitempty" doc:"不超过"`
	Course    string  `json:"course" enum:"line,season,nodes,constant" doc:"应完成的怎么长：按日均匀、按往年各月份额、按季度节点、每期都应达到"`
	Shares    []int64 `json:"shares,omitempty" maxItems:"12" doc:"往年十二个月的份额"`
}

// TaskDeliverable is something dated that can be shown.
type TaskDeliverable struct {
	N        int    `json:"n,omitempty" minimum:"1" doc:"在任务里的编号；新的不写，原有的照写"`
	Words    string `json:"words" minLength:"1" maxLength:"300"`
	Evidence string `json:"evidence" enum:"document,meeting,start,acceptance,figures,certificate,contract,inspection,roster" doc:"佐证种类"`
	DueOn    string `json:"due_on" format:"date" doc:"最迟哪天"`
	Weight   int64  `json:"weight,omitempty" minimum:"1" maximum:"100" doc:"在进度里的权重；不写是 1"`
}

// TaskNode is what a quarter's end is to see.
type TaskNode struct {
	Words  string `json:"words,omitempty" maxLength:"300"`
	Figure string `json:"figure,omitempty" maxLength:"40" doc:"累计应到的数"`
}

func decimal(field, s string) (quantity.Decimal, error) {
	d, err := quantity.Parse(s)
	if err != nil {
		return d, fault.New(fault.Invalid, "“"+s+"”不是数。", "写阿拉伯数字，例 1234.5。").At(field)
	}
	return d, nil
}

func (t TaskTerms) terms() (task.Terms, error) {
	out := task.Annual(t.Year)
	out.Title, out.Category, out.Lead, out.Supports, out.Leader, out.Private = t.Title, task.Category(t.Category), t.Lead, t.Supports, t.Leader, t.Private
	if t.Weight != 0 {
		out.Weight = t.Weight
	}
	var err error
	if t.BeginsOn != "" {
		if out.BeginsOn, err = civilDay("begins_on", t.BeginsOn); err != nil {
			return out, err
		}
	}
	if out.DueOn, err = civilDay("due_on", t.DueOn); err != nil {
		return out, err
	}
	return out, t.aim(&out)
}

func (t TaskAim) aim(out *task.Terms) (err error) {
	out.Goal = t.Goal
	if f := t.Figure; f != nil {
		out.Figure = &task.Figure{Subject: f.Subject, Indicator: f.Indicator, Unit: f.Unit, AtMost: f.AtMost, Course: task.Course(f.Course), Shares: f.Shares}
		if out.Figure.Target, err = decimal("target", f.Target); err != nil {
			return err
		}
		if f.Base != "" {
			if out.Figure.Base, err = decimal("base", f.Base); err != nil {
				return err
			}
		}
	}
	for q, n := range t.Nodes {
		out.Nodes[q].Words = n.Words
		if n.Figure == "" {
			continue
		}
		field := fmt.Sprintf("node_figure_%d", q+1)
		if t.Figure == nil {
			return fault.New(fault.Invalid, fmt.Sprintf("第 %d 季度写了数，却没有目标值。", q+1), "写上目标值和单位，或去掉这个数。").At(field)
		}
		d, err := decimal(field, n.Figure)
		if err != nil {
			return err
		}
		out.Nodes[q].Figure = &d
	}
	for i, d := range t.Deliverables {
		x := task.Deliverable{N: d.N, Words: d.Words, Evidence: statement.Evidence(d.Evidence), Weight: max(d.Weight, 1)}
		if x.DueOn, err = civilDay(fmt.Sprintf("deliverable_%d", i+1), d.DueOn); err != nil {
			return err
		}
		out.Deliverables = append(out.Deliverables, x)
	}
	return nil
}

// pointing says where in the body the field of a form stands that a fault names.
func pointing(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	there := *f
	switch name, n, _ := cutNumber(f.Field); name {
	case "subject", "unit", "base", "target", "course", "shares":
		there.Field = "figure." + name
	case "deliverable_":
		there.Field = "deliverables." + strconv.Itoa(n-1)
	case "node_figure_":
		there.Field = "nodes." + strconv.Itoa(n-1) + ".figure"
	}
	return &there
}

// cutNumber parts a field's name from the number at its end.
func cutNumber(field string) (name string, n int, ok bool) {
	name = strings.TrimRight(field, "0123456789")
	n, err := strconv.Atoi(field[len(name):])
	return name, n, err == nil
}

func ofTerms(t *task.Terms) TaskTerms {
	out := TaskTerms{Year: t.Year, Title: t.Title, Category: string(t.Category), Lead: t.Lead, Supports: t.Supports, Leader: t.Leader,
		BeginsOn: t.BeginsOn.String(), DueOn: onDay(t.DueOn), Weight: t.Weight, Private: t.Private, TaskAim: TaskAim{Goal: t.Goal}}
	if f := t.Figure; f != nil {
		out.Figure = &TaskFigure{f.Subject, f.Indicator, f.Unit, f.Base.String(), f.Target.String(), f.AtMost, string(f.Course), f.Shares}
	}
	for _, d := range t.Deliverables {
		out.Deliverables = append(out.Deliverables, TaskDeliverable{d.N, d.Words, string(d.Evidence), d.DueOn.String(), d.Weight})
	}
	said := false
	nodes := make([]TaskNode, len(t.Nodes))
	for q, n := range t.Nodes {
		nodes[q] = TaskNode{n.Words, decimalText(n.Figure)}
		said = said || nodes[q] != TaskNode{}
	}
	if said {
		out.Nodes = nodes
	}
	return out
}

func decimalText(d *quantity.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// onDay writes a day, "" for none.
func onDay(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	return d.String()
}

// TaskProof shows that something is so: a file, an address, or what the system already holds.
type TaskProof struct {
	Title  string `json:"title,omitempty" maxLength:"120" doc:"它是什么；文件不写就用文件的叫法"`
	File   string `json:"file,omitempty" maxLength:"300" doc:"传文件得到的，原样写"`
	Link   string `json:"link,omitempty" maxLength:"600" doc:"以 https:// 开头的地址"`
	Noun   string `json:"noun,omitempty" enum:"project,case" doc:"系统里已有的记录是什么；文件、地址、记录只能有一样"`
	Object string `json:"object,omitempty" maxLength:"60" doc:"它的编号；不归您看的没有"`
	Of     string `json:"of,omitempty" maxLength:"20" doc:"项目的哪个月（2026-09），或哪个阶段"`
	Says   string `json:"says,omitempty" doc:"选它的时候，记录上写着什么；写了不算，由系统照记录填"`
	On     string `json:"on,omitempty" doc:"到阶段、办结的日子；写了不算"`
	Figure string `json:"figure,omitempty" doc:"项目本年累计完成投资，万元；写了不算"`
}

func proofsIn(proofs []TaskProof) (all []task.Proof, err error) {
	for _, p := range proofs {
		x := task.Proof{Title: p.Title, Link: p.Link, Noun: p.Noun, Object: p.Object, Of: p.Of}
		if p.File != "" {
			f := form.FileOf(p.File)
			if f.Title == "" {
				f.Title = form.TitleOf(p.Title)
			}
			if !f.Stands() {
				return nil, fault.New(fault.Invalid, "佐证材料“"+p.File+"”不是传上来的文件。", "先传文件，把得到的原样写在这里。").At("proofs")
			}
			if x.File = f.Name; x.Title == "" {
				x.Title = f.Title
			}
		}
		if x.Title == "" {
			x.Title = p.Link + p.Object
		}
		all = append(all, x)
	}
	return all, nil
}

// ofProofsTo are proofs as they are shown to somebody: which record it was is not
// for who does not see it, what was kept of it is.
func ofProofsTo(s desk.ShownTask, proofs []task.Proof) []TaskProof {
	all := ofProofs(proofs)
	for i, p := range proofs {
		if !s.Seen(p) {
			all[i].Object = ""
		}
	}
	return all
}

func ofProofs(proofs []task.Proof) []TaskProof {
	all := []TaskProof{}
	for _, p := range proofs {
		all = append(all, TaskProof{p.Title, p.File, p.Link, p.Noun, p.Object, p.Of, p.Says, onDay(p.On), decimalText(p.Figure)})
	}
	return all
}
