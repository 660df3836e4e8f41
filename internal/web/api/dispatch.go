package api

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/web/say"
)

// Agenda is what a month's meeting has to decide, and the meetings called for it.
type Agenda struct {
	Month    string       `json:"month" doc:"2021-03"`
	Items    []AgendaItem `json:"items" nullable:"false" doc:"照今天的登记；过去的月份没有"`
	Meetings []Meeting    `json:"meetings" nullable:"false"`
}

func (x Agenda) tag() string { return digestOf(x) }

// AgendaItem is one thing to be decided.
type AgendaItem struct {
	Why       string `json:"why" enum:"problem,dwell,pace,task" doc:"到期没解决的问题、超过停留期限、投资进度红灯、红灯的重点项目任务"`
	Noun      string `json:"noun" enum:"project,task,case"`
	ID        string `json:"id"`
	Name      string `json:"name"`
	Unit      string `json:"unit" doc:"责任单位代码"`
	Reckoning string `json:"reckoning" doc:"怎么算的"`
	Basis     string `json:"basis"`
	Decides   string `json:"decides" doc:"谁来定"`
	Decision  string `json:"decision" doc:"定什么"`
}

// Meeting is a meeting with the problems that it spoke of.
type Meeting struct {
	Case     string   `json:"case"`
	Number   string   `json:"number" doc:"提问题时写在“会议”里"`
	Title    string   `json:"title"`
	On       string   `json:"on" format:"date"`
	Place    string   `json:"place"`
	Chair    string   `json:"chair" doc:"岗位"`
	Stage    string   `json:"stage"`
	Raised   []string `json:"raised" nullable:"false" doc:"会上提的问题，照纪要的一行：事项｜责任单位｜限期"`
	Acted    []string `json:"acted" nullable:"false" doc:"以前的问题，会议当天办的；纪要出来以后看纪要"`
	Document string   `json:"document,omitempty" doc:"纪要，照办件的文书取"`
	Minutes  string   `json:"minutes,omitempty" doc:"纪要的文号"`
}

// CeremonyList is who may be announced for a quarter, who was, and what came of it.
type CeremonyList struct {
	Quarter    string          `json:"quarter" doc:"2021Q1"`
	Candidates []Candidate     `json:"candidates" nullable:"false" doc:"过去的季度没有"`
	Announced  []AnnouncedHere `json:"announced" nullable:"false"`
}

func (x CeremonyList) tag() string { return digestOf(x) }

// Candidate is a project that may be announced.
type Candidate struct {
	Ceremony string   `json:"ceremony" enum:"sign,start"`
	Project  string   `json:"project"`
	Name     string   `json:"name"`
	Lacks    []string `json:"lacks" nullable:"false" doc:"还缺什么；空的是齐了"`
}

// AnnouncedHere is a project that was announced.
type AnnouncedHere struct {
	Case      string   `json:"case"`
	Ceremony  string   `json:"ceremony" enum:"sign,start"`
	On        string   `json:"on" format:"date" doc:"活动日期"`
	Project   string   `json:"project"`
	Name      string   `json:"name"`
	ReachedOn string   `json:"reached_on,omitempty" format:"date" doc:"哪天签约、开工的；没有就是还没有兑现"`
	Months    int      `json:"months" doc:"活动后几个月"`
	Evidence  string   `json:"evidence,omitempty"`
	Lacks     []string `json:"lacks" nullable:"false"`
}

func digestOf(x any) string {
	b, _ := json.Marshal(x) // of texts and numbers alone
	return fmt.Sprintf(`"%x"`, sha256.Sum256(b))
}

func lackWords(all []project.Lack) []string {
	words := []string{}
	for _, l := range all {
		words = append(words, l.What)
	}
	return words
}

func dispatching(a *API) {
	noun := say.Text("项目调度")
	one(a, Operation{Path: "/dispatch/agenda", Act: "dispatch.read", Noun: noun, Says: say.Text("一个月的现场办公会：议程、开过的会")}, func(c *call, in *struct {
		Month string `query:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" doc:"2021-03；不写是本月"`
	}) (Agenda, error) {
		var month civil.Month
		if in.Month != "" {
			if _, err := fmt.Sscanf(in.Month, "%4d-%2d", &month.Year, &month.Month); err != nil {
				return Agenda{}, problem("invalid", "“"+in.Month+"”不是月份。", "写成 2021-03 的样子。")
			}
		}
		d, err := c.desk.ReadDispatch(c, c.by, month)
		x := Agenda{Month: d.Month.String(), Items: []AgendaItem{}, Meetings: []Meeting{}}
		for _, i := range d.Items {
			x.Items = append(x.Items, AgendaItem{string(i.Why), i.Noun, i.ID, i.Name, i.Unit, i.Reckoning, i.Basis, i.Decides, i.Decision})
		}
		for _, m := range d.Meetings {
			x.Meetings = append(x.Meetings, Meeting{m.Row.ID, m.Row.Number, m.Row.Title, m.On.String(), m.Place, m.Chair, m.Stage, m.Items(), m.Before(), m.Document, m.Number})
		}
		return x, err
	})
	one(a, Operation{Path: "/dispatch/ceremony", Act: "dispatch.read", Noun: noun, Says: say.Text("一个季度的集中签约和开工：谁可以列入、缺什么、列入的兑现了没有")}, func(c *call, in *struct {
		Quarter string `query:"quarter" pattern:"^[0-9]{4}Q[1-4]$" doc:"2021Q1；不写是本季度"`
	}) (CeremonyList, error) {
		q, err := desk.ReadQuarter(in.Quarter)
		if err != nil {
			return CeremonyList{}, err
		}
		l, err := c.desk.ReadCeremony(c, c.by, q)
		x := CeremonyList{Quarter: l.Quarter.String(), Candidates: []Candidate{}, Announced: []AnnouncedHere{}}
		for _, k := range project.Ceremonies {
			for _, p := range l.Candidates[k] {
				x.Candidates = append(x.Candidates, Candidate{string(k), p.Row.ID, p.Row.Name, lackWords(p.Lacks)})
			}
		}
		for _, n := range l.Announced {
			y := AnnouncedHere{Case: n.Case.ID, Ceremony: string(n.Ceremony), On: n.On.String(), Project: n.Project.ID, Name: n.Project.Name, Months: n.Months, Evidence: n.Evidence, Lacks: lackWords(n.Lacks)}
			if !n.ReachedOn.Zero() {
				y.ReachedOn = n.ReachedOn.String()
			}
			x.Announced = append(x.Announced, y)
		}
		return x, err
	})
}
