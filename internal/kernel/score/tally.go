package score

import (
	"fmt"
	"sort"
	"strings"
)

// Ratio (比率) is right out of all.
type Ratio struct{ Right, All int }

// Of is the ratio as a number; 1 where there is nothing to get right.
func (r Ratio) Of() float64 {
	if r.All == 0 {
		return 1
	}
	return float64(r.Right) / float64(r.All)
}

func (r Ratio) String() string { return fmt.Sprintf("%.4f (%d/%d)", r.Of(), r.Right, r.All) }

func (r *Ratio) count(right bool) {
	r.All++
	if right {
		r.Right++
	}
}

// F (F1) holds the counts behind precision, recall and their harmonic mean.
type F struct{ Found, Gold, Right int }

// Precision is right of found.
func (f F) Precision() float64 { return Ratio{f.Right, f.Found}.Of() }

// Recall is right of gold.
func (f F) Recall() float64 { return Ratio{f.Right, f.Gold}.Of() }

// F1 is their harmonic mean.
func (f F) F1() float64 {
	if f.Found+f.Gold == 0 {
		return 1
	}
	return 2 * float64(f.Right) / float64(f.Found+f.Gold)
}

func (f F) String() string {
	return fmt.Sprintf("P %.4f R %.4f F1 %.4f (%d of %d found, %d gold)", f.Precision(), f.Recall(), f.F1(), f.Right, f.Found, f.Gold)
}

// Card (成绩单) is the score of one file or of several pooled.
type Card struct {
	Name   string
	Kind   Kind
	Fs     map[string]F
	Ratios map[string]Ratio
	Misses []Miss
}

// Miss (差错) is one record that was not read as the gold has it.
type Miss struct {
	What    string // missing, extra, or the fields that differ
	Gold    string
	Ours    string
	Context string
}

func newCard(name string, k Kind) *Card {
	return &Card{Name: name, Kind: k, Fs: map[string]F{}, Ratios: map[string]Ratio{}}
}

func (c *Card) ratio(name string, right bool) {
	r := c.Ratios[name]
	r.count(right)
	c.Ratios[name] = r
}

// Pool adds the counts of cards of one kind (micro-average).
func Pool(name string, cards []*Card) *Card {
	if len(cards) == 0 {
		return newCard(name, "")
	}
	p := newCard(name, cards[0].Kind)
	for _, c := range cards {
		for k, f := range c.Fs {
			g := p.Fs[k]
			p.Fs[k] = F{g.Found + f.Found, g.Gold + f.Gold, g.Right + f.Right}
		}
		for k, r := range c.Ratios {
			g := p.Ratios[k]
			p.Ratios[k] = Ratio{g.Right + r.Right, g.All + r.All}
		}
	}
	return p
}

// Lines writes the card as stable text, a line a figure, for people and for the golden file.
func (c *Card) Lines() []string {
	var out []string
	for k, f := range c.Fs {
		out = append(out, fmt.Sprintf("%s\t%s\t%s\t%s", c.Name, c.Kind, k, f))
	}
	for k, r := range c.Ratios {
		line := fmt.Sprintf("%s\t%s\t%s\t%s", c.Name, c.Kind, k, r)
		out = append(out, line)
	}
	sort.Strings(out)
	return out
}

// grams are the bigrams of a text without blanks; a single character is its own.
func grams(s string) []string {
	rs := []rune(strings.Join(strings.Fields(s), ""))
	if len(rs) < 2 {
		return []string{string(rs)}
	}
	out := make([]string, 0, len(rs)-1)
	for i := 0; i+2 <= len(rs); i++ {
		out = append(out, string(rs[i:i+2]))
	}
	return out
}

// Overlap is the Dice coefficient of the bigrams of two texts: 1 the same, 0 nothing shared.
func Overlap(a, b string) float64 {
	ga, gb := grams(a), grams(b)
	left := map[string]int{}
	for _, g := range gb {
		left[g]++
	}
	shared := 0
	for _, g := range ga {
		if left[g] > 0 {
			left[g]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(ga)+len(gb))
}
