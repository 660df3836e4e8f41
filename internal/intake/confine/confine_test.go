package confine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duban/internal/base/fault"
	"duban/internal/intake"
	. "duban/internal/intake/intaketest"
)

func TestMain(m *testing.M) {
	Child()
	os.Exit(m.Run())
}

const report = "政府工作报告\n2025年，全市完成地区生产总值612.4亿元，增长6.1%。\n今年，新建学校5所，改造老旧小区26个。\n"

func workbook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, l := range strings.Split(strings.TrimSpace(report), "\n") {
		for _, sheet := range []string{"Sheet1", "表二"} {
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue(sheet, fmt.Sprintf("B%d", i+1), l); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func word() []byte {
	return Docx(P(`<w:outlineLvl w:val="0"/>`, "政府工作报告") + P("", "2025年，", "增长6.1%。") +
		"<w:tbl><w:tr><w:tc>" + P("", "指标") + "</w:tc><w:tc>" + P("", "数值") + "</w:tc></w:tr></w:tbl>")
}

func pdfs(t testing.TB) map[string][]byte {
	t.Helper()
	found, err := filepath.Glob("../pdf/testdata/*.pdf")
	if err != nil || len(found) < 3 {
		t.Fatalf("%v: %d files", err, len(found))
	}
	files := map[string][]byte{}
	for _, f := range found {
		if files[filepath.Base(f)], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func everyFormat(t testing.TB) map[string][]byte {
	t.Helper()
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(report))
	if err != nil {
		t.Fatal(err)
	}
	files := pdfs(t)
	files["报告.txt"] = []byte(report)
	files["国标.txt"] = gb
	files["网页.html"] = []byte("<!DOCTYPE html><html><body><h1>政府工作报告</h1><p>" + strings.ReplaceAll(report, "\n", "</p><p>") + "</p></body></html>")
	files["报告.docx"] = word()
	files["报告.ofd"] = OFD(OFDText(20, 50, 4, "政府工作报告")+OFDText(20, 70, 4, "增长6.1%。"), OFDText(20, 50, 4, "第二页"))
	files["表格.xlsx"] = workbook(t)
	files["名字不是\xff文字.txt"] = []byte(report)
	// and those that are not read
	files["空.txt"] = nil
	files["断.docx"] = word()[:400]
	files["炸弹.docx"] = Docx(P("", strings.Repeat(" ", 40<<20)))
	files["深.docx"] = Docx(strings.Repeat("<w:tbl><w:tr><w:tc>", 5000))
	files["图.png"] = []byte("\x89PNG\r\n\x1a\n....")
	files["旧.doc"] = append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	return files
}

func TestAFileIsReadInAChildAsItIsHere(t *testing.T) {
	files := everyFormat(t)
	for _, f := range []string{"raw/2025年湖北省政府工作报告.docx", "raw/hailar-2012.gb18030.txt", "raw/n.ofd", "raw/xiantao-2021.page.txt"} {
		t.Run(filepath.Base(f), func(t *testing.T) {
			data, err := os.ReadFile(Corpus(t, f))
			if err != nil {
				t.Fatal(err)
			}
			same(t, filepath.Base(f), data)
		})
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) { same(t, name, data) })
	}
}

func same(t *testing.T, name string, data []byte) {
	t.Helper()
	want, wantErr := intake.Read(name, data)
	for how, r := range map[string]io.Reader{"known": bytes.NewReader(data), "unknown": io.MultiReader(bytes.NewReader(data))} {
		got, err := Open(t.Context(), r, name, Limits{})
		if f, ok := fault.As(wantErr); ok {
			g, ok := fault.As(err)
			if !ok || g.Kind != f.Kind || g.Sentence != f.Sentence || g.Hint != f.Hint {
				t.Errorf("size %s: here %v, there %v", how, wantErr, err)
			}
			continue
		}
		if wantErr != nil || err != nil {
			t.Fatalf("size %s: here %v, there %v", how, wantErr, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("size %s: there\n%s\nhere\n%s", how, Show(got), Show(want))
		}
	}
}

// children are the processes that this one has started and not buried.
func children(t *testing.T) []int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, f := range stats {
		data, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		rest := string(data[bytes.LastIndexByte(data, ')')+1:])
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(f)))
			pids = append(pids, pid)
		}
	}
	return pids
}

func nobodyLeft(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	if left := children(t); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
}

// log collects lines.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

func TestAChildThatFailsIsAFault(t *testing.T) {
	for _, c := range []struct {
		name   string
		limits Limits
		kind   fault.Kind
		says   string
		linux  bool
	}{
		{hangs, Limits{Wall: 500 * time.Millisecond}, fault.TooLarge, "1 秒内没有读完", false},
		{spins, Limits{CPU: time.Second}, fault.TooLarge, "1 秒内没有读完", true},
		{eats, Limits{Memory: 256 << 20}, fault.TooLarge, "内存超过上限 256 MB", true},
		{floods, Limits{Output: 1 << 20}, fault.TooLarge, "文字超过上限 1 MB", false},
		{panics, Limits{}, fault.Unreadable, "结构异常", false},
		{shouts, Limits{}, fault.Unreadable, "结构异常", false},
		{babbles, Limits{}, fault.Unreadable, "结构异常", false},
		{finishes, Limits{}, fault.Unreadable, "结构异常", false},
		{dies, Limits{}, fault.Unreadable, "结构异常", false},
		{recurses, Limits{}, fault.Unreadable, "结构异常", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.linux && runtime.GOOS != "linux" {
				t.Skip("this system does not hold that limit")
			}
			var l log
			_, err := NewGate(1, "", l.add).Open(t.Context(), strings.NewReader(secret), c.name, c.limits)
			Refused(t, err, c.kind, c.name)
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("does not say %q: %v", c.says, err)
			}
			f, _ := fault.As(err)
			if f == nil || f.Cause == nil || strings.Contains(f.Cause.Error(), secret) {
				t.Errorf("the cause for the log: %v", f)
			}
			if strings.Contains(strings.Join(l.lines, "\n"), secret) {
				t.Errorf("the log has the file's words: %q", l.lines)
			}
			if c.name == shouts && !strings.Contains(strings.Join(l.lines, "\n"), "hooks_test.go") {
				t.Errorf("the log does not say where: %q", l.lines)
			}
			nobodyLeft(t)
		})
	}
}

func TestAChildThatIsKilledIsAFault(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("children are found in /proc")
	}
	go func() {
		for {
			if pids := children(t); len(pids) == 1 {
				_ = syscall.Kill(pids[0], syscall.SIGKILL)
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	_, err := Open(t.Context(), strings.NewReader(report), hangs, Limits{})
	Refused(t, err, fault.Unreadable, hangs)
	nobodyLeft(t)
}

func TestACancelledReadingLeavesNoProcess(t *testing.T) {
	for name, data := range map[string]io.Reader{
		"a child that hangs":        strings.NewReader(report),
		"a source that never comes": never{},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(300*time.Millisecond, cancel)
			_, err := Open(ctx, data, hangs, Limits{})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			nobodyLeft(t)
		})
	}
}

// never is an upload of which the head came and no more.
type never struct{}

func (never) Read(p []byte) (int, error) {
	if len(p) <= headLength {
		return copy(p, bytes.Repeat([]byte("甲"), headLength)), nil
	}
	select {}
}

func TestNobodyWaitsForATurnLongerThanAsked(t *testing.T) {
	g := NewGate(1, "", nil)
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error)
	go func() {
		_, err := g.Open(ctx, strings.NewReader(report), hangs, Limits{})
		first <- err
	}()
	for len(g.turns) == 0 {
		time.Sleep(time.Millisecond)
	}
	short, over := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer over()
	if _, err := g.Open(short, strings.NewReader(report), "报告.txt", Limits{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the second got %v", err)
	}
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the first got %v", err)
	}
	if d, err := g.Open(t.Context(), strings.NewReader(report), "报告.txt", Limits{}); err != nil || d.Text != report {
		t.Errorf("the third got %v", err)
	}
}

// endless is a stream of one character.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.n += int64(len(p))
	return len(p), nil
}

func TestAnEndlessStreamEndsAtTheLimit(t *testing.T) {
	e := &endless{}
	_, err := Open(t.Context(), e, "无尽.txt", Limits{})
	Refused(t, err, fault.TooLarge, "无尽.txt")
	if e.n > intake.MaxText+(4<<20) {
		t.Errorf("%d MB were read", e.n>>20)
	}
	nobodyLeft(t)
}

func TestAHugePDFIsRefusedOrReadWithinItsMemory(t *testing.T) {
	huge := append(bytes.Clone(pdfs(t)["report.pdf"]), make([]byte, 150<<20)...)
	_, err := Open(t.Context(), bytes.NewReader(huge), "巨大.pdf", Limits{Memory: 400 << 20})
	Refused(t, err, fault.TooLarge, "巨大.pdf")
	nobodyLeft(t)
}

func TestWhatBreaksOffIsNotTakenForTheWhole(t *testing.T) {
	broken := errors.New("the line is down")
	r := io.MultiReader(strings.NewReader(strings.Repeat(report, 100)), failing{broken})
	if _, err := Open(t.Context(), r, "报告.txt", Limits{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(t.Context(), failing{broken}, "报告.txt", Limits{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	nobodyLeft(t)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAChildCanDoNothingButRead(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems do not hold it")
	}
	t.Setenv("DUBAN_SECRET", secret)
	d, err := Open(t.Context(), strings.NewReader(report), pries, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "environment [], folder / <nil>\n"; d.Text != want {
		t.Errorf("got %swant %s", d.Text, want)
	}
}

func TestManyAtOnce(t *testing.T) {
	g := NewGate(3, "", nil)
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			name := fmt.Sprintf("报告%d.docx", i)
			if d, err := g.Open(t.Context(), bytes.NewReader(word()), name, Limits{}); err != nil || d.Name != name {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	all.Wait()
	nobodyLeft(t)
}

func TestAPDFIsReadWhereNoCodeCanBeKept(t *testing.T) {
	g := NewGate(1, t.TempDir(), nil)
	g.ready = true // as after a compiler that could not write
	d, err := g.Open(t.Context(), bytes.NewReader(pdfs(t)["report.pdf"]), "report.pdf", Limits{})
	if err != nil || !strings.Contains(d.Text, "612.4亿元") {
		t.Errorf("got %v", err)
	}
}

func TestThePagesOfAPDFAreCountedInAChild(t *testing.T) {
	gate := NewGate(1, "", nil)
	data, err := os.ReadFile("../pdf/testdata/report.pdf")
	if err != nil {
		t.Fatal(err)
	}
	want, err := intake.Pages("report.pdf", data)
	if err != nil || want < 1 {
		t.Fatal(want, err)
	}
	if n, err := gate.Pages(t.Context(), bytes.NewReader(data), "report.pdf", Limits{}); n != want || err != nil {
		t.Errorf("%d pages in a child, %d here: %v", n, want, err)
	}
	for what, b := range map[string][]byte{"half": data[:len(data)/2], "no PDF": []byte("第一段。"), "nothing": nil} {
		_, here := intake.Pages("a.pdf", b)
		n, err := gate.Pages(t.Context(), bytes.NewReader(b), "a.pdf", Limits{})
		f, ok := fault.As(err)
		g, told := fault.As(here)
		if n != 0 || !ok || !told || f.Sentence != g.Sentence || f.Hint == "" {
			t.Errorf("%s: here %v, there %d, %v", what, here, n, err)
		}
	}
}
