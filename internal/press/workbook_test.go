package press

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duban/internal/kernel/statement"
)

func opened(t *testing.T, b *bytes.Buffer) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestTheWorkbookHoldsFiveTablesAsOfficesSetThem(t *testing.T) {
	s, alarms := specimen(t)
	var b bytes.Buffer
	if err := Workbook(&b, s.report, alarms); err != nil {
		t.Fatal(err)
	}
	f := opened(t, &b)
	if got := strings.Join(f.GetSheetList(), " "); got != "任务分解表 指标表 项目 机制 核对" {
		t.Errorf("sheets are %s", got)
	}
	for _, name := range f.GetSheetList() {
		panes, _ := f.GetPanes(name)
		layout, _ := f.GetPageLayout(name)
		merged, _ := f.GetMergeCells(name)
		if !panes.Freeze || panes.YSplit != 2 || *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToWidth != 1 || len(merged) != 1 {
			t.Errorf("%s is not set out", name)
		}
	}
	names := map[string]int{}
	for _, d := range f.GetDefinedName() {
		names[d.Name]++
	}
	if names["_xlnm.Print_Titles"] != 5 || names["_xlnm._FilterDatabase"] != 5 {
		t.Errorf("head rows do not repeat or cannot be filtered: %v", names)
	}
	var out strings.Builder
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString("# " + name + "\n")
		for _, row := range rows {
			out.WriteString(strings.ReplaceAll(strings.Join(row, "\t"), "\n", "⏎") + "\n")
		}
	}
	golden(t, "workbook.tsv", []byte(out.String()))
}

func TestNumbersInTheWorkbookAreNumbersDigitByDigit(t *testing.T) {
	s, _ := specimen(t)
	var b bytes.Buffer
	if err := Workbook(&b, s.report, nil); err != nil {
		t.Fatal(err)
	}
	f := opened(t, &b)
	for i, want := range []string{"827.9", "6.2", "3"} {
		cell := "I" + string(rune('3'+i))
		kind, _ := f.GetCellType("指标表", cell)
		if got, _ := f.GetCellValue("指标表", cell); got != want || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
			t.Errorf("%s is %s, of type %d", cell, got, kind)
		}
	}
}

func TestAHostileReportIsOnlyWordsInAWorkbook(t *testing.T) {
	r, alarms := hostileReport()
	s, _ := specimen(t)
	var b bytes.Buffer
	if err := Workbooks(&b, []*statement.Report{r, s.report}, alarms); err != nil {
		t.Fatal(err)
	}
	f := opened(t, &b)
	for _, name := range f.GetSheetList() {
		rows, _ := f.GetRows(name)
		for i := range rows {
			for k := range rows[i] {
				cell, _ := excelize.CoordinatesToCellName(k+1, i+1)
				if formula, _ := f.GetCellFormula(name, cell); formula != "" {
					t.Errorf("%s!%s is a formula: %s", name, cell, formula)
				}
			}
		}
	}
	if head, _ := f.GetCellValue("指标表", "A2"); head != "来源" {
		t.Errorf("several reports begin with %q, not their source", head)
	}
	if first, _ := f.GetCellValue("任务分解表", "A4"); first != s.report.Document.Name {
		t.Errorf("source is %q", first)
	}
}
