// Package dispatch is the pages of the dispatch of projects: the agenda and the
// minutes of the monthly meeting, and the quarter's signing and start. What
// changes there are cases, opened and acted upon as everywhere; these pages lead
// to their forms and put what they need into them.
package dispatch

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed dispatch.css
var css []byte

var style = asset.Add("dispatch.css", css)

// The fields of the minutes as the mechanism declares them.
const (
	fieldSurvey  = "会议概况"
	fieldDecided = "议定事项"
	fieldBefore  = "以前事项"
)

func sheet(title string, wrong bool) frame.Sheet {
	return frame.Sheet{Title: title, At: "/projects", Styles: []string{style}, Wrong: wrong}
}

// papers are the ways to take a page along as a paper.
func papers(path, key, value string) []part.Link {
	var all []part.Link
	for _, as := range []struct{ as, word string }{{"docx", "Word"}, {"pdf", "PDF"}} {
		all = append(all, part.Link{Text: as.word, Href: path + "?" + url.Values{key: {value}, "as": {as.as}}.Encode()})
	}
	return all
}

// met is a month's meeting with the form of minutes that was sent and has to be mended.
type met struct {
	desk.Dispatch
	of     string // the meeting whose minutes were sent
	fault  *fault.Fault
	values url.Values
}

func monthOf(v *frame.Visit) (m civil.Month, err error) {
	s := v.Text("month")
	if s == "" {
		return m, nil
	}
	if _, err := fmt.Sscanf(s, "%4d-%2d", &m.Year, &m.Month); err != nil || m.String() != s || m.Month < 1 || m.Month > 12 {
		return m, fault.New(fault.Invalid, "“"+s+"”不是月份。", "写成 2021-03 的样子。").At("month")
	}
	return m, nil
}

// Meeting is the agenda of a month's meeting, and its meetings.
func Meeting(v *frame.Visit) error {
	m, err := monthOf(v)
	if err != nil {
		return err
	}
	return meeting(v, m, "", nil)
}

func meeting(v *frame.Visit, m civil.Month, of string, err error) error {
	x := met{of: of}
	status := http.StatusOK
	if err != nil {
		if x.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		status, x.values = frame.StatusOf(x.fault.Kind), v.R.PostForm
	}
	if x.Dispatch, err = v.House.Desk.ReadDispatch(v.Ctx, v.Actor, m); err != nil {
		return err
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "现场办公会"), x.fault != nil), agenda(v, x))
}

// MeetingFile is the agenda as a paper.
func MeetingFile(v *frame.Visit) error {
	m, err := monthOf(v)
	if err != nil {
		return err
	}
	return v.HandOutPaper("", func(as string, begin func(title, name string) io.Writer) error {
		return v.House.Desk.PressAgenda(v.Ctx, v.Actor, m, as, begin)
	})
}

// Minutes writes the minutes of a meeting.
func Minutes(v *frame.Visit) error {
	m, err := monthOf(v)
	if err != nil {
		return err
	}
	data := map[string]any{}
	for _, name := range []string{"议定事项", "以前事项"} {
		if all := lines(v.Text(name)); len(all) > 0 {
			data[name] = all
		}
	}
	if s := v.Text("会议概况"); s != "" {
		data["会议概况"] = strings.ReplaceAll(s, "\r\n", "\n")
	}
	if _, err := v.House.Desk.ActOnCase(v.Ctx, v.Actor, v.Call(), v.At("case"), procedure.Deed{Act: "minutes", Data: data}); err != nil {
		return meeting(v, m, v.At("case"), err)
	}
	v.Back("/cases/"+v.At("case"), say.T(v.Ctx, "纪要出来了，编了号。"))
	return nil
}

func lines(s string) []string {
	var all []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			all = append(all, l)
		}
	}
	return all
}

// field is a field of the form of minutes, as it was sent or as it begins.
func (x met) field(id, name, label, hint, begin string) part.Field {
	f := part.Field{Name: name, Label: label, Hint: hint, Value: begin}
	if x.of == id && x.values != nil {
		f.Value = x.values.Get(name)
		if x.fault != nil && x.fault.Field == name {
			f.Error = x.fault.Sentence
		}
	}
	return f
}

// mayMinute says that the visitor may write the minutes of a meeting.
func mayMinute(v *frame.Visit, m desk.DispatchMeeting) bool {
	return m.Open && v.Actor.May("case.act") && (v.Actor.Role == staff.Supervisor || (v.Actor.Role == staff.Clerk || v.Actor.Role == staff.Head) && slices.Contains(v.Actor.Units, m.Row.OpenedUnit))
}

// convening leads to the form that calls the month's meeting.
func (x met) convening() string {
	return "/cases/new/" + desk.MeetingProcedure + "?" + url.Values{"x.月份": {x.Month.String()}, "x.会议名称": {fmt.Sprintf("%d月项目现场办公会", x.Month.Month)}}.Encode()
}

// raising leads to the form that raises a problem in a meeting, about an item of the agenda.
func raising(meeting string, i desk.AgendaItem) string {
	q := url.Values{"x.会议": {meeting}}
	switch i.Noun {
	case "project":
		q.Set("项目", i.ID)
	case "task":
		q.Set("任务", i.ID)
	}
	if i.Unit != "" {
		q.Set("x.责任单位", i.Unit)
	}
	return "/cases/new/" + desk.ProblemProcedure + "?" + q.Encode()
}

// open is the newest meeting whose minutes are still to be written, nil where there is none.
func (x met) open() *desk.DispatchMeeting {
	for i := range x.Meetings {
		if x.Meetings[i].Open {
			return &x.Meetings[i]
		}
	}
	return nil
}

var homes = map[string]string{"project": "/projects/", "task": "/tasks/", "case": "/cases/"}

var reasonWord = map[desk.AgendaReason]say.Text{desk.LateProblem: say.Text("到期没有解决的问题"), desk.OverDwell: say.Text("超过停留期限的项目"), desk.RedPace: say.Text("投资进度红灯的项目"), desk.RedTask: say.Text("红灯的重点项目任务")}

func (x met) table(v *frame.Visit, r desk.AgendaReason) part.Table {
	ctx := v.Ctx
	t := part.Table{ID: "agenda-" + string(r), Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, reasonWord[r]), Columns: []part.Column{{Title: say.T(ctx, "事项")}, {Title: say.T(ctx, "责任单位")}, {Title: say.T(ctx, "怎么算的")}, {Title: say.T(ctx, "谁来定什么")}}}
	m := x.open()
	for _, i := range x.Of(r) {
		what := part.Cell{Text: i.Name, Href: homes[i.Noun] + url.PathEscape(i.ID), Head: true}
		row := part.Row{Cells: []part.Cell{what, {Text: unitName(x.Units, i.Unit)}, {Text: i.Reckoning, Sub: i.Basis}, {Content: decision(i, m, v.Actor.May("case.open"))}}}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func problems(ctx context.Context, caption string, all []desk.MeetingProblem, old bool) part.Table {
	last := say.T(ctx, "限期")
	if old {
		last = say.T(ctx, "会上怎么办的")
	}
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: caption, Columns: []part.Column{{Title: say.T(ctx, "问题")}, {Title: say.T(ctx, "责任单位")}, {Title: say.T(ctx, "到哪一步")}, {Title: last}}}
	for _, p := range all {
		what := p.What
		if !old && !p.DueOn.Zero() {
			what = p.DueOn.String()
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: p.Row.Title, Sub: p.Row.Number, Href: "/cases/" + p.Row.ID, Head: true}, {Text: p.Unit}, {Text: p.Stage}, {Text: what}}})
	}
	return t
}

// unitName is what a unit is called in short.
func unitName(units []staff.Unit, code string) string {
	i := slices.IndexFunc(units, func(u staff.Unit) bool { return u.Code == code })
	switch {
	case i < 0:
		return code
	case units[i].Short != "":
		return units[i].Short
	}
	return units[i].Name
}

// Ceremony is a quarter's signing and start.
func Ceremony(v *frame.Visit) error {
	q, err := desk.ReadQuarter(v.Text("quarter"))
	if err != nil {
		return err
	}
	l, err := v.House.Desk.ReadCeremony(v.Ctx, v.Actor, q)
	if err != nil {
		return err
	}
	return v.Show(sheet(say.T(v.Ctx, "集中签约和开工"), false), ceremony(v, l))
}

// CeremonyFile is the quarter's list as a paper or as a table.
func CeremonyFile(v *frame.Visit) error {
	q, err := desk.ReadQuarter(v.Text("quarter"))
	if err != nil {
		return err
	}
	as := v.Text("as")
	if frame.PaperMedia[as] == "" {
		return v.HandOut("announced", q.String(), func(ctx context.Context, h desk.Handout) error {
			return v.House.Desk.ExportCeremony(ctx, v.Actor, q, h)
		})
	}
	return v.HandOutDocument(frame.PaperMedia[as], as, func(begin func(title, name string) io.Writer) error {
		return v.House.Desk.PressCeremony(v.Ctx, v.Actor, q, as, begin)
	})
}

var ceremonyWord = map[project.Ceremony]say.Text{project.Signing: say.Text("集中签约"), project.Starting: say.Text("集中开工")}

// beside is the quarter so many later.
func beside(q desk.Quarter, n int) string {
	at := q.Year*4 + q.Number - 1 + n
	return "/dispatch/ceremony?quarter=" + desk.Quarter{Year: at / 4, Number: at%4 + 1}.String()
}

func candidates(v *frame.Visit, l desk.CeremonyList, c project.Ceremony) part.Table {
	ctx := v.Ctx
	t := part.Table{ID: "candidates-" + string(c), Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, ceremonyWord[c]), Columns: []part.Column{{Title: say.T(ctx, "项目")}, {Title: say.T(ctx, "责任单位")}, {Title: say.T(ctx, "总投资，万元"), Numeric: true}, {Title: say.T(ctx, "还缺什么")}},
		Empty: part.Empty(say.T(ctx, "没有可以列入的项目"), say.T(ctx, "还在谋划的项目可以列入签约；没有开工、拟开工在这个季度以内的可以列入开工。"))}
	for _, x := range l.Candidates[c] {
		announce := ""
		if len(x.Lacks) == 0 && v.Actor.May("case.open") {
			announce = "/cases/new/" + desk.AnnouncedProcedure + "?" + url.Values{"项目": {x.Row.ID}, "x.活动": {c.String()}, "x.季度": {l.Quarter.String()}}.Encode()
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Row.Name, Sub: x.Row.Category + " · " + x.Row.Stage.String(), Href: "/projects/" + x.Row.ID, Head: true}, {Text: unitName(l.Units, x.Row.Unit)}, {Text: x.Row.Investment.String()}, {Content: lacking(x.Lacks, announce)}}})
	}
	return t
}

func named(ctx context.Context, l desk.CeremonyList) part.Table {
	t := part.Table{ID: "announced", Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "名单"), Columns: []part.Column{{Title: say.T(ctx, "项目")}, {Title: say.T(ctx, "活动")}, {Title: say.T(ctx, "责任单位")}, {Title: say.T(ctx, "兑现情况")}, {Title: say.T(ctx, "核实")}},
		Empty: part.Empty(say.T(ctx, "这个季度的名单还没有项目"), say.T(ctx, "齐了的从下面列入。"))}
	for _, a := range l.Announced {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: a.Project.Name, Href: "/projects/" + a.Project.ID, Sub: a.Project.Stage.String(), Head: true}, {Text: say.T(ctx, ceremonyWord[a.Ceremony]), Sub: a.On.String()},
			{Text: unitName(l.Units, a.Project.Unit)}, {Content: became(a)}, {Text: a.Stage, Sub: a.Case.Number, Href: "/cases/" + a.Case.ID}}})
	}
	return t
}
