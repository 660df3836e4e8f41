package grid_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duban/internal/intake/grid"
)

var events = []grid.Column{{Title: "项目代码", Sense: grid.Name, Needed: true}, {Title: "事件时间", Sense: grid.Moment, Needed: true}, {Title: "起始日", Sense: grid.Day}, {Title: "说明（可空）"}}

func workbook(t *testing.T, rows [][]any, also ...func(*excelize.File) error) grid.File {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range also {
		if err := x(f); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return grid.File{Name: "表.xlsx", Data: b.Bytes()}
}

func TestATableIsFoundUnderItsTitlesWhereverTheyStand(t *testing.T) {
	got, err := grid.Find(workbook(t, [][]any{
		{"二〇二一年项目事件"},
		{"备注", "说明(可空)", "事件时间", "项目代码 *", "起始日"},
		{"说明：照填"},
		{"不读", "第一行\n第二行", 44256.395833333336, 2.10301e11, 44256},
		{},
		{"", "", "2021年3月1日 9:30", "2103-0101", "2021/3/1"},
		{"", strings.Repeat("长", 700), "某日", "x", "2021-02-30"},
	}), events)
	if err != nil {
		t.Fatal(err)
	}
	want := grid.Table{Sheet: "Sheet1", Head: 2, Unread: []string{"备注"}, Rows: []grid.Line{
		{4, map[string]string{"说明（可空）": "第一行\n第二行", "事件时间": "2021-03-01 09:30", "项目代码": "210301000000", "起始日": "2021-03-01"}},
		{6, map[string]string{"事件时间": "2021-03-01 09:30", "项目代码": "2103-0101", "起始日": "2021-03-01"}},
		{7, map[string]string{"说明（可空）": strings.Repeat("长", 700), "事件时间": "某日", "项目代码": "x", "起始日": "2021-02-30"}},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestATableFromCSVInGBK(t *testing.T) {
	got, err := grid.Find(grid.File{Name: "事件.csv", Data: []byte("\xcf\xee\xc4\xbf\xb4\xfa\xc2\xeb,\xca\xc2\xbc\xfe\xca\xb1\xbc\xe4\n2103,2021-03-01 08:00\n")}, events)
	if err != nil || len(got.Rows) != 1 || got.Rows[0].Cells["项目代码"] != "2103" || got.Rows[0].Number != 2 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestWhatIsNoTableSaysHowToMendIt(t *testing.T) {
	merged := func(f *excelize.File) error { return f.MergeCell("Sheet1", "A2", "A3") }
	for want, f := range map[string]grid.File{
		"找不到表头":        workbook(t, [][]any{{"姓名", "电话"}, {"某", "1"}}),
		"缺少这几列：项目代码":   workbook(t, [][]any{{"事件时间", "起始日"}, {"2021-03-01 09:00", "2021-03-01"}}),
		"有 2 个“项目代码”":  workbook(t, [][]any{{"事件时间", "项目代码", "项目代码"}}),
		"A2:A3 是合并单元格": workbook(t, [][]any{{"项目代码", "事件时间"}, {"1", "2021-03-01"}, {"", "2021-03-02"}}, merged),
		"是空文件":         {Name: "空.xlsx"},
		"旧版表格（.xls）":   {Name: "旧.xls", Data: []byte("\xD0\xCF\x11\xE0....")},
		"不是表格":         {Name: "包.xlsx", Data: []byte("PK\x03\x04rubbish")},
	} {
		if _, err := grid.Find(f, events); err == nil || !strings.Contains(err.Error(), want) && want != "不是表格" {
			t.Errorf("%s: %v", want, err)
		}
	}
}
