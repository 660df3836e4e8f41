package tour

import (
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Order (评比依据) is the document that allows to rank what a tour looked at.
type Order struct {
	Number   string     `json:"number"` // 文号
	Title    string     `json:"title"`
	IssuedOn civil.Date `json:"issued_on"`
}

// ReadOrder checks an order as it was written. Local contests need an approved
// item (评比达标表彰活动管理办法); duban cannot see whether a document grants
// one, so it asks for the document by its number and date and shows both beside the ranking.
func ReadOrder(number, title, issuedOn string, today civil.Date) (Order, error) {
	o := Order{Title: strings.TrimSpace(title)}
	number = strings.TrimSpace(number)
	if number == "" {
		return o, fault.New(fault.Refused, "没有写准予评比的文件，不排名次。", "评比达标表彰要有批准的项目；写文号、标题和日期，写不出就只公布得分和离散。").At("number")
	}
	n, odd, err := cite.ReadDocumentNumber(number)
	if err != nil || len(odd) > 0 {
		return o, fault.New(fault.Invalid, "“"+number+"”不是规范的文号。", "例：云政办发〔2026〕12号。").At("number")
	}
	o.Number = n.String()
	if c := utf8.RuneCountInString(o.Title); c == 0 || c > 100 {
		return o, fault.New(fault.Invalid, "没有写文件的标题，或者标题超过 100 字。", "照文件写。").At("title")
	}
	if o.IssuedOn, err = civil.ParseDate(strings.TrimSpace(issuedOn)); err != nil || today.Before(o.IssuedOn) {
		return o, fault.New(fault.Invalid, "文件的日期“"+issuedOn+"”不对。", "写成 2026-05-20 的样子，不晚于今天。").At("issued_on")
	}
	return o, nil
}

// Ranked (名次) is a stop's place; those with the same published score share one.
type Ranked struct {
	Project string
	Place   int
}

// Rank puts the stops that have a score into places, the highest first, those
// that share a place in the order of the route.
func (r Result) Rank() []Ranked {
	var scored []Outcome
	for _, o := range r.Stops {
		if o.Score != nil {
			scored = append(scored, o)
		}
	}
	slices.SortStableFunc(scored, func(a, b Outcome) int { return b.Score.Cmp(*a.Score) })
	all := make([]Ranked, len(scored))
	for i, o := range scored {
		all[i] = Ranked{o.Project, i + 1}
		if i > 0 && o.Score.Cmp(*scored[i-1].Score) == 0 {
			all[i].Place = all[i-1].Place
		}
	}
	return all
}
