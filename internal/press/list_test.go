package press

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

var taskColumns = []Column{
	{Key: "code", Title: "编号", English: "Code", Kind: Text, Width: 10},
	{Key: "task", Title: "任务", English: "Task", Kind: Link},
	{Key: "invested", Title: "投资", English: "Invested", Kind: Quantity, Unit: "亿元"},
	{Key: "steps", Title: "节点数", English: "Steps", Kind: Number},
	{Key: "due_on", Title: "时限", English: "Due", Kind: Date},
	{Key: "issued_at", Title: "印发时间", English: "Issued", Kind: Instant},
	{Key: "note", Title: "备注", English: "Note", Kind: Text},
}

var beijing = time.FixedZone("", 8*3600)

func handed(rows ...[]Value) iter.Seq2[[]Value, error] {
	return func(yield func([]Value, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func specimenList() List {
	at := time.Date(2026, 3, 2, 9, 5, 7, 0, time.UTC)
	return List{Title: "2026年重点任务", Filter: "牵头单位为市水务局", By: "督查室经办", At: at, Zone: beijing, Columns: taskColumns, Rows: handed(
		[]Value{"T-001", Ref{"新建学校5所", "https://duban.example/tasks/1"}, quantity.Must("827.9"), 4, civil.Date{Year: 2026, Month: 8, Day: 31}, at, "正常"},
		[]Value{"007", Ref{"改造\n老旧小区", ""}, quantity.Must("0.1"), int64(-3), civil.Date{}, time.Time{}, "=1+1"},
		[]Value{"3-4", Ref{"", "https://duban.example/?a=1&b=2"}, quantity.Must("123456789012345678"), 0, civil.Date{Year: 1899, Month: 5, Day: 1}, at.Add(time.Hour), "@SUM(A1)"},
		[]Value{"", Ref{}, nil, nil, nil, nil, "说“好”, \"行\"<b>&_x0041_\x00"},
		[]Value{"T-005", Ref{"-2 号机组", ""}, quantity.Must("-0.0000000001"), 123456789012345, civil.Date{Year: 2028, Month: 2, Day: 29}, at, "+86 138"},
	)}
}

func workbookOf(t testing.TB, l List) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := ListWorkbook(&b, l); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestAListInAWorkbookKeepsWhatItsCellsAre(t *testing.T) {
	l := specimenList()
	f := workbookOf(t, l)
	if got := f.GetSheetList(); len(got) != 1 || got[0] != l.Title {
		t.Fatalf("sheets are %v", got)
	}
	for _, c := range []struct {
		cell, shown, raw string
		numeric          bool
	}{
		{"A1", "2026年重点任务", "", false},
		{"A2", "筛选：牵头单位为市水务局　导出：督查室经办　时间：2026-03-02 17:05", "", false},
		{"C3", "投资（亿元）", "", false},
		{"A4", "T-001", "T-001", false},
		{"B4", "新建学校5所", "", false},
		{"C4", "827.9", "827.9", true},
		{"D4", "4", "4", true},
		{"E4", "2026-08-31", "46265", true},
		{"F4", "2026-03-02 17:05:07", "", true},
		{"A5", "007", "007", false},
		{"C5", "0.1", "0.1", true},
		{"D5", "-3", "-3", true},
		{"E5", "", "", false},
		{"G5", "=1+1", "=1+1", false},
		{"A6", "3-4", "3-4", false},
		{"C6", "123456789012345678", "123456789012345678", false},
		{"D6", "0", "0", true},
		{"E6", "1899-05-01", "", false},
		{"G6", "@SUM(A1)", "", false},
		{"G7", "说“好”, \"行\"<b>&_x0041_", "", false},
		{"C8", "-0.0000000001", "", true},
		{"D8", "123456789012345", "123456789012345", true},
		{"E8", "2028-02-29", "", true},
	} {
		if got, _ := f.GetCellValue(l.Title, c.cell); got != c.shown {
			t.Errorf("%s shows %q, want %q", c.cell, got, c.shown)
		}
		if raw, _ := f.GetCellValue(l.Title, c.cell, excelize.Options{RawCellValue: true}); c.raw != "" && raw != c.raw {
			t.Errorf("%s holds %q, want %q", c.cell, raw, c.raw)
		}
		kind, _ := f.GetCellType(l.Title, c.cell)
		if numeric := kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber; numeric != c.numeric && c.shown != "" {
			t.Errorf("%s is of type %d", c.cell, kind)
		}
		if formula, _ := f.GetCellFormula(l.Title, c.cell); formula != "" {
			t.Errorf("%s is a formula %s", c.cell, formula)
		}
	}
	for cell, want := range map[string]string{"B4": "https://duban.example/tasks/1", "B5": "", "B6": "https://duban.example/?a=1&b=2"} {
		if _, got, _ := f.GetCellHyperLink(l.Title, cell); got != want {
			t.Errorf("%s leads to %q, want %q", cell, got, want)
		}
	}
	// Editing the cell must not turn it into a formula.
	id, _ := f.GetCellStyle(l.Title, "G5")
	if style, _ := f.GetStyle(id); style == nil || style.NumFmt != asText {
		t.Error("a text that looks like a formula is not held as text")
	}
}

func TestAListInAWorkbookIsSetOutForReading(t *testing.T) {
	l := specimenList()
	f := workbookOf(t, l)
	panes, _ := f.GetPanes(l.Title)
	layout, _ := f.GetPageLayout(l.Title)
	merged, _ := f.GetMergeCells(l.Title)
	if !panes.Freeze || panes.YSplit != 3 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || len(merged) != 2 {
		t.Errorf("not set out: %+v %v", panes, merged)
	}
	props, _ := f.GetSheetProps(l.Title)
	if props.FitToPage == nil || !*props.FitToPage {
		t.Error("does not print as wide as the page")
	}
	names := map[string]string{}
	for _, d := range f.GetDefinedName() {
		names[d.Name] = d.RefersTo
	}
	if names["_xlnm._FilterDatabase"] != "'2026年重点任务'!$A$3:$G$8" || names["_xlnm.Print_Titles"] != "'2026年重点任务'!$1:$3" {
		t.Errorf("names are %v", names)
	}
	for column, want := range map[string]float64{"A": 10, "E": 12, "F": 21} {
		if got, _ := f.GetColWidth(l.Title, column); got != want {
			t.Errorf("column %s is %g wide, want %g", column, got, want)
		}
	}
}

func TestAListInEnglish(t *testing.T) {
	l := specimenList()
	l.English = true
	f := workbookOf(t, l)
	for cell, want := range map[string]string{"A2": "Filter: 牵头单位为市水务局   Exported by: 督查室经办   At: 2026-03-02 17:05", "C3": "Invested (亿元)"} {
		if got, _ := f.GetCellValue(l.Title, cell); got != want {
			t.Errorf("%s is %q", cell, got)
		}
	}
}

func TestAnEmptyListIsItsHeads(t *testing.T) {
	l := List{Columns: taskColumns}
	f := workbookOf(t, l)
	rows, err := f.GetRows("列表")
	if err != nil || len(rows) != 1 || rows[0][1] != "任务" {
		t.Errorf("rows are %q, %v", rows, err)
	}
	var b bytes.Buffer
	if err := ListJSONL(&b, l); err != nil || b.Len() != 0 {
		t.Errorf("lines are %q, %v", b.String(), err)
	}
}

func TestAListAsCSV(t *testing.T) {
	var b bytes.Buffer
	if err := ListCSV(&b, specimenList(), CSVOptions{BOM: true}); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("\uFEFF编号,任务,任务网址,投资（亿元）,节点数,时限,印发时间,备注\r\n")) {
		t.Errorf("begins %q", b.String()[:80])
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{
		{"T-001", "新建学校5所", "https://duban.example/tasks/1", "827.9", "4", "2026-08-31", "2026-03-02 17:05:07", "正常"},
		{"007", "改造\n老旧小区", "", "0.1", "-3", "", "", "'=1+1"},
		{"3-4", "https://duban.example/?a=1&b=2", "https://duban.example/?a=1&b=2", "123456789012345678", "0", "1899-05-01", "2026-03-02 18:05:07", "'@SUM(A1)"},
		{"", "", "", "", "", "", "", "说“好”, \"行\"<b>&_x0041_"},
		{"T-005", "'-2 号机组", "", "-0.0000000001", "123456789012345", "2028-02-29", "2026-03-02 17:05:07", "'+86 138"},
	} {
		if !slices.Equal(rows[i+1], want) {
			t.Errorf("row %d\n got %q\nwant %q", i+1, rows[i+1], want)
		}
	}
	b.Reset()
	if err := ListCSV(&b, specimenList(), CSVOptions{Keys: true}); err != nil || !strings.HasPrefix(b.String(), "code,task,task_url,invested,") {
		t.Errorf("heads by key: %v", err)
	}
}

func TestAListAsLinesOfJSON(t *testing.T) {
	var b bytes.Buffer
	if err := ListJSONL(&b, specimenList()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines", len(lines))
	}
	const first = `{"code":"T-001","task":"新建学校5所","task_url":"https://duban.example/tasks/1","invested":827.9,"steps":4,"due_on":"2026-08-31","issued_at":"2026-03-02T17:05:07+08:00","note":"正常"}`
	if lines[0] != first {
		t.Errorf("got %s", lines[0])
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("is no JSON: %s", line)
		}
	}
	if !strings.Contains(lines[2], `"invested":123456789012345678`) || !strings.Contains(lines[3], `"code":null`) {
		t.Errorf("got %s\n%s", lines[2], lines[3])
	}
}

func TestAListThatIsNotWhatItsColumnsSayIsRefused(t *testing.T) {
	text := []Column{{Key: "a", Title: "甲"}}
	trouble := errors.New("the rows broke off")
	for name, l := range map[string]List{
		"no columns":     {},
		"a bad key":      {Columns: []Column{{Key: "甲", Title: "甲"}}},
		"a key twice":    {Columns: []Column{{Key: "a", Title: "甲"}, {Key: "a", Title: "乙"}}},
		"a hidden twice": {Columns: []Column{{Key: "a", Title: "甲", Kind: Link}, {Key: "a_url", Title: "乙"}}},
		"no title":       {Columns: []Column{{Key: "a"}}},
		"a short row":    {Columns: text, Rows: handed([]Value{})},
		"a float":        {Columns: []Column{{Key: "a", Title: "甲", Kind: Quantity}}, Rows: handed([]Value{0.1})},
		"a number":       {Columns: text, Rows: handed([]Value{1})},
		"no such day":    {Columns: []Column{{Key: "a", Title: "甲", Kind: Date}}, Rows: handed([]Value{civil.Date{Year: 2026, Month: 2, Day: 30}})},
		"a script":       {Columns: []Column{{Key: "a", Title: "甲", Kind: Link}}, Rows: handed([]Value{Ref{"好", "javascript:alert(1)"}})},
		"rows that fail": {Columns: text, Rows: func(yield func([]Value, error) bool) { _ = yield([]Value{"好"}, nil) && yield(nil, trouble) }},
	} {
		for form, write := range map[string]func() error{
			"xlsx":  func() error { return ListWorkbook(io.Discard, l) },
			"csv":   func() error { return ListCSV(io.Discard, l, CSVOptions{}) },
			"jsonl": func() error { return ListJSONL(io.Discard, l) },
		} {
			err := write()
			if err == nil {
				t.Errorf("%s was written as %s", name, form)
			}
			if name == "rows that fail" && !errors.Is(err, trouble) {
				t.Errorf("the trouble of the rows is lost: %v", err)
			}
			if _, ok := fault.As(err); ok {
				t.Errorf("%s is told to people: %v", name, err)
			}
		}
	}
}

func TestATabHoldsWhatItMay(t *testing.T) {
	for _, c := range [][2]string{{"", "列表"}, {"['?]", "列表"}, {"甲/乙:丙", "甲乙丙"}, {strings.Repeat("长", 40), strings.Repeat("长", 31)}, {strings.Repeat("a", 30) + "𠮷", strings.Repeat("a", 30)}} {
		if got := sheetName(c[0]); got != c[1] {
			t.Errorf("%q gives %q, want %q", c[0], got, c[1])
		}
		l := List{Title: c[0], Columns: taskColumns[:1]}
		if err := ListWorkbook(io.Discard, l); err != nil {
			t.Errorf("%q: %v", c[0], err)
		}
	}
}

// many is a list of n rows that are made as they are asked for.
func many(n int) List {
	l := specimenList()
	l.Rows = func(yield func([]Value, error) bool) {
		at := time.Date(2026, 3, 2, 9, 5, 7, 0, time.UTC)
		for i := range n {
			if !yield([]Value{fmt.Sprintf("T-%05d", i), Ref{"第" + fmt.Sprint(i) + "项任务", fmt.Sprintf("https://duban.example/tasks/%d", i)}, quantity.New(int64(i), 2), i % 7,
				civil.Date{Year: 2026, Month: 1 + i%12, Day: 1 + i%28}, at, "按季度调度，月底报进展"}, nil) {
				return
			}
		}
	}
	return l
}

func TestBeyondTheLinksTheAddressStandsBehindTheWords(t *testing.T) {
	f := workbookOf(t, many(mostLinks+2))
	l := specimenList()
	if _, got, _ := f.GetCellHyperLink(l.Title, fmt.Sprint("B", 3+mostLinks)); got != fmt.Sprintf("https://duban.example/tasks/%d", mostLinks-1) {
		t.Errorf("the last link leads to %q", got)
	}
	cell := fmt.Sprint("B", 4+mostLinks)
	if words, _ := f.GetCellValue(l.Title, cell); words != fmt.Sprintf("第%d项任务（https://duban.example/tasks/%d）", mostLinks, mostLinks) {
		t.Errorf("%s is %q", cell, words)
	}
	rows, err := f.GetRows(l.Title)
	if err != nil || len(rows) != mostLinks+5 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestAWorkbookOfLongRowsIsNotHeldInMemory(t *testing.T) {
	const rows = 40_000
	long := strings.Repeat("按季度调度，月底报进展。", 60) // 2 kB a row, 86 MB in all
	var before, at runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	l := List{Title: "长表", Columns: []Column{{Key: "note", Title: "备注"}}, Rows: func(yield func([]Value, error) bool) {
		for i := range rows {
			if i == rows-1 {
				runtime.GC()
				runtime.ReadMemStats(&at)
			}
			if !yield([]Value{long}, nil) {
				return
			}
		}
	}}
	if err := ListWorkbook(io.Discard, l); err != nil {
		t.Fatal(err)
	}
	if held := int64(at.HeapAlloc) - int64(before.HeapAlloc); held > 48<<20 {
		t.Errorf("%d MB are held before the last row", held>>20)
	}
}

// officeConvert hands a file to LibreOffice, an independent reader.
func officeConvert(t *testing.T, name string, data []byte, filter string) []byte {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed: its reading is not compared")
	}
	dir := t.TempDir()
	in := filepath.Join(dir, name)
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	to, _, _ := strings.Cut(filter, ":")
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", filter, "--outdir", filepath.Join(dir, "out"), in)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	out, err := os.ReadFile(filepath.Join(dir, "out", strings.TrimSuffix(name, filepath.Ext(name))+"."+to))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// csvFilter is LibreOffice's CSV: commas, quotes, UTF-8, cells as shown.
const csvFilter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"

func TestLibreOfficeReadsInTheWorkbookWhatStandsInTheCSV(t *testing.T) {
	l := specimenList()
	var book, sheet bytes.Buffer
	if err := ListWorkbook(&book, l); err != nil {
		t.Fatal(err)
	}
	if err := ListCSV(&sheet, l, CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	theirs, err := csv.NewReader(bytes.NewReader(officeConvert(t, "list.xlsx", book.Bytes(), csvFilter))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ours, err := csv.NewReader(&sheet).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(theirs) != len(ours)+2 {
		t.Fatalf("%d rows, want %d", len(theirs), len(ours)+2)
	}
	for i, row := range ours {
		row = slices.Delete(slices.Clone(row), 2, 3) // the address is the cell's link there
		for k := range row {
			row[k] = strings.TrimPrefix(row[k], "'")
		}
		if !slices.Equal(theirs[i+2], row) {
			t.Errorf("row %d\nLibreOffice %q\n       ours %q", i, theirs[i+2], row)
		}
	}
}

func BenchmarkListOf50000Rows(b *testing.B) {
	for form, write := range map[string]func(io.Writer, List) error{
		"xlsx":  ListWorkbook,
		"csv":   func(w io.Writer, l List) error { return ListCSV(w, l, CSVOptions{BOM: true}) },
		"jsonl": ListJSONL,
	} {
		b.Run(form, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if err := write(io.Discard, many(50_000)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
