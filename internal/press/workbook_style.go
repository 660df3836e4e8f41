package press

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/quantity"
)

// What the sheets look like, whoever fills them.
var (
	thin     = []excelize.Border{{Type: "left", Color: "7F7F7F", Style: 1}, {Type: "right", Color: "7F7F7F", Style: 1}, {Type: "top", Color: "7F7F7F", Style: 1}, {Type: "bottom", Color: "7F7F7F", Style: 1}}
	headFont = &excelize.Font{Family: "黑体", Size: 11}
	headFill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"ECEEEA"}}
	song     = &excelize.Font{Family: "宋体", Size: 10.5}
)

// aligned is how the words of a cell stand, wrapped and in the middle of its height.
func aligned(horizontal string) *excelize.Alignment {
	return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
}

type styles struct {
	title, head int
	body        [3]int // by format
}

func stylesOf(f *excelize.File) (s styles, err error) {
	make := func(style excelize.Style) (id int) {
		if err == nil {
			id, err = f.NewStyle(&style)
		}
		return id
	}
	s.title = make(excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 18}, Alignment: aligned("center")})
	s.head = make(excelize.Style{Font: headFont, Border: thin, Fill: headFill, Alignment: aligned("center")})
	s.body[words] = make(excelize.Style{Font: song, Border: thin, Alignment: aligned("left")})
	s.body[middle] = make(excelize.Style{Font: song, Border: thin, Alignment: aligned("center")})
	s.body[figures] = make(excelize.Style{Font: song, Border: thin, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}})
	return s, err
}

// setOut writes one grid: title over all columns, head, rows, and how it prints.
func setOut(f *excelize.File, g *grid, s styles) error {
	last, _ := excelize.ColumnNumberToName(len(g.columns))
	bottom := max(len(g.rows)+2, 3)
	steps := []func() error{
		func() error { return f.MergeCell(g.name, "A1", last+"1") },
		func() error { return f.SetCellStr(g.name, "A1", g.title) },
		func() error { return f.SetCellStyle(g.name, "A1", last+"1", s.title) },
		func() error { return f.SetRowHeight(g.name, 1, 36) },
		func() error { return f.SetRowHeight(g.name, 2, 24) },
		func() error { return f.SetCellStyle(g.name, "A2", last+"2", s.head) },
		func() error {
			return f.SetPanes(g.name, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"})
		},
		func() error { return f.AutoFilter(g.name, "A2:"+last+strconv.Itoa(bottom), nil) },
	}
	for i, c := range g.columns {
		name, _ := excelize.ColumnNumberToName(i + 1)
		steps = append(steps,
			func() error { return f.SetColWidth(g.name, name, name, c.width) },
			func() error { return f.SetCellStr(g.name, name+"2", c.name) },
			func() error { return f.SetCellStyle(g.name, name+"3", fmt.Sprint(name, bottom), s.body[c.format]) })
	}
	steps = append(steps, func() error { return fill(f, g) }, func() error { return printing(f, g, last, bottom) })
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func fill(f *excelize.File, g *grid) error {
	if len(g.rows) == 0 {
		return f.SetCellStr(g.name, "A3", "无")
	}
	for i, row := range g.rows {
		height := 1
		for k, v := range row {
			cell, err := excelize.CoordinatesToCellName(k+1, i+3)
			if err != nil {
				return err
			}
			switch v := v.(type) {
			case nil:
			case int:
				err = f.SetCellInt(g.name, cell, int64(v))
			case quantity.Decimal:
				// the digits as they are, not by way of a binary float
				err = f.SetCellDefault(g.name, cell, v.String())
			case string:
				height = max(height, rowsOf(v, g.columns[k].width))
				err = f.SetCellStr(g.name, cell, fitting(v))
			}
			if err != nil {
				return err
			}
		}
		if err := f.SetRowHeight(g.name, i+3, math.Min(float64(height)*15+6, 409)); err != nil {
			return err
		}
	}
	return nil
}

// fitting keeps within what a cell can hold.
func fitting(s string) string {
	if utf8.RuneCountInString(s) <= excelize.TotalCellChars {
		return s
	}
	return string([]rune(s)[:excelize.TotalCellChars-1]) + "…"
}

// rowsOf is how many rows a text takes in a column. Heights are set because
// not every office program measures wrapped text by itself.
func rowsOf(s string, width float64) (n int) {
	for line := range strings.SplitSeq(s, "\n") {
		n += max(1, int(math.Ceil(float64(columnsOf(line))/(width-1))))
	}
	return n
}

func printing(f *excelize.File, g *grid, last string, bottom int) error {
	if err := onPaper(f, g.name, 2); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!$A$1:$%s$%d", g.name, last, bottom), Scope: g.name})
}

// onPaper sets a sheet on A4 across, as wide as the page, its first rows on every page.
func onPaper(f *excelize.File, name string, heads int) error {
	a4, landscape, wide, tall := 9, "landscape", 1, 0
	yes, margin, edge := true, 0.4, 0.6
	if err := f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := f.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	if err := f.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &edge, Bottom: &edge, Horizontally: &yes}); err != nil {
		return err
	}
	if err := f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$%d", name, heads), Scope: name})
}
