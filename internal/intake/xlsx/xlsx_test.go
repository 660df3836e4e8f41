package xlsx_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/fault"
	"duban/internal/intake/container"
	. "duban/internal/intake/intaketest"
	"duban/internal/intake/xlsx"
	"duban/internal/kernel/document"
)

func read(t testing.TB, data []byte) (*document.Document, error) {
	t.Helper()
	p, err := container.Open("任务表.xlsx", data)
	if err != nil {
		return nil, err
	}
	if !xlsx.Is(p) {
		t.Error("is not known as a workbook")
	}
	return xlsx.Read("任务表.xlsx", p, data)
}

// workbook lets fill write a workbook and packs it.
func workbook(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rows sets rows of values from A1 on.
func rows(f *excelize.File, sheet string, rows ...[]any) error {
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := f.SetSheetRow(sheet, cell, &r); err != nil {
			return err
		}
	}
	return nil
}

func TestATaskTable(t *testing.T) {
	d, err := read(t, workbook(t, func(f *excelize.File) error {
		if err := rows(f, "Sheet1",
			[]any{"云泽市2026年重点任务分解表"},
			[]any{"序号", "任务", "时限", "牵头单位"},
			[]any{1, "新建学校5所\n其中小学3所", "8月底前", "市教育局"},
			[]any{2, " ", nil, "市水务局"},
		); err != nil {
			return err
		}
		if err := f.MergeCell("Sheet1", "A1", "D1"); err != nil {
			return err
		}
		if _, err := f.NewSheet("附表"); err != nil {
			return err
		}
		return rows(f, "附表", []any{}, []any{nil, "说明"})
	}))
	if err != nil {
		t.Fatal(err)
	}
	Sound(t, d)
	Same(t, Show(d), `
		格 Sheet1 A1 | 云泽市2026年重点任务分解表
		格 Sheet1 A2 | 序号
		格 Sheet1 B2 | 任务
		格 Sheet1 C2 | 时限
		格 Sheet1 D2 | 牵头单位
		格 Sheet1 A3 | 1
		格 Sheet1 B3 | 新建学校5所
		其中小学3所
		格 Sheet1 C3 | 8月底前
		格 Sheet1 D3 | 市教育局
		格 Sheet1 A4 | 2
		格 Sheet1 D4 | 市水务局
		格 附表 B2 | 说明`)
}

func TestValuesAreReadAsTheyAreShown(t *testing.T) {
	day := time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		value  any
		format string
		want   string
	}{
		{"a share", 0.061, "0.0%", "6.1%"},
		{"a whole share", 0.78, "0%", "78%"},
		{"thousands", 12345.6, "#,##0.0", "12,345.6"},
		{"a plain number", 612.4, "", "612.4"},
		{"a fraction that binary cannot hold", 0.1 + 0.2, "", "0.3"},
		{"a large count", 1530000, "", "1530000"},
		{"a unit in the format", 38.7, `0.0"亿元"`, "38.7亿元"},
		{"a date", day, "yyyy-mm-dd", "2026-09-30"},
		{"a Chinese date", day, `yyyy"年"m"月"d"日"`, "2026年9月30日"},
		{"a month", day, `yyyy"年"m"月"`, "2026年9月"},
		{"yes", true, "", "TRUE"},
		{"a word that looks like a number", "007", "", "007"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := read(t, workbook(t, func(f *excelize.File) error {
				if err := f.SetCellValue("Sheet1", "B2", c.value); err != nil || c.format == "" {
					return err
				}
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
				if err != nil {
					return err
				}
				return f.SetCellStyle("Sheet1", "B2", "B2", style)
			}))
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Of(d.Paragraphs[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDatesInTheFormatsOfTheSystem(t *testing.T) {
	for format, want := range map[int]string{14: "2026/9/30", 31: "2026年9月30日", 57: "2026年9月", 9: "4629500%"} {
		d, err := read(t, workbook(t, func(f *excelize.File) error {
			style, err := f.NewStyle(&excelize.Style{NumFmt: format})
			if err != nil {
				return err
			}
			if err := f.SetCellValue("Sheet1", "A1", 46295); err != nil {
				return err
			}
			return f.SetCellStyle("Sheet1", "A1", "A1", style)
		}))
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Of(d.Paragraphs[0]); got != want {
			t.Errorf("format %d shows %q, want %q", format, got, want)
		}
	}
}

func TestHiddenSheetsAreNotRead(t *testing.T) {
	d, err := read(t, workbook(t, func(f *excelize.File) error {
		if _, err := f.NewSheet("底稿"); err != nil {
			return err
		}
		if err := f.SetCellValue("底稿", "A1", "不给人看"); err != nil {
			return err
		}
		if err := f.SetSheetVisible("底稿", false); err != nil {
			return err
		}
		return f.SetCellValue("Sheet1", "A1", "给人看")
	}))
	if err != nil {
		t.Fatal(err)
	}
	Same(t, Show(d), `格 Sheet1 A1 | 给人看`)
}

// book packs one sheet as written by hand.
func book(sheet string) []byte {
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	return Zip(
		File("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`),
		File("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		File("xl/workbook.xml", `<workbook `+main+`><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		File("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		File("xl/worksheets/sheet1.xml", `<worksheet `+main+`><sheetData>`+sheet+`</sheetData></worksheet>`))
}

func TestFormulasGiveTheValuesThatWereStored(t *testing.T) {
	d, err := read(t, book(`<row r="1"><c r="A1"><v>3</v></c><c r="B1"><f>A1*2</f><v>6</v></c><c r="C1" t="str"><f>A1&amp;"所"</f><v>3所</v></c><c r="D1"><f>A1*9</f></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>
		<row r="1000"><c r="AB1000" t="inlineStr"><is><t>远处</t></is></c></row>`))
	if err != nil {
		t.Fatal(err)
	}
	Same(t, Show(d), `
		格 表 A1 | 3
		格 表 B1 | 6
		格 表 C1 | 3所
		格 表 E1 | #DIV/0!
		格 表 AB1000 | 远处`)
}

func TestRefused(t *testing.T) {
	whole := book(`<row r="1"><c r="A1"><v>3</v></c></row>`)
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
	}{
		{"sheets without words", book(""), fault.Invalid},
		{"a sheet that breaks off", book(`<row r="1"><c r="A1"><v>3`), fault.Unreadable},
		{"a workbook without its list of sheets", Zip(File("xl/worksheets/sheet1.xml", "<a/>")), fault.Unreadable},
		{"a workbook that breaks off", whole[:len(whole)-40], fault.Unreadable},
		{"a bomb", book(strings.Repeat(" ", 40<<20)), fault.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.data)
			Refused(t, err, c.kind, "任务表.xlsx")
		})
	}
}

// A cell may claim any place; the rows and columns before it must not be made up one by one.
func TestACellFarAway(t *testing.T) {
	d, err := read(t, book(`<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>天边</t></is></c></row>`))
	if err != nil {
		t.Fatal(err)
	}
	Same(t, Show(d), `格 表 XFD1048576 | 天边`)
}

func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1"><v>3</v></c><c r="B1" t="str"><f>A1</f><v>所</v></c></row>`)
	f.Add(`<row><c t="s"><v>9</v></c><c t="b"><v>1</v></c><c s="99"><v>1e300</v></c></row>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		d, err := read(t, book(sheet))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		Sound(t, d)
	})
}
