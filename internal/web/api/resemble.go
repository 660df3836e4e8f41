package api

import (
	"duban/internal/desk"
	"duban/internal/web/say"
)

// CaseAlike is a case nearby that tells of the same.
type CaseAlike struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Title  string `json:"title"`
	Place  string `json:"place,omitempty"`
	Stage  string `json:"stage" doc:"环节"`
	Metres int    `json:"metres" doc:"相距多少米"`
	Alike  int    `json:"alike" doc:"说的像几成，百分数"`
}

func ofAlike(list []desk.AlikeCase) []CaseAlike {
	all := []CaseAlike{}
	for _, a := range list {
		all = append(all, CaseAlike{a.Row.ID, a.Row.Number, a.Row.Title, a.Row.Place, a.Stage, a.Like.Metres, a.Like.Alike})
	}
	return all
}

func resembling(a *API, noun say.Text) {
	list(a, Operation{Path: "/procedures/{procedure}/resembling", Act: "case.list", Noun: noun, Says: say.Text("附近说的相近的件，立件以前问")}, func(c *call, in *struct {
		Paging
		Procedure string `path:"procedure" doc:"流程代码"`
		At        string `query:"at" required:"true" maxLength:"40" doc:"坐标，经度,纬度"`
		Text      string `query:"text" required:"true" maxLength:"600" doc:"要立的件怎么说的"`
	}) ([]CaseAlike, func(int) cursor, error) {
		found, err := c.desk.ResemblingWords(c, c.by, in.Procedure, in.At, in.Text)
		if err != nil {
			return nil, nil, err
		}
		return rest(&in.Paging, ofAlike(found), func(a CaseAlike) string { return a.ID })
	})
}
