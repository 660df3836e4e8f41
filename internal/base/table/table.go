// Package table reads the tables of facts that are built into the program:
// UTF-8, a row a line, cells parted by tabs, the first line a header. It
// refuses to know what the columns mean.
package table

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"
)

// Rows reads a table without its header. A table that is not there cannot be
// mended at run time: Rows panics, and the tests of the room that owns it say so first.
func Rows(files fs.FS, name string) [][]string {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		panic(err)
	}
	return Parse(string(text))
}

// Parse reads a table's text without its header.
func Parse(text string) [][]string {
	var out [][]string
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if i > 0 {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// Troubles are what is wrong with the form of a table: other line ends, a row
// of another width, a cell that is empty or has blanks around it. The columns
// in mayBeEmpty, from 0, need not be filled.
func Troubles(files fs.FS, name string, columns int, mayBeEmpty ...int) (troubles []string) {
	say := func(format string, args ...any) {
		troubles = append(troubles, name+": "+fmt.Sprintf(format, args...))
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return []string{err.Error()}
	}
	if !utf8.Valid(text) || strings.Contains(string(text), "\r") {
		say("not plain UTF-8 with plain line ends")
	}
	empty := map[int]bool{}
	for _, k := range mayBeEmpty {
		empty[k] = true
	}
	for i, row := range Rows(files, name) {
		if len(row) != columns {
			say("line %d has %d columns, want %d", i+2, len(row), columns)
			continue
		}
		for k, cell := range row {
			if cell != strings.TrimSpace(cell) || cell == "" && !empty[k] {
				say("line %d column %d: %q", i+2, k+1, cell)
			}
		}
	}
	return troubles
}
