package burden

import (
	"slices"
	"strings"

	"duban/internal/base/table"
)

// Double (重复要数) is a fact that two forms ask the same unit for.
type Double struct {
	About, Fact   string
	One, Other    string // ids of the forms
	Title, Second string // of the fields
}

// Excused (例外) is a double that is meant, with the reason.
type Excused struct{ About, Fact, One, Other, Reason string }

var (
	sameRows    = table.Rows(data, "data/same.tsv")
	excusedRows = table.Rows(data, "data/excused.tsv")
)

// Exceptions are the doubles that are meant.
func Exceptions() (all []Excused) {
	for _, r := range excusedRows {
		all = append(all, Excused{r[0], r[1], r[2], r[3], r[4]})
	}
	return all
}

// FactOf is which fact a field of that name asks for: forms call one fact by several names.
func FactOf(name string) string {
	for _, r := range sameRows {
		if slices.Contains(strings.Split(r[1], " "), name) {
			return r[0]
		}
	}
	return name
}

// Doubles are the facts that two forms ask units for, where one of them recurs
// or holds what the other asks, less those that are meant. A form that recurs
// does not double itself: each month is another observation.
func Doubles(forms []Form, meant []Excused) []Double {
	type asked struct {
		form  Form
		field Field
	}
	by := map[[2]string][]asked{}
	var order [][2]string
	for _, f := range forms {
		if !f.ByUnits {
			continue
		}
		for _, x := range f.Fields {
			if x.Taken || x.About == "" || x.Fact == "" {
				continue
			}
			key := [2]string{x.About, x.Fact}
			if slices.ContainsFunc(by[key], func(a asked) bool { return a.form.ID == f.ID }) {
				continue // parts of one form
			}
			if by[key] == nil {
				order = append(order, key)
			}
			by[key] = append(by[key], asked{f, x})
		}
	}
	var all []Double
	for _, key := range order {
		list := by[key]
		for i, a := range list {
			for _, b := range list[i+1:] {
				if alternative(a.form, b.form) {
					continue
				}
				d := Double{key[0], key[1], a.form.ID, b.form.ID, a.field.Title, b.field.Title}
				if !slices.ContainsFunc(meant, d.excusedBy) {
					all = append(all, d)
				}
			}
		}
	}
	return all
}

// alternative says that a case asks for one of two forms: they are one sheet, or
// are two ways on from one stage.
func alternative(a, b Form) bool {
	if a.Procedure == "" || a.Procedure != b.Procedure {
		return false
	}
	return a.Sheet == b.Sheet || len(a.From)+len(b.From) == 0 || slices.ContainsFunc(a.From, func(s string) bool { return slices.Contains(b.From, s) })
}

func (d Double) excusedBy(x Excused) bool {
	return x.About == d.About && x.Fact == d.Fact && (x.One == d.One && x.Other == d.Other || x.One == d.Other && x.Other == d.One)
}
