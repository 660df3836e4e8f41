package confine

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"duban/internal/intake"
	"duban/internal/kernel/document"
)

// Names that make a child of a test misbehave. They are compiled into the test
// program alone.
const (
	hangs    = "挂起.txt"
	spins    = "空转.txt"
	eats     = "吃内存.txt"
	panics   = "惊慌.txt"
	babbles  = "乱语.txt"
	floods   = "滔滔.txt"
	shouts   = "大喊.txt"
	finishes = "什么也没读.txt"
	dies     = "自绝.txt"
	pries    = "窥探.txt"
	recurses = "递归.txt"
)

const secret = "机密内容"

func init() {
	read = func(name string, r io.Reader, size int64) (*document.Document, error) {
		switch name {
		case hangs:
			time.Sleep(time.Hour)
		case spins:
			for i := 0; ; i++ {
				spun.Store(int64(i))
			}
		case eats:
			var kept [][]byte
			for {
				b := make([]byte, 8<<20)
				for i := range b {
					b[i] = byte(i)
				}
				kept = append(kept, b)
				if len(kept) > 4096 {
					return nil, fmt.Errorf("%d", len(kept))
				}
			}
		case panics:
			panic(secret)
		case babbles:
			_, _ = answers.WriteString("HTTP/1.1 200 OK\r\n\r\n")
			time.Sleep(time.Hour)
		case floods:
			b := document.NewBuilder(name, document.Text)
			for range 100_000 {
				b.Add(strings.Repeat("滔", 100), document.Paragraph{})
			}
			return b.Document(), nil
		case shouts:
			go func() { panic(secret) }()
			time.Sleep(time.Hour)
		case finishes:
			_ = outcome{}.send(answers)
			time.Sleep(time.Hour)
		case dies:
			os.Exit(3)
		case recurses:
			return nil, fmt.Errorf("%d", deeper(1))
		case pries:
			return document.Plain(name, pry(), nil), nil
		}
		return intake.From(name, r, size)
	}
}

var spun atomic.Int64

func deeper(n int) int {
	if n < 0 {
		return 0
	}
	return deeper(n+1) + 1
}

// answers is where the child's answer goes; os.Stdout no longer is.
var answers = os.Stdout

// pry tries what a child must not be able to do, and lists what it could.
func pry() string {
	var b strings.Builder
	could := func(what string, err error) {
		if err == nil {
			fmt.Fprintf(&b, "could %s\n", what)
		}
	}
	_, err := os.ReadFile("/etc/passwd")
	could("read a file", err)
	_, err = os.ReadDir("/")
	could("list a folder", err)
	could("write a file", os.WriteFile("/tmp/duban-pry", nil, 0o600))
	_, err = net.Listen("tcp", "127.0.0.1:0")
	could("listen", err)
	_, err = net.Dial("udp", "127.0.0.1:9")
	could("send", err)
	could("start a program", exec.Command("/proc/self/exe", "-test.run=^$").Run())
	parent, err := os.FindProcess(os.Getppid())
	if err == nil {
		could("signal its parent", parent.Signal(syscall.Signal(0)))
	}
	dir, err := os.Getwd()
	fmt.Fprintf(&b, "environment %q, folder %s %v\n", os.Environ(), dir, err)
	return b.String()
}
