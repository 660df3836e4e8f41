// Package proofread finds what a careful editor would: parts that do not add
// up, the same indicator with two figures, a heading number skipped. It reads
// statements, never files, and shows the arithmetic of every alarm. An alarm
// that is unsure says so.
package proofread

import "duban/internal/base/cite"

// Grade (程度) says how sure an alarm is.
type Grade string

const (
	Wrong Grade = "error" // 错: cannot be as written
	Doubt Grade = "doubt" // 疑: probably a slip, somebody should look
	Note  Grade = "note"  // 注: consistent under a stated assumption; for information
)

// Alarm (核对) is one finding with the places it rests on.
type Alarm struct {
	Rule     string      `json:"rule"`
	Grade    Grade       `json:"grade"`
	Sentence string      `json:"sentence"` // one Chinese sentence with the object and the numbers
	Sum      string      `json:"sum"`      // the arithmetic, "" where there is none
	Places   []cite.Span `json:"places"`   // first the place to mark
}
