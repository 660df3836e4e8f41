package desk

import (
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// ReadReport finds everything that a document states.
func (d *Desk) ReadReport(doc *document.Document) *statement.Report {
	r := statement.Read(doc, d.knowledge())
	localNames(r)
	return r
}
