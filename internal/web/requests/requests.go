// Package requests is where somebody asks units for a figure that the system
// does not hold: asked once, answered once, and refused where it stands already.
package requests

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/tasks"
)

//go:embed requests.css
var css []byte

var style = asset.Add("requests.css", css)

const most = 50 // rows of a list

var stateWord = map[burden.RequestState]say.Text{burden.Open: say.Text("在报"), burden.Closed: say.Text("报齐"), burden.Stopped: say.Text("不要了")}

var sortWord = map[burden.Sort]say.Text{burden.Number: say.Text("一个数"), burden.Lines: say.Text("一段文字"), burden.File: say.Text("一份材料")}

type list struct {
	desk.RequestList
	page  desk.RequestPage
	next  string
	files []part.Link
	query func(key, value string) string
}

func pageOf(v *frame.Visit) desk.RequestPage {
	return desk.RequestPage{State: burden.RequestState(v.Text("state")), Most: most + 1}
}

// List shows the data requests that the visitor sees, the newest first.
func List(v *frame.Visit) error {
	d := list{page: pageOf(v), files: frame.Files(v, "/requests/file"), query: func(key, value string) string { return frame.With(v.R, key, value) }}
	if at, id := frame.Cursor(v.R.URL.Query().Get("after")); id != "" {
		d.page.Before, d.page.BeforeID = civil.OfDays(at), id
	}
	var err error
	if d.RequestList, err = v.House.Desk.ListRequests(v.Ctx, v.Actor, d.page); err != nil {
		return err
	}
	if len(d.Requests) > most {
		d.Requests = d.Requests[:most]
		last := d.Requests[most-1]
		d.next = frame.With(v.R, "after", frame.CursorText(last.AskedOn.Days(), last.ID))
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "报数要求"), At: "/requests"}, listed(v, d))
}

// File hands the register of requests out.
func File(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("requests", string(p.State), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportRequests(ctx, v.Actor, p, h)
	})
}

// day writes a date, with its year where it is not this one.
func day(ctx context.Context, d, today civil.Date) string {
	switch {
	case say.Lang(ctx) == say.English:
		return d.String()
	case d.Year == today.Year:
		return fmt.Sprintf("%d月%d日", d.Month, d.Day)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

func state(ctx context.Context, x desk.ListedRequest) part.Cell {
	switch {
	case x.Mine != nil && !x.Mine.Given() && x.State == burden.Open:
		return part.Cell{Content: part.ChipSaid(part.Yellow, say.T(ctx, "等本单位答"))}
	case x.Late:
		return part.Cell{Content: part.ChipSaid(part.Red, say.T(ctx, "过了日子没报齐"))}
	case x.State == burden.Closed:
		return part.Cell{Content: part.ChipSaid(part.Green, say.T(ctx, stateWord[x.State]))}
	}
	return part.Cell{Text: say.T(ctx, stateWord[x.State])}
}

func (d list) table(ctx context.Context) part.Table {
	t := part.Table{ID: "requests", Caption: say.T(ctx, "报数要求"), Quiet: true, Fold: true, Columns: []part.Column{
		{Title: say.T(ctx, "要什么")}, {Title: say.T(ctx, "谁要")}, {Title: say.T(ctx, "哪天前报")}, {Title: say.T(ctx, "答复"), Numeric: true}, {Title: say.T(ctx, "每家分钟"), Numeric: true}, {Title: say.T(ctx, "状态")}},
		Empty: part.EmptyPage(say.T(ctx, "还没有报数要求"), say.T(ctx, "要一个系统里没有的数，先在这里登记：系统里有的会告诉您在哪里。"))}
	if d.page.State != "" {
		t.Empty = part.EmptyPage(say.T(ctx, "没有符合条件的"), say.T(ctx, "去掉一个条件看看。"))
	}
	for _, x := range d.Requests {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{
			{Text: x.Title, Href: "/requests/" + x.ID, Head: true, Sub: x.Number + "　" + day(ctx, x.AskedOn, d.Today)}, {Text: tasks.UnitName(d.Units, x.Office)}, {Text: day(ctx, x.DueOn, d.Today)},
			{Text: fmt.Sprintf("%d/%d", x.Given, x.Units)}, {Text: strconv.FormatInt(x.Minutes, 10)}, state(ctx, x)}})
	}
	return t
}

func states(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, s := range []burden.RequestState{burden.Open, burden.Closed, burden.Stopped} {
		all = append(all, part.Option{Value: string(s), Text: say.T(ctx, stateWord[s])})
	}
	return all
}

func (d list) picked(ctx context.Context) (all []part.Picked) {
	if d.page.State != "" {
		all = append(all, part.Picked{Text: say.T(ctx, stateWord[d.page.State]), Without: d.query("state", "")})
	}
	return all
}

// form is the form to ask for something, blank or as it was sent.
type form struct {
	values map[string]string
	chosen []string
	fault  *fault.Fault
	held   []burden.Match
	units  []part.Option
	today  civil.Date
}

func (f form) field(ctx context.Context, name, label, hint string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: f.values[name], Optional: optional}
	if f.fault != nil && f.fault.Field == name {
		x.Error = say.Whole(ctx, f.fault)
	}
	return x
}

// like says that something like it is held, or was said to differ.
func (f form) like() bool { return len(f.held) > 0 || f.values["differs"] != "" }

func (f form) table(ctx context.Context) part.Table {
	t := part.Table{ID: "held", Caption: say.T(ctx, "系统里有的"), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "叫什么")}, {Title: say.T(ctx, "在哪里")}, {Title: say.T(ctx, "最近的")}, {Title: say.T(ctx, "像不像")}}}
	for _, m := range f.held {
		near := say.T(ctx, "像，差在哪里请写明")
		if m.Held() {
			near = say.T(ctx, "就是它，不用要")
		}
		latest := m.Latest
		if latest == "" {
			latest = "—"
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: m.Title, Href: m.Href, Head: true}, {Text: m.Of}, {Text: latest}, {Text: near}}})
	}
	return t
}

// New asks what somebody wants to know; ?title= looks for it first.
func New(v *frame.Visit) error {
	f := form{values: map[string]string{"title": v.Text("title"), "sort": string(burden.Number)}}
	return asking(v, f)
}

func asking(v *frame.Visit, f form) error {
	l, err := v.House.Desk.ListRequests(v.Ctx, v.Actor, desk.RequestPage{Most: 1})
	if err != nil {
		return err
	}
	f.units, f.today = unitOptions(l, v.Actor.Unit), l.Today
	if f.values["title"] != "" {
		if f.held, err = v.House.Desk.FindHeld(v.Ctx, v.Actor, f.values["title"]); err != nil {
			return err
		}
	}
	status := 200
	if f.fault != nil {
		status = frame.StatusOf(f.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "要一个数"), At: "/requests", Styles: []string{style}}, ask(v, f))
}

// Ask registers a request, or refuses it with the place where it stands.
func Ask(v *frame.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "表没有传完整。", "请再试一次。").Because(err)
	}
	f := form{values: map[string]string{}, chosen: v.R.PostForm["units"]}
	for _, k := range []string{"title", "why", "sort", "measure", "due_on", "differs"} {
		f.values[k] = v.Text(k)
	}
	in := desk.AskRequest{Title: f.values["title"], Why: f.values["why"], Sort: burden.Sort(f.values["sort"]), Measure: f.values["measure"], Units: slices.Clone(f.chosen), Differs: f.values["differs"]}
	var err error
	if s := f.values["due_on"]; s != "" {
		if in.DueOn, err = civil.ParseDate(s); err != nil {
			err = fault.New(fault.Invalid, "“"+s+"”不是日子。", "例：2026-06-03。").At("due_on")
		}
	}
	var kept desk.RequestKept
	if err == nil {
		kept, err = v.House.Desk.AskForData(v.Ctx, v.Actor, v.Call(), in)
	}
	if err == nil {
		v.Back("/requests/"+kept.ID, say.T(v.Ctx, "%s 已经登记，各单位看得到了。", kept.Number))
		return nil
	}
	if f.fault, err = frame.FaultOf(err); err != nil {
		return err
	}
	return asking(v, f)
}

func unitOptions(l desk.RequestList, own string) (all []part.Option) {
	for _, u := range tasks.InOrder(l.Units) {
		if !u.Closed && u.Code != own && u.Kind != staff.Village && u.Kind != staff.Community {
			all = append(all, part.Option{Value: u.Code, Text: u.Called()})
		}
	}
	return all
}

func (f form) sorts(ctx context.Context) (all []part.Option) {
	for _, s := range []burden.Sort{burden.Number, burden.Lines, burden.File} {
		n := burden.FixedForm(burden.Reply).Minutes(f.today, burden.Content{Sort: s}.Parts()...)
		all = append(all, part.Option{Value: string(s), Text: say.T(ctx, sortWord[s]), Reason: say.T(ctx, "每个单位约 %d 分钟", n)})
	}
	return all
}

// near joins what a request is like.
func near(x desk.ShownRequest) string { return strings.Join(x.Near, "、") }
