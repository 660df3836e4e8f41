package cases

import (
	"testing"

	"duban/internal/desk"
)

func TestWhateverACaseRefersToCanBeOpenedFromIt(t *testing.T) {
	for _, n := range desk.Nouns() {
		if hrefOf(desk.Referred{Noun: n.ID, ID: "one", Name: n.Title}) == "" {
			t.Errorf("a case leads to no page of a %s", n.ID)
		}
	}
}
