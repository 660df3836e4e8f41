package civil

import (
	"fmt"
	"io/fs"
	"slices"

	"duban/internal/base/table"
)

// ReadCalendar reads the calendar of the State Council's notices from
// calendar.tsv (from, to, works, name, basis), with what a place adds to it. A
// year is published once its own first of January is a holiday in the table.
func ReadCalendar(files fs.FS, local []Stretch, sessions []Session) (*Calendar, error) {
	text, err := fs.ReadFile(files, "calendar.tsv")
	if err != nil {
		return nil, err
	}
	stretches, published, err := ParseStretches(string(text))
	if err != nil {
		return nil, err
	}
	for _, s := range local {
		s.Local = true
		stretches = append(stretches, s)
	}
	return NewCalendar(published, stretches, sessions)
}

// ParseStretches reads the rows of calendar.tsv, and which years they settle.
func ParseStretches(text string) (stretches []Stretch, published []int, err error) {
	for i, r := range table.Parse(text) {
		if len(r) != 5 {
			return nil, nil, fmt.Errorf("civil: row %d of the calendar has %d columns", i+2, len(r))
		}
		from, err := ParseDate(r[0])
		if err != nil {
			return nil, nil, err
		}
		to, err := ParseDate(r[1])
		if err != nil {
			return nil, nil, err
		}
		stretches = append(stretches, Stretch{From: from, To: to, Works: r[2] == "1", Name: r[3], Basis: r[4]})
		if r[2] != "1" && from.Month == 1 && from.Day == 1 && !slices.Contains(published, from.Year) {
			published = append(published, from.Year)
		}
	}
	return stretches, published, nil
}
