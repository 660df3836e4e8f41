package rehearsal

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// view is a rehearsal as the page shows it.
type view struct {
	desk.Rehearsed
	name     string        // of a scenario that the program carries, "" where it travels with the page
	moved    civil.Instant // where the clock was moved to, 0 for not
	carried  string        // the scenario as it travels
	act      string        // that was sent
	branch   string
	wrong    *fault.Fault
	question cases.Question
}

// watched says that the page is of a scenario that the program carries, and
// every look at it is an address.
func (w view) watched() bool { return w.name != "" }

func moment(ctx context.Context, t civil.Instant) string { return frame.Moment(ctx, int64(t)) }

// local is a moment as the browser's field for one has it.
func local(t civil.Instant) string { return strings.Replace(t.String(), " ", "T", 1) }

// leap is a way to move the clock.
type leap struct {
	text string
	to   civil.Instant
}

// leaps are where the clock can be moved to at once.
func (w view) leaps(ctx context.Context) []leap {
	now := w.Shown.Now
	list := []leap{
		{say.T(ctx, "＋1 个工作日"), w.Calendar.NextWorkday(civil.OfDays(now.DayNumber()+1)).At(0, 0) + now.OfDay()},
		{say.T(ctx, "＋1 周"), now + 7*civil.Day},
	}
	if w.Shown.Case != nil {
		if next := w.Shown.NextFall(w.Calendar, now); next > now {
			next = (next + civil.Minute - 1) / civil.Minute * civil.Minute
			list = append(list, leap{say.T(ctx, "到下一件到期、提醒的事（%s）", moment(ctx, next)), next})
		}
	}
	return list
}

// calendarWord says which calendar it goes by.
func (w view) calendarWord(ctx context.Context) string { return calendarWord(ctx, w.Edition) }

func calendarWord(ctx context.Context, edition int64) string {
	if edition == 0 {
		return say.T(ctx, "日子按程序带的全国工作日历算")
	}
	return say.T(ctx, "日子按本区划的工作日历第 %d 版算", edition)
}

// guessed is the year that the clock stands in where its days are not published, else 0.
func (w view) guessed() int {
	if y := w.Shown.Now.Date().Year; !w.Calendar.Published(y) {
		return y
	}
	return 0
}

// actTitle is what an act is called.
func (w view) actTitle(id string) string {
	p := w.Scenario.Procedure
	if a := p.Act(id); a != nil {
		return a.Title
	}
	if d := p.Document(id); d != nil {
		return "《" + d.Title + "》"
	}
	return id
}

// what says what a step does.
func (w view) what(ctx context.Context, x procedure.SceneStep) string {
	switch {
	case x.Does != "":
		return w.actTitle(x.Does)
	case x.Comes != "":
		return say.T(ctx, "别处传来：%s", w.actTitle(x.Comes))
	case x.Agrees != "":
		return say.T(ctx, "%s：同意", w.actTitle(x.Agrees))
	case x.Refuses != "":
		return say.T(ctx, "%s：不同意", w.actTitle(x.Refuses))
	case x.Serves != "":
		return say.T(ctx, "%s送达", w.actTitle(x.Serves))
	case x.Voids != "":
		return say.T(ctx, "%s作废", w.actTitle(x.Voids))
	case x.Numbers != "":
		return say.T(ctx, "%s登记文号", w.actTitle(x.Numbers))
	}
	return say.T(ctx, "看一眼")
}

// whose is who does a step, with his part of the case.
func (w view) whose(ctx context.Context, x procedure.SceneStep) string {
	s := x.Who
	if who, ok := w.Scenario.People[x.Who]; ok && !who.Applicant {
		s += "（" + cases.UnitName(w.Units, who.Unit) + " " + roleWord(ctx, who.Role) + "）"
	}
	if x.Branch != "" {
		s += " " + say.T(ctx, "在“%s”的一份上", cases.UnitName(w.Units, x.Branch))
	}
	return s
}

func roleWord(ctx context.Context, role string) string {
	if word, ok := frame.RoleWords[staff.Role(role)]; ok {
		return say.T(ctx, word)
	}
	return role
}

// given is what a step filled in, in the order of the form where there is one.
func (w view) given(x procedure.SceneStep) []part.SumRow {
	var list []part.SumRow
	var names []string
	if a := w.Scenario.Procedure.Act(x.Does + x.Comes); a != nil && a.Form != nil {
		for _, f := range a.Form.Fields {
			names = append(names, f.Name)
		}
	}
	var others []string
	for name := range x.With {
		if !slices.Contains(names, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	for _, name := range append(names, others...) {
		if v, ok := x.With[name]; ok {
			list = append(list, part.SumRow{What: name, Value: w.plain(v)})
		}
	}
	return list
}

func (w view) plain(v any) string {
	switch v := v.(type) {
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case string:
		return cases.UnitName(w.Units, v)
	case json.Number:
		return v.String()
	case []any:
		var list []string
		for _, e := range v {
			list = append(list, w.plain(e))
		}
		return strings.Join(list, "、")
	}
	return ""
}

// step is the step that the rehearsal stands at, and whether it is one: a
// moved clock stands between them.
func (w view) step() (x procedure.SceneStep, m procedure.Moment, ok bool) {
	m = w.Last()
	if w.moved != 0 && len(w.Moments) > 0 && m.Step >= w.Steps || m.Step >= len(w.Scenario.Steps) || len(w.Moments) == 0 {
		return x, m, false
	}
	return w.Scenario.Steps[m.Step], m, true
}

// fallen are the acts that followed by themselves.
func (w view) fallen(ctx context.Context, m procedure.Moment) []string {
	var list []string
	for _, e := range m.Fell {
		s := moment(ctx, e.HappenedAt) + "　" + w.actTitle(e.Act)
		if e.Branch != "" {
			s += "　" + cases.UnitName(w.Units, e.Branch)
		}
		list = append(list, s)
	}
	return list
}

// told is the table of notices since the step before.
func (w view) told(ctx context.Context, m procedure.Moment) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "通知"), Columns: []part.Column{{Title: say.T(ctx, "什么时候")}, {Title: say.T(ctx, "告诉谁")}, {Title: say.T(ctx, "说什么")}}}
	for _, h := range m.Told {
		var rules []string
		for _, r := range h.Notice.To {
			rules = append(rules, r.Say())
		}
		names := strings.Join(h.Names, "、")
		if names == "" {
			names = say.T(ctx, "演练里没有这样的人")
		}
		said := h.Say(w.Calendar, func(code string) string { return cases.UnitName(w.Units, code) })
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: moment(ctx, h.At), Head: true}, {Text: strings.Join(rules, "，"), Sub: names}, {Text: said}}})
	}
	return t
}

// checks is the table of what must hold and what came out.
func (w view) checks(ctx context.Context, m procedure.Moment) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "核对"), Columns: []part.Column{{Title: say.T(ctx, "核对什么")}, {Title: say.T(ctx, "应是")}, {Title: say.T(ctx, "实际是")}, {Title: say.T(ctx, "结果")}}}
	for i, c := range m.Checks {
		if i == mostShown {
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: say.T(ctx, "还有 %d 处", len(m.Checks)-i), Head: true}, {}, {}, {}}})
			break
		}
		state, word := part.Red, say.T(ctx, "不符")
		if c.Met {
			state, word = part.Green, say.T(ctx, "符合")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: w.checked(ctx, c), Head: true}, {Text: w.worth(ctx, c.Kind, c.Want)}, {Text: w.worth(ctx, c.Kind, c.Got)}, {Content: part.ChipSaid(state, word)}}})
	}
	return t
}

var checkWords = map[procedure.CheckKind]say.Text{
	procedure.CheckDone: say.Text("办成"), procedure.CheckRefused: say.Text("拒绝的话里有"), procedure.CheckStage: say.Text("环节"), procedure.CheckEnded: say.Text("办结"),
	procedure.CheckBranch: say.Text("分支所在环节"), procedure.CheckRoutes: say.Text("派给"), procedure.CheckWaits: say.Text("等批的"), procedure.CheckDocument: say.Text("文书"), procedure.CheckMay: say.Text("可办"),
	procedure.CheckRuns: say.Text("钟在走"), procedure.CheckDue: say.Text("到期"), procedure.CheckSignal: say.Text("时效"), procedure.CheckLimit: say.Text("期限"), procedure.CheckUsed: say.Text("已用"), procedure.CheckLeft: say.Text("还剩"), procedure.CheckNotices: say.Text("收到的通知"), procedure.CheckPerform: say.Text("在对象上办成"),
}

// checked says what a check is about.
func (w view) checked(ctx context.Context, c procedure.Check) string {
	word := say.T(ctx, checkWords[c.Kind])
	branch, clock, of := strings.Cut(c.Of, "/")
	switch p := w.Scenario.Procedure; {
	case c.Of == "":
		return word
	case c.Kind == procedure.CheckDocument:
		return w.actTitle(c.Of)
	case c.Kind == procedure.CheckBranch:
		return cases.UnitName(w.Units, c.Of) + "　" + word
	case !of && p.Clock(c.Of) != nil:
		return p.Clock(c.Of).Title + "　" + word
	case of && p.Clock(clock) != nil:
		return cases.UnitName(w.Units, branch) + "　" + p.Clock(clock).Title + "　" + word
	}
	return c.Of + "　" + word
}

// worth says a value of a check in words.
func (w view) worth(ctx context.Context, kind procedure.CheckKind, s string) string {
	p := w.Scenario.Procedure
	each := func(title func(string) string) string {
		if s == "" {
			return say.T(ctx, "没有")
		}
		list := strings.Split(s, "、")
		for i := range list {
			list[i] = title(list[i])
		}
		return strings.Join(list, "、")
	}
	switch kind {
	case procedure.CheckStage, procedure.CheckBranch:
		if x := p.Stage(s); x != nil {
			return x.Title
		}
	case procedure.CheckWaits, procedure.CheckMay:
		return each(w.actTitle)
	case procedure.CheckRoutes:
		return each(func(code string) string { return cases.UnitName(w.Units, code) })
	case procedure.CheckEnded, procedure.CheckRuns:
		return map[string]string{"true": say.T(ctx, "是"), "false": say.T(ctx, "否")}[s]
	case procedure.CheckSignal:
		_, word := cases.Signal(ctx, procedure.Signal(s))
		return word
	case procedure.CheckPerform:
		if s == "none" {
			return say.T(ctx, "没有")
		}
		return s
	case procedure.CheckNotices:
		return each(func(id string) string {
			if i := slices.IndexFunc(p.Notices, func(n *procedure.NoticeRule) bool { return n.ID == id }); i >= 0 {
				return p.Notices[i].Text
			}
			return id
		})
	case procedure.CheckDocument:
		state, number, _ := strings.Cut(s, " ")
		if slices.Contains([]string{"voided", "served", "pending", "issued"}, state) {
			_, word := cases.DocumentState(ctx, state)
			return strings.TrimSpace(word + " " + number)
		}
		if state == "absent" {
			return say.T(ctx, "没有")
		}
	}
	return s
}

// problems is the table of what is wrong with a scenario, with its places.
// mostShown is how many of a list are drawn; who has more of them mends the first.
const mostShown = 200

func problems(ctx context.Context, list procedure.Problems) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "问题"), Columns: []part.Column{{Title: say.T(ctx, "在哪里")}, {Title: say.T(ctx, "问题")}}}
	for i, p := range list {
		if i == mostShown {
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: say.T(ctx, "还有 %d 处", len(list)-i), Head: true}, {}}})
			break
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column), Head: true}, {Text: p.Sentence}}})
	}
	return t
}

// drawn are the clocks that are shown day by day, the running ones first.
func (w view) drawn() []*procedure.Running {
	const most = 24
	list := slices.Clone(w.Shown.Clocks)
	slices.SortStableFunc(list, func(a, b *procedure.Running) int {
		return min(int(a.Clock.End), 1) - min(int(b.Clock.End), 1)
	})
	return list[:min(len(list), most)]
}

// tooFar says that a clock's days are too many to draw.
func (w view) tooFar(r *procedure.Running) bool {
	k := r.Reckon(w.Calendar, w.Shown.Now)
	end := w.Shown.Now
	if r.Clock.End != 0 {
		end = r.Clock.End
	}
	return max(k.Due, end)-r.Clock.Start > 500*civil.Day
}

// roles are those that may take part, for a choice.
func (w view) roles(ctx context.Context) []part.Option {
	roles, applicant := w.Scenario.Procedure.Cast()
	var list []part.Option
	for _, r := range roles {
		list = append(list, part.Option{Value: r, Text: roleWord(ctx, r)})
	}
	if applicant {
		list = append(list, part.Option{Value: string(procedure.Applicant), Text: say.T(ctx, "申请人")})
	}
	return list
}

func (w view) unitOptions(ctx context.Context) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "请选")}}
	for _, u := range w.Units {
		if !u.Closed {
			list = append(list, part.Option{Value: u.Code, Text: u.Name})
		}
	}
	return list
}

func ways(d *procedure.Document) []part.Option {
	var list []part.Option
	for _, x := range d.Rule.Ways {
		list = append(list, part.Option{Value: string(x), Text: x.Say()})
	}
	return list
}

// idOf is an id for what is asked about a thing.
func idOf(parts ...string) string { return strings.Join(parts, "-") }

func itoa(n int) string { return strconv.Itoa(n) }

func pressed(is bool) string { return strconv.FormatBool(is) }

// said is what is wrong with a field.
func said(ctx context.Context, f *fault.Fault, field string) string {
	if f == nil || f.Field != field {
		return ""
	}
	return say.Whole(ctx, f)
}

// actor is who acts, in words.
func (w view) actor(ctx context.Context) string {
	if w.As == elsewhere {
		return say.T(ctx, "别的系统")
	}
	return w.As
}

// of are the scenarios of a procedure.
func of(r desk.Rehearsable, p *procedure.Procedure) []desk.RehearsableScenario {
	var list []desk.RehearsableScenario
	for _, s := range r.Scenarios {
		if s.Scenario != nil && s.Scenario.Procedure == p {
			list = append(list, s)
		}
	}
	return list
}

func dayOf(ctx context.Context, s desk.RehearsableScenario) string {
	if len(s.Scenario.Steps) == 0 {
		return ""
	}
	return frame.Date(ctx, int64(s.Scenario.Steps[0].At))
}
