// Package roster is the form of the workbook by which an office hands in its
// units, posts and people: three sheets, their columns, the words that may
// stand in them, and how a problem is told.
//
// The writer of the template and the reader of what comes back share it. The
// codes behind the words are those that staff keeps. The room refuses to know
// bytes, and what the database holds.
package roster

import "slices"

// Sense says how a cell is to be understood.
type Sense uint8

// The senses of cells.
const (
	Name   Sense = iota // words of a name
	Code                // letters, digits and hyphens
	Login               // lower-case letters, digits, dots, hyphens
	Choice              // one of a list of words
	Phone               // a mobile number
	Mail                // an address
	Day                 // a date
	Order               // a whole number
)

// Column (列) is one column of a sheet of the roster.
type Column struct {
	Title    string
	Meaning  string // what to write, as the template explains it
	Example  string
	Sense    Sense
	Required bool
	Most     int         // characters, for names
	Choices  [][2]string // word and code
	Width    float64
}

// Words are the words to choose from.
func (c Column) Words() []string {
	words := make([]string, len(c.Choices))
	for i, w := range c.Choices {
		words[i] = w[0]
	}
	return words
}

// CodeOf is the code of a word to choose.
func (c Column) CodeOf(word string) (string, bool) {
	for _, w := range c.Choices {
		if w[0] == word {
			return w[1], true
		}
	}
	return "", false
}

// Sheet (名册表) is one sheet of the roster. Its first column names the row.
type Sheet struct {
	Name    string
	Columns []Column
}

// Column finds a column by its title.
func (s Sheet) Column(title string) (Column, bool) {
	i := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Title == title })
	if i < 0 {
		return Column{}, false
	}
	return s.Columns[i], true
}

// What the first cell of a row begins with when the row explains or shows how
// to fill the sheet in, and the title of the column that tells what to mend.
const (
	Explains     = "说明："
	Shows        = "示例："
	ProblemTitle = "问题"
)

// The sheets.
var (
	Units = Sheet{"单位", []Column{
		{Title: "代码", Meaning: "每个单位一个，不重复。用字母、数字和连字符，至多 32 位。", Example: "YZ-01", Sense: Code, Required: true, Width: 20},
		{Title: "上级代码", Meaning: "上级单位的代码。只有政府本级不填。", Example: "YZ", Sense: Code, Width: 18},
		{Title: "名称", Meaning: "单位全称，与公章一致。", Example: "云泽市发展和改革局", Sense: Name, Required: true, Most: 60, Width: 32},
		{Title: "简称", Meaning: "平时的叫法。可以不填。", Example: "市发改局", Sense: Name, Most: 60, Width: 16},
		{Title: "类别", Meaning: "从下拉表里选。", Example: "部门", Sense: Choice, Required: true, Width: 14, Choices: [][2]string{
			{"政府", "government"}, {"办公室", "office"}, {"部门", "department"}, {"乡镇", "town"}, {"街道", "street"},
			{"村", "village"}, {"社区", "community"}, {"事业单位", "institution"}, {"议事机构", "council"}}},
		{Title: "排序", Meaning: "整数，小的在前。不填的按表中先后。", Example: "10", Sense: Order, Width: 10},
	}}
	Posts = Sheet{"岗位", []Column{
		{Title: "岗位代码", Meaning: "每个岗位一个，不重复。用字母、数字和连字符，至多 32 位。", Example: "YZ-01-A", Sense: Code, Required: true, Width: 22},
		{Title: "单位代码", Meaning: "所在单位的代码。", Example: "YZ-01", Sense: Code, Required: true, Width: 18},
		{Title: "名称", Meaning: "岗位名称，写职务，不写人名。", Example: "办公室经办", Sense: Name, Required: true, Most: 60, Width: 28},
		{Title: "角色", Meaning: "从下拉表里选。由安全管理员确认后生效。", Example: "经办", Sense: Choice, Required: true, Width: 16, Choices: [][2]string{
			{"领导", "leader"}, {"督查", "supervisor"}, {"负责人", "head"}, {"经办", "clerk"},
			{"系统管理员", "system"}, {"安全管理员", "security"}, {"审计管理员", "audit"}}},
	}}
	People = Sheet{"人员", []Column{
		{Title: "登录名", Meaning: "每人一个，不重复。用 2 至 32 个小写字母、数字、点、横线。", Example: "fgj01", Sense: Login, Required: true, Width: 20},
		{Title: "姓名", Meaning: "本人姓名。", Example: "某某某", Sense: Name, Required: true, Most: 40, Width: 14},
		{Title: "手机", Meaning: "11 位手机号。可以不填。", Example: "13800000000", Sense: Phone, Width: 16},
		{Title: "邮箱", Meaning: "可以不填。", Example: "fgj01@example.cn", Sense: Mail, Width: 26},
		{Title: "岗位代码", Meaning: "所任岗位的代码。一人一行；兼任的，导入后在人员页上加。", Example: "YZ-01-A", Sense: Code, Required: true, Width: 20},
		{Title: "任职方式", Meaning: "从下拉表里选。", Example: "正式", Sense: Choice, Required: true, Width: 12, Choices: [][2]string{
			{"正式", "regular"}, {"主持工作", "acting"}, {"代理", "delegated"}}},
		{Title: "起", Meaning: "任职第一天，例：2026-01-05。不填的自导入之日起。", Example: "2026-01-05", Sense: Day, Width: 14},
		{Title: "止", Meaning: "任职最后一天。没有定期的不填。", Example: "2026-12-31", Sense: Day, Width: 14},
	}}
)

// Sheets are the sheets in their order.
var Sheets = []Sheet{Units, Posts, People}

// Problem (名册问题) is one thing that is wrong with a roster that was handed in.
type Problem struct {
	Sheet    string // as the form names it, "" for the file as a whole
	Row      int    // as the spreadsheet counts, 0 for the sheet as a whole
	Column   string // title, "" for the row as a whole
	Value    string // as it was read
	Sentence string
	Hint     string
	Remark   bool // said for information; it keeps nothing from being taken in
}

// Table (名册原表) is a sheet as it was handed in, blanks and full-width forms gone.
type Table struct {
	Sheet   string
	Titles  []string // as they were found
	Columns []string // the title that each column has in the form, "" for one that was not read
	HeadRow int      // row of the titles
	Numbers []int    // row of each of Rows
	Rows    [][]string
}
