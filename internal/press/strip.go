package press

import (
	"cmp"
	"slices"
	"strconv"

	"duban/internal/base/cite"
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// strip is a stretch of the report that is shown as one block. Together the
// strips hold every paragraph of the document, in order, each once. The reader
// parts paragraphs that a page ran together and joins sentences that it broke;
// a strip is what the reader took for a paragraph, with what it left out as
// blank put back.
type strip struct {
	span    cite.Span
	role    statement.LineRole
	number  int // from 1 among the numbered, 0 for headings and what is folded away
	heading int // section whose heading it is, -1
	para    *document.Paragraph
}

func (s *strip) folded() bool { return foldWords[s.role] != "" }

// piece is a line as strips need it.
type piece struct {
	span cite.Span
	role statement.LineRole
}

func piecesOf(r *statement.Report) []piece {
	list := make([]piece, 0, len(r.Lines))
	for i := range r.Lines {
		l := &r.Lines[i]
		if len(l.Runes) > 0 {
			list = append(list, piece{l.Span(), l.Role})
		}
	}
	return list
}

// stripsOf cuts the document at the beginnings of lines and of the paragraphs
// that no line runs into.
func stripsOf(r *statement.Report, pieces []piece) []strip {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.span.Start, b.span.Start) })
	paras := r.Document.Paragraphs
	strips := make([]strip, 0, len(paras))
	next, covered := 0, -1 // covered: end of the line that runs on
	for i := range paras {
		p := &paras[i]
		if p.Span.Empty() {
			continue
		}
		open := p.Span.Start < covered && len(strips) > 0
		if open {
			strips[len(strips)-1].span.End = p.Span.End
		}
		var here []piece
		for next < len(pieces) && pieces[next].span.Start < p.Span.End {
			here = append(here, pieces[next])
			covered = max(covered, pieces[next].span.End)
			next++
		}
		if !open {
			role := statement.BodyLine
			switch {
			case len(here) > 0:
				role = here[0].role
				here = here[1:]
			case len(pieces) > 0:
				role = statement.FurnitureLine // nothing but lost characters
			}
			strips = append(strips, strip{span: p.Span, role: role, heading: -1, para: p})
		}
		for _, l := range here {
			last := &strips[len(strips)-1]
			if l.span.Start <= last.span.Start {
				continue
			}
			last.span.End = l.span.Start
			strips = append(strips, strip{span: cite.Span{Start: l.span.Start, End: p.Span.End}, role: l.role, heading: -1, para: p})
		}
	}
	return strips
}

// sheet is a report laid out: its strips, numbered, and its records, in order.
type sheet struct {
	report  *statement.Report
	text    text
	strips  []strip
	records []record
	runin   []int // sections whose heading stands inside a paragraph
}

func sheetOf(r *statement.Report) *sheet { return layOut(r, piecesOf(r)) }

func layOut(r *statement.Report, pieces []piece) *sheet {
	s := &sheet{report: r, text: textOf(r.Document.Text), strips: stripsOf(r, pieces), records: recordsOf(r)}
	for i := range r.Outline.Sections {
		span := r.Outline.Sections[i].Span
		k := s.stripAt(span.Start)
		if k < 0 || span.Empty() {
			continue
		}
		// what follows the heading in its strip: a full stop at most, or a paragraph
		rest := cite.Span{Start: span.End, End: s.strips[k].span.End}
		if s.strips[k].heading < 0 && s.visible(rest) <= 1 && s.visible(cite.Span{Start: s.strips[k].span.Start, End: span.Start}) <= 6 {
			s.strips[k].heading = i
			continue
		}
		s.runin = append(s.runin, i)
	}
	n := 0
	for i := range s.strips {
		p := &s.strips[i]
		if p.heading < 0 && !p.folded() && p.role != statement.FrontLine && p.role != statement.HeadingLine {
			n++
			p.number = n
		}
	}
	return s
}

// visible counts the characters of a span that show something, up to 8.
func (s *sheet) visible(span cite.Span) (n int) {
	for _, r := range s.text.of(span) {
		if !document.Blank(r) {
			if n++; n == 8 {
				break
			}
		}
	}
	return n
}

// stripAt is the strip that holds a code point, -1 if none does.
func (s *sheet) stripAt(at int) int {
	i, found := slices.BinarySearchFunc(s.strips, at, func(p strip, at int) int { return cmp.Compare(p.span.Start, at) })
	if !found {
		i--
	}
	if i < 0 || at >= s.strips[i].span.End {
		return -1
	}
	return i
}

// whereabouts says where a span stands, for people: 第24段, and the page of the source.
func (s *sheet) whereabouts(span cite.Span) string {
	i := s.stripAt(span.Start)
	if i < 0 {
		return ""
	}
	p := &s.strips[i]
	where := "标题"
	switch {
	case p.number > 0:
		where = "第" + strconv.Itoa(p.number) + "段"
	case p.folded():
		where = "报告以外"
	}
	if p.para.Place.Page > 0 {
		where += "，原件第" + strconv.Itoa(p.para.Place.Page) + "页"
	}
	if p.para.Place.Sheet != "" {
		where += "，" + p.para.Place.Sheet + " " + p.para.Place.Cell
	}
	return where
}

// position is whereabouts with the code points, for tables.
func (s *sheet) position(span cite.Span) string {
	at := strconv.Itoa(span.Start) + "～" + strconv.Itoa(span.End) + "字"
	if where := s.whereabouts(span); where != "" {
		return where + "，" + at
	}
	return at
}
