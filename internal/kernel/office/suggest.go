package office

import (
	"math"
	"slices"
	"sort"
	"strings"
)

// Suggestion (牵头单位建议) is a unit that may lead, and why.
type Suggestion struct {
	Unit   string  // 市科技局; a town or park by the name the text gives it
	Score  float64 // 0..1, comparable within one answer only
	Reason string  // the duty and the words that speak for it
	Code   string  // of the catalogue
}

// how much a heading says beside the sentence itself, innermost first.
var headingShare = []float64{0.45, 0.2, 0.08, 0.04}

// worth of a trigger by its weight in duties.tsv.
var worth = [...]float64{0, 0.5, 1.1, 2.0, 3.2, 4.8}

const (
	fading = 0.7 // each further trigger of a unit counts that much of the one before
	half   = 6.0 // the sum at which the score is one half
	most   = 5   // suggestions given
	floor  = 0.5 // sums below are noise
)

// found is one trigger seen in the text.
type found struct {
	from, to int
	slot     int32
	score    float64
}

// tally is what speaks for one unit.
type tally struct {
	sum     float64
	reasons []reason
	name    string // where the text names the unit itself
}

type reason struct {
	score   float64
	duty    int
	word    string
	heading bool
}

// Suggest names the units that may lead an undertaking, best first, five at
// most. words is its text, path its headings, outermost first. The words of the
// undertaking decide; where they say little, the headings do.
func (c *Catalogue) Suggest(words string, path []string) []Suggestion {
	return c.Under(path).Suggest(words)
}

// Under (章节下) suggests for the undertakings of one section, whose headings
// are weighed once.
type Under struct {
	c        *Catalogue
	headings [][]voice // innermost first
	inner    []rune    // the innermost heading that says something
	near     float64   // how much of a place it names: less if it stands further out
}

// Under reads the headings of a section, outermost first.
func (c *Catalogue) Under(path []string) *Under {
	u := &Under{c: c}
	for k := len(path) - 1; k >= 0 && len(u.headings) < len(headingShare); k-- {
		rs := plain(path[k])
		said := c.voices(rs)
		if len(said) == 0 && !slices.ContainsFunc(rs, placeMark) {
			continue // 发展有保障: says nothing, the next heading stands in
		}
		if u.inner == nil {
			u.inner, u.near = rs, 1
			if k < len(path)-1 {
				u.near = 0.55
			}
		}
		u.headings = append(u.headings, said)
	}
	return u
}

// Suggest names the units that may lead an undertaking of the section.
func (u *Under) Suggest(words string) []Suggestion { return u.suggest(words, true) }

// Foremost is Suggest without reasons, for one who only compares.
func (u *Under) Foremost(words string) []Suggestion { return u.suggest(words, false) }

func (u *Under) suggest(words string, why bool) []Suggestion {
	c := u.c
	sheet := c.ballot()
	defer c.ballots.Put(sheet)
	votes := *sheet
	own := plain(words)
	count(c.voices(own), 1, false, votes)
	best := 0.0
	for i := range votes {
		best = max(best, votes[i].sum)
	}
	quiet := 1.2 / (1 + best/8) // the more the sentence says, the less its headings
	for i, h := range u.headings {
		count(h, headingShare[i]*quiet, true, votes)
	}
	c.places(own, u.inner, u.near, votes)
	c.sundry(own, votes)

	order := make([]int, 0, 16)
	for i := range votes {
		if votes[i].sum >= floor {
			order = append(order, i)
		}
	}
	sort.Slice(order, func(a, b int) bool {
		if x, y := votes[order[a]].sum, votes[order[b]].sum; x != y {
			return x > y
		}
		return order[a] < order[b]
	})
	if len(order) > most {
		order = order[:most]
	}
	out := make([]Suggestion, 0, len(order))
	for _, i := range order {
		v := &votes[i]
		name := v.name
		if name == "" {
			name = c.units[i].Name
		}
		because := ""
		if why {
			because = c.because(v)
		}
		out = append(out, Suggestion{
			Unit: name, Code: c.units[i].Code, Reason: because,
			Score: math.Round(v.sum/(v.sum+half)*1000) / 1000,
		})
	}
	return out
}

// ballot is an empty tally of every unit, to be put back; a suggestion is made
// for every stretch of a report, and most units get no vote.
func (c *Catalogue) ballot() *[]tally {
	if b, ok := c.ballots.Get().(*[]tally); ok {
		for i := range *b {
			v := &(*b)[i]
			v.sum, v.name, v.reasons = 0, "", v.reasons[:0]
		}
		return b
	}
	b := make([]tally, len(c.units))
	return &b
}

// voice is one trigger that speaks for a unit.
type voice struct {
	unit  int
	score float64
	duty  int
	word  string
}

// voices finds what one text says for which units, by unit, loudest first.
func (c *Catalogue) voices(rs []rune) []voice {
	var got []voice
	text := ""
	for _, h := range c.hits(rs) {
		for _, cl := range c.claims[h.slot] {
			if except := c.duties[cl.duty].except; len(except) > 0 {
				if text == "" {
					text = string(rs)
				}
				if containsAny(text, except) {
					continue
				}
			}
			got = append(got, voice{cl.unit, worth[cl.weight] * h.score, cl.duty, cl.word})
		}
	}
	slices.SortStableFunc(got, func(a, b voice) int {
		switch {
		case a.unit != b.unit:
			return a.unit - b.unit
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	return got
}

// count adds voices to the votes; each further one of a unit counts less.
func count(got []voice, share float64, heading bool, votes []tally) {
	fade := 1.0
	for i, g := range got {
		if i == 0 || got[i-1].unit != g.unit {
			fade = 1
		}
		v := &votes[g.unit]
		v.sum += g.score * fade * share
		fade *= fading
		if len(v.reasons) < 6 {
			v.reasons = append(v.reasons, reason{g.score * share, g.duty, g.word, heading})
		}
	}
}

// hits are the longest triggers of the text, one that lies inside another left
// out, each once, at its best place.
func (c *Catalogue) hits(rs []rune) []found {
	cut := clauses(rs)
	out := make([]found, 0, 16)
	end := 0
	for _, cl := range cut {
		for i := cl.start; i < cl.end; i++ {
			n, slot := c.triggers.Longest(rs[:cl.end], i)
			if n == 0 || i+n <= end {
				continue
			}
			end = i + n
			f := found{i, i + n, slot, cl.factor * place(rs, cl, i, i+n) * (1 + 0.07*float64(min(n, 9)-2))}
			if k := slices.IndexFunc(out, func(o found) bool { return o.slot == slot }); k >= 0 {
				out[k].score = max(out[k].score, f.score)
				continue
			}
			out = append(out, f)
		}
	}
	return out
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// sundry gives the government office what names the work of many units in one
// list (做好外事侨务、新闻出版、档案管理、地方志等工作), which it must divide. Only
// a list that opens the sentence is of that kind.
func (c *Catalogue) sundry(own []rune, votes []tally) {
	stops := 0
	for i, r := range own {
		switch r {
		case ',', ';':
			return
		case '、':
			stops++
			continue
		}
		if r != '等' || stops < 3 {
			continue
		}
		tail := string(own[i:min(i+7, len(own))])
		if !strings.Contains(tail, "工作") && !strings.Contains(tail, "事业") && !strings.Contains(tail, "任务") {
			continue
		}
		sheet := c.ballot()
		defer c.ballots.Put(sheet)
		list := *sheet
		count(c.voices(own[:i]), 1, false, list)
		loud, many := 0.0, 0
		for _, v := range list {
			loud = max(loud, v.sum)
		}
		for _, v := range list {
			if v.sum >= 0.5*loud && loud >= floor {
				many++
			}
		}
		best := 0.0
		for _, v := range votes {
			best = max(best, v.sum)
		}
		at := c.byCode["government_office"]
		switch {
		case many >= 5 && best*1.02 > votes[at].sum:
			votes[at].add(best*1.02-votes[at].sum, "并列多家职责", false)
		case many == 4 && best*0.8 > votes[at].sum:
			votes[at].add(best*0.8-votes[at].sum, "并列多家职责", false)
		}
		return
	}
}

// because says in Chinese what spoke for a unit.
func (c *Catalogue) because(v *tally) string {
	slices.SortStableFunc(v.reasons, func(a, b reason) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	var b strings.Builder
	lead := -1
	for _, r := range v.reasons {
		if r.duty >= 0 {
			lead = r.duty
			break
		}
	}
	if lead >= 0 {
		b.WriteString("职责：" + c.duties[lead].name)
	}
	for _, inHeading := range []bool{false, true} {
		n := 0
		for _, r := range v.reasons {
			if r.heading != inHeading || n == 3 {
				continue
			}
			switch {
			case n > 0:
				b.WriteString("、")
			case inHeading:
				b.WriteString("；标题：")
			default:
				b.WriteString("；文中：")
			}
			b.WriteString(r.word)
			n++
		}
	}
	return strings.TrimPrefix(b.String(), "；")
}
