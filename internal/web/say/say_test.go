package say

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
)

// spoken finds every text of ours under internal/web: what is given to T, and
// what is kept as Text. A text that is neither is a fault of its file.
func spoken(t *testing.T) map[Text]string {
	t.Helper()
	keys := map[Text]string{}
	set := token.NewFileSet()
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		own := f.Name.Name == "say"
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || own {
				return true
			}
			name := called(call.Fun)
			at := -1
			switch {
			case name == "say.T" && len(call.Args) > 1:
				at = 1
			case name == "say.Text" && len(call.Args) == 1:
				at = 0
			}
			if at < 0 {
				return true
			}
			switch arg := call.Args[at].(type) {
			case *ast.BasicLit:
				s, _ := strconv.Unquote(arg.Value)
				keys[Text(s)] = set.Position(arg.Pos()).String()
			default:
				if name == "say.Text" {
					t.Errorf("%s: say.Text takes a text that is written there", set.Position(call.Pos()))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func called(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if id, ok := s.X.(*ast.Ident); ok {
			return id.Name + "." + s.Sel.Name
		}
	}
	return ""
}

func TestEveryTextHasEnglish(t *testing.T) {
	keys := spoken(t)
	if len(keys) < 50 {
		t.Fatalf("only %d texts found: the walk is wrong", len(keys))
	}
	for _, a := range staff.Acts {
		keys[Text(a.Title)] = "the table of permission, " + a.Name
	}
	for _, title := range desk.MachineTitles() {
		keys[Text(title)] = "what the program does by itself"
	}
	for k, where := range keys {
		e, ok := catalogue[k]
		if !ok {
			t.Errorf("%s: no English for %s; add it to say/en", where, k)
			continue
		}
		if chinese(e.many) && !strings.Contains(e.many, "审图号") {
			t.Errorf("%s: the English of %s holds Chinese", where, k)
		}
		if a, b := verbs(string(k)), verbs(e.many); !slices.Equal(a, b) {
			t.Errorf("%s: %s and its English take other values: %v, %v", where, k, a, b)
		}
	}
	for k := range catalogue {
		if _, ok := keys[k]; !ok {
			t.Errorf("%s stands in say/en and is said nowhere", k)
		}
	}
}

// A Chinese text of a template is said by T, so that English is complete. A line
// that must not be translated bears "say: as is" in a comment on the line above.
func TestNoTemplateSpeaksChineseByItself(t *testing.T) {
	said := regexp.MustCompile(`say\.(T\(ctx, |Text\()"(?:[^"\\]|\\.)*"`)
	comment := regexp.MustCompile(`^\s*//|<!--.*-->`)
	seen := 0
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".templ") {
			return err
		}
		seen++
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		lines := strings.Split(string(text), "\n")
		for i, line := range lines {
			if comment.MatchString(line) || i > 0 && strings.Contains(lines[i-1], "say: as is") {
				continue
			}
			rest := said.ReplaceAllString(line, "")
			if at := strings.Index(rest, " // "); at >= 0 {
				rest = rest[:at]
			}
			if chinese(rest) {
				t.Errorf("%s:%d: Chinese outside say.T: %s", file, i+1, strings.TrimSpace(line))
			}
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

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// verbs are the values a format takes, in order of their number.
func verbs(format string) []string {
	var all []string
	for i, m := range regexp.MustCompile(`%(?:\[(\d+)\])?([a-z])`).FindAllStringSubmatch(format, -1) {
		n := m[1]
		if n == "" {
			n = strconv.Itoa(i + 1)
		}
		all = append(all, n+m[2])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestEnglishCounts(t *testing.T) {
	en := In(context.Background(), English)
	for n, want := range map[int]string{1: "One task", 2: "2 tasks", 0: "0 tasks"} {
		if got := T(en, "%d 项", n); got != want {
			t.Errorf("%d: %q, not %q", n, got, want)
		}
	}
	if got := T(context.Background(), "%d 项", 1); got != "1 项" {
		t.Errorf("Chinese says %q", got)
	}
}

func TestATextWithoutEnglishIsSaidInChinese(t *testing.T) {
	if got := T(In(context.Background(), English), "没有这一条"); got != "没有这一条" {
		t.Errorf("said %q", got)
	}
}

func TestAValueIsNotReadAsAFormat(t *testing.T) {
	if got := T(context.Background(), "去掉 %s", "100%d"); got != "去掉 100%d" {
		t.Errorf("said %q", got)
	}
}

func TestTwoFilesMayNotDisagree(t *testing.T) {
	all := map[Text]entry{}
	if err := add(all, "a.tsv", "任务\tTask\n"); err != nil {
		t.Fatal(err)
	}
	if err := add(all, "b.tsv", "任务\tTask\n"); err != nil {
		t.Errorf("the same row twice: %v", err)
	}
	if err := add(all, "c.tsv", "任务\tJob\n"); err == nil {
		t.Error("two Englishes for one Chinese were taken")
	}
	if err := add(all, "d.tsv", "只有中文\n"); err == nil {
		t.Error("a row without English was taken")
	}
}

func TestLanguagesAreReadFromTheirTags(t *testing.T) {
	for tag, want := range map[string]Language{"zh": Chinese, "zh-CN": Chinese, "en-GB": English, " EN ": English} {
		if l, ok := Parse(tag); !ok || l != want {
			t.Errorf("%q is %v %v", tag, l, ok)
		}
	}
	if _, ok := Parse("fr"); ok {
		t.Error("French is spoken")
	}
}
