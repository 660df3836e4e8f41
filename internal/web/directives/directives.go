// Package directives is what leaders told and meetings decided: entered in
// seconds, read out of a pasted minute, and shown with what came of each.
package directives

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/tasks"
)

//go:embed directives.css
var css []byte

var style = asset.Add("directives.css", css)

const most = 50 // rows of a list

var kindWord = map[directive.Kind]say.Text{directive.Instruction: say.Text("领导批示"), directive.Meeting: say.Text("会议议定事项")}

var stateWord = map[directive.State]say.Text{
	directive.Drafted: say.Text("待下达"), directive.Open: say.Text("在办"), directive.Answered: say.Text("已办结"), directive.Noted: say.Text("已阅"), directive.Dropped: say.Text("已撤回"),
}

var verdictWord = map[task.Verdict]say.Text{
	task.Met: say.Text("完成"), task.Exceeded: say.Text("超额完成"), task.Missed: say.Text("没有完成"), task.OnTrack: say.Text("进行中，达到序时进度"),
	task.Behind: say.Text("进行中，没有达到序时进度"), task.Halted: say.Text("中止"), task.Waiting: say.Text("进行中，还没有到期的目标"),
}

type list struct {
	desk.DirectiveList
	page  desk.DirectivePage
	next  string
	files []part.Link
	query func(key, value string) string
}

func pageOf(v *frame.Visit) desk.DirectivePage {
	return desk.DirectivePage{Kind: directive.Kind(v.Text("kind")), State: directive.State(v.Text("state")), Unit: v.Text("unit"), Mine: v.Text("mine") == "yes", Most: most + 1}
}

// List shows the directives that the visitor sees, the newest first.
func List(v *frame.Visit) error {
	d := list{page: pageOf(v), files: frame.Files(v, "/directives/file"), query: func(key, value string) string { return frame.With(v.R, key, value) }}
	if at, id := frame.Cursor(v.R.URL.Query().Get("after")); id != "" {
		d.page.Before, d.page.BeforeID = civil.OfDays(at), id
	}
	var err error
	if d.DirectiveList, err = v.House.Desk.ListDirectives(v.Ctx, v.Actor, d.page); err != nil {
		return err
	}
	if len(d.Directives) > most {
		d.Directives = d.Directives[:most]
		last := d.Directives[most-1]
		d.next = frame.With(v.R, "after", frame.CursorText(last.GivenOn.Days(), last.ID))
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "批示和议定事项"), At: "/directives", Styles: []string{style}}, listed(v, d))
}

// File hands the list out as it is filtered.
func File(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("directives", strings.Join(strings.Fields(string(p.Kind)+" "+string(p.State)+" "+p.Unit), " "), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportDirectives(ctx, v.Actor, p, h)
	})
}

// day writes a date, with its year where it is not this one.
func day(ctx context.Context, d, today civil.Date) string {
	switch {
	case d.Zero():
		return ""
	case say.Lang(ctx) == say.English:
		return d.String()
	case d.Year == today.Year:
		return fmt.Sprintf("%d月%d日", d.Month, d.Day)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

// stands says whether a colour says something: the task is out and not withdrawn.
func stands(x desk.ListedDirective) bool {
	return x.State != directive.Drafted && x.State != directive.Dropped
}

func (d list) table(ctx context.Context) part.Table {
	t := part.Table{ID: "directives", Caption: say.T(ctx, "批示和议定事项"), Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "原话")}, {Title: say.T(ctx, "承办单位")}, {Title: say.T(ctx, "时限")}, {Title: say.T(ctx, "颜色")}, {Title: say.T(ctx, "办理情况")}},
		Empty: part.EmptyPage(say.T(ctx, "还没有批示和议定事项"), say.T(ctx, "录一条批示，或粘贴一份会议纪要，就会在这里，办结了回到批示的人那里。"))}
	if len(d.picked(ctx)) > 0 {
		t.Empty = part.EmptyPage(say.T(ctx, "没有符合条件的"), say.T(ctx, "去掉一个条件看看。"))
	}
	for _, x := range d.Directives {
		colour := part.Cell{Text: "—"}
		if stands(x) {
			colour = part.Cell{Content: tasks.Chip(x.Of)}
		}
		state := part.Cell{Text: say.T(ctx, stateWord[x.State])}
		if x.Of.State == task.ClosedOut {
			state.Sub = say.T(ctx, verdictWord[x.Verdict]) + " " + day(ctx, x.Of.ClosedOn, d.Today)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: directive.Title(x.Words), Href: "/directives/" + x.ID, Head: true, Sub: x.By + "　" + day(ctx, x.GivenOn, d.Today) + "　" + x.Number},
			{Text: tasks.UnitName(d.Units, x.Unit)}, {Text: day(ctx, x.Of.Terms.DueOn, d.Today)}, colour, state}})
	}
	return t
}

func (d list) picked(ctx context.Context) (all []part.Picked) {
	add := func(key, text string) {
		if text != "" {
			all = append(all, part.Picked{Text: text, Without: d.query(key, "")})
		}
	}
	if d.page.Mine {
		add("mine", say.T(ctx, "我的批示"))
	}
	if d.page.Kind != "" {
		add("kind", say.T(ctx, kindWord[d.page.Kind]))
	}
	if d.page.State != "" {
		add("state", say.T(ctx, stateWord[d.page.State]))
	}
	if d.page.Unit != "" {
		add("unit", tasks.UnitName(d.Units, d.page.Unit))
	}
	return all
}

func kinds(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, k := range directive.Kinds {
		all = append(all, part.Option{Value: string(k), Text: say.T(ctx, kindWord[k])})
	}
	return all
}

func states(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, s := range directive.States {
		all = append(all, part.Option{Value: string(s), Text: say.T(ctx, stateWord[s])})
	}
	return all
}

// unitOptions are the units that can be given something, in official order.
func unitOptions(units []staff.Unit, none string) []part.Option {
	all := []part.Option{{Text: none}}
	sorted := slices.Clone(units)
	slices.SortStableFunc(sorted, func(a, b staff.Unit) int {
		if a.Rank != b.Rank {
			return int(a.Rank - b.Rank)
		}
		return strings.Compare(a.Code, b.Code)
	})
	for _, u := range sorted {
		if !u.Closed && u.Kind != staff.Village && u.Kind != staff.Community {
			all = append(all, part.Option{Value: u.Code, Text: u.Called()})
		}
	}
	return all
}

func (d list) units(ctx context.Context) []part.Option {
	var all []staff.Unit
	for _, u := range d.Units {
		all = append(all, u)
	}
	return unitOptions(all, say.T(ctx, "全部"))
}

// kept is what the filter's form passes on.
func (d list) kept() []part.Option {
	if d.page.Mine {
		return []part.Option{{Value: "mine", Text: "yes"}}
	}
	return nil
}
