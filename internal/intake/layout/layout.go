// Package layout puts the words of a fixed page back into reading order: runs
// into lines, lines into paragraphs, columns one after the other, ruled tables
// cell by cell, footnotes to the end, running heads and page numbers out.
// Pages of pdf and ofd come here alike; it refuses to know which.
package layout

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/kernel/document"
)

// Run is a stretch of text with its box; y grows downwards. Units are the
// page's own, any will do. Boxes reach from the ascent to the descent of the
// font, not just around the ink: a comma stands on the line of its neighbours.
type Run struct {
	Left, Right, Top, Bottom float64
	Text                     string
}

// Rule is a straight line that is drawn on a page, as the thin box it fills.
type Rule struct {
	Left, Right, Top, Bottom float64
}

// Page is one page of runs and rules in any order.
type Page struct {
	Width, Height float64
	Runs          []Run
	Rules         []Rule
}

// Paragraph is a joined paragraph and the page (from 1) that it begins on.
type Paragraph struct {
	Page int
	Text string
	Cell string // "r2c3" in a ruled table of the page
	Note bool   // a footnote
}

// FormOf is the form of a paragraph.
func FormOf(p Paragraph) document.Form {
	switch {
	case p.Note:
		return document.Footnote
	case p.Cell != "":
		return document.Cell
	}
	return document.Prose
}

type line struct {
	page                     int
	column                   int // 0 the page's full width; each other column has its number
	left, right, top, bottom float64
	size                     float64
	text                     string
	row                      bool    // pieces far apart: a row of something, not prose
	margin, edge, pitch      float64 // of its column
	width, height            float64 // of the page
	cell                     string
	table                    int
}

// Paragraphs reads pages in order.
func Paragraphs(pages []Page) []Paragraph {
	var lines []line
	for i, p := range pages {
		lines = append(lines, pageLines(p, i+1)...)
	}
	lines = withoutFurniture(lines, len(pages))
	lines, notes := apart(lines)
	fit(lines)
	fit(notes)
	out := join(nil, lines, false)
	return join(out, notes, true)
}

func join(out []Paragraph, lines []line, notes bool) []Paragraph {
	var text strings.Builder
	flush := func() {
		if n := len(out); n > 0 && text.Len() > 0 {
			out[n-1].Text = text.String()
			text.Reset()
		}
	}
	for i, l := range lines {
		if i > 0 && continues(lines[i-1], l) && !(notes && noteMark.MatchString(l.text)) {
			text.WriteString(seam(lines[i-1].text, l.text))
			text.WriteString(l.text)
			continue
		}
		flush()
		out = append(out, Paragraph{Page: l.page, Cell: l.cell, Note: notes})
		text.WriteString(l.text)
	}
	flush()
	return out
}

// fit finds the margins and the distance of lines of each column. A page with
// a line or two says little of its margins: the other pages of its width do.
func fit(lines []line) {
	type column struct{ page, number int }
	type measure struct {
		left, right float64
		long        bool
		pitches     []float64
	}
	measures := map[column]*measure{}
	for i, l := range lines {
		if l.cell != "" {
			continue
		}
		m := measures[column{l.page, l.column}]
		if m == nil {
			m = &measure{left: math.Inf(1), right: math.Inf(-1)}
			measures[column{l.page, l.column}] = m
		}
		switch long := utf8.RuneCountInString(l.text) >= 12; {
		case long && !m.long:
			m.long, m.left = true, l.left
		case long == m.long:
			m.left = min(m.left, l.left)
		}
		if !l.row {
			m.right = max(m.right, l.right)
		}
		if i > 0 {
			if a := lines[i-1]; a.page == l.page && a.column == l.column && a.cell == "" && math.Abs(a.size-l.size) < 0.1*l.size && l.top > a.top {
				m.pitches = append(m.pitches, l.top-a.top)
			}
		}
	}
	// of full-width lines by the width of their page
	rights, lefts := map[float64][]float64{}, map[float64][]float64{}
	for i, l := range lines {
		if l.column != 0 || l.cell != "" || l.row {
			continue
		}
		w := math.Round(l.width)
		rights[w] = append(rights[w], l.right)
		if m := measures[column{l.page, 0}]; m.long && (i == 0 || lines[i-1].page != l.page) {
			lefts[w] = append(lefts[w], m.left)
		}
	}
	for _, m := range []map[float64][]float64{rights, lefts} {
		for w := range m {
			slices.Sort(m[w])
		}
	}
	for _, m := range measures {
		slices.Sort(m.pitches)
	}
	for i := range lines {
		l := &lines[i]
		if l.cell != "" {
			continue
		}
		m := measures[column{l.page, l.column}]
		l.margin, l.edge = m.left, m.right
		if l.column == 0 {
			w := math.Round(l.width)
			if n := len(rights[w]); n > 0 {
				l.edge = max(l.edge, rights[w][n*9/10])
			}
			if !m.long && len(lefts[w]) > 0 {
				l.margin = min(l.margin, middle(lefts[w]))
			}
		}
		if len(m.pitches) >= 4 {
			l.pitch = middle(m.pitches)
		}
	}
}

// middle is the median of sorted values.
func middle(sorted []float64) float64 { return sorted[len(sorted)/2] }

// narrowest is the least that a full line of prose measures, in sizes of its print.
const narrowest = 8

// continues says that a line goes on with the paragraph of the one before: the
// line before is full and the next is not indented.
func continues(a, b line) bool {
	em := max(a.size, 1e-6)
	if a.cell != b.cell || a.table != b.table || a.row || b.row {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(a.text)
	if strings.ContainsRune("。！？；", last) && startsItem(b.text) {
		return false
	}
	if a.cell != "" {
		// Cells are padded and their lines centred as often as not.
		ended := strings.ContainsRune("。！？；", last)
		return a.edge-a.right < 2.8*em && !startsItem(b.text) && !(ended && b.left-a.left > 1.2*em)
	}
	samePlace := b.page == a.page && b.column == a.column
	switch {
	case a.right-a.left < narrowest*em:
		return false
	case a.edge-a.right >= 2.2*em, math.Abs(a.size-b.size) > 0.25*em:
		return false
	case samePlace && b.top-a.bottom > 2.5*em:
		return false
	case samePlace && a.pitch > 0 && b.top-a.top > 1.4*a.pitch && b.top-a.top > 1.5*em:
		return false
	case b.left-b.margin > 1.2*em:
		// The second line of a centred title stands in, too.
		return samePlace && !strings.ContainsRune("。！？；：", last) && centred(a) && centred(b)
	}
	return true
}

func centred(l line) bool {
	return math.Abs(l.left+l.right-l.margin-l.edge) < 1.2*l.size && l.left-l.margin > 0.2*l.size
}

var item = regexp.MustCompile(`^([一二三四五六七八九十]+[、.．]|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、．][^0-9]|——|[①-⑳])`)

func startsItem(s string) bool { return item.MatchString(s) }
