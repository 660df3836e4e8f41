package scorecard_test

import (
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"

	"duban/internal/kernel/rule"
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

// The card that docs/scorecards.md tells how to write is one that can be read,
// and the page names every fact, formula and key there is.
func TestTheCardOfTheManualIsRead(t *testing.T) {
	page, err := os.ReadFile("../../../docs/scorecards.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	text, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the manual has no card")
	}
	if _, err := scorecard.Declare("manual.yaml", []byte(text)); err != nil {
		t.Error(err)
	}
	for _, f := range scorecard.Facts {
		if !strings.Contains(string(page), f.Name) {
			t.Errorf("the manual does not name the fact %s", f.Name)
		}
	}
	for _, table := range scorecard.Tables {
		for _, f := range table.Fields {
			if !strings.Contains(string(page), f.Name) {
				t.Errorf("the manual does not name %s of %s", f.Name, table.Name)
			}
		}
	}
	for _, formula := range []scorecard.Formula{&scorecard.Positive{}, &scorecard.Negative{}, &scorecard.Band{}, &scorecard.Efficacy{}, &scorecard.Milestones{}, &scorecard.EachRow{}, &scorecard.Expression{}, &scorecard.Tiers{}} {
		if !strings.Contains(string(page), "| `"+formula.Name()+"` ") {
			t.Errorf("the manual does not tell of %s", formula.Name())
		}
	}
}

// Every shipped card is reckoned with all its facts known, and says nothing is missing.
func TestTheCardsThatComeWithTheProgramAreReckoned(t *testing.T) {
	for _, id := range []string{"units", "towns", "projects"} {
		c := shipped(t, id)
		subjects := []scorecard.Subject{{ID: "a", Name: "甲", Group: "一"}, {ID: "b", Name: "乙", Group: "一"}}
		for i := range subjects {
			x := &subjects[i]
			x.Facts, x.Tables = facts{}, map[string][]scorecard.Row{}
			for _, f := range scorecard.FieldsOf(c.Of) {
				switch f.Kind {
				case rule.Number:
					x.Facts[f.Name] = num(strconv.Itoa(i + 1))
				case rule.Flag:
					x.Facts[f.Name] = yes(true)
				default:
					x.Facts[f.Name] = word("产业")
				}
			}
			for _, table := range scorecard.Tables {
				if scorecard.TableOf(c.Of, table.Name) == nil {
					continue
				}
				for j, kind := range []string{"重点工作", "民生实事"} {
					x.Tables[table.Name] = append(x.Tables[table.Name], task(strconv.Itoa(j), "1", "1", "2", facts{"类别": word(kind), "逾期": yes(true), "办结": yes(false), "完成率": num("0.5"), "任务": word("任务")}))
				}
			}
		}
		s := settle(t, c, subjects...)
		if len(s.Findings) > 0 || s.Stopped {
			t.Errorf("%s: %v", id, s.Findings)
		}
		for _, r := range s.Subjects {
			if !r.Scored || len(c.Grades) > 0 && r.Grade == "" {
				t.Errorf("%s: %+v", id, r)
			}
			for _, cell := range r.Cells {
				if len(cell.Inputs)+len(cell.Rows) == 0 {
					t.Errorf("%s: %s was scored with no fact", id, cell.Title)
				}
			}
		}
	}
}
