// Package layout puts the words of a fixed page back into reading order: runs
// into lines, lines into paragraphs, columns one after the other, running
// heads and page numbers out. Pages of pdf and ofd come here alike; it refuses
// to know which.
package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Run is a stretch of text with its box; y grows downwards. Units are the
// page's own, any will do.
type Run struct {
	Left, Right, Top, Bottom float64
	Text                     string
}

// Page is one page of runs in any order.
type Page struct {
	Width, Height float64
	Runs          []Run
}

// Paragraph is a joined paragraph and the page (from 1) that it begins on.
type Paragraph struct {
	Page int
	Text string
}

type line struct {
	page                     int
	left, right, top, bottom float64
	size                     float64
	text                     string
	margin, edge             float64 // of its column
	height                   float64 // of the page
}

// Paragraphs reads pages in order.
func Paragraphs(pages []Page) []Paragraph {
	var lines []line
	for i, p := range pages {
		lines = append(lines, pageLines(p, i+1)...)
	}
	lines = withoutFurniture(lines, len(pages))
	var out []Paragraph
	for i, l := range lines {
		if i > 0 && continues(lines[i-1], l) {
			last := &out[len(out)-1]
			last.Text += seam(last.Text, l.text) + l.text
			continue
		}
		out = append(out, Paragraph{Page: l.page, Text: l.text})
	}
	return out
}

// pageLines makes the lines of a page, its columns one after the other.
func pageLines(p Page, number int) []line {
	runs := slices.DeleteFunc(slices.Clone(p.Runs), func(r Run) bool { return strings.TrimSpace(r.Text) == "" })
	if len(runs) == 0 {
		return nil
	}
	var lines []line
	for _, column := range columns(runs, p.Width) {
		ls := linesOf(column, number)
		left, right := math.Inf(1), math.Inf(-1)
		for _, l := range ls {
			if len([]rune(l.text)) >= 12 {
				left = min(left, l.left)
			}
			right = max(right, l.right)
		}
		if math.IsInf(left, 1) {
			for _, l := range ls {
				left = min(left, l.left)
			}
		}
		for i := range ls {
			ls[i].margin, ls[i].edge, ls[i].height = left, right, p.Height
		}
		lines = append(lines, ls...)
	}
	return lines
}

// columns splits a page at a gutter: a strip in its middle that hardly a run
// crosses while many stand on either side.
func columns(runs []Run, width float64) [][]Run {
	if width <= 0 || len(runs) < 12 {
		return [][]Run{runs}
	}
	best, gutter := len(runs), 0.0
	for x := width * 0.35; x <= width*0.65; x += width / 200 {
		crossing, left, right := 0, 0, 0
		for _, r := range runs {
			switch {
			case r.Left < x && x < r.Right:
				crossing++
			case r.Right <= x:
				left++
			default:
				right++
			}
		}
		if crossing < best && min(left, right)*4 >= len(runs) {
			best, gutter = crossing, x
		}
	}
	if gutter == 0 || best*12 > len(runs) || !sideBySide(runs, gutter) {
		return [][]Run{runs}
	}
	// what crosses the gutter stands over both columns
	var over, left, right []Run
	for _, r := range runs {
		switch {
		case r.Left < gutter && gutter < r.Right:
			over = append(over, r)
		case r.Right <= gutter:
			left = append(left, r)
		default:
			right = append(right, r)
		}
	}
	var out [][]Run
	if len(over) > 0 {
		out = append(out, over)
	}
	return append(out, left, right)
}

// sideBySide says that both sides hold running text: long runs, not the two
// cells of a table row.
func sideBySide(runs []Run, gutter float64) bool {
	long := [2]int{}
	for _, r := range runs {
		side := 0
		if r.Left >= gutter {
			side = 1
		}
		if len([]rune(r.Text)) >= 10 {
			long[side]++
		}
	}
	return long[0] >= 5 && long[1] >= 5
}

// linesOf groups runs that share a line, left to right.
func linesOf(runs []Run, page int) []line {
	slices.SortStableFunc(runs, func(a, b Run) int { return cmp.Compare(a.Top+a.Bottom, b.Top+b.Bottom) })
	var groups [][]Run
	for _, r := range runs {
		if n := len(groups); n > 0 {
			g := groups[n-1][0]
			middle := (r.Top + r.Bottom) / 2
			if middle > g.Top && middle < g.Bottom || math.Abs(middle-(g.Top+g.Bottom)/2) < 0.4*(g.Bottom-g.Top) {
				groups[n-1] = append(groups[n-1], r)
				continue
			}
		}
		groups = append(groups, []Run{r})
	}
	var out []line
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b Run) int { return cmp.Compare(a.Left, b.Left) })
		l := line{page: page, left: g[0].Left, top: g[0].Top, bottom: g[0].Bottom}
		var b strings.Builder
		for i, r := range g {
			size := r.Bottom - r.Top
			l.size = max(l.size, size)
			l.right = max(l.right, r.Right)
			l.top, l.bottom = min(l.top, r.Top), max(l.bottom, r.Bottom)
			text := strings.Trim(r.Text, "\r\n")
			if i > 0 {
				if gap := r.Left - g[i-1].Right; gap > 0.25*size && (latinEnd(b.String()) && latinStart(text)) || gap > 1.5*size {
					b.WriteByte(' ')
				}
			}
			b.WriteString(text)
		}
		l.text = strings.TrimSpace(b.String())
		if l.text != "" {
			out = append(out, l)
		}
	}
	return out
}

func latin(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

func latinEnd(s string) bool   { return s != "" && latin(rune(s[len(s)-1])) }
func latinStart(s string) bool { return s != "" && latin(rune(s[0])) }

func seam(a, b string) string {
	if latinEnd(a) && latinStart(b) {
		return " "
	}
	return ""
}

// continues says that a line goes on with the paragraph of the one before: the
// line before is full and the next is not indented.
func continues(a, b line) bool {
	em := max(a.size, 1e-6)
	full := a.edge-a.right < 2.2*em
	indented := b.left-b.margin > 1.2*em
	last, _ := lastRune(a.text)
	switch {
	case !full || math.Abs(a.size-b.size) > 0.25*em:
		return false
	case b.page == a.page && b.top-a.bottom > 2.5*em:
		return false
	case indented:
		return false
	case strings.ContainsRune("。！？", last) && startsItem(b.text):
		return false
	}
	return true
}

func lastRune(s string) (rune, int) {
	var last rune
	n := 0
	for _, r := range s {
		last = r
		n++
	}
	return last, n
}

var item = regexp.MustCompile(`^([一二三四五六七八九十]+[、.．]|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、．]|——)`)

func startsItem(s string) bool { return item.MatchString(s) }

var pageNumber = regexp.MustCompile(`^[\s—\-–·•第共页/]*[0-9ivxIVX]{1,4}[\s—\-–·•页/共第0-9]*$`)

// band is the part of a page, at the top and at the foot, where running heads
// and page numbers stand.
const band = 0.12

// withoutFurniture drops page numbers and the lines that stand at the same
// place of most pages with the same words.
func withoutFurniture(lines []line, pages int) []line {
	digits := regexp.MustCompile(`[0-9]+`)
	seen := map[string]map[int]bool{}
	key := func(l line) string {
		return digits.ReplaceAllString(strings.Join(strings.Fields(l.text), ""), "#")
	}
	edge := func(l line) bool {
		return l.height > 0 && (l.bottom < l.height*band || l.top > l.height*(1-band))
	}
	for _, l := range lines {
		if edge(l) {
			k := key(l)
			if seen[k] == nil {
				seen[k] = map[int]bool{}
			}
			seen[k][l.page] = true
		}
	}
	return slices.DeleteFunc(lines, func(l line) bool {
		if !edge(l) {
			return false
		}
		if pageNumber.MatchString(l.text) {
			return true
		}
		n := len(seen[key(l)])
		return n >= 3 && n*2 >= pages
	})
}
