package confine

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/intake"
	"duban/internal/intake/pdf"
)

// command is the hidden command that makes a process a child.
const command = "intake-child"

// maxStack is what one call after another may pile up; no reader needs a tenth.
const maxStack = 64 << 20

// Child ends the process after it has done its work, if it was started as a
// child; otherwise it does nothing. It is called before anything else: by the
// command line, and by TestMain of tests that open files through this package.
func Child() {
	if len(os.Args) == 2 && os.Args[1] == command {
		out := os.Stdout
		os.Stdout = os.Stderr // nobody else speaks in between
		os.Exit(child(os.Stdin, out))
	}
}

// read is what the child does with the bytes.
var read = intake.From

func child(in io.Reader, out io.Writer) int {
	var ask request
	if err := ask.receive(in); err != nil {
		fmt.Fprintln(os.Stderr, "confine: this command is for duban itself")
		return 2
	}
	if err := lower(ask.Limits); err != nil {
		return told(out, outcome{Unready: "limits: " + err.Error()})
	}
	debug.SetMemoryLimit(ask.Limits.Memory / 4 * 3)
	debug.SetMaxStack(maxStack)
	pdf.KeepIn(ask.Cache)
	if ask.Compile {
		if err := pdf.Compile(); err != nil {
			return told(out, outcome{Unready: err.Error()})
		}
		return told(out, outcome{})
	}
	return answer(ask, in, out)
}

func answer(ask request, in io.Reader, out io.Writer) (code int) {
	defer func() {
		if p := recover(); p != nil {
			code = told(out, outcome{Panicked: fmt.Sprintf("%T in %s", p, where())})
		}
	}()
	if ask.Pages {
		return counted(ask, in, out)
	}
	d, err := read(string(ask.Name), in, ask.Size)
	if err != nil {
		return told(out, troubled(err))
	}
	if _, err := io.WriteString(out, answerMark+string(aDocument)); err != nil {
		return 1
	}
	if d.Encode(out) != nil {
		return 1
	}
	return 0
}

// counted answers how many pages there are.
func counted(ask request, in io.Reader, out io.Writer) int {
	b, err := io.ReadAll(in)
	n := 0
	if err == nil {
		n, err = intake.Pages(string(ask.Name), b)
	}
	if err != nil {
		return told(out, troubled(err))
	}
	return told(out, outcome{Pages: n})
}

func troubled(err error) outcome {
	f, ok := fault.As(err)
	if !ok {
		return outcome{Unready: oneLine(err.Error())}
	}
	o := outcome{Fault: &fault.Fault{Kind: f.Kind, Sentence: f.Sentence, Hint: f.Hint}}
	if f.Cause != nil {
		o.Because = oneLine(f.Cause.Error())
	}
	return o
}

func told(out io.Writer, o outcome) int {
	if o.send(out) != nil {
		return 1
	}
	return 0
}

// where are the calls that led to a panic, without their arguments.
func where() string {
	var calls [32]uintptr
	frames := runtime.CallersFrames(calls[:runtime.Callers(3, calls[:])])
	var names []string
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			names = append(names, fmt.Sprintf("%s:%d", f.Function, f.Line))
		}
		if !more || len(names) == 4 {
			return strings.Join(names, " < ")
		}
	}
}
