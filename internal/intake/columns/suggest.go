package columns

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/intake/grid"
)

// How sure a guess is.
const (
	exact   = 100 // the title is a name of the field
	shaped  = 80  // what stands in the cells looks like the field alone
	partial = 60  // the title holds a name of the field
	least   = 40
)

var (
	brackets = regexp.MustCompile(`[(\[【〔][^)\]】〕]*[)\]】〕]`)
	ordinals = regexp.MustCompile(`^[0-9一二三四五六七八九十]+[、.．]`)
)

// bare is a title without what stands in brackets, its number and its marks.
func bare(t string) string {
	t = grid.Fold(t)
	t = brackets.ReplaceAllString(t, "")
	t = ordinals.ReplaceAllString(t, "")
	return strings.Trim(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(t, "万元"), "亿元"), "单位"), ":：、,，·-/")
}

// named is how sure a title is a name of a field.
func named(t string, f Field) int {
	if t == "" {
		return 0
	}
	best := 0
	for _, n := range append([]string{f.Title}, f.Names...) {
		n = bare(n)
		switch long := utf8.RuneCountInString(n); {
		case n == "":
		case n == t:
			return exact
		case long >= 2 && strings.Contains(t, n):
			// the more of the title it is, the surer
			best = max(best, least+(partial-least)*long/utf8.RuneCountInString(t))
		case utf8.RuneCountInString(t) >= 3 && strings.Contains(n, t):
			best = max(best, least+(partial-least)*utf8.RuneCountInString(t)/long-5)
		}
	}
	return best
}

// enough is how many of a column's cells have to look like a field, in tenths.
const enough = 6

func (s Sheet) shaped(column int, f Field) int {
	if f.Shape == nil {
		return 0
	}
	some, fit := 0, 0
	for _, l := range s.Lines {
		if l.Cells[column] == "" {
			continue
		}
		if some++; f.Shape(l.Cells[column]) {
			fit++
		}
	}
	if some > 0 && fit*10 >= some*enough {
		return shaped
	}
	return 0
}

// Suggest guesses which column is which field: the surest first, each field and
// each column once.
func (s Sheet) Suggest(fields []Field) Mapping {
	type guess struct{ column, field, sure int }
	var all []guess
	for i, t := range s.Titles {
		for k, f := range fields {
			sure := max(named(bare(t), f), s.shaped(i, f))
			if sure >= least {
				all = append(all, guess{i, k, sure})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Or(b.sure-a.sure, a.column-b.column, a.field-b.field) })
	m := make(Mapping, len(s.Titles))
	for _, g := range all {
		if m[g.column] == "" && !slices.Contains(m, fields[g.field].Key) {
			m[g.column] = fields[g.field].Key
		}
	}
	return m
}
