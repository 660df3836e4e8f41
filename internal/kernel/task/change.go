package task

import (
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// grounded wants what a change of an issued task rests on. The causes are those
// of the performance regulations of 济南 (art. 12) and 杭州 (art. 15).
func (t *Task) grounded(what string, d Deed) error {
	if !t.State.Running() && t.State != Suspended {
		return t.refuse(what, "没有下达的直接改稿，已经办结的不再改。")
	}
	if strings.TrimSpace(d.Reason) == "" {
		return fault.New(fault.Invalid, what+"没有写理由。", "写清原因：政策调整、机构调整、不可抗力，或其他。").At("reason")
	}
	if strings.TrimSpace(d.Document) == "" {
		return fault.New(fault.Invalid, what+"没有写依据文号。", "写批准它的文件或会议纪要，例：云政办函〔2026〕12号。").At("document")
	}
	return nil
}

// Extending sets a later deadline. Deliverables and nodes stay where they were.
func (t *Task) Extending(until civil.Date, d Deed) (Event, error) {
	if err := t.grounded("延期", d); err != nil {
		return Event{}, err
	}
	if !until.Valid() || !t.Terms.DueOn.Before(until) {
		return Event{}, fault.New(fault.Invalid, fmt.Sprintf("新时限要晚于现在的 %s。", t.Terms.DueOn), "请写一个更晚的日子。").At("until")
	}
	terms := t.Terms.Clone()
	terms.DueOn = until
	return t.changed(Extend, terms, d)
}

// Retargeting changes what is to be reached: the figure's target, the words of
// the goal, the deliverables. Lead and deadline stay.
func (t *Task) Retargeting(to Terms, d Deed) (Event, error) {
	if err := t.grounded("调整目标", d); err != nil {
		return Event{}, err
	}
	terms := t.Terms.Clone()
	terms.Goal, terms.Figure, terms.Deliverables, terms.Nodes = to.Goal, to.Figure, to.Deliverables, to.Nodes
	terms.number(t.NextDeliverable())
	for n := range t.Verified {
		if _, still := terms.Deliverable(n); !still {
			return Event{}, fault.New(fault.Refused, fmt.Sprintf("第 %d 件成果已经核实，不能去掉。", n), "已核实的成果留着，其余的可以改。").At("deliverables")
		}
	}
	if err := terms.check(); err != nil {
		return Event{}, err
	}
	if err := terms.ready(); err != nil {
		return Event{}, err
	}
	return t.changed(Retarget, terms, d)
}

// Releading gives the task to another lead unit, which has to sign for it.
func (t *Task) Releading(lead string, d Deed) (Event, error) {
	if err := t.grounded("调整牵头单位", d); err != nil {
		return Event{}, err
	}
	if lead == "" || lead == t.Terms.Lead {
		return Event{}, fault.New(fault.Invalid, "没有选另一个牵头单位。", "请从列表里选。").At("lead")
	}
	terms := t.Terms.Clone()
	terms.Lead = lead
	terms.Supports = without(terms.Supports, lead)
	return t.changed(Relead, terms, d)
}

func without(units []string, unit string) (left []string) {
	for _, u := range units {
		if u != unit {
			left = append(left, u)
		}
	}
	return left
}

func (t *Task) changed(act Act, terms Terms, d Deed) (Event, error) {
	e, err := t.event(act, d)
	e.Terms = &terms
	return e, err
}

// Suspending lets the task stand still: nothing is due while it does.
func (t *Task) Suspending(d Deed) (Event, error) {
	if t.State == Suspended {
		return Event{}, t.refuse("中止", "它已经中止。")
	}
	if err := t.grounded("中止", d); err != nil {
		return Event{}, err
	}
	return t.event(Suspend, d)
}

// Resuming lets it go on.
func (t *Task) Resuming(d Deed) (Event, error) {
	if t.State != Suspended {
		return Event{}, t.refuse("恢复", "")
	}
	if strings.TrimSpace(d.Reason) == "" {
		return Event{}, fault.New(fault.Invalid, "恢复没有写理由。", "写清中止的原因已经怎样消除。").At("reason")
	}
	return t.event(Resume, d)
}

// Applying asks to be closed out.
func (t *Task) Applying(proofs []Proof, d Deed) (Event, error) {
	if t.State != Underway {
		return Event{}, t.refuse("申请办结", "签收以后、推进中的任务才能申请办结。")
	}
	if strings.TrimSpace(d.Reason) == "" {
		return Event{}, fault.New(fault.Invalid, "申请办结没有写完成情况。", "用一两句话写做成了什么，数到多少。").At("reason")
	}
	if err := checkProofs(proofs); err != nil {
		return Event{}, err
	}
	if t.Terms.Figure != nil {
		if _, _, ok := t.Reached(civil.MonthOf(d.At.Date())); !ok {
			return Event{}, fault.New(fault.Refused, t.name()+"还没有审签过的数，不能申请办结。", "先填报并审签最近一期的数。")
		}
	} else {
		for _, x := range t.Terms.Deliverables {
			if _, there := t.Verified[x.N]; !there && !t.Claimed(x.N) {
				return Event{}, fault.New(fault.Refused, fmt.Sprintf("第 %d 件成果“%s”还没有报过。", x.N, x.Words), "先在进展里报它，附上佐证。")
			}
		}
	}
	if len(proofs) == 0 && !t.hasProof() {
		return Event{}, fault.New(fault.Refused, t.name()+"没有一件佐证材料。", "附上文件、会议纪要、验收单或照片。").At("proofs")
	}
	e, err := t.event(Apply, d)
	e.Proofs = proofs
	return e, err
}

func (t *Task) hasProof() bool {
	for i := range t.Reports {
		if t.Reports[i].Counts() && len(t.Reports[i].Proofs) > 0 {
			return true
		}
	}
	return false
}

// SendingBack returns an application with the reason.
func (t *Task) SendingBack(d Deed) (Event, error) {
	if t.State != Applied {
		return Event{}, t.refuse("退回", "没有办结申请。")
	}
	if strings.TrimSpace(d.Reason) == "" {
		return Event{}, fault.New(fault.Invalid, "退回没有写理由。", "写清还差什么。").At("reason")
	}
	return t.event(SendBack, d)
}

// ClosingOut closes a task that the office found done. Where the figure is not
// reached, or a deliverable not verified, it takes the ground on which it is
// closed all the same.
func (t *Task) ClosingOut(d Deed) (Event, error) {
	if t.State != Applied {
		return Event{}, t.refuse("销号", "牵头单位申请办结以后才能销号。")
	}
	short := ""
	if f := t.Terms.Figure; f != nil {
		_, reached, ok := t.Reached(civil.MonthOf(d.At.Date()))
		switch {
		case !ok:
			return Event{}, fault.New(fault.Refused, t.name()+"还没有审签过的数，不能销号。", "先让单位填报并审签。")
		case f.AtMost && reached.Cmp(f.Target) > 0:
			short = fmt.Sprintf("%s，超过目标 %s%s", reached, f.Target, f.Unit)
		case !f.AtMost && reached.Cmp(f.Target) < 0:
			short = fmt.Sprintf("%s，没有达到目标 %s%s", reached, f.Target, f.Unit)
		}
	} else {
		for _, x := range t.Terms.Deliverables {
			if _, there := t.Verified[x.N]; !there {
				return Event{}, fault.New(fault.Refused, fmt.Sprintf("第 %d 件成果“%s”还没有核实，不能销号。", x.N, x.Words), "先核实它；拿不到的，按调整目标办。")
			}
		}
	}
	if short != "" && (strings.TrimSpace(d.Reason) == "" || strings.TrimSpace(d.Document) == "") {
		return Event{}, fault.New(fault.Refused, t.name()+"最近审签的数是 "+short+"。", "确要销号，请写理由和批准文号；销号不改它的数。").At("document")
	}
	return t.event(CloseOut, d)
}
