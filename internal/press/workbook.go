package press

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"duban/internal/kernel/proofread"
	"duban/internal/kernel/statement"
)

// Workbook writes a report as the tables that offices pass on: tasks,
// indicators, projects, mechanisms, findings.
func Workbook(w io.Writer, r *statement.Report, alarms []proofread.Alarm) error {
	return workbook(w, []*statement.Report{r}, [][]proofread.Alarm{alarms})
}

// Workbooks writes several reports into the same tables, each row beginning
// with its source. alarms stand in the order of the reports; missing ones are none.
func Workbooks(w io.Writer, reports []*statement.Report, alarms ...[]proofread.Alarm) error {
	return workbook(w, reports, alarms)
}

// format of a column.
type format uint8

const (
	words   format = iota // text, wrapped
	middle                // short text, centred
	figures               // numbers, right
)

type column struct {
	name   string
	width  float64 // in characters of the default font
	format format
}

// cell is text, a decimal that stays exact, an int, or nil.
type grid struct {
	name, title string
	columns     []column
	rows        [][]any
}

func workbook(w io.Writer, reports []*statement.Report, alarms [][]proofread.Alarm) error {
	grids := tables(reports, alarms)
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDefaultFont("宋体"); err != nil {
		return err
	}
	styles, err := stylesOf(f)
	if err != nil {
		return err
	}
	for i := range grids {
		if i == 0 {
			err = f.SetSheetName("Sheet1", grids[i].name)
		} else {
			_, err = f.NewSheet(grids[i].name)
		}
		if err != nil {
			return err
		}
		if err = setOut(f, &grids[i], styles); err != nil {
			return err
		}
	}
	title := "政府工作报告读出的内容"
	if len(reports) == 1 {
		title = titleOf(reports[0])
	}
	if err = f.SetDocProps(&excelize.DocProperties{Title: title, Creator: "督办 duban", Created: "", Modified: ""}); err != nil {
		return err
	}
	return f.Write(w)
}

// titleOf is what a table is headed with: place, year, title.
func titleOf(r *statement.Report) string {
	o := &r.Outline
	title := cmp.Or(o.Title, r.Document.Name)
	if o.Place != "" && !strings.Contains(title, o.Place) {
		title = o.Place + title
	}
	return strings.Join(strings.Fields(title), "")
}

// tables makes the five grids.
func tables(reports []*statement.Report, alarms [][]proofread.Alarm) []grid {
	of := "政府工作报告"
	if len(reports) == 1 {
		of = titleOf(reports[0])
	}
	grids := []grid{
		{"任务分解表", of + "任务分解表", []column{{"序号", 6, middle}, {"章节", 24, words}, {"工作任务", 48, words}, {"量化目标", 24, words}, {"时限", 12, words}, {"牵头单位（建议）", 13, words}, {"备选单位", 13, words}, {"佐证材料", 15, words}, {"位置", 13, words}}, nil},
		{"指标表", of + "指标表", []column{{"序号", 6, middle}, {"指标名称", 23, words}, {"目录指标", 16, words}, {"代码", 13, words}, {"方向", 9, middle}, {"规划属性", 8, middle}, {"性质", 8, middle}, {"类型", 8, middle}, {"数值", 11, figures}, {"至", 9, figures}, {"单位", 9, words}, {"口径", 7, middle}, {"时期", 11, middle}, {"原文句子", 42, words}, {"章节", 19, words}, {"位置", 13, words}}, nil},
		{"项目", of + "项目表", []column{{"序号", 6, middle}, {"项目名称", 40, words}, {"规模", 18, words}, {"投资", 14, words}, {"阶段", 10, middle}, {"原文", 40, words}, {"章节", 26, words}, {"位置", 13, words}}, nil},
		{"机制", of + "机制表", []column{{"序号", 6, middle}, {"名称", 46, words}, {"种类", 12, middle}, {"原文", 46, words}, {"章节", 30, words}, {"位置", 13, words}}, nil},
		{"核对", of + "核对表", []column{{"序号", 6, middle}, {"程度", 7, middle}, {"核对结果", 56, words}, {"算法", 36, words}, {"原文", 40, words}, {"规则", 16, words}, {"位置", 18, words}}, nil},
	}
	several := len(reports) > 1
	var source string
	add := func(g int, cells ...any) {
		row := append([]any{len(grids[g].rows) + 1}, cells...)
		if several {
			row = append([]any{source}, row...)
		}
		grids[g].rows = append(grids[g].rows, row)
	}
	for i, r := range reports {
		source = r.Document.Name
		s := sheetOf(r)
		for k := range s.records {
			s.gridRow(&s.records[k], add)
		}
		if i < len(alarms) {
			s.alarmRows(alarms[i], func(cells ...any) { add(4, cells...) })
		}
	}
	if several {
		for i := range grids {
			grids[i].columns = append([]column{{"来源", 18, words}}, grids[i].columns...)
		}
	}
	return grids
}

func (s *sheet) gridRow(rec *record, add func(g int, cells ...any)) {
	r := s.report
	said := strings.Join(strings.Fields(s.text.of(rec.span)), " ")
	section, where := strings.Join(headings(r, rec.section), "\n"), strings.ReplaceAll(s.position(rec.span), "，", "\n")
	switch rec.sort {
	case undertaking:
		u := &r.Undertakings[rec.index]
		add(0, section, said, targetsOf(r, u), deadlineWords(u.Deadline), firstLead(u), otherLeads(u), evidenceList(u.Evidence), where)
	case measure:
		m := &r.Measures[rec.index]
		var to any
		if m.To != nil {
			to = *m.To
		}
		e := entryOf(m)
		add(1, m.Subject, e.name, m.Indicator, e.direction, e.nature, word(statusWords, m.Status), word(kindWords, m.Kind), m.Value, to, m.Unit, boundCell(m.Bound),
			periodWords(m.Period), strings.TrimSpace(s.text.of(m.Sentence)), section, where)
	case project:
		p := &r.Projects[rec.index]
		add(2, p.Name, p.Size, p.Investment, p.Stage, said, section, where)
	case mechanism:
		m := &r.Mechanisms[rec.index]
		add(3, m.Name, word(mechanismWords, m.Sort), said, section, where)
	}
}

func (s *sheet) alarmRows(alarms []proofread.Alarm, add func(cells ...any)) {
	alarms = slices.Clone(alarms)
	slices.SortStableFunc(alarms, func(a, b proofread.Alarm) int { return cmp.Compare(firstStart(a), firstStart(b)) })
	for _, a := range alarms {
		var quotes, where []string
		for _, p := range a.Places {
			quotes = append(quotes, "“"+strings.Join(strings.Fields(s.text.of(p)), " ")+"”")
			where = append(where, s.position(p))
		}
		add(word(gradeWords, a.Grade), a.Sentence, a.Sum, strings.Join(quotes, "\n"), a.Rule, strings.Join(where, "\n"))
	}
}

// firstStart is where an alarm points first; one that points nowhere comes last.
func firstStart(a proofread.Alarm) int {
	if len(a.Places) == 0 {
		return int(^uint(0) >> 1)
	}
	return a.Places[0].Start
}
