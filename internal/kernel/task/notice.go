package task

import (
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
)

// Audience (通知对象) is who of a task is told.
type Audience string

// The audiences.
const (
	ToLead     Audience = "lead"     // head and clerks of the unit that answers
	ToHead     Audience = "head"     // its head alone
	ToSupports Audience = "supports" // heads and clerks of those that help
	ToOffice   Audience = "office"   // the supervision office
	ToObjector Audience = "objector" // heads and clerks of the unit whose objection was answered
)

// Telling (任务通知) says which act on a task, or which day, tells whom what.
// The text may say {任务}, {编号}, {时限}, {月份}, {报告日}, {件数}; where several
// tasks of a unit are told of in one act, Many is said instead.
type Telling struct {
	Rule   string
	Act    Act // "" for what a day brings
	To     Audience
	Kind   notice.Kind
	Urgent bool // waits for no digest
	Reason bool // the reason follows, for people; groups are not told it
	Text   string
	Many   string
}

// What a day brings.
const (
	DayReport  = "report-due" // the report day is near and the report is not filled
	DayNear    = "near"       // the deadline is near
	DayOverdue = "overdue"    // the deadline has passed
	DayRed     = "red"        // the colour has turned red
)

// Tellings are who is told what of tasks. What cases ask and answer about a task
// (objections, extensions, supervision) their declarations tell.
var Tellings = []Telling{
	{Rule: "asked", Act: Ask, To: ToLead, Kind: notice.Waiting, Text: "任务征求意见：{任务}。请认领，或写明理由提出异议。", Many: "{件数} 项任务征求意见，拟由你单位牵头。请逐项认领，或写明理由提出异议。"},
	{Rule: "asked-support", Act: Ask, To: ToSupports, Kind: notice.Waiting, Text: "任务征求意见，拟请你单位配合：{任务}。请认领，或写明理由提出异议。", Many: "{件数} 项任务征求意见，拟请你单位配合。请逐项认领，或写明理由提出异议。"},
	{Rule: "objected", Act: Object, To: ToOffice, Kind: notice.Waiting, Reason: true, Text: "对任务有异议，等答复：{任务}。"},
	{Rule: "settled", Act: Settle, To: ToObjector, Kind: notice.Inform, Reason: true, Text: "异议已答复：{任务}。"},
	{Rule: "issued", Act: Issue, To: ToLead, Kind: notice.Waiting, Text: "任务下达，由你单位牵头，请签收：{任务}，{时限}前完成。", Many: "下达 {件数} 项任务，由你单位牵头，请逐项签收。"},
	{Rule: "issued-support", Act: Issue, To: ToSupports, Kind: notice.Inform, Text: "任务下达，请你单位配合：{任务}，{时限}前完成。", Many: "下达 {件数} 项任务，请你单位配合。"},
	{Rule: "to-sign", Act: Fill, To: ToHead, Kind: notice.Waiting, Text: "{月份}进展已填，等您审签：{任务}。", Many: "{件数} 项任务的进展已填，等您审签。"},
	{Rule: "returned", Act: Return, To: ToLead, Kind: notice.Waiting, Reason: true, Text: "{月份}进展被退回，请改后重报：{任务}。", Many: "{件数} 项任务的进展被退回，请改后重报。"},
	{Rule: "disputed", Act: Dispute, To: ToLead, Kind: notice.Waiting, Reason: true, Text: "成果经核查不实：{任务}。", Many: "{件数} 项任务的成果经核查不实。"},
	{Rule: "extended", Act: Extend, To: ToLead, Kind: notice.Inform, Reason: true, Text: "任务延期到 {时限}：{任务}。"},
	{Rule: "retargeted", Act: Retarget, To: ToLead, Kind: notice.Inform, Reason: true, Text: "任务的目标调整了：{任务}。"},
	{Rule: "releaded", Act: Relead, To: ToLead, Kind: notice.Waiting, Reason: true, Text: "任务改由你单位牵头，请签收：{任务}，{时限}前完成。"},
	{Rule: "suspended", Act: Suspend, To: ToLead, Kind: notice.Inform, Reason: true, Text: "任务中止：{任务}。"},
	{Rule: "resumed", Act: Resume, To: ToLead, Kind: notice.Inform, Text: "任务恢复，请接着办：{任务}，{时限}前完成。"},
	{Rule: "applied", Act: Apply, To: ToOffice, Kind: notice.Waiting, Text: "申请办结，等核验：{任务}。", Many: "{件数} 项任务申请办结，等核验。"},
	{Rule: "sent-back", Act: SendBack, To: ToLead, Kind: notice.Waiting, Reason: true, Text: "办结申请被退回：{任务}。", Many: "{件数} 项任务的办结申请被退回。"},
	{Rule: "closed", Act: CloseOut, To: ToLead, Kind: notice.Inform, Text: "任务已销号：{任务}。", Many: "{件数} 项任务已销号。"},

	{Rule: DayReport, To: ToLead, Kind: notice.Due, Text: "{月份}进展还没有报，请在 {报告日} 前填报：{任务}。", Many: "{件数} 项任务的{月份}进展还没有报，请在 {报告日} 前填报。"},
	{Rule: DayNear, To: ToLead, Kind: notice.Due, Text: "任务快到期：{任务}，{时限}前完成。", Many: "{件数} 项任务七天内到期。"},
	{Rule: DayOverdue, To: ToLead, Kind: notice.Overdue, Urgent: true, Text: "任务已过时限 {时限}：{任务}。", Many: "{件数} 项任务已过时限。"},
	{Rule: DayRed, To: ToLead, Kind: notice.Overdue, Urgent: true, Text: "任务转红：{任务}。请查明原因，说明怎么赶上。", Many: "{件数} 项任务转红。请查明原因，说明怎么赶上。"},
	{Rule: DayRed + "-office", To: ToOffice, Kind: notice.Inform, Text: "任务转红：{任务}。", Many: "{件数} 项任务转红。"},
}

// TellingsOf are the tellings of an act.
func TellingsOf(a Act) (all []Telling) {
	for _, t := range Tellings {
		if t.Act == a && a != "" {
			all = append(all, t)
		}
	}
	return all
}

// Day are the tellings of what a day brings.
func Day(rule string) (all []Telling) {
	for _, t := range Tellings {
		if t.Act == "" && (t.Rule == rule || strings.HasPrefix(t.Rule, rule+"-") && rule != "report") {
			all = append(all, t)
		}
	}
	return all
}

// Say is the telling in words: of one task, or of several of a unit.
func (t Telling) Say(tasks []*Task, month civil.Month, reportOn civil.Date) string {
	text := t.Text
	if len(tasks) > 1 && t.Many != "" {
		text = t.Many
	}
	of := tasks[0]
	said := ""
	if !month.Zero() {
		said = fmt.Sprintf("%d 月", month.Month)
	}
	return strings.NewReplacer("{任务}", "“"+of.Terms.Title+"”", "{编号}", of.Number, "{时限}", dayText(of.Terms.DueOn), "{月份}", said, "{报告日}", dayText(reportOn),
		"{件数}", fmt.Sprint(len(tasks))).Replace(text)
}

func dayText(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	return fmt.Sprintf("%d 年 %d 月 %d 日", d.Year, d.Month, d.Day)
}

// NearDays is how many days before its deadline a task is told of, and
// ReportDays how many before the report day those are that have not reported.
const (
	NearDays   = 7
	ReportDays = 3
)

// DayBrings are the rules that a task is told of by, on a day after another on
// which it was last looked at, when it had a colour; the colour is today's.
func (t *Task) DayBrings(last, today civil.Date, was, is Colour, reportDay int) (rules []string) {
	if !t.State.Running() {
		return nil
	}
	passed := func(d civil.Date) bool { return last.Before(d) && !today.Before(d) }
	due := t.Terms.DueOn.Days()
	if t.State != Applied {
		if passed(civil.OfDays(due-NearDays)) && !t.Terms.DueOn.Before(today) {
			rules = append(rules, DayNear)
		}
		if passed(civil.OfDays(due+1)) && !(t.Migrated && t.Terms.DueOn.Before(t.IssuedOn)) {
			rules = append(rules, DayOverdue)
		}
	}
	if is == Red && was != Red && was != "" {
		rules = append(rules, DayRed)
	}
	m, on := ReportOn(today, reportDay)
	if r := t.ReportOf(m.String()); passed(civil.OfDays(on.Days()-ReportDays)) && !m.Before(t.FirstOwed()) && (r == nil || r.State == Returned) && !t.stoodStill(m) {
		rules = append(rules, DayReport)
	}
	return rules
}

// ReportOn is the month whose report is due next on a day, and the day by which.
func ReportOn(today civil.Date, reportDay int) (civil.Month, civil.Date) {
	m := civil.MonthOf(today)
	on := civil.Date{Year: m.Year, Month: m.Month, Day: min(reportDay, m.Last().Day)}
	if on.Before(today) {
		m = m.Plus(1)
		on = civil.Date{Year: m.Year, Month: m.Month, Day: min(reportDay, m.Last().Day)}
	}
	return m, on
}
