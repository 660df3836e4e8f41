package confine

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// said keeps the beginning of what a child writes to stderr.
type said struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const maxSaid = 64 << 10

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buf.Write(p[:min(len(p), maxSaid-s.buf.Len())])
	return len(p), nil
}

func (s *said) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// What the runtime of Go says when memory cannot be had.
func (s *said) outOfMemory() bool {
	t := s.text()
	for _, words := range []string{"out of memory", "cannot allocate memory", "failed to reserve", "failed to create new OS thread", "newosproc", "pageAlloc"} {
		if strings.Contains(t, words) {
			return true
		}
	}
	// The runtime itself falls over an address it was not given, on no goroutine.
	return strings.HasPrefix(t, "SIGSEGV: ") && strings.Contains(t, "\ngoroutine 0 ")
}

// mostLines of one child go to the log.
const mostLines = 40

// lines are those that hold nothing of the file: what the runtime says of its
// end, and the places in the program. Values, which a panic and the arguments
// of a call may show, are left out.
func (s *said) lines() []string {
	var out []string
	withheld := 0
	for line := range strings.Lines(s.text()) {
		line = strings.TrimRight(line, "\r\n")
		switch shown := harmless(line); {
		case shown != "" && len(out) < mostLines:
			out = append(out, shown)
		case line != "":
			withheld++
		}
	}
	if withheld > 0 {
		out = append(out, fmt.Sprintf("%d lines withheld", withheld))
	}
	return out
}

var (
	// compiled when a child has died
	places = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\t([\w@.+/~-]+\.(?:go|s):\d+)(?: \+0x[0-9a-f]+)?$`)
	})
	calls = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:created by )?([\w./~-]+\.(?:\(\*?[\w.\[\]]+\)\.)?[\w.\[\]]+)(?:\([^()]*\)| in goroutine \d+)$`)
	})
	endings = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:fatal error: [\w :,'-]+|runtime: [\w :,()=+-]+|panic: runtime error: (?:index out of range|slice bounds out of range|invalid memory address or nil pointer dereference|integer divide by zero|makeslice: len out of range).*|goroutine \d+ .{0,80}\[[\w (),]+\]:|SIG[A-Z]+: [\w -]+|signal: [\w ]+|confine: [\w :,.-]+)$`)
	})
)

func harmless(line string) string {
	if len(line) > 300 {
		return ""
	}
	if m := places().FindStringSubmatch(line); m != nil {
		return "at " + m[1]
	}
	if m := calls().FindStringSubmatch(line); m != nil {
		return "in " + m[1]
	}
	if endings().MatchString(line) {
		return line
	}
	return ""
}
