package procedure

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
)

// DiaryRule (日程规则) says which date of a case is a day that people meet on,
// for their calendars: while it stands in one of the stages, or until it ends.
type DiaryRule struct {
	ID     string
	On     string // the field with the date
	Place  string // the field with the place, "" for none
	Stages []string
	To     []ActorRule
	Text   string // with {字段} and what sayings lists
	at     place
}

// Engagement (日程) is a day of a case that people meet on.
type Engagement struct {
	Rule  *DiaryRule
	On    civil.Date
	Place string
	Text  string
}

func (r *reader) diaryRule(p *Procedure, n *yaml.Node) *DiaryRule {
	x := &DiaryRule{at: at(n)}
	r.mapping(n, "日程", keyed{
		"entry": r.code(&x.ID), "on": r.text(&x.On), "place": r.text(&x.Place), "stages": r.texts(&x.Stages), "to": r.by(p)(&x.To), "text": r.text(&x.Text),
	}, "entry", "on", "to", "text")
	return x
}

// checkDiary finds days that are none, go to nobody, or say what a calendar must not.
func (r *reader) checkDiary(p *Procedure) {
	seen := map[string]bool{}
	for _, x := range p.Diary {
		if seen[x.ID] {
			r.wrong(x.at, "日程“%s”写了两次", x.ID)
		}
		seen[x.ID] = true
		if f := p.formField(x.On); f == nil || f.Is != "date" {
			r.wrong(x.at, "日程“%s”的 on“%s”不是日期字段", x.ID, x.On)
		}
		if x.Place != "" && p.formField(x.Place) == nil {
			r.wrong(x.at, "日程“%s”的 place“%s”不是字段", x.ID, x.Place)
		}
		for _, s := range x.Stages {
			if p.Stage(s) == nil {
				r.wrong(x.at, "日程“%s”说到的环节“%s”没有", x.ID, s)
			}
		}
		for _, to := range x.To {
			if to.Unit == Program || to.Unit == OfBranch || to.Unit == Applicant {
				r.wrong(x.at, "日程“%s”的 to 写不到人：写 any、initiator 或 units", x.ID)
			}
		}
		for _, hole := range append(holes.FindAllString(x.Text, -1), "{"+x.Place+"}") {
			name := strings.Trim(hole, "{}")
			f := p.formField(name)
			switch {
			case name == "", name == "编号", name == "环节":
			case f == nil:
				r.wrong(x.at, "日程“%s”的 text 里“%s”不是字段，也不是 {编号}、{环节}", x.ID, hole)
			case f.Masked:
				r.wrong(x.at, "日程“%s”里“%s”是要遮盖的字段，日历里不写", x.ID, hole)
			}
		}
	}
}

// Engagements are the days of a case that somebody meets on; unit gives a unit's name.
func (c *Case) Engagements(who Who, unit func(code string) string) (all []Engagement) {
	for _, x := range c.Procedure.Diary {
		stands := len(x.Stages) == 0 && !c.Stage.End
		for _, s := range x.Stages {
			stands = stands || c.Stage.ID == s
		}
		if !stands || !c.allowed(x.To, who, nil) {
			continue
		}
		values := c.values(nil)
		text, _ := values[x.On].(string)
		on, err := civil.ParseDate(text)
		if err != nil || on.Zero() {
			continue // not filled in yet
		}
		e := Engagement{Rule: x, On: on}
		e.Place, _ = values[x.Place].(string)
		e.Text = holes.ReplaceAllStringFunc(x.Text, func(hole string) string {
			switch name := hole[1 : len(hole)-1]; name {
			case "编号":
				return c.Number
			case "环节":
				return c.Stage.Title
			default:
				return plain(c.Procedure, name, values[name], unit)
			}
		})
		all = append(all, e)
	}
	return all
}
