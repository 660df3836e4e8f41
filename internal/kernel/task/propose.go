package task

import (
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// Sentence (原句) is what a report says that a task may be made of.
type Sentence struct {
	Origin     Origin
	Title      string
	Verb       string
	Deadline   civil.Date // zero where the text names none
	Evidence   []statement.Evidence
	Lead       string
	Livelihood bool
	Expected   bool // among the main targets of the year (主要预期目标)
	// of a target
	Subject   string
	Indicator string
	Value     *quantity.Decimal
	Unit      string
	Kind      statement.Kind
	Bound     statement.Bound
	Kept      bool              // an indicator that is to stay low or within bounds: prices, unemployment
	Base      *quantity.Decimal // what the indicator was at the end of the year before, where it is known
}

// Propose makes the terms of a task of what a report says of a year. A task
// without a figure gets dated deliverables by its verb; a person looks at all
// of it before it is issued.
func Propose(s Sentence, year int) Terms {
	t := Annual(year)
	t.Title, t.Lead = s.Title, s.Lead
	if d := s.Deadline; d.Year == year {
		t.DueOn = d
	}
	if s.Livelihood {
		t.Category = Livelihood
	}
	if s.Value != nil {
		t.Figure = proposeFigure(s)
		t.Goal = s.Title
		if s.Expected && s.Indicator != "" && !s.Livelihood {
			t.Category = Expected
		}
		return t
	}
	if list := dated(s.Title, year); list != nil {
		t.Deliverables, t.DueOn = list, lastOf(list)
		return t
	}
	t.Deliverables = Deliverables(s.Verb, s.Title, s.Evidence, t.BeginsOn, t.DueOn)
	return t
}

// proposeFigure: a rate or a share of the whole is due all along, an amount
// grows day by day.
func proposeFigure(s Sentence) *Figure {
	f := &Figure{Subject: s.Subject, Indicator: s.Indicator, Unit: s.Unit, Target: *s.Value, Course: Line,
		AtMost: s.Bound == statement.AtMost || s.Bound == statement.Under || s.Kept && s.Kind != statement.Change && s.Value.Sign() > 0}
	switch s.Kind {
	case statement.Growth, statement.Rank:
		f.Course = Constant
	case statement.Share:
		f.Course = Constant
		if s.Base != nil && s.Base.Cmp(f.Target) != 0 {
			f.Base, f.Course = *s.Base, Line
		}
	case statement.Change:
	}
	if f.AtMost || s.Kind == statement.Rank {
		f.AtMost, f.Course = true, Constant
	}
	if f.Unit == "" {
		f.Unit = "个"
	}
	if f.Course != Constant && f.Base.Cmp(f.Target) == 0 { // 零增长 and the like
		f.Course = Constant
	}
	return f
}

// stepsOf are what usually comes before a kind of evidence, and what it is called.
var stepsOf = map[statement.Evidence]struct{ before, words string }{
	statement.Issued:      {"形成征求意见稿", "印发文件"},
	statement.Started:     {"前期手续办结", "开工（启动）"},
	statement.Acceptance:  {"主体工程开工", "竣工验收或投入使用"},
	statement.Figures:     {"", "统计部门认定的数据"},
	statement.Meeting:     {"", "召开会议或举办活动"},
	statement.Certificate: {"申报材料上报", "取得批复或授牌"},
	statement.Contract:    {"", "签订合同或协议"},
	statement.Inspection:  {"上半年推进情况报告", "全年推进情况报告"},
	statement.Roster:      {"", "名单或台账"},
}

// byVerb is the kind of evidence of a verb that the reader knew none for.
var byVerb = []struct {
	verbs    string
	evidence statement.Evidence
}{
	{"建立清单 建立台账 建立名单", statement.Roster},
	{"制定 出台 编制 印发 修订 起草 组建 成立 设立 完善 健全 建立 落实 深化", statement.Issued},
	{"启动 开工 推进 实施 加快 抓好", statement.Started},
	{"建成 完成 竣工 投用 改造 新建 扩建 建设 打造 升级 修建 整治", statement.Acceptance},
	{"召开 举办 组织 开展 承办 宣传", statement.Meeting},
	{"创建 争创 申报 争取 获批 力争 巩固", statement.Certificate},
	{"引进 签约 招引", statement.Contract},
	{"排查 检查 督查 治理 打击 严防 防范 加强 强化", statement.Inspection},
	{"培育 培训 帮扶 发放 资助 救助 安置", statement.Roster},
}

// Deliverables proposes what a task without a figure shows and when, by the
// kinds of evidence that its sentence calls for, else by its verb.
func Deliverables(verb, title string, kinds []statement.Evidence, from, until civil.Date) (list []Deliverable) {
	kind := statement.Evidence("")
	for _, k := range kinds {
		if _, known := stepsOf[k]; known && k != statement.Figures {
			kind = k
			break
		}
	}
	if kind == "" {
		kind = evidenceOf(verb, title)
	}
	step := stepsOf[kind]
	half := civil.OfDays(from.Days() + (until.Days()-from.Days())/2)
	half = civil.EndOfMonth(half.Year, half.Month)
	if step.before != "" && half.Before(until) {
		first := kind
		switch kind {
		case statement.Acceptance:
			first = statement.Started
		case statement.Started, statement.Certificate:
			first = statement.Issued
		}
		list = append(list, Deliverable{N: 1, Words: step.before, Evidence: first, DueOn: half, Weight: 1})
	}
	return append(list, Deliverable{N: len(list) + 1, Words: step.words, Evidence: kind, DueOn: until, Weight: 1})
}

func evidenceOf(verb, title string) statement.Evidence {
	for _, words := range []string{verb, title} {
		for _, v := range byVerb {
			for _, known := range strings.Fields(v.verbs) {
				if words != "" && strings.HasPrefix(words, known) {
					return v.evidence
				}
			}
		}
	}
	return statement.Inspection
}
