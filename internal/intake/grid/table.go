package grid

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"duban/internal/base/fault"
)

// Sense says what stands in the cells of a column.
type Sense uint8

// The senses of a column.
const (
	Words  Sense = iota
	Day          // a day, given as 2006-01-02
	Moment       // a day with its time, given as 2006-01-02 15:04
	Name         // a code, number or name: figures without an exponent
)

// Column is a column that is asked for.
type Column struct {
	Title  string
	Sense  Sense
	Needed bool // the table is none without it
}

// Table is what was found under the titles.
type Table struct {
	Sheet  string
	Head   int // row of the titles
	Rows   []Line
	Unread []string // titles that nobody asked for
}

// Line is a row of a table; a cell that is empty is not there.
type Line struct {
	Number int // as the spreadsheet counts
	Cells  map[string]string
}

// What a template writes before the row that explains and the one that shows
// how to fill it in: neither is read.
const (
	Explains = "说明："
	Shows    = "示例："
)

// headWithin is in how many rows the titles are looked for: some put a title
// of the whole above them.
const headWithin = 10

// Find reads the table of a file whose titles are the columns asked for, with
// the most of them where there are several. It answers a fault where there is
// none, where a needed column is missing, twice, or has cells made one.
func Find(f File, columns []Column) (Table, error) {
	grids, err := Read(f)
	if err != nil {
		return Table{}, err
	}
	best, head, most := -1, 0, 0
	for i, g := range grids {
		for at, row := range g.Rows[:min(headWithin, len(g.Rows))] {
			n := 0
			for _, title := range Titles(row) {
				if slices.ContainsFunc(columns, func(c Column) bool { return Title(c.Title) == title }) {
					n++
				}
			}
			if n > most {
				best, head, most = i, at, n
			}
		}
	}
	var needed []string
	for _, c := range columns {
		if c.Needed {
			needed = append(needed, c.Title)
		}
	}
	if best < 0 || most < min(2, len(columns)) {
		return Table{}, fault.New(fault.Invalid, fmt.Sprintf("“%s”里找不到表头。", f.Name), "表头要有这几列："+strings.Join(needed, "、")+"。请下载模板来填。").At("file")
	}
	return grids[best].under(head, columns)
}

func (g *Grid) under(head int, columns []Column) (Table, error) {
	titles := Titles(g.Rows[head])
	t := Table{Sheet: g.Name, Head: g.Rows[head].Number}
	var missing []string
	for _, c := range columns {
		switch n := count(titles, Title(c.Title)); {
		case n > 1:
			return t, fault.New(fault.Invalid, fmt.Sprintf("表头里有 %d 个“%s”。", n, c.Title), "请只留一列。").At("file")
		case n == 0 && c.Needed:
			missing = append(missing, c.Title)
		}
	}
	if len(missing) > 0 {
		return t, fault.New(fault.Invalid, fmt.Sprintf("缺少这几列：%s。", strings.Join(missing, "、")), "请从模板里把列补上，表头照模板写。").At("file")
	}
	known := make([]*Column, len(titles))
	for i, title := range titles {
		if at := slices.IndexFunc(columns, func(c Column) bool { return Title(c.Title) == title }); at >= 0 {
			known[i] = &columns[at]
		} else if title != "" {
			t.Unread = append(t.Unread, title)
		}
	}
	for _, m := range g.Merged {
		if m.Bottom <= t.Head || m.Left > len(known) || m.Left == m.Right && known[m.Left-1] == nil {
			continue
		}
		return t, fault.New(fault.Invalid, fmt.Sprintf("%s 是合并单元格，合并进去的格子读不到。", m.Name), "请取消合并，每一格都填上。").At("file")
	}
	for _, row := range g.Rows[head+1:] {
		line := Line{row.Number, map[string]string{}}
		for i, cell := range row.Cells {
			if i == 0 && (strings.HasPrefix(Tidy(cell), Explains) || strings.HasPrefix(Tidy(cell), Shows)) {
				line.Cells = nil
				break
			}
			if i < len(known) && known[i] != nil {
				if s := known[i].Sense.read(cell, g.Date1904); s != "" {
					line.Cells[known[i].Title] = s
				}
			}
		}
		if len(line.Cells) > 0 {
			t.Rows = append(t.Rows, line)
		}
	}
	return t, nil
}

func count(titles []string, title string) (n int) {
	for _, t := range titles {
		if t == title {
			n++
		}
	}
	return n
}

// read is a cell as its column takes it; what is not understood stays as it was
// written, for whoever reads the row to refuse.
func (s Sense) read(cell string, date1904 bool) string {
	switch s {
	case Words:
		return lines(cell)
	case Day:
		if d, ok := DayOf(Fold(cell), date1904); ok {
			return d.String()
		}
	case Moment:
		if d, hour, minute, ok := MomentOf(Tidy(cell), date1904); ok {
			return fmt.Sprintf("%s %02d:%02d", d, hour, minute)
		}
	case Name:
		return Unrolled(Tidy(cell))
	}
	return Tidy(cell)
}

// lines is a cell with its line ends, without characters that nobody sees.
func lines(cell string) string {
	cell = strings.ReplaceAll(strings.ToValidUTF8(cell, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, cell))
}
