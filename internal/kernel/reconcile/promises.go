package reconcile

import "duban/internal/kernel/statement"

// Promise (承诺) is what a report promises for its year: a figure, or a deed in words.
type Promise struct {
	Quote
	Measure int // index into the report's Measures, -1 for a deed
}

// Promises lists what a report promises for its year, in reading order: the same
// promises that Reconcile answers with another report.
func Promises(r *statement.Report) []Promise {
	t := textOf(r)
	var out []Promise
	for _, p := range promisesOf(r, t, promisedYear(r, &statement.Report{}), learned(t)) {
		out = append(out, Promise{t.quote(p.span), p.index})
	}
	return out
}
