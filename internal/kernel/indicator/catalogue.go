// Package indicator is the indicators in general use: what they are called,
// in what unit they are stated, whether more is better, and which five-year
// plan made them binding.
//
// Find recognises the words of a report. It is strict: a name must be covered
// to its last character, so that 高新技术产业增加值 is never taken for
// 工业增加值, and what is not listed is not recognised. The room refuses to
// know reports, places, periods and figures: 全市生产总值 and 生产总值 of 2020
// are one indicator. Start reading at Standard and Find.
package indicator

import (
	"embed"
	"strings"
	"sync"

	"duban/internal/base/lexicon"
	"duban/internal/base/table"
)

//go:embed data/indicators.tsv data/plans.tsv data/words.tsv
var data embed.FS

// Direction (指标方向) is where an indicator should go.
type Direction uint8

// Directions. Steady is an indicator that is kept within bounds or is a fact
// of structure: prices, a share of an industry, population.
const (
	Steady Direction = iota
	Higher
	Lower
)

func (d Direction) String() string { return [...]string{"steady", "higher", "lower"}[d] }

// Prices (计价) is at what prices an indicator is stated.
type Prices uint8

// Prices. Constant means that growth is stated at constant prices while
// levels are at current ones, as for 生产总值 and 增加值.
const (
	NoPrices Prices = iota
	Current
	Constant
)

func (p Prices) String() string { return [...]string{"-", "current", "constant"}[p] }

// Kinds is a set of the kinds of figures that make sense for an indicator.
type Kinds uint8

// Kinds of figures, named as the reader of reports names them.
const (
	Level Kinds = 1 << iota
	Growth
	Change
	Share
	Rank
)

// Has says that k has all of l.
func (k Kinds) Has(l Kinds) bool { return k&l == l }

// kindOf reads the name of a kind, 0 if it is not one.
func kindOf(name string) Kinds {
	switch name {
	case "level":
		return Level
	case "growth":
		return Growth
	case "change":
		return Change
	case "share":
		return Share
	case "rank":
		return Rank
	}
	return 0
}

// Indicator (指标) is something that is measured year by year under a name of
// its own.
type Indicator struct {
	Code      string    // stable, ASCII: accounts.gdp
	Name      string    // as the body that keeps the statistics calls it
	Unit      string    // normal unit of its level; - for a bare index
	Kinds     Kinds     // what figures of it can be
	Direction Direction // where it should go
	Prices    Prices
	Aliases   []string // other names, as a report writes them after the words of words.tsv are unified
	Basis     string   // the statistical system, classification or article that defines it
}

// Catalogue (指标目录) is the indicators with their names and the plans that
// set them. It is read-only once made and may be used from any goroutine.
type Catalogue struct {
	all    []Indicator
	family []family // of each one's unit
	byCode map[string]int32
	plans  []Item

	names   lexicon.Book[int32] // name → place in senses
	senses  [][]sense
	same    lexicon.Book[int32] // word → place in unified
	unified [][]rune
	front   lexicon.Book[bool]
	tail    lexicon.Book[bool] // the value says that the word tells growth
	units   map[string]family
	longest int // name, in code points
}

// sense is one indicator that a name may mean, in figures of these kinds.
type sense struct {
	at    int32
	kinds Kinds
}

// Standard is the catalogue of indicators in general use.
var Standard = sync.OnceValue(build)

// build reads the tables and spreads the patterns to some ten thousand names,
// about 25 ms of processor time.
func build() *Catalogue {
	c := &Catalogue{byCode: map[string]int32{}, units: unitFamilies()}
	for _, r := range table.Rows(data, "data/words.tsv") {
		switch r[0] {
		case "same":
			c.same.Add(r[1], int32(len(c.unified)))
			c.unified = append(c.unified, []rune(r[2]))
		case "front":
			c.front.Add(r[1], true)
		case "tail":
			c.tail.Add(r[1], false)
		case "growth":
			c.tail.Add(r[1], true)
		}
	}
	slot := map[string]int32{}
	for _, r := range table.Rows(data, "data/indicators.tsv") {
		in := Indicator{Code: r[0], Name: r[1], Unit: r[2], Basis: r[7]}
		for k := range strings.FieldsSeq(r[3]) {
			in.Kinds |= kindOf(k)
		}
		in.Direction = map[string]Direction{"higher": Higher, "lower": Lower}[r[4]]
		in.Prices = map[string]Prices{"current": Current, "constant": Constant}[r[5]]
		at := int32(len(c.all))
		for cell := range strings.FieldsSeq(r[1] + " " + r[6]) {
			pattern, only, bound := strings.Cut(cell, ":")
			kinds := in.Kinds
			if bound {
				kinds = kindOf(only)
			}
			for _, alias := range spread(pattern) {
				if alias != in.Name && !bound {
					in.Aliases = append(in.Aliases, alias)
				}
				c.call(slot, alias, sense{at, kinds})
			}
		}
		c.byCode[in.Code] = at
		c.all = append(c.all, in)
		c.family = append(c.family, c.units[in.Unit])
	}
	for _, r := range table.Rows(data, "data/plans.tsv") {
		c.plans = append(c.plans, itemOf(r))
	}
	return c
}

// call lets a name mean an indicator.
func (c *Catalogue) call(slot map[string]int32, alias string, s sense) {
	var room [longestSubject]rune
	rs, ok := c.plain(&room, alias)
	if !ok {
		return
	}
	name := string(rs)
	at, known := slot[name]
	if !known {
		at = int32(len(c.senses))
		slot[name] = at
		c.senses = append(c.senses, nil)
		c.names.Add(name, at)
		c.longest = max(c.longest, len(rs))
	}
	for _, have := range c.senses[at] {
		if have == s {
			return
		}
	}
	c.senses[at] = append(c.senses[at], s)
}

// spread writes out the choices of a pattern: {规上,}工业产值 is two names.
func spread(pattern string) []string {
	open := strings.IndexByte(pattern, '{')
	if open < 0 {
		return []string{pattern}
	}
	width := strings.IndexByte(pattern[open:], '}')
	if width < 0 {
		return []string{pattern}
	}
	var out []string
	rest := spread(pattern[open+width+1:])
	for choice := range strings.SplitSeq(pattern[open+1:open+width], ",") {
		for _, r := range rest {
			out = append(out, pattern[:open]+choice+r)
		}
	}
	return out
}

// Indicators lists the catalogue, domain by domain.
func (c *Catalogue) Indicators() []Indicator { return append([]Indicator(nil), c.all...) }

// Indicator is the one with a code.
func (c *Catalogue) Indicator(code string) (Indicator, bool) {
	at, ok := c.byCode[code]
	if !ok {
		return Indicator{}, false
	}
	return c.all[at], true
}

// Direction is where the indicator should go, Steady if the code is not known.
func (c *Catalogue) Direction(code string) Direction {
	if at, ok := c.byCode[code]; ok {
		return c.all[at].Direction
	}
	return Steady
}

// LowerIsBetter says that less of it is better: 失业率, PM2.5.
func (c *Catalogue) LowerIsBetter(code string) bool { return c.Direction(code) == Lower }

// AtConstantPrices says that its growth is stated at constant prices while its
// levels are at current ones, so that the two do not multiply out.
func (c *Catalogue) AtConstantPrices(code string) bool {
	at, ok := c.byCode[code]
	return ok && c.all[at].Prices == Constant
}
