package task

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// The most that a task may hold.
const (
	MostDeliverables = 40
	MostSupports     = 40
	mostWeight       = 100
)

// check says what is wrong with terms by themselves. A draft may still lack
// what an issued task needs; ready asks for that.
func (t *Terms) check() error {
	t.Title = strings.TrimSpace(t.Title)
	switch n := utf8.RuneCountInString(t.Title); {
	case n == 0:
		return fault.New(fault.Invalid, "任务没有写工作任务。", "写一句做什么，照报告原文最好。").At("title")
	case n > mostTitle:
		return fault.New(fault.Invalid, fmt.Sprintf("工作任务有 %d 字，至多 %d 字。", n, mostTitle), "请写短一些，细节写进年度目标。").At("title")
	case utf8.RuneCountInString(t.Goal) > mostWords:
		return fault.New(fault.Invalid, fmt.Sprintf("年度目标超过 %d 字。", mostWords), "请写短一些。").At("goal")
	case !slices.Contains(Categories, t.Category):
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这一类任务。", t.Category), "请从列表里选类别。").At("category")
	case t.Year < 1990 || t.Year > 2200:
		return fault.New(fault.Invalid, fmt.Sprintf("年度“%d”不对。", t.Year), "写四位年份，例 2026。").At("year")
	case slices.Contains(t.Supports, t.Lead) && t.Lead != "":
		return fault.New(fault.Invalid, "牵头单位又列为配合单位。", "牵头单位只有一个，配合单位里去掉它。").At("supports")
	case len(t.Supports) > MostSupports:
		return fault.New(fault.Invalid, fmt.Sprintf("配合单位有 %d 个，至多 %d 个。", len(t.Supports), MostSupports), "人人负责等于没人负责，请只列真要出力的。").At("supports")
	case t.Weight < 1 || t.Weight > mostWeight:
		return fault.New(fault.Invalid, fmt.Sprintf("权重 %d 不在 1 到 %d 之间。", t.Weight, mostWeight), "一般写 1。").At("weight")
	}
	if !t.DueOn.Zero() && t.DueOn.Before(t.BeginsOn) {
		return fault.New(fault.Invalid, fmt.Sprintf("完成时限 %s 在起算日 %s 之前。", t.DueOn, t.BeginsOn), "请看看两个日子。").At("due_on")
	}
	if err := t.checkFigure(); err != nil {
		return err
	}
	return t.checkDeliverables()
}

func (t *Terms) checkFigure() error {
	f := t.Figure
	if f == nil {
		return nil
	}
	if !slices.Contains(Courses, f.Course) {
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这种进度口径。", f.Course), "请从列表里选。").At("course")
	}
	if strings.TrimSpace(f.Unit) == "" {
		return fault.New(fault.Invalid, "量化目标没有写单位。", "例：公里、亿元、%。").At("unit")
	}
	if f.Course != Constant && f.Base.Cmp(f.Target) == 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("起点和目标都是 %s，没有要做的。", f.Target), "起点写上年末的数，累计的写 0；每期都应达到的，口径选“每期都应达到”。").At("base")
	}
	if f.Course == Season {
		var sum int64
		for _, s := range f.Shares {
			if s < 0 || s > 1_000_000_000_000 {
				return fault.New(fault.Invalid, "各月份额里有不对的数。", "十二个月各写一个不小于 0 的数。").At("shares")
			}
			sum += s
		}
		if len(f.Shares) != 12 || sum == 0 {
			return fault.New(fault.Invalid, fmt.Sprintf("按往年份额要十二个月的数，现有 %d 个。", len(f.Shares)), "写往年各月完成的数，用逗号隔开。").At("shares")
		}
	}
	if f.Course == ByNode && !slices.ContainsFunc(t.Nodes[:], func(n Node) bool { return n.Figure != nil }) {
		return fault.New(fault.Invalid, "口径是按季度节点，却没有一个季度写了数。", "在季度节点里写应到的数。").At("nodes")
	}
	last := f.Base
	for q, n := range t.Nodes {
		if n.Figure == nil {
			continue
		}
		if up := f.Base.Cmp(f.Target) < 0; f.Course == ByNode && (up && n.Figure.Cmp(last) < 0 || !up && n.Figure.Cmp(last) > 0) {
			return fault.New(fault.Invalid, fmt.Sprintf("第 %d 季度的数 %s 比前面的 %s 倒退了。", q+1, n.Figure, last), "节点写累计的数。").At(fmt.Sprintf("node_figure_%d", q+1))
		}
		last = *n.Figure
	}
	return nil
}

func (t *Terms) checkDeliverables() error {
	if len(t.Deliverables) > MostDeliverables {
		return fault.New(fault.Invalid, fmt.Sprintf("成果有 %d 件，至多 %d 件。", len(t.Deliverables), MostDeliverables), "请合并一些。").At("deliverables")
	}
	seen := map[int]bool{}
	for i := range t.Deliverables {
		d := &t.Deliverables[i]
		d.Words = strings.TrimSpace(d.Words)
		at := fmt.Sprintf("deliverable_%d", i+1)
		switch {
		case d.N < 1 || seen[d.N]:
			return fault.New(fault.Invalid, fmt.Sprintf("第 %d 件成果的编号不对。", i+1), "请刷新页面再填。").At(at)
		case d.Words == "" || utf8.RuneCountInString(d.Words) > mostTitle:
			return fault.New(fault.Invalid, fmt.Sprintf("第 %d 件成果没有写是什么，或超过 %d 字。", i+1, mostTitle), "例：印发实施方案；主体工程开工；通过竣工验收。").At(at)
		case EvidenceWords[d.Evidence] == "":
			return fault.New(fault.Invalid, fmt.Sprintf("成果“%s”没有选佐证种类。", d.Words), "选文件、会议、开工、验收等。").At(at)
		case d.Weight < 1 || d.Weight > mostWeight:
			return fault.New(fault.Invalid, fmt.Sprintf("成果“%s”的权重 %d 不在 1 到 %d 之间。", d.Words, d.Weight, mostWeight), "一般写 1。").At(at)
		case !d.DueOn.Valid():
			return fault.New(fault.Invalid, "成果“"+d.Words+"”没有写日子。", "每件成果写最迟哪天拿出来，例 2026-06-30。").At(at)
		case !t.DueOn.Zero() && t.DueOn.Before(d.DueOn):
			return fault.New(fault.Invalid, fmt.Sprintf("成果“%s”的日子 %s 在完成时限 %s 之后。", d.Words, d.DueOn, t.DueOn), "请看看两个日子。").At(at)
		}
		seen[d.N] = true
	}
	return nil
}

// placed wants who answers and by when.
func (t *Terms) placed() error {
	if t.Lead == "" {
		return fault.New(fault.Refused, "“"+t.Title+"”没有牵头单位。", "每项任务有且只有一个牵头单位。").At("lead")
	}
	if !t.DueOn.Valid() {
		return fault.New(fault.Refused, "“"+t.Title+"”没有完成时限。", "写到哪一天，例 2026-12-31。").At("due_on")
	}
	return nil
}

// ready says whether terms can be issued: one lead, a deadline, and a figure or
// at least one dated deliverable with its kind of evidence.
func (t *Terms) ready() error {
	if err := t.placed(); err != nil {
		return err
	}
	if t.Figure == nil && len(t.Deliverables) == 0 {
		return fault.New(fault.Refused, "“"+t.Title+"”既没有量化目标，也没有一件有日子的成果。", "写一个数，或至少一件成果、佐证种类和日子；可以用“按动词建议”。").At("deliverables")
	}
	return nil
}

// NextDeliverable is a number that no deliverable has had.
func (t *Task) NextDeliverable() int {
	n := 0
	for _, e := range t.Events {
		if e.Terms != nil {
			for _, d := range e.Terms.Deliverables {
				n = max(n, d.N)
			}
		}
	}
	return n + 1
}

// number numbers the deliverables that have no number yet, from next on.
func (t *Terms) number(next int) {
	t.Deliverables = slices.Clone(t.Deliverables)
	for _, d := range t.Deliverables {
		next = max(next, d.N+1)
	}
	for i := range t.Deliverables {
		if d := &t.Deliverables[i]; d.N == 0 {
			d.N, next = next, next+1
		}
	}
}

// Annual is a year's terms with nothing asked yet: from the first to the last day.
func Annual(year int) Terms {
	return Terms{Year: year, Category: Priority, Weight: 1, BeginsOn: civil.Date{Year: year, Month: 1, Day: 1}, DueOn: civil.Date{Year: year, Month: 12, Day: 31}}
}

// Target is the figure's target with its unit, "" for a task of deliverables.
func (t *Terms) Target() string {
	if t.Figure == nil {
		return ""
	}
	return t.Figure.Target.String() + t.Figure.Unit
}
