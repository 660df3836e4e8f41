package desk

import (
	"duban/internal/base/cite"
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// Explained is one statement at a place, with the rules that made it.
type Explained struct {
	Span  cite.Span
	Text  string
	Trace []statement.Step

	// what it is; one of these is set
	Measure     *statement.Measure
	Undertaking *statement.Undertaking
	Project     *statement.Project
	Mechanism   *statement.Mechanism
}

// Explanation (来由) is everything that is known of one place in a text.
type Explanation struct {
	Offset    int
	Path      []string
	Paragraph *document.Paragraph
	Found     []Explained
}

// ExplainReport tells which rules fired for the statements at a code point.
func (d *Desk) ExplainReport(r *statement.Report, offset int) Explanation {
	e := Explanation{Offset: offset}
	for i := range r.Document.Paragraphs {
		if p := &r.Document.Paragraphs[i]; p.Span.At(offset) {
			e.Paragraph = p
		}
	}
	for i := range r.Lines {
		if l := &r.Lines[i]; l.Span().At(offset) && l.Section >= 0 {
			e.Path = r.Outline.Path(l.Section)
		}
	}
	text := []rune(r.Document.Text)
	add := func(f Explained, s cite.Span) {
		if s.At(offset) {
			f.Span, f.Text = s, string(text[s.Start:s.End])
			e.Found = append(e.Found, f)
		}
	}
	for i := range r.Measures {
		m := &r.Measures[i]
		add(Explained{Measure: m, Trace: m.Trace}, m.Span)
	}
	for i := range r.Undertakings {
		u := &r.Undertakings[i]
		add(Explained{Undertaking: u, Trace: u.Trace}, u.Span)
	}
	for i := range r.Projects {
		p := &r.Projects[i]
		add(Explained{Project: p, Trace: p.Trace}, p.Span)
	}
	for i := range r.Mechanisms {
		m := &r.Mechanisms[i]
		add(Explained{Mechanism: m, Trace: m.Trace}, m.Span)
	}
	return e
}
