// Package xlsx reads workbooks: each cell that shows something is a paragraph,
// row by row, sheet by sheet. It refuses to know what the columns mean.
package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/fault"
	"duban/internal/intake/container"
	"duban/internal/kernel/document"
)

// MaxCells is how many cells are read of one workbook; a task table has a few thousand.
const MaxCells = 2_000_000

// Is says whether a package holds a workbook.
func Is(p *container.Package) bool {
	for _, n := range p.Names() {
		if strings.HasPrefix(n, "xl/worksheets/") {
			return true
		}
	}
	return false
}

// Open opens a workbook for a reader that knows what its columns mean. The
// library trusts parts of the file that it should not: the caller recovers.
func Open(name string, p *container.Package, data []byte) (*excelize.File, error) {
	if err := p.Measure(); err != nil {
		return nil, err
	}
	if err := whole(p); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: container.MaxUnpacked, UnzipXMLSizeLimit: container.MaxPart,
		// Formats of the system show what the offices' own machines show.
		CultureInfo: excelize.CultureNameZhCN, ShortDatePattern: "yyyy/m/d", LongDatePattern: `yyyy"年"m"月"d"日"`,
	})
	if err != nil {
		return nil, broken(name, err)
	}
	return f, nil
}

// Read makes a document of a workbook. The package has been opened under the
// limits of container; the library unpacks under the same ones.
func Read(name string, p *container.Package, data []byte) (doc *document.Document, err error) {
	defer func() {
		// the library trusts parts of the file that it should not
		if r := recover(); r != nil {
			doc, err = nil, Panicked(name, r)
		}
	}()
	f, err := Open(name, p, data)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := document.NewBuilder(name, document.XLSX)
	cells := 0
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err == nil && !visible {
			continue
		}
		rows, err := f.Rows(sheet)
		if err != nil {
			continue // a chart sheet has no rows
		}
		for r := 1; rows.Next(); r++ {
			columns, err := rows.Columns()
			if err != nil {
				rows.Close()
				return nil, broken(name, err)
			}
			for c, words := range columns {
				if strings.TrimSpace(words) == "" {
					continue
				}
				if cells++; cells > MaxCells {
					rows.Close()
					return nil, fault.New(fault.TooLarge, fmt.Sprintf("“%s”超过 %d 个单元格，已停止读取。", name, MaxCells), "请只留要读的工作表。")
				}
				cell, err := excelize.CoordinatesToCellName(c+1, r)
				if err != nil {
					cell = ""
				}
				b.Add(strings.ToValidUTF8(words, "\uFFFD"), document.Paragraph{Form: document.Cell, Place: document.Place{Sheet: sheet, Cell: cell}})
			}
		}
		if err := rows.Close(); err != nil {
			return nil, broken(name, err)
		}
	}
	d := b.Document()
	if len(d.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”的工作表都是空的。", name), "请核对是不是交错了文件。")
	}
	return d, nil
}

// whole checks that the sheets are well formed to their end: the library takes
// one that breaks off for a short one, and half a table would pass for all of it.
func whole(p *container.Package) error {
	for _, part := range p.Names() {
		if !strings.HasPrefix(part, "xl/worksheets/sheet") && part != "xl/sharedStrings.xml" {
			continue
		}
		data, _, err := p.Part(part)
		if err != nil {
			return err
		}
		if err := p.Walk(part, data, nothing{}); err != nil {
			return err
		}
	}
	return nil
}

type nothing struct{}

func (nothing) Start(xml.StartElement) {}
func (nothing) Text([]byte)            {}
func (nothing) End(xml.Name)           {}

// Panicked is what a reader answers when the library has panicked.
func Panicked(name string, r any) *fault.Fault {
	return broken(name, fmt.Errorf("excelize: %v", r))
}

func broken(name string, err error) *fault.Fault {
	if errors.Is(err, excelize.ErrWorkbookFileFormat) {
		return fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是能读的工作簿。", name), "请用 Excel 或 WPS 打开后另存为 .xlsx。").Because(err)
	}
	return fault.New(fault.Unreadable, fmt.Sprintf("“%s”已损坏或不完整，无法读取。", name), "请重新取一份，或用 Excel、WPS 打开后另存为 .xlsx。").Because(err)
}
