package api

import (
	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	"duban/internal/web/say"
)

// Burden is what units are asked to fill in, in minutes.
type Burden struct {
	Months  []string       `json:"months" nullable:"false"`
	Units   []BurdenOfUnit `json:"units" nullable:"false" doc:"按单位的排列顺序；一项不报的不列"`
	Forms   []BurdenOfForm `json:"forms" nullable:"false" doc:"最后一个月由哪些表组成，重的在前"`
	Budgets []Budget       `json:"budgets" nullable:"false"`
	Usual   int64          `json:"usual" doc:"没有另设的单位每月至多几分钟，0 是不限"`
}

// BurdenOfUnit is one unit's.
type BurdenOfUnit struct {
	Unit   string        `json:"unit"`
	Months []BurdenMonth `json:"months" nullable:"false" doc:"照 months 的先后"`
	Budget int64         `json:"budget" doc:"最后一个月的预算，0 是不限"`
	Over   bool          `json:"over"`
}

// BurdenMonth is what a month comes to.
type BurdenMonth struct {
	Asked   int64 `json:"asked" doc:"要报几项"`
	Filled  int64 `json:"filled" doc:"已报几项"`
	Minutes int64 `json:"minutes" doc:"要填几分钟"`
	Done    int64 `json:"done" doc:"已填的是几分钟"`
}

// BurdenOfForm is what a form comes to over all units.
type BurdenOfForm struct {
	Form  string `json:"form"`
	Title string `json:"title"`
	Units int64  `json:"units"`
	BurdenMonth
}

// Budget is how many minutes a unit of a kind may be asked for in a month.
type Budget struct {
	Kind     string `json:"kind" enum:"government,office,department,town,street,village,community,institution,council"`
	From     string `json:"from" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"从哪个月起"`
	Minutes  int64  `json:"minutes" minimum:"0" maximum:"100000" doc:"0 是不限"`
	Refuses  bool   `json:"refuses,omitempty" doc:"超了就不准再印发、再要数；不然只提示"`
	Document string `json:"document,omitempty" maxLength:"100" doc:"依据的文件"`
}

// AddedBurden is what tasks would ask more of a unit a month.
type AddedBurden struct {
	Unit    string `json:"unit"`
	Forms   int64  `json:"forms" doc:"多报几项"`
	Before  int64  `json:"before" doc:"原有几分钟"`
	More    int64  `json:"more" doc:"再加几分钟"`
	Budget  int64  `json:"budget"`
	Over    bool   `json:"over"`
	Refuses bool   `json:"refuses" doc:"超了就不准"`
}

// BurdenAdded is what tasks would ask more of their lead units.
type BurdenAdded struct {
	Units []AddedBurden `json:"units" nullable:"false"`
}

func (b BurdenAdded) tag() string { return digestOf(b) }

func (b Burden) tag() string { return digestOf(b) }

func ofSum(s burden.Sum) BurdenMonth { return BurdenMonth{s.Times, s.Filled, s.Took, s.Done} }

func ofBudget(b burden.Budget) Budget {
	return Budget{b.Kind, b.From.String(), b.Minutes, b.Refuses, b.Document}
}

func burdens(a *API) {
	noun := say.Text("填报负担")
	one(a, Operation{Path: "/burden", Act: "burden.read", Noun: noun, Says: say.Text("各单位每月要填多少分钟，和它由哪些表组成"), About: "单位只看得到自己的。"}, func(c *call, in *struct {
		Unit   string `query:"unit" maxLength:"60"`
		Until  string `query:"until" maxLength:"7" doc:"到哪个月，例 2026-06；不写到本月"`
		Months int    `query:"months" minimum:"0" maximum:"12" doc:"几个月，不写是 6"`
		Only   string `query:"only" enum:"over" doc:"over 只列超预算的"`
	}) (Burden, error) {
		p := desk.BurdenPage{Unit: in.Unit, Months: in.Months, Only: in.Only}
		if in.Until != "" {
			var err error
			if p.Until, err = civil.ParseMonth(in.Until); err != nil {
				return Burden{}, problem("invalid", "月份“"+in.Until+"”不对。", "例：2026-06。")
			}
		}
		b, err := c.desk.ReadBurden(c, c.by, p)
		out := Burden{Months: []string{}, Units: []BurdenOfUnit{}, Forms: []BurdenOfForm{}, Budgets: []Budget{}, Usual: b.Usual}
		for _, m := range b.Months {
			out.Months = append(out.Months, m.String())
		}
		for _, l := range b.Lines {
			u := BurdenOfUnit{Unit: l.Unit.Code, Months: []BurdenMonth{}, Budget: l.Budget.Minutes, Over: l.Over}
			for _, s := range l.Sums {
				u.Months = append(u.Months, ofSum(s))
			}
			out.Units = append(out.Units, u)
		}
		for _, w := range b.Heavy {
			out.Forms = append(out.Forms, BurdenOfForm{w.Form, b.Forms[w.Form].Title, w.Units, ofSum(w.Sum)})
		}
		for _, r := range b.Budgets {
			out.Budgets = append(out.Budgets, ofBudget(r.Budget))
		}
		return out, err
	})
	create(a, Operation{Path: "/burden/budgets", Act: "burden.set", Noun: noun, Says: say.Text("设一种单位每月的填报预算，从一个月起"), About: "同一种单位同一个月再设，换掉原来的。"}, func(c *call, in *struct{ Body Budget }) (Budget, string, error) {
		m, err := civil.ParseMonth(in.Body.From)
		if err != nil {
			return Budget{}, "", problem("invalid", "月份“"+in.Body.From+"”不对。", "例：2026-06。")
		}
		b, err := c.desk.SetBudget(c, c.by, c.act, burden.Budget{Kind: in.Body.Kind, From: m, Minutes: in.Body.Minutes, Refuses: in.Body.Refuses, Document: in.Body.Document})
		return ofBudget(b), place("burden"), err
	})
	one(a, Operation{Path: "/burden/added", Act: "burden.read", Noun: noun, Says: say.Text("印发一些草稿会给各单位每月加多少填报")}, func(c *call, in *struct {
		Tasks []string `query:"task" maxItems:"500" doc:"任务代码，可以几个"`
	}) (BurdenAdded, error) {
		all, err := c.desk.AddedBurden(c, c.by, in.Tasks)
		out := BurdenAdded{Units: []AddedBurden{}}
		for _, x := range all {
			out.Units = append(out.Units, AddedBurden{x.Unit, x.Times, x.Before, x.More, x.Budget.Minutes, x.Over(), x.Budget.Refuses})
		}
		return out, err
	})
}
