package scorecard

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// Settlement (结算) is what a card comes to for its subjects at a moment, each
// score with its reckoning and sources. It is made by Settle and read by ReadSettlement.
type Settlement struct {
	Card      Pin           `json:"card"`
	Evaluator int           `json:"evaluator"`
	Inputs    string        `json:"inputs"` // SHA-256 of the facts as canonical JSON
	AsOf      civil.Instant `json:"asOf"`   // the facts as known then, microseconds since 1970
	Period    Period        `json:"period"`
	Rounding  Rounding      `json:"rounding"`
	Stopped   bool          `json:"stopped,omitempty"` // something is missing without which there are no totals
	Subjects  []Result      `json:"subjects"`          // by id
	Cuts      []Cut         `json:"cuts,omitempty"`
	Findings  []Finding     `json:"findings,omitempty"`
}

// Pin (版本固定) is which declaration a settlement went by.
type Pin struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Version int    `json:"version"`
	Digest  string `json:"digest"`
}

// Period (结算期) is the days a settlement is of, both ends among them.
type Period struct {
	Title       string
	First, Last civil.Date
}

// MarshalJSON writes days in the ISO form.
func (p Period) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"title": p.Title, "first": p.First.String(), "last": p.Last.String()})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Period) UnmarshalJSON(b []byte) (err error) {
	m := map[string]string{}
	if err = json.Unmarshal(b, &m); err != nil {
		return err
	}
	p.Title = m["title"]
	if p.First, err = civil.ParseDate(m["first"]); err == nil {
		p.Last, err = civil.ParseDate(m["last"])
	}
	return err
}

// Score (得分) is points, exact; in JSON a text, so that nobody makes a binary float of them.
type Score struct{ quantity.Decimal }

// MarshalJSON writes "51.6".
func (s Score) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// Result (考核结果) is what the card comes to for one subject.
type Result struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Group      string     `json:"group,omitempty"`
	Unit       string     `json:"unit,omitempty"` // that answers for it, where the subject is none itself
	Cells      []Cell     `json:"cells"`
	Deductions []Cell     `json:"deductions,omitempty"`
	Bonuses    []Cell     `json:"bonuses,omitempty"`
	Vetoes     []VetoCell `json:"vetoes,omitempty"`
	Scored     bool       `json:"scored"` // there is a total
	Total      Score      `json:"total"`
	Words      string     `json:"words"` // how the total adds up
	Grade      string     `json:"grade,omitempty"`
	Why        []string   `json:"why,omitempty"` // the grade, step by step
	Rank       int        `json:"rank,omitempty"`
}

// Cell (得分格) is the score of one item, deduction or bonus for one subject.
type Cell struct {
	ID      string     `json:"id"`
	Title   string     `json:"title"`
	Weight  Score      `json:"weight"` // of an item as declared; the most of a deduction or bonus
	Score   Score      `json:"score"`
	Effect  Missing    `json:"effect,omitempty"` // where a fact is missing or nothing is to count
	Formula string     `json:"formula"`          // before the numbers are put in
	Words   string     `json:"words"`            // with them
	Inputs  []Input    `json:"inputs,omitempty"`
	Rows    []RowScore `json:"rows,omitempty"`
}

// RowScore (行得分) is the share that one row of a table comes to.
type RowScore struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Weight Score   `json:"weight"`
	Share  Score   `json:"share"`
	Effect Missing `json:"effect,omitempty"`
	Words  string  `json:"words"`
	Inputs []Input `json:"inputs,omitempty"`
	Source Source  `json:"source"`
}

// VetoCell (否决格) is whether a veto held for one subject.
type VetoCell struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Held    bool    `json:"held"`
	Highest string  `json:"highest"`
	Effect  Missing `json:"effect,omitempty"`
	Words   string  `json:"words"`
	Inputs  []Input `json:"inputs,omitempty"`
}

// Input (所用事实) is a fact that a score was reckoned with.
type Input struct {
	Subject string `json:"subject,omitempty"` // whose, where it is another's: the least and the greatest
	Fact    string `json:"fact"`
	Value   Value  `json:"value"`
	Source  Source `json:"source"`
}

// Finding (结算问题) is what was not there to reckon with, and what followed.
type Finding struct {
	Subject  string  `json:"subject"`
	Name     string  `json:"name"`
	Item     string  `json:"item"`
	Title    string  `json:"title"`
	Row      string  `json:"row,omitempty"`
	RowTitle string  `json:"rowTitle,omitempty"`
	Fact     string  `json:"fact,omitempty"`
	Effect   Missing `json:"effect"`
	Words    string  `json:"words"`
}

// String names subject and item, and says what followed.
func (f Finding) String() string {
	where := f.Name + "“" + f.Title + "”"
	if f.RowTitle != "" {
		where += "里“" + f.RowTitle + "”"
	}
	return where + "：" + f.Words + "，" + f.Effect.words()
}

// words is what follows, for people.
func (m Missing) words() string {
	return map[Missing]string{Zero: "按 0 分计", Drop: "不计", Stop: "补上才能结算", Full: "记满分"}[m]
}

// Cut (名额线) is how a quota went in one group.
type Cut struct {
	Group    string `json:"group,omitempty"`
	Grade    string `json:"grade"`
	Subjects int    `json:"subjects"` // that the share is of
	Most     int    `json:"most"`
	Reached  int    `json:"reached"` // whose total is enough
	Given    int    `json:"given"`
	Words    string `json:"words"`
}

// Result finds a subject's; nil if there is none.
func (s *Settlement) Result(id string) *Result {
	for i := range s.Subjects {
		if s.Subjects[i].ID == id {
			return &s.Subjects[i]
		}
	}
	return nil
}

// Answers is the unit whose result it is: the subject itself, or the one that
// answers for it.
func (r *Result) Answers() string {
	if r.Unit != "" {
		return r.Unit
	}
	return r.ID
}

// Cell finds an item's cell; nil if there is none.
func (r *Result) Cell(id string) *Cell {
	for _, list := range [][]Cell{r.Cells, r.Deductions, r.Bonuses} {
		for i := range list {
			if list[i].ID == id {
				return &list[i]
			}
		}
	}
	return nil
}

// lacking says which facts are missing.
func lacking(names []string) string { return "缺“" + strings.Join(names, "”“") + "”" }

func shareOf(r *big.Rat) quantity.Decimal { return quantity.FromRat(r, shown) }

// equals ends a reckoning with its score, bounded: 6 × 12 = 72.00，封顶 60.00.
func equals(r Rounding, x, least, most *big.Rat) (quantity.Decimal, string) {
	exact := r.Round(x)
	words := " = " + r.Write(exact)
	switch {
	case x.Cmp(most) > 0:
		exact = r.Round(most)
		return exact, fmt.Sprintf("%s，封顶 %s", words, r.Write(exact))
	case x.Cmp(least) < 0:
		exact = r.Round(least)
		return exact, fmt.Sprintf("%s，保底 %s", words, r.Write(exact))
	}
	return exact, words
}
