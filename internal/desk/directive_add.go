package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// GiveDirective is a leader's instruction as it is entered. What is left open is
// proposed: the day by the words or the practice of the place, the unit only
// where the words name it.
type GiveDirective struct {
	Seat        string // code of the post that gave it; "" for one that has no account
	By          string // the post's name, where Seat is ""
	On          civil.Date
	Words       string
	Paper       string
	Lead        string
	Supports    []string
	DueOn       civil.Date
	Deliverable string             // what is to be shown; "" for what is usual
	Evidence    statement.Evidence // of what kind; "" by the verb
	Follows     string             // id of the directive on the same matter
	Draft       bool               // not to be handed out yet
}

// DirectiveKept is a directive after an act.
type DirectiveKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Task   string `json:"task"`
	Issued bool   `json:"issued"` // its unit has it
}

// AddDirective keeps what a leader told in its own words, and makes a task of it;
// where the actor may issue tasks it is handed out at once. One that follows
// another shares its task while that is not closed out.
func (w *Workspace) AddDirective(ctx context.Context, by staff.Actor, call Call, in GiveDirective) (DirectiveKept, error) {
	return perform(ctx, w, by, "directive.add", call, func(d *deed) (DirectiveKept, error) {
		var out DirectiveKept
		k, units, err := d.placed()
		if err != nil {
			return out, err
		}
		x := directive.Directive{ID: d.newID(), Kind: directive.Instruction, GivenOn: in.On, Follows: in.Follows}
		x.Words, x.Paper, x.By = in.Words, in.Paper, in.By
		if err := d.givenBy(&x, in.Seat); err != nil {
			return out, err
		}
		var first store.DirectiveRow
		if in.Follows != "" {
			scope, err := staff.ScopeOf(by, "directive.list")
			if err != nil {
				return out, err
			}
			if first, err = d.tx.Directive(scope, in.Follows); err != nil {
				return out, err
			}
			if in.On.Before(first.GivenOn) {
				return out, fault.New(fault.Invalid, fmt.Sprintf("再批的日子 %s 在原批示的 %s 之前。", in.On, first.GivenOn), "请看看两个日子。").At("on")
			}
			if x.Paper == "" {
				x.Paper = first.Paper
			}
		}
		read := directive.ReadWords(in.Words, in.On, k)
		if in.Lead == "" && read.Named {
			in.Lead, in.Supports = read.Lead, read.Supports
		}
		if first.Task != "" && (in.Lead == "" || in.Lead == first.Unit) {
			row, t, err := d.task(by, "directive.add", first.Task)
			if err != nil {
				return out, err
			}
			if in.Lead = first.Unit; !t.State.Ended() {
				return d.goOn(x, row, t, first)
			}
		}
		if in.Lead == "" {
			hint := "从列表里选一个；原话里写了单位的，会自己认出来。"
			if read.Lead != "" {
				hint = "按职责像是" + unitCalled(units, read.Lead) + "（" + read.Why + "），是就选它。"
			}
			return out, fault.New(fault.Invalid, "没有定由哪个单位办。", hint).At("lead")
		}
		x.DueOn, x.Ground = d.dueBy(k, x.Kind, in.DueOn, read.DueOn)
		number, err := d.directiveNumber(x.Kind)
		if err != nil {
			return out, err
		}
		x.Number = number
		out, err = d.give(call, x, in.Lead, in.Supports, shownBy{in.Deliverable, in.Evidence})
		if err != nil || in.Draft || !by.May("task.issue") {
			d.object = "directive/" + x.ID
			return out, err
		}
		if _, err = d.issue(by, call, handedOut(by, x, units, []string{in.Lead}, []string{out.Task})); err != nil {
			return out, err
		}
		out.Issued, d.object = true, "directive/"+x.ID
		return out, nil
	})
}

// placed is what reading words asks of the place, and its units.
func (d *deed) placed() (directive.Knowledge, []staff.Unit, error) {
	units, err := d.tx.Units(d.by.Division)
	if err != nil {
		return directive.Knowledge{}, nil, err
	}
	cal, err := d.calendar()
	return d.w.knownPlace(units, cal), units, err
}

// knownPlace is what reading words asks of a place: its units by all their names.
func (w *Workspace) knownPlace(units []staff.Unit, cal *civil.Calendar) directive.Knowledge {
	k := directive.Knowledge{Workday: cal.Workday}
	for _, u := range units {
		if u.Closed || u.Kind == staff.Village || u.Kind == staff.Community {
			continue
		}
		x := directive.Unit{Code: u.Code}
		add := func(name string) {
			if len([]rune(name)) >= 3 && !slices.Contains(x.Names, name) {
				x.Names = append(x.Names, name)
			}
		}
		for _, name := range []string{u.Name, u.Short} {
			add(name)
			for _, rung := range []string{"市", "县", "区"} {
				if bare, ok := strings.CutPrefix(name, rung); ok && !strings.HasPrefix(name, "市场") {
					add(bare)
				}
			}
		}
		if c, ok := w.units.Unit(u.Name); ok && u.Kind == staff.Department {
			add(c.Name)
			for _, a := range c.Aliases {
				add(a)
				add("市" + a)
			}
		}
		k.Units = append(k.Units, x)
	}
	lead := leadCodes(w.Desk, units)
	k.Suggest = func(words string) (string, string) {
		for _, s := range w.units.Suggest(words, nil) {
			if code := lead(s.Unit); code != "" {
				return code, s.Reason
			}
		}
		return "", ""
	}
	return k
}

// givenBy finds who gave a directive: the post that was named, else the actor's
// own where he is a leader.
func (d *deed) givenBy(x *directive.Directive, seat string) error {
	if seat == "" && strings.TrimSpace(x.By) == "" && d.by.Role == staff.Leader {
		seat = d.by.Post
	}
	if seat == "" {
		return nil
	}
	all, err := givers(d.tx, d.by.Division, civil.Instant(d.now).Date())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(g Giver) bool { return g.Seat == seat })
	if i < 0 {
		return fault.New(fault.Invalid, "没有代码是“"+seat+"”的领导岗位，或现在没有人任职。", "从列表里选，或写岗位名称。").At("by")
	}
	x.Giver, x.Seat = all[i].Person, all[i].Seat
	if strings.TrimSpace(x.By) == "" {
		x.By = all[i].Post
	}
	return nil
}

// Giver is a leader who may give directives.
type Giver struct {
	Seat   string // code of the post
	Post   string // its name
	Person string
	Name   string
}

// givers are the leaders in their posts on a day.
func givers(tx *store.Tx, division string, on civil.Date) (all []Giver, err error) {
	posts, err := tx.Posts(division)
	if err != nil {
		return nil, err
	}
	holdings, err := tx.Holdings(division)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		if p.Role != staff.Leader || p.Closed {
			continue
		}
		for _, h := range holdings {
			if h.Post != p.Code || !h.Holds(on.Days()) {
				continue
			}
			who, err := tx.Person(division, h.Person)
			if err != nil {
				return nil, err
			}
			if !who.Stopped {
				all = append(all, Giver{p.Code, p.Name, h.Person, who.Name})
			}
		}
	}
	return all, nil
}

// dueBy is the day by which a directive is to be answered, and where it comes from.
func (d *deed) dueBy(k directive.Knowledge, kind directive.Kind, entered, said civil.Date) (civil.Date, string) {
	switch {
	case !entered.Zero():
		return entered, directive.OfPerson
	case !said.Zero():
		return said, directive.OfWords
	}
	return directive.Default(kind, civil.Instant(d.now).Date(), k.Workday), directive.OfParameter
}

// directiveNumber is the next number of a year under which directives are handed out.
func (d *deed) directiveNumber(kind directive.Kind) (string, error) {
	on := civil.Instant(d.now).Date()
	mark := directive.Mark(kind, on)
	n, err := d.tx.NextNumber(d.by.Division, fmt.Sprintf("%s %d", mark, on.Year))
	return fmt.Sprintf("%s〔%d〕%d号", mark, on.Year, n), err
}

// shownBy is by what a directive is shown to be done, where somebody said so.
type shownBy struct {
	words    string
	evidence statement.Evidence
}

// give drafts the task of a directive, and keeps both.
func (d *deed) give(call Call, x directive.Directive, lead string, supports []string, by shownBy) (DirectiveKept, error) {
	if err := x.Check(civil.Instant(d.now).Date()); err != nil {
		return DirectiveKept{}, err
	}
	kept, err := d.draft(call, originOf(x), "", termsOfDirective(x, lead, supports, by))
	if err != nil {
		return DirectiveKept{}, err
	}
	x.Unit, x.Task, x.State = lead, kept.ID, directive.Drafted
	x.Person, x.Post, x.Entered = d.by.Person, d.by.Post, civil.Instant(d.now)
	return DirectiveKept{x.ID, x.Number, x.Task, false}, d.keepDirective(store.DirectiveRow{Division: d.by.Division, Directive: x})
}

func (d *deed) keepDirective(r store.DirectiveRow) error {
	object, bytes := canonDirective(r)
	r.Seal = d.seal(object, r.Seal, bytes)
	return d.tx.SetDirective(r)
}

func originOf(x directive.Directive) task.Origin {
	return task.Origin{Words: x.Words, Reference: strings.TrimSpace(x.Number + " " + x.Paper), Giver: x.By, On: x.GivenOn}
}

// termsOfDirective are the terms of the task: dated deliverables by the verb, from
// the day on which it was given to the one by which it is to be done.
func termsOfDirective(x directive.Directive, lead string, supports []string, by shownBy) task.Terms {
	t := task.Annual(x.GivenOn.Year)
	t.Title, t.Lead, t.Supports, t.BeginsOn, t.DueOn = directive.Title(x.Words), lead, supports, x.GivenOn, x.DueOn
	t.Category, t.Private = task.Instruction, true
	if x.Kind == directive.Meeting {
		t.Category = task.Resolved
	} else {
		t.Leader = x.By
	}
	c := statement.ReadCharge(x.Words, x.GivenOn.Year)
	kinds := c.Evidence
	if by.evidence != "" {
		kinds = []statement.Evidence{by.evidence}
	}
	if len(kinds) == 0 { // what is only to be dealt with is answered in writing
		t.Deliverables = []task.Deliverable{{N: 1, Words: "办理情况报告", Evidence: statement.Issued, DueOn: t.DueOn, Weight: 1}}
	} else {
		t.Deliverables = task.Deliverables(c.Verb, t.Title, kinds, t.BeginsOn, t.DueOn)
	}
	for i := range t.Deliverables { // the year's words do not fit a matter of weeks
		t.Deliverables[i].Words = strings.NewReplacer("上半年推进情况", "阶段情况", "全年推进情况", "办结情况").Replace(t.Deliverables[i].Words)
	}
	if n := len(t.Deliverables); by.words != "" {
		t.Deliverables[n-1].Words = by.words
	}
	return t
}

// handedOut is the notice that hands directives out to their units.
func handedOut(by staff.Actor, x directive.Directive, units []staff.Unit, leads, tasks []string) task.Issuance {
	var to []string
	for _, code := range leads {
		if name := unitCalled(units, code); !slices.Contains(to, name) {
			to = append(to, name)
		}
	}
	number, _, _ := strings.Cut(x.Number, "-")
	i := task.Issuance{Number: number, Issuer: by.DivisionName + "人民政府办公室", To: strings.Join(to, "、") + "：", Tasks: tasks,
		Title: "关于办理" + x.By + "批示的交办通知", Words: fmt.Sprintf("%s%s批示：“%s”请按时限办理，办结后报告结果。", x.By, procedure.ChineseDay(x.GivenOn), x.Words)}
	if x.Kind == directive.Meeting {
		i.Title, i.Words = "关于落实"+x.By+"议定事项的交办通知", fmt.Sprintf("%s召开的%s%s议定下列事项，请按时限办理，办结后报告结果。", procedure.ChineseDay(x.GivenOn), x.By, bracketed(x.Paper))
	}
	return i
}

func bracketed(words string) string {
	if words == "" {
		return ""
	}
	return "（" + words + "）"
}

func unitCalled(units []staff.Unit, code string) string {
	for _, u := range units {
		if u.Code == code {
			return u.Called()
		}
	}
	return code
}

// goOn keeps a further directive that the task of the first one answers.
func (d *deed) goOn(x directive.Directive, row store.TaskRow, t *task.Task, first store.DirectiveRow) (DirectiveKept, error) {
	number, err := d.directiveNumber(x.Kind)
	if err != nil {
		return DirectiveKept{}, err
	}
	x.Number, x.Unit, x.Task, x.DueOn, x.Ground = number, t.Terms.Lead, t.ID, t.Terms.DueOn, directive.OfFirst
	if x.DueOn.Before(x.GivenOn) {
		x.DueOn = x.GivenOn // it was late already
	}
	if x.State = directive.Open; !t.State.Running() && t.State != task.Suspended {
		x.State = directive.Drafted
	}
	if err := x.Check(civil.Instant(d.now).Date()); err != nil {
		return DirectiveKept{}, err
	}
	x.Person, x.Post, x.Entered = d.by.Person, d.by.Post, civil.Instant(d.now)
	r := store.DirectiveRow{Division: d.by.Division, Directive: x}
	d.object = "directive/" + x.ID
	if err := d.keepDirective(r); err != nil {
		return DirectiveKept{}, err
	}
	if x.State == directive.Open {
		err = d.tellUnit(r, "further", fmt.Sprintf("%s%s就同一件事再批：“%s”（接%s）。", x.By, shortDay(x.GivenOn), clipped(x.Words), first.Number))
	}
	return DirectiveKept{x.ID, x.Number, x.Task, x.State == directive.Open}, err
}
