package cli_test

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"duban/internal/intake/confine"
)

// exit CODE duban ARGS... runs it, demands the exit code, and that whoever was
// refused reads a sentence and a hint and nothing of the program's insides.
func exit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		e, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = e.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	if want > 0 {
		calm(ts, false, nil)
	}
}

// calm demands that the last words on stderr are 错误 and 提示 of a line each.
func calm(ts *testscript.TestScript, neg bool, args []string) {
	said := strings.Split(strings.TrimSuffix(ts.ReadFile("stderr"), "\n"), "\n")
	if len(said) != 2 || !strings.HasPrefix(said[0], "错误：") || !strings.HasPrefix(said[1], "提示：") {
		ts.Fatalf("not one sentence and one hint: %q", said)
	}
	if !strings.HasSuffix(said[0], "。") || strings.Count(said[0], "。") > 1 {
		ts.Fatalf("not one sentence: %s", said[0])
	}
	for _, inside := range []string{"panic", "goroutine", ".go:", "runtime", "error", "invalid", "no such file", "permission denied", "incident", "编号"} {
		if strings.Contains(strings.Join(said, ""), inside) {
			ts.Fatalf("the program's insides are shown: %q", said)
		}
	}
}

// bytes FILE HEX... writes a file of bytes that no text archive can hold.
func bytes(ts *testscript.TestScript, neg bool, args []string) {
	data, err := hex.DecodeString(strings.Join(args[1:], ""))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o644))
}

// framed FILE NAME FROM writes what the parent of a child that reads the file
// FROM under NAME would send.
func framed(ts *testscript.TestScript, neg bool, args []string) {
	ask, err := json.Marshal(map[string]any{"Name": []byte(args[1]), "Limits": confine.Standard})
	ts.Check(err)
	frame := binary.BigEndian.AppendUint32([]byte("duban?2\n"), uint32(len(ask)))
	frame = append(append(frame, ask...), ts.ReadFile(args[2])...)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), frame, 0o644))
}

// lines N FILE demands that a file, or stdout, has so many lines.
func lines(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := strings.Count(ts.ReadFile(args[1]), "\n"); got != want != neg {
		ts.Fatalf("%d lines, want %d", got, want)
	}
}
