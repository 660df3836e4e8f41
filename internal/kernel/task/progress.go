package task

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Filling reports a month: a figure for a quantified task, steps for the others.
// A figure that falls wants an explanation; what was signed is replaced only
// after it was returned.
func (t *Task) Filling(r Report, d Deed) (Event, error) {
	if t.State == Issued && !r.Migrated {
		return Event{}, t.refuse("填报进展", "请先签收这项任务。")
	}
	if t.State != Underway && t.State != Applied && !r.Migrated {
		return Event{}, t.refuse("填报进展", "")
	}
	if err := r.tidy(); err != nil {
		return Event{}, err
	}
	month := civil.MonthOf(d.At.Date())
	switch {
	case r.Month.Zero():
		return Event{}, fault.New(fault.Invalid, "没有写是哪个月的进展。", "例：2026-09。").At("month")
	case month.Before(r.Month):
		return Event{}, fault.New(fault.Invalid, fmt.Sprintf("%s 还没有到，不能填它的进展。", r.Month), "填到本月为止。").At("month")
	case r.Month.Before(civil.MonthOf(t.Terms.BeginsOn)) && !r.Migrated:
		return Event{}, fault.New(fault.Invalid, fmt.Sprintf("%s 在任务起算的 %s 之前。", r.Month, t.Terms.BeginsOn), "").At("month")
	}
	was := t.ReportOf(r.Month.String())
	if was != nil && was.State == Signed && !(was.Migrated && r.Migrated) {
		return Event{}, fault.New(fault.Refused, fmt.Sprintf("%s 的 %d 月进展已经审签。", t.name(), r.Month.Month), "要改它，请督查机构先退回。")
	}
	switch f := t.Terms.Figure; {
	case len(t.Allocation) > 0 && r.Figure != nil:
		return Event{}, fault.New(fault.Invalid, "这项任务已经分解，数由各份的数加起来，不再填。", "只写工作进展。").At("figure")
	case len(t.Allocation) > 0 && r.Steps == "":
		return Event{}, fault.New(fault.Invalid, "没有写工作进展。", "写这个月做了哪一步；数由各份的数加起来。").At("steps")
	case len(t.Allocation) > 0:
	case f != nil && r.Figure == nil:
		return Event{}, fault.New(fault.Invalid, fmt.Sprintf("没有写截至 %d 月完成多少%s。", r.Month.Month, f.Unit), "写从年初到月末累计的数。").At("figure")
	case f == nil && r.Figure != nil:
		return Event{}, fault.New(fault.Invalid, "这项任务没有量化目标，不填数。", "写工作进展，报做成的成果。").At("figure")
	case f == nil && r.Steps == "":
		return Event{}, fault.New(fault.Invalid, "没有写工作进展。", "写这个月做了哪一步。").At("steps")
	}
	if r.Figure != nil {
		if err := t.fell(&r); err != nil {
			return Event{}, err
		}
	}
	for _, n := range r.Claims {
		x, ok := t.Terms.Deliverable(n)
		if !ok {
			return Event{}, fault.New(fault.Invalid, fmt.Sprintf("没有第 %d 件成果。", n), "请从列着的成果里选。").At("claims")
		}
		if _, there := t.Verified[n]; there && !r.Migrated {
			return Event{}, fault.New(fault.Invalid, "成果“"+x.Words+"”已经核实过，不必再报。", "").At("claims")
		}
	}
	if len(r.Claims) > 0 && len(r.Proofs) == 0 && !r.Migrated {
		return Event{}, fault.New(fault.Invalid, "报了成果，没有附佐证材料。", "附上文件、照片，或写能看到它的地址。").At("proofs")
	}
	for _, p := range r.Proofs {
		if p.Held() && r.Month.Before(p.month()) {
			return Event{}, fault.New(fault.Invalid, fmt.Sprintf("“%s”是 %s 的，%s 的进展不能用它佐证。", p.Title, p.month(), r.Month), "选这个月或以前的记录。").At("records")
		}
	}
	e, err := t.event(Fill, d)
	e.Report = &r
	return e, err
}

// fell wants to know why a figure is smaller than the one before it. What is to
// stay below a figure, and rates, may go either way.
func (t *Task) fell(r *Report) error {
	if f := t.Terms.Figure; f.Course == Constant || f.Base.Cmp(f.Target) > 0 {
		return nil
	}
	of, last, ok := t.Reached(r.Month.Plus(-1))
	if !ok || r.Figure.Cmp(last) >= 0 || r.Explain != "" {
		return nil
	}
	return fault.New(fault.Invalid, fmt.Sprintf("累计完成 %s%s比 %d 月的 %s%s少。", r.Figure, t.Terms.Figure.Unit, of.Month, last, t.Terms.Figure.Unit),
		"累计的数不会变小；确要改小，请写原因。").At("explain")
}

func (r *Report) tidy() error {
	for _, f := range []struct {
		name, at string
		words    *string
	}{{"工作进展", "steps", &r.Steps}, {"存在问题", "problem", &r.Problem}, {"下一步措施", "next", &r.Next}, {"原因说明", "explain", &r.Explain}, {"填报人", "filler", &r.Filler}, {"审核人", "reviewer", &r.Reviewer}} {
		*f.words = strings.TrimSpace(*f.words)
		if n := utf8.RuneCountInString(*f.words); n > mostWords {
			return fault.New(fault.Invalid, fmt.Sprintf("%s有 %d 字，至多 %d 字。", f.name, n, mostWords), "请写短一些，长的放进附件。").At(f.at)
		}
	}
	slices.Sort(r.Claims)
	r.Claims = slices.Compact(r.Claims)
	if r.View != "" && r.View != Green && r.View != Yellow && r.View != Red {
		return fault.New(fault.Invalid, "自评只有绿、黄、红。", "请从列表里选。").At("view")
	}
	return checkProofs(r.Proofs)
}

// SameAs says that another report of the month says the same, whoever brought it.
func (r *Report) SameAs(o *Report) bool {
	if (r.Figure == nil) != (o.Figure == nil) || r.Figure != nil && r.Figure.Cmp(*o.Figure) != 0 {
		return false
	}
	return r.Month == o.Month && r.Steps == o.Steps && r.Problem == o.Problem && r.Next == o.Next && r.Expected == o.Expected && r.Explain == o.Explain && r.Filler == o.Filler && r.Reviewer == o.Reviewer
}

// Precedes says that a month lies before an office brought the task in: what is
// told of it is from before, and never late.
func (t *Task) Precedes(m civil.Month) bool {
	return t.Migrated && m.Before(civil.MonthOf(t.IssuedOn))
}

// reported finds the report of a month for an act on it.
func (t *Task) reported(month string, what string) (*Report, error) {
	r := t.ReportOf(month)
	if r == nil {
		return nil, fault.New(fault.NotFound, t.name()+"没有 "+month+" 的进展。", "请刷新看看。")
	}
	if r.Migrated {
		return nil, fault.New(fault.Refused, "转入的进展不"+what+"。", "")
	}
	return r, nil
}

// Signing lets the head of the unit answer for a report. Whoever filled it may
// sign it only where he heads the unit: filler and signer are named both.
func (t *Task) Signing(month string, d Deed) (Event, error) {
	r, err := t.reported(month, "再审签")
	if err != nil {
		return Event{}, err
	}
	if r.State != Filled {
		return Event{}, fault.New(fault.Refused, fmt.Sprintf("%s 的 %d 月进展%s，没有等着审签的。", t.name(), r.Month.Month, ReportWords[r.State]), "")
	}
	e, err := t.event(Sign, d)
	e.Month = month
	return e, err
}

// Returning sends a report back with a reason; its figures no longer count.
func (t *Task) Returning(month string, d Deed) (Event, error) {
	r, err := t.reported(month, "退回")
	if err != nil {
		return Event{}, err
	}
	switch {
	case r.State == Returned:
		return Event{}, fault.New(fault.Refused, fmt.Sprintf("%s 的 %d 月进展已经退回。", t.name(), r.Month.Month), "")
	case t.State.Ended():
		return Event{}, t.refuse("退回进展", "")
	case strings.TrimSpace(d.Reason) == "":
		return Event{}, fault.New(fault.Invalid, "退回没有写理由。", "写清哪里不对、要补什么。").At("reason")
	}
	e, err := t.event(Return, d)
	e.Month = month
	return e, err
}

// Verifying finds that deliverables are there. Only what a signed report claims
// can be verified.
func (t *Task) Verifying(items []int, d Deed) (Event, error) {
	if err := t.found(items, func(n int, x Deliverable) error {
		if !t.Claimed(n) {
			return fault.New(fault.Refused, "成果“"+x.Words+"”没有审签过的进展报它。", "先由单位在进展里报并审签。")
		}
		return nil
	}); err != nil {
		return Event{}, err
	}
	e, err := t.event(Verify, d)
	e.Items = items
	return e, err
}

// Disputing finds that claimed deliverables are not there, with what was found instead.
func (t *Task) Disputing(items []int, d Deed) (Event, error) {
	if err := t.found(items, func(n int, x Deliverable) error {
		if _, there := t.Verified[n]; !there && !t.Claimed(n) {
			return fault.New(fault.Refused, "成果“"+x.Words+"”没有报过。", "")
		}
		return nil
	}); err != nil {
		return Event{}, err
	}
	if strings.TrimSpace(d.Reason) == "" {
		return Event{}, fault.New(fault.Invalid, "没有写核实时看到了什么。", "例：只有会议通知，没有印发的文件。").At("reason")
	}
	e, err := t.event(Dispute, d)
	e.Items = items
	return e, err
}

func (t *Task) found(items []int, each func(int, Deliverable) error) error {
	if t.State != Issued && t.State != Underway && t.State != Applied {
		return t.refuse("核实成果", "")
	}
	if len(items) == 0 {
		return fault.New(fault.Invalid, "没有选成果。", "请至少选一件。").At("items")
	}
	for _, n := range items {
		x, ok := t.Terms.Deliverable(n)
		if !ok {
			return fault.New(fault.Invalid, fmt.Sprintf("没有第 %d 件成果。", n), "请从列着的成果里选。").At("items")
		}
		if err := each(n, x); err != nil {
			return err
		}
	}
	return nil
}

// Allocating gives the whole figure out in parts, which must add up to it.
func (t *Task) Allocating(parts []Part, d Deed) (Event, error) {
	f := t.Terms.Figure
	switch {
	case f == nil || f.Course == Constant:
		return Event{}, fault.New(fault.Refused, t.name()+"没有能分的数。", "有累计数的任务才能分解到镇办和单位。")
	case t.State.Ended() || t.State == Suspended:
		return Event{}, t.refuse("分解", "")
	case t.Parent != "":
		return Event{}, fault.New(fault.Refused, t.name()+"是分下来的一份，不再往下分。", "请在上一级任务里分。")
	case len(t.Allocation) > 0:
		return Event{}, fault.New(fault.Refused, t.name()+"已经分解过。", "各份的数按调整目标改。")
	case len(parts) < 2:
		return Event{}, fault.New(fault.Invalid, "至少要分成两份。", "").At("parts")
	}
	sum, seen := quantity.Int(0), map[string]bool{}
	for i, p := range parts {
		if p.Lead == "" || seen[p.Lead] {
			return Event{}, fault.New(fault.Invalid, fmt.Sprintf("第 %d 份没有选单位，或和前面重复。", i+1), "一个单位一份。").At("parts")
		}
		seen[p.Lead] = true
		if p.Amount.Sign() <= 0 {
			return Event{}, fault.New(fault.Invalid, fmt.Sprintf("第 %d 份的数 %s 不大于 0。", i+1, p.Amount), "不分给它就去掉这一行。").At("parts")
		}
		var err error
		if sum, err = sum.Add(p.Amount); err != nil {
			return Event{}, fault.New(fault.Invalid, "各份加起来位数太多。", "").At("parts")
		}
	}
	if whole := round(minus(f.Target, f.Base), 18); sum.Cmp(whole) != 0 {
		said := fmt.Sprintf("各份合计 %s%s，目标 %s%s，还差 %s%s。", sum, f.Unit, whole, f.Unit, round(minus(whole, sum), 18), f.Unit)
		if sum.Cmp(whole) > 0 {
			said = fmt.Sprintf("各份合计 %s%s，目标 %s%s，多出 %s%s。", sum, f.Unit, whole, f.Unit, round(minus(sum, whole), 18), f.Unit)
		}
		return Event{}, fault.New(fault.Invalid, said, "各份加起来要正好等于目标。").At("parts")
	}
	e, err := t.event(Allocate, d)
	e.Parts = parts
	return e, err
}

// PartTerms are the terms of the task that has a part of this one.
func (t *Task) PartTerms(p Part) Terms {
	terms := t.Terms.Clone()
	terms.Lead, terms.Supports = p.Lead, nil
	f := terms.Figure
	whole := minus(f.Target, f.Base)
	f.Base, f.Target = quantity.Int(0), p.Amount
	for q, n := range terms.Nodes {
		if n.Figure != nil && whole.Sign() != 0 { // a part has its share of each node
			share := minus(*n.Figure, t.Terms.Figure.Base)
			v := round(share.Mul(share.Quo(share, whole), p.Amount.Rat()), max(2, p.Amount.Places()))
			terms.Nodes[q].Figure = &v
		}
	}
	terms.Deliverables = nil
	return terms
}
