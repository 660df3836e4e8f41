package scorecard_test

import (
	"io/fs"
	"strings"
	"testing"

	"duban/internal/kernel/scorecard"
	"duban/scorecards"
)

func shipped(t testing.TB, id string) *scorecard.Card {
	t.Helper()
	text, err := fs.ReadFile(scorecards.Files, id+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scorecard.Declare(id+".yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheCardsThatComeWithTheProgramAreRead(t *testing.T) {
	files, err := fs.Glob(scorecards.Files, "*.yaml")
	if err != nil || len(files) != 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		c := shipped(t, strings.TrimSuffix(file, ".yaml"))
		if c.ID+".yaml" != file {
			t.Errorf("%s is card %s", file, c.ID)
		}
		if c.Ranking != nil {
			t.Errorf("%s ranks, and no order asks for it", file)
		}
	}
}
