// Package office is the usual units of a county-level city, what each answers
// for, and the codes of places.
//
// Suggest names the units that may lead an undertaking, with the duty and the
// words that speak for each. It is a suggestion for a person to confirm: where
// a city divides its work otherwise, the city's own data decide. The room
// refuses to know reports, tasks and the clock; start reading at Standard.
package office

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"duban/internal/base/lexicon"
	"duban/internal/base/table"
)

//go:embed data/units.tsv data/joint.tsv data/duties.tsv data/divisions.tsv
var data embed.FS

// Unit (单位) is a body of government that can be given a task.
type Unit struct {
	Code    string   // stable, ASCII: science
	Name    string   // as a county-level city says it: 市科技局
	Aliases []string // other usual names, without 市, 县 or 区
	Rank    int      // place in the official order, smaller first
	Basis   string   // law or 三定 that names it
}

// Catalogue (单位名录) is the units with their duties. It is read-only once
// made and may be used from any goroutine.
type Catalogue struct {
	units    []Unit
	duties   []duty
	byCode   map[string]int
	byName   map[string][]int // alias → units; more than one for a merged office
	triggers *lexicon.Book[int32]
	claims   [][]claim // by the number the trie holds
	ballots  sync.Pool // of *[]tally
}

// duty is one row of duties.tsv: what a unit answers for and the words that tell.
type duty struct {
	unit   int
	name   string
	except []string
	basis  string
}

// claim is what one trigger says for one unit.
type claim struct {
	unit, duty int
	weight     int
	word       string
}

// Standard is the catalogue of a county-level city as most of them are set up.
var Standard = sync.OnceValue(func() *Catalogue {
	c := &Catalogue{byCode: map[string]int{}, byName: map[string][]int{}, triggers: &lexicon.Book[int32]{}}
	for _, r := range table.Rows(data, "data/units.tsv") {
		rank, _ := strconv.Atoi(r[0])
		u := Unit{Rank: rank, Code: r[1], Name: r[2], Aliases: strings.Fields(r[3]), Basis: r[4]}
		i := len(c.units)
		c.units = append(c.units, u)
		c.byCode[u.Code] = i
		c.called(strings.TrimPrefix(u.Name, "市"), i)
		for _, a := range u.Aliases {
			c.called(a, i)
		}
	}
	for _, r := range table.Rows(data, "data/joint.tsv") {
		for code := range strings.FieldsSeq(r[1]) {
			c.called(r[0], c.byCode[code])
		}
	}
	slot := map[string]int32{}
	for _, r := range table.Rows(data, "data/duties.tsv") {
		unit, known := c.byCode[r[0]]
		if !known {
			unit = -1 // none: words that only hide shorter triggers
		}
		d := duty{unit: unit, name: r[1], except: strings.Fields(r[3]), basis: r[4]}
		c.duties = append(c.duties, d)
		for t := range strings.FieldsSeq(r[2]) {
			word, weight, _ := strings.Cut(t, "*")
			n, _ := strconv.Atoi(weight)
			at, ok := slot[word]
			if !ok {
				at = int32(len(c.claims))
				slot[word] = at
				c.claims = append(c.claims, nil)
				c.triggers.Add(word, at)
			}
			if unit < 0 {
				continue
			}
			c.claims[at] = append(c.claims[at], claim{unit: d.unit, duty: len(c.duties) - 1, weight: n, word: word})
		}
	}
	return c
})

// Units lists the catalogue in official order.
func (c *Catalogue) Units() []Unit { return append([]Unit(nil), c.units...) }

func (c *Catalogue) called(name string, unit int) {
	for _, have := range c.byName[name] {
		if have == unit {
			return
		}
	}
	c.byName[name] = append(c.byName[name], unit)
}
