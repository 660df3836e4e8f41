// Package tasks is the tasks of the year: the list, a task's whole story, what
// may be done to it, its monthly report, and the document it is issued under.
package tasks

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed tasks.css
var css []byte

var style = asset.Add("tasks.css", css)

const most = 100 // rows of a list

type list struct {
	desk.TaskList
	page  desk.TaskPage
	rows  []desk.ListedTask
	next  string
	files []part.Link
	query func(key, value string) string
}

func pageOf(v *frame.Visit) desk.TaskPage {
	return desk.TaskPage{Year: v.Number("year"), Category: task.Category(v.Text("category")), State: task.State(v.Text("state")),
		Colour: task.Colour(v.Text("colour")), Unit: v.Text("unit"), Which: v.Text("which"), Document: v.Text("document"), Words: v.Text("q")}
}

// List shows the tasks of a year.
func List(v *frame.Visit) error {
	d := list{page: pageOf(v), files: frame.Files(v, "/tasks/file"), query: func(key, value string) string { return frame.With(v.R, key, value) }}
	var err error
	if d.TaskList, err = v.House.Desk.ListTasks(v.Ctx, v.Actor, d.page); err != nil {
		return err
	}
	d.page.Year = d.Year
	d.rows = d.Tasks
	if after := v.Text("after"); after != "" {
		i, _ := slices.BinarySearchFunc(d.rows, after, func(t desk.ListedTask, n string) int { return strings.Compare(t.Number, n+"~") })
		d.rows = d.rows[i:]
	}
	if len(d.rows) > most {
		d.rows = d.rows[:most]
		d.next = frame.With(v.R, "after", d.rows[most-1].Number)
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "任务"), At: "/tasks", Styles: []string{style}}, listed(v, d))
}

// ListFile hands the list out as it is filtered.
func ListFile(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("tasks", strings.Join(strings.Fields(frame.YearText(p.Year)+" "+string(p.Category)+" "+string(p.Colour)+" "+p.Unit+" "+p.Which), " "), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportTasks(ctx, v.Actor, p, h)
	})
}

// whiches are what the office looks for, in the order of a list to choose from.
var whiches = []struct {
	value string
	word  say.Text
}{
	{"running", say.Text("在办的")}, {"late", say.Text("过了时限的")}, {"stale", say.Text("有月份没报的")}, {"claimed", say.Text("有成果等核实的")},
	{"applied", say.Text("申请办结的")}, {"differs", say.Text("自评比推算好的")}, {"objected", say.Text("异议等答复的")}, {"drafts", say.Text("还没印发的")},
}

func whichWord(ctx context.Context, which string) string {
	for _, w := range whiches {
		if w.value == which {
			return say.T(ctx, w.word)
		}
	}
	return ""
}

// StateOf is the state that shows a colour. Orange, which only the sheet of three
// colours knows, has yellow's shape and its own word.
func StateOf(t *task.Task, c task.Colour) part.State {
	if t != nil && t.State == task.Suspended {
		return part.Suspended
	}
	switch c {
	case task.Green:
		return part.Green
	case task.Yellow, task.Orange:
		return part.Yellow
	case task.Red:
		return part.Red
	case task.Blue:
		return part.Blue
	}
	return part.NotDue
}

// shares is how many running tasks have which colour, each leading to them.
func (d list) shares() []part.Share {
	n := map[task.Colour]int{}
	for _, t := range d.All {
		if t.State != task.Drafted && t.State != task.Asked && t.State != task.Withdrawn {
			n[t.Pace.Colour]++
		}
	}
	var all []part.Share
	for _, c := range task.Colours {
		if n[c] > 0 {
			all = append(all, part.Share{State: StateOf(&task.Task{}, c), Count: n[c], Href: d.query("colour", string(c))})
		}
	}
	return all
}

// Bar is the pace as a bar, in thousandths of the whole.
func Bar(ctx context.Context, t desk.ListedTask) part.Pace {
	b := part.Pace{NotDue: !t.Pace.Asked, Reading: t.Pace.Sentence}
	if t.Pace.Share != nil {
		b.Done = thousandths(*t.Pace.Share)
	}
	whole := t.Pace.Whole
	if f := t.Terms.Figure; f != nil && whole.Sign() != 0 {
		if t.Pace.Points != nil && t.Pace.Share != nil {
			b.Due = b.Done - thousandths(*t.Pace.Points)/100
		}
		return b
	}
	if whole.Sign() > 0 {
		b.Due = int(t.Pace.Due.Float() / whole.Float() * 1000)
	}
	return b
}

func thousandths(d quantity.Decimal) int { return int(d.Float() * 1000) }

// reading is the pace in a few words: done and whole, each with its unit.
func reading(ctx context.Context, t desk.ListedTask) string {
	if f := t.Terms.Figure; f != nil {
		return fmt.Sprintf("%s / %s%s", t.Pace.Done, f.Target, f.Unit)
	}
	done := 0
	for _, d := range t.Terms.Deliverables {
		if _, there := t.Verified[d.N]; there {
			done++
		}
	}
	return say.T(ctx, "成果 %d / %d 件", done, len(t.Terms.Deliverables))
}

// UnitName is what people call a unit.
func UnitName(units map[string]staff.Unit, code string) string {
	if name := units[code].Called(); name != "" {
		return name
	}
	return code
}

func unitNames(units map[string]staff.Unit, codes []string) string {
	var all []string
	for _, c := range codes {
		all = append(all, UnitName(units, c))
	}
	return strings.Join(all, "、")
}

// InOrder are the units in official order.
func InOrder(units map[string]staff.Unit) []staff.Unit {
	var all []staff.Unit
	for _, u := range units {
		if !u.Closed {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b staff.Unit) int {
		if a.Rank != b.Rank {
			return int(a.Rank - b.Rank)
		}
		return strings.Compare(a.Code, b.Code)
	})
	return all
}

func unitOptions(units map[string]staff.Unit, none string) []part.Option {
	all := []part.Option{{Text: none}}
	for _, u := range InOrder(units) {
		if u.Kind != staff.Village && u.Kind != staff.Community {
			all = append(all, part.Option{Value: u.Code, Text: UnitName(units, u.Code)})
		}
	}
	return all
}

func (d list) years() []part.Option {
	var all []part.Option
	for i := len(d.Years) - 1; i >= 0; i-- {
		y := strconv.FormatInt(d.Years[i], 10)
		all = append(all, part.Option{Value: y, Text: y})
	}
	if len(all) == 0 {
		all = append(all, part.Option{Value: strconv.Itoa(d.Year), Text: strconv.Itoa(d.Year)})
	}
	return all
}

func categories(ctx context.Context, none string) []part.Option {
	all := []part.Option{{Text: none}}
	if none == "" {
		all = nil
	}
	for _, c := range task.Categories {
		all = append(all, part.Option{Value: string(c), Text: say.T(ctx, categoryWord[c])})
	}
	return all
}

var categoryWord = map[task.Category]say.Text{
	task.Expected: say.Text("主要预期目标"), task.Priority: say.Text("重点工作"), task.Livelihood: say.Text("民生实事"), task.KeyProject: say.Text("重点项目"),
	task.Resolved: say.Text("会议议定事项"), task.Instruction: say.Text("领导批示"), task.Superior: say.Text("上级交办"),
}

var stateWord = map[task.State]say.Text{
	task.Drafted: say.Text("草拟"), task.Asked: say.Text("征求意见"), task.Issued: say.Text("已下达"), task.Underway: say.Text("推进中"),
	task.Applied: say.Text("申请办结"), task.ClosedOut: say.Text("办结销号"), task.Suspended: say.Text("中止"), task.Withdrawn: say.Text("撤回"),
}

func (d list) picked(ctx context.Context) (all []part.Picked) {
	add := func(key, text string) {
		if text != "" {
			all = append(all, part.Picked{Text: text, Without: d.query(key, "")})
		}
	}
	if d.page.Category != "" {
		add("category", say.T(ctx, categoryWord[d.page.Category]))
	}
	if d.page.Colour != "" {
		add("colour", StateOf(&task.Task{}, d.page.Colour).Word(ctx))
	}
	if d.page.State != "" {
		add("state", say.T(ctx, stateWord[d.page.State]))
	}
	if d.page.Unit != "" {
		add("unit", UnitName(d.Units, d.page.Unit))
	}
	add("which", whichWord(ctx, d.page.Which))
	add("document", d.page.Document)
	add("q", d.page.Words)
	return all
}

func (d list) table(ctx context.Context) part.Table {
	t := part.Table{ID: "tasks", Caption: say.T(ctx, "任务"), Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "任务")}, {Title: say.T(ctx, "牵头单位")}, {Title: say.T(ctx, "进度"), Bars: true}, {Title: say.T(ctx, "颜色")}, {Title: say.T(ctx, "时限")}},
		Empty: part.EmptyPage(say.T(ctx, "还没有任务"), say.T(ctx, "报告核对入册以后，在这里生成任务；也可以直接录一项。"))}
	if len(d.picked(ctx)) > 0 {
		t.Empty = part.EmptyPage(say.T(ctx, "没有符合条件的任务"), say.T(ctx, "去掉一个条件，或换一个年度。"))
	}
	for _, x := range d.rows {
		colour := part.Cell{Content: Chip(x)}
		if x.State == task.Drafted || x.State == task.Asked || x.State == task.Withdrawn {
			colour = part.Cell{Text: say.T(ctx, stateWord[x.State])}
		}
		lead := UnitName(d.Units, x.Terms.Lead)
		if lead == "" {
			lead = say.T(ctx, "没有定")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: x.Terms.Title, Href: "/tasks/" + x.ID, Head: true, Sub: x.Number + "　" + say.T(ctx, categoryWord[x.Terms.Category])},
			{Text: lead, Sub: x.Terms.Leader},
			{Content: paced(x)},
			colour,
			{Text: day(ctx, x.Terms.DueOn, d.Today)},
		}})
	}
	return t
}
