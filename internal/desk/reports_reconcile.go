package desk

import (
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// ReconcileReports answers the promises of the earlier report with the results
// of the later one.
func (d *Desk) ReconcileReports(earlier, later *statement.Report) []reconcile.Answer {
	return reconcile.Reconcile(earlier, later, d.reckoning())
}
