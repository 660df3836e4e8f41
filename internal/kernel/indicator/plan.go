package indicator

import (
	"strconv"
	"strings"

	"duban/internal/base/civil"
)

// Nature (指标属性) is what a plan makes of an indicator.
type Nature uint8

// Natures. A binding indicator (约束性) is a duty of government; an
// anticipatory one (预期性) is a hope that the market is to fulfil.
const (
	Unplanned Nature = iota
	Binding
	Anticipatory
)

func (n Nature) String() string { return [...]string{"-", "binding", "anticipatory"}[n] }

// Item (规划指标) is one row of a plan's table of main indicators.
type Item struct {
	Plan      string // 十四五规划纲要
	AdoptedOn civil.Date
	Years     civil.Period
	Code      string
	Nature    Nature
	Target    string // as printed, "-" if not on record
	Basis     string
}

func itemOf(r []string) Item {
	it := Item{Plan: r[0], Code: r[3], Target: r[5], Basis: r[6]}
	if d := strings.Split(r[1], "-"); len(d) == 3 {
		it.AdoptedOn = civil.Date{Year: number(d[0]), Month: number(d[1]), Day: number(d[2])}
	}
	it.Years, _ = civil.ParsePeriod(r[2])
	switch r[4] {
	case "binding":
		it.Nature = Binding
	case "anticipatory":
		it.Nature = Anticipatory
	}
	return it
}

func number(s string) int { n, _ := strconv.Atoi(s); return n }

// Planned is what the national plan that covers a year says of an indicator.
// Plans of provinces and cities may make more of it; they are the city's data.
func (c *Catalogue) Planned(code string, year int) (Item, bool) {
	for _, it := range c.plans {
		if it.Code == code && it.Years.Contains(year) {
			return it, true
		}
	}
	return Item{}, false
}

// Nature is what the plan that covers a year makes of an indicator, Unplanned
// if it is not in the plan's table.
func (c *Catalogue) Nature(code string, year int) Nature {
	it, _ := c.Planned(code, year)
	return it.Nature
}

// Items lists the rows of all plans, oldest plan first, in the order of their tables.
func (c *Catalogue) Items() []Item { return append([]Item(nil), c.plans...) }
