// Package snapshot is what a division lets the public see of its year: the
// promises with their figures, the projects, and what changed since the last
// time. Start reading at Snapshot.
//
// A snapshot is drawn from tasks and projects by what may leave the house: it
// has a field for each thing that may, and none for what a unit wrote about a
// problem, for persons, or for drafts. The public pages are made from a snapshot
// alone. The room refuses to know where snapshots are kept and how they look.
package snapshot

import (
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/task"
)

// Format names the layout; another layout gets another name.
const Format = "duban-snapshot/1"

// Snapshot (公开快照) is what the public may see of a division's year, as of a moment.
type Snapshot struct {
	Format    string        `json:"format"`
	Division  string        `json:"division"`
	Place     string        `json:"place"` // the division's name
	Year      int           `json:"year"`
	Number    int64         `json:"number"` // of the division's snapshots
	TakenAt   civil.Instant `json:"taken_at"`
	On        civil.Date    `json:"on"`
	Profile   string        `json:"profile"`    // by which colours are reckoned
	ReportDay int           `json:"report_day"` // by which a month's figures are due
	Promises  []Promise     `json:"promises"`
	Projects  []Project     `json:"projects"`
	History   []Step        `json:"history"` // what changed, the newest first
}

// Promise (公开承诺) is a task of the report as the public sees it.
type Promise struct {
	Number       string        `json:"number"`
	Title        string        `json:"title"`
	Category     task.Category `json:"category"`
	Lead         string        `json:"lead"` // names of units, never of persons
	Supports     []string      `json:"supports,omitempty"`
	Leader       string        `json:"leader,omitempty"` // a post
	Goal         string        `json:"goal,omitempty"`
	Sentence     string        `json:"sentence,omitempty"` // as it stands in the report
	Section      string        `json:"section,omitempty"`
	Report       string        `json:"report,omitempty"` // its title
	SaidOn       civil.Date    `json:"said_on,omitzero"`
	Document     string        `json:"document,omitempty"` // 文号 under which it was issued
	IssuedOn     civil.Date    `json:"issued_on,omitzero"`
	BeginsOn     civil.Date    `json:"begins_on"`
	DueOn        civil.Date    `json:"due_on"`
	ClosedOn     civil.Date    `json:"closed_on,omitzero"`
	Colour       task.Colour   `json:"colour"`
	Verdict      task.Verdict  `json:"verdict"`
	Overdue      bool          `json:"overdue,omitempty"`
	Reckoning    string        `json:"reckoning"` // how what is due was reckoned
	Why          string        `json:"why"`       // how the colour was
	Figure       *Figure       `json:"figure,omitempty"`
	Months       []Month       `json:"months,omitempty"`
	Deliverables []Deliverable `json:"deliverables,omitempty"`
	Events       []Event       `json:"events"`
	Voice        *Voice        `json:"voice,omitempty"` // of the newest poll that was closed
}

// Voice (公众评价) is what those said of a promise who took part in a poll. There
// is a share where at least so many answered as Least says.
type Voice struct {
	OpensOn      civil.Date `json:"opens_on"`
	ClosesOn     civil.Date `json:"closes_on"`
	Satisfied    int64      `json:"satisfied"`
	Fair         int64      `json:"fair"`
	Dissatisfied int64      `json:"dissatisfied"`
	Share        *Number    `json:"share,omitempty"` // of a hundred, satisfied wholly or on the whole
	Least        int64      `json:"least"`
}

// N is how many answered.
func (v Voice) N() int64 { return v.Satisfied + v.Fair + v.Dissatisfied }

// Number (公开的数) is an exact decimal, written as a text.
type Number struct{ quantity.Decimal }

// MarshalJSON writes a text, so that no reader makes it a binary fraction.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(`"` + n.String() + `"`), nil }

// Of is a number to show; nil for none.
func Of(d *quantity.Decimal) *Number {
	if d == nil {
		return nil
	}
	return &Number{*d}
}

// Figure (公开的进度数) is how far a quantified promise has come. Done is of a
// month's signed report; without one there is none.
type Figure struct {
	Subject string      `json:"subject"`
	Unit    string      `json:"unit"`
	Base    Number      `json:"base"`
	Target  Number      `json:"target"`
	AtMost  bool        `json:"at_most,omitempty"`
	Course  task.Course `json:"course"`
	Done    *Number     `json:"done,omitempty"`
	Of      civil.Month `json:"of,omitzero"`
	Due     Number      `json:"due"` // on the day of the snapshot
	Low     *Number     `json:"low,omitempty"`
	High    *Number     `json:"high,omitempty"` // what the deadline sees at this pace
}

// Month (公开的月份) is what was signed for a month, and what was due at its end.
type Month struct {
	Month    civil.Month `json:"month"`
	Figure   *Number     `json:"figure,omitempty"`
	SignedOn civil.Date  `json:"signed_on,omitzero"`
	Due      Number      `json:"due"`
}

// Deliverable (公开的成果) is something that can be shown, and whether it was found.
type Deliverable struct {
	Words      string     `json:"words"`
	Evidence   string     `json:"evidence"`
	DueOn      civil.Date `json:"due_on"`
	Weight     int64      `json:"weight"`
	VerifiedOn civil.Date `json:"verified_on,omitzero"` // zero before
	Late       bool       `json:"late,omitempty"`
}

// Kind (公开经过的种类) is what happened to a promise.
type Kind string

// The kinds of events.
const (
	Said       Kind = "said"
	Issued     Kind = "issued"
	Retargeted Kind = "retargeted"
	Extended   Kind = "extended"
	Releaded   Kind = "releaded"
	Suspended  Kind = "suspended"
	Resumed    Kind = "resumed"
	Verified   Kind = "verified"
	Disputed   Kind = "disputed"
	Closed     Kind = "closed"
)

// Event (公开的经过) is something that happened to a promise, without who did it
// and in nobody's own words.
type Event struct {
	On       civil.Date `json:"on"`
	Kind     Kind       `json:"kind"`
	Words    string     `json:"words,omitempty"` // of the deliverable, or the report's title
	From     string     `json:"from,omitempty"`
	To       string     `json:"to,omitempty"`
	Document string     `json:"document,omitempty"`
}

// Project (公开的项目) is a project as the public sees it. Money is in 万元.
type Project struct {
	ID         string     `json:"id"`
	Code       string     `json:"code,omitempty"`
	Name       string     `json:"name"`
	Category   string     `json:"category,omitempty"`
	Industry   string     `json:"industry,omitempty"`
	Unit       string     `json:"unit"`
	Town       string     `json:"town,omitempty"`
	Place      string     `json:"place,omitempty"`
	Lon        *Number    `json:"lon,omitempty"`
	Lat        *Number    `json:"lat,omitempty"`
	Stage      string     `json:"stage"` // its name for programs
	Reached    []Reached  `json:"reached,omitempty"`
	StartsOn   civil.Date `json:"starts_on,omitzero"`
	EndsOn     civil.Date `json:"ends_on,omitzero"`
	Investment *Number    `json:"investment,omitempty"`
	Plan       *Number    `json:"plan,omitempty"` // of the year
	Done       *Number    `json:"done,omitempty"` // in the year, by signed months
	Through    string     `json:"through,omitempty"`
	Total      *Number    `json:"total,omitempty"` // since the start
	Colour     string     `json:"colour,omitempty"`
}

// Reached (公开的阶段) is when a project came to a stage.
type Reached struct {
	Stage string     `json:"stage"`
	On    civil.Date `json:"on"`
}

// StageWord is what people call a project's stage.
func (p Project) StageWord() string { return project.StageOf(p.Stage).String() }

// Promise finds a promise by its number.
func (s *Snapshot) Promise(number string) (Promise, bool) {
	for _, p := range s.Promises {
		if p.Number == number {
			return p, true
		}
	}
	return Promise{}, false
}

// Count is how many promises there are, and how many of them stand how.
func (s *Snapshot) Count() (all int, of map[task.Verdict]int) {
	of = map[task.Verdict]int{}
	for _, p := range s.Promises {
		of[p.Verdict]++
	}
	return len(s.Promises), of
}
