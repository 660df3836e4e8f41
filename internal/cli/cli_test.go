package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"duban/internal/base/fault"
)

func TestEveryKindOfFaultHasAnExitCodeOfItsOwn(t *testing.T) {
	seen := map[int]fault.Kind{0: 0, 1: 0} // well, and an internal error
	for k := fault.Invalid; k <= fault.Refused; k++ {
		code := exitCode(k)
		if other, taken := seen[code]; taken {
			t.Errorf("kinds %d and %d both end with %d", k, other, code)
		}
		if code < 2 || code > 125 {
			t.Errorf("kind %d ends with %d, which a shell uses otherwise", k, code)
		}
		seen[code] = k
	}
	if exitCode(0) != 1 || exitCode(fault.Refused+1) != 1 {
		t.Error("an unknown kind is internal")
	}
}

func TestAFaultIsASentenceAndAHint(t *testing.T) {
	var w strings.Builder
	err := fmt.Errorf("desk.ReadReport: %w", fault.New(fault.NotFound, "找不到文件“报告.txt”。", "请核对路径和文件名。").Because(io.EOF))
	if code := answer(&w, err); code != 3 || w.String() != "错误：找不到文件“报告.txt”。\n提示：请核对路径和文件名。\n" {
		t.Errorf("%d %q", code, w.String())
	}
	w.Reset()
	if code := answer(&w, fault.New(fault.Invalid, "年份不对。", "")); code != 6 || w.String() != "错误：年份不对。\n" {
		t.Errorf("%d %q", code, w.String())
	}
}

func TestAReaderThatHangsUpIsNoTrouble(t *testing.T) {
	var w strings.Builder
	if code := answer(&w, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}); code != 0 || w.Len() > 0 {
		t.Errorf("%d %q", code, w.String())
	}
}

func TestAnInternalErrorShowsANumberAndLogsTheRest(t *testing.T) {
	log := filepath.Join(t.TempDir(), "duban.log")
	t.Setenv("DUBAN_LOG", log)
	var w strings.Builder
	err := errors.New("statement: index 7 out of range")
	if code := answer(&w, err); code != 1 {
		t.Errorf("code %d", code)
	}
	said := w.String()
	if strings.Contains(said, "index") || !strings.HasPrefix(said, "错误：程序内部出错，编号 ") {
		t.Errorf("said %q", said)
	}
	number := strings.Fields(strings.TrimPrefix(said, "错误：程序内部出错，编号 "))[0]
	number, _, _ = strings.Cut(number, "，")
	logged, _ := os.ReadFile(log)
	if want := number + " " + err.Error() + "\n"; string(logged) != want {
		t.Errorf("logged %q, want %q", logged, want)
	}
}

// broken is a screen that fails in a way nobody foresaw.
type broken struct{}

func (broken) Write([]byte) (int, error) { panic("index 7 out of range") }

func TestAPanicIsAnIncidentAndNotATrace(t *testing.T) {
	t.Setenv("DUBAN_LOG", "")
	var w strings.Builder
	if code := Main([]string{"help"}, broken{}, &w); code != 1 {
		t.Errorf("code %d", code)
	}
	if said := w.String(); strings.Contains(said, "goroutine") || strings.Contains(said, "index") || !strings.Contains(said, "编号") {
		t.Errorf("said %q", said)
	}
}

func TestEveryCommandHasHelpInTwoLanguages(t *testing.T) {
	for _, c := range commands() {
		var w strings.Builder
		c.help(&w)
		if c.summary == "" || c.english == "" || !strings.HasPrefix(w.String(), "duban "+c.name) {
			t.Errorf("%s: %q", c.name, w.String())
		}
	}
}

func TestProgressIsDrawnAfterASecondAndWipedAtTheEnd(t *testing.T) {
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	var w bytes.Buffer
	p := startProgress(&w, 4, func() time.Time { return at })
	p.step("甲.txt")
	if w.Len() > 0 {
		t.Errorf("drawn at once: %q", w.String())
	}
	at = at.Add(time.Second)
	p.step("乙.txt")
	if got, want := w.String(), "\r\033[K"+strings.Repeat("█", 15)+strings.Repeat("░", 15)+" 2/4 乙.txt"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	w.Reset()
	p.step("丙.txt")
	p.step("丁.txt")
	if !strings.Contains(w.String(), strings.Repeat("█", 30)+" 4/4 丁.txt") {
		t.Errorf("got %q", w.String())
	}
	w.Reset()
	p.done()
	if w.String() != "\r\033[K" {
		t.Errorf("left on the screen: %q", w.String())
	}
}

func TestNoProgressWhereNobodyLooks(t *testing.T) {
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	var w bytes.Buffer
	p := newProgress(&w, 4)
	if p.w != nil {
		t.Error("a buffer is no terminal")
	}
	p = startProgress(nil, 4, func() time.Time { at = at.Add(time.Hour); return at })
	p.step("甲.txt")
	p.done()
}

func TestAFailedWriteLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "任务表.csv")
	if err := os.WriteFile(path, []byte("旧"), 0o640); err != nil {
		t.Fatal(err)
	}
	trouble := errors.New("trouble")
	err := deliver(streams{}, path, nil, func(w io.Writer) error {
		_, _ = io.WriteString(w, "新的一半")
		return trouble
	})
	if !errors.Is(err, trouble) {
		t.Errorf("got %v", err)
	}
	if old, _ := os.ReadFile(path); string(old) != "旧" {
		t.Errorf("the file holds %q", old)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left over: %v", left)
	}
	if err := deliver(streams{}, path, nil, func(w io.Writer) error { _, err := io.WriteString(w, "新"); return err }); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
	if now, _ := os.ReadFile(path); string(now) != "新" {
		t.Errorf("the file holds %q", now)
	}
}
