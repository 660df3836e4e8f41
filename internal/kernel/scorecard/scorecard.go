// Package scorecard is how a year's accounts are settled: scorecards declared
// as data, and the settlement that is computed from one and from the facts as
// they were known at a moment.
//
// The same card and the same facts give the same bytes, whatever order they
// come in; each score says its formula with the numbers put in and where they
// are from. The room refuses to fetch facts, to choose a score, and to make a
// ranking that no order asks for. Start reading at Declare and Settle.
package scorecard

import (
	"cmp"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Evaluator is the version of the reckoning; it is raised when the same card
// and facts would come out otherwise, and stands in every settlement.
const Evaluator = 1

// Card (考核表) is one declared way of settling accounts: what counts, how
// much, by which formula, and what follows from the total.
type Card struct {
	ID, Title, About string
	Of               Of
	Version          int
	From, Until      civil.Date // in force from, and until before; no until is open
	Basis            []Basis
	Rounding         Rounding
	Missing          Missing           // where an item says nothing else
	Full             *quantity.Decimal // what the weights add up to, where the card says so
	Enough           quantity.Decimal  // the share of the weights below which there is no total
	Least            quantity.Decimal  // no total is below
	Most             *quantity.Decimal // nor above
	Items            []*Item
	Deductions       []*Adjustment
	Bonuses          []*Adjustment
	Vetoes           []*Veto
	Grades           []Grade // highest first
	Quota            *Quota
	Ranking          *Ranking // nil: nobody is ranked
	Appeals          []Appeal

	File   string
	Text   []byte // as it was read
	Digest string // SHA-256 of the text
}

// Of (考核对象) is what a card settles the accounts of.
type Of string

// What cards are of.
const (
	Unit    Of = "unit"    // 市直单位
	Town    Of = "town"    // 镇办场园
	Project Of = "project" // 重点项目
)

// Basis (考核依据) is what a value of a card rests on.
type Basis struct {
	ID, Title, Article, Note string
	Unverified               bool
}

// Missing (缺数处理) is what follows when a fact is not there. It is always a
// finding too.
type Missing string

// What follows. Full is only for items that have nothing to count.
const (
	Zero Missing = "zero" // 按 0 分计
	Drop Missing = "drop" // 不计这一项，权重摊给其余各项
	Stop Missing = "stop" // 停下，不出结果
	Full Missing = "full" // 记满分
)

// Item (考核项目) is one line of a card.
type Item struct {
	ID, Title string
	Weight    quantity.Decimal
	Formula   Formula
	Least     quantity.Decimal // no score of the item is below
	Most      quantity.Decimal // nor above; the weight unless the card says more
	Missing   Missing
	Empty     Missing // where there is nothing to count: no rows, nothing due
	From      string  // where its facts come from, in words
	Basis     *Basis
	at        place
}

// Adjustment (加减分) is points for each of something that was counted.
type Adjustment struct {
	ID, Title string
	Count     Operand    // a fact that counts, or
	When      *rule.Rule // what has to hold, or
	Rows      *Tally     // rows that are counted
	Points    quantity.Decimal
	Most      quantity.Decimal
	Missing   Missing
	Basis     *Basis
	at        place
}

// Tally (计数) counts the rows of a table for which a rule holds.
type Tally struct {
	Table *Table
	Where *rule.Rule // nil counts all
}

// Veto (一票否决) is a condition under which the grade is at most another.
type Veto struct {
	ID, Title string
	When      *rule.Rule
	Highest   string
	Missing   Missing
	Basis     *Basis
	at        place
}

// Grade (等次) is what a total is called from a bound on.
type Grade struct {
	Title string
	Least quantity.Decimal
	Basis *Basis
	at    place
}

// Quota (名额) is how many of the subjects may have a grade.
type Quota struct {
	Grade  string
	Share  quantity.Decimal
	Rounds string   // down, up, half-up: how many of the subjects a share is
	Breaks []string // items that part those of one total at the cut, first first
	Ties   string   // who is alike even then: all in, or all out
	Within string   // all, or each group by itself
	Basis  *Basis
}

// Ranking (排名) is that the subjects are ranked. It always names the order
// that asks for it.
type Ranking struct {
	Within string // all, or each group by itself
	Basis  *Basis
}

// Appeal (申诉期限) is how long there is to appeal against a result, to decide
// and to tell, in force from a day and until before another.
type Appeal struct {
	File, Decide, Tell civil.Limit // Tell may be none
	From, Until        civil.Date
	Basis              *Basis
	at                 place
}

// InForce says that the card holds on a day.
func (c *Card) InForce(day civil.Date) bool { return inForce(day, c.From, c.Until) }

// AppealOn is the limits of an appeal against a result of that day; nil where none are in force.
func (c *Card) AppealOn(day civil.Date) *Appeal {
	for i, a := range c.Appeals {
		if inForce(day, a.From, a.Until) {
			return &c.Appeals[i]
		}
	}
	return nil
}

func inForce(day, from, until civil.Date) bool {
	return !day.Before(from) && (until.Zero() || day.Before(until))
}

// Item finds an item by its code; nil if there is none.
func (c *Card) Item(id string) *Item {
	i := slices.IndexFunc(c.Items, func(x *Item) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	return c.Items[i]
}

// Highest is the most that a total can be, whichever items are left out.
func (c *Card) Highest() quantity.Decimal {
	var all []quantity.Decimal
	for _, x := range c.Items {
		if all = append(all, x.Most); x.Most.Cmp(x.Weight) < 0 {
			all[len(all)-1] = x.Weight
		}
	}
	for _, x := range c.Bonuses {
		all = append(all, x.Most)
	}
	most := sum(all)
	if c.Most != nil && c.Most.Cmp(most) < 0 {
		return *c.Most
	}
	return most
}

// Needs is what the card asks of a subject, by fact, and of rows, by table and
// field; sorted. It is what the desk has to bring.
func (c *Card) Needs() []Need {
	var all []Need
	for _, x := range c.Items {
		all = append(all, x.Formula.needs()...)
	}
	for _, list := range [][]*Adjustment{c.Deductions, c.Bonuses} {
		for _, x := range list {
			all = append(all, x.needs()...)
		}
	}
	for _, x := range c.Vetoes {
		for _, name := range x.When.Fields {
			all = append(all, Need{Fact: name})
		}
	}
	slices.SortFunc(all, func(a, b Need) int { return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Fact, b.Fact)) })
	return slices.Compact(all)
}

func (x *Adjustment) needs() (all []Need) {
	switch {
	case x.When != nil:
		for _, name := range x.When.Fields {
			all = append(all, Need{Fact: name})
		}
	case x.Rows != nil:
		all = append(all, Need{Table: x.Rows.Table.Name})
		if x.Rows.Where != nil {
			for _, name := range x.Rows.Where.Fields {
				all = append(all, Need{x.Rows.Table.Name, name})
			}
		}
	default:
		all = x.Count.needs("")
	}
	return all
}
