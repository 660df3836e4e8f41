package office

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

const shared = "../../../../shared/corpus/"

type goldRow struct {
	Text    string `json:"text"`
	Section string `json:"section"`
	Lead    string `json:"lead"`
}

func TestTheModelReportsUndertakingsFindTheirLeadUnit(t *testing.T) {
	f, err := os.Open(shared + "gold/xiantao-2021.undertakings.jsonl")
	if err != nil {
		t.Skip("no corpus beside the project")
	}
	defer f.Close()
	c := Standard()
	var n, top, three int
	for s := bufio.NewScanner(f); s.Scan(); {
		var row goldRow
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		got := c.Suggest(row.Text, strings.Split(row.Section, "/"))
		n++
		at := rankOf(c, got, row.Lead)
		if at == 0 {
			top++
		}
		if at >= 0 && at < 3 {
			three++
		}
		if at != 0 {
			t.Logf("%d want %s\n\t%s [%s]", at, row.Lead, row.Text, row.Section)
			for i, g := range got {
				if i < 3 {
					t.Logf("\t\t%s %.2f %s", g.Unit, g.Score, g.Reason)
				}
			}
		}
	}
	t.Logf("first %d of %d (%.1f%%), in three %d (%.1f%%)", top, n, 100*float64(top)/float64(n), three, 100*float64(three)/float64(n))
	if top*100 < n*75 || three*100 < n*90 {
		t.Errorf("first choice wants 75%%, in three 90%%")
	}
}

func rankOf(c *Catalogue, got []Suggestion, want string) int {
	for i, g := range got {
		if c.Same(g.Unit, want) {
			return i
		}
	}
	return -1
}
