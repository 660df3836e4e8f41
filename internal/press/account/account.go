// Package account drafts the papers in which an office gives account of its
// tasks: the bulletin of a month, the report of a quarter, and the review part of
// the next year's report. Every sentence knows the tasks that its figures come
// from; people edit what is drafted here. The room refuses to know who may read
// it and where anything is kept.
package account

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/task"
)

// Row (行) is a task as a paper tells of it.
type Row struct {
	*task.Task
	Pace    task.Pace
	Lead    string // what people call the lead unit
	Verdict task.Verdict
}

// Sentence (句) is a sentence with the tasks that its figures come from.
type Sentence struct {
	Text string
	From []string // ids of tasks
}

// Part (部分) is what stands under a heading.
type Part struct {
	Title     string
	Sentences []Sentence
	Table     *procedure.Block
}

// Draft (稿) is a paper before anybody edited it.
type Draft struct {
	Heading string
	Parts   []Part
	Notes   []string // footnotes, by their number from 1
}

// Lines are the draft as lines of text, a paragraph each, for a person to edit.
func (d Draft) Lines() (lines []string) {
	for _, p := range d.Parts {
		lines = append(lines, p.Title)
		for _, s := range p.Sentences {
			lines = append(lines, s.Text)
		}
	}
	return lines
}

// Blocks are the draft as blocks of a document.
func (d Draft) Blocks() (blocks []procedure.Block) {
	for _, p := range d.Parts {
		blocks = append(blocks, procedure.Block{Text: p.Title, Heading: true})
		for _, s := range p.Sentences {
			blocks = append(blocks, procedure.Block{Text: s.Text})
		}
		if p.Table != nil {
			blocks = append(blocks, *p.Table)
		}
	}
	if len(d.Notes) > 0 {
		blocks = append(blocks, procedure.Block{Text: "注", Heading: true})
		for i, n := range d.Notes {
			blocks = append(blocks, procedure.Block{Text: fmt.Sprintf("［%d］%s", i+1, n)})
		}
	}
	return blocks
}

// ordinals number the parts of an official paper.
var ordinals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"}

func (d *Draft) part(title string, sentences []Sentence, table *procedure.Block) {
	if len(sentences) == 0 && table == nil {
		return
	}
	d.Parts = append(d.Parts, Part{ordinals[min(len(d.Parts), len(ordinals)-1)] + "、" + title, sentences, table})
}

// Counts are how many rows have which colour.
func counts(rows []Row) map[task.Colour]int {
	n := map[task.Colour]int{}
	for _, r := range rows {
		n[r.Pace.Colour]++
	}
	return n
}

func ids(rows []Row) (all []string) {
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

func where(rows []Row, f func(Row) bool) (some []Row) {
	for _, r := range rows {
		if f(r) {
			some = append(some, r)
		}
	}
	return some
}

func coloured(rows []Row, colours ...task.Colour) []Row {
	return where(rows, func(r Row) bool { return slices.Contains(colours, r.Pace.Colour) })
}

// overall tells how all tasks stand, in one sentence whose numbers add up.
func overall(rows []Row, on civil.Date) Sentence {
	n := counts(rows)
	parts := []string{}
	for _, c := range []struct {
		n    int
		word string
	}{{n[task.Blue], "已经办结"}, {n[task.Green], "达到序时进度"}, {n[task.Yellow] + n[task.Orange], "没有达到序时进度"}, {n[task.Red], "严重滞后或逾期"}, {n[task.Grey], "还没有到期的目标或中止"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d 项", c.word, c.n))
		}
	}
	return Sentence{fmt.Sprintf("截至 %s，纳入督办的任务 %d 项，其中%s。", long(on), len(rows), strings.Join(parts, "，")), ids(rows)}
}

// change tells how the colours differ from those of an earlier day.
func change(rows []Row, was map[task.Colour]int, earlier civil.Date) (Sentence, bool) {
	if len(was) == 0 {
		return Sentence{}, false
	}
	n := counts(rows)
	say := func(word string, d int) string {
		switch {
		case d > 0:
			return fmt.Sprintf("%s多 %d 项", word, d)
		case d < 0:
			return fmt.Sprintf("%s少 %d 项", word, -d)
		}
		return word + "持平"
	}
	return Sentence{fmt.Sprintf("与 %s相比，办结的%s，严重滞后或逾期的%s。", long(earlier), say("", n[task.Blue]-was[task.Blue]), say("", n[task.Red]-was[task.Red])), ids(rows)}, true
}

func long(d civil.Date) string { return fmt.Sprintf("%d 年 %d 月 %d 日", d.Year, d.Month, d.Day) }

// ahead are the rows furthest ahead of what was due, behind those furthest short of it.
func ahead(rows []Row, most int) []Row {
	some := where(rows, func(r Row) bool {
		return r.Pace.Colour == task.Green && r.Pace.Points != nil && r.Pace.Points.Sign() > 0
	})
	slices.SortStableFunc(some, func(a, b Row) int { return b.Pace.Points.Cmp(*a.Pace.Points) })
	return some[:min(len(some), most)]
}

func behind(rows []Row) []Row {
	some := coloured(rows, task.Red, task.Orange, task.Yellow)
	points := func(r Row) quantity.Decimal {
		if r.Pace.Points == nil {
			return quantity.Int(0)
		}
		return *r.Pace.Points
	}
	slices.SortStableFunc(some, func(a, b Row) int {
		if c := slices.Index(task.Colours, a.Pace.Colour) - slices.Index(task.Colours, b.Pace.Colour); c != 0 {
			return c
		}
		return points(a).Cmp(points(b))
	})
	return some
}

// reached tells a task's figure, or how many of its deliverables were verified.
func reached(r Row) string {
	f := r.Terms.Figure
	if f == nil {
		return fmt.Sprintf("%d 件成果核实 %d 件", len(r.Terms.Deliverables), verified(r))
	}
	if r.Pace.Of.Zero() {
		return "没有报过数"
	}
	return fmt.Sprintf("%s%s%s", f.Subject, r.Pace.Done, f.Unit)
}

func verified(r Row) (n int) {
	for _, d := range r.Terms.Deliverables {
		if _, there := r.Verified[d.N]; there {
			n++
		}
	}
	return n
}

// share is done ÷ whole in per cent, with its sign of equality; "" where there is none.
func share(r Row) string {
	if r.Pace.Share == nil {
		return ""
	}
	p, err := r.Pace.Share.Times10(2)
	if err != nil {
		return ""
	}
	return quantity.FromRat(p.Rat(), 1).String() + "%"
}

// lagging is the table of what lags behind.
func lagging(rows []Row) *procedure.Block {
	t := procedure.Block{Columns: []string{"序号", "任务", "牵头单位", "完成", "应完成", "差（百分点）", "原因（单位自报）"}}
	for i, r := range rows {
		points, problem := "—", ""
		if r.Pace.Points != nil {
			points = r.Pace.Points.String()
		}
		for j := len(r.Reports) - 1; j >= 0 && problem == ""; j-- {
			if r.Reports[j].Counts() {
				problem = r.Reports[j].Problem
			}
		}
		done, due := r.Pace.Done.String()+r.Pace.Unit, r.Pace.Due.String()+r.Pace.Unit
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), r.Terms.Title, r.Lead, done, due, points, problem})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return &t
}

// unreported tells which units owe reports, with how many months each.
func unreported(rows []Row) (all []Sentence) {
	units, from := map[string]int{}, map[string][]string{}
	var names []string
	for _, r := range rows {
		if r.Pace.Stale == 0 {
			continue
		}
		if units[r.Lead] == 0 {
			names = append(names, r.Lead)
		}
		units[r.Lead]++
		from[r.Lead] = append(from[r.Lead], r.ID)
	}
	if len(names) == 0 {
		return nil
	}
	slices.SortStableFunc(names, func(a, b string) int { return units[b] - units[a] })
	var said, ids []string
	for _, n := range names {
		said = append(said, fmt.Sprintf("%s %d 项", n, units[n]))
		ids = append(ids, from[n]...)
	}
	return []Sentence{{"没有按时报送进展的：" + strings.Join(said, "，") + "。", ids}}
}
