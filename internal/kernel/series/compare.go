package series

import "slices"

// Comparison (比较) is an axis of single years on which several places have
// results.
type Comparison struct {
	Axis   // of all places together
	Places []PlaceYears
	Latest int // the newest of the years in which most places have a result
}

// PlaceYears (一地历年) is what one place says year by year.
type PlaceYears struct {
	Name  string
	Years []Year
}

// In is what the place says of one year.
func (p PlaceYears) In(year int) (Year, bool) {
	i := slices.IndexFunc(p.Years, func(y Year) bool { return y.Year == year })
	if i < 0 {
		return Year{}, false
	}
	return p.Years[i], true
}

// Compare lays the figures of places, named in the same order, onto common
// axes. Only axes with results of two places and more remain.
func Compare(names []string, figures [][]Figure) []Comparison {
	var all []Figure
	whose := map[string]int{} // report → place
	for i, list := range figures {
		for _, f := range list {
			whose[f.Record.Report] = i
			all = append(all, f)
		}
	}
	var out []Comparison
	for _, a := range Axes(all) {
		if a.Years != 1 {
			continue
		}
		c := Comparison{Axis: a}
		count := map[int]int{}
		for i, name := range names {
			own := a
			own.Figures = slices.DeleteFunc(slices.Clone(a.Figures), func(f Placed) bool { return whose[f.Record.Report] != i })
			years := slices.DeleteFunc(own.ByYear(), func(y Year) bool { return y.Result == nil })
			if len(years) == 0 {
				continue
			}
			c.Places = append(c.Places, PlaceYears{name, years})
			for _, y := range years {
				count[y.Year]++
			}
		}
		if len(c.Places) < 2 {
			continue
		}
		for year, n := range count {
			if n > count[c.Latest] || n == count[c.Latest] && year > c.Latest {
				c.Latest = year
			}
		}
		out = append(out, c)
	}
	return out
}
