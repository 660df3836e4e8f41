package press

import (
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/indicator"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// All Chinese words for what the kernel names in code stand in this file.

var sortWords = [...]string{"任务", "机制", "项目", "数据"}

var kindWords = map[statement.Kind]string{
	statement.Level: "总量", statement.Growth: "增速", statement.Change: "增减量", statement.Share: "占比", statement.Rank: "位次",
}

// boundWords is the column 口径; boundLead is what stands before a number.
var boundWords = map[statement.Bound]string{
	statement.Exact: "等于", statement.AtLeast: "以上", statement.Over: "超过",
	statement.AtMost: "以内", statement.Under: "不足", statement.About: "左右",
}

var boundLead = map[statement.Bound]string{
	statement.AtLeast: "不低于", statement.Over: "超过", statement.AtMost: "不超过", statement.Under: "不足", statement.About: "约",
}

var statusWords = map[statement.Status]string{statement.Done: "已完成", statement.Target: "目标"}

var evidenceWords = map[statement.Evidence]string{
	statement.Issued: "印发的文件", statement.Started: "开工、启动材料", statement.Acceptance: "验收、投用材料",
	statement.Figures: "统计数据", statement.Meeting: "会议、活动记录", statement.Certificate: "授牌、批复、认定",
	statement.Contract: "签约合同", statement.Inspection: "检查、整改记录", statement.Roster: "名单、台账",
}

var mechanismWords = map[string]string{
	"plan": "规划计划", "mechanism": "机制", "platform": "平台", "list": "清单",
	"institution": "机构", "campaign": "行动", "document": "文件",
}

var gradeWords = map[proofread.Grade]string{proofread.Wrong: "错", proofread.Doubt: "疑", proofread.Note: "注"}

var gradeSays = map[proofread.Grade]string{
	proofread.Wrong: "按文中的数不能成立", proofread.Doubt: "可能是笔误，请看一看", proofread.Note: "在写明的前提下说得通，供参考",
}

var verdictWords = map[reconcile.Verdict]string{
	reconcile.Met: "完成", reconcile.Exceeded: "超额", reconcile.Missed: "未完成",
	reconcile.Partly: "部分完成", reconcile.Unclear: "说不清", reconcile.Unanswered: "未回应",
}

// foldWords says of paragraphs outside the report proper what they are.
var foldWords = map[statement.LineRole]string{
	statement.FurnitureLine: "页眉、导航等，不属于报告",
	statement.SummaryLine:   "摘要，与报告重复",
	statement.TwinLine:      "同一份报告又出现一遍",
	statement.GlossaryLine:  "名词解释",
}

// word is the Chinese for a code, or the code itself where there is none.
func word[K ~string](words map[K]string, code K) string {
	if w, ok := words[code]; ok {
		return w
	}
	return string(code)
}

var directionWords = map[indicator.Direction]string{indicator.Higher: "越高越好", indicator.Lower: "越低越好", indicator.Steady: "保持合理"}

var natureWords = map[indicator.Nature]string{indicator.Binding: "约束性", indicator.Anticipatory: "预期性"}

// entry is what the catalogue says of a measure's indicator; all "" where it is not listed.
type entry struct{ name, unit, direction, nature, plan string }

func entryOf(m *statement.Measure) (e entry) {
	c := indicator.Standard()
	in, ok := c.Indicator(m.Indicator)
	if !ok {
		return e
	}
	e.name, e.unit, e.direction = in.Name, in.Unit, directionWords[in.Direction]
	if it, planned := c.Planned(in.Code, m.Period.To); planned {
		e.nature, e.plan = natureWords[it.Nature], it.Plan
	}
	return e
}

// figure is a measure in words: what stands before the number, the number, its unit.
type figure struct{ lead, number, unit string }

// String sets it as one would say it: 增长不低于8%.
func (f figure) String() string { return f.lead + f.number + f.unit }

// figureOf words a measure. Signs become words, because a reader of 增速 -3 may
// miss the dash.
func figureOf(m *statement.Measure) figure {
	f := figure{unit: m.Unit}
	low, high := m.Value, m.Value
	if m.To != nil {
		high = *m.To
	}
	down := low.Sign() < 0 && high.Sign() <= 0
	switch {
	case m.Kind == statement.Growth && down:
		f.lead = "下降"
	case m.Kind == statement.Growth:
		f.lead = "增长"
	case m.Kind == statement.Change && down:
		f.lead = "减少"
	case m.Kind == statement.Change && m.Unit == "位":
		f.lead = "前进"
	case m.Kind == statement.Change:
		f.lead = "增加"
	}
	f.lead += boundLead[m.Bound]
	if m.Kind == statement.Rank {
		f.lead += "第"
	}
	// a level may be negative of itself (冬季气温 -5); only change and growth turn the sign into a word
	if down && (m.Kind == statement.Growth || m.Kind == statement.Change) {
		low, high = low.Neg(), high.Neg()
	}
	f.number = grouped(low)
	if m.To != nil {
		f.number += "～" + grouped(high)
	}
	return f
}

// grouped writes a number with a comma every three digits.
func grouped(d quantity.Decimal) string {
	s := d.String()
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}

// boundCell is the column 口径 of a table: nothing where the number is meant exactly.
func boundCell(b statement.Bound) string {
	if b == statement.Exact {
		return ""
	}
	return word(boundWords, b)
}

// dateWords is 2026年6月30日, "" for no date.
func dateWords(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	s := strconv.Itoa(d.Year) + "年"
	if d.Month > 0 {
		s += strconv.Itoa(d.Month) + "月"
	}
	if d.Day > 0 {
		s += strconv.Itoa(d.Day) + "日"
	}
	return s
}

// periodWords is 2026年 or 2021—2025年.
func periodWords(p civil.Period) string {
	switch {
	case p.Zero():
		return ""
	case p.From == p.To:
		return strconv.Itoa(p.From) + "年"
	}
	return strconv.Itoa(p.From) + "—" + strconv.Itoa(p.To) + "年"
}

// deadlineWords gives the words of the text and the day they allow.
func deadlineWords(d statement.Deadline) string {
	on := dateWords(d.On)
	switch {
	case on == "":
		return d.Text
	case d.Text == "":
		return on
	}
	return d.Text + "（" + on + "）"
}

func evidenceList(list []statement.Evidence) string {
	words := make([]string, len(list))
	for i, e := range list {
		words[i] = word(evidenceWords, e)
	}
	return strings.Join(words, "；")
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// score is shown to two places; more would pretend to a precision it has not.
func score(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

// firstLead and otherLeads part the suggested unit from the ones behind it.
func firstLead(u *statement.Undertaking) string {
	if len(u.Lead) == 0 {
		return ""
	}
	return u.Lead[0].Unit
}

func otherLeads(u *statement.Undertaking) string {
	var units []string
	for i := 1; i < len(u.Lead); i++ {
		units = append(units, u.Lead[i].Unit)
	}
	return strings.Join(units, "、")
}

// targetsOf is the column 量化目标: what is measured and how much.
func targetsOf(r *statement.Report, u *statement.Undertaking) string {
	var list []string
	for _, i := range u.Measures {
		if i >= 0 && i < len(r.Measures) {
			m := &r.Measures[i]
			list = append(list, m.Subject+figureOf(m).String())
		}
	}
	return strings.Join(list, "；")
}

// SayMeasure words a measure in one line: 地区生产总值 827.9亿元，总量，已完成，2020年.
func SayMeasure(m *statement.Measure) string {
	list := []string{m.Subject + " " + figureOf(m).String(), word(kindWords, m.Kind), word(statusWords, m.Status)}
	if p := periodWords(m.Period); p != "" {
		list = append(list, p)
	}
	if e := entryOf(m); e.name != "" {
		list = append(list, "指标："+e.name)
	}
	return strings.Join(list, "，")
}

// SayUndertaking words an undertaking in one line: its verb and object, its
// deadline and who is suggested to lead.
func SayUndertaking(u *statement.Undertaking) string {
	s := strings.TrimSpace(u.Verb + " " + u.Object)
	if d := deadlineWords(u.Deadline); d != "" {
		s += "，时限" + d
	}
	if l := firstLead(u); l != "" {
		s += "，建议" + l + "牵头"
	}
	return s
}

// SayProject words a project in one line.
func SayProject(p *statement.Project) string {
	list := []string{p.Name}
	for _, w := range []string{p.Size, p.Investment, p.Stage} {
		if w != "" {
			list = append(list, w)
		}
	}
	return strings.Join(list, "，")
}

// SayMechanism words a mechanism in one line.
func SayMechanism(m *statement.Mechanism) string {
	return m.Name + "，" + word(mechanismWords, m.Sort)
}
