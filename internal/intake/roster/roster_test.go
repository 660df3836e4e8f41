package roster_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/grid"
	. "duban/internal/intake/intaketest"
	"duban/internal/intake/roster"
	form "duban/internal/kernel/roster"
	"duban/internal/press"
)

// filled is the template with its example taken out and rows put in.
func filled(t testing.TB, rows map[string][][]any, spoil ...func(f *excelize.File) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := press.RosterTemplate(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, s := range form.Sheets {
		if err := f.RemoveRow(s.Name, 3); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows[s.Name] {
			if err := f.SetSheetRow(s.Name, fmt.Sprint("A", i+3), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range spoil {
		if err := s(f); err != nil {
			t.Fatal(err)
		}
	}
	b.Reset()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sound() map[string][][]any {
	return map[string][][]any{
		"单位": {{"YZ", nil, "云泽市人民政府", "市政府", "政府", 1}, {"YZ-EDU", "YZ", "云泽市教育局", "市教育局", "部门", 20}, {"YZ-T1", "YZ", "石桥镇", nil, "乡镇"}},
		"岗位": {{"EDU-H", "YZ-EDU", "局长", "负责人"}, {"EDU-C", "YZ-EDU", "办公室经办", "经办"}},
		"人员": {{"edu01", "甲某", "13800000001", "a@example.cn", "EDU-H", "正式", "2026-1-5", "2026年12月31日"}, {"edu02", "乙某", nil, nil, "EDU-C", "主持工作"}},
	}
}

func read(t testing.TB, data []byte, known roster.Known) *roster.Roster {
	t.Helper()
	r, err := roster.Read([]roster.File{{Name: "名册.xlsx", Data: data}}, known)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told is the problems, one a line.
func told(r *roster.Roster) string {
	var b strings.Builder
	for _, p := range r.Problems {
		mark := "错"
		if p.Remark {
			mark = "注"
		}
		fmt.Fprintf(&b, "%s %s %d %s [%s] %s%s\n", mark, p.Sheet, p.Row, p.Column, p.Value, p.Sentence, p.Hint)
	}
	return b.String()
}

func TestARosterFilledInTheTemplate(t *testing.T) {
	r := read(t, filled(t, sound()), roster.Known{})
	if len(r.Problems) > 0 || r.Refused() {
		t.Errorf("problems:\n%s", told(r))
	}
	if want := []roster.Unit{
		{roster.Place{Sheet: "单位", Row: 3}, "YZ", "", "云泽市人民政府", "市政府", "government", 1},
		{roster.Place{Sheet: "单位", Row: 4}, "YZ-EDU", "YZ", "云泽市教育局", "市教育局", "department", 20},
		{roster.Place{Sheet: "单位", Row: 5}, "YZ-T1", "YZ", "石桥镇", "", "town", 0},
	}; !slices.Equal(r.Units, want) {
		t.Errorf("units %+v", r.Units)
	}
	if want := []roster.Post{
		{roster.Place{Sheet: "岗位", Row: 3}, "EDU-H", "YZ-EDU", "局长", "head"},
		{roster.Place{Sheet: "岗位", Row: 4}, "EDU-C", "YZ-EDU", "办公室经办", "clerk"},
	}; !slices.Equal(r.Posts, want) {
		t.Errorf("posts %+v", r.Posts)
	}
	if want := []roster.Person{
		{roster.Place{Sheet: "人员", Row: 3}, "edu01", "甲某", "13800000001", "a@example.cn", "EDU-H", "regular", civil.Date{Year: 2026, Month: 1, Day: 5}, civil.Date{Year: 2026, Month: 12, Day: 31}},
		{Place: roster.Place{Sheet: "人员", Row: 4}, Login: "edu02", Name: "乙某", Post: "EDU-C", Manner: "acting"},
	}; !slices.Equal(r.People, want) {
		t.Errorf("people %+v", r.People)
	}
}

func TestTheTemplateAsItIsHoldsExamplesOnly(t *testing.T) {
	var b bytes.Buffer
	if err := press.RosterTemplate(&b); err != nil {
		t.Fatal(err)
	}
	r := read(t, b.Bytes(), roster.Known{})
	if r.Refused() || len(r.Units)+len(r.Posts)+len(r.People) > 0 {
		t.Errorf("read %+v", r)
	}
	Same(t, told(r), `
		注 单位 3  [] 第 3 行是模板里的示例，没有读。
		注 岗位 3  [] 第 3 行是模板里的示例，没有读。
		注 人员 3  [] 第 3 行是模板里的示例，没有读。`)
}

func TestEveryProblemIsToldWithItsPlaceAndHowToMendIt(t *testing.T) {
	for name, c := range map[string]struct {
		change func(rows map[string][][]any)
		spoil  func(f *excelize.File) error
		known  roster.Known
		want   string
	}{
		"missing": {change: func(m map[string][][]any) { m["单位"][1][2] = " "; m["人员"][1][5] = nil }, want: `
			错 单位 4 名称 [] 名称没有填。单位全称，与公章一致。
			错 人员 4 任职方式 [] 任职方式没有填。从下拉表里选。`},
		"twice": {change: func(m map[string][][]any) {
			m["单位"][2][0] = "YZ-edu"
			m["岗位"][1][0] = "EDU-H"
			m["人员"][1][0], m["人员"][1][4] = "EDU01", "EDU-H"
		}, want: `
			错 单位 5 代码 [YZ-edu] 单位代码“YZ-edu”和第 4 行重复。请另编一个代码，或删去重复的一行。
			错 岗位 4 岗位代码 [EDU-H] 岗位代码“EDU-H”和第 3 行重复。请另编一个代码，或删去重复的一行。
			错 人员 4 登录名 [EDU01] 登录名“edu01”和第 3 行重复。请改一个；一人兼任两个岗位的，先留一行，导入后在人员页上加。`},
		"unknown parent": {change: func(m map[string][][]any) {
			m["单位"][2][1] = "YZ-X9"
			m["岗位"][0][1] = "YZ-EDV"
			m["人员"][1][4] = "EDU-X" // one letter from two codes: neither is proposed
			m["人员"][0][4] = "云泽"
			m["岗位"][1][1] = "云泽市 教育局"
		}, want: `
			错 单位 5 上级代码 [YZ-X9] 没有代码为“YZ-X9”的单位。请先在“单位”表里加上它，或改成已有的代码。
			错 岗位 3 单位代码 [YZ-EDV] 没有代码为“YZ-EDV”的单位。是不是“YZ-EDU”？请先在“单位”表里加上它，或改成已有的代码。
			错 岗位 4 单位代码 [云泽市 教育局] 单位代码要填代码，不是名称。“云泽市 教育局”的代码是“YZ-EDU”。
			错 人员 3 岗位代码 [云泽] 岗位代码“云泽”不对。只用字母、数字和连字符，以字母或数字开头，至多 32 位。
			错 人员 4 岗位代码 [EDU-X] 没有代码为“EDU-X”的岗位。请先在“岗位”表里加上它，或改成已有的代码。`},
		"parents known to the database": {change: func(m map[string][][]any) { m["单位"] = m["单位"][2:]; m["岗位"][0][1] = "YZ-EDU" },
			known: roster.Known{Units: map[string]string{"YZ": "云泽市人民政府", "YZ-EDU": "云泽市教育局"}}, want: ""},
		"what the database has already": {change: func(m map[string][][]any) { m["单位"][2][1] = nil },
			known: roster.Known{Units: map[string]string{"YZ-T1": "石桥镇"}, Posts: map[string]string{"EDU-C": "经办"}, People: map[string]string{"edu01": "甲某", "edu02": "丙某"}}, want: `
			错 人员 4 登录名 [edu02] 登录名“edu02”已经是丙某的。另一个人的，请换一个登录名；同一个人改了姓名的，请先在人员页上改姓名。`},
		"a circle": {change: func(m map[string][][]any) { m["单位"][0][1] = "YZ-T1"; m["单位"][2][1] = "YZ-EDU" }, want: `
			错 单位 3 上级代码 [YZ-T1] 上级绕成了一圈：“YZ”（第 3 行）→“YZ-T1”（第 5 行）→“YZ-EDU”（第 4 行）→又回到开头。请核对其中哪一个的上级填错了。`},
		"its own parent, and none": {change: func(m map[string][][]any) { m["单位"][1][1] = "YZ-EDU"; m["单位"][2][1] = nil }, want: `
			错 单位 4 上级代码 [YZ-EDU] 单位“云泽市教育局”的上级是它自己。请另填上级。
			错 单位 5 上级代码 [] 上级代码没有填。只有政府本级不填；别的单位请填上级单位的代码。`},
		"no such kind or role": {change: func(m map[string][][]any) {
			m["单位"][2][4] = "镇"
			m["岗位"][1][3] = "厨师"
			m["人员"][0][5] = "主持"
		}, want: `
			错 单位 5 类别 [镇] 没有“镇”这种类别。是不是“乡镇”？请从下拉表里选：政府、办公室、部门、乡镇、街道、村、社区、事业单位、议事机构。
			错 岗位 4 角色 [厨师] 没有“厨师”这种角色。请从下拉表里选：领导、督查、负责人、经办、系统管理员、安全管理员、审计管理员。
			错 人员 3 任职方式 [主持] 没有“主持”这种任职方式。是不是“主持工作”？请从下拉表里选：正式、主持工作、代理。`},
		"bad telephone, mail, day, order, login": {change: func(m map[string][][]any) {
			m["人员"][0][2], m["人员"][0][3], m["人员"][0][6] = "0728-3222222", "甲某@", "2026-2-30"
			m["人员"][1][0], m["单位"][2] = "张三", append(m["单位"][2], "前面")
		}, want: `
			错 单位 5 排序 [前面] 排序“前面”不是整数。请写 0 至 1000000 的整数，小的在前。
			错 人员 3 手机 [0728-3222222] 手机号“0728-3222222”不对。手机号是 1 开头的 11 位数字，座机号不用填。
			错 人员 3 邮箱 [甲某@] 邮箱“甲某@”不对。例：name@example.cn，一格只写一个。
			错 人员 3 起 [2026-2-30] 日期“2026-2-30”不对。请写年、月、日，例：2026-01-05。
			错 人员 4 登录名 [张三] 登录名“张三”不对。用 2 至 32 个小写字母、数字、点、横线，以字母或数字开头。`},
		"from after until": {change: func(m map[string][][]any) { m["人员"][0][7] = "2026-01-04" }, want: `
			错 人员 3 止 [2026-01-04] 止（2026-01-04）在起（2026-01-05）之前。请核对两个日期。`},
		"the example without its mark": {change: func(m map[string][][]any) {
			m["岗位"] = append(m["岗位"], []any{"YZ-01-A", "YZ-01", "办公室经办", "经办"})
		}, known: roster.Known{Units: map[string]string{"YZ-01": "市发改局"}}, want: `
			错 岗位 5  [] 第 5 行还是模板里示例的内容。请删去这一行，或换成实际的内容。`},
		"a title renamed": {spoil: func(f *excelize.File) error { return f.SetCellStr("岗位", "B1", "单位编码") }, want: `
			错 岗位 1 单位代码 [单位编码] 表头“单位编码”应当是“单位代码”，这一列没有读。请把表头改回“单位代码”。`},
		"a title gone and one too many": {spoil: func(f *excelize.File) error {
			return firstOf(f.SetCellStr("人员", "C1", "备注"), f.SetCellStr("人员", "I1", "起"), f.SetCellStr("单位", "C1", ""))
		}, want: `
			错 单位 1 名称 [] 缺少“名称”一列。请从模板里把这一列补上。
			错 人员 1 起 [起] 表头里有两个“起”，只读了前一个。请删去一列。
			注 人员 1  [备注] 多出的列“备注”没有读。
			注 人员 1 手机 [] 没有“手机”一列，按没有填处理。`},
		"cells made one": {spoil: func(f *excelize.File) error {
			return firstOf(f.MergeCell("岗位", "B3", "B4"), f.InsertRows("人员", 1, 1), f.SetCellStr("人员", "A1", "云泽市人员名册"), f.MergeCell("人员", "A1", "H1"))
		}, want: `
			错 岗位 3 单位代码 [B3:B4] B3:B4 是合并单元格，合并进去的格子读不到。请取消合并，每一格都填上。
			错 岗位 4 单位代码 [] 单位代码没有填。所在单位的代码。`},
		"a formula that failed": {change: func(m map[string][][]any) { m["单位"][1][2] = "#REF!" }, want: `
			错 单位 4 名称 [#REF!] 这一格的公式出错，显示为 #REF!。请把公式换成结果。`},
		"the same name under one parent": {change: func(m map[string][][]any) {
			m["单位"] = append(m["单位"], []any{"YZ-T2", "YZ", "石 桥镇", nil, "乡镇"})
		}, want: `
			注 单位 6 名称 [石桥镇] “石桥镇”和第 5 行同名，上级也相同。请核对是不是同一个单位。`},
		"a sheet more, one less, one renamed": {spoil: func(f *excelize.File) error {
			_, err := f.NewSheet("通讯录")
			return firstOf(err, f.SetCellStr("通讯录", "A1", "电话"), f.DeleteSheet("岗位"), f.SetSheetName("人员", "Sheet3"))
		}, known: roster.Known{Posts: map[string]string{"EDU-H": "局长", "EDU-C": "经办"}}, want: `
			注  0  [] “名册.xlsx”的“通讯录”不是名册的表，没有读。名册只有“单位”“岗位”“人员”三张表。
			注 岗位 0  [] 没有“岗位”表，这次不导入岗位。
			注 人员 0  [] 工作表“Sheet3”当作“人员”表来读。`},
		"a sheet without its titles": {spoil: func(f *excelize.File) error {
			return f.SetSheetRow("岗位", "A1", &[]string{"甲", "乙", "丙", "丁"})
		}, known: roster.Known{Posts: map[string]string{"EDU-H": "局长", "EDU-C": "经办"}}, want: `
			错 岗位 0  [] “岗位”表里找不到表头。请把模板的表头放回第一行。`},
	} {
		t.Run(name, func(t *testing.T) {
			rows := sound()
			if c.change != nil {
				c.change(rows)
			}
			spoil := func(*excelize.File) error { return nil }
			if c.spoil != nil {
				spoil = c.spoil
			}
			r := read(t, filled(t, rows, spoil), c.known)
			Same(t, told(r), c.want)
			if r.Refused() != strings.Contains(c.want, "错 ") {
				t.Errorf("refused is %v", r.Refused())
			}
		})
	}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestDaysAreReadAsPeopleAndSpreadsheetsWriteThem(t *testing.T) {
	for _, v := range []any{"2026-1-5", "2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "２０２６年 1 月 5 日", "20260105", 46027, time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), "2026-01-05 00:00:00"} {
		rows := sound()
		rows["人员"][0][6] = v
		r := read(t, filled(t, rows), roster.Known{})
		if got := r.People[0].From.String(); got != "2026-01-05" || len(r.Problems) > 0 {
			t.Errorf("%v is read as %s: %s", v, got, told(r))
		}
	}
	for _, v := range []any{"明年", "2026-13-01", "2026", "26-1-5", "2026-1", 2026, 99999999, "1-5-2026"} {
		rows := sound()
		rows["人员"][0][6] = v
		if r := read(t, filled(t, rows), roster.Known{}); !r.Refused() || !r.People[0].From.Zero() {
			t.Errorf("%v is read as %s", v, r.People[0].From)
		}
	}
}

func TestFullWidthFormsAndBlanksAreMadeEven(t *testing.T) {
	rows := sound()
	rows["单位"][1] = []any{" ＹＺ－ＥＤＵ ", "YZ\u200b", "云泽市 教育局（本级）", "市 教育局", " 部 门 ", "２０"}
	rows["人员"][0] = []any{"Edu01", "张　三", "+86 138-0000-0001", "ａ@example.cn", "EDU-H", "正式"}
	rows["人员"][1] = []any{"edu02", "Ada King", 1.3800000002e10, nil, "EDU-C", "代理"}
	r := read(t, filled(t, rows), roster.Known{})
	if len(r.Problems) > 0 {
		t.Fatal(told(r))
	}
	if u := r.Units[1]; u.Code != "YZ-EDU" || u.Parent != "YZ" || u.Name != "云泽市教育局（本级）" || u.Short != "市教育局" || u.Kind != "department" || u.Order != 20 {
		t.Errorf("unit %+v", u)
	}
	if p := r.People[0]; p.Login != "edu01" || p.Name != "张三" || p.Mobile != "13800000001" || p.Mail != "a@example.cn" {
		t.Errorf("person %+v", p)
	}
	if p := r.People[1]; p.Name != "Ada King" || p.Mobile != "13800000002" {
		t.Errorf("person %+v", p)
	}
}

const peopleCSV = "任职方式,登录名,姓名,岗位代码,手机,邮箱,起,止,备注\r\n正式,edu01,\"甲\n某\",EDU-H,13800000001,,2026/1/5,,好\r\n\r\n代理,edu02,乙某,EDU-X,,,,,\r\n"

func TestSheetsAsCSV(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(peopleCSV)
	if err != nil {
		t.Fatal(err)
	}
	for name, words := range map[string]string{"UTF-8": peopleCSV, "with its mark": "\uFEFF" + peopleCSV, "GB18030": gbk, "by tabs": strings.ReplaceAll(peopleCSV, ",", "\t")} {
		t.Run(name, func(t *testing.T) {
			r, err := roster.Read([]roster.File{
				{Name: "岗位.csv", Data: []byte("岗位代码,单位代码,名称,角色\nEDU-H,YZ-EDU,'+局长,负责人\n")},
				{Name: "people.csv", Data: []byte(words)},
			}, roster.Known{Units: map[string]string{"YZ-EDU": "云泽市教育局"}})
			if err != nil {
				t.Fatal(err)
			}
			// the cell with a line end counts as one row, the blank row as one
			Same(t, told(r), `
				注 单位 0  [] 没有“单位”表，这次不导入单位。
				注 人员 1  [备注] 多出的列“备注”没有读。
				错 人员 4 岗位代码 [EDU-X] 没有代码为“EDU-X”的岗位。是不是“EDU-H”？请先在“岗位”表里加上它，或改成已有的代码。`)
			if len(r.People) != 2 || r.People[0].Name != "甲某" || r.People[0].From.String() != "2026-01-05" || r.Posts[0].Name != "+局长" {
				t.Errorf("read %+v", r)
			}
		})
	}
}

func TestWhatIsNoRosterIsRefusedWhole(t *testing.T) {
	good := filled(t, sound())
	for name, c := range map[string]struct {
		files []roster.File
		kind  fault.Kind
		about string
	}{
		"nothing":      {nil, fault.Invalid, "名册"},
		"empty":        {[]roster.File{{Name: "空.xlsx"}}, fault.Invalid, "空.xlsx"},
		"cut off":      {[]roster.File{{Name: "断.xlsx", Data: good[:len(good)/2]}}, fault.Unreadable, "断.xlsx"},
		"old":          {[]roster.File{{Name: "旧.xls", Data: []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")}}, fault.Unreadable, "旧.xls"},
		"bytes":        {[]roster.File{{Name: "乱.csv", Data: []byte{0, 1, 2, 3, 0xFF, 0, 0, 9}}}, fault.Unreadable, "乱.csv"},
		"a document":   {[]roster.File{{Name: "报告.docx", Data: Docx(P("", "一"))}}, fault.Unreadable, "报告.docx"},
		"a letter":     {[]roster.File{{Name: "信.csv", Data: []byte("各位领导：\n见附件。\n")}}, fault.Invalid, "信.csv"},
		"a sheet more": {[]roster.File{{Name: "甲.xlsx", Data: good}, {Name: "乙.csv", Data: []byte(peopleCSV)}}, fault.Invalid, "乙.csv"},
		"too long":     {[]roster.File{{Name: "长.csv", Data: []byte("岗位代码,单位代码,名称,角色\n" + strings.Repeat("A,B,C,D\n", grid.MaxRows))}}, fault.TooLarge, "长.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := roster.Read(c.files, roster.Known{})
			Refused(t, err, c.kind, c.about)
		})
	}
}

func TestARosterGivenBackIsMendedAndHandedInAgain(t *testing.T) {
	rows := sound()
	rows["单位"][2][4] = "镇"
	rows["人员"][0][2] = "12"
	rows["人员"][0][6] = 46027
	r := read(t, filled(t, rows), roster.Known{})
	var b bytes.Buffer
	if err := press.RosterProblems(&b, r.Tables, r.Problems); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"E5": "镇", "G1": "问题", "G4": "", "G5": "类别：没有“镇”这种类别。是不是“乡镇”？请从下拉表里选：政府、办公室、部门、乡镇、街道、村、社区、事业单位、议事机构。"} {
		if got, _ := f.GetCellValue("单位", cell); got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
	}
	if got, _ := f.GetCellValue("人员", "G3"); got != "2026-01-05" {
		t.Errorf("a day is given back as %q", got)
	}
	bad, _ := f.GetCellStyle("单位", "E5")
	fine, _ := f.GetCellStyle("单位", "E4")
	if style, _ := f.GetStyle(bad); bad == fine || style == nil || len(style.Fill.Color) == 0 {
		t.Error("the bad cell is not marked")
	}
	again := read(t, b.Bytes(), roster.Known{})
	if told(again) != told(r) {
		t.Errorf("read again:\n%sbefore:\n%s", told(again), told(r))
	}
	if err := firstOf(f.SetCellStr("单位", "E5", "乡镇"), f.SetCellStr("人员", "C3", "")); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if mended := read(t, b.Bytes(), roster.Known{}); len(mended.Problems) > 0 || len(mended.People) != 2 {
		t.Errorf("mended:\n%s", told(mended))
	}
}

// What an office sends has been saved by its own program.
func TestARosterSavedByLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed: what it saves is not read")
	}
	rows := sound()
	rows["人员"][0][6] = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	in := filepath.Join(dir, "in.xlsx")
	if err := os.WriteFile(in, filled(t, rows), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out"), in).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	data, err := os.ReadFile(filepath.Join(dir, "out", "in.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	r := read(t, data, roster.Known{})
	if len(r.Problems) > 0 || len(r.Units) != 3 || len(r.People) != 2 || r.People[0].From.String() != "2026-01-05" {
		t.Errorf("read %+v\n%s", r, told(r))
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rules, err := f.GetDataValidations("单位"); err != nil || len(rules) != 1 {
		t.Errorf("the list of kinds is gone: %v, %v", rules, err)
	}
	if o, err := f.GetSheetProtection("单位"); err != nil || !o.SelectUnlockedCells {
		t.Errorf("the titles are no longer locked: %+v, %v", o, err)
	}
}

// Whatever comes in, it is read or refused, and every problem has its place and says how to mend it.
func FuzzARosterIsReadOrRefused(f *testing.F) {
	f.Add("名册.xlsx", filled(f, sound()))
	f.Add("人员.csv", []byte(peopleCSV))
	f.Add("单位.csv", []byte("代码,上级代码,名称,类别\nA,B,甲,村\nB,A,乙,村\nC,C,丙,镇\n=1,#REF!,,"))
	f.Add("岗位.csv", []byte("标题\n岗位代码;单位代码;名称;角色;角色\n示例：A;B;C;D;E\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		r, err := roster.Read([]roster.File{{Name: name, Data: data}}, roster.Known{})
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("an internal error: %v", err)
			}
			return
		}
		for _, p := range r.Problems {
			if p.Sentence == "" || !p.Remark && p.Hint == "" || p.Row < 0 || !p.Remark && p.Sheet == "" {
				t.Errorf("problem %+v", p)
			}
		}
		for _, table := range r.Tables {
			if len(table.Columns) != len(table.Titles) || len(table.Rows) != len(table.Numbers) {
				t.Errorf("table %+v", table)
			}
			for _, row := range table.Rows {
				if len(row) != len(table.Titles) {
					t.Errorf("row %q under %q", row, table.Titles)
				}
			}
		}
		var b bytes.Buffer
		if len(r.Tables[0].Rows) < 50 {
			if err := press.RosterProblems(&b, r.Tables, r.Problems); err != nil {
				t.Errorf("cannot be given back: %v", err)
			}
		}
	})
}
