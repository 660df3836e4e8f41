package press

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"duban/internal/kernel/roster"
)

// rosterRows is down to which row the sheets of a roster can be filled in.
const rosterRows = 5000

// RosterTemplate writes the workbook in which an office hands in its units,
// posts and people: a sheet each, with heads that cannot be changed, a row
// that explains, a row that shows, and lists to choose from.
func RosterTemplate(w io.Writer) error {
	b, err := newRosterBook()
	if err != nil {
		return err
	}
	defer b.f.Close()
	for _, s := range roster.Sheets {
		titles, explains, shows := make([]string, len(s.Columns)), make([]string, len(s.Columns)), make([]string, len(s.Columns))
		for i, c := range s.Columns {
			titles[i], explains[i], shows[i] = c.Title, c.Meaning, c.Example
			if c.Required {
				explains[i] = "必填。" + c.Meaning
			}
		}
		explains[0], shows[0] = roster.Explains+explains[0], roster.Shows+shows[0]
		if err := b.sheet(s, titles, titles, 1); err != nil {
			return err
		}
		if err := b.row(s.Name, 2, explains, func(int) int { return b.explains }); err != nil {
			return err
		}
		if err := b.row(s.Name, 3, shows, func(int) int { return b.shows }); err != nil {
			return err
		}
		if err := b.open(s, titles, 1); err != nil {
			return err
		}
	}
	return b.write(w, "名册模板")
}

// rosterBook is a workbook of the roster's sheets.
type rosterBook struct {
	f                                      *excelize.File
	sheets                                 int
	head, must, explains, shows, free, bad int
	mend, day                              int
}

func newRosterBook() (*rosterBook, error) {
	b := &rosterBook{f: excelize.NewFile()}
	err := b.f.SetDefaultFont("宋体")
	add := func(style excelize.Style) (id int) {
		if err == nil {
			id, err = b.f.NewStyle(&style)
		}
		return id
	}
	unlocked := &excelize.Protection{Locked: false}
	mustFont := &excelize.Font{Family: "黑体", Size: 11, Bold: true, Color: "1F4E79"}
	small := &excelize.Font{Family: "宋体", Size: 9, Color: "595959"}
	b.head = add(excelize.Style{Font: headFont, Border: thin, Fill: headFill, Alignment: aligned("center")})
	b.must = add(excelize.Style{Font: mustFont, Border: thin, Fill: headFill, Alignment: aligned("center")})
	b.explains = add(excelize.Style{Font: small, Border: thin, Alignment: aligned("left"), Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F6F7F5"}}})
	b.shows = add(excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 10.5, Italic: true, Color: "7F7F7F"}, Border: thin, Alignment: aligned("left"), Protection: unlocked, NumFmt: asText})
	// Text, so that 007 stays 007 and a telephone number stays what it is.
	b.free = add(excelize.Style{Font: song, Border: thin, Alignment: aligned("left"), Protection: unlocked, NumFmt: asText})
	b.bad = add(excelize.Style{Font: song, Alignment: aligned("left"), Protection: unlocked, NumFmt: asText,
		Border: []excelize.Border{{Type: "left", Color: "B42318", Style: 2}, {Type: "right", Color: "B42318", Style: 2}, {Type: "top", Color: "B42318", Style: 2}, {Type: "bottom", Color: "B42318", Style: 2}},
		Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FDECEA"}}})
	b.mend = add(excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 10.5, Color: "B42318"}, Border: thin, Alignment: aligned("left"), Protection: unlocked})
	format := "yyyy-mm-dd"
	b.day = add(excelize.Style{Font: song, Border: thin, Alignment: aligned("left"), Protection: unlocked, CustomNumFmt: &format})
	if err != nil {
		b.f.Close()
		return nil, err
	}
	return b, nil
}

// sheet begins a sheet with its heads in a row. columns are the titles that the
// form knows, "" for a column that it does not.
func (b *rosterBook) sheet(s roster.Sheet, titles, columns []string, head int) (err error) {
	if b.sheets++; b.sheets == 1 {
		err = b.f.SetSheetName("Sheet1", s.Name)
	} else {
		_, err = b.f.NewSheet(s.Name)
	}
	if err != nil {
		return err
	}
	for i, title := range columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		width, style := 16.0, b.free
		if c, ok := s.Column(title); ok {
			width = c.Width
			if c.Sense == roster.Day {
				style = b.day
			}
		} else if titles[i] == roster.ProblemTitle {
			width, style = 60, b.mend
		}
		if err := b.f.SetColStyle(s.Name, name, style); err != nil {
			return err
		}
		if err := b.f.SetColWidth(s.Name, name, name, width); err != nil {
			return err
		}
	}
	err = b.row(s.Name, head, titles, func(i int) int {
		if c, ok := s.Column(columns[i]); ok && c.Required {
			return b.must
		}
		return b.head
	})
	if err != nil {
		return err
	}
	return b.f.SetPanes(s.Name, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: fmt.Sprint("A", head+1), ActivePane: "bottomLeft"})
}

// row writes cells of words, as high as they need.
func (b *rosterBook) row(sheet string, row int, cells []string, style func(i int) int) error {
	lines := 1
	for i, words := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			return err
		}
		words = fitting(clean(words))
		if words != "" {
			if err := b.f.SetCellStr(sheet, at, words); err != nil {
				return err
			}
		}
		if id := style(i); id > 0 {
			if err := b.f.SetCellStyle(sheet, at, at, id); err != nil {
				return err
			}
		}
		name, _ := excelize.ColumnNumberToName(i + 1)
		width, err := b.f.GetColWidth(sheet, name)
		if err != nil {
			return err
		}
		lines = max(lines, rowsOf(words, width))
	}
	return b.f.SetRowHeight(sheet, row, min(float64(lines)*15+6, 409))
}

// open gives the rows below the heads their lists to choose from and locks all else.
func (b *rosterBook) open(s roster.Sheet, columns []string, head int) error {
	for i, title := range columns {
		c, ok := s.Column(title)
		if !ok || c.Sense != roster.Choice {
			continue
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		rule := excelize.NewDataValidation(true)
		rule.Sqref = fmt.Sprintf("%s%d:%s%d", name, head+1, name, rosterRows)
		if err := rule.SetDropList(c.Words()); err != nil {
			return err
		}
		rule.SetError(excelize.DataValidationErrorStyleStop, "没有这一种", "请从下拉表里选："+strings.Join(c.Words(), "、")+"。")
		if err := b.f.AddDataValidation(s.Name, rule); err != nil {
			return err
		}
	}
	if err := onPaper(b.f, s.Name, head); err != nil {
		return err
	}
	return b.f.ProtectSheet(s.Name, &excelize.SheetProtectionOptions{
		AutoFilter: true, DeleteRows: true, FormatCells: true, FormatColumns: true, FormatRows: true,
		InsertRows: true, SelectLockedCells: true, SelectUnlockedCells: true, Sort: true,
	})
}

func (b *rosterBook) write(w io.Writer, title string) error {
	if err := b.f.SetDocProps(&excelize.DocProperties{Title: title, Creator: "督办 duban"}); err != nil {
		return err
	}
	return b.f.Write(w)
}
