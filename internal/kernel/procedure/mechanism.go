// Package procedure is the engine of cases: what is declared of a mechanism,
// and what follows for a case from its events.
//
// A declaration says stages, acts with who may do them, forms, clocks with
// cited limits, and indicators. A case is the fold of its events over the
// version it began with: the same events always give the same stage, clocks
// and data. The engine knows no mechanism by name, and refuses to know files,
// the time, and where cases are kept. Start reading at Mechanism and Fold.
package procedure

import (
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/register"
	"duban/internal/kernel/rule"
	"sync"
)

// Mechanism (机制) is what a report names for getting things done, as declared:
// its basis, its procedures, its indicators.
type Mechanism struct {
	ID         string
	Title      string
	Phrase     string // of the report
	About      string
	System     System
	Version    int
	From       civil.Date // the version is in force from this day
	Basis      []Basis
	Directory  []Duty
	Procedures []*Procedure
	Registers  []*register.Register
	file       string // of the declaration
}

// System (系统归属) is where a mechanism's facts are entered first.
type System string

// The systems of record.
const (
	Here      System = "here"
	Elsewhere System = "elsewhere"
)

// Basis (依据) is a provision that a declaration rests on.
type Basis struct {
	ID         string
	Title      string
	Article    string
	Note       string
	Unverified bool // believed right, not confirmed by a text
}

// Duty (职责) is a row of the duty directory: which unit answers for a matter.
type Duty struct {
	When  *rule.Rule // nil for always
	Unit  string     // its code
	Title string     // what it answers for, the reason that is shown
	Basis string
	Note  string
}

// Procedure (办理流程) is the type of a case: stages, acts, clocks, forms.
type Procedure struct {
	Mechanism  *Mechanism
	ID         string
	Title      string
	Number     string   // the pattern of numbers
	Subject    string   // the field that a list calls the case by
	Place      string   // the field with the place, "" for none
	Key        string   // the field that no two cases share, "" for none
	Once       []string // fields that no two open cases share
	Under      *Under   // the case that this one is a part of, nil for none
	Parties    []string // fields with a unit that takes part
	Public     *Public  // what whoever asked sees, nil for nothing
	Open311    *Open311 // what is taken and given out by that standard, nil for nothing
	Filters    []string
	Forms      []*Form
	Derived    []Derived
	Stages     []*Stage
	Acts       []*Act
	Limits     []*LimitTable
	Clocks     []*ClockRule
	Rates      []*Rate
	Composites []*Composite
	Documents  []*DocumentRule
	Notices    []*NoticeRule
	Diary      []*DiaryRule
	Totals     []*Total
	Resembles  *Resembles  // when two cases may be of one matter, nil where nobody looks
	Exchange   *Exchange   // how another system's events come in, nil where they do not
	Keeps      []*Keep     // how long it is kept once it has ended
	Takeovers  []*Takeover // of earlier versions' cases
	versions   []*Procedure
	gauging    sync.Once
	mark       string      // see gaugeMark
	fields     rule.Fields // of all forms
	branched   rule.Fields // of all forms, with what a branch adds
}

// Derived (推定字段) is a field of a case that follows from the others by a
// rule, in the declaration's order.
type Derived struct {
	Field string
	Is    *rule.Rule // nil where a table of rows says it
	Basis string
	Rows  []DerivedRow // of a number, each in force for a time
	Says  string       // the field with the reckoning in words, "" for none
}

// Gives is what kind of value it has.
func (d Derived) Gives() rule.Kind {
	if d.Is == nil {
		return rule.Number
	}
	return d.Is.Gives
}

// DerivedRow (标准行) is a row of a dated table: how a number is reckoned, for
// which cases, and no more than what.
type DerivedRow struct {
	Title       string
	When        *rule.Rule // nil for any
	Is          *rule.Rule
	Most        *quantity.Decimal
	From, Until civil.Date // of the days on which a case opened
	Basis       *Basis
	Note        string
	at          place
}

// Stage (环节) is where a case, or one of its branches, stands.
type Stage struct {
	ID      string
	Title   string
	Branch  bool   // of a branch, one for each unit that was called
	End     bool   // nothing follows by itself
	Void    bool   // an end that does not count as an answer: withdrawn, returned
	Outcome string // what an end is called
	Joins   string // the stage that follows once the branches have ended
	Lead    bool   // the lead unit's branch is enough for that
	at      place
}

// Act (办理动作) is something that is done to a case.
type Act struct {
	ID       string
	Title    string
	From     []string // stages; none for the act that opens
	By       []ActorRule
	Form     *Form
	When     *rule.Rule // a guard
	Unless   string     // what to say where the guard does not hold
	To       string     // the stage that follows, "" to stay
	Turns    []Turn     // stages by rule, before To
	Back     bool       // the stage before the one it is in follows
	Branch   bool       // done to the actor's branch
	Calls    string     // the field with units that a branch is opened for
	Suggests string     // the field that the duty directory fills in
	Stops    bool       // the clocks stop
	Resumes  []string   // stops begun by these acts end
	Extends  string     // the clock that gets more time
	ExtendBy string     // the field that says how much, in the clock's unit
	Most     int        // at most so much, 0 without bound
	Once     bool       // a clock is extended once
	Asks     []Step     // who has to agree, in order, before it takes effect
	Child    *Child     // a case of another procedure that comes of it
	Reason   bool       // the person must say why
	Recuses  []string   // whoever did one of these on the case may not do this
	Joins    string     // the field with the number of another case, whose matter this one is too
	Parts    bool       // undoes that
	Phone    []string   // what it asks for on a phone, in this order; none where it has no page there
	Writes   []*DocumentRule
	Performs []Perform // the first that holds is what its outcome does to an object
	Basis    string
	at       place
}

// Opens says that the act makes a case.
func (a *Act) Opens() bool { return len(a.From) == 0 }

// Turn (去向) is a stage that follows where a rule holds.
type Turn struct {
	When *rule.Rule
	To   string
}

// Step (审批环节) is one agreement of a chain.
type Step struct {
	Title string
	By    []ActorRule
}

// ActorRule (承办规则) says who may: a role, in a unit.
type ActorRule struct {
	Roles []string
	Unit  Whose
	Rule  *rule.Rule // gives unit codes, where Unit is ByRule
}

// Whose (单位规则) says which unit's people may.
type Whose string

// The units of a rule.
const (
	Initiator Whose = "initiator" // the unit that opened the case
	OfBranch  Whose = "branch"    // the unit that was called
	Any       Whose = "any"
	ByRule    Whose = "rule"
	Program   Whose = "program"   // nobody: the program does it when a clock is due, or tells of a case below
	Applicant Whose = "applicant" // whoever asked, from outside
	Afar      Whose = "exchange"  // nobody here: it comes from another system
)

// LimitTable (期限表) is a limit with its dated rows.
type LimitTable struct {
	ID   string
	Rows []LimitRow
	at   place
}

// LimitRow (期限) is one limit, with when it applies and what it rests on.
type LimitRow struct {
	When        *rule.Rule // nil for always
	Limit       civil.Limit
	Of          string     // the field that says the limit, where Limit is none
	Unit        civil.Unit // of that field, where it is a number
	From, Until civil.Date // in force from the first, until before the second
	Basis       *Basis
	Note        string
	at          place
}

// Level (期限层级) is who set a limit.
type Level string

// The levels.
const (
	Legal    Level = "legal"    // 法定
	Promised Level = "promised" // 承诺
	OfStage  Level = "stage"    // 环节
	Response Level = "response" // 响应
)

// ClockRule (计时规则) says when a clock runs.
type ClockRule struct {
	ID      string
	Title   string
	Limit   *LimitTable
	Level   Level
	Branch  bool // one for each branch
	Starts  []string
	Since   map[string]string // what it counts from, where that is not what starts it
	Ends    []string
	Through bool   // it runs on while others stop
	Exact   bool   // what ends on a rest day ends there
	Due     string // the act that the program does when it is due
	Hands   string // the field with the unit in whose hands it runs; "" for the one that started it
	at      place
}

// Procedure finds a procedure, nil where there is none.
func (m *Mechanism) Procedure(id string) *Procedure {
	return find(m.Procedures, func(p *Procedure) bool { return p.ID == id })
}

// Act finds an act, nil where there is none.
func (p *Procedure) Act(id string) *Act { return find(p.Acts, func(a *Act) bool { return a.ID == id }) }

// Stage finds a stage, nil where there is none.
func (p *Procedure) Stage(id string) *Stage {
	return find(p.Stages, func(s *Stage) bool { return s.ID == id })
}

// Clock finds a clock's rule, nil where there is none.
func (p *Procedure) Clock(id string) *ClockRule {
	return find(p.Clocks, func(c *ClockRule) bool { return c.ID == id })
}

// Form finds a form, nil where there is none.
func (p *Procedure) Form(id string) *Form {
	return find(p.Forms, func(f *Form) bool { return f.ID == id })
}

// Opening are the acts by which somebody inside makes a case.
func (p *Procedure) Opening() []*Act {
	var list []*Act
	for _, a := range p.Acts {
		if a.Opens() && a.By[0].Unit != Program && a.By[0].Unit != Afar && !a.outside() {
			list = append(list, a)
		}
	}
	return list
}

func find[T any](list []*T, is func(*T) bool) *T {
	for _, x := range list {
		if is(x) {
			return x
		}
	}
	return nil
}
