package press

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// HiddenSheet is the sheet of a handed-out workbook that nobody sees: by it the
// workbook is known again when it comes back, whatever was sorted in it.
const HiddenSheet = "duban"

// Shut stands in a cell that would be open and has nothing to be filled in.
const Shut = "—"

// FillColumn is a column of a workbook that is handed out: known, or to be filled in.
type FillColumn struct {
	Title string
	Width float64
	Open  bool
	Day   bool
}

// FillSheet is a workbook that is handed out with what is known, to be filled in
// and handed back.
type FillSheet struct {
	Name    string // of its file among others
	Title   string
	Explain string
	Columns []FillColumn
	Rows    [][]string
	Hidden  [][2]string
}

// fillHead is the row of the titles: over it stand the sheet's own and how to fill it in.
const fillHead = 3

// FillIn writes a workbook to be filled in: what is known is locked.
func FillIn(w io.Writer, s FillSheet) error {
	b, err := newRosterBook()
	if err != nil {
		return err
	}
	defer b.f.Close()
	const tab = "进展表"
	if err := b.f.SetSheetName("Sheet1", tab); err != nil {
		return err
	}
	titles := make([]string, len(s.Columns))
	last := "A"
	for i, c := range s.Columns {
		titles[i] = c.Title
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.f.SetColWidth(tab, name, name, c.Width); err != nil {
			return err
		}
		last = name
	}
	for row, words := range map[int]string{1: s.Title, 2: s.Explain} {
		at := fmt.Sprint("A", row)
		if err := b.f.MergeCell(tab, at, fmt.Sprint(last, row)); err != nil {
			return err
		}
		if err := b.f.SetCellStr(tab, at, words); err != nil {
			return err
		}
		style := b.explains
		if row == 1 {
			style = b.head
		}
		if err := b.f.SetCellStyle(tab, at, fmt.Sprint(last, row), style); err != nil {
			return err
		}
		if err := b.f.SetRowHeight(tab, row, 24); err != nil {
			return err
		}
	}
	if err := b.row(tab, fillHead, titles, func(i int) int {
		if s.Columns[i].Open {
			return b.must
		}
		return b.head
	}); err != nil {
		return err
	}
	for i, cells := range s.Rows {
		if err := b.row(tab, fillHead+1+i, cells, func(k int) int {
			switch c := s.Columns[k]; {
			case !c.Open || cells[k] == Shut:
				return b.explains
			case c.Day:
				return b.day
			}
			return b.free
		}); err != nil {
			return err
		}
	}
	if err := b.f.SetPanes(tab, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: fillHead, TopLeftCell: fmt.Sprint("C", fillHead+1), ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := onPaper(b.f, tab, fillHead); err != nil {
		return err
	}
	if err := b.f.ProtectSheet(tab, &excelize.SheetProtectionOptions{AutoFilter: true, FormatCells: true, FormatColumns: true, FormatRows: true, SelectLockedCells: true, SelectUnlockedCells: true, Sort: true}); err != nil {
		return err
	}
	if err := b.hidden(s.Hidden); err != nil {
		return err
	}
	return b.write(w, s.Title)
}

func (b *rosterBook) hidden(rows [][2]string) error {
	if _, err := b.f.NewSheet(HiddenSheet); err != nil {
		return err
	}
	for i, r := range rows {
		for k, words := range r {
			at, err := excelize.CoordinatesToCellName(k+1, i+1)
			if err != nil {
				return err
			}
			if err := b.f.SetCellStr(HiddenSheet, at, words); err != nil {
				return err
			}
		}
	}
	return b.f.SetSheetVisible(HiddenSheet, false)
}

// FillInAll writes several such workbooks as one zip, each under its name.
func FillInAll(w io.Writer, sheets []FillSheet) error {
	z := zip.NewWriter(w)
	for i, s := range sheets {
		f, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%02d %s.xlsx", i+1, strings.NewReplacer("/", "-", "\\", "-", ":", "-").Replace(s.Name)), Method: zip.Deflate})
		if err != nil {
			return err
		}
		if err := FillIn(f, s); err != nil {
			return err
		}
	}
	return z.Close()
}
