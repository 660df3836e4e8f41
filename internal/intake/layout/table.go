package layout

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// The limits on what is taken for tables; a page of forms has some sixty rules.
const (
	maxRules = 20_000 // drawn on a page
	maxLines = 400    // after those in line with each other are joined
	maxCells = 10_000
)

// table is a grid of rules with the runs in its cells, row by row.
type table struct {
	top, bottom float64
	cells       []*cell
}

type cell struct {
	name                     string
	left, right, top, bottom float64
	runs                     []Run
}

// stroke is a rule without its breadth: at is x for upright ones, else y.
type stroke struct {
	upright      bool
	at, from, to float64
}

// thick is the breadth, in parts of a line's length, from which a filled box is
// no longer a line.
const thick = 0.2

// Border is the rules that a drawn box amounts to: itself if it is thin, its
// four sides if it is stroked, none if it merely shades.
func Border(left, right, top, bottom float64, stroked bool) []Rule {
	w, h := right-left, bottom-top
	switch {
	case min(w, h) <= thick*max(w, h) && !(stroked && min(w, h) > 6):
		return []Rule{{left, right, top, bottom}}
	case stroked:
		return []Rule{{left, right, top, top}, {left, right, bottom, bottom}, {left, left, top, bottom}, {right, right, top, bottom}}
	}
	return nil
}

// takeTables finds the ruled tables of a page and takes the runs in them out.
// Only rules make a table here: words that merely stand in columns are left to
// be read as lines.
func takeTables(p Page, runs []Run) ([]table, []Run) {
	near := 0.003 * max(p.Height, p.Width)
	if len(p.Rules) < 4 || len(p.Rules) > maxRules || near <= 0 || len(runs) == 0 {
		return nil, runs
	}
	strokes := joined(p.Rules, near)
	if len(strokes) > maxLines {
		return nil, runs
	}
	var tables []table
	for _, group := range touching(strokes, near) {
		t, rest, ok := gridOf(group, runs, near)
		if ok {
			tables = append(tables, t)
			runs = rest
		}
	}
	slices.SortStableFunc(tables, func(a, b table) int { return cmp.Compare(a.top, b.top) })
	return tables, runs
}

// joined puts together the pieces of which borders are drawn.
func joined(rules []Rule, near float64) []stroke {
	var all []stroke
	for _, r := range rules {
		w, h := r.Right-r.Left, r.Bottom-r.Top
		s := stroke{at: (r.Top + r.Bottom) / 2, from: r.Left, to: r.Right}
		if h > w {
			s = stroke{upright: true, at: (r.Left + r.Right) / 2, from: r.Top, to: r.Bottom}
		}
		if min(w, h) > near || min(w, h) < 0 || math.IsNaN(s.at+s.from+s.to) || math.IsInf(s.at+s.from+s.to, 0) {
			continue
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b stroke) int {
		if a.upright != b.upright {
			if a.upright {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(math.Round(a.at/near), math.Round(b.at/near)), cmp.Compare(a.from, b.from))
	})
	var out []stroke
	for _, s := range all {
		if n := len(out); n > 0 && out[n-1].upright == s.upright && math.Abs(out[n-1].at-s.at) <= near && s.from <= out[n-1].to+near && s.from >= out[n-1].from-near {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return slices.DeleteFunc(out, func(s stroke) bool { return s.to-s.from < 2*near })
}

// touching parts strokes into groups that hang together.
func touching(strokes []stroke, near float64) [][]stroke {
	group := make([]int, len(strokes))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	for i, a := range strokes {
		for j, b := range strokes[:i] {
			if a.upright != b.upright && b.at >= a.from-near && b.at <= a.to+near && a.at >= b.from-near && a.at <= b.to+near {
				group[root(i)] = root(j)
			}
		}
	}
	at := map[int]int{}
	var out [][]stroke
	for i, s := range strokes {
		r := root(i)
		k, found := at[r]
		if !found {
			k = len(out)
			at[r] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], s)
	}
	return out
}

// gridOf makes a table of strokes that hang together, if words stand in at
// least two columns of it: a mere frame around a text is none.
func gridOf(strokes []stroke, runs []Run, near float64) (table, []Run, bool) {
	xs, ys := positions(strokes, true, near), positions(strokes, false, near)
	rows, cols := len(ys)-1, len(xs)-1
	if rows < 1 || cols < 2 || rows*cols > maxCells {
		return table{}, runs, false
	}
	owner := merged(strokes, xs, ys, near)
	cells := make([]*cell, rows*cols)
	for k := range cells {
		i, j := k/cols, k%cols
		o := owner[k]
		if cells[o] == nil {
			cells[o] = &cell{name: fmt.Sprintf("r%dc%d", o/cols+1, o%cols+1), left: xs[j], right: xs[j+1], top: ys[i], bottom: ys[i+1]}
		}
		c := cells[o]
		c.left, c.right = min(c.left, xs[j]), max(c.right, xs[j+1])
		c.top, c.bottom = min(c.top, ys[i]), max(c.bottom, ys[i+1])
	}
	var rest []Run
	filled := map[int]bool{} // columns with words
	for _, r := range runs {
		x, y := (r.Left+r.Right)/2, (r.Top+r.Bottom)/2
		j, i := slot(xs, x), slot(ys, y)
		if i < 0 || j < 0 {
			rest = append(rest, r)
			continue
		}
		o := owner[i*cols+j]
		cells[o].runs = append(cells[o].runs, r)
		filled[o%cols] = true
	}
	if len(filled) < 2 {
		return table{}, runs, false
	}
	t := table{top: ys[0], bottom: ys[rows]}
	for _, c := range cells {
		if c != nil && len(c.runs) > 0 {
			t.cells = append(t.cells, c)
		}
	}
	return t, rest, true
}

// positions are the places of the strokes of one direction, close ones as one.
func positions(strokes []stroke, upright bool, near float64) []float64 {
	var at []float64
	for _, s := range strokes {
		if s.upright == upright {
			at = append(at, s.at)
		}
	}
	slices.Sort(at)
	return slices.CompactFunc(at, func(a, b float64) bool { return math.Abs(b-a) <= 2*near })
}

// slot is the interval of sorted positions that a value lies in, or -1.
func slot(sorted []float64, v float64) int {
	i, _ := slices.BinarySearch(sorted, v)
	if i == 0 || i == len(sorted) {
		return -1
	}
	return i - 1
}

// merged says for each square of the grid which square it belongs to: the
// first, by row and column, of those that no stroke parts.
func merged(strokes []stroke, xs, ys []float64, near float64) []int {
	rows, cols := len(ys)-1, len(xs)-1
	right, below := make([]bool, rows*cols), make([]bool, rows*cols) // a stroke stands there
	for _, s := range strokes {
		along, across := ys, xs
		if !s.upright {
			along, across = xs, ys
		}
		k := nearest(across, s.at)
		if k == 0 || k == len(across)-1 || math.Abs(across[k]-s.at) > 3*near {
			continue
		}
		for i := range len(along) - 1 {
			if m := (along[i] + along[i+1]) / 2; m < s.from || m > s.to {
				continue
			}
			if s.upright {
				right[i*cols+k-1] = true
			} else {
				below[(k-1)*cols+i] = true
			}
		}
	}
	owner := make([]int, rows*cols)
	for i := range owner {
		owner[i] = i
	}
	root := func(i int) int {
		for owner[i] != i {
			owner[i] = owner[owner[i]]
			i = owner[i]
		}
		return i
	}
	unite := func(a, b int) {
		a, b = root(a), root(b)
		owner[max(a, b)] = min(a, b)
	}
	for i := range rows {
		for j := range cols {
			if j+1 < cols && !right[i*cols+j] {
				unite(i*cols+j, i*cols+j+1)
			}
			if i+1 < rows && !below[i*cols+j] {
				unite(i*cols+j, (i+1)*cols+j)
			}
		}
	}
	for i := range owner {
		owner[i] = root(i)
	}
	return owner
}

func nearest(sorted []float64, v float64) int {
	i, _ := slices.BinarySearch(sorted, v)
	if i == len(sorted) || i > 0 && v-sorted[i-1] < sorted[i]-v {
		i--
	}
	return i
}
