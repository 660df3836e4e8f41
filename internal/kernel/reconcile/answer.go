// Package reconcile answers the promises of one report with the results of a
// later one (对账). It reads statements, never files, and shows the reckoning
// of every verdict.
package reconcile

import "duban/internal/base/cite"

// Verdict (结论) on a promise.
type Verdict string

const (
	Met        Verdict = "met"        // 完成
	Exceeded   Verdict = "exceeded"   // 超额
	Missed     Verdict = "missed"     // 未完成
	Partly     Verdict = "partly"     // 部分完成
	Unclear    Verdict = "unclear"    // 说不清: answered, but not comparable
	Unanswered Verdict = "unanswered" // 未回应
)

// Quote is a stretch of one of the two reports.
type Quote struct {
	cite.Span
	Text string `json:"text"`
}

// Answer (回应) is a promise of the earlier report with what the later one says.
type Answer struct {
	Promise  Quote   `json:"promise"`
	Result   *Quote  `json:"answer"`
	Verdict  Verdict `json:"verdict"`
	Reason   string  `json:"reason"` // the reckoning in one Chinese sentence: target, result, difference, direction, bound
	Measure  int     `json:"-"`      // index into the earlier report's Measures, -1
	ByResult int     `json:"-"`      // index into the later report's Measures, -1
	Likeness float64 `json:"-"`      // 0..1, how much of the promised thing's words the answer names; 0 where it was found otherwise
}
