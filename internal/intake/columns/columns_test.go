package columns_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/columns"
	"duban/internal/intake/grid"
)

var fields = []columns.Field{
	{Key: "name", Title: "项目名称", Names: []string{"名称", "工程名称"}, Needed: true},
	{Key: "code", Title: "项目代码", Shape: func(s string) bool { return strings.Count(s, "-") == 4 }},
	{Key: "total", Title: "总投资", Names: []string{"计划总投资", "投资总额"}, Sense: columns.Money},
	{Key: "own", Title: "资金来源：企业自筹", Names: []string{"资金来源自筹", "自筹"}, Sense: columns.Money},
	{Key: "state", Title: "资金来源：本级财政", Names: []string{"资金来源财政"}, Sense: columns.Money},
	{Key: "start", Title: "拟开工", Names: []string{"计划开工时间"}, Sense: columns.Day},
	{Key: "land", Title: "用地需求", Names: []string{"用地"}, Sense: columns.Number},
	{Key: "unit", Title: "责任单位", Names: []string{"牵头单位"}},
}

func book(t *testing.T, rows [][]any, also func(*excelize.File)) grid.File {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if also != nil {
		also(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return grid.File{Name: "台账.xlsx", Data: b.Bytes()}
}

func TestTitlesOfTwoRowsUnitsAboveTheTableSumsAndCellsMadeOne(t *testing.T) {
	f := book(t, [][]any{
		{"2021年重点项目台账"},
		{"单位：亿元"},
		{"序号", "工程名称", "总投资", "资金来源", "", "牵头单位", "代码"},
		{"", "", "", "财政", "自筹"},
		{"一、产业项目"},
		{1, "甲", 1.2, 0.2, 1, "市经信局", "2101-429099-04-01-12345C"},
		{2, "乙", 3, "", "", "", "2017-429099-70-03-006747"},
		{"合计", "", 4.2},
	}, func(f *excelize.File) {
		for _, m := range [][2]string{{"A1", "G1"}, {"D3", "E3"}, {"A3", "A4"}, {"B3", "B4"}, {"C3", "C4"}, {"F6", "F7"}, {"A5", "G5"}} {
			if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	s, err := columns.Open(f, fields)
	if err != nil {
		t.Fatal(err)
	}
	m := s.Suggest(fields)
	if want := (columns.Mapping{"", "name", "total", "state", "own", "unit", "code"}); !reflect.DeepEqual(m, want) {
		t.Fatalf("%q, want %q of %q", m, want, s.Titles)
	}
	if len(s.Lines) != 2 || !reflect.DeepEqual(s.Left, []int{5, 8}) || s.Lines[1].Cells[5] != "市经信局" || s.Lines[1].Number != 7 {
		t.Errorf("%+v left %v", s.Lines, s.Left)
	}
	if v, rounded, err := s.Read(s.Lines[0], 2, fields[2]); v != "12000" || rounded || err != nil {
		t.Errorf("%s %v %v", v, rounded, err)
	}
	if err := m.Check(s, fields); err != nil {
		t.Error(err)
	}
	other, err := columns.Open(grid.File{Name: "台账.csv", Data: []byte("序号,工程名称,总投资,资金来源财政,资金来源自筹,牵头单位,代码\n9,丙,1,,,市住建局,\n")}, fields)
	if err != nil || other.Signature() != s.Signature() {
		t.Errorf("the same titles are another layout: %q %v", other.Titles, err)
	}
}

func TestAColumnOfNoKnownNameIsKnownByWhatStandsInIt(t *testing.T) {
	s, err := columns.Open(grid.File{Name: "表.csv", Data: []byte("编号,项目名称,投资总额(万元)\n2101-429099-04-01-12345C,甲,\"12,300.50\"\n,乙,7\n")}, fields)
	if err != nil {
		t.Fatal(err)
	}
	if m := s.Suggest(fields); !reflect.DeepEqual(m, columns.Mapping{"code", "name", "total"}) {
		t.Errorf("%q", m)
	}
}

func TestATableWithoutAnyKnownNameIsStillRead(t *testing.T) {
	s, err := columns.Open(grid.File{Name: "表.csv", Data: []byte("某市汇总\n甲栏,乙栏,丙栏\n1,2,3\n")}, fields)
	if err != nil || !reflect.DeepEqual(s.Titles, []string{"甲栏", "乙栏", "丙栏"}) {
		t.Fatalf("%+v, %v", s, err)
	}
	for m, field := range map[*columns.Mapping]string{{"", "", ""}: "mapping", {"name", "name", ""}: "column-1", {"name", "nothing", ""}: "column-1"} {
		f, ok := fault.As(m.Check(s, fields))
		if !ok || f.Field != field {
			t.Errorf("%q: %+v", *m, f)
		}
	}
	if _, err := columns.Open(grid.File{Name: "表.csv", Data: []byte("1,2,3\n4,5,6\n")}, fields); err == nil {
		t.Error("figures alone have titles")
	}
}

func TestMoneyIsTenThousandYuanWhateverItWasIn(t *testing.T) {
	for _, c := range []struct {
		cell    string
		power   int
		want    string
		rounded bool
	}{
		{"1.2", 4, "12000", false}, {"12,300.50", 0, "12300.5", false}, {"12345.670000000001", 0, "12345.67", false}, {"12345.678", 0, "12345.68", true}, {"1.5亿元", 0, "15000", false}, {"300万", 4, "300", false},
		{"1.2E+3", 0, "1200", false}, {"50000", -4, "5", false}, {"-7", 0, "-7", false},
	} {
		got, rounded, err := columns.ReadMoney(c.cell, c.power)
		if got != c.want || rounded != c.rounded || err != nil {
			t.Errorf("%s at 10^%d: %s %v %v", c.cell, c.power, got, rounded, err)
		}
	}
	for _, s := range []string{"约1000", "1,2", "一千", "1e999"} {
		if v, _, err := columns.ReadMoney(s, 0); err == nil {
			t.Errorf("%s is %s", s, v)
		}
	}
}

func TestDaysInTheFormsOfLedgers(t *testing.T) {
	for s, want := range map[string]civil.Date{"2021年3月5日": {Year: 2021, Month: 3, Day: 5}, "2021-03-05": {Year: 2021, Month: 3, Day: 5}, "2021.3.5": {Year: 2021, Month: 3, Day: 5}, "44256": {Year: 2021, Month: 3, Day: 1}, "2021年3月": {Year: 2021, Month: 3, Day: 1},
		"2021.3": {Year: 2021, Month: 3, Day: 1}, "2021.12": {Year: 2021, Month: 12, Day: 1}, "202103": {Year: 2021, Month: 3, Day: 1}, "2021/3": {Year: 2021, Month: 3, Day: 1}, "2021年3月底": {Year: 2021, Month: 3, Day: 1}} {
		if d, ok := columns.ReadDay(s, false); !ok || d != want {
			t.Errorf("%s is %v", s, d)
		}
	}
	for _, s := range []string{"2021", "3月", "2021.13", "待定", "2021.2.30"} {
		if d, ok := columns.ReadDay(s, false); ok {
			t.Errorf("%s is %v", s, d)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("序号,项目名称,总投资\n1,甲,2\n"))
	f.Add([]byte("a\n\xff,,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK")) {
			t.Skip("workbooks are grid's to open")
		}
		s, err := columns.Open(grid.File{Name: "x.csv", Data: data}, fields)
		if err != nil {
			return
		}
		m := s.Suggest(fields)
		if len(m) != len(s.Titles) {
			t.Fatalf("%d columns, %d titles", len(m), len(s.Titles))
		}
		for _, l := range s.Lines {
			for i, key := range m {
				for _, x := range fields {
					if x.Key == key {
						_, _, _ = s.Read(l, i, x)
					}
				}
			}
		}
	})
}
