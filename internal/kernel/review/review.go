// Package review is a report on the desk (核对): what was read from it, what a
// person made of each record, and what goes into the register.
//
// A record is found, then accepted or rejected by a person; splitting and
// merging replace it. What is entered into the register changes only by a
// person's act with a reason, and never because the reader improved: a
// rereading is a difference to approve. The room refuses to know who may do
// what, how it is stored, and the clock.
package review

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
)

// Sort of a record (类别).
type Sort string

// The sorts of records.
const (
	Measure     Sort = "measure"     // 数据
	Undertaking Sort = "undertaking" // 任务
	Project     Sort = "project"     // 项目
	Mechanism   Sort = "mechanism"   // 机制
)

// Sorts are all sorts, in the order of a list to choose from.
var Sorts = []Sort{Measure, Undertaking, Project, Mechanism}

// State of a record (状态).
type State string

// The states of a record.
const (
	Found    State = "found"    // 未看
	Accepted State = "accepted" // 已采纳
	Rejected State = "rejected" // 不采
	Replaced State = "replaced" // 已被拆开或并入
)

// Content (内容) is what a record says; fields of other sorts stay empty. It is
// what a person corrects.
type Content struct {
	Subject    string               `json:"subject,omitempty" doc:"计量的是什么"`
	Indicator  string               `json:"indicator,omitempty" doc:"指标代码"`
	Value      string               `json:"value,omitempty" doc:"数，十进制"`
	To         string               `json:"to,omitempty" doc:"区间上限"`
	Unit       string               `json:"unit,omitempty" doc:"单位"`
	Bound      statement.Bound      `json:"bound,omitempty" doc:"口径"`
	Kind       statement.Kind       `json:"kind,omitempty" doc:"类型"`
	Status     statement.Status     `json:"status,omitempty" doc:"性质"`
	Period     string               `json:"period,omitempty" doc:"时期，如 2026 或 2021-2025"`
	Verb       string               `json:"verb,omitempty" doc:"动词"`
	Object     string               `json:"object,omitempty" doc:"对象"`
	Deadline   string               `json:"deadline,omitempty" doc:"时限，原文"`
	DeadlineOn string               `json:"deadline_on,omitempty" doc:"时限，日期"`
	Quantified bool                 `json:"quantified,omitempty" doc:"有量"`
	Livelihood bool                 `json:"livelihood,omitempty" doc:"民生实事"`
	Evidence   []statement.Evidence `json:"evidence,omitempty" doc:"佐证材料"`
	Lead       string               `json:"lead,omitempty" doc:"牵头单位代码"`
	Leads      []statement.Lead     `json:"leads,omitempty" doc:"建议的牵头单位"`
	Name       string               `json:"name,omitempty" doc:"名称"`
	Size       string               `json:"size,omitempty" doc:"规模"`
	Investment string               `json:"investment,omitempty" doc:"投资"`
	Stage      string               `json:"stage,omitempty" doc:"阶段"`
	Type       string               `json:"type,omitempty" doc:"机制种类"`
}

// Record (记录) is one statement of a report on its way into the register.
type Record struct {
	staff.Mark
	Division  string
	Report    string
	ID        string
	Sort      Sort
	Span      cite.Span
	State     State
	EnteredAt int64 // 0 while it is not in the register
	Words     string
	Section   string // headings, outermost first, with " › " between
	Content   Content
	Original  Content // as the reader found it; empty where a person added it
	Reason    string
	DecidedBy string
	DecidedAt int64
}

// MarshalJSON leaves out what the reader found where nobody changed it.
func (r Record) MarshalJSON() ([]byte, error) {
	type plain Record
	x := struct {
		plain
		Original *Content `json:",omitempty"`
	}{plain: plain(r)}
	if !r.Untouched() {
		x.Original = &r.Original
	}
	return json.Marshal(x)
}

// UnmarshalJSON is its inverse.
func (r *Record) UnmarshalJSON(b []byte) error {
	type plain Record
	x := struct {
		*plain
		Original *Content
	}{plain: (*plain)(r)}
	if err := json.Unmarshal(b, &x); err != nil {
		return err
	}
	r.Original = r.Content
	if x.Original != nil {
		r.Original = *x.Original
	}
	return nil
}

// Untouched says that the record states what the reader found, to the letter.
func (r *Record) Untouched() bool { return reflect.DeepEqual(r.Content, r.Original) }

// Corrected says that a person changed what the reader found.
func (r *Record) Corrected() bool { return !r.Content.Same(r.Original) }

// Same compares what is said, not which units were suggested.
func (c Content) Same(o Content) bool {
	c.Leads, o.Leads = nil, nil
	if len(c.Evidence) == 0 && len(o.Evidence) == 0 {
		c.Evidence, o.Evidence = nil, nil
	}
	return reflect.DeepEqual(c, o)
}

// Title is what a list calls the record.
func (r *Record) Title() string {
	switch r.Sort {
	case Measure:
		return r.Content.Subject
	case Undertaking:
		return r.Words
	}
	return r.Content.Name
}

// ReportState (报告状态) says how far a report has come.
type ReportState string

// The states of a report.
const (
	Waiting  ReportState = "waiting" // 等读
	InReview ReportState = "review"  // 核对中
	Failed   ReportState = "failed"  // 读不出
	Entered  ReportState = "entered" // 已入册
	Erased   ReportState = "erased"  // 已删除
)

// Report (报告) is an uploaded report.
type Report struct {
	staff.Mark
	Division   string
	ID         string
	Unit       string // whose upload it is
	File       string // name as uploaded
	SHA256     string
	State      ReportState
	Trouble    string // why it could not be read
	Audience   string // internal
	Title      string
	Place      string
	PlaceCode  string
	Occasion   string
	DatedOn    int64 // days since 1970-01-01, 0 if not stated
	Year       int
	Reader     string // version of the reader
	UploadedBy string
	UploadedAt int64
	ReadAt     int64
}

// Alarm (核对提示) is what the checks found at places of a report.
type Alarm struct {
	staff.Mark
	Division  string
	Report    string
	ID        string
	N         int // from 1, in the order of the text
	Rule      string
	Grade     string
	Start     int
	Sentence  string
	Reckoning string
	Places    []cite.Span
	Settled   bool
	Reason    string
}

// register says that a change to what is in the register wants a reason.
func (r *Record) register(reason string) error {
	if r.EnteredAt != 0 && strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "“"+short(r.Title())+"”已经入册，改它要写理由。", "写上为什么改，原来的会留着。")
	}
	return nil
}

func (r *Record) living() error {
	if r.State == Replaced {
		return fault.New(fault.Conflict, "“"+short(r.Title())+"”已经拆开或并入别条。", "请在新的记录上办。")
	}
	return nil
}

func short(s string) string {
	if utf8.RuneCountInString(s) > 24 {
		return string([]rune(s)[:23]) + "…"
	}
	return s
}

// Accept takes the record as it stands.
func (r *Record) Accept() error {
	if err := r.living(); err != nil {
		return err
	}
	if r.Sort == Undertaking && strings.TrimSpace(r.Content.Verb+r.Content.Object) == "" {
		return fault.New(fault.Invalid, "这条任务没有写做什么。", "请先改成一句能办的话。")
	}
	r.State = Accepted
	return nil
}

// Correct sets what the record says and accepts it.
func (r *Record) Correct(c Content, reason string) error {
	if err := r.living(); err != nil {
		return err
	}
	if err := r.register(reason); err != nil {
		return err
	}
	c, err := c.checked(r.Sort)
	if err != nil {
		return err
	}
	c.Leads = r.Content.Leads
	r.Content, r.State, r.Reason = c, Accepted, reason
	return nil
}

// Reject leaves the record out, and takes it off the register.
func (r *Record) Reject(reason string) error {
	if err := r.living(); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "不采“"+short(r.Title())+"”，要写理由。", "例：不是任务；和上一条重复；读错了。")
	}
	r.State, r.Reason, r.EnteredAt = Rejected, reason, 0
	return nil
}

// Reopen takes a decision back that is not yet in the register.
func (r *Record) Reopen() error {
	if err := r.living(); err != nil {
		return err
	}
	if r.EnteredAt != 0 {
		return fault.New(fault.Refused, "“"+short(r.Title())+"”已经入册，不能撤回。", "要去掉它，请不采并写理由。")
	}
	r.State, r.Reason = Found, ""
	return nil
}

// Split cuts the record in two at a code point of the text. words gives the
// text of a span.
func (r *Record) Split(at int, words func(cite.Span) string) (first, second Record, err error) {
	if err := r.living(); err != nil {
		return first, second, err
	}
	switch {
	case r.Sort == Measure:
		return first, second, fault.New(fault.Refused, "一个数不能拆。", "选中另一个数，用“新记录”。")
	case r.EnteredAt != 0:
		return first, second, fault.New(fault.Refused, "“"+short(r.Title())+"”已经入册，不能拆。", "请不采它并写理由，再作新记录。")
	case at <= r.Span.Start || at >= r.Span.End:
		return first, second, fault.New(fault.Invalid, "要拆的地方不在这条记录里。", "请在这句话中间选一处。")
	}
	part := func(s cite.Span) Record {
		p := *r
		p.Mark, p.Span, p.State, p.Original = staff.Mark{}, s, Found, Content{}
		p.Words = strings.Trim(words(s), " 　，。；、,;")
		p.Content.Quantified = strings.ContainsAny(p.Words, "0123456789")
		if r.Sort == Undertaking {
			p.Content.Verb, p.Content.Object = verbOf(p.Words, r.Content.Verb)
		} else {
			p.Content.Name = p.Words
		}
		return p
	}
	first, second = part(cite.Span{Start: r.Span.Start, End: at}), part(cite.Span{Start: at, End: r.Span.End})
	if first.Words == "" || second.Words == "" {
		return first, second, fault.New(fault.Invalid, "拆开后有一半是空的。", "请在这句话中间选一处。")
	}
	r.State = Replaced
	return first, second, nil
}

// verbOf cuts a clause after the verb it begins with, if it is the known one.
func verbOf(words, verb string) (string, string) {
	if verb != "" && strings.HasPrefix(words, verb) {
		return verb, strings.TrimPrefix(words, verb)
	}
	return "", words
}

// Merge makes one record of two neighbours of one sort; the earlier comes first.
func Merge(a, b *Record, words func(cite.Span) string) (Record, error) {
	for _, r := range []*Record{a, b} {
		if err := r.living(); err != nil {
			return Record{}, err
		}
		if r.EnteredAt != 0 {
			return Record{}, fault.New(fault.Refused, "“"+short(r.Title())+"”已经入册，不能并。", "请不采它并写理由，再作新记录。")
		}
	}
	if a.Sort != b.Sort || a.Sort == Measure {
		return Record{}, fault.New(fault.Refused, "只有两条任务、两个项目或两个机制可以并。", "两个数各是一条记录。")
	}
	if b.Span.Start < a.Span.Start {
		a, b = b, a
	}
	m := *a
	m.Mark, m.State, m.Original, m.Span = staff.Mark{}, Found, Content{}, cite.Span{Start: a.Span.Start, End: max(a.Span.End, b.Span.End)}
	m.Words = words(m.Span)
	if a.Sort == Undertaking {
		_, m.Content.Object = verbOf(m.Words, a.Content.Verb)
	} else {
		m.Content.Name = m.Words
	}
	m.Content.Quantified = a.Content.Quantified || b.Content.Quantified
	a.State, b.State = Replaced, Replaced
	return m, nil
}

// Add makes a record of a stretch of text that a person selected.
func Add(report Report, sort Sort, span cite.Span, words, section string, c Content) (Record, error) {
	if strings.TrimSpace(words) == "" {
		return Record{}, fault.New(fault.Invalid, "没有选中文字。", "先在原文里选一段。")
	}
	if utf8.RuneCountInString(words) > 800 {
		return Record{}, fault.New(fault.Invalid, "选中的文字太长，至多 800 字。", "请只选一句。")
	}
	r := Record{Division: report.Division, Report: report.ID, Sort: sort, Span: span, State: Accepted, Words: words, Section: section}
	if !slices.Contains(Sorts, sort) {
		return r, fault.New(fault.Invalid, "请选这是数据、任务、项目还是机制。", "")
	}
	if sort == Undertaking && c.Object == "" {
		c.Object = words
	}
	if (sort == Project || sort == Mechanism) && c.Name == "" {
		c.Name = words
	}
	var err error
	r.Content, err = c.checked(sort)
	return r, err
}

var (
	bounds   = []statement.Bound{statement.Exact, statement.AtLeast, statement.Over, statement.AtMost, statement.Under, statement.About}
	kinds    = []statement.Kind{statement.Level, statement.Growth, statement.Change, statement.Share, statement.Rank}
	statuses = []statement.Status{statement.Done, statement.Target}
)

// checked says what is wrong with a content of a sort, and gives it with blanks trimmed.
func (c Content) checked(sort Sort) (Content, error) {
	for _, s := range []*string{&c.Subject, &c.Indicator, &c.Value, &c.To, &c.Unit, &c.Period, &c.Verb, &c.Object, &c.Deadline, &c.DeadlineOn, &c.Lead, &c.Name, &c.Size, &c.Investment, &c.Stage, &c.Type} {
		*s = strings.TrimSpace(*s)
		if utf8.RuneCountInString(*s) > 800 {
			return c, fault.New(fault.Invalid, "有一栏超过 800 字。", "请写短一些。")
		}
	}
	switch sort {
	case Measure:
		if c.Subject == "" {
			return c, fault.New(fault.Invalid, "没有写计量的是什么。", "例：规模以上工业增加值。").At("subject")
		}
		if _, err := quantity.Parse(c.Value); err != nil {
			return c, fault.New(fault.Invalid, fmt.Sprintf("“%s”不是一个数。", c.Value), "只写数字和小数点，例：412 或 8.5；单位写在单位栏。").At("value").Because(err)
		}
		if c.To != "" {
			if _, err := quantity.Parse(c.To); err != nil {
				return c, fault.New(fault.Invalid, fmt.Sprintf("“%s”不是一个数。", c.To), "没有区间就留空。").At("to").Because(err)
			}
		}
		if _, err := civil.ParsePeriod(c.Period); err != nil {
			return c, fault.New(fault.Invalid, fmt.Sprintf("“%s”不是时期。", c.Period), "写一年或一段年份，例：2026 或 2021-2025。").At("period").Because(err)
		}
		if !slices.Contains(bounds, c.Bound) {
			return c, fault.New(fault.Invalid, "请选怎么说的：正好、至少、左右……", "").At("bound")
		}
		if !slices.Contains(kinds, c.Kind) {
			return c, fault.New(fault.Invalid, "请选类别：总量、增速、增减量、占比或位次。", "").At("kind")
		}
		if !slices.Contains(statuses, c.Status) {
			return c, fault.New(fault.Invalid, "请选性质：已完成或目标。", "").At("status")
		}
	case Undertaking:
		if c.Verb+c.Object == "" {
			return c, fault.New(fault.Invalid, "这条任务没有写做什么。", "例：改造老旧小区42个。").At("object")
		}
	default:
		if c.Name == "" {
			return c, fault.New(fault.Invalid, "没有写名称。", "例：第二水质净化厂。").At("name")
		}
	}
	return c, nil
}
