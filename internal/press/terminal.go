package press

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// narrowest and widest a table is set; widest because an eye loses the row.
const (
	narrowest = 60
	widest    = 200
	usual     = 100
)

func lineWidth(w int) int {
	if w <= 0 {
		return usual
	}
	return min(max(w, narrowest), widest)
}

// tableColumn of a terminal table. One column of a table stretches and wraps;
// the others are as wide as what they hold.
type tableColumn struct {
	name    string
	right   bool
	stretch bool
	limit   int // widest, 0 for none
}

// ledger collects rows; a row of one cell is a line over a group.
type ledger struct {
	columns []tableColumn
	rows    [][]string
}

func (l *ledger) add(cells ...string) {
	for i := range cells {
		cells[i] = tame(cells[i])
	}
	l.rows = append(l.rows, cells)
}

func (l *ledger) write(b *strings.Builder, width int) {
	widths := make([]int, len(l.columns))
	taken, stretch := 0, 0
	for i, c := range l.columns {
		widths[i] = columnsOf(c.name)
		for _, row := range l.rows {
			if len(row) > 1 {
				widths[i] = max(widths[i], columnsOf(row[i]))
			}
		}
		if c.limit > 0 {
			widths[i] = min(widths[i], c.limit)
		}
		if c.stretch {
			stretch = i
		} else {
			taken += widths[i] + 2
		}
	}
	widths[stretch] = min(widths[stretch], max(16, width-taken))
	line := func(cells []string) {
		wrapped, deep := make([][]string, len(cells)), 1
		for i, cell := range cells {
			wrapped[i] = wrap(cell, widths[i])
			deep = max(deep, len(wrapped[i]))
		}
		for k := range deep {
			var parts []string
			for i := range cells {
				words := ""
				if k < len(wrapped[i]) {
					words = wrapped[i][k]
				}
				if l.columns[i].right {
					words = right(words, widths[i])
				} else {
					words = left(words, widths[i])
				}
				parts = append(parts, words)
			}
			b.WriteString(strings.TrimRight(strings.Join(parts, "  "), " "))
			b.WriteByte('\n')
		}
	}
	head := make([]string, len(l.columns))
	total := 0
	for i, c := range l.columns {
		head[i] = c.name
		total += widths[i] + 2
	}
	line(head)
	b.WriteString(strings.Repeat("─", total-2) + "\n")
	for i, row := range l.rows {
		if len(row) == 1 {
			if i > 0 {
				b.WriteByte('\n')
			}
			for _, words := range wrap(row[0], width) {
				b.WriteString(words + "\n")
			}
			continue
		}
		line(row)
	}
}

// Table writes a report for a terminal: what it is, how much was found, the
// indicators and the tasks, section by section.
func Table(w io.Writer, r *statement.Report, width int) error {
	width = lineWidth(width)
	s := sheetOf(r)
	var b strings.Builder
	s.headLines(&b)
	nums := ledger{columns: []tableColumn{{name: "号", right: true}, {name: "指标", stretch: true}, {name: "数值", right: true}, {name: "单位", limit: 12}, {name: "口径"}, {name: "类型"}, {name: "性质"}, {name: "时期"}, {name: "字位", right: true}}}
	jobs := ledger{columns: []tableColumn{{name: "号", right: true}, {name: "任务", stretch: true}, {name: "时限", limit: 14}, {name: "牵头（建议）", limit: 22}, {name: "字位", right: true}}}
	numGroup, jobGroup := -2, -2
	group := func(l *ledger, last *int, section int) {
		if *last == section {
			return
		}
		*last = section
		l.add("【" + cmp.Or(strings.Join(headings(r, section), " / "), "第一个标题之前") + "】")
	}
	for i, rec := range s.records {
		switch rec.sort {
		case measure:
			m := &r.Measures[rec.index]
			group(&nums, &numGroup, rec.section)
			number := m.Value.String()
			if m.To != nil {
				number += "～" + m.To.String()
			}
			nums.add(strconv.Itoa(i+1), m.Subject, number, m.Unit, boundCell(m.Bound), word(kindWords, m.Kind), word(statusWords, m.Status), m.Period.String(), strconv.Itoa(rec.span.Start))
		case undertaking:
			u := &r.Undertakings[rec.index]
			group(&jobs, &jobGroup, rec.section)
			jobs.add(strconv.Itoa(i+1), s.text.of(rec.span), u.Deadline.Text, firstLead(u), strconv.Itoa(rec.span.Start))
		}
	}
	if len(nums.rows) > 0 {
		b.WriteString("\n指标\n")
		nums.write(&b, width)
	}
	if len(jobs.rows) > 0 {
		b.WriteString("\n任务\n")
		jobs.write(&b, width)
	}
	if len(s.records) == 0 {
		b.WriteString("\n没有读出数据、任务、项目或机制。\n")
	}
	return onward(w, []byte(b.String()))
}

func (s *sheet) headLines(b *strings.Builder) {
	o := &s.report.Outline
	fmt.Fprintln(b, tame(cmp.Or(o.Title, s.report.Document.Name)))
	var facts []string
	for _, f := range []string{o.Place, dateWords(o.Date), o.Occasion} {
		if f != "" {
			facts = append(facts, tame(f))
		}
	}
	if len(facts) > 0 {
		fmt.Fprintln(b, strings.Join(facts, "  "))
	}
	r := s.report
	fmt.Fprintf(b, "来源 %s，%d 字；数据 %d 条，任务 %d 条，项目 %d 个，机制 %d 项\n", tame(r.Document.Name), s.text.len(), len(r.Measures), len(r.Undertakings), len(r.Projects), len(r.Mechanisms))
}

// block writes words with a hanging label: 算  372×1.08＝401.8
func block(b *strings.Builder, label, words string, width int) {
	indent := columnsOf(label) + 2
	for i, line := range wrap(tame(words), width-indent) {
		if i == 0 {
			b.WriteString(label + "  " + line + "\n")
		} else {
			b.WriteString(strings.Repeat(" ", indent) + line + "\n")
		}
	}
}

// AlarmTable writes findings for a terminal: the sentence, what it rests on, the arithmetic.
func AlarmTable(w io.Writer, r *statement.Report, alarms []proofread.Alarm, width int) error {
	width = lineWidth(width)
	s := sheetOf(r)
	var b strings.Builder
	s.headLines(&b)
	if len(alarms) == 0 {
		b.WriteString("\n没有发现要核对的地方。\n")
		return onward(w, []byte(b.String()))
	}
	var count [3]int
	for _, a := range alarms {
		switch a.Grade {
		case proofread.Wrong:
			count[0]++
		case proofread.Doubt:
			count[1]++
		default:
			count[2]++
		}
	}
	fmt.Fprintf(&b, "核对 %d 处：错 %d，疑 %d，注 %d\n", len(alarms), count[0], count[1], count[2])
	for i, a := range alarms {
		b.WriteByte('\n')
		block(&b, fmt.Sprintf("%3d %s", i+1, tame(word(gradeWords, a.Grade))), a.Sentence, width)
		if a.Sum != "" {
			block(&b, "    算", a.Sum, width)
		}
		said := ""
		for _, p := range a.Places {
			words := s.around(p)
			if words == said { // the same sentence again: only what is meant in it
				words = s.text.of(p)
			} else {
				said = words
			}
			block(&b, "    原", "“"+words+"”  "+s.position(p), width)
		}
	}
	return onward(w, []byte(b.String()))
}

// around is the words of a place with enough of their sentence to recognise it.
func (s *sheet) around(p cite.Span) string {
	p = s.text.clip(p)
	k := s.stripAt(p.Start)
	if k < 0 || p.Len() > 24 {
		return s.text.of(p)
	}
	strip := s.strips[k].span
	stop := func(at int) bool {
		return strings.ContainsAny(s.text.of(cite.Span{Start: at, End: at + 1}), "。；！？\n")
	}
	before, after := "…", "…"
	for end := p.End; end-p.Start < 40; p.Start-- {
		if p.Start <= strip.Start || stop(p.Start-1) {
			before = ""
			break
		}
	}
	for start := p.Start; p.End-start < 64; p.End++ {
		if p.End >= strip.End || stop(p.End) {
			after = ""
			break
		}
	}
	return before + s.text.of(p) + after
}

// AnswerTable writes promises with their answers for a terminal: the verdict,
// both quotes, the reckoning.
func AnswerTable(w io.Writer, answers []reconcile.Answer, width int) error {
	width = lineWidth(width)
	var b strings.Builder
	count := map[reconcile.Verdict]int{}
	for _, a := range answers {
		count[a.Verdict]++
	}
	fmt.Fprintf(&b, "上年目标 %d 条", len(answers))
	sign := "："
	for _, v := range []reconcile.Verdict{reconcile.Met, reconcile.Exceeded, reconcile.Partly, reconcile.Missed, reconcile.Unclear, reconcile.Unanswered} {
		if n := count[v]; n > 0 {
			fmt.Fprintf(&b, "%s%s %d", sign, verdictWords[v], n)
			sign = "，"
		}
	}
	b.WriteByte('\n')
	for i, a := range answers {
		b.WriteByte('\n')
		block(&b, fmt.Sprintf("%3d %s", i+1, left(tame(word(verdictWords, a.Verdict)), 8)), a.Reason, width)
		block(&b, "    诺", "“"+a.Promise.Text+"”  "+fmt.Sprintf("%d～%d字", a.Promise.Start, a.Promise.End), width)
		if a.Result != nil {
			block(&b, "    果", "“"+a.Result.Text+"”  "+fmt.Sprintf("%d～%d字", a.Result.Start, a.Result.End), width)
		} else {
			block(&b, "    果", "下年报告没有说到", width)
		}
	}
	return onward(w, []byte(b.String()))
}
