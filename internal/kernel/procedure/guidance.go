package procedure

import (
	"slices"

	"duban/internal/base/civil"
)

// Guidance (办事指引) is what somebody who asks for an item or a bundle has to
// know in the situation that the answers tell: the items, in which order, what
// to bring, and what not to bring and why.
type Guidance struct {
	Questions []Answered
	Parts     []GuidedPart
	Bring     []Listed
	Spared    []Listed
	Fields    []string // of the form, beside those asked of all
}

// Answered (已问问题) is a question with its answer, "" while it is open.
type Answered struct {
	*Question
	Answer string
}

// GuidedPart (指引事项) is an item in its place: of the first wave, which waits
// for nothing, or of a later one.
type GuidedPart struct {
	*Item
	Wave  int
	After []*Item
}

// Listed (列出的材料) is a material, for which items, and for what is spared who has it.
type Listed struct {
	*Need
	For   []*Item
	Why   Spare
	Giver *Item // whose outcome it is
}

// Spare (免交缘由) is why a material is not to be brought.
type Spare string

// The reasons.
const (
	HeldBy    Spare = "held"      // somebody of the city has it
	GivenBy   Spare = "given"     // it comes of an item before
	Situation Spare = "situation" // not in this situation
)

// Open says that a question has no answer yet.
func (g Guidance) Open() bool {
	return slices.ContainsFunc(g.Questions, func(a Answered) bool { return a.Answer == "" })
}

// FilledIn are the titles of what need not be brought where the form is filled
// in: the form itself.
func (g Guidance) FilledIn() []string {
	var list []string
	for _, l := range g.Bring {
		if l.Material.Filled {
			list = append(list, l.Material.Title)
		}
	}
	return list
}

// GuideItem is the guidance for one item.
func (c *Catalogue) GuideItem(i *Item, answers map[string]string) Guidance {
	return c.guide(i.Asks, []*BundlePart{{Item: i}}, answers)
}

// GuideBundle is the guidance for a bundle.
func (c *Catalogue) GuideBundle(b *Bundle, answers map[string]string) Guidance {
	return c.guide(b.Asks, b.Parts, answers)
}

func (c *Catalogue) guide(asks []string, parts []*BundlePart, answers map[string]string) Guidance {
	var g Guidance
	env := map[string]any{}
	for _, name := range asks {
		q := c.Question(name)
		a := answers[name]
		if !slices.Contains(q.Choices, a) {
			a = ""
		}
		g.Questions = append(g.Questions, Answered{q, a})
		env[name] = a
	}
	var in []*BundlePart
	for _, p := range parts {
		if p.When == nil || p.When.Holds(env) {
			in = append(in, p)
		}
	}
	in = ordered(in)
	wave := map[string]int{}
	for _, p := range in {
		n := 1
		x := GuidedPart{Item: p.Item}
		for _, code := range p.After {
			if w, ok := wave[code]; ok {
				n = max(n, w+1)
				x.After = append(x.After, c.Item(code))
			}
		}
		wave[p.Item.Code], x.Wave = n, n
		g.Parts = append(g.Parts, x)
		for _, f := range p.Item.Form {
			if !slices.Contains(g.Fields, f) {
				g.Fields = append(g.Fields, f)
			}
		}
	}
	for _, p := range g.Parts {
		for _, n := range p.Needs {
			l := Listed{Need: n, For: []*Item{p.Item}}
			before := slices.IndexFunc(g.Parts, func(o GuidedPart) bool { return o.Wave < p.Wave && slices.Contains(o.Gives, n.Material.Code) })
			switch {
			case n.When != nil && !n.When.Holds(env):
				l.Why = Situation
			case before >= 0:
				l.Why, l.Giver = GivenBy, g.Parts[before].Item
			case n.Material.Held != "":
				l.Why = HeldBy
			}
			g.list(l)
		}
	}
	return g
}

// list puts a material where it belongs, once, with the most that any item asks of it.
func (g *Guidance) list(l Listed) {
	into := &g.Spared
	if l.Why == "" {
		into = &g.Bring
	}
	for i := range *into {
		x := &(*into)[i]
		if x.Material != l.Material || x.Why != l.Why {
			continue
		}
		x.For = append(x.For, l.For...)
		most := *x.Need
		most.Originals, most.Copies = max(most.Originals, l.Originals), max(most.Copies, l.Copies)
		most.Optional = most.Optional && l.Optional
		x.Need = &most
		return
	}
	*into = append(*into, l)
}

// ordered puts parts behind those that come before them; the declaration has no circle.
func ordered(parts []*BundlePart) []*BundlePart {
	var done []*BundlePart
	left := slices.Clone(parts)
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(p *BundlePart) bool {
			return !slices.ContainsFunc(left, func(o *BundlePart) bool { return o != p && slices.Contains(p.After, o.Item.Code) })
		})
		if i < 0 {
			return append(done, left...)
		}
		done = append(done, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return done
}

// longest is how long the slowest chain of a bundle's parts takes by their own
// promises, in minutes of work.
func (b *Bundle) longest(field string, day civil.Date) int {
	end := map[string]int{}
	most := 0
	for _, p := range ordered(b.Parts) {
		start := 0
		for _, code := range p.After {
			start = max(start, end[code])
		}
		n, ok := workMinutes(p.Item.LimitOf(field, day))
		if !ok {
			continue
		}
		end[p.Item.Code] = start + n
		most = max(most, start+n)
	}
	return most
}

// A workday has eight hours of work.
const dayOfWork = 8 * 60

// workMinutes is a limit of work time in minutes; ok is false for calendar time.
func workMinutes(l civil.Limit) (n int, ok bool) {
	switch l.Unit {
	case civil.Workdays:
		return l.N * dayOfWork, true
	case civil.WorkHours:
		return l.N * 60, true
	case civil.WorkMinutes:
		return l.N, true
	}
	return 0, false
}

// calendarMinutes is a limit of calendar time in minutes, a month as its shortest.
func calendarMinutes(l civil.Limit) int {
	const day = 24 * 60
	switch l.Unit {
	case civil.Days:
		return l.N * day
	case civil.Months:
		return l.N * 28 * day
	case civil.Hours:
		return l.N * 60
	}
	return l.N
}

// longestRest is how many days in a row nobody works at most, and beside every
// five workdays there are two of rest.
const longestRest = 9

// exceeds says that one limit may end later than another, whenever both begin.
func exceeds(a, b civil.Limit) bool {
	x, work := workMinutes(a)
	y, other := workMinutes(b)
	switch {
	case work && other:
		return x > y
	case !work && !other:
		return calendarMinutes(a) > calendarMinutes(b)
	case work: // in calendar days at its slowest
		days := (x + dayOfWork - 1) / dayOfWork
		return (days+2*(days/5)+longestRest)*24*60 > calendarMinutes(b)
	}
	return calendarMinutes(a) > y/dayOfWork*24*60
}
