package press

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"duban/internal/kernel/roster"
)

// overview is the sheet that lists all problems.
const overview = "问题一览"

// RosterProblems gives a roster back to be mended: the rows where they stood,
// bad cells marked, and in a last column what is wrong and how to mend it. The
// workbook can be filled in further and handed in again as it is.
func RosterProblems(w io.Writer, tables []roster.Table, problems []roster.Problem) error {
	b, err := newRosterBook()
	if err != nil {
		return err
	}
	defer b.f.Close()
	for _, s := range roster.Sheets {
		i := slices.IndexFunc(tables, func(t roster.Table) bool { return t.Sheet == s.Name })
		if i < 0 {
			continue
		}
		if err := b.problemsOf(s, tables[i], problems); err != nil {
			return err
		}
	}
	if err := b.overview(problems); err != nil {
		return err
	}
	return b.write(w, "名册问题")
}

func (b *rosterBook) problemsOf(s roster.Sheet, t roster.Table, problems []roster.Problem) error {
	var titles, columns []string
	var kept []int // columns of the table, without an old one of problems
	for i, title := range t.Titles {
		if title == roster.ProblemTitle && t.Columns[i] == "" {
			continue
		}
		titles, columns, kept = append(titles, title), append(columns, t.Columns[i]), append(kept, i)
	}
	titles, columns = append(titles, roster.ProblemTitle), append(columns, "")
	of := map[int][]roster.Problem{}
	for _, p := range problems {
		if p.Sheet == s.Name {
			of[p.Row] = append(of[p.Row], p)
		}
	}
	head := max(t.HeadRow, 1)
	if err := b.sheet(s, titles, columns, head); err != nil {
		return err
	}
	for i, row := range t.Rows {
		cells, marked := make([]string, len(titles)), map[int]bool{}
		for k, from := range kept {
			if from < len(row) {
				cells[k] = row[from]
			}
		}
		var said []string
		for _, p := range of[t.Numbers[i]] {
			said = append(said, told(p))
			if k := slices.Index(columns, p.Column); k >= 0 && p.Column != "" && !p.Remark {
				marked[k] = true
			}
		}
		cells[len(cells)-1] = strings.Join(said, "\n")
		err := b.row(s.Name, t.Numbers[i], cells, func(k int) int {
			switch {
			case marked[k]:
				return b.bad
			case k == len(cells)-1:
				return b.mend
			}
			return b.free
		})
		if err != nil {
			return err
		}
	}
	return b.open(s, columns, head)
}

func told(p roster.Problem) string {
	words := p.Sentence + p.Hint
	if p.Column != "" {
		words = p.Column + "：" + words
	}
	if p.Remark {
		words = "（提示）" + words
	}
	return words
}

// overview lists the problems in their order, those of no row too.
func (b *rosterBook) overview(problems []roster.Problem) (err error) {
	if b.sheets++; b.sheets == 1 {
		err = b.f.SetSheetName("Sheet1", overview)
	} else {
		_, err = b.f.NewSheet(overview)
	}
	if err != nil {
		return err
	}
	for i, width := range []float64{10, 8, 12, 24, 48, 48} {
		name := string(rune('A' + i))
		if err := b.f.SetColWidth(overview, name, name, width); err != nil {
			return err
		}
	}
	if err := b.row(overview, 1, []string{"表", "行", "列", "原填", roster.ProblemTitle, "怎么改"}, func(int) int { return b.head }); err != nil {
		return err
	}
	for i, p := range problems {
		row := ""
		if p.Row > 0 {
			row = strconv.Itoa(p.Row)
		}
		sentence := p.Sentence
		if p.Remark {
			sentence = "（提示）" + sentence
		}
		if err := b.row(overview, i+2, []string{cmp.Or(p.Sheet, "全部"), row, p.Column, p.Value, sentence, p.Hint}, func(int) int { return b.free }); err != nil {
			return err
		}
	}
	if err := b.f.AutoFilter(overview, fmt.Sprintf("A1:F%d", max(len(problems)+1, 2)), nil); err != nil {
		return err
	}
	return onPaper(b.f, overview, 1)
}
