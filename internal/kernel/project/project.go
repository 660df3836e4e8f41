// Package project is the projects of a division: what a ledger of them keeps,
// the stages each goes through, what is invested month by month, and how that
// stands against the year. Start reading at Project and Event.
//
// A project is written down as Facts, short texts by key, and read back from
// them: so its history is the texts that changed, and it can be asked as it was
// known at any moment. The room refuses to know the clock, who may do what, and
// where projects are kept.
package project

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Facts (要素) is what is written down of a project, by key; what is not known is absent.
type Facts map[string]string

// Yes is the text of a fact that only is or is not.
const Yes = "是"

// Project (项目) is something a division builds or has built, as its facts give
// it. Money is in 万元, with two places at most.
type Project struct {
	Code       string // of the national platform, "" before it has one
	Name       string
	Category   string // one of the division's
	Lists      []string
	Industry   string // GB/T 4754
	Nature     string
	Unit       string // responsible, exactly one
	Town       string // the unit of the site
	Place      string
	Lon, Lat   *quantity.Decimal
	Owner      string
	Content    string
	Leader     string // a post
	Withheld   bool   // kept from the public
	Investment *quantity.Decimal
	Agreed     *quantity.Decimal // 协议投资: what was signed for, never added to what came in
	Paid       *quantity.Decimal // 到位资金
	Funds      []Fund
	Shortfall  string // what of the funds is missing, in words
	Plans      []YearPlan
	StartsOn   civil.Date
	EndsOn     civil.Date
	Permits    []Permit
	Needs      []Need
	Stage      Stage
	Reached    []Reached // in the order of the stages
	Source     Source
}

// Fund (资金来源) is what one source gives.
type Fund struct {
	Source string
	Amount quantity.Decimal
}

// YearPlan (年度计划投资) is what is to be invested in a year.
type YearPlan struct {
	Year   int
	Amount quantity.Decimal
}

// Permit (前期手续) is how far a project has come with one permission.
type Permit struct {
	Kind   string
	State  string // one of PermitStates
	Number string
	On     civil.Date
}

// PermitStates are what may be said of a permit.
var PermitStates = []string{"未办", "在办", "已办", "不需要"}

// Need (要素需求) is what a project asks for: land, water, power, gas, money.
type Need struct {
	Kind   string
	Amount *quantity.Decimal
	Met    string // one of NeedStates
	Note   string
}

// NeedStates are what may be said of a need.
var NeedStates = []string{"未落实", "部分落实", "已落实"}

// Source (来源) is the sentence of a report from which a project was taken.
type Source struct{ Report, Record, Words string }

// Choices (选项) is what a division lets one choose from.
type Choices struct {
	Categories []string // 三个类别
	Lists      []string // 四类清单
}

// Started is the day on which main works began, zero before.
func (p Project) Started() civil.Date { return p.ReachedOn(Started) }

// Finished is the day of completion, zero before.
func (p Project) Finished() civil.Date { return p.ReachedOn(Completed) }

// Plan is what is to be invested in a year, nil where nobody said.
func (p Project) Plan(year int) *quantity.Decimal {
	for _, y := range p.Plans {
		if y.Year == year {
			return &y.Amount
		}
	}
	return nil
}

// Funded is the sum of the sources.
func (p Project) Funded() quantity.Decimal {
	sum := quantity.Int(0)
	for _, f := range p.Funds {
		sum = Sum(sum, f.Amount)
	}
	return sum
}

// Sum adds amounts that Money has read: they cannot leave its range.
func Sum(all ...quantity.Decimal) quantity.Decimal {
	sum := quantity.Int(0)
	for _, d := range all {
		var err error
		if sum, err = sum.Add(d); err != nil {
			panic("project: a sum of money: " + err.Error())
		}
	}
	return Plain(sum)
}

// Minus is a less b.
func Minus(a, b quantity.Decimal) quantity.Decimal { return Sum(a, b.Neg()) }

// mostMoney keeps sums within what can be counted: a hundred times what a province invests in a year.
var mostMoney = quantity.Int(1_000_000_000)

// Money reads an amount in 万元: not below nought, two places at most.
func Money(s string) (quantity.Decimal, error) {
	d, err := Amount(s)
	if err == nil && d.Sign() < 0 {
		err = fault.New(fault.Invalid, "“"+s+"”是负数。", "金额不能小于零。")
	}
	return d, err
}

// Amount is Money that may be below nought.
func Amount(s string) (quantity.Decimal, error) {
	d, err := quantity.Parse(strings.TrimSpace(s))
	switch {
	case err != nil:
		return d, fault.New(fault.Invalid, "“"+s+"”不是金额。", "写成以万元为单位的数，例：12300.50。")
	case d.Places() > 2:
		return d, fault.New(fault.Invalid, "“"+s+"”的小数超过两位。", "金额以万元为单位，最多两位小数。")
	case d.Cmp(mostMoney) > 0 || d.Cmp(mostMoney.Neg()) < 0:
		return d, fault.New(fault.Invalid, "“"+s+"”太大了。", "金额以万元为单位，看看是不是写成了元。")
	}
	return Plain(d), nil
}

// Plain is a decimal without noughts at its end: 120.5 for 120.50.
func Plain(d quantity.Decimal) quantity.Decimal {
	for c, places := d.Scaled(); places > 0 && c%10 == 0; c, places = d.Scaled() {
		d = quantity.New(c/10, places-1)
	}
	return d
}

// Facts writes a project down. Of undoes it.
func (p Project) Facts() Facts {
	f := Facts{}
	put := func(key, s string) {
		if s != "" {
			f[key] = s
		}
	}
	number := func(key string, d *quantity.Decimal) {
		if d != nil {
			f[key] = d.String()
		}
	}
	date := func(key string, d civil.Date) {
		if !d.Zero() {
			f[key] = d.String()
		}
	}
	for key, s := range map[string]string{"code": p.Code, "name": p.Name, "category": p.Category, "industry": p.Industry, "nature": p.Nature, "unit": p.Unit, "town": p.Town, "place": p.Place,
		"owner": p.Owner, "content": p.Content, "leader": p.Leader, "shortfall": p.Shortfall, "source.report": p.Source.Report, "source.record": p.Source.Record, "source.words": p.Source.Words} {
		put(key, s)
	}
	for _, l := range p.Lists {
		f["list."+l] = Yes
	}
	if p.Withheld {
		f["withheld"] = Yes
	}
	number("lon", p.Lon)
	number("lat", p.Lat)
	number("investment", p.Investment)
	number("agreed", p.Agreed)
	number("paid", p.Paid)
	for _, x := range p.Funds {
		f["fund."+x.Source] = x.Amount.String()
	}
	for _, y := range p.Plans {
		f["plan."+strconv.Itoa(y.Year)] = y.Amount.String()
	}
	date("starts_on", p.StartsOn)
	date("ends_on", p.EndsOn)
	for _, x := range p.Permits {
		put("permit."+x.Kind+".state", x.State)
		put("permit."+x.Kind+".number", x.Number)
		date("permit."+x.Kind+".on", x.On)
	}
	for _, n := range p.Needs {
		number("need."+n.Kind+".amount", n.Amount)
		put("need."+n.Kind+".met", n.Met)
		put("need."+n.Kind+".note", n.Note)
	}
	put("stage", p.Stage.ID())
	for _, r := range p.Reached {
		date("reached."+r.Stage.ID()+".on", r.On)
		put("reached."+r.Stage.ID()+".note", r.Note)
		put("reached."+r.Stage.ID()+".skipped", r.Skipped)
	}
	return f
}

// Over lays what was written over facts: an empty text takes one away. Keys of
// stages and of the source are not for that and are left out.
func (f Facts) Over(written Facts) Facts {
	out := Facts{}
	maps.Copy(out, f)
	for k, s := range written {
		if !Editable(k) {
			continue
		}
		if s = strings.TrimSpace(s); s == "" {
			delete(out, k)
		} else {
			out[k] = s
		}
	}
	return out
}

// Change (变化) is one fact that became different; "" is none.
type Change struct {
	Key    string `json:"key"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Differences are the facts in which two states differ, by key.
func Differences(before, after Facts) []Change {
	var all []Change
	for k, s := range before {
		if after[k] != s {
			all = append(all, Change{k, s, after[k]})
		}
	}
	for k, s := range after {
		if _, ok := before[k]; !ok {
			all = append(all, Change{Key: k, After: s})
		}
	}
	slices.SortFunc(all, func(a, b Change) int { return cmp.Or(cmp.Compare(rank(a.Key), rank(b.Key)), cmp.Compare(a.Key, b.Key)) })
	return all
}
