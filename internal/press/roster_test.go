package press

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duban/internal/kernel/roster"
)

func TestTheTemplateOffersWhatTheFormAllows(t *testing.T) {
	var b bytes.Buffer
	if err := RosterTemplate(&b); err != nil {
		t.Fatal(err)
	}
	f := opened(t, &b)
	if got := strings.Join(f.GetSheetList(), " "); got != "单位 岗位 人员" {
		t.Fatalf("sheets are %s", got)
	}
	for _, s := range roster.Sheets {
		lists := map[string]string{}
		rules, err := f.GetDataValidations(s.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range rules {
			lists[rule.Sqref] = rule.Formula1
		}
		for i, c := range s.Columns {
			column, _ := excelize.ColumnNumberToName(i + 1)
			for row, want := range map[int]string{1: c.Title, 3: c.Example} {
				if i == 0 && row == 3 {
					want = roster.Shows + want
				}
				if got, _ := f.GetCellValue(s.Name, fmt.Sprint(column, row)); got != want {
					t.Errorf("%s %s%d is %q, want %q", s.Name, column, row, got, want)
				}
			}
			if said, _ := f.GetCellValue(s.Name, column+"2"); !strings.Contains(said, c.Meaning) || strings.Contains(said, "必填") != c.Required {
				t.Errorf("%s %s is explained by %q", s.Name, c.Title, said)
			}
			rule := lists[fmt.Sprintf("%s2:%s%d", column, column, rosterRows)]
			if want := `"` + strings.Join(c.Words(), ",") + `"`; c.Sense == roster.Choice && rule != want {
				t.Errorf("%s %s offers %s", s.Name, c.Title, rule)
			}
			for row, locked := range map[int]bool{1: true, 2: true, 3: false, 4: false, 900: false} {
				id, _ := f.GetCellStyle(s.Name, fmt.Sprint(column, row))
				style, err := f.GetStyle(id)
				if err != nil {
					t.Fatal(err)
				}
				if open := style.Protection != nil && !style.Protection.Locked; open == locked {
					t.Errorf("%s %s%d: locked is %v", s.Name, column, row, !open)
				}
			}
		}
		if o, err := f.GetSheetProtection(s.Name); err != nil || !o.SelectUnlockedCells || o.Password != "" {
			t.Errorf("%s is protected as %+v, %v", s.Name, o, err)
		}
		if panes, _ := f.GetPanes(s.Name); !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: titles do not stay in view", s.Name)
		}
	}
}

func TestLibreOfficeOpensTheTemplate(t *testing.T) {
	var b bytes.Buffer
	if err := RosterTemplate(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(officeConvert(t, "template.xlsx", b.Bytes(), csvFilter))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("rows %q, %v", rows, err)
	}
	if !slices.Equal(rows[0], []string{"代码", "上级代码", "名称", "简称", "类别", "排序"}) || rows[2][0] != roster.Shows+"YZ-01" {
		t.Errorf("rows %q", rows)
	}
}

func TestARosterIsGivenBackWithItsOldProblemsGone(t *testing.T) {
	table := roster.Table{Sheet: "岗位", HeadRow: 2, Titles: []string{"名称", "岗位代码", "问题", "备忘"}, Columns: []string{"名称", "岗位代码", "", ""},
		Numbers: []int{4, 7}, Rows: [][]string{{"局长", "A", "从前的问题", "=1+1"}, {"", "B", "", ""}}}
	problems := []roster.Problem{
		{Sentence: "“名册.xlsx”的“通讯录”不是名册的表，没有读。", Remark: true},
		{Sheet: "岗位", Row: 2, Column: "角色", Sentence: "缺少“角色”一列。", Hint: "请从模板里把这一列补上。"},
		{Sheet: "岗位", Row: 7, Column: "名称", Sentence: "名称没有填。", Hint: "岗位名称，写职务，不写人名。"},
	}
	var b bytes.Buffer
	if err := RosterProblems(&b, []roster.Table{table}, problems); err != nil {
		t.Fatal(err)
	}
	f := opened(t, &b)
	if got := strings.Join(f.GetSheetList(), " "); got != "岗位 问题一览" {
		t.Fatalf("sheets are %s", got)
	}
	for cell, want := range map[string]string{"A2": "名称", "C2": "备忘", "D2": "问题", "A4": "局长", "C4": "=1+1", "D4": "", "B7": "B", "D7": "名称：名称没有填。岗位名称，写职务，不写人名。"} {
		if got, _ := f.GetCellValue("岗位", cell); got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
	}
	if formula, _ := f.GetCellFormula("岗位", "C4"); formula != "" {
		t.Errorf("words became the formula %s", formula)
	}
	rows, err := f.GetRows(overview)
	if err != nil || len(rows) != 4 || rows[1][0] != "全部" || rows[3][1] != "7" || rows[2][5] != "请从模板里把这一列补上。" {
		t.Errorf("overview %q, %v", rows, err)
	}
}
