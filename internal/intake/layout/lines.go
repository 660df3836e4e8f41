package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// farApart is the distance, in sizes of the print, from which two runs on one
// line are two cells of a row and no longer words of a sentence.
const farApart = 1.5

// pageLines makes the lines of a page: what stands between its tables column
// by column, its tables cell by cell.
func pageLines(p Page, number int) []line {
	runs := slices.DeleteFunc(slices.Clone(p.Runs), func(r Run) bool {
		return strings.TrimSpace(r.Text) == "" || !(r.Bottom > r.Top) || !(r.Right >= r.Left)
	})
	tables, runs := takeTables(p, runs)
	var out []line
	column, table := 0, 0
	between := make([][]Run, len(tables)+1)
	for _, r := range runs {
		y := (r.Top + r.Bottom) / 2
		k := 0
		for k < len(tables) && (tables[k].top+tables[k].bottom)/2 < y {
			k++
		}
		between[k] = append(between[k], r)
	}
	add := func(ls []line) {
		for _, l := range ls {
			l.page, l.width, l.height = number, p.Width, p.Height
			out = append(out, l)
		}
	}
	for k, part := range between {
		for _, c := range columns(part, p.Width) {
			n := 0
			if c.narrow {
				column++
				n = column
			}
			ls := linesOf(c.runs)
			for i := range ls {
				ls[i].column = n
			}
			add(ls)
		}
		if k < len(tables) {
			for _, c := range tables[k].cells {
				table++
				ls := linesOf(c.runs)
				for i := range ls {
					ls[i].cell, ls[i].table, ls[i].row = c.name, table, false
					ls[i].margin, ls[i].edge = c.left, c.right
				}
				add(ls)
			}
		}
	}
	return out
}

type column struct {
	runs   []Run
	narrow bool // beside another
}

// columns splits a part of a page at a gutter: a strip in its middle that
// hardly a run crosses while many stand on either side. What crosses it (a
// title, a page number) divides the columns into what is above and below.
func columns(runs []Run, width float64) []column {
	if len(runs) == 0 {
		return nil
	}
	whole := []column{{runs: runs}}
	runs = welded(runs)
	if width <= 0 || len(runs) < 12 {
		return whole
	}
	best, gutter := len(runs), 0.0
	for i := range 61 {
		x := width * (0.35 + 0.005*float64(i))
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
	if gutter == 0 || best*6 > len(runs) || !sideBySide(runs, gutter) {
		return whole
	}
	var over []Run
	for _, r := range runs {
		if r.Left < gutter && gutter < r.Right {
			over = append(over, r)
		}
	}
	slices.SortStableFunc(over, func(a, b Run) int { return cmp.Compare(a.Top+a.Bottom, b.Top+b.Bottom) })
	var out []column
	parts := make([][3][]Run, len(over)+1) // over, left, right
	for _, r := range runs {
		if r.Left < gutter && gutter < r.Right {
			continue
		}
		y := r.Top + r.Bottom
		k, _ := slices.BinarySearchFunc(over, y, func(o Run, y float64) int { return cmp.Compare(o.Top+o.Bottom, y) })
		side := 1
		if r.Right > gutter {
			side = 2
		}
		// a short run on the line of a title is the title's
		if k > 0 && onLine(over[k-1], r) {
			parts[k-1][0] = append(parts[k-1][0], r)
			continue
		}
		if k < len(over) && onLine(over[k], r) {
			parts[k][0] = append(parts[k][0], r)
			continue
		}
		parts[k][side] = append(parts[k][side], r)
	}
	for k, part := range parts {
		for _, side := range part[1:] {
			if len(side) > 0 {
				out = append(out, column{side, true})
			}
		}
		if k < len(over) {
			out = append(out, column{append(part[0], over[k]), false})
		}
	}
	return out
}

// welded joins runs that stand closer on a line than columns do, so that a
// title with a blank in it is one run that crosses the gutter.
func welded(runs []Run) []Run {
	var out []Run
	weld := func(g []Run) {
		l := lineOf(g)
		out = append(out, Run{Left: l.left, Right: l.right, Top: g[0].Top, Bottom: g[0].Bottom, Text: l.text})
	}
	for _, g := range groupsOf(runs) {
		from := 0
		for i := 1; i < len(g); i++ {
			if g[i].Left-g[i-1].Right >= 1.3*min(g[i-1].Bottom-g[i-1].Top, g[i].Bottom-g[i].Top) {
				weld(g[from:i])
				from = i
			}
		}
		weld(g[from:])
	}
	return out
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
		if utf8.RuneCountInString(r.Text) >= 10 {
			long[side]++
		}
	}
	return long[0] >= 5 && long[1] >= 5
}

// onLine says that a run stands on the line that another began: the smaller of
// the two, which may be raised, has its middle within the other.
func onLine(first, r Run) bool {
	small, large := first, r
	if r.Bottom-r.Top < first.Bottom-first.Top {
		small, large = r, first
	}
	y := (small.Top + small.Bottom) / 2
	return y > large.Top+0.1*(large.Bottom-large.Top) && y < large.Bottom-0.1*(large.Bottom-large.Top)
}

// linesOf makes lines of runs.
func linesOf(runs []Run) []line {
	var out []line
	for _, g := range groupsOf(runs) {
		if l := lineOf(g); l.text != "" {
			out = append(out, l)
		}
	}
	return out
}

// groupsOf groups runs that share a line, left to right.
func groupsOf(runs []Run) [][]Run {
	slices.SortStableFunc(runs, func(a, b Run) int { return cmp.Compare(a.Top+a.Bottom, b.Top+b.Bottom) })
	var groups [][]Run
	for _, r := range runs {
		if n := len(groups); n > 0 && onLine(groups[n-1][0], r) {
			groups[n-1] = append(groups[n-1], r)
			continue
		}
		groups = append(groups, []Run{r})
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b Run) int { return cmp.Compare(a.Left, b.Left) })
	}
	return groups
}

func lineOf(g []Run) line {
	l := line{left: g[0].Left, right: g[0].Right, top: g[0].Top, bottom: g[0].Bottom}
	var b strings.Builder
	longest, last, apart, far := 0, rune(0), 0, false
	for i, r := range g {
		if n := len(r.Text); n > longest { // the size of the line is that of most of it
			longest, l.size = n, r.Bottom-r.Top
		}
		text := strings.Trim(r.Text, "\r\n")
		first, _ := utf8.DecodeRuneInString(text)
		if i > 0 {
			size := min(r.Bottom-r.Top, g[i-1].Bottom-g[i-1].Top)
			gap, blank := r.Left-l.right, first == ' ' || last == ' ' || first == 0x3000 || last == 0x3000
			if !blank && (gap > 0.8*size || gap > 0.2*size && first < 0x80 && last < 0x80) {
				b.WriteByte(' ')
			}
			if gap > farApart*size {
				apart++
			}
			far = far || gap > 2*farApart*size
		}
		b.WriteString(text)
		last, _ = utf8.DecodeLastRuneInString(text)
		l.right = max(l.right, r.Right)
		l.top, l.bottom = min(l.top, r.Top), max(l.bottom, r.Bottom)
	}
	l.row = apart >= 2 || far
	l.text = strings.TrimSpace(b.String())
	for _, v := range []float64{l.left, l.right, l.top, l.bottom} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return line{}
		}
	}
	return l
}

// seam is what stands between two lines of a paragraph. Latin words were
// parted by the line end; Chinese ones were not.
func seam(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	if latin(first) && (latin(last) || strings.ContainsRune(".,;:!?%)", last)) {
		return " "
	}
	return ""
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
