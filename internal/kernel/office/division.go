package office

import (
	"sync"

	"duban/internal/base/table"
)

// Place (行政区划) is a place with its code of GB/T 2260.
type Place struct {
	Code string // six digits: 429004
	Name string // 仙桃市
}

var divisions = sync.OnceValue(func() []Place {
	var out []Place
	for _, r := range table.Rows(data, "data/divisions.tsv") {
		out = append(out, Place{Code: r[0], Name: r[1]})
	}
	return out
})
var divisionCodes = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	for _, d := range divisions() {
		if _, twice := codes[d.Name]; twice {
			codes[d.Name] = "" // 市中区, 鼓楼区: the name alone does not tell
			continue
		}
		codes[d.Name] = d.Code
	}
	return codes
})

// Divisions lists the places in order of code.
func Divisions() []Place { return append([]Place(nil), divisions()...) }

// Division (区划代码) gives the code of a place by its full name, "" if it is not
// known or more than one place has the name.
func Division(place string) string { return divisionCodes()[place] }
