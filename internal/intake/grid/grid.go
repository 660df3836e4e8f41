// Package grid reads the sheets of a workbook or of CSV as rows of cells, and
// finds the table in them whose titles were asked for. It refuses to know what
// a row means.
package grid

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/fault"
	"duban/internal/intake/charset"
	"duban/internal/intake/container"
	"duban/internal/intake/xlsx"
)

// The limits are far above what an office hands in at once.
const (
	MaxBytes   = 32 << 20
	MaxRows    = 20_000 // on one sheet
	MaxColumns = 100
	MaxChars   = 2000 // in one cell
)

// File is what was handed in under a name.
type File struct {
	Name string
	Data []byte
}

// Grid is a sheet as bytes gave it.
type Grid struct {
	Name     string // of the tab, or of the file
	Comma    bool   // from CSV: its name means little
	Rows     []Row
	Merged   []Merger
	Date1904 bool // days are counted from 1904 on
}

// Row is a row that shows something; Number is as the spreadsheet counts.
type Row struct {
	Number int
	Cells  []string
}

// Merger is a rectangle of cells made one.
type Merger struct {
	Name                     string // A1:B2
	Top, Bottom, Left, Right int
}

// Read gives the sheets of a file that show something. It answers a fault
// where nothing can be read.
func Read(f File) ([]Grid, error) {
	switch {
	case len(f.Data) == 0:
		return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”是空文件，一个字节也没有。", f.Name), "多半是上传中断了，请重新选一次。")
	case len(f.Data) > MaxBytes:
		return nil, fault.New(fault.TooLarge, fmt.Sprintf("“%s”超过上限 %d MB。", f.Name, MaxBytes>>20), "请去掉图片和别的工作表，或分几次交。")
	case bytes.HasPrefix(f.Data, []byte("\xD0\xCF\x11\xE0")):
		return nil, fault.New(fault.Unreadable, fmt.Sprintf("“%s”是旧版表格（.xls）或设了密码，不能直接读。", f.Name), "请用 Excel 或 WPS 打开后另存为不加密的 .xlsx。")
	case bytes.HasPrefix(f.Data, []byte("PK")):
		return workbookGrids(f, func(_ string, visible bool) bool { return visible })
	}
	g, err := commaGrid(f)
	if err != nil {
		return nil, err
	}
	return []Grid{g}, nil
}

// Hidden is a sheet of a workbook that nobody sees, by its name: what a program
// wrote there to know its own workbook again. ok is false where there is none.
func Hidden(f File, name string) (g Grid, ok bool, err error) {
	if !bytes.HasPrefix(f.Data, []byte("PK")) || len(f.Data) > MaxBytes {
		return g, false, nil
	}
	all, err := workbookGrids(f, func(n string, visible bool) bool { return n == name && !visible })
	if err != nil || len(all) == 0 {
		return g, false, err
	}
	return all[0], true, nil
}

func workbookGrids(f File, wanted func(name string, visible bool) bool) (grids []Grid, err error) {
	defer func() {
		if r := recover(); r != nil {
			grids, err = nil, xlsx.Panicked(f.Name, r)
		}
	}()
	p, err := container.Open(f.Name, f.Data)
	if err != nil {
		return nil, err
	}
	if !xlsx.Is(p) {
		return nil, fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是表格。", f.Name), "请交 .xlsx 或 .csv 文件。")
	}
	book, err := xlsx.Open(f.Name, p, f.Data)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	props, _ := book.GetWorkbookProps()
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); !wanted(name, visible || err != nil) {
			continue
		}
		g := Grid{Name: name, Date1904: props.Date1904 != nil && *props.Date1904}
		rows, err := book.Rows(name)
		if err != nil {
			continue // a chart sheet has no rows
		}
		for n := 1; rows.Next(); n++ {
			// Raw values: a date is its number whatever the machine shows.
			cells, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err == nil {
				err = g.add(f.Name, n, cells)
			}
			if err != nil {
				rows.Close()
				if _, ok := fault.As(err); ok {
					return nil, err
				}
				return nil, xlsx.Panicked(f.Name, err)
			}
		}
		if err := rows.Close(); err != nil {
			return nil, xlsx.Panicked(f.Name, err)
		}
		if len(g.Rows) == 0 {
			continue
		}
		g.Merged = mergers(book, name)
		grids = append(grids, g)
	}
	return grids, nil
}

// add keeps a row that shows something.
func (g *Grid) add(file string, number int, cells []string) error {
	empty := true
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			empty = false
		}
	}
	if empty {
		return nil
	}
	if len(g.Rows) >= MaxRows {
		return fault.New(fault.TooLarge, fmt.Sprintf("“%s”的“%s”超过 %d 行。", file, g.Name, MaxRows), "请分几次导入，或删去多余的行。")
	}
	if len(cells) > MaxColumns {
		cells = cells[:MaxColumns]
	}
	g.Rows = append(g.Rows, Row{number, cells})
	return nil
}

func mergers(book *excelize.File, sheet string) (list []Merger) {
	cells, err := book.GetMergeCells(sheet, true)
	if err != nil {
		return nil
	}
	for _, c := range cells {
		left, top, err := excelize.CellNameToCoordinates(c.GetStartAxis())
		if err != nil {
			continue
		}
		right, bottom, err := excelize.CellNameToCoordinates(c.GetEndAxis())
		if err != nil || left == right && top == bottom {
			continue
		}
		list = append(list, Merger{c.GetStartAxis() + ":" + c.GetEndAxis(), top, bottom, left, right})
		if len(list) == MaxRows {
			break
		}
	}
	return list
}

func commaGrid(f File) (Grid, error) {
	g := Grid{Name: strings.TrimSuffix(filepath.Base(f.Name), filepath.Ext(f.Name)), Comma: true}
	unread := func(err error) error {
		return fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是能读的表格。", f.Name), "请交 .xlsx 文件，或从表格另存的 CSV。").Because(err)
	}
	decoded, err := charset.Decode(f.Data, "")
	if err != nil {
		return g, unread(err)
	}
	words := strings.TrimPrefix(decoded.Text, "\uFEFF")
	in := csv.NewReader(strings.NewReader(words))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = separator(words), -1, true
	inside := 0 // line ends inside cells so far: a spreadsheet does not count them as rows
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return g, unread(err)
		}
		line, _ := in.FieldPos(0)
		number := line - inside
		for i, c := range cells {
			inside += strings.Count(c, "\n")
			// Our own CSV puts an apostrophe before what looks like a formula.
			if len(c) > 1 && c[0] == '\'' && strings.ContainsRune("=+-@\t", rune(c[1])) {
				cells[i] = c[1:]
			}
		}
		if err := g.add(f.Name, number, cells); err != nil {
			return g, err
		}
	}
}

// separator is what parts the cells of the first line.
func separator(words string) rune {
	first, _, _ := strings.Cut(words, "\n")
	best, most := ',', 0
	for _, c := range ",\t;" {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}
