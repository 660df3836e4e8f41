package api

import (
	"strconv"

	"duban/internal/web/say"
)

// Hit is a paragraph in which the words stand.
type Hit struct {
	Report    string    `json:"report" doc:"报告代码"`
	Title     string    `json:"title" doc:"报告标题"`
	Year      int       `json:"year,omitempty"`
	Paragraph Paragraph `json:"paragraph"`
}

// mostHits is how far a search may be paged through.
const mostHits = 2000

func search(a *API) {
	list(a, Operation{Path: "/search", Act: "search.read", Noun: say.Text("搜索"), Says: say.Text("在看得到的报告里找字，一个字也行"), About: "新的报告在前，至多翻 " + strconv.Itoa(mostHits) + " 条。单位和人员另有列表。"}, func(c *call, in *struct {
		Paging
		Q string `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"要找的话"`
	}) ([]Hit, func(int) cursor, error) {
		from, err := in.from(1)
		if err != nil {
			return nil, nil, err
		}
		skip, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		skip = max(0, min(skip, mostHits))
		found, err := c.desk.Search(c, c.by, in.Q, min(int(skip)+in.Limit+1, mostHits))
		var all []Hit
		for i, h := range found.Hits {
			if i >= int(skip) {
				all = append(all, Hit{h.Report.ID, h.Report.Title, h.Report.Year, Paragraph(h.Paragraph)})
			}
		}
		return all, func(i int) cursor { return cursor{skip + int64(i) + 1} }, err
	})
}
