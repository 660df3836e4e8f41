package tour

import (
	"fmt"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Sheet (评分表) is what a judge gave a stop: a mark for each criterion, in their order.
type Sheet struct {
	Judge string             `json:"judge"`
	Stop  string             `json:"stop"`
	Marks []quantity.Decimal `json:"marks"`
}

// MarkField names the mark of a criterion in forms and faults.
func MarkField(i int) string { return fmt.Sprintf("mark-%d", i+1) }

// Marks reads the marks of a stop as they were written.
func (t Tour) Marks(written []string) ([]quantity.Decimal, error) {
	if len(written) != len(t.Criteria) {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("打了 %d 项，评分项有 %d 项。", len(written), len(t.Criteria)), "每项都要打分。")
	}
	marks := make([]quantity.Decimal, len(written))
	for i, w := range written {
		c := t.Criteria[i]
		w = strings.TrimSpace(w)
		d, err := quantity.Parse(w)
		switch {
		case w == "":
			return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”没有打分。", c.Title), fmt.Sprintf("打 0 到 %s 分。", t.Most)).At(MarkField(i))
		case err != nil:
			return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”的分“%s”不是数。", c.Title, w), fmt.Sprintf("打 0 到 %s 分，例 86.5。", t.Most)).At(MarkField(i))
		case d.Sign() < 0 || d.Cmp(t.Most) > 0:
			return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”的 %s 分不在 0 到 %s 之间。", c.Title, w, t.Most), fmt.Sprintf("打 0 到 %s 分。", t.Most)).At(MarkField(i))
		case d.Places() > t.Places:
			return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”的 %s 分小数太多，至多 %d 位。", c.Title, w, t.Places), "例 86.5。").At(MarkField(i))
		}
		marks[i] = d
	}
	return marks, nil
}

// May refuses a judge who may not mark a stop now.
func (t Tour) May(state State, person, stop string, handed bool) (*Judge, *Stop, error) {
	j, s := t.Judge(person), t.Stop(stop)
	switch {
	case j == nil:
		return nil, nil, fault.New(fault.Forbidden, "您不是“"+t.Name+"”的评委。", "评委由督办室在筹备时定。")
	case s == nil:
		return nil, nil, fault.New(fault.NotFound, "“"+t.Name+"”没有这个观摩点。", "从打分页里点进去。")
	case state == Draft:
		return nil, nil, fault.New(fault.Refused, "“"+t.Name+"”还没有开始打分。", "开始以后再打。")
	case state == Closed:
		return nil, nil, fault.New(fault.Refused, "“"+t.Name+"”已经截止，不再收分。", "这一分没有存下，也不计入结果。")
	case handed:
		return nil, nil, fault.New(fault.Refused, "您已经交卷，“"+s.Name+"”的分不能再改。", "交卷以后分数封存。")
	}
	if why := j.Recused(*s); why != "" {
		return nil, nil, fault.New(fault.Refused, "“"+s.Name+"”您要回避："+why+"。", "不打这个观摩点的分，其余照常打。")
	}
	return j, s, nil
}
