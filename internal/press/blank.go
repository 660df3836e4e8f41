package press

import (
	"fmt"
	"io"
	"strings"

	"duban/internal/kernel/roster"
)

// BlankColumn is a column of a workbook to be filled in.
type BlankColumn struct {
	Title   string
	Meaning string // what to write
	Needed  bool
	Day     bool
	Choices []string
}

// mostDrop is how many characters a cell's list to choose from may have: with
// more of them the workbook opens as damaged.
const mostDrop = 255

// Blank writes a workbook of one sheet to be filled in: heads that cannot be
// changed, a row that explains, lists to choose from.
func Blank(w io.Writer, title string, columns []BlankColumn) error {
	b, err := newRosterBook()
	if err != nil {
		return err
	}
	defer b.f.Close()
	s := roster.Sheet{Name: sheetName(title)}
	titles, explains := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		titles[i], explains[i] = c.Title, c.Meaning
		column := roster.Column{Title: c.Title, Required: c.Needed, Sense: roster.Name, Width: max(14, float64(2*len([]rune(c.Title))+4))}
		switch {
		case c.Day:
			column.Sense = roster.Day
		case len(c.Choices) > 0 && len([]rune(strings.Join(c.Choices, ","))) <= mostDrop:
			column.Sense = roster.Choice
			for _, x := range c.Choices {
				column.Choices = append(column.Choices, [2]string{x, x})
			}
		case len(c.Choices) > 0:
			explains[i] = strings.TrimSpace(explains[i] + " 可填：" + strings.Join(c.Choices, "、") + "。")
		}
		if c.Needed {
			explains[i] = "必填。" + explains[i]
		}
		s.Columns = append(s.Columns, column)
	}
	if len(columns) == 0 {
		return fmt.Errorf("press: a blank of no columns: %s", title)
	}
	explains[0] = roster.Explains + explains[0]
	if err := b.sheet(s, titles, titles, 1); err != nil {
		return err
	}
	if err := b.row(s.Name, 2, explains, func(int) int { return b.explains }); err != nil {
		return err
	}
	if err := b.open(s, titles, 1); err != nil {
		return err
	}
	return b.write(w, title)
}
