package task

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

// Colour (颜色) is what a profile makes of a pace.
type Colour string

// The colours. What each means, the profile says.
const (
	Green  Colour = "green"
	Yellow Colour = "yellow"
	Red    Colour = "red"
	Blue   Colour = "blue"
	Orange Colour = "orange"
	Grey   Colour = "grey"
)

// Colours are all colours, the most pressing first.
var Colours = []Colour{Red, Orange, Yellow, Green, Blue, Grey}

// Profile (颜色口径) says which colour which pace has; places differ.
type Profile struct {
	Name  string
	Title string
	Rules []ProfileRule // the first that fits decides
}

// ProfileRule is a line of a profile.
type ProfileRule struct {
	Rule      string // done, stopped, overdue, unasked, below, near, else
	Threshold quantity.Decimal
	Colour    Colour
	Words     string
	Basis     string
}

// Standard is the profile of a division that chose none.
const Standard = "standard"

//go:embed data/profiles.tsv
var profileTable string

// Profiles are all profiles that are shipped.
var Profiles = sync.OnceValue(func() (all []Profile) {
	for _, c := range table.Parse(profileTable) {
		i := slices.IndexFunc(all, func(p Profile) bool { return p.Name == c[0] })
		if i < 0 {
			i, all = len(all), append(all, Profile{Name: c[0], Title: c[1]})
		}
		r := ProfileRule{Rule: c[2], Colour: Colour(c[4]), Words: c[5], Basis: c[6]}
		if c[3] != "" {
			r.Threshold = quantity.Must(c[3])
		}
		all[i].Rules = append(all[i].Rules, r)
	}
	return all
})

// ProfileNamed finds a profile; the standard one where there is none of the name.
func ProfileNamed(name string) Profile {
	all := Profiles()
	if i := slices.IndexFunc(all, func(p Profile) bool { return p.Name == name }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// colour is the colour of a pace, and the line of the profile that gave it with
// its numbers, where words are made.
func (p Profile) colour(t *Task, k *Pace) (Colour, string) {
	left := t.Terms.DueOn.Days() - k.On.Days()
	for _, r := range p.Rules {
		fits := false
		switch r.Rule {
		case "done":
			fits = t.State == ClosedOut
		case "stopped":
			fits = t.State == Suspended || t.State == Withdrawn
		case "overdue":
			fits = k.Overdue
		case "unasked":
			fits = !k.Asked
		case "below":
			fits = k.Asked && k.Ratio != nil && k.Ratio.Cmp(r.Threshold) < 0
		case "near":
			fits = left >= 0 && quantity.Int(left).Cmp(r.Threshold) <= 0
		case "else":
			fits = true
		}
		if fits && k.quiet {
			return r.Colour, ""
		}
		if fits {
			return r.Colour, r.why(t, k, left)
		}
	}
	return Grey, ""
}

// why says a line of a profile with the numbers that made it fit.
func (r ProfileRule) why(t *Task, k *Pace, left int64) string {
	switch {
	case r.Rule == "overdue":
		return fmt.Sprintf("%s：时限 %s", r.Words, t.Terms.DueOn)
	case r.Rule == "below":
		return fmt.Sprintf("%s：完成 %s ÷ 应完成 %s = %s，小于 %s", r.Words, k.Done, k.Due, k.Ratio, r.Threshold)
	case r.Rule == "near":
		return fmt.Sprintf("%s：还有 %d 日", r.Words, left)
	case r.Rule == "else" && k.Ratio != nil:
		return fmt.Sprintf("%s：完成 %s ÷ 应完成 %s = %s", r.Words, k.Done, k.Due, k.Ratio)
	}
	return r.Words
}
