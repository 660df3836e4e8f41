// Package task is what was issued (任务): who answers for it, what is to be there
// by when, how far it has come, and the colour that follows.
//
// A Task is the fold of its events. Each act is a function on the folded task
// that refuses what practice refuses and gives the event; nothing else changes
// one. The room refuses to know how a task is stored, who holds which post, and
// the clock: the day is handed in. Whatever has to be asked, answered or
// approved about a task is a case of the engine, whose outcome calls one of the
// acts here.
package task

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// Category of a task (类别): in which list of the office it stands.
type Category string

// The categories. The last three come from elsewhere than a report, so that
// everything a unit owes stands in one list.
const (
	Expected    Category = "expected"    // 主要预期目标
	Priority    Category = "priority"    // 重点工作
	Livelihood  Category = "livelihood"  // 民生实事
	KeyProject  Category = "project"     // 重点项目
	Resolved    Category = "meeting"     // 会议议定事项
	Instruction Category = "instruction" // 领导批示
	Superior    Category = "superior"    // 上级交办
)

// Categories are all categories, in the order of a list to choose from.
var Categories = []Category{Expected, Priority, Livelihood, KeyProject, Resolved, Instruction, Superior}

// Origin (来源) is what a task came from.
type Origin struct {
	Report    string     `json:"report,omitempty"`    // the report and its record
	Record    string     `json:"record,omitempty"`    //
	Words     string     `json:"words,omitempty"`     // the sentence as it stands there, or as it was said
	Section   string     `json:"section,omitempty"`   // headings above it
	Reference string     `json:"reference,omitempty"` // 会议纪要、批示件的名称和文号
	Giver     string     `json:"giver,omitempty"`     // the post that gave it
	On        civil.Date `json:"on,omitzero"`         // when it was given
}

// Course (进度口径) says how what is due grows up to the deadline.
type Course string

// The courses.
const (
	Line     Course = "line"     // 按日均匀
	Season   Course = "season"   // 按往年各月的份额
	ByNode   Course = "nodes"    // 按季度节点，节点之间均匀
	Constant Course = "constant" // 每期都应达到，如增速、比率
)

// Courses are all courses, in the order of a list to choose from.
var Courses = []Course{Line, Season, ByNode, Constant}

// Figure (量化目标) is what a quantified task is measured by. What is reported
// is always the value reached so far, counted from Base on.
type Figure struct {
	Subject   string           `json:"subject"`             // 新建改建农村公路
	Indicator string           `json:"indicator,omitempty"` // code of the catalogue
	Unit      string           `json:"unit"`                // 公里
	Base      quantity.Decimal `json:"base,omitzero"`       // where it began: 0, or last year's level
	Target    quantity.Decimal `json:"target"`
	AtMost    bool             `json:"at_most,omitempty"` // 不超过: the figure is to stay below what is due
	Course    Course           `json:"course"`
	// Shares are the twelve months' parts of a whole year, in any measure, for a season.
	Shares []int64 `json:"shares,omitempty"`
}

// Deliverable (可验证成果) is something dated that can be shown, with the kind of evidence that shows it.
type Deliverable struct {
	N        int                `json:"n"` // from 1 within the task; never used again
	Words    string             `json:"words"`
	Evidence statement.Evidence `json:"evidence"`
	DueOn    civil.Date         `json:"due_on"`
	Weight   int64              `json:"weight"` // 1 and above; its part in the pace
}

// Node (季度节点) is what a quarter's end is to see.
type Node struct {
	Words  string            `json:"words,omitempty"`
	Figure *quantity.Decimal `json:"figure,omitempty"` // what is to be reached, where the course goes by nodes
}

// Terms (任务内容) is what a task asks of whom. The terms of an issued task
// change only by the acts that say so, and what they were stays in the event.
type Terms struct {
	Year         int           `json:"year"`
	Title        string        `json:"title"`
	Category     Category      `json:"category"`
	Lead         string        `json:"lead"`               // code of the one unit that answers
	Supports     []string      `json:"supports,omitempty"` // codes of those that help
	Leader       string        `json:"leader,omitempty"`   // 责任领导: the name of a post
	Goal         string        `json:"goal,omitempty"`     // 年度目标, in words
	Figure       *Figure       `json:"figure,omitempty"`
	Deliverables []Deliverable `json:"deliverables,omitempty"`
	Nodes        [4]Node       `json:"nodes,omitzero"`
	BeginsOn     civil.Date    `json:"begins_on"` // from when on it is reckoned
	DueOn        civil.Date    `json:"due_on"`
	Weight       int64         `json:"weight"` // in a settlement; 1 and above
	Private      bool          `json:"private,omitempty"`
}

// Quantified says that the task is measured by a figure.
func (t *Terms) Quantified() bool { return t.Figure != nil }

// Clone copies the terms, so that a change leaves the old ones alone.
func (t Terms) Clone() Terms {
	t.Supports = slices.Clone(t.Supports)
	t.Deliverables = slices.Clone(t.Deliverables)
	if t.Figure != nil {
		f := *t.Figure
		f.Shares = slices.Clone(f.Shares)
		t.Figure = &f
	}
	for i, n := range t.Nodes {
		if n.Figure != nil {
			v := *n.Figure
			t.Nodes[i].Figure = &v
		}
	}
	return t
}

// State of a task (状态).
type State string

// The states.
const (
	Drafted   State = "drafted"   // 草拟
	Asked     State = "asked"     // 征求意见
	Issued    State = "issued"    // 已下达
	Underway  State = "underway"  // 推进中: signed for
	Applied   State = "applied"   // 申请办结
	ClosedOut State = "closed"    // 办结销号
	Suspended State = "suspended" // 中止
	Withdrawn State = "withdrawn" // 撤回: never issued
)

// States are all states, in the order of a task's life.
var States = []State{Drafted, Asked, Issued, Underway, Applied, ClosedOut, Suspended, Withdrawn}

// Running says that a unit owes work on the task.
func (s State) Running() bool { return s == Issued || s == Underway || s == Applied }

// Ended says that nothing more is to come.
func (s State) Ended() bool { return s == ClosedOut || s == Withdrawn }

// Task (任务) is what was issued: the fold of its events.
type Task struct {
	ID     string
	Number string // 2026-017, within the division
	Origin Origin
	Parent string // the task whose amount it has a part of, "" for none
	Terms  Terms
	State  State
	Before State // what it was when it was suspended

	Document   string     // 文号 under which it was issued
	IssuedOn   civil.Date // zero before
	SignedOn   civil.Date // when the lead unit signed for it
	ClosedOn   civil.Date
	Migrated   bool         // brought in from what an office kept before; its past is never late
	Reports    []Report     // one a month at most, the earliest first
	Verified   map[int]Mark // deliverables that the office found to be there
	Refused    map[int]Mark // deliverables that were claimed and not found
	Opinions   []Opinion    // of the round in which units were asked
	SentBack   string       // why a close-out was last returned; "" once applied for again
	Stops      []Stop       // suspensions
	Events     []Event
	Allocation []Part // what of the figure was given to whom
	Sums       []Sum  // what the parts have reached together, where it was given out
	past       *past  // of a task that was read of its standing
}

// Sum (汇总) is what the parts of an allocated task have reached by a month.
type Sum struct {
	Month  civil.Month      `json:"month"`
	Figure quantity.Decimal `json:"figure"`
}

// Mark (标记) is when something was found, by which event.
type Mark struct {
	On    civil.Date
	Event int
}

// Stop (中止) is a stretch in which nothing was due; To is zero while it lasts.
type Stop struct{ From, To civil.Date }

// Opinion (意见) is what a unit said of a drafted task.
type Opinion struct {
	Unit  string
	Claim bool // 认领; else 异议
	Words string
	Event int
}

// Part (分解) is what of a task's figure another task has.
type Part struct {
	Task   string           `json:"task"`
	Lead   string           `json:"lead"`
	Amount quantity.Decimal `json:"amount"`
}

// Deliverable finds one by its number.
func (t *Terms) Deliverable(n int) (Deliverable, bool) {
	i := slices.IndexFunc(t.Deliverables, func(d Deliverable) bool { return d.N == n })
	if i < 0 {
		return Deliverable{}, false
	}
	return t.Deliverables[i], true
}

// Answers says that a unit leads or supports the task.
func (t *Terms) Answers(unit string) bool {
	return t.Lead == unit || slices.Contains(t.Supports, unit)
}
