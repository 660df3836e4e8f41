package statement_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/document"
	"duban/internal/kernel/score"
	"duban/internal/kernel/statement"
)

// specimens is the project's own corpus; its format is described in its README.
const specimens = "../../../corpus"

// specimen is one text with what must be found in it.
type specimen struct {
	line    int
	context string // "tasks 2026"
	gap     bool   // known to fail
	text    string
	rows    []string
}

// context is a directive taken apart: what section the text stands in.
type context struct {
	role   string
	period civil.Period
	year   int // whose tasks the report sets
}

func contextOf(t testing.TB, s string) context {
	role, years, _ := strings.Cut(s, " ")
	p, err := civil.ParsePeriod(years)
	if err != nil || p.Zero() {
		t.Fatalf("no such context: @%s", s)
	}
	c := context{role: role, period: p, year: p.From}
	if role == "review" {
		c.year = p.To + 1
	}
	return c
}

func (c context) heading() string {
	plan := []rune("一二三四五六七八九")
	five := "“十" + string(plan[(c.period.To-1955)/5-11]) + "五”" // from the 11th plan on
	switch {
	case c.role == "review" && c.period.From != c.period.To:
		return "一、" + five + "时期工作回顾"
	case c.role == "review":
		return fmt.Sprintf("一、%d年工作回顾", c.period.From)
	case c.role == "goals":
		return "二、" + five + "时期主要目标"
	}
	return fmt.Sprintf("三、%d年重点工作", c.period.From)
}

func (c context) status() string {
	if c.role == "review" {
		return "done"
	}
	return "target"
}

// wrap puts a text into a small report, as it would stand in a real one.
func (c context) wrap(text string) string {
	text = strings.ReplaceAll(text, " ⏎ ", "\n")
	return fmt.Sprintf("政府工作报告\n\n——%d年1月12日在云泽市第七届人民代表大会第五次会议上\n\n各位代表：\n"+
		"现在，我代表市人民政府向大会报告工作，请予审议。\n\n%s\n%s\n各位代表！让我们同心同德、奋勇前进！\n", c.year, c.heading(), text)
}

func specimensOf(t testing.TB, file string) []specimen {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []specimen
	var ctx string
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		s := lines.Text()
		switch {
		case strings.TrimSpace(s) == "" || strings.HasPrefix(s, "#"):
		case strings.HasPrefix(s, "@"):
			ctx = s[1:]
		case strings.HasPrefix(s, "  "):
			if len(out) == 0 {
				t.Fatalf("%s:%d: a row before any text", file, n)
			}
			out[len(out)-1].rows = append(out[len(out)-1].rows, strings.TrimSpace(s))
		default:
			text, gap := strings.CutPrefix(s, "gap:")
			out = append(out, specimen{line: n, context: ctx, gap: gap, text: strings.TrimSpace(text)})
		}
	}
	for _, s := range out {
		if len(s.rows) == 0 {
			t.Fatalf("%s:%d: no rows under it; write (none)", file, s.line)
		}
	}
	return out
}

// fields takes a row apart at its bars; a dot stands for what the context says.
func (c context) fields(row string) []string {
	fs := strings.Split(row, "|")
	for i := range fs {
		fs[i] = strings.TrimSpace(fs[i])
	}
	if len(fs) == 7 {
		if fs[4] == "." {
			fs[4] = c.status()
		}
		if fs[5] == "." {
			fs[5] = c.period.String()
		}
	}
	return fs
}

func rowOf(m statement.Measure) []string {
	v := m.Value.String()
	if m.To != nil {
		v += "~" + m.To.String()
	}
	return []string{v, m.Unit, string(m.Bound), string(m.Kind), string(m.Status), m.Period.String(), m.Subject}
}

// judge compares what was found with the rows; "" if they agree.
func judge(c context, rows []string, ms []statement.Measure) string {
	var said []string
	for _, m := range ms {
		said = append(said, "  "+strings.Join(rowOf(m), " | "))
	}
	found := strings.Join(said, "\n")
	if len(rows) == 1 && rows[0] == "(none)" {
		if len(ms) == 0 {
			return ""
		}
		return "want none, found\n" + found
	}
	if len(rows) != len(ms) {
		return fmt.Sprintf("want %d measures, found %d\n%s", len(rows), len(ms), found)
	}
	for i, row := range rows {
		want, got := c.fields(row), rowOf(ms[i])
		if len(want) != 7 {
			return "a row has seven fields: " + row
		}
		if !slices.Equal(want[:6], got[:6]) || score.Overlap(want[6], got[6]) < 0.5 {
			return fmt.Sprintf("want %s\nfound\n%s", strings.Join(want, " | "), found)
		}
	}
	return ""
}

// weigh fails a specimen that is wrong, and a gap that no longer is one.
func weigh(t *testing.T, file string, s specimen, trouble string) {
	t.Helper()
	at := fmt.Sprintf("%s:%d", filepath.Base(file), s.line)
	switch {
	case s.gap && trouble == "":
		t.Errorf("%s: this gap is closed; take its mark away\n%s", at, s.text)
	case !s.gap && trouble != "":
		t.Errorf("%s: %s\n%s", at, s.text, trouble)
	case s.gap:
		t.Logf("%s: gap: %s\n%s", at, s.text, trouble)
	}
}

func TestEverySpecimenIsReadAsItsRowsSay(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(specimens, "*.spec"))
	if len(files) == 0 {
		t.Fatal("no specimens")
	}
	var all, negatives, gaps int
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".spec")
		if name == "undertakings" || name == "outline" {
			continue
		}
		for _, s := range specimensOf(t, file) {
			all++
			if s.rows[0] == "(none)" {
				negatives++
			}
			if s.gap {
				gaps++
			}
			t.Run(name+"/"+strconv.Itoa(s.line), func(t *testing.T) {
				c := contextOf(t, s.context)
				r := statement.Read(document.Plain("specimen", c.wrap(s.text), nil), statement.Knowledge{})
				weigh(t, file, s, judge(c, s.rows, r.Measures))
			})
		}
	}
	t.Logf("%d specimens, %d of them hold no measure, %d known gaps", all, negatives, gaps)
}

// A row of an undertaking: verb | deadline | quantified | evidence. An empty
// verb or evidence is not compared; several kinds of evidence are parted by blanks.
func TestEveryUndertakingIsCutAsItsRowsSay(t *testing.T) {
	file := filepath.Join(specimens, "undertakings.spec")
	for _, s := range specimensOf(t, file) {
		t.Run(strconv.Itoa(s.line), func(t *testing.T) {
			c := contextOf(t, s.context)
			r := statement.Read(document.Plain("specimen", c.wrap(s.text), nil), statement.Knowledge{})
			weigh(t, file, s, judgeUndertakings(s.rows, r))
		})
	}
}

func judgeUndertakings(rows []string, r *statement.Report) string {
	var said []string
	var got [][]string
	for _, u := range r.Undertakings {
		var kinds []string
		for _, e := range u.Evidence {
			kinds = append(kinds, string(e))
		}
		quantified := "no"
		if u.Quantified {
			quantified = "yes"
		}
		got = append(got, []string{u.Verb, u.Deadline.On.String(), quantified, strings.Join(kinds, " ")})
		said = append(said, "  "+strings.Join(got[len(got)-1], " | "))
	}
	found := "found\n" + strings.Join(said, "\n")
	if len(rows) == 1 && rows[0] == "(none)" {
		rows = nil
	}
	if len(rows) != len(got) {
		return fmt.Sprintf("want %d undertakings, %s", len(rows), found)
	}
	for i, row := range rows {
		want := strings.Split(row, "|")
		if len(want) != 4 {
			return "a row has four fields: " + row
		}
		for k, w := range want {
			w = strings.TrimSpace(w)
			if k == 3 && w != "" {
				for _, kind := range strings.Fields(w) {
					if !slices.Contains(strings.Fields(got[i][3]), kind) {
						return "want " + row + ", " + found
					}
				}
				continue
			}
			if w != got[i][k] && (w != "" || k == 1) {
				return "want " + row + ", " + found
			}
		}
	}
	return ""
}

// A row of an outline: role | period | path, headings parted by " / ". The text
// is a whole report, its lines parted by " ⏎ "; it is not wrapped.
func TestEveryOutlineIsTheOneItsRowsSay(t *testing.T) {
	file := filepath.Join(specimens, "outline.spec")
	for _, s := range specimensOf(t, file) {
		t.Run(strconv.Itoa(s.line), func(t *testing.T) {
			text := strings.ReplaceAll(s.text, " ⏎ ", "\n")
			r := statement.Read(document.Plain("specimen", text, nil), statement.Knowledge{})
			var got []string
			for i, sec := range r.Outline.Sections {
				got = append(got, fmt.Sprintf("%s | %s | %s", sec.Role, sec.Period, strings.Join(r.Outline.Path(i), " / ")))
			}
			want := s.rows
			if len(want) == 1 && want[0] == "(none)" {
				want = nil
			}
			trouble := ""
			if !slices.Equal(want, got) {
				trouble = "found\n  " + strings.Join(got, "\n  ")
			}
			weigh(t, file, s, trouble)
		})
	}
}
