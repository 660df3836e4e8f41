package cli

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// progress draws a bar on a terminal when the work takes longer than a second.
type progress struct {
	w     io.Writer
	total int
	n     int
	now   func() time.Time
	began time.Time
	shown bool
}

func newProgress(w io.Writer, total int) *progress {
	if total < 2 || !terminal(w) {
		w = nil
	}
	return startProgress(w, total, time.Now)
}

func startProgress(w io.Writer, total int, now func() time.Time) *progress {
	return &progress{w: w, total: total, now: now, began: now()}
}

const barWidth = 30

func (p *progress) step(name string) {
	p.n++
	if p.w == nil || p.now().Sub(p.began) < time.Second {
		return
	}
	p.shown = true
	full := p.n * barWidth / p.total
	fmt.Fprintf(p.w, "\r\033[K%s%s %d/%d %s", strings.Repeat("█", full), strings.Repeat("░", barWidth-full), p.n, p.total, printable(name))
}

func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\033[K")
	}
}
