// Package columns decides which column of a table is which field, whatever its
// titles: by names and other words for the same, and by what stands in the
// cells. It is told the fields and guesses; a person confirms. It reads money
// and days in the forms people write them. It refuses to know what a field
// means and to remember what was confirmed. Start reading at Open and Suggest.
package columns

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/intake/grid"
)

// Sense says what stands in the cells of a field.
type Sense uint8

// The senses of fields.
const (
	Words  Sense = iota
	Money        // in 万元 once it is read, whatever the title says it is in
	Number       // a number with a unit of its own
	Day          // a day, or a month, which is its first day
)

// Field is a field that a table may have a column of.
type Field struct {
	Key    string
	Title  string   // what we call it
	Names  []string // what others call it
	Sense  Sense
	Needed bool
	Shape  func(cell string) bool // what its cells look like, where that tells it from others; may be nil
}

// Sheet is the table of a file: its titles and the lines under them.
type Sheet struct {
	Name   string
	Titles []string // by column; "" where there is none
	Lines  []Line
	Above  []string // what stands over the titles: what the table is called, and of when
	Left   []int    // lines that are no rows of the table: sums, headings of groups
	scale  []int    // by column: the power of ten by which money becomes 万元
	date   bool     // days are counted from 1904 on
}

// Line is a row; Number is as the spreadsheet counts.
type Line struct {
	Number int
	Cells  []string
	Under  string // the heading of the group that it stands in, "" for none
}

const (
	headWithin = 12 // in so many rows titles are looked for
	fewest     = 3  // so many titles are some, where none is a name of a field
)

// Open finds the sheet and the row of titles that knows most of the fields;
// where none knows any, it takes the first row that looks like titles.
func Open(f grid.File, fields []Field) (Sheet, error) {
	grids, err := grid.Read(f)
	if err != nil {
		return Sheet{}, err
	}
	best, most := Sheet{}, 0
	for _, g := range grids {
		for at := range g.Rows[:min(headWithin, len(g.Rows))] {
			titles, next := titlesAt(g, at)
			n, words := known(titles, fields), looks(titles)
			if w := n*grid.MaxColumns + words; w > most && (n > 0 || words >= fewest) {
				best, most = under(g, at, titles, next), w
			}
		}
	}
	if best.Titles == nil {
		return best, fault.New(fault.Invalid, fmt.Sprintf("“%s”里找不到表头。", f.Name), "表头要占一行，一列一个名称；请看看是不是交错了文件。").At("file")
	}
	if len(best.Lines) == 0 {
		return best, fault.New(fault.Invalid, "一行数据也没有。", "请核对文件。").At("file")
	}
	return best, nil
}

// titlesAt are the titles of a row, with those of a second row under titles
// that stand over several columns; next is the first row under them.
func titlesAt(g grid.Grid, at int) (titles []string, next int) {
	row := g.Rows[at]
	titles = grid.Titles(row)
	next = at + 1
	if next >= len(g.Rows) {
		return titles, next
	}
	second := grid.Titles(g.Rows[next])
	split := false
	for _, m := range g.Merged {
		if m.Top != row.Number || m.Right == m.Left || m.Bottom > row.Number || m.Left > len(titles) || titles[m.Left-1] == "" {
			continue
		}
		over := titles[m.Left-1]
		for c := m.Left - 1; c < m.Right && c < max(len(titles), len(second)); c++ {
			for len(titles) <= c {
				titles = append(titles, "")
			}
			if c < len(second) && second[c] != "" {
				titles[c], split = over+second[c], true
			}
		}
	}
	if !split {
		return titles, next
	}
	for c, t := range second { // and those that stand beside
		for len(titles) <= c {
			titles = append(titles, "")
		}
		if titles[c] == "" {
			titles[c] = t
		}
	}
	return titles, next + 1
}

// known counts the titles that are a name of a field.
func known(titles []string, fields []Field) (n int) {
	for _, t := range titles {
		if slices.ContainsFunc(fields, func(f Field) bool { return named(bare(t), f) >= exact }) {
			n++
		}
	}
	return n
}

// looks counts the cells that may be titles: words, not figures, each once.
func looks(titles []string) (n int) {
	for i, t := range titles {
		if t == "" || utf8.RuneCountInString(t) > 20 || !strings.ContainsFunc(t, unicode.IsLetter) || slices.Contains(titles[:i], t) {
			continue
		}
		n++
	}
	return n
}

// sums are how a line begins that is no row of the table.
var sums = regexp.MustCompile(`^(合计|小计|总计|共计|累计|平均|备注|注[:：]|说明[:：]|填表|制表|审核)`)

func under(g grid.Grid, at int, titles []string, next int) Sheet {
	s := Sheet{Name: g.Name, Titles: titles, date: g.Date1904}
	general, found := 0, false // what is said over the table holds for all its columns
	for _, r := range g.Rows[:at] {
		for _, c := range r.Cells {
			if t := grid.Tidy(c); t != "" {
				s.Above = append(s.Above, t)
			}
			if t := grid.Fold(c); strings.Contains(t, "单位:") || strings.Contains(t, "单位：") {
				if n, ok := scaleOf(t); ok {
					general, found = n, true
				}
			}
		}
	}
	s.scale = make([]int, len(titles))
	for i, t := range titles {
		s.scale[i] = general
		if n, ok := scaleOf(t); ok {
			s.scale[i] = n
		} else if !found {
			s.scale[i] = 0
		}
	}
	var last []string
	group := ""
	for _, r := range g.Rows[next:] {
		l := Line{Number: r.Number, Cells: make([]string, len(titles)), Under: group}
		filled := 0
		for i, c := range r.Cells {
			if i < len(l.Cells) {
				if l.Cells[i] = grid.Tidy(c); l.Cells[i] != "" {
					filled++
				}
			}
		}
		first := grid.Fold(strings.Join(l.Cells, ""))
		if filled == 0 {
			continue
		}
		if filled == 1 && len(titles) > 2 || sums.MatchString(first) || slices.ContainsFunc(l.Cells[:min(3, len(l.Cells))], func(c string) bool { return sums.MatchString(grid.Fold(c)) && utf8.RuneCountInString(c) <= 6 }) {
			s.Left = append(s.Left, r.Number)
			last = nil
			if filled == 1 && !sums.MatchString(first) {
				group = strings.Join(l.Cells, "")
			}
			continue
		}
		for _, m := range g.Merged { // a cell made one over several lines says the same of each
			if i := m.Left - 1; m.Left == m.Right && m.Top < r.Number && r.Number <= m.Bottom && i < len(l.Cells) && l.Cells[i] == "" && i < len(last) {
				l.Cells[i] = last[i]
			}
		}
		last = l.Cells
		s.Lines = append(s.Lines, l)
	}
	return s
}

var unitForm = regexp.MustCompile(`亿元|万元|千元|元`)

// scaleOf is the power of ten by which money in the unit that a text names
// becomes 万元.
func scaleOf(text string) (power int, ok bool) {
	switch unitForm.FindString(text) {
	case "亿元":
		return 4, true
	case "万元":
		return 0, true
	case "千元":
		return -1, true
	case "元":
		return -4, true
	}
	return 0, false
}

// Signature names the layout of a table: the same titles in the same order.
func (s Sheet) Signature() string {
	var b strings.Builder
	for _, t := range s.Titles {
		b.WriteString(t)
		b.WriteByte(0x1f)
	}
	sum := sha256.Sum256([]byte(strings.TrimRight(b.String(), "\x1f")))
	return hex.EncodeToString(sum[:16])
}

// Mapping says by column which field it is; "" is not read.
type Mapping []string

// Column is where a field stands, -1 for nowhere.
func (m Mapping) Column(key string) int { return slices.Index(m, key) }

// Check refuses a mapping that has a field twice, one that is none, or lacks one
// that is needed.
func (m Mapping) Check(s Sheet, fields []Field) error {
	for i, key := range m {
		switch {
		case key == "":
		case !slices.ContainsFunc(fields, func(f Field) bool { return f.Key == key }):
			return fault.New(fault.Invalid, "没有“"+key+"”这一栏。", "请从列出的里选。").At(fmt.Sprintf("column-%d", i))
		case slices.Contains(m[:i], key):
			return fault.New(fault.Invalid, fmt.Sprintf("“%s”和“%s”两列都指为“%s”。", title(s, slices.Index(m, key)), title(s, i), titleOf(key, fields)), "一栏只取一列，另一列选“不读”。").At(fmt.Sprintf("column-%d", i))
		}
	}
	for _, f := range fields {
		if f.Needed && !slices.Contains(m, f.Key) {
			return fault.New(fault.Invalid, "没有哪一列是“"+f.Title+"”。", "请指出哪一列是它；表里没有的，先补上。").At("mapping")
		}
	}
	return nil
}

func title(s Sheet, i int) string {
	if i < len(s.Titles) && s.Titles[i] != "" {
		return s.Titles[i]
	}
	return fmt.Sprintf("第 %d 列", i+1)
}

func titleOf(key string, fields []Field) string {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return key
	}
	return fields[i].Title
}

// Title is what a column is called in a sentence.
func (s Sheet) Title(i int) string { return title(s, i) }
