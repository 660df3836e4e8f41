package say

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
)

// rooms are those whose faults can reach a page or the API.
var rooms = []string{"web", "desk", "kernel", "credential", "store/bucket", "store/content", "intake", "base", "press"}

// unshown are files of those rooms whose faults come to the command line alone.
var unshown = map[string]string{
	"desk/ledger_export.go":   "duban ledger export",
	"store/bucket/address.go": "the address is read when the program starts",
	"store/bucket/keys.go":    "so are the files that it names",
	"credential/keyring.go":   "the key file is read when the program starts",
	"web/part/map.go":         "boundaries are embedded, and fail a test rather than a page",
}

// receivers is what the check of a push says to whoever receives it; no page does.
var receivers = []string{
	"推送的签名信息不完整。", "按 webhook-id、webhook-timestamp、webhook-signature 三项填写。",
	"推送的时间与本机相差超过 %d 秒。", "核对两边的时钟，再重新推送。",
	"推送的签名不对。", "核对两边的签名密钥和算法；正文签名以后不能再改。",
}

// carriers hand sentences and hints on: which arguments are such texts.
var carriers = map[string][]int{
	"fault.New": {1, 2}, // everywhere
	"bad":       {0, 1}, // kernel/webhook: sentence and hint, or the hint
	"refuse":    {0, 1}, // credential/policy
	"problem":   {1, 2}, // web/api
	"current":   {1},    // desk: what somebody else changed

	"wrongHeader": {2, 3},

	// what is wrong with a row of a roster
	"roster.problem": {3, 4}, "roster.remark": {3, 4}, "roster.at": {2, 3}, "roster.amend": {2, 3}, "roster.once": {5},
	"say.Fault": {1}, // what is told without a fault
}

// answers are results of functions that are such texts.
type answers struct {
	within string // the function, "" for all of the file
	of     int    // how many results there are
	at     []int  // which of them
}

var returned = map[string]answers{
	"intake/roster/cell.go":    {of: 3, at: []int{1, 2}},
	"kernel/ledger/finding.go": {within: "Sentence", of: 1, at: []int{0}},
}

// demanded finds the patterns of all sentences and hints, and every text that
// stands in the rooms by itself.
func demanded(t *testing.T) (patterns, literals map[string]string) {
	t.Helper()
	patterns, literals = map[string]string{}, map[string]string{}
	set := token.NewFileSet()
	for _, room := range rooms {
		root := filepath.Join("..", "..", filepath.FromSlash(room))
		constants := map[string]map[string]string{} // by folder
		files := map[string]*ast.File{}
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			files[file] = f
			folder := filepath.Dir(file)
			if constants[folder] == nil {
				constants[folder] = map[string]string{}
			}
			for _, decl := range f.Decls {
				if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.CONST {
					for _, s := range g.Specs {
						v := s.(*ast.ValueSpec)
						for i, name := range v.Names {
							if i < len(v.Values) {
								if text, ok := shape(v.Values[i]); ok {
									constants[folder][name.Name] = text
								}
							}
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for file, f := range files {
			short, err := filepath.Rel(filepath.Join("..", ".."), file)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					s, _ := strconv.Unquote(l.Value)
					literals[normal(s)] = set.Position(l.Pos()).String()
				}
				return true
			})
			if _, out := unshown[filepath.ToSlash(short)]; out {
				continue
			}
			for _, decl := range f.Decls {
				within := assigned(decl)
				told := func(e ast.Expr) {
					texts := []string{}
					if id, ok := e.(*ast.Ident); ok {
						texts = append(texts, within[id.Name]...)
						if c, ok := constants[filepath.Dir(file)][id.Name]; ok {
							texts = append(texts, c)
						}
					} else if text, ok := shape(e); ok {
						texts = append(texts, text)
					}
					for _, text := range texts {
						if chinese(text) {
							patterns[text] = set.Position(e.Pos()).String()
						}
					}
				}
				returns := returned[filepath.ToSlash(short)]
				if f, ok := decl.(*ast.FuncDecl); ok && returns.within != "" && f.Name.Name != returns.within {
					returns = answers{}
				}
				ast.Inspect(decl, func(n ast.Node) bool {
					switch n := n.(type) {
					case *ast.ReturnStmt:
						for _, at := range returns.at {
							if len(n.Results) == returns.of {
								told(n.Results[at])
							}
						}
					case *ast.CompositeLit:
						if called(n.Type) != "form.Problem" {
							break
						}
						for _, e := range n.Elts {
							if kv, ok := e.(*ast.KeyValueExpr); ok {
								if k, ok := kv.Key.(*ast.Ident); ok && (k.Name == "Sentence" || k.Name == "Hint") {
									told(kv.Value)
								}
							}
						}
					case *ast.AssignStmt:
						// the validator's own words
						for i, l := range n.Lhs {
							if strings.HasPrefix(called(l), "validation.Msg") && i < len(n.Rhs) {
								if text, ok := shape(n.Rhs[i]); ok {
									patterns[text] = set.Position(n.Pos()).String()
								}
							}
						}
					case *ast.CallExpr:
						for _, at := range carriers[name(n.Fun)] {
							if at >= len(n.Args) {
								continue
							}
							told(n.Args[at])
						}
					}
					return true
				})
			}
		}
	}
	for _, text := range receivers {
		if _, ok := patterns[text]; !ok {
			t.Errorf("%s is left out and said nowhere", text)
		}
		delete(patterns, text)
	}
	return patterns, literals
}

func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if s := called(e); s == "fault.New" || s == "say.Fault" {
			return s
		}
		switch e.Sel.Name {
		case "current":
			return "current"
		case "problem", "remark", "at", "amend", "once":
			return "roster." + e.Sel.Name
		}
	}
	return ""
}

// assigned are the texts that the variables of a function are given.
func assigned(decl ast.Decl) map[string][]string {
	all := map[string][]string{}
	ast.Inspect(decl, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i := range a.Lhs {
				if id, ok := a.Lhs[i].(*ast.Ident); ok {
					if text, ok := shape(a.Rhs[i]); ok {
						all[id.Name] = append(all[id.Name], text)
					}
				}
			}
		}
		return true
	})
	return all
}

// shape is the pattern of an expression: literals as they are, formats with
// their verbs, everything else filled in; ok is false where nothing is literal.
func shape(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, _ := strconv.Unquote(e.Value)
			return normal(s), true
		}
	case *ast.ParenExpr:
		return shape(e.X)
	case *ast.BinaryExpr:
		a, okA := shape(e.X)
		b, okB := shape(e.Y)
		if !okA {
			a = "%s"
		}
		if !okB {
			b = "%s"
		}
		return a + b, okA || okB
	case *ast.CallExpr:
		if called(e.Fun) == "fmt.Sprintf" {
			return shape(e.Args[0])
		}
	}
	return "", false
}

func normal(format string) string { return strings.ReplaceAll(format, "%v", "%s") }

func TestEveryFaultHasEnglish(t *testing.T) {
	all, literals := demanded(t)
	if len(all) < 300 {
		t.Fatalf("only %d sentences found: the walk is wrong", len(all))
	}
	rows := rowsOfFaults(t)
	for text, where := range all {
		if _, ok := rows[text]; !ok {
			if _, ok := catalogue[Text(text)]; ok {
				continue
			}
			t.Errorf("%s: no English for %s; add it to say/en/fault.tsv", where, text)
		}
	}
	for text := range rows {
		_, one := all[text]
		_, two := literals[text]
		if !one && !two && !slices.Contains(tabled, text) {
			t.Errorf("%s stands in say/en/fault.tsv and is said nowhere", text)
		}
	}
}

// tabled are texts that come from tables of data.
var tabled = []string{"网络安全法：网络日志留存不少于六个月", "内部约定：推送的排查期", "内部约定：离线提交和重试的最长间隔",
	"第%d条记录（%s，%s）", "第%d至%d条记录（%s，%s）", "尚未排序的记录（%s，%s）"}

func rowsOfFaults(t *testing.T) map[string]entry {
	t.Helper()
	all := map[Text]entry{}
	if err := add(all, faultFile, faultText); err != nil {
		t.Fatal(err)
	}
	rows := map[string]entry{}
	for k, e := range all {
		rows[string(k)] = e
	}
	return rows
}

func TestTheEnglishOfAFaultFillsInTheSame(t *testing.T) {
	for key, e := range rowsOfFaults(t) {
		want := len(place.FindAllString(key, -1))
		for _, english := range []string{e.many, e.one} {
			if english == "" {
				continue
			}
			var got []int
			next := 0
			for _, m := range place.FindAllStringSubmatch(english, -1) {
				next++
				if m[1] != "" {
					next, _ = strconv.Atoi(m[1])
				}
				got = append(got, next)
			}
			slices.Sort(got)
			got = slices.Compact(got)
			if len(got) > 0 && got[len(got)-1] > want || english == e.many && len(got) != want {
				t.Errorf("%s fills in %d, its English %v: %s", key, want, got, english)
			}
		}
	}
}

func TestAFinishedSentenceFindsItsEnglish(t *testing.T) {
	en := In(context.Background(), English)
	permit := func() string {
		f, _ := fault.As(staff.Permit(staff.Actor{Person: "p", Role: staff.Clerk, Armed: true}, "record.accept", ""))
		return f.Sentence
	}()
	short := credential.PasswordPolicy{MinLength: 10}.Check("a", credential.PasswordOwner{})[0]
	for chinese, english := range map[string]string{
		"没有这一页。":                  "There is no such page.",
		"“十五五”规划”刚被别人改过。":         "“十五五”规划”: somebody else has just changed it.",
		"这次删除刚被别人改过。":             "This erasure: somebody else has just changed it.",
		permit:                    "Your post does not allow this: " + T(en, "采纳记录") + ".",
		"系统管理员：" + short.Sentence: "System administrator: The password has only one character, which is too short.",
		"“100%d”不是一个数。":           `"100%d" is not a number.`,
		"“甲.doc”是旧版 Word 文档（.doc），不能直接读。 请用 Word 或 WPS 打开后另存为 .docx。": "\"甲.doc\" is an old Word document (.doc) and cannot be read as it is. Open it in Word or WPS and save it as .docx.",
		"这个地址连续 7 次登录失败，已锁定，还剩 5 分钟。":                                 "This address: locked after 7 failed sign-ins in a row, for another 5 minutes.",
		"这句话没有人认得。": "这句话没有人认得。",
		"":          "",
	} {
		if got := Fault(en, chinese); got != english {
			t.Errorf("%s\n said %s\n want %s", chinese, got, english)
		}
		if got := Fault(context.Background(), chinese); got != chinese {
			t.Errorf("%s became %s in Chinese", chinese, got)
		}
	}
}

func TestSentenceAndHintInOneRun(t *testing.T) {
	f := fault.New(fault.Invalid, "没有选文件。", "请选一份报告。")
	if got, want := Whole(In(context.Background(), English), f), "No file is chosen. Choose a report."; got != want {
		t.Errorf("said %q", got)
	}
	if got, want := Whole(context.Background(), f), "没有选文件。请选一份报告。"; got != want {
		t.Errorf("said %q", got)
	}
}
