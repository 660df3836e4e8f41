package press

import (
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"duban/internal/kernel/statement"
)

var csvHead = []string{"来源", "类别", "原文", "起", "止", "位置", "章节",
	"计量对象", "数值", "数值至", "单位", "口径", "类型", "性质", "时期", "指标代码", "目录指标", "方向", "规划属性", "起点数",
	"动词", "事项", "时限", "时限日期", "量化", "量化目标", "佐证材料", "民生实事", "牵头单位（建议）", "备选单位",
	"名称", "规模", "投资", "阶段", "种类", "原句"}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?%?$`)

// guarded keeps a spreadsheet from taking foreign words for a formula. The
// full-width signs are guarded too: some input settings fold them.
func guarded(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' {
			return -1 // what no cell shows
		}
		return r
	}, cell)
	if cell == "" || plainNumber.MatchString(cell) {
		return cell
	}
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, sign) {
			return "'" + cell
		}
	}
	return cell
}

// CSV writes every statement of the reports, one a row, for Excel: with a byte
// order mark, and with formulas made harmless.
func CSV(w io.Writer, reports ...*statement.Report) error {
	if err := onward(w, []byte("\uFEFF")); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(csvHead); err != nil {
		return err
	}
	for _, r := range reports {
		s := sheetOf(r)
		for i := range s.records {
			row := s.csvRow(&s.records[i])
			for k, cell := range row {
				row[k] = guarded(cell)
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (s *sheet) csvRow(rec *record) []string {
	r := s.report
	row := []string{r.Document.Name, sortWords[rec.sort], s.text.of(rec.span), strconv.Itoa(rec.span.Start), strconv.Itoa(rec.span.End),
		s.whereabouts(rec.span), strings.Join(path(r, rec.section), " / ")}
	blank := func(n int) []string { return make([]string, n) }
	switch rec.sort {
	case measure:
		m := &r.Measures[rec.index]
		to := ""
		if m.To != nil {
			to = m.To.String()
		}
		e := entryOf(m)
		row = append(row, m.Subject, m.Value.String(), to, m.Unit, word(boundWords, m.Bound), word(kindWords, m.Kind),
			word(statusWords, m.Status), m.Period.String(), m.Indicator, e.name, e.direction, e.nature, yes(m.From))
		row = append(row, blank(15)...)
		row = append(row, strings.TrimSpace(s.text.of(m.Sentence)))
	case undertaking:
		u := &r.Undertakings[rec.index]
		row = append(row, blank(13)...)
		row = append(row, u.Verb, u.Object, u.Deadline.Text, u.Deadline.On.String(), yes(u.Quantified), targetsOf(r, u),
			evidenceList(u.Evidence), yes(u.Livelihood), firstLead(u), otherLeads(u))
		row = append(row, blank(6)...)
	case project:
		p := &r.Projects[rec.index]
		row = append(row, blank(23)...)
		row = append(row, p.Name, p.Size, p.Investment, p.Stage, "", "")
	case mechanism:
		m := &r.Mechanisms[rec.index]
		row = append(row, blank(23)...)
		row = append(row, m.Name, "", "", "", word(mechanismWords, m.Sort), "")
	}
	return row
}
