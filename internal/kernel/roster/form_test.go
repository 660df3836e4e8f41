package roster_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"duban/internal/kernel/roster"
)

func TestTheFormIsSoundInItself(t *testing.T) {
	for _, s := range roster.Sheets {
		var titles []string
		for i, c := range s.Columns {
			if c.Title == "" || c.Meaning == "" || c.Example == "" || c.Width <= 0 || slices.Contains(titles, c.Title) || c.Title == roster.ProblemTitle {
				t.Errorf("%s: column %d %q is not whole, or twice", s.Name, i+1, c.Title)
			}
			titles = append(titles, c.Title)
			if (c.Sense == roster.Choice) != (len(c.Choices) > 0) || (c.Sense == roster.Name) != (c.Most > 0) {
				t.Errorf("%s %s: sense and choices or length do not agree", s.Name, c.Title)
			}
			if c.Sense == roster.Choice {
				if _, ok := c.CodeOf(c.Example); !ok {
					t.Errorf("%s %s: the example %q cannot be chosen", s.Name, c.Title, c.Example)
				}
				// a list longer than this in the cell's own rule opens as a damaged file
				if n := len(utf16.Encode([]rune(strings.Join(c.Words(), ",")))); n > 255 {
					t.Errorf("%s %s: the list of words has %d characters", s.Name, c.Title, n)
				}
			}
			if got, ok := s.Column(c.Title); !ok || got.Meaning != c.Meaning {
				t.Errorf("%s %s is not found by its title", s.Name, c.Title)
			}
		}
		if !s.Columns[0].Required {
			t.Errorf("%s: the column that names the row may be empty", s.Name)
		}
	}
	if _, ok := roster.Units.Column("角色"); ok {
		t.Error("units have roles")
	}
}
