package reconcile

import (
	"math/big"

	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

var sayVerdict = map[Verdict]string{
	Met: "达到目标", Exceeded: "好于目标", Missed: "未达目标", Partly: "部分完成", Unclear: "不能比较", Unanswered: "后一年报告没有回应",
}

// figure writes a measure with its bound as reports do: 5%左右, 1200万人以上.
func figure(m *statement.Measure) string {
	s := m.Value.String()
	if m.To != nil {
		s += "—" + m.To.String()
	}
	s += m.Unit
	switch m.Bound {
	case statement.AtLeast:
		return s + "以上"
	case statement.Over:
		return "超过" + s
	case statement.AtMost:
		return s + "以内"
	case statement.Under:
		return "低于" + s
	case statement.About:
		return s + "左右"
	}
	return s
}

// sayer puts a reckoning into one sentence.
type sayer struct {
	promise, result *statement.Measure
	to              aim
	gap             string
}

// difference notes by how much the result differs, in the promise's unit.
func (s *sayer) difference(target, value amount) {
	d := new(big.Rat).Sub(value.low, target.low)
	if d.Sign() == 0 {
		s.gap = "相差0"
		return
	}
	d.Quo(d, target.factor)
	unit := s.promise.Unit
	if target.of == percent {
		unit = "个百分点"
	}
	n := quantity.FromRat(d, 4)
	s.gap = "相差" + n.String() + unit
	if n.Sign() > 0 {
		s.gap = "相差+" + n.String() + unit
	}
}

func (s *sayer) sentence(end string) string {
	out := "目标" + bare(s.promise.Subject) + figure(s.promise) + "，结果" + figure(s.result)
	if s.gap != "" {
		out += "，" + s.gap
	}
	return out + "，" + s.margin() + "：" + end + "。"
}

// margin says on which side a result is better, and how wide 左右 is.
func (s *sayer) margin() string {
	out := s.to.String()
	if s.promise.Bound == statement.About {
		a := amountOf(s.promise)
		w := new(big.Rat).Quo(spread(a.low, a.of), a.factor)
		out += "，“左右”按上下" + quantity.FromRat(w, 3).String() + s.promise.Unit + "计"
	}
	return out
}
