package burden

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"duban/internal/base/table"
)

// Holding (已有的数) is something that the system holds already: by which names
// people ask for it, and where it stands.
type Holding struct {
	Names []string
	Title string // as it is called where it stands
	Of    string // where that is: 统计指标, 任务月报 …
	Href  string
	// Latest is the newest value as people read it, "" where there is none or it is many.
	Latest string
}

// Match (查到的) is a holding that was found for what somebody asks, and how near it is.
type Match struct {
	Holding
	Near int // per cent; from Same on it is what was asked
}

// Same and Like are from when on a name is what was asked, or like it.
const (
	Same = 80
	Like = 55
)

// Held says that what was asked stands in the system.
func (m Match) Held() bool { return m.Near >= Same }

var idleRows = table.Rows(data, "data/idle.tsv")

// plain leaves of a request what names the fact: without the words that only
// ask, times, places of the whole and punctuation.
func plain(words string) []rune {
	words = strings.ToLower(words)
	for _, r := range idleRows {
		words = strings.ReplaceAll(words, r[0], " ")
	}
	var out []rune
	for _, r := range words {
		if unicode.IsLetter(r) {
			out = append(out, r)
		}
	}
	return out
}

// Find are the holdings that are what was asked, or like it, the nearest first.
func Find(words string, all []Holding, most int) []Match {
	asked := plain(words)
	if len(asked) < 2 {
		return nil
	}
	var found []Match
	for _, h := range all {
		near := 0
		for _, name := range h.Names {
			near = max(near, likeness(asked, plain(name)))
		}
		if near >= Like {
			found = append(found, Match{h, near})
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int { return cmp.Compare(b.Near, a.Near) })
	return found[:min(len(found), most)]
}

// Alike is how near two texts are, in per cent, by what they name.
func Alike(a, b string) int {
	asked := plain(a)
	if len(asked) < 2 {
		return 0
	}
	return likeness(asked, plain(b))
}

// likeness is how many of the pairs of letters two names share (Dice), in per
// cent. A name that stands whole in the request, and is most of it, is the same.
func likeness(asked, name []rune) int {
	if len(name) < 2 {
		return 0
	}
	if string(asked) == string(name) {
		return 100
	}
	pairs := map[[2]rune]int{}
	for i := range len(name) - 1 {
		pairs[[2]rune{name[i], name[i+1]}]++
	}
	shared := 0
	for i := range len(asked) - 1 {
		if p := [2]rune{asked[i], asked[i+1]}; pairs[p] > 0 {
			pairs[p]--
			shared++
		}
	}
	return shared * 200 / (len(asked) + len(name) - 2)
}
