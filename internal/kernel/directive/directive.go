// Package directive is what a leader told, or a meeting decided, that a unit is
// to do (领导批示、会议议定事项): kept in its own words, handed to one unit as a
// task, and brought back to who gave it once it is done.
//
// ReadMinute finds the items of a pasted minute. Which units a place has and how
// they are called, and what days are worked, is handed in as Knowledge. The room
// refuses to know how a directive is stored, and the clock.
package directive

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Kind (种类) is how a directive was given.
type Kind string

// The kinds.
const (
	Instruction Kind = "instruction" // 领导批示
	Meeting     Kind = "meeting"     // 会议议定事项
)

// Kinds are all kinds, in the order of a list to choose from.
var Kinds = []Kind{Instruction, Meeting}

// KindWords are the kinds as people say them.
var KindWords = map[Kind]string{Instruction: "领导批示", Meeting: "会议议定事项"}

// State (状态) is how far a directive has come; it follows from its task, until
// who gave it has seen what came of it.
type State string

// The states.
const (
	Drafted  State = "drafted"  // 待下达: its task is a draft
	Open     State = "open"     // 在办
	Answered State = "answered" // 已办结: its task is closed out
	Noted    State = "noted"    // 已阅: who gave it has seen that
	Dropped  State = "dropped"  // 已撤回: its task was withdrawn
)

// States are all states, in the order of a directive's life.
var States = []State{Drafted, Open, Answered, Noted, Dropped}

// StateWords are the states as people say them.
var StateWords = map[State]string{Drafted: "待下达", Open: "在办", Answered: "已办结", Noted: "已阅", Dropped: "已撤回"}

// Directive (批示、议定事项) is what a leader told or a meeting decided, with the
// task that came of it.
type Directive struct {
	ID      string
	Number  string // 批示交办〔2026〕7号
	Kind    Kind
	State   State
	Giver   string // id of the person who gave it, "" where he has no account
	GivenOn civil.Date
	Unit    string // code of the unit that is to do it
	Task    string
	Follows string // the directive on the same matter that this one goes on with
	Content
}

// Content (批示内容) is what a directive holds beside what lists are made by.
type Content struct {
	Words   string        `json:"words"`           // as they were written or said
	By      string        `json:"by"`              // the post that gave it, or the meeting
	Paper   string        `json:"paper,omitempty"` // what it was written on: 来文、文号, the minute's number
	DueOn   civil.Date    `json:"due_on"`          // as it was given
	Ground  string        `json:"ground"`          // where that day comes from
	Person  string        `json:"person"`          // who entered it
	Post    string        `json:"post"`            //
	Seat    string        `json:"seat,omitempty"`  // code of the post that gave it, where it is one of ours
	Entered civil.Instant `json:"entered_at"`      //
	NotedAt civil.Instant `json:"noted_at,omitempty"`
}

// Where a deadline comes from.
const (
	OfPerson    = "entered"   // whoever entered it said so
	OfWords     = "words"     // the words name it
	OfParameter = "parameter" // the practice of the place
	OfFirst     = "first"     // the directive that this one goes on with
)

const (
	mostWords = 1800 // they stand whole in the notice that hands them out
	mostBy    = 60
	mostPaper = 200
)

// Check says what is wrong with a directive that is being given on a day.
func (d *Directive) Check(today civil.Date) error {
	d.Words, d.By, d.Paper = strings.TrimSpace(d.Words), strings.TrimSpace(d.By), strings.TrimSpace(d.Paper)
	switch {
	case !slices.Contains(Kinds, d.Kind):
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这一种批示。", d.Kind), "领导批示或会议议定事项。").At("kind")
	case d.By == "" && d.Kind == Meeting:
		return fault.New(fault.Invalid, "没有写是哪次会议。", "例：市政府第12次常务会议。").At("by")
	case d.By == "":
		return fault.New(fault.Invalid, "没有写是谁批示的。", "从列表里选，或写岗位名称，例：分管城建副市长。").At("by")
	case utf8.RuneCountInString(d.By) > mostBy:
		return fault.New(fault.Invalid, fmt.Sprintf("“%s…”超过 %d 字。", string([]rune(d.By)[:12]), mostBy), "写岗位或会议的名称。").At("by")
	case d.Words == "":
		return fault.New(fault.Invalid, "没有写批示的原话。", "照原样写，一个字不改。").At("words")
	case utf8.RuneCountInString(d.Words) > mostWords:
		return fault.New(fault.Invalid, fmt.Sprintf("批示的原话有 %d 字，至多 %d 字。", utf8.RuneCountInString(d.Words), mostWords), "几件事请分几条录。").At("words")
	case utf8.RuneCountInString(d.Paper) > mostPaper:
		return fault.New(fault.Invalid, fmt.Sprintf("批在哪里超过 %d 字。", mostPaper), "写来文的名称和文号。").At("paper")
	case !d.GivenOn.Valid() || d.GivenOn.Year < 1990:
		return fault.New(fault.Invalid, "没有写是哪一天。", "例：2026-06-03。").At("on")
	case today.Before(d.GivenOn):
		return fault.New(fault.Invalid, fmt.Sprintf("日子 %s 还没有到。", d.GivenOn), "写批示或开会的那一天。").At("on")
	case !d.DueOn.Valid():
		return fault.New(fault.Invalid, "没有写什么时候办好。", "例：2026-06-17。").At("due_on")
	case d.DueOn.Before(d.GivenOn):
		return fault.New(fault.Invalid, fmt.Sprintf("时限 %s 在 %s 之前，那天还没有批示。", d.DueOn, d.GivenOn), "请看看两个日子。").At("due_on")
	}
	return nil
}

// Noting marks that who gave a directive has seen what came of it.
func (d *Directive) Noting(person string, at civil.Instant) error {
	if d.Giver == "" || d.Giver != person {
		return fault.New(fault.Forbidden, d.Number+"不是您批示的，不由您阅结。", "由批示的人自己阅结。")
	}
	if d.State != Answered {
		return fault.New(fault.Refused, fmt.Sprintf("%s现在是“%s”，没有等您阅的结果。", d.Number, StateWords[d.State]), "办结销号以后会回到您这里。")
	}
	d.State, d.NotedAt = Noted, at
	return nil
}

// Title is the directive in a line: its first sentence.
func Title(words string) string {
	s := strings.Join(strings.Fields(words), " ")
	rs := []rune(s)
	for i, r := range rs {
		if (r == '。' || r == '！' || r == '；') && i >= 8 {
			rs = rs[:i]
			break
		}
	}
	if len(rs) > 120 {
		return string(rs[:119]) + "…"
	}
	return string(rs)
}
