package api

import (
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/say"
)

// Reread tells what reading a report again came to.
type Reread struct {
	Reader      string `json:"reader" doc:"哪一版读的"`
	Differences int    `json:"differences" doc:"有几处不同，等人来定"`
	Alarms      int    `json:"alarms" doc:"新的核对提示"`
	Waiting     bool   `json:"waiting" doc:"上次读不出的，正等着再读"`
}

// Difference is one place that a newer reading reads otherwise.
type Difference struct {
	ID      string          `json:"id"`
	Kind    string          `json:"kind" enum:"added,changed,gone" doc:"多读出、读得不同、不再读出"`
	Sort    review.Sort     `json:"sort" enum:"measure,undertaking,project,mechanism"`
	Section string          `json:"section,omitempty" doc:"在哪些标题下"`
	Before  string          `json:"before,omitempty" doc:"同一句里的前文"`
	Words   string          `json:"words" doc:"原文"`
	After   string          `json:"after,omitempty" doc:"同一句里的后文"`
	Now     *Record         `json:"now,omitempty" doc:"现有的记录；多读出的没有"`
	Then    *review.Content `json:"then,omitempty" doc:"重读读出来的；不再读出的没有"`
	Decided bool            `json:"decided" doc:"现有的记录已有人定过"`
}

func ofReading(r desk.Reading) Difference {
	d := Difference{ID: r.ID, Kind: r.Kind, Sort: r.Sort, Section: r.Section, Before: r.Before, Words: r.Words, After: r.After, Decided: r.Decided}
	if r.Kind != "added" {
		now := ofRecord(r.Held)
		d.Now = &now
	}
	if r.Kind != "gone" {
		then := r.To
		d.Then = &then
	}
	return d
}

// Choice decides on one difference.
type Choice struct {
	Difference string `json:"difference" minLength:"1" maxLength:"64"`
	Take       bool   `json:"take" doc:"true 采用重读读出来的，false 保留现有的"`
	Seen       string `json:"seen,omitempty" maxLength:"32" doc:"看过的现有记录的 ETag；采用时写上，别人先改了就不办"`
}

// Settled tells what became of the differences.
type Settled struct {
	Taken int `json:"taken" doc:"采用"`
	Left  int `json:"left" doc:"保留"`
	Open  int `json:"open" doc:"还没有定的"`
}

func rereadings(a *API) {
	noun := say.Text("重读")
	act(a, Operation{Path: "/reports/{report}/reread", Act: "report.reread", Noun: noun, Says: say.Text("用现在的版本重读"), About: "只提出不同，不改现有的记录；上次读不出的会再读一遍。If-Match 写报告的 ETag。", Existing: true}, func(c *call, in *ReportAt) (Reread, error) {
		x, err := c.desk.RereadReport(c, c.by, c.act, in.Report)
		return Reread(x), err
	})
	list(a, Operation{Path: "/reports/{report}/rereading", Act: "rereading.read", Noun: noun, Says: say.Text("重读出来的、还没有定的不同")}, func(c *call, in *struct {
		ReportAt
		Paging
	}) ([]Difference, func(int) cursor, error) {
		v, err := c.desk.ShowRereading(c, c.by, in.Report)
		if err != nil {
			return nil, nil, err
		}
		var all []Difference
		for _, r := range v.Open {
			all = append(all, ofReading(r))
		}
		return rest(&in.Paging, all, func(d Difference) string { return d.ID })
	})
	act(a, Operation{Path: "/reports/{report}/rereading/settle", Act: "rereading.settle", Noun: noun, Says: say.Text("采用或保留"), About: "列出的几处一起定，有一处不成就都不办。台账会跟着变的要写理由。If-Match 写报告的 ETag。", Existing: true}, func(c *call, in *struct {
		ReportAt
		Body struct {
			Choices []Choice `json:"choices" minItems:"1" maxItems:"2000" nullable:"false"`
			Reason  string   `json:"reason,omitempty" maxLength:"800"`
		} `nameHint:"Settlement"`
	}) (Settled, error) {
		var choices []desk.Choice
		for _, x := range in.Body.Choices {
			one := desk.Choice{Rereading: x.Difference, Take: x.Take}
			if x.Seen != "" {
				one.Version = versionOf(x.Seen)
			}
			choices = append(choices, one)
		}
		out, err := c.desk.SettleRereading(c, c.by, c.act, in.Report, choices, in.Body.Reason)
		return Settled(out), err
	})
}
