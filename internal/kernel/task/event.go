package task

import (
	"encoding/json"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// Act of a task (行为): what an event says was done.
type Act string

// The acts, in the order of a task's life.
const (
	Draft     Act = "draft"     // 草拟
	Amend     Act = "amend"     // 改稿
	Ask       Act = "ask"       // 征求意见
	Claim     Act = "claim"     // 认领
	Object    Act = "object"    // 提出异议
	Settle    Act = "settle"    // 答复异议
	Issue     Act = "issue"     // 印发
	Migrate   Act = "migrate"   // 从原有台账转入
	SignFor   Act = "sign-for"  // 签收
	Allocate  Act = "allocate"  // 分解
	Fill      Act = "fill"      // 填报进展
	Sign      Act = "sign"      // 审签进展
	Return    Act = "return"    // 退回进展
	Verify    Act = "verify"    // 核实成果
	Dispute   Act = "dispute"   // 成果不实
	Extend    Act = "extend"    // 延期
	Retarget  Act = "retarget"  // 调整目标
	Relead    Act = "relead"    // 调整牵头单位
	Suspend   Act = "suspend"   // 中止
	Resume    Act = "resume"    // 恢复
	Apply     Act = "apply"     // 申请办结
	SendBack  Act = "send-back" // 退回办结申请
	CloseOut  Act = "close-out" // 办结销号
	Withdraw  Act = "withdraw"  // 撤回
	Supervise Act = "supervise" // 督办: a rung of the ladder was reached
)

// The rungs of supervision (督办阶梯) that a settlement counts.
const (
	RungNotice   = "notice"   // 督办通知单
	RungBulletin = "bulletin" // 督查通报里点名
)

// Event (事件) is what was done to a task: append-only, in the order of Seq.
type Event struct {
	Seq        int           `json:"-"`
	Act        Act           `json:"-"`
	HappenedAt civil.Instant `json:"-"`
	RecordedAt civil.Instant `json:"-"`
	Person     string        `json:"-"`
	Post       string        `json:"-"`
	Unit       string        `json:"-"`
	Reason     string        `json:"-"`
	Content
}

// Content (事件内容) is what an event holds beside who, when and why; which
// fields, its act says.
type Content struct {
	Number   string  `json:"number,omitempty"`   // draft
	Origin   *Origin `json:"origin,omitempty"`   // draft
	Parent   string  `json:"parent,omitempty"`   // draft
	Terms    *Terms  `json:"terms,omitempty"`    // as they are from now on
	Document string  `json:"document,omitempty"` // 文号 that the act rests on
	Report   *Report `json:"report,omitempty"`   // fill
	Month    string  `json:"month,omitempty"`    // sign, return: of which report
	Items    []int   `json:"items,omitempty"`    // verify, dispute: deliverables
	Proofs   []Proof `json:"proofs,omitempty"`   // apply
	Parts    []Part  `json:"parts,omitempty"`    // allocate
	Answers  int     `json:"answers,omitempty"`  // settle: the event that objected
	Accepted bool    `json:"accepted,omitempty"` // settle
	Rung     string  `json:"rung,omitempty"`     // supervise
	Case     string  `json:"case,omitempty"`     // the case whose outcome did it
}

// Report (进展) is what a unit reports of a task for a month (进展情况).
type Report struct {
	Month    civil.Month       `json:"month"`
	Figure   *quantity.Decimal `json:"figure,omitempty"` // reached so far, for a quantified task
	Steps    string            `json:"steps,omitempty"`  // 工作进展
	Problem  string            `json:"problem,omitempty"`
	Next     string            `json:"next,omitempty"`
	Expected civil.Date        `json:"expected,omitzero"` // 预计完成
	Claims   []int             `json:"claims,omitempty"`  // deliverables said to be there
	Proofs   []Proof           `json:"proofs,omitempty"`
	View     Colour            `json:"view,omitempty"`    // how the unit sees itself
	Explain  string            `json:"explain,omitempty"` // why a figure fell
	// of a report that came on a sheet, who wrote it and who answers for it, as the
	// sheet says; who took it in is the event's person
	Filler   string `json:"filler,omitempty"`   // 填报人
	Reviewer string `json:"reviewer,omitempty"` // 审核人

	State    ReportState   `json:"-"`
	FilledAt civil.Instant `json:"-"`
	FilledBy string        `json:"-"`
	SignedAt civil.Instant `json:"-"` // 0 before
	SignedBy string        `json:"-"`
	Remark   string        `json:"-"` // why it was returned
	Event    int           `json:"-"` // that filled it
	Migrated bool          `json:"migrated,omitempty"`
}

// ReportState (进展状态) says how far a report of a month has come.
type ReportState string

// The states of a report.
const (
	Filled   ReportState = "filled"   // 已填，待审签
	Signed   ReportState = "signed"   // 已审签
	Returned ReportState = "returned" // 已退回
)

// Counts says that a report's figures count.
func (r *Report) Counts() bool { return r.State == Signed }

// MarshalContent writes what an event holds, for keeping.
func (e *Event) MarshalContent() (string, error) {
	b, err := json.Marshal(e.Content)
	return string(b), err
}

// UnmarshalContent is its inverse.
func (e *Event) UnmarshalContent(s string) error {
	if err := json.Unmarshal([]byte(s), &e.Content); err != nil {
		return fmt.Errorf("task: event %d: %w", e.Seq, err)
	}
	return nil
}
