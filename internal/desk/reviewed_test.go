package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"duban/internal/kernel/document"
)

const reviewed = "testdata/reviewed.tsv"

// Every alarm on the real texts has been read beside its source by a person;
// the list holds the verdict: 真错, 可疑 (defensible, the source alone cannot
// settle it) or 说明. A new alarm is 未审 until somebody has read it.
func TestEveryAlarmOnTheRealReportsIsReviewed(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(corpus, "text", "*.txt"))
	if len(files) == 0 {
		t.Skip("the corpus of real reports is not beside the project")
	}
	sort.Strings(files)
	verdicts := map[string]string{}
	old, err := os.ReadFile(reviewed)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(old)), "\n")[1:] {
		if i := strings.LastIndexByte(line, '\t'); i > 0 {
			verdicts[line[:i]] = line[i+1:]
		}
	}
	d := New()
	var found []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r := d.ReadReport(document.Plain(filepath.Base(f), string(data), nil))
		for _, a := range d.CheckReport(r) {
			found = append(found, fmt.Sprintf("%s\t%s\t%s\t%d\t%s\t%s", filepath.Base(f), a.Rule, a.Grade, a.Places[0].Start, a.Sentence, a.Sum))
		}
	}
	if os.Getenv("DUBAN_UPDATE") != "" {
		var b strings.Builder
		b.WriteString("文件\t规则\t程度\t字位\t说法\t算式\t复核\n")
		for _, line := range found {
			v := verdicts[line]
			if v == "" {
				v = "未审"
			}
			b.WriteString(line + "\t" + v + "\n")
		}
		if err := os.WriteFile(reviewed, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for _, line := range found {
		seen[line] = true
		switch verdicts[line] {
		case "真错", "可疑", "说明":
		case "":
			t.Errorf("a new alarm, read it beside the source and add your verdict to %s:\n%s", reviewed, line)
		default:
			t.Errorf("not reviewed: %s", line)
		}
	}
	for line := range verdicts {
		if !seen[line] {
			t.Errorf("an alarm has vanished: %s", line)
		}
	}
}
