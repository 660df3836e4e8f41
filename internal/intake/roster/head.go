package roster

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/intake/grid"
	form "duban/internal/kernel/roster"
)

// headWithin is in how many rows the titles are looked for: some put a title
// of the whole above them.
const headWithin = 10

// take finds out which sheet of the form a grid is and reads its rows.
func (r *reading) take(file string, g *grid.Grid) error {
	s, head, ok := recognize(g)
	if !ok {
		if slices.ContainsFunc(form.Sheets, func(s form.Sheet) bool { return s.Name == grid.Fold(g.Name) }) {
			r.problem(form.Problem{Sheet: grid.Fold(g.Name), Sentence: fmt.Sprintf("“%s”表里找不到表头。", grid.Fold(g.Name)), Hint: "请把模板的表头放回第一行。"})
			return nil
		}
		if len(g.Rows) > 0 && !ours(g) {
			r.remark(form.Problem{Sentence: fmt.Sprintf("“%s”的“%s”不是名册的表，没有读。", file, grid.Short(g.Name)), Hint: "名册只有“单位”“岗位”“人员”三张表。"})
		}
		return nil
	}
	if r.table(s.Name) != nil {
		return fault.New(fault.Invalid, fmt.Sprintf("“%s”里又有一张“%s”表。", file, s.Name), "一次只交一张，请把两张合起来。")
	}
	t := form.Table{Sheet: s.Name, HeadRow: g.Rows[head].Number}
	for _, cell := range g.Rows[head].Cells {
		t.Titles = append(t.Titles, grid.Tidy(cell))
	}
	if !g.Comma && grid.Fold(g.Name) != s.Name {
		r.remark(form.Problem{Sheet: s.Name, Sentence: fmt.Sprintf("工作表“%s”当作“%s”表来读。", grid.Short(g.Name), s.Name)})
	}
	t.Columns = r.columnsOf(s, &t)
	for _, row := range g.Rows[head+1:] {
		cells := make([]string, len(t.Titles))
		for i, cell := range row.Cells {
			if i < len(cells) {
				cells[i] = grid.Tidy(cell)
			}
		}
		if slices.ContainsFunc(cells, func(c string) bool { return c != "" }) {
			t.Numbers, t.Rows = append(t.Numbers, row.Number), append(t.Rows, cells)
		}
	}
	r.mergersOf(s, &t, g)
	r.out.Tables = append(r.out.Tables, t)
	r.rows(s, &r.out.Tables[len(r.out.Tables)-1], g.Date1904)
	return nil
}

// ours says that a sheet is the list of problems that we gave back.
func ours(g *grid.Grid) bool {
	return slices.Contains(grid.Titles(g.Rows[0]), form.ProblemTitle)
}

// recognize finds the sheet of the form whose titles a row near the top has, best by how many.
func recognize(g *grid.Grid) (best form.Sheet, head int, ok bool) {
	most := 0.0
	for i, row := range g.Rows {
		if i == headWithin {
			break
		}
		titles := grid.Titles(row)
		for _, s := range form.Sheets {
			n := 0
			for _, c := range s.Columns {
				if slices.Contains(titles, c.Title) {
					n++
				}
			}
			score := float64(n) / float64(len(s.Columns))
			if n > 0 && strings.Contains(grid.Fold(g.Name), s.Name) {
				score += 0.3
			}
			if score >= 0.5 && score > most {
				most, best, head, ok = score, s, i, true
			}
		}
	}
	return best, head, ok
}

// columnsOf says which column of the form each title is. A title that is
// nearly that of a missing column was renamed; any other is left alone.
func (r *reading) columnsOf(s form.Sheet, t *form.Table) []string {
	columns := make([]string, len(t.Titles))
	var missing []string
	for _, c := range s.Columns {
		found := false
		for i, words := range t.Titles {
			if grid.Title(words) != c.Title {
				continue
			}
			if found {
				r.problem(form.Problem{Sheet: s.Name, Row: t.HeadRow, Column: c.Title, Value: words, Sentence: fmt.Sprintf("表头里有两个“%s”，只读了前一个。", c.Title), Hint: "请删去一列。"})
				continue
			}
			found, columns[i] = true, c.Title
		}
		if !found {
			missing = append(missing, c.Title)
		}
	}
	for i, words := range t.Titles {
		said := grid.Title(words)
		if columns[i] != "" || said == "" || said == form.ProblemTitle || slices.ContainsFunc(s.Columns, func(c form.Column) bool { return c.Title == said }) {
			continue
		}
		if right := nearest(said, missing); right != "" {
			missing = slices.DeleteFunc(missing, func(m string) bool { return m == right })
			r.problem(form.Problem{Sheet: s.Name, Row: t.HeadRow, Column: right, Value: words, Sentence: fmt.Sprintf("表头“%s”应当是“%s”，这一列没有读。", grid.Short(words), right), Hint: fmt.Sprintf("请把表头改回“%s”。", right)})
			continue
		}
		r.remark(form.Problem{Sheet: s.Name, Row: t.HeadRow, Value: words, Sentence: fmt.Sprintf("多出的列“%s”没有读。", grid.Short(words))})
	}
	for _, name := range missing {
		if c, _ := s.Column(name); c.Required {
			r.problem(form.Problem{Sheet: s.Name, Row: t.HeadRow, Column: name, Sentence: fmt.Sprintf("缺少“%s”一列。", name), Hint: "请从模板里把这一列补上。"})
		} else {
			r.remark(form.Problem{Sheet: s.Name, Row: t.HeadRow, Column: name, Sentence: fmt.Sprintf("没有“%s”一列，按没有填处理。", name)})
		}
	}
	return columns
}

// mergersOf tells of cells made one among what is read.
func (r *reading) mergersOf(s form.Sheet, t *form.Table, g *grid.Grid) {
	for _, m := range g.Merged {
		if m.Bottom < t.HeadRow || m.Left > len(t.Titles) {
			continue
		}
		column := t.Columns[m.Left-1]
		if column == "" && m.Left == m.Right {
			continue // a column that is not read
		}
		r.problem(form.Problem{Sheet: s.Name, Row: max(m.Top, t.HeadRow), Column: column, Value: m.Name,
			Sentence: fmt.Sprintf("%s 是合并单元格，合并进去的格子读不到。", m.Name), Hint: "请取消合并，每一格都填上。"})
	}
}
