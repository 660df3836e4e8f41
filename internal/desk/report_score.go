package desk

import (
	"duban/internal/kernel/score"
	"duban/internal/kernel/statement"
)

// ScoreReport compares what was read with gold records of its own text.
func (d *Desk) ScoreReport(name string, g score.Gold, r *statement.Report) *score.Card {
	switch g.Kind {
	case score.Undertakings:
		return score.Undertaken(name, g, r, d.units.Same)
	case score.Mechanisms:
		return score.Mechanised(name, g, r)
	}
	return score.Measured(name, g, r)
}

// ScoreReconciliation compares our answers with the gold pairs of two reports.
func (d *Desk) ScoreReconciliation(name string, g score.Gold, earlier, later *statement.Report) *score.Card {
	return score.Reconciled(name, g, later, d.ReconcileReports(earlier, later))
}
