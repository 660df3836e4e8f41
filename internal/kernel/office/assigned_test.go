package office

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Published documents that name who answers for each task: policy and appraisal
// documents of cities and provinces, so their wording is not that of a report.
func TestPublishedAssignmentsAreMostlyFound(t *testing.T) {
	c := Standard()
	for _, set := range []struct {
		file       string
		responsive *regexp.Regexp
		floor      int // per cent of tasks whose first choice is one of the units named
	}{
		// In this city government data belong to the industry bureau, which the catalogue gives to a bureau of their own.
		{"包头市_2022_decomposition.txt", regexp.MustCompile(`牵头考核单位：([^）)]*)`), 45},
		{"安徽省_2021_decomposition.txt", regexp.MustCompile(`责任单位：([^）)]*)`), 85},
		{"云南省_2025_decomposition.txt", regexp.MustCompile(`^主办单位：(.*)$`), 90},
	} {
		b, err := os.ReadFile(shared + "text/" + set.file)
		if err != nil {
			t.Skip("no corpus beside the project")
		}
		var n, first, any, three int
		var headings [2]string
		text := ""
		for line := range strings.Lines(string(b)) {
			line = strings.TrimSpace(line)
			m := set.responsive.FindStringSubmatchIndex(line)
			if m == nil {
				switch {
				case strings.HasPrefix(line, "（"):
					headings[1] = line
				case len([]rune(line)) < 40 && strings.Contains(line, "、") && strings.ContainsAny(line[:3], "一二三四五六七八九十"):
					headings = [2]string{line, ""}
				}
				text = line
				continue
			}
			own := line[:m[0]]
			if own == "" {
				own = text
			}
			var want []string
			for _, u := range strings.FieldsFunc(line[m[2]:m[3]], func(r rune) bool { return strings.ContainsRune("、，,", r) }) {
				if !strings.HasPrefix(u, "各") && !strings.HasPrefix(u, "相关") {
					want = append(want, u)
				}
			}
			if len(want) == 0 || strings.Contains(want[0], "专项工作组") {
				continue
			}
			got := c.Suggest(own, headings[:])
			n++
			if rankOf(c, got, want[0]) == 0 {
				first++
			}
			best := -1
			for _, w := range want {
				if r := rankOf(c, got, w); r >= 0 && (best < 0 || r < best) {
					best = r
				}
			}
			if best == 0 {
				any++
			} else {
				t.Logf("%d want %v\n\t%.150s %q", best, want, own, headings)
				for i, g := range got {
					if i < 3 {
						t.Logf("\t\t%s %.2f %s", g.Unit, g.Score, g.Reason)
					}
				}
			}
			if best >= 0 && best < 3 {
				three++
			}
		}
		t.Logf("%s: %d tasks, first is the lead %d, first is one named %d, one named in three %d", set.file, n, first, any, three)
		if any*100 < n*set.floor {
			t.Errorf("%s: %d of %d", set.file, any, n)
		}
	}
}
