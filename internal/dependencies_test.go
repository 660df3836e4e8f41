package internal_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

func TestEveryDependencyIsListedWithItsLicence(t *testing.T) {
	text, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile("../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	direct, rest, ok := strings.Cut(string(list), "\n## Indirect\n")
	indirect, browser, more := strings.Cut(rest, "\n## Vendored for the browser\n")
	if !ok || !more {
		t.Fatal("docs/dependencies.md has not its three parts")
	}
	rows := map[bool]map[string][]string{false: listed(direct), true: listed(indirect)}
	known := 0
	for _, r := range mod.Require {
		row, ok := rows[r.Indirect]["`"+r.Mod.Path+"`"]
		if !ok || row[1] != r.Mod.Version || row[2] == "" || !r.Indirect && (len(row) < 4 || row[3] == "") {
			t.Errorf("%s %s (indirect %v) is listed as %q", r.Mod.Path, r.Mod.Version, r.Indirect, row)
		}
		known++
	}
	if n := len(rows[false]) + len(rows[true]); n != known {
		t.Errorf("%d modules are listed, go.mod has %d", n, known)
	}
	err = filepath.WalkDir("web", func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".min.js") && !strings.Contains(browser, "`internal/"+filepath.ToSlash(path)+"`") {
			t.Errorf("%s came from elsewhere and is not listed", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// listed are the rows of tables by what stands first.
func listed(text string) map[string][]string {
	rows := map[string][]string{}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		var cells []string
		for c := range strings.SplitSeq(strings.Trim(strings.TrimSpace(line), "|"), "|") {
			cells = append(cells, strings.TrimSpace(c))
		}
		rows[cells[0]] = cells
	}
	return rows
}
