package api

import (
	"duban/internal/desk"
	"duban/internal/web/say"
)

// AccountSentence is a sentence of a draft with the tasks that its figures come from.
type AccountSentence struct {
	Text string   `json:"text"`
	From []string `json:"from" nullable:"false" doc:"数从哪些任务来"`
}

// AccountPart is what stands under a heading of a draft.
type AccountPart struct {
	Title     string            `json:"title"`
	Sentences []AccountSentence `json:"sentences" nullable:"false"`
	Columns   []string          `json:"columns,omitempty" doc:"有表的，表头"`
	Rows      [][]string        `json:"rows,omitempty" doc:"有表的，各行"`
}

// DraftedAccount is a draft of a bulletin, a quarterly report or the review of a year.
type DraftedAccount struct {
	Heading string        `json:"heading"`
	On      string        `json:"on" format:"date" doc:"按哪一天的台账"`
	Parts   []AccountPart `json:"parts" nullable:"false"`
	Notes   []string      `json:"notes,omitempty" doc:"脚注，从 1 起"`
}

func accounts(a *API) {
	whole(a, Operation{Path: "/accounts/{kind}", Act: "account.draft", Noun: say.Text("起草"), Says: say.Text("按台账起草通报、季度报告或工作回顾，每一句带着数从哪些任务来")}, func(c *call, in *struct {
		Kind    string `path:"kind" enum:"bulletin,quarter,review"`
		Year    int    `query:"year" minimum:"0" maximum:"2200" doc:"不写是今年"`
		Month   int    `query:"month" minimum:"0" maximum:"12" doc:"通报的月份，不写是最近该报的"`
		Quarter int    `query:"quarter" minimum:"0" maximum:"4" doc:"报告的季度，不写是最近过完的"`
	}) (DraftedAccount, error) {
		d, err := c.desk.DraftAccount(c, c.by, desk.AccountOf{Kind: in.Kind, Year: in.Year, Month: in.Month, Quarter: in.Quarter})
		if err != nil {
			return DraftedAccount{}, err
		}
		out := DraftedAccount{Heading: d.Heading, On: d.On.String(), Parts: []AccountPart{}, Notes: d.Notes}
		for _, p := range d.Parts {
			x := AccountPart{Title: p.Title, Sentences: []AccountSentence{}}
			for _, s := range p.Sentences {
				x.Sentences = append(x.Sentences, AccountSentence{s.Text, append([]string{}, s.From...)})
			}
			if p.Table != nil {
				x.Columns, x.Rows = p.Table.Columns, p.Table.Rows
			}
			out.Parts = append(out.Parts, x)
		}
		return out, nil
	})
}
