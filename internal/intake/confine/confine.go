// Package confine reads foreign files in a process of their own.
//
// A file from outside may be made to take all memory, never to end or to
// subvert its reader. So the program starts itself once more, with limits of
// memory, time, files and rights, hands the bytes over and takes the document
// or the fault back. Whatever happens over there is answered here with a fault
// for people; what the child wrote to stderr goes to the log without a word of
// the file. It refuses to know formats, which are intake's, and where files
// come from.
//
// What is held on which system: Linux all of it (see child_linux.go and
// start_linux.go); other Unix systems processor time, open files, core files
// and the process group; everywhere wall time, output, the empty environment,
// the folder and the number of children at once.
package confine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"duban/internal/intake/pdf"
	"duban/internal/kernel/document"
)

// Limits are what one child may take. A zero takes the value of Standard.
type Limits struct {
	Memory int64         // bytes of private memory
	CPU    time.Duration // of processor time, in whole seconds
	Wall   time.Duration // from start to answer, waiting for a turn not counted
	Output int64         // bytes of the answer
	Files  int           // open at once
}

// Standard is enough for every file that intake takes, pages of HTML over
// 15 MB aside. Starting pdfium on a machine for the first time takes 320 MB
// and four seconds, afterwards 80 MB.
var Standard = Limits{
	Memory: 1 << 30,
	CPU:    60 * time.Second,
	Wall:   90 * time.Second,
	Output: 256 << 20,
	Files:  64,
}

func (l Limits) orStandard() Limits {
	if l.Memory <= 0 {
		l.Memory = Standard.Memory
	}
	if l.CPU <= 0 {
		l.CPU = Standard.CPU
	}
	if l.Wall <= 0 {
		l.Wall = Standard.Wall
	}
	if l.Output <= 0 {
		l.Output = Standard.Output
	}
	if l.Files <= 0 {
		l.Files = Standard.Files
	}
	l.CPU = max(l.CPU.Round(time.Second), time.Second)
	return l
}

// Gate lets so many children read at once and no more.
type Gate struct {
	turns chan struct{}
	log   func(string)
	cache string
	warm  sync.Mutex
	ready bool
}

// NewGate makes a gate for so many children at once. log takes single lines
// and may be nil. cache is the folder, writable for this user alone, where the
// compiled code of the PDF reader is kept; empty means the user's own.
func NewGate(atOnce int, cache string, log func(string)) *Gate {
	if log == nil {
		log = func(string) {}
	}
	if cache == "" {
		cache, _ = pdf.CacheDir() // without one, each PDF takes four seconds more
	}
	return &Gate{turns: make(chan struct{}, max(1, atOnce)), log: log, cache: cache}
}

var standardGate = sync.OnceValue(func() *Gate { return NewGate(runtime.GOMAXPROCS(0), "", nil) })

// Open reads through a gate of one child for each processor, without a log.
func Open(ctx context.Context, data io.Reader, name string, limits Limits) (*document.Document, error) {
	return standardGate().Open(ctx, data, name, limits)
}

// Reasons to end a child.
var (
	errWall   = errors.New("confine: wall time is over")
	errSource = errors.New("confine: the source could not be read")
	errDone   = errors.New("confine: answered")
	errAnswer = errors.New("confine: the answer is none")
)

// Open reads data in a child and answers the document or the fault that
// intake.Read would. The bytes are passed on as they come. The error is
// ctx's if that ended first. After an early end, one Read of data that is under
// way may still return; no other follows.
func (g *Gate) Open(ctx context.Context, data io.Reader, name string, limits Limits) (*document.Document, error) {
	d, _, err := g.ask(ctx, data, request{Name: []byte(name), Limits: limits})
	if err == nil && d == nil {
		return nil, crashed(name).Because(errAnswer) // a child that says it is done has read nothing
	}
	return d, err
}

// Pages counts in a child the pages of a PDF that can be opened.
func (g *Gate) Pages(ctx context.Context, data io.Reader, name string, limits Limits) (int, error) {
	_, told, err := g.ask(ctx, data, request{Name: []byte(name), Limits: limits, Pages: true})
	if err == nil && (told == nil || told.Pages < 1) {
		err = crashed(name).Because(errAnswer)
	}
	if err != nil {
		return 0, err
	}
	return told.Pages, nil
}

// ask has a child look at data.
func (g *Gate) ask(ctx context.Context, data io.Reader, ask request) (*document.Document, *outcome, error) {
	ask.Size, ask.Cache, ask.Limits = sizeOf(data), g.cache, ask.Limits.orStandard()
	head := make([]byte, headLength)
	n, err := io.ReadFull(data, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, fmt.Errorf("%w: %w", errSource, err)
	}
	head = head[:n]
	select {
	case g.turns <- struct{}{}:
		defer func() { <-g.turns }()
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	if bytes.Contains(head, []byte("%PDF-")) {
		g.prepare(ctx)
	}
	return g.call(ctx, ask, io.MultiReader(bytes.NewReader(head), data))
}

// headLength is as far as a PDF header may stand from the start.
const headLength = 1024

// prepare lets a child that sees no foreign bytes compile the PDF reader, so
// that those which do need not write where code is kept.
func (g *Gate) prepare(ctx context.Context) {
	g.warm.Lock()
	defer g.warm.Unlock()
	if g.ready || g.cache == "" {
		return
	}
	_, _, err := g.call(ctx, request{Compile: true, Cache: g.cache, Limits: Limits{}.orStandard()}, bytes.NewReader(nil))
	if err != nil {
		g.log("compiling the PDF reader: " + err.Error())
	}
	g.ready = ctx.Err() == nil // a folder that cannot be written is not tried again
}

// call starts a child, feeds it, and takes its answer.
func (g *Gate) call(outer context.Context, ask request, data io.Reader) (*document.Document, *outcome, error) {
	ctx, end := context.WithCancelCause(outer)
	defer end(nil)
	ctx, over := context.WithTimeoutCause(ctx, ask.Limits.Wall, errWall)
	defer over()
	if outer.Err() != nil {
		return nil, nil, context.Cause(outer)
	}
	p, err := start(ctx, ask)
	if err != nil {
		return nil, nil, unstarted(string(ask.Name), err)
	}
	source := &source{r: data}
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		if ask.send(p.in) != nil {
			return // it is gone; why is asked below
		}
		_, _ = io.Copy(p.in, source)
		if source.err != nil {
			end(errSource)
			return // left open: what breaks off is not taken for the whole
		}
		p.in.Close()
	}()
	doc, told, err := receive(p.out, ask.Limits.Output)
	switch {
	case err == nil:
		end(errDone)
	case errors.Is(err, document.ErrTooLong):
		end(document.ErrTooLong)
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		end(errAnswer)
	}
	died := p.wait()
	source.stop.Store(true)
	select {
	case <-fed:
	case <-time.After(time.Second): // data does not come and does not end
	}
	for _, line := range p.said.lines() {
		g.log(fmt.Sprintf("child %d: %s", p.pid, line))
	}
	switch {
	case err == nil && told != nil:
		return nil, told, told.error(string(ask.Name))
	case err == nil:
		return doc, nil, nil
	case outer.Err() != nil:
		return nil, nil, context.Cause(outer)
	}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errSource):
		return nil, nil, fmt.Errorf("%w: %w", errSource, source.failed())
	case errors.Is(cause, errWall):
		return nil, nil, slow(string(ask.Name), ask.Limits.Wall).Because(errWall)
	case errors.Is(cause, document.ErrTooLong):
		return nil, nil, long(string(ask.Name), ask.Limits.Output).Because(err)
	}
	err = fmt.Errorf("%w; the child: %v", err, died.err)
	switch {
	case died.cpu >= ask.Limits.CPU/10*9: // the kernel counts by ticks
		return nil, nil, slow(string(ask.Name), ask.Limits.CPU).Because(err)
	case p.said.outOfMemory():
		return nil, nil, greedy(string(ask.Name), ask.Limits.Memory).Because(err)
	}
	return nil, nil, crashed(string(ask.Name)).Because(err)
}

// source passes on what is read until it is stopped, and keeps the error.
type source struct {
	r    io.Reader
	stop atomic.Bool
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	if s.stop.Load() {
		return 0, io.EOF
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func (s *source) failed() error { return s.err }

// sizeOf is how much is left to read, or 0 if that cannot be told.
func sizeOf(r io.Reader) int64 {
	if v, ok := r.(interface{ Len() int }); ok {
		return int64(v.Len())
	}
	s, ok := r.(io.Seeker)
	if !ok {
		return 0
	}
	at, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0
	}
	end, err := s.Seek(0, io.SeekEnd)
	if _, back := s.Seek(at, io.SeekStart); err != nil || back != nil {
		return 0
	}
	return max(0, end-at)
}
