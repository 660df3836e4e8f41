package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every exported noun of the kernel has a row in the glossary, and every row
// names a noun that is there.
func TestEveryKernelNounStandsInTheGlossary(t *testing.T) {
	text, err := os.ReadFile("../docs/GLOSSARY.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) > 5 && strings.Contains(cells[2], "`") {
			name := strings.Trim(strings.TrimSpace(cells[2]), "`")
			if rows[name] {
				t.Errorf("%s has two rows", name)
			}
			rows[name] = true
			if strings.TrimSpace(cells[1]) == "" || strings.TrimSpace(cells[3]) == "" {
				t.Errorf("%s: a row gives the Chinese term and a sentence", name)
			}
		}
	}
	found := map[string]bool{}
	for _, floor := range []string{"kernel", "base"} {
		err = filepath.WalkDir(floor, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, decl := range f.Decls {
				g, ok := decl.(*ast.GenDecl)
				if !ok || g.Tok != token.TYPE {
					continue
				}
				for _, spec := range g.Specs {
					if name := spec.(*ast.TypeSpec).Name; name.IsExported() {
						noun := f.Name.Name + "." + name.Name
						found[noun] = true
						if !rows[noun] {
							t.Errorf("%s has no row in docs/GLOSSARY.md", noun)
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range rows {
		if !found[name] {
			t.Errorf("docs/GLOSSARY.md names %s, which is nowhere", name)
		}
	}
}
