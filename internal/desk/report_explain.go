package desk

import (
	"duban/internal/base/cite"
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// Explained is one statement at a place, with the rules that made it.
type Explained struct {
	Type  string // 数据, 任务, 项目, 机制
	Span  cite.Span
	Text  string
	What  string // its fields in a line
	Trace []statement.Step
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
	add := func(kind string, s cite.Span, what string, trace []statement.Step) {
		if s.At(offset) {
			e.Found = append(e.Found, Explained{Type: kind, Span: s, Text: string(text[s.Start:s.End]), What: what, Trace: trace})
		}
	}
	for _, m := range r.Measures {
		add("数据", m.Span, m.Subject+" "+string(m.Bound)+" "+m.Value.String()+m.Unit+" "+string(m.Kind)+" "+string(m.Status)+" "+m.Period.String(), m.Trace)
	}
	for _, u := range r.Undertakings {
		add("任务", u.Span, u.Verb+" "+u.Object, u.Trace)
	}
	for _, p := range r.Projects {
		add("项目", p.Span, p.Name+" "+p.Stage, p.Trace)
	}
	for _, m := range r.Mechanisms {
		add("机制", m.Span, m.Name+" "+m.Sort, m.Trace)
	}
	return e
}
