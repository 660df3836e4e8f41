// Package statement reads a report and keeps what it states: every number
// that says how much (Measure), every promise somebody must deliver
// (Undertaking), every named project and mechanism, each with the span of text
// it came from.
//
// Read is the whole face of the room. It is rules, not a model: each rule has
// a name, and a statement can say which rules made it (Trace). What an
// indicator is called, and which unit answers for what, is knowledge of other
// rooms and is handed in as Knowledge. The room refuses to know files,
// formats, databases and the clock.
package statement

import (
	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
)

// Kind of a measure (类型): what sort of number it is.
type Kind string

const (
	Level  Kind = "level"  // 总量: an amount or a count
	Growth Kind = "growth" // 增速: relative change, per cent; a fall is negative
	Change Kind = "change" // 增减量: absolute change of a level, share or rank
	Share  Kind = "share"  // 占比: a proportion or a rate as a level
	Rank   Kind = "rank"   // 位次
)

// Bound (口径) says on which side of the value the truth lies.
type Bound string

const (
	Exact   Bound = "="
	AtLeast Bound = ">=" // 以上、不低于
	Over    Bound = ">"  // 超过、突破、多
	AtMost  Bound = "<=" // 以内、不超过
	Under   Bound = "<"  // 低于、不足
	About   Bound = "~"  // 左右、约、近
)

// Status (性质) tells a result from a promise.
type Status string

const (
	Done   Status = "done"   // 已完成或现状
	Target Status = "target" // 目标
)

// Measure (数据) is a number that says how much, how many, how fast or which
// place, of something achieved, standing or to be achieved.
type Measure struct {
	Span      cite.Span         // the number with its unit and nothing else
	Value     quantity.Decimal  // in its own unit; a fall is negative in growth and change
	To        *quantity.Decimal // upper end of a range, else nil
	Unit      string            // as written, without spaces, ％ as %; "" where none is written
	Bound     Bound
	Kind      Kind
	Status    Status
	Period    civil.Period
	Subject   string // what is measured, in the words of the text
	Indicator string // code of the catalogue, "" if not known
	Section   int    // index into Outline.Sections, -1 before the first
	Sentence  cite.Span
	From      bool   // a starting value: 由29.1亿元增长到…
	PartOf    int    // index of the whole (其中), -1 if none
	Trace     []Step // which rules fired, in order
}

// Undertaking (任务) is a clause somebody must deliver: a row of the task table (任务分解表).
type Undertaking struct {
	Span       cite.Span
	Verb       string
	Object     string
	Deadline   Deadline
	Quantified bool
	Measures   []int // indexes into Report.Measures
	Evidence   []Evidence
	Lead       []Lead // suggested lead units, best first
	Section    int
	Livelihood bool // one of the livelihood items (民生实事)
	Trace      []Step
}

// Deadline (时限) as the text states it. On is zero where the text names none.
type Deadline struct {
	Text string     // 6月底前, 年内
	On   civil.Date // the last day it allows
}

// Evidence (佐证) is a kind of proof that an undertaking was done.
type Evidence string

const (
	Issued      Evidence = "document"    // 印发的文件
	Started     Evidence = "start"       // 开工、启动
	Acceptance  Evidence = "acceptance"  // 验收、投用
	Figures     Evidence = "figures"     // 统计数据
	Meeting     Evidence = "meeting"     // 会议、活动记录
	Certificate Evidence = "certificate" // 授牌、批复、认定
	Contract    Evidence = "contract"    // 签约、合同
	Inspection  Evidence = "inspection"  // 检查、整改记录
	Roster      Evidence = "roster"      // 名单、台账
)

// Lead (牵头单位建议) is a unit that may answer for an undertaking.
type Lead struct {
	Unit   string  `json:"unit"`   // name in the catalogue: 市科技局
	Score  float64 `json:"score"`  // 0..1, comparable within one undertaking only
	Reason string  `json:"reason"` // which duty and which words
}

// Project (项目) is a named project, with what the text says of it.
type Project struct {
	Span       cite.Span
	Name       string
	Size       string // 10万平方米, as written
	Investment string // 1.05亿元, as written
	Stage      string // 开工, 竣工, 签约 …, "" if not stated
	Section    int
	Trace      []Step
}

// Mechanism (机制) is a named mechanism, platform, list, institution, plan or campaign.
type Mechanism struct {
	Span    cite.Span
	Name    string
	Sort    string // plan, mechanism, platform, list, institution, campaign, document
	Section int
	Trace   []Step
}

// Step is one rule that fired on the way to a statement.
type Step struct {
	Rule string `json:"rule"` // name of the rule
	Why  string `json:"why"`  // what it saw
}

// Role of a section (性质): what its sentences are.
type Role string

const (
	Opening Role = "opening" // 开场
	Review  Role = "review"  // 回顾
	Goals   Role = "goals"   // 五年目标
	Tasks   Role = "tasks"   // 年度任务
	Other   Role = "other"
)

// Section (章节) is a heading and what stands under it.
type Section struct {
	Heading string    // as written, without spaces inside: "一、2020年和“十三五”工作回顾"
	Span    cite.Span // of the heading
	Body    cite.Span // from after the heading to the next heading of any level
	Level   int       // from 1
	Parent  int       // index, -1 at the top
	Number  string    // "一、", "（二）", "一是", "——", "" if none
	Role    Role
	Period  civil.Period // the years it reviews or sets tasks for
	Implied bool         // a run-in heading: 提升科技创新能力。 at the head of a paragraph
}

// Outline (提纲) is what the report says of itself.
type Outline struct {
	Title    string
	Occasion string // 在仙桃市第九届人民代表大会第六次会议上
	Date     civil.Date
	Place    string // 仙桃市
	Division string // 429004, "" if not known
	Speaker  string
	Year     int // the year whose tasks it sets; 0 if not found
	Sections []Section
}

// Path is the list of headings of a section, outermost first.
func (o *Outline) Path(section int) []string {
	var path []string
	for i := section; i >= 0; i = o.Sections[i].Parent {
		path = append([]string{o.Sections[i].Heading}, path...)
	}
	return path
}

// Line is a paragraph as the rules see it: blanks gone, full-width figures
// halved, punctuation of one form, with the way back to the text.
type Line struct {
	Runes   []rune
	at      []int32 // code point in the text of each rune, relative to base
	base    int
	Section int
	Role    LineRole
	head    int // normal runes at the front that are a heading
	form    document.Form
	label   string
	level   int
}

// LineRole (段落性质) is what a paragraph is to the report.
type LineRole uint8

const (
	BodyLine      LineRole = iota // 正文
	HeadingLine                   // 标题
	FrontLine                     // 标题、场合、报告人、称呼
	FurnitureLine                 // 页眉、导航
	SummaryLine                   // 摘要, repeats the report
	TwinLine                      // 重复, the report a second time
	GlossaryLine                  // 名词解释
	TableLine                     // 表格
)

// Report (报告) is everything that was read.
type Report struct {
	Document     *document.Document
	Outline      Outline
	Lines        []Line
	Measures     []Measure
	Undertakings []Undertaking
	Projects     []Project
	Mechanisms   []Mechanism
}

// Knowledge is what other rooms know and Read asks.
type Knowledge struct {
	// Indicator names the code for a subject in its context, "" if it is not a
	// known indicator. unit is as written.
	Indicator func(subject, unit string, kind Kind) string
	// Leads suggests units that answer for an undertaking, best first. words is
	// its text, path its headings, outermost first; without a path reasons may
	// be left out, the rows are only being compared.
	Leads func(words string, path []string) []Lead
	// Division gives the code of a place name, "" if not known: 仙桃市 → 429004.
	Division func(place string) string
}
