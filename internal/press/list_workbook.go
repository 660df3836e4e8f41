package press

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

const (
	// mostLinks is how many cells of one workbook lead somewhere; beyond it the address
	// stands behind the words. The format allows 65,530 on a sheet, and each is kept in memory.
	mostLinks = 5000
	// exactDigits is how many digits a number of a spreadsheet keeps.
	exactDigits = 15
	// exactPlaces is how many places after the point are shown alike everywhere.
	exactPlaces = 10
	// lookAhead is how many rows are held back to find the widths of columns.
	lookAhead = 200
)

// ListWorkbook writes a list as a workbook of one sheet, row by row as they
// come: title, what was filtered, heads that stay in view and can be filtered,
// dates as dates, decimals as numbers where a spreadsheet keeps all their digits and as text otherwise.
// Rows go through a temporary file; what stays in memory is the packed workbook, a few dozen
// bytes a row, of which nothing goes out before it is whole.
func ListWorkbook(w io.Writer, l List) error {
	if err := sound(l.Columns); err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDefaultFont("宋体"); err != nil {
		return err
	}
	s := listSheet{f: f, l: l, name: sheetName(cmp.Or(l.Title, "列表"))}
	if err := f.SetSheetName("Sheet1", s.name); err != nil {
		return err
	}
	props := &excelize.DocProperties{Title: l.Title, Creator: "督办 duban", Description: l.remark()}
	if !l.At.IsZero() {
		props.Created = l.At.UTC().Format(time.RFC3339)
		props.Modified = props.Created
	}
	if err := f.SetDocProps(props); err != nil {
		return err
	}
	if err := s.write(); err != nil {
		return err
	}
	return f.Write(w)
}

// listSheet is a sheet on its way out.
type listSheet struct {
	f      *excelize.File
	l      List
	name   string
	out    *excelize.StreamWriter
	styles listStyles
	widths []float64
	row    int
	head   int // row of the heads
	links  int
	cells  []any
}

func (s *listSheet) write() (err error) {
	if s.styles, err = listStylesOf(s.f); err != nil {
		return err
	}
	s.head = 1
	for _, line := range []string{s.l.Title, s.l.remark()} {
		if line != "" {
			s.head++
		}
	}
	last, _ := excelize.ColumnNumberToName(len(s.l.Columns))
	// The stream takes its properties from the sheet as it finds it: they are set first.
	if err := onPaper(s.f, s.name, s.head); err != nil {
		return err
	}
	if s.out, err = s.f.NewStreamWriter(s.name); err != nil {
		return err
	}
	var held [][]Value
	err = checked(s.l.Columns, s.l.Rows, func(row []Value) error {
		if s.row == 0 && len(held) < lookAhead {
			held = append(held, append([]Value(nil), row...))
			return nil
		}
		if err := s.begin(held); err != nil {
			return err
		}
		held = nil
		return s.add(row)
	})
	if err == nil {
		err = s.begin(held)
	}
	if err != nil {
		return err
	}
	area := fmt.Sprintf("A%d:%s%d", s.head, last, max(s.row, s.head+1))
	if err := s.f.AutoFilter(s.name, area, nil); err != nil {
		return err
	}
	return s.out.Flush()
}

// begin writes what stands above the rows, and the rows held back. Once begun it does nothing.
func (s *listSheet) begin(held [][]Value) error {
	if s.row > 0 {
		return nil
	}
	s.widths = make([]float64, len(s.l.Columns))
	for i, c := range s.l.Columns {
		s.widths[i] = widthOf(c, c.head(s.l.English), func(yield func(string) bool) {
			for _, row := range held {
				if !yield(plain(row[i], s.l.Zone, instantForm)) {
					return
				}
			}
		})
		if err := s.out.SetColWidth(i+1, i+1, s.widths[i]); err != nil {
			return err
		}
	}
	below, _ := excelize.CoordinatesToCellName(1, s.head+1)
	if err := s.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: s.head, TopLeftCell: below, ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	last, _ := excelize.ColumnNumberToName(len(s.l.Columns))
	for _, line := range []struct {
		words  string
		style  int
		height float64
	}{{s.l.Title, s.styles.title, 32}, {s.l.remark(), s.styles.remark, 20}} {
		if line.words == "" {
			continue
		}
		s.row++
		a := "A" + strconv.Itoa(s.row)
		if err := s.out.SetRow(a, []any{excelize.Cell{StyleID: line.style, Value: fitting(clean(line.words))}}, excelize.RowOpts{Height: line.height}); err != nil {
			return err
		}
		if len(s.l.Columns) > 1 {
			if err := s.out.MergeCell(a, last+strconv.Itoa(s.row)); err != nil {
				return err
			}
		}
	}
	s.row++
	heads, lines := make([]any, len(s.l.Columns)), 1
	for i, c := range s.l.Columns {
		words := c.head(s.l.English)
		heads[i] = excelize.Cell{StyleID: s.styles.head, Value: fitting(clean(words))}
		lines = max(lines, rowsOf(words, s.widths[i]))
	}
	if err := s.out.SetRow("A"+strconv.Itoa(s.row), heads, excelize.RowOpts{Height: float64(lines)*15 + 9}); err != nil {
		return err
	}
	for _, row := range held {
		if err := s.add(row); err != nil {
			return err
		}
	}
	return nil
}

func (s *listSheet) add(row []Value) error {
	if s.row++; s.row > excelize.TotalRows {
		return fault.New(fault.TooLarge, fmt.Sprintf("“%s”超过 %d 行，一张工作表放不下。", cmp.Or(s.l.Title, "列表"), excelize.TotalRows-s.head), "请先筛选，或改导出 CSV。")
	}
	s.cells = s.cells[:0]
	lines := 1
	for i, v := range row {
		cell, err := s.cell(i, v)
		if err != nil {
			return err
		}
		if words, ok := cell.Value.(string); ok {
			lines = max(lines, rowsOf(words, s.widths[i]))
		}
		s.cells = append(s.cells, cell)
	}
	return s.out.SetRow("A"+strconv.Itoa(s.row), s.cells, excelize.RowOpts{Height: math.Min(float64(lines)*15+3, 409)})
}

func (s *listSheet) cell(i int, v Value) (excelize.Cell, error) {
	st := &s.styles
	if blank(v) {
		return excelize.Cell{StyleID: st.words, Value: nil}, nil
	}
	switch v := v.(type) {
	case int:
		return s.number(quantity.Int(int64(v)), strconv.Itoa(v)), nil
	case int64:
		return s.number(quantity.Int(v), strconv.FormatInt(v, 10)), nil
	case quantity.Decimal:
		return s.number(v, v.String()), nil
	case civil.Date:
		if day, ok := serial(v.Year, v.Month, v.Day); ok {
			return excelize.Cell{StyleID: st.date, Value: day}, nil
		}
		return excelize.Cell{StyleID: st.bare, Value: v.String()}, nil
	case time.Time:
		t := s.l.in(v)
		day, ok := serial(t.Year(), int(t.Month()), t.Day())
		if !ok {
			return excelize.Cell{StyleID: st.bare, Value: t.Format(instantForm)}, nil
		}
		// Some programs cut off where others round: a tenth of a millisecond keeps the second whole.
		seconds := float64(t.Hour()*3600+t.Minute()*60+t.Second()) + 1e-4
		return excelize.Cell{StyleID: st.instant, Value: float64(day) + seconds/86400}, nil
	case Ref:
		words := cmp.Or(v.Words, v.URL)
		if v.URL == "" {
			return s.text(words), nil
		}
		if s.links++; s.links > mostLinks {
			if v.Words != "" {
				words += "（" + v.URL + "）"
			}
			return s.text(words), nil
		}
		at, err := excelize.CoordinatesToCellName(i+1, s.row)
		if err != nil {
			return excelize.Cell{}, err
		}
		if err := s.f.SetCellHyperLink(s.name, at, v.URL, "External"); err != nil {
			return excelize.Cell{}, err
		}
		return excelize.Cell{StyleID: st.link, Value: fitting(clean(words))}, nil
	}
	return s.text(plain(v, s.l.Zone, instantForm)), nil
}

// text is words and never a formula. Words that begin like one stay text when
// somebody edits the cell.
func (s *listSheet) text(words string) excelize.Cell {
	style := s.styles.words
	if words = fitting(clean(words)); guarded(words) != words {
		style = s.styles.bare
	}
	return excelize.Cell{StyleID: style, Value: words}
}

// number is a number with as many places as it has, or text where a
// spreadsheet would lose digits. A float of at most 15 digits is written with
// exactly those digits.
func (s *listSheet) number(d quantity.Decimal, digits string) excelize.Cell {
	if significant(digits) > exactDigits || d.Places() > exactPlaces {
		return excelize.Cell{StyleID: s.styles.bareNumber, Value: digits}
	}
	return excelize.Cell{StyleID: s.styles.places[d.Places()], Value: d.Float()}
}

// significant is how many digits of a number count.
func significant(digits string) (n int) {
	for _, r := range digits {
		if r >= '1' && r <= '9' || r == '0' && n > 0 {
			n++
		}
	}
	return n
}

// serial is the day as spreadsheets count, 2026-01-01 being 46023. Before
// March 1900 they disagree.
func serial(year, month, day int) (int, bool) {
	n := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix()/86400 + 25569
	return int(n), n > 60 && year <= 9999
}

// clean leaves out what a cell cannot hold, and line ends of other systems.
func clean(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r < 0x20 && r != '\t' && r != '\n', r == 0x7F, r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, s)
}

// widthOf is how wide a column is: as it is told, or so that the head and
// nearly all of the first rows stand on a line.
func widthOf(c Column, head string, first func(yield func(string) bool)) float64 {
	if c.Width > 0 {
		return c.Width
	}
	wide := columnsOf(head) + 4 // the button of the filter
	switch c.Kind {
	case Date:
		wide = max(wide, 12)
	case Instant:
		wide = max(wide, 20)
	case Number, Quantity:
		wide = max(wide, 10)
	}
	for words := range first {
		for line := range strings.SplitSeq(words, "\n") {
			wide = max(wide, columnsOf(line)+2)
		}
	}
	return float64(min(wide, 48))
}

// sheetName keeps within what a tab may be called.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, clean(strings.Join(strings.Fields(s), " ")))
	if units := utf16.Encode([]rune(s)); len(units) > excelize.MaxSheetNameLength {
		s = strings.TrimRight(string(utf16.Decode(units[:excelize.MaxSheetNameLength])), "\uFFFD ")
	}
	return cmp.Or(s, "列表")
}
