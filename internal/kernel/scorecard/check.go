package scorecard

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// Bounds that keep a settlement small enough to be looked at.
const (
	mostItems  = 100
	mostGrades = 10
)

// check finds what reads well and yet does not work: weights that do not add
// up, a grade that nobody has, an item twice.
func (r *reader) check() {
	c := r.card
	if !c.Until.Zero() && !c.From.Before(c.Until) {
		r.wrong(r.keys["until"], "考核表的 until 不在 from 之后")
	}
	if c.Most != nil && c.Most.Cmp(c.Least) < 0 {
		r.wrong(r.keys["most"], "考核表的 most 小于 least")
	}
	r.checkItems()
	r.checkGrades()
	r.checkAppeals()
}

func (r *reader) checkItems() {
	c := r.card
	if len(c.Items)+len(c.Deductions)+len(c.Bonuses)+len(c.Vetoes) > mostItems {
		r.wrong(r.keys["items"], "考核项目、加减分和否决一共最多 %d 项", mostItems)
	}
	seen := map[string]bool{}
	once := func(p place, id, title string) {
		if seen[id] {
			r.wrong(p, "“%s”的代号“%s”用了两次", title, id)
		}
		seen[id] = true
	}
	var weights []quantity.Decimal
	for _, x := range c.Items {
		once(x.at, x.ID, x.Title)
		weights = append(weights, x.Weight)
		if x.Most.Cmp(x.Least) < 0 {
			r.wrong(x.at, "“%s”的 most 小于 least", x.Title)
		}
		most, points := highest(x.Formula)
		if points && most.Cmp(x.Most) > 0 {
			r.wrong(x.at, "“%s”有一档得 %s，高于这一项最多的 %s", x.Title, most, x.Most)
		}
		if !points && most.Cmp(quantity.Int(1)) > 0 && x.Most.Cmp(x.Weight) <= 0 {
			r.wrong(x.at, "“%s”的 cap 大于 1，most 却不高于权重，超出的部分得不到分：写 most", x.Title)
		}
		if e, ok := x.Formula.(*EachRow); ok {
			if most, points := highest(e.Row); points && most.Cmp(quantity.Int(1)) > 0 {
				r.wrong(x.at, "“%s”每行的得分率在 0 到 1 之间，有一档是 %s", x.Title, most)
			}
		}
	}
	if total := sum(weights); c.Full != nil && total != *c.Full {
		r.wrong(r.keys["full"], "各项权重加起来是 %s，不是 full 写的 %s", total, *c.Full)
	}
	for _, list := range [][]*Adjustment{c.Deductions, c.Bonuses} {
		for _, x := range list {
			once(x.at, x.ID, x.Title)
			if x.Most.Cmp(x.Points) < 0 {
				r.wrong(x.at, "“%s”每次 %s，高于至多的 %s", x.Title, x.Points, x.Most)
			}
		}
	}
	for _, x := range c.Vetoes {
		once(x.at, x.ID, x.Title)
	}
}

// highest is the most that a formula can give, of a weight of 1 or in points.
func highest(x Formula) (most quantity.Decimal, points bool) {
	switch x := x.(type) {
	case *Positive:
		return x.Cap.Figure, false
	case *Negative:
		return x.Cap.Figure, false
	case *EachRow:
		most, _ = highest(x.Row)
		return most, false
	case *Tiers:
		for _, t := range x.Tiers {
			if t.Points.Cmp(most) > 0 {
				most = t.Points
			}
		}
		return most, true
	case *Expression:
		return quantity.Decimal{}, true // what it gives is bounded when it is reckoned
	}
	return quantity.Int(1), false
}

func (r *reader) checkGrades() {
	c := r.card
	if len(c.Grades) > mostGrades {
		r.wrong(r.keys["grades"], "等次最多 %d 个", mostGrades)
	}
	var titles []string
	for i, g := range c.Grades {
		if slices.Contains(titles, g.Title) {
			r.wrong(g.at, "等次“%s”写了两次", g.Title)
		}
		titles = append(titles, g.Title)
		if i > 0 && g.Least.Cmp(c.Grades[i-1].Least) >= 0 {
			r.wrong(g.at, "等次从高到低写，“%s”的 %s 不低于“%s”的", g.Title, g.Least, c.Grades[i-1].Title)
		}
	}
	if len(c.Grades) > 0 && c.Grades[len(c.Grades)-1].Least.Cmp(c.Least) > 0 {
		r.wrong(r.keys["grades"], "最低的等次从 %s 起，低于它的没有等次", c.Grades[len(c.Grades)-1].Least)
	}
	for _, v := range c.Vetoes {
		if !slices.Contains(titles, v.Highest) {
			r.wrong(v.at, "否决“%s”的 highest“%s”不是哪个等次%s", v.Title, v.Highest, meant(v.Highest, titles))
		}
	}
	q := c.Quota
	if q == nil {
		return
	}
	if i := slices.Index(titles, q.Grade); i < 0 || i == len(titles)-1 {
		r.wrong(r.keys["quota"], "名额的 grade“%s”不是哪个等次，或者是最低的一个%s", q.Grade, meant(q.Grade, titles))
	}
	if q.Share.Cmp(quantity.Int(1)) > 0 {
		r.wrong(r.keys["quota"], "名额的 share 是 %s，要写 0 到 1 的数", q.Share)
	}
	for _, id := range q.Breaks {
		if c.Item(id) == nil {
			r.wrong(r.keys["quota"], "名额的 breaks 里“%s”不是哪个考核项目", id)
		}
	}
}

func (r *reader) checkAppeals() {
	for i, a := range r.card.Appeals {
		if !a.Until.Zero() && !a.From.Before(a.Until) {
			r.wrong(a.at, "申诉期限的 until %s 不在 from %s 之后", a.Until, a.From)
		}
		for _, b := range r.card.Appeals[:i] {
			if meets(a.From, a.Until, b.From, b.Until) {
				r.wrong(a.at, "%s 起和 %s 起的申诉期限，日子重了", b.From, a.From)
			}
		}
	}
}

func meets(a, until, b, before civil.Date) bool {
	return inForce(a, b, before) || inForce(b, a, until)
}
