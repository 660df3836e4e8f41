package account

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/kernel/task"
)

// Review drafts the review part of the next year's report (工作回顾) from the
// register: section by section what was achieved, every figure with a footnote
// that names its row, and at the end what was not, for the writer to face.
func Review(year int, rows []Row) Draft {
	d := Draft{Heading: fmt.Sprintf("%d年工作回顾（初稿）", year)}
	rows = where(rows, func(r Row) bool { return r.Parent == "" })
	met := where(rows, func(r Row) bool { return r.Verdict == task.Met || r.Verdict == task.Exceeded })
	var all []Sentence
	all = append(all, Sentence{fmt.Sprintf("%d 年督办的任务 %d 项，完成和超额完成 %d 项。", year, len(rows), len(met)) + d.note(fmt.Sprintf("按 %d 项任务的台账统计", len(rows))), ids(rows)})
	for _, r := range met {
		if r.Terms.Category == task.Expected && r.Terms.Figure != nil {
			all = append(all, d.achieved(r))
		}
	}
	d.part("主要指标", all, nil)
	var sections []string
	for _, r := range rows {
		if s := section(r); r.Terms.Category != task.Expected && !slices.Contains(sections, s) {
			sections = append(sections, s)
		}
	}
	for _, s := range sections {
		var said []Sentence
		for _, r := range met {
			if r.Terms.Category != task.Expected && section(r) == s {
				said = append(said, d.achieved(r))
			}
		}
		d.part(s, said, nil)
	}
	var under, missed []Sentence
	for _, r := range rows {
		switch r.Verdict {
		case task.Missed:
			missed = append(missed, d.short(r, "没有完成"))
		case task.OnTrack, task.Behind, task.Waiting:
			under = append(under, d.short(r, "正在推进"))
		case task.Halted:
			missed = append(missed, d.short(r, "已经中止"))
		}
	}
	d.part("没有完成的", missed, nil)
	d.part("正在推进的", under, nil)
	return d
}

// section is the heading of the report that a task's sentence stands under,
// without its ordinal.
func section(r Row) string {
	if r.Terms.Category == task.Livelihood {
		return task.CategoryWords[task.Livelihood]
	}
	parts := strings.Split(r.Origin.Section, " › ")
	s := strings.TrimSpace(parts[len(parts)-1])
	for _, mark := range []string{"）", "、", ".", "．"} {
		if i := strings.Index(s, mark); i >= 0 && i <= len("（十二）") {
			s = s[i+len(mark):]
			break
		}
	}
	if s == "" {
		return "其他工作"
	}
	return strings.TrimRight(s, "。；")
}

// note adds a footnote and gives its mark.
func (d *Draft) note(text string) string {
	d.Notes = append(d.Notes, text)
	return fmt.Sprintf("［%d］", len(d.Notes))
}

// achieved tells what was done: the figure reached with what it is of its target,
// or that its deliverables are all there.
func (d *Draft) achieved(r Row) Sentence {
	f := r.Terms.Figure
	if f == nil {
		return Sentence{fmt.Sprintf("%s，已经完成。", strings.TrimRight(r.Terms.Title, "。；，")) + d.note(d.source(r)), []string{r.ID}}
	}
	text := fmt.Sprintf("%s%s%s", f.Subject, r.Pace.Done, f.Unit)
	switch {
	case f.Course == task.Constant && f.AtMost:
		text += fmt.Sprintf("，控制在目标 %s 以内", r.Terms.Target())
	case f.Course == task.Constant:
		text += fmt.Sprintf("，目标 %s", r.Terms.Target())
	case share(r) != "":
		text += fmt.Sprintf("，为目标的 %s", share(r))
	}
	return Sentence{text + "。" + d.note(d.source(r)), []string{r.ID}}
}

func (d *Draft) short(r Row, word string) Sentence {
	return Sentence{fmt.Sprintf("%s（%s）：%s，%s。", strings.TrimRight(r.Terms.Title, "。；，"), r.Lead, reached(r), word) + d.note(d.source(r)), []string{r.ID}}
}

// source names the row of the register that a figure stands in.
func (d *Draft) source(r Row) string {
	of := ""
	for i := len(r.Reports) - 1; i >= 0; i-- {
		if x := r.Reports[i]; x.Counts() {
			of = fmt.Sprintf("，%d 年 %d 月进展，%s 审签", x.Month.Year, x.Month.Month, x.SignedAt.Date())
			break
		}
	}
	if n := len(r.Terms.Deliverables); r.Terms.Figure == nil && n > 0 {
		of += fmt.Sprintf("，%d 件成果核实 %d 件", n, verified(r))
	}
	return fmt.Sprintf("任务 %s，%s%s", r.Number, r.Lead, of)
}
