package part_test

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

// What `go tool templ generate` at the root would write is what is committed.
func TestGeneratedTemplatesAreCurrent(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".templ") {
			return err
		}
		seen++
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseString(string(source))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			return nil
		}
		var b bytes.Buffer
		if _, err := generator.Generate(parsed, &b, generator.WithVersion(templ.Version()), generator.WithFileName("internal/web/"+filepath.ToSlash(strings.TrimPrefix(file, ".."+string(filepath.Separator))))); err != nil {
			t.Errorf("%s: %v", file, err)
			return nil
		}
		want, err := format.Source(b.Bytes())
		if err != nil {
			return err
		}
		got, err := os.ReadFile(strings.TrimSuffix(file, ".templ") + "_templ.go")
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: its Go is not current; run go tool templ generate", file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Fatal("no template found")
	}
}
