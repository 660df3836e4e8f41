package statement

import "duban/internal/kernel/document"

// Read finds everything that a report states. It never fails: a text that is
// no report simply states less.
func Read(doc *document.Document, k Knowledge) *Report {
	r := &Report{Document: doc, Lines: linesOf(doc)}
	r.roles()
	r.outline(k)
	r.measures(k)
	r.undertakings(k)
	r.projects()
	r.mechanisms()
	return r
}
