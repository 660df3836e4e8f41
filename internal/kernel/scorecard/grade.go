package scorecard

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
)

// grades calls each total by its grade: by the bounds, then the vetoes, then the quota.
func (e *evaluation) grades() {
	if len(e.card.Grades) == 0 {
		return
	}
	r := e.card.Rounding
	for i := range e.to.Subjects {
		x := &e.to.Subjects[i]
		if !x.Scored {
			continue // and why was said
		}
		at := slices.IndexFunc(e.card.Grades, func(g Grade) bool { return x.Total.Cmp(g.Least) >= 0 })
		if at < 0 {
			at = len(e.card.Grades) - 1
		}
		g := e.card.Grades[at]
		x.Why = append(x.Why, fmt.Sprintf("总分 %s，%s从 %s 起", r.Write(x.Total.Decimal), g.Title, g.Least))
		for _, v := range x.Vetoes {
			if !v.Held {
				continue
			}
			if most := e.grade(v.Highest); most > at {
				at = most
				x.Why = append(x.Why, fmt.Sprintf("“%s”一票否决，至多%s", v.Title, v.Highest))
			}
		}
		x.Grade = e.card.Grades[at].Title
	}
	if e.card.Quota != nil {
		for _, group := range e.groups(e.card.Quota.Within) {
			e.quota(group)
		}
	}
}

func (e *evaluation) grade(title string) int {
	return slices.IndexFunc(e.card.Grades, func(g Grade) bool { return g.Title == title })
}

// groups are the places of the scored subjects in the settlement, all together or group by group.
func (e *evaluation) groups(within string) (groups [][]int) {
	var names []string
	for i, x := range e.to.Subjects {
		name := ""
		if within == "group" {
			name = x.Group
		}
		if !x.Scored {
			continue
		}
		at, ok := slices.BinarySearch(names, name)
		if !ok {
			names, groups = slices.Insert(names, at, name), slices.Insert(groups, at, nil)
		}
		groups[at] = append(groups[at], i)
	}
	return groups
}

// Places is how many of so many subjects the quota is.
func (q *Quota) Places(subjects int) int {
	exact := new(big.Rat).Mul(rat(q.Share), big.NewRat(int64(subjects), 1))
	n := int(Rounding{0, Down}.Round(exact).Rat().Num().Int64())
	rest := new(big.Rat).Sub(exact, big.NewRat(int64(n), 1))
	if q.Rounds == "up" && rest.Sign() > 0 || q.Rounds == HalfUp && rest.Cmp(big.NewRat(1, 2)) >= 0 {
		n++
	}
	return n
}

// quota keeps the grade for the highest totals of a group; who does not come in has the next one.
func (e *evaluation) quota(group []int) {
	q, r := e.card.Quota, e.card.Rounding
	cut := Cut{Grade: q.Grade, Subjects: len(group), Most: q.Places(len(group))}
	if q.Within == "group" {
		cut.Group = e.to.Subjects[group[0]].Group
	}
	var able []*Result
	for _, i := range group {
		if x := &e.to.Subjects[i]; x.Grade == q.Grade {
			able = append(able, x)
		}
	}
	slices.SortStableFunc(able, func(a, b *Result) int { return q.compare(b, a) })
	cut.Reached, cut.Given = len(able), min(len(able), cut.Most)
	first, last := 0, 0
	if cut.Given < len(able) && cut.Given > 0 { // who stands on both sides of the cut
		edge := able[cut.Given-1]
		if q.compare(edge, able[cut.Given]) == 0 {
			first = slices.IndexFunc(able, func(x *Result) bool { return q.compare(x, edge) == 0 })
			for last = first; last < len(able) && q.compare(able[last], edge) == 0; last++ {
			}
			cut.Given = first
			if q.Ties == "in" {
				cut.Given = last
			}
		}
	}
	cut.Words = fmt.Sprintf("%s不超过 %s：%d 家取 %d 家，够分的 %d 家，定 %d 家", q.Grade, percent(q.Share.Rat()), cut.Subjects, cut.Most, cut.Reached, cut.Given)
	if last > first {
		all := "都不取"
		if q.Ties == "in" {
			all = "都取"
		}
		cut.Words += fmt.Sprintf("；线上 %d 家并列，%s", last-first, all)
	}
	next := e.card.Grades[e.grade(q.Grade)+1]
	for i, x := range able {
		if i < cut.Given {
			x.Why = append(x.Why, fmt.Sprintf("在%s名额之内", q.Grade))
			continue
		}
		x.Grade = next.Title
		why := fmt.Sprintf("%s名额只有 %d 家", q.Grade, cut.Most)
		if cut.Given > 0 {
			why += fmt.Sprintf("，名额内最低 %s", r.Write(able[cut.Given-1].Total.Decimal))
		}
		if i >= first && i < last {
			why += "，线上并列的都不取"
		}
		x.Why = append(x.Why, why+"，定为"+next.Title)
	}
	e.to.Cuts = append(e.to.Cuts, cut)
}

// compare sets a total against another, then the items that part those alike.
func (q *Quota) compare(a, b *Result) int {
	c := a.Total.Cmp(b.Total.Decimal)
	for _, id := range q.Breaks {
		c = cmp.Or(c, a.Cell(id).Score.Cmp(b.Cell(id).Score.Decimal))
	}
	return c
}

func percent(r *big.Rat) string { return show(new(big.Rat).Mul(r, big.NewRat(100, 1))) + "%" }

// ranks numbers the totals where the card cites an order for it; equal totals share a place.
func (e *evaluation) ranks() {
	if e.card.Ranking == nil {
		return
	}
	for _, group := range e.groups(e.card.Ranking.Within) {
		for _, i := range group {
			x := &e.to.Subjects[i]
			x.Rank = 1
			for _, j := range group {
				if e.to.Subjects[j].Total.Cmp(x.Total.Decimal) > 0 {
					x.Rank++
				}
			}
		}
	}
}
