package desk

import (
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/statement"
)

// CheckReport finds what a careful editor would.
func (d *Desk) CheckReport(r *statement.Report) []proofread.Alarm {
	return proofread.Check(r, d.proofreading())
}
